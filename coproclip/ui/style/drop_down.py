"""The list of a drop-down: it looks like a menu and opens where it leaves its window least."""

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect, QSize
from PySide6.QtWidgets import QComboBox, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from coproclip.ui.style.tokens import current

ROW = 30
"""How high a row is (px at 100 % text): as high as one of a menu."""


class DropDownRows(QStyledItemDelegate):
    """Draws rows as the style sheet says, which Qt's own rows of a drop-down do not; places the list as it opens."""

    @classmethod
    def give(cls, field: QComboBox) -> None:
        """Let `field` have such a list, unless it has one."""
        if not isinstance(field.itemDelegate(), cls):
            field.setItemDelegate(cls(field))

    def __init__(self, field: QComboBox) -> None:
        super().__init__(field)
        self._field = field
        field.view().window().installEventFilter(self)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Rows that follow the text."""
        wants = super().sizeHint(option, index)
        return QSize(wants.width(), max(wants.height(), current().scaled(ROW)))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Place the list before it is seen."""
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget):
            field = self._field
            place = QRect(field.mapToGlobal(QPoint(0, 0)), field.size())
            rows, edge = field.view(), field.view().contentsMargins()
            bar = rows.verticalScrollBar().sizeHint().width() if field.count() > field.maxVisibleItems() else 0
            size = QSize(rows.sizeHintForColumn(0) + edge.left() + edge.right() + bar, watched.height())
            window, free = field.window().geometry(), field.screen().availableGeometry()
            watched.setGeometry(place_of_list(place, size, window, free))
        return super().eventFilter(watched, event)


def place_of_list(field: QRect, size: QSize, window: QRect, screen: QRect) -> QRect:
    """Where a list of `size` opens: under its field, or above it where it leaves the window less; always on `screen`.

    It is as wide as its words need, as far as the window goes.
    """
    wide = min(max(field.width(), min(size.width(), window.width())), screen.width())
    high = min(size.height(), screen.height())

    def _leaves(top: int) -> tuple[int, int]:
        """How much of it would be off the screen, and outside the window (px)."""
        return _outside(top, high, screen), _outside(top, high, window)

    top = min(field.bottom() + 1, field.top() - high, key=_leaves)
    left = max(window.left(), min(field.left(), window.right() + 1 - wide))
    return QRect(
        max(screen.left(), min(left, screen.right() + 1 - wide)),
        max(screen.top(), min(top, screen.bottom() + 1 - high)),
        wide,
        high,
    )


def _outside(top: int, high: int, around: QRect) -> int:
    return max(0, around.top() - top, top + high - 1 - around.bottom())
