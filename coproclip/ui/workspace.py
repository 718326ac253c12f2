"""What is open and chosen now, shared by all pages, and the way work gets off the window's thread."""

import logging
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Concatenate, Generic, NamedTuple, ParamSpec, TypeVar

from PySide6.QtCore import QObject, Signal

from coproclip.errors import CoProClipError, ProjectBusy, ProjectClosed, ProjectGone, ProjectReadOnly
from coproclip.project.journal import Operation, Step
from coproclip.project.project import Changes, Edit, Project
from coproclip.settings import Settings
from coproclip.transcription.run import SpeechSource
from coproclip.ui.from_threads import Bell
from coproclip.ui.job_runner import AnyJob, JobRunner, Lane
from coproclip.ui.not_saved import NOT_UNDONE, NotSaved
from coproclip.ui.playback import Playback
from coproclip.ui.played_notes import PlayedNotes
from coproclip.ui.project_watch import ProjectWatch
from coproclip.ui.restore_backup import left_out
from coproclip.ui.saving import Saving
from coproclip.ui.transcription_queue import TranscriptionQueue
from coproclip.ui.typed_texts import TypedTexts
from coproclip.ui.widgets.half_typed import shut_dialogs, typed_in_dialogs
from coproclip.ui.widgets.handed_over import show_folder
from coproclip.ui.widgets.message import Message
from coproclip.ui.widgets.timers import every

log = logging.getLogger(__name__)

RECENT = 8
DRAWN_MS = 300
"""So often it is asked whether all that is read and said at opening is there."""
_AT_OPENING = (Lane.DISK, Lane.LOOKING, Lane.READING)
P = ParamSpec("P")
T = TypeVar("T")
_OPERATIONS = frozenset(operation.value for operation in Operation)


class Edited(NamedTuple, Generic[T]):
    """An edit that was made: what the change returned."""

    value: T


class Workspace(QObject):
    """The open project (or None), what is chosen in it, and one signal for each thing that pages listen to.

    All signals arrive on the window's thread, from whichever thread the change came. What this thread changes itself is
    shown before the change returns: keys that are waiting already must not find the page as it was.
    """

    project_opened = Signal()
    changed = Signal(object)
    """`Changes` of the project: by this window, by work running in the background, or by another program."""
    story_chosen = Signal(object)
    excerpt_chosen = Signal(object)
    theme_chosen = Signal(object)
    playlist_chosen = Signal(object)
    item_chosen = Signal(object)
    banner_shown = Signal(object)
    """A `Message` or a `CoProClipError` for the strip at the top of the page."""
    banner_over = Signal(str)
    """The message with this key has become untrue."""
    toast_shown = Signal(str, object)
    """Words for the bar at the bottom, and what its button Undo calls, or None."""
    undone = Signal(str)
    """Words about a step that was just taken back or done again."""
    nothing_left = Signal(str)
    """Words about there being no more to be taken back, or done again, where somebody is at work."""
    page_asked = Signal(str)
    """Another page is wanted, by its key: one of “stories”, “desk”, “record”, “people”, “themes”, “workshop”,
    “playlists”, “report”.
    """
    presenting = Signal(bool)
    """The page shown is for a room now: the whole screen, large letters, no menus; or no longer."""
    recording_asked = Signal(str)
    """A recording is to be made, with this title."""
    command_asked = Signal(str)
    """A command of the window is wanted, by its id (“import_files”)."""
    open_asked = Signal(object)
    """The project in this folder (`Path`) is to be opened; what is in the way of that is said."""
    import_asked = Signal(list)
    """Files (`list[Path]`) were dropped or chosen to be brought in."""
    closing = Signal()
    """Keep what is half typed now: the project is about to be closed, or a step to be taken back."""

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
        self.writer: SpeechSource | None = None
        """What transcribes stories; None: the speech model in a process of its own."""
        self._to_do: deque[Callable[[], object]] = deque()
        self._waiting = 0
        """So many things are waited for now, and nothing is heard of what was changed until they are over."""
        self._more_to_do = Bell()
        self._more_to_do.rung.connect(self._catch_up)  # at once on the window's thread, queued from every other
        self.jobs = JobRunner(self)
        """Work that goes on beside the window, until it is done or the project is closed."""
        self.jobs.ended.connect(self._on_job_ended)
        self._drawn = every(self, self._on_drawn, DRAWN_MS)
        self.listening = Playback(self)
        self.listening.failed.connect(self.banner_shown)
        self.played = PlayedNotes(self)
        """Notes what is heard of the project's recordings."""
        self.saving = Saving(self)
        self.queue = TranscriptionQueue(self)
        """The stories to be transcribed, one after another."""
        self.watch = ProjectWatch(self)
        """Whether the project is still there, and whether this window may write in it."""
        self.watch.may_write_changed.connect(self.queue.begin)
        self.typed = TypedTexts(self)
        """Keeps what is typed in fields, and asks where somebody else changed the same text meanwhile."""
        self.watch.unsaved += [self.typed.unsaved, typed_in_dialogs]
        self.not_saved = NotSaved(self)
        """Says what is not saved, and has it tried again."""

    # ---- the project ------------------------------------------------------------------------------------------

    def use(self, project: Project) -> Project:
        """Show and change `project`, which was just opened, in place of the one before. See also `open_asked`."""
        self.close_project()
        self.project = project
        project.database.patience.hurry()  # this is the thread that people see
        self.story_id = self.excerpt_id = self.theme_id = self.playlist_id = None
        self.playhead_ms = 0
        project.subscribe(lambda changes: self._on_change(project, changes))
        self.watch.begin(project)
        self.played.follow(self.listening)
        self._remember(project.folder)
        self.project_opened.emit()
        self.watch.say(project)
        if (message := left_out(project)) is not None:
            self.show_banner(message)
        self._drawn.start()
        return project

    def _on_drawn(self) -> None:
        """Its pages stand, and all that is said at opening: what stops the window before is not opened by itself."""
        if not any(map(self.jobs.jobs, _AT_OPENING)):
            self._keep_for_next_time()

    def _keep_for_next_time(self) -> None:
        self._drawn.stop()
        with self.settings.change():
            self.settings.last_project = str(self.opened().folder)

    def close_project(self, wait_s: float = 8.0) -> bool:
        """Stop the work, keep what was done, let go of the files; False if some work did not end in time."""
        if self.project is None:
            return True
        self.keep_all()
        if self._drawn.isActive():
            self._keep_for_next_time()  # it was closed by hand, so the window went on
        self.watch.end(self.project)
        shut_dialogs()
        self.saving.forget()
        self.typed.forget()
        self.not_saved.forget()
        self.listening.close()
        ended = self.jobs.close(wait_s)
        project, self.project = self.project, None
        project.close()
        return ended

    def _remember(self, folder: Path) -> None:
        name = str(folder)
        others = [other for other in self.settings.recent_projects if other != name]
        with self.settings.change():
            self.settings.recent_projects = [name, *others][:RECENT]
            self.settings.last_project = ""

    def opened(self) -> Project:
        """The open project; for pages that are shown with one open. What comes too late gets `ProjectClosed`."""
        if self.project is None:
            raise ProjectClosed("The project is closed.")
        return self.project

    def read(self, reader: Callable[Concatenate[Any, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What `reader` (a read model: a function of a session and what else it wants) says of the project now."""
        return self.opened().query(reader, *args, **kwargs)

    def edit(
        self,
        what: Operation,
        change: Callable[[Edit], T],
        *,
        done: str | Callable[[T], str] = "",
        merge: str = "",
        trouble: Callable[[CoProClipError], None] | None = None,
    ) -> Edited[T] | None:
        """Make one change, as one undo step; None if it could not be made, which was said.

        What is half typed is kept first. `done` is said when it was made; it may depend on what `change` returned.
        Consecutive edits with the same `merge` are one step. `trouble` is for dialogs that say it beside the field.
        """
        if not self.keep_all() and self.saving.busy:
            if trouble is not None:
                trouble(ProjectBusy(*self.not_saved.still_saving()))
            return None

        def _edit() -> Edited[T]:
            with self.opened().edit(what, merge=merge) as edit:
                return Edited(change(edit))

        edited: Edited[T] | None = self.attempt(_edit, trouble)
        if edited is not None and (words := done if isinstance(done, str) else done(edited.value)):
            self.show_toast(words)
        return edited

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

    def choose_item(self, item_id: int) -> None:
        """Choose a place in the playlist that is shown."""
        self.item_chosen.emit(item_id)

    # ---- saying -----------------------------------------------------------------------------------------------

    def show_banner(self, message: Message | CoProClipError) -> None:
        """Put words at the top of the page."""
        if self.project is not None and message is self.project.guard.refusal:
            self.watch.say_project_state(self.project)  # the same, with what can be done about it
        else:
            self.banner_shown.emit(message)

    def show_toast(self, words: str, *, done: bool = True) -> None:
        """Words at the bottom: “Excerpt deleted”, which was `done` and comes with Undo."""
        may_undo = done and self.project is not None and self.project.undo_text
        self.toast_shown.emit(words, self.undo if may_undo else None)

    def show_folder(self, folder: Path) -> bool:
        """Show a folder in the system's own window; False if it could not be, which was said."""

        def _show() -> bool:
            show_folder(folder)
            return True

        return bool(self.attempt(_show, self.show_banner))

    def attempt(self, do: Callable[[], Any], trouble: Callable[[CoProClipError], None] | None = None) -> Any:
        """What `do` returns, or None after an expected trouble has been said (a full disk also in the saved line).

        With `trouble`, whoever asked says it.
        """
        try:
            return do()
        except CoProClipError as error:
            (trouble or self.not_saved.say)(error)
            return None

    def keep_all(self) -> bool:
        """Keep what is half typed and wait until it is on the disk; False if something could not be kept."""
        self.closing.emit()
        kept = self.saving.wait()
        self._catch_up()
        return kept

    # ---- undo -------------------------------------------------------------------------------------------------

    @property
    def may_undo(self) -> bool:
        """Whether there is a step to take back, be it still on its way to the disk."""
        return self.project is not None and (self.saving.busy or bool(self.project.undo_text))

    def undo(self, only: Callable[[Step], bool] | None = None) -> bool:
        """Take the last step back and say which it was; none while what was typed last waits for the disk.

        With `only` no step of which that says no. False if none was taken back, which was said.
        """
        return self._step(Project.undo, self.tr("Undone: {step}"), only, back=True)

    def redo(self, only: Callable[[Step], bool] | None = None) -> bool:
        """Do the last undone step again and say which it was; otherwise as `undo`."""
        return self._step(Project.redo, self.tr("Redone: {step}"), only, back=False)

    def _step(
        self,
        take: Callable[[Project, Callable[[Step], bool] | None], Operation | None],
        words: str,
        only: Callable[[Step], bool] | None,
        *,
        back: bool,
    ) -> bool:
        project = self.project
        tried = self.attempt(lambda: (take(project, only),)) if self._all_kept() and project is not None else None
        if tried is None:
            return False
        (step,) = tried
        if step is not None:
            self.undone.emit(words.format(step=step.value))
        elif only is not None:
            self.say_nothing_left(back=back)
        return step is not None

    def say_nothing_left(self, *, back: bool) -> None:
        """That no more of what was done where somebody is at work can be taken back, or done again, from there."""
        step = (self.project.undo_text if back else self.project.redo_text) if self.project is not None else ""
        words = self.tr("Nothing more to undo here.") if back else self.tr("Nothing more to redo here.")
        if step and back:
            words += " " + self.tr("What was done elsewhere is undone in the menu Edit: {step}").format(step=step)
        elif step:
            words += " " + self.tr("What was undone elsewhere is redone in the menu Edit: {step}").format(step=step)
        self.nothing_left.emit(words)

    def _all_kept(self) -> bool:
        kept = self.keep_all()
        if not kept:
            self.not_saved.say_nothing_undone()
        else:
            self.banner_over.emit(NOT_UNDONE)
        return kept

    # ---- what happens -----------------------------------------------------------------------------------------

    def _on_job_ended(self, job: AnyJob) -> None:
        """Say its trouble, unless who began it does, or how the project stands does."""
        by_state = isinstance(job.error, (ProjectGone, ProjectReadOnly, ProjectClosed))
        if isinstance(job.error, CoProClipError) and not job.kind.quiet and not by_state:
            self.show_banner(job.error)

    def _on_change(self, project: Project, changes: Changes) -> None:
        # On the thread that made the change, before any signal: so that words said just after it know it is counted.
        self.steps += changes.operation in _OPERATIONS
        self.in_window(partial(self._on_project_changed, project, changes))

    def in_window(self, do: Callable[[], object]) -> None:
        """Do this on the window's thread, after whatever came before it; on that thread it is done on return."""
        self._to_do.append(do)
        self._more_to_do.rung.emit(None)

    def _catch_up(self, _rung: None = None) -> None:
        while self._to_do and not self._waiting:
            self._to_do.popleft()()

    @contextmanager
    def hearing_later(self) -> Iterator[None]:
        """Whoever shows what is changed hears of it afterwards, as of an edit on the window's thread.

        While that is waited for, the button that asked for it is still pressed: it must not be taken away.
        """
        self._waiting += 1
        try:
            yield
        finally:
            self._waiting -= 1
            self._catch_up()

    def _on_project_changed(self, project: Project, changes: Changes) -> None:
        if project is self.project:
            if changes.origin != "elsewhere" and not project.read_only:
                self.not_saved.look()
            self.changed.emit(changes)
