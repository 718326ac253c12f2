"""The themes as a tree: what stands in it, and how its rows are painted."""

import json
from collections.abc import Mapping, Sequence

from PySide6.QtCore import (
    QAbstractItemModel,
    QMimeData,
    QModelIndex,
    QObject,
    QPoint,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyleOptionViewItem

from coproclip.excerpts.approval import Approval
from coproclip.overview.themes import ThemeRow, ThemesOverview
from coproclip.ui.lists.index import Index
from coproclip.ui.lists.row_delegate import RowDelegate, paint_pill
from coproclip.ui.style.focus import paint_row_ring
from coproclip.ui.style.fonts import font
from coproclip.ui.style.icons import paint_icon
from coproclip.ui.style.tokens import RADIUS, current
from coproclip.ui.widgets.badge import APPROVAL_ICONS
from coproclip.ui.widgets.counting import counted, of_stories
from coproclip.ui.widgets.label import paint_words
from coproclip.ui.widgets.theme_chip import paint_mark
from coproclip.ui.widgets.tooltips import as_written

THEME = Qt.ItemDataRole.UserRole
COUNT = Qt.ItemDataRole.UserRole + 1
LAST = Qt.ItemDataRole.UserRole + 2
WITHHELD_TEXT = Qt.ItemDataRole.UserRole + 3
THEME_MIME = "application/x-coproclip-theme"
EXCERPTS_MIME = "application/x-coproclip-excerpts"
ROW, CHILD, WITHOUT_ROW = 54, 34, 48
SIDE = 8
WIDE = 216
"""With less room than this (px at 100 %) “of 12” gives way to the name."""
WITHOUT = 0
"""The number of the row of excerpts without a theme; themes count from 1."""


class ThemeTree(QAbstractItemModel):
    """Themes under their parents; the last row at the top holds the excerpts without a theme."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.board = ThemesOverview()
        self.loose = 0
        self._children: dict[int | None, list[int]] = {}
        self._rows: dict[int, ThemeRow] = {}
        self._withheld: Mapping[int, str] = {}

    def set_withheld(self, withheld: Mapping[int, str]) -> None:
        """Mark the themes whose texts may not leave as they are, each with why, in words."""
        changed = {theme for theme in {*withheld, *self._withheld} if withheld.get(theme) != self._withheld.get(theme)}
        self._withheld = withheld
        for index in map(self.index_of, changed & self._rows.keys()):
            self.dataChanged.emit(index, index)

    def set_board(self, board: ThemesOverview) -> None:
        """Show these themes, keeping the tree as it is where only their content changed."""
        children: dict[int | None, list[int]] = {}
        for row in board.themes:
            children.setdefault(row.parent_id, []).append(row.theme_id)
        loose = len(board.without())
        if board.cards:
            children.setdefault(None, []).append(WITHOUT)
        same = children == self._children
        if not same:
            self.beginResetModel()
        self.board, self.loose, self._children = board, loose, children
        self._rows = {row.theme_id: row for row in board.themes}
        if not same:
            self.endResetModel()
            return
        for parent, ids in children.items():
            above = self.index_of(parent)
            self.dataChanged.emit(self.index(0, 0, above), self.index(len(ids) - 1, 0, above))

    def index_of(self, theme_id: int | None) -> QModelIndex:
        """Where a theme (or the row `WITHOUT`) stands; no index if it is not there."""
        if theme_id is None:
            return QModelIndex()
        row = self._rows.get(theme_id)
        siblings = self._children.get(row.parent_id if row else None, [])
        return self.createIndex(siblings.index(theme_id), 0, theme_id) if theme_id in siblings else QModelIndex()

    def siblings(self, theme_id: int) -> Sequence[int]:
        """The themes under the same parent, in order."""
        row = self._rows.get(theme_id)
        return [one for one in self._children.get(row.parent_id if row else None, []) if one != WITHOUT]

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008
        """The `row`-th theme under `parent`."""
        ids = self._children.get(int(parent.internalId()) if parent.isValid() else None, [])
        return self.createIndex(row, column, ids[row]) if 0 <= row < len(ids) and not column else QModelIndex()

    def parent(self, index: Index = QModelIndex()) -> QModelIndex:  # type: ignore[override]  # noqa: B008
        """The theme above."""
        row = self._rows.get(int(index.internalId())) if index.isValid() else None
        return self.index_of(row.parent_id) if row is not None else QModelIndex()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """How many themes under `parent`."""
        return len(self._children.get(int(parent.internalId()) if parent.isValid() else None, []))

    def columnCount(self, _parent: Index = QModelIndex()) -> int:  # noqa: B008
        """One."""
        return 1

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Themes can be dragged; excerpts and themes can be dropped on them."""
        known = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if not index.isValid():
            return Qt.ItemFlag.ItemIsDropEnabled
        moves = Qt.ItemFlag.ItemIsDragEnabled | Qt.ItemFlag.ItemIsDropEnabled
        return known | moves if index.internalId() != WITHOUT else known

    def mimeTypes(self) -> list[str]:
        """A theme."""
        return [THEME_MIME, EXCERPTS_MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """The theme that is dragged."""
        made = QMimeData()
        made.setData(THEME_MIME, json.dumps([int(index.internalId()) for index in indexes]).encode())
        return made

    def supportedDropActions(self) -> Qt.DropAction:
        """Themes are moved, excerpts also copied."""
        return Qt.DropAction.MoveAction | Qt.DropAction.CopyAction

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The theme (None for those without), its numbers, and words for screen readers."""
        if not index.isValid():
            return None
        row = self._rows.get(int(index.internalId()))
        if role == THEME:
            return row
        if role == COUNT:
            return self.loose if row is None else self.board.stories
        if role == LAST:
            return index.row() == self.rowCount(index.parent()) - 1
        if role == WITHHELD_TEXT:
            return row is not None and row.theme_id in self._withheld
        if role == Qt.ItemDataRole.DisplayRole:
            return self.tr("Without a theme") if row is None else row.shown_name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(row)
        if role == Qt.ItemDataRole.ToolTipRole and row is not None:
            parts = (row.shown_name, row.question, row.description, self._withheld.get(row.theme_id, ""))
            return as_written("\n".join(filter(None, parts)))
        return None

    def _excerpts(self, many: int) -> str:
        return counted(many, self.tr("1 excerpt"), self.tr("{n} excerpts"))

    def _spoken(self, row: ThemeRow | None) -> str:
        if row is None:
            return f"{self.tr('Without a theme')}, {self._excerpts(self.loose)}"
        parts = (
            row.shown_name,
            row.question,
            of_stories(row.stories, self.board.stories),
            self._excerpts(row.excerpts),
            counted(row.differing, self.tr("1 sees it differently"), self.tr("{n} see it differently"))
            if row.differing
            else "",
            self.tr("can’t be shared as it is") if row.theme_id in self._withheld else "",
        )
        return ", ".join(part for part in parts if part)


class ThemeDelegate(RowDelegate):
    """Paints mark, name, question and “8 of 12”; sub-themes are one line with an elbow. `over` is dropped on."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.over: int | None = None

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """54 at the top, 34 below."""
        theme: ThemeRow | None = index.data(THEME)
        high = WITHOUT_ROW if theme is None else CHILD if theme.depth else ROW
        return QSize(0, current().scaled(high))

    def paint_ground(self, painter: QPainter, rect: QRect, index: Index, *, chosen: bool, hovered: bool) -> None:
        """A rounded field; those without a theme are below a line."""
        t = current()
        if index.data(THEME) is None:
            y = rect.y() + 2
            painter.fillRect(QRect(rect.x() + t.scaled(16), y, rect.width() - t.scaled(32), 1), t.line)
        box = _own(rect, index).adjusted(t.scaled(SIDE), 0, -t.scaled(SIDE), 0)
        if self.over is not None and self.over == index.internalId():
            painter.setPen(QPen(t.accent, 2))
            painter.setBrush(t.accent_soft)
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), RADIUS, RADIUS)
            return
        paint_pill(painter, box, chosen=chosen, hovered=hovered, radius=RADIUS)
        if chosen:
            painter.setBrush(t.accent)
            painter.drawRoundedRect(QRect(box.x(), box.y() + 6, 3, box.height() - 12), 1.5, 1.5)

    def paint_ring(self, painter: QPainter, rect: QRect, index: Index) -> None:
        """Around that field."""
        side = current().scaled(SIDE)
        paint_row_ring(painter, _own(rect, index).adjusted(side - 2, -1, 2 - side, 1), RADIUS)

    def paint_row(self, painter: QPainter, rect: QRect, index: Index, *, chosen: bool = False) -> None:
        """A theme, or those without."""
        t, theme = current(), index.data(THEME)
        inner = _own(rect, index).adjusted(t.scaled(SIDE + 8), 0, -t.scaled(SIDE + 10), 0)
        if theme is None:
            self._without(painter, inner, index)
        elif theme.depth:
            self._child(painter, inner, theme, index)
        else:
            self._top(painter, inner, theme, index)

    def _top(self, painter: QPainter, rect: QRect, theme: ThemeRow, index: Index) -> None:
        t, stories = current(), index.data(COUNT)
        side = t.scaled(28)
        paint_mark(painter, QRect(rect.x(), rect.center().y() - side // 2, side, side), theme.letter, theme.colour)
        of = self.tr("of {all}").format(all=stories) if rect.width() > t.scaled(WIDE) else ""
        number = self._hand(painter, rect, self._number(painter, rect, theme.stories, of), index)
        words = QRect(rect.x() + side + t.scaled(10), rect.y(), 0, rect.height())
        words.setRight(number - t.scaled(8))
        if theme.question:
            high = t.scaled(18)
            upper = QRect(words.x(), words.center().y() - high + 2, words.width(), high)
            paint_words(painter, upper, theme.shown_name, "strong")
            paint_words(painter, upper.translated(0, high - 1), theme.question, "small", "ink2")
        else:
            paint_words(painter, words, theme.shown_name, "strong")

    def _child(self, painter: QPainter, rect: QRect, theme: ThemeRow, index: Index) -> None:
        t = current()
        step, middle = t.scaled(24), rect.center().y()
        x = rect.x() + t.scaled(14) + step * (theme.depth - 1)
        painter.setPen(QPen(t.line2, 1))
        low = middle if index.data(LAST) else rect.bottom() + 1
        painter.drawLine(QPoint(x, rect.top()), QPoint(x, low))
        painter.drawLine(QPoint(x, middle), QPoint(x + t.scaled(12), middle))
        above = index.parent()
        for depth in range(theme.depth - 2, -1, -1):
            if not above.data(LAST):
                line = rect.x() + t.scaled(14) + step * depth
                painter.drawLine(QPoint(line, rect.top()), QPoint(line, rect.bottom() + 1))
            above = above.parent()
        side, x = t.scaled(18), x + t.scaled(16)
        paint_mark(painter, QRect(x, middle - side // 2, side, side), theme.letter, theme.colour)
        number = self._hand(painter, rect, self._number(painter, rect, theme.stories, ""), index)
        words = QRect(x + side + t.scaled(8), rect.y(), 0, rect.height())
        words.setRight(number - t.scaled(8))
        paint_words(painter, words, theme.shown_name, "body")

    def _without(self, painter: QPainter, rect: QRect, index: Index) -> None:
        t = current()
        side = t.scaled(20)
        spot = QRect(rect.x() + t.scaled(4), rect.center().y() - side // 2, side, side)
        paint_icon(painter, spot, "circle-dashed", t.ink3)
        number = self._number(painter, rect, index.data(COUNT), "")
        words = QRect(rect.x() + t.scaled(38), rect.y(), 0, rect.height())
        words.setRight(number - t.scaled(8))
        paint_words(painter, words, str(index.data()), "body", "ink2")

    @staticmethod
    def _hand(painter: QPainter, rect: QRect, right: int, index: Index) -> int:
        """A hand left of `right` where a text of the theme may not leave; returns where what is painted begins."""
        if not index.data(WITHHELD_TEXT):
            return right
        t = current()
        side = t.scaled(15)
        spot = QRect(right - t.scaled(8) - side, rect.center().y() - side // 2, side, side)
        paint_icon(painter, spot, APPROVAL_ICONS[Approval.WITHHELD], t.stop)
        return spot.x()

    @staticmethod
    def _number(painter: QPainter, rect: QRect, number: int, of: str) -> int:
        """The count at the right of `rect`; returns where it begins."""
        rest = QFontMetrics(font("small")).horizontalAdvance(of) if of else 0
        gap = current().scaled(4) if of else 0
        paint_words(painter, rect, of, "small", "ink2", right=True)
        bold = rect.adjusted(0, 0, -rest - gap, 0)
        return bold.right() - paint_words(painter, bold, str(number), "strong", right=True)


def _own(rect: QRect, index: Index) -> QRect:
    """The row without the line above it."""
    return rect.adjusted(0, 0 if index.data(THEME) is not None else current().scaled(6), 0, 0)
