"""What can be done with passages on the desk: split, join, check, say who is speaking, walk the places to check."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from coproclip.project.journal import Step
from coproclip.project.kinds import SpeakerRole
from coproclip.timecode import TimeRange
from coproclip.transcript.heard import CheckedCount, unheard
from coproclip.ui.operations import transcript as operations
from coproclip.ui.transcript.confirm_joining import may_join
from coproclip.ui.transcript.heard_first import HeardChoice, ask_heard
from coproclip.ui.transcript.open_story import OpenStory
from coproclip.ui.transcript.view import TranscriptView
from coproclip.ui.undoing import UndoInText
from coproclip.ui.workspace import Workspace


class PassageEdits(QObject):
    """Does it to the passages that are chosen in the transcript."""

    listen_asked = Signal(object)
    """A stretch (`TimeRange`) is to be heard before it can be ticked."""

    def __init__(
        self, workspace: Workspace, open_story: OpenStory, transcript: TranscriptView, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._workspace, self._open, self._transcript = workspace, open_story, transcript
        self._visited = 0
        """The passage that was gone to last because it is to be checked."""
        self._pieces: set[int] = set()
        """Both parts of passages that were split: they are not whole until they are joined to something."""
        self._heard: HeardChoice | None = None
        """What a person chose, until another project is opened, where a tick is asked for what was not played here."""
        workspace.project_opened.connect(self._pieces.clear)
        workspace.project_opened.connect(self._ask_again)
        # What was split may be whole again, and its number another passage's.
        workspace.undone.connect(lambda _words: self._pieces.clear())
        transcript.split_asked.connect(self._on_split_asked)
        transcript.join_asked.connect(self._on_join_asked)
        UndoInText(workspace, transcript, transcript.flush, lambda: transcript.correcting, self._is_seen)

    def _is_seen(self, step: Step) -> bool:
        """Whether a step is about the story that is open."""
        story = self._open.story
        return story is not None and (
            step.concerns("story", story.story_id)
            or any(step.concerns("excerpt", one.excerpt_id) for one in self._open.excerpts)
        )

    def chosen(self) -> list[int]:
        """The passages selected, or the one the reading cursor is in."""
        passages = self._open.passages
        selected = self._transcript.reading.selected_range()
        if selected is not None:
            return [passages[place].id for place in self._transcript.words.between(*selected)]
        word = self._transcript.reading.word()
        return [passages[word.passage].id] if word is not None else []

    # ---- splitting and joining --------------------------------------------------------------------------------

    def split_here(self) -> None:
        """Split at the caret (from the menu; Enter does it while typing)."""
        word = self._transcript.reading.word()
        if word is not None and word.word > 0:
            self._transcript.flush()
            self._on_split_asked(self._open.passages[word.passage].id, word.word)

    def join_here(self) -> None:
        """Join to the passage before (from the menu; Backspace does it while typing)."""
        word = self._transcript.reading.word()
        if word is not None:
            self._transcript.flush()
            self._on_join_asked(self._open.passages[word.passage].id)

    def _on_split_asked(self, segment_id: int, at_word: int) -> None:
        self._pieces |= set(operations.split(self._workspace, segment_id, at_word))

    def _on_join_asked(self, segment_id: int) -> None:
        place = self._transcript.words.index_of(segment_id)
        if not place:
            return
        first, second = self._open.passages[place - 1], self._open.passages[place]
        tellers = self._storytellers_of(first.speaker, second.speaker)
        apart = first.id not in self._pieces and second.id not in self._pieces
        if apart and len(tellers) > 1 and not may_join(self._transcript, *tellers):
            return
        joined = operations.join(self._workspace, first.id, second.id, frozenset(self._pieces))
        if joined is None:
            return
        self._pieces -= {first.id, second.id}
        story = self._open.story
        if first.speaker != second.speaker and story is not None:
            name = next((speaker.name for speaker in story.speakers if speaker.id == joined.speaker_id), "")
            words = self.tr("Joined. {name} is speaking here; press W to change that.")
            self._workspace.show_toast(
                words.format(name=name) if name else self.tr("Joined. Press W to say who speaks.")
            )

    def _storytellers_of(self, *names: str) -> list[str]:
        """Those of these speakers who tell the story, each once."""
        story = self._open.story
        speakers = story.speakers if story is not None else ()
        tellers = {one.name for one in speakers if one.role == SpeakerRole.STORYTELLER}
        return [name for name in dict.fromkeys(names) if name in tellers]

    def _ask_again(self) -> None:
        self._heard = None

    # ---- checking ---------------------------------------------------------------------------------------------

    def check(self) -> int | None:
        """Tick the chosen passages and go to the next one; where it begins (ms), None where there is none.

        What was not played here since its words last changed is listened to first, unless somebody says that they have
        heard it elsewhere; that is asked once while a project is open.
        """
        self._transcript.flush()
        ids = self.chosen()
        if not ids:
            return None
        open_ones = [passage.id for passage in self._open.passages if passage.id in ids and not passage.checked]
        self._workspace.keep_all()
        silent = self._workspace.read(unheard, open_ones) if open_ones else []
        if silent and self._heard is not HeardChoice.ELSEWHERE and self._sounds(silent):
            self._workspace.show_toast(self.tr("Hear it to its end, then press C."))
            return None
        if silent and self._heard is None:
            self._heard = ask_heard(self._transcript.window(), len(silent))
            self._transcript.setFocus()
            if self._heard is None:
                return None
        elif silent and self._heard is HeardChoice.LISTEN:
            self._workspace.show_toast(
                self.tr("Listen first, then press C. Heard elsewhere? That is in the Story menu.")
            )
        if silent and self._heard is HeardChoice.LISTEN:
            self._listen_to(silent)
            return None
        if open_ones and not self._tick(open_ones, silent):
            return None
        return self._go_after(ids[-1])

    def check_elsewhere(self) -> None:
        """Tick the chosen passages: what was not played here, somebody heard elsewhere."""
        self._transcript.flush()
        ids = self.chosen()
        open_ones = [passage.id for passage in self._open.passages if passage.id in ids and not passage.checked]
        self._workspace.keep_all()
        if open_ones and self._tick(open_ones, self._workspace.read(unheard, open_ones)):
            self._go_after(ids[-1])

    def _sounds(self, segment_ids: Sequence[int]) -> bool:
        """Whether one of these is being heard just now."""
        player, story = self._workspace.listening, self._open.story
        if story is None or not player.is_playing_for(("desk", story.story_id)):
            return False
        at = player.position_ms
        return any(one.id in segment_ids and one.start_ms <= at < one.end_ms for one in self._open.passages)

    def _tick(self, segment_ids: Sequence[int], silent: Sequence[int]) -> bool:
        return operations.check(self._workspace, [one for one in segment_ids if one not in silent], silent)

    def _listen_to(self, segment_ids: Sequence[int]) -> None:
        wanted = [passage for passage in self._open.passages if passage.id in segment_ids]
        if wanted:
            self.listen_asked.emit(TimeRange(wanted[0].start_ms, max(one.end_ms for one in wanted)))

    def uncheck(self) -> None:
        """Take the ticks of the chosen passages away."""
        self._transcript.flush()
        ids = self.chosen()
        if ids:
            operations.uncheck(self._workspace, ids)

    def check_all(self) -> None:
        """Tick the whole story."""
        if self._open.story is not None:
            self._transcript.flush()
            operations.check_story(self._workspace, self._open.story.story_id)

    def _go_after(self, segment_id: int) -> int | None:
        passages, place = self._open.passages, self._transcript.words.index_of(segment_id)
        if place is None or place + 1 >= len(passages):
            return None
        self._transcript.reading.clear_selection()
        self._transcript.reading.go_to(passages[place + 1].start_ms)
        return passages[place + 1].start_ms

    def next_to_check(self, step: int) -> TimeRange | None:
        """Go to the next (1) or previous (-1) passage that should be listened to, going round; where it is heard."""
        passages = self._open.passages
        word = self._transcript.reading.word()
        here = word.passage if word is not None else -1
        flagged = [place for place, passage in enumerate(passages) if passage.flags and not passage.checked]
        if not flagged:
            every = all(passage.checked for passage in passages)
            count = CheckedCount.of(passage.checked_how for passage in passages if passage.checked)
            words = self.tr("All passages are checked: {how}").format(how=count)
            self._workspace.show_toast(words if every else self.tr("Nothing more here asks to be listened to."))
            return None
        if step > 0 and here in flagged and passages[here].id != self._visited:
            ahead = [here]
        elif step > 0:
            ahead = [place for place in flagged if place > here] or flagged
        else:
            ahead = [place for place in reversed(flagged) if place < here] or flagged[::-1]
        self._visited = passages[ahead[0]].id
        return self.go_to_passage(ahead[0])

    def go_to_passage(self, place: int) -> TimeRange:
        """Put the reading cursor on passage number `place`; where it is heard."""
        passage = self._open.passages[place]
        if not self._transcript.correcting:
            self._transcript.reading.clear_selection()
        self._transcript.reading.go_to(passage.words[0].start_ms if passage.words else passage.start_ms)
        return TimeRange(passage.start_ms, passage.end_ms)

    # ---- who is speaking --------------------------------------------------------------------------------------

    def set_speaker(self, segment_ids: Sequence[int], speaker_id: int | None) -> bool:
        """Say who speaks in these passages."""
        speaker = operations.known(speaker_id) if speaker_id is not None else None
        return operations.set_speaker(self._workspace, segment_ids, speaker)
