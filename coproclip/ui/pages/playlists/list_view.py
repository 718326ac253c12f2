"""The playlist itself: a list whose rows can be dragged to another place, with buttons painted on each."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QModelIndex, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QApplication, QListView, QToolTip, QWidget

from coproclip.overview.playlists import PlaylistRow
from coproclip.ui.pages.playlists.row_paint import PlaylistRowDelegate
from coproclip.ui.pages.playlists.rows import ROW, PlaylistRows, captions_word, places
from coproclip.ui.style.tokens import current
from coproclip.ui.widgets.tooltips import as_written

SCROLL_ZONE, SCROLL_STEP, SCROLL_EVERY_MS = 36, 12, 30


@dataclass
class _Drag:
    """A row on its way: where it came from, what it looks like, where in it the mouse holds it, where the mouse is."""

    place: int
    picture: QPixmap
    hold: int
    y: int


class PlaylistList(QListView):
    """The rows. `part_pressed(index, part, where)` tells of a press on “play” or “menu”, `opened()` of Enter or a
    double click, `dropped(item_id, place)` of a row that was dragged to another place (from 0).
    """

    part_pressed = Signal(QModelIndex, str, QPoint)
    opened = Signal()
    dropped = Signal(int, int)

    def __init__(self, model: PlaylistRows, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.delegate = PlaylistRowDelegate(self)
        self.setItemDelegate(self.delegate)
        self.setModel(model)
        self._pressed: tuple[int, str] = (-1, "")
        self._down = QPoint()
        self._drag: _Drag | None = None
        self._scrolling = QTimer(self)
        self._scrolling.setInterval(SCROLL_EVERY_MS)
        self._scrolling.timeout.connect(self._scroll_on)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setAccessibleName(self.tr("Excerpts of this playlist, in order"))

    def items(self) -> PlaylistRows:
        """The model."""
        model = self.model()
        assert isinstance(model, PlaylistRows)
        return model

    def chosen(self) -> PlaylistRow | None:
        """The row under the cursor."""
        index = self.currentIndex()
        return index.data(ROW) if index.isValid() else None

    def choose(self, place: int) -> None:
        """Put the cursor on the row at `place`, or the nearest one there is."""
        count = self.items().rowCount()
        if count:
            index = self.items().index(max(0, min(place, count - 1)))
            self.setCurrentIndex(index)
            self.scrollTo(index)

    @property
    def dragging(self) -> bool:
        """Whether a row is on its way."""
        return self._drag is not None

    # ---- keys -------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, on every system; Esc lets a dragged row go back."""
        if event.key() == Qt.Key.Key_Escape and self._drag is not None:
            self._end_drag()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.opened.emit()
        else:
            super().keyPressEvent(event)

    # ---- mouse ------------------------------------------------------------------------------------------------

    def part_at(self, where: QPoint) -> tuple[int, str]:
        """The row at `where` and which part of it (grip, play, menu, captions, "" for the rest); (-1, "") for none."""
        index = self.indexAt(where)
        if not index.isValid():
            return -1, ""
        spots = places(index.data(ROW), self.visualRect(index))
        parts = {"grip": spots.grip, "play": spots.play, "menu": spots.menu, "captions": spots.captions}
        return index.row(), next((part for part, rect in parts.items() if rect.contains(where)), "")

    def part_rect(self, place: int, part: str) -> QRect:
        """Where a part of a row is, in the viewport."""
        index = self.items().index(place)
        rect = getattr(places(index.data(ROW), self.visualRect(index)), part)
        assert isinstance(rect, QRect)
        return rect

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the row; a press on a button does not begin a drag."""
        self._pressed = self.part_at(event.position().toPoint())
        self._down = event.position().toPoint()
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the row, or light up the part under the mouse."""
        where = event.position().toPoint()
        if self._drag is not None:
            self._drag.y = where.y()
            self._scrolling.start()
            self.viewport().update()
            return
        if not event.buttons():
            self._hover(where)
            super().mouseMoveEvent(event)
            return
        place, part = self._pressed
        far = (where - self._down).manhattanLength() >= QApplication.startDragDistance()
        if place >= 0 and part not in ("play", "menu") and far and event.buttons() & Qt.MouseButton.LeftButton:
            self._begin_drag(place, where)

    def _hover(self, where: QPoint) -> None:
        hovered = self.part_at(where)
        if hovered != self.delegate.hovered:
            self.delegate.hovered = hovered
            shapes = {"grip": Qt.CursorShape.OpenHandCursor}
            self.viewport().setCursor(shapes.get(hovered[1], Qt.CursorShape.ArrowCursor))
            self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Put a dragged row down, or press what was pressed."""
        pressed, self._pressed = self._pressed, (-1, "")
        if self._drag is not None:
            item, place = self.items().rows[self._drag.place].item_id, self.drop_place()
            moved = place != self._drag.place
            self._end_drag()
            if moved:
                self.dropped.emit(item, place)
            return
        super().mouseReleaseEvent(event)
        left = event.button() == Qt.MouseButton.LeftButton
        if left and pressed[1] in ("play", "menu") and self.part_at(event.position().toPoint()) == pressed:
            self.part_pressed.emit(self.items().index(pressed[0]), pressed[1], event.globalPosition().toPoint())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Two clicks on a row open it; on its buttons they are two presses."""
        place, part = self.part_at(event.position().toPoint())
        if part in ("play", "menu"):
            self.mousePressEvent(event)
        elif place >= 0 and event.button() == Qt.MouseButton.LeftButton:
            self.opened.emit()

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is hovered."""
        self.delegate.hovered = (-1, "")
        super().leaveEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        """Say what the buttons on a row do."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            place, part = self.part_at(event.pos())
            words = {
                "grip": self.tr("Drag to another place (Alt Up, Alt Down)"),
                "play": self.tr("Play (Space)"),
                "menu": self.tr("More (Shift F10)"),
            }
            said = words.get(part, "")
            if part == "captions":
                said = self.tr("Words checked against the recording: {state}").format(
                    state=captions_word(self.items().rows[place])
                )
            QToolTip.showText(event.globalPos(), as_written(said), self)
            return True
        return super().viewportEvent(event)

    # ---- dragging ---------------------------------------------------------------------------------------------

    def _begin_drag(self, place: int, where: QPoint) -> None:
        rect = self.visualRect(self.items().index(place))
        ratio = self.devicePixelRatioF()
        picture = QPixmap(rect.size() * ratio)
        picture.setDevicePixelRatio(ratio)
        t = current()
        picture.fill(t.surface)
        painter = QPainter(picture)
        self.delegate.paint_row(painter, QRect(QPoint(0, 0), rect.size()), self.items().rows[place], self._index(place))
        painter.setPen(t.line2)
        painter.drawRect(QRect(0, 0, rect.width() - 1, rect.height() - 1))
        painter.end()
        self._drag = _Drag(place, picture, self._down.y() - rect.y(), where.y())
        self.delegate.lifted = place
        self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
        self.viewport().update()

    def _index(self, place: int) -> QModelIndex:
        return self.items().index(place)

    def _end_drag(self) -> None:
        self._drag = None
        self.delegate.lifted = -1
        self._scrolling.stop()
        self.viewport().unsetCursor()
        self.viewport().update()

    def _gap(self) -> int:
        """Before which row the dragged one would be put down."""
        assert self._drag is not None
        middle = self._drag.y - self._drag.hold + self._drag.picture.deviceIndependentSize().height() / 2
        count = self.items().rowCount()
        return sum(1 for place in range(count) if self.visualRect(self._index(place)).center().y() < middle)

    def drop_place(self) -> int:
        """The place (from 0) that the dragged row would get."""
        assert self._drag is not None
        gap = self._gap()
        return gap if gap <= self._drag.place else gap - 1

    def _scroll_on(self) -> None:
        if self._drag is None:
            return
        high, bar = self.viewport().height(), self.verticalScrollBar()
        by = -SCROLL_STEP if self._drag.y < SCROLL_ZONE else SCROLL_STEP if self._drag.y > high - SCROLL_ZONE else 0
        if by:
            bar.setValue(bar.value() + by)
            self.viewport().update()
        else:
            self._scrolling.stop()

    def focusOutEvent(self, event: QEvent) -> None:
        """A row that is on its way goes back when the window is left."""
        if self._drag is not None:
            self._end_drag()
        super().focusOutEvent(event)  # type: ignore[arg-type]

    def paintEvent(self, event: QPaintEvent) -> None:
        """The rows; over them the dragged one, and a line where it would be put down."""
        super().paintEvent(event)
        if self._drag is None:
            return
        t, count = current(), self.items().rowCount()
        painter = QPainter(self.viewport())
        gap = self._gap()
        edge = self.visualRect(self._index(min(gap, count - 1)))
        y = edge.bottom() if gap >= count else edge.top() - 1
        painter.setOpacity(0.96)
        painter.drawPixmap(0, self._drag.y - self._drag.hold, self._drag.picture)
        painter.setOpacity(1.0)
        if self.drop_place() != self._drag.place:
            painter.fillRect(QRect(0, max(0, y), self.viewport().width(), 2), t.accent)
        painter.end()
