"""The line at the top of the report page: which draft it is, when it was changed last, and by whom."""

from PySide6.QtCore import QCoreApplication

from coproclip.overview.report import ReportFacts
from coproclip.ui.widgets.counting import day

tr = QCoreApplication.translate


def last_change(facts: ReportFacts) -> str:
    """“Draft 2, changed 3 May by Kit”, as far as it is known."""
    parts = [tr("ReportPage", "Draft {n}").format(n=facts.drafts)] if facts.drafts else []
    if facts.changed_at:
        when = tr("ReportPage", "changed {day}").format(day=day(facts.changed_at))
        who = tr("ReportPage", "{when} by {who}").format(when=when, who=facts.changed_by)
        parts.append(who if facts.changed_by else when)
    words = ", ".join(parts)
    return words[:1].upper() + words[1:]
