"""Rows of two lines: what it is and how it stands, below it a sentence, at the right how much and how long."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QStyleOptionViewItem, QWidget

from coproclip.ui.lists.index import Index
from coproclip.ui.lists.row_delegate import RowDelegate
from coproclip.ui.lists.row_drag import DragList
from coproclip.ui.lists.row_model import ROW, RowModel
from coproclip.ui.style.cut_text import beginning, one_line, that_fits
from coproclip.ui.style.fonts import font
from coproclip.ui.style.icons import paint_icon
from coproclip.ui.style.proxy_style import paint_bar
from coproclip.ui.style.tokens import current
from coproclip.ui.widgets.label import paint_words
from coproclip.ui.widgets.wrapped_text import KNOWN

LINE = 20
BELOW_LINES = 2
"""So many lines the sentence below may take."""


MOST_RIGHT = 40
"""So many letters at most are measured of what stands at the right."""


@lru_cache(maxsize=KNOWN)
def _lines_of(words: str, room: int, _scale: float) -> int:
    """How many lines the sentence below takes in `room` px."""
    metrics = QFontMetrics(font("small"))
    if "\n" not in words and metrics.horizontalAdvance(words) < room:
        return 1  # most: nothing of a thousand rows is laid out to know it
    wanted = metrics.boundingRect(QRect(0, 0, room, 10_000), int(Qt.TextFlag.TextWordWrap), words)
    return max(1, min(BELOW_LINES, round(wanted.height() / metrics.lineSpacing())))


@dataclass(frozen=True, slots=True)
class Row:
    """What a row shows. `state` comes with a picture in a colour; `fraction` draws a bar under what is at the right."""

    title: str
    state: str = ""
    icon: str = ""
    colour: str = "ink2"
    below: str = ""
    right: str = ""
    right_below: str = ""
    fraction: float | None = None
    paused: bool = False

    def spoken(self) -> str:
        """All of it, for screen readers."""
        return ", ".join(part for part in (self.title, self.state, self.right, self.right_below, self.below) if part)


@dataclass(frozen=True, slots=True)
class _Entry:
    key: Hashable
    row: Row


class _Rows(RowModel[_Entry]):
    def key_of(self, row: _Entry) -> Hashable:
        return row.key

    def words_of(self, row: _Entry) -> str:
        return row.row.title

    def spoken(self, row: _Entry, place: int) -> str:
        return row.row.spoken()


class TwoLineDelegate(RowDelegate):
    """Paints a `Row`."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """As high as the sentence needs at this width."""
        row, scaled = index.data(ROW).row, current().scaled
        return QSize(scaled(120), scaled(16 + LINE) + self._lines(row, _width(option)) * scaled(18))

    def _lines(self, row: Row, width: int) -> int:
        if not row.below:
            return 1 if row.right_below else 0
        room = max(40, self._words(QRect(0, 0, width, 1), row).width())
        return _lines_of(that_fits(row.below, room, BELOW_LINES), room, current().scale)

    def _aside(self, row: Row) -> int:
        small = QFontMetrics(font("small"))
        wide = max(small.horizontalAdvance(beginning(one, MOST_RIGHT)) for one in (row.right, row.right_below))
        return max(wide, current().scaled(96) if row.fraction is not None else 0) + 4

    def _words(self, rect: QRect, row: Row) -> QRect:
        t = current()
        return rect.adjusted(t.scaled(12), t.scaled(8), -t.scaled(12 + 16) - self._aside(row), -t.scaled(8))

    def ground(self, index: Index, *, chosen: bool, hovered: bool) -> QColor:
        """A row is one thing, nothing lights up."""
        return super().ground(index, chosen=chosen, hovered=False)

    def paint_row(self, painter: QPainter, rect: QRect, index: Index, *, chosen: bool = False) -> None:
        """The words, without their ground."""
        t, row = current(), index.data(ROW).row
        words = self._words(rect, row)
        first = QRect(words.x(), words.y(), words.width(), t.scaled(LINE))
        used = paint_words(painter, first, row.title, "strong", "ink")
        self._state(painter, first.adjusted(used + t.scaled(12), 0, 0, 0), row)
        painter.setFont(font("small"))
        painter.setPen(t.ink2)
        below = QRect(words.x(), first.bottom() + 1, words.width(), words.bottom() - first.bottom())
        self._wrapped(painter, below, row.below)
        self._right(painter, rect.adjusted(0, t.scaled(8), -t.scaled(12), -t.scaled(8)), row)

    def _wrapped(self, painter: QPainter, rect: QRect, words: str) -> None:
        metrics = painter.fontMetrics()
        room = rect.width() * max(1, rect.height() // max(1, metrics.lineSpacing()))
        words = one_line(words, room - (room > rect.width()) * rect.width() // 6, metrics)
        painter.drawText(rect, int(Qt.TextFlag.TextWordWrap) | int(Qt.AlignmentFlag.AlignLeft), words)

    def _state(self, painter: QPainter, rect: QRect, row: Row) -> None:
        t = current()
        side = t.scaled(15)
        if not row.state or rect.width() < side:
            return
        if row.icon:
            where = QRect(rect.x(), rect.center().y() - side // 2, side, side)
            paint_icon(painter, where, row.icon, t.colour(row.colour))
            rect = rect.adjusted(side + t.scaled(5), 0, 0, 0)
        paint_words(painter, rect, row.state, "small", row.colour)

    def _right(self, painter: QPainter, rect: QRect, row: Row) -> None:
        t, wide = current(), self._aside(row)
        place = QRect(rect.right() - wide, rect.y(), wide, t.scaled(LINE))
        paint_words(painter, place, row.right, "small", "ink2", right=True)
        lower = place.translated(0, t.scaled(LINE) - 1)
        if row.fraction is not None:
            bar = QRect(lower.x(), lower.center().y() - t.scaled(4), wide, t.scaled(8))
            paint_bar(painter, bar, row.fraction, paused=row.paused)
            return
        paint_words(painter, lower, row.right_below, "small", "ink2", right=True)


class RowList(DragList):
    """A list of `Row`s, each with what it stands for. With `orderly` they can be dragged.

    `moved()` tells that the cursor is on another row, or on none.
    """

    moved = Signal()

    def __init__(self, name: str, *, orderly: bool = False, parent: QWidget | None = None) -> None:
        self._rows = _Rows()
        super().__init__(self._rows, TwoLineDelegate(), parent, orderly=orderly)
        self._rows.setParent(self)
        self.setAccessibleName(name)
        self.setProperty("ring", "none")
        self.setFrameShape(QFrame.Shape.StyledPanel)

    def set_rows(self, rows: Sequence[tuple[Hashable, Row]], choose: Hashable = None) -> None:
        """Show `rows`, each with what it stands for, and put the cursor on `choose` or as near as it was."""
        now, place = self.chosen() if choose is None else choose, self.place()
        self._rows.set_rows([_Entry(key, row) for key, row in rows])
        self.scheduleDelayedItemsLayout()
        wanted = self._rows.place_of(now)
        wanted = wanted if wanted >= 0 else max(0, min(place, len(rows) - 1))
        if rows and wanted != self.place():
            self.choose(wanted)

    def chosen(self) -> Hashable:
        """What the row under the cursor stands for, or None."""
        entry = self._rows.row_at(self.currentIndex())
        return entry.key if entry is not None else None

    def place(self) -> int:
        """The place of the cursor, -1 for none."""
        return self.currentIndex().row()

    def texts(self) -> list[str]:
        """All of each row, as a screen reader says it."""
        return [entry.row.spoken() for entry in self._rows.rows]

    def part_words(self, index: QModelIndex, part: str) -> str:
        """The whole sentence, which may be cut."""
        entry = self._rows.row_at(index)
        return entry.row.below if entry is not None else ""

    def currentChanged(self, now: Index, before: Index) -> None:
        """The cursor moved."""
        super().currentChanged(now, before)
        self.moved.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter is also for the button that the dialog means by it."""
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()

    def minimumSizeHint(self) -> QSize:
        """Two rows, at any text size."""
        row = self.sizeHintForRow(0) if self._rows.rows else current().scaled(54)
        return QSize(current().scaled(240), 2 * row + 2 * self.frameWidth())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Other widths, other heights of rows."""
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()


def _width(option: QStyleOptionViewItem) -> int:
    view = option.widget
    return view.viewport().width() if isinstance(view, QAbstractScrollArea) else max(1, option.rect.width())
