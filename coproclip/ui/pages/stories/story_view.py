"""The table's own behaviour: rows of one height, and the buttons painted in its cells."""

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from coproclip.ui.lists.parts import is_enter
from coproclip.ui.pages.stories.table import HIGH, MENU, TRANSCRIPT, WHO, StoryDelegate, button_spot
from coproclip.ui.style.tokens import current


class StoryView(QTableView):
    """The stories as a table.

    `clicked_part` tells of a press on a cell's button or on the dots at the end, `order_asked` of one on a head.
    """

    clicked_part = Signal(QModelIndex, str, QPoint)
    order_asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.delegate = StoryDelegate(self)
        self.setItemDelegate(self.delegate)
        self.setAccessibleName(self.tr("Stories"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.verticalHeader().hide()
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setSectionsClickable(True)
        head.sectionClicked.connect(self.order_asked.emit)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._fit()

    def setModel(self, model: QAbstractItemModel | None) -> None:
        """The first column takes what room there is."""
        super().setModel(model)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setSectionResizeMode(WHO, QHeaderView.ResizeMode.Stretch)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self._fit()

    def _fit(self) -> None:
        self.verticalHeader().setDefaultSectionSize(current().scaled(HIGH))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, on every system; Home and End go to the first and last story."""
        if is_enter(event):
            self.activated.emit(self.currentIndex())
        elif event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End) and self.model().rowCount():
            last = self.model().rowCount() - 1
            self.setCurrentIndex(self.model().index(0 if event.key() == Qt.Key.Key_Home else last, WHO))
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A press on a button in a cell."""
        super().mouseReleaseEvent(event)
        where = event.position().toPoint()
        index = self.indexAt(where)
        if not index.isValid() or event.button() != Qt.MouseButton.LeftButton:
            return
        t = current()
        cell = QRect(self.visualRect(index)).adjusted(t.scaled(8), 0, -t.scaled(8), 0)
        if index.column() == MENU:
            self.clicked_part.emit(index, "menu", event.globalPosition().toPoint())
        elif index.column() == TRANSCRIPT and button_spot(cell).contains(where):
            self.clicked_part.emit(index, "button", event.globalPosition().toPoint())
