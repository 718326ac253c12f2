"""Equal loudness for everything that leaves: measured by ITU-R BS.1770 (LUFS), peaks kept under a ceiling (dBTP)."""

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from coproclip.audio.decode import Samples
from coproclip.audio.files import open_plain, read_frames, time_at
from coproclip.audio.limiter import TurnedDown, limited, true_peak, turned_down
from coproclip.audio.weighing import STEPS_A_S, Energies, energies, gated, steps_in

STEREO_LUFS = -16.0
MONO_LUFS = -19.0  # as loud as −16 once two loudspeakers play it
CEILING_DBTP = -1.0
MOST_DB = 20.0
# Shorter passages measure unreliably: they take the gain of the story they come from.
SHORTEST_S = 3.0
MEASURABLE_S = 0.4
STRETCHES = 12
STRETCH_MS = 10_000
ALLOWED_LU = 0.3


@dataclass(frozen=True, slots=True)
class Levelled:
    """Samples at their new loudness. `gain_db` is what was added; `short_of_lu` how far they stay below the target."""

    samples: Samples
    gain_db: float
    short_of_lu: float


def target_for(channels: int) -> float:
    """The loudness (LUFS) of a file with this many channels: −16 for stereo, −19 for mono."""
    return MONO_LUFS if channels == 1 else STEREO_LUFS


def loudness(samples: Samples, rate: int) -> float:
    """Integrated loudness (LUFS) of [frames, channels]; −inf for silence and for less than 0.4 s."""
    if len(samples) < math.ceil(MEASURABLE_S * rate) or not np.any(samples):
        return -math.inf
    return gated(energies(samples, rate), len(samples) / rate)


def integrated_loudness(path: Path) -> float:
    """Loudness (LUFS) of a plain WAV or FLAC file from at most two minutes spread over it; −inf for silence."""
    with open_plain(path) as sound:
        rate, total_ms = int(sound.samplerate), time_at(sound.frames, sound.samplerate)
    if total_ms <= STRETCHES * STRETCH_MS:
        return loudness(read_frames(path, 0, total_ms)[0], rate)
    starts = [(total_ms - STRETCH_MS) * part // (STRETCHES - 1) for part in range(STRETCHES)]
    return loudness(np.concatenate([read_frames(path, start, start + STRETCH_MS)[0] for start in starts]), rate)


def loudness_gain(
    samples: Samples, rate: int, target_lufs: float, *, fallback_lufs: float = -math.inf, most_db: float = MOST_DB
) -> float:
    """The gain (dB) that brings `samples` to `target_lufs`, never more than `most_db`; 0 for silence.

    Under three seconds the loudness of the whole story, `fallback_lufs`, is what counts.
    """
    measured = loudness(samples, rate) if len(samples) >= SHORTEST_S * rate else fallback_lufs
    if not math.isfinite(measured):
        measured = fallback_lufs if math.isfinite(fallback_lufs) else loudness(samples, rate)
    return min(most_db, target_lufs - measured) if math.isfinite(measured) else 0.0


def levelled(
    samples: Samples,
    rate: int,
    target_lufs: float,
    *,
    peak_dbtp: float = CEILING_DBTP,
    fallback_lufs: float = -math.inf,
) -> Levelled:
    """`samples` [frames, channels] at `target_lufs`, true peaks at or under `peak_dbtp`.

    Where the gain alone would pass the ceiling, peaks are held down by a limiter that looks ahead, and the gain is
    raised by what that costs. Silence stays silence; no more than 20 dB are ever added.
    """
    if len(samples) < SHORTEST_S * rate:
        gain = loudness_gain(samples, rate, target_lufs, fallback_lufs=fallback_lufs)
        return Levelled(_at(samples, rate, gain, peak_dbtp), gain, 0.0)
    steps, seconds = energies(samples, rate), len(samples) / rate
    measured = gated(steps, seconds) if np.any(samples) else -math.inf
    measured = measured if math.isfinite(measured) else fallback_lufs
    gain = min(MOST_DB, target_lufs - measured) if math.isfinite(measured) else 0.0
    result = turned_down(_raised(samples, gain), rate, peak_dbtp)
    short = 0.0
    for _ in range(4):
        reached = gated(_weighed_again(steps, gain, result, rate), seconds)
        short = target_lufs - reached if math.isfinite(reached) else 0.0
        if short <= ALLOWED_LU or gain >= MOST_DB:
            break
        gain = min(MOST_DB, gain + short)
        result = turned_down(_raised(samples, gain), rate, peak_dbtp)
    return Levelled(result.whole(), gain, max(0.0, short))


def _weighed_again(steps: Energies, gain_db: float, result: TurnedDown, rate: int) -> Energies:
    """The energies of `result`, which is something at another gain, and some of it turned down further.

    `steps` are those of what it was: only where it was turned down is it weighed again.
    """
    again, other = steps * 10 ** (gain_db / 10), np.zeros(len(steps), bool)
    for start, end in result.stretches:
        # What is turned down is heard in what the filters make of the step behind it too.
        other[start * STEPS_A_S // rate : steps_in(end, rate) + 1] = True
    starts = np.flatnonzero(np.diff(np.concatenate([[False], other, [False]]).astype(np.int8)))
    for first, last in zip(starts[::2].tolist(), starts[1::2].tolist(), strict=True):
        again[first:last] = energies(result.samples, rate, first, last)
    return again / result.excess**2


def _raised(samples: Samples, gain_db: float) -> Samples:
    return samples * np.float32(10 ** (gain_db / 20))


def _at(samples: Samples, rate: int, gain_db: float, peak_dbtp: float) -> Samples:
    return limited(_raised(samples, gain_db), rate, peak_dbtp)


def peak_dbtp(samples: Samples) -> float:
    """The true peak (dBTP) of `samples`; −inf for silence."""
    peak = true_peak(samples)
    return 20 * math.log10(peak) if peak > 0 else -math.inf
