"""What a person asks the stories page to do with the story under the cursor."""

from PySide6.QtCore import QModelIndex, QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from coproclip.overview.stories import StoryOverview
from coproclip.people.stories import bin_story, sound_of
from coproclip.project.journal import Operation
from coproclip.timecode import TimeRange
from coproclip.transcript.search import Hit
from coproclip.ui.dialogs.sound_tracks import SoundTracks
from coproclip.ui.dialogs.story_details import StoryDetails
from coproclip.ui.pages.stories.bin import StoriesBin
from coproclip.ui.pages.stories.layout import StoriesLayout
from coproclip.ui.pages.stories.table import WHO
from coproclip.ui.transcription.jobs import pause_transcribing, start_transcribing, transcription_job
from coproclip.ui.transcription.transcribe_dialog import TranscribeDialog
from coproclip.ui.widgets.prompts import run_dialog


class StoriesActions(StoriesLayout):
    """The page's verbs; what is shown is loaded by `StoriesPage`."""

    rows: list[StoryOverview]
    sound_tracks: SoundTracks

    # ---- which story ------------------------------------------------------------------------------------------

    def row(self) -> StoryOverview | None:
        """The story under the cursor."""
        index = self.table.currentIndex()
        return self.model.rows[index.row()] if index.isValid() and index.row() < len(self.model.rows) else None

    def has_row(self) -> bool:
        """Whether there is a story to act on."""
        return self.row() is not None and self.stack.currentIndex() == 1

    def choose_row(self, story_id: int) -> None:
        """Put the cursor on a story."""
        place = self.model.place_of(story_id)
        if place >= 0:
            self.table.setCurrentIndex(self.model.index(place, WHO))

    def hit(self) -> Hit | None:
        """The passage under the cursor while a search is shown."""
        return self.hit_list.chosen() if self.stack.currentIndex() == 2 else None

    # ---- opening and hearing ----------------------------------------------------------------------------------

    def open_story(self, story_id: int, at_ms: int | None = None) -> None:
        """Show a story on the desk, where it was left or at a time."""
        self.workspace.choose_story(story_id, at_ms=at_ms)
        self.workspace.page_asked.emit("desk")

    def open_row(self) -> None:
        """Show the story under the cursor."""
        row = self.row()
        if row is not None:
            self.open_story(row.story_id)

    def open_hit(self) -> None:
        """Show the passage under the cursor."""
        hit = self.hit()
        if hit is not None:
            self.open_story(hit.story_id, hit.heard_ms)

    def play(self) -> None:
        """Play the passage found, or the story from where it was left; or pause."""
        listening, project, hit, row = self.workspace.listening, self.workspace.opened(), self.hit(), self.row()
        story_id = hit.story_id if hit is not None else row.story_id if row is not None else None
        if story_id is None:
            return
        owner = ("found", hit.segment_id) if hit is not None else ("stories", story_id)
        if listening.is_playing_for(owner):
            listening.pause()
            return

        def _begin() -> None:
            with project.read() as session:
                sound = sound_of(project, session, story_id)
            if hit is not None:
                spans = [TimeRange(max(0, hit.start_ms - 150), min(sound.duration_ms, hit.end_ms + 300))]
            else:
                place = project.place(story_id)
                spans = [TimeRange(place if place < sound.duration_ms - 1000 else 0, sound.duration_ms)]
            listening.play(sound.audio, spans, owner=owner)

        self.workspace.attempt(_begin)

    # ---- the story under the cursor ---------------------------------------------------------------------------

    def details(self) -> None:
        """What is known of it."""
        row = self.row()
        if row is not None:
            run_dialog(StoryDetails(self.workspace, row.story_id, self))
            self.table.setFocus()

    def toggle_transcribing(self) -> None:
        """Write it down, pause that, or go on with it; one that is done is asked about first."""
        row = self.row()
        if row is None:
            return
        if transcription_job(self.workspace, row.story_id) is not None:
            pause_transcribing(self.workspace, row.story_id)
        elif row.transcription_progress.state != "done" or self.workspace.line.entry(row.story_id) is not None:
            start_transcribing(self.workspace, row.story_id)
        else:
            self.ask_how()

    def ask_how(self) -> None:
        """How it shall be written down: how carefully, which language, how many voices, which speech model."""
        row = self.row()
        if row is not None:
            run_dialog(TranscribeDialog(self.workspace, row.story_id, self.window()))
            self.table.setFocus()

    def write_words(self) -> str:
        """What `toggle_transcribing` would do."""
        row = self.row()
        if row is not None and transcription_job(self.workspace, row.story_id) is not None:
            return self.tr("Pause transcribing")
        if row is not None and (
            row.transcription_progress.done_ms or self.workspace.line.entry(row.story_id) is not None
        ):
            return (
                self.tr("Carry on transcribing")
                if row.transcription_progress.state != "done"
                else self.tr("Transcribe again…")
            )
        return self.tr("Transcribe")

    def has_tracks(self) -> bool:
        """Whether the file of the story under the cursor has several sound tracks."""
        row = self.row()
        return row is not None and self.has_row() and self.sound_tracks.possible(row.story_id)

    def choose_tracks(self) -> None:
        """Which of them are heard."""
        row = self.row()
        if row is not None:
            self.sound_tracks.choose(row.story_id, self.window())
            self.table.setFocus()

    def take_out_of_line(self) -> None:
        """Let it not be written down after all; what is done is kept."""
        row = self.row()
        if row is not None:
            self.workspace.line.leave(row.story_id)

    def in_line(self) -> bool:
        """Whether the story under the cursor is in the line."""
        row = self.row()
        return row is not None and self.has_row() and self.workspace.line.entry(row.story_id) is not None

    def bin(self) -> None:
        """Put it in the bin; the cursor goes to the next story."""
        row = self.row()
        if row is None:
            return
        place = self.table.currentIndex().row()
        self.workspace.line.leave(row.story_id)

        def _bin() -> bool:
            with self.workspace.opened().edit(Operation.BIN_STORY) as edit:
                bin_story(edit, row.story_id)
            return True

        if self.workspace.attempt(_bin):
            self.load_all()
            self.table.setCurrentIndex(self.model.index(min(place, len(self.model.rows) - 1), WHO))
            self.workspace.tell(self.tr("{who} is in the bin").format(who=row.who))

    def show_bin(self) -> None:
        """The stories that were put away."""
        run_dialog(StoriesBin(self.workspace, self))

    def show_jobs(self) -> None:
        """Show which stories are being written down."""
        jobs = {row.story_id: transcription_job(self.workspace, row.story_id) for row in self.rows}
        held = {entry.story_id: entry.held for entry in self.workspace.line.entries}
        self.model.set_jobs({story: job for story, job in jobs.items() if job is not None}, held)

    def load_all(self) -> None:
        """Read every story again; done by the page."""

    def _on_activated(self, index: QModelIndex) -> None:
        if index.isValid():
            self.open_row()

    def _on_part(self, _index: QModelIndex, part: str, where: QPoint) -> None:
        if part == "button":
            self.toggle_transcribing()
        elif part == "menu":
            self._menu(self.table.viewport().mapFromGlobal(where))

    def row_menu(self) -> None:
        """The menu of the story under the cursor, there."""
        self._menu(self.table.visualRect(self.table.currentIndex()).center())

    def _menu(self, where: QPoint) -> None:
        index = self.table.indexAt(where)
        if index.isValid():
            self.table.setCurrentIndex(index)
        menu = QMenu(self)
        for command in self.commands():
            if command.menu == "Story":
                action = QAction(command.label() if command.label is not None else command.text, menu)
                action.setEnabled(command.possible)
                action.triggered.connect(lambda _on=False, run=command.run: run())
                menu.addAction(action)
        menu.addSeparator()
        line = menu.addAction(self.tr("Transcription queue…"))
        line.triggered.connect(lambda: self.workspace.command_asked.emit("writing_line"))
        menu.exec(self.table.viewport().mapToGlobal(where))
