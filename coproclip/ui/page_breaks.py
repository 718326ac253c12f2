"""Where a laid-out text is parted into pages of paper: between lines, rows and headings, never through one."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtGui import QTextBlock, QTextCursor, QTextDocument

_WHOLE = 1 / 3
"""A paragraph, a point of a list or a row of a table that is no higher than this part of a page is kept together."""


@dataclass(frozen=True, slots=True)
class Page:
    """What stands on one page: from `top` to before `bottom` of the text, in its own measure."""

    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class _Piece:
    """What is kept together, and whether it only stands over what follows it."""

    top: float
    bottom: float
    heads: bool = False


def pages_of(document: QTextDocument, height: float) -> list[Page]:
    """The pages of a document that was laid out as one long page; each is at most `height` high."""
    lines, pieces = _lines(document), _pieces(document, height)
    end = document.size().height()
    found: list[Page] = []
    top = 0.0
    while end - top > height:
        cut = _cut([*pieces, *lines], top, top + height) or _cut(lines, top, top + height) or top + height
        found.append(Page(top, cut))
        top = cut
    return [*found, Page(top, end)]


def _cut(pieces: Sequence[_Piece], top: float, limit: float) -> float:
    """The lowest place after `top` and up to `limit` that goes through none of these; 0 where there is none."""
    cut = limit
    while crossed := [one.top for one in pieces if one.top < cut < one.bottom]:
        cut = min(crossed)
    return cut if cut > top else 0.0


def _pieces(document: QTextDocument, height: float) -> list[_Piece]:
    """What is kept together, each heading with what follows it."""
    found: list[_Piece] = []
    rows: dict[tuple[int, int], _Piece] = {}
    block = document.begin()
    while block.isValid():
        row, rect = _row_of(block), document.documentLayout().blockBoundingRect(block)
        piece = _Piece(rect.top(), rect.bottom(), block.blockFormat().headingLevel() > 0)
        if row is None:
            found.append(piece)
        else:
            before = rows.get(row, piece)
            rows[row] = _Piece(min(before.top, piece.top), max(before.bottom, piece.bottom))
        block = block.next()
    found = sorted(
        (one for one in (*found, *rows.values()) if one.bottom - one.top <= height * _WHOLE), key=lambda one: one.top
    )
    for place in range(len(found) - 2, -1, -1):
        one, following = found[place], found[place + 1]
        if one.heads and following.bottom - one.top <= height * 2 * _WHOLE:
            found[place] = _Piece(one.top, following.bottom)
    return found


def _row_of(block: QTextBlock) -> tuple[int, int] | None:
    """The table and the row of it in which a block stands, by its first place; None outside of tables."""
    cursor = QTextCursor(block)
    table = cursor.currentTable()
    return (table.firstPosition(), table.cellAt(cursor).row()) if table is not None else None


def _lines(document: QTextDocument) -> list[_Piece]:
    found: list[_Piece] = []
    block = document.begin()
    while block.isValid():
        layout, rect = block.layout(), document.documentLayout().blockBoundingRect(block)
        down = rect.top() - layout.boundingRect().top()
        for number in range(layout.lineCount()):
            line = layout.lineAt(number).rect()
            found.append(_Piece(down + line.top(), down + line.bottom()))
        block = block.next()
    return found
