"""Rows of two lines: what it is and how it stands, below it a sentence, at the right how much and how long."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QDropEvent, QFontMetrics, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractScrollArea,
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from coproclip.ui.lists.index import Index
from coproclip.ui.style.focus import paint_row_ring
from coproclip.ui.style.fonts import font
from coproclip.ui.style.icons import paint_icon
from coproclip.ui.style.proxy_style import paint_bar
from coproclip.ui.style.tokens import current
from coproclip.ui.widgets.label import paint_words
from coproclip.ui.widgets.tooltips import as_written

ROW = Qt.ItemDataRole.UserRole + 10
LINE = 20
BELOW_LINES = 2
"""So many lines the sentence below may take."""


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


class RowDelegate(QStyledItemDelegate):
    """Paints a `Row`."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """As high as the sentence needs at this width."""
        row = index.data(ROW)
        if row is None:
            return super().sizeHint(option, index)
        scaled = current().scaled
        lines = self._lines(row, self._words(QRect(0, 0, _width(option), 1), row).width())
        return QSize(scaled(120), scaled(16 + LINE) + lines * scaled(18))

    def _lines(self, row: Row, width: int) -> int:
        if not row.below:
            return 1 if row.right_below else 0
        wanted = QFontMetrics(font("small")).boundingRect(
            QRect(0, 0, max(40, width), 10_000), int(Qt.TextFlag.TextWordWrap), row.below
        )
        return max(1, min(BELOW_LINES, round(wanted.height() / QFontMetrics(font("small")).lineSpacing())))

    def _aside(self, row: Row) -> int:
        small = QFontMetrics(font("small"))
        wide = max(small.horizontalAdvance(row.right), small.horizontalAdvance(row.right_below))
        return max(wide, current().scaled(96) if row.fraction is not None else 0) + 4

    def _words(self, rect: QRect, row: Row) -> QRect:
        t = current()
        return rect.adjusted(t.scaled(12), t.scaled(8), -t.scaled(12 + 16) - self._aside(row), -t.scaled(8))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Ground, hairline, words, ring."""
        row = index.data(ROW)
        if row is None:
            super().paint(painter, option, index)
            return
        t, rect, state = current(), QRect(option.rect), option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(rect, t.accent_soft if chosen else t.surface)
        painter.setPen(QPen(t.line, 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        words = self._words(rect, row)
        first = QRect(words.x(), words.y(), words.width(), t.scaled(LINE))
        used = paint_words(painter, first, row.title, "strong", "ink")
        self._state(painter, first.adjusted(used + t.scaled(12), 0, 0, 0), row)
        painter.setFont(font("small"))
        painter.setPen(t.ink2)
        below = QRect(words.x(), first.bottom() + 1, words.width(), words.bottom() - first.bottom())
        self._wrapped(painter, below, row.below)
        self._right(painter, rect.adjusted(0, t.scaled(8), -t.scaled(12), -t.scaled(8)), row)
        view = option.widget
        if chosen and isinstance(view, QWidget) and view.hasFocus():
            paint_row_ring(painter, rect.adjusted(1, 1, -1, -1))
        painter.restore()

    def _wrapped(self, painter: QPainter, rect: QRect, words: str) -> None:
        metrics = painter.fontMetrics()
        room = rect.width() * max(1, rect.height() // max(1, metrics.lineSpacing()))
        words = metrics.elidedText(words, Qt.TextElideMode.ElideRight, room - (room > rect.width()) * rect.width() // 6)
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


class RowList(QListWidget):
    """A list of `Row`s. With `orderly`, rows can be dragged: `dropped(from, to)` tells it, the list stays as it was."""

    dropped = Signal(int, int)

    def __init__(self, name: str, *, orderly: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setItemDelegate(RowDelegate(self))
        self.setAccessibleName(name)
        self.setProperty("ring", "none")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        if orderly:
            self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
            self.setDefaultDropAction(Qt.DropAction.MoveAction)

    def set_rows(self, rows: list[tuple[object, Row]], choose: object = None) -> None:
        """Show `rows`, each with what it stands for, and put the cursor on `choose` or as near as it was."""
        now = self.chosen() if choose is None else choose
        place = self.currentRow()
        names = [name for name, _row in rows]
        if names != [self.item(at).data(Qt.ItemDataRole.UserRole) for at in range(self.count())]:
            self.blockSignals(True)
            self.clear()
            for name in names:
                item = QListWidgetItem()
                item.setData(Qt.ItemDataRole.UserRole, name)
                self.addItem(item)
            self.blockSignals(False)
        for at, (_name, row) in enumerate(rows):
            item = self.item(at)
            if item.data(ROW) != row:
                item.setData(ROW, row)
                item.setText(row.spoken())
                item.setToolTip(as_written(row.below))
        if rows:
            wanted = names.index(now) if now in names else max(0, min(place, len(rows) - 1))
            if wanted != self.currentRow():
                self.setCurrentRow(wanted)
        self.scheduleDelayedItemsLayout()

    def chosen(self) -> object:
        """What the row under the cursor stands for, or None."""
        item = self.currentItem()
        return item.data(Qt.ItemDataRole.UserRole) if item is not None else None

    def dropEvent(self, event: QDropEvent) -> None:
        """Tell where it was dropped; the list itself is shown anew by whoever listens."""
        start = self.currentRow()
        where = event.position().toPoint()
        index = self.indexAt(where)
        to = self.count() if not index.isValid() else index.row()
        if index.isValid() and where.y() > self.visualRect(index).center().y():
            to += 1
        event.setDropAction(Qt.DropAction.IgnoreAction)
        event.accept()
        if start >= 0 and to not in (start, start + 1):
            self.dropped.emit(start, to - (to > start))

    def minimumSizeHint(self) -> QSize:
        """Two rows, at any text size."""
        row = self.sizeHintForRow(0) if self.count() else current().scaled(54)
        return QSize(current().scaled(240), 2 * row + 2 * self.frameWidth())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Other widths, other heights of rows."""
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self.scheduleDelayedItemsLayout()


def _width(option: QStyleOptionViewItem) -> int:
    view = option.widget
    return view.viewport().width() if isinstance(view, QAbstractScrollArea) else max(1, option.rect.width())
