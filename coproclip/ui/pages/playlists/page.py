"""The playlists page: one playlist with its excerpts in order, who is heard in it, and the panel that shares it."""

from PySide6.QtCore import QModelIndex, QPoint, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from coproclip.errors import CoProClipError
from coproclip.excerpts.playlists import playlists
from coproclip.overview.playlists import PlaylistContents, PlaylistRow, read_playlist
from coproclip.project.project import Changes
from coproclip.timecode import length
from coproclip.ui.commands.table import Command
from coproclip.ui.pages.playlists.commands import commands
from coproclip.ui.pages.playlists.layout import PlaylistLayout
from coproclip.ui.pages.playlists.operations import PlaylistOperations
from coproclip.ui.pages.playlists.playback import PlaylistPlayback
from coproclip.ui.typed_texts import TextOf
from coproclip.ui.workspace import Workspace

_ROWS = (
    "excerpt",
    "span",
    "answer",
    "segment",
    "speaker",
    "recording",
    "story",
    "storyteller",
    "story_storyteller",
    "theme",
    "theme_link",
    "consent",
    "project",
    "moment",
)


class PlaylistsPage(PlaylistLayout):
    """The playlists of the project, one at a time."""

    key = "playlists"
    icon = "list-music"
    group = "share"

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(workspace, parent)
        self.contents: PlaylistContents | None = None
        self.known: list[tuple[int, str]] = []
        self._known_rows: dict[int, PlaylistRow] = {}
        self._stale = True
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(120)
        self._later.timeout.connect(self.load)
        self._build()
        self.hearing = PlaylistPlayback(workspace, self)
        self.operations = PlaylistOperations(self)
        self._connect()

    def _connect(self) -> None:
        operations, view, hearing = self.operations, self.list, self.hearing
        self.title_button.clicked.connect(lambda _on=False: operations.playlist_menu())
        self.through.clicked.connect(lambda _on=False: operations.listen_through())
        self.add.clicked.connect(lambda _on=False: operations.add())
        self.introduction.written.connect(operations.write_introduction)
        self.introduction.left.connect(self.focus_first)
        self.workspace.closing.connect(self.introduction.keep)
        self.workspace.playlist_chosen.connect(self._on_playlist_chosen)
        view.opened.connect(operations.open)
        view.dropped.connect(operations.put)
        view.part_pressed.connect(self._on_part)
        view.customContextMenuRequested.connect(operations.row_menu)
        hearing.heard.connect(self._on_heard)
        hearing.row_begun.connect(self._on_row_begun)
        hearing.changed.connect(self._on_hearing_changed)
        self.tabs.currentChanged.connect(lambda _place: self._show_sides())

    # ---- the page's answers -----------------------------------------------------------------------------------

    @property
    def title(self) -> str:
        """The page's name."""
        return self.tr("Playlists")

    def count(self) -> int | None:
        """How many playlists."""
        return len(self.known) or None

    def regions(self) -> list[QWidget]:
        """Header, introduction, who is heard, the excerpts, sharing."""
        if self.contents is None:
            return [self.first]
        rows = self.list if self.contents.rows else self.nothing
        return [self.header, self.introduction.field, self.balance, rows, self.panel]

    def commands(self) -> list[Command]:
        """See `commands.py`."""
        return commands(self)

    def enter(self) -> None:
        """Load what is stale and put the cursor in the list."""
        self._fit()
        if self._stale:
            self.load()
        self.focus_first()

    def leave(self) -> None:
        """Keep what is half typed, fall silent."""
        self.introduction.keep()
        self.hearing.stop()

    def reload(self) -> None:
        """Another project; what is in its playlists is read, and its sound looked at, when the page is shown."""
        self.hearing.stop()
        self._later.stop()
        self.known, self._known_rows, self._stale = [], {}, True
        self._show(None)
        if self.workspace.project is not None:
            self.workspace.attempt(self._read_known)

    def refresh(self, changes: Changes) -> None:
        """Load soon what changed of it."""
        if not changes.touches("playlist", "playlist_item", *_ROWS) or self.workspace.project is None:
            return
        if changes.touches("playlist", *_ROWS):  # a yes is also to what it is called
            self._known_rows = {}
        self._stale = True
        if self.isVisible():
            self._later.start()
        elif changes.touches("playlist"):
            self._read_known()

    # ---- loading ----------------------------------------------------------------------------------------------

    def show_playlist(self, playlist_id: int) -> None:
        """Show another playlist."""
        self.introduction.keep()
        self.hearing.stop()
        self.workspace.choose_playlist(playlist_id)
        self.load()
        self.list.choose(0)
        self.focus_first()

    def _on_playlist_chosen(self, playlist_id: int) -> None:
        if self.contents is None or self.contents.playlist_id != playlist_id:
            self._stale = True

    def _read_known(self) -> None:
        with self.workspace.opened().read() as session:
            self.known = [(playlist.id, playlist.title) for playlist in playlists(session)]

    def load(self, *, anew: bool = False) -> None:
        """Show everything as it stands now; `anew` when more than the order may have changed."""
        self._later.stop()
        if anew:
            self._known_rows = {}
        project = self.workspace.project
        if project is None:
            return
        try:
            self._read_known()
            chosen = self._nearest()
            with project.read() as session:
                contents = read_playlist(project, session, chosen, self._known_rows) if chosen is not None else None
        except CoProClipError as error:
            self.workspace.say(error)
            return
        self._stale = False
        self._show(contents)
        self.count_changed.emit()

    def _nearest(self) -> int | None:
        """The playlist that was chosen, or the one that is shown, or the first."""
        ids = [one for one, _title in self.known]
        shown = self.contents.playlist_id if self.contents is not None else None
        return next((one for one in (self.workspace.playlist_id, shown) if one in ids), ids[0] if ids else None)

    def _show(self, contents: PlaylistContents | None) -> None:
        focus = QApplication.focusWidget()
        within = focus is not None and self.isAncestorOf(focus)
        before = self.contents
        same = contents is not None and before is not None and contents.playlist_id == before.playlist_id
        if not same:
            self.introduction.forget()
        same = same and contents is not None and before is not None and contents.title == before.title
        self.contents = contents
        self.stack.setCurrentIndex(0 if contents is None else 1)
        for part in (self.title_button, self.through, self.add):
            part.setVisible(contents is not None)
        self.header.title.setVisible(contents is None)
        self.told.setText("")
        if contents is None:
            self.workspace.playlist_id = None
            self.hearing.set_rows(())
            self.panel.show_excerpts([], "")
        else:
            self._show_contents(contents, same=same)
        if within and focus is not None and not focus.isVisibleTo(self):
            self.focus_first()

    def _show_contents(self, contents: PlaylistContents, *, same: bool) -> None:
        self.workspace.playlist_id = contents.playlist_id
        place = [one for one, _title in self.known].index(contents.playlist_id) + 1
        self.title_button.show_title(contents.title, place, len(self.known))
        count = len(contents.rows)
        said = self.tr("{n} excerpts, {time} with gaps") if count > 1 else self.tr("1 excerpt, {time}")
        self.told.setText(said.format(n=count, time=length(contents.length_ms)) if count else "")
        kept = contents.introduction
        words = self.workspace.typed.latest(TextOf.PLAYLIST, contents.playlist_id, "introduction", kept)
        self.introduction.show_words(words)
        self.balance.show_contents(contents)
        self.upper_line.setVisible(bool(contents.voices))
        chosen, before = self.list.chosen(), self.list.currentIndex().row()
        self.model.set_rows(contents.rows)
        again = self.model.place_of(chosen.item_id) if chosen is not None else -1
        self.list.choose(again if again >= 0 else before)
        self.list.setVisible(bool(count))
        self.nothing.setVisible(not count)
        self._fit()
        self.hearing.set_rows(contents.rows)
        self.through.setEnabled(bool(count))
        ids = [row.excerpt_id for row in contents.rows]
        if same and set(ids) <= set(self._known_rows):
            self.panel.reorder(ids)
        else:
            self.panel.show_excerpts(ids, contents.title, contents.playlist_id)
        self._known_rows = {row.excerpt_id: row for row in contents.rows}

    # ---- where the keyboard is --------------------------------------------------------------------------------

    def focus_first(self) -> None:
        """Put the keyboard where most is done: in the list, or on the button that fills it."""
        if self.contents is None:
            self.first.setFocus()
        elif self.contents.rows:
            self.tabs.setCurrentIndex(0)
            self.list.setFocus()
        else:
            self.fill.setFocus()

    def choose_excerpt(self, excerpt_id: int) -> None:
        """Put the cursor on an excerpt."""
        rows = self.contents.rows if self.contents is not None else ()
        self.list.choose(next((place for place, row in enumerate(rows) if row.excerpt_id == excerpt_id), 0))

    def show_sharing(self) -> None:
        """Bring the panel to the front and put the keyboard on Export, or what keeps it off."""
        self.tabs.setCurrentIndex(1)
        self.panel.take_focus()

    # ---- happened ---------------------------------------------------------------------------------------------

    def _on_part(self, index: QModelIndex, part: str, where: QPoint) -> None:
        row = self.model.rows[index.row()]
        if part == "play":
            self.hearing.press(row)
        else:
            self.operations.row_menu(self.list.viewport().mapFromGlobal(where))

    def _on_heard(self, item_id: int, heard_ms: int) -> None:
        self.model.set_heard(item_id if item_id >= 0 else None, heard_ms)

    def _on_row_begun(self, item_id: int) -> None:
        self.list.choose(self.model.place_of(item_id))

    def _on_hearing_changed(self) -> None:
        through = self.hearing.through
        self.through.setText(self.tr("Stop listening") if through else self.tr("Listen through"))
        self.through.setAccessibleName(self.through.text())
        self.through.set_look("square" if through else "play")
