"""A WAV file that can be opened at any instant while it is written, and put right after any death.

    RIFF size WAVE | JUNK 28 | fmt 16 | data size | samples …      80 bytes, then the sound

The header always has these 80 bytes and is rewritten whole, in one write, after the sound it speaks of. Past 4 GB the
same bytes say RF64: the JUNK chunk was the place kept for its 64-bit sizes (EBU Tech 3306).
"""

import os
import shutil
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from coproclip.audio.files import time_at
from coproclip.errors import MediaError
from coproclip.new_files import make_new

HEADER_BYTES = 80
_SMALL = 0xFFFF_FFFF - HEADER_BYTES
_PCM = 1


@dataclass(frozen=True, slots=True)
class WavFormat:
    """PCM of so many frames a second (Hz), channels and bits (16 or 24)."""

    sample_rate: int
    channels: int
    bits: int = 16

    @property
    def frame_bytes(self) -> int:
        """Bytes of one frame (all channels)."""
        return self.bits // 8 * self.channels

    def ms(self, frames: int) -> int:
        """How long so many frames last (ms)."""
        return time_at(frames, self.sample_rate)

    def frames(self, size_bytes: int) -> int:
        """Whole frames in a file of this size."""
        return max(0, size_bytes - HEADER_BYTES) // self.frame_bytes


def wav_header(sound: WavFormat, data_bytes: int) -> bytes:
    """The 80 bytes before `data_bytes` of sound; RF64 where 32 bits do not hold the sizes."""
    body = struct.pack(
        "<4sIHHIIHH4s",
        b"fmt ",
        16,
        _PCM,
        sound.channels,
        sound.sample_rate,
        sound.sample_rate * sound.frame_bytes,
        sound.frame_bytes,
        sound.bits,
        b"data",
    )
    riff_bytes = HEADER_BYTES - 8 + data_bytes
    if data_bytes <= _SMALL:
        kept = struct.pack("<4sI28x", b"JUNK", 28)
        return struct.pack("<4sI4s", b"RIFF", riff_bytes, b"WAVE") + kept + body + struct.pack("<I", data_bytes)
    sizes = struct.pack("<4sIQQQI", b"ds64", 28, riff_bytes, data_bytes, data_bytes // sound.frame_bytes, 0)
    full = 0xFFFF_FFFF
    return struct.pack("<4sI4s", b"RF64", full, b"WAVE") + sizes + body + struct.pack("<I", full)


def read_format(path: Path) -> WavFormat | None:
    """What the header of a file of ours says, or None if it is not (or no longer) one."""
    with path.open("rb") as file:
        header = file.read(HEADER_BYTES)
    if len(header) < HEADER_BYTES or header[:4] not in (b"RIFF", b"RF64") or header[48:52] != b"fmt ":
        return None
    kind, channels, rate, _, frame_bytes, bits = struct.unpack_from("<HHIIHH", header, 56)
    if kind != _PCM or bits not in (16, 24) or not channels or not rate:
        return None
    found = WavFormat(rate, channels, bits)
    return found if frame_bytes == found.frame_bytes else None


def is_of_another(path: Path) -> bool:
    """Whether the header is one that another program wrote: to be read as it is, and not to be written over."""
    with path.open("rb") as file:
        header = file.read(16)
    return header[:4] in (b"RIFF", b"RF64") and header[8:12] == b"WAVE" and header[12:] not in (b"JUNK", b"ds64")


def is_whole(path: Path, sound: WavFormat) -> bool:
    """Whether the header says just what is in the file."""
    data_bytes = path.stat().st_size - HEADER_BYTES
    if data_bytes <= 0 or data_bytes % sound.frame_bytes:
        return False
    with path.open("rb") as file:
        return file.read(HEADER_BYTES) == wav_header(sound, data_bytes)


def repair(path: Path, sound: WavFormat) -> int:
    """Make the file whole: the last partial frame is cut, the sizes say what is there. Returns the frames.

    Raises `MediaError` when there is no sound in it; nothing is changed then.
    """
    with path.open("r+b", buffering=0) as file:
        frames = sound.frames(os.fstat(file.fileno()).st_size)
        if not frames:
            raise MediaError("This recording is empty: it ended before any sound arrived.", "Nothing was changed.")
        data_bytes = frames * sound.frame_bytes
        file.truncate(HEADER_BYTES + data_bytes)
        write_all(file, wav_header(sound, data_bytes))
        os.fsync(file.fileno())
    return frames


def write_all(file: BinaryIO, block: bytes) -> None:
    """Write every byte to an unbuffered file: the system may take only some at a time."""
    rest = memoryview(block)
    while rest:
        rest = rest[file.write(rest) or 0 :]


class WavWriter:
    """Writes one new WAV file. Every `OSError` is the caller's to tell; what was written before stays whole."""

    def __init__(self, path: Path, sound: WavFormat) -> None:
        self.path, self.sound = path, sound
        self._file: BinaryIO = make_new(path, buffering=0)
        self._bytes = 0
        try:
            write_all(self._file, wav_header(sound, 0))
            os.fsync(self._file.fileno())
        except BaseException:
            self.abandon()
            raise

    @property
    def frames(self) -> int:
        """Frames in the file so far."""
        return self._bytes // self.sound.frame_bytes

    def write(self, block: bytes) -> None:
        """Add whole frames (interleaved, little-endian) and let the header speak of them."""
        self._file.seek(HEADER_BYTES + self._bytes)
        try:
            write_all(self._file, block)
        except OSError:
            self._keep_whole_frames()
            raise
        self._bytes += len(block)
        self._rewrite_header()

    def sync(self) -> None:
        """Return when everything written so far is on the disk itself."""
        os.fsync(self._file.fileno())

    def close(self) -> None:
        """Finish the file; it stays whole even when the disk refuses the last word. Does nothing the second time."""
        if self._file.closed:
            return
        try:
            self._rewrite_header()
            self.sync()
        finally:
            self._file.close()

    def abandon(self) -> None:
        """Take back a file into which nothing was recorded yet."""
        self._file.close()
        self.path.unlink(missing_ok=True)

    @property
    def is_in_place(self) -> bool:
        """Whether the file is still where it was made (its folder may have been moved or removed meanwhile)."""
        try:
            return os.path.samestat(os.stat(self.path), os.fstat(self._file.fileno()))
        except FileNotFoundError:
            return False

    @property
    def is_removed(self) -> bool:
        """Whether the file has no name any more: it lives only as long as it is open."""
        return os.fstat(self._file.fileno()).st_nlink == 0

    def put_back(self, path: Path) -> None:
        """Copy the sound into the new file `path`, after the file or its folder was removed under us."""
        with make_new(path) as copy:
            self._file.seek(0)
            shutil.copyfileobj(self._file, copy, 1 << 20)
            copy.flush()
            os.fsync(copy.fileno())

    def _rewrite_header(self) -> None:
        self._file.seek(0)
        write_all(self._file, wav_header(self.sound, self._bytes))

    def _keep_whole_frames(self) -> None:
        # Part of the block may have reached a disk that is now full: count what is whole, cut the rest.
        frames = self.sound.frames(os.fstat(self._file.fileno()).st_size)
        self._bytes = frames * self.sound.frame_bytes
        self._file.truncate(HEADER_BYTES + self._bytes)
        self._rewrite_header()
