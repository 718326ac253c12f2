"""Ogg and FLAC files that were put one behind the other into one: where each of them begins.

Decoders read the first, and of the others what has the same form, or nothing; they say nothing of the rest.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from coproclip.audio.declared import breaks_off
from coproclip.audio.decode import Samples, TrackReader
from coproclip.audio.opening import UNREADABLE
from coproclip.audio.sound_parts import Span
from coproclip.errors import MediaError

OGG, FLAC = b"OggS", b"fLaC"
FLAC_START = FLAC + b"\0\0\0\x22"
FLAC_HEAD, FLAC_MOST = 26, (1 << 36) - 1
OGG_HEAD = 27
OGG_FIRST_PAGE = 0x02
PIECE = 1 << 20
MOST_LINKS = 10_000
SHORT_MS = 50


def links(path: Path) -> tuple[Span, ...]:
    """Where each file within the Ogg or FLAC file at `path` lies; nothing for one that is a single file, or another."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(0)
        start = file.read(4)
        if start not in (OGG, FLAC):
            return ()
        starts = []
        for place in _ogg_starts(file, size) if start == OGG else _found(file, FLAC_START, 0):
            starts.append(place)
            if len(starts) == MOST_LINKS:
                break
    return tuple(zip(starts, [*starts[1:], size], strict=True)) if len(starts) > 1 else ()


def _ogg_starts(file: BinaryIO, size: int) -> Iterator[int]:
    """The first pages of each link: several in a row, one a stream, belong to the same."""
    place, in_heads = 0, False
    while place < size:
        file.seek(place)
        head = file.read(OGG_HEAD)
        if len(head) < OGG_HEAD:
            return
        if head[:5] != OGG + b"\0":
            found = next(_found(file, OGG + b"\0", place + 1), None)
            if found is None:
                return
            place = found
            continue
        first = bool(head[5] & OGG_FIRST_PAGE)
        if first and not in_heads:
            yield place
        in_heads = first
        after = place + OGG_HEAD + head[26] + sum(file.read(head[26]))
        file.seek(after)
        # A page that breaks off is not as long as it says: the next one begins within.
        place = after if file.read(4) == OGG else place + OGG_HEAD


def _found(file: BinaryIO, wanted: bytes, place: int) -> Iterator[int]:
    """Every place from `place` on where `wanted` stands."""
    file.seek(place)
    kept = b""
    while piece := file.read(PIECE):
        look = kept + piece
        begin = place - len(kept)
        at = look.find(wanted)
        while at >= 0:
            yield begin + at
            at = look.find(wanted, at + 1)
        place += len(piece)
        kept = look[1 - len(wanted) :]


class LinksReader:
    """One sound track of several files within one, in a row, at the rate and with the channels of the first.

    To be used like a `TrackReader`. `unread` counts those that hold no sound that can be read, `broken_off` those that
    end before all of their sound has come.
    """

    def __init__(
        self, path: Path, place: int, spans: tuple[Span, ...], check: Callable[[], None] = lambda: None
    ) -> None:
        self._path, self._place, self._spans, self._check = path, place, spans, check
        self.rate = self.channels = self.frames = self.damaged = self.unread = self.broken_off = 0
        self.lost_ms = self.filled_ms = self.reached_ms = 0
        self.deep = False

    def __enter__(self) -> "LinksReader":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass  # each is opened and closed in its turn

    @property
    def pieces(self) -> int:
        """How many files there are."""
        return len(self._spans)

    def blocks(self) -> Iterator[Samples]:
        """The sound as float32 [frames, channels]. Raises `MediaError` when there is none."""
        for span in self._spans:
            self._check()
            try:
                reader = TrackReader(self._path, self._place, span=span, check=self._check)
            except UNREADABLE:
                self.unread += 1
                continue
            before, unread = self.frames, self.unread
            with reader:
                yield from self._blocks_of(reader)
            if self.unread == unread:
                self.broken_off += self._breaks_off(span, self.frames - before)
        if not self.frames:
            raise MediaError("This file holds no sound that can be read.")

    def _breaks_off(self, span: Span, frames: int) -> bool:
        with self._path.open("rb") as file:
            file.seek(span[0])
            head = file.read(FLAC_HEAD)
        if not head.startswith(FLAC):
            return breaks_off(self._path, "ogg", span)
        rate = int.from_bytes(head[18:21], "big") >> 4
        should = (int.from_bytes(head[21:26], "big") & FLAC_MOST) * 1000 // rate if rate else 0
        return should - frames * 1000 // self.rate > SHORT_MS

    def _blocks_of(self, reader: TrackReader) -> Iterator[Samples]:
        reader.rate, reader.channels, reader.deep = self.rate, self.channels, self.deep
        blocks = reader.blocks()
        while True:
            try:
                block = next(blocks, None)
            except MediaError:
                self.unread += 1
                break
            if block is None:
                break
            self.rate, self.channels, self.deep = reader.rate, reader.channels, reader.deep
            self.frames += len(block)
            yield block
        self.damaged += reader.damaged
        self.lost_ms += reader.lost_ms
        self.filled_ms += reader.filled_ms
