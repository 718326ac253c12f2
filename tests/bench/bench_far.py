"""Words that are wrong where a recording was made far away: looked for once, as before, and twice, as is shipped.

    python tests/bench/bench_far.py --keep FOLDER [--only NAME] [--sound "far away"]

Every English recording of `speech_stories` as from the other end of a hall with a fan, or another of `poor_sound.WAYS`.
“Once” is faster-whisper's own way to look for speech, with the likelihood that was shipped before; “twice” is
`find_speech`. Printed are the errors by sort and cause, collection by collection, and how many more of a hundred words
are wrong when speech is looked for twice, with the spread over recordings drawn anew.
"""

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))

from bench_words import Errors, causes, errors, ours, rate, spread
from poor_sound import WAYS
from speech_stories import Story, stories

from coproclip.speech.engine import PER_MS, Sound, Speech
from coproclip.speech.find_speech import SURE, find_speech
from coproclip.speech.level import loud_enough
from coproclip.speech.presets import BALANCED
from coproclip.speech.quality import without_blips
from coproclip.speech.ways import CARE
from coproclip.timecode import TimeRange

SHORTEST_PAUSE_MS = 100


def once(sound: Sound) -> Speech:
    """Where somebody speaks, by one look at the sound as loud as it is."""
    from faster_whisper.vad import VadOptions, get_speech_timestamps

    options = VadOptions(threshold=SURE, min_silence_duration_ms=SHORTEST_PAUSE_MS, speech_pad_ms=0)
    found = get_speech_timestamps(loud_enough(sound), options)
    ranges = [TimeRange(one["start"] // PER_MS, one["end"] // PER_MS) for one in found]
    return Speech.surely(without_blips([one for one in ranges if one.duration_ms]))


FINDERS: Mapping[str, Callable[[Sound], Speech]] = {"once": once, "twice": find_speech}


def more_wrong(pairs: Sequence[tuple[Errors, Errors]]) -> float:
    """How many more of a hundred words the second of each pair has wrong."""
    return rate(two for _, two in pairs) - rate(one for one, _ in pairs)


def main() -> int:
    """Listen, print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--keep", type=Path, required=True)
    parser.add_argument("--model", default="base")
    parser.add_argument("--only", default="", help="the stories whose names hold this")
    parser.add_argument("--sound", default="far away", choices=sorted(WAYS))
    asked = parser.parse_args()
    asked.keep.mkdir(parents=True, exist_ok=True)
    told: list[Story] = [
        replace(story, sound=np.asarray(WAYS[asked.sound](story.sound), np.float32))
        for story in stories()
        if story.language == "en" and asked.only in story.name
    ]
    found: dict[str, list[Errors]] = {
        name: [errors(story, ours(story, CARE[BALANCED], asked.model, asked.keep, find)) for story in told]
        for name, find in FINDERS.items()
    }
    for source in [*sorted({story.source for story in told}), "all"]:
        here = [place for place, story in enumerate(told) if source in (story.source, "all")]
        print(f"\n{source}: {sum(found['once'][place].words for place in here)} words")
        for name, rows in found.items():
            some = [rows[place] for place in here]
            causes(f"{name}, {rate(some):.1f} of 100 wrong", some)
        pairs = [(found["once"][place], found["twice"][place]) for place in here]
        print(f"twice: {more_wrong(pairs):+.2f} of 100 (drawn anew {spread(pairs, more_wrong)})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
