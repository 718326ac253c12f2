"""Scans of signed sheets: what a file is by its content, and how it is called here; no other is taken in or opened."""

from pathlib import Path

from coproclip.errors import BadInput
from coproclip.new_files import read_plain
from coproclip.project.storage.places import PAPERS, is_plain_file, place_of

LARGEST_PAPER = 50 << 20
"""Bytes; a scan of several pages is far smaller."""
_BEGINNINGS = (
    (b"%PDF-", ".pdf"),
    (b"\x89PNG\r\n\x1a\n", ".png"),
    (b"\xff\xd8\xff", ".jpg"),
    (b"II*\x00", ".tif"),
    (b"MM\x00*", ".tif"),
    (b"GIF8", ".gif"),
    (b"BM", ".bmp"),
)
_HEIF = {b"heic", b"heix", b"mif1", b"msf1", b"hevc", b"avif"}


def paper_ending(content: bytes) -> str:
    """What a file's name ends in, told from its beginning; empty for what is no picture and no PDF."""
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return ".webp"
    if content[4:8] == b"ftyp" and content[8:12] in _HEIF:
        return ".heic"
    return next((ending for begins, ending in _BEGINNINGS if content.startswith(begins)), "")


def read_paper(source: Path) -> tuple[bytes, str]:
    """All of a scan or photo that somebody chose or sent, and what a file that holds it is to end in.

    Raises `BadInput` for what is no picture or PDF or is larger than `LARGEST_PAPER`, and `StorageError`.
    """
    content = read_plain(source, LARGEST_PAPER, "reading the scan")
    ending = paper_ending(content)
    if not ending:
        raise BadInput(
            f"“{source.name}” is neither a picture nor a PDF.", "Nothing was noted.", "Choose a scan, a photo or a PDF."
        )
    return content, ending


def right_paper(folder: Path, inside: str) -> Path:
    """The scan that `inside` names in the project at `folder`, which is what its name says.

    Systems choose by its ending what becomes of a file that is opened. Raises `BadInput` where it is not there, is too
    large, or its ending is not the one of its content, and what `place_of` raises.
    """
    path = place_of(folder, inside, PAPERS)
    if not is_plain_file(path):
        raise BadInput(f"“{path.name}” is not in the folder “{PAPERS}”.", "It was not opened.", _LOOK)
    try:
        _content, ending = read_paper(path)
    except BadInput as error:
        raise BadInput(error.happened, "It was not opened.", _LOOK) from error
    if path.suffix != ending:
        raise BadInput(f"“{path.name}” is not what its name says.", "It was not opened.", _LOOK)
    return path


_LOOK = "Ask whoever gave you this project for the scan, and note it with the answer."
