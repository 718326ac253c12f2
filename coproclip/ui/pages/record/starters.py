"""Conversation starters: one card at a time, ticked with the time it was asked."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QWidget

from coproclip.capture.sidecar import Stretch
from coproclip.people.moments import MomentKind
from coproclip.ui.pages.record.clock import clock_words
from coproclip.ui.widgets.boxes import NONE, hbox, vbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.label import IconLabel, Label


class Starters(QWidget):
    """The card, what was asked, and the way to other questions. Nobody has to use any."""

    asked = Signal(str)
    """This question was asked just now."""
    edit_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._texts: list[str] = []
        self._place = 0
        self._moments: list[Stretch] | None = None
        self._can_ask = False
        column = vbox(self, NONE, 10)
        head = QHBoxLayout()
        head.addWidget(Label(self.tr("Conversation starters"), "strong"), 1)
        self.count = Label("", "muted")
        self.edit = Button(icon="pencil", kind="icon", size="small", name=self.tr("Change the conversation starters…"))
        self.edit.clicked.connect(self.edit_asked)
        head.addWidget(self.count)
        head.addWidget(self.edit)
        column.addLayout(head)
        column.addWidget(self._card())
        self._list = QWidget()
        self._grid = QGridLayout(self._list)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        column.addWidget(self._list)
        column.addWidget(Label(self.tr("Only if they help. Silence is fine too."), "hint", wrap=True))
        self._show()

    def _card(self) -> QWidget:
        self.card = QFrame()
        self.card.setProperty("role", "card")
        column = vbox(self.card, (14, 12, 10, 10), 10)
        self.question = Label("", "read", wrap=True)
        column.addWidget(self.question)
        row = hbox(spacing=4)
        self.ask = Button(self.tr("Asked it"), "check", size="small", on_click=self.ask_it)
        self.back = Button(icon="chevron-left", kind="icon", size="small", name=self.tr("Starter before (Shift N)"))
        self.back.clicked.connect(lambda: self.step(-1))
        self.on = Button(icon="chevron-right", kind="icon", size="small", name=self.tr("Next starter (N)"))
        self.on.clicked.connect(lambda: self.step(1))
        row.addWidget(self.ask)
        row.addStretch(1)
        row.addWidget(self.back)
        row.addWidget(self.on)
        column.addLayout(row)
        return self.card

    # ---- what it is told --------------------------------------------------------------------------------------

    def set_texts(self, texts: Sequence[str]) -> None:
        """The questions, in order."""
        shown = self.text
        self._texts = list(texts)
        self._place = self._texts.index(shown) if shown in self._texts else 0
        self._show()

    def texts(self) -> list[str]:
        """All questions, in order."""
        return list(self._texts)

    @property
    def text(self) -> str:
        """The question on the card."""
        return self._texts[self._place] if self._place < len(self._texts) else ""

    def show_asked(self, moments: Sequence[Stretch], *, can_ask: bool) -> None:
        """What was asked so far; `can_ask`: it can be noted now."""
        mine = [moment for moment in moments if moment.kind == MomentKind.STARTER]
        if can_ask != self._can_ask:
            self._can_ask = can_ask
            self._show()
        if mine == self._moments:
            return
        self._moments = mine
        while (item := self._grid.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for row, one in enumerate(mine):
            self._grid.addWidget(IconLabel("check", "ok", 16), row, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(Label(one.text, "small", wrap=True), row, 1)
            self._grid.addWidget(Label(clock_words(one.start_ms), "small"), row, 2, Qt.AlignmentFlag.AlignTop)
        self._list.setVisible(bool(mine))

    # ---- what the person does ---------------------------------------------------------------------------------

    def step(self, by: int) -> None:
        """The next card, or the one before; round and round."""
        if self._texts:
            self._place = (self._place + by) % len(self._texts)
            self._show()

    def ask_it(self) -> None:
        """Note that it was asked just now, and go to the next that was not."""
        if not self._can_ask or not self.text:
            return
        self.asked.emit(self.text)
        done = {self.text} | {moment.text for moment in self._moments or ()}
        for further in range(1, len(self._texts)):
            place = (self._place + further) % len(self._texts)
            if self._texts[place] not in done:
                self._place = place
                break
        self._show()

    def _show(self) -> None:
        many = len(self._texts)
        self.question.setText(self.text or self.tr("No starters. The conversation finds its own way."))
        self.count.setText(self.tr("{n} of {all}").format(n=self._place + 1, all=many) if many else "")
        self.ask.setEnabled(self._can_ask and bool(many))
        self.ask.setToolTip("" if self._can_ask else self.tr("While it is recorded, this notes the time"))
        self.ask.setAccessibleName(self.tr("Asked it: {question}").format(question=self.text))
        for button in (self.back, self.on):
            button.setEnabled(many > 1)
