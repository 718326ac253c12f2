"""The themes page: the tree, the theme with its excerpts, the counts."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtWidgets import QGridLayout, QStackedWidget, QWidget

from coproclip.overview.excerpts import ExcerptRow
from coproclip.overview.themes import ThemesOverview
from coproclip.project.project import Changes
from coproclip.themes.counts import theme_count
from coproclip.ui.commands.table import Command
from coproclip.ui.pages.page import Page
from coproclip.ui.pages.themes.commands import excerpt_commands, theme_commands
from coproclip.ui.pages.themes.excerpt_sorting import ExcerptSorting
from coproclip.ui.pages.themes.loading import BoardLoading
from coproclip.ui.pages.themes.menus import ThemeMenus
from coproclip.ui.pages.themes.playback import ExcerptPlayback
from coproclip.ui.pages.themes.selection import Selection
from coproclip.ui.pages.themes.shelf import ORDERS, ThemeShelf
from coproclip.ui.pages.themes.side import ThemesSide
from coproclip.ui.pages.themes.theme_editing import ThemeEditing
from coproclip.ui.pages.themes.together import Together
from coproclip.ui.pages.themes.tree import WITHOUT, ThemeTree
from coproclip.ui.pages.themes.tree_view import ThemeTreeView
from coproclip.ui.pages.themes.withheld import WithheldThemes
from coproclip.ui.style.responsive import Fitting
from coproclip.ui.style.tokens import MARGIN, NARROW_WINDOW, PANEL, current
from coproclip.ui.typed_texts import TextOf, TypedText
from coproclip.ui.widgets.boxes import NONE, hbox, vbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.counting import counted
from coproclip.ui.widgets.label import EmptyState, Hairline, Label, PageHeader
from coproclip.ui.widgets.timers import once
from coproclip.ui.widgets.two_sides import TwoSides
from coproclip.ui.workspace import Workspace

TREE = 316
TAB_BELOW = 940
"""Narrower than this (px at 100 %), the panel is a tab beside the theme."""


class ThemesPage(Page):
    """All themes of the project, and the excerpts in them."""

    key = "themes"
    icon = "shapes"
    group = "sense"

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(workspace, parent)
        self.board = ThemesOverview()
        self._many = 0
        self._in_cards = False
        self._later = once(self, lambda: self.load(), 120)
        self._build()
        self.chosen = Selection(self.tree, self.shelf.cards, lambda: self.board)
        self.playback = ExcerptPlayback(workspace, self.chosen, self)
        self.editing = ThemeEditing(workspace, self, self.chosen, self._show_edited)
        self.sorting = ExcerptSorting(workspace, self.shelf.cards, self.chosen, self.changed)
        self.together = Together(workspace, self, self.changed)
        self.menus = ThemeMenus(self.tree, self.shelf.cards, self.commands)
        self.withheld = WithheldThemes(workspace, self.model, self.shelf.head, self.chosen, self.editing.edit)
        self.loading = BoardLoading(workspace, self.shelf.wanted, self)
        self._connect()
        self._choose_view()
        Fitting(self, self.fit)
        workspace.closing.connect(self.side.excerpt.note_text.keep)
        workspace.undone.connect(lambda _words: self._load_seen())

    # ---- what it looks like -----------------------------------------------------------------------------------

    def _build(self) -> None:
        column = vbox(self, NONE, 0)
        self.header = PageHeader(self.tr("Themes"))
        self.summary = Label("", "small", elide=True)
        self.summary.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.new = Button(self.tr("New theme"), "plus", "main", key="A")
        self.header.row.addSpacing(12)
        self.header.row.addWidget(self.summary, 1000)
        self.header.row.addWidget(self.new)
        column.addWidget(self.header)
        self.stack = QStackedWidget()
        column.addWidget(self.stack, 1)
        self.stack.addWidget(self._first())
        self.stack.addWidget(self._board_page())

    def _first(self) -> QWidget:
        page = QWidget()
        grid = QGridLayout(page)
        grid.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        words = self.tr("Start from excerpts: select words in a story and press E. Or name the first theme now.")
        self.empty = EmptyState(self.tr("No themes yet."), words, icon="shapes")
        self.first = self.empty.add_button(self.tr("New theme"), lambda: self.editing.new(), icon="plus", kind="main")
        self.empty.add_button(self.tr("Go to the stories"), lambda: self.workspace.page_asked.emit("stories"))
        grid.addWidget(self.empty, 1, 1)
        for row, share in ((0, 2), (2, 3)):
            grid.setRowStretch(row, share)
        for column, share in ((0, 1), (1, 2), (2, 1)):
            grid.setColumnStretch(column, share)
        return page

    def _board_page(self) -> QWidget:
        page = QWidget(self.stack)
        row = hbox(page, NONE, 0)
        row.addWidget(self._left())
        row.addWidget(Hairline(upright=True))
        self.shelf, self.side = ThemeShelf(), ThemesSide()
        names = (self.tr("This theme"), self.tr("Stories in each theme"))
        name = self.tr("The theme, or the counts")
        self._sides = TwoSides(self.shelf, self.side, names, name, inset=MARGIN - 10, parent=page)
        self.tabs = self._sides.tabs
        row.addWidget(self._sides, 1)
        return page

    def _left(self) -> QWidget:
        self.left = QWidget()
        self.left.setProperty("role", "panel")
        column = vbox(self.left, (0, 0, 0, 8), 0)
        heads = hbox(margins=(16, 12, 18, 8))
        heads.addWidget(Label(self.tr("Theme"), "caption-strong"))
        heads.addStretch(1)
        heads.addWidget(Label(self.tr("Stories"), "caption-strong"))
        column.addLayout(heads)
        self.model = ThemeTree(self)
        self.tree = ThemeTreeView(self.model)
        column.addWidget(self.tree, 1)
        return self.left

    def _connect(self) -> None:
        tree, cards, head = self.tree, self.shelf.cards, self.shelf.head
        self.new.clicked.connect(lambda _on=False: self.editing.new())
        tree.selectionModel().currentChanged.connect(self._on_theme_chosen)
        tree.opened.connect(self.go_to_cards)
        tree.customContextMenuRequested.connect(self.menus.at_theme)
        tree.theme_dropped.connect(self.editing.drop)
        tree.excerpts_dropped.connect(self.sorting.drop)
        self.shelf.excerpt_chosen.connect(self._on_excerpt_chosen)
        self.shelf.shown_changed.connect(self.loading.look)
        self.loading.came.connect(self.show_board)
        self.loading.came.connect(lambda _board: self.withheld.look())
        self.withheld.headlines_known.connect(self.side.show_headlines)
        self.shelf.head.withheld.emptied.connect(self.tree.setFocus)
        self.loading.rows_came.connect(self._take_rows)
        head.played.connect(self.playback.play_headline)
        head.words_asked.connect(self.editing.other_words)
        head.name_asked.connect(self.editing.name_with_words)
        head.more.clicked.connect(lambda _on=False: self.menus.below(head.more))
        cards.opened.connect(self.sorting.open_story)
        cards.part_pressed.connect(self._on_part)
        cards.customContextMenuRequested.connect(self.menus.at_card)
        self.playback.heard.connect(self._on_heard)
        self.side.more_asked.connect(self.together.show_patterns)
        self.side.theme_pressed.connect(self._on_theme_pressed)
        self.side.excerpt.theme_removed.connect(self.sorting.remove)
        self.side.excerpt.themes_asked.connect(self.sorting.also)
        self.side.excerpt.note_text.written.connect(self._write_note)

    def _choose_view(self) -> None:
        """As it was chosen last, on whichever project; another choice is kept."""
        settings = self.workspace.settings
        if settings.themes_order in ORDERS:
            self.shelf.set_order(settings.themes_order)
        if settings.themes_counts == "table":
            self.side.choose_kind("table")

        def _keep() -> None:
            with settings.change():
                settings.themes_order, settings.themes_counts = self.shelf.chosen_order, self.side.kind.key()

        self.shelf.order_chosen.connect(_keep)
        self.side.kind_chosen.connect(_keep)

    def fit(self) -> None:
        """Share out the width there is."""
        scaled = current().scaled
        self.left.setFixedWidth(min(scaled(TREE), round(self.width() * 0.4)))
        narrow = self.window().width() < NARROW_WINDOW or self.width() < scaled(TAB_BELOW)
        self._sides.fit(narrow=narrow, side_wide=scaled(PANEL))
        self.side.heading.setVisible(not narrow)

    def _turn_chart(self) -> None:
        """Bars to table and back."""
        self.tabs.setCurrentIndex(1)
        self.side.turn()

    def _go_to_note(self) -> None:
        """Put the cursor in the note."""
        self.tabs.setCurrentIndex(1)
        self.side.excerpt.note.setFocus()

    # ---- the page's answers -----------------------------------------------------------------------------------

    @property
    def title(self) -> str:
        """The page's name."""
        return self.tr("Themes")

    def count(self) -> int | None:
        """How many themes."""
        return self._many or None

    def regions(self) -> list[QWidget]:
        """Header, tree, theme, panel."""
        return [self.header, self.tree if self.stack.currentIndex() else self.first, self.shelf, self.side]

    def commands(self) -> list[Command]:
        """What can be done with the theme and the excerpt under the cursors."""
        excerpts = excerpt_commands(
            self.sorting, self.editing, self.playback, self.chosen, self._go_to_note, self.menus.at_cursor
        )
        themes = theme_commands(self.editing, self.chosen, self._turn_chart)
        return [*themes, *self.together.commands(), *excerpts]

    def enter(self) -> None:
        """Load what is stale; the cursor goes back to the cards after a look at a story, else to the tree."""
        self.fit()
        chosen = self.workspace.theme_id
        self.load(partial(self.tree.choose, chosen) if chosen is not None else None)
        if self._in_cards and self.shelf.model.rows:
            self.shelf.cards.setFocus()
        else:
            (self.tree if self.stack.currentIndex() else self.first).setFocus()

    def leave(self) -> None:
        """Keep the note, stop playing."""
        self._in_cards = self.window().focusWidget() is self.shelf.cards
        self.side.excerpt.note_text.keep()
        self.playback.stop()

    def reload(self) -> None:
        """Another project."""
        self.loading.forget()
        self.withheld.forget()
        self.side.excerpt.forget()
        self.show_board(ThemesOverview())
        self._soon()

    def refresh(self, changes: Changes) -> None:
        """Load soon what the page shows of it."""
        if self.loading.note(changes):
            self._soon(themes_too=changes.touches("theme"))

    def _soon(self, *, themes_too: bool = True) -> None:
        """Load in a moment; what nobody sees waits until it is shown, all but the number in the sidebar."""
        if self.isVisible():
            self._later.start()
        elif themes_too and self.workspace.project is not None:
            self._count_themes(self.workspace.read(theme_count))

    def _count_themes(self, many: int) -> None:
        if many != self._many:
            self._many = many
            self.count_changed.emit()

    # ---- loading ----------------------------------------------------------------------------------------------

    def _load_seen(self) -> None:
        """Typing right behind undo builds on what undo brought back."""
        if self.isVisible():
            self._on_excerpt_chosen()  # the note at once, the rest may take a moment
            self.load()

    def load(self, then: Callable[[], None] | None = None) -> None:
        """Show everything as it stands now, where there is much of it in a moment; then do `then`."""
        self._later.stop()
        if self.workspace.project is not None and not self.loading.load(then):
            self.stack.setCurrentIndex(1)

    def _take_rows(self, rows: list[ExcerptRow]) -> None:
        self.board = self.board.with_rows(rows)
        self.shelf.renew(self.board)

    def changed(self, then: Callable[[], None] | None = None) -> None:
        """Something was changed here: show it at once, then do `then`."""
        self.loading.stale = True
        self.load(then)

    def _show_edited(self, theme_id: int | None) -> None:
        def _go() -> None:
            self.tree.choose(theme_id)
            self.tree.setFocus()

        self.changed(_go if theme_id is not None else None)

    def _write_note(self, excerpt_id: int, before: str, words: str) -> None:
        if self.workspace.typed.keep([TypedText(TextOf.EXCERPT, excerpt_id, "note", before, words)]):
            self.loading.forget(excerpt_id)
            self.load()

    def show_board(self, board: ThemesOverview) -> None:
        """Show these themes and excerpts; the cursors stay where they were, or as near as can be."""
        focused = self.window().focusWidget()
        chosen, before = self.tree.chosen(), [row.theme_id for row in self.board.themes]
        self.board = board
        self.model.set_board(board)
        self.side.set_board(board)
        self.summary.setText(self._summary(board))
        something = bool(board.themes or board.cards)
        self.stack.setCurrentIndex(1 if something else 0)
        self.new.setVisible(something)
        self.tree.choose(self._nearest(chosen, before))
        self._show_theme()
        gone = focused is self.shelf.cards and not self.shelf.model.rows
        if gone or (focused is self.first and something) or (focused is self.tree and not something):
            (self.tree if something else self.first).setFocus()
        self._count_themes(len(board.themes))

    def _nearest(self, chosen: int | None, before: list[int]) -> int | None:
        now = [row.theme_id for row in self.board.themes]
        if chosen is not None and self.model.index_of(chosen).isValid():
            return chosen
        if not now:
            return WITHOUT if self.board.cards else None
        if chosen in before:
            later = [one for one in before[before.index(chosen) :] if one in now]
            return later[0] if later else now[-1]
        return now[0]

    def _summary(self, board: ThemesOverview) -> str:
        excerpts, loose = len(board.cards or {}), len(board.without())
        if not board.themes and not excerpts:
            return ""
        parts = [
            counted(len(board.themes), self.tr("1 theme"), self.tr("{n} themes")),
            counted(excerpts, self.tr("1 excerpt"), self.tr("{n} excerpts")),
        ]
        theirs = sum(row.suggested_by == "storyteller" for row in board.themes)
        parts += [self.tr("{n} from storytellers").format(n=theirs)] if theirs else []
        return ", ".join([*parts, *([self.tr("{n} without a theme yet").format(n=loose)] if loose else [])])

    # ---- what is chosen ---------------------------------------------------------------------------------------

    def go_to_cards(self) -> None:
        """Put the cursor in the excerpts of the theme."""
        self.tabs.setCurrentIndex(0)
        if self.shelf.model.rows:
            self.shelf.cards.setFocus()

    def _show_theme(self) -> None:
        self.shelf.show_theme(self.board, self.tree.chosen())
        self.side.choose(self.chosen.theme_id())
        self.withheld.show_chosen()
        self.playback.tell()

    def _on_theme_chosen(self, _new: QModelIndex, _old: QModelIndex) -> None:
        self._show_theme()
        if self.chosen.theme_id() is not None:
            self.workspace.choose_theme(self.chosen.theme_id())

    def _on_theme_pressed(self, theme_id: int) -> None:
        self.tree.choose(theme_id)
        self.tabs.setCurrentIndex(0)

    def _on_excerpt_chosen(self) -> None:
        face = self.shelf.cards.chosen()
        card = self.board.card(face.card.excerpt_id) if face is not None else None
        if card is not None:
            card = replace(card, note=self.workspace.typed.now(TextOf.EXCERPT, card.excerpt_id, "note"))
        self.side.show_excerpt(card, self.board.themes_of(card.excerpt_id) if card is not None else [])

    def _on_heard(self, excerpt_id: int, heard_ms: int) -> None:
        self.shelf.model.set_heard(excerpt_id if excerpt_id >= 0 else None, heard_ms)
        theme = self.shelf.theme
        self.shelf.head.set_playing(theme is not None and theme.headline_id == excerpt_id)

    def _on_part(self, _index: QModelIndex, part: str, where: QPoint) -> None:
        if part == "play":
            self.playback.play()
        else:
            self.menus.at_card(self.shelf.cards.viewport().mapFromGlobal(where))
