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
BLOCK = 1 << 10
# A peak between samples that are all lower than half of it does not happen in sound that was recorded.
NEAR = 0.5


def true_peak(samples: Samples) -> float:
    """The highest peak (1 is full scale) of [frames, channels], between the samples as well."""
    highest = float(np.abs(samples).max(initial=0))
    return max((float(peaks.max()) for peaks in _peaks_in_blocks(samples, highest * NEAR)), default=0.0)


def limited(samples: Samples, rate: int, ceiling_dbtp: float) -> Samples:
    """`samples` with every true peak at or under the ceiling; untouched where nothing comes near it."""
    ceiling = 10 ** ((ceiling_dbtp - MARGIN_DB) / 20)
    peaks = np.concatenate([*_peaks_in_blocks(samples, ceiling * NEAR), np.zeros(0, np.float32)])
    if peaks.max(initial=0) <= ceiling:
        return samples
    step = max(1, int(rate * STEP_S))
    loudest = np.maximum.reduceat(peaks, np.arange(0, len(peaks), step))
    allowed = np.minimum(1, ceiling / np.maximum(loudest, 1e-9))
    reach = max(1, round(LOOK_S / STEP_S))
    # The lowest gain around each step, then a mean over as wide a window: smooth, and never above what is allowed.
    lowest = _around(allowed, reach + 1).min(axis=1)
    window = np.hanning(2 * reach + 3)[1:-1]
    smooth = _around(lowest, reach) @ (window / window.sum())
    middles = np.arange(len(smooth)) * step + step / 2
    gain = np.interp(np.arange(len(samples)), middles, smooth).astype(np.float32)
    quieter: Samples = samples * gain[:, np.newaxis]
    # Changing the gain moves peaks between samples a trifle.
    excess = true_peak(quieter) / ceiling
    return quieter / np.float32(excess) if excess > 1 else quieter


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


def _peaks_in_blocks(samples: Samples, near: float) -> Iterator[npt.NDArray[np.float32]]:
    """For every frame the highest peak from it up to the next one, over all channels; in blocks to spare memory.

    Blocks whose samples all stay under `near` are not looked at between the samples.
    """
    phases = _phases()
    for start in range(0, len(samples), BLOCK):
        end = min(len(samples), start + BLOCK)
        peaks: npt.NDArray[np.float32] = np.abs(samples[start:end]).max(axis=1)
        if peaks.max() >= near > 0:
            around = samples[max(0, start - TAPS) : end + TAPS]
            padding = (max(0, TAPS - start), max(0, end + TAPS - len(samples)))
            around = np.pad(around, (padding, (0, 0)))
            windows = np.lib.stride_tricks.sliding_window_view(around, 2 * TAPS + 1, axis=0)
            between = np.abs(windows @ phases.T).max(axis=(1, 2))
            np.maximum(peaks, between, out=peaks)
        yield peaks
