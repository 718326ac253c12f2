"""Whether a project holds so much that no page reads any of it while somebody waits, however few excerpts it has."""

from collections.abc import Mapping
from functools import cache

from sqlalchemy import ColumnElement, func, literal, or_, select
from sqlalchemy.orm import Session

from coproclip.project.schema import all_tables
from coproclip.project.storage.too_many import NEVER_READ_AS_A_WHOLE

USUAL = 1_000
"""Where a table of a project has more rows than this, it is read beside the window."""
OTHERS: Mapping[str, int] = {
    "storyteller": 300,
    "excerpt_translation": 500,
    "segment": 10_000,
    "draft_segment": 40_000,
    "handover_file": 5_000,
    "merged_row": 50_000,
    "played": 10_000,
}
"""What is read more quickly, or less, than usual: each name is looked for in all that is said."""


def is_crowded(session: Session) -> bool:
    """Whether some table has so many rows: names, answers or lines are compared with each other, whatever is shown."""
    return bool(session.scalar(select(_question())))


@cache
def _question() -> ColumnElement[bool]:
    tables = [table for table in all_tables() if table.name not in NEVER_READ_AS_A_WHOLE]
    # One more than so many: nothing is counted.
    more = [select(literal(1)).select_from(table).offset(OTHERS.get(table.name, USUAL)).limit(1) for table in tables]
    return or_(*(func.coalesce(one.scalar_subquery(), 0) > 0 for one in more))
