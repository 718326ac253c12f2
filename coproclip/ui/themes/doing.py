"""Everything a person can do on the themes page: the commands, their menus, and where each one acts."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDialog, QMenu

from coproclip.excerpts.playlists import playlists
from coproclip.themes.board import Placed, ThemeRow
from coproclip.ui.actions import Command
from coproclip.ui.icons import set_icon
from coproclip.ui.keys import shown
from coproclip.ui.themes.acting import ThemeEdits
from coproclip.ui.themes.chooser import ThemeChooser
from coproclip.ui.themes.details import ThemeDetails
from coproclip.ui.themes.words_dialog import WordsDialog

if TYPE_CHECKING:
    from coproclip.ui.themes.page import ThemesPage


class ThemesDoing(QObject):
    """Acts on the theme under the tree's cursor and the excerpts selected among the cards."""

    def __init__(self, page: ThemesPage) -> None:
        super().__init__(page)
        self._page = page
        self._workspace = page.workspace
        self._edits = ThemeEdits(page.workspace, page)

    def commands(self) -> list[Command]:
        """All of them, in the order of the menus."""
        return [*self._theme_commands(), *self._excerpt_commands()]

    def _theme_commands(self) -> list[Command]:
        tr, theme, edits = self.tr, self._has_theme, self._edits
        board, chosen = (lambda: self._page.board), (lambda: self._page.theme_id() or 0)
        return [
            Command("new_theme", tr("New theme…"), ("A",), "Theme", self.new, self._open, icon="plus"),
            Command("sub_theme", tr("New theme under this one…"), (), "Theme", self.new_under, theme),
            Command("words_theme", tr("Name a theme with these words…"), (), "Theme", self.name_with_words, self._has),
            Command(
                "edit_theme",
                tr("Name and look of this theme…"),
                ("F2",),
                "Theme",
                self.edit,
                theme,
                icon="pencil",
                takes_over=True,
                group="b",
            ),
            Command(
                "theme_earlier",
                tr("Move earlier"),
                ("Alt+Up",),
                "Theme",
                lambda: self._then(edits.step(board(), chosen(), -1)),
                theme,
                icon="arrow-up",
                group="c",
            ),
            Command(
                "theme_later",
                tr("Move later"),
                ("Alt+Down",),
                "Theme",
                lambda: self._then(edits.step(board(), chosen(), 1)),
                theme,
                icon="arrow-down",
                group="c",
            ),
            Command(
                "theme_under",
                tr("Put under the theme above"),
                ("Alt+Right",),
                "Theme",
                lambda: self._then(edits.under(board(), chosen())),
                theme,
                icon="list-indent-increase",
                group="c",
            ),
            Command(
                "theme_out",
                tr("Move out one level"),
                ("Alt+Left",),
                "Theme",
                lambda: self._then(edits.out(board(), chosen())),
                theme,
                icon="list-indent-decrease",
                group="c",
            ),
            Command(
                "delete_theme", tr("Delete theme…"), (), "Theme", self.delete_theme, theme, icon="trash-2", group="d"
            ),
            Command("chart_table", tr("Counts as bars or table"), ("Y",), "View", self.turn_chart),
        ]

    def _excerpt_commands(self) -> list[Command]:
        tr, has = self.tr, self._has
        return [
            Command("play_pause", "", ("Space",), slot=self.play, enabled=self._can_play, icon="play"),
            Command(
                "open_excerpt",
                tr("Open in its story"),
                ("Enter",),
                "Excerpt",
                self.open_excerpt,
                has,
                icon="audio-lines",
                native=True,
            ),
            Command(
                "move_to_theme",
                tr("Move to theme…"),
                ("T",),
                "Excerpt",
                self.move,
                has,
                icon="corner-down-right",
                group="b",
            ),
            Command(
                "also_theme",
                tr("Also add to theme…"),
                ("Shift+T",),
                "Excerpt",
                self.also,
                has,
                icon="copy-plus",
                group="b",
            ),
            Command(
                "take_out",
                tr("Take out of this theme"),
                ("Delete",),
                "Excerpt",
                self.take_out,
                lambda: self._in_tree() or self._linked(),
                icon="x",
                group="b",
            ),
            Command(
                "headline",
                tr("Make it the headline quote"),
                ("Q",),
                "Excerpt",
                self.headline,
                lambda: has() and self._has_theme(),
                icon="star",
                group="c",
            ),
            Command("note", tr("Note"), ("N",), "Excerpt", self.note, has, icon="message-square-plus", group="c"),
            Command(
                "add_to_playlist",
                tr("Add to playlist…"),
                ("P",),
                "Excerpt",
                self.playlist_menu,
                has,
                icon="list-plus",
                group="c",
            ),
            Command("row_menu", tr("Menu of what is chosen"), ("Shift+F10",), "", self.row_menu, self._open),
        ]

    # ---- what they act on -------------------------------------------------------------------------------------

    def _open(self) -> bool:
        return self._workspace.project is not None

    def _in_tree(self) -> bool:
        return self._page.tree.hasFocus()

    def _theme(self) -> ThemeRow | None:
        return self._page.board.theme(self._page.theme_id())

    def _has_theme(self) -> bool:
        return self._theme() is not None

    def _placed(self) -> list[Placed]:
        return [face.placed for face in self._page.shelf.cards.chosen_all()]

    def _ids(self) -> list[int]:
        return [one.card.excerpt_id for one in self._placed()]

    def _has(self) -> bool:
        return bool(self._placed())

    def _linked(self) -> bool:
        return any(one.theme_id is not None for one in self._placed())

    def _can_play(self) -> bool:
        theme = self._theme()
        return self._has() or (theme is not None and theme.headline_id is not None)

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
        theme = self._theme()
        if theme is not None:
            self._details(ThemeDetails(self._workspace, self._page.board, theme, None, self._page))

    def _details(self, dialog: ThemeDetails | WordsDialog) -> None:
        done = dialog.exec() == QDialog.DialogCode.Accepted
        dialog.deleteLater()
        if done:
            known = self._page.board.theme(dialog.theme_id) is not None
            self._page.changed(dialog.theme_id)
            self._page.tree.setFocus()
            theme = self._theme()
            if theme is not None:
                said = self.tr("Theme {name} changed") if known else self.tr("New theme {name}")
                self._workspace.tell(said.format(name=theme.shown_name))

    def name_with_words(self) -> None:
        """Make a theme out of words of the chosen excerpt."""
        cards = [one.card for one in self._placed()[:1]]
        if cards:
            self._details(WordsDialog(self._workspace, cards, None, self._page))

    def other_words(self) -> None:
        """Give the chosen theme another name out of words of its excerpts."""
        theme = self._theme()
        if theme is None:
            return
        said = self._page.board.whose_words(theme.theme_id)
        rest = [one.card for one in self._page.board.placed(theme.theme_id) if one.card not in said]
        if said or rest:
            self._details(WordsDialog(self._workspace, [*said, *rest], theme, self._page))

    def delete_theme(self) -> None:
        """Delete the chosen theme."""
        theme = self._theme()
        if theme is not None:
            self._then(self._edits.delete(self._page.board, theme))

    def drop_theme(self, theme_id: int, parent_id: int, position: int) -> None:
        """A theme was dragged to another place (`parent_id` -1: the top)."""
        self._then(self._edits.put(theme_id, None if parent_id < 0 else parent_id, position), theme_id)

    def turn_chart(self) -> None:
        """Bars to table and back."""
        self._page.show_side()
        self._page.side.turn()

    # ---- excerpts ---------------------------------------------------------------------------------------------

    def play(self) -> None:
        """Play or stop the excerpt under the cursor; in the tree, the headline quote."""
        face = self._page.shelf.cards.chosen()
        theme = self._theme()
        if self._in_tree() and theme is not None and theme.headline_id is not None:
            self.play_headline()
        elif face is not None:
            self._page.hearing.turn(face.card)

    def play_headline(self) -> None:
        """Play or stop the headline quote."""
        theme = self._theme()
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
                self._workspace.tell(self.tr("Moved to {name}").format(name=theme.shown_name))

    def also(self) -> None:
        """Ask which themes the chosen excerpts are in."""
        ids = self._ids()
        if ids and ThemeChooser.choose(self._workspace, ids, self._page):
            self._page.changed()
            self._workspace.tell(self.tr("Themes of the excerpt changed"))

    def drop_excerpts(self, ids: list[int], theme_id: int, moved: bool) -> None:
        """Excerpts were dragged onto a theme."""
        theme = self._page.board.theme(theme_id)
        placed = [face.placed for face in self._page.shelf.model.faces if face.card.excerpt_id in ids]
        if theme is not None and placed:
            done = self._edits.move(theme, placed) if moved else self._edits.add(theme, ids)
            self._then(done)

    def take_out(self) -> None:
        """Take the chosen excerpts out of this theme; with the cursor in the tree, delete the theme."""
        if self._in_tree():
            self.delete_theme()
        else:
            self._then(self._edits.take_out(self._placed()))

    def remove(self, excerpt_id: int, theme_id: int) -> None:
        """Take one excerpt out of one theme."""
        card = self._page.board.card(excerpt_id)
        if card is not None:
            self._then(self._edits.take_out([Placed(card, theme_id)]))

    def headline(self) -> None:
        """Make the chosen excerpt the headline quote, or no longer so."""
        theme, ids = self._theme(), self._ids()
        if theme is not None and ids:
            self._then(self._edits.headline(theme, ids[0]))

    def note(self) -> None:
        """Put the cursor in the note."""
        self._page.show_side()
        self._page.side.excerpt.note.setFocus()

    def write_note(self, excerpt_id: int, words: str) -> None:
        """Keep a note."""
        if self._edits.note(excerpt_id, words):
            self._page.forget(excerpt_id)
            self._page.changed()

    # ---- menus ------------------------------------------------------------------------------------------------

    def _menu(self, names: list[str]) -> QMenu:
        known = {command.id: command for command in self.commands()}
        menu = QMenu(self._page)
        for name in names:
            if not name:
                menu.addSeparator()
                continue
            command = known[name]
            keys = f"\t{shown(command.keys[0])}" if command.keys else ""
            action = QAction((command.text or self.tr("Play or stop")) + keys, menu)
            if command.icon:
                set_icon(action, command.icon)
            action.setEnabled(command.possible)
            action.triggered.connect(lambda _on=False, run=command.run: run())
            menu.addAction(action)
        return menu

    def theme_menu(self, where: QPoint | None) -> None:
        """The menu of a theme, at `where` in the tree or under the dots at its head."""
        tree = self._page.tree
        if where is None:
            dots = self._page.shelf.head.more
            at = dots.mapToGlobal(QPoint(0, dots.height()))
        else:
            index = tree.indexAt(where)
            if index.isValid():
                tree.setCurrentIndex(index)
            at = tree.viewport().mapToGlobal(where)
        names = ["edit_theme", "sub_theme", "", "theme_earlier", "theme_later", "theme_under", "theme_out"]
        self._show(self._menu([*names, "", "delete_theme"] if self._has_theme() else ["new_theme"]), at)

    def card_menu(self, where: QPoint) -> None:
        """The menu of an excerpt, at `where` among the cards."""
        cards = self._page.shelf.cards
        index = cards.indexAt(where)
        if index.isValid() and not cards.selectionModel().isSelected(index):
            cards.setCurrentIndex(index)
        if not self._has():
            return
        names = ["play_pause", "open_excerpt", "", "move_to_theme", "also_theme", "take_out", ""]
        names += ["headline", "words_theme", "note", "add_to_playlist"]
        self._show(self._menu(names), cards.viewport().mapToGlobal(where))

    def row_menu(self) -> None:
        """The menu of what the cursor is on."""
        page = self._page
        if page.tree.hasFocus():
            self.theme_menu(page.tree.visualRect(page.tree.currentIndex()).center())
        else:
            self.card_menu(page.shelf.cards.part_rect(page.shelf.cards.currentIndex(), "menu").bottomLeft())

    def playlist_menu(self) -> None:
        """Ask which playlist the chosen excerpts are added to."""
        ids, theme = self._ids(), self._theme()
        if not ids:
            return
        with self._workspace.opened().read() as session:
            known = [(playlist.id, playlist.title) for playlist in playlists(session)]
        menu = QMenu(self._page)
        offers: list[tuple[int | None, str]] = list(known)
        new = theme.name if theme is not None else self.tr("New playlist")
        if new.casefold() not in {title.casefold() for _playlist, title in known}:
            offers.append((None, new))
        for playlist_id, title in offers:
            text = title if playlist_id is not None else self.tr("New playlist “{title}”").format(title=title)
            if playlist_id is None and known:
                menu.addSeparator()
            action = QAction(text.replace("&", "&&"), menu)
            set_icon(action, "list-music" if playlist_id is not None else "plus")
            run = partial(self._edits.to_playlist, playlist_id, title, ids)
            action.triggered.connect(lambda _on=False, run=run: run())
            menu.addAction(action)
        cards = self._page.shelf.cards
        spot = cards.part_rect(cards.currentIndex(), "menu").bottomLeft()
        self._show(menu, cards.viewport().mapToGlobal(spot))

    @staticmethod
    def _show(menu: QMenu, at: QPoint) -> None:
        menu.exec(at)
        menu.deleteLater()
