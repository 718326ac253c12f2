"""What the header of a WAV file says, and where its sound really ends."""

import io
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from coproclip.audio.left_over import is_sound_behind

# Programs that write to a pipe, or were killed, leave one of these (or a little less) instead of a length.
NO_LENGTH = (0x7FFFFFFF, 0xFFFFFFFF)
# The header has 32 bits for a length; recorders that write on past 4 GiB keep only what is left over.
COUNTS_TO = 1 << 32
CHUNKS_BEHIND = 1 << 20  # bytes of notes that may follow the sound


@dataclass(frozen=True, slots=True)
class WavHeader:
    """Where the sound begins, how many bytes the header claims for it (0: nothing told) and how many there are.

    `wrapped`: the header's own number was too small for the sound, and `claimed` is what it must have meant, or where
    the file ends. `told_ms` is the header's own word (ms) where nothing explains why it is too small.
    """

    start: int
    claimed: int
    held: int
    bytes_a_second: int
    wrapped: bool = False
    told_ms: int | None = None

    @property
    def claims_too_much(self) -> bool:
        """Whether the file ends before its sound should; one byte may be padding."""
        return self.claimed > self.held + 1 and self.bytes_a_second > 0

    @property
    def tail(self) -> int:
        """How many bytes come after the sound."""
        return self.held - self.claimed if self.claimed else 0


def wav_header(path: Path) -> WavHeader | None:
    """The header of the WAV file at `path`, or None when it is no WAV file or makes no sense."""
    with path.open("rb") as file:
        try:
            return _walk(file)
        except struct.error:
            return None


def _walk(file: BinaryIO) -> WavHeader | None:
    size = file.seek(0, 2)
    file.seek(0)
    kind, _, form = struct.unpack("<4sI4s", file.read(12))
    if kind not in (b"RIFF", b"RF64", b"BW64") or form != b"WAVE":
        return None
    bytes_a_second, block, long_length = 0, 1, 0
    while True:
        name, claimed = struct.unpack("<4sI", file.read(8))
        if name == b"data":
            if claimed == 0xFFFFFFFF and long_length:
                claimed = long_length
            elif any(mark - 0x1000 <= claimed <= mark for mark in NO_LENGTH):
                claimed = 0
            return _judged(file, size, claimed, bytes_a_second, block)
        place = file.tell()
        if name == b"ds64":
            _, long_length = struct.unpack("<QQ", file.read(16))
        elif name == b"fmt ":
            bytes_a_second, block = struct.unpack("<8xIH", file.read(14))
        if file.seek(place + claimed + claimed % 2) >= size:
            return None


def _judged(file: BinaryIO, size: int, claimed: int, bytes_a_second: int, block: int) -> WavHeader:
    """The header, with the length that is really there where its own is too small. `file` is at the sound."""
    start = file.tell()
    held = size - start
    if not bytes_a_second or not claimed or claimed >= held:
        return WavHeader(start, claimed, held, bytes_a_second)
    meant = _unwrapped(claimed, held)
    if meant != claimed:
        return WavHeader(start, meant, held, bytes_a_second, wrapped=True)
    if is_sound_behind(file, start + claimed, size, least=bytes_a_second // 10):
        whole = held - held % max(1, block)
        told_ms = claimed * 1000 // bytes_a_second
        return WavHeader(start, whole, held, bytes_a_second, wrapped=True, told_ms=told_ms)
    return WavHeader(start, claimed, held, bytes_a_second)


def _unwrapped(claimed: int, held: int) -> int:
    """The length in bytes that a header of 32 bits must have meant, if the file goes on by whole rounds of them."""
    rounds, behind = divmod(held - claimed, COUNTS_TO)
    return claimed + rounds * COUNTS_TO if claimed and rounds > 0 and behind <= CHUNKS_BEHIND else claimed


class UpTo(io.RawIOBase):
    """A file to read that seems to end after `size` bytes, and to have four zeros at `blank` if that is given."""

    def __init__(self, path: Path, size: int, blank: int | None = None) -> None:
        self._file, self._size, self._blank = path.open("rb"), size, blank

    def readable(self) -> bool:
        """Yes."""
        return True

    def seekable(self) -> bool:
        """Yes."""
        return True

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Move; counted from the seeming end for `whence` 2."""
        return self._file.seek(self._size + offset, 0) if whence == 2 else self._file.seek(offset, whence)

    def tell(self) -> int:
        """The place of the next byte."""
        return self._file.tell()

    def read(self, size: int = -1, /) -> bytes:
        """At most `size` bytes, none after the seeming end."""
        place = self._file.tell()
        left = max(0, self._size - place)
        piece = self._file.read(left if size < 0 else min(size, left))
        if self._blank is None or place >= self._blank + 4:
            return piece
        first, last = max(0, self._blank - place), max(0, min(len(piece), self._blank + 4 - place))
        return piece[:first] + bytes(max(0, last - first)) + piece[max(first, last) :]

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()
        super().close()
