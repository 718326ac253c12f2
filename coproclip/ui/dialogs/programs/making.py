"""What both dialogs have: where the files go and to whom, the making with Stop, and Open folder once it is done."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QLineEdit, QWidget
from shiboken6 import isValid

from coproclip.errors import CoProClipError
from coproclip.jobs import Job, JobState
from coproclip.settings import remember_export_folder
from coproclip.ui.dialogs.share.foot import MakingFoot
from coproclip.ui.job_runner import JobHandle, JobKind
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.label import Label
from coproclip.ui.widgets.message import Message, MessageAction
from coproclip.ui.widgets.tooltips import as_written
from coproclip.ui.workspace import Workspace


@dataclass(frozen=True, slots=True)
class MadeFiles:
    """What was made: a sentence, the folder it is in, and what else there is to know."""

    words: str
    folder: Path
    notes: tuple[str, ...] = ()


Work = Callable[[Job, Path, str, Callable[[str], None]], MadeFiles]
"""Makes the files in a folder, for somebody, and says what else happened."""


class ProgramFiles(QWidget):
    """The foot of such a dialog: `why_not` says what keeps Export off, `work` is what it does."""

    def __init__(
        self, workspace: Workspace, dialog: Dialog, why_not: Callable[[], str], work: Callable[[], Work]
    ) -> None:
        super().__init__(dialog)
        self._workspace, self._dialog, self._why_not, self._work = workspace, dialog, why_not, work
        self._job: JobHandle[MadeFiles] | None = None
        self._made: MadeFiles | None = None
        self._stopped = False
        self.hide()
        words = self.tr("To whom it goes")
        self.to_whom = QLineEdit()
        self.to_whom.setAccessibleName(words)
        self.to_whom.setPlaceholderText(words)
        self.to_whom.setToolTip(self.tr("Kept in “What went out”. Need not be filled in."))
        self.trouble = Label("", "error", wrap=True)
        self.foot = MakingFoot(workspace, margin=0)
        self.foot.asked.connect(self.begin)
        self.foot.stop_asked.connect(self._stop)
        self.foot.show_asked.connect(self._open_folder)
        self.foot.confirm.toggled.connect(lambda _on: self.renew())
        self.foot.show_files.setText(self.tr("Open folder"))
        for part in (self.to_whom, self.trouble, self.foot):
            dialog.column.addWidget(part)
        dialog.answer_with(Button(self.tr("Close"), on_click=dialog.accept))

    @property
    def busy(self) -> bool:
        """Whether files are being made."""
        return self._job is not None

    @property
    def is_made(self) -> bool:
        """Whether what is asked for now was made."""
        return self._made is not None

    def renew(self) -> None:
        """Show what can be done now."""
        why = self._why_not()
        if not why and self.foot.is_unconfirmed:
            why = self.tr("Sensitive things are in it: look at the stored yes first.")
        self.foot.show_busy(self.busy)
        self.foot.show_files.setVisible(self._made is not None and not self.busy)
        self.foot.export.setEnabled(not self.busy and not why)
        self.foot.export.setToolTip(as_written(why))
        self.to_whom.setEnabled(not self.busy)
        self.trouble.setVisible(bool(self.trouble.text()))
        if not self.busy:
            stopped = self.tr("Stopped. Nothing was made.") if self._stopped else ""
            self.foot.say(self._made.words if self._made is not None else stopped or why)

    def forget(self) -> None:
        """Something else is asked for now: what was made belongs to that before."""
        self._made, self._stopped = None, False
        self.trouble.setText("")
        self.foot.say_more(())

    def begin(self) -> None:
        """Make the files in the background."""
        if not self.foot.export.isEnabled():
            return
        self.forget()
        work, folder, to_whom, notes = self._work(), self.foot.folder(), self.to_whom.text().strip(), list[str]()
        with self._workspace.settings.change():
            remember_export_folder(self._workspace.settings, folder)
        workspace, dialog = self._workspace, self._dialog
        self._job = workspace.jobs.start(
            JobKind.EXPORT,
            self.tr("Making files"),
            lambda job: work(job, folder, to_whom, notes.append),
            subject=(folder, type(dialog).__name__),
            owner=self,
            progress=lambda job: self.foot.show_progress(job.progress),
            ended=lambda job: self._on_ended(job, notes),
        )

        def _say_elsewhere(job: JobHandle[MadeFiles]) -> None:
            if not (isValid(dialog) and dialog.isVisible()):
                _say_in_window(workspace, job)

        workspace.jobs.follow(self._job, ended=_say_elsewhere)
        self.foot.say(self.tr("Making the files"))
        self.renew()
        self.foot.stop.setFocus()

    def _stop(self) -> None:
        if self._job is not None:
            self.foot.say(self.tr("Stopping…"))
            self._workspace.jobs.stop(self._job)

    def _on_ended(self, job: JobHandle[MadeFiles], notes: list[str]) -> None:
        self._job, self._stopped = None, job.state is JobState.STOPPED
        self._made = job.result if job.state is JobState.DONE else None
        self.trouble.setText(str(job.error) if isinstance(job.error, CoProClipError) else "")
        self.foot.say_more([*notes, *(self._made.notes if self._made is not None else ())])
        self.renew()
        (self.foot.show_files if self._made is not None else self.foot.export).setFocus()

    def _open_folder(self) -> None:
        if self._made is not None:
            self._workspace.show_folder(self._made.folder)


def _say_in_window(workspace: Workspace, job: JobHandle[MadeFiles]) -> None:
    """The dialog was closed meanwhile: the window says what became of it."""
    if isinstance(job.error, CoProClipError):
        workspace.show_banner(job.error)
    elif job.state is JobState.DONE:
        words, folder = QCoreApplication.translate("ProgramFiles", "Open folder"), job.result.folder
        answer = MessageAction(words, lambda: workspace.show_folder(folder))
        workspace.show_banner(Message(job.result.words, answers=(answer,), key="files made"))
