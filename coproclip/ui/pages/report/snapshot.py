"""The words of a section's document as they stand, to find a place of it again once it was filled anew."""

from dataclasses import dataclass
from typing import NamedTuple

from PySide6.QtCore import QPoint
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QTextEdit

from coproclip.ui.pages.report.text_document import blocks_of, pieces
from coproclip.ui.same_words import found_again, sign_of


class Place(NamedTuple):
    """Where a cursor's ends are in a document; `sure` where they are beside the same words, around the same ones."""

    anchor: int
    position: int
    sure: bool


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of the document in the letters of `Snapshot.text`: as it is, or a chip as one sign."""

    start: int
    end: int
    at: int
    chip: bool


class Snapshot:
    """The letters of `document` at this moment; each chip is one sign that tells which it is, however it reads."""

    def __init__(self, document: QTextDocument) -> None:
        self._pieces: list[_Piece] = []
        found, at = list[str](), 0
        for block in blocks_of(document):
            text, begins = block.text(), block.position()
            units = text.encode("utf-16-le", "surrogatepass")
            for start, end, chip, _form in pieces(block):
                self._pieces.append(_Piece(start, end, at, chip is not None))
                raw = units[2 * (start - begins) : 2 * (end - begins)].decode("utf-16-le", "surrogatepass")
                found.append(sign_of(f"{chip.kind} {chip.key}") if chip is not None else raw)
                at += 1 if chip is not None else end - start
            self._pieces.append(_Piece(begins + block.length() - 1, begins + block.length(), at, chip=False))
            found.append("\n")
            at += 1
        self.text = "".join(found)[:-1]

    def there(self, anchor: int, position: int, now: "Snapshot") -> Place:
        """Where a cursor of this document is in that of `now`; what is no longer selected as it was is not selected."""
        was = [self._letter(end) for end in (anchor, position)]
        found = [found_again(self.text, now.text, letter) for letter in was]
        same = _between(self.text, *sorted(was)) == _between(now.text, *sorted(one.place for one in found))
        first, second = (now._place(one.place) for one in found)
        return Place(first if same else second, second, same and all(one.sure for one in found))

    def _letter(self, position: int) -> int:
        piece = next((one for one in reversed(self._pieces) if one.start <= position), self._pieces[0])
        if piece.chip:
            return piece.at + (position > piece.start)
        return piece.at + min(position, piece.end) - piece.start

    def _place(self, letter: int) -> int:
        piece = next((one for one in reversed(self._pieces) if one.at <= letter), self._pieces[0])
        if piece.chip:
            return piece.end if letter > piece.at else piece.start
        return piece.start + min(letter - piece.at, piece.end - piece.start)


class PlaceKeeper:
    """Where the cursor of `edit` is in its words, and they on the screen: those at the top where it is out of sight."""

    def __init__(self, edit: QTextEdit) -> None:
        self._edit, self._words = edit, Snapshot(edit.document())
        cursor = edit.textCursor()
        self._ends = cursor.anchor(), cursor.position()
        in_sight = edit.viewport().rect().intersects(edit.cursorRect())
        self._line = self._ends[1] if in_sight else edit.cursorForPosition(QPoint(0, 0)).position()
        self._top = self._top_of(self._line)

    def ends(self) -> tuple[int, int]:
        """Where the cursor's ends belong now."""
        place = self._words.there(*self._ends, Snapshot(self._edit.document()))
        return place.anchor, place.position

    def scrolled(self) -> int:
        """The value of the scroll bar with which the line is where it was."""
        place = self._words.there(self._line, self._line, Snapshot(self._edit.document()))
        return self._edit.verticalScrollBar().value() + self._top_of(place.position) - self._top

    def _top_of(self, position: int) -> int:
        cursor = self._edit.textCursor()
        cursor.setPosition(position)
        return self._edit.cursorRect(cursor).top()


def _between(text: str, start: int, end: int) -> str:
    units = text.encode("utf-16-le", "surrogatepass")
    return units[2 * start : 2 * end].decode("utf-16-le", "replace")
