"""What the window does for its project every second: sees whether it is still there, and who may write in it."""

import logging
import time
from collections.abc import Callable, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from coproclip.errors import CoProClipError, MediaError, ProjectGone, ProjectReadOnly
from coproclip.jobs import JobState
from coproclip.project.looking_after.missing import missing_recordings
from coproclip.project.project import Project
from coproclip.project.storage.backups import today
from coproclip.project.storage.lock import WindowLock
from coproclip.project.storage.places import is_plain_name
from coproclip.project.storage.set_aside import keep_words, kept_words, part_with_log
from coproclip.settings import not_noted, note_words, words_left
from coproclip.ui.job_runner import JobHandle, JobKind
from coproclip.ui.widgets.counting import some_named
from coproclip.ui.widgets.message import Message, MessageAction
from coproclip.ui.widgets.timers import every

if TYPE_CHECKING:
    from coproclip.ui.workspace import Workspace

log = logging.getLogger(__name__)

EVERY_MS = 1000
PATIENCE_S = 8.0
"""So long a window waits for the other one to let it write."""
PROJECT_STATE, MISSING, KEPT, WHOLE = "project:standing", "project:missing", "project:kept", "project:whole"
FOUND = "project:found"
NOT_SAVED, NO_BACKUP = "project:not saved", "project:no backup"
"""Keys of messages: how the project stands, what it lacks, where unsaved words and all that was known were put, that
such words of others lie there, that something could not be saved yet, and that there is no backup of today."""
_MOST_FOLDERS, _MOST_FOUND = 3, 50
"""So many folders are named that words were put into, and so many files of others are looked for."""


class ProjectWatch(QObject):
    """One for each workspace. `may_write_changed` is told when edits begin or cease to be taken."""

    may_write_changed = Signal()

    def __init__(self, workspace: "Workspace") -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self._lock: WindowLock | None = None
        self._wanted_until: float | None = None
        self._day = ""
        self._beside: tuple[list[str], Path] | None = None
        self.busy: Callable[[], bool] = lambda: False
        """Whether somebody is being recorded here: then no other window takes over."""
        self.refused_since: Callable[[], float | None] = lambda: None
        """Since when what is noted while somebody is recorded cannot be kept (seconds since 1970)."""
        self.unsaved: list[Callable[[], list[str]]] = []
        """Each tells what was typed in one place and is not in the project."""
        self._timer = every(self, self._on_second, EVERY_MS)

    # ---- opening and closing ----------------------------------------------------------------------------------

    def begin(self, project: Project) -> None:
        """Watch this project, and say what a person should know of it; before the pages show it."""
        self._wanted_until = None
        self._day = "" if project.is_large else today()  # a large one is backed up beside the window, also at first
        if not project.guard.write_protected:
            self._lock = WindowLock(project.folder)
            if not self._lock.acquire():
                project.guard.stop(_elsewhere(project))
        self._timer.start()

    def say(self, project: Project) -> None:
        """What a person should know of a project that was just opened."""
        for over in (KEPT, FOUND, WHOLE, NOT_SAVED):
            self._workspace.banner_over.emit(over)
        self.say_project_state(project)
        self._say_backup(project)
        # The window that put them there may have been closing, and nobody saw where.
        self._say_kept(project)
        self._say_found(project)
        self._workspace.banner_over.emit(MISSING)
        # Each file of a thousand is looked at.
        self._workspace.jobs.start(
            JobKind.FIND_RECORDINGS, "", lambda _job: missing_recordings(project), owner=self, ended=self._say_missing
        )

    def _say_missing(self, job: JobHandle[MediaError | None]) -> None:
        if job.state is not JobState.DONE:
            log.warning("looking for recordings failed: %s", type(job.error).__name__)
        elif (missing := job.result) is not None:
            said = (missing.happened, missing.safe, missing.next)
            self._workspace.show_banner(Message(*said, kind="caution", key=MISSING))

    def end(self, project: Project) -> None:
        """The project is about to be closed: what could not be saved is put beside it."""
        self._timer.stop()
        self.keep_beside(project)
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def say_project_state(self, project: Project) -> None:
        """Why nothing can be changed, with what can be done about it; nothing while edits are taken."""
        refusal = project.guard.refusal
        if refusal is None:
            self._workspace.banner_over.emit(PROJECT_STATE)
            return
        answers: tuple[MessageAction, ...] = ()
        if isinstance(refusal, ProjectGone):
            answers = (
                MessageAction(
                    self.tr("Open the project again"), lambda: self._workspace.open_asked.emit(project.folder)
                ),
            )
        elif not project.guard.write_protected:
            answers = (MessageAction(self.tr("Work here instead"), self.take_over),)
        kind = "error" if isinstance(refusal, ProjectGone) else "info"
        said = (refusal.happened, refusal.safe, refusal.next)
        self._workspace.show_banner(Message(*said, kind=kind, answers=answers, key=PROJECT_STATE, lasting=True))

    # ---- whether all is saved ---------------------------------------------------------------------------------

    def saved(self) -> tuple[float, float | None, bool]:
        """When the last change was saved, since when that fails (seconds since 1970), and whether this only reads."""
        project, fails = self._workspace.opened(), self._workspace.not_saved.since or self.refused_since()
        return project.saved_at, fails, project.read_only and fails is None

    def save_now(self) -> bool:
        """Keep what is half typed; False if not everything is saved, which was said."""
        project = self._workspace.project
        if project is None:
            return False
        kept = self._workspace.keep_all()
        try:
            project.guard.may_write()
        except CoProClipError as error:
            self._workspace.show_banner(error)
            return False
        if kept and self.not_saved():
            self._workspace.show_banner(
                Message(
                    self.tr("Some of what you typed is not saved yet."),
                    self.tr("It stays in this window, and CoProClip tries again."),
                    self.tr("Free some space on the disk, or finish what is open, then save again."),
                    kind="caution",
                    key=NOT_SAVED,
                )
            )
            return False
        if kept:
            self._workspace.banner_over.emit(NOT_SAVED)
        return kept

    # ---- every second -----------------------------------------------------------------------------------------

    def look(self) -> None:
        """Do at once what is done every second."""
        if self._timer.isActive():
            self._on_second()

    def _on_second(self) -> None:
        project = self._workspace.project
        if project is None:
            return
        try:
            project.poll()  # tells the listeners itself
        except CoProClipError as error:
            log.warning("looking for changes failed: %s", type(error).__name__)
        if isinstance(project.guard.refusal, ProjectGone):
            self._on_gone(project)
        elif self._wanted_until is not None:
            self._try_to_take(project, self._wanted_until)
        elif self._lock is not None and self._lock.asked() and not self.busy():
            self._hand_over(project)
        if self._day != today() and not project.read_only:
            self._back_up(project)

    def _back_up(self, project: Project) -> None:
        """Once a day, also where the window stays open for weeks."""
        self._day = today()
        title = self.tr("Keeping a backup") if project.is_large else ""
        self._workspace.jobs.start(
            JobKind.BACK_UP,
            title,
            lambda _job: project.back_up_daily(),
            owner=self,
            ended=lambda _job: self._say_backup(project),
        )

    def _say_backup(self, project: Project) -> None:
        """That the day's backup was not taken, and why; work goes on."""
        if project is not self._workspace.project:
            return
        if (error := project.no_backup) is None:
            self._workspace.banner_over.emit(NO_BACKUP)
            return
        self._workspace.show_banner(
            Message(
                self.tr("Today’s backup could not be kept. {reason}").format(reason=error.happened),
                self.tr("The project itself is safe."),
                error.next or self.tr("Keep a copy of the whole folder on another disk."),
                kind="caution",
                key=NO_BACKUP,
            )
        )

    def _on_gone(self, project: Project) -> None:
        self._timer.stop()
        space = self._workspace
        space.closing.emit()  # what is half typed now
        space.saving.wait()
        space.not_saved.since = space.not_saved.since or time.time()
        space.jobs.stop_all()
        kept = part_with_log(project)
        log.warning("the project was taken away; %s", "what was open is kept" if kept else "nothing could be kept")
        self.say_project_state(project)
        self.keep_beside(project)
        if kept is not None and kept.parent.parent != project.folder:
            # Its own backups are found from the project itself; this lies where nobody would look.
            self._workspace.show_banner(
                Message(
                    self.tr("A copy of the project’s words as they were here is kept."),
                    self.tr("It is the file “{name}” in {folder}.").format(name=kept.name, folder=kept.parent),
                    self.tr("Recordings are not in it."),
                    key=WHOLE,
                )
            )
        self.may_write_changed.emit()

    def not_saved(self) -> list[str]:
        """What was typed and is not in the project; ask `Workspace.keep_all` before."""
        return [text for tell in self.unsaved for text in tell() if text.strip()]

    def keep_beside(self, project: Project) -> bool:
        """Put what is not saved into a file beside the project, and say where, now and at the next opening.

        False if there is no place for a file.
        """
        texts = self.not_saved()
        if not texts or (self._beside is not None and self._beside[0] == texts and self._beside[1].is_file()):
            return True
        place = keep_words(project, texts)
        if place is None:
            return False
        self._beside = texts, place
        self._note([place], seen=False)
        self._say_kept(project)
        return True

    def _note(self, files: Sequence[Path], *, seen: bool) -> None:
        with self._workspace.settings.change():
            note_words(self._workspace.settings, files, seen=seen)

    def _say_kept(self, project: Project) -> None:
        """Where words lie that could not be saved: in the files that this computer noted and nobody has looked at."""
        files = words_left(self._workspace.settings)
        if not files:
            return
        folders = list(dict.fromkeys(file.parent for file in files))[:_MOST_FOLDERS]
        lies, answers = [], []
        for folder in folders:
            names = [file.name for file in files if file.parent == folder]
            if len(files) == 1:
                words = self.tr("It is in the file {names} in {folder}.")
            elif len(names) == 1:
                words = self.tr("{names} is in {folder}.")
            else:
                words = self.tr("{n} files are in {folder}: {names}.")
            lies.append(words.format(names=some_named(names), n=f"{len(names):,}", folder=folder))
            show = self.tr("Show the folder") if len(folders) == 1 else self.tr("Show “{name}”")
            words = show.format(name=folder.name)
            answers.append(MessageAction(words, partial(self._show_kept, project, files, folder)))
        self._workspace.show_banner(
            Message(
                self.tr("Some of what you typed could not be saved in the project."),
                " ".join(lies),
                self.tr("Copy it back from there."),
                kind="caution",
                answers=tuple(answers),
                key=KEPT,
                closed=lambda: self._note(files, seen=True),
            )
        )

    def _show_kept(self, project: Project, said: Sequence[Path], folder: Path) -> None:
        shown = self._workspace.show_folder(folder)
        # What nothing here could show, and what lies elsewhere, is still to be said.
        left = [file for file in said if not shown or file.parent != folder]
        if left:
            self._note(left, seen=False)
            self._say_kept(project)

    def _say_found(self, project: Project) -> None:
        """That files lie in the project that are called like those, but were not put there on this computer."""
        found = sorted(islice(kept_words(project.folder), _MOST_FOUND))
        files = not_noted(self._workspace.settings, found)
        named = [file.name for file in files if is_plain_name(file.name)]
        if not named:
            return
        lies = self.tr("They were not put there on this computer: {names} in {folder}.")
        if len(found) == _MOST_FOUND:
            named = named[:3]
            lies = self.tr("They were not put there on this computer: {names} and many more in {folder}.")
        self._workspace.show_banner(
            Message(
                self.tr("Somebody’s words that could not be saved may lie in this project’s folder."),
                lies.format(names=some_named(named), folder=project.folder),
                self.tr("Ask those who work in it with you, before you open one."),
                kind="caution",
                answers=(
                    MessageAction(self.tr("Show the folder"), lambda: self._workspace.show_folder(project.folder)),
                ),
                key=FOUND,
                closed=lambda: self._note(files, seen=True),
            )
        )

    # ---- two windows ------------------------------------------------------------------------------------------

    def take_over(self) -> None:
        """Ask the window that writes to let this one write."""
        project = self._workspace.project
        if project is None or self._lock is None or self._lock.owned:
            return
        self._lock.ask()
        self._wanted_until = time.monotonic() + PATIENCE_S
        self._workspace.show_banner(Message(self.tr("Asking the other window…"), kind="info", key=PROJECT_STATE))
        self._try_to_take(project, self._wanted_until)

    def _try_to_take(self, project: Project, until: float) -> None:
        assert self._lock is not None
        if self._lock.acquire():
            self._wanted_until = None
            project.guard.start()
            self.say_project_state(project)
            self._workspace.show_toast(self.tr("You can work here now"))
            self.may_write_changed.emit()
        elif time.monotonic() > until:
            self._wanted_until = None
            self._lock.withdraw()
            refusal = ProjectReadOnly(
                self.tr("The other window did not let go; somebody may be recording there."),
                self.tr("You can read, search, listen and export here."),
                self.tr("Close the other window, or try again when it is done."),
            )
            project.guard.stop(refusal)
            self.say_project_state(project)

    def _hand_over(self, project: Project) -> None:
        assert self._lock is not None
        if not self._workspace.keep_all():
            return  # what could not be saved here must not be overtaken there; that was said
        open_still = self.not_saved()
        if not self.keep_beside(project):
            return  # nowhere to put it: it could only be saved from here
        happened = self.tr("Another window works in this project now; this one can only read.")
        if open_still and self._beside is not None:
            # Also what the form says that is open now, when somebody presses Save in it.
            safe = self.tr(
                "What you had saved is in the project. What you were still typing is in the file “{name}” in {folder}."
            ).format(name=self._beside[1].name, folder=self._beside[1].parent)
        else:
            safe = self.tr("Everything you did here is saved.")
        project.guard.stop(ProjectReadOnly(happened, safe, self.tr("You can read, search, listen and export.")))
        self._workspace.jobs.stop_all()
        self._lock.release()
        self.say_project_state(project)
        self.may_write_changed.emit()


def _elsewhere(project: Project) -> ProjectReadOnly:
    return ProjectReadOnly(
        f"“{project.folder.stem}” is open in another window, so this one can only read.",
        "You can read, search, listen and export.",
        "To change something, go to the other window, or work here instead.",
    )
