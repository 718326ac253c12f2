"""The panel beside the page: what was found in this section, in the others, and what is fine."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from coproclip.report.checks import Finding, FindingKind
from coproclip.ui.pages.report.finding_card import FindingCard
from coproclip.ui.style.tokens import PANEL_MARGIN
from coproclip.ui.widgets.boxes import NONE, hbox, vbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.counting import counted
from coproclip.ui.widgets.label import Hairline, IconLabel, Label
from coproclip.ui.widgets.scroll_column import ScrollColumn

CARDS = 40
"""Of more than this in a section the others are counted."""
_QUOTED = (FindingKind.QUOTE_GONE, FindingKind.DIFFERS, FindingKind.TYPED, FindingKind.NOWHERE)


class CheckPanel(QFrame):
    """Cards for what was found in the section that is shown, one row for each other section."""

    again_asked = Signal()
    section_asked = Signal(object)
    chosen = Signal(object)
    mend_asked = Signal(object)
    listen_asked = Signal(object)
    keep_asked = Signal(object)
    open_asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self._shown: tuple[object, ...] = ()
        self._lit: str | None = None
        column = vbox(self, NONE, 0)
        head = hbox(margins=(PANEL_MARGIN, 12, 12, 4))
        self.heading = Label(self.tr("Checks"), "strong")
        self.again = Button(self.tr("Check again"), "refresh-cw", size="small", on_click=self.again_asked.emit)
        head.addWidget(self.heading)
        head.addStretch(1)
        head.addWidget(self.again)
        column.addLayout(head)
        self.summary = Label("", "small", wrap=True)
        words = vbox(margins=(PANEL_MARGIN, 0, PANEL_MARGIN, 10))
        words.addWidget(self.summary)
        column.addLayout(words)
        column.addWidget(Hairline())
        self.area, inside = ScrollColumn(panel=True), QWidget()
        self._column = vbox(inside, NONE, 0)
        self._column.addStretch(1)
        self.area.setWidget(inside)
        column.addWidget(self.area, 1)

    def cards(self) -> list[FindingCard]:
        """The cards, as shown."""
        found = (self._widget(place) for place in range(self._column.count()))
        return [card for card in found if isinstance(card, FindingCard)]

    def _widget(self, place: int) -> QWidget | None:
        item = self._column.itemAt(place)
        return item.widget() if item is not None else None

    def texts(self) -> list[str]:
        """All words of the panel, from top to bottom."""
        return [label.text() for label in self.findChildren(Label) if label.isVisibleTo(self)]

    # ---- showing ----------------------------------------------------------------------------------------------

    def show_busy(self) -> None:
        """The report is being checked."""
        self.summary.setText(self.tr("Checking every quote against its recording…"))

    def show_findings(self, findings: Sequence[Finding], numbers: dict[str, int], section_id: int | None) -> None:
        """Show all that was found; `numbers` are those beside the text, by print."""
        shown = (tuple(findings), tuple(numbers.items()), section_id)
        self._say(findings)
        if shown == self._shown:
            return
        focused = next((n for n, card in enumerate(self.cards()) if self._has_focus(card)), None)
        self._shown = shown
        while (old := self._widget(0)) is not None:
            self._column.removeWidget(old)
            old.hide()
            old.deleteLater()
        here = [one for one in findings if one.section_id == section_id and not one.kept]
        kept = [one for one in findings if one.section_id == section_id and one.kept]
        parts: list[QWidget] = [self._card(one, numbers.get(one.print, 0)) for one in here[:CARDS]]
        if len(here) > CARDS:
            parts.append(self._line(self.tr("And {n} more.").format(n=len(here) - CARDS)))
        if not here and section_id is not None:
            parts.append(self._line(self.tr("Nothing to check in this section."), "check"))
        parts += [self._card(one, 0) for one in kept[:CARDS]]
        parts += self._others(findings, section_id)
        parts += [self._line(words, "check") for words in self._fine(findings)]
        for place, part in enumerate(parts):
            self._column.insertWidget(place, part)
            part.show()
        self.light(self._lit)
        cards = self.cards()
        if focused is not None:
            self.focus(cards[min(focused, len(cards) - 1)] if cards else None)

    @staticmethod
    def _has_focus(card: FindingCard) -> bool:
        return any(button.hasFocus() for button in card.buttons)

    def focus(self, card: FindingCard | None) -> None:
        """Put the keyboard on the first button of a card, or on Check again."""
        (card.buttons[0] if card is not None and card.buttons else self.again).setFocus()

    def _say(self, findings: Sequence[Finding]) -> None:
        open_ones = [one for one in findings if not one.kept]
        if not open_ones:
            self.summary.setText(self.tr("Every quote was compared with its recording. Nothing was found."))
            return
        many = counted(len(open_ones), self.tr("1 thing to look at"), self.tr("{n} things to look at"))
        waits = sum(one.blocks for one in open_ones)
        more = counted(waits, self.tr("1 of them before export"), self.tr("{n} of them before export"))
        self.summary.setText(f"{many}, {more}." if waits else f"{many}.")

    def _card(self, finding: Finding, number: int) -> FindingCard:
        card = FindingCard(finding, number)
        card.mend_asked.connect(self.mend_asked)
        card.listen_asked.connect(self.listen_asked)
        card.keep_asked.connect(self.keep_asked)
        card.open_asked.connect(self.open_asked)
        for button in card.buttons:
            button.pressed.connect(lambda one=finding: self.chosen.emit(one))
        return card

    def _line(self, words: str, icon: str = "") -> QWidget:
        part = QWidget()
        row = hbox(part, (PANEL_MARGIN, 8, PANEL_MARGIN, 4), 8)
        if icon:
            row.addWidget(IconLabel(icon, "ok", 18))
        row.addWidget(Label(words, "small", wrap=True), 1)
        return part

    def _others(self, findings: Sequence[Finding], section_id: int | None) -> list[QWidget]:
        """A button for each other section in which something was found."""
        many: dict[tuple[int, str], int] = {}
        for one in findings:
            if one.section_id != section_id and not one.kept:
                place = (one.section_id, one.section)
                many[place] = many.get(place, 0) + 1
        if not many:
            return []
        part = QWidget()
        column = vbox(part, (PANEL_MARGIN - 8, 10, PANEL_MARGIN, 10), 2)
        title = Label(self.tr("In other sections"), "caption-strong")
        title.setContentsMargins(8, 0, 0, 0)
        column.addWidget(title)
        for (number, name), count in many.items():
            row = hbox(spacing=6)
            short = name if len(name) <= 34 else f"{name[:33]}…"
            button = Button(f"{short}: {count}", kind="link", size="small", name=f"{name}: {count}")
            button.clicked.connect(lambda _on=False, number=number: self.section_asked.emit(number))
            row.addWidget(button)
            row.addStretch(1)
            column.addLayout(row)
        return [part]

    def _fine(self, findings: Sequence[Finding]) -> list[str]:
        kinds = {one.kind for one in findings if not one.kept}
        fine = (
            (_QUOTED, self.tr("Every quote says what was recorded")),
            ((FindingKind.HEADLINE,), self.tr("Headline quotes come from an excerpt")),
            ((FindingKind.UNCHECKED,), self.tr("Every quoted word was checked against the recording")),
            ((FindingKind.QUANTITY,), self.tr("Words such as “most” fit the number of stories")),
        )
        return [words for some, words in fine if not kinds & {*some, FindingKind.TOO_MUCH}]

    def light(self, finding: str | None) -> None:
        """Show which one the page shows, by its print."""
        self._lit = finding
        for card in self.cards():
            card.set_lit(card.finding.print == finding)
            if card.finding.print == finding:
                self.area.ensureWidgetVisible(card, 0, 12)

    def card(self, finding: str) -> FindingCard | None:
        """The card of a finding, by its print."""
        return next((card for card in self.cards() if card.finding.print == finding), None)

    def first_focus(self) -> QWidget:
        """Where the keyboard goes first."""
        cards = self.cards()
        return cards[0].buttons[0] if cards and cards[0].buttons else self.again
