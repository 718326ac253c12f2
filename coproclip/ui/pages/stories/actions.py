"""What a person can do with the story under the cursor, as the commands of the Story menu and of its row."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QPoint

from coproclip.overview.stories import StoryOverview
from coproclip.people.stories import sound_of
from coproclip.project.kinds import TranscriptionState
from coproclip.timecode import TimeRange
from coproclip.ui.commands.menus import choice, context_menu, open_menu
from coproclip.ui.commands.table import Command
from coproclip.ui.dialogs.sound_tracks import SoundTracks
from coproclip.ui.dialogs.story_details import StoryDetails
from coproclip.ui.operations import stories
from coproclip.ui.pages.stories.bin import StoriesBin
from coproclip.ui.pages.stories.story_view import StoryView
from coproclip.ui.transcription.jobs import pause_transcribing, start_transcribing, transcription_job
from coproclip.ui.transcription.transcribe_dialog import TranscribeDialog
from coproclip.ui.widgets.prompts import run_dialog
from coproclip.ui.workspace import Workspace


class StoryActions(QObject):
    """Acts on what `chosen` answers; `table` is where the cursor is, and gets the keyboard back after a dialog."""

    def __init__(
        self,
        workspace: Workspace,
        table: StoryView,
        sound_tracks: SoundTracks,
        chosen: Callable[[], StoryOverview | None],
        binned: Callable[[], int],
    ) -> None:
        super().__init__(table)
        self._workspace, self._table, self._tracks = workspace, table, sound_tracks
        self._chosen, self._binned = chosen, binned
        table.activated.connect(lambda index: self.open() if index.isValid() else None)
        table.clicked_part.connect(self._on_part)
        table.customContextMenuRequested.connect(self._menu)

    def commands(self) -> list[Command]:
        """The commands of the Story menu."""
        tr, some = self.tr, lambda: self._chosen() is not None
        return [
            Command("open_story", tr("Open the story"), ("Enter",), "Story", self.open, some, native=True),
            Command("story_details", tr("About this story…"), ("F2",), "Story", self.details, some, takes_over=True),
            Command(
                "transcribe",
                tr("Transcribe, or pause"),
                ("Ctrl+Enter",),
                "Story",
                self.toggle_transcribing,
                some,
                label=self._transcribe_words,
            ),
            Command("write_how", tr("Transcribe, choosing how…"), ("Ctrl+Shift+Enter",), "Story", self.ask_how, some),
            Command("sound_tracks", tr("Choose sound tracks…"), (), "Story", self.choose_tracks, self._has_tracks),
            Command("leave_queue", tr("Remove from queue"), (), "Story", self.leave_queue, self._in_queue),
            Command("bin_story", tr("Move to the bin"), ("Delete",), "Story", self.bin, some),
            Command("show_bin", tr("Stories in the bin…"), (), "Story", self.show_bin, lambda: self._binned() > 0),
            Command("row_menu", tr("Menu of this story"), ("Shift+F10",), "", self.show_menu, some),
        ]

    # ---- opening and hearing ----------------------------------------------------------------------------------

    def open(self) -> None:
        """Show the story on the desk."""
        if (row := self._chosen()) is not None:
            open_story(self._workspace, row.story_id)

    def play(self) -> None:
        """Play it from where it was left, or pause."""
        row = self._chosen()
        if row is None:
            return
        story_id, place = row.story_id, self._workspace.opened().place(row.story_id)

        def _from_place(duration_ms: int) -> TimeRange:
            return TimeRange(place if place < duration_ms - 1000 else 0, duration_ms)

        play_or_pause(self._workspace, story_id, ("stories", story_id), _from_place)

    # ---- the story --------------------------------------------------------------------------------------------

    def details(self) -> None:
        """What is known of it."""
        if (row := self._chosen()) is not None:
            run_dialog(StoryDetails(self._workspace, row.story_id, self._table.window()))
            self._table.setFocus()

    def toggle_transcribing(self) -> None:
        """Transcribe it, pause that, or go on with it; one that is done is asked about first."""
        row, queue = self._chosen(), self._workspace.queue
        if row is None:
            return
        if transcription_job(self._workspace, row.story_id) is not None:
            pause_transcribing(self._workspace, row.story_id)
        elif row.transcription_progress.state is not TranscriptionState.DONE or queue.entry(row.story_id) is not None:
            start_transcribing(self._workspace, row.story_id)
        else:
            self.ask_how()

    def _transcribe_words(self) -> str:
        """What `toggle_transcribing` would do."""
        row = self._chosen()
        if row is not None and transcription_job(self._workspace, row.story_id) is not None:
            return self.tr("Pause transcribing")
        if row is None or not (row.transcription_progress.done_ms or self._in_queue()):
            return self.tr("Transcribe")
        done = row.transcription_progress.state is TranscriptionState.DONE
        return self.tr("Transcribe again…") if done else self.tr("Carry on transcribing")

    def ask_how(self) -> None:
        """How it shall be transcribed: how carefully, which language, how many voices, which speech model."""
        if (row := self._chosen()) is not None:
            run_dialog(TranscribeDialog(self._workspace, row.story_id, self._table.window()))
            self._table.setFocus()

    def _has_tracks(self) -> bool:
        row = self._chosen()
        return row is not None and self._tracks.possible(row.story_id)

    def choose_tracks(self) -> None:
        """Which of the sound tracks of its file are heard."""
        if (row := self._chosen()) is not None:
            self._tracks.choose(row.story_id, self._table.window())
            self._table.setFocus()

    def _in_queue(self) -> bool:
        row = self._chosen()
        return row is not None and self._workspace.queue.entry(row.story_id) is not None

    def leave_queue(self) -> None:
        """Let it not be transcribed after all; what is done is kept."""
        if (row := self._chosen()) is not None:
            self._workspace.queue.leave(row.story_id)

    def bin(self) -> None:
        """Put it in the bin; the cursor goes to the next story."""
        if (row := self._chosen()) is not None:
            self._workspace.queue.leave(row.story_id)
            stories.put_in_bin(self._workspace, row.story_id, row.who)

    def show_bin(self) -> None:
        """The stories in the bin."""
        run_dialog(StoriesBin(self._workspace, self._table.window()))

    # ---- the menu ---------------------------------------------------------------------------------------------

    def show_menu(self) -> None:
        """The menu of the story under the cursor, there."""
        self._menu(self._table.visualRect(self._table.currentIndex()).center())

    def _on_part(self, _index: object, part: str, where: QPoint) -> None:
        if part == "button":
            self.toggle_transcribing()
        elif part == "menu":
            self._menu(self._table.viewport().mapFromGlobal(where))

    def _menu(self, where: QPoint) -> None:
        index = self._table.indexAt(where)
        if index.isValid():
            self._table.setCurrentIndex(index)
        show_queue = partial(self._workspace.command_asked.emit, "transcription_queue")
        queue = choice(self.tr("Transcription queue…"), show_queue, group="line")
        commands = [command for command in self.commands() if command.menu]
        open_menu(context_menu(self._table, [*commands, queue]), self._table.viewport().mapToGlobal(where))


def open_story(workspace: Workspace, story_id: int, at_ms: int | None = None) -> None:
    """Show a story on the desk, where it was left or at a time."""
    workspace.choose_story(story_id, at_ms=at_ms)
    workspace.page_asked.emit("desk")


def play_or_pause(workspace: Workspace, story_id: int, owner: object, span: Callable[[int], TimeRange]) -> None:
    """Play the part of a story that `span` says, told how long (ms) the story is; pause if that is heard now."""
    listening, project = workspace.listening, workspace.opened()
    if listening.is_playing_for(owner):
        listening.pause()
        return

    def _begin() -> None:
        sound = workspace.read(lambda session: sound_of(project, session, story_id))
        listening.play(sound.audio, [span(sound.duration_ms)], owner=owner)

    workspace.attempt(_begin)
