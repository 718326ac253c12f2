"""The places in the sidebar."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QResizeEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from coproclip.ui.lists.index import Index
from coproclip.ui.pages.page import Page
from coproclip.ui.style.focus import paint_row_ring
from coproclip.ui.style.fonts import font
from coproclip.ui.style.icons import paint_icon
from coproclip.ui.style.tokens import RADIUS, current
from coproclip.ui.widgets.label import paint_words

KEY, ICON, COUNT = Qt.ItemDataRole.UserRole + 1, Qt.ItemDataRole.UserRole + 2, Qt.ItemDataRole.UserRole + 3


class _Rows(QStyledItemDelegate):
    """Rows 34 high with picture, word and count; in the rail 54 high (44 in a low one), the picture over the word."""

    rail = False
    low = False
    lit = ""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Rows, and the heads of groups."""
        scaled = current().scaled
        if not index.data(KEY):
            gap = (7 if index.row() else 0) if self.low else 13
            return QSize(10, scaled(gap) if self.rail else scaled(34 if index.row() else 28))
        return QSize(10, scaled((44 if self.low else 54) if self.rail else 34) + 1)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One row."""
        t = current()
        rect = QRect(option.rect)
        key, word = index.data(KEY), index.data(Qt.ItemDataRole.DisplayRole)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not key:
            self._head(painter, rect, word, first=index.row() == 0)
            painter.restore()
            return
        lit = key == self.lit
        state = option.state
        box = rect.adjusted(t.scaled(8), 0, -t.scaled(8), -1)
        if lit or state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(t.sel if lit else t.hover)
            painter.drawRoundedRect(QRectF(box), RADIUS, RADIUS)
        if lit:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(t.accent)
            high = t.scaled(18)
            painter.drawRoundedRect(QRectF(box.left(), box.center().y() - high / 2 + 1, 3, high), 1.5, 1.5)
        ink = t.accent if lit else t.ink2
        side = t.scaled(18 if not self.rail else 20)
        if self.rail:
            top = box.top() + t.scaled(3 if self.low else 8)
            paint_icon(painter, QRect(box.center().x() - side // 2, top, side, side), index.data(ICON), ink)
            painter.setFont(font("caption-strong" if lit else "caption"))
            painter.setPen(t.ink if lit else t.ink2)
            words = QRect(rect.left(), top + side + 2, rect.width(), t.scaled(18))
            painter.drawText(words, Qt.AlignmentFlag.AlignCenter, word)
        else:
            left = box.left() + t.scaled(10)
            paint_icon(painter, QRect(left, box.center().y() - side // 2 + 1, side, side), index.data(ICON), ink)
            inside = QRect(left + side + t.scaled(10), box.top(), box.width() - t.scaled(48), box.height())
            count = index.data(COUNT)
            used = 0
            if count is not None:
                role, colour = ("small-strong", "ink2") if lit else ("small", "ink3")
                used = paint_words(painter, inside, str(count), role, colour, right=True)
            paint_words(painter, inside.adjusted(0, 0, -used - 6, 0), word, "strong" if lit else "body", "ink")
        if state & QStyle.StateFlag.State_HasFocus and index == index.model().index(index.row(), 0):
            paint_row_ring(painter, box, RADIUS)
        painter.restore()

    def _head(self, painter: QPainter, rect: QRect, word: str, *, first: bool) -> None:
        t = current()
        if not self.rail:
            low = rect.adjusted(t.scaled(18), 0 if first else t.scaled(8), -8, 0)
            paint_words(painter, low, word, "small", "ink3")
        elif not first:
            y = rect.center().y()
            painter.fillRect(QRect(rect.left() + t.scaled(16), y, rect.width() - t.scaled(32), 1), t.line)


class NavList(QListView):
    """The places one can go to. A click, Enter or Space goes; Up and Down move."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = _Rows(self)
        self.setItemDelegate(self._rows)
        self.setModel(QStandardItemModel(self))
        self.setProperty("role", "nav")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Places"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.clicked.connect(self._go)

    def _items(self) -> QStandardItemModel:
        model = self.model()
        assert isinstance(model, QStandardItemModel)
        return model

    def set_pages(self, groups: Sequence[tuple[str, Sequence[Page]]]) -> None:
        """Fill it: heads of groups and the pages under them."""
        self._items().clear()
        for head, pages in groups:
            title = QStandardItem(head)
            title.setFlags(Qt.ItemFlag.NoItemFlags)
            self._items().appendRow(title)
            for page in pages:
                item = QStandardItem(page.title)
                item.setData(page.key, KEY)
                item.setData(page.icon, ICON)
                item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
                self._items().appendRow(item)
        self._fit()

    def set_count(self, key: str, count: int | None) -> None:
        """The number beside a place."""
        for row in range(self._items().rowCount()):
            item = self._items().item(row)
            if item.data(KEY) == key and item.data(COUNT) != count:
                item.setData(count, COUNT)
                name = item.text() if count is None else f"{item.text()}, {count}"
                item.setData(name, Qt.ItemDataRole.AccessibleTextRole)

    def light(self, key: str) -> None:
        """Show where we are."""
        self._rows.lit = key
        for row in range(self._items().rowCount()):
            if self._items().item(row).data(KEY) == key:
                self.setCurrentIndex(self._items().index(row, 0))
        self.viewport().update()

    def set_rail(self, rail: bool, *, low: bool = False) -> None:
        """Rows or rail; a `low` rail has lower rows."""
        if (rail, low) != (self._rows.rail, self._rows.low):
            self._rows.rail, self._rows.low = rail, low
            self._fit()

    def high_in_rail(self) -> int:
        """How high all rows of a roomy rail are (px at 100 % text)."""
        keys = [self._items().item(row).data(KEY) for row in range(self._items().rowCount())]
        return sum(54 if key else 13 for key in keys)

    def _fit(self) -> None:
        self.scheduleDelayedItemsLayout()
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """All rows; with less room it scrolls."""
        option = QStyleOptionViewItem()
        rows = range(self._items().rowCount())
        return QSize(60, sum(self._rows.sizeHint(option, self._items().index(row, 0)).height() for row in rows) + 4)

    def minimumSizeHint(self) -> QSize:
        """A row and a half."""
        return QSize(60, current().scaled(54))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the place where we are in sight."""
        super().resizeEvent(event)
        self.scrollTo(self.currentIndex())

    def _go(self, index: QModelIndex) -> None:
        if index.data(KEY):
            self.chosen.emit(index.data(KEY))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Space go there."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._go(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange) and hasattr(self, "_rows"):
            self._fit()
