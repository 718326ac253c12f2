"""The story desk: header, whole story, zoomed part, transcript, excerpts, transport."""

from dataclasses import replace

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from coproclip.errors import BadInput, CoProClipError, NotFound
from coproclip.excerpts.approval import Approval
from coproclip.overview.story import (
    EXCERPT_FACTS,
    DeskStory,
    checked_ranges,
    little_of,
    load_excerpts,
    load_passages,
    load_story,
)
from coproclip.project.project import Changes
from coproclip.themes.codebook import themes
from coproclip.transcription.run import transcription_progress
from coproclip.ui.commands.table import Command
from coproclip.ui.dialogs.sound_tracks import SoundTracks
from coproclip.ui.dialogs.voices.edits import VoiceEdits
from coproclip.ui.job_runner import AnyJob, JobKind
from coproclip.ui.pages.desk.commands import EXCERPTS, SIGHT, SOUND, WORDS, commands
from coproclip.ui.pages.desk.desk_actions import DeskActions
from coproclip.ui.pages.desk.excerpt_edits import ExcerptEdits
from coproclip.ui.pages.desk.excerpt_marks import band_of, tint_of
from coproclip.ui.pages.desk.playback import DeskPlayback
from coproclip.ui.transcript.floating_bar import RecentTheme
from coproclip.ui.transcript.passage_edits import PassageEdits
from coproclip.ui.transcription.jobs import transcription_job
from coproclip.ui.transcription.retranscription_job import RetranscriptionJob
from coproclip.ui.workspace import Workspace

ALL_AGAIN = 400
"""Above so many changed passages the page is read anew instead of mended."""
SNAP_MS = 30_000
"""So far around the chosen excerpt a dragged edge jumps to the words."""
SOON_MS, WHILE_TYPING_MS = 120, 700
"""How long after a change the excerpts are read again; while somebody types not between two keys."""


class DeskPage(DeskActions):
    """One story to listen to, correct, and mark excerpts in."""

    key = "desk"
    icon = "audio-lines"
    belongs_to = "stories"

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(workspace, parent)
        self.story: DeskStory | None = None
        self._begin_ms: int | None = None
        self._themes: list[int] = []
        self._excerpts_later = QTimer(self)
        self._excerpts_later.setSingleShot(True)
        self._excerpts_later.timeout.connect(self._load_excerpts)
        self._stale: set[int] | None = None
        self._build()
        self.passage_edits = PassageEdits(workspace, self.view, self)
        self.voice_edits = VoiceEdits(workspace, self.view, self.passage_edits, self)
        self.again = RetranscriptionJob(workspace, self)
        self.sound_tracks = SoundTracks(workspace, self)
        self.excerpt_edits = ExcerptEdits(workspace, self)
        self.playing = DeskPlayback(workspace, self.view, (self.strip, self.zoom), self.transport)
        self._connect()
        self._fit()

    # ---- what it looks like -----------------------------------------------------------------------------------

    def _connect(self) -> None:
        view, edits, lst = self.view, self.excerpt_edits, self.excerpts
        self.header.share.clicked.connect(self.share)
        self.header.search.clicked.connect(self.find_words)
        self.strip.range_changed.connect(self.zoom.show_range)
        self.zoom.range_changed.connect(self.strip.show_range)
        for wave in (self.strip, self.zoom):
            wave.band_clicked.connect(self.workspace.choose_excerpt)
            wave.band_opened.connect(edits.open)
        self.zoom.selection_dragged.connect(view.select_range)
        self.zoom.selection_dragged.connect(view.show_bar)
        self.zoom.edge_moved.connect(self._on_edge_moved)
        self.zoom.word_step_asked.connect(edits.step_edge)
        self.zoom.edge_heard.connect(self._on_edge_heard)
        view.selection_changed.connect(lambda: self.zoom.set_selection(view.selected_range()))
        view.excerpt_clicked.connect(self.workspace.choose_excerpt)
        view.speaker_clicked.connect(self._on_speaker_clicked)
        view.flag_clicked.connect(self._on_flag_clicked)
        view.correcting_changed.connect(self._on_correcting_changed)
        view.typing_began.connect(lambda _passage: self.header.show_steps(typed=True))
        view.bar.mark_asked.connect(self.mark)
        view.bar.theme_asked.connect(self.choose_theme)
        view.bar.theme_chosen.connect(self._on_theme_chosen)
        view.bar.play_asked.connect(self.playing.toggle)
        view.bar.note_asked.connect(self._mark_and_note)
        view.bar.again_asked.connect(self.listen_again)
        view.menu_opened.connect(self._add_to_menu)
        self.voice_edits.voices_asked.connect(self.all_voices)
        self.about.voices_asked.connect(self.all_voices)
        self.again.compare_asked.connect(self.compare_again)
        self.english.queue_asked.connect(self._on_line_asked)
        self.english.toggled.connect(self.toggle_translating)
        self.workspace.listening.moved.connect(self._on_heard)
        self.document_bar.mode_asked.connect(lambda mode: view.set_correcting(mode == "correct"))
        self.document_bar.next_asked.connect(self.next_to_check)
        self.find_bar.asked.connect(self._on_find)
        self.find_bar.closed.connect(self._on_find_closed)
        self.writing.toggled.connect(self.toggle_transcribing)
        self.about.details_asked.connect(self.details)
        self.about.moment_asked.connect(self.go_to_moment)
        self.about.excerpt_asked.connect(self.mark_moment)
        lst.chosen.connect(self.workspace.choose_excerpt)
        lst.opened.connect(edits.open)
        lst.part_pressed.connect(self._on_part)
        lst.customContextMenuRequested.connect(lambda where: self._excerpt_menu(lst.viewport().mapToGlobal(where)))
        self.playing.excerpt_playing.connect(lst.set_playing)
        self.workspace.excerpt_chosen.connect(self._on_excerpt_chosen)
        self.workspace.jobs.changed.connect(self._on_job_changed)

    # ---- the page's answers -----------------------------------------------------------------------------------

    @property
    def title(self) -> str:
        """The page's name."""
        return self.tr("Story desk")

    def regions(self) -> list[QWidget]:
        """The stops of F6."""
        beside = self.excerpts if self.excerpts.isVisible() else self.tabs
        return [self.header, self.zoom, self.view, beside, self.transport]

    def areas(self) -> dict[str, list[QWidget]]:
        """Where letters count; beside these parts a letter typed by mistake changes nothing."""
        words: list[QWidget] = [self.view, self.strip, self.zoom]
        marks = [*words, self.excerpts]
        return {WORDS: words, EXCERPTS: marks, SOUND: [*marks, self.transport], SIGHT: [*marks, self.transport]}

    def commands(self) -> list[Command]:
        """See `commands.py`."""
        return commands(self)

    def enter(self) -> None:
        """Show the chosen story where it was left."""
        wanted = self.workspace.story_id
        if wanted is None:
            self.workspace.page_asked.emit("stories")
            return
        if self.story is None or self.story.story_id != wanted:
            self._load(wanted)
        elif self.playing.playhead != self.workspace.playhead_ms:
            self.playing.seek(self.workspace.playhead_ms)
        if self.workspace.excerpt_id is not None:
            self._on_excerpt_chosen(self.workspace.excerpt_id)
        self.mode_changed.emit("listen")
        self.view.setFocus()

    def leave(self) -> None:
        """Keep what is half typed, stop playing; the next page reads what was kept."""
        self.view.flush()
        self.view.set_correcting(False)
        self.playing.stop()
        self.workspace.saving.wait()

    def reload(self) -> None:
        """Another project."""
        self.story = self.playing.story = self.passage_edits.story = None
        self.view.load([])

    def refresh(self, changes: Changes) -> None:
        """Show what changed, and only that: much of it is typing in this story, or transcript in another."""
        if self.story is None or self.workspace.project is None:
            return
        before = self.story.cast
        if self._about_this(changes) and not self._load_facts():
            return
        if changes.touches("transcription"):
            self._load_progress()
        if self.story.cast != before:
            self._mend({line.id for line in self.view.words.passages}, whole=True)
            self._stale = None
        elif changes.touches("segment"):
            self._mend(changes.ids["segment"])
        if changes.touches(*EXCERPT_FACTS):
            self._stale = None
        if self._stale is None or self._stale:
            self._excerpts_later.start(WHILE_TYPING_MS if self.view.correcting else SOON_MS)
        self.header.show_steps()

    # ---- loading ----------------------------------------------------------------------------------------------

    def _load(self, story_id: int) -> None:
        project = self.workspace.opened()
        try:
            story, passages = load_story(project, story_id), load_passages(project, story_id)
        except CoProClipError as error:
            self.workspace.say(error)
            self.workspace.page_asked.emit("stories")
            return
        at = self.workspace.playhead_ms or project.place(story_id)
        self.story = self.passage_edits.story = story
        self._begin_ms = None
        self.view.load(passages)
        for wave in (self.strip, self.zoom):
            wave.set_duration(story.duration_ms)
            wave.set_peaks(None)
        self.playing.show_peaks(self.story)
        self.zoom.show_range(max(0, at - 8000), min(max(story.duration_ms, 1), max(0, at - 8000) + 52_000))
        self.strip.show_range(*self.zoom.shown_range())
        self.transport.show_speed(self.workspace.settings.playback_speed)
        self.view.go_to(at)
        self.playing.show_story(story, min(at, story.duration_ms))
        self._show_facts()
        self._show_passages()
        self._show_english()
        self._stale = None
        self._load_excerpts()
        self.header.show_steps()
        if story.trouble:
            self.workspace.say(BadInput(story.trouble))

    def _about_this(self, changes: Changes) -> bool:
        """Whether what is known of this story changed; a voice or a person may be anybody's."""
        assert self.story is not None
        sound = self.story.sound
        return (
            changes.touches("speaker", "storyteller", "story_storyteller", "moment")
            or self.story.story_id in changes.ids.get("story", ())
            or (changes.touches("recording") and (sound is None or sound.recording_id in changes.ids["recording"]))
        )

    def _load_progress(self) -> None:
        assert self.story is not None
        with self.workspace.opened().read() as session:
            now = transcription_progress(session, self.story.story_id, self.story.duration_ms)
        if now != self.story.transcription_progress:
            self.story = self.passage_edits.story = self.playing.story = replace(self.story, transcription_progress=now)
            self._show_facts()

    def _load_facts(self) -> bool:
        """Read what is known of the story again; False if it is gone."""
        assert self.story is not None
        before = self.story.sound
        try:
            self.story = load_story(self.workspace.opened(), self.story.story_id)
        except NotFound:
            self.reload()
            if self.isVisible():
                self.workspace.page_asked.emit("stories")
            return False
        except CoProClipError as error:
            # Whoever is typing here stays here: what is shown is the last that could be read.
            self.workspace.say(error)
            return False
        self.passage_edits.story = self.playing.story = self.story
        if before is not None and self.story.sound is not None and self.story.sound.audio != before.audio:
            self.playing.show_other_sound(self.story)
        if self.zoom.scene.peaks is None:
            self.playing.show_peaks(self.story)
        self._show_facts()
        return True

    def _show_facts(self) -> None:
        assert self.story is not None
        self.header.show_story(self.story)
        self.about.show_story(self.story, self.view.words.passages)
        self._show_writing()

    def _show_writing(self) -> None:
        if self.story is not None:
            job = transcription_job(self.workspace, self.story.story_id)
            self.writing.show_state(
                self.story.transcription_progress, job, little_of(self.story, self.view.words.passages)
            )
            done = self.story.transcription_progress.state == "done"
            for wave in (self.strip, self.zoom):
                wave.set_written_until(None if done else self.story.transcription_progress.done_ms)

    def _show_passages(self) -> None:
        lines = self.view.words.passages
        self.document_bar.show_passages(lines)
        self._show_writing()
        voices = [(line.start_ms, line.end_ms, line.role) for line in lines if line.role in ("storyteller", "reporter")]
        for wave in (self.strip, self.zoom):
            wave.set_checked(checked_ranges(lines))
            wave.set_flags([(line.start_ms, line.end_ms) for line in lines if line.flags])
            wave.set_voices(voices)

    def _mend(self, ids: set[int], *, whole: bool = False) -> None:
        """Bring these passages to what they say now; the excerpts that are heard in them will be read again."""
        assert self.story is not None
        project, words = self.workspace.opened(), self.view.words
        whole = whole or len(ids) > ALL_AGAIN
        fresh = load_passages(project, self.story.story_id, None if whole else ids)
        places = range(len(words)) if whole else [place for place in map(words.index_of, ids) if place is not None]
        before = {words.passages[place].id: words.passages[place] for place in places}
        gone = before.keys() - {line.id for line in fresh}
        if not fresh and not gone:
            return
        self.view.replace(list(gone), fresh)
        if gone or any(
            line.id not in before or line.transcription_progress != before[line.id].transcription_progress
            for line in fresh
        ):
            self._show_passages()
        if self.shows_english() or any(line.english for line in fresh):
            self._show_english()
        if whole:
            self._stale = None
        elif self._stale is not None:
            heard = [(line.start_ms, line.end_ms) for line in (*fresh, *before.values())]
            for row in self.excerpt_edits.rows:
                if any(span.start_ms < end and start < span.end_ms for span in row.spans for start, end in heard):
                    self._stale.add(row.excerpt_id)

    def _load_excerpts(self) -> None:
        project, story, stale = self.workspace.project, self.story, self._stale
        if project is None or story is None:
            return
        before = {row.excerpt_id: row for row in self.excerpt_edits.rows}
        known = None if stale is None else {one: row for one, row in before.items() if one not in stale}
        try:
            rows = load_excerpts(project, story.story_id, known)
        except CoProClipError as error:
            self.workspace.say(error)
            return
        self._stale = set()
        if stale is not None and rows == self.excerpt_edits.rows:
            return
        if stale is None:
            with project.read() as session:
                offered = themes(session)[:10]
            self.view.bar.set_themes(RecentTheme(theme.id, theme.letter, theme.colour, theme.name) for theme in offered)
            self._themes = [theme.id for theme in offered]
        self.excerpt_edits.rows = rows
        self.excerpts.rows.set_rows(rows)
        self.excerpts.choose(self.workspace.excerpt_id)
        self.none_holder.setVisible(not rows)
        self.excerpts.setVisible(bool(rows))
        words = self.tr("Excerpts {n}").format(n=len(rows)) if rows else self.tr("Excerpts")
        self.tabs.setTabText(self.tabs.indexOf(self.panel), words)
        self.header.show_excerpts(rows)
        self._show_excerpts()
        for row in rows:
            was = before.get(row.excerpt_id)
            if row.approval == Approval.AGAIN and was is not None and was.approval in (Approval.YES, Approval.WITHHELD):
                self.workspace.tell(self.tr("“{title}” changed: ask again before it is shared").format(title=row.title))

    def _show_excerpts(self) -> None:
        rows, chosen = self.excerpt_edits.rows, self.workspace.excerpt_id
        for wave in (self.strip, self.zoom):
            wave.set_bands([band_of(row, row.excerpt_id == chosen) for row in rows])
        row = self.excerpt_edits.row(chosen)
        if row is not None:
            self.zoom.set_leads(row.lead_in_ms, row.lead_out_ms)
            words, first, last = self.view.words, row.spans[0].start_ms - SNAP_MS, row.spans[-1].end_ms + SNAP_MS
            near = [word for place in words.between(first, last) for word in words.passages[place].words]
            self.zoom.set_snaps([word.start_ms for word in near], [word.end_ms for word in near])
        self.view.set_excerpts([tint_of(one, one.excerpt_id == chosen) for one in rows])

    # ---- happened ---------------------------------------------------------------------------------------------

    def _on_excerpt_chosen(self, excerpt_id: int) -> None:
        row = self.excerpt_edits.row(excerpt_id)
        self.excerpts.choose(excerpt_id if row is not None else None)
        self._show_excerpts()
        if row is not None and self.isVisible():
            first, last = self.zoom.shown_range()
            if not first <= row.spans[0].start_ms < last:
                width = last - first
                start = max(0, row.spans[0].start_ms - width // 5)
                self.zoom.show_range(start, start + width)
                self.strip.show_range(*self.zoom.shown_range())
            if not self.view.correcting and self.view.selected_range() is None:
                self.view.go_to(row.spans[0].start_ms)

    def _on_edge_moved(self, excerpt_id: int, span: int, side: str, ms: int) -> None:
        if not self.excerpt_edits.move_edge(excerpt_id, span, side, ms):
            self._show_excerpts()  # the handle goes back to where the edge is

    def _on_correcting_changed(self, on: bool) -> None:
        self.document_bar.modes.choose("correct" if on else "listen")
        self.mode_changed.emit("correct" if on else "listen")
        self.view.setFocus()

    def _on_job_changed(self, job: AnyJob) -> None:
        story = self.story
        if story is not None and job.is_about(JobKind.TRANSCRIBE, story.story_id):
            self._show_writing()
        elif story is not None and job.is_about(JobKind.TRANSLATE, story.story_id):
            self._show_english()
