"""MP3: made by LAME itself, which takes a third of the time that it takes inside FFmpeg’s libraries.

What LAME gives are bare frames. In front of them comes one in which nothing is heard: it says how many there are, where
to seek, and what of the first and last ones the coder added and is to be skipped. Without it everything would be heard
a thirtieth of a second late.
"""

import struct
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from av.audio.resampler import AudioResampler

from coproclip.audio.decode import Samples, as_frame
from coproclip.audio.writing import NewFile

QUALITY = 7
"""LAME’s own number, of 9: half as long as at its 5, and at so many bits no further from recorded speech."""
_BITS = (
    (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
    (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
)
"""What a frame’s number says of bits (thousands a second): at up to 24 kHz, and above."""
_HEAD = 4
_ADDED_IN_FRONT = 576
"""So many samples LAME adds; decoders add more, and know how many."""
_CODER, _MADE_AT_A_FIXED_RATE, _MOST = b"LAME3.100", 1, (1 << 12) - 1


def write_mp3(fresh: NewFile, blocks: Iterable[Samples], rate: int, channels: int, out_rate: int, bits: int) -> None:
    """Write float32 [frames, 1 or 2 channels] at `rate` Hz to `fresh` as MP3 of `out_rate` Hz and `bits` a second.

    It stops where the disk refuses: `fresh` knows why.
    """
    import lameenc

    encoder = lameenc.Encoder()
    encoder.set_in_sample_rate(out_rate)
    encoder.set_out_sample_rate(out_rate)
    encoder.set_channels(channels)
    encoder.set_bit_rate(bits // 1000)
    encoder.set_quality(QUALITY)
    encoder.silence()
    frames, samples = _Frames(fresh), 0
    for piece in _as_wholes(blocks, rate, channels, out_rate):
        samples += len(piece)
        frames.write(bytes(encoder.encode(piece.tobytes())))
        fresh.check()
    if not samples:
        encoder.encode(bytes(2 * channels))  # of nothing at all LAME makes no frames, and a file needs some
    frames.write(bytes(encoder.flush()))
    frames.finish(samples)


def _as_wholes(blocks: Iterable[Samples], rate: int, channels: int, out_rate: int) -> Iterator[np.ndarray[Any, Any]]:
    """The sound at another rate, as int16 [frames, channels], about a second at once."""
    layout = "mono" if channels == 1 else "stereo"
    resampler = AudioResampler(format="s16", layout=layout, rate=out_rate)
    for block in blocks:
        for start in range(0, len(block), rate):
            for frame in resampler.resample(as_frame(block[start : start + rate], rate)):
                yield frame.to_ndarray().reshape(-1, channels)
    for frame in resampler.resample(None):
        yield frame.to_ndarray().reshape(-1, channels)


class _Frames:
    """Frames on their way into a file, with room for the first one."""

    def __init__(self, fresh: NewFile) -> None:
        self._fresh, self._begin = fresh, fresh.tell()
        self._head, self._left = b"", b""
        self._many = 0

    def write(self, piece: bytes) -> None:
        """Write what the coder gave: some frames, and perhaps a part of one."""
        if not piece:
            return
        self._left += piece
        at = 0
        while len(self._left) - at >= _HEAD and at + (size := _size(self._left[at : at + _HEAD])) <= len(self._left):
            self._head = self._head or _unpadded(self._left[at : at + _HEAD])
            self._many += 1
            at += size
        if at and self._fresh.tell() == self._begin:
            self._fresh.write(bytes(_size(self._head)))
        self._fresh.write(self._left[:at])
        self._left = self._left[at:]

    def finish(self, samples: int) -> None:
        """Write the first frame, for so many `samples` of each channel."""
        end = self._fresh.tell()
        if not self._head:
            return
        self._fresh.seek(self._begin)
        self._fresh.write(_first(self._head, self._many, end - self._begin, samples))
        self._fresh.seek(end)


def _version(head: bytes) -> int:
    """3 for rates above 24 kHz, 2 from 16 kHz, 0 below."""
    return head[1] >> 3 & 3


def _size(head: bytes) -> int:
    """How many bytes the frame that begins so has."""
    wide = _version(head) == 3
    rate = (44_100, 48_000, 32_000)[head[2] >> 2 & 3] // {3: 1, 2: 2, 0: 4}[_version(head)]
    return (144_000 if wide else 72_000) * _BITS[wide][head[2] >> 4] // rate + (head[2] >> 1 & 1)


def _unpadded(head: bytes) -> bytes:
    return head[:2] + bytes([head[2] & ~2]) + head[3:]


def _first(head: bytes, many: int, size: int, samples: int) -> bytes:
    """The frame that says of `many` others, in a file of `size` bytes, what is in them."""
    wide, alone = _version(head) == 3, head[3] >> 6 == 3
    behind = many * (1152 if wide else 576) - _ADDED_IN_FRONT - samples
    nothing_heard = {(True, True): 17, (True, False): 32, (False, True): 9, (False, False): 17}[wide, alone]
    seeking = bytes(place * 256 // 100 for place in range(100))
    said = struct.pack(">4sIII100sI", b"Info", 0b1111, many, size, seeking, 0)
    skipped = (_ADDED_IN_FRONT << 12 | min(max(behind, 0), _MOST)).to_bytes(3, "big")
    kilobits = min(_BITS[wide][head[2] >> 4], 255)
    said += struct.pack(">9sBB8xBB3s4xI2x", _CODER, _MADE_AT_A_FIXED_RATE, 0, 0, kilobits, skipped, size)
    frame = head + bytes(nothing_heard) + said
    return (frame + _check(frame).to_bytes(2, "big")).ljust(_size(head), b"\0")


def _check(content: bytes) -> int:
    """The sum (CRC-16) by which players know that these are no chance bytes."""
    found = 0
    for byte in content:
        found ^= byte
        for _ in range(8):
            found = found >> 1 ^ (0xA001 if found & 1 else 0)
    return found
