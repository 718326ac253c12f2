"""Two channels made one: how much of each, and doing it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from av.audio.resampler import AudioResampler

from coproclip.audio.decode import Samples, as_float, as_frame


@dataclass(frozen=True, slots=True)
class Mix:
    """How two channels become one: the sum of both, each times its weight. The weights together make 1."""

    left: float
    right: float

    MEAN: ClassVar["Mix"]
    LEFT: ClassVar["Mix"]
    RIGHT: ClassVar["Mix"]
    DIFFERENCE: ClassVar["Mix"]


Mix.MEAN, Mix.LEFT, Mix.RIGHT, Mix.DIFFERENCE = Mix(0.5, 0.5), Mix(1, 0), Mix(0, 1), Mix(0.5, -0.5)


def to_mono(samples: Samples, mix: Mix = Mix.MEAN) -> Samples:
    """`samples` [frames, channels] as [frames]."""
    if samples.shape[1] == 1 or not mix.right:
        return samples[:, 0]
    if not mix.left:
        return samples[:, 1]
    mixed: Samples = samples[:, 0] * np.float32(mix.left) + samples[:, 1] * np.float32(mix.right)
    return mixed


def resampled(blocks: Iterator[Samples], original: int, rate: int) -> Iterator[Samples]:
    """One channel in `blocks` [frames] at another rate."""
    resampler = AudioResampler(format="fltp", layout="mono", rate=rate)
    for block in blocks:
        for frame in resampler.resample(as_frame(block[:, np.newaxis], original)):
            yield as_float(frame)[:, 0]
    for frame in resampler.resample(None):
        yield as_float(frame)[:, 0]
