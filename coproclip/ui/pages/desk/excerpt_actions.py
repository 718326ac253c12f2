"""Excerpts on the desk: which one is meant, and what is done with it."""

from functools import partial
from typing import cast

from PySide6.QtCore import QModelIndex, QObject, QPoint, Signal
from PySide6.QtWidgets import QWidget

from coproclip.excerpts.marking import Side
from coproclip.overview.excerpts import ExcerptRow
from coproclip.overview.playlists import playlist_titles
from coproclip.overview.story import suggested_range
from coproclip.timecode import clock
from coproclip.ui.commands.menus import choice, context_menu, open_menu
from coproclip.ui.dialogs.excerpt.dialog import ExcerptDialog
from coproclip.ui.dialogs.meaning.actions import MeaningActions
from coproclip.ui.dialogs.share.clips_dialog import ClipsDialog
from coproclip.ui.dialogs.themes.chooser import ThemeChooser
from coproclip.ui.dialogs.went_out import show_excerpt_went_out
from coproclip.ui.lists.row_model import ROW
from coproclip.ui.operations import excerpts as operations
from coproclip.ui.pages.desk.excerpt_list import ExcerptList
from coproclip.ui.pages.desk.playback import DeskPlayback
from coproclip.ui.transcript.open_story import OpenStory
from coproclip.ui.transcript.view import TranscriptView
from coproclip.ui.typed_texts import TextOf, TypedText
from coproclip.ui.widgets.prompts import ask_line, ask_note, run_dialog
from coproclip.ui.workspace import Workspace


class ExcerptActions(QObject):
    """Marks selected words, and acts on the excerpt that is chosen in the list or lies under the reading cursor."""

    edge_refused = Signal()
    """An edge that was dragged could not be put there."""

    def __init__(
        self,
        workspace: Workspace,
        open_story: OpenStory,
        transcript: TranscriptView,
        excerpts: ExcerptList,
        playback: DeskPlayback,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._workspace, self._open, self._transcript = workspace, open_story, transcript
        self._list, self._playback, self._window = excerpts, playback, window
        self._start_ms: int | None = None
        self.meaning = MeaningActions(workspace, window, self._here_as_list, self._where)
        excerpts.chosen.connect(workspace.choose_excerpt)
        excerpts.opened.connect(self._open_chosen)
        excerpts.part_pressed.connect(self._on_part_pressed)
        transcript.notes.excerpt_clicked.connect(workspace.choose_excerpt)
        transcript.bar.mark_asked.connect(self.mark)
        transcript.bar.theme_asked.connect(self.choose_theme)
        transcript.bar.theme_chosen.connect(self._toggle_theme)
        transcript.bar.note_asked.connect(self._mark_and_note)
        playback.excerpt_playing.connect(excerpts.set_playing)

    # ---- which excerpt is meant -------------------------------------------------------------------------------

    def any(self) -> bool:
        """Whether the story has excerpts."""
        return bool(self._open.excerpts)

    def aim(self) -> bool:
        """Like `DeskPlayback.aim`, for keys that act on an excerpt: one chosen in the list needs no aiming."""
        return self._list.hasFocus() or self._playback.aim()

    def here(self) -> int | None:
        """The excerpt that is meant: chosen in the list while the cursor is there, else the one under the cursor."""
        row = self._list.current()
        if self._list.hasFocus() and row is not None:
            return row.excerpt_id
        under = self._transcript.reading.excerpt()
        if under is not None:
            return under
        chosen = self._workspace.excerpt_id
        return chosen if self._open.excerpt(chosen) is not None else None

    def _here_or_say(self) -> int | None:
        """The excerpt that is meant, or a sentence that there is none."""
        excerpt_id = self.here()
        if excerpt_id is None:
            self._workspace.show_toast(self.tr("No excerpt here. Select some words and press E."))
        return excerpt_id

    def _here_or_marked(self) -> int | None:
        """The excerpt to act on; selected words are marked first."""
        if self._transcript.reading.selected_range() is not None and not self._list.hasFocus():
            return self.mark()
        excerpt_id = self.here()
        if excerpt_id is None:
            self._workspace.show_toast(self.tr("Select some words first, or choose an excerpt."))
        return excerpt_id

    # ---- marking ----------------------------------------------------------------------------------------------

    def mark(self) -> int | None:
        """Mark the selected words; the excerpt's number."""
        selected = self._transcript.reading.selected_range()
        if self._open.story is None:
            return None
        if selected is None:
            self._workspace.show_toast(self.tr("Select some words first: hold Shift and press the arrows, or drag."))
            return None
        self._transcript.flush()
        excerpt_id = operations.mark(self._workspace, self._open.story.story_id, *selected)
        if excerpt_id is not None:
            self._transcript.reading.clear_selection()
        return excerpt_id

    def mark_moment(self, moment_id: int) -> None:
        """An excerpt of what was said around a moment that was marked while recording."""
        time = self._workspace.read(suggested_range, moment_id)
        if self._open.story is not None and time is not None:
            self._playback.seek(time.start_ms)
            operations.mark(self._workspace, self._open.story.story_id, time.start_ms, time.end_ms)

    def _mark_and_note(self) -> None:
        excerpt_id = self.mark()
        if excerpt_id is not None:
            self.edit_note(excerpt_id)

    def _now(self) -> int:
        return self._playback.playhead if self._playback.playing else self._playback.reading_at

    def start_here(self) -> None:
        """The selection will begin here."""
        self._start_ms = self._now()
        self._workspace.show_toast(
            self.tr("Starts at {time}. Press O where it ends.").format(time=clock(self._start_ms))
        )

    def end_here(self) -> None:
        """Select from “Start here” to here."""
        end = self._now()
        if self._start_ms is None or end < self._start_ms:
            self._workspace.show_toast(self.tr("Press I where it starts first."))
            return
        word = self._transcript.words.nearest(end)
        if word is not None:
            end = max(end, self._transcript.words.word(word).end_ms)
        self._transcript.reading.select_range(self._start_ms, end)
        self._transcript.show_bar()

    def forget_start(self) -> None:
        """Another story: “Start here” was in the one before."""
        self._start_ms = None

    # ---- hearing ----------------------------------------------------------------------------------------------

    def play(self) -> None:
        """Play or pause: the chosen excerpt while the cursor is in the list, else the story or the selected words."""
        row = self._list.current()
        if self._list.hasFocus() and row is not None and not self._playback.playing:
            self._playback.play_excerpt(row)
        else:
            self._playback.toggle()

    def play_this(self) -> None:
        """Play the excerpt that is meant."""
        row = self._open.excerpt(self._here_or_say())
        if row is not None:
            self._playback.play_excerpt(row)

    def play_edge(self, excerpt_id: int, span: int, side: str) -> None:
        """The second and a half after a start, or before an end."""
        row = self._open.excerpt(excerpt_id)
        if row is not None:
            self._playback.play_edge(row, span, side)

    # ---- changing ---------------------------------------------------------------------------------------------

    def move_edge(self, excerpt_id: int, span: int, side: str, time_ms: int) -> None:
        """An edge was dragged to a time."""
        if not operations.move_edge(self._workspace, excerpt_id, span, cast(Side, side), time_ms):
            self.edge_refused.emit()

    def step_edge(self, excerpt_id: int, span: int, side: str, words: int) -> None:
        """An edge goes a word back or on."""
        operations.step_edge(self._workspace, excerpt_id, span, cast(Side, side), words)

    def open(self, excerpt_id: int) -> None:
        """The excerpt's own window."""
        self._workspace.listening.pause()
        self._workspace.keep_all()
        run_dialog(ExcerptDialog(self._workspace, excerpt_id, self._window))

    def open_this(self) -> None:
        """The window of the excerpt that is meant."""
        excerpt_id = self._here_or_say()
        if excerpt_id is not None:
            self.open(excerpt_id)

    def choose_theme(self) -> None:
        """The list of themes to tick."""
        excerpt_id = self._here_or_marked()
        if excerpt_id is not None:
            self._choose_themes(excerpt_id)

    def _choose_themes(self, excerpt_id: int) -> None:
        self._workspace.keep_all()
        ThemeChooser.choose(self._workspace, [excerpt_id], self._window)

    def toggle_theme(self, place: int) -> None:
        """Put the excerpt in theme number `place` (from 0), or take it out."""
        if place < len(self._open.themes):
            self._toggle_theme(self._open.themes[place].theme_id)
        else:
            self._workspace.show_toast(self.tr("There is no theme {n} yet.").format(n=place + 1))

    def _toggle_theme(self, theme_id: int) -> None:
        excerpt_id = self._here_or_marked()
        if excerpt_id is not None:
            row = self._open.excerpt(excerpt_id)
            there = row is not None and any(theme.theme_id == theme_id for theme in row.themes)
            operations.set_theme(self._workspace, excerpt_id, theme_id, not there)

    def note(self) -> None:
        """A note on the excerpt, for the team."""
        excerpt_id = self._here_or_say()
        if excerpt_id is not None:
            self.edit_note(excerpt_id)

    def edit_note(self, excerpt_id: int) -> None:
        """The note on this excerpt."""
        row = self._open.excerpt(excerpt_id)
        if row is None:
            return
        before = self._workspace.typed.latest(TextOf.EXCERPT, excerpt_id, "note", row.note)
        versions, saved = [before], [False]

        def _save(words: str) -> None:
            note = TypedText(TextOf.EXCERPT, excerpt_id, "note", versions[-1], words)
            versions.append(words)
            saved.append(self._workspace.typed.keep([note]))

        ask_note(
            self._window, self.tr("Note on this excerpt, only for the team"), before, _save, self._workspace.closing
        )
        if saved[-1]:
            self._workspace.show_toast(self.tr("Note kept"))

    def add_to_playlist(self) -> None:
        """A menu of the playlists, where the excerpt is."""
        excerpt_id = self._here_or_marked()
        if excerpt_id is not None:
            self._ask_playlist(excerpt_id, self._where())

    def _where(self) -> QPoint:
        """Where a menu about the excerpt that is meant opens."""
        below_cursor = self._transcript.viewport().mapToGlobal(self._transcript.cursorRect().bottomLeft())
        return self._list.below("playlist") if self._list.hasFocus() else below_cursor

    def _here_as_list(self) -> list[int]:
        excerpt_id = self._here_or_marked()
        return [] if excerpt_id is None else [excerpt_id]

    def _ask_playlist(self, excerpt_id: int, where: QPoint) -> None:
        choices = [
            choice(title, partial(operations.add_to_playlist, self._workspace, playlist_id, title, [excerpt_id]))
            for playlist_id, title in self._workspace.read(playlist_titles)
        ]
        new = choice(self.tr("New playlist…"), partial(self._new_playlist, excerpt_id), group="new")
        open_menu(context_menu(self._window, [*choices, new]), where, by_keys=True)

    def _new_playlist(self, excerpt_id: int) -> None:
        title, button = self.tr("Title of the new playlist"), self.tr("Make the playlist")
        ask_line(
            self._window,
            title,
            button,
            lambda words: operations.add_to_new_playlist(self._workspace, words, [excerpt_id]),
        )

    def step(self, step: int) -> None:
        """Choose the next or previous excerpt."""
        ids = [row.excerpt_id for row in self._open.excerpts]
        here = self._workspace.excerpt_id
        place = ids.index(here) + step if here in ids else 0
        if ids:
            self._workspace.choose_excerpt(ids[max(0, min(len(ids) - 1, place))])

    def delete(self) -> None:
        """Take the excerpt away and choose its neighbour."""
        excerpt_id = self._here_or_say()
        if excerpt_id is not None:
            ids = [row.excerpt_id for row in self._open.excerpts]
            place = ids.index(excerpt_id) if excerpt_id in ids else 0
            rest = [id_ for id_ in ids if id_ != excerpt_id]
            operations.delete(self._workspace, excerpt_id, rest[min(place, len(rest) - 1)] if rest else None)

    def share(self) -> None:
        """Make files of this story's excerpts."""
        if self._open.story is not None and self._open.excerpts:
            self._workspace.keep_all()
            ids = [row.excerpt_id for row in self._open.excerpts]
            run_dialog(ClipsDialog(self._workspace, ids, self._open.story.title, self._window))

    def show_went_out(self) -> None:
        """When, as what and to whom the excerpt that is meant went out."""
        row = self._open.excerpt(self._here_or_say())
        if row is not None:
            show_excerpt_went_out(self._workspace, self._window, row.excerpt_id, row.title)

    def _open_chosen(self) -> None:
        row = self._list.current()
        if row is not None:
            self.open(row.excerpt_id)

    def _on_part_pressed(self, index: QModelIndex, part: str, _where: QPoint) -> None:
        row: ExcerptRow = index.data(ROW)
        if part == "play":
            self._playback.play_excerpt(row)
        elif part == "trim":
            self.open(row.excerpt_id)
        elif part == "themes":
            self._choose_themes(row.excerpt_id)
        elif part == "playlist":
            self._ask_playlist(row.excerpt_id, self._list.below("playlist"))
