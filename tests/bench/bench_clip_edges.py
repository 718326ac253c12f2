"""Words that are missing, or too many, at the edges of clips: clips are cut, transcribed again, and read word by word.

    python tests/bench/bench_clip_edges.py [--model base] [--excerpts 300] [--limits]

Excerpts of six words are taken all over the recordings whose words have times (`word_references`), wherever
faster-whisper as it comes, CoProClip and the reference have the same words. Each is cut at faster-whisper's own word
times, at ours, at the reference's, and as CoProClip exports it, the speech model reads the cut, and its first and last
word are looked at: is it there, and is the word beside it heard too? Only excerpts count that the speech model reads
right with one more word on each side; cut at the reference's times they show what it gets wrong where nothing is wrong.
The word times were chosen on these recordings: nothing here is unseen. With `--limits` the exit code is 1 when more
than `MOST` of the edges of exported clips are wrong, or more than `MOST_SHARE` of what is wrong at faster-whisper's
times.
"""

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from pathlib import Path

import numpy as np
import soundfile

sys.path.insert(0, str(Path(__file__).resolve().parent))

from bench_cuts import excerpt_of
from bench_word_times import as_it_comes
from word_references import Story, bare, same_words, stories

from coproclip.export.sound.cutting import cut
from coproclip.speech.engine import PER_MS, RATE, Sound, SpeechOptions, SpokenWord
from coproclip.speech.models.installed import find_model
from coproclip.speech.ways import DecodeOptions
from coproclip.speech.whisper.engine import WhisperEngine, load_engine

LENGTH = 6
# The same word, said another time.
ELSEWHERE_MS = 1_500
AROUND_MS = 300
TOGETHER = 8
MOST, MOST_SHARE = 0.02, 0.5
ENGLISH = SpeechOptions("en")
THEIRS, OURS, TRUE, EXPORTED = "as it comes", "ours", "reference", "ours, exported"
WRONG = ("missing", "too many", "something else", "misheard")

Words = Sequence[SpokenWord]
Chosen = tuple[Story, dict[str, Words], dict[str, tuple[int, int]]]


def excerpts(theirs: Words, ours: Words, reference: Words) -> Iterator[dict[str, tuple[int, int]]]:
    """Excerpts that all three have: for each the places of its first word and after its last one."""
    mine = _same(ours, reference)
    other = _same(theirs, reference)
    for first in range(1, len(reference) - LENGTH - 1):
        places = range(first, first + LENGTH)
        rows = [[found.get(place) for place in places] for found in (other, mine)]
        if all(None not in row and row == list(range(row[0] or 0, (row[0] or 0) + LENGTH)) for row in rows):
            yield {
                name: (start, start + LENGTH)
                for name, start in ((THEIRS, other[first]), (OURS, mine[first]), (TRUE, first))
            }


def _same(found: Words, reference: Words) -> dict[int, int]:
    """For each place in the reference that of the same word in `found`."""
    place_of = {id(word): place for place, word in enumerate(found)}
    true_place = {id(word): place for place, word in enumerate(reference)}
    return {
        true_place[id(wanted)]: place_of[id(word)]
        for word, wanted in same_words(found, reference)
        if abs(word.start_ms - wanted.start_ms) < ELSEWHERE_MS
    }


def plain_cut(sound: Sound, words: Words, first: int, last: int) -> Sound:
    """From the beginning of the first word to the end of the last one, and nothing else."""
    return sound[words[first].start_ms * PER_MS : words[last - 1].end_ms * PER_MS]


def wrong(wanted: Sequence[str], beside: tuple[str, str], heard: Sequence[str]) -> list[str]:
    """What is wrong at the beginning and at the end of `heard`, where `beside` lies; empty where an edge is right."""
    found = []
    for one, next_to, other in ((wanted, beside[0], heard), (wanted[::-1], beside[1], heard[::-1])):
        codes = SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
        kind, first, last, begin, end = codes[0] if codes else ("delete", 0, 1, 0, 0)
        if kind == "equal":
            found.append("")
        elif end - begin < last - first:
            found.append("missing")
        elif end - begin > last - first:
            found.append("too many" if next_to in other[begin:end] else "something else")
        else:
            found.append("misheard")
    return found


def read(engine: WhisperEngine, sounds: Sequence[Sound]) -> list[list[str]]:
    """The words of each of `sounds`."""
    quiet = np.zeros(AROUND_MS * PER_MS, np.float32)
    found: list[list[str]] = []
    for first in range(0, len(sounds), TOGETHER):
        part = [np.concatenate([quiet, sound, quiet]) for sound in sounds[first : first + TOGETHER]]
        read = engine.read(part, ENGLISH, DecodeOptions(5))
        found += [[text for word in one.words if (text := bare(word.text))] for one in read]
    return found


def _bare(chosen: Chosen, more: int = 0) -> list[str]:
    _, words, places = chosen
    first, last = places[TRUE]
    return [bare(word.text) for word in words[TRUE][first - more : last + more]]


def _whole(wanted: Sequence[str], heard: Sequence[str]) -> bool:
    return any(list(wanted) == list(heard[at : at + len(wanted)]) for at in range(len(heard)))


def main() -> int:
    """Cut, listen, print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--model", default="base")
    parser.add_argument("--excerpts", type=int, default=300)
    parser.add_argument("--limits", action="store_true")
    asked = parser.parse_args()
    told = stories()
    if not told:
        print("the recordings are not here")
        return 0
    from faster_whisper import WhisperModel

    folder = find_model(asked.model).path
    engine, model = load_engine(folder), WhisperModel(str(folder), device="cpu", compute_type="int8")
    chosen: list[Chosen] = []
    for story in told:
        words: dict[str, Words] = {
            THEIRS: [word for passage in as_it_comes(model, story) for word in passage],
            OURS: [word for passage in engine.transcribe(story.sound, ENGLISH) for word in passage.words],
            TRUE: story.words,
        }
        chosen += [(story, words, one) for one in excerpts(words[THEIRS], words[OURS], words[TRUE])]
    chosen = [chosen[at] for at in np.linspace(0, len(chosen) - 1, min(asked.excerpts, len(chosen))).astype(int)]
    around = [plain_cut(story.sound, words[TRUE], at[TRUE][0] - 1, at[TRUE][1] + 1) for story, words, at in chosen]
    chosen = [one for one, heard in zip(chosen, read(engine, around), strict=True) if _whole(_bare(one), heard)]
    clips: dict[str, list[Sound]] = {}
    with tempfile.TemporaryDirectory() as temporary:
        for story, words, places in chosen:
            for name, (first, last) in places.items():
                clips.setdefault(name, []).append(plain_cut(story.sound, words[name], first, last))
            path = Path(temporary) / f"{story.name.replace(' ', '-')}.wav"
            if not path.exists():
                soundfile.write(path, story.sound, RATE)
            made = cut(excerpt_of(list(words[OURS]), [places[OURS]], path))
            clips.setdefault(EXPORTED, []).append(made.samples[:, 0])
    wanted = [(_bare(one), _bare(one, 1)) for one in chosen]
    shares: dict[str, float] = {}
    print(f"{2 * len(chosen)} edges of {len(chosen)} excerpts")
    for name, sounds in clips.items():
        edges = [
            edge
            for (one, wider), heard in zip(wanted, read(engine, sounds), strict=True)
            for edge in wrong(one, (wider[0], wider[-1]), heard)
        ]
        counts = Counter(edges)
        shares[name] = (counts["missing"] + counts["too many"]) / len(edges)
        row = ", ".join(f"{100 * counts[kind] / len(edges):4.1f} % {kind}" for kind in WRONG)
        print(f"{name:16}{row}; missing or too many {100 * shares[name]:.1f} %", flush=True)
    well = shares[EXPORTED] <= MOST and shares[EXPORTED] <= MOST_SHARE * shares[THEIRS]
    print("all well" if well else "NOT WELL")
    return 1 if asked.limits and not well else 0


if __name__ == "__main__":
    sys.exit(main())
