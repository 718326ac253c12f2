"""Stretches of nothing but zeros inside the sound of a file, as a copy has that was not made whole.

Coded sound never has them, and decoders pass over them in silence. Plain samples have them where it was silent: there
a stretch only counts where it begins and ends as disks and copies do, which silence hardly ever does.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from coproclip.audio.notes_in_files import behind_tags
from coproclip.audio.opening import UNREADABLE, open_media
from coproclip.audio.sound_parts import Span
from coproclip.audio.wav_header import wav_header

# Those whose decoders say nothing. MP4 tells where its sound should be, and what is damaged there is told of anyway.
LOOKED_INTO = frozenset({"aac", "amr", "flac", "matroska", "mp3", "ogg"})
SECTOR = 512
LEAST = 4096
CLUSTER, LEAST_AT_END = 4096, 1 << 16
BESIDE = 8
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
        if (first := _first_sound(path, place, span)) is not None:
            found, _open = _zeros(path, first, span[1])
            total += sum(end - start for start, end in found if not _in_tag(path, start))
    return total


def empty_plain_bytes(path: Path) -> int:
    """How many bytes of the plain samples in `path` are zeros that were put there by no microphone."""
    header = wav_header(path)
    size = path.stat().st_size
    spans = header.spans if header is not None else ()
    if not spans and (first := _first_sound(path, 0, (0, size))) is not None:
        spans = ((first, size),)
    return sum(_unheard(path, start, end) for start, end in spans)


def _first_sound(path: Path, place: int, span: Span) -> int | None:
    """Where the sound of track `place` begins in the file that lies at `span`."""
    try:
        with open_media(path, span) as media:
            found = next(packet.pos for packet in media.demux(media.streams.audio[place]) if packet.pos is not None)
            return behind_tags(path, span[0]) + found
    except (StopIteration, *UNREADABLE):
        return None


def _unheard(path: Path, start: int, end: int) -> int:
    """How many bytes of zeros from `start` to `end` begin and end with a sector, with sound right beside them."""
    found, since = _zeros(path, -(-start // SECTOR) * SECTOR, end)
    with path.open("rb") as file:

        def _sounds(place: int) -> bool:
            file.seek(place)
            return start <= place and any(file.read(BESIDE))

        whole = [(one, stop) for one, stop in found if _sounds(one - BESIDE) and _sounds(stop)]
        if since is not None and since % CLUSTER == 0 and end - since >= LEAST_AT_END and _sounds(since - BESIDE):
            whole.append((since, end))
    return sum(stop - one for one, stop in whole)


def _zeros(path: Path, place: int, end: int) -> tuple[list[Span], int | None]:
    """Where zeros stand for long with something behind them, and from where on there is nothing else to the end."""
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
    return [(start, stop) for start, stop in found if stop - start >= LEAST], since


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
