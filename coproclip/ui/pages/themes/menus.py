"""The menus of a theme, of an excerpt, and of the playlists an excerpt can be added to."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from coproclip.excerpts.playlists import playlists
from coproclip.ui.commands.keys import shown
from coproclip.ui.style.icons import set_icon

if TYPE_CHECKING:
    from coproclip.ui.pages.themes.page import ThemesPage


class ThemeMenus(QObject):
    """Menus for the mouse and for Shift F10, made of the page's commands."""

    def __init__(self, page: ThemesPage) -> None:
        super().__init__(page)
        self._page = page

    def _menu(self, names: list[str]) -> QMenu:
        known = {command.id: command for command in self._page.commands()}
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
        self._show(self._menu([*names, "", "delete_theme"] if self._page.operations.has_theme() else ["new_theme"]), at)

    def card_menu(self, where: QPoint) -> None:
        """The menu of an excerpt, at `where` among the cards."""
        cards = self._page.shelf.cards
        index = cards.indexAt(where)
        if index.isValid() and not cards.selectionModel().isSelected(index):
            cards.setCurrentIndex(index)
        if not self._page.operations.has():
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
        ids, theme = self._page.operations.ids(), self._page.operations.theme()
        if not ids:
            return
        with self._page.workspace.opened().read() as session:
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
            run = partial(self._page.operations.edits.to_playlist, playlist_id, title, ids)
            action.triggered.connect(lambda _on=False, run=run: run())
            menu.addAction(action)
        cards = self._page.shelf.cards
        spot = cards.part_rect(cards.currentIndex(), "menu").bottomLeft()
        self._show(menu, cards.viewport().mapToGlobal(spot))

    @staticmethod
    def _show(menu: QMenu, at: QPoint) -> None:
        menu.exec(at)
        menu.deleteLater()
