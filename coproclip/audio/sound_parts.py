"""The parts of files with plain sound: where all their sound lies, also behind what their headers speak of.

Some recorders and repair tools leave several parts with sound, or whole files, one behind the other; others never note
how long the sound became. Decoders read the first part, as far as its length says, and are silent about the rest.
"""

import io
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from coproclip.audio.left_over import is_other

Span = tuple[int, int]

LONGEST_HEAD = 16 << 20
MOST_PARTS = 10_000
LONGEST_ABOUT = 4096
LEAST_BEHIND = 4096  # bytes: less behind the sound may be rubbish
# Of AIFF: coders with one number of fixed size for a sample.
PLAIN = (b"NONE", b"sowt", b"twos", b"raw ", b"in24", b"in32", b"fl32", b"FL32", b"fl64", b"FL64", b"ulaw", b"alaw")


@dataclass(frozen=True, slots=True)
class Form:
    """How the parts of a kind of file lie: each has a head (name, length), and some bytes `before` its sound."""

    outer: int
    head: str
    pad: int
    about: bytes
    sound: bytes
    before: int = 0
    inclusive: bool = False


RIFF = Form(12, "<4sI", 2, b"fmt ", b"data")
AIFF = Form(12, ">4sI", 2, b"COMM", b"SSND", before=8)
CAF = Form(8, ">4sQ", 1, b"desc", b"data", before=4)
W64 = Form(40, "<4s12xQ", 8, b"fmt ", b"data", inclusive=True)


@dataclass(frozen=True, slots=True)
class Further:
    """Sound behind the first part with sound: that of the same form, and how many bytes of another, left out."""

    spans: tuple[Span, ...] = ()
    left_out: int = 0


NOTHING_FURTHER = Further()


@dataclass(frozen=True, slots=True)
class Sounding:
    """A file of several parts with sound, or with more of it than its header tells.

    `head` is what comes before the sound, with lengths that are true, `spans` where the sound lies. `declared_ms` is
    what the header said, None where it was right about its own part.
    """

    head: bytes
    spans: tuple[Span, ...]
    whole_ms: int
    declared_ms: int | None
    left_out: int = 0


def form_of(start: bytes) -> Form | None:
    """The form of a file or part that begins so (40 bytes)."""
    if start[8:12] == b"WAVE":
        return RIFF if start[:4] in (b"RIFF", b"RF64", b"BW64") else None
    if start[:4] == b"FORM" and start[8:12] in (b"AIFF", b"AIFC"):
        return AIFF
    if start[:8] == b"caff\0\1\0\0":
        return CAF
    return W64 if start[:4] == b"riff" and start[24:28] == b"wave" else None


def further_sound(file: BinaryIO, place: int, size: int, form: Form, about: bytes) -> Further:
    """The sound in the parts from `place` on; `about` is the part that tells of the form of the sound before."""
    spans: list[Span] = []
    left_out, now = 0, about
    for name, start, end in _parts(file, place, size, form):
        if name == form.about:
            now = _read(file, start, min(end, size))
        elif name == form.sound and end > start + form.before:
            if _same(form, now, about):
                spans.append((start + form.before, min(end, size)))
            else:
                left_out += min(end, size) - start
    return Further(tuple(spans), left_out)


def sounding(path: Path) -> Sounding | None:
    """Where the sound of an AIFF, CAF or Wave64 file lies; None for any other, and where its header is right."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(0)
        form = form_of(file.read(40))
        if form is None or form == RIFF:
            return None
        about, about_at = b"", 0
        for name, start, end in _parts(file, 0, size, form):
            if name == form.about:
                about, about_at = _read(file, start, end), start
            elif name == form.sound:
                plan = _plan(form, about)
                if plan is None or start + form.before > LONGEST_HEAD:
                    return None
                return _sounding(file, size, form, about, about_at, (start, end), plan)
    return None


def _sounding(
    file: BinaryIO, size: int, form: Form, about: bytes, about_at: int, part: Span, plan: tuple[int, int]
) -> Sounding | None:
    start, end = part[0] + form.before, max(part[1], part[0] + form.before)
    if end >= size:
        return None
    block, rate = plan
    further = further_sound(file, _padded(form, part[0], end), size, form, about)
    declared_ms = None
    if not further.spans and not further.left_out:
        behind = next(_parts(file, _padded(form, part[0], end), size, form), None)
        if behind is not None or size - end < LEAST_BEHIND or is_other(file, end, size):
            return None
        declared_ms = (end - start) // block * 1000 // rate
        end = size
    spans = ((start, end), *further.spans)
    total = sum(last - first for first, last in spans) // block * block
    head = bytearray(_read(file, 0, start, LONGEST_HEAD))
    if form is AIFF:
        head[4:8] = struct.pack(">I", min(start + total - 8, 0xFFFFFFFE))
        head[part[0] - 4 : part[0]] = struct.pack(">I", min(total + 8, 0xFFFFFFFE))
        head[about_at + 2 : about_at + 6] = struct.pack(">I", min(total // block, 0xFFFFFFFF))
    elif form is CAF:
        head[part[0] - 8 : part[0]] = struct.pack(">Q", total + 4)
    else:
        head[16:24] = struct.pack("<Q", start + total)
        head[part[0] - 8 : part[0]] = struct.pack("<Q", total + 24)
    return Sounding(bytes(head), spans, total // block * 1000 // rate, declared_ms, further.left_out)


def _parts(file: BinaryIO, place: int, size: int, form: Form) -> Iterator[tuple[bytes, int, int]]:
    """Name, start and end of the content of each part; a whole file within it is entered, the end may be wrong."""
    length = struct.calcsize(form.head)
    for _ in range(MOST_PARTS):
        start = _read(file, place, place + 40)
        if form_of(start) == form:
            place += form.outer
            continue
        if len(start) < length:
            return
        name, declared = struct.unpack(form.head, start[:length])
        if not all(32 <= sign < 127 for sign in name) or (form.inclusive and declared < length):
            return
        begin, end = place + length, place + declared if form.inclusive else place + length + declared
        if end > size and name != form.sound:
            return
        yield name, begin, end
        place = _padded(form, begin, end)


def _padded(form: Form, start: int, end: int) -> int:
    return end + (-(end - start) % form.pad if form.pad == 2 else -end % form.pad)


def _plan(form: Form, about: bytes) -> tuple[int, int] | None:
    """Bytes of one sample of all channels, and samples a second; None where the sound is not plain."""
    try:
        if form is AIFF:
            channels, bits, power, high = struct.unpack(">H4xHHI", about[:14])
            if len(about) >= 22 and about[18:22] not in PLAIN:
                return None
            block, rate = channels * (-(-bits // 8)), int(high * 2.0 ** (power - 16383 - 31))
        elif form is CAF:
            hertz, _, _, block, each = struct.unpack(">d4sIII", about[:24])
            block, rate = (block if each == 1 else 0), int(hertz)
        else:
            rate, a_second, block = struct.unpack("<4xIIH", about[:14])
            block = block if a_second == rate * block else 0
    except (struct.error, OverflowError, ValueError):
        return None
    return (block, rate) if block > 0 and rate > 0 else None


def _same(form: Form, one: bytes, other: bytes) -> bool:
    """Whether two parts tell of the same form; how many samples there are is told there too in AIFF."""
    return one[:2] + one[6:18] == other[:2] + other[6:18] if form is AIFF else one[:16] == other[:16]


def _read(file: BinaryIO, start: int, end: int, most: int = LONGEST_ABOUT) -> bytes:
    file.seek(start)
    return file.read(max(0, min(end - start, most)))


class Stitched(io.RawIOBase):
    """A file to read that is made of some bytes and of stretches of the file at `path`, one behind the other."""

    def __init__(self, path: Path, pieces: Sequence[bytes | Span]) -> None:
        self._file, self._pieces = path.open("rb"), tuple(pieces)
        self.name = path.name  # some kinds of file are known by their ending
        self._size = sum(_length(piece) for piece in pieces)
        self._place = 0

    def readable(self) -> bool:
        """Yes."""
        return True

    def seekable(self) -> bool:
        """Yes."""
        return True

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Move, as in any file."""
        self._place = max(0, offset + (0, self._place, self._size)[whence])
        return self._place

    def tell(self) -> int:
        """The place of the next byte."""
        return self._place

    def read(self, size: int = -1, /) -> bytes:
        """At most `size` bytes, perhaps fewer; none at the end."""
        left = self._size - self._place if size < 0 else size
        at = self._place
        for piece in self._pieces:
            if at < _length(piece):
                part = piece[at : at + left] if isinstance(piece, bytes) else self._part(piece, at, left)
                self._place += len(part)
                return part
            at -= _length(piece)
        return b""

    def _part(self, span: Span, at: int, most: int) -> bytes:
        self._file.seek(span[0] + at)
        return self._file.read(min(most, _length(span) - at))

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()
        super().close()


def _length(piece: bytes | Span) -> int:
    return len(piece) if isinstance(piece, bytes) else piece[1] - piece[0]
