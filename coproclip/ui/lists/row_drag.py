"""Dragging a row of a list to another place: its picture goes along, and a line shows where it would be put down."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QApplication, QListView, QWidget

from coproclip.ui.lists.index import Index
from coproclip.ui.lists.parts import PartsList
from coproclip.ui.lists.row_delegate import NOWHERE, RowDelegate
from coproclip.ui.lists.row_model import RowModel
from coproclip.ui.style.tokens import current
from coproclip.ui.widgets.timers import every

SCROLL_ZONE, SCROLL_STEP, SCROLL_EVERY_MS = 36, 12, 30


class RowDrag(QObject):
    """One for a list; `paint_row(painter, rect, index)` paints what goes along.

    The list begins it, tells it where the mouse is, and puts the row down; `place` is the row that is on its way.
    """

    def __init__(self, view: QListView, paint_row: Callable[[QPainter, QRect, Index], None]) -> None:
        super().__init__(view)
        self._view, self._paint_row = view, paint_row
        self.place = -1
        """The row that is on its way, -1 while none is."""
        self._picture = QPixmap()
        self._hold = self._y = 0
        self._scrolling = every(self, self._scroll_on, SCROLL_EVERY_MS)

    def begin(self, place: int, down: QPoint, where: QPoint) -> None:
        """Take the row at `place`, which was pressed at `down`, along to `where`."""
        rect = self._view.visualRect(self._index(place))
        ratio = self._view.devicePixelRatioF()
        self._picture = QPixmap(rect.size() * ratio)
        self._picture.setDevicePixelRatio(ratio)
        self._picture.fill(current().surface)
        painter = QPainter(self._picture)
        self._paint_row(painter, QRect(QPoint(0, 0), rect.size()), self._index(place))
        painter.setPen(current().line2)
        painter.drawRect(QRect(0, 0, rect.width() - 1, rect.height() - 1))
        painter.end()
        self.place, self._hold, self._y = place, down.y() - rect.y(), where.y()
        self._view.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
        self._view.viewport().update()

    def move(self, where: QPoint) -> None:
        """The mouse is at `where`; near an end the list scrolls."""
        self._y = where.y()
        self._scrolling.start()
        self._view.viewport().update()

    def end(self) -> None:
        """The row goes back, or was put down."""
        self.place = -1
        self._scrolling.stop()
        self._view.viewport().unsetCursor()
        self._view.viewport().update()

    def target(self) -> int:
        """The place (from 0) that the row would get."""
        gap = self._gap()
        return gap if gap <= self.place else gap - 1

    def paint(self) -> None:
        """Over the rows: the one on its way, and the line."""
        count, gap = self._view.model().rowCount(), self._gap()
        painter = QPainter(self._view.viewport())
        edge = self._view.visualRect(self._index(min(gap, count - 1)))
        y = edge.bottom() if gap >= count else edge.top() - 1
        painter.setOpacity(0.96)
        painter.drawPixmap(0, self._y - self._hold, self._picture)
        painter.setOpacity(1.0)
        if self.target() != self.place:
            painter.fillRect(QRect(0, max(0, y), self._view.viewport().width(), 2), current().accent)
        painter.end()

    def _index(self, place: int) -> Index:
        return self._view.model().index(place, 0)

    def _gap(self) -> int:
        """Before which row it would be put down."""
        middle = self._y - self._hold + self._picture.deviceIndependentSize().height() / 2
        count = self._view.model().rowCount()
        return sum(1 for place in range(count) if self._view.visualRect(self._index(place)).center().y() < middle)

    def _scroll_on(self) -> None:
        high, bar = self._view.viewport().height(), self._view.verticalScrollBar()
        by = -SCROLL_STEP if self._y < SCROLL_ZONE else SCROLL_STEP if self._y > high - SCROLL_ZONE else 0
        if by and self.place >= 0:
            bar.setValue(bar.value() + by)
            self._view.viewport().update()
        else:
            self._scrolling.stop()


class DragList(PartsList):
    """A list whose rows can be dragged: `dropped(key, to)` tells of one, the list itself stays as it was.

    A row is held by its key, whatever else the list shows meanwhile; one that is no longer there goes back. Without
    `orderly` they stay where they are.
    """

    dropped = Signal(object, object)

    def __init__(
        self, model: RowModel[Any], delegate: RowDelegate, parent: QWidget | None = None, *, orderly: bool = True
    ) -> None:
        self.delegate, self._orderly = delegate, orderly
        super().__init__(model, delegate, parent)
        self._drag = RowDrag(self, delegate.paint_row)
        self._down = QPoint()
        model.modelReset.connect(self._find_dragged)

    @property
    def dragging(self) -> bool:
        """Whether a row is on its way."""
        return self._drag.place >= 0

    def may_drag(self, place: int) -> bool:
        """Whether the row at `place` can be dragged; none is at -1."""
        return place >= 0

    def drop_place(self) -> int:
        """The place (from 0) that the dragged row would get."""
        return self._drag.target()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc lets a dragged row go back."""
        if event.key() == Qt.Key.Key_Escape and self.dragging:
            self._end_drag()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Where a drag would begin."""
        self._down = event.position().toPoint()
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the row, or light up the part under the mouse."""
        where = event.position().toPoint()
        if self.dragging:
            self._drag.move(where)
            return
        if not event.buttons():
            super().mouseMoveEvent(event)
            return
        place, part = self._model.place_of(self._pressed_key), self._pressed[1]
        far = (where - self._down).manhattanLength() >= QApplication.startDragDistance()
        left = bool(event.buttons() & Qt.MouseButton.LeftButton)
        if self._orderly and part not in self.buttons and far and left and self.may_drag(place):
            self.delegate.lifted = place
            self._drag.begin(place, self._down, where)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Put a dragged row down."""
        if not self.dragging:
            super().mouseReleaseEvent(event)
            return
        self._pressed = NOWHERE
        before, place = self._drag.place, self.drop_place()
        self._end_drag()
        if place != before:
            self.dropped.emit(self._pressed_key, place)

    def _find_dragged(self) -> None:
        """The list shows others: the row that is on its way has another place, or goes back where it is gone."""
        if self.dragging:
            place = self._drag.place = self.delegate.lifted = self._model.place_of(self._pressed_key)
            if place < 0:
                self._end_drag()

    def _end_drag(self) -> None:
        self.delegate.lifted = -1
        self._drag.end()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """A row that is on its way goes back when the window is left."""
        if self.dragging:
            self._end_drag()
        super().focusOutEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The rows; over them the dragged one, and a line where it would be put down."""
        super().paintEvent(event)
        if self.dragging:
            self._drag.paint()
