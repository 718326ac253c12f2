"""What a chip is, said to whoever points at it."""

from PySide6.QtCore import QCoreApplication

from coproclip.overview.report_page import SectionPage
from coproclip.report.document import plain_text
from coproclip.report.markup import inlines
from coproclip.ui.pages.report.letters import Chip, ChipKind


def tr(words: str) -> str:
    """Words about chips."""
    return QCoreApplication.translate("ReportText", words)


def chip_words(chip: Chip, page: SectionPage | None) -> str:
    """What a chip of a page is, in words."""
    if chip.kind is ChipKind.NOTE:
        return plain_text(inlines(chip.key))
    if chip.kind is ChipKind.LIVE:
        return tr("Counted anew whenever the report is shown")
    image = page.images.get(chip.key) if page is not None and chip.kind is ChipKind.IMAGE else None
    if image is not None:
        return tr("Decorative image") if image.decorative else image.alt
    if chip.kind is ChipKind.QUOTE:
        shown = page.quotes.get(chip.key) if page is not None else None
        if shown is None or shown.withheld:
            why = shown.why_not if shown is not None else ""
            return " ".join(filter(None, (tr("This quote is left out of every output."), why)))
        return tr("The words of an excerpt. Space plays them.")
    return ""
