"""The notes that a sound file carries about itself, as far as they must not be read.

FFmpeg's libraries compare every note with all that came before it: tens of thousands of them, which fit into a small
file, keep a computer busy for minutes.
"""

from pathlib import Path
from typing import BinaryIO

MOST_NOTES = 4096
MOST_PARTS = 10_000
LONGEST_START = 1 << 16
ID3_HEAD, ID3_FOOT = 10, 0x10
FLAC, FLAC_COMMENT = b"fLaC", 4
OGG, OGG_COMMENTS = b"OggS", (b"OpusTags", b"\x03vorbis")


class TooManyNotes(ValueError):
    """More notes than any program writes, where they cannot be left out."""


def behind_tags(path: Path, start: int = 0) -> int:
    """Where the file that begins at byte `start` of `path` goes on behind its ID3 tags; `start` where it has none."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        for _ in range(MOST_PARTS):
            file.seek(start)
            head = file.read(ID3_HEAD)
            if len(head) < ID3_HEAD or head[:3] != b"ID3" or 0xFF in head[3:5] or any(one & 0x80 for one in head[6:]):
                return start
            length = head[6] << 21 | head[7] << 14 | head[8] << 7 | head[9]
            end = start + ID3_HEAD + length + (ID3_HEAD if head[5] & ID3_FOOT else 0)
            # A tag that is longer than the file has a wrong length: the sound may begin anywhere in it.
            start = end if end < size else start + ID3_HEAD
    return start


def refuse_notes(path: Path, start: int = 0) -> None:
    """Raise `TooManyNotes` where the FLAC or Ogg file that begins at byte `start` of `path` says it has too many."""
    with path.open("rb") as file:
        file.seek(start)
        head = file.read(LONGEST_START)
        if head[:4] == FLAC:
            count = _of_flac(file, start)
        elif head[:4] == OGG:
            count = max((_count(head, head.find(sign) + len(sign)) for sign in OGG_COMMENTS if sign in head), default=0)
        else:
            return
    if count > MOST_NOTES:
        raise TooManyNotes(f"{count} notes")


def _of_flac(file: BinaryIO, start: int) -> int:
    place, most = start + len(FLAC), 0
    for _ in range(MOST_PARTS):
        file.seek(place)
        head = file.read(4)
        if len(head) < 4:
            return most
        if head[0] & 0x7F == FLAC_COMMENT:
            most = max(most, _count(file.read(LONGEST_START), 0))
        if head[0] & 0x80:
            return most
        place += 4 + int.from_bytes(head[1:], "big")
    return most


def _count(block: bytes, place: int) -> int:
    """How many comments a block of them says it has, which stands behind the name of the program that wrote it."""
    behind = place + 4 + int.from_bytes(block[place : place + 4], "little")
    return int.from_bytes(block[behind : behind + 4], "little")
