"""Checking the report beside the window: what is found is numbered in the text, listed beside it, and mended there."""

from collections.abc import Iterator, Sequence
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QTextCursor, QTextDocument

from coproclip.jobs import CancelToken
from coproclip.report.checks import Finding, FindingKind, check_report
from coproclip.report.findings import MAY_NOT_STAY
from coproclip.ui.background_reading import BackgroundReading
from coproclip.ui.dialogs.excerpt.dialog import ExcerptDialog
from coproclip.ui.operations import report as operations
from coproclip.ui.pages.report.check_panel import CARDS, CheckPanel
from coproclip.ui.pages.report.chip_keys import all_chips, snapped
from coproclip.ui.pages.report.letters import ChipKind
from coproclip.ui.pages.report.playback import QuotePlayback
from coproclip.ui.pages.report.sheet import Numbered
from coproclip.ui.pages.report.writing import Writing
from coproclip.ui.widgets.prompts import ask_line, run_dialog
from coproclip.ui.widgets.timers import once
from coproclip.ui.workspace import Workspace

SOON_MS = 700


class Checking(QObject):
    """Keeps `findings` (also those that are kept as they are), and what is shown of them.

    `found()` tells that they were read anew, `went_to()` that one of them is looked at, `section_asked(section)` that
    another section is to be shown, `panel_asked()` the panel, where it is a tab.
    """

    found = Signal()
    went_to = Signal()
    section_asked = Signal(object)
    panel_asked = Signal()

    def __init__(self, workspace: Workspace, panel: CheckPanel, writing: Writing, playback: QuotePlayback) -> None:
        super().__init__(panel)
        self._workspace, self._panel, self._writing, self._playback = workspace, panel, writing, playback
        self._text = writing.text
        self._reading = BackgroundReading[Finding](workspace, self)
        self._soon = once(self, self.check, SOON_MS)
        self.findings: list[Finding] = []
        self._chosen: str | None = None
        panel.again_asked.connect(self.check)
        panel.section_asked.connect(self.section_asked)
        panel.chosen.connect(self.choose)
        panel.mend_asked.connect(self.mend)
        panel.listen_asked.connect(self.listen)
        panel.keep_asked.connect(self.keep)
        panel.open_asked.connect(self.open_excerpt)

    # ---- checking ---------------------------------------------------------------------------------------------

    def soon(self) -> None:
        """Something changed: check once nothing else does for a moment."""
        self._soon.start()

    def forget(self) -> None:
        """Another project."""
        self._soon.stop()
        self._reading.stop()
        self.findings, self._chosen = [], None
        self.show()

    def check(self) -> None:
        """Check all of it now, beside the window."""
        self._soon.stop()
        if self._workspace.project is None:
            return
        came: list[Finding] = []

        def _read(session: Any, cancel: CancelToken) -> Iterator[Finding]:
            yield from check_report(session, kept=True, cancel=cancel)

        def _over() -> None:
            self.findings = came
            self.show()
            self.found.emit()

        self._panel.show_busy()
        self._reading.begin_stoppable(_read, came.extend, _over)

    def sections(self) -> list[int]:
        """The section of each thing to look at, as often as there are any."""
        return [one.section_id for one in self.findings if not one.kept]

    def withheld(self) -> int:
        """How many quotes are left out of every output."""
        return len({one.excerpt_id for one in self.findings if one.kind is FindingKind.WITHHELD and one.excerpt_id})

    # ---- showing ----------------------------------------------------------------------------------------------

    def show(self) -> None:
        """Number what was found in the section that is shown, in the text and in the panel."""
        section_id = self._writing.section_id
        here = [one for one in self.findings if one.section_id == section_id and not one.kept]
        placed: list[tuple[int, int, str]] = []
        for one in here[:CARDS]:
            where = place_of(self._text.document(), one, self._excerpts())
            if where is not None:
                placed.append((*where, one.print))
        numbers = {print_: number for number, (_start, _end, print_) in enumerate(sorted(placed), 1)}
        order = sorted(here, key=lambda one: numbers.get(one.print, 1_000))
        rest = [one for one in self.findings if one.section_id != section_id or one.kept]
        self._panel.show_findings([*order, *rest], numbers, section_id)
        self._text.marks.show_numbers(
            [Numbered(numbers[which], start, end, which == self._chosen) for start, end, which in sorted(placed)]
        )

    def _excerpts(self) -> dict[str, int]:
        page = self._text.page
        return {key: shown.quote.excerpt_id for key, shown in page.quotes.items()} if page is not None else {}

    def choose(self, finding: Finding) -> None:
        """Show where this is in the text."""
        self.went_to.emit()
        self._chosen = finding.print
        self._panel.light(finding.print)
        where = place_of(self._text.document(), finding, self._excerpts())
        if where is not None:
            self._text.select(where[0], where[0])  # lit up, not selected: what is typed next must not take its place
            self._bring_cursor_into_sight()
        self.show()

    def _bring_cursor_into_sight(self) -> None:
        text = self._text
        text.ensureCursorVisible()
        high, bar, place = text.viewport().height(), text.verticalScrollBar(), text.cursorRect().center().y()
        if not high // 6 < place < high - high // 6:  # with some lines above and below it
            bar.setValue(bar.value() + place - high // 3)

    def step(self, by: int) -> None:
        """Go to the next thing to look at, or the one before, in whichever section it is."""
        cards = self._panel.cards()
        open_ones = [card.finding for card in cards if not card.finding.kept]
        rest = [one for one in self.findings if not one.kept and one.section_id != self._writing.section_id]
        prints = [one.print for one in open_ones]
        place = prints.index(self._chosen) + by if self._chosen in prints else (0 if by > 0 else len(prints) - 1)
        if 0 <= place < len(open_ones):
            self._go(open_ones[place])
        elif rest:
            here = self._writing.section_id
            order = list(dict.fromkeys(one.section_id for one in self.findings))
            at = order.index(here) if here in order else -1
            others = [one for one in order if one != here and any(each.section_id == one for each in rest)]
            ahead = [one for one in others if (order.index(one) > at) == (by > 0)]
            section = (ahead or others)[0 if by > 0 else -1]
            self.section_asked.emit(section)
            inside = [card.finding for card in self._panel.cards() if not card.finding.kept]
            if inside:
                self._go(inside[0 if by > 0 else -1])

    def _go(self, finding: Finding) -> None:
        self.choose(finding)
        self.panel_asked.emit()
        self._panel.focus(self._panel.card(finding.print))

    def chosen(self) -> Finding | None:
        """The one whose button has the keyboard, or that was chosen last."""
        for card in self._panel.cards():
            if any(button.hasFocus() for button in card.buttons):
                return card.finding
        return next((card.finding for card in self._panel.cards() if card.finding.print == self._chosen), None)

    def has(self) -> bool:
        """Whether there is anything to look at."""
        return any(not one.kept for one in self.findings)

    # ---- settling ---------------------------------------------------------------------------------------------

    def mend(self, finding: Finding) -> None:
        """Do what is on its button."""
        self._writing.keep()
        if operations.mend(self._workspace, finding):
            self.findings = [one for one in self.findings if one.print != finding.print]
            self.show()
        self.check()

    def mend_chosen(self) -> None:
        """Use the suggestion of the chosen one."""
        finding = self.chosen()
        if finding is not None and finding.mend is not None:
            self.mend(finding)

    def may_mend(self) -> bool:
        """Whether one press settles the chosen one."""
        finding = self.chosen()
        return finding is not None and finding.mend is not None and not finding.kept

    def listen(self, finding: Finding) -> None:
        """Play the excerpt that it is about."""
        self._playback.play(finding.excerpt_id, [])

    def open_excerpt(self, finding: Finding) -> None:
        """Open the excerpt's own window, where sharing is settled."""
        self._writing.keep()
        dialog = ExcerptDialog(self._workspace, finding.excerpt_id, self._panel.window())
        run_dialog(dialog)
        self.soon()

    def keep(self, finding: Finding) -> None:
        """Keep it as it is, with a reason; or check it again after all."""
        if finding.kept:
            operations.forget_finding(self._workspace, finding)
            self.check()
            return

        def _keep(reason: str) -> bool:
            kept = operations.keep_finding(self._workspace, finding, reason)
            self.check()
            return kept

        title = self.tr("Why does it stay as it is? Others will ask.")
        ask_line(self._panel.window(), title, self.tr("Keep it"), _keep)

    def keep_chosen(self) -> None:
        """Keep the chosen one as it is, with a reason."""
        finding = self.chosen()
        if finding is not None:
            self.keep(finding)

    def may_keep(self) -> bool:
        """Whether something is chosen that can be kept as it is."""
        finding = self.chosen()
        return finding is not None and finding.kind not in MAY_NOT_STAY


def place_of(document: QTextDocument, finding: Finding, excerpts: dict[str, int]) -> tuple[int, int] | None:
    """Where in the text a finding is about: its words, or the quote of its excerpt; None for nowhere."""
    words = finding.place.removesuffix(" …").strip()
    if words:
        cursor: QTextCursor | None = document.find(words, 0, QTextDocument.FindFlag.FindCaseSensitively)
        if cursor is not None and not cursor.isNull():
            start = snapped(document, cursor.selectionStart(), later=False)
            return start, snapped(document, cursor.selectionEnd(), later=True)
    if finding.kind is FindingKind.HEADLINE:
        return None  # it stands above the text
    keys = {key for key, excerpt_id in excerpts.items() if excerpt_id == finding.excerpt_id}
    found: Sequence[tuple[int, int]] = [
        (start, end)
        for start, end, chip in all_chips(document)
        if chip.kind is ChipKind.QUOTE and (chip.key in keys or chip.key == finding.place)
    ]
    return found[0] if found else None
