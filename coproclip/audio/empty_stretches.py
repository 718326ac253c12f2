"""Stretches of nothing but zeros inside the sound of a file, as a copy has that was not made whole.

Coded sound never has them, and decoders pass over them in silence.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from coproclip.audio.decode import UNREADABLE, open_media
from coproclip.audio.sound_parts import Span

# Those whose decoders say nothing. WAV and AIFF hold zeros where it was silent; MP4 tells where its sound should be.
LOOKED_INTO = frozenset({"aac", "flac", "matroska", "mp3", "ogg"})
SECTOR = 512
LEAST = 4096
PIECE = 1 << 20
ID3_HEAD = 10


def empty_bytes(path: Path, container: str, place: int = 0, links: Sequence[Span] = ()) -> int:
    """How many bytes between the first sound of track `place` and the end of the file are zeros in long stretches.

    `links` are the files within it, where it is several. What stands at the very end is filling, and not counted.
    """
    if container not in LOOKED_INTO:
        return 0
    total = 0
    for span in links or ((0, path.stat().st_size),):
        try:
            with open_media(path, span) as media:
                first = next(packet.pos for packet in media.demux(media.streams.audio[place]) if packet.pos is not None)
        except (StopIteration, *UNREADABLE):
            continue
        total += sum(end - start for start, end in _empty(path, span[0] + first, span[1]) if not _in_tag(path, start))
    return total


def _empty(path: Path, place: int, end: int) -> list[Span]:
    """Where zeros stand for long, with something behind them."""
    found: list[Span] = []
    since: int | None = None
    with path.open("rb") as file:
        file.seek(place)
        while piece := file.read(min(PIECE, max(0, end - place))):
            whole = len(piece) // SECTOR * SECTOR
            full = np.frombuffer(piece, np.uint8, whole).reshape(-1, SECTOR).any(axis=1)
            for sector in np.flatnonzero(np.diff(full, prepend=since is None)):
                at = place + int(sector) * SECTOR
                if since is None:
                    since = at
                else:
                    found.append((since, at))
                    since = None
            place += len(piece)
    return [(start, stop) for start, stop in found if stop - start >= LEAST]


def _in_tag(path: Path, place: int) -> bool:
    """Whether `place` lies in a tag of an MP3 file, as where several were joined: those are filled up with zeros."""
    with path.open("rb") as file:
        begin = max(0, place - PIECE)
        file.seek(begin)
        before = file.read(place - begin)
    at = before.rfind(b"ID3")
    if at < 0 or len(before) < at + ID3_HEAD:
        return False
    size = before[at + 6] << 21 | before[at + 7] << 14 | before[at + 8] << 7 | before[at + 9]
    return begin + at + ID3_HEAD + size > place
