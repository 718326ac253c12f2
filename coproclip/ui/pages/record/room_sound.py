"""Five seconds of the quiet room, for repairs later on."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from coproclip.people.moments import MomentKind
from coproclip.ui.pages.record.action_bar import ActionBar
from coproclip.ui.pages.record.recording_session import Phase, RecordingSession
from coproclip.ui.widgets.timers import every

ROOM_MS, TURN_MS = 5000, 100


class RoomSound(QObject):
    """Records on for five seconds, counts them down where questions stand, and notes the stretch."""

    def __init__(self, recording_session: RecordingSession, bar: ActionBar, parent: QObject) -> None:
        super().__init__(parent)
        self._recording_session, self._bar = recording_session, bar
        self._since_ms = 0
        self._was_paused = False
        self._then: Callable[[], object] = lambda: None
        self._turn = every(self, self._on_turn, TURN_MS)

    @property
    def running(self) -> bool:
        """Whether it is recorded now."""
        return self._turn.isActive()

    @property
    def is_there(self) -> bool:
        """Whether the recording has it already."""
        return any(moment.kind == MomentKind.ROOM for moment in self._recording_session.moments)

    def begin(self, then: Callable[[], object] = lambda: None) -> None:
        """Record it, then do what comes `then`."""
        recording_session = self._recording_session
        if self.running or not recording_session.phase.goes_on or recording_session.recorder is None:
            return
        recording_session.go_off_record(on=False)
        self._was_paused, self._then = recording_session.phase is Phase.PAUSED, then
        recording_session.go_on()
        self._since_ms = recording_session.recorder.status.position_ms
        self._turn.start()
        self._bar.ask(self._words, (self.tr("Never mind"), self.stop))

    def _words(self) -> tuple[str, str]:
        left = self.tr("Quiet, please: {n} s of the room").format(n=-(-self._left_ms() // 1000))
        return left, self.tr("The sound of the empty room helps to mend a cut later on.")

    def _left_ms(self) -> int:
        recorder = self._recording_session.recorder
        return max(0, ROOM_MS - (recorder.status.position_ms - self._since_ms)) if recorder is not None else 0

    def _on_turn(self) -> None:
        if self._recording_session.phase is not Phase.RECORDING:
            self.stop()
        elif not self._left_ms():
            self._recording_session.mark(MomentKind.ROOM, at_ms=self._since_ms, end_ms=self._since_ms + ROOM_MS)
            then = self._then
            self.stop()
            then()

    def stop(self) -> None:
        """Go on as before."""
        if self.running:
            self._turn.stop()
            self._then = lambda: None
            if self._bar.asking:
                self._bar.stop_asking()
            if self._was_paused:
                self._recording_session.pause()
