"""How long a file says it is, where its word counts: decoders read a cut-off file without complaint."""

from fractions import Fraction
from pathlib import Path

import av
from av.audio.stream import AudioStream
from av.container import InputContainer

from coproclip.audio.sound_parts import Span, sounding
from coproclip.audio.wav_header import wav_header
from coproclip.timecode import length

# These carry no length: FFmpeg's libraries guess one from the size, often wrongly.
GUESSED = frozenset(
    {"aac", "ac3", "amr", "amrnb", "amrwb", "dts", "eac3", "g722", "gsm", "loas", "mp3", "mpeg", "mpegts", "truehd"}
)
ALLOWED_MS = 500
ALLOWED_SHARE = 0.01
NO_RECORDING_MS = 200 * 3_600_000
OGG_LAST_PAGE = 0x04
TAGS_BEHIND = 1 << 14  # bytes that programs put behind the sound of an MP3 file


def declared_ms(path: Path, container: InputContainer, stream: AudioStream) -> int | None:
    """When this track ends (ms) by the words of `path`, or None where it makes no claim of its own."""
    name = container.format.name.split(",")[0]
    if name == "wav":
        header = wav_header(path)
        if header is not None and (header.claims_too_much or header.wrapped or header.further.spans):
            return header.sound_bytes * 1000 // header.bytes_a_second
    elif (parts := sounding(path)) is not None:
        return parts.whole_ms
    if name in GUESSED and not (name == "mp3" and _counts_its_frames(path)):
        return None
    if stream.duration and stream.time_base:
        late = Fraction(container.start_time or 0, av.time_base)
        if name == "ogg":
            # Counted from zero, even where the file was cut out of a longer one and starts later.
            return max(0, round((stream.duration * stream.time_base - max(Fraction(0), late)) * 1000)) or None
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


def breaks_off(path: Path, container_name: str, span: Span | None = None) -> bool:
    """Whether an Ogg file, or the one within it at `span`, ends without its last page; others say their length."""
    if container_name != "ogg":
        return False
    with path.open("rb") as file:
        begin, size = span or (0, file.seek(0, 2))
        file.seek(max(begin, size - 65_307 * 2))
        end = file.read(size - file.tell())
    place = end.rfind(b"OggS")
    if place < 0 or len(end) < place + 27:
        return True
    return not end[place + 5] & OGG_LAST_PAGE or len(end) < place + 27 + end[place + 26]


def about_length(claimed_ms: int | None, read_ms: int) -> str:
    """A sentence when a file claims another length than could be read, else empty."""
    if claimed_ms is not None and claimed_ms > NO_RECORDING_MS:
        return f"The file's own note of its length makes no sense; {length(read_ms)} could be read."
    if claimed_ms is None or abs(claimed_ms - read_ms) <= max(ALLOWED_MS, claimed_ms * ALLOWED_SHARE):
        return ""
    if read_ms < claimed_ms:
        return (
            f"The file says it is {length(claimed_ms)} long, but only {length(read_ms)} could be read. "
            "It may have been cut off while it was copied or recorded."
        )
    return f"The file says it is {length(claimed_ms)} long, but {length(read_ms)} were read."


def _counts_its_frames(path: Path) -> bool:
    """Whether the first MP3 frame is one that tells how many follow, and the file does not go on behind those.

    It does where several files were joined one behind the other: then the count is only of the first.
    """
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(0)
        head = file.read(10)
        begin = 0
        if head[:3] == b"ID3" and len(head) == 10:
            begin = 10 + (head[6] << 21 | head[7] << 14 | head[8] << 7 | head[9])
        file.seek(begin)
        start = file.read(4096)
    for mark in (b"Xing", b"Info", b"VBRI"):
        place = start.find(mark)
        if place < 0:
            continue
        if mark == b"VBRI":
            counted = int.from_bytes(start[place + 10 : place + 14], "big")
        else:
            flags = int.from_bytes(start[place + 4 : place + 8], "big")
            at = place + 8 + 4 * (flags & 1)
            counted = int.from_bytes(start[at : at + 4], "big") if flags & 2 else 0
        return not counted or size - begin - counted <= max(TAGS_BEHIND, size * ALLOWED_SHARE)
    return False


def _tagged_ms(text: str) -> int | None:
    """Milliseconds of Matroska's `00:00:30.064000000`."""
    try:
        hours, minutes, seconds = text.split(":")
        return round((int(hours) * 3600 + int(minutes) * 60 + float(seconds)) * 1000)
    except (ValueError, OverflowError):
        return None
