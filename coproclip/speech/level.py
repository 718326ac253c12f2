"""Sound made fit for an engine: too quiet, on a slope or over a hum, both finding and reading what is said fail."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view

from coproclip.speech.engine import PER_MS, RATE, Sound
from coproclip.timecode import TimeRange

QUIET = 0.03
WANTED = 0.2
MOST_GAIN = 1000.0
SHARE_PERCENT = 99.5
# Below this (Hz) nobody says anything: what does not swing around zero, wind, most of the hum of the mains.
LOWEST_HZ = 80
# The loudest tenth of the steps before, and after, tells how loud somebody speaks: a click is shorter. The quieter of
# the two counts, so that a voice further away is raised as soon as it is its turn.
STEP_MS, AROUND_STEPS, EVERY, LOUD_PERCENT = 20, 76, 5, 90
WANTED_DB, MOST_GAIN_DB = -23.0, 50.0
SOFT_STEPS = 51
HISS_DB, HISS_PERCENT = -35.0, 95
# Louder than the usual voice is this share of what is said; so far below it (dB) somebody is made louder for reading.
USUAL_SHARE, FAR_BELOW_DB, PART_MS = 0.1, 20.0, 500

Numbers = npt.NDArray[np.float64]


def loud_enough(sound: Sound) -> Sound:
    """`sound` as it is, or raised evenly (by 60 dB at most) when even its loud moments are very quiet.

    What does not swing around zero is taken out.
    """
    if not len(sound):
        return sound
    sound = sound - sound.mean(dtype=np.float64).astype(np.float32)
    return raised(sound) if _loud(sound) < QUIET else sound


def raised(sound: Sound) -> Sound:
    """`sound` made so loud (by 60 dB at most), or so quiet, that its loud moments are where engines expect them."""
    loud = _loud(sound)
    made: Sound = np.clip(sound * np.float32(min(MOST_GAIN, WANTED / loud)), -1, 1) if loud > 0 else sound
    return made


def levelled(sound: Sound) -> Sound:
    """`sound` with every voice in it about as loud, by 50 dB at most; nothing is made quieter."""
    step = STEP_MS * PER_MS
    count = len(sound) // step
    if not count:
        return sound
    power = (sound[: count * step].reshape(-1, step).astype(np.float64) ** 2).mean(axis=1)
    around = np.pad(power, (AROUND_STEPS - 1, AROUND_STEPS - 1), mode="edge")
    ahead = np.percentile(sliding_window_view(around, AROUND_STEPS)[::EVERY], LOUD_PERCENT, axis=1)
    places = np.arange(0, count, EVERY) // EVERY
    loud = np.minimum(ahead[places], ahead[np.minimum(places + (AROUND_STEPS - 1) // EVERY, len(ahead) - 1)])
    gain_db = np.clip(WANTED_DB - 10 * np.log10(np.repeat(loud, EVERY)[:count] + 1e-12), 0, MOST_GAIN_DB)
    soft = np.hanning(SOFT_STEPS)
    gain_db = np.convolve(np.pad(gain_db, SOFT_STEPS // 2, mode="edge"), soft / soft.sum(), mode="valid")
    gain = np.interp(np.arange(len(sound)), np.arange(count) * step + step // 2, 10 ** (gain_db / 20))
    made: Sound = np.clip(sound * gain, -1, 1).astype(np.float32)
    return made


def weak_raised(sound: Sound, speech: Sequence[TimeRange]) -> Sound:
    """`sound` with what of `speech` is far quieter than the rest of it made less so: engines pass over it otherwise.

    Where voices are about as loud, which they mostly are, it is the same sound.
    """
    if not speech:
        return sound
    parts = [part for one in speech for part in _parts(one)]
    levels = np.array([_level_db(sound[part.start_ms * PER_MS : part.end_ms * PER_MS]) for part in parts])
    loudest_first = np.argsort(-levels)
    said_ms = np.cumsum([parts[place].duration_ms for place in loudest_first])
    usual = levels[loudest_first][np.searchsorted(said_ms, USUAL_SHARE * said_ms[-1])]
    gains_db = np.clip(usual - FAR_BELOW_DB - levels, 0, MOST_GAIN_DB)
    if not gains_db.any():
        return sound
    middles = [(part.start_ms + part.end_ms) * PER_MS / 2 for part in parts]
    gain = 10 ** (np.interp(np.arange(len(sound)), middles, gains_db) / 20)
    made: Sound = np.clip(sound * gain, -1, 1).astype(np.float32)
    return made


def with_hiss(sound: Sound) -> Sound:
    """`sound` over a faint hiss, the same every time: the nothing between words over a telephone misleads."""
    loud = float(np.percentile(np.square(sound, dtype=np.float64), HISS_PERCENT)) ** 0.5 if len(sound) else 0.0
    hiss = np.random.default_rng(0).standard_normal(len(sound), np.float32)
    made: Sound = sound + hiss * np.float32(loud * 10 ** (HISS_DB / 20))
    return made


def without_rumble(sound: Sound) -> Sound:
    """`sound` without what lies below all voices, and without what does not swing around zero."""
    if not len(sound):
        return sound
    width = RATE // LOWEST_HZ
    left: Numbers = sound.astype(np.float64)
    for _ in range(2):
        sums = np.cumsum(np.pad(left, (width // 2 + 1, width - width // 2 - 1), mode="edge"))
        left = left - (sums[width:] - sums[:-width])[: len(left)] / width
    made: Sound = left.astype(np.float32)
    return made


def _parts(time: TimeRange) -> Sequence[TimeRange]:
    count = -(-time.duration_ms // PART_MS)
    edges = [time.start_ms + time.duration_ms * place // count for place in range(count + 1)]
    return [TimeRange(start, end) for start, end in pairwise(edges)]


def _level_db(sound: Sound) -> float:
    return float(10 * np.log10(np.square(sound, dtype=np.float64).mean() + 1e-12)) if len(sound) else -120.0


def _loud(sound: Sound) -> float:
    return float(np.percentile(np.abs(sound), SHARE_PERCENT)) if len(sound) else 0.0
