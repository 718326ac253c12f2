"""The bar at the bottom: finish, off the record, the round button, mark, and the one question that is asked."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QStackedLayout, QVBoxLayout, QWidget

from coproclip.ui.pages.record.big_button import BigButton
from coproclip.ui.pages.record.recording_session import Phase
from coproclip.ui.style.tokens import MARGIN, current
from coproclip.ui.widgets.boxes import NONE, hbox, vbox
from coproclip.ui.widgets.button import Button, KeyCap, RoundButton
from coproclip.ui.widgets.label import IconLabel, Label

ROUND = 64

Reply = tuple[str, Callable[[], object]]
"""The words on a button and what it does."""


class ActionBar(QFrame):
    """108 px high. It tells what was pressed; a question takes its place and stops nothing."""

    pressed = Signal()
    """The round button: record, pause or go on."""
    finish_asked = Signal()
    mark_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "footer")
        self._low = False
        self._replies: dict[Button, Callable[[], object]] = {}
        self._words: Callable[[], tuple[str, str]] = lambda: ("", "")
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._actions())
        self._stack.addWidget(self._question())

    def _actions(self) -> QWidget:
        page = QWidget()
        self._row = row = QHBoxLayout(page)
        row.setContentsMargins(MARGIN, 0, MARGIN, 0)
        row.setSpacing(16)
        left, right = QWidget(), QWidget()
        for side in (left, right):
            side.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        left_row = hbox(left, (0, 4, 0, 4), 10)
        tip = self.tr("Finish the story (Ctrl Shift R)")
        self.finish = Button(self.tr("Finish"), "square", size="huge", tooltip=tip)
        self.finish.clicked.connect(self.finish_asked)
        self.off = BigButton("mic-off", self.tr("Off the record"), "", "X")
        left_row.addWidget(self.finish)
        left_row.addWidget(self.off, 1)
        left_row.addStretch(0)
        right_row = hbox(right, (0, 4, 0, 4), 10)
        words = self.tr("a good bit, a name, anything")
        self.mark = BigButton("flag", self.tr("Mark this moment"), words, "M", "main", short=self.tr("Mark"))
        self.mark.clicked.connect(self.mark_asked)
        self._why_icon = IconLabel("info", "ink3", 18)
        self.why = Label("", "muted", wrap=True)
        right_row.addWidget(self.mark, 1)
        right_row.addWidget(self._why_icon)
        right_row.addWidget(self.why, 1)
        row.addWidget(left, 1)
        row.addLayout(self._middle())
        row.addWidget(right, 1)
        return page

    def _middle(self) -> QVBoxLayout:
        column = vbox(spacing=6)
        column.addStretch(1)
        self.round = RoundButton(ROUND)
        self.round.clicked.connect(self.pressed)
        column.addWidget(self.round, 0, Qt.AlignmentFlag.AlignHCenter)
        self.word_row = QWidget()
        words = hbox(self.word_row, NONE, 8)
        self.word, self.cap = Label("", "medium"), KeyCap("R")
        words.addStretch(1)
        words.addWidget(self.word)
        words.addWidget(self.cap)
        words.addStretch(1)
        column.addWidget(self.word_row)
        column.addStretch(1)
        return column

    def _question(self) -> QWidget:
        page = QWidget()
        page.setAccessibleName(self.tr("Question"))
        row = hbox(page, (MARGIN, 0, MARGIN, 0), 12)
        words = vbox(spacing=2)
        self.asked, self.asked_more = Label("", "read-strong", wrap=True), Label("", "muted", wrap=True)
        words.addStretch(1)
        words.addWidget(self.asked)
        words.addWidget(self.asked_more)
        words.addStretch(1)
        row.addLayout(words, 1)
        self.yes = Button("", "square", "main", size="huge")
        self.no, self.other = Button("", size="huge"), Button("", kind="quiet", size="huge")
        for button in (self.other, self.no, self.yes):
            button.clicked.connect(lambda _checked=False, button=button: self._on_answered(button))
        for button in (self.yes, self.no, self.other):
            row.addWidget(button)
        return page

    # ---- what it is told --------------------------------------------------------------------------------------

    def show_phase(self, phase: Phase, who: str, why_not: str, *, single_keys: bool, off_record: bool = False) -> None:
        """What can be pressed in this phase, and `why_not` if the round button cannot."""
        word, name, icon = self.tr("Record"), self.tr("Record {who}’s story").format(who=who), "mic"
        if phase is Phase.RECORDING:
            word, name, icon = self.tr("Pause"), self.tr("Pause the recording"), "pause"
        elif phase is Phase.PAUSED:
            word, name = self.tr("Continue"), self.tr("Continue recording in the same story")
        if why_not:
            name = f"{name}. {why_not}"
        self.word.setText(word)
        self.round.set_picture(icon, name, "record")
        self.round.setEnabled(not why_not)
        self.cap.setVisible(single_keys and not why_not)
        self.why.setText(why_not)
        self.why.setVisible(bool(why_not))
        self._why_icon.setVisible(bool(why_not))
        self.finish.setVisible(phase.under_way)
        self.finish.set_busy(self.tr("Finishing…") if phase is Phase.FINISHING else "")
        self.finish.setAccessibleName(self.tr("Finish {who}’s story").format(who=who))
        self.finish.set_look(kind="main" if phase is Phase.ENDED else "plain")
        for button in (self.off, self.mark):
            button.setVisible(phase.goes_on)
            button.show_key(on=single_keys)
        self.mark.setEnabled(phase.goes_on)
        if off_record:
            words = self.tr("Back on the record"), self.tr("nothing is kept now"), "priv", self.tr("Back on")
        else:
            words = self.tr("Off the record"), self.tr("hold, nothing is kept"), "plain", self.tr("Off record")
        self.off.show_words(*words)
        self.fit()

    @property
    def asking(self) -> bool:
        """Whether the question stands there."""
        return self._stack.currentIndex() == 1

    def ask(
        self, words: Callable[[], tuple[str, str]], yes: Reply, no: Reply | None = None, other: Reply | None = None
    ) -> None:
        """Ask, with words and deed for each answer. Nothing stops meanwhile.

        `words` gives the question and what goes on; it is asked again and again while the question stands.
        """
        self._words = words
        self.reword()
        question = self.asked.text()
        self._replies = {}
        for button, reply in ((self.yes, yes), (self.no, no), (self.other, other)):
            button.setVisible(reply is not None)
            if reply is not None:
                button.setText(reply[0])
                self._replies[button] = reply[1]
                button.setAccessibleName(f"{reply[0]}. {question}")
                button.updateGeometry()
        self.fit()
        self._stack.setCurrentIndex(1)
        # Changing the page moved the focus already, but without the ring that says what Enter does now.
        self.yes.clearFocus()
        self.yes.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def reword(self) -> None:
        """Bring the words of the question up to date, while it stands."""
        question, more = self._words()
        for label, text in ((self.asked, question), (self.asked_more, more)):
            if label.text() != text:
                label.setText(text)

    def stop_asking(self, *, focus: bool = True) -> None:
        """Take the question away, without an answer."""
        self._stack.setCurrentIndex(0)
        if focus:
            (self.round if self.round.isEnabled() else self.finish).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def answer(self, *, yes: bool) -> None:
        """Answer the question, as its buttons do."""
        if self.asking:
            # What has one answer is answered by Esc too.
            self._on_answered(self.yes if yes or self.no not in self._replies else self.no)

    def _on_answered(self, button: Button) -> None:
        self.stop_asking()
        self._replies.get(button, lambda: None)()

    def fit(self, *, low: bool | None = None) -> None:
        """108 px; where large text leaves no height (`low`), the word under the button goes."""
        scaled = current().scaled
        self._low = low = self._low if low is None else low
        self.setFixedHeight(scaled(84) if low else scaled(108))
        tight = self.width() < scaled(640)
        self._row.setSpacing(8 if tight else 16)
        # “Off the record” has to be read whole; “Mark” is clear on its own. While nothing can be recorded there are
        # neither, and the reason has the room of both.
        left, right = (0, 1) if tight and not self.why.isHidden() else (5, 3) if tight else (1, 1)
        self._row.setStretch(0, left)
        self._row.setStretch(2, right)
        self.finish.set_look("" if tight else "square")
        self.yes.set_look("" if tight else "square")
        self.asked.set_role("strong" if tight else "read-strong")
        # Everything that is offered here stands in the menu too.
        self.other.setVisible(not tight and self.other in self._replies)
        self.word_row.setVisible(not low)
        self.asked_more.setVisible(not low)
        self.round.setProperty("ring", scaled(ROUND) / 2)
