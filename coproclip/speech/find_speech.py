"""Where somebody speaks, and where somebody may: by Silero, the small voice model that comes with faster-whisper.

It passes over what is weak, far away or came over a telephone. So it is shown the sound twice, evenly loud and with
each voice in it raised by itself, and what it hardly believes is read too: what is written there is marked, not left
out.
"""

from collections.abc import Sequence

import numpy as np

from coproclip.audio.voice_activity import STEP, Chances, chances_at_its_level
from coproclip.speech.engine import PER_MS, Sound, Speech
from coproclip.speech.level import levelled, raised, with_hiss, without_rumble
from coproclip.speech.quality import within, without_blips, without_short_pauses
from coproclip.timecode import TimeRange

STEP_MS = STEP // PER_MS
PAUSE_STEPS = 4
# How likely it has to be where speech begins, and goes on. Chosen by `tests/bench/bench_dropped.py`, fold by fold.
SURE, SURE_STILL = 0.35, 0.2
MAYBE = 0.05
# So near to where somebody surely speaks all is read in any case. What is shorter than a sound of a word is nothing.
FRINGE_MS, SHORTEST_MS, ENDLESS_MS = 300, 100, 1 << 60


def find_speech(sound: Sound) -> Speech:
    """Where somebody speaks in `sound`, surely and perhaps."""
    if not len(sound):
        return Speech()
    chances = speech_chances_at_best(sound)
    end_ms = len(sound) // PER_MS
    sure = without_blips(stretches(chances, SURE, SURE_STILL, end_ms))
    return with_doubtful(sure, without_blips(stretches(chances, MAYBE, MAYBE, end_ms)))


def speech_chances_at_best(sound: Sound) -> Chances:
    """How likely somebody speaks in each 32 ms, in whichever of two ways it is more likely."""
    whole = np.pad(sound, (0, -len(sound) % STEP))
    voices = without_rumble(whole)
    ways = (raised(voices), with_hiss(levelled(voices)))
    best: Chances = np.max([chances_at_its_level(way) for way in ways], axis=0)
    return best


def with_doubtful(sure: Sequence[TimeRange], doubtful: Sequence[TimeRange]) -> Speech:
    """`sure`, and what of `doubtful` lies further from it than its fringe."""
    near = [TimeRange(max(0, one.start_ms - FRINGE_MS), one.end_ms + FRINGE_MS) for one in sure]
    edges = [0, *(time for one in without_short_pauses(near, 1) for time in (one.start_ms, one.end_ms)), ENDLESS_MS]
    far = [TimeRange(start, end) for start, end in zip(edges[::2], edges[1::2], strict=True)]
    besides = [part for one in doubtful for part in within(far, one) if part.duration_ms >= SHORTEST_MS]
    return Speech(tuple(sure), tuple(sorted([*sure, *besides])))


def stretches(chances: Chances, begins: float, goes_on: float, end_ms: int) -> list[TimeRange]:
    """Where `chances` reach `begins`, until they stay below `goes_on` for more than a moment; up to `end_ms`."""
    found: list[TimeRange] = []
    start: int | None = None
    last = 0
    for step, chance in enumerate([*chances.tolist(), *[0.0] * PAUSE_STEPS]):
        if chance >= begins and start is None:
            start = step
        if start is None:
            continue
        if chance >= goes_on:
            last = step + 1
        elif step + 1 - last >= PAUSE_STEPS:
            found.append(TimeRange(start * STEP_MS, min(last * STEP_MS, end_ms)))
            start = None
    return [one for one in found if one.duration_ms > 0]
