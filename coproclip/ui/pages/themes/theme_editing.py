"""Making, naming, moving and deleting themes: what a key, a menu, a button or a drag asks for."""

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from coproclip.overview.themes import ThemesOverview, own_excerpts, theme_rows
from coproclip.ui.operations import themes as operations
from coproclip.ui.pages.themes.deleting import MoveExcerptsDialog
from coproclip.ui.pages.themes.details import ThemeDetails
from coproclip.ui.pages.themes.relating import HistoryDialog, RelationsDialog
from coproclip.ui.pages.themes.reshaping import MergeDialog, SplitDialog
from coproclip.ui.pages.themes.selection import Selection
from coproclip.ui.pages.themes.words_dialog import ThemeWordsDialog
from coproclip.ui.widgets.prompts import run_dialog
from coproclip.ui.workspace import Workspace


class ThemeEditing(QObject):
    """Acts on the chosen theme; dialogs stand over `owner`. `show(theme)` shows what was changed, and goes there."""

    def __init__(
        self, workspace: Workspace, owner: QWidget, selection: Selection, show: Callable[[int | None], None]
    ) -> None:
        super().__init__(owner)
        self._workspace, self._owner, self._selection, self._show = workspace, owner, selection, show

    def is_open(self) -> bool:
        """Whether a project is open."""
        return self._workspace.project is not None

    # ---- asked in a dialog ------------------------------------------------------------------------------------

    def new(self, under: int | None = None) -> None:
        """Ask for a new theme."""
        self._ask(ThemeDetails(self._workspace, self._selection.board(), None, under, self._owner))

    def new_under(self) -> None:
        """Ask for a new theme under the chosen one."""
        self.new(self._selection.theme_id())

    def edit(self) -> None:
        """Change name and look of the chosen theme."""
        theme = self._selection.theme()
        if theme is not None:
            self._ask(ThemeDetails(self._workspace, self._selection.board(), theme, None, self._owner))

    def name_with_words(self) -> None:
        """Make a theme out of words of the chosen excerpt."""
        cards = [one.card for one in self._selection.placed()[:1]]
        if cards:
            self._ask(ThemeWordsDialog(self._workspace, cards, None, self._owner))

    def other_words(self) -> None:
        """Give the chosen theme another name out of words of its excerpts."""
        theme, board = self._selection.theme(), self._selection.board()
        if theme is None:
            return
        said = board.whose_words(theme.theme_id)
        rest = [one.card for one in board.placed(theme.theme_id) if one.card not in said]
        if said or rest:
            self._ask(ThemeWordsDialog(self._workspace, [*said, *rest], theme, self._owner))

    def _ask(self, dialog: ThemeDetails | ThemeWordsDialog) -> None:
        if not run_dialog(dialog):
            return
        known = self._selection.board().theme(dialog.theme_id) is not None
        self._show(dialog.theme_id)
        theme = self._selection.theme()
        if theme is not None:
            said = self.tr("Theme “{name}” changed") if known else self.tr("New theme “{name}”")
            self._workspace.show_toast(said.format(name=theme.name))

    def delete(self) -> None:
        """Delete the chosen theme, after asking where its excerpts go."""
        board, target = self._now(), None
        theme = board.theme(self._selection.theme_id())
        if theme is None:
            return
        many = len(self._workspace.read(own_excerpts, theme.theme_id))
        if many:
            asked = MoveExcerptsDialog(board.themes, theme, many, self._owner)
            if not run_dialog(asked):
                return
            target = asked.target
        if operations.delete(self._workspace, theme.theme_id, theme.name, target):
            self._show(None)

    def _now(self) -> ThemesOverview:
        """The themes as the project has them: what is shown may still be read."""
        return ThemesOverview(self._workspace.read(theme_rows))

    # ---- reshaped ---------------------------------------------------------------------------------------------

    def merge(self) -> None:
        """Ask which theme the chosen one is merged into."""
        board = self._now()
        theme = board.theme(self._selection.theme_id())
        if theme is not None:
            dialog = MergeDialog(self._workspace, board.themes, theme, self._owner)
            if run_dialog(dialog):
                self._show(dialog.into)

    def split(self) -> None:
        """Split the chosen excerpts off the theme that they are in."""
        placed = self._selection.placed()
        theme = self._selection.board().theme(placed[0].theme_id) if placed else None
        ids = [one.card.excerpt_id for one in placed if theme is not None and one.theme_id == theme.theme_id]
        if theme is not None:
            dialog = SplitDialog(self._workspace, theme, ids, self._owner)
            if run_dialog(dialog):
                self._show(dialog.theme_id)

    def relate(self) -> None:
        """Say how the chosen theme belongs to others."""
        theme = self._selection.theme()
        if theme is not None:
            dialog = RelationsDialog(self._workspace, self._selection.board(), theme, self._owner)
            run_dialog(dialog)
            if dialog.changed:
                self._show(theme.theme_id)

    def show_history(self) -> None:
        """Show how the chosen theme came to be."""
        theme = self._selection.theme()
        if theme is not None:
            run_dialog(HistoryDialog(self._workspace, theme, self._owner))

    # ---- moved in the tree ------------------------------------------------------------------------------------

    def step(self, by: int) -> None:
        """The chosen theme goes before the one above it (-1) or after the one below it (1)."""
        board = self._now()
        theme = board.theme(self._selection.theme_id())
        if theme is not None:
            beside = _beside(board, theme.parent_id)
            place = beside.index(theme.theme_id) + by
            if 0 <= place < len(beside):
                self._put(theme.theme_id, theme.parent_id, place)

    def under_above(self) -> None:
        """The chosen theme goes under the one above it."""
        board = self._now()
        theme = board.theme(self._selection.theme_id())
        beside = _beside(board, theme.parent_id) if theme is not None else []
        place = beside.index(theme.theme_id) if theme is not None else 0
        above = board.theme(beside[place - 1]) if place else None
        if theme is not None and above is not None:
            said = self.tr("“{name}” is now part of “{above}”").format(name=theme.name, above=above.name)
            self._put(theme.theme_id, above.theme_id, len(board.themes), said)

    def move_out(self) -> None:
        """The chosen theme goes out of the one it is part of, to the place after it."""
        board = self._now()
        theme = board.theme(self._selection.theme_id())
        above = board.theme(theme.parent_id) if theme is not None else None
        if theme is not None and above is not None:
            place = _beside(board, above.parent_id).index(above.theme_id) + 1
            said = self.tr("“{name}” is no longer part of “{above}”").format(name=theme.name, above=above.name)
            self._put(theme.theme_id, above.parent_id, place, said)

    def drop(self, theme_id: int, parent_id: int, place: int) -> None:
        """A theme was dragged to another place (`parent_id` -1: the top)."""
        if operations.move(self._workspace, theme_id, None if parent_id < 0 else parent_id, place):
            self._show(theme_id)

    def _put(self, theme_id: int, parent_id: int | None, place: int, said: str = "") -> None:
        if operations.move(self._workspace, theme_id, parent_id, place, said):
            self._show(None)


def _beside(board: ThemesOverview, parent_id: int | None) -> list[int]:
    """The themes under one parent, in order."""
    return [row.theme_id for row in board.themes if row.parent_id == parent_id]
