"""Findings of the checks that somebody keeps as they are, each with a reason."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.errors import BadInput
from coproclip.project.project import Edit, now
from coproclip.project.schema import ReportKept
from coproclip.report.sections import begun_report


def kept_findings(session: Session) -> dict[str, str]:
    """Fingerprints of the findings that were kept, each with its reason."""
    return {row.finding: row.reason for row in session.scalars(select(ReportKept).order_by(ReportKept.id))}


def keep_finding(edit: Edit, finding: str, reason: str, *, who: str = "") -> None:
    """Keep what a check found as it is. Raises `BadInput` without a reason."""
    reason = reason.strip()
    if not reason:
        raise BadInput("Say why it stays.", "Nothing was kept.", "One sentence is enough: it is what others will ask.")
    report = begun_report(edit)
    row = edit.session.scalar(select(ReportKept).where(ReportKept.finding == finding))
    if row is None:
        edit.add(ReportKept(report_id=report.id, finding=finding, reason=reason, who=who, at=now()))
    else:
        row.reason, row.who, row.at = reason, who, now()


def forget_finding(edit: Edit, finding: str) -> None:
    """Look at it again after all."""
    for row in edit.session.scalars(select(ReportKept).where(ReportKept.finding == finding)).all():
        edit.session.delete(row)
    edit.session.flush()
