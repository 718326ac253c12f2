"""Bringing in a transcript in the background: its words are found in the sound, then it becomes the story's words."""

from PySide6.QtCore import QObject, Signal

from coproclip.errors import CoProClipError
from coproclip.jobs import Job, JobState
from coproclip.transcript.files.passages import TranscriptFile
from coproclip.transcription.bring_in_transcript import BroughtTranscript, place
from coproclip.transcription.finish import names_after_words
from coproclip.transcription.not_taken import in_short, sentence
from coproclip.transcription.place_words import PlacedTranscript
from coproclip.transcription.queue import TranscriptionRequest, request_for
from coproclip.ui.job_runner import JobHandle, JobKind
from coproclip.ui.operations.transcript import bring_in_transcript
from coproclip.ui.widgets.counting import counted
from coproclip.ui.widgets.message import Message
from coproclip.ui.workspace import Workspace


class BringInJob(QObject):
    """One transcript at a time. While `watched`, a dialog shows how it goes; else it is said when it is done."""

    changed = Signal()
    """It began, went on, ended, or was given up."""

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.watched = False
        self.story_id = 0
        self.name = ""
        self.job: JobHandle[PlacedTranscript] | None = None
        self.trouble: CoProClipError | None = None
        self.done = False
        self._replace_all = False
        workspace.project_opened.connect(self.forget)

    @property
    def busy(self) -> bool:
        """Whether it listens now, or waits to."""
        return self.job is not None and not self.job.ended and not self.job.cancel.cancelled

    def start(self, story_id: int, file: TranscriptFile, name: str, *, listen: bool, replace_all: bool) -> None:
        """Begin with a file of this `name`; the story's words stay until all of it is found."""
        project, space = self._workspace.opened(), self._workspace
        self.story_id, self.name, self._replace_all = story_id, name, replace_all
        self.trouble, self.done = None, False

        def _work(job: Job) -> PlacedTranscript:
            usual = TranscriptionRequest(space.settings.preset, space.settings.speech_model, space.settings.language)
            return place(
                project,
                story_id,
                file,
                listen=listen,
                asked=request_for(project, story_id, usual),
                models=space.settings.models,
                report=job.report,
                cancel=job.cancel,
                writer=space.writer,
            )

        title = self.tr("Finding the words of “{name}” in the sound").format(name=name)
        self.job = space.jobs.start(
            JobKind.BRING_IN_TRANSCRIPT, title, _work, owner=self, progress=self._on_progress, ended=self._on_ended
        )
        self.changed.emit()

    def stop(self) -> None:
        """Give it up; the words are as they were."""
        if self.job is not None:
            self._workspace.jobs.stop(self.job)
        self.forget()

    def forget(self) -> None:
        """The words stay as they were."""
        self.job = self.trouble = None
        self.done = False
        self.changed.emit()

    def _on_progress(self, job: JobHandle[PlacedTranscript]) -> None:
        if job is self.job:
            self.changed.emit()

    def _on_ended(self, job: JobHandle[PlacedTranscript]) -> None:
        if job is not self.job:
            return  # it was given up meanwhile
        self.job = None
        if job.state is JobState.DONE:
            self._bring_in(job.result)
        elif isinstance(job.error, CoProClipError):
            self._on_trouble(job.error)
        self.changed.emit()

    def _bring_in(self, found: PlacedTranscript) -> None:
        workspace, story_id = self._workspace, self.story_id
        brought = bring_in_transcript(workspace, story_id, found, self.name, self._replace_all, self._on_trouble)
        if brought is None:
            return
        self.done = True
        project = workspace.opened()
        workspace.jobs.start(JobKind.FIND_NAMES, "", lambda _job: names_after_words(project, story_id), owner=self)
        self._say(found, brought)

    def _say(self, found: PlacedTranscript, brought: BroughtTranscript) -> None:
        """What a person should know of it: what was not taken, how sure its times are, and what was left out."""
        parts = []
        if brought.not_taken:
            parts += [sentence(brought.not_taken), *in_short(brought.not_taken)]
            if not self._replace_all:
                parts.append(self.tr("To take those of the file, bring it in again and choose “Replace that too”."))
        if not brought.changed:
            pass  # none of its times was taken
        elif found.guessed and found.heard:
            one = self.tr("Of 1 passage no word was heard so: its times are a guess.")
            many = self.tr("Of {n} passages no word was heard so: their times are a guess.")
            parts.append(counted(found.guessed, one, many))
        elif found.guessed:
            parts.append(self.tr("The times of its words are those of its lines, so when each is said is a guess."))
        if found.guessed and brought.changed:
            parts.append(self.tr("There a name that is taken out silences all up to the next words that were heard."))
        if brought.left_out:
            parts.append(self.tr("Left out: {what}.").format(what="; ".join(brought.left_out)))
        if parts:
            in_it, nothing = self.tr("“{name}” was brought in."), self.tr("Nothing was taken from “{name}”.")
            happened = (nothing if brought.is_same else in_it).format(name=self.name)
            self._workspace.show_banner(Message(happened, " ".join(parts), icon="file-input", key="brought in"))

    def _on_trouble(self, trouble: CoProClipError) -> None:
        self.trouble = trouble
        if not self.watched:
            self._workspace.show_banner(trouble)
