"""Listening again to a passage, in the background: what was found waits here until a person chooses."""

from PySide6.QtCore import QObject, Signal

from coproclip.errors import CoProClipError
from coproclip.jobs import Job, JobState
from coproclip.timecode import TimeRange, clock
from coproclip.transcription.retranscribe_passage import Proposal, listen_again
from coproclip.ui.job_runner import JobHandle, JobKind
from coproclip.ui.operations.words import take_retranscription
from coproclip.ui.widgets.message import Message, MessageAction
from coproclip.ui.workspace import Workspace


class RetranscriptionJob(QObject):
    """One passage at a time. While `watched`, a dialog shows how it goes; else it is said when it is done."""

    changed = Signal()
    """It began, went on, ended, or was forgotten."""
    compare_asked = Signal()
    """What was found shall be looked at."""

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.watched = False
        self.story_id = 0
        self.time = TimeRange(0, 0)
        self.job: JobHandle[Proposal] | None = None
        self.found: Proposal | None = None
        self.trouble: CoProClipError | None = None
        workspace.project_opened.connect(self.forget)

    @property
    def busy(self) -> bool:
        """Whether it listens now, or waits to."""
        return self.job is not None and not self.job.ended and not self.job.cancel.cancelled

    def start(self, story_id: int, time: TimeRange, *, preset: str, model: str, language: str) -> None:
        """Begin; nothing in the project changes by it."""
        project, writer = self._workspace.opened(), self._workspace.writer
        models = self._workspace.settings.models
        self.story_id, self.time, self.found, self.trouble = story_id, time, None, None

        def _work(job: Job) -> Proposal:
            return listen_again(
                project,
                story_id,
                time,
                preset=preset,
                model=model,
                language=language,
                models=models,
                report=job.report,
                cancel=job.cancel,
                writer=writer,
            )

        title = self.tr("Listening again from {time}").format(time=clock(time.start_ms))
        self.job = self._workspace.jobs.start(
            JobKind.RETRANSCRIBE, title, _work, owner=self, progress=self._on_progress, ended=self._on_ended
        )
        self.changed.emit()

    def stop(self) -> None:
        """Give it up; the words are as they were."""
        if self.job is not None:
            self._workspace.jobs.stop(self.job)
        self.forget()

    def forget(self) -> None:
        """The words stay as they were."""
        self.job = self.found = self.trouble = None
        self._workspace.banner_over.emit("again")
        self.changed.emit()

    def keep(self, *, also_checked: bool) -> bool:
        """Take what was found, as one step; False, with the reason in `trouble`, if that could not be."""
        found = self.found
        if found is None:
            return False
        if not take_retranscription(self._workspace, found, also_checked, self._on_trouble):
            return False
        self.forget()
        return True

    def _on_trouble(self, trouble: CoProClipError) -> None:
        self.trouble = trouble

    def _on_progress(self, job: JobHandle[Proposal]) -> None:
        if job is self.job:
            self.changed.emit()

    def _on_ended(self, job: JobHandle[Proposal]) -> None:
        if job is not self.job:
            return  # it was given up meanwhile
        self.job = None
        if job.state is JobState.DONE:
            self.found = job.result
            if not self.watched:
                self.remind()
        elif isinstance(job.error, CoProClipError):
            self.trouble = job.error
            if not self.watched:
                self._workspace.show_banner(job.error)
        self.changed.emit()

    def remind(self) -> None:
        """Say that something was found and waits to be chosen."""
        times = f"{clock(self.time.start_ms)}–{clock(self.time.end_ms)}"
        happened = self.tr("Listened again to {times}.").format(times=times)
        answers = (MessageAction(self.tr("Compare…"), self.compare_asked.emit),)
        safe = self.tr("The words are as they were until you choose.")
        self._workspace.show_banner(Message(happened, safe, answers=answers, icon="ear", key="again"))
