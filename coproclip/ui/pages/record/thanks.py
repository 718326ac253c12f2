"""After a story: that it is safe, what happens now, and when somebody asks how they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout, QHBoxLayout, QWidget

from coproclip.people.check_ins import REPORTER, STORYTELLER
from coproclip.timecode import length
from coproclip.ui.style.tokens import current
from coproclip.ui.widgets.boxes import hbox, vbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.label import IconLabel, Label
from coproclip.ui.widgets.scroll_column import ScrollColumn

DAYS = (0, 1, 2, 3, 5, 7, 14, 28)
"""In how many days a check-in may be; 0: none."""


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
        self.setWidget(whole)

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
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(2, 1)
        self.days: dict[str, QComboBox] = {}
        self._asked: dict[str, Label] = {}
        for place, who in enumerate((STORYTELLER, REPORTER)):
            label, field = Label("", "body"), QComboBox()
            label.setBuddy(field)
            field.setAccessibleName(self.tr("When to ask how they are"))
            field.activated.connect(lambda _place, who=who: self._on_day(who))
            grid.addWidget(label, place, 0)
            grid.addWidget(field, place, 1)
            self.days[who], self._asked[who] = field, label
        column.addLayout(grid)
        return card

    # ---- what it is told --------------------------------------------------------------------------------------

    def show_story(self, story: FinishedRecording, today: date, proposed: dict[str, date]) -> None:
        """Tell of a finished story; `proposed` are the days that are kept so far."""
        self.story, self._today = story, today
        if story.who:
            self.heading.setText(self.tr("Thank you. {who}’s story is safe.").format(who=story.who))
        else:
            self.heading.setText(self.tr("Thank you. The story is safe."))
        self.facts.setText(" · ".join(self._facts(story)))
        names = {
            STORYTELLER: story.who or self.tr("the storyteller"),
            REPORTER: story.reporter or self.tr("the reporter"),
        }
        for who, field in self.days.items():
            words = self.tr("Ask {who}").format(who=names[who])
            self._asked[who].setText(words)
            field.setAccessibleName(self.tr("When to ask {who} how they are").format(who=names[who]))
            with QSignalBlocker(field):
                field.clear()
                for days in DAYS:
                    field.addItem(self._day(days), days)
                chosen = (proposed[who] - today).days if who in proposed else 0
                field.setCurrentIndex(max(0, field.findData(chosen)))
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

    def _day(self, days: int) -> str:
        if not days:
            return self.tr("Not planned")
        day = self._today + timedelta(days=days)
        when = f"{day:%A} {day.day} {day:%B}"
        if days == 1:
            return self.tr("Tomorrow, {day}").format(day=when)
        return self.tr("In {n} days, {day}").format(n=days, day=when)

    def _on_day(self, who: str) -> None:
        days = self.days[who].currentData()
        if self.story is not None:
            self.check_in_changed.emit(self.story.story_id, who, self._today + timedelta(days=days) if days else None)

    def _on_write(self) -> None:
        if self.story is not None:
            self.write_asked.emit(self.story)

    def fit(self) -> None:
        """As wide as lines are easily read."""
        self._body.setMaximumWidth(current().scaled(620))
