"""Holding peaks under a ceiling without being heard: what is too loud is turned down for some milliseconds, smoothly.

Peaks are “true” ones (dBTP, ITU-R BS.1770 annex 2): those between the samples count, found at eight times the rate.
The annex asks for four times, which is for 48 kHz: at 16 kHz it would be 0.3 dB off.
"""

from collections.abc import Iterator

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
    return max((float(peaks.max()) for _, peaks in _near_peaks(samples, highest * NEAR)), default=0.0)


def limited(samples: Samples, rate: int, ceiling_dbtp: float) -> Samples:
    """`samples` with every true peak at or under the ceiling; untouched where nothing comes near it."""
    ceiling = 10 ** ((ceiling_dbtp - MARGIN_DB) / 20)
    step = max(1, int(rate * STEP_S))
    loudest = np.zeros(-(-len(samples) // step), np.float32)
    for start, peaks in _near_peaks(samples, ceiling * NEAR):
        np.maximum.at(loudest, np.arange(start, start + len(peaks)) // step, peaks)
    if loudest.max(initial=0) <= ceiling:
        return samples
    allowed = np.minimum(1, ceiling / np.maximum(loudest, 1e-9))
    reach = max(1, round(LOOK_S / STEP_S))
    # The lowest gain around each step, then a mean over as wide a window: smooth, and never above what is allowed.
    lowest = _around(allowed, reach + 1).min(axis=1)
    window = np.hanning(2 * reach + 3)[1:-1]
    smooth = _around(lowest, reach) @ (window / window.sum())
    quieter, middles, touched = samples.copy(), np.arange(len(smooth)) * step + step / 2, list[tuple[int, int]]()
    for first, last in _turned_down(smooth):
        # Up to the middles of the steps beside it, where nothing is turned down any more.
        start, end = max(0, first - 1) * step, min(len(samples), (last + 1) * step)
        near = slice(max(0, first - 2), last + 2)
        gain = np.interp(np.arange(start, end), middles[near], smooth[near]).astype(np.float32)
        if touched and start < touched[-1][1]:
            start = touched[-1][1]  # two steps apart: the gain between them was given already
            gain = gain[len(gain) - (end - start) :]
        quieter[start:end] *= gain[:, np.newaxis]
        touched.append((start, end))
    # Changing the gain moves peaks between samples a trifle.
    excess = max((_highest_in(quieter, start, end, ceiling * NEAR) for start, end in touched), default=0.0) / ceiling
    return quieter / np.float32(excess) if excess > 1 else quieter


def _highest_in(samples: Samples, start: int, end: int, near: float) -> float:
    """The true peak from one frame up to another, with what is beside them."""
    low, first = max(0, start - 2 * TAPS), max(0, start - TAPS)
    found = (
        float(peaks[max(0, first - low - at) : max(0, end + TAPS - low - at)].max(initial=0))
        for at, peaks in _near_peaks(samples[low : end + 2 * TAPS], near)
    )
    return max(found, default=0.0)


def _turned_down(smooth: npt.NDArray[np.float64]) -> Iterator[tuple[int, int]]:
    """The stretches of steps (first, and the one behind the last) in which the gain is below 1."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], smooth < 1, [False]]).astype(np.int8)))
    yield from zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)


def _around(values: npt.NDArray[np.float64], reach: int) -> npt.NDArray[np.float64]:
    padded = np.pad(values, reach, mode="edge")
    return np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1)


def _phases() -> npt.NDArray[np.float32]:
    """For every place between two samples the weights of the samples around it."""
    offsets = np.arange(-TAPS, TAPS + 1)
    rows = []
    for phase in range(1, OVERSAMPLING):
        distance = offsets - phase / OVERSAMPLING
        weights = np.sinc(distance) * np.cos(np.pi * distance / (2 * TAPS + 2)) ** 2
        rows.append(weights / weights.sum())
    return np.array(rows, np.float32)


def _near_peaks(samples: Samples, near: float) -> Iterator[tuple[int, npt.NDArray[np.float32]]]:
    """Where a block begins that has a sample of `near` or more in it or beside it, and for each frame of it the highest
    peak from it up to the next one, over all channels.

    Nothing is said of other blocks: a peak between their samples is none that matters. Many blocks are looked at
    together, but not all, to spare memory.
    """
    if not len(samples):
        return
    phases, many = _phases(), -(-len(samples) // BLOCK)
    loud = np.zeros(many * BLOCK, np.float32)
    np.max(np.abs(samples), axis=1, out=loud[: len(samples)], initial=0)
    highest = loud.reshape(many, BLOCK).max(axis=1, initial=0)
    beside = np.pad(highest, 1)
    wanted = np.flatnonzero(np.maximum(np.maximum(beside[:-2], beside[2:]), highest) >= max(near, 1e-9))
    padded = np.pad(samples, ((TAPS, TAPS + many * BLOCK - len(samples)), (0, 0)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, BLOCK + 2 * TAPS, axis=0)[::BLOCK]
    for at in range(0, len(wanted), TOGETHER):
        some = wanted[at : at + TOGETHER]
        # [blocks, channels, frames, samples around each] times [samples around each, places between]
        around = np.lib.stride_tricks.sliding_window_view(windows[some], 2 * TAPS + 1, axis=2)
        between = np.abs(around @ phases.T).max(axis=(1, 3))
        np.maximum(between, loud.reshape(many, BLOCK)[some], out=between)
        for block, peaks in zip(some.tolist(), between, strict=True):
            yield block * BLOCK, peaks[: len(samples) - block * BLOCK]
