"""The story that is open on the desk, kept as the project has it; its passages are shown in the transcript."""

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from coproclip.errors import CoProClipError, NotFound
from coproclip.excerpts.approval import Approval
from coproclip.overview.crowded import is_crowded
from coproclip.overview.excerpts import ExcerptRow, ThemeSign, marked_count, rows_of_story
from coproclip.overview.story import (
    EXCERPT_FACTS,
    DeskStory,
    Passage,
    first_themes,
    load_passages,
    load_story,
    passage_count,
)
from coproclip.project.project import Changes
from coproclip.transcription.run import transcription_progress
from coproclip.ui.background_reading import BackgroundReading
from coproclip.ui.job_runner import JobKind
from coproclip.ui.transcript.view import TranscriptView
from coproclip.ui.widgets.timers import once
from coproclip.ui.workspace import Workspace

MANY = 400
"""Above so many changed passages all of them are read again."""
LONG, MARKED = 200, 10
"""More passages of a story that is opened, and more excerpts of it, are read beside the window."""
AT_A_TIME = 150
"""So many passages of a long story are put on the page before the window looks for keys again."""
SOON_MS, WHILE_TYPING_MS = 120, 700
"""How long after a change the excerpts are read again; while somebody types not between two keys."""
THEMES = 10


class OpenStory(QObject):
    """What is known of one story, its excerpts and the themes offered for them; follows what changes in the project."""

    facts_changed = Signal()
    """All but the words: title, people, speakers, sound."""
    progress_changed = Signal()
    """How far transcribing came."""
    sound_changed = Signal()
    """The story is heard from another file now."""
    words_came = Signal()
    """The passages of the story that was opened are shown, where they could not be at once."""
    passages_changed = Signal()
    """Passages came or went, or who speaks in them, when, and whether they are checked."""
    english_changed = Signal()
    excerpts_changed = Signal()
    themes_changed = Signal()
    gone = Signal()
    """The story is not in the project any more."""

    def __init__(self, workspace: Workspace, transcript: TranscriptView, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace, self._transcript = workspace, transcript
        self.story: DeskStory | None = None
        self.excerpts: list[ExcerptRow] = []
        self.themes: list[ThemeSign] = []
        self._stale: set[int] | None = None
        """The excerpts to be read again; None: all of them."""
        self._reading = BackgroundReading[list[Passage]](workspace, self)
        self._reading_excerpts = BackgroundReading[list[ExcerptRow]](workspace, self, JobKind.LOOK)
        self._unshown: list[Passage] = []
        """The passages of a long story that are read and not on the page yet."""
        self._more_later = once(self, self._show_more)
        self._words_later = once(self, self._on_all_shown)
        self._excerpts_later = once(self, self._read_excerpts)

    @property
    def passages(self) -> list[Passage]:
        """The story's passages in order."""
        return self._transcript.words.passages

    @property
    def settled(self) -> bool:
        """Whether all that changed is shown."""
        return not (self.reading or self._excerpts_later.isActive() or self._reading_excerpts.busy)

    @property
    def reading(self) -> bool:
        """Whether its passages are still to be shown."""
        return self._reading.busy or self._more_later.isActive() or self._words_later.isActive()

    def excerpt(self, excerpt_id: int | None) -> ExcerptRow | None:
        """The excerpt of this number."""
        return next((row for row in self.excerpts if row.excerpt_id == excerpt_id), None)

    # ---- opening ----------------------------------------------------------------------------------------------

    def open(self, story_id: int) -> DeskStory | None:
        """Read a story and show its passages, many of them in a moment; None if it cannot be read, which was said."""
        read, project = self._workspace.read, self._workspace.opened()
        try:
            story = read(load_story, project, story_id)
            long = read(passage_count, story_id) > LONG
            passages = [] if long else read(load_passages, story_id)
        except CoProClipError as error:
            self._workspace.show_banner(error)
            return None
        self._stop_reading()
        self.story = story
        self._transcript.load(passages)
        if long:
            self.excerpts = []
            self.excerpts_changed.emit()
            self._read_words(story_id)
        return story

    def _read_words(self, story_id: int) -> None:
        def _take(found: list[list[Passage]]) -> None:
            self._more_later.start()  # first, for whoever asks while it is shown whether all of it is
            # Nothing of it is seen before it can be shown at the place where it was left.
            self._transcript.setUpdatesEnabled(False)
            self._transcript.load(found[-1][:AT_A_TIME])
            self._unshown = found[-1][AT_A_TIME:]

        self._more_later.stop()
        self._words_later.stop()
        self._reading.begin(lambda session: [load_passages(session, story_id)], _take)

    def _show_more(self) -> None:
        """Put the next passages on the page. The window looks for keys before what follows from all of them."""
        some, self._unshown = self._unshown[:AT_A_TIME], self._unshown[AT_A_TIME:]
        if some:
            self._transcript.extend(some)
        (self._more_later if self._unshown else self._words_later).start()

    def _on_all_shown(self) -> None:
        self.words_came.emit()
        self._transcript.setUpdatesEnabled(True)

    def _stop_reading(self) -> None:
        self._reading.stop()
        self._more_later.stop()
        self._words_later.stop()
        self._unshown = []
        self._transcript.setUpdatesEnabled(True)
        self._reading_excerpts.stop()
        self._excerpts_later.stop()

    def show_excerpts(self) -> None:
        """Read the excerpts of a story that was just opened; of a long one when its words were painted."""
        self._stale = None
        if len(self.passages) > LONG:
            self._excerpts_later.start(0)
        else:
            self._read_excerpts()

    def close(self) -> None:
        """Show no story."""
        self._stop_reading()
        self.story = None
        self._transcript.load([])

    # ---- following the project --------------------------------------------------------------------------------

    def refresh(self, changes: Changes) -> None:
        """Read what changed, and only that: much of it is typing in this story, or transcript in another."""
        story = self.story
        if story is None or self._workspace.project is None:
            return
        if self._concerns(story, changes) and not self._read_facts(story):
            return
        if changes.touches("transcription"):
            self._read_progress()
        assert self.story is not None
        if self._reading.busy or self._more_later.isActive():
            if self.story.speakers != story.speakers or changes.touches("segment"):
                self._read_words(story.story_id)
        elif self.story.speakers != story.speakers:
            self._mend({passage.id for passage in self.passages}, every=True)
            self._stale = None
        elif changes.touches("segment"):
            self._mend(changes.ids["segment"])
        if changes.touches(*EXCERPT_FACTS):
            self._stale = None
        if self._stale is None or self._stale:
            self._excerpts_later.start(WHILE_TYPING_MS if self._transcript.correcting else SOON_MS)

    @staticmethod
    def _concerns(story: DeskStory, changes: Changes) -> bool:
        """Whether what is known of this story changed; a speaker or a person may be anybody's."""
        return (
            changes.touches("speaker", "storyteller", "story_storyteller", "moment", "mention")
            or story.story_id in changes.ids.get("story", ())
            or (
                changes.touches("recording")
                and (story.sound is None or story.sound.recording_id in changes.ids["recording"])
            )
        )

    def _read_facts(self, before: DeskStory) -> bool:
        """Read what is known of the story again; False if it is gone."""
        try:
            self.story = self._workspace.read(load_story, self._workspace.opened(), before.story_id)
        except NotFound:
            self.close()
            self.gone.emit()
            return False
        except CoProClipError as error:
            # Whoever is typing here stays here: what is shown is the last that could be read.
            self._workspace.show_banner(error)
            return False
        sound = self.story.sound
        if before.sound is not None and sound is not None and sound.audio != before.sound.audio:
            self.sound_changed.emit()
        self.facts_changed.emit()
        return True

    def _read_progress(self) -> None:
        assert self.story is not None
        now = self._workspace.read(transcription_progress, self.story.story_id, self.story.duration_ms)
        if now != self.story.transcription_progress:
            self.story = replace(self.story, transcription_progress=now)
            self.progress_changed.emit()

    def _mend(self, ids: set[int], *, every: bool = False) -> None:
        """Bring these passages to what they say now; the excerpts that are heard in them will be read again."""
        assert self.story is not None
        every = every or len(ids) > MANY
        words = self._transcript.words
        fresh = self._workspace.read(load_passages, self.story.story_id, None if every else ids)
        places = range(len(words)) if every else [place for place in map(words.index_of, ids) if place is not None]
        before = {words.passages[place].id: words.passages[place] for place in places}
        gone = before.keys() - {passage.id for passage in fresh}
        if not fresh and not gone:
            return
        self._transcript.replace(list(gone), fresh)
        if gone or any(passage.id not in before or passage.facts != before[passage.id].facts for passage in fresh):
            self.passages_changed.emit()
        if any(passage.english for passage in (*fresh, *before.values())):
            self.english_changed.emit()
        if every:
            self._stale = None
        elif self._stale is not None:
            times = [(passage.start_ms, passage.end_ms) for passage in (*fresh, *before.values())]
            for row in self.excerpts:
                if any(span.start_ms < end and start < span.end_ms for span in row.spans for start, end in times):
                    self._stale.add(row.excerpt_id)

    def _read_excerpts(self) -> None:
        story, stale = self.story, self._stale
        if self._workspace.project is None or story is None or self.reading:
            return
        story_id, read = story.story_id, self._workspace.read
        known = None if stale is None else {row.excerpt_id: row for row in self.excerpts if row.excerpt_id not in stale}
        try:
            many = read(marked_count, story_id) if stale is None else len(stale)
            if many > MARKED or (many and read(is_crowded)):
                every = stale is None
                self._reading_excerpts.begin(
                    lambda session: [rows_of_story(session, story_id, known)],
                    lambda found: self._take_excerpts(found[-1], every=every),
                )
                return
            self._reading_excerpts.stop()
            rows = read(rows_of_story, story_id, known)
        except CoProClipError as error:
            self._workspace.show_banner(error)
            return
        self._take_excerpts(rows, every=stale is None)

    def _take_excerpts(self, rows: list[ExcerptRow], *, every: bool) -> None:
        before = {row.excerpt_id: row for row in self.excerpts}
        if not self._excerpts_later.isActive():  # or else something changed while they were read
            self._stale = set()
        if not every and rows == self.excerpts:
            return
        if every:
            self.themes = self._workspace.read(first_themes, THEMES)
            self.themes_changed.emit()
        self.excerpts = rows
        self.excerpts_changed.emit()
        for row in rows:
            was = before.get(row.excerpt_id)
            if row.approval == Approval.AGAIN and was is not None and was.approval in (Approval.YES, Approval.WITHHELD):
                changed = self.tr("“{title}” changed: ask again before it is shared")
                self._workspace.show_toast(changed.format(title=row.title))
