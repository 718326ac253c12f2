"""How many words of two-person dialogues on one channel get the voice that says them, and what finding that out costs.

    python tests/bench/bench_voices.py [--audio FOLDER] [--keep FOLDER] [--no-engine] [--hours N] [--folds] [--limits]

For each dialogue the share of words on the right voice: of the reference’s words at their hand-made times, where it has
such; of the words as the speech engine writes them down (base, balanced), whose they are being told by the reference’s
turns; and, to compare, if all were the one who says more. “One or two” are looked for, as is usual. The cost is
processor seconds for a second of sound, the process’s start included, over dialogues of a minute and more. `--keep`
keeps what the engine wrote for the next time. `--hours` also tells a recording of so many hours apart and prints the
memory that takes. With `--limits` the exit code
is 1 when something is worse than it may be. `--folds` instead puts together two thousand talks of one to four people of
six collections, near, far and over telephones, and reports each collection by the borders chosen on the others
(`voice_folds`); `--keep` keeps the voice prints of these public recordings, for benches alone.
"""

import argparse
import itertools
import resource
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import soundfile
from voice_dialogues import Dialogue, dialogues, keep_words, kept_words
from voice_folds import folds

from coproclip.speech.client import Transcriber
from coproclip.speech.diarization.client import WordSpeaker, assign_speakers
from coproclip.speech.engine import SpeechOptions, SpokenWord
from coproclip.speech.models.installed import find_model

AUDIO = Path(__file__).resolve().parents[3] / "shared" / "data" / "audio"
MEAN, LOWEST, COST = 0.96, 0.90, 0.02
LONG_S = 60
MEMORY_MB = 600


def cpu() -> float:
    """Processor seconds of all child processes that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def shares(said_by: Sequence[str], told: Sequence[WordSpeaker]) -> tuple[float, float]:
    """The share of words on the right voice (voices matched to people as well as it can be), and of the majority."""
    known = [(who, one.voice) for who, one in zip(said_by, told, strict=True) if who]
    people = sorted({who for who, _ in known})
    voices = range(max(len(people), *(voice + 1 for _, voice in known)))
    right = max(
        sum(dict(zip(people, order, strict=True))[who] == voice for who, voice in known)
        for order in itertools.permutations(voices, len(people))
    )
    most = max(sum(who == person for who, _ in known) for person in people)
    return right / len(known), most / len(known)


def written_down(dialogue: Dialogue, folder: Path) -> list[SpokenWord]:
    """The dialogue’s words as the app writes them down."""
    path = folder / f"{dialogue.name}.json"
    words = kept_words(path)
    if words is None:
        done = Transcriber().transcribe_file(dialogue.sound, find_model("base"), SpeechOptions("en"))
        words = [word for window in done for segment in window.segments for word in segment.words]
        keep_words(path, words)
    return words


def in_order(words: Sequence[SpokenWord], said_by: Sequence[str]) -> tuple[list[SpokenWord], list[str]]:
    """Words by their time, each still with who says it."""
    pairs = sorted(zip(words, said_by, strict=True), key=lambda one: (one[0].start_ms, one[0].end_ms))
    return [word for word, _ in pairs], [who for _, who in pairs]


def long_recording(source: Dialogue, words: list[SpokenWord], hours: float, folder: Path) -> tuple[float, float]:
    """Memory (MB) and cost of a recording of so many hours: one dialogue over and over."""
    samples, rate = soundfile.read(source.sound, dtype="int16")
    times = round(hours * 3600 / source.seconds)
    step = len(samples) * 1000 // rate
    with soundfile.SoundFile(folder / "long.wav", "w", rate, 1, "PCM_16") as file:
        for _ in range(times):
            file.write(samples)
    every = [
        SpokenWord(word.text, word.start_ms + turn * step, word.end_ms + turn * step, word.confidence)
        for turn in range(times)
        for word in words
    ]
    before = cpu()
    assign_speakers(folder / "long.wav", every, 2)
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024, (cpu() - before) / (times * source.seconds)


def main() -> int:
    """Print the table; 1 when a limit is broken."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--audio", type=Path, default=AUDIO)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--no-engine", action="store_true")
    parser.add_argument("--hours", type=float, default=0.0)
    parser.add_argument("--limits", action="store_true")
    parser.add_argument("--folds", action="store_true")
    asked = parser.parse_args()
    if asked.folds:
        with tempfile.TemporaryDirectory() as temporary:
            never = folds(asked.keep or Path(temporary))
        return int(asked.limits and not never)
    found: list[float] = []
    spent = sound = memory = 0.0
    with tempfile.TemporaryDirectory() as temporary:
        folder = asked.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        every = dialogues(asked.audio, Path(temporary))
        # First of all: the memory that is told is the most any process took so far.
        if asked.hours:
            source = next(one for one in every if one.name == "read-1998-3080-room")
            memory, cost_long = long_recording(source, list(source.words), asked.hours, Path(temporary))
            print(f"{asked.hours:g} hours: {memory:.0f} MB at most, cost {cost_long:.4f}")
        print(f"{'dialogue':28}{'of':>6} {'words':>6} {'majority':>9} {'right':>7}")
        for dialogue in every:
            cases = [("given", *in_order(dialogue.words, dialogue.said_by))] if dialogue.words else []
            if not asked.no_engine:
                heard = written_down(dialogue, folder)
                cases.append(("engine", *in_order(heard, [dialogue.whose(word) for word in heard])))
            for kind, words, said_by in cases:
                before = cpu()
                told = assign_speakers(dialogue.sound, words)
                if dialogue.seconds >= LONG_S:
                    spent, sound = spent + cpu() - before, sound + dialogue.seconds
                right, most = shares(said_by, told)
                found.append(right)
                print(f"{dialogue.name:28}{kind:>6} {len(words):6} {most:9.1%} {right:7.1%}", flush=True)
        cost = spent / sound
        print(f"on average {sum(found) / len(found):.1%}, lowest {min(found):.1%}, cost {cost:.4f} s for 1 s of sound")
    bad = sum(found) / len(found) < MEAN or min(found) < LOWEST or cost > COST or memory > MEMORY_MB
    return int(asked.limits and bad)


if __name__ == "__main__":
    sys.exit(main())
