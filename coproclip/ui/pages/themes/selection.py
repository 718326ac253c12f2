"""What is chosen on the themes page: the theme under the tree's cursor, the excerpts selected among the cards."""

from collections.abc import Callable

from coproclip.overview.themes import Placed, ThemeRow, ThemesOverview
from coproclip.ui.pages.themes.card_view import CardView
from coproclip.ui.pages.themes.tree_view import ThemeTreeView


class Selection:
    """Answers what a command acts on, and whether it can."""

    def __init__(self, tree: ThemeTreeView, cards: CardView, board: Callable[[], ThemesOverview]) -> None:
        self._tree, self._cards, self._board = tree, cards, board

    def board(self) -> ThemesOverview:
        """All themes and excerpts, as shown."""
        return self._board()

    def in_tree(self) -> bool:
        """Whether the keyboard is in the tree."""
        return self._tree.hasFocus()

    def theme_id(self) -> int | None:
        """The chosen theme; None also for the excerpts without one."""
        return self._tree.chosen() or None

    def theme(self) -> ThemeRow | None:
        """The chosen theme."""
        return self._board().theme(self.theme_id())

    def has_theme(self) -> bool:
        """Whether a theme is chosen."""
        return self.theme() is not None

    def placed(self) -> list[Placed]:
        """The chosen excerpts, each with the theme that it is in."""
        return [face.placed for face in self._cards.chosen_all()]

    def ids(self) -> list[int]:
        """The chosen excerpts' numbers."""
        return [one.card.excerpt_id for one in self.placed()]

    def has(self) -> bool:
        """Whether an excerpt is chosen."""
        return bool(self.placed())

    def linked(self) -> bool:
        """Whether a chosen excerpt is in a theme."""
        return any(one.theme_id is not None for one in self.placed())
