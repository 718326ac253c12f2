"""The menus of a theme and of an excerpt, for the mouse and for Shift F10."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QPoint
from PySide6.QtWidgets import QWidget

from coproclip.ui.commands.menus import context_menu, open_menu
from coproclip.ui.commands.table import Command
from coproclip.ui.dialogs.meaning.actions import NAMES as MEANING
from coproclip.ui.pages.themes.card_view import CardView
from coproclip.ui.pages.themes.tree_view import ThemeTreeView

THEME = (
    *("edit_theme", "sub_theme", "", "theme_earlier", "theme_later", "theme_under", "theme_out", ""),
    *("merge_theme", "relate_theme", "theme_history", "", "delete_theme"),
)
EXCERPT = (
    *("play_pause", "open_excerpt", "", "move_to_theme", "also_theme", "take_out", "split_theme", ""),
    *("headline", "differs", "words_theme", "", *MEANING, ""),
    *("note", "add_to_playlist", "", "excerpt_went_out"),
)


class ThemeMenus(QObject):
    """Menus over the tree and over the cards, made of the page's `commands`."""

    def __init__(self, tree: ThemeTreeView, cards: CardView, commands: Callable[[], Sequence[Command]]) -> None:
        super().__init__(tree)
        self._tree, self._cards, self._commands = tree, cards, commands

    def at_theme(self, where: QPoint) -> None:
        """The menu of a theme, at `where` in the tree."""
        index = self._tree.indexAt(where)
        if index.isValid():
            self._tree.setCurrentIndex(index)
        self._show_theme(self._tree.viewport().mapToGlobal(where))

    def below(self, dots: QWidget) -> None:
        """The menu of the chosen theme, under the dots at its head."""
        self._show_theme(dots.mapToGlobal(QPoint(0, dots.height())))

    def at_card(self, where: QPoint) -> None:
        """The menu of an excerpt, at `where` among the cards."""
        cards = self._cards
        index = cards.indexAt(where)
        if index.isValid() and not cards.selectionModel().isSelected(index):
            cards.setCurrentIndex(index)
        if cards.chosen_all():
            self._show(EXCERPT, cards.viewport().mapToGlobal(where))

    def at_cursor(self) -> None:
        """The menu of what the cursor is on."""
        if self._tree.hasFocus():
            self.at_theme(self._tree.visualRect(self._tree.currentIndex()).center())
        else:
            self.at_card(self._cards.part_rect(self._cards.currentIndex(), "menu").bottomLeft())

    def _show_theme(self, at: QPoint) -> None:
        self._show(THEME if self._tree.chosen() else ("new_theme",), at)

    def _show(self, names: Sequence[str], at: QPoint) -> None:
        words = {"play_pause": self.tr("Play or stop")}
        open_menu(context_menu(self._tree.window(), self._commands(), names, words), at)
