"""The list in the window that adds excerpts: all of them, or those with the typed words, each with a tick."""

from collections.abc import Iterable

from PySide6.QtCore import QObject, QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QWidget

from coproclip.excerpts.approval import Approval
from coproclip.overview.excerpts import ExcerptRow
from coproclip.timecode import clock, length
from coproclip.ui.lists.index import Index
from coproclip.ui.lists.parts import PickList
from coproclip.ui.lists.row_delegate import RowDelegate
from coproclip.ui.lists.row_model import HEARD, ROW, RowModel
from coproclip.ui.pages.playlists.quote import paint_quote
from coproclip.ui.style.icons import paint_icon
from coproclip.ui.style.proxy_style import paint_tick
from coproclip.ui.style.tokens import current
from coproclip.ui.widgets.badge import approval_word, badge_size, care_said, care_word, paint_badge

THERE = HEARD + 1
HIGH = 70
Searched = tuple[ExcerptRow, str]


def searched(row: ExcerptRow) -> Searched:
    """The excerpt, and what is looked through of it; of thousands that is made beside the window."""
    parts = (row.quote, row.title, row.who, row.story_title, approval_word(row.approval), *(t.name for t in row.themes))
    return row, "\n".join(parts).casefold()


class FoundExcerpts(RowModel[ExcerptRow]):
    """Excerpts with ticks; those in `there` are in the playlist already. `ticked` keeps the order of ticking."""

    def __init__(self, there: Iterable[int], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.there = set(there)
        self.every: dict[int, ExcerptRow] = {}
        self.ticked: list[int] = []
        self._words: dict[int, str] = {}

    def know(self, rows: Iterable[Searched]) -> None:
        """These are all there are, or what was read of them meanwhile."""
        new = {row.excerpt_id: (row, words) for row, words in rows}
        self.every |= {one: row for one, (row, _words) in new.items()}
        self._words |= {one: words for one, (_row, words) in new.items()}
        self.renew(row for row, _words in new.values())

    def fitting(self, typed: str) -> list[ExcerptRow]:
        """Those with every typed word in their words, names, themes or state."""
        words = typed.casefold().split()
        return [card for card in self.every.values() if all(word in self._words[card.excerpt_id] for word in words)]

    def key_of(self, row: ExcerptRow) -> int:
        """The excerpt."""
        return row.excerpt_id

    def words_of(self, row: ExcerptRow) -> str:
        """What is said in it."""
        return row.quote

    def spoken(self, row: ExcerptRow, place: int) -> str:
        """Whether it is ticked, sharing, themes, whose words, length, words."""
        there, ticked = row.excerpt_id in self.there, row.excerpt_id in self.ticked
        themes = ", ".join(theme.name for theme in row.themes)
        tick = self.tr("in this playlist already") if there else self.tr("ticked") if ticked else self.tr("not ticked")
        whose, said = row.who, f"“{row.quote}”"
        parts = (tick, approval_word(row.approval), themes, whose, care_said(row.care), length(row.length_ms), said)
        return ", ".join(part for part in parts if part)

    def other(self, row: ExcerptRow, role: int) -> object:
        """Its tick, and whether it is in the playlist already."""
        if role == THERE:
            return row.excerpt_id in self.there
        if role == Qt.ItemDataRole.CheckStateRole:
            on = row.excerpt_id in self.there or row.excerpt_id in self.ticked
            return Qt.CheckState.Checked if on else Qt.CheckState.Unchecked
        return None

    def toggle(self, place: int) -> bool:
        """Tick the row at `place` or take its tick away; False where it is in the playlist already."""
        one = self.rows[place].excerpt_id
        if one in self.there:
            return False
        if one in self.ticked:
            self.ticked.remove(one)
        else:
            self.ticked.append(one)
        self.dataChanged.emit(self.index(place), self.index(place))
        return True

    def tick_all(self) -> None:
        """Tick all that are shown, in their order; where all are ticked, take the ticks away."""
        shown = [card.excerpt_id for card in self.rows if card.excerpt_id not in self.there]
        new = [one for one in shown if one not in self.ticked]
        self.ticked = self.ticked + new if new else [one for one in self.ticked if one not in shown]
        self.all_changed()


class FoundExcerptDelegate(RowDelegate):
    """Paints tick, play, words, whose they are, length and sharing."""

    high = HIGH
    playing: int | None = None

    def parts(self, index: Index, cell: QRect) -> dict[str, QRect]:
        """The play button of a row."""
        t = current()
        side = t.scaled(30)
        return {"play": QRect(cell.x() + t.scaled(46), cell.center().y() - side // 2, side, side)}

    def paint_row(self, painter: QPainter, rect: QRect, index: Index, *, chosen: bool = False) -> None:
        """One row."""
        t, card, there = current(), index.data(ROW), bool(index.data(THERE))
        side = t.scaled(18)
        box = QRect(rect.x() + t.scaled(20), rect.center().y() - side // 2, side, side)
        on = index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
        state = QStyle.StateFlag.State_On if on else QStyle.StateFlag.State_Off
        paint_tick(painter, box, state if there else state | QStyle.StateFlag.State_Enabled)
        gap, play = t.scaled(7), self.parts(index, rect)["play"]
        playing = self.playing == card.excerpt_id
        icon = play.adjusted(gap, gap, -gap, -gap)
        paint_icon(painter, icon, "pause" if playing else "play", t.accent if playing else t.ink2, filled=playing)
        badge = badge_size(card.approval)
        most = max(badge_size(approval).width() for approval in Approval)
        left = rect.right() - t.scaled(20) - most
        paint_badge(painter, QRect(left, rect.y(), badge.width(), rect.height() - 1), card.approval)
        x = play.right() + t.scaled(8)
        words = QRect(x, rect.y(), left - t.scaled(16) - x, rect.height() - 1)
        said = self.tr("{who}, {length}, in this playlist already") if there else self.tr("{who}, {length}")
        said = said.format(who=card.who, length=clock(round(card.length_ms, -3)))
        said = " · ".join(part for part in (care_word(card.care), said) if part)
        paint_quote(painter, words, card.quote, card.themes, said, "ink2" if there else "ink")


class FoundExcerptList(PickList):
    """The list of them; a pick asks for a tick. Its play buttons are parts."""

    buttons = frozenset({"play"})

    def __init__(self, model: FoundExcerpts, parent: QWidget | None = None) -> None:
        self.delegate = FoundExcerptDelegate()
        super().__init__(model, self.delegate, parent)
        self.setUniformItemSizes(True)
        self.setAccessibleName(self.tr("Excerpts of all stories"))
