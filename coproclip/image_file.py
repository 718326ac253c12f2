"""Image files that anybody may have made, read within bounds; what comes out is their pixels alone."""

import io
import warnings
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

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
_ONE_BYTE = ("1", "L", "P")
_DEEP = ("I;16", "I;16B", "I;16L", "I")


@dataclass(frozen=True, slots=True)
class BareImage:
    """An image as a file: its bytes, the ending of its name, and how many pixels it is wide."""

    content: bytes
    ending: str
    width: int


def bare_image(content: bytes, kinds: Collection[str] = TAKEN_IN) -> BareImage:
    """The pixels of an image of one of `kinds`, upright, no more than a page needs, without anything else that is in
    its file. Raises `ValueError` for what is none, and for more than can be read in the memory that it may take.
    """
    from PIL import Image, ImageOps  # not needed to start

    # What is too large is refused here; nobody reads what the library would write on the terminal.
    warnings.simplefilter("ignore", Image.DecompressionBombWarning)
    try:
        with Image.open(io.BytesIO(content), formats=tuple(kinds)) as read:
            # A JPEG can be read smaller than it is.
            read.draft(None, (LONGEST_SIDE, LONGEST_SIDE))
            if read.width * read.height * (1 if read.mode in _ONE_BYTE else 4) > MOST_BYTES:
                raise ValueError("too many pixels")
            read.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            return _written(ImageOps.exif_transpose(read))
    except Exception as error:  # whatever a library says of a file that somebody damaged
        raise ValueError("no image") from error


def _written(image: "Image") -> BareImage:
    from PIL import Image

    if image.mode in _DEEP:
        image = image.point(lambda value: value * (1 / 256)).convert("L")
    clear = image.mode in ("RGBA", "LA", "P", "PA")
    # Put on a fresh one: what was read keeps comments and profiles, and writes them again.
    bare, out = Image.new("RGBA" if clear else "RGB", image.size), io.BytesIO()
    bare.paste(image.convert(bare.mode))
    bare.save(out, "PNG" if clear else "JPEG", quality=88)
    return BareImage(out.getvalue(), ".png" if clear else ".jpg", image.width)
