"""Beside the transcript: who is speaking, and what is known of the story."""

from collections.abc import Callable, Sequence
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

from coproclip.overview.story import DeskStory, Passage, little_of
from coproclip.people.moments import moments_of
from coproclip.project.journal import Operation
from coproclip.project.project import Edit
from coproclip.timecode import length, minutes
from coproclip.transcript.edits import add_speaker, change_speaker
from coproclip.transcription.progress import TranscriptionProgress
from coproclip.ui.pages.desk.document_bar import places_to_check
from coproclip.ui.pages.desk.moment_list import MomentList, ShownMoment, shown_moments
from coproclip.ui.pages.desk.voice_name import VoiceName
from coproclip.ui.style.tokens import PANEL_MARGIN
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.label import Hairline, Label
from coproclip.ui.widgets.languages import LANGUAGES
from coproclip.ui.widgets.roles import part_words
from coproclip.ui.workspace import Workspace


def wordless(transcription_progress: TranscriptionProgress) -> str:
    """“3 of 124 minutes gave no text”, of the time somebody speaks; empty while that is not known."""
    tr = QCoreApplication.translate
    if transcription_progress.speech_ms <= 0:
        return ""
    if transcription_progress.wordless_ms < 1000:
        return tr("AboutPanel", "No gaps in the transcript")
    some = minutes(transcription_progress.wordless_ms)
    if transcription_progress.wordless_ms >= 60_000:
        some = str(round(transcription_progress.wordless_ms / 60_000))
    return tr("AboutPanel", "{some} of {all} gave no text").format(
        some=some, all=minutes(transcription_progress.speech_ms)
    )


class AboutPanel(QScrollArea):
    """Voices with how long each is heard, and the story's facts."""

    details_asked = Signal()
    voices_asked = Signal()
    moment_asked = Signal(int)
    """This place (ms) shall be gone to."""
    excerpt_asked = Signal(int)
    """An excerpt around the moment of this id is wanted."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._story: DeskStory | None = None
        self._lines: Sequence[Passage] = ()
        self._moments: list[ShownMoment] = []
        self._shown: object = None
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        workspace.closing.connect(self.keep)
        workspace.project_opened.connect(self.forget)

    def show_story(self, story: DeskStory, lines: Sequence[Passage]) -> None:
        """Show its voices and facts, as soon as the panel is seen."""
        self._story, self._lines = story, lines
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
        heard: dict[str, int] = {}
        for line in self._lines:
            heard[line.speaker] = heard.get(line.speaker, 0) + line.end_ms - line.start_ms
        with self._workspace.opened().read() as session:
            self._moments = shown_moments(moments_of(session, story.story_id))
        shown = (story.cast, tuple(self._facts(story)), tuple(sorted(heard.items())), tuple(self._moments))
        before = {name.objectName(): name for name in self.findChildren(VoiceName)}
        if shown == self._shown:
            for voice in story.voices:
                before[f"name-{voice.id}"].show_name(voice.name)
            return
        self._shown = shown
        focus = QApplication.focusWidget()
        held = focus.objectName() if focus is not None and self.isAncestorOf(focus) else ""
        page = QWidget()
        page.setProperty("role", "panel")
        column = QVBoxLayout(page)
        column.setContentsMargins(PANEL_MARGIN, 14, PANEL_MARGIN, 14)
        column.setSpacing(10)
        column.addWidget(Label(self.tr("Who is speaking"), "strong"))
        column.addWidget(
            Label(
                self.tr("Put the cursor in a passage, or select several, and press W. Names stay inside this project."),
                "small",
                wrap=True,
            )
        )
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        for place, voice in enumerate(story.voices):
            name = VoiceName(self._workspace, voice)
            name.setAccessibleName(self.tr("Name of voice {n}").format(n=place + 1))
            role = QComboBox()
            role.setAccessibleName(self.tr("What {name} is").format(name=voice.name))
            role.setObjectName(f"role-{voice.id}")
            for key, words in part_words():
                role.addItem(words, key)
            role.setCurrentIndex(max(0, role.findData(voice.role)))
            role.currentIndexChanged.connect(partial(self._part, voice.id, role))
            for_ms = heard.get(voice.name, 0)
            told = self.tr("heard for {time}").format(time=length(for_ms)) if for_ms else self.tr("no passages yet")
            grid.addWidget(name, place * 2, 0)
            grid.addWidget(role, place * 2, 1)
            grid.addWidget(Label(told, "caption"), place * 2 + 1, 0, 1, 2)
        column.addLayout(grid)
        row = QHBoxLayout()
        another = Button(self.tr("Another voice"), "user-plus", size="small", on_click=self._another)
        another.setObjectName("another")
        row.addWidget(another)
        words = self.tr("All voices: hear, swap, join, try again")
        every = Button(self.tr("Voices…"), "users", size="small", name=words, on_click=self.voices_asked.emit)
        every.setObjectName("voices")
        row.addWidget(every)
        row.addStretch(1)
        column.addLayout(row)
        unnamed = heard.get("", 0)
        if unnamed:
            column.addWidget(
                Label(self.tr("{time} without a voice yet.").format(time=length(unnamed)), "small", wrap=True)
            )
        if self._moments:
            column.addWidget(Hairline())
            column.addWidget(MomentList(self._moments, self.moment_asked, self.excerpt_asked))
        column.addWidget(Hairline())
        column.addWidget(Label(self.tr("About this story"), "strong"))
        for words in self._facts(story):
            column.addWidget(Label(words, "small", wrap=True))
        row = QHBoxLayout()
        row.addWidget(
            Button(
                self.tr("Change…"),
                "pencil",
                size="small",
                name=self.tr("Change what is known of this story"),
                on_click=self.details_asked.emit,
            )
        )
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(1)
        for name in page.findChildren(VoiceName):
            if (typed := before.pop(name.objectName(), None)) is not None:
                name.go_on_from(typed)
        for typed in before.values():  # of another story
            typed.keep()
        self._put_away()
        self.setWidget(page)
        again = page.findChild(QWidget, held) if held else None
        if isinstance(again, QWidget):  # what had the keyboard was made anew
            again.setFocus()

    def _facts(self, story: DeskStory) -> list[str]:
        facts = [
            self.tr("Told by {who}").format(who=story.who or self.tr("no storyteller yet")),
            self.tr("Length {time}").format(time=length(story.duration_ms)),
        ]
        if story.transcription_progress.language:
            names = dict(LANGUAGES)
            spoken = names.get(story.transcription_progress.language, story.transcription_progress.language)
            facts.append(self.tr("Language: {name}").format(name=spoken))
        if story.transcription_progress.speech_model:
            facts.append(
                self.tr("Transcribed with the speech model {name}").format(
                    name=story.transcription_progress.speech_model
                )
            )
        little = little_of(story, self._lines)
        facts += [words for words in (little, wordless(story.transcription_progress), self._to_check()) if words]
        if story.sound is not None:
            facts.append(self.tr("Recording: {name}, original file unchanged").format(name=story.sound.original_name))
            facts.append(self.tr("Fingerprint (SHA-256): {sum}…").format(sum=story.sound.sha256[:16]))
            facts += [story.sound.notice] if story.sound.notice else []
        return facts + ([story.transcription_progress.notice] if story.transcription_progress.notice else [])

    def _to_check(self) -> str:
        every = bool(self._lines) and all(line.checked for line in self._lines)
        return self.tr("All checked. Every passage was listened to.") if every else self._places()

    def _places(self) -> str:
        return next(iter(places_to_check(self._lines)), "")

    def keep(self) -> None:
        """Keep the names as they are typed now."""
        for name in self.findChildren(VoiceName):
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

    def _edit(self, do: Callable[[Edit], object]) -> None:
        self._workspace.keep_all()  # what was typed comes first

        def _do() -> bool:
            with self._workspace.opened().edit(Operation.CHANGE_SPEAKER) as edit:
                do(edit)
            return True

        if self._workspace.attempt(_do) is None:
            self._shown = None  # what was chosen is not so
            QTimer.singleShot(0, self, self._make)

    def _part(self, speaker_id: int, field: QComboBox, _place: int) -> None:
        role = field.currentData()
        self._edit(lambda edit: change_speaker(edit, speaker_id, role=role))

    def _another(self) -> None:
        story = self._story
        if story is not None:
            name = self.tr("Voice {n}").format(n=len(story.voices) + 1)
            self._edit(lambda edit: add_speaker(edit, story.story_id, name))
