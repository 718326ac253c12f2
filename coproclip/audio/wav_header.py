"""What the header of a WAV file says, and where its sound really ends."""

import struct
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from coproclip.audio.left_over import is_sound_behind
from coproclip.audio.sound_parts import LONGEST_ABOUT, MOST_PARTS, NOTHING_FURTHER, RIFF, Further, Span, further_sound

# Programs that write to a pipe, or were killed, leave one of these (or a little less) instead of a length.
NO_LENGTH = (0x7FFFFFFF, 0xFFFFFFFF)
# The header has 32 bits for a length; recorders that write on past 4 GiB keep only what is left over.
COUNTS_TO = 1 << 32
PCM_KINDS = (1, 3)
CHUNKS_BEHIND = 1 << 20  # bytes of notes that may follow the sound


@dataclass(frozen=True, slots=True)
class WavHeader:
    """Where the sound begins, how many bytes the header claims for it (0: nothing told) and how many there are.

    `wrapped`: the header's own number was too small for the sound, and `claimed` is what it must have meant, or where
    the file ends. `declared_ms` is the header's own word (ms) where nothing explains why it is too small.
    """

    start: int
    claimed: int
    present: int
    bytes_a_second: int
    wrapped: bool = False
    declared_ms: int | None = None
    further: Further = NOTHING_FURTHER
    kind: int = 0

    @property
    def is_pcm(self) -> bool:
        """Whether its samples are numbers as they are: integers or floats."""
        return self.kind in PCM_KINDS

    @property
    def spans(self) -> tuple[Span, ...]:
        """Where all the sound lies that is there, as far as the header and its parts tell."""
        return (self.start, self.start + min(self.claimed or self.present, self.present)), *self.further.spans

    @property
    def sound_bytes(self) -> int:
        """How many bytes of sound there should be."""
        return self.claimed + sum(end - start for start, end in self.further.spans)

    @property
    def claims_too_much(self) -> bool:
        """Whether the file ends before its sound should; one byte may be padding."""
        return self.claimed > self.present + 1 and self.bytes_a_second > 0

    @property
    def tail(self) -> int:
        """How many bytes come after the sound."""
        return self.present - self.claimed if self.claimed else 0


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
    kind, _, wave = struct.unpack("<4sI4s", file.read(12))
    if kind not in (b"RIFF", b"RF64", b"BW64") or wave != b"WAVE":
        return None
    bytes_a_second, block, long_length, about = 0, 1, 0, b""
    for _ in range(MOST_PARTS):
        name, claimed = struct.unpack("<4sI", file.read(8))
        if name == b"data":
            if claimed == 0xFFFFFFFF and long_length:
                claimed = long_length
            elif any(mark - 0x1000 <= claimed <= mark for mark in NO_LENGTH):
                claimed = 0
            header = _judged(file, size, claimed, bytes_a_second, block, about)
            return replace(header, kind=int.from_bytes(about[:2], "little"))
        place = file.tell()
        if name == b"ds64":
            _, long_length = struct.unpack("<QQ", file.read(16))
        elif name == b"fmt ":
            about = file.read(min(claimed, LONGEST_ABOUT))
            bytes_a_second, block = struct.unpack("<8xIH", about[:14])
        if file.seek(place + claimed + claimed % 2) >= size:
            return None
    return None


def _judged(file: BinaryIO, size: int, claimed: int, bytes_a_second: int, block: int, about: bytes) -> WavHeader:
    """The header, with the length that is really there where its own is too small. `file` is at the sound."""
    start = file.tell()
    present = size - start
    if not bytes_a_second or not claimed or claimed >= present:
        return WavHeader(start, claimed, present, bytes_a_second)
    meant = _unwrapped(claimed, present)
    if meant != claimed:
        return WavHeader(start, meant, present, bytes_a_second, wrapped=True)
    further = further_sound(file, start + claimed + claimed % 2, size, RIFF, about)
    if further.spans or further.left_out:
        return WavHeader(start, claimed, present, bytes_a_second, further=further)
    if is_sound_behind(file, start + claimed, size, least=bytes_a_second // 10):
        whole = present - present % max(1, block)
        declared_ms = claimed * 1000 // bytes_a_second
        return WavHeader(start, whole, present, bytes_a_second, wrapped=True, declared_ms=declared_ms)
    return WavHeader(start, claimed, present, bytes_a_second)


def _unwrapped(claimed: int, present: int) -> int:
    """The length in bytes that a header of 32 bits must have meant, if the file goes on by whole rounds of them."""
    rounds, behind = divmod(present - claimed, COUNTS_TO)
    return claimed + rounds * COUNTS_TO if claimed and rounds > 0 and behind <= CHUNKS_BEHIND else claimed
