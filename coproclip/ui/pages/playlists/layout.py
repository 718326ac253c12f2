"""Where the parts of the playlists page stand, and how they make room for each other."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from coproclip.ui.dialogs.share.panel import SharePanel
from coproclip.ui.pages.page import Page
from coproclip.ui.pages.playlists.balance import Balance
from coproclip.ui.pages.playlists.head import PAD, Introduction, TitleButton
from coproclip.ui.pages.playlists.list_view import PlaylistList
from coproclip.ui.pages.playlists.rows import PlaylistRows
from coproclip.ui.style.responsive import Fitting
from coproclip.ui.style.tokens import MARGIN, NARROW_WINDOW, current
from coproclip.ui.widgets.button import Button, KeyCap
from coproclip.ui.widgets.label import EmptyState, Hairline, Label, PageHeader

if TYPE_CHECKING:
    from coproclip.ui.pages.playlists.operations import PlaylistOperations

PANEL, PANEL_NARROW = 384, 340
TAB_BELOW = 820
"""Narrower than this (px at 100 %), the panel is a tab beside the excerpts."""
LOW, VERY_LOW = 620, 500
"""Lower than these (px at 100 %), the hints below and the names under the bar make room for the list."""


class PlaylistLayout(Page):
    """Header; introduction, who is heard, the excerpts, hints; the panel."""

    operations: "PlaylistOperations"
    _narrow: bool | None = None

    # ---- what it looks like -----------------------------------------------------------------------------------

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.header = PageHeader(self.tr("Playlists"))
        row = self.header.row
        self.title_button = TitleButton()
        row.insertWidget(1, self.title_button)
        row.setContentsMargins(MARGIN - PAD, 0, MARGIN - PAD, 0)
        self.header.title.setContentsMargins(PAD, 0, 0, 0)
        self.told = Label("", "small", elide=True)
        row.insertWidget(2, self.told, 1000)
        self.through = Button(self.tr("Listen through"), "play", tooltip=self.tr("Listen through (F5)"))
        self.add = Button(self.tr("Add excerpts"), "plus", tooltip=self.tr("Add excerpts (A)"))
        row.addWidget(self.through)
        row.addWidget(self.add)
        column.addWidget(self.header)
        self.stack = QStackedWidget()
        self.stack.addWidget(self._none_yet())
        self.stack.addWidget(self._one())
        column.addWidget(self.stack, 1)
        Fitting(self, self._fit)

    def _none_yet(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        words = self.tr("A playlist is excerpts in an order that you choose, to hear and to share.")
        empty = EmptyState(self.tr("No playlists yet."), words, icon="list-music")
        self.first = empty.add_button(self.tr("New playlist…"), lambda: self.operations.new(), icon="plus", kind="main")
        column.addWidget(empty)
        column.addStretch(1)
        return page

    def _one(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.tabs = QTabBar()
        self.tabs.setAccessibleName(self.tr("The excerpts, or sharing"))
        self.tabs.addTab(self.tr("Excerpts"))
        self.tabs.addTab(self.tr("Sharing"))
        self.tabs.setExpanding(False)
        self.tab_line = Hairline()
        column.addWidget(self.tabs)
        column.addWidget(self.tab_line)
        row = QHBoxLayout()
        row.setSpacing(0)
        self.panel = SharePanel(self.workspace)
        self.between = Hairline(upright=True)
        row.addWidget(self._left(), 1)
        row.addWidget(self.between)
        row.addWidget(self.panel)
        column.addLayout(row, 1)
        return page

    def _left(self) -> QWidget:
        self.left = QWidget()
        column = QVBoxLayout(self.left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.introduction = Introduction()
        self.balance = Balance()
        self.upper_line = Hairline()
        self.model = PlaylistRows(self)
        self.list = PlaylistList(self.model)
        self.nothing = QWidget()
        inside = QVBoxLayout(self.nothing)
        inside.setContentsMargins(MARGIN, 20, MARGIN, 20)
        words = self.tr("Only excerpts that can be shared will be exported.")
        self.empty = EmptyState(self.tr("Nothing here yet."), words, icon="list-plus")
        self.fill = self.empty.add_button(self.tr("Add excerpts"), lambda: self.operations.add(), icon="plus")
        inside.addWidget(self.empty)
        inside.addStretch(1)
        for part in (self.introduction, Hairline(), self.balance, self.upper_line):
            column.addWidget(part)
        column.addWidget(self.list, 1)
        column.addWidget(self.nothing, 1)
        column.addWidget(self._hints())
        return self.left

    def _hints(self) -> QWidget:
        self.hints = QFrame()
        self.hints.setProperty("role", "footer")
        row = QHBoxLayout(self.hints)
        row.setContentsMargins(MARGIN, 0, MARGIN, 0)
        row.setSpacing(6)
        pairs = ((self.tr("Play"), ("Space",)), (self.tr("Open"), ("Enter",)), (self.tr("Take out"), ("Delete",)))
        for words, keys in (*pairs, (self.tr("Move"), ("Alt ↑", "Alt ↓"))):
            if words == self.tr("Move"):
                row.addStretch(1)
            row.addWidget(Label(words, "hint"))
            for key in keys:
                row.addWidget(KeyCap(key))
            row.addSpacing(10 if words != self.tr("Move") else 0)
        return self.hints

    # ---- room -------------------------------------------------------------------------------------------------

    def _fit(self) -> None:
        scaled = current().scaled
        narrow = self.width() < scaled(TAB_BELOW)
        wide = scaled(PANEL if self.window().width() >= scaled(NARROW_WINDOW) else PANEL_NARROW)
        self.panel.setMinimumWidth(0 if narrow else wide)
        self.panel.setMaximumWidth(16777215 if narrow else wide)
        self.hints.setFixedHeight(scaled(44))
        self.hints.setVisible(self.height() >= scaled(LOW) and self.model.rowCount() > 0)
        self.balance.set_compact(self.height() < scaled(VERY_LOW))
        self.told.setVisible(not narrow)
        if narrow != self._narrow:
            self._narrow = narrow
            self._show_sides()

    def _show_sides(self) -> None:
        narrow, sharing = bool(self._narrow), self.tabs.currentIndex() == 1
        for part in (self.tabs, self.tab_line):
            part.setVisible(narrow)
        self.left.setVisible(not narrow or not sharing)
        self.panel.setVisible(not narrow or sharing)
        self.between.setVisible(not narrow)
