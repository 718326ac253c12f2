"""Making, opening and changing projects from the window, and choosing files to bring in."""

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtWidgets import QFileDialog, QPushButton, QWidget

from coproclip.errors import Cancelled, CoProClipError, ProjectDamaged, ProjectUnsafe
from coproclip.example import TITLE as EXAMPLE
from coproclip.example import fill, open_example
from coproclip.jobs import Job
from coproclip.overview.stories import project_counts
from coproclip.project.erasing.unfinished_erasure import finish_at_opening
from coproclip.project.going_back.restoring import restore
from coproclip.project.project import SUFFIX, Project
from coproclip.project.storage.backups import backups
from coproclip.settings import documents_folder
from coproclip.ui.commands.menus import choice, context_menu, fill_menu, hang_menu
from coproclip.ui.commands.table import Command, CommandTable
from coproclip.ui.job_runner import JobKind
from coproclip.ui.restore_backup import RestoreDialog, when
from coproclip.ui.wait_for import wait_for
from coproclip.ui.widgets.counting import counted
from coproclip.ui.widgets.half_typed import leave_dialogs
from coproclip.ui.widgets.message import Message, MessageAction
from coproclip.ui.workspace import Workspace


def contents_words(workspace: Workspace) -> str:
    """“12 stories · 11 storytellers”; of a project whose stories are all in the bin, that they are there."""
    tr, counts = QCoreApplication.translate, workspace.read(project_counts)
    if not counts.stories and counts.binned:
        one, many = tr("Projects", "1 story in the bin"), tr("Projects", "{n} stories in the bin")
        return counted(counts.binned, one, many)
    if not counts.stories:
        return tr("Projects", "No stories yet")
    sentence = counted(counts.stories, tr("Projects", "1 story"), tr("Projects", "{n} stories"))
    if not counts.storytellers:
        return sentence
    who = counted(counts.storytellers, tr("Projects", "1 storyteller"), tr("Projects", "{n} storytellers"))
    return f"{sentence} · {who}"


def project_meant(folder: Path) -> Path:
    """The project at `folder`, that it lies in, or the only one in it: a double click leads into a folder."""
    for place in (folder, *folder.parents):
        if os.path.isfile(place / "project.db"):
            return place
    inside = [place for place in folder.glob(f"*{SUFFIX}") if os.path.isfile(place / "project.db")]
    return inside[0] if len(inside) == 1 else folder


class Projects(QObject):
    """Asks which project and opens it."""

    def __init__(self, workspace: Workspace, window: QWidget) -> None:
        super().__init__(window)
        self._workspace, self._window = workspace, window
        self._files_from = Path.home()

    def recent(self) -> list[Path]:
        """Projects of late that are still there, newest first."""
        folders = [Path(name) for name in self._workspace.settings.recent_projects]
        return [folder for folder in folders if os.path.isfile(folder / "project.db")]

    def ask_new(self) -> None:
        """Ask for a name and a place, make the project there."""
        name, _kind = QFileDialog.getSaveFileName(
            self._window,
            self.tr("New project: name and place"),
            str(documents_folder() / self.tr("My project")),
            self.tr("CoProClip project (*{suffix})").format(suffix=SUFFIX),
            options=QFileDialog.Option.HideNameFilterDetails,
        )
        if name:
            folder = Path(name)
            stem = folder.stem if folder.suffix == SUFFIX else folder.name
            self._open(stem, lambda _job: Project.create(folder, stem))

    def ask_open(self) -> None:
        """Ask for a project's folder and open it."""
        recent = self.recent()
        start = recent[0].parent if recent else documents_folder()
        name = QFileDialog.getExistingDirectory(
            self._window,
            self.tr("Open project: choose its folder, called “… {suffix}”").format(suffix=SUFFIX),
            str(start),
        )
        if name:
            self.open(project_meant(Path(name)))

    def open(self, folder: Path) -> bool:
        """Open the project at `folder`; a trouble is said, and the project before stays open then."""

        def _refused(error: CoProClipError) -> None:
            spoilt = isinstance(error, (ProjectDamaged, ProjectUnsafe)) and backups(folder)
            answer = MessageAction(self.tr("Restore a backup…"), lambda: self.ask_restore(folder))
            self._workspace.show_banner(Message.of(error, [answer] if spoilt else []))

        return self._open(folder.stem, lambda job: Project.open(folder, job.cancel), _refused) is not None

    def _open(
        self, name: str, opening: Callable[[Job], Project], refused: Callable[[CoProClipError], None] | None = None
    ) -> Project | None:
        """The project that `opening` opens, now that of the window.

        None if a person goes on in a dialog over the one before or had enough, or after a trouble.
        """

        def _work(job: Job) -> Project:
            project = opening(job)
            finish_at_opening(project, job.cancel)
            if job.cancel.cancelled:
                project.close()
            job.cancel.raise_if_cancelled()
            return project

        if not leave_dialogs():
            return None
        title = self.tr("Opening “{project}”").format(project=name)
        try:
            return self._workspace.use(
                wait_for(self._workspace, title, _work, self._window, JobKind.OPEN, may_stop=True)
            )
        except Cancelled:
            return None
        except CoProClipError as error:
            (refused or self._workspace.show_banner)(error)
            return None

    def ask_restore(self, folder: Path | None = None) -> None:
        """Ask which backup to go back to, of the project at `folder` or of the open one, and open what it was."""
        project = self._workspace.project
        folder = folder or (project.folder if project is not None else None)
        if folder is None:
            return
        dialog = RestoreDialog(folder, self._window)
        if not dialog.exec() or dialog.chosen is None:
            return
        if project is not None and project.folder == folder:
            self._workspace.close_project()
        chosen = dialog.chosen
        try:
            done = wait_for(
                self._workspace,
                self.tr("Restoring the backup"),
                lambda job: restore(folder, chosen, job.cancel),
                self._window,
                may_stop=True,
                to_the_end=True,
            )
        except Cancelled:
            self.open(folder)
            return
        except CoProClipError as error:
            self.open(folder)
            self._workspace.show_banner(error)
            return
        if self.open(folder):
            sentence = self.tr("This is how the project was in the backup of {day}.").format(day=when(chosen))
            safe, before = self.tr("What was there before is kept as the newest backup."), done.before
            if before is not None and before.number < max(one.number for one in backups(folder)):
                safe = self.tr("What was there before is the backup of {day}; it stays.").format(day=when(before))
            self._workspace.show_banner(Message(sentence, safe, done.sentence, key="restored"))

    def open_example(self) -> None:
        """Open the example project; its sound and words are put in while one watches."""
        project = self._open(EXAMPLE, lambda _job: open_example())
        if project is not None:

            def _fill(job: Job) -> None:
                fill(project, report=job.report, cancel=job.cancel, step=lambda _words: None)

            self._workspace.jobs.start(JobKind.FILL_EXAMPLE, self.tr("Getting the example ready"), _fill)

    def ask_files(self) -> None:
        """Ask for recordings to bring in."""
        names, _kind = QFileDialog.getOpenFileNames(
            self._window, self.tr("Choose recordings or videos"), str(self._files_from)
        )
        if names:
            self._files_from = Path(names[0]).parent
            self._workspace.import_asked.emit([Path(name) for name in names])

    def take(self, files: list[Path]) -> None:
        """Files were dropped: a project is opened, anything else is brought in."""
        projects = [file for file in files if file.suffix == SUFFIX and file.is_dir()]
        if projects:
            self.open(projects[0])
        elif self._workspace.project is None:
            self._workspace.show_banner(
                Message(
                    self.tr("There is no project open to put these files in."),
                    next=self.tr("Make a project first, then drop them again."),
                    answers=(MessageAction(self.tr("New project…"), self.ask_new),),
                )
            )
        elif files:
            self._workspace.import_asked.emit(files)

    def hang_menus(self, commands: CommandTable, button: QPushButton) -> None:
        """Projects of late in the Project menu, and a menu for the project's name in the sidebar."""
        recent = context_menu(self._window, ())
        recent.setTitle(self.tr("Recent"))

        def _fill_recent() -> None:
            recent.clear()
            fill_menu(recent, self._choices(self.recent()))
            recent.setEnabled(not recent.isEmpty())
            commands.menu("Project").insertMenu(commands.action("open_example"), recent)

        commands.changed.connect(_fill_recent)
        short = hang_menu(button, lambda: self._choices(self.recent()[1:6]))

        def _add_commands() -> None:
            short.addSeparator()
            short.addActions([commands.action(name) for name in ("new_project", "open_project", "open_example")])

        short.aboutToShow.connect(_add_commands)

    def _choices(self, folders: list[Path]) -> list[Command]:
        return [choice(folder.stem, partial(self.open, folder)) for folder in folders]
