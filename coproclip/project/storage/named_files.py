"""The columns that name a file of the project's folder: packing, joining, erasing, checking and sweeping ask here."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection

from coproclip.errors import BadInput
from coproclip.image_file import LARGEST, OURS, BareImage, Pixels, bare_image, pixels
from coproclip.new_files import read_plain
from coproclip.project.storage.places import IMAGES, ORIGINALS, PAPERS, PEAKS, WORKING, place_of

NAMING: Mapping[str, Mapping[str, str]] = {
    "recording": {"original": ORIGINALS, "working": WORKING, "peaks": PEAKS},
    "consent": {"paper": PAPERS},
    "report_image": {"file": IMAGES},
}
"""By table and column: in which folder the file lies that is named there (`folder/name`); empty: there is none."""
DERIVED = (WORKING, PEAKS)
"""What is made again from an original."""


def named_files(connection: Connection) -> Iterator[tuple[str, int, str, str]]:
    """Every file that a row names: its table, its number, the folder where such files lie, and what it says."""
    for name, columns in NAMING.items():
        for column, kind in columns.items():
            rows = connection.exec_driver_sql(f'SELECT id, "{column}" FROM "{name}" WHERE "{column}" != \'\'')
            yield from ((name, number, kind, str(inside)) for number, inside in rows)


def read_image(folder: Path, inside: str) -> BareImage:
    """The pixels of an image of the project at `folder` alone, by its path there.

    Raises `BadInput` where it is not there, is too large, called otherwise or none, and what `place_of` raises.
    """
    with _is_image(inside):
        return bare_image(*_image_content(folder, inside))


def image_pixels(folder: Path, inside: str, stops: Callable[[], bool]) -> Pixels:
    """The same as it is shown in the window. Raises as `read_image`; `Cancelled` when it `stops`."""
    with _is_image(inside):
        return pixels(*_image_content(folder, inside), stops)


@contextmanager
def _is_image(inside: str) -> Iterator[None]:
    try:
        yield
    except ValueError as error:
        raise BadInput(f"“{inside}” cannot be read as an image.") from error


def _image_content(folder: Path, inside: str) -> tuple[bytes, tuple[str]]:
    path = place_of(folder, inside, IMAGES)
    if path.suffix not in OURS:
        raise BadInput(f"“{path.name}” is no image that CoProClip makes.")
    return read_plain(path, LARGEST, "reading the image"), (OURS[path.suffix],)
