"""Who is speaking: the menu at the reading cursor, and voices swapped, joined and found again."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QMenu, QWidget

from coproclip.overview.story import DeskStory
from coproclip.project.journal import Operation
from coproclip.project.project import Edit
from coproclip.project.schema import Speaker
from coproclip.transcript import edits, speakers
from coproclip.ui.dialogs.voices.two_voices import TwoVoices
from coproclip.ui.transcript.passage_edits import PassageEdits
from coproclip.ui.transcript.view import TranscriptView
from coproclip.ui.widgets.prompts import run_dialog
from coproclip.ui.workspace import Workspace


class VoiceEdits(QObject):
    """The voices of the story on the desk."""

    voices_asked = Signal()
    """The window of all voices is wanted."""

    def __init__(self, workspace: Workspace, view: TranscriptView, passages: PassageEdits, parent: QWidget) -> None:
        super().__init__(parent)
        self._workspace, self._view, self._passages, self._window = workspace, view, passages, parent

    @property
    def story(self) -> DeskStory | None:
        """The story on the desk."""
        return self._passages.story

    def several(self) -> bool:
        """Whether there are voices to swap or join."""
        return self.story is not None and len(self.story.voices) > 1

    # ---- the menu ---------------------------------------------------------------------------------------------

    def ask(self, where: QPoint) -> None:
        """A menu of the story's voices for the chosen passages."""
        ids, story = self._passages.chosen(), self.story
        if not ids or story is None:
            return
        menu = QMenu(self._view)
        menu.setTitle(self.tr("Who is speaking"))
        lines = {line.id: line for line in self._view.words.passages}
        now = {(lines[id_].speaker, lines[id_].role) for id_ in ids if id_ in lines}
        for number, voice in enumerate(story.voices):
            here = now == {(voice.name, voice.role)}
            self._offer(menu, self._numbered(number, voice), partial(self.set, ids, voice.id), now=here)
        self._offer(menu, self.tr("&0  Not sure"), partial(self.set, ids, None), now=now == {("", "")})
        menu.addSeparator()
        menu.addMenu(self._from_here_menu(menu, story))
        if self.several():
            two = len(self._speaking(story)) == 2
            menu.addAction(self.tr("&Swap the two voices") if two else self.tr("&Swap two voices…"), self.swap)
            menu.addAction(self.tr("&Join two voices…"), self.join)
        menu.addAction(self.tr("All &voices…"), self.voices_asked.emit)
        menu.addSeparator()
        menu.addAction(self.tr("&Another voice"), lambda: self._another(story, ids))
        menu.setActiveAction(next((action for action in menu.actions() if action.isChecked()), menu.actions()[0]))
        menu.exec(where)
        menu.deleteLater()

    def ask_from_here(self) -> None:
        """Only the voices of “From here it is …”, at the reading cursor."""
        if self.story is None or self._view.reading_word() is None:
            return
        menu = self._from_here_menu(self._view, self.story)
        menu.setActiveAction(menu.actions()[0])
        menu.exec(self._view.viewport().mapToGlobal(self._view.cursorRect().bottomLeft()))
        menu.deleteLater()

    def _from_here_menu(self, parent: QWidget, story: DeskStory) -> QMenu:
        menu = QMenu(self.tr("&Change speaker from here…"), parent)
        for number, voice in enumerate(story.voices):
            self._offer(menu, self._numbered(number, voice), partial(self.from_here, voice.id))
        self._offer(menu, self.tr("&Another voice"), self._from_here_another)
        return menu

    def _numbered(self, number: int, voice: Speaker) -> str:
        part = self._part(voice.role)
        name = voice.name.replace("&", "&&") + (f", {part}" if part else "")
        return f"&{number + 1}  {name}" if number < 9 else name

    def _part(self, role: str) -> str:
        if role == "storyteller":
            return self.tr("storyteller")
        return self.tr("reporter") if role == "reporter" else ""

    @staticmethod
    def _offer(menu: QMenu, words: str, do: Callable[[], object], *, now: bool = False) -> None:
        action = menu.addAction(words)
        action.setCheckable(now)
        action.setChecked(now)
        action.triggered.connect(lambda _on=False: do())

    # ---- changes ----------------------------------------------------------------------------------------------

    def set(self, ids: Sequence[int], speaker_id: int | None) -> None:
        """Say who speaks in these passages."""
        self._passages.set_voice(ids, speaker_id)

    def from_here(self, speaker_id: int) -> None:
        """From the word at the reading cursor (or the first selected one) to the next change, this voice speaks."""
        self._from_here(lambda _edit: speaker_id)

    def _from_here_another(self) -> None:
        story = self.story
        if story is not None:
            self._from_here(lambda edit: self._new_voice(edit, story))

    def _from_here(self, who: Callable[[Edit], int]) -> None:
        span, place = self._view.selected_range(), self._view.reading_word()
        if span is not None:
            place = self._view.word_at(span[0])
        if place is None:
            return
        line, word = self._view.words.passages[place.passage], place.word
        self._passages.edit(Operation.FROM_HERE, lambda edit: speakers.from_here(edit, line.id, word, who(edit)))

    def _new_voice(self, edit: Edit, story: DeskStory) -> int:
        name = self.tr("Voice {n}").format(n=len(story.voices) + 1)
        return edits.add_speaker(edit, story.story_id, name).id

    def _another(self, story: DeskStory, ids: Sequence[int]) -> None:
        if self._passages.edit(
            Operation.SET_SPEAKER, lambda edit: edits.set_speaker(edit, ids, self._new_voice(edit, story))
        ):
            self._workspace.tell(self.tr("A new voice. Its name can be changed under About."))

    def swap(self) -> None:
        """Give each of two voices what the other one said."""
        story = self.story
        if story is None or not self.several():
            return
        speaking = self._speaking(story)
        if len(speaking) == 2:
            self.do_swap(*speaking)
        else:
            rest = [voice for voice in story.voices if voice not in speaking]
            asked = TwoVoices("swap", [*speaking, *rest], self._window)
            if run_dialog(asked):
                self.do_swap(*asked.chosen())

    def _speaking(self, story: DeskStory) -> list[Speaker]:
        heard = {(line.speaker, line.role) for line in self._view.words.passages}
        return [voice for voice in story.voices if (voice.name, voice.role) in heard]

    def do_swap(self, one: Speaker, other: Speaker) -> None:
        """Swap these two."""
        assert self.story is not None
        story_id = self.story.story_id
        if self._passages.edit(
            Operation.SWAP_VOICES, lambda edit: speakers.swap_voices(edit, story_id, one.id, other.id)
        ):
            self._workspace.tell(self.tr("{one} and {other} are swapped").format(one=one.name, other=other.name))

    def join(self) -> None:
        """Make one voice of two."""
        if self.story is None or not self.several():
            return
        asked = TwoVoices("join", self.story.voices, self._window)
        if run_dialog(asked):
            self.do_join(*asked.chosen())

    def do_join(self, gone: Speaker, into: Speaker) -> None:
        """All the first said becomes the second's."""
        if self._passages.edit(Operation.MERGE_VOICES, lambda edit: speakers.merge_voices(edit, gone.id, into.id)):
            self._workspace.tell(self.tr("{gone} is {into} now").format(gone=gone.name, into=into.name))
