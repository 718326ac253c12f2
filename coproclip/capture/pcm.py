"""The forms that sound takes on its way from a device to the file."""

import numpy as np
from numpy.typing import NDArray

from coproclip.audio.devices import Pcm

Wave = NDArray[np.float64]
"""Frames × channels, full scale at 1."""


def kind_of(bits: int) -> type[np.int16] | type[np.int32]:
    """The numbers in which sound of so many bits (16 or 24) is kept."""
    return np.int16 if bits == 16 else np.int32


def silence(frames: int, channels: int, bits: int) -> Pcm:
    """So many frames of nothing."""
    return np.zeros((frames, channels), kind_of(bits))


def as_bits(block: Pcm, bits: int) -> Pcm:
    """`block` with 16 or 24 bits; itself if it has them."""
    if block.dtype == kind_of(bits):
        return block
    if bits == 24:
        wide: Pcm = block.astype(np.int32) * (1 << 16)
        return wide
    nearest: Pcm = np.minimum((block // (1 << 15) + 1) // 2, 32767)
    return nearest.astype(np.int16)


def as_channels(block: Pcm, channels: int) -> Pcm:
    """`block` with so many channels: one is heard on all, several are mixed into one, and those over are left out."""
    has = block.shape[1]
    if has == channels:
        return block
    if channels == 1:
        mixed: Pcm = block.astype(np.int64).sum(axis=1, keepdims=True) // has
        return mixed.astype(block.dtype)
    return np.repeat(block, channels, axis=1) if has == 1 else block[:, :channels]


def as_bytes(block: Pcm, bits: int) -> bytes:
    """What stands in the file for `block`."""
    if bits == 16:
        return block.astype("<i2", copy=False).tobytes()
    whole = np.ascontiguousarray(block, "<i4")
    return whole.view(np.uint8).reshape(-1, 4)[:, 1:].tobytes()


def as_wave(block: Pcm) -> Wave:
    """`block` as fractions of full scale."""
    return block.astype(np.float64) / (1 << 15 if block.dtype == np.int16 else 1 << 31)


def from_wave(wave: Wave, bits: int) -> Pcm:
    """The nearest there is with so many bits."""
    top = 1 << (bits - 1)
    whole = np.clip(np.rint(wave * top), -top, top - 1)
    return whole.astype(np.int16) if bits == 16 else np.left_shift(whole.astype(np.int32), 8)
