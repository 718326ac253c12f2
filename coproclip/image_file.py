"""Image files that anybody may have made, read within bounds; what comes out is their pixels alone.

A small file can keep a computer busy for minutes: it is read in a process of its own, which is ended when it takes
long, and one that was read, or could not be, is not read again while it is remembered.
"""

import hashlib
import io
import threading
import warnings
from collections import OrderedDict
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from coproclip.elsewhere.process import Elsewhere, never

if TYPE_CHECKING:
    from PIL.Image import Image

TAKEN_IN = ("PNG", "JPEG", "WEBP", "GIF")
"""What is read, as the library calls it."""
OURS = {".png": "PNG", ".jpg": "JPEG"}
"""What is made, and lies in a project, by its ending."""
LARGEST = 60 << 20
"""Bytes of a file that is read."""
MOST_BYTES = 200_000_000
"""Of the pixels while they are read."""
LONGEST_SIDE = 2400
"""Pixels that a page needs."""
SHOWN_SIDE = 1200
"""Pixels that a page needs in the window."""
MOST_CPU_S, MOST_S = 5.0, 60.0
"""So much is given to an image: of the processor, and by the clock, as others may be busy."""
_ADDRESSES = 2 << 30
_REMEMBERED, _REMEMBERED_BYTES = 500, 64 << 20
_ONE_BYTE = ("1", "L", "P")
_DEEP = ("I;16", "I;16B", "I;16L", "I")


@dataclass(frozen=True, slots=True)
class BareImage:
    """An image as a file: its bytes, the ending of its name, and how many pixels it is wide."""

    content: bytes
    ending: str
    width: int


@dataclass(frozen=True, slots=True)
class Pixels:
    """An image to be shown: `content` has four bytes a pixel (red, green, blue, cover), row by row."""

    content: bytes
    width: int
    height: int


Made = TypeVar("Made", BareImage, Pixels)


def bare_image(content: bytes, kinds: Collection[str] = TAKEN_IN, stops: Callable[[], bool] = never) -> BareImage:
    """The pixels of an image of one of `kinds`, upright, no more than a page needs, without anything else that is in
    its file. Raises `ValueError` for what is none, and for more than can be read in the time and memory that it may
    take; `Cancelled` when it `stops`.
    """
    return _reading.made(bare_image_here, content, tuple(kinds), stops)


def pixels(content: bytes, kinds: Collection[str] = TAKEN_IN, stops: Callable[[], bool] = never) -> Pixels:
    """An image no larger than it is shown on a page of the window. Raises as `bare_image`."""
    return _reading.made(pixels_here, content, tuple(kinds), stops)


class _Reading:
    """The process, and what came back from it."""

    def __init__(self) -> None:
        self._elsewhere = Elsewhere(_ADDRESSES)
        self._lock = threading.Lock()
        self._known: OrderedDict[tuple[object, ...], BareImage | Pixels | None] = OrderedDict()

    def made(
        self,
        make: Callable[[bytes, tuple[str, ...]], Made],
        content: bytes,
        kinds: tuple[str, ...],
        stops: Callable[[], bool],
    ) -> Made:
        """What `make` makes of the bytes of a file, made once."""
        key = (make.__name__, hashlib.sha256(content).digest(), kinds)
        with self._lock:
            there = key in self._known
            found = self._known.get(key)
            if there:
                self._known.move_to_end(key)
        if not there:
            try:
                found = self._elsewhere.call(make, content, kinds, most_cpu_s=MOST_CPU_S, most_s=MOST_S, stops=stops)
            except ValueError:  # `TooHeavy` too
                found = None
            self._remember(key, found)
        if found is None:
            raise ValueError("no image")
        return found  # type: ignore[return-value]  # it is what was made under this key

    def _remember(self, key: tuple[object, ...], found: BareImage | Pixels | None) -> None:
        with self._lock:
            self._known[key] = found
            size = sum(len(one.content) for one in self._known.values() if one is not None)
            while len(self._known) > 1 and (len(self._known) > _REMEMBERED or size > _REMEMBERED_BYTES):
                _, gone = self._known.popitem(last=False)
                size -= len(gone.content) if gone is not None else 0


_reading = _Reading()


# ---- in the other process -------------------------------------------------------------------------------------


def bare_image_here(content: bytes, kinds: tuple[str, ...]) -> BareImage:
    """As `bare_image`, in this process, however long it takes."""
    return _written(_read(content, kinds, LONGEST_SIDE))


def pixels_here(content: bytes, kinds: tuple[str, ...]) -> Pixels:
    """As `pixels`, in this process, however long it takes."""
    image = _eight_bits(_read(content, kinds, SHOWN_SIDE)).convert("RGBA")
    return Pixels(image.tobytes(), image.width, image.height)


def _read(content: bytes, kinds: tuple[str, ...], side: int) -> "Image":
    from PIL import Image, ImageOps  # not needed to start

    # What is too large is refused here; nobody reads what the library would write on the terminal.
    warnings.simplefilter("ignore", Image.DecompressionBombWarning)
    try:
        with Image.open(io.BytesIO(content), formats=kinds) as read:
            # A JPEG can be read smaller than it is.
            read.draft(None, (side, side))
            if read.width * read.height * (1 if read.mode in _ONE_BYTE else 4) > MOST_BYTES:
                raise ValueError("too many pixels")
            read.thumbnail((side, side))
            return ImageOps.exif_transpose(read)
    except Exception as error:  # whatever a library says of a file that somebody damaged
        raise ValueError("no image") from error


def _written(image: "Image") -> BareImage:
    from PIL import Image

    image = _eight_bits(image)
    clear = image.mode in ("RGBA", "LA", "P", "PA")
    # Put on a fresh one: what was read keeps comments and profiles, and writes them again.
    bare, out = Image.new("RGBA" if clear else "RGB", image.size), io.BytesIO()
    bare.paste(image.convert(bare.mode))
    bare.save(out, "PNG" if clear else "JPEG", quality=88)
    return BareImage(out.getvalue(), ".png" if clear else ".jpg", image.width)


def _eight_bits(image: "Image") -> "Image":
    return image.point(lambda value: value * (1 / 256)).convert("L") if image.mode in _DEEP else image
