"""The themes and their excerpts, as the page reads them."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from coproclip.overview.excerpts import ExcerptRow, read_rows
from coproclip.overview.themes import ThemesOverview, read_board
from coproclip.project.project import Changes
from coproclip.ui.excerpt_loading import ExcerptLoading
from coproclip.ui.workspace import Workspace


class BoardLoading(ExcerptLoading[ThemesOverview, ExcerptRow]):
    """Keeps what was read and is still true. `wanted()` has the excerpts of which everything should be known."""

    came = Signal(object)
    """A `ThemesOverview` as it stands now."""
    also = ("theme", "theme_link")

    def __init__(self, workspace: Workspace, wanted: Callable[[], list[int]], parent: QObject) -> None:
        super().__init__(workspace, parent)
        self._wanted = wanted
        self.stale = True
        self._board = ThemesOverview()
        self._asked: set[int] = set()

    def forget(self, excerpt_id: int | None = None) -> None:
        """Nothing is known any more, or not of this excerpt."""
        self.stale = True
        if excerpt_id is not None:
            self._known.pop(excerpt_id, None)
        else:
            super().forget()

    def note(self, changes: Changes) -> bool:
        """Whether these changes are seen on the page."""
        seen = super().note(changes)
        self.stale |= seen
        return seen

    def _mark(self, changes: Changes) -> None:
        super()._mark(changes)
        for excerpt_id in changes.ids.get("excerpt", ()):
            self._known.pop(excerpt_id, None)

    def load(self, then: Callable[[], None] | None = None) -> bool:
        """Read what is stale and tell it, then do `then`; False if that will be in a moment."""
        self._then = then or self._then
        if not self.stale:
            if not self._reading.busy:
                self._do_then()
            return not self._reading.busy
        self.stale = False
        return self._read(read_board)

    def _keep(self, contents: ThemesOverview, unread: set[int]) -> None:
        self._board, self._known = contents, dict(contents.cards or {})
        self._unread = (unread & self._known.keys()) | contents.unread

    def _tell(self) -> None:
        self.came.emit(self._board)

    def look(self) -> None:
        """Look, in the background, at what the excerpts that are wanted say of sharing."""
        wanted = [one for one in self._wanted() if one in self._unread]
        if not wanted or (self._looking.busy and wanted[0] in self._asked):
            return  # it is asked again when what is being read is there
        self._asked = set(wanted)
        self._look_at(lambda session: read_rows(session, wanted, many=True), self.look)
