"""Changes of the text on the desk: what the transcript asks for becomes an edit of the project."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject

from coproclip.project.journal import Operation
from coproclip.project.project import Edit
from coproclip.timecode import TimeRange
from coproclip.transcript import edits
from coproclip.ui.desk.story import DeskStory
from coproclip.ui.desk.transcript_view import TranscriptView
from coproclip.ui.workspace import Workspace


class PassageEdits(QObject):
    """Corrects, splits, joins and ticks passages, and says whose they are."""

    def __init__(self, workspace: Workspace, view: TranscriptView, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace, self._view = workspace, view
        self.story: DeskStory | None = None
        self._been_to = 0
        view.passage_edited.connect(self._on_passage_edited)
        view.split_asked.connect(self._on_split_asked)
        view.join_asked.connect(self._on_join_asked)
        workspace.closing.connect(view.flush)

    def edit(self, what: Operation, do: Callable[[Edit], object]) -> bool:
        """One step, after what was typed; False if it could not be (that was said)."""
        self._workspace.keep_all()  # what was typed comes first

        def _do() -> bool:
            with self._workspace.opened().edit(what) as edit:
                do(edit)
            return True

        return self._workspace.attempt(_do) is True

    def _on_passage_edited(self, segment_id: int, text: str) -> None:
        project, key = self._workspace.opened(), f"segment:{segment_id}"

        def _correct() -> None:
            # Consecutive typing in one passage is one step.
            with project.edit(Operation.CORRECT_WORDS, merge=key) as edit:
                edits.correct_segment(edit, segment_id, text)

        self._workspace.saving.put(key, _correct)

    def _on_split_asked(self, segment_id: int, at_word: int) -> None:
        self.edit(Operation.SPLIT_SEGMENT, lambda edit: edits.split_segment(edit, segment_id, at_word))

    def _on_join_asked(self, segment_id: int) -> None:
        ids = [passage.id for passage in self._view.words.passages]
        place = ids.index(segment_id) if segment_id in ids else 0
        if place > 0:
            first = ids[place - 1]
            self.edit(Operation.MERGE_SEGMENTS, lambda edit: edits.merge_segments(edit, first, segment_id))

    def chosen(self) -> list[int]:
        """The passages selected, or the one the reading cursor is in."""
        lines = self._view.words.passages
        span = self._view.selected_range()
        if span is not None:
            return [lines[place].id for place in self._view.words.between(*span)]
        word = self._view.reading_word()
        return [lines[word.passage].id] if word is not None else []

    def check(self) -> int | None:
        """Tick the chosen passages and go to the next one; where it begins (ms), None where there is none."""
        self._view.flush()
        ids = self.chosen()
        if not ids:
            return None
        known = all(passage.checked for passage in self._view.words.passages if passage.id in ids)
        if not known and not self.edit(Operation.CHECK, lambda edit: edits.check(edit, ids, True)):
            return None
        return self._go_after(ids[-1])

    def uncheck(self) -> None:
        """Take the ticks of the chosen passages away."""
        self._view.flush()
        ids = self.chosen()
        if ids and self.edit(Operation.CHECK, lambda edit: edits.check(edit, ids, False)):
            self._workspace.tell(self.tr("No longer marked as checked"))

    def check_all(self) -> None:
        """Tick the whole story."""
        story = self.story
        if story is None:
            return
        self._view.flush()
        if self.edit(Operation.CHECK, lambda edit: edits.check_story(edit, story.story_id)):
            self._workspace.tell(self.tr("The whole story is marked as checked by ear"))

    def _go_after(self, segment_id: int) -> int | None:
        lines, place = self._view.words.passages, self._view.words.index_of(segment_id)
        if place is None or place + 1 >= len(lines):
            return None
        self._view.clear_selection()
        self._view.go_to(lines[place + 1].start_ms)
        return lines[place + 1].start_ms

    def set_voice(self, ids: Sequence[int], speaker_id: int | None) -> None:
        """Say who speaks in these passages."""
        self.edit(Operation.SET_SPEAKER, lambda edit: edits.set_speaker(edit, ids, speaker_id))

    def next_to_check(self, step: int) -> TimeRange | None:
        """Go to the next (1) or previous (-1) passage that should be listened to, going round; where it is heard."""
        lines = self._view.words.passages
        word = self._view.reading_word()
        here = word.passage if word is not None else -1
        flagged = [n for n, passage in enumerate(lines) if passage.flags and not passage.checked]
        if not flagged:
            every = all(passage.checked for passage in lines)
            words = self.tr("All checked. Every passage was listened to.")
            self._workspace.tell(words if every else self.tr("Nothing more here asks to be listened to."))
            return None
        if step > 0 and here in flagged and lines[here].id != self._been_to:
            ahead = [here]
        else:
            ahead = [n for n in flagged if n > here] if step > 0 else [n for n in reversed(flagged) if n < here]
        place = (ahead or (flagged if step > 0 else flagged[::-1]))[0]
        self._been_to = lines[place].id
        return self.go_to_passage(place)

    def go_to_passage(self, place: int) -> TimeRange:
        """Put the reading cursor on passage number `place`; where it is heard."""
        line = self._view.words.passages[place]
        if not self._view.correcting:
            self._view.clear_selection()
        self._view.go_to(line.words[0].start_ms if line.words else line.start_ms)
        return TimeRange(line.start_ms, line.end_ms)
