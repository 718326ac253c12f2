"""The bar at the bottom: finish, the round button, why it is off, and the one question that is asked."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QStackedLayout, QVBoxLayout, QWidget

from coproclip.ui.components.buttons import Button, KeyCap, RoundButton
from coproclip.ui.components.labels import IconLabel, Label
from coproclip.ui.record.sitting import Phase
from coproclip.ui.tokens import MARGIN, current

ROUND = 64


class ActionBar(QFrame):
    """108 px high. It tells what was pressed; a question takes its place and stops nothing."""

    pressed = Signal()
    """The round button: record, pause or go on."""
    finish_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "footer")
        self._answer_yes: Callable[[], object] = lambda: None
        self._answer_no: Callable[[], object] = lambda: None
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._actions())
        self._stack.addWidget(self._question())

    def _actions(self) -> QWidget:
        page = QWidget()
        row = QHBoxLayout(page)
        row.setContentsMargins(MARGIN, 0, MARGIN, 0)
        row.setSpacing(16)
        left, right = QWidget(), QWidget()
        for side in (left, right):
            side.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        left_row = QHBoxLayout(left)
        left_row.setContentsMargins(0, 4, 0, 4)
        self.finish = Button(
            self.tr("Finish"), "square", size="huge", tooltip=self.tr("Finish the story (Ctrl Shift R)")
        )
        self.finish.clicked.connect(self.finish_asked)
        left_row.addWidget(self.finish)
        left_row.addStretch(1)
        right_row = QHBoxLayout(right)
        right_row.setContentsMargins(0, 0, 0, 0)
        right_row.setSpacing(10)
        self._why_icon = IconLabel("info", "ink3", 18)
        self.why = Label("", "muted", wrap=True)
        right_row.addWidget(self._why_icon)
        right_row.addWidget(self.why, 1)
        row.addWidget(left, 1)
        row.addLayout(self._middle())
        row.addWidget(right, 1)
        return page

    def _middle(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(6)
        column.addStretch(1)
        self.round = RoundButton(ROUND)
        self.round.clicked.connect(self.pressed)
        column.addWidget(self.round, 0, Qt.AlignmentFlag.AlignHCenter)
        self.word_row = QWidget()
        words = QHBoxLayout(self.word_row)
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(8)
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
        row = QHBoxLayout(page)
        row.setContentsMargins(MARGIN, 0, MARGIN, 0)
        row.setSpacing(12)
        words = QVBoxLayout()
        words.setSpacing(2)
        self.asked, self.asked_more = Label("", "read-strong", wrap=True), Label("", "muted", wrap=True)
        words.addStretch(1)
        words.addWidget(self.asked)
        words.addWidget(self.asked_more)
        words.addStretch(1)
        row.addLayout(words, 1)
        self.yes = Button("", "square", "main", size="huge", on_click=lambda: self._on_answered(yes=True))
        self.no = Button("", size="huge", on_click=lambda: self._on_answered(yes=False))
        row.addWidget(self.yes)
        row.addWidget(self.no)
        return page

    # ---- what it is told --------------------------------------------------------------------------------------

    def show_phase(self, phase: Phase, who: str, why_not: str, *, single_keys: bool) -> None:
        """What the round button does in this phase, and `why_not` if it cannot."""
        word, name, icon = self.tr("Record"), self.tr("Record {who}’s story").format(who=who), "mic"
        if phase is Phase.RECORDING:
            word, name, icon = self.tr("Pause"), self.tr("Pause the recording"), "pause"
        elif phase is Phase.PAUSED:
            word, name = self.tr("Go on"), self.tr("Go on recording in the same story")
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

    @property
    def asking(self) -> bool:
        """Whether the question stands there."""
        return self._stack.currentIndex() == 1

    def ask(
        self,
        question: str,
        more: str,
        yes: tuple[str, Callable[[], object]],
        no: tuple[str, Callable[[], object]],
    ) -> None:
        """Ask, with words and deed for each answer. Nothing stops meanwhile."""
        self.say(question, more)
        self.yes.setText(yes[0])
        self.no.setText(no[0])
        self._answer_yes, self._answer_no = yes[1], no[1]
        for button in (self.yes, self.no):
            button.setAccessibleName(f"{button.text()}. {question}")
            button.updateGeometry()
        self._stack.setCurrentIndex(1)
        # Changing the page moved the focus already, but without the ring that says what Enter does now.
        self.yes.clearFocus()
        self.yes.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def say(self, question: str, more: str) -> None:
        """Change the words of the question, while it stands."""
        self.asked.setText(question)
        self.asked_more.setText(more)

    def stop_asking(self, *, focus: bool = True) -> None:
        """Take the question away, without an answer."""
        self._stack.setCurrentIndex(0)
        if focus:
            (self.round if self.round.isEnabled() else self.finish).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def answer(self, *, yes: bool) -> None:
        """Answer the question, as its buttons do."""
        if self.asking:
            self._on_answered(yes=yes)

    def _on_answered(self, *, yes: bool) -> None:
        self.stop_asking()
        (self._answer_yes if yes else self._answer_no)()

    def fit(self, *, low: bool) -> None:
        """108 px; where large text leaves no height, the word under the button goes."""
        scaled = current().scaled
        self.setFixedHeight(scaled(84) if low else scaled(108))
        self.word_row.setVisible(not low)
        self.asked_more.setVisible(not low)
        self.round.setProperty("ring", scaled(ROUND) / 2)
