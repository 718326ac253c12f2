"""The end of a recording: one question, then a story; and the window that waits for it."""

from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from coproclip.capture.recorder import Recorder
from coproclip.capture.sidecar import RecordingNote
from coproclip.errors import CoProClipError, MediaError, ProjectGone
from coproclip.people.moments import MomentKind
from coproclip.ui.operations.late_words import LateWords
from coproclip.ui.pages.record.action_bar import ActionBar
from coproclip.ui.pages.record.recording_control import RecordingControl
from coproclip.ui.pages.record.recording_jobs import FinishedStory, RecordingJobs, finish
from coproclip.ui.pages.record.recording_session import Phase, RecordingSession
from coproclip.ui.pages.record.room_sound import RoomSound
from coproclip.ui.pages.record.story_notes import StoryNotes
from coproclip.ui.pages.record.thanks import FinishedRecording
from coproclip.ui.widgets.message import Message, MessageAction
from coproclip.ui.workspace import Workspace


class Finishing(QObject):
    """Asks, and makes the story. Asking stops nothing."""

    made = Signal(object, str)
    """A `FinishedRecording` is in the project that is open; with the answer about transcribing it."""
    over = Signal()
    """What was recorded is a story, or lies elsewhere: the next one may begin."""
    freed = Signal()
    """Nothing came of it that can be finished here, and the microphones may be listened to again."""
    spoken = Signal(str)

    def __init__(
        self,
        workspace: Workspace,
        session: RecordingSession,
        notes: StoryNotes,
        control: RecordingControl,
        room: RoomSound,
        bar: ActionBar,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._workspace, self._session, self._notes = workspace, session, notes
        self._control, self._room, self._bar = control, room, bar
        self.jobs, self._late = RecordingJobs(workspace, self), LateWords(workspace, self)
        self._window: QWidget | None = None
        self._closing = self._tried = False
        self._noted_of: Recorder | None = None
        self._noted: list[RecordingNote] = []
        session.broke_off.connect(self._on_broke_off)
        workspace.project_opened.connect(self._on_project_opened)

    @property
    def _who(self) -> str:
        return self._notes.facts().storyteller or self.tr("the storyteller")

    def finish(self) -> None:
        """Ask once, then make it a story; what ended by itself is not asked about."""
        if self._session.phase.goes_on:
            self._room.stop()
            self._ask(closing=False)
        elif self._session.phase is Phase.ENDED:
            self._begin()

    def _on_broke_off(self, error: CoProClipError) -> None:
        finish_it = MessageAction(self.tr("Finish {who}’s story").format(who=self._who), self.finish)
        self._workspace.show_banner(Message.of(error, (finish_it,)))

    def _ask(self, *, closing: bool) -> None:
        recording = self._session.phase is Phase.RECORDING
        yes = self.tr("Finish and close") if closing else self.tr("Finish")
        no = self.tr("Keep recording") if recording else self.tr("Not yet")
        self._closing = closing
        room = None
        if not closing and not self._room.is_there:
            words = self.tr("Record 5 s of room noise first")
            room = (words, lambda: self._room.begin(lambda: self._ask(closing=False)))
        self._bar.ask(self.question, (yes, self._begin), (no, self._on_kept_on), room)
        if not recording:
            self.spoken.emit(" ".join(self.question()))

    def question(self) -> tuple[str, str]:
        """What is asked, and what goes on meanwhile."""
        words = self.tr("Finish {who}’s story? {length} is safe on disk.")
        if self._closing:
            words = self.tr("Finish {who}’s story and close CoProClip? {length} is safe on disk.")
        goes_on = self._session.phase is Phase.RECORDING
        more = self.tr("The recording goes on until you decide.") if goes_on else self.tr("The recording is paused.")
        return words.format(who=self._who, length=self._control.safe_length()), more

    def _on_kept_on(self) -> None:
        self._closing = False

    def _begin(self) -> None:
        self._control.end()
        folder, opened, who = self._session.folder, self._workspace.project, self._who
        assert folder is not None
        facts, recorder = self._notes.facts(), self._session.hand_over()
        self._tried = True
        duration_ms = recorder.status.position_ms
        if self._noted_of is not recorder:
            self._noted_of, self._noted = recorder, []
        noted = self._noted

        def _done(story: FinishedStory) -> None:
            # Whatever was typed while the story was being made belongs into it, and what is still being typed.
            self._notes.keep()
            now, answer = recorder.status.note, self._notes.about_transcribing
            marks = sum(moment.kind == MomentKind.MARK for moment in now.moments)
            self._session.finished(kept=True)
            # An earlier try may have made it, of what was noted until then.
            self._late.write(story.folder, story.id, noted[0], now)
            self._notes.private_note.is_in(
                lambda before, words: self._late.write(
                    story.folder, story.id, replace(now, private_note=before), replace(now, private_note=words)
                )
            )
            self.over.emit()
            self._tried = False
            self.spoken.emit(self.tr("The recording of {who} is finished").format(who=who))
            project = self._workspace.project
            if self._closing and self._window is not None:
                QTimer.singleShot(0, self._window.close)
            elif project is not None and project.folder == story.folder:
                made = FinishedRecording(story.id, facts.storyteller, now.reporter, duration_ms, marks)
                self.made.emit(made, answer)
            else:
                self._say_where(story, who)

        def _failed(error: CoProClipError | None) -> None:
            # What is too short was put in the bin, what lies elsewhere is offered there; anything else waits.
            over = isinstance(error, (MediaError, ProjectGone))
            self._closing = False
            self._session.finished(kept=over)
            if isinstance(error, ProjectGone):
                self.over.emit()
            if error is not None:
                again = () if over else (MessageAction(self.tr("Try again"), self.finish),)
                self._workspace.show_banner(Message.of(error, again))
            if over:
                self.freed.emit()

        title = self.tr("Keeping {who}’s story").format(who=who)
        self.jobs.run(title, lambda job: finish(opened, folder.parent, recorder, facts, noted, job), _done, _failed)

    def _say_where(self, story: FinishedStory, who: str) -> None:
        words = self.tr("{who}’s story is kept in the project “{project}”.")
        where = self.tr("It lies in {folder}.").format(folder=story.folder.parent)
        go = MessageAction(self.tr("Open that project"), lambda: self._workspace.open_asked.emit(story.folder))
        self._workspace.show_banner(Message(words.format(who=who, project=story.folder.stem), where, answers=(go,)))

    def _on_project_opened(self) -> None:
        # The work on a story ends with the project that was open, and is begun again.
        if self._session.phase is Phase.FINISHING:
            self._session.finished(kept=False)
            self._begin()

    # ---- the window -------------------------------------------------------------------------------------------

    def watch(self, window: QWidget) -> None:
        """Be asked before `window` closes."""
        if window is not self._window:
            if self._window is not None:
                self._window.removeEventFilter(self)
            self._window = window
            window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The window is not closed over somebody who is being recorded."""
        if watched is not self._window or event.type() != QEvent.Type.Close:
            return False
        phase = self._session.phase
        if phase.goes_on:
            self._room.stop()
            self._workspace.page_asked.emit("record")
            self._ask(closing=True)
        elif phase is Phase.FINISHING or (phase is Phase.ENDED and not self._tried):
            self._closing = True
            self.finish()
        else:
            # What could not be made a story is on disk, and is offered at the next start.
            self._notes.keep()
            self._session.shut()
            return False
        event.ignore()
        return True
