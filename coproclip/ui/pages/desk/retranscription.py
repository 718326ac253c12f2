"""Transcribing chosen passages again, from the desk."""

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from coproclip.overview.story import DeskStory, load_story
from coproclip.timecode import TimeRange
from coproclip.ui.dialogs.retranscribe import RetranscribeDialog
from coproclip.ui.pages.desk.playback import DeskPlayback
from coproclip.ui.transcript.open_story import OpenStory
from coproclip.ui.transcript.passage_edits import PassageEdits
from coproclip.ui.transcription.retranscription_job import RetranscriptionJob
from coproclip.ui.widgets.prompts import run_dialog
from coproclip.ui.workspace import Workspace


class PassageRetranscription(QObject):
    """Asks how, and shows what came of it beside what is there."""

    def __init__(
        self,
        workspace: Workspace,
        open_story: OpenStory,
        passages: PassageEdits,
        playback: DeskPlayback,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._workspace, self._open, self._passages = workspace, open_story, passages
        self._playback, self._window = playback, window
        self.job = RetranscriptionJob(workspace, self)
        self.job.compare_asked.connect(self.compare)

    def start(self) -> None:
        """Ask how to transcribe the chosen passages again; one at a time, what waits to be compared comes first."""
        story, ids = self._open.story, self._passages.chosen()
        if self.job.busy or self.job.found is not None:
            self.compare()
        elif story is None or not ids or story.sound is None or story.trouble:
            self._workspace.show_toast(self.tr("Select the lines to listen to again."))
        else:
            chosen = [passage for passage in self._open.passages if passage.id in ids]
            start, end = min(passage.start_ms for passage in chosen), max(passage.end_ms for passage in chosen)
            self._run(story, TimeRange(start, end))

    def compare(self) -> None:
        """What is being transcribed again, or waits to be chosen; perhaps in another story."""
        read, project = self._workspace.read, self._workspace.opened()
        story = self._workspace.attempt(lambda: read(load_story, project, self.job.story_id))
        if isinstance(story, DeskStory):
            self._run(story, self.job.time)

    def _run(self, story: DeskStory, time: TimeRange) -> None:
        self._workspace.keep_all()
        self._playback.stop()
        run_dialog(RetranscribeDialog(self._workspace, self.job, story, time, self._window))
        # The passages may be others now: what is checked next is what was transcribed, once they are shown.
        QTimer.singleShot(0, self, lambda: self._go_back_to(story.story_id, time))

    def _go_back_to(self, story_id: int, time: TimeRange) -> None:
        passages, story = self._open.passages, self._open.story
        place = next((place for place, passage in enumerate(passages) if passage.end_ms > time.start_ms), None)
        if place is not None and story is not None and story.story_id == story_id:
            self._passages.go_to_passage(place)
