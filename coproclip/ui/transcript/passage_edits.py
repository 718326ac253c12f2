"""Changes of the text on the desk: what the transcript asks for becomes an edit of the project."""

from collections import deque
from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject

from coproclip.errors import BadInput, ChangedElsewhere, CoProClipError, NotFound
from coproclip.overview.story import DeskStory
from coproclip.project.journal import Operation
from coproclip.project.project import Changes, Edit, Project
from coproclip.timecode import TimeRange
from coproclip.transcript import edits
from coproclip.ui.both_texts import both_texts
from coproclip.ui.transcript.view import TranscriptView
from coproclip.ui.workspace import Workspace


class PassageEdits(QObject):
    """Corrects, splits, joins and ticks passages, and says whose they are."""

    def __init__(self, workspace: Workspace, view: TranscriptView, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace, self._view = workspace, view
        self.story: DeskStory | None = None
        self._been_to = 0
        self._unsaved: deque[tuple[Project, tuple[edits.Correction, ...], int]] = deque()
        self._pieces: set[int] = set()
        """Both parts of passages that were split: they are not whole until they are joined to something."""
        self._refused: dict[int, tuple[Project, ChangedElsewhere]] = {}
        """Passages that somebody else changed meanwhile, until a person has chosen."""
        workspace.watch.unsaved.append(self._words_not_saved)
        workspace.watch.may_write_changed.connect(self._show_may_correct)
        workspace.project_opened.connect(self._show_may_correct)
        view.correcting_refused.connect(self._say_refusal)
        view.correcting_changed.connect(self._on_correcting_changed)
        view.passages_edited.connect(self._on_passages_edited)
        workspace.project_opened.connect(self._unsaved.clear)
        workspace.project_opened.connect(self._pieces.clear)
        workspace.project_opened.connect(self._forget_refused)
        # What was split may be whole again, and its number another passage's.
        workspace.undone.connect(lambda _words: self._pieces.clear())
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

    def _on_passages_edited(self, corrections: tuple[edits.Correction, ...], turn: int) -> None:
        self._unsaved.append((self._workspace.opened(), corrections, turn))
        self._workspace.saving.put("transcript", self._save)

    def _save(self) -> None:
        """Keep what was typed, gesture by gesture; what the disk refuses waits in its place for the next time."""
        gone: CoProClipError | None = None
        while self._unsaved:
            project, corrections, turn = self._unsaved[0]
            refused: list[int] = []
            # Typing in one passage without a pause and without going elsewhere is one step; so is every other gesture.
            merge = f"segment:{corrections[0].segment_id}:{turn}" if len(corrections) == 1 else ""
            try:
                with project.edit(Operation.CORRECT_WORDS, merge=merge) as edit:
                    edits.correct_passages(edit, corrections)
            except ChangedElsewhere:
                refused = self._save_apart(project, corrections)
            except (NotFound, BadInput) as error:
                gone = error  # trying again would not help
            self._unsaved.popleft()
            self._workspace.in_window(partial(self._settled, corrections, refused))
        if gone is not None:
            raise gone

    def _save_apart(self, project: Project, corrections: tuple[edits.Correction, ...]) -> list[int]:
        """Each by itself: what somebody else changed is no reason to lose the others. Returns what they changed."""
        refused = []
        for correction in corrections:
            try:
                with project.edit(Operation.CORRECT_WORDS) as edit:
                    edits.correct_passages(edit, [correction])
            except ChangedElsewhere as error:
                self._refused[correction.segment_id] = (project, error)
                refused.append(correction.segment_id)
        return refused

    def _settled(self, corrections: tuple[edits.Correction, ...], refused: Sequence[int]) -> None:
        self._view.settled(corrections)
        for segment_id in refused:
            self._on_refused(segment_id)

    def _show_may_correct(self) -> None:
        project = self._workspace.project
        self._view.set_may_correct(project is not None and not project.read_only)

    def _on_correcting_changed(self, on: bool) -> None:
        project = self._workspace.project
        if not on and project is not None and project.read_only:
            # Writing stopped while somebody typed; they have finished now.
            self._workspace.saving.wait()
            self._workspace.watch.keep_beside(project)

    def _say_refusal(self) -> None:
        refusal = self._workspace.opened().guard.refusal
        if refusal is not None:
            self._workspace.say(refusal)

    # ---- what somebody else changed ---------------------------------------------------------------------------

    def _on_refused(self, segment_id: int) -> None:
        project, error = self._refused.get(segment_id, (None, None))
        if error is None or project is not self._workspace.project:
            return
        # The page shows what is in the project; what was typed is in the message.
        self._workspace.changed.emit(Changes("elsewhere", {"segment": {segment_id}}, "elsewhere"))
        key = f"refused:{segment_id}"
        keep, settle = partial(self._keep_mine, segment_id, error), partial(self._settle, segment_id)
        self._workspace.say(both_texts(error, key, keep, settle))

    def _keep_mine(self, segment_id: int, error: ChangedElsewhere) -> None:
        self._settle(segment_id)
        correction = edits.Correction(segment_id, error.mine, error.theirs or "")
        self._unsaved.append((self._workspace.opened(), (correction,), -1))
        self._workspace.saving.put("transcript", self._save)

    def _settle(self, segment_id: int) -> None:
        self._refused.pop(segment_id, None)

    def _forget_refused(self) -> None:
        for segment_id in list(self._refused):
            self._settle(segment_id)
            self._workspace.message_over.emit(f"refused:{segment_id}")

    def _words_not_saved(self) -> list[str]:
        waiting = {
            correction.segment_id: correction.text for _, corrections, _ in self._unsaved for correction in corrections
        }
        return [*(error.mine for _, error in self._refused.values()), *waiting.values()]

    def _on_split_asked(self, segment_id: int, at_word: int) -> None:
        def _split(edit: Edit) -> None:
            parts = edits.split_segment(edit, segment_id, at_word)
            self._pieces |= {part.id for part in parts}

        self.edit(Operation.SPLIT_SEGMENT, _split)

    def _on_join_asked(self, segment_id: int) -> None:
        lines, place = self._view.words.passages, self._view.words.index_of(segment_id)
        if not place:
            return
        first, second, pieces = lines[place - 1], lines[place], frozenset(self._pieces)
        voices: list[int | None] = []

        def _join(edit: Edit) -> None:
            voices.append(edits.merge_segments(edit, first.id, second.id, pieces=pieces).speaker_id)

        if self.edit(Operation.MERGE_SEGMENTS, _join):
            self._pieces -= {first.id, second.id}
            if first.speaker != second.speaker and self.story is not None:
                name = next((voice.name for voice in self.story.voices if voice.id == voices[-1]), "")
                words = self.tr("Joined. {name} is speaking here; press W to change that.")
                self._workspace.tell(words.format(name=name) if name else self.tr("Joined. Press W to say who speaks."))

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
            self._workspace.tell(self.tr("The whole story is marked as checked against the recording"))

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
