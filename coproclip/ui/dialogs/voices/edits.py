"""Who is speaking: the menu at the reading cursor, and speakers swapped and joined."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMenu, QWidget

from coproclip.errors import CoProClipError
from coproclip.jobs import Job, JobState
from coproclip.overview.story import DeskStory, StorySpeaker
from coproclip.speech.diarization.speaker_model import find_speaker_model
from coproclip.speech.messages import AtMost
from coproclip.transcription.diarize import DiarizationResult, separate
from coproclip.ui.commands.menus import context_menu, fill_menu, open_menu
from coproclip.ui.commands.table import Command
from coproclip.ui.dialogs.voices.found import found_words
from coproclip.ui.dialogs.voices.two_voices import TwoVoices
from coproclip.ui.job_runner import JobHandle, JobKind
from coproclip.ui.operations import transcript as operations
from coproclip.ui.transcript.open_story import OpenStory
from coproclip.ui.transcript.passage_edits import PassageEdits
from coproclip.ui.transcript.view import TranscriptView
from coproclip.ui.widgets.prompts import run_dialog
from coproclip.ui.workspace import Workspace


class SpeakerEdits(QObject):
    """The speakers of the story on the desk, and who of them is heard where."""

    voices_asked = Signal()
    """The window of all voices is wanted."""

    def __init__(
        self,
        workspace: Workspace,
        open_story: OpenStory,
        transcript: TranscriptView,
        passages: PassageEdits,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._workspace, self._open, self._transcript = workspace, open_story, transcript
        self._passages, self._window = passages, window

    def several(self) -> bool:
        """Whether there are speakers to swap or join."""
        return self._open.story is not None and len(self._open.story.speakers) > 1

    # ---- the menu ---------------------------------------------------------------------------------------------

    def ask(self) -> None:
        """A menu of the story's speakers for the chosen passages, at the reading cursor."""
        ids, story = self._passages.chosen(), self._open.story
        if not ids or story is None:
            return
        passages = {passage.id: passage for passage in self._open.passages}
        now = {(passages[id_].speaker, passages[id_].role) for id_ in ids if id_ in passages}
        here = []
        for number, speaker in enumerate(story.speakers):
            set_speaker = partial(self._passages.set_speaker, ids, speaker.id)
            here.append(_entry(self._numbered(number, speaker), set_speaker, now=now == {(speaker.name, speaker.role)}))
        nobody = partial(self._passages.set_speaker, ids, None)
        here.append(_entry(self.tr("&0  Not sure"), nobody, now=now == {("", "")}))
        two = len(self._speaking(story)) == 2
        swap = self.tr("&Swap the two voices") if two else self.tr("&Swap two voices…")
        several = [_entry(swap, self.swap), _entry(self.tr("&Join two voices…"), self.join)]
        rest = [_entry(self.tr("&Find the rest by what you said"), self.find_rest)] if self.can_find_rest() else []
        more = [*rest, *(several if self.several() else []), _entry(self.tr("All &voices…"), self.voices_asked.emit)]
        menu = context_menu(self._transcript, here)
        menu.setTitle(self.tr("Who is speaking"))
        menu.addSeparator()
        menu.addMenu(self._from_here_menu(menu, story))
        fill_menu(menu, more)
        menu.addSeparator()
        fill_menu(menu, [_entry(self.tr("&Another voice"), partial(self._another, story, ids))])
        self._run(menu)

    def ask_at(self, segment_id: int) -> None:
        """The same menu for a passage whose speaker was pressed."""
        place = self._transcript.words.index_of(segment_id)
        if place is None:
            return
        if segment_id not in self._passages.chosen():
            self._transcript.reading.clear_selection()
            self._transcript.reading.go_to(self._open.passages[place].start_ms)
        self.ask()

    def ask_from_here(self) -> None:
        """Only the speakers of “Change speaker from here”, at the reading cursor."""
        if self._open.story is None or self._transcript.reading.word() is None:
            return
        self._run(self._from_here_menu(self._transcript, self._open.story))

    def _run(self, menu: QMenu) -> None:
        at_cursor = self._transcript.viewport().mapToGlobal(self._transcript.cursorRect().bottomLeft())
        open_menu(menu, at_cursor, by_keys=True)

    def _from_here_menu(self, parent: QWidget, story: DeskStory) -> QMenu:
        entries = [
            _entry(self._numbered(number, speaker), partial(self._from_here, operations.known(speaker.id)))
            for number, speaker in enumerate(story.speakers)
        ]
        another = operations.another(story.story_id, self._new_name(story))
        entries.append(_entry(self.tr("&Another voice"), partial(self._from_here, another)))
        menu = context_menu(parent, entries)
        menu.setTitle(self.tr("&Change speaker from here…"))
        return menu

    def _numbered(self, number: int, speaker: StorySpeaker) -> str:
        role = self._role(speaker.role)
        name = speaker.name.replace("&", "&&") + (f", {role}" if role else "")
        return f"&{number + 1}  {name}" if number < 9 else name

    def _role(self, role: str) -> str:
        if role == "storyteller":
            return self.tr("storyteller")
        return self.tr("reporter") if role == "reporter" else ""

    # ---- changes ----------------------------------------------------------------------------------------------

    def _from_here(self, speaker: operations.SpeakerOf) -> None:
        """From the word at the reading cursor (or the first selected one) to the next change."""
        selected, word = self._transcript.reading.selected_range(), self._transcript.reading.word()
        if selected is not None:
            word = self._transcript.words.nearest(selected[0])
        if word is not None:
            passage = self._open.passages[word.passage]
            operations.set_speaker_from(self._workspace, passage.id, word.word, speaker)

    def _new_name(self, story: DeskStory) -> str:
        return self.tr("Voice {n}").format(n=len(story.speakers) + 1)

    def _another(self, story: DeskStory, segment_ids: Sequence[int]) -> None:
        another = operations.another(story.story_id, self._new_name(story))
        if operations.set_speaker(self._workspace, segment_ids, another):
            self._workspace.show_toast(self.tr("A new voice. Its name can be changed under About."))

    def can_find_rest(self) -> bool:
        """Whether a person said of some passage who speaks, from which the others can be found."""
        said = any(passage.voice_said for passage in self._open.passages)
        return said and self._open.story is not None and find_speaker_model() is not None

    def find_rest(self) -> None:
        """Find who is speaking in the rest of the story, led by what a person said of passages."""
        story, project = self._open.story, self._workspace.opened()
        if story is None:
            return
        speaking = len(self._speaking(story))
        voices = speaking if speaking > 1 else AtMost(2)

        def _work(job: Job) -> DiarizationResult:
            return separate(project, story.story_id, voices, report=job.report, cancel=job.cancel)

        self._workspace.keep_all()
        title = self.tr("Finding who is speaking")
        about = story.story_id
        self._workspace.jobs.start(JobKind.DIARIZE, title, _work, subject=about, owner=self, ended=self._on_found)

    def _on_found(self, job: JobHandle[DiarizationResult]) -> None:
        if job.state is JobState.DONE:
            self._workspace.show_toast(found_words(job.result))
        elif isinstance(job.error, CoProClipError):
            self._workspace.show_banner(job.error)

    def swap(self) -> None:
        """Give each of two speakers what the other one said."""
        story = self._open.story
        if story is None or not self.several():
            return
        speaking = self._speaking(story)
        if len(speaking) == 2:
            self._swap(story, *speaking)
        else:
            silent = [speaker for speaker in story.speakers if speaker not in speaking]
            asked = TwoVoices("swap", [*speaking, *silent], self._window)
            if run_dialog(asked):
                self._swap(story, *asked.chosen())

    def _speaking(self, story: DeskStory) -> list[StorySpeaker]:
        heard = {(passage.speaker, passage.role) for passage in self._open.passages}
        return [speaker for speaker in story.speakers if (speaker.name, speaker.role) in heard]

    def _swap(self, story: DeskStory, first: StorySpeaker, second: StorySpeaker) -> None:
        operations.swap_speakers(self._workspace, story.story_id, (first.id, first.name), (second.id, second.name))

    def join(self) -> None:
        """Make one speaker of two."""
        story = self._open.story
        if story is None or not self.several():
            return
        asked = TwoVoices("join", story.speakers, self._window)
        if run_dialog(asked):
            self.merge(*asked.chosen())

    def merge(self, gone: StorySpeaker, into: StorySpeaker) -> None:
        """All the first said becomes the second's."""
        operations.merge_speakers(self._workspace, (gone.id, gone.name), (into.id, into.name))


def _entry(words: str, do: Callable[[], object], *, now: bool = False) -> Command:
    """An entry with its letter; ticked if it is so `now`."""
    return Command("", words, slot=do, checked=(lambda: True) if now else None)
