"""All checks of the report: live beside the page, and once more before it is exported."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from sqlalchemy.orm import Session

from coproclip.jobs import CancelToken
from coproclip.report.checked_text import EACH_FOUND, CheckedReport, TooMuchToCheck
from coproclip.report.findings import Finding as Finding
from coproclip.report.findings import FindingKind as FindingKind
from coproclip.report.findings import Mend as Mend
from coproclip.report.findings import MendKind as MendKind
from coproclip.report.kept import kept_findings
from coproclip.report.mending import mend as mend
from coproclip.report.quantity_checks import wrong_quantities
from coproclip.report.quote_checks import (
    all_said,
    exact_phrases,
    gone_quotes,
    two_wordings,
    typed_quotes,
    unbound_quotes,
    withheld_quotes,
)
from coproclip.report.section_checks import headlines, images, playlists, sub_themes, theme_names, withheld_texts
from coproclip.report.sections import sections
from coproclip.report.wording_checks import hard_to_read, hard_words, pointing_labels

_CHECKS: tuple[Callable[[CheckedReport], Iterator[Finding]], ...] = (
    gone_quotes,
    withheld_quotes,
    headlines,
    images,
    withheld_texts,
    theme_names,
    wrong_quantities,
    pointing_labels,
    sub_themes,
    playlists,
    hard_words,
    hard_to_read,
)


def check_report(session: Session, *, kept: bool = False, cancel: CancelToken | None = None) -> list[Finding]:
    """All that is found, section by section in the order of the report; what blocks comes first in each.

    Sections that are left out of every output are not looked at. What somebody keeps as it is, with a reason, is only
    there with `kept`, and blocks nothing. A report in which far more stands than anybody writes is not looked at to its
    end, which blocks. Raises `Cancelled` when it is not wanted any more.
    """
    report = CheckedReport(session, cancel or CancelToken())
    found: list[Finding] = []
    try:
        for one in _all_found(report):
            report.spend(EACH_FOUND)
            found.append(one)
    except TooMuchToCheck:
        found.append(report.too_much())
    order = {row.id: place for place, row in enumerate(sections(session))}
    kinds = list(FindingKind)
    found.sort(key=lambda one: (order[one.section_id], not one.blocks, kinds.index(one.kind)))
    reasons = kept_findings(session)
    known = {one.print: one for one in found}
    stays = {one.print for one in known.values() if one.print in reasons and one.kind is not FindingKind.TOO_MUCH}
    if not kept:
        return [one for one in known.values() if one.print not in stays]
    return [
        replace(one, kept=reasons[one.print], blocks=False) if one.print in stays else one for one in known.values()
    ]


def _all_found(report: CheckedReport) -> Iterator[Finding]:
    typed = typed_quotes(report)
    said = all_said(report, typed)
    yield from unbound_quotes(report, typed)
    yield from two_wordings(report, said)
    yield from exact_phrases(report, said)
    for check in _CHECKS:
        report.spend(0)
        yield from check(report)
