"""What can be done to themes and to the excerpts in them: each is one undo step, and says what it did."""

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from coproclip.excerpts.playlists import add_playlist, add_to_playlist
from coproclip.overview.themes import Placed, ThemeRow, ThemesOverview
from coproclip.project.journal import Operation
from coproclip.project.project import Edit
from coproclip.themes.codebook import link, move_theme, set_headline, unlink
from coproclip.ui.pages.themes.deleting import MoveExcerptsDialog, take_theme_away
from coproclip.ui.typed_texts import TextOf, TypedText
from coproclip.ui.workspace import Workspace


class ThemeEdits(QObject):
    """The page's changes; every method answers whether something was changed."""

    def __init__(self, workspace: Workspace, page: QWidget) -> None:
        super().__init__(page)
        self._workspace, self._page = workspace, page

    def _do(self, what: Operation, change: Callable[[Edit], object], words: str = "") -> bool:
        def _change() -> bool:
            with self._workspace.opened().edit(what) as edit:
                change(edit)
            return True

        done = bool(self._workspace.attempt(_change))
        if done and words:
            self._workspace.tell(words)
        return done

    # ---- the tree ---------------------------------------------------------------------------------------------

    def step(self, board: ThemesOverview, theme_id: int, by: int) -> bool:
        """Earlier (-1) or later (1) among the themes beside it."""
        theme = board.theme(theme_id)
        if theme is None:
            return False
        beside = [row.theme_id for row in board.themes if row.parent_id == theme.parent_id]
        place = beside.index(theme_id) + by
        return 0 <= place < len(beside) and self.put(theme_id, theme.parent_id, place)

    def under(self, board: ThemesOverview, theme_id: int) -> bool:
        """Under the theme above it."""
        theme = board.theme(theme_id)
        if theme is None:
            return False
        beside = [row for row in board.themes if row.parent_id == theme.parent_id]
        place = [row.theme_id for row in beside].index(theme_id)
        if place == 0:
            return False
        above = beside[place - 1]
        said = self.tr("“{name}” is now part of “{above}”").format(name=theme.name, above=above.name)
        return self.put(theme_id, above.theme_id, len(board.themes), said)

    def out(self, board: ThemesOverview, theme_id: int) -> bool:
        """Out of the theme it stands under, to the place after it."""
        theme = board.theme(theme_id)
        above = board.theme(theme.parent_id) if theme is not None else None
        if theme is None or above is None:
            return False
        beside = [row.theme_id for row in board.themes if row.parent_id == above.parent_id]
        said = self.tr("“{name}” is no longer part of “{above}”").format(name=theme.name, above=above.name)
        return self.put(theme_id, above.parent_id, beside.index(above.theme_id) + 1, said)

    def put(self, theme_id: int, parent_id: int | None, place: int, words: str = "") -> bool:
        """To a place (from 0) under a theme, or at the top."""
        return self._do(Operation.MOVE_THEME, lambda edit: move_theme(edit, theme_id, parent_id, place), words)

    def delete(self, board: ThemesOverview, theme: ThemeRow) -> bool:
        """Delete it, after asking where its excerpts go."""
        target = None
        own = len((board.links or {}).get(theme.theme_id, ()))
        if own:
            asked = MoveExcerptsDialog(board, theme, self._page)
            wanted = asked.exec()
            asked.deleteLater()
            if not wanted:
                return False
            target = asked.target
        one = self.tr("Theme “{name}” deleted. Its excerpt is still in its story.")
        said = one if own == 1 else self.tr("Theme “{name}” deleted. Its excerpts are still in their stories.")
        said = said if own else self.tr("Theme “{name}” deleted")
        words = said.format(name=theme.name)
        return self._do(Operation.DELETE_THEME, lambda edit: take_theme_away(edit, board, theme, target), words)

    # ---- the excerpts -----------------------------------------------------------------------------------------

    def add(self, theme: ThemeRow, excerpt_ids: Iterable[int]) -> bool:
        """Put excerpts into a theme as well."""
        ids = list(excerpt_ids)

        def _change(edit: Edit) -> None:
            for excerpt_id in ids:
                link(edit, theme.theme_id, excerpt_id)

        return self._do(Operation.LINK_THEME, _change, self.tr("Added to “{name}”").format(name=theme.name))

    def move(self, theme: ThemeRow, placed: Sequence[Placed]) -> bool:
        """Put excerpts into a theme instead of the one they are in."""

        def _change(edit: Edit) -> None:
            for one in placed:
                if one.theme_id is not None and one.theme_id != theme.theme_id:
                    unlink(edit, one.theme_id, one.card.excerpt_id)
                link(edit, theme.theme_id, one.card.excerpt_id)

        return self._do(Operation.LINK_THEME, _change, self.tr("Moved to “{name}”").format(name=theme.name))

    def take_out(self, placed: Sequence[Placed]) -> bool:
        """Take excerpts out of the theme they are in; they stay in their stories."""
        linked = [(one.theme_id, one.card.excerpt_id) for one in placed if one.theme_id is not None]
        if not linked:
            return False

        def _change(edit: Edit) -> None:
            for theme_id, excerpt_id in linked:
                unlink(edit, theme_id, excerpt_id)

        said = self.tr("%n excerpts taken out of the theme; they stay in their stories", "", len(linked))
        if len(linked) == 1:
            said = self.tr("Taken out of the theme; the excerpt stays in its story")
        return self._do(Operation.UNLINK_THEME, _change, said)

    def headline(self, theme: ThemeRow, excerpt_id: int) -> bool:
        """Make an excerpt the headline quote, or no longer so if it is."""
        gone = theme.headline_id == excerpt_id
        said = self.tr("No headline quote now") if gone else self.tr("This is the headline quote now")
        wanted = None if gone else excerpt_id
        return self._do(Operation.CHANGE_THEME, lambda edit: set_headline(edit, theme.theme_id, wanted), said)

    def note(self, excerpt_id: int, before: str, words: str) -> bool:
        """Keep the team's note; typing on is one step."""
        return self._workspace.typed.keep([TypedText(TextOf.EXCERPT, excerpt_id, "note", before, words)])

    def to_playlist(self, playlist_id: int | None, title: str, excerpt_ids: Sequence[int]) -> bool:
        """Put excerpts at the end of a playlist, or into a new one of this title (`playlist_id` None)."""

        def _change(edit: Edit) -> None:
            chosen = add_playlist(edit, title).id if playlist_id is None else playlist_id
            add_to_playlist(edit, chosen, excerpt_ids)

        what = Operation.ADD_PLAYLIST if playlist_id is None else Operation.ADD_TO_PLAYLIST
        return self._do(what, _change, self.tr("Added to the playlist “{title}”").format(title=title))
