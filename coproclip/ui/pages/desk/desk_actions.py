"""What a person asks the desk to do, by key, menu or button."""

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu

from coproclip.excerpts.marking import around
from coproclip.project.schema import Moment
from coproclip.timecode import clock
from coproclip.ui.dialogs.share.clips_dialog import ClipsDialog
from coproclip.ui.dialogs.sound_tracks import SoundTracks
from coproclip.ui.dialogs.story_details import StoryDetails
from coproclip.ui.pages.desk.desk_speech import DeskSpeech
from coproclip.ui.pages.desk.excerpt_edits import ExcerptEdits
from coproclip.ui.transcription.jobs import pause_transcribing, start_transcribing, transcription_job
from coproclip.ui.widgets.prompts import ask_time, run_dialog


class DeskActions(DeskSpeech):
    """The desk's verbs; the parts they act on are made by `DeskPage`."""

    excerpt_edits: ExcerptEdits
    sound_tracks: SoundTracks
    _begin_ms: int | None
    _themes: list[int]

    # ---- whether it can be done -------------------------------------------------------------------------------

    def has_words(self) -> bool:
        """Whether anything is written down."""
        return len(self.view.words) > 0

    def has_excerpts(self) -> bool:
        """Whether the story has any."""
        return bool(self.excerpt_edits.rows)

    def here(self) -> int | None:
        """The excerpt that is meant: chosen in the list while the cursor is there, else the one under the cursor."""
        row = self.excerpts.current()
        if self.excerpts.hasFocus() and row is not None:
            return row.excerpt_id
        under = self.view.excerpt_at_cursor()
        if under is not None:
            return under
        chosen = self.workspace.excerpt_id
        return chosen if self.excerpt_edits.row(chosen) is not None else None

    # ---- the story --------------------------------------------------------------------------------------------

    def close_story(self) -> None:
        """Back to all stories."""
        self.workspace.page_asked.emit("stories")

    def details(self) -> None:
        """What is known of the story."""
        if self.story is not None:
            run_dialog(StoryDetails(self.workspace, self.story.story_id, self))

    def toggle_transcribing(self) -> None:
        """Write the story down, or pause that; one that is done is asked about first."""
        if self.story is None:
            return
        if transcription_job(self.workspace, self.story.story_id) is not None:
            pause_transcribing(self.workspace, self.story.story_id)
        elif self.story.transcription_progress.state != "done":
            start_transcribing(self.workspace, self.story.story_id)
        else:
            self.ask_how()

    def ask_how(self) -> None:
        """How it shall be written down, or written down again."""
        if self.story is not None:
            self.workspace.line.how_asked.emit(self.story.story_id)

    def has_tracks(self) -> bool:
        """Whether the story's file has several sound tracks."""
        return self.story is not None and self.sound_tracks.possible(self.story.story_id)

    def choose_tracks(self) -> None:
        """Which of them are heard."""
        if self.story is not None:
            self.sound_tracks.choose(self.story.story_id, self.window())

    def find_words(self) -> None:
        """Open the find bar, with a short selection as its words."""
        chosen = self.view.textCursor().selectedText()
        self.find_bar.begin(chosen if len(chosen.split()) <= 6 else "")

    def split_here(self) -> None:
        """Split at the caret (from the menu; Enter does it while typing)."""
        place = self.view.reading_word()
        if place is not None and place.word > 0:
            self.view.flush()
            self.view.split_asked.emit(self.view.words.passages[place.passage].id, place.word)

    def join_here(self) -> None:
        """Join to the passage before (from the menu; Backspace does it while typing)."""
        place = self.view.reading_word()
        if place is not None:
            self.view.flush()
            self.view.join_asked.emit(self.view.words.passages[place.passage].id)

    def check(self) -> None:
        """Tick what is meant and go on; where one passage is played again and again, the sound goes on too."""
        after = self.passage_edits.check()
        if after is not None and self.playing.playing and self.transport.loop.isChecked():
            self.playing.seek(after)

    def aim_at_excerpt(self) -> bool:
        """Like `DeskPlayback.aim`, for keys that act on an excerpt: one chosen in the list needs no aiming."""
        return self.excerpts.hasFocus() or self.playing.aim()

    def go_to_time(self) -> None:
        """Ask for a time and go there; a time that stands beside a passage is where that passage begins."""
        wanted = ask_time(self, self.tr("Go to time"), self.tr("Go there"), self.playing.playhead)
        if wanted is not None:
            self.playing.seek(self.view.words.labelled(wanted))
            self.playing.follow_again()
        self.view.setFocus()

    def go_to_moment(self, at_ms: int) -> None:
        """A moment that was marked while it was recorded."""
        self.playing.seek(at_ms)
        self.playing.follow_again()
        self.view.setFocus()

    def mark_moment(self, moment_id: int) -> None:
        """An excerpt of what was said around such a moment."""
        if self.story is None:
            return
        with self.workspace.opened().read() as session:
            moment = session.get(Moment, moment_id)
            wanted = around(session, moment) if moment is not None else None
        if wanted is not None:
            self.playing.seek(wanted.start_ms)
            self.excerpt_edits.mark(self.story.story_id, wanted.start_ms, wanted.end_ms)

    def go_to_end(self) -> None:
        """The last moment of the story."""
        if self.story is not None:
            self.playing.seek(self.story.duration_ms)

    # ---- excerpts ---------------------------------------------------------------------------------------------

    def mark(self) -> int | None:
        """Mark the selected words; returns the excerpt's number."""
        chosen = self.view.selected_range()
        if self.story is None:
            return None
        if chosen is None:
            self.workspace.tell(self.tr("Select some words first: hold Shift and press the arrows, or drag."))
            return None
        self.view.flush()
        made = self.excerpt_edits.mark(self.story.story_id, *chosen)
        if made is not None:
            self.view.clear_selection()
        return made

    def _meant(self) -> int | None:
        """The excerpt to act on; selected words are marked first."""
        if self.view.selected_range() is not None and not self.excerpts.hasFocus():
            return self.mark()
        found = self.here()
        if found is None:
            self.workspace.tell(self.tr("Select some words first, or choose an excerpt."))
        return found

    def _here_or_say(self) -> int | None:
        """The excerpt that is meant, or a sentence that there is none."""
        found = self.here()
        if found is None:
            self.workspace.tell(self.tr("No excerpt here. Select some words and press E."))
        return found

    def _now(self) -> int:
        at_cursor = self.view.time_at_cursor
        return self.playing.playhead if self.playing.playing or at_cursor is None else at_cursor

    def start_here(self) -> None:
        """The selection will begin here."""
        self._begin_ms = self._now()
        self.workspace.tell(self.tr("Starts at {time}. Press O where it ends.").format(time=clock(self._begin_ms)))

    def end_here(self) -> None:
        """Select from “Start here” to here."""
        end = self._now()
        if self._begin_ms is None or end < self._begin_ms:
            self.workspace.tell(self.tr("Press I where it starts first."))
            return
        place = self.view.word_at(end)
        if place is not None:
            end = max(end, self.view.words.word(place).end_ms)
        self.view.select_range(self._begin_ms, end)
        self.view.show_bar()

    def play(self) -> None:
        """Play or pause: the chosen excerpt while the cursor is in the list, else the story or the selected words."""
        row = self.excerpts.current()
        if self.excerpts.hasFocus() and row is not None and not self.playing.playing:
            self.playing.play_excerpt(row)
        else:
            self.playing.toggle()

    def hear_excerpt(self) -> None:
        """Play the excerpt that is meant."""
        row = self.excerpt_edits.row(self._here_or_say())
        if row is not None:
            self.playing.play_excerpt(row)

    def open_excerpt(self) -> None:
        """Its own window."""
        found = self._here_or_say()
        if found is not None:
            self.excerpt_edits.open(found)

    def choose_theme(self) -> None:
        """The list of themes."""
        found = self._meant()
        if found is not None:
            self.excerpt_edits.choose_themes(found)

    def toggle_theme(self, place: int) -> None:
        """Theme number `place` (from 0) on or off."""
        if place >= len(self._themes):
            self.workspace.tell(self.tr("There is no theme {n} yet.").format(n=place + 1))
            return
        found = self._meant()
        if found is not None:
            self.excerpt_edits.toggle_theme(found, self._themes[place])

    def _on_theme_chosen(self, theme_id: int) -> None:
        found = self._meant()
        if found is not None:
            self.excerpt_edits.toggle_theme(found, theme_id)

    def note(self) -> None:
        """A note on the excerpt."""
        found = self._here_or_say()
        if found is not None:
            self.excerpt_edits.note(found)

    def _mark_and_note(self) -> None:
        found = self.mark()
        if found is not None:
            self.excerpt_edits.note(found)

    def add_to_playlist(self) -> None:
        """The menu of playlists."""
        found = self._meant()
        if found is not None:
            where = self.view.viewport().mapToGlobal(self.view.cursorRect().bottomLeft())
            if self.excerpts.hasFocus():
                where = self.excerpts.below("playlist")
            self.excerpt_edits.add_to_playlist([found], where)

    def step_excerpt(self, step: int) -> None:
        """The next or previous excerpt."""
        ids = [row.excerpt_id for row in self.excerpt_edits.rows]
        here = self.workspace.excerpt_id
        place = ids.index(here) + step if here in ids else 0
        if ids:
            self.workspace.choose_excerpt(ids[max(0, min(len(ids) - 1, place))])

    def delete_excerpt(self) -> None:
        """Take the excerpt away."""
        found = self._here_or_say()
        if found is not None:
            self.excerpt_edits.delete(found)

    def share(self) -> None:
        """Make files of this story's excerpts."""
        if self.story is not None and self.excerpt_edits.rows:
            self.workspace.keep_all()
            ids = [row.excerpt_id for row in self.excerpt_edits.rows]
            run_dialog(ClipsDialog(self.workspace, ids, self.story.title, self))

    def _excerpt_menu(self, where: QPoint) -> None:
        menu = QMenu(self)
        for command in self.commands():
            if command.menu == "Excerpt" and command.text and command.group != "theme_numbers":
                action = menu.addAction(command.text)
                action.setEnabled(command.possible)
                action.triggered.connect(lambda _on=False, run=command.run_here: run())
        menu.exec(where)

    # ---- presses in the parts ---------------------------------------------------------------------------------

    def _on_edge_heard(self, excerpt_id: int, span: int, side: str) -> None:
        row = self.excerpt_edits.row(excerpt_id)
        if row is not None:
            self.playing.hear_edge(row, span, side)

    def _on_find(self, words: str, backward: bool, again: bool) -> None:
        found = self.view.find_words(words, backward=backward, again=again)
        self.find_bar.tell(self.view.count_words(words) if found else 0)

    def _on_find_closed(self) -> None:
        self.view.find_words("")
        self.view.setFocus()

    def _on_part(self, excerpt_id: int, part: str) -> None:
        row = self.excerpt_edits.row(excerpt_id)
        if row is None:
            return
        if part == "play":
            self.playing.play_excerpt(row)
        elif part == "trim":
            self.excerpt_edits.open(excerpt_id)
        elif part == "themes":
            self.excerpt_edits.choose_themes(excerpt_id)
        elif part == "playlist":
            self.excerpt_edits.add_to_playlist([excerpt_id], self.excerpts.below("playlist"))
