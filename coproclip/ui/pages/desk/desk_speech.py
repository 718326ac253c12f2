"""What a person asks of the listening machine: listen again, who is speaking, the project's words, English."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QMenu

from coproclip.excerpts.forgetting import forget_old_words
from coproclip.jobs import Job
from coproclip.overview.story import DeskStory, load_story
from coproclip.timecode import TimeRange
from coproclip.transcription.translate import Translator
from coproclip.ui.dialogs.original import OriginalDialog
from coproclip.ui.dialogs.retranscribe import RetranscribeDialog
from coproclip.ui.dialogs.voices.dialog import VoicesDialog
from coproclip.ui.dialogs.voices.edits import VoiceEdits
from coproclip.ui.dialogs.words.dialog import WordsDialog
from coproclip.ui.pages.desk.layout import DeskLayout
from coproclip.ui.pages.desk.playback import DeskPlayback
from coproclip.ui.pages.desk.translating import start_translating, stop_translating, translating_job
from coproclip.ui.repeated_words import repeated_words
from coproclip.ui.transcript.passage_edits import PassageEdits
from coproclip.ui.transcription.retranscription_job import RetranscriptionJob
from coproclip.ui.wait_for import wait_for
from coproclip.ui.widgets.prompts import ForGoodDialog, run_dialog


class DeskSpeech(DeskLayout):
    """These verbs of the desk; the parts they act on are made by `DeskPage`."""

    story: DeskStory | None
    playing: DeskPlayback
    passage_edits: PassageEdits
    voice_edits: VoiceEdits
    again: RetranscriptionJob
    translator: Translator | None = None
    """What puts stories into English; None: the speech model in a process of its own."""
    _wants_english = True

    # ---- places to check --------------------------------------------------------------------------------------

    def next_to_check(self, step: int) -> None:
        """Go to the next (1) or previous (-1) place to check, and let it be heard."""
        found = self.passage_edits.next_to_check(step)
        if found is not None:
            self.playing.play_passage(found)

    def _on_flag_clicked(self, segment_id: int) -> None:
        place = self.view.words.index_of(segment_id)
        if place is not None:
            self.playing.play_passage(self.passage_edits.go_to_passage(place))
            self.view.setFocus()

    # ---- transcribing a passage again --------------------------------------------------------------------------

    def listen_again(self) -> None:
        """Listen again to the selected lines, or to the one the reading cursor is in."""
        story, ids = self.story, self.passage_edits.chosen()
        if self.again.busy or self.again.found is not None:
            self.compare_again()
        elif story is None or not ids or story.sound is None or story.trouble:
            self.workspace.tell(self.tr("Select the lines to listen to again."))
        else:
            lines = [line for line in self.view.words.passages if line.id in ids]
            time = TimeRange(min(line.start_ms for line in lines), max(line.end_ms for line in lines))
            self._listen_again(story, time)

    def compare_again(self) -> None:
        """What is being listened to, or was and waits to be chosen; perhaps in another story."""
        story = self.workspace.attempt(lambda: load_story(self.workspace.opened(), self.again.story_id))
        if isinstance(story, DeskStory):
            self._listen_again(story, self.again.time)

    def _listen_again(self, story: DeskStory, time: TimeRange) -> None:
        self.workspace.keep_all()
        self.playing.stop()
        run_dialog(RetranscribeDialog(self.workspace, self.again, story, time, self))
        # The passages may be others now: what is checked next is what was listened to, once they are shown.
        QTimer.singleShot(0, self.view, lambda: self._go_back_to(story.story_id, time))

    def _go_back_to(self, story_id: int, time: TimeRange) -> None:
        lines = self.view.words.passages
        place = next((n for n, line in enumerate(lines) if line.end_ms > time.start_ms), None)
        if place is not None and self.story is not None and self.story.story_id == story_id:
            self.passage_edits.go_to_passage(place)

    def show_original(self) -> None:
        """What the computer first wrote, from the passage the reading cursor is in."""
        if self.story is not None:
            self.workspace.keep_all()
            at = self.view.time_at_cursor
            dialog = OriginalDialog(
                self.workspace, self.story.story_id, self.playing.playhead if at is None else at, self
            )
            run_dialog(dialog)

    def forget_old_words(self) -> None:
        """Ask, then keep of the story's words only how they stand now: a name that was taken out is gone."""
        story, project = self.story, self.workspace.opened()
        if story is None:
            return
        self.workspace.keep_all()
        words = self.tr(
            "What was corrected, such as a name that was taken out, is then nowhere in this project: not in the "
            "original transcript, not in the search, not in undo, and not in a backup or a second version of the "
            "project. This cannot be undone."
        )
        stays = self.tr("The sound, the words as they are now, excerpts and themes stay.")
        question = self.tr("Forget the old words of “{story}”?").format(story=story.title)
        if not run_dialog(ForGoodDialog(self.tr("Forget the old words"), question, words, stays, self)):
            return

        def _forget(job: Job) -> tuple[tuple[str, int], ...]:
            return forget_old_words(project, story.story_id, job.report)

        title = self.tr("Forgetting the old words of “{story}”").format(story=story.title)
        repeated = self.workspace.attempt(lambda: wait_for(self.workspace, title, _forget, self))
        if repeated:
            happened = self.tr("The old words are forgotten, but some of them are still in {where}.")
            self.workspace.say(repeated_words(self.workspace, happened, repeated))
        elif repeated is not None:
            self.workspace.tell(self.tr("The old words are forgotten"))

    # ---- who is speaking --------------------------------------------------------------------------------------

    def name_voice(self) -> None:
        """The menu of voices, at the reading cursor."""
        where = self.view.viewport().mapToGlobal(self.view.cursorRect().bottomLeft())
        self.voice_edits.ask(where)

    def _on_speaker_clicked(self, segment_id: int) -> None:
        line = next((passage for passage in self.view.words.passages if passage.id == segment_id), None)
        if line is not None:
            if segment_id not in self.passage_edits.chosen():
                self.view.clear_selection()
                self.view.go_to(line.start_ms)
            self.name_voice()

    def all_voices(self) -> None:
        """The window of voices."""
        if self.story is not None:
            self.workspace.keep_all()
            self.playing.stop()
            run_dialog(VoicesDialog(self.workspace, self.story.story_id, self.voice_edits, self))

    # ---- the project's words ----------------------------------------------------------------------------------

    def own_words(self) -> None:
        """The list of the project's own words."""
        if self.workspace.project is not None:
            self.workspace.keep_all()
            self.playing.stop()
            run_dialog(WordsDialog(self.workspace, self))

    # ---- English ----------------------------------------------------------------------------------------------

    def is_translating(self) -> bool:
        """Whether the story is being put into English."""
        return self.story is not None and translating_job(self.workspace, self.story.story_id) is not None

    def toggle_translating(self) -> None:
        """Put the story into English, or stop that."""
        story = self.story
        if story is None:
            return
        if self.is_translating():
            stop_translating(self.workspace, story.story_id)
        else:
            self._wants_english = True
            start_translating(self.workspace, story.story_id, story.who or story.title, self.translator)
            self._show_english()
            self.tabs.setCurrentWidget(self.english)

    def has_english(self) -> bool:
        """Whether anything is in English."""
        return any(line.english for line in self.view.words.passages) or self.is_translating()

    def shows_english(self) -> bool:
        """Whether the English is beside the words now."""
        return self.tabs.indexOf(self.english) >= 0

    def toggle_english(self) -> None:
        """Show the English, or not."""
        self._wants_english = not self.shows_english()
        self._show_english()
        if self.shows_english():
            self.tabs.setCurrentWidget(self.english)

    def _show_english(self) -> None:
        """The tab is there while there is something in it and somebody wants to see it."""
        job = translating_job(self.workspace, self.story.story_id) if self.story is not None else None
        some = self.english.show_state(self.view.words.passages, job)
        shown, place = some and self._wants_english, self.tabs.indexOf(self.english)
        if shown and place < 0:
            self.tabs.addTab(self.english, self.tr("In English"))
        elif not shown and place >= 0:
            self.tabs.removeTab(place)

    def _on_line_asked(self, ms: int) -> None:
        self.playing.play_from(ms)

    def _on_heard(self, ms: int) -> None:
        if self.shows_english() and self.playing.playing:
            self.english.lines.hear(ms)

    # ---- the menu on words ------------------------------------------------------------------------------------

    def _add_to_menu(self, menu: QMenu) -> None:
        menu.addSeparator()
        for command in self.commands():
            if command.id in ("listen_again", "who_speaks", "from_here", "check", "uncheck", "original"):
                action = menu.addAction(command.text)
                action.setEnabled(command.possible)
                action.triggered.connect(lambda _on=False, run=command.run_here: run())
