"""How rows of lists, tables and trees are painted: a ground, what stands in them, a ring where the keyboard is."""

from collections.abc import Mapping

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from coproclip.ui.lists.index import Index
from coproclip.ui.style.focus import paint_row_ring
from coproclip.ui.style.tokens import RADIUS_MARK, current

NOWHERE = (-1, "")


class RowDelegate(QStyledItemDelegate):
    """A subclass paints what stands in a row, and says where its parts are; by itself a row is a field with a line
    below it, which lights up under the mouse.
    """

    high = 0
    """The height of every row (px at 100 %)."""
    hovered: tuple[int, str] = NOWHERE
    """The row and its part under the mouse."""
    lifted = -1
    """The place of the row that is being dragged: it is left empty."""

    def parts(self, index: Index, cell: QRect) -> Mapping[str, QRect]:
        """The parts of the row at `index` that is painted in `cell`, by name."""
        return {}

    def part_hovered(self, index: Index) -> str:
        """The part of this row under the mouse, or empty."""
        return self.hovered[1] if self.hovered[0] == index.row() else ""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Rows of one height."""
        return QSize(0, current().scaled(self.high))

    def ground(self, index: Index, *, chosen: bool, hovered: bool) -> QColor:
        """The colour of a row."""
        t = current()
        return t.accent_soft if chosen else t.hover if hovered else t.surface

    def paint_ground(self, painter: QPainter, rect: QRect, index: Index, *, chosen: bool, hovered: bool) -> None:
        """What lies under a row."""
        lifted = index.row() == self.lifted
        ground = current().sunken if lifted else self.ground(index, chosen=chosen, hovered=hovered)
        painter.fillRect(rect, ground)
        painter.fillRect(QRect(rect.x(), rect.bottom(), rect.width(), 1), current().line)

    def paint_row(self, painter: QPainter, rect: QRect, index: Index, *, chosen: bool = False) -> None:
        """What stands in a row, without its ground."""
        raise NotImplementedError

    def paint_ring(self, painter: QPainter, rect: QRect, index: Index) -> None:
        """The ring around the row that has the keyboard."""
        paint_row_ring(painter, rect.adjusted(1, 0, -1, -1))

    def is_chosen(self, option: QStyleOptionViewItem, index: Index) -> bool:
        """Whether it is painted as the chosen one."""
        return bool(option.state & QStyle.StateFlag.State_Selected)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Ground, content, ring."""
        rect, chosen = QRect(option.rect), self.is_chosen(option, index)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        self.paint_ground(painter, rect, index, chosen=chosen, hovered=hovered)
        if index.row() != self.lifted:
            self.paint_row(painter, rect, index, chosen=chosen)
        if option.state & QStyle.StateFlag.State_HasFocus:
            self.paint_ring(painter, rect, index)
        painter.restore()


def paint_pill(painter: QPainter, box: QRect, *, chosen: bool, hovered: bool, radius: float = RADIUS_MARK) -> None:
    """The ground of rows that have one only where they are chosen or under the mouse."""
    if chosen or hovered:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(current().accent_soft if chosen else current().hover)
        painter.drawRoundedRect(box, radius, radius)
