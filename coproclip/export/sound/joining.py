"""Sounds one after another as one, each from where it is to begin."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from coproclip.audio.encode import HIGH
from coproclip.audio.stretch import Stretcher
from coproclip.export.sound.cut_points import Samples
from coproclip.sound_file import open_sound

_BLOCK = 1 << 16


@dataclass(frozen=True, slots=True)
class Sound:
    """A plain sound file: how many frames it has at which rate (Hz), and its channels."""

    path: Path
    frames: int
    rate: int
    channels: int

    def frames_at(self, rate: int) -> int:
        """How many frames it has at another rate."""
        return round(self.frames * rate / self.rate)


def sound_at(path: Path) -> Sound:
    """What a plain sound file is. Raises what opening it raises."""
    with open_sound(path) as sound:
        return Sound(path, sound.frames, sound.samplerate, sound.channels)


def common_rate(rates: Sequence[int]) -> int:
    """The rate (Hz) of sounds of these rates joined: 48 or 44.1 kHz, or the highest where others are among them."""
    return max((one for one in rates if one in HIGH), default=max(rates))


def joined(sounds: Sequence[Sound], begins: Sequence[int], rate: int, channels: int) -> Iterator[Samples]:
    """float32 [n, channels] at `rate` Hz; each sound begins at its frame of `begins`, with silence before it."""
    written = 0
    for sound, first in zip(sounds, begins, strict=True):
        while first > written:
            quiet = np.zeros((min(first - written, _BLOCK), channels), np.float32)
            written += len(quiet)
            yield quiet
        for block in _resampled(sound, rate):
            wide: Samples = block if block.shape[1] == channels else np.repeat(block, channels, axis=1)
            written += len(wide)
            yield wide


def _resampled(one: Sound, rate: int) -> Iterator[Samples]:
    with open_sound(one.path) as sound:
        stretcher = Stretcher(sound.samplerate, rate, sound.channels, 1)
        for block in sound.blocks(_BLOCK, dtype="float32", always_2d=True):
            yield stretcher.feed(block)
        yield stretcher.finish()
