"""Pages of ours on paper: A4 as PDF/UA-1, with headings, lists and languages that screen readers find."""

from collections.abc import Callable
from pathlib import Path

from coproclip.audio.writing import new_file
from coproclip.elsewhere.process import never
from coproclip.export.documents.paper_blocks import read_page
from coproclip.export.documents.typesetting import LETTERS, pdf_of_words, pictures_of

LARGE_PT = 18
_TEMPLATE, _PRINTED = "paper.typ", 300
_ACTIVITY = "writing the PDF"


def paper_of(page: str, points: int = LARGE_PT, *, title: str = "", stops: Callable[[], bool] = never) -> bytes:
    """A page (HTML of ours that loads nothing) as a PDF, its letters of `points`; `title` is for one without any.

    Raises `StorageError` where it cannot be made; `Cancelled` when it `stops`.
    """
    return pdf_of_words(_TEMPLATE, _data(page, points, title), stops)


def pictures_of_paper(page: str, points: int = LARGE_PT, stops: Callable[[], bool] = never) -> list[bytes]:
    """The same for a printer: each A4 page as PNG, 300 pixels an inch. Raises `StorageError`, `Cancelled`."""
    return pictures_of(_TEMPLATE, _data(page, points), _PRINTED, stops)


def _data(page: str, points: int, title: str = "") -> dict[str, object]:
    found = read_page(page)
    return {
        "title": found.title or title or "CoProClip",
        "language": found.language,
        "points": points,
        "fonts": LETTERS,
        "blocks": found.blocks,
    }


def print_large(page: str, target: Path, stops: Callable[[], bool] = never) -> None:
    """Write a page as a PDF in 18 point and larger, whole or not at all. Raises `StorageError`, `Cancelled`."""
    print_pdf(page, target, stops=stops)


def print_pdf(
    page: str, target: Path, points: int = LARGE_PT, *, title: str = "", stops: Callable[[], bool] = never
) -> None:
    """Write what `paper_of` makes, whole or not at all. Raises `StorageError`, `Cancelled`."""
    made = paper_of(page, points, title=title, stops=stops)
    with new_file(target, _ACTIVITY) as (file, _):
        file.write(made)
