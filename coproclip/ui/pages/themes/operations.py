"""Everything a person can do on the themes page, and what each thing acts on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog

from coproclip.overview.themes import Placed, ThemeRow
from coproclip.ui.dialogs.themes.chooser import ThemeChooser
from coproclip.ui.pages.themes.details import ThemeDetails
from coproclip.ui.pages.themes.menus import ThemeMenus
from coproclip.ui.pages.themes.theme_edits import ThemeEdits
from coproclip.ui.pages.themes.words_dialog import ThemeWordsDialog

if TYPE_CHECKING:
    from coproclip.ui.pages.themes.page import ThemesPage


class ThemeOperations(QObject):
    """Acts on the theme under the tree's cursor and the excerpts selected among the cards."""

    def __init__(self, page: ThemesPage) -> None:
        super().__init__(page)
        self._page = page
        self._workspace = page.workspace
        self.edits = ThemeEdits(page.workspace, page)
        self.menus = ThemeMenus(page)

    # ---- what they act on -------------------------------------------------------------------------------------

    def is_open(self) -> bool:
        """Whether a project is open."""
        return self._workspace.project is not None

    def in_tree(self) -> bool:
        """Whether the keyboard is in the tree."""
        return self._page.tree.hasFocus()

    def theme(self) -> ThemeRow | None:
        """The chosen theme."""
        return self._page.board.theme(self._page.theme_id())

    def has_theme(self) -> bool:
        """Whether a theme is chosen."""
        return self.theme() is not None

    def _placed(self) -> list[Placed]:
        return [face.placed for face in self._page.shelf.cards.chosen_all()]

    def ids(self) -> list[int]:
        """The chosen excerpts."""
        return [one.card.excerpt_id for one in self._placed()]

    def has(self) -> bool:
        """Whether an excerpt is chosen."""
        return bool(self._placed())

    def linked(self) -> bool:
        """Whether a chosen excerpt is in a theme."""
        return any(one.theme_id is not None for one in self._placed())

    def can_play(self) -> bool:
        """Whether there is something to hear."""
        theme = self.theme()
        return self.has() or (theme is not None and theme.headline_id is not None)

    def _then(self, done: bool, theme_id: int | None = None) -> None:
        if done:
            self._page.changed(theme_id)

    # ---- themes -----------------------------------------------------------------------------------------------

    def new(self, under: int | None = None) -> None:
        """Ask for a new theme."""
        self._details(ThemeDetails(self._workspace, self._page.board, None, under, self._page))

    def new_under(self) -> None:
        """Ask for a new theme under the chosen one."""
        self.new(self._page.theme_id())

    def edit(self) -> None:
        """Change name and look of the chosen theme."""
        theme = self.theme()
        if theme is not None:
            self._details(ThemeDetails(self._workspace, self._page.board, theme, None, self._page))

    def _details(self, dialog: ThemeDetails | ThemeWordsDialog) -> None:
        done = dialog.exec() == QDialog.DialogCode.Accepted
        dialog.deleteLater()
        if done:
            known = self._page.board.theme(dialog.theme_id) is not None
            self._page.changed(dialog.theme_id)
            self._page.tree.setFocus()
            theme = self.theme()
            if theme is not None:
                said = self.tr("Theme “{name}” changed") if known else self.tr("New theme “{name}”")
                self._workspace.tell(said.format(name=theme.name))

    def name_with_words(self) -> None:
        """Make a theme out of words of the chosen excerpt."""
        cards = [one.card for one in self._placed()[:1]]
        if cards:
            self._details(ThemeWordsDialog(self._workspace, cards, None, self._page))

    def other_words(self) -> None:
        """Give the chosen theme another name out of words of its excerpts."""
        theme = self.theme()
        if theme is None:
            return
        said = self._page.board.whose_words(theme.theme_id)
        rest = [one.card for one in self._page.board.placed(theme.theme_id) if one.card not in said]
        if said or rest:
            self._details(ThemeWordsDialog(self._workspace, [*said, *rest], theme, self._page))

    def delete_theme(self) -> None:
        """Delete the chosen theme."""
        theme = self.theme()
        if theme is not None:
            self._then(self.edits.delete(self._page.board, theme))

    def earlier(self) -> None:
        """The chosen theme goes before the one above it."""
        self._then(self.edits.step(self._page.board, self._page.theme_id() or 0, -1))

    def later(self) -> None:
        """The chosen theme goes after the one below it."""
        self._then(self.edits.step(self._page.board, self._page.theme_id() or 0, 1))

    def under_above(self) -> None:
        """The chosen theme goes under the one above it."""
        self._then(self.edits.under(self._page.board, self._page.theme_id() or 0))

    def move_out(self) -> None:
        """The chosen theme goes out of the one it stands under."""
        self._then(self.edits.out(self._page.board, self._page.theme_id() or 0))

    def drop_theme(self, theme_id: int, parent_id: int, position: int) -> None:
        """A theme was dragged to another place (`parent_id` -1: the top)."""
        self._then(self.edits.put(theme_id, None if parent_id < 0 else parent_id, position), theme_id)

    def turn_chart(self) -> None:
        """Bars to table and back."""
        self._page.show_side()
        self._page.side.turn()

    # ---- excerpts ---------------------------------------------------------------------------------------------

    def play(self) -> None:
        """Play or stop the excerpt under the cursor; in the tree, the headline quote."""
        face = self._page.shelf.cards.chosen()
        theme = self.theme()
        if self.in_tree() and theme is not None and theme.headline_id is not None:
            self.play_headline()
        elif face is not None:
            self._page.hearing.turn(face.card)

    def play_headline(self) -> None:
        """Play or stop the headline quote."""
        theme = self.theme()
        card = self._page.board.card(theme.headline_id) if theme is not None else None
        if card is not None:
            self._page.hearing.turn(card)

    def open_excerpt(self) -> None:
        """Show the excerpt in its story."""
        placed = self._placed()
        if placed:
            card = placed[0].card
            at_ms = card.spans[0].start_ms if card.spans else None
            self._workspace.choose_story(card.story_id, card.excerpt_id, at_ms)
            self._workspace.page_asked.emit("desk")

    def move(self) -> None:
        """Ask which theme the chosen excerpts go to instead."""
        leaving = {one.card.excerpt_id: one.theme_id for one in self._placed()}
        target = ThemeChooser.choose_move(self._workspace, leaving, self._page) if leaving else None
        if target is not None:
            self._page.changed()
            theme = self._page.board.theme(target)
            if theme is not None:
                self._workspace.tell(self.tr("Moved to “{name}”").format(name=theme.name))

    def also(self) -> None:
        """Ask which themes the chosen excerpts are in."""
        ids = self.ids()
        if ids and ThemeChooser.choose(self._workspace, ids, self._page):
            self._page.changed()
            self._workspace.tell(self.tr("Themes of the excerpt changed"))

    def drop_excerpts(self, ids: list[int], theme_id: int, moved: bool) -> None:
        """Excerpts were dragged onto a theme."""
        theme = self._page.board.theme(theme_id)
        placed = [face.placed for face in self._page.shelf.model.faces if face.card.excerpt_id in ids]
        if theme is not None and placed:
            done = self.edits.move(theme, placed) if moved else self.edits.add(theme, ids)
            self._then(done)

    def take_out(self) -> None:
        """Take the chosen excerpts out of this theme; with the cursor in the tree, delete the theme."""
        if self.in_tree():
            self.delete_theme()
        else:
            self._then(self.edits.take_out(self._placed()))

    def remove(self, excerpt_id: int, theme_id: int) -> None:
        """Take one excerpt out of one theme."""
        card = self._page.board.card(excerpt_id)
        if card is not None:
            self._then(self.edits.take_out([Placed(card, theme_id)]))

    def headline(self) -> None:
        """Make the chosen excerpt the headline quote, or no longer so."""
        theme, ids = self.theme(), self.ids()
        if theme is not None and ids:
            self._then(self.edits.headline(theme, ids[0]))

    def note(self) -> None:
        """Put the cursor in the note."""
        self._page.show_side()
        self._page.side.excerpt.note.setFocus()

    def write_note(self, excerpt_id: int, before: str, words: str) -> None:
        """Keep a note."""
        if self.edits.note(excerpt_id, before, words):
            self._page.forget(excerpt_id)
            self._page.changed()
