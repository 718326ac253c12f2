"""The playlist itself: a list whose rows can be dragged to another place, with buttons painted on each."""

from PySide6.QtCore import QEvent, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from coproclip.overview.playlists import PlaylistRow
from coproclip.ui.lists.parts import PartsList
from coproclip.ui.lists.row_drag import RowDrag
from coproclip.ui.pages.playlists.row_paint import PlaylistRowDelegate
from coproclip.ui.pages.playlists.rows import PlaylistRows, captions_word


class PlaylistList(PartsList):
    """The rows. `dropped(item_id, place)` tells of a row that was dragged to another place (from 0)."""

    dropped = Signal(int, int)
    buttons = frozenset({"play", "menu"})

    def __init__(self, model: PlaylistRows, parent: QWidget | None = None) -> None:
        self.delegate = PlaylistRowDelegate()
        super().__init__(model, self.delegate, parent)
        self._drag = RowDrag(self, self.delegate.paint_row)
        self._down = QPoint()
        self.setUniformItemSizes(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setAccessibleName(self.tr("Excerpts of this playlist, in order"))

    def items(self) -> PlaylistRows:
        """The model."""
        model = self.model()
        assert isinstance(model, PlaylistRows)
        return model

    def chosen(self) -> PlaylistRow | None:
        """The row under the cursor."""
        return self.items().row_at(self.currentIndex())

    def part_words(self, index: QModelIndex, part: str) -> str:
        """What the parts of a row do."""
        row = self.items().row_at(index)
        if part == "captions" and row is not None:
            return self.tr("Words checked against the recording: {state}").format(state=captions_word(row))
        words = {
            "grip": self.tr("Drag to another place (Alt Up, Alt Down)"),
            "play": self.tr("Play (Space)"),
            "menu": self.tr("More (Shift F10)"),
        }
        return words.get(part, "")

    # ---- dragging ---------------------------------------------------------------------------------------------

    @property
    def dragging(self) -> bool:
        """Whether a row is on its way."""
        return self._drag.place >= 0

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
        place, part = self._pressed
        far = (where - self._down).manhattanLength() >= QApplication.startDragDistance()
        if place >= 0 and part not in self.buttons and far and event.buttons() & Qt.MouseButton.LeftButton:
            self.delegate.lifted = place
            self._drag.begin(place, self._down, where)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Put a dragged row down."""
        if not self.dragging:
            super().mouseReleaseEvent(event)
            return
        self._pressed = (-1, "")
        item, before, place = self.items().rows[self._drag.place].item_id, self._drag.place, self.drop_place()
        self._end_drag()
        if place != before:
            self.dropped.emit(item, place)

    def _end_drag(self) -> None:
        self.delegate.lifted = -1
        self._drag.end()

    def _hover(self, part: tuple[int, str]) -> None:
        grip = part[1] == "grip"
        self.viewport().setCursor(Qt.CursorShape.OpenHandCursor if grip else Qt.CursorShape.ArrowCursor)
        super()._hover(part)

    def focusOutEvent(self, event: QEvent) -> None:
        """A row that is on its way goes back when the window is left."""
        if self.dragging:
            self._end_drag()
        super().focusOutEvent(event)  # type: ignore[arg-type]

    def paintEvent(self, event: QPaintEvent) -> None:
        """The rows; over them the dragged one, and a line where it would be put down."""
        super().paintEvent(event)
        if self.dragging:
            self._drag.paint()
