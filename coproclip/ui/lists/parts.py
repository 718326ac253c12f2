"""Rows with parts that can be pressed: each has a name and a place, lights up under the mouse and says what it does."""

from collections.abc import Hashable
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QListView, QToolTip, QWidget

from coproclip.ui.lists.row_delegate import NOWHERE, RowDelegate
from coproclip.ui.lists.row_model import RowModel
from coproclip.ui.widgets.tooltips import as_written


def is_enter(event: QKeyEvent) -> bool:
    """Enter by itself, that of the number pad too."""
    enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
    return enter and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier


class PartsList(QListView):
    """A list of such rows.

    `part_pressed(index, part, where)` tells of a press on one of its `buttons`, `opened()` of Enter or a double click
    beside them. What was pressed is held by the key of its row: a list that changes before the mouse is released never
    hands the press to another row.
    """

    part_pressed = Signal(QModelIndex, str, QPoint)
    opened = Signal()
    buttons: frozenset[str] = frozenset()
    """The parts that are buttons: a press on one is told, and neither drags nor opens."""

    def __init__(self, model: RowModel[Any], delegate: RowDelegate, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model, self._parts = model, delegate
        self._pressed = NOWHERE
        self._pressed_key: Hashable = None
        """The row that was pressed last."""
        delegate.setParent(self)
        self.setItemDelegate(delegate)
        self.setModel(model)
        self.setMouseTracking(True)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def part_words(self, index: QModelIndex, part: str) -> str:
        """What a part (empty: the rest of the row) does or means, for its tooltip."""
        return ""

    # ---- where things are -------------------------------------------------------------------------------------

    def choose(self, place: int) -> None:
        """Put the cursor on the row at `place`, or the nearest one there is."""
        count = self.model().rowCount()
        if count:
            index = self.model().index(max(0, min(place, count - 1)), 0)
            self.setCurrentIndex(index)
            self.scrollTo(index)

    def part_at(self, where: QPoint) -> tuple[int, str]:
        """The row at `where` and which part of it, empty for the rest of the row; `NOWHERE` for none."""
        index = self.indexAt(where)
        if not index.isValid():
            return NOWHERE
        parts = self._parts.parts(index, self.visualRect(index))
        return index.row(), next((part for part, rect in parts.items() if rect.contains(where)), "")

    def part_rect(self, place: int | QModelIndex, part: str) -> QRect:
        """Where a part of a row is, in the viewport."""
        index = place if isinstance(place, QModelIndex) else self.model().index(place, 0)
        return self._parts.parts(index, self.visualRect(index))[part]

    # ---- keys and mouse ---------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, on every system."""
        if is_enter(event):
            self.opened.emit()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the row; a press on a button does not begin a drag."""
        self._pressed = self.part_at(event.position().toPoint())
        self._pressed_key = self._key_at(event.position().toPoint())
        if self._pressed[1] in self.buttons and event.button() == Qt.MouseButton.LeftButton:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self.setCurrentIndex(self.model().index(self._pressed[0], 0))
            return
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light up the part under the mouse."""
        self._hover(self.part_at(event.position().toPoint()))
        if self._pressed[1] not in self.buttons:
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Press what was pressed, if the mouse is still there."""
        pressed, self._pressed = self._pressed, NOWHERE
        if pressed[1] not in self.buttons:
            super().mouseReleaseEvent(event)
        elif event.button() == Qt.MouseButton.LeftButton and self._still_on(pressed[1], event.position().toPoint()):
            index = self.indexAt(event.position().toPoint())
            self.setCurrentIndex(index)
            self.part_pressed.emit(index, pressed[1], event.globalPosition().toPoint())

    def _key_at(self, where: QPoint) -> Hashable:
        row = self._model.row_at(self.indexAt(where))
        return None if row is None else self._model.key_of(row)

    def _still_on(self, part: str, where: QPoint) -> bool:
        """Whether this part of the row that was pressed is at `where`, wherever the row is by now."""
        return (
            self._pressed_key is not None
            and self._key_at(where) == self._pressed_key
            and self.part_at(where)[1] == part
        )

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Two clicks on a row open it; on its buttons they are two presses."""
        place, part = self.part_at(event.position().toPoint())
        if part in self.buttons:
            self.mousePressEvent(event)
        elif place >= 0 and event.button() == Qt.MouseButton.LeftButton:
            self.opened.emit()

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is hovered."""
        self._hover(NOWHERE)
        super().leaveEvent(event)

    def _hover(self, part: tuple[int, str]) -> None:
        if part != self._parts.hovered:
            self._parts.hovered = part
            self.viewport().update()

    def viewportEvent(self, event: QEvent) -> bool:
        """Say what a part does."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            place, part = self.part_at(event.pos())
            said = self.part_words(self.model().index(place, 0), part) if place >= 0 else ""
            QToolTip.showText(event.globalPos(), as_written(said), self)
            return True
        return super().viewportEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Other text sizes, other heights of rows."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self.scheduleDelayedItemsLayout()


class PickList(PartsList):
    """A list whose rows are picked: `picked(index)` tells of a click beside the buttons, of Enter and of Space."""

    picked = Signal(QModelIndex)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Space pick."""
        space = event.key() == Qt.Key.Key_Space and not event.modifiers()
        if (space or is_enter(event)) and self.currentIndex().isValid():
            self.picked.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click picks."""
        picks = self._pressed[1] not in self.buttons and event.button() == Qt.MouseButton.LeftButton
        super().mouseReleaseEvent(event)
        where = event.position().toPoint()
        if picks and self._still_on(self.part_at(where)[1], where):
            self.picked.emit(self.indexAt(where))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A double click is two clicks, not a third way to act."""
        self.mousePressEvent(event)
