"""Formats that only their maker's own program can open: what they are called, and the way out."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO


@dataclass(frozen=True, slots=True)
class ClosedFormat:
    """What to tell a person: what kind of file it is, and how to get sound out of it."""

    happened: str
    way_out: str


LOCKED = ClosedFormat(
    "This file is locked by its seller (DRM), and only the seller’s own program can play it.",
    "Ask for a copy without the lock, or choose another recording.",
)
LAYERED = ClosedFormat(
    "This is a recording of Apple’s Voice Memos in layers, a form that cannot be read here.",
    "In Voice Memos, share it as M4A (without layers), and import that.",
)
# Kinds of sound in an MP4 file that are enciphered: by iTunes, by Audible, and by the common standard.
LOCKED_KINDS = (b"drms", b"aavd", b"enca")
WAY_TO_KINDS = (b"moov", b"trak", b"mdia", b"minf", b"stbl")
MOST_BOXES, MOST_KINDS = 2_000, 64


def closed_format(path: Path, start: bytes) -> ClosedFormat | None:
    """What a file is that could not be read, by its first bytes and its ending; None for any other."""
    ending = path.suffix.lower()
    if start[1:4] in (b"ds2", b"dss") or ending in (".ds2", ".dss"):
        name = "DS2" if start[1:4] == b"ds2" or (ending == ".ds2" and start[1:4] != b"dss") else "DSS"
        return ClosedFormat(
            f"This is a {name} file of a dictation recorder, and its sound cannot be read here.",
            "Open it in the program that came with the recorder, export it as WAV or MP3, and import that.",
        )
    if ending in (".aax", ".aaxc", ".aa", ".m4p") or start[4:11] in (b"ftypaax", b"ftypM4P"):
        return LOCKED
    return LAYERED if ending == ".qta" else None


def is_locked(path: Path, start: bytes) -> bool:
    """Whether all sound in an MP4 file is enciphered: decoding it would give noise."""
    if start[4:8] != b"ftyp":
        return False
    with path.open("rb") as file:
        size = file.seek(0, 2)
        kinds = list(_kinds(file, 0, size, 0, [MOST_BOXES]))
    return bool(kinds) and all(kind in LOCKED_KINDS for kind in kinds)


def _kinds(file: BinaryIO, place: int, end: int, depth: int, left: list[int]) -> Iterator[bytes]:
    """The kinds of sound that the tracks between `place` and `end` have, by their descriptions."""
    while place + 8 <= end and left[0] > 0:
        left[0] -= 1
        file.seek(place)
        head = file.read(16)
        size, name, begin = int.from_bytes(head[:4], "big"), head[4:8], 8
        if size == 1:
            size, begin = int.from_bytes(head[8:16], "big"), 16
        after = end if size == 0 else place + size
        if after > end or (size and size < begin):
            return
        if depth < len(WAY_TO_KINDS) and name == WAY_TO_KINDS[depth]:
            if name == b"minf" and not _is_sound(file, place + begin, after):
                return
            yield from _kinds(file, place + begin, after, depth + 1, left)
        elif name == b"stsd" and depth == len(WAY_TO_KINDS):
            file.seek(place + begin + 4)
            entries = min(MOST_KINDS, int.from_bytes(file.read(4), "big"))
            at = place + begin + 8
            for _ in range(entries):
                file.seek(at)
                entry = file.read(8)
                length = int.from_bytes(entry[:4], "big")
                if len(entry) < 8 or length < 8 or at + length > after:
                    break
                yield entry[4:]
                at += length
        place = after


def _is_sound(file: BinaryIO, place: int, end: int) -> bool:
    file.seek(place)
    return b"smhd" in file.read(min(64, end - place))
