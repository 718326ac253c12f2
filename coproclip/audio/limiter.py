"""Holding peaks under a ceiling without being heard: what is too loud is turned down for some milliseconds, smoothly.

Peaks are “true” ones (dBTP, ITU-R BS.1770 annex 2): those between the samples count, found at eight times the rate.
The annex asks for four times, which is for 48 kHz: at 16 kHz it would be 0.3 dB off.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from coproclip.audio.decode import Samples

OVERSAMPLING = 8
TAPS = 12  # on each side
STEP_S = 0.001
LOOK_S = 0.010  # how long before and after a peak the sound is turned down and up again
MARGIN_DB = 0.2  # what eight times the rate may still miss
BLOCK, TOGETHER = 1 << 7, 1 << 9
"""Frames that are looked at, or not, as one; and how many such blocks at once."""
# A peak between samples that are all lower than half of it does not happen in sound that was recorded.
NEAR = 0.5


def true_peak(samples: Samples) -> float:
    """The highest peak (1 is full scale) of [frames, channels], between the samples as well."""
    highest = float(np.abs(samples).max(initial=0))
    between = (float(peaks.max()) for _, peaks in _near_peaks(samples, highest * NEAR, highest))
    return max(between, default=highest)


def limited(samples: Samples, rate: int, ceiling_dbtp: float) -> Samples:
    """`samples` with every true peak at or under the ceiling; untouched where nothing comes near it."""
    return turned_down(samples, rate, ceiling_dbtp).whole()


@dataclass(frozen=True, slots=True)
class TurnedDown:
    """Samples that are turned down in the `stretches` (from one frame up to another), and what all of them have to be
    divided by, which is 1 or a trifle more, for no peak to be over the ceiling.
    """

    samples: Samples
    excess: float = 1.0
    stretches: tuple[tuple[int, int], ...] = ()

    def whole(self) -> Samples:
        """The samples, divided; to be called once."""
        if self.excess > 1:
            np.divide(self.samples, np.float32(self.excess), out=self.samples)
        return self.samples


def turned_down(samples: Samples, rate: int, ceiling_dbtp: float) -> TurnedDown:
    """`samples` turned down where a true peak passes the ceiling; the same ones where none does."""
    ceiling = 10 ** ((ceiling_dbtp - MARGIN_DB) / 20)
    step = max(1, int(rate * STEP_S))
    loudest = np.zeros(-(-len(samples) // step), np.float32)
    for start, peaks in _near_peaks(samples, ceiling * NEAR, ceiling):
        np.maximum.at(loudest, np.arange(start, start + len(peaks)) // step, peaks)
    if loudest.max(initial=0) <= ceiling:
        return TurnedDown(samples)
    allowed = np.minimum(1, ceiling / np.maximum(loudest, 1e-9))
    reach = max(1, round(LOOK_S / STEP_S))
    # The lowest gain around each step, then a mean over as wide a window: smooth, and never above what is allowed.
    lowest = _around(allowed, reach + 1).min(axis=1)
    window = np.hanning(2 * reach + 3)[1:-1]
    smooth = _around(lowest, reach) @ (window / window.sum())
    quieter, middles, touched = samples.copy(), np.arange(len(smooth)) * step + step / 2, list[tuple[int, int]]()
    for first, last in _stretches_below(smooth):
        # Up to the middles of the steps beside it, where nothing is turned down any more.
        start, end = max(0, first - 1) * step, min(len(samples), (last + 1) * step)
        near = slice(max(0, first - 2), last + 2)
        gain = np.interp(np.arange(start, end), middles[near], smooth[near]).astype(np.float32)
        if touched and start < touched[-1][1]:
            start = touched[-1][1]  # two steps apart: the gain between them was given already
            gain = gain[len(gain) - (end - start) :]
        quieter[start:end] *= gain[:, np.newaxis]
        touched.append((start, end))
    # Changing the gain moves peaks between samples a trifle, up to where samples of it are looked at.
    looked_at = np.zeros(-(-len(samples) // BLOCK), bool)
    for start, end in touched:
        looked_at[max(0, start - TAPS) // BLOCK : (end + TAPS - 1) // BLOCK + 1] = True
    peaks_left = (float(peaks.max()) for _, peaks in _near_peaks(quieter, ceiling * NEAR, ceiling, looked_at))
    return TurnedDown(quieter, max(1.0, max(peaks_left, default=0.0) / ceiling), tuple(touched))


def _stretches_below(smooth: npt.NDArray[np.float64]) -> Iterator[tuple[int, int]]:
    """The stretches of steps (first, and the one behind the last) in which the gain is below 1."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], smooth < 1, [False]]).astype(np.int8)))
    yield from zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)


def _around(values: npt.NDArray[np.float64], reach: int) -> npt.NDArray[np.float64]:
    padded = np.pad(values, reach, mode="edge")
    return np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1)


@cache
def _phases() -> npt.NDArray[np.float32]:
    """For every place between two samples the weights of the samples around it."""
    offsets = np.arange(-TAPS, TAPS + 1)
    rows = []
    for phase in range(1, OVERSAMPLING):
        distance = offsets - phase / OVERSAMPLING
        weights = np.sinc(distance) * np.cos(np.pi * distance / (2 * TAPS + 2)) ** 2
        rows.append(weights / weights.sum())
    return np.array(rows, np.float32)


@cache
def _bends() -> tuple[float, float]:
    """How far a place between two samples may be above both: so many times the steepest slope around (from a sample to
    the next), and so many times the sharpest bend (from a slope to the next).

    What the weights make of samples is the line between two of them, and the rest: weights that add up to nothing.
    Added up once they weigh slopes, added up twice bends.
    """
    rest = _phases().astype(np.float64)
    rest[:, TAPS] -= 1 - np.arange(1, OVERSAMPLING) / OVERSAMPLING
    rest[:, TAPS + 1] -= np.arange(1, OVERSAMPLING) / OVERSAMPLING
    slopes = np.cumsum(rest, axis=1)
    left = slopes.sum(axis=1)
    slopes[:, TAPS] -= left
    return float(np.abs(left).max()), float(np.abs(np.cumsum(slopes, axis=1)).sum(axis=1).max())


def _near_peaks(
    samples: Samples, near: float, over: float, wanted: npt.NDArray[np.bool_] | None = None
) -> Iterator[tuple[int, npt.NDArray[np.float32]]]:
    """Where a block begins that may have a peak of more than `over` in it, and for each frame of it the highest peak
    from it up to the next one, over all channels. Only blocks with a sample of `near` or more in them or beside them
    are looked at, of those that are `wanted` (all).

    Nothing is said of other blocks: a peak between their samples is none that matters. Many blocks are looked at
    together, but not all, to spare memory.
    """
    if not len(samples):
        return
    phases, (a_slope, a_bend) = _phases(), _bends()
    highest = _loudest_of_each(samples)
    beside = np.pad(highest, 1)
    maybe = np.maximum(np.maximum(beside[:-2], beside[2:]), highest) >= max(near, 1e-9)
    places = np.flatnonzero(maybe if wanted is None else maybe & wanted)
    for at in range(0, len(places), TOGETHER):
        some = places[at : at + TOGETHER]
        rows = _with_beside(samples, some)
        slopes = np.diff(rows, axis=2)
        bends = np.abs(np.diff(slopes, axis=2)).max(axis=2)
        # Those in which nothing can be over it are the most, and need no closer look.
        most = np.abs(rows).max(axis=2) + a_slope * np.abs(slopes).max(axis=2) + a_bend * bends
        high = most.max(axis=1) * (1 + 1e-5) > over
        some, rows = some[high], rows[high]
        # [blocks, channels, frames, samples around each] times [samples around each, places between]
        around = np.lib.stride_tricks.sliding_window_view(rows, 2 * TAPS + 1, axis=2)
        peaks = np.abs(around @ phases.T).max(axis=(1, 3), initial=0)
        np.maximum(peaks, np.abs(rows[:, :, TAPS:-TAPS]).max(axis=1), out=peaks)
        for block, highest_of_each in zip(some.tolist(), peaks, strict=True):
            yield block * BLOCK, highest_of_each[: len(samples) - block * BLOCK]


def _loudest_of_each(samples: Samples) -> npt.NDArray[np.float32]:
    """The highest sample of each block, over all channels."""
    whole = len(samples) // BLOCK
    flat = samples[: whole * BLOCK].reshape(whole, BLOCK * samples.shape[1])
    found = np.maximum(flat.max(axis=1, initial=0), -flat.min(axis=1, initial=0))
    rest = samples[whole * BLOCK :]
    return np.append(found, np.abs(rest).max()) if len(rest) else found


def _with_beside(samples: Samples, blocks: npt.NDArray[np.intp]) -> Samples:
    """These blocks with the samples beside them, [blocks, channels, frames]; nothing is before and behind all."""
    long, starts = BLOCK + 2 * TAPS, blocks * BLOCK - TAPS
    if starts[0] >= 0 and starts[-1] + long <= len(samples):
        return np.lib.stride_tricks.sliding_window_view(samples, long, axis=0)[starts]
    places = starts[:, np.newaxis] + np.arange(long)
    rows = samples[np.clip(places, 0, len(samples) - 1)]
    rows[(places < 0) | (places >= len(samples))] = 0
    return np.moveaxis(rows, 2, 1)
