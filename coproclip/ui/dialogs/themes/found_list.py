"""The list under the field of a theme chooser: themes that fit what is typed, and a row that makes a new one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, QRect, QSize, Qt
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
from coproclip.ui.lists.row_model import ROW, RowModel
from coproclip.ui.style.focus import paint_row_ring
from coproclip.ui.style.fonts import font
from coproclip.ui.style.icons import paint_icon
from coproclip.ui.style.proxy_style import paint_tick
from coproclip.ui.style.tokens import RADIUS_MARK, current
from coproclip.ui.widgets.label import paint_words
from coproclip.ui.widgets.theme_chip import paint_mark
from coproclip.ui.widgets.tooltips import as_written

HIGH = 38
_CHECKED, _HALF, _OFF = Qt.CheckState.Checked, Qt.CheckState.PartiallyChecked, Qt.CheckState.Unchecked


@dataclass(frozen=True, slots=True)
class FoundTheme:
    """A theme with its tick, or (without `theme`) the offer of a new one called `name`."""

    name: str
    theme: ThemeRow | None = None
    tick: Qt.CheckState | None = None


class FoundThemes(RowModel[FoundTheme]):
    """Themes, each ticked, half ticked (some of the excerpts) or not; last, when `typed` is no theme yet, a new one."""

    def __init__(self, *, ticks: bool, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.ticks = ticks

    def show_found(self, rows: Sequence[ThemeRow], typed: str, states: Mapping[int, Qt.CheckState]) -> None:
        """Show these themes, and offer a new one called `typed` unless that is empty."""
        found = [FoundTheme(row.name, row, states.get(row.theme_id, _OFF) if self.ticks else None) for row in rows]
        self.set_rows([*found, FoundTheme(typed)] if typed else found)

    def key_of(self, row: FoundTheme) -> int | None:
        """The theme; None for the new one."""
        return row.theme.theme_id if row.theme is not None else None

    def words_of(self, row: FoundTheme) -> str:
        """Its name."""
        return row.name if row.theme is not None else self.tr("New theme “{name}”").format(name=row.name)

    def spoken(self, row: FoundTheme, place: int) -> str:
        """Its name, and whether it is ticked."""
        return f"{row.name}, {self._state_word(row.tick)}" if row.tick is not None else self.words_of(row)

    def other(self, row: FoundTheme, role: int) -> object:
        """Its tick, and its question."""
        if role == Qt.ItemDataRole.CheckStateRole:
            return row.tick
        if role == Qt.ItemDataRole.ToolTipRole and row.theme is not None:
            return as_written(row.theme.question or None)
        return None

    def _state_word(self, state: Qt.CheckState) -> str:
        if state == _CHECKED:
            return self.tr("ticked")
        return self.tr("ticked for some") if state == _HALF else self.tr("not ticked")


class FoundDelegate(QStyledItemDelegate):
    """Paints tick, mark, name, question and how many stories."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Rows of one height."""
        return QSize(0, current().scaled(HIGH))

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
        found: FoundTheme = index.data(ROW)
        theme = found.theme
        middle = inner.center().y()
        if theme is None:
            side = t.scaled(18)
            paint_icon(painter, QRect(inner.x(), middle - side // 2, side, side), "plus", t.accent)
            words = inner.adjusted(side + t.scaled(10), 0, 0, 0)
            paint_words(painter, words, str(index.data()), "medium", "accent_ink")
        else:
            self._theme(painter, inner, theme, found.tick)
        if state & QStyle.StateFlag.State_HasFocus and _focused(option):
            paint_row_ring(painter, rect)
        painter.restore()

    def _theme(self, painter: QPainter, rect: QRect, theme: ThemeRow, tick: Qt.CheckState | None) -> None:
        t = current()
        middle, x = rect.center().y(), rect.x()
        if tick is not None:
            box = QRect(x, middle - t.scaled(9), t.scaled(18), t.scaled(18))
            flag = {
                _CHECKED: QStyle.StateFlag.State_On,
                _HALF: QStyle.StateFlag.State_NoChange,
                _OFF: QStyle.StateFlag.State_Off,
            }[tick]
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
