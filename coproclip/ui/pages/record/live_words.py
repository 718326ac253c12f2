"""“Show the words as they come”: to read along while somebody tells, if the computer can; nothing of it is kept."""

from functools import partial

import psutil
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from coproclip.capture.recorder import Recorder
from coproclip.errors import CoProClipError
from coproclip.jobs import Job
from coproclip.people.consent import ConsentAbout
from coproclip.speech.engine import SpeechOptions
from coproclip.speech.live_preview import follow
from coproclip.speech.models.installed import find_model
from coproclip.speech.presets import QUICK
from coproclip.ui.dialogs.consent_choices import Choices
from coproclip.ui.job_runner import JobHandle, JobKind, JobRunner
from coproclip.ui.pages.record.recording_session import Phase, RecordingSession
from coproclip.ui.style.tokens import current
from coproclip.ui.widgets.boxes import NONE, vbox
from coproclip.ui.widgets.label import Label
from coproclip.ui.widgets.switch import Switch
from coproclip.ui.workspace import Workspace

LEAST_CORES, LEAST_BYTES = 2, 1_500_000_000
PASSAGES = 40


class LiveWords(QWidget):
    """A switch, and below it what was heard last. It only reads what the recorder has put on the disk."""

    _heard = Signal(object, str)

    def __init__(
        self, workspace: Workspace, recording_session: RecordingSession, choices: Choices, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._workspace, self._recording_session, self._choices = workspace, recording_session, choices
        self._recorder: Recorder | None = None
        self._job: JobHandle[bool] | None = None
        self._jobs = JobRunner(self)
        column = vbox(self, NONE, 8)
        self.switch = Switch(self.tr("Show the words as they come"))
        self.switch.setChecked(workspace.settings.live_words)
        self.switch.toggled.connect(self._on_toggled)
        self.words = QPlainTextEdit()
        self.words.setReadOnly(True)
        self.words.setTabChangesFocus(True)
        self.words.setMaximumBlockCount(PASSAGES)
        self.words.setAccessibleName(self.tr("What was heard, a first try"))
        self.state = Label("", "hint", wrap=True)
        for part in (self.switch, self.words, self.state):
            column.addWidget(part)
        self._heard.connect(self._on_heard, Qt.ConnectionType.QueuedConnection)
        recording_session.phase_changed.connect(self._on_phase_changed)
        choices.changed.connect(self._on_choices_changed)
        self.fit()
        self._show()

    def fit(self) -> None:
        """Four lines at the text size in use."""
        self.words.setFixedHeight(current().scaled(96))

    def _on_phase_changed(self) -> None:
        recorder = (
            self._recording_session.recorder
            if self._recording_session.phase in (Phase.RECORDING, Phase.PAUSED)
            else None
        )
        if recorder is self._recorder:
            return
        self._recorder = recorder
        if recorder is None:
            # The engine ends before the story itself is transcribed.
            self._stop()
        else:
            self.words.clear()
            self._follow()

    def _on_choices_changed(self) -> None:
        if not self._allowed():
            self._stop()
        self._follow()

    def _allowed(self) -> bool:
        return self._choices.said(ConsentAbout.TRANSCRIBED) == "yes"

    def _stop(self) -> None:
        if self._job is not None:
            self._jobs.stop(self._job)
        self._job = None
        self._show()

    def _on_toggled(self, on: bool) -> None:
        settings = self._workspace.settings
        with settings.change():
            settings.live_words = on
        if on:
            self._follow()
        else:
            self._stop()

    def _follow(self) -> None:
        recorder = self._recorder
        if recorder is None or not self.switch.isChecked() or self._job is not None:
            return self._show()
        if not self._allowed():
            return self._show(self.tr("Words are only shown after a yes to being transcribed."))
        if trouble := self.too_small():
            return self._show(trouble)
        wav, settings = recorder.status.path, self._workspace.settings
        if wav is None:
            return self._show()
        options = SpeechOptions(settings.language, preset=QUICK)

        def _work(job: Job) -> bool:
            model = find_model(models=settings.models)
            said = partial(self._heard.emit, job)
            return follow(wav, lambda: recorder.status.safe_ms, model, said, job.cancel, options=options)

        self._job = self._jobs.start(JobKind.FOLLOW_RECORDING, "", _work, owner=self, ended=self._on_ended)
        return self._show()

    def too_small(self) -> str:
        """Why this computer cannot, in a sentence; empty when it can."""
        if (psutil.cpu_count() or 1) < LEAST_CORES:
            return self.tr("This computer has only one processor, and the recording needs it.")
        if psutil.virtual_memory().available < LEAST_BYTES:
            return self.tr("There is not enough memory free for this now. The recording goes on.")
        return ""

    def _on_heard(self, job: Job, words: str) -> None:
        if job is self._job:
            self.words.appendPlainText(words)
            self._show()

    def _on_ended(self, job: JobHandle[bool]) -> None:
        if job is not self._job:
            return  # somebody stopped it
        self._job = None
        if isinstance(job.error, CoProClipError):
            self._show(job.error.happened)
        elif job.result is False:
            self._show(self.tr("This computer is too slow for it while it records. The recording goes on."))

    def _show(self, trouble: str = "") -> None:
        on = self.switch.isChecked()
        self.words.setVisible(on and self._recorder is not None and (self._job is not None or not self.nothing()))
        hint = self.tr("A first try that is not kept. The whole story is transcribed afterwards.")
        self.state.setText(trouble or (hint if on else ""))
        self.state.setVisible(bool(self.state.text()))

    def nothing(self) -> bool:
        """Whether no words came yet."""
        return not self.words.toPlainText()
