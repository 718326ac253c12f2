"""The cards' own behaviour: as many columns as fit, as high as they need, with buttons painted on each card."""

from PySide6.QtCore import QEvent, QModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QDrag, QPainter, QPixmap, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyleOptionViewItem, QWidget

from coproclip.ui.lists.index import Index
from coproclip.ui.lists.parts import PartsList
from coproclip.ui.pages.themes.card_paint import CardDelegate
from coproclip.ui.pages.themes.cards import GAP, CardFace, CardList
from coproclip.ui.style.tokens import current
from coproclip.ui.widgets.badge import care_said

CARD_MIN, CARD_WIDE = 236, 340
"""No card of two is narrower than the first, none of more than the second (px at 100 %)."""


class CardView(PartsList):
    """Cards in columns, without a scroll bar of their own: the page scrolls.

    `shown(rect)` asks the page to scroll there.
    """

    shown = Signal(QRect)
    buttons = frozenset({"play", "menu"})

    def __init__(self, model: CardList, parent: QWidget | None = None) -> None:
        self.delegate = CardDelegate()
        super().__init__(model, self.delegate, parent)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setSelectionRectVisible(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setAccessibleName(self.tr("Excerpts in this theme"))
        model.modelReset.connect(self._fit)
        model.rowsInserted.connect(self._fit)
        model.dataChanged.connect(self._on_data_changed)

    def cards(self) -> CardList:
        """The model."""
        model = self.model()
        assert isinstance(model, CardList)
        return model

    def chosen(self) -> CardFace | None:
        """The card under the cursor."""
        return self.cards().row_at(self.currentIndex())

    def chosen_all(self) -> list[CardFace]:
        """The selected cards in their order, or the one under the cursor."""
        found = sorted(index.row() for index in self.selectedIndexes())
        faces = [self.cards().rows[row] for row in found]
        one = self.chosen()
        return faces or ([one] if one is not None else [])

    def part_words(self, index: QModelIndex, part: str) -> str:
        """What the buttons on a card do; elsewhere what is to be known before hearing it."""
        face = self.cards().row_at(index)
        if part not in self.buttons and face is not None:
            return care_said(face.card.care)
        return {"play": self.tr("Play (Space)"), "menu": self.tr("More (Shift F10)")}.get(part, "")

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

    # ---- dragging ---------------------------------------------------------------------------------------------

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
