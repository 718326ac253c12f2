"""How long a file says it is, where its word counts: decoders read a cut-off file without complaint."""

import struct
from fractions import Fraction
from pathlib import Path
from typing import BinaryIO

import av
from av.audio.stream import AudioStream
from av.container import InputContainer

from coproclip.timecode import length

# These carry no length: FFmpeg's libraries guess one from the size, often wrongly.
GUESSED = frozenset(
    {"aac", "ac3", "amr", "amrnb", "amrwb", "dts", "eac3", "g722", "gsm", "loas", "mp3", "mpeg", "mpegts", "truehd"}
)
ALLOWED_MS = 500
ALLOWED_SHARE = 0.01
OGG_LAST_PAGE = 0x04


def declared_ms(path: Path, container: InputContainer, stream: AudioStream) -> int | None:
    """When this track ends (ms) by the words of `path`, or None where it makes no claim of its own."""
    name = container.format.name.split(",")[0]
    if name == "wav":
        claimed = _wav_claims(path)
        if claimed is not None:
            return claimed
    if name in GUESSED and not (name == "mp3" and _counts_its_frames(path)):
        return None
    if stream.duration and stream.time_base:
        late = Fraction(container.start_time or 0, av.time_base)
        start = stream.start_time * stream.time_base - late if stream.start_time is not None else 0
        return round((max(Fraction(0), start) + stream.duration * stream.time_base) * 1000)
    tagged = _tagged_ms(stream.metadata.get("DURATION", ""))
    if tagged is not None:
        return tagged
    pictures = [one for one in container.streams.video if not one.disposition & av.stream.Disposition.attached_pic]
    if container.duration and not pictures:
        return round(container.duration * 1000 / av.time_base)
    return None


def whole_ms(container: InputContainer) -> int | None:
    """When the last track of the file ends (ms) by its own words, or None."""
    name = container.format.name.split(",")[0]
    return round(container.duration * 1000 / av.time_base) if container.duration and name not in GUESSED else None


def breaks_off(path: Path, container_name: str) -> bool:
    """Whether an Ogg file ends without its last page; other containers say their length."""
    if container_name != "ogg":
        return False
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - 65_307 * 2))
        end = file.read()
    place = end.rfind(b"OggS")
    if place < 0 or len(end) < place + 27:
        return True
    return not end[place + 5] & OGG_LAST_PAGE or len(end) < place + 27 + end[place + 26]


def about_length(claimed_ms: int | None, read_ms: int) -> str:
    """A sentence when a file claims another length than could be read, else empty."""
    if claimed_ms is None or abs(claimed_ms - read_ms) <= max(ALLOWED_MS, claimed_ms * ALLOWED_SHARE):
        return ""
    if read_ms < claimed_ms:
        return (
            f"The file says it is {length(claimed_ms)} long, but only {length(read_ms)} could be read. "
            "It may have been cut off while it was copied or recorded."
        )
    return f"The file says it is {length(claimed_ms)} long, but {length(read_ms)} were read."


def _counts_its_frames(path: Path) -> bool:
    """Whether the first MP3 frame is one that tells how many follow."""
    with path.open("rb") as file:
        head = file.read(10)
        if head[:3] == b"ID3" and len(head) == 10:
            size = head[6] << 21 | head[7] << 14 | head[8] << 7 | head[9]
            file.seek(10 + size)
        else:
            file.seek(0)
        start = file.read(4096)
    return any(mark in start for mark in (b"Xing", b"Info", b"VBRI"))


def _tagged_ms(text: str) -> int | None:
    """Milliseconds of Matroska's `00:00:30.064000000`."""
    try:
        hours, minutes, seconds = text.split(":")
        return round((int(hours) * 3600 + int(minutes) * 60 + float(seconds)) * 1000)
    except (ValueError, OverflowError):
        return None


def _wav_claims(path: Path) -> int | None:
    """What the header of a WAV file says (ms), when it says more than the file can hold."""
    with path.open("rb") as file:
        try:
            return _walk_wav(file)
        except struct.error:
            return None


def _walk_wav(file: BinaryIO) -> int | None:
    size = file.seek(0, 2)
    file.seek(0)
    if file.read(4) not in (b"RIFF", b"RF64", b"BW64"):
        return None
    file.seek(12)
    bytes_a_second, long_length = 0, 0
    while True:
        name, claimed = struct.unpack("<4sI", file.read(8))
        if name == b"ds64":
            _, long_length = struct.unpack("<QQ", file.read(16))
            claimed -= 16
        elif name == b"fmt ":
            bytes_a_second = struct.unpack("<8xI", file.read(12))[0]
            claimed -= 12
        elif name == b"data":
            if claimed == 0xFFFFFFFF:
                claimed = long_length
            held = size - file.tell()
            # A program that writes to a pipe, or was killed, leaves a mark instead of a length: no claim.
            if any(mark - 0x1000 <= claimed <= mark for mark in (0x7FFFFFFF, 0xFFFFFFFF)):
                return None
            return claimed * 1000 // bytes_a_second if claimed > held + 1 and bytes_a_second else None
        if file.seek(claimed + claimed % 2, 1) >= size:
            return None
