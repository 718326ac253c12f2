"""Putting excerpts where they belong: into themes and out of them, at the head of one, into playlists."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QPoint

from coproclip.overview.playlists import playlist_titles
from coproclip.ui.commands.menus import choice, context_menu, open_menu
from coproclip.ui.dialogs.meaning.actions import MeaningActions
from coproclip.ui.dialogs.themes.chooser import ThemeChooser
from coproclip.ui.dialogs.went_out import show_excerpt_went_out
from coproclip.ui.operations import excerpts as operations
from coproclip.ui.operations.meaning import set_differs
from coproclip.ui.operations.themes import set_headline
from coproclip.ui.pages.themes.card_view import CardView
from coproclip.ui.pages.themes.selection import Selection
from coproclip.ui.workspace import Workspace


class ExcerptSorting(QObject):
    """Acts on the excerpts that are selected among the cards; `show()` shows what was changed."""

    def __init__(self, workspace: Workspace, cards: CardView, selection: Selection, show: Callable[[], None]) -> None:
        super().__init__(cards)
        self._workspace, self._cards, self._selection, self._show = workspace, cards, selection, show
        self.meaning = MeaningActions(workspace, cards.window(), selection.ids, self._where, show)

    def open_story(self) -> None:
        """Show the excerpt in its story."""
        for one in self._selection.placed()[:1]:
            at_ms = one.card.spans[0].start_ms if one.card.spans else None
            self._workspace.choose_story(one.card.story_id, one.card.excerpt_id, at_ms)
            self._workspace.page_asked.emit("desk")

    def move(self) -> None:
        """Ask which theme the chosen excerpts go to instead."""
        leaving = {one.card.excerpt_id: one.theme_id for one in self._selection.placed()}
        target = ThemeChooser.choose_move(self._workspace, leaving, self._cards.window()) if leaving else None
        if target is not None:
            self._show()
            theme = self._selection.board().theme(target)
            if theme is not None:
                self._workspace.show_toast(self.tr("Moved to “{name}”").format(name=theme.name))

    def also(self) -> None:
        """Ask which themes the chosen excerpts are in."""
        ids = self._selection.ids()
        if ids and ThemeChooser.choose(self._workspace, ids, self._cards.window()):
            self._show()
            self._workspace.show_toast(self.tr("Themes of the excerpt changed"))

    def drop(self, ids: list[int], theme_id: int, moved: bool) -> None:
        """Excerpts were dragged onto a theme: into it instead (`moved`), or as well."""
        theme = self._selection.board().theme(theme_id)
        faces = {face.card.excerpt_id: face.placed for face in self._cards.cards().rows}
        dropped = [faces[id_] for id_ in ids if id_ in faces]
        if theme is not None and dropped:
            leaving = {one.card.excerpt_id: one.theme_id if moved else None for one in dropped}
            said = self.tr("Moved to “{name}”") if moved else self.tr("Added to “{name}”")
            if operations.bring_to_theme(self._workspace, theme_id, leaving, said.format(name=theme.name)):
                self._show()

    def take_out(self) -> None:
        """Take the chosen excerpts out of the theme they are in."""
        self._take_out(self._links())

    def remove(self, excerpt_id: int, theme_id: int) -> None:
        """Take one excerpt out of one theme."""
        self._take_out([(theme_id, excerpt_id)])

    def _take_out(self, links: list[tuple[int, int]]) -> None:
        said = self.tr("%n excerpts taken out of the theme; they stay in their stories", "", len(links))
        if len(links) == 1:
            said = self.tr("Taken out of the theme; the excerpt stays in its story")
        if links and operations.take_out_of_themes(self._workspace, links, said):
            self._show()

    def show_went_out(self) -> None:
        """When, as what and to whom the chosen excerpt went out."""
        for one in self._selection.placed()[:1]:
            show_excerpt_went_out(self._workspace, self._cards.window(), one.card.excerpt_id, one.card.title)
            self._cards.setFocus()

    def turn_headline(self) -> None:
        """Make the chosen excerpt the headline quote, or no longer so if it is."""
        theme, ids = self._selection.theme(), self._selection.ids()
        if theme is not None and ids:
            wanted = None if theme.headline_id == ids[0] else ids[0]
            if set_headline(self._workspace, theme.theme_id, wanted):
                self._show()

    def ask_playlist(self) -> None:
        """Ask which playlist the chosen excerpts are added to."""
        ids, theme = self._selection.ids(), self._selection.theme()
        if not ids:
            return
        known = self._workspace.read(playlist_titles)
        choices = [choice(title, partial(self._add, one, title, ids), icon="list-music") for one, title in known]
        new = theme.name if theme is not None else self.tr("New playlist")
        if new.casefold() not in {title.casefold() for _playlist, title in known}:
            words = self.tr("New playlist “{title}”").format(title=new)
            choices.append(choice(words, partial(self._add, None, new, ids), icon="plus", group="new"))
        open_menu(context_menu(self._cards, choices), self._where())

    def _where(self) -> QPoint:
        """Where a menu about the chosen excerpts opens."""
        spot: QPoint = self._cards.part_rect(self._cards.currentIndex(), "menu").bottomLeft()
        return self._cards.viewport().mapToGlobal(spot)

    def differs(self) -> bool:
        """Whether all the chosen excerpts see their theme differently."""
        links = self._links()
        return bool(links) and all(self._sees_differently(theme, excerpt) for theme, excerpt in links)

    def turn_differs(self) -> None:
        """The chosen excerpts see their theme differently, or no longer do."""
        if (links := self._links()) and set_differs(self._workspace, links, not self.differs()):
            self._show()

    def _links(self) -> list[tuple[int, int]]:
        return [(one.theme_id, one.card.excerpt_id) for one in self._selection.placed() if one.theme_id]

    def _sees_differently(self, theme_id: int, excerpt_id: int) -> bool:
        card = self._selection.board().card(excerpt_id)
        return card is not None and any(sign.differs for sign in card.themes if sign.theme_id == theme_id)

    def _add(self, playlist_id: int | None, title: str, ids: list[int]) -> None:
        if playlist_id is None:
            operations.add_to_new_playlist(self._workspace, title, ids)
        else:
            operations.add_to_playlist(self._workspace, playlist_id, title, ids)
