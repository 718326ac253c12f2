"""How far words are from where they are heard, and whether clips cut at them hold their first and last word.

    python tests/bench/bench_word_times.py [--model base] [--limits]

Ours against `faster_whisper.WhisperModel.transcribe` as it comes (`vad_filter=True, word_timestamps=True`), in the same
run, over `shared/data/audio`: the read speech has aligned words, the meetings hand-aligned ones (whose ends reach over
the silence after a word, so only their starts count). With `--limits` the exit code is 1 when a limit is missed.
"""

import argparse
import sys
import time
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))

from word_references import Story, bare, same_words, stories

from coproclip.speech.engine import PER_MS, SpeechOptions, SpokenWord
from coproclip.speech.models.installed import find_model
from coproclip.speech.whisper.engine import load_engine

LEAD_MS = 250
# The same word, said another time.
ELSEWHERE_MS = 1_500
ENGLISH = SpeechOptions("en")
# Median and 95th percentile (ms), and what of faster-whisper's own error may be left at most.
MOST_MEDIAN_MS, MOST_HIGH_MS, MOST_SHARE = 40, 170, 0.75
# The four of 78 looked at were whole in their clips and only spelt differently there (“Ardao”, “Ardau”).
MOST_CUT = 0.08

Spoken = list[list[SpokenWord]]


def as_it_comes(model: Any, story: Story) -> Spoken:
    """The words of each of faster-whisper's own segments."""
    found, _ = model.transcribe(story.sound, language="en", vad_filter=True, word_timestamps=True)
    return [
        [SpokenWord(w.word.strip(), round(w.start * 1000), round(w.end * 1000), 0) for w in segment.words or ()]
        for segment in found
    ]


def errors(pairs: Iterable[tuple[SpokenWord, SpokenWord]], edge: str) -> np.ndarray:
    """How far apart the edges are, ms."""
    return np.array([abs(getattr(heard, edge) - getattr(wanted, edge)) for heard, wanted in pairs])


def cut_off(engine: Any, story: Story, spoken: Spoken) -> tuple[int, int]:
    """How many first and last words of clips made of each passage are not heard in the clip, and of how many."""
    words = [word for passage in spoken for word in passage]
    gone = asked = 0
    place = 0
    for passage in spoken:
        first, last = place, place + len(passage) - 1
        place += len(passage)
        if len(passage) < 4:
            continue
        before = words[first - 1].end_ms if first else 0
        after = words[last + 1].start_ms if last + 1 < len(words) else len(story.sound) // PER_MS
        start = max(before, passage[0].start_ms - LEAD_MS, 0)
        end = min(after, passage[-1].end_ms + LEAD_MS)
        clip = story.sound[start * PER_MS : end * PER_MS]
        again = [bare(w.text) for s in engine.transcribe(clip, ENGLISH) for w in s.words]
        asked += 2
        gone += bare(passage[0].text) not in again[:2]
        gone += bare(passage[-1].text) not in again[-2:]
    return gone, asked


def row(name: str, theirs: np.ndarray, ours: np.ndarray) -> tuple[float, float, float]:
    """Print one line; returns our median and 95th percentile and the larger of their shares of faster-whisper's."""
    numbers = [float(np.percentile(one, part)) for one in (theirs, ours) for part in (50, 95)]
    shares = numbers[2] / numbers[0], numbers[3] / numbers[1]
    print(
        f"{name:24} {len(ours):5}  as it comes {numbers[0]:4.0f} /{numbers[1]:5.0f} ms   ours {numbers[2]:4.0f} /"
        f"{numbers[3]:5.0f} ms   ratio {shares[0]:.2f} / {shares[1]:.2f}"
    )
    return numbers[2], numbers[3], max(shares)


def main() -> int:
    """Measure; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--model", default="base")
    parser.add_argument("--no-clips", action="store_true", help="leave out the clips")
    parser.add_argument("--limits", action="store_true", help="exit with 1 when a limit is missed")
    chosen = parser.parse_args()
    told = stories()
    if not told:
        print("the recordings are not here")
        return 0
    from faster_whisper import WhisperModel

    folder = find_model(chosen.model).path
    engine, model = load_engine(folder), WhisperModel(str(folder), device="cpu", compute_type="int8")
    pairs: dict[tuple[str, str], list[tuple[SpokenWord, SpokenWord]]] = {}
    gone = {"as it comes": (0, 0), "ours": (0, 0)}
    took = {"as it comes": 0.0, "ours": 0.0}
    first_late: list[int] = []
    for story in told:
        kind = story.name.split()[0].split("-")[0]
        for who in gone:
            began = time.process_time()
            spoken = (
                as_it_comes(model, story)
                if who == "as it comes"
                else [list(s.words) for s in engine.transcribe(story.sound, ENGLISH)]
            )
            took[who] += time.process_time() - began
            heard = [word for passage in spoken for word in passage]
            matched = [(a, b) for a, b in same_words(heard, story.words) if abs(a.start_ms - b.start_ms) < ELSEWHERE_MS]
            pairs.setdefault((kind, who), []).extend(matched)
            if not chosen.no_clips and kind == "read":
                missing, asked = cut_off(engine, story, spoken)
                gone[who] = gone[who][0] + missing, gone[who][1] + asked
            if who == "ours":
                first_late += after_silence(matched, story.words)
    print(f"median / 95th percentile of the distance to the reference, speech model {chosen.model}")
    well = True
    for name, kind, edge in (
        ("starts, read speech", "read", "start_ms"),
        ("ends, read speech", "read", "end_ms"),
        ("starts, meetings", "meeting", "start_ms"),
    ):
        theirs, ours = (errors(pairs[kind, who], edge) for who in ("as it comes", "ours"))
        middle, high, share = row(name, theirs, ours)
        well &= middle <= MOST_MEDIAN_MS and share <= MOST_SHARE and (kind == "meeting" or high <= MOST_HIGH_MS)
    late = np.array(first_late)
    middle, high = np.percentile(np.abs(late), [50, 95])
    print(f"first words after a pause: {len(late)}, {middle:.0f} / {high:.0f} ms")
    for who, (missing, asked) in gone.items():
        if asked:
            print(f"edges of clips without their word, {who}: {missing} of {asked}")
    well &= gone["ours"][0] <= MOST_CUT * gone["ours"][1]
    print(f"processor seconds: as it comes {took['as it comes']:.1f}, ours {took['ours']:.1f}")
    print("all well" if well else "NOT WELL")
    return 1 if chosen.limits and not well else 0


def after_silence(pairs: Sequence[tuple[SpokenWord, SpokenWord]], wanted: Sequence[SpokenWord]) -> list[int]:
    """How much later than in the reference (ms) words begin that follow a pause of at least a quarter of a second."""
    after = {id(second) for first, second in pairwise(wanted) if second.start_ms - first.end_ms >= 250}
    return [heard.start_ms - word.start_ms for heard, word in pairs if id(word) in after]


if __name__ == "__main__":
    sys.exit(main())
