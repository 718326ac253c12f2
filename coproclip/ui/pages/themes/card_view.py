"""The cards' own behaviour: as many columns as fit, as high as they need, with buttons painted on each card."""

from PySide6.QtCore import QEvent, QModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QDrag, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPixmap, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyleOptionViewItem, QToolTip, QWidget

from coproclip.ui.lists.index import Index
from coproclip.ui.pages.themes.card_paint import CardDelegate
from coproclip.ui.pages.themes.cards import FACE, GAP, CardFace, CardList, places
from coproclip.ui.style.tokens import current
from coproclip.ui.widgets.tooltips import as_written

CARD_MIN, CARD_WIDE = 236, 340
"""No card of two is narrower than the first, none of more than the second (px at 100 %)."""


class CardView(QListView):
    """Cards in columns, without a scroll bar of their own: the page scrolls.

    `pressed_part(index, part, where)` tells of a press on “play” or “menu”; `opened()` of Enter or a double click;
    `shown(rect)` asks the page to scroll there.
    """

    pressed_part = Signal(QModelIndex, str, QPoint)
    opened = Signal()
    shown = Signal(QRect)

    def __init__(self, model: CardList, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.delegate = CardDelegate(self)
        self._pressed: tuple[int, str] = (-1, "")
        self.setItemDelegate(self.delegate)
        self.setModel(model)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setSelectionRectVisible(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setMouseTracking(True)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setAccessibleName(self.tr("Excerpts in this theme"))
        model.modelReset.connect(self._fit)
        model.dataChanged.connect(self._on_data_changed)

    def cards(self) -> CardList:
        """The model."""
        model = self.model()
        assert isinstance(model, CardList)
        return model

    def chosen(self) -> CardFace | None:
        """The card under the cursor."""
        index = self.currentIndex()
        return index.data(FACE) if index.isValid() else None

    def chosen_all(self) -> list[CardFace]:
        """The selected cards in their order, or the one under the cursor."""
        found = sorted(index.row() for index in self.selectedIndexes())
        faces = [self.cards().faces[row] for row in found]
        one = self.chosen()
        return faces or ([one] if one is not None else [])

    def choose(self, place: int) -> None:
        """Put the cursor on the card at `place`, or the nearest one there is."""
        count = self.cards().rowCount()
        if count:
            self.setCurrentIndex(self.cards().index(max(0, min(place, count - 1))))

    # ---- measures ---------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit as many columns as there is room for."""
        self._fit()
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange) and self.model() is not None:
            self._fit()

    def _on_data_changed(self, _first: QModelIndex, _last: QModelIndex, roles: list[int]) -> None:
        if not roles:
            self._fit()

    def _fit(self) -> None:
        scaled, wide = current().scaled, self.width()
        least = scaled(CARD_MIN) + scaled(GAP)
        self.delegate.columns = 1 if wide < 2 * least else max(2, wide // scaled(CARD_WIDE))
        self.delegate.cell = max(least // 2, (wide - 1) // self.delegate.columns)
        count, columns = self.cards().rowCount(), self.delegate.columns
        option = QStyleOptionViewItem()
        rows = (self.cards().index(first) for first in range(0, count, columns))
        high = sum(self.delegate.sizeHint(option, index).height() for index in rows)
        if high != self.height():
            self.setFixedHeight(max(1, high))
        self.scheduleDelayedItemsLayout()

    def sizeHint(self) -> QSize:
        """As high as the cards."""
        return QSize(current().scaled(CARD_MIN), self.height())

    def scrollTo(
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        """The page scrolls, not this list."""
        rect = self.visualRect(index)
        if rect.isValid():
            self.shown.emit(rect)

    # ---- keys and mouse ---------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, on every system."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.opened.emit()
        else:
            super().keyPressEvent(event)

    def part_at(self, where: QPoint) -> tuple[int, str]:
        """Which card's “play” or “menu” is at `where`; (-1, "") for neither."""
        index = self.indexAt(where)
        if index.isValid():
            spots = places(index.data(FACE), self.visualRect(index))
            for part, rect in (("play", spots.play), ("menu", spots.menu)):
                if rect.contains(where):
                    return index.row(), part
        return -1, ""

    def part_rect(self, index: QModelIndex, part: str) -> QRect:
        """Where “play” or “menu” of a card is."""
        spots = places(index.data(FACE), self.visualRect(index))
        return spots.play if part == "play" else spots.menu

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press on a button of a card does not begin a drag."""
        self._pressed = self.part_at(event.position().toPoint())
        if self._pressed[0] >= 0 and event.button() == Qt.MouseButton.LeftButton:
            self.setFocus()
            self.setCurrentIndex(self.cards().index(self._pressed[0]))
            return
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light up the button under the mouse."""
        hovered = self.part_at(event.position().toPoint())
        if hovered != self.delegate.hovered:
            self.delegate.hovered = hovered
            self.viewport().update()
        if self._pressed[0] < 0:
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A press on play or the dots."""
        pressed, self._pressed = self._pressed, (-1, "")
        if pressed[0] < 0:
            super().mouseReleaseEvent(event)
        elif self.part_at(event.position().toPoint()) == pressed:
            index = self.cards().index(pressed[0])
            self.pressed_part.emit(index, pressed[1], event.globalPosition().toPoint())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Two clicks on a card open it; on its button they are two presses."""
        if self.part_at(event.position().toPoint())[0] >= 0:
            self.mousePressEvent(event)
        elif self.indexAt(event.position().toPoint()).isValid():
            self.opened.emit()

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is hovered."""
        self.delegate.hovered = (-1, "")
        super().leaveEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        """Say what the buttons on a card do."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            part = self.part_at(event.pos())[1]
            words = {"play": self.tr("Play (Space)"), "menu": self.tr("More (Shift F10)")}.get(part, "")
            QToolTip.showText(event.globalPos(), as_written(words), self)
            return True
        return super().viewportEvent(event)

    def startDrag(self, actions: Qt.DropAction) -> None:
        """Drag the card's picture along, small enough to see the themes behind it."""
        indexes = self.selectedIndexes()
        if not indexes:
            return
        drag = self._drag(indexes)
        drag.exec(Qt.DropAction.CopyAction | Qt.DropAction.MoveAction, Qt.DropAction.CopyAction)

    def _drag(self, indexes: list[QModelIndex]) -> QDrag:
        drag = QDrag(self)
        drag.setMimeData(self.cards().mimeData(indexes))
        rect = self.visualRect(indexes[0])
        picture = QPixmap(rect.size() * self.devicePixelRatioF())
        picture.setDevicePixelRatio(self.devicePixelRatioF())
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setOpacity(0.85)
        option = QStyleOptionViewItem()
        option.rect = QRect(QPoint(0, 0), rect.size())
        self.delegate.paint(painter, option, indexes[0])
        painter.end()
        drag.setPixmap(picture.scaledToWidth(round(picture.width() * 0.8), Qt.TransformationMode.SmoothTransformation))
        drag.setHotSpot(QPoint(current().scaled(20), current().scaled(16)))
        return drag
