"""“Try it out”: ten seconds that are played back, told how loud they were, and thrown away."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from coproclip.capture.trial_recording import TrialRecording, TrialResult
from coproclip.errors import CoProClipError
from coproclip.jobs import Job
from coproclip.timecode import TimeRange
from coproclip.ui.pages.record.recording_session import Phase, RecordingSession
from coproclip.ui.workspace import Workspace

OWNER = "try-out"


class TrialStrip(QObject):
    """Borrows the microphones from the session and gives them back."""

    began = Signal()
    heard = Signal(object)
    """What was heard (`TrialResult`); it can be listened to until `forget`."""

    def __init__(
        self, recording_session: RecordingSession, workspace: Workspace, listen: Callable[[], object], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._recording_session, self._workspace, self._listen = recording_session, workspace, listen
        self._trial: TrialRecording | None = None
        self.tried: TrialResult | None = None
        self._ending = False

    @property
    def running(self) -> bool:
        """Whether something is being tried now."""
        return self._trial is not None and self.tried is None

    @property
    def left_s(self) -> int:
        """How many seconds are left."""
        return -(-self._trial.left_ms // 1000) if self._trial is not None else 0

    def begin(self) -> None:
        """Try the microphones that are open."""
        recording_session = self._recording_session
        if recording_session.phase is not Phase.READY or self._trial is not None:
            return
        self._workspace.listening.pause()
        there, before = recording_session.setup.with_those_there(recording_session.devices), recording_session.lend()

        def _begin(_job: Job) -> TrialRecording:
            recording_session.close(before)
            trial = TrialRecording(
                there.microphones,
                sample_rate=there.sample_rate,
                bits=there.bits,
                open_source=recording_session.open_source,
            )
            trial.start()
            recording_session.hold(trial.recorder)
            return trial

        recording_session.submit(_begin, self._on_begun)

    def _on_begun(self, job: Job) -> None:
        trial = job.result
        if isinstance(job.error, CoProClipError):
            self._recording_session.trouble.emit(job.error)
            self._listen()
        elif isinstance(trial, TrialRecording) and self._recording_session.phase is not Phase.TRYING:
            self._discard(trial)
        elif isinstance(trial, TrialRecording):
            self._trial, self._recording_session.recorder = trial, trial.recorder
            self.began.emit()

    def look(self) -> None:
        """Notice that there is enough; to be called often."""
        if self.running and self._recording_session.phase is Phase.TRYING and not self.left_s:
            self.end()

    def end(self) -> None:
        """That is enough: tell what was heard, and listen on."""
        trial = self._trial
        # It has ended before that is heard of here: nobody hears it twice.
        running = trial is not None and self.tried is None and not self._ending
        if trial is not None and running and self._recording_session.phase is Phase.TRYING:
            self._ending = True
            self._recording_session.lend()
            self._recording_session.submit(lambda _job: trial.finish(), self._on_ended)

    def _on_ended(self, job: Job) -> None:
        self._ending = False
        if self._recording_session.phase is Phase.TRYING:
            self._listen()
        if isinstance(job.result, TrialResult) and self._trial is not None:
            self.tried = job.result
            self.heard.emit(job.result)
            self.play()
        else:
            self.forget()

    def play(self) -> None:
        """Hear what was tried."""
        if self.tried is not None:
            whole = TimeRange(0, max(1, self.tried.duration_ms))
            self._workspace.listening.play(Path(self.tried.path), [whole], owner=OWNER)

    def forget(self) -> None:
        """Take away what was tried; ends what still runs."""
        trial, self._trial, self.tried = self._trial, None, None
        if trial is not None:
            if self._workspace.listening.is_playing_for(OWNER):
                self._workspace.listening.pause()
            if self._recording_session.recorder is trial.recorder:
                self._recording_session.lend()
            self._discard(trial)

    def _discard(self, trial: TrialRecording) -> None:
        def _away(_job: Job) -> None:
            self._recording_session.close(trial.recorder)
            trial.discard()

        self._recording_session.submit(_away)
