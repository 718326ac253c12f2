"""What is open and chosen now, shared by all pages, and the way work gets off the window's thread."""

import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from coproclip.errors import CoProClipError, StorageError
from coproclip.jobs import Job, JobQueue
from coproclip.project.journal import Operation
from coproclip.project.project import Changes, Project
from coproclip.settings import Settings, save_settings
from coproclip.transcript.draft import Writer
from coproclip.ui.components.messages import Message
from coproclip.ui.line.writing_line import WritingLine
from coproclip.ui.listening import Listening
from coproclip.ui.saving import Saving

log = logging.getLogger(__name__)

RECENT = 8
_OPERATIONS = frozenset(operation.value for operation in Operation)


class Workspace(QObject):
    """The open project (or None), what is chosen in it, and one signal for each thing that pages listen to.

    All signals arrive on the window's thread, from whichever thread the change came.
    """

    project_opened = Signal()
    changed = Signal(object)
    """`Changes` of the project: by this window, by work running in the background, or by another program."""
    job_changed = Signal(object)
    """A `Job` whose state or progress moved; look at `job.ended`."""
    story_chosen = Signal(int)
    excerpt_chosen = Signal(int)
    theme_chosen = Signal(int)
    playlist_chosen = Signal(int)
    message = Signal(object)
    """A `Message` or a `CoProClipError` for the strip at the top of the page."""
    message_over = Signal(str)
    """The message with this key has become untrue."""
    told = Signal(str)
    """Words for the bar at the bottom, with Undo when there is something to take back."""
    undone = Signal(str)
    """Words about a step that was just taken back or done again."""
    page_asked = Signal(str)
    """Another page is wanted, by its key (“stories”, “desk”, “record”, “themes”, “playlists”)."""
    command_asked = Signal(str)
    """A command of the window is wanted, by its id (“import_files”)."""
    import_asked = Signal(list)
    """Files (`list[Path]`) were dropped or chosen to be brought in."""
    closing = Signal()
    """Keep what is half typed now: the project is about to be closed, or a step to be taken back."""

    _from_project = Signal(object)
    _from_jobs = Signal(object)

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.settings = settings
        self.project: Project | None = None
        self.story_id: int | None = None
        self.excerpt_id: int | None = None
        self.theme_id: int | None = None
        self.playlist_id: int | None = None
        self.playhead_ms = 0
        self.steps = 0
        self.not_saved_since: float | None = None
        self.writer: Writer | None = None
        """What writes stories down; None: the speech model in a process of its own."""
        queued = Qt.ConnectionType.QueuedConnection
        self._from_project.connect(self._on_project_changed, queued)
        self._from_jobs.connect(self.job_changed, queued)
        self.jobs = JobQueue(self._from_jobs.emit)
        self.listening = Listening(self)
        self.listening.failed.connect(self.message)
        self.saving = Saving(self)
        self.saving.failed.connect(self._on_not_saved, queued)
        self.line = WritingLine(self)
        """The stories to be written down, one after another."""
        self._poll = QTimer(self)
        self._poll.setInterval(1000)
        self._poll.timeout.connect(self._on_poll)

    # ---- the project ------------------------------------------------------------------------------------------

    def open(self, folder: Path) -> Project:
        """Open the project at `folder` in place of the one before; raises `CoProClipError`."""
        return self._take(Project.open(folder))

    def create(self, folder: Path, title: str = "") -> Project:
        """Make a new project and open it; raises `CoProClipError`."""
        return self._take(Project.create(folder, title))

    def _take(self, project: Project) -> Project:
        self.close_project()
        self.project = project
        self.story_id = self.excerpt_id = self.theme_id = self.playlist_id = None
        self.playhead_ms = 0
        project.subscribe(self._on_told_by_project)
        self._poll.start()
        if project.is_large:
            self.run(self.tr("Keeping a backup"), "backup", lambda _job: project.back_up_daily(), key="backup")
        self._remember(project.folder)
        self.project_opened.emit()
        return project

    def close_project(self, wait_s: float = 8.0) -> bool:
        """Stop the work, keep what was done, let go of the files; False if some work did not end in time."""
        if self.project is None:
            return True
        self.keep_all()
        self.saving.forget()
        self.listening.close()
        self._poll.stop()
        ended = self.jobs.close(wait_s)
        self.jobs = JobQueue(self._from_jobs.emit)
        project, self.project = self.project, None
        project.close()
        return ended

    def _remember(self, folder: Path) -> None:
        name = str(folder)
        others = [other for other in self.settings.recent_projects if other != name]
        self.settings.recent_projects = [name, *others][:RECENT]
        self.settings.last_project = name
        save_settings(self.settings)

    def opened(self) -> Project:
        """The open project; only pages that are shown with one open may ask."""
        assert self.project is not None
        return self.project

    # ---- what is chosen ---------------------------------------------------------------------------------------

    def choose_story(self, story_id: int, excerpt_id: int | None = None, at_ms: int | None = None) -> None:
        """Choose a story, and an excerpt or a place (ms) in it; without one, where it was left.

        Then open the desk with `page_asked.emit("desk")`.
        """
        if at_ms is not None:
            self.playhead_ms = at_ms
        elif story_id != self.story_id:
            self.playhead_ms = self.opened().place(story_id)
        self.story_id, self.excerpt_id = story_id, excerpt_id
        self.story_chosen.emit(story_id)
        if excerpt_id is not None:
            self.excerpt_chosen.emit(excerpt_id)

    def choose_excerpt(self, excerpt_id: int | None) -> None:
        """Choose an excerpt of the story (-1 is told for none)."""
        if excerpt_id != self.excerpt_id:
            self.excerpt_id = excerpt_id
            self.excerpt_chosen.emit(-1 if excerpt_id is None else excerpt_id)

    def choose_theme(self, theme_id: int | None) -> None:
        """Choose a theme (-1 is told for none)."""
        self.theme_id = theme_id
        self.theme_chosen.emit(-1 if theme_id is None else theme_id)

    def choose_playlist(self, playlist_id: int | None) -> None:
        """Choose a playlist (-1 is told for none)."""
        self.playlist_id = playlist_id
        self.playlist_chosen.emit(-1 if playlist_id is None else playlist_id)

    # ---- saying -----------------------------------------------------------------------------------------------

    def say(self, message: Message | CoProClipError) -> None:
        """Put words at the top of the page."""
        self.message.emit(message)

    def tell(self, words: str) -> None:
        """Words at the bottom, with Undo: “Excerpt deleted”."""
        self.told.emit(words)

    def attempt(self, do: Callable[[], Any]) -> Any:
        """What `do` returns, or None after an expected trouble has been said (a full disk also in the saved line)."""
        try:
            return do()
        except CoProClipError as error:
            self._on_not_saved(error)
            return None

    def keep_all(self) -> bool:
        """Keep what is half typed and wait until it is on the disk; False if something could not be kept."""
        self.closing.emit()
        return self.saving.wait()

    def _on_not_saved(self, error: CoProClipError) -> None:
        if isinstance(error, StorageError) and self.not_saved_since is None:
            self.not_saved_since = time.time()
        self.say(error)

    # ---- undo -------------------------------------------------------------------------------------------------

    def undo(self) -> None:
        """Take the last step back and say which it was."""
        self.keep_all()
        done = self.attempt(self.project.undo) if self.project is not None else None
        if done is not None:
            self.undone.emit(self.tr("Taken back: {step}").format(step=done.value))

    def redo(self) -> None:
        """Do the last undone step again and say which it was."""
        self.keep_all()
        done = self.attempt(self.project.redo) if self.project is not None else None
        if done is not None:
            self.undone.emit(self.tr("Done again: {step}").format(step=done.value))

    # ---- work -------------------------------------------------------------------------------------------------

    def run(self, title: str, lane: str, work: Callable[[Job], Any], key: str = "") -> Job:
        """Do `work` in the background, after what is in the same `lane`; watch `job_changed`.

        `title` is shown in the sidebar (“Writing down June”). Work with a `key` that is already in line is not doubled.
        """
        return self.jobs.submit(lane, Job(title, work, key))

    def _on_told_by_project(self, changes: Changes) -> None:
        # On the thread that made the change, before any signal: so that words said just after it know it is counted.
        self.steps += changes.operation in _OPERATIONS
        self._from_project.emit(changes)

    def _on_project_changed(self, changes: object) -> None:
        if isinstance(changes, Changes) and self.project is not None:
            self.not_saved_since = None
            self.changed.emit(changes)

    def _on_poll(self) -> None:
        if self.project is None:
            return
        try:
            self.project.poll()  # tells the listeners itself
        except CoProClipError as error:
            log.warning("looking for changes failed: %s", type(error).__name__)
