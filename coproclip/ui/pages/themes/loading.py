"""What the themes page shows, read again as it changes: few excerpts at once, many in the background."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from coproclip.overview.excerpts import FEW, ExcerptRow, excerpt_count, read_rows
from coproclip.overview.themes import ThemesOverview, read_board
from coproclip.project.project import Changes
from coproclip.ui.background_reading import BackgroundReading
from coproclip.ui.job_runner import JobKind
from coproclip.ui.workspace import Workspace

_WHOSE = ("span", "story", "story_storyteller", "storyteller")
_MAY = ("segment", "speaker", "answer", "consent", "project", "moment")  # they say of many whether they can be shared
_ALL = (*_WHOSE, *_MAY, "excerpt", "theme", "theme_link")


class BoardLoading(QObject):
    """Keeps what was read and is still true. `wanted()` has the excerpts of which everything should be known."""

    came = Signal(object)
    """A `ThemesOverview` as it stands now."""
    rows_came = Signal(list)
    """`ExcerptRow`s of which more is known than in the last overview."""

    def __init__(self, workspace: Workspace, wanted: Callable[[], list[int]], parent: QObject) -> None:
        super().__init__(parent)
        self._workspace, self._wanted = workspace, wanted
        self.stale = True
        self._known: dict[int, ExcerptRow] = {}
        self._unread: set[int] = set()
        self._asked: set[int] = set()
        self._meanwhile: list[Changes] = []
        self._then: Callable[[], None] | None = None
        self._reading = BackgroundReading[ThemesOverview](workspace, self)
        self._looking = BackgroundReading[ExcerptRow](workspace, self, JobKind.LOOK)

    def forget(self, excerpt_id: int | None = None) -> None:
        """Nothing is known any more, or not of this excerpt."""
        self.stale = True
        if excerpt_id is not None:
            self._known.pop(excerpt_id, None)
            return
        self._reading.stop()
        self._looking.stop()
        self._known, self._unread = {}, set()

    def note(self, changes: Changes) -> bool:
        """Whether these changes are seen on the page; then what they are about is read again with the next `load`."""
        if not changes.touches(*_ALL):
            return False
        self._looking.stop()
        self._meanwhile.append(changes)
        self._mark(changes)
        self.stale = True
        return True

    def _mark(self, changes: Changes) -> None:
        if changes.touches(*_WHOSE):
            self._known = {}
        elif changes.touches(*_MAY):
            self._unread = set(self._known)
        for excerpt_id in changes.ids.get("excerpt", ()):
            self._known.pop(excerpt_id, None)

    def load(self, then: Callable[[], None] | None = None) -> bool:
        """Read what is stale and tell it, then do `then`; False if that will be in a moment."""
        self._then = then or self._then
        if not self.stale:
            if not self._reading.busy:
                self._do_then()
            return not self._reading.busy
        self.stale, known, unread = False, self._known, set(self._unread)
        self._looking.stop()
        self._meanwhile.clear()
        if self._workspace.read(excerpt_count) > FEW:
            self._reading.begin(
                lambda session: [read_board(session, known, whole=False)],
                lambda boards: self._take(boards[-1], unread),
            )
            return False
        self._reading.stop()
        read = {one: row for one, row in known.items() if one not in unread and row.approval is not None}
        self._take(self._workspace.read(read_board, read), set())
        return True

    def _take(self, board: ThemesOverview, unread: set[int]) -> None:
        self._known = dict(board.cards or {})
        self._unread = (unread & self._known.keys()) | board.unread
        for changes in self._meanwhile:
            self._mark(changes)  # it was read before they were made
        self.came.emit(board)
        self._do_then()

    def _do_then(self) -> None:
        then, self._then = self._then, None
        if then is not None:
            then()

    def look(self) -> None:
        """Look, in the background, at what the excerpts that are wanted say of sharing."""
        wanted = [one for one in self._wanted() if one in self._unread]
        if not wanted or (self._looking.busy and wanted[0] in self._asked):
            return  # it is asked again when what is being read is there
        self._asked = set(wanted)
        self._looking.begin(lambda session: read_rows(session, wanted, many=True), self._take_rows, self.look)

    def _take_rows(self, rows: list[ExcerptRow]) -> None:
        self._known |= {row.excerpt_id: row for row in rows}
        self._unread -= {row.excerpt_id for row in rows}
        self.rows_came.emit(rows)
