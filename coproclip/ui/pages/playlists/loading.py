"""A playlist and its excerpts, as the page reads them."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from coproclip.overview.playlists import PlaylistContents, PlaylistRow, playlist_rows, read_playlist
from coproclip.project.project import Changes
from coproclip.ui.excerpt_loading import MAY, WHOSE, ExcerptLoading
from coproclip.ui.workspace import Workspace


class PlaylistLoading(ExcerptLoading[PlaylistContents | None, PlaylistRow]):
    """Keeps what was read of a playlist and is still true."""

    came = Signal(object, bool)
    """`PlaylistContents` as they stand now (None: there is no playlist), and whether sharing is to be asked again."""
    whose = (*WHOSE, "recording", "theme", "theme_link")
    may = (*MAY, "playlist")  # a yes is also to what the playlist is called
    also = ("playlist_item", "person_entry", "report")

    def __init__(self, workspace: Workspace, parent: QObject) -> None:
        super().__init__(workspace, parent)
        self._contents: PlaylistContents | None = None
        self._ask_sharing, self._ask_now = True, True

    def forget(self) -> None:
        """Another project."""
        super().forget()
        self._contents = None

    def _mark(self, changes: Changes) -> None:
        super()._mark(changes)
        self._unread |= changes.ids.get("excerpt", set()) & self._known.keys()
        changed = changes.ids.get("excerpt", set())
        by_reporters = {
            one for one, row in self._known.items() if row.approval is not None and not any(row.heard.values())
        }
        if changes.touches("playlist_item") or changed & by_reporters:  # a yes is also to how it is introduced
            self._unread, self._ask_sharing = set(self._known), True
        self._ask_sharing |= changes.touches(*self.whose, *self.may, "excerpt")

    def load(self, playlist_id: int | None, then: Callable[[], None] | None = None) -> bool:
        """Read a playlist and tell it, then do `then`; False if that will be in a moment. Raises `NotFound`."""
        self._then = then or self._then
        if playlist_id is None:
            self._reading.stop()
            self._looking.stop()
            self._meanwhile.clear()
            self._take(None, set())
            return True
        project = self._workspace.opened()
        return self._read(
            lambda session, known, *, whole: read_playlist(session, project, playlist_id, known, whole=whole)
        )

    def _keep(self, contents: PlaylistContents | None, unread: set[int]) -> None:
        rows = {row.excerpt_id: row for row in contents.rows} if contents is not None else {}
        before = self._contents.playlist_id if self._contents is not None else None
        other = contents is None or contents.playlist_id != before
        self._ask_now = self._ask_sharing or other or not rows.keys() <= self._known.keys()
        self._unread = (unread & rows.keys()) | {one for one, row in rows.items() if row.approval is None}
        self._contents, self._known, self._ask_sharing = contents, rows, False

    def _tell(self) -> None:
        self.came.emit(self._contents, self._ask_now)

    def _after_reading(self) -> None:
        """Look, in the background, at what takes longer of the rows."""
        contents, project = self._contents, self._workspace.opened()
        wanted = [row.excerpt_id for row in contents.rows if row.excerpt_id in self._unread] if contents else []
        if contents is not None and wanted:
            number = contents.playlist_id
            self._look_at(lambda session: playlist_rows(session, project, number, wanted), self._complete)

    def _complete(self) -> None:
        """Everything is known: who is heard too."""
        if self._contents is not None:
            rows = tuple(self._known.get(row.excerpt_id, row) for row in self._contents.rows)
            self._take(replace(self._contents, rows=rows), self._unread)
