"""All checks of the report: live beside the page, and once more before it is exported."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from sqlalchemy.orm import Session

from coproclip.report.checked_text import CheckedReport
from coproclip.report.findings import Finding as Finding
from coproclip.report.findings import FindingKind as FindingKind
from coproclip.report.findings import Mend as Mend
from coproclip.report.findings import MendKind as MendKind
from coproclip.report.kept import kept_findings
from coproclip.report.mending import mend as mend
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
from coproclip.report.wording_checks import hard_to_read, hard_words, pointing_labels, wrong_quantities

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


def check_report(session: Session, *, kept: bool = False) -> list[Finding]:
    """All that is found, section by section in the order of the report; what blocks comes first in each.

    Sections that are left out of every output are not looked at. What somebody keeps as it is, with a reason, is only
    there with `kept`, and blocks nothing.
    """
    report = CheckedReport(session)
    typed = typed_quotes(report)
    said = all_said(report, typed)
    found = [*unbound_quotes(report, typed), *two_wordings(said), *exact_phrases(report, said)]
    for check in _CHECKS:
        found += check(report)
    order = {section.id: place for place, section in enumerate(report.sections)}
    kinds = list(FindingKind)
    found.sort(key=lambda one: (order[one.section_id], not one.blocks, kinds.index(one.kind)))
    reasons = kept_findings(session)
    known = {one.print: one for one in found}
    if not kept:
        return [one for one in known.values() if one.print not in reasons]
    return [
        replace(one, kept=reasons[one.print], blocks=False) if one.print in reasons else one for one in known.values()
    ]
