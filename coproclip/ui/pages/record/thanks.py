"""After a story: that it is safe, what happens now, and when somebody asks how they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from coproclip.timecode import length
from coproclip.ui.style.tokens import current
from coproclip.ui.widgets.boxes import hbox, vbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.check_in_days import CheckInDays
from coproclip.ui.widgets.label import IconLabel, Label
from coproclip.ui.widgets.scroll_column import ScrollColumn


@dataclass(frozen=True)
class FinishedRecording:
    """What is told of a finished story."""

    story_id: int
    who: str
    reporter: str
    duration_ms: int
    marks: int


class Thanks(ScrollColumn):
    """A calm page; nothing on it has to be done."""

    opened = Signal(object)
    another_asked = Signal()
    write_asked = Signal(object)
    """The storyteller of this `FinishedRecording` story said yes to writing it down."""
    check_in_changed = Signal(object, str, object)
    """Story, who (storyteller or reporter), and the new `date` or None."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, sideways=True)
        self.story: FinishedRecording | None = None
        whole = QWidget()
        self.setWidget(whole)
        outer = QHBoxLayout(whole)
        self._body = QWidget()
        outer.addStretch(1)
        outer.addWidget(self._body, 100)
        outer.addStretch(1)
        column = vbox(self._body, (24, 32, 24, 32), 16)
        column.addStretch(1)
        column.addWidget(IconLabel("shield-check", "ok", 40))
        self.heading, self.facts = Label("", "title", wrap=True), Label("", "body", wrap=True)
        column.addWidget(self.heading)
        column.addWidget(self.facts)
        column.addWidget(self._next())
        column.addWidget(self._check_ins())
        row = hbox(spacing=10)
        self.open = Button(self.tr("Open the story"), "audio-lines", "main", size="large")
        self.open.clicked.connect(lambda: self.opened.emit(self.story.story_id if self.story else -1))
        self.another = Button(self.tr("Record another"), "mic", size="large", on_click=self.another_asked.emit)
        row.addWidget(self.open)
        row.addWidget(self.another)
        row.addStretch(1)
        column.addSpacing(4)
        column.addLayout(row)
        column.addStretch(2)

    def _next(self) -> QWidget:
        card = QFrame()
        card.setProperty("role", "inset")
        row = hbox(card, (16, 12, 12, 12), 12)
        self._written_icon = IconLabel("captions", "accent", 20)
        row.addWidget(self._written_icon, 0, Qt.AlignmentFlag.AlignTop)
        self.written = Label("", "body", wrap=True)
        row.addWidget(self.written, 1)
        self.write = Button(self.tr("They say yes: transcribe it"), size="small")
        self.write.clicked.connect(self._on_write)
        row.addWidget(self.write)
        return card

    def _check_ins(self) -> QWidget:
        card = QFrame()
        card.setProperty("role", "inset")
        column = vbox(card, (16, 14, 16, 14), 10)
        column.addWidget(Label(self.tr("How are you?"), "strong"))
        words = self.tr("Telling and listening can stay with people. On that day, Stories reminds you to ask.")
        column.addWidget(Label(words, "small", wrap=True))
        self.check_ins = CheckInDays()
        self.check_ins.changed.connect(self._on_day)
        column.addWidget(self.check_ins)
        return card

    # ---- what it is told --------------------------------------------------------------------------------------

    def show_story(self, story: FinishedRecording, today: date, proposed: dict[str, date]) -> None:
        """Tell of a finished story; `proposed` are the days that are kept so far."""
        self.story = story
        if story.who:
            self.heading.setText(self.tr("Thank you. {who}’s story is safe.").format(who=story.who))
        else:
            self.heading.setText(self.tr("Thank you. The story is safe."))
        self.facts.setText(" · ".join(self._facts(story)))
        self.check_ins.show_days(story.who, story.reporter, today, proposed)
        self.verticalScrollBar().setValue(0)

    def _facts(self, story: FinishedRecording) -> Sequence[str]:
        facts = [length(story.duration_ms)]
        if story.marks:
            facts.append(
                self.tr("1 moment marked") if story.marks == 1 else self.tr("{n} moments marked").format(n=story.marks)
            )
        return [*facts, self.tr("on this computer only")]

    def show_transcription(self, words: str, *, ask: bool) -> None:
        """How far transcribing it is, or why it is not; `ask`: its storyteller may still say yes to that."""
        self.written.setText(words)
        self.write.setVisible(ask)

    def _on_day(self, who: str, day: date | None) -> None:
        if self.story is not None:
            self.check_in_changed.emit(self.story.story_id, who, day)

    def _on_write(self) -> None:
        if self.story is not None:
            self.write_asked.emit(self.story)

    def fit(self) -> None:
        """As wide as lines are easily read."""
        self._body.setMaximumWidth(current().scaled(620))
