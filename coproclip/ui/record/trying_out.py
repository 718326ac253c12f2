"""“Try it out”: ten seconds that are played back, told how loud they were, and thrown away."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from coproclip.capture.trying import Tried, TryOut
from coproclip.errors import CoProClipError
from coproclip.jobs import Job
from coproclip.timecode import TimeRange
from coproclip.ui.record.sitting import Phase, Sitting
from coproclip.ui.workspace import Workspace

OWNER = "try-out"


class Trying(QObject):
    """Borrows the microphones from the sitting and gives them back."""

    began = Signal()
    heard = Signal(object)
    """What was heard (`Tried`); it can be listened to until `forget`."""

    def __init__(self, sitting: Sitting, workspace: Workspace, listen: Callable[[], object], parent: QObject) -> None:
        super().__init__(parent)
        self._sitting, self._workspace, self._listen = sitting, workspace, listen
        self._trial: TryOut | None = None
        self.tried: Tried | None = None

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
        sitting = self._sitting
        if sitting.phase is not Phase.READY or self._trial is not None:
            return
        self._workspace.listening.pause()
        there, before = sitting.setup.with_those_there(sitting.devices), sitting.lend()

        def _begin(_job: Job) -> TryOut:
            sitting.close(before)
            trial = TryOut(
                there.microphones, sample_rate=there.sample_rate, bits=there.bits, open_source=sitting.open_source
            )
            trial.start()
            sitting.hold(trial.recorder)
            return trial

        sitting.submit(_begin, self._on_begun)

    def _on_begun(self, job: Job) -> None:
        trial = job.result
        if isinstance(job.error, CoProClipError):
            self._sitting.trouble.emit(job.error)
            self._listen()
        elif isinstance(trial, TryOut) and self._sitting.phase is not Phase.TRYING:
            self._discard(trial)
        elif isinstance(trial, TryOut):
            self._trial, self._sitting.recorder = trial, trial.recorder
            self.began.emit()

    def look(self) -> None:
        """Notice that there is enough; to be called often."""
        if self.running and self._sitting.phase is Phase.TRYING and not self.left_s:
            self.end()

    def end(self) -> None:
        """That is enough: tell what was heard, and listen on."""
        trial = self._trial
        if trial is not None and self.tried is None and self._sitting.phase is Phase.TRYING:
            self._sitting.lend()
            self._sitting.submit(lambda _job: trial.finish(), self._on_ended)

    def _on_ended(self, job: Job) -> None:
        if self._sitting.phase is Phase.TRYING:
            self._listen()
        if isinstance(job.result, Tried) and self._trial is not None:
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
            if self._sitting.recorder is trial.recorder:
                self._sitting.lend()
            self._discard(trial)

    def _discard(self, trial: TryOut) -> None:
        def _away(_job: Job) -> None:
            self._sitting.close(trial.recorder)
            trial.discard()

        self._sitting.submit(_away)
