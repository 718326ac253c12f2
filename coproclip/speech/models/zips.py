"""Zip files that models come in: looked at before they are unpacked, and never unpacked beyond what they declare.

Only the files that are wanted are taken, each under its bare name, so no path in a zip file leads anywhere. What is
bounded here is what reading and unpacking cost: entries, sizes, and how much larger a file becomes.
"""

import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from coproclip.errors import SpeechModelError
from coproclip.new_files import SHARED, make_new
from coproclip.new_files import opened_zip as open_bounded
from coproclip.speech.models.files import BLOCK, SAFE

# A model is a handful of files. The table of a zip file is read whole, whatever it says of itself.
MOST_ENTRIES, LARGEST_TABLE = 5_000, 1 << 20
# Weights hardly shrink, words to a third; a file that becomes hundreds of times larger is made to fill a disk.
MOST_TIMES_LARGER, SMALL = 100, 4 << 20


@contextmanager
def opened_zip(source: Path) -> Iterator[zipfile.ZipFile]:
    """The zip file, open. Raises `SpeechModelError` for one that is damaged, has a password or too many entries."""
    try:
        with open_bounded(source, LARGEST_TABLE) as archive:
            if len(archive.infolist()) > MOST_ENTRIES:
                raise zipfile.BadZipFile("too many entries")
            yield archive
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise damaged_zip(source) from error
    except RuntimeError as error:
        if "password" not in str(error):
            raise
        raise SpeechModelError(
            f"The zip file “{source.name}” has a password.", SAFE, "Unpack it, then add the folder."
        ) from error


def plain_entries(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The files in it; folders, links and other special files are left out."""
    kinds = [(member, stat.S_IFMT(member.external_attr >> 16)) for member in archive.infolist() if not member.is_dir()]
    return [one for one, kind in kinds if kind in (0, stat.S_IFREG)]


def is_sensible(entry: zipfile.ZipInfo, largest: int) -> bool:
    """Whether it declares no more than `largest` bytes, and not far more than its packed bytes can be."""
    grows = entry.file_size > max(SMALL, MOST_TIMES_LARGER * entry.compress_size)
    return 0 <= entry.file_size <= largest and not grows


def unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path, step: Callable[[int], None]) -> None:
    """Write one file; `step` hears the size of each block and may raise. Never more than what was declared."""
    left = entry.file_size
    with archive.open(entry) as packed, make_new(target, SHARED) as file:
        while block := packed.read(BLOCK):
            left -= len(block)
            if left < 0:
                raise zipfile.BadZipFile("more than was declared")
            step(len(block))
            file.write(block)
    if left:
        raise zipfile.BadZipFile("less than was declared")


def damaged_zip(source: Path) -> SpeechModelError:
    """The sentence for a zip file that broke off, or that is made to do harm."""
    return SpeechModelError(
        f"The zip file “{source.name}” is damaged.", SAFE, "Copy it again from where it came, then add it."
    )
