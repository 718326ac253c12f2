"""A picture of a project without numbers: two projects with the same picture differ in nothing a person could see."""

import json
from collections import Counter
from hashlib import sha256
from typing import Any

from coproclip.project.columns import read_refusal
from coproclip.project.kinds import MomentKind
from coproclip.project.merging.policy import ARRANGED
from coproclip.project.merging.rows import merged_tables, read_tables, references
from coproclip.project.project import Project

_ROUNDS = 4
_LATER = frozenset({"id", "covered", "fingerprint", "created_at", "colour", "letter"})


def picture(project: Project) -> dict[str, Counter[str]]:
    """By table, its rows as sums of what is in them and in what they refer to."""
    with project.read() as session:
        tables = read_tables(session.connection())
    sums = {
        (table, number): _sum([table, *(_plain(table, row, name) for name in sorted(row) if _counts(table, name))])
        for table, rows in tables.items()
        for number, row in rows.items()
    }
    for _ in range(_ROUNDS):
        sums = {
            (table, number): _sum(
                [
                    sums[table, number],
                    *(
                        sums.get((target, row[column]), "")  # type: ignore[arg-type]
                        for column, (target, _) in sorted(references(table).items())
                    ),
                ]
            )
            for table, rows in tables.items()
            for number, row in rows.items()
        }
    names = [table.name for table in merged_tables()]
    found = {name: Counter(sums[name, number] for number in tables[name]) for name in names}
    # What was said again, so that it is said last, is said once.
    for table in ("answer", "consent", "moment"):
        found[table] = Counter(found[table].keys())
    return found


def _counts(table: str, name: str) -> bool:
    return name not in _LATER and name not in ARRANGED and name not in references(table)


def _plain(table: str, row: dict[str, Any], name: str) -> Any:
    if table == "moment" and name == "text" and row["kind"] in (MomentKind.REFUSED, MomentKind.DECLINED):
        return read_refusal(row["text"])[2]
    if table == "consent" and name == "about" and str(row[name]).startswith("own "):
        return "own"
    return row[name]


def _sum(values: list[Any]) -> str:
    return sha256(json.dumps(values, ensure_ascii=True).encode()).hexdigest()[:16]


def texts(project: Project) -> str:
    """Every text that a person could find in a project, one after another."""
    with project.read() as session:
        tables = read_tables(session.connection())
    return "\n".join(str(value) for rows in tables.values() for row in rows.values() for value in row.values() if value)
