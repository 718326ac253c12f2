"""The places in the sidebar."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QEvent, QModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QSizePolicy, QStyleOptionViewItem, QWidget

from coproclip.ui.lists.index import Index
from coproclip.ui.lists.parts import PickList
from coproclip.ui.lists.row_delegate import RowDelegate
from coproclip.ui.lists.row_model import ROW, RowModel
from coproclip.ui.pages.page import Page
from coproclip.ui.style.focus import paint_row_ring
from coproclip.ui.style.fonts import font
from coproclip.ui.style.icons import paint_icon
from coproclip.ui.style.tokens import RADIUS, current
from coproclip.ui.widgets.label import paint_words


@dataclass(frozen=True, slots=True)
class Place:
    """A page, or (without `key`) the head of a group of them."""

    words: str
    key: str = ""
    icon: str = ""
    count: int | None = None


class _Places(RowModel[Place]):
    def key_of(self, row: Place) -> str:
        return row.key or f"head {row.words}"

    def words_of(self, row: Place) -> str:
        return row.words

    def spoken(self, row: Place, place: int) -> str:
        return row.words if row.count is None else f"{row.words}, {row.count}"

    def flags(self, index: Index) -> Qt.ItemFlag:
        row = self.row_at(index)
        return super().flags(index) if row is not None and row.key else Qt.ItemFlag.NoItemFlags


class _PlaceDelegate(RowDelegate):
    """Rows 34 high with picture, word and count; in the rail 54 high (44 in a low one), the picture over the word."""

    rail = False
    low = False
    lit = ""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Rows, and the heads of groups."""
        scaled = current().scaled
        if not index.data(ROW).key:
            gap = (7 if index.row() else 0) if self.low else 13
            return QSize(10, scaled(gap) if self.rail else scaled(34 if index.row() else 28))
        return QSize(10, scaled((44 if self.low else 54) if self.rail else 34) + 1)

    def paint_ground(self, painter: QPainter, rect: QRect, index: Index, *, chosen: bool, hovered: bool) -> None:
        """A rounded field under the place where we are, and under the mouse."""
        t, lit, box = current(), index.data(ROW).key == self.lit, self._box(rect)
        if index.data(ROW).key and (lit or hovered):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(t.sel if lit else t.hover)
            painter.drawRoundedRect(QRectF(box), RADIUS, RADIUS)
        if lit:
            painter.setBrush(t.accent)
            high = t.scaled(18)
            left = rect.left() if self.rail else box.left()
            painter.drawRoundedRect(QRectF(left, box.center().y() - high / 2 + 1, 3, high), 1.5, 1.5)

    def paint_ring(self, painter: QPainter, rect: QRect, index: Index) -> None:
        """Around that field."""
        paint_row_ring(painter, self._box(rect), RADIUS)

    def _box(self, rect: QRect) -> QRect:
        """The field of a row; in the rail, where a bold word needs the room, the mark stands beside it."""
        aside = 4 if self.rail else current().scaled(8)
        return rect.adjusted(aside, 0, -aside, -1)

    def paint_row(self, painter: QPainter, rect: QRect, index: Index, *, chosen: bool = False) -> None:
        """One row."""
        t, place, box = current(), index.data(ROW), self._box(rect)
        if not place.key:
            self._head(painter, rect, place.words, first=index.row() == 0)
            return
        lit = place.key == self.lit
        ink = t.accent if lit else t.ink2
        side = t.scaled(18 if not self.rail else 20)
        if self.rail:
            top = box.top() + t.scaled(3 if self.low else 8)
            paint_icon(painter, QRect(box.center().x() - side // 2, top, side, side), place.icon, ink)
            painter.setFont(font("caption-strong" if lit else "caption"))
            if painter.fontMetrics().horizontalAdvance(place.words) > box.width() - 4:
                painter.setFont(font("caption"))  # a scroll bar beside it leaves less room than bold needs
            painter.setPen(t.ink if lit else t.ink2)
            words = QRect(rect.left(), top + side + 2, rect.width(), t.scaled(18))
            painter.drawText(words, Qt.AlignmentFlag.AlignCenter, place.words)
            return
        left = box.left() + t.scaled(10)
        paint_icon(painter, QRect(left, box.center().y() - side // 2 + 1, side, side), place.icon, ink)
        inside = QRect(left + side + t.scaled(10), box.top(), box.width() - t.scaled(48), box.height())
        used = 0
        if place.count is not None:
            role, colour = ("small-strong", "ink2") if lit else ("small", "ink3")
            used = paint_words(painter, inside, str(place.count), role, colour, right=True)
        paint_words(painter, inside.adjusted(0, 0, -used - 6, 0), place.words, "strong" if lit else "body", "ink")

    def _head(self, painter: QPainter, rect: QRect, word: str, *, first: bool) -> None:
        t = current()
        if not self.rail:
            low = rect.adjusted(t.scaled(18), 0 if first else t.scaled(8), -8, 0)
            paint_words(painter, low, word, "small", "ink3")
        elif not first:
            y = rect.center().y()
            painter.fillRect(QRect(rect.left() + t.scaled(16), y, rect.width() - t.scaled(32), 1), t.line)


class NavList(PickList):
    """The places one can go to. A click, Enter or Space goes; Up and Down move."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        self._places, self._look = _Places(), _PlaceDelegate()
        super().__init__(self._places, self._look, parent)
        self._places.setParent(self)
        self.setProperty("role", "nav")
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setAccessibleName(self.tr("Places"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.picked.connect(self._go)

    def set_pages(self, groups: Sequence[tuple[str, Sequence[Page]]]) -> None:
        """Fill it: heads of groups and the pages under them."""
        rows = []
        for head, pages in groups:
            rows += [Place(head), *(Place(page.title, page.key, page.icon) for page in pages)]
        self._places.set_rows(rows)
        self._fit()

    def set_count(self, key: str, count: int | None) -> None:
        """The number beside a place."""
        self._places.renew(replace(row, count=count) for row in self._places.rows if row.key == key)

    def light(self, key: str) -> None:
        """Show where we are."""
        self._look.lit = key
        if self._places.place_of(key) >= 0:
            self.setCurrentIndex(self._places.index(self._places.place_of(key)))
        self.viewport().update()

    def set_rail(self, rail: bool, *, low: bool = False) -> None:
        """Rows or rail; a `low` rail has lower rows."""
        if (rail, low) != (self._look.rail, self._look.low):
            self._look.rail, self._look.low = rail, low
            self._fit()

    def high_in_rail(self) -> int:
        """How high all rows of a roomy rail are (px at 100 % text)."""
        return sum(54 if row.key else 13 for row in self._places.rows)

    def _fit(self) -> None:
        self.scheduleDelayedItemsLayout()
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """All rows; with less room it scrolls."""
        option, rows = QStyleOptionViewItem(), range(len(self._places.rows))
        return QSize(60, sum(self._look.sizeHint(option, self._places.index(row)).height() for row in rows) + 4)

    def minimumSizeHint(self) -> QSize:
        """A row and a half."""
        return QSize(60, current().scaled(54))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the place where we are in sight."""
        super().resizeEvent(event)
        self.scrollTo(self.currentIndex())

    def _go(self, index: QModelIndex) -> None:
        if index.data(ROW).key:
            self.chosen.emit(index.data(ROW).key)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self.updateGeometry()
