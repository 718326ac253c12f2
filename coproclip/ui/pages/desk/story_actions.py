"""What a person asks for a whole story on the desk: its details, transcribing it, its original and old words."""

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from coproclip.excerpts.forgetting import forget_old_words
from coproclip.jobs import Job
from coproclip.project.kinds import TranscriptionState
from coproclip.transcript.files.reading import ENDINGS, read_transcript
from coproclip.transcription.bring_in_transcript import may_bring_in
from coproclip.ui.dialogs.bring_in_transcript import BringInTranscript
from coproclip.ui.dialogs.encoding import read_as_chosen
from coproclip.ui.dialogs.names.dialog import NamesDialog
from coproclip.ui.dialogs.original import OriginalDialog
from coproclip.ui.dialogs.sound_tracks import SoundTracks
from coproclip.ui.dialogs.story_details import StoryDetails
from coproclip.ui.dialogs.voices.dialog import VoicesDialog
from coproclip.ui.dialogs.voices.edits import SpeakerEdits
from coproclip.ui.dialogs.words.dialog import WordsDialog
from coproclip.ui.pages.desk.playback import DeskPlayback
from coproclip.ui.repeated_words import repeated_words
from coproclip.ui.transcript.open_story import OpenStory
from coproclip.ui.transcription.bring_in_job import BringInJob
from coproclip.ui.transcription.jobs import pause_transcribing, start_transcribing, transcription_job
from coproclip.ui.wait_for import wait_for
from coproclip.ui.widgets.prompts import ForGoodDialog, run_dialog
from coproclip.ui.workspace import Workspace


class StoryActions(QObject):
    """Opens the windows about the story on the desk, and starts and pauses transcribing it."""

    def __init__(
        self,
        workspace: Workspace,
        open_story: OpenStory,
        playback: DeskPlayback,
        voices: SpeakerEdits,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._workspace, self._open, self._playback = workspace, open_story, playback
        self._voices, self._window = voices, window
        self._tracks = SoundTracks(workspace, window)
        self.bringing_in = BringInJob(workspace, self)
        voices.voices_asked.connect(self.show_voices)

    def close(self) -> None:
        """Back to all stories."""
        self._workspace.page_asked.emit("stories")

    def show_details(self) -> None:
        """What is known of the story."""
        if self._open.story is not None:
            run_dialog(StoryDetails(self._workspace, self._open.story.story_id, self._window))

    def show_names(self) -> None:
        """Who and what is named in the story, and what is done with each name."""
        if self._open.story is not None:
            self._workspace.keep_all()
            self._playback.stop()
            run_dialog(NamesDialog(self._workspace, self._open.story.story_id, self._window))

    def show_voices(self) -> None:
        """The window of all voices."""
        if self._open.story is not None:
            self._workspace.keep_all()
            self._playback.stop()
            run_dialog(VoicesDialog(self._workspace, self._open.story.story_id, self._voices, self._window))

    def show_special_words(self) -> None:
        """The project's names and special words."""
        if self._workspace.project is not None:
            self._workspace.keep_all()
            self._playback.stop()
            run_dialog(WordsDialog(self._workspace, self._window))

    # ---- sound and transcript ---------------------------------------------------------------------------------

    def has_tracks(self) -> bool:
        """Whether the story's file has several sound tracks."""
        return self._open.story is not None and self._tracks.possible(self._open.story.story_id)

    def choose_tracks(self) -> None:
        """Which of them are heard."""
        if self._open.story is not None:
            self._tracks.choose(self._open.story.story_id, self._window.window())

    def toggle_transcribing(self) -> None:
        """Transcribe the story, or pause that; one that is done is asked about first."""
        story = self._open.story
        if story is None:
            return
        if transcription_job(self._workspace, story.story_id) is not None:
            pause_transcribing(self._workspace, story.story_id)
        elif story.transcription_progress.state != TranscriptionState.DONE:
            start_transcribing(self._workspace, story.story_id)
        else:
            self.ask_how()

    def ask_how(self) -> None:
        """How it shall be transcribed, or transcribed again."""
        if self._open.story is not None:
            self._workspace.queue.how_asked.emit(self._open.story.story_id)

    def bring_in_transcript(self) -> None:
        """Ask for a transcript that was made elsewhere; one at a time."""
        story = self._open.story
        if story is None:
            return
        if self.bringing_in.busy:
            self._workspace.show_toast(self.tr("A transcript is being brought in already"))
            return
        kinds = self.tr("Transcripts ({endings})").format(endings=" ".join(f"*{one}" for one in ENDINGS))
        every = self.tr("All files (*)")
        name, _kind = QFileDialog.getOpenFileName(
            self._window, self.tr("Bring in a transcript"), "", f"{kinds};;{every}"
        )
        if name:
            self.read_transcript(Path(name))

    def read_transcript(self, path: Path) -> None:
        """Show what is in a transcript's file, and ask whether it shall be the story's."""
        story = self._open.story
        if story is None:
            return
        self._workspace.keep_all()
        self._playback.stop()
        file = read_as_chosen(self._workspace, path, read_transcript, self._window)
        if file is None:
            return
        there = self._workspace.attempt(lambda: self._workspace.read(may_bring_in, story.story_id))
        if there is not None:
            run_dialog(BringInTranscript(self.bringing_in, story.story_id, file, path.name, there, self._window))

    def show_original(self) -> None:
        """What the computer first wrote, from the passage the reading cursor is in."""
        if self._open.story is not None:
            self._workspace.keep_all()
            at_ms = self._playback.reading_at
            run_dialog(OriginalDialog(self._workspace, self._open.story.story_id, at_ms, self._window))

    def forget_old_words(self) -> None:
        """Ask, then keep of the story's words only how they are now: a name that was taken out is gone."""
        story, project = self._open.story, self._workspace.opened()
        if story is None:
            return
        self._workspace.keep_all()
        words = self.tr(
            "What was corrected, such as a name that was taken out, is then nowhere in this project: not in the "
            "original transcript, not in the search, not in undo, and not in a backup or a second version of the "
            "project. This cannot be undone."
        )
        stays = self.tr("The sound, the words as they are now, excerpts and themes stay.")
        question = self.tr("Forget the old words of “{story}”?").format(story=story.title)
        if not run_dialog(ForGoodDialog(self.tr("Forget the old words"), question, words, stays, self._window)):
            return

        def _forget(job: Job) -> tuple[tuple[str, int], ...]:
            return forget_old_words(project, story.story_id, job.report)

        title = self.tr("Forgetting the old words of “{story}”").format(story=story.title)
        repeated = self._workspace.attempt(lambda: wait_for(self._workspace, title, _forget, self._window))
        if repeated:
            happened = self.tr("The old words are forgotten, but some of them are still in {where}.")
            self._workspace.show_banner(repeated_words(self._workspace, happened, repeated))
        elif repeated is not None:
            self._workspace.show_toast(self.tr("The old words are forgotten"))
