"""The end of a sitting: one question, then a story; and the window that waits for it."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

from coproclip.capture.recorder import Recorder
from coproclip.capture.sidecar import RecordingNote
from coproclip.errors import CoProClipError, MediaError, ProjectGone
from coproclip.people.consent import ConsentAbout
from coproclip.people.moments import MomentKind
from coproclip.ui.operations.late_words import LateWords
from coproclip.ui.pages.record.recording_jobs import FinishedStory, RecordingJobs, finish
from coproclip.ui.pages.record.recording_session import Phase
from coproclip.ui.pages.record.thanks import FinishedRecording
from coproclip.ui.widgets.message import Message, MessageAction

if TYPE_CHECKING:
    from coproclip.ui.pages.record.page import RecordPage


class Finishing(QObject):
    """Asks, makes the story, says thank you. Asking stops nothing."""

    def __init__(self, page: "RecordPage") -> None:
        super().__init__(page)
        self._page, self._workspace, self._recording_session = page, page.workspace, page.recording_session
        self.keeping, self._late = RecordingJobs(page.workspace, self), LateWords(page.workspace, self)
        self._window: QWidget | None = None
        self._closing = self._tried = False
        self._noted_of: Recorder | None = None
        self._noted: list[RecordingNote] = []
        page.workspace.project_opened.connect(self._on_project_opened)

    def finish(self) -> None:
        """Ask once, then make it a story; what ended by itself is not asked about."""
        if self._recording_session.phase.goes_on:
            self._page.room.stop()
            self._ask(closing=False)
        elif self._recording_session.phase is Phase.ENDED:
            self._begin()

    def _ask(self, *, closing: bool) -> None:
        recording = self._recording_session.phase is Phase.RECORDING
        yes = self.tr("Finish and close") if closing else self.tr("Finish")
        no = self.tr("Keep recording") if recording else self.tr("Not yet")
        self._closing = closing
        room = None
        if not closing and not self._page.room.is_there:
            words = self.tr("Record 5 s of room noise first")
            room = (words, lambda: self._page.room.begin(lambda: self._ask(closing=False)))
        self._page.bar.ask(self.question, (yes, self._begin), (no, self._on_kept_on), room)
        if not recording:
            self._page.spoken.emit(" ".join(self.question()))

    def question(self) -> tuple[str, str]:
        """What is asked, and what goes on meanwhile."""
        words = self.tr("Finish {who}’s story? {length} is safe on disk.")
        if self._closing:
            words = self.tr("Finish {who}’s story and close CoProClip? {length} is safe on disk.")
        goes_on = self._recording_session.phase is Phase.RECORDING
        more = self.tr("The recording goes on until you decide.") if goes_on else self.tr("The recording is paused.")
        return words.format(who=self._page.who, length=self._page.safe_length()), more

    def _on_kept_on(self) -> None:
        self._closing = False

    def _begin(self) -> None:
        self._page.operations.end()
        folder, opened, who = self._recording_session.folder, self._workspace.project, self._page.who
        assert folder is not None
        home, facts, recorder = folder.parent, self._page.facts(), self._recording_session.hand_over()
        self._tried = True
        duration_ms = recorder.position_ms
        if self._noted_of is not recorder:
            self._noted_of, self._noted = recorder, []
        noted = self._noted

        def _done(story: FinishedStory) -> None:
            # Whatever was typed while the story was being made belongs into it, and what is still being typed.
            self._page.operations.keep_typed()
            now, said = recorder.note, self._page.side.choices.said(ConsentAbout.WRITTEN_DOWN)
            marks = sum(moment.kind == MomentKind.MARK for moment in now.moments)
            self._recording_session.finished(kept=True)
            # An earlier try may have made it, of what was noted until then.
            self._late.write(story.folder, story.id, noted[0], now)
            self._page.operations.private_note.is_in(
                lambda before, words: self._late.write(
                    story.folder, story.id, replace(now, private_note=before), replace(now, private_note=words)
                )
            )
            self._page.clear()
            self._page.prepared.restore()
            self._tried = False
            self._page.spoken.emit(self.tr("The recording of {who} is finished").format(who=who))
            project = self._workspace.project
            if self._closing and self._window is not None:
                QTimer.singleShot(0, self._window.close)
            elif project is not None and project.folder == story.folder:
                self._page.afterwards.begin(
                    FinishedRecording(story.id, facts.storyteller, now.reporter, duration_ms, marks), said
                )
            else:
                words = self.tr("{who}’s story is kept in the project “{project}”.")
                where = self.tr("It lies in {folder}.").format(folder=story.folder.parent)
                go = MessageAction(self.tr("Open that project"), lambda: self._open(story.folder))
                self._workspace.say(Message(words.format(who=who, project=story.folder.stem), where, answers=(go,)))

        def _failed(error: CoProClipError | None) -> None:
            # What is too short was put in the bin, what lies elsewhere is offered there; anything else waits.
            over = isinstance(error, (MediaError, ProjectGone))
            self._closing = False
            self._recording_session.finished(kept=over)
            if isinstance(error, ProjectGone):
                self._page.clear()
            if error is not None:
                self._workspace.say(
                    Message.of(error, () if over else (MessageAction(self.tr("Try again"), self.finish),))
                )
            if over and self._page.isVisible():
                self._page.listen()

        title = self.tr("Keeping {who}’s story").format(who=who)
        self.keeping.run(title, lambda job: finish(opened, home, recorder, facts, noted, job), _done, _failed)

    def _open(self, folder: Path) -> None:
        self._workspace.attempt(lambda: self._workspace.open(folder))

    def _on_project_opened(self) -> None:
        # The work on a story ends with the project that was open, and is begun again.
        if self._recording_session.phase is Phase.FINISHING:
            self._recording_session.finished(kept=False)
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
        phase = self._recording_session.phase
        if phase.goes_on:
            self._page.room.stop()
            self._workspace.page_asked.emit("record")
            self._ask(closing=True)
        elif phase is Phase.FINISHING or (phase is Phase.ENDED and not self._tried):
            self._closing = True
            self.finish()
        else:
            # What could not be made a story is on disk, and is offered at the next start.
            self._page.operations.keep_typed()
            self._recording_session.shut()
            return False
        event.ignore()
        return True
