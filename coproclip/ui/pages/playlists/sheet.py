"""One playlist: its introduction, who is heard in it, its excerpts in order, hints."""

from collections.abc import Callable

from PySide6.QtWidgets import QComboBox, QFrame, QWidget

from coproclip.overview.playlists import PlaylistContents
from coproclip.ui.dialogs.withheld_texts import WithheldTexts
from coproclip.ui.pages.playlists.balance import Balance
from coproclip.ui.pages.playlists.head import Introduction
from coproclip.ui.pages.playlists.list_view import PlaylistList
from coproclip.ui.pages.playlists.rows import PlaylistRows
from coproclip.ui.style.tokens import MARGIN, current
from coproclip.ui.widgets.boxes import NONE, hbox, vbox
from coproclip.ui.widgets.button import KeyCap
from coproclip.ui.widgets.label import EmptyState, Hairline, Label

GAPS = (0, 500, 700, 1000, 1500, 2000, 3000, 5000)
"""Silences (ms) to choose from; another one that was set elsewhere stands among them too."""
LOW, VERY_LOW = 620, 500
"""Lower than these (px at 100 %), the hints below and the names under the bar make room for the list."""


class PlaylistSheet(QWidget):
    """The left side of the page. `add` is done by the button that stands where there is no excerpt yet."""

    def __init__(self, add: Callable[[], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = vbox(self, NONE, 0)
        self.introduction = Introduction()
        self.withheld = WithheldTexts((MARGIN, 0, MARGIN, 12))
        self.balance = Balance()
        self._upper_line = Hairline()
        self.model = PlaylistRows(self)
        self.list = PlaylistList(self.model)
        self.nothing = QWidget()
        inside = vbox(self.nothing, (MARGIN, 20, MARGIN, 20))
        words = self.tr("Only excerpts that can be shared will be exported.")
        self.empty = EmptyState(self.tr("Nothing here yet."), words, icon="list-plus")
        self.fill = self.empty.add_button(self.tr("Add excerpts"), add, icon="plus")
        inside.addWidget(self.empty)
        inside.addStretch(1)
        for part in (self.introduction, self.withheld, Hairline(), self.balance, self._upper_line):
            column.addWidget(part)
        column.addWidget(self.list, 1)
        column.addWidget(self.nothing, 1)
        column.addWidget(self._hints())

    def _hints(self) -> QWidget:
        self.hints = QFrame()
        self.hints.setProperty("role", "footer")
        row = hbox(self.hints, (MARGIN, 0, MARGIN, 0), 6)
        row.addWidget(Label(self.tr("Gap"), "small"))
        self.gap = QComboBox()
        self.gap.setAccessibleName(self.tr("Gap between two excerpts"))
        for gap_ms in GAPS:
            self._add_gap(gap_ms)
        row.addWidget(self.gap)
        row.addSpacing(10)
        for words, key in ((self.tr("Play"), "Space"), (self.tr("Open"), "Enter"), (self.tr("Take out"), "Delete")):
            row.addWidget(Label(words, "hint"))
            row.addWidget(KeyCap(key))
            row.addSpacing(10)
        row.addStretch(1)
        for part in (Label(self.tr("Move"), "hint"), KeyCap("Alt ↑"), KeyCap("Alt ↓")):
            row.addWidget(part)
        return self.hints

    def _add_gap(self, gap_ms: int) -> None:
        self.gap.addItem(self.tr("{n} s").format(n=gap_ms / 1000), gap_ms)

    def show_contents(self, contents: PlaylistContents, introduction: str) -> None:
        """Show this playlist; the cursor stays on its excerpt, or goes to the next one if that is gone."""
        self.introduction.text.show(contents.playlist_id, introduction)
        self.balance.show_contents(contents)
        if self.gap.findData(contents.gap_ms) < 0:
            self._add_gap(contents.gap_ms)
        self.gap.setCurrentIndex(self.gap.findData(contents.gap_ms))
        self._upper_line.setVisible(bool(contents.voices))
        chosen, before = self.list.chosen(), self.list.currentIndex().row()
        self.model.set_rows(contents.rows)
        again = self.model.place_of(chosen.item_id) if chosen is not None else -1
        self.list.choose(again if again >= 0 else before)
        self.list.setVisible(bool(contents.rows))
        self.nothing.setVisible(not contents.rows)

    def fit(self, high: int) -> None:
        """Make room for the list on a page that is so high (px)."""
        scaled = current().scaled
        self.hints.setFixedHeight(scaled(44))
        self.hints.setVisible(high >= scaled(LOW) and self.model.rowCount() > 0)
        self.balance.set_compact(high < scaled(VERY_LOW))

    def first_focus(self) -> QWidget:
        """What has the keyboard first: the list, or the button that fills it."""
        return self.list if self.model.rowCount() else self.fill
