"""Where in a section something was asked for: what a dialog over it puts in comes there, or nowhere."""

from PySide6.QtCore import QCoreApplication

from coproclip.errors import NotFound
from coproclip.ui.pages.report.chip_keys import Placed, all_chips
from coproclip.ui.pages.report.letters import ChipKind
from coproclip.ui.pages.report.report_text import ReportText
from coproclip.ui.pages.report.snapshot import Snapshot


def tr(words: str) -> str:
    """Why something cannot come where it was asked for."""
    return QCoreApplication.translate("AskedPlace", words)


class AskedPlace:
    """The caret of `text`, or what is selected in it by hand, or this `chip`, however the text changes meanwhile."""

    def __init__(self, text: ReportText, chip: Placed | None = None) -> None:
        if chip is None:
            text.go_behind()
        self._text, self._editing, self._chip = text, text.editing, chip
        self._section_id = text.page.section_id if text.page is not None else None
        self._words, cursor = Snapshot(text.document()), text.textCursor()
        self._ends = chip[:2] if chip is not None else (cursor.anchor(), cursor.position())

    def go_back(self) -> bool:
        """Put the cursor there again; True. Raises `NotFound` where that is gone, or is not written in any more."""
        page = self._text.page
        if page is None or page.section_id != self._section_id:
            raise _gone(tr("Somebody else removed this section of the report."))
        if self._editing and not self._text.editing:
            raise _gone(tr("The section is not being written in any more."))
        place = self._words.there(*self._ends, Snapshot(self._text.document()))
        if self._chip is not None:
            self._go_to_chip(self._chip, place.anchor)
        elif place.sure:
            self._text.select(place.anchor, place.position)
        else:
            raise _gone(tr("The words where this belongs are no longer there."))
        return True

    def _go_to_chip(self, asked: Placed, start: int) -> None:
        chips = all_chips(self._text.document())
        alike = [one for one in chips if (one[2].kind, one[2].key) == (asked[2].kind, asked[2].key)]
        found = next((one for one in alike if one[0] == start), alike[0] if len(alike) == 1 else None)
        if found is None:
            changed = tr("Somebody else changed or removed this footnote.")
            raise _gone(changed if asked[2].kind is ChipKind.NOTE else tr("Somebody else removed this quote."))
        self._text.select(found[0], found[1])


def _gone(happened: str) -> NotFound:
    safe = tr("The report was not changed, and what you typed still stands here.")
    return NotFound(happened, safe, tr("Copy it, close this, and do it again where it belongs now."))
