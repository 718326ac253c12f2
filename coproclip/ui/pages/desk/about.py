"""Beside the transcript: who is speaking, and what is known of the story."""

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import QCoreApplication, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from coproclip.overview.names import names_open
from coproclip.overview.story import DeskStory, Passage, StoryMoment, StorySpeaker, little_of, load_moments
from coproclip.speech.language_names import LANGUAGES
from coproclip.timecode import length, minutes
from coproclip.transcript.heard import CheckedCount
from coproclip.transcription.progress import TranscriptionProgress
from coproclip.ui.operations import transcript as operations
from coproclip.ui.pages.desk.document_bar import places_to_check
from coproclip.ui.pages.desk.moment_list import MomentList
from coproclip.ui.pages.desk.speaker_name import SpeakerName
from coproclip.ui.style.tokens import PANEL_MARGIN
from coproclip.ui.widgets.boxes import vbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.counting import counted
from coproclip.ui.widgets.label import Hairline, Label
from coproclip.ui.widgets.roles import part_words
from coproclip.ui.widgets.row_text import put_keyboard_down
from coproclip.ui.workspace import Workspace


def wordless(progress: TranscriptionProgress) -> str:
    """“3 of 124 minutes gave no text”, of the time somebody speaks; empty while that is not known."""
    tr = QCoreApplication.translate
    if progress.speech_ms <= 0:
        return ""
    if progress.wordless_ms < 1000:
        return tr("AboutPanel", "No gaps in the transcript")
    some = minutes(progress.wordless_ms)
    if progress.wordless_ms >= 60_000:
        some = str(round(progress.wordless_ms / 60_000))
    return tr("AboutPanel", "{some} of {all} gave no text").format(some=some, all=minutes(progress.speech_ms))


class AboutPanel(QScrollArea):
    """Voices with how long each is heard, and the story's facts."""

    details_asked = Signal()
    voices_asked = Signal()
    names_asked = Signal()
    moment_asked = Signal(object)
    """This place (ms) shall be gone to."""
    excerpt_asked = Signal(object)
    """An excerpt around the moment of this id is wanted."""
    use_asked = Signal(object)
    """What is not to be used, by the moment of this id, may be used after all."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._story: DeskStory | None = None
        self._passages: Sequence[Passage] = ()
        self._moments: list[StoryMoment] = []
        self._names = 0
        """How many names nobody decided about."""
        self._shown: object = None
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        workspace.closing.connect(self.keep)
        workspace.project_opened.connect(self.forget)

    def show_story(self, story: DeskStory, passages: Sequence[Passage]) -> None:
        """Show its voices and facts, as soon as the panel is seen."""
        self._story, self._passages = story, passages
        if self.isVisible():
            self._make()

    def showEvent(self, event: QShowEvent) -> None:
        """What became known while nobody looked."""
        super().showEvent(event)
        self._make()

    def _make(self) -> None:
        story = self._story
        if story is None:
            return
        spoken_ms: dict[str, int] = {}
        for passage in self._passages:
            spoken_ms[passage.speaker] = spoken_ms.get(passage.speaker, 0) + passage.end_ms - passage.start_ms
        self._moments = self._workspace.read(load_moments, story.story_id)
        said = [word.text for passage in self._passages for word in passage.words]
        self._names = self._workspace.read(names_open, story.story_id, said)
        spoken = tuple(sorted(spoken_ms.items()))
        shown = (story.speakers, tuple(self._facts(story)), spoken, tuple(self._moments), self._names)
        before = {name.objectName(): name for name in self.findChildren(SpeakerName)}
        if shown == self._shown:
            for speaker in story.speakers:
                before[f"name-{speaker.id}"].show_name(speaker.name)
            return
        self._shown = shown
        focus = QApplication.focusWidget()
        focused = focus.objectName() if focus is not None and self.isAncestorOf(focus) else ""
        page = self._build(story, spoken_ms)
        for name in page.findChildren(SpeakerName):
            if (typed := before.pop(name.objectName(), None)) is not None:
                name.take_over(typed)
        for typed in before.values():  # of another story
            typed.keep()
        if isinstance(focus, SpeakerName) and focused and page.findChild(QWidget, focused) is None:
            put_keyboard_down(focus)
        self._put_away()
        self.setWidget(page)
        again = page.findChild(QWidget, focused) if focused else None
        if isinstance(again, QWidget):  # what had the keyboard was made anew
            again.setFocus()

    def _build(self, story: DeskStory, spoken_ms: Mapping[str, int]) -> QWidget:
        page = QWidget()
        page.setProperty("role", "panel")
        column = vbox(page, (PANEL_MARGIN, 14, PANEL_MARGIN, 14), 10)
        column.addWidget(Label(self.tr("Who is speaking"), "strong"))
        words = self.tr("Put the cursor in a passage, or select several, and press W. Names stay inside this project.")
        column.addWidget(Label(words, "small", wrap=True))
        column.addLayout(self._build_speakers(story.speakers, spoken_ms))
        words = self.tr("All voices: hear, swap, join, try again")
        another = Button(self.tr("Another voice"), "user-plus", size="small", on_click=self._add_speaker)
        every = Button(self.tr("Voices…"), "users", size="small", name=words, on_click=self.voices_asked.emit)
        another.setObjectName("another")
        every.setObjectName("voices")
        column.addLayout(_row(another, every))
        if unnamed := spoken_ms.get("", 0):
            words = self.tr("{time} without a voice yet.").format(time=length(unnamed))
            column.addWidget(Label(words, "small", wrap=True))
        column.addWidget(Hairline())
        column.addLayout(self._build_names())
        if self._moments:
            column.addWidget(Hairline())
            column.addWidget(MomentList(self._moments, self.moment_asked, self.excerpt_asked, self.use_asked))
        column.addWidget(Hairline())
        column.addWidget(Label(self.tr("About this story"), "strong"))
        for words in self._facts(story):
            column.addWidget(Label(words, "small", wrap=True))
        words = self.tr("Change what is known of this story")
        change = Button(self.tr("Change…"), "pencil", size="small", name=words, on_click=self.details_asked.emit)
        column.addLayout(_row(change))
        column.addStretch(1)
        return page

    def _build_names(self) -> QVBoxLayout:
        column = vbox(spacing=6)
        column.addWidget(Label(self.tr("People and places named"), "strong"))
        if self._names:
            left = counted(self._names, self.tr("1 name to decide about"), self.tr("{n} names to decide about"))
            words = self.tr("{left}. What nobody decided about is not shared.").format(left=left)
            column.addWidget(Label(words, "small", wrap=True))
        every = self.tr("Names in this story, and what is done with each")
        names = Button(self.tr("Names…"), "eye-off", size="small", name=every, on_click=self.names_asked.emit)
        names.setObjectName("names")
        column.addLayout(_row(names))
        return column

    def _build_speakers(self, speakers: Sequence[StorySpeaker], spoken_ms: Mapping[str, int]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        for place, speaker in enumerate(speakers):
            name = SpeakerName(self._workspace, speaker)
            name.setAccessibleName(self.tr("Name of voice {n}").format(n=place + 1))
            role = QComboBox()
            role.setAccessibleName(self.tr("What {name} is").format(name=speaker.name))
            role.setObjectName(f"role-{speaker.id}")
            for key, words in part_words():
                role.addItem(words, key)
            role.setCurrentIndex(max(0, role.findData(speaker.role)))
            role.currentIndexChanged.connect(partial(self._on_role_chosen, speaker.id, role))
            time = length(spoken_ms.get(speaker.name, 0))
            words = self.tr("heard for {time}") if spoken_ms.get(speaker.name) else self.tr("no passages yet")
            grid.addWidget(name, place * 2, 0)
            grid.addWidget(role, place * 2, 1)
            grid.addWidget(Label(words.format(time=time), "caption"), place * 2 + 1, 0, 1, 2)
        return grid

    def _facts(self, story: DeskStory) -> list[str]:
        progress = story.transcription_progress
        facts = [
            self.tr("Told by {who}").format(who=story.who or self.tr("no storyteller yet")),
            self.tr("Length {time}").format(time=length(story.duration_ms)),
        ]
        if progress.language:
            spoken = dict(LANGUAGES).get(progress.language, progress.language)
            facts.append(self.tr("Language: {name}").format(name=spoken))
        if progress.speech_model:
            words = self.tr("Transcribed with the speech model {name}")
            facts.append(words.format(name=progress.speech_model))
        little = little_of(story, self._passages)
        facts += [words for words in (little, wordless(progress), self._to_check(), self._checked()) if words]
        if story.sound is not None:
            facts.append(self.tr("Recording: {name}, original file unchanged").format(name=story.sound.original_name))
            facts.append(self.tr("Fingerprint (SHA-256): {sum}…").format(sum=story.sound.sha256[:16]))
            facts += [story.sound.notice] if story.sound.notice else []
        return facts + ([progress.notice] if progress.notice else [])

    def _to_check(self) -> str:
        return next(iter(places_to_check(self._passages)), "")

    def _checked(self) -> str:
        """How many passages are checked, and how that came to be."""
        count = CheckedCount.of(passage.checked_how for passage in self._passages if passage.checked)
        if not count.total:
            return ""
        whole = (
            self.tr("All passages are checked: {how}")
            if count.total == len(self._passages)
            else self.tr("Checked: {how}")
        )
        return whole.format(how=count)

    def keep(self) -> None:
        """Keep the names as they are typed now."""
        for name in self.findChildren(SpeakerName):
            name.keep()

    def forget(self) -> None:
        """Another project: nothing of the one before can be changed here any more."""
        self._story, self._shown = None, None
        self._put_away()

    def _put_away(self) -> None:
        # Not at once: it may be one of its own fields that asked for the change.
        if (page := self.takeWidget()) is not None:
            page.hide()
            page.deleteLater()

    def _on_role_chosen(self, speaker_id: int, field: QComboBox, _place: int) -> None:
        if not operations.set_role(self._workspace, speaker_id, field.currentData()):
            self._shown = None  # what was chosen is not so
            QTimer.singleShot(0, self, self._make)

    def _add_speaker(self) -> None:
        if self._story is not None:
            name = self.tr("Voice {n}").format(n=len(self._story.speakers) + 1)
            operations.add_speaker(self._workspace, self._story.story_id, name)


def _row(*buttons: Button) -> QHBoxLayout:
    row = QHBoxLayout()
    for button in buttons:
        row.addWidget(button)
    row.addStretch(1)
    return row
