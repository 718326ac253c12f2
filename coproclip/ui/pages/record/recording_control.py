"""Record, pause, off the record, the spoken yes: what the person does to the recording itself."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from coproclip.people.moments import MomentKind
from coproclip.timecode import length
from coproclip.ui.pages.record.action_bar import ActionBar
from coproclip.ui.pages.record.hold_to_mute import HoldToMute
from coproclip.ui.pages.record.recording_session import Phase, RecordingSession
from coproclip.ui.pages.record.room_sound import RoomSound
from coproclip.ui.pages.record.story_notes import StoryNotes
from coproclip.ui.workspace import Workspace


class RecordingControl(QObject):
    """Its verbs; what they lead to is told by signals. `may_start` asks what must be asked before that."""

    starting = Signal()
    """The microphones are about to be recorded from."""
    started = Signal()
    yes_missing = Signal()
    """Nothing is recorded before a yes: it is to be asked for."""
    microphone_missing = Signal()
    yes_changed = Signal()
    """The yes itself is being said now, or it was said."""
    spoken = Signal(str)

    def __init__(
        self,
        workspace: Workspace,
        session: RecordingSession,
        notes: StoryNotes,
        room: RoomSound,
        bar: ActionBar,
        may_start: Callable[[], bool],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._may_start = may_start
        self._workspace, self._session, self._notes, self._room, self._bar = workspace, session, notes, room, bar
        self._yes_since: int | None = None
        self.hold = HoldToMute(self.go_off_record, lambda: session.off_record, self)
        bar.off.pressed.connect(lambda: self.hold.press(by_key=False))
        bar.off.released.connect(self.hold.let_go)

    def toggle(self, *, may_begin: bool) -> None:
        """Record, pause, continue: whichever comes next; `may_begin`: they said yes to it."""
        self._room.stop()
        phase = self._session.phase
        if self._bar.asking and phase is not Phase.TRYING:
            self._bar.stop_asking()
        if phase is Phase.RECORDING:
            self._end_of_yes()
            self._session.pause()
            self.spoken.emit(self.tr("Paused, {length} is safe on disk").format(length=self.safe_length()))
        elif phase is Phase.PAUSED:
            self._session.go_on()
        elif phase is Phase.READY and may_begin:
            self._start()
        elif phase is Phase.READY:
            self.yes_missing.emit()
        elif phase is Phase.NO_MICROPHONE:
            self.microphone_missing.emit()

    def _start(self) -> None:
        self.starting.emit()
        # Whatever is heard from the loudspeaker would be in the recording.
        self._workspace.listening.pause()
        if self._may_start() and self._workspace.attempt(lambda: self._session.start(self._notes.whole())):
            self.started.emit()

    def safe_length(self) -> str:
        """How much is safe on disk, in words."""
        return length(self._session.recorder.status.safe_ms) if self._session.recorder is not None else ""

    def go_off_record(self, on: bool) -> None:
        """Nothing of what is said is kept from now on, or all of it again."""
        self._end_of_yes()
        self._room.stop()
        self._session.go_off_record(on=on)

    # ---- the yes, in their own voice --------------------------------------------------------------------------

    @property
    def yes_running(self) -> bool:
        """Whether the yes is being said."""
        return self._yes_since is not None

    def record_yes(self) -> None:
        """The yes itself is being said now; a second time: it was said."""
        if self._yes_since is not None:
            self._end_of_yes()
        elif self._session.phase is Phase.RECORDING and self._session.recorder is not None:
            self._session.go_off_record(on=False)
            self._yes_since = self._session.recorder.status.position_ms
        self.yes_changed.emit()

    def _end_of_yes(self) -> None:
        since, self._yes_since = self._yes_since, None
        if since is not None and self._session.recorder is not None:
            name = self._notes.facts().storyteller or self.tr("the storyteller")
            about = self.tr("{who} says yes to being recorded").format(who=name)
            until = self._session.recorder.status.position_ms
            self._session.mark(MomentKind.SPOKEN_YES, about, at_ms=since, end_ms=until)
        self.yes_changed.emit()

    def end(self) -> None:
        """The recording is about to end: what is half done is done."""
        self._end_of_yes()
        self._notes.keep()
