"""What the playlists page shows, read again as it changes: few excerpts at once, many in the background."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from coproclip.overview.excerpts import FEW, excerpt_count
from coproclip.overview.playlists import PlaylistContents, PlaylistRow, playlist_rows, read_playlist
from coproclip.project.project import Changes
from coproclip.ui.background_reading import BackgroundReading
from coproclip.ui.job_runner import JobKind
from coproclip.ui.workspace import Workspace

_WHOSE = ("span", "recording", "story", "storyteller", "story_storyteller", "theme", "theme_link")
_MAY = ("segment", "speaker", "answer", "consent", "project", "moment")  # they say of many whether they can be shared
_ALL = (*_WHOSE, *_MAY, "excerpt", "playlist", "playlist_item")


class PlaylistLoading(QObject):
    """Keeps what was read of a playlist and is still true."""

    came = Signal(object, bool)
    """`PlaylistContents` as they stand now (None: there is no playlist), and whether sharing is to be asked again."""
    rows_came = Signal(list)
    """`PlaylistRow`s of which more is known than in the last contents."""

    def __init__(self, workspace: Workspace, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._contents: PlaylistContents | None = None
        self._rows: dict[int, PlaylistRow] = {}
        self._unread: set[int] = set()
        self._meanwhile: list[Changes] = []
        self._ask_sharing = True
        self._then: Callable[[], None] | None = None
        self._reading = BackgroundReading[PlaylistContents](workspace, self)
        self._looking = BackgroundReading[PlaylistRow](workspace, self, JobKind.LOOK)

    def forget(self) -> None:
        """Another project."""
        self._reading.stop()
        self._looking.stop()
        self._contents, self._rows, self._unread = None, {}, set()

    def note(self, changes: Changes) -> bool:
        """Whether these changes are seen on the page; then what they are about is read again with the next `load`."""
        if not changes.touches(*_ALL):
            return False
        self._looking.stop()
        self._meanwhile.append(changes)
        self._mark(changes)
        return True

    def _mark(self, changes: Changes) -> None:
        if changes.touches(*_WHOSE):
            self._rows = {}
        if changes.touches(*_MAY, "playlist"):  # a yes is also to what the playlist is called
            self._unread = set(self._rows)
        self._unread |= changes.ids.get("excerpt", set()) & self._rows.keys()
        self._ask_sharing |= changes.touches(*_WHOSE, *_MAY, "excerpt", "playlist")

    def load(self, playlist_id: int | None, then: Callable[[], None] | None = None) -> bool:
        """Read a playlist and tell it, then do `then`; False if that will be in a moment. Raises `NotFound`."""
        self._then = then or self._then
        project, unread = self._workspace.opened(), self._unread
        self._looking.stop()
        self._meanwhile.clear()
        if playlist_id is not None and self._workspace.read(excerpt_count) > FEW:
            rows = self._rows
            self._reading.begin(
                lambda session: [read_playlist(session, project, playlist_id, rows, whole=False)],
                lambda found: self._take(found[-1], unread),
                self._look,
            )
            return False
        self._reading.stop()
        known = {one: row for one, row in self._rows.items() if one not in unread and row.approval is not None}
        contents = None if playlist_id is None else self._workspace.read(read_playlist, project, playlist_id, known)
        self._take(contents, set())
        return True

    def _take(self, contents: PlaylistContents | None, unread: set[int]) -> None:
        """`unread` are the excerpts of which it is still to be looked at whether they can be shared."""
        rows = {row.excerpt_id: row for row in contents.rows} if contents is not None else {}
        before = self._contents.playlist_id if self._contents is not None else None
        other = contents is None or contents.playlist_id != before
        ask = self._ask_sharing or other or not rows.keys() <= self._rows.keys()
        self._unread = (unread & rows.keys()) | {one for one, row in rows.items() if row.approval is None}
        self._contents, self._rows, self._ask_sharing = contents, rows, False
        for changes in self._meanwhile:
            self._mark(changes)  # it was read before they were made
        self.came.emit(contents, ask)
        then, self._then = self._then, None
        if then is not None:
            then()

    def _look(self) -> None:
        """Look, in the background, at what takes longer of the rows."""
        contents, project = self._contents, self._workspace.opened()
        wanted = [row.excerpt_id for row in contents.rows if row.excerpt_id in self._unread] if contents else []
        if contents is not None and wanted:
            number = contents.playlist_id
            self._looking.begin(
                lambda session: playlist_rows(session, project, number, wanted), self._take_rows, self._complete
            )

    def _take_rows(self, rows: list[PlaylistRow]) -> None:
        self._rows |= {row.excerpt_id: row for row in rows}
        self._unread -= {row.excerpt_id for row in rows}
        self.rows_came.emit(rows)

    def _complete(self) -> None:
        """Everything is known: who is heard too."""
        if self._contents is not None:
            rows = tuple(self._rows.get(row.excerpt_id, row) for row in self._contents.rows)
            self._take(replace(self._contents, rows=rows), self._unread)
