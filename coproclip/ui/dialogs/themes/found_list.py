"""The list under the field of a theme chooser: themes that fit what is typed, and a row that makes a new one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QObject, QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QWidget

from coproclip.overview.themes import ThemeRow
from coproclip.ui.lists.index import Index
from coproclip.ui.lists.parts import PickList
from coproclip.ui.lists.row_delegate import RowDelegate, paint_pill
from coproclip.ui.lists.row_model import ROW, RowModel
from coproclip.ui.style.focus import paint_row_ring
from coproclip.ui.style.fonts import font
from coproclip.ui.style.icons import paint_icon
from coproclip.ui.style.proxy_style import paint_tick
from coproclip.ui.style.tokens import current
from coproclip.ui.widgets.label import paint_words
from coproclip.ui.widgets.theme_chip import paint_mark

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

    def key_of(self, row: FoundTheme) -> int:
        """The theme; 0 for the new one."""
        return row.theme.theme_id if row.theme is not None else 0

    def words_of(self, row: FoundTheme) -> str:
        """Its name."""
        return row.name if row.theme is not None else self.tr("New theme “{name}”").format(name=row.name)

    def spoken(self, row: FoundTheme, place: int) -> str:
        """Its name, and whether it is ticked."""
        return f"{row.name}, {self._state_word(row.tick)}" if row.tick is not None else self.words_of(row)

    def other(self, row: FoundTheme, role: int) -> object:
        """Its tick."""
        return row.tick if role == Qt.ItemDataRole.CheckStateRole else None

    def _state_word(self, state: Qt.CheckState) -> str:
        if state == _CHECKED:
            return self.tr("ticked")
        return self.tr("ticked for some") if state == _HALF else self.tr("not ticked")


class FoundDelegate(RowDelegate):
    """Paints tick, mark, name, question and how many stories."""

    high = HIGH

    def paint_ground(self, painter: QPainter, rect: QRect, index: Index, *, chosen: bool, hovered: bool) -> None:
        """A rounded field where it is chosen or under the mouse."""
        paint_pill(painter, rect.adjusted(0, 1, 0, -1), chosen=chosen, hovered=hovered)

    def paint_ring(self, painter: QPainter, rect: QRect, index: Index) -> None:
        """Around the whole row."""
        paint_row_ring(painter, rect)

    def paint_row(self, painter: QPainter, rect: QRect, index: Index, *, chosen: bool = False) -> None:
        """A theme, or the offer of a new one."""
        t = current()
        inner = rect.adjusted(t.scaled(10), 0, -t.scaled(10), 0)
        found: FoundTheme = index.data(ROW)
        if found.theme is None:
            side = t.scaled(18)
            paint_icon(painter, QRect(inner.x(), inner.center().y() - side // 2, side, side), "plus", t.accent)
            words = inner.adjusted(side + t.scaled(10), 0, 0, 0)
            paint_words(painter, words, str(index.data()), "medium", "accent_ink")
        else:
            self._theme(painter, inner, found.theme, found.tick)

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


class FoundList(PickList):
    """The list of them."""

    def __init__(self, model: FoundThemes, parent: QWidget | None = None) -> None:
        super().__init__(model, FoundDelegate(), parent)
        self.setUniformItemSizes(True)
        self.setAccessibleName(self.tr("Themes"))

    def part_words(self, index: QModelIndex, part: str) -> str:
        """The question of a theme."""
        theme = index.data(ROW).theme
        return theme.question if theme is not None else ""
