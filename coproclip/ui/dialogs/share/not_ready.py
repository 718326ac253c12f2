"""The excerpts that may not leave, each with why, and a button that mends each reason."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from coproclip.excerpts.approval import Refusal
from coproclip.ui.dialogs.excerpt.dialog import ExcerptDialog
from coproclip.ui.dialogs.excerpt.mending import Mend, Mended, ReasonList, begin, leaves
from coproclip.ui.widgets.boxes import NONE, hbox, vbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.label import Label
from coproclip.ui.widgets.prompts import run_dialog
from coproclip.ui.widgets.timers import once
from coproclip.ui.workspace import Workspace

CARDS, AT_A_TIME = 20, 5
"""Of more than this the others are counted; so many new ones are made before the window looks for keys again."""


class NotReady(QFrame):
    """An excerpt that may not leave: its number in the playlist (0: none), title, reasons, and what mends each."""

    def __init__(self, number: int, refusal: Refusal, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.refusal, self.excerpt_id, self.number = refusal, refusal.excerpt_id, number
        self.setProperty("role", "card")
        column = vbox(self, (12, 7, 10, 9), 3)
        row = hbox(spacing=8)
        if number:
            row.addWidget(Label(str(number), "strong"))
        row.addWidget(Label(f"“{refusal.title}”", "medium", elide=True), 1)
        column.addLayout(row)
        about = self.tr("excerpt {number}, {title}") if number else self.tr("“{title}”")
        self.reasons = ReasonList(refusal.reasons, about.format(number=number, title=refusal.title))
        column.addWidget(self.reasons)

    def button(self, mend: Mend | None = None) -> Button | None:
        """What begins to mend this, or else the first of its reasons; None where nothing does."""
        buttons = self.reasons.buttons
        return buttons[mend] if mend in buttons else next(iter(buttons.values()), None)

    def focused(self) -> Mend | None:
        """The mend whose button has the keyboard."""
        return next((mend for mend, button in self.reasons.buttons.items() if button.hasFocus()), None)


class NotReadyCards(QWidget):
    """One card for each; the keyboard stays where it was when they are shown anew."""

    mended = Signal()
    """Something was done about a reason; what may leave is to be asked again."""
    left = Signal()
    """Something is about to be mended on another page."""
    reviewer_asked = Signal()
    emptied = Signal()
    """The keyboard was here, and there is nothing any more."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._column = vbox(self, NONE, 8)
        self._more = Label("", "small")
        self._more.hide()
        self._wanted: list[tuple[int, Refusal]] = []
        """What is to be shown, with its numbers."""
        self._others = 0
        self._later = once(self, self._show_more)

    def cards(self) -> list[NotReady]:
        """What is held back, as shown."""
        items = (self._column.itemAt(place) for place in range(self._column.count()))
        found = (item.widget() for item in items if item is not None)
        return [card for card in found if isinstance(card, NotReady)]

    def numbers(self) -> list[int]:
        """The numbers in the playlist of what is shown, or about to be."""
        return [number for number, _refusal in self._wanted]

    def show_refusals(self, refusals: Sequence[Refusal], numbers: Sequence[int]) -> None:
        """Show these, with their numbers in the playlist; the first at once, the others bit by bit."""
        old, self._others = self.cards(), len(refusals) - CARDS
        self._wanted = list(zip(numbers[:CARDS], refusals[:CARDS], strict=True))
        focused = next(((n, mend) for n, card in enumerate(old) if (mend := card.focused())), None)
        self._column.removeWidget(self._more)
        self._more.hide()
        self._show_more(AT_A_TIME if focused is None else max(AT_A_TIME, focused[0] + 1))
        for card in old:
            if (card.number, card.refusal) not in self._wanted:
                self._column.removeWidget(card)
                card.hide()
                card.deleteLater()
        if focused is not None and old[focused[0]] not in self.cards():
            self._keep_focus(*focused)

    def _show_more(self, many: int = AT_A_TIME) -> None:
        there = {(card.number, card.refusal): card for card in self.cards()}
        self._later.stop()
        for place, (number, refusal) in enumerate(self._wanted):
            card = there.get((number, refusal))
            if card is None:
                if not many:
                    self._later.start()
                    return
                many -= 1
                card = self._new_card(number, refusal)
            self._column.insertWidget(place, card)
            card.show()  # at once: it may be given the keyboard
        self._more.setText(self.tr("And {n} more.").format(n=self._others))
        self._more.setVisible(self._others > 0)
        self._column.addWidget(self._more)

    def _new_card(self, number: int, refusal: Refusal) -> NotReady:
        card = NotReady(number, refusal, self)
        card.reasons.asked.connect(lambda mend, text: self._mend(refusal.excerpt_id, mend, text))
        return card

    def _keep_focus(self, place: int, mend: Mend | None) -> None:
        cards = self.cards()
        button = cards[min(place, len(cards) - 1)].button(mend) if cards else None
        if button is not None:
            button.setFocus()
        else:
            self.emptied.emit()

    def _mend(self, excerpt_id: int, mend: Mend, text: Mended | None) -> None:
        if mend is Mend.REVIEWER:
            self.reviewer_asked.emit()
            return
        if leaves(mend):
            self.left.emit()
            begin(self._workspace, excerpt_id, mend, self, text)
            return
        place = next((place for place, card in enumerate(self.cards()) if card.excerpt_id == excerpt_id), 0)
        if mend is Mend.EXCERPT:
            run_dialog(ExcerptDialog(self._workspace, excerpt_id, self))
        else:
            begin(self._workspace, excerpt_id, mend, self, text)
        self.mended.emit()
        self._keep_focus(place, mend)
