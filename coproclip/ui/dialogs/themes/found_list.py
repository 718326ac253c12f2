"""The list under the field of a theme chooser: themes that fit what is typed, and a row that makes a new one."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from coproclip.overview.themes import ThemeRow
from coproclip.ui.lists.index import Index
from coproclip.ui.style.focus import paint_row_ring
from coproclip.ui.style.fonts import font
from coproclip.ui.style.icons import paint_icon
from coproclip.ui.style.proxy_style import paint_tick
from coproclip.ui.style.tokens import RADIUS_MARK, current
from coproclip.ui.widgets.label import paint_words
from coproclip.ui.widgets.theme_chip import paint_mark
from coproclip.ui.widgets.tooltips import as_written

THEME = Qt.ItemDataRole.UserRole
TYPED = Qt.ItemDataRole.UserRole + 1
ROW = 38
_CHECKED, _HALF, _OFF = Qt.CheckState.Checked, Qt.CheckState.PartiallyChecked, Qt.CheckState.Unchecked


class FoundThemes(QAbstractListModel):
    """Themes, each ticked, half ticked (some of the excerpts) or not; last, when `typed` is no theme yet, a new one."""

    def __init__(self, *, ticks: bool, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.ticks = ticks
        self.rows: Sequence[ThemeRow] = ()
        self.typed = ""
        self._states: Mapping[int, Qt.CheckState] = {}

    def set_rows(self, rows: Sequence[ThemeRow], typed: str, states: Mapping[int, Qt.CheckState]) -> None:
        """Show these themes, and offer a new one called `typed` unless that is empty."""
        self.beginResetModel()
        self.rows, self.typed, self._states = rows, typed, states
        self.endResetModel()

    def place_of(self, theme_id: int) -> int:
        """The row of a theme, -1 if it is not shown."""
        return next((place for place, row in enumerate(self.rows) if row.theme_id == theme_id), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Themes, and the new one."""
        return 0 if parent.isValid() else len(self.rows) + bool(self.typed)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The theme (None for the new one), its tick, its words for the eye and for screen readers."""
        if not index.isValid():
            return None
        row = self.rows[index.row()] if index.row() < len(self.rows) else None
        if role == THEME:
            return row
        if role == TYPED:
            return self.typed
        if role == Qt.ItemDataRole.CheckStateRole and self.ticks and row is not None:
            return self._states.get(row.theme_id, _OFF)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            if row is None:
                return self.tr("New theme “{name}”").format(name=self.typed)
            if role == Qt.ItemDataRole.DisplayRole or not self.ticks:
                return row.name
            return f"{row.name}, {self._state_word(self._states.get(row.theme_id, _OFF))}"
        if role == Qt.ItemDataRole.ToolTipRole and row is not None:
            return as_written(row.question or None)
        return None

    def _state_word(self, state: Qt.CheckState) -> str:
        if state == _CHECKED:
            return self.tr("ticked")
        return self.tr("ticked for some") if state == _HALF else self.tr("not ticked")


class FoundDelegate(QStyledItemDelegate):
    """Paints tick, mark, name, question and how many stories."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Rows of one height."""
        return QSize(0, current().scaled(ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One row."""
        t = current()
        state, rect = option.state, QRect(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        if chosen or state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(t.accent_soft if chosen else t.hover)
            painter.drawRoundedRect(rect.adjusted(0, 1, 0, -1), RADIUS_MARK, RADIUS_MARK)
        inner = rect.adjusted(t.scaled(10), 0, -t.scaled(10), 0)
        theme: ThemeRow | None = index.data(THEME)
        middle = inner.center().y()
        if theme is None:
            side = t.scaled(18)
            paint_icon(painter, QRect(inner.x(), middle - side // 2, side, side), "plus", t.accent)
            words = inner.adjusted(side + t.scaled(10), 0, 0, 0)
            paint_words(painter, words, str(index.data()), "medium", "accent_ink")
        else:
            self._theme(painter, inner, theme, index.data(Qt.ItemDataRole.CheckStateRole))
        if state & QStyle.StateFlag.State_HasFocus and _focused(option):
            paint_row_ring(painter, rect)
        painter.restore()

    def _theme(self, painter: QPainter, rect: QRect, theme: ThemeRow, tick: Qt.CheckState | int | None) -> None:
        t = current()
        middle, x = rect.center().y(), rect.x()
        if tick is not None:
            box = QRect(x, middle - t.scaled(9), t.scaled(18), t.scaled(18))
            flag = {
                _CHECKED: QStyle.StateFlag.State_On,
                _HALF: QStyle.StateFlag.State_NoChange,
                _OFF: QStyle.StateFlag.State_Off,
            }[Qt.CheckState(tick)]
            paint_tick(painter, box, QStyle.StateFlag.State_Enabled | flag)
            x += t.scaled(28)
        x += t.scaled(18) * theme.depth
        side = t.scaled(20)
        paint_mark(painter, QRect(x, middle - side // 2, side, side), theme.letter, theme.colour)
        x += side + t.scaled(9)
        room = QRect(x, rect.y(), rect.right() - x - t.scaled(8), rect.height())
        used = paint_words(painter, room, theme.shown_name, "medium", "ink")
        rest = room.adjusted(used + t.scaled(10), 0, 0, 0)
        painter.setFont(font("small"))
        if theme.question and rest.width() > t.scaled(60):
            paint_words(painter, rest, theme.question, "small", "ink3")


def _focused(option: QStyleOptionViewItem) -> bool:
    view = option.widget
    return isinstance(view, QAbstractScrollArea) and view.hasFocus()


class FoundList(QListView):
    """The list; `activated` tells of a click, Enter or Space on a row."""

    def __init__(self, model: FoundThemes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setItemDelegate(FoundDelegate(self))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setAccessibleName(self.tr("Themes"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Space act, on every system."""
        keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
        if event.key() in keys and not event.modifiers() and self.currentIndex().isValid():
            self.activated.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click acts."""
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.button() == Qt.MouseButton.LeftButton:
            self.activated.emit(index)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A double click is two clicks, not a third way to act."""
        self.mousePressEvent(event)
