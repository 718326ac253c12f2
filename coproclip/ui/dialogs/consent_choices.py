"""What the storyteller chose today: three questions, nothing ticked beforehand, no answer is no yes."""

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QToolButton, QWidget

from coproclip.overview.consent import ItemConsent
from coproclip.people.consent import ConsentAbout
from coproclip.project.kinds import ASKED_BEFORE
from coproclip.ui.widgets.boxes import NONE, vbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.label import IconLabel, Label
from coproclip.ui.widgets.segmented import Choice, Segmented
from coproclip.ui.widgets.soft_note import SoftNote
from coproclip.ui.widgets.tooltips import as_written

YES, NO, LATER = "yes", "no", "later"
ICONS = {YES: ("circle-check", "ok"), NO: ("circle-x", "stop"), LATER: ("hourglass", "wait"), "": ("circle", "ink3")}


def about_words(about: ConsentAbout) -> str:
    """What is asked, as it stands in lists."""
    return item_words(about)


def item_words(item: str) -> str:
    """What an item of consent is called in lists; an own question has words of its own."""
    tr = QCoreApplication.translate
    words = {
        ConsentAbout.RECORDED: tr("Consent", "Being recorded"),
        ConsentAbout.TRANSCRIBED: tr("Consent", "Transcribed on this computer"),
        ConsentAbout.REPORTERS: tr("Consent", "The reporters hear it"),
        ConsentAbout.GROUP: tr("Consent", "The group hears it"),
        ConsentAbout.SHARED: tr("Consent", "Sharing any of it"),
        ConsentAbout.QUOTED: tr("Consent", "Quoted in words"),
        ConsentAbout.AUDIO: tr("Consent", "Heard in clips"),
        ConsentAbout.PUBLIC: tr("Consent", "On a public page"),
        ConsentAbout.NAMED: tr("Consent", "With their name"),
        ConsentAbout.PHOTO: tr("Consent", "With a photo"),
        ConsentAbout.ALTERED: tr("Consent", "With their voice altered"),
        ConsentAbout.ARCHIVED: tr("Consent", "Kept in an archive"),
        ConsentAbout.TRANSLATED: tr("Consent", "Translated"),
        ConsentAbout.CONTACTED: tr("Consent", "Being contacted again"),
        ConsentAbout.GUARDIAN: tr("Consent", "A parent or guardian agrees"),
    }
    return words.get(item) or tr("Consent", "A question that is no longer asked")  # type: ignore[call-overload]


def said_words(known: ItemConsent) -> str:
    """What counts of an item now, in a line: “Yes, Kit, on a signed sheet, 2026-05-12”."""
    tr, said = QCoreApplication.translate, known.said
    if said is None:
        return answer_words("")
    answer = (
        tr("Consent", "Yes, but only until {day}").format(day=said.until) if known.over else answer_words(said.answer)
    )
    until = tr("Consent", "until {day}").format(day=said.until) if said.until and not known.over else ""
    again = tr("Consent", "ask again {day}").format(day=said.review) if said.review else ""
    parts = (answer, said.who, said.how, said.day, until, again)
    line = ", ".join(part for part in parts if part)
    if said.answer == YES and not known.holds and not known.over:
        return tr("Consent", "{line}. It does not count: nobody noted who said so, or how.").format(line=line)
    return line


def form_words(form: str) -> str:
    """What a form of the sheet is called."""
    tr = QCoreApplication.translate
    names = {
        "plain": tr("Consent", "Plain sheet"),
        "easy": tr("Consent", "Easy-read sheet"),
        "large": tr("Consent", "Large-print sheet"),
    }
    return names.get(form, form)


def answer_words(answer: str) -> str:
    """What was said, as it stands in lists."""
    return {
        YES: QCoreApplication.translate("Consent", "Yes"),
        NO: QCoreApplication.translate("Consent", "No"),
        LATER: QCoreApplication.translate("Consent", "Ask afterwards"),
    }.get(answer, QCoreApplication.translate("Consent", "Not asked yet"))


class Choices(QWidget):
    """Asks before the first second; then shows what was said, and opens again when somebody thinks otherwise."""

    changed = Signal()
    yes_asked = Signal()
    """Begin, or end, to record the yes itself."""
    who_said = Signal(str)
    """The name of who said yes, where nobody was named before."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._said: dict[ConsentAbout, str] = {}
        self._under_way = self._open = self._can_name = False
        column = vbox(self, NONE, 10)
        head = QHBoxLayout()
        self.heading = Label("", "strong", wrap=True)
        self.open = Button(self.tr("Open"), kind="quiet", size="small", on_click=self._on_open)
        self.open.setAccessibleName(self.tr("Change what the storyteller chose"))
        head.addWidget(self.heading, 1)
        head.addWidget(self.open, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(head)
        column.addWidget(self._asking())
        column.addWidget(self._summary())
        column.addWidget(self._naming())
        self.ask_first = Label(self.tr("Ask before the first second. No answer counts as a no."), "hint", wrap=True)
        column.addWidget(self.ask_first)
        self.note = SoftNote("heart-handshake")
        column.addWidget(self.note)
        self.record_yes = Button(self.tr("Record their consent"), "message-circle-check", size="small")
        self.record_yes.clicked.connect(self.yes_asked)
        column.addWidget(self.record_yes, 0, Qt.AlignmentFlag.AlignLeft)
        self._show()

    def _asking(self) -> QWidget:
        self._asked = QWidget()
        column = vbox(self._asked, NONE, 4)
        self.fields: dict[ConsentAbout, Segmented] = {}
        for about in ASKED_BEFORE:
            words = about_words(about)
            answers = (YES, NO) if about is ConsentAbout.RECORDED else (YES, NO, LATER)
            field = Segmented([Choice(answer, answer_words(answer)) for answer in answers], words)
            for segment, answer in zip(field.findChildren(QToolButton), answers, strict=True):
                segment.setAccessibleName(f"{words}: {answer_words(answer)}")
            field.choose("")
            field.chosen.connect(lambda answer, about=about: self._on_chosen(about, answer))
            label = Label(words, "small")
            label.setBuddy(field)
            self.fields[about] = field
            column.addWidget(label)
            column.addWidget(field, 0, Qt.AlignmentFlag.AlignLeft)
            column.addSpacing(4)
        return self._asked

    def _naming(self) -> QWidget:
        """Asks whose yes it is, at once: without a name it does not count. Nothing waits for it."""
        self._unnamed = QWidget()
        column = vbox(self._unnamed, NONE, 4)
        label = Label(self.tr("Who said yes?"), "small-strong")
        self.who = QLineEdit()
        self.who.setMaxLength(80)
        self.who.setPlaceholderText(self.tr("Name to go by"))
        self.who.setAccessibleName(self.tr("Who said yes: the name they want to go by"))
        self.who.editingFinished.connect(self._on_named)
        label.setBuddy(self.who)
        column.addWidget(label)
        column.addWidget(self.who)
        hint = self.tr("A yes counts only with a name to go by. You can record without it.")
        column.addWidget(Label(hint, "hint", wrap=True))
        return self._unnamed

    def _on_named(self) -> None:
        if name := " ".join(self.who.text().split()):
            self.who_said.emit(name)
            self.who.clear()

    def _summary(self) -> QWidget:
        self._answers_box = QWidget()
        grid = QGridLayout(self._answers_box)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        self._rows: dict[ConsentAbout, tuple[IconLabel, Label]] = {}
        for place, about in enumerate(ASKED_BEFORE):
            sign, answer = IconLabel("circle", "ink3", 18), Label("", "muted")
            grid.addWidget(sign, place, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(Label(about_words(about), "body", wrap=True), place, 1)
            grid.addWidget(answer, place, 2, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight)
            self._rows[about] = (sign, answer)
        return self._answers_box

    # ---- what was said ----------------------------------------------------------------------------------------

    def said(self, about: ConsentAbout) -> str:
        """Yes, no, later, or empty while it was not asked."""
        return self._said.get(about, "")

    @property
    def given(self) -> bool:
        """Whether they said yes to being recorded."""
        return self.said(ConsentAbout.RECORDED) == YES

    def answers(self) -> dict[str, str]:
        """Everything that was said, as a recording's note keeps it."""
        return {about.value: answer for about, answer in self._said.items()}

    def say(self, about: ConsentAbout, answer: str) -> None:
        """Take in an answer."""
        self.fields[about].choose(answer)
        self._on_chosen(about, answer)

    def take_back(self) -> None:
        """Nothing was said yet, without telling."""
        self._said = {}
        self._open = False
        self.who.clear()  # half a name is no name of whoever comes next
        for field in self.fields.values():
            field.choose("")
        self._show()

    def _on_chosen(self, about: ConsentAbout, answer: str) -> None:
        self._said[about] = answer
        self._show()
        self.changed.emit()

    # ---- what is shown ----------------------------------------------------------------------------------------

    def show_storyteller(self, name: str, *, under_way: bool, can_name: bool = True) -> None:
        """Put their name in the sentences; `under_way`: show what was said instead of asking for it. Where a yes has no
        name it is asked for, if one `can_name` them now.
        """
        self._can_name = can_name and not name
        if name:
            heading = self.tr("{who}’s choices today").format(who=name)
            note = self.tr("{who} can pause, skip, stop or take something out, at any time and for any reason.")
        else:
            heading = self.tr("The storyteller’s choices today")
            note = self.tr("They can pause, skip, stop or take something out, at any time and for any reason.")
        self.heading.setText(heading)
        self.note.words.setText(note.format(who=name))
        if under_way != self._under_way:
            self._under_way, self._open = under_way, False
        self._show()

    def show_yes(self, *, can: bool, running: bool) -> None:
        """Whether the yes itself can be recorded, and whether that is being done."""
        self.record_yes.setVisible(can)
        words = self.tr("That was the yes") if running else self.tr("Record their consent")
        if self.record_yes.text() != words:
            self.record_yes.setText(words)
            self.record_yes.set_look(kind="soft" if running else "plain")
            name = (
                self.tr("End of the yes")
                if running
                else self.tr("Record their consent: ask once more, so it can be heard")
            )
            self.record_yes.setAccessibleName(name)
            self.record_yes.setToolTip(as_written(name))

    def focus_first(self) -> None:
        """Begin with the first question."""
        self.fields[ConsentAbout.RECORDED].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _on_open(self) -> None:
        self._open = not self._open
        self._show()
        if self._open:
            self.fields[ConsentAbout.TRANSCRIBED].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _show(self) -> None:
        asking = not self._under_way or self._open
        self._asked.setVisible(asking)
        self._answers_box.setVisible(not asking)
        self._unnamed.setVisible(self._can_name and YES in self._said.values())
        self.ask_first.setVisible(not self._under_way)
        self.open.setVisible(self._under_way)
        self.open.setText(self.tr("Done") if self._open else self.tr("Open"))
        # The first yes cannot be unsaid by a button while it runs: then the recording is paused or finished.
        self.fields[ConsentAbout.RECORDED].setEnabled(not self._under_way)
        for about, (sign, answer) in self._rows.items():
            sign.set_icon(*ICONS[self.said(about)])
            answer.setText(answer_words(self.said(about)))
