"""Dragging a row of a list to another place: its picture goes along, and a line shows where it would be put down."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QListView

from coproclip.ui.lists.index import Index
from coproclip.ui.style.tokens import current

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
        self._scrolling = QTimer(self)
        self._scrolling.setInterval(SCROLL_EVERY_MS)
        self._scrolling.timeout.connect(self._scroll_on)

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
