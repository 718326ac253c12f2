"""Two channels made one, so that nobody is lost: opposite phases do not cancel, a dead channel does not halve.

What to do is decided once for a whole file, from stretches all over it, so that recogniser and clips agree.
"""

from collections.abc import Callable, Iterator
from enum import StrEnum
from pathlib import Path

import numpy as np
from av.audio.resampler import AudioResampler

from coproclip.audio.decode import Samples, as_float, as_frame
from coproclip.audio.files import open_plain, read_frames, stream_frames, time_at

STRETCHES = 24
STRETCH_MS = 5_000
DEAD_BELOW = 0.01  # of the other channel's energy: 20 dB
OPPOSITE_BELOW = -0.3  # correlation of the two channels


class Mix(StrEnum):
    """How two channels become one."""

    MEAN = "mean"
    LEFT = "left"
    RIGHT = "right"
    DIFFERENCE = "difference"


def mix_of(path: Path, check: Callable[[], None] = lambda: None) -> Mix:
    """How the two channels of a plain WAV or FLAC file become one; `Mix.MEAN` for one channel.

    Looks at two minutes spread over the file, so a long one costs no more than a short one.
    """
    with open_plain(path) as sound:
        if sound.channels < 2:
            return Mix.MEAN
        total_ms = time_at(sound.frames, sound.samplerate)
    left = right = both = 0.0
    for part in range(STRETCHES):
        check()
        start = max(0, total_ms - STRETCH_MS) * part // (STRETCHES - 1)
        samples, _ = read_frames(path, start, start + STRETCH_MS)
        samples = samples - samples.mean(axis=0, keepdims=True) if len(samples) else samples
        left += float(samples[:, 0] @ samples[:, 0])
        right += float(samples[:, 1] @ samples[:, 1])
        both += float(samples[:, 0] @ samples[:, 1])
        if total_ms <= STRETCH_MS:
            break
    if right <= left * DEAD_BELOW:
        return Mix.LEFT if left > 0 else Mix.MEAN
    if left <= right * DEAD_BELOW:
        return Mix.RIGHT
    return Mix.DIFFERENCE if both < OPPOSITE_BELOW * (left * right) ** 0.5 else Mix.MEAN


def to_mono(samples: Samples, mix: Mix = Mix.MEAN) -> Samples:
    """`samples` [frames, channels] as [frames]."""
    if samples.shape[1] == 1:
        return samples[:, 0]
    left, right = samples[:, 0], samples[:, 1]
    if mix is Mix.LEFT:
        return left
    if mix is Mix.RIGHT:
        return right
    half = np.float32(0.5)
    return (left - right) * half if mix is Mix.DIFFERENCE else (left + right) * half


def stream_mono(
    path: Path, rate: int = 16_000, start_ms: int = 0, end_ms: int | None = None, mix: Mix | None = None
) -> Iterator[Samples]:
    """One channel of `path` (plain WAV or FLAC) at `rate` Hz, as float32 [frames] in blocks of a few seconds at most.

    From `start_ms` to `end_ms` or the end; memory stays flat. `mix` is found out unless given.
    """
    if mix is None:
        mix = mix_of(path)
    with open_plain(path) as sound:
        original = int(sound.samplerate)
    blocks = (to_mono(block, mix) for block in stream_frames(path, start_ms, end_ms))
    return blocks if original == rate else _resampled(blocks, original, rate)


def _resampled(blocks: Iterator[Samples], original: int, rate: int) -> Iterator[Samples]:
    resampler = AudioResampler(format="fltp", layout="mono", rate=rate)
    for block in blocks:
        for frame in resampler.resample(as_frame(block[:, np.newaxis], original)):
            yield as_float(frame)[:, 0]
    for frame in resampler.resample(None):
        yield as_float(frame)[:, 0]
