"""Changes of the text on the desk: what the transcript asks for becomes an edit of the project."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from coproclip.project.journal import Operation
from coproclip.project.project import Edit
from coproclip.transcript import edits
from coproclip.ui.desk.story import DeskStory
from coproclip.ui.desk.transcript_view import TranscriptView
from coproclip.ui.workspace import Workspace


class PassageEdits(QObject):
    """Corrects, splits, joins, names voices and ticks passages."""

    def __init__(self, workspace: Workspace, view: TranscriptView, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace, self._view = workspace, view
        self.story: DeskStory | None = None
        view.passage_edited.connect(self._on_passage_edited)
        view.split_asked.connect(self._on_split_asked)
        view.join_asked.connect(self._on_join_asked)
        workspace.closing.connect(view.flush)

    def _edit(self, what: Operation, do: Callable[[Edit], object]) -> bool:
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
        self._edit(Operation.SPLIT_SEGMENT, lambda edit: edits.split_segment(edit, segment_id, at_word))

    def _on_join_asked(self, segment_id: int) -> None:
        ids = [passage.id for passage in self._view.words.passages]
        place = ids.index(segment_id) if segment_id in ids else 0
        if place > 0:
            first = ids[place - 1]
            self._edit(Operation.MERGE_SEGMENTS, lambda edit: edits.merge_segments(edit, first, segment_id))

    def chosen(self) -> list[int]:
        """The passages selected, or the one the reading cursor is in."""
        lines = self._view.words.passages
        span = self._view.selected_range()
        if span is not None:
            return [lines[place].id for place in self._view.words.between(*span)]
        word = self._view.reading_word()
        return [lines[word.passage].id] if word is not None else []

    def check(self) -> None:
        """Tick the chosen passages and go to the next one; a second time takes the tick away."""
        self._view.flush()
        ids = self.chosen()
        if not ids:
            return
        lines = {passage.id: passage for passage in self._view.words.passages}
        on = not all(lines[one].checked for one in ids)
        if self._edit(Operation.CHECK, lambda edit: edits.check(edit, ids, on)) and on:
            self._go_after(ids[-1])

    def check_all(self) -> None:
        """Tick the whole story."""
        story = self.story
        if story is None:
            return
        self._view.flush()
        if self._edit(Operation.CHECK, lambda edit: edits.check_story(edit, story.story_id)):
            self._workspace.tell(self.tr("The whole story is marked as checked by ear"))

    def _go_after(self, segment_id: int) -> None:
        lines = self._view.words.passages
        place = next((n for n, passage in enumerate(lines) if passage.id == segment_id), -1)
        if 0 <= place < len(lines) - 1:
            self._view.clear_selection()
            self._view.go_to(lines[place + 1].start_ms)

    def name_voice(self, where: QPoint) -> None:
        """A menu of the story's voices for the chosen passages."""
        ids, story = self.chosen(), self.story
        if not ids or story is None:
            return
        menu = QMenu(self._view)
        menu.setTitle(self.tr("Who is speaking"))
        lines = {line.id: line for line in self._view.words.passages}
        now = {(lines[one].speaker, lines[one].role) for one in ids if one in lines}
        for number, voice in enumerate(story.voices):
            part = self._part(voice.role)
            name = voice.name.replace("&", "&&") + (f", {part}" if part else "")
            words = f"&{number + 1}  {name}" if number < 9 else name
            self._offer(menu, words, ids, voice.id, now=now == {(voice.name, voice.role)})
        self._offer(menu, self.tr("&0  Not sure"), ids, None, now=now == {("", "")})
        menu.addSeparator()
        another = menu.addAction(self.tr("Another voice"))
        another.triggered.connect(lambda _on=False: self._another_voice(story, ids))
        menu.setActiveAction(next((one for one in menu.actions() if one.isChecked()), menu.actions()[0]))
        menu.exec(where)

    def _part(self, role: str) -> str:
        if role == "storyteller":
            return self.tr("storyteller")
        return self.tr("reporter") if role == "reporter" else ""

    def _another_voice(self, story: DeskStory, ids: Sequence[int]) -> None:
        def _add(edit: Edit) -> None:
            name = self.tr("Voice {n}").format(n=len(story.voices) + 1)
            edits.set_speaker(edit, ids, edits.add_speaker(edit, story.story_id, name).id)

        if self._edit(Operation.SET_SPEAKER, _add):
            self._workspace.tell(self.tr("A new voice. Its name can be changed under About."))

    def _offer(self, menu: QMenu, words: str, ids: Sequence[int], speaker_id: int | None, *, now: bool) -> None:
        action = QAction(words, menu)
        action.setCheckable(True)
        action.setChecked(now)
        action.triggered.connect(lambda _on=False: self.set_voice(ids, speaker_id))
        menu.addAction(action)

    def set_voice(self, ids: Sequence[int], speaker_id: int | None) -> None:
        """Say who speaks in these passages."""
        self._edit(Operation.SET_SPEAKER, lambda edit: edits.set_speaker(edit, ids, speaker_id))

    def next_to_check(self, step: int) -> None:
        """Go to the next (1) or previous (-1) passage that should be listened to, going round."""
        lines = self._view.words.passages
        word = self._view.reading_word()
        here = word.passage if word is not None else -1
        flagged = [n for n, passage in enumerate(lines) if passage.flags and not passage.checked]
        if not flagged:
            self._workspace.tell(self.tr("All checked. Nothing here asks to be listened to."))
            return
        ahead = [n for n in flagged if n > here] if step > 0 else [n for n in reversed(flagged) if n < here]
        self._view.go_to(lines[(ahead or (flagged if step > 0 else flagged[::-1]))[0]].start_ms)
