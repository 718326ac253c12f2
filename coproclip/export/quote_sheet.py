"""A quote sheet: all excerpts that may be quoted, with exact words, how they are signed, when they are heard, themes.

As CSV, an Excel workbook, a Word document or Markdown. All words of a sheet stand in one file, so as soon as one of its
excerpts may no longer leave as it is, all of it is taken away.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from coproclip.audio.writing import new_file
from coproclip.errors import NotShareable
from coproclip.excerpts.approval import ShareableExcerpt, Use
from coproclip.excerpts.rules.grants import verify
from coproclip.export.captioning.captions import said_in
from coproclip.export.clip import title_of
from coproclip.export.clips import only_shareable
from coproclip.export.documents.tables import Table, written
from coproclip.export.documents.word_file import as_docx
from coproclip.export.folders.manifest import Owner
from coproclip.export.folders.target import Again, Tell, keep_quiet
from coproclip.export.sheet_files import SheetOf, put_sheet
from coproclip.harmless import plain
from coproclip.project.project import Project
from coproclip.timecode import clock

ACTIVITY = "making the quote sheet"
TITLE = "Quotes"
SENSITIVE = "sensitive"
"""What is behind the state of an excerpt that is marked so."""
COLUMNS = ("Number", "Quote", "Signed", "From", "To", "Themes", "State", "To know first", "Title")


class SheetFormat(StrEnum):
    """What a sheet is written as; the value is the ending of its file too."""

    CSV = "csv"
    XLSX = "xlsx"
    DOCX = "docx"
    MD = "md"


@dataclass(frozen=True, slots=True)
class QuoteSheet:
    """The files that were made, and how many quotes are in each."""

    files: tuple[Path, ...]
    quotes: int


def export_quotes(
    excerpts: Sequence[ShareableExcerpt],
    folder: Path,
    *,
    owner: Owner,
    formats: Collection[SheetFormat] = (SheetFormat.CSV,),
    heard: Collection[int] = (),
    again: Again | None = None,
    tell: Tell = keep_quiet,
    to_whom: str = "",
    project: Project | None = None,
) -> QuoteSheet:
    """`Quotes.csv` … in `folder`, of excerpts that were granted for quoting, in their order.

    `heard` are those (by number) whose sound may be shared too. An earlier sheet of the same owner is taken away first;
    with no excerpts, that is all (`project` is where that is noted). What is made is noted in the ledger as handed
    `to_whom`. Raises `NotShareable` for what was not granted for quoting or is no longer, `StorageError`.
    """
    only_shareable(excerpts)
    if any(excerpt.use is not Use.QUOTE for excerpt in excerpts):
        raise NotShareable("Only what may be quoted is in a quote sheet.", "Nothing was made.")
    endings = tuple(dict.fromkeys(formats))
    what = SheetOf(owner, Use.QUOTE, TITLE, endings, (), again, to_whom)

    def write(path: Path) -> None:
        write_sheet(excerpts, path, SheetFormat(path.suffix[1:]), heard)

    files = put_sheet(excerpts, folder, what, write, activity=ACTIVITY, tell=tell, project=project)
    return QuoteSheet(files, len(excerpts) if files else 0)


def write_sheet(
    excerpts: Sequence[ShareableExcerpt], path: Path, format: SheetFormat, heard: Collection[int] = ()
) -> None:
    """Write one file of a sheet; raises `NotShareable` unless each may leave, `StorageError`."""
    only_shareable(excerpts)
    table = Table(TITLE, COLUMNS, tuple(_row(one, heard) for one in excerpts))
    if format is SheetFormat.DOCX:
        content = as_docx(table)
    elif format is SheetFormat.MD:
        content = as_markdown(excerpts, heard).encode("utf-8")
    else:
        content = written(table, f".{format}")
    with new_file(path, ACTIVITY) as (file, _):
        file.write(content)


def as_markdown(excerpts: Sequence[ShareableExcerpt], heard: Collection[int] = ()) -> str:
    """Every quote as a block quote with all that is known of it below; its own signs never make a heading or a link."""
    only_shareable(excerpts)
    parts = [f"# {TITLE}"]
    for one in excerpts:
        number, words, signed, start, end, themes, state, care, title = map(str, _row(one, heard))
        block = "\n>\n".join(f"> {_bare(line)}" for line in words.split("\n"))
        known = [f"Excerpt {number}: {_bare(title)}", f"{start}–{end}", _bare(themes), state]
        known += [f"To know first: {_bare(care)}"] if care else []
        parts.append(f"{block}\n>\n> — {_bare(signed)}\n\n{' · '.join(filter(None, known))}")
    return "\n\n".join(parts) + "\n"


def _row(excerpt: ShareableExcerpt, heard: Collection[int]) -> tuple[str | int, ...]:
    verify(excerpt)
    state = "Agreed: words and sound" if excerpt.excerpt_id in heard else "Agreed: words"
    return (
        excerpt.excerpt_id,
        said_in(excerpt),
        plain(excerpt.attribution),
        clock(excerpt.spans[0].start_ms, tenths=True),
        clock(excerpt.spans[-1].end_ms, tenths=True),
        ", ".join(map(plain, excerpt.themes)),
        f"{state}, {SENSITIVE}" if excerpt.sensitive else state,
        plain(excerpt.care),
        plain(title_of(excerpt)),
    )


def _bare(text: str) -> str:
    """Text in which no sign means anything to Markdown."""
    return "".join(f"\\{sign}" if sign in "\\`*_{}[]<>#+-!|~&" else sign for sign in plain(text))
