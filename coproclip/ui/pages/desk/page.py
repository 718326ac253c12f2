"""The story desk: one story to listen to, correct, and mark excerpts in."""

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QWidget

from coproclip.errors import BadInput
from coproclip.project.project import Changes
from coproclip.ui.commands.menus import context_menu, fill_menu, open_menu
from coproclip.ui.commands.table import Command
from coproclip.ui.dialogs.voices.edits import SpeakerEdits
from coproclip.ui.job_runner import AnyJob, JobKind
from coproclip.ui.pages.desk.commands import (
    EXCERPTS,
    SIGHT,
    SOUND,
    WORDS,
    excerpt_commands,
    sound_commands,
    speech_commands,
    story_commands,
    view_commands,
)
from coproclip.ui.pages.desk.excerpt_actions import ExcerptActions
from coproclip.ui.pages.desk.playback import DeskPlayback
from coproclip.ui.pages.desk.reading_actions import ReadingActions
from coproclip.ui.pages.desk.retranscription import PassageRetranscription
from coproclip.ui.pages.desk.story_actions import StoryActions
from coproclip.ui.pages.desk.translation import Translation
from coproclip.ui.pages.desk.view import DeskView
from coproclip.ui.pages.desk.withholding import Withholding
from coproclip.ui.pages.page import Page
from coproclip.ui.transcript.corrections import Corrections
from coproclip.ui.transcript.open_story import OpenStory
from coproclip.ui.transcript.passage_edits import PassageEdits
from coproclip.ui.transcription.jobs import transcription_job
from coproclip.ui.widgets.boxes import NONE, vbox
from coproclip.ui.workspace import Workspace

IN_WORD_MENU = ("listen_again", "who_speaks", "from_here", "hide_name", "dont_use", "check", "uncheck", "original")


class DeskPage(Page):
    """Puts the view and its controllers together, and shows the story that is chosen in the workspace."""

    key = "desk"
    icon = "audio-lines"
    belongs_to = "stories"

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(workspace, parent)
        self._fresh = False  # a story was opened, and its excerpts are not there yet
        self.view = view = DeskView(workspace, self)
        self.transcript = transcript = view.transcript
        column = vbox(self, NONE)
        column.addWidget(view)
        self.open_story = story = OpenStory(workspace, transcript, self)
        self.corrections = Corrections(workspace, transcript, self)
        self.playback = playback = DeskPlayback(workspace, story, transcript, view.waves, view.transport)
        self.passages = passages = PassageEdits(workspace, story, transcript, self)
        self.speakers = SpeakerEdits(workspace, story, transcript, passages, self)
        self.reading = ReadingActions(story, transcript, view.find_bar, passages, playback)
        self.excerpts = ExcerptActions(workspace, story, transcript, view.excerpts, playback, self)
        self.story_actions = StoryActions(workspace, story, playback, self.speakers, self)
        self.withheld = Withholding(workspace, story, transcript, self)
        self.retranscription = PassageRetranscription(workspace, story, passages, playback, self)
        self.translation = Translation(workspace, story, view.english, view.tabs, playback)
        self._connect_story()
        self._connect_view()
        view.fit()

    def _connect_story(self) -> None:
        story = self.open_story
        story.facts_changed.connect(self._show_facts)
        story.progress_changed.connect(self._show_facts)
        story.words_came.connect(lambda: self._show_words(self.playback.playhead))
        story.passages_changed.connect(self._show_passages)
        story.excerpts_changed.connect(self._show_excerpts)
        story.themes_changed.connect(lambda: self.view.show_themes(story.themes))
        story.gone.connect(self._on_story_gone)
        self.workspace.excerpt_chosen.connect(self._on_excerpt_chosen)
        self.workspace.jobs.changed.connect(self._on_job_changed)

    def _connect_view(self) -> None:
        view, transcript, excerpts = self.view, self.transcript, self.excerpts
        view.header.share.clicked.connect(excerpts.share)
        view.header.search.clicked.connect(self.reading.find_words)
        for wave in view.waves:
            wave.band_clicked.connect(self.workspace.choose_excerpt)
            wave.band_opened.connect(excerpts.open)
        view.zoom.selection_dragged.connect(transcript.reading.select_range)
        view.zoom.selection_dragged.connect(transcript.show_bar)
        view.zoom.edge_moved.connect(excerpts.move_edge)
        view.zoom.word_step_asked.connect(excerpts.step_edge)
        view.zoom.edge_heard.connect(excerpts.play_edge)
        excerpts.edge_refused.connect(self._mark_excerpts)  # the handle goes back to where the edge is
        transcript.selection_changed.connect(lambda: view.zoom.set_selection(transcript.reading.selected_range()))
        transcript.speakers.speaker_clicked.connect(self.speakers.ask_at)
        transcript.correcting_changed.connect(self._on_correcting_changed)
        transcript.typing_began.connect(lambda _passage: view.header.show_steps(typed=True))
        transcript.bar.play_asked.connect(self.playback.toggle)
        transcript.bar.again_asked.connect(self.retranscription.start)
        transcript.menu_opened.connect(self._add_to_word_menu)
        view.document_bar.mode_asked.connect(lambda mode: transcript.set_correcting(mode == "correct"))
        view.document_bar.next_asked.connect(self.reading.next_to_check)
        view.transcribing.toggled.connect(self.story_actions.toggle_transcribing)
        view.about.voices_asked.connect(self.story_actions.show_voices)
        view.about.names_asked.connect(self.story_actions.show_names)
        view.about.details_asked.connect(self.story_actions.show_details)
        view.about.moment_asked.connect(self.reading.go_to)
        view.about.use_asked.connect(self.withheld.use_again)
        view.about.excerpt_asked.connect(excerpts.mark_moment)
        view.excerpts.customContextMenuRequested.connect(self._show_excerpt_menu)

    # ---- the page's answers -----------------------------------------------------------------------------------

    @property
    def title(self) -> str:
        """The page's name."""
        return self.tr("Story desk")

    def regions(self) -> list[QWidget]:
        """The stops of F6."""
        view = self.view
        beside = view.excerpts if view.excerpts.isVisible() else view.tabs
        return [view.header, view.zoom, self.transcript, beside, view.transport]

    def kept_clear(self) -> list[QWidget]:
        """Tabs, the sound, and how far the words are checked."""
        view = self.view
        return [*super().kept_clear(), view.strip, view.zoom, view.document_bar]

    def areas(self) -> dict[str, list[QWidget]]:
        """Where letters count; beside these parts a letter typed by mistake changes nothing."""
        words: list[QWidget] = [self.transcript, *self.view.waves]
        marks = [*words, self.view.excerpts]
        sound = [*marks, self.view.transport]
        return {WORDS: words, EXCERPTS: marks, SOUND: sound, SIGHT: sound}

    def commands(self) -> list[Command]:
        """See `commands.py`."""
        aim, bar = self.playback.aim, self.view.transport
        return [
            *sound_commands(self.playback, bar, self.reading, self.excerpts.play),
            *story_commands(
                self.transcript, self.reading, self.passages, self.speakers, self.story_actions, self.withheld, aim
            ),
            *speech_commands(
                self.reading, self.speakers, self.story_actions, self.retranscription, self.translation, aim
            ),
            *excerpt_commands(self.excerpts),
            *view_commands(bar, self.translation, self.view.zoom),
        ]

    def enter(self) -> None:
        """Show the chosen story where it was left."""
        wanted, story = self.workspace.story_id, self.open_story.story
        if wanted is None:
            self.workspace.page_asked.emit("stories")
            return
        if story is None or story.story_id != wanted:
            self._open(wanted)
        else:
            if self.playback.playhead != self.workspace.playhead_ms:
                self.playback.seek(self.workspace.playhead_ms)
            self._show_chosen()
        self.transcript.set_calm(self.workspace.settings.calm)
        self.mode_changed.emit("listen")
        self.transcript.setFocus()

    def leave(self) -> None:
        """Keep what is half typed, stop playing; the next page reads what was kept."""
        self.transcript.flush()
        self.transcript.set_correcting(False)
        self.playback.stop()
        self.workspace.saving.wait()

    def reload(self) -> None:
        """Another project."""
        self.open_story.close()

    def refresh(self, changes: Changes) -> None:
        """Show what changed."""
        self.open_story.refresh(changes)
        if self.open_story.story is not None:
            self.view.header.show_steps()

    # ---- the story --------------------------------------------------------------------------------------------

    def _open(self, story_id: int) -> None:
        at = self.workspace.playhead_ms or self.workspace.opened().place(story_id)
        story = self.open_story.open(story_id)
        if story is None:
            self.workspace.page_asked.emit("stories")
            return
        self.excerpts.forget_start()
        self.view.show_opened(story, at)
        self.playback.show_peaks()
        self._fresh = True
        if self.open_story.reading:
            self.playback.show_story(at)
            self.view.header.show_story(story)
        else:
            self._show_words(at)
        self.view.header.show_steps()
        if story.trouble:
            self.workspace.show_banner(BadInput(story.trouble))

    def _show_words(self, at: int) -> None:
        """The passages of a story that was opened are there: go to a place in them (ms), and show what is marked."""
        self.transcript.reading.go_to(at)
        self.playback.show_story(at)
        self._show_facts()
        self._show_passages()
        self.translation.show()
        self.open_story.show_excerpts()

    def _show_facts(self) -> None:
        story = self.open_story.story
        if story is not None:
            self.view.show_facts(story, self.open_story.passages)
            self._show_progress()

    def _show_progress(self) -> None:
        story = self.open_story.story
        if story is not None:
            job = transcription_job(self.workspace, story.story_id)
            self.view.show_progress(story, self.open_story.passages, job)

    def _show_passages(self) -> None:
        self.view.show_passages(self.open_story.passages)
        self._show_progress()

    def _show_excerpts(self) -> None:
        self.view.show_excerpts(self.open_story.excerpts, self.workspace.excerpt_id)
        if self._fresh and not self.open_story.reading:
            self._fresh = False
            self._show_chosen()

    def _show_chosen(self) -> None:
        if self.workspace.excerpt_id is not None:
            self._on_excerpt_chosen(self.workspace.excerpt_id)

    def _mark_excerpts(self) -> None:
        self.view.mark_excerpts(self.open_story.excerpts, self.workspace.excerpt_id)

    def _on_story_gone(self) -> None:
        if self.isVisible():
            self.workspace.page_asked.emit("stories")

    # ---- happened ---------------------------------------------------------------------------------------------

    def _on_excerpt_chosen(self, excerpt_id: int) -> None:
        row = self.open_story.excerpt(excerpt_id)
        self.view.excerpts.show_chosen(excerpt_id if row is not None else None)
        self._mark_excerpts()
        if row is not None and self.isVisible():
            self.view.bring_in_sight(row.spans[0])
            if not self.transcript.correcting and self.transcript.reading.selected_range() is None:
                self.transcript.reading.go_to(row.spans[0].start_ms)

    def _on_correcting_changed(self, on: bool) -> None:
        mode = "correct" if on else "listen"
        self.view.document_bar.modes.choose(mode)
        self.mode_changed.emit(mode)
        self.transcript.setFocus()

    def _on_job_changed(self, job: AnyJob) -> None:
        story = self.open_story.story
        if story is not None and job.is_about(JobKind.TRANSCRIBE, story.story_id):
            self._show_progress()

    # ---- menus ------------------------------------------------------------------------------------------------

    def _add_to_word_menu(self, menu: QMenu) -> None:
        menu.addSeparator()
        fill_menu(menu, self.commands(), IN_WORD_MENU)

    def _show_excerpt_menu(self, where: QPoint) -> None:
        wanted = [command for command in self.commands() if command.menu == "Excerpt" and not command.group]
        open_menu(context_menu(self, wanted), self.view.excerpts.viewport().mapToGlobal(where))
