"""What is left out of every list and every export because of damaged rows; what protects somebody never goes alone.

`TAKES_ALONG` says of each table whose rows can only hold back what is left out with a damaged one, so that nothing more
leaves than with the whole one. What may be left out alone says less without it, or leaves nothing by itself.
"""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria

from coproclip.errors import ProjectDamaged
from coproclip.project.kinds import ListKind, MomentKind
from coproclip.project.schema import Base, all_tables
from coproclip.project.storage.value_check import MOST_SET_ASIDE, Impossible

SetAside = dict[str, dict[int, str]]
"""By table, the ids of rows that are left out and what is wrong with each (a few words, none of anybody's story)."""

SET_ASIDE = "rows that are set aside"
"""In what a session knows: the `SetAside` of its project."""

IN_SIGHT = frozenset({"consent", "answer", "used_number", "merged_row"})
"""A damaged one is still read: what is no plain yes counts as a no, and a copy that stories stayed out of says so."""

_LETS_GO = (ListKind.KEPT_NAME, ListKind.LABEL, ListKind.SHEET)
_ENTRIES_IN_SIGHT = f"kind NOT IN ({', '.join(repr(kind.value) for kind in _LETS_GO)})"
"""A question, or what may be one, is needed for every use then; a known role keeps words from pointing at few."""

_NOTES = (MomentKind.MARK, MomentKind.STARTER, MomentKind.SPOKEN_YES, MomentKind.ROOM, MomentKind.LOST)
_HOLDS_BACK = f"kind NOT IN ({', '.join(repr(kind.value) for kind in _NOTES)})"

TAKES_ALONG: Mapping[str, tuple[tuple[str, str], ...]] = {
    "answer": (("excerpt", "SELECT excerpt_id FROM answer WHERE id IN ({rows})"),),
    "consent": (("story", "SELECT story_id FROM consent WHERE id IN ({rows})"),),
    "span": (("excerpt", "SELECT excerpt_id FROM span WHERE id IN ({rows})"),),
    # Its words are checked by nobody, and a name in them is silenced nowhere.
    "segment": (
        (
            "excerpt",
            "SELECT id FROM excerpt WHERE story_id IN (SELECT story_id FROM segment WHERE id IN ({rows}))",
        ),
    ),
    # What somebody refused as this excerpt may not leave as another one either.
    "excerpt": (
        (
            "story",
            "SELECT story_id FROM excerpt WHERE id IN ({rows}) AND EXISTS"
            " (SELECT 1 FROM answer WHERE excerpt_id = excerpt.id AND answer <> 'yes')",
        ),
    ),
    "moment": (("story", f"SELECT story_id FROM moment WHERE id IN ({{rows}}) AND {_HOLDS_BACK}"),),
    "mention": (("story", "SELECT story_id FROM mention WHERE id IN ({rows})"),),
    "lost_name": (("story", "SELECT story_id FROM lost_name WHERE id IN ({rows})"),),
    "speaker": (("story", "SELECT story_id FROM speaker WHERE id IN ({rows})"),),
    "story_storyteller": (("story", "SELECT story_id FROM story_storyteller WHERE id IN ({rows})"),),
    "storyteller": (
        ("story", "SELECT story_id FROM speaker WHERE storyteller_id IN ({rows})"),
        ("story", "SELECT story_id FROM consent WHERE storyteller_id IN ({rows})"),
        ("excerpt", "SELECT excerpt_id FROM answer WHERE storyteller_id IN ({rows})"),
    ),
}
"""By table: what is left out too where some of its rows are, and the query for its numbers."""

LEFT_OUT_ALONE: Mapping[str, str] = {
    "story": "nothing of it leaves",
    "naming": "without it somebody is “One storyteller”",
    "theme": "what is called after it leaves without its name",
    "project": "what it says of itself is not said",
    "partner": "without it nobody is named",
    "playlist": "nothing of it leaves",
    "report": "without it none leaves",
    "report_section": "nothing of it leaves",
    "report_quote": "without it nothing is quoted",
    "report_image": "without it nothing is shown",
    "report_kept": "without it a finding is looked at again",
    "workshop_session": "without it nobody’s dots are counted",
    "change_log": "it says what was done, and lets nothing go",
    "handover": "it says what went out, and keeps nothing in",
    "handover_file": "it says what went out, and keeps nothing in",
}
"""Of what is carried over on going back to a backup (`held_back.CARRIES`): what says less without it, and why."""


def left_out(connection: sqlite3.Connection, impossible: Impossible) -> SetAside:
    """The rows that are set aside for these values: they, what protects others, and what hangs on any of them.

    Raises `ProjectDamaged` where far more rows belong to nothing than any fault of a disk leaves behind.
    """
    out: SetAside = defaultdict(dict)
    for table, found in impossible.items():
        hidden = {row: rule.words for row, rule in found.items() if rule.hides}
        if table in IN_SIGHT:
            _take_along(connection, out, table, hidden)
            continue
        for row in _entries_in_sight(connection, hidden) if table == "list_entry" else ():
            del hidden[row]
        out[table].update(hidden)
    for table, row in _orphans(connection):
        if table not in IN_SIGHT:
            out[table].setdefault(row, "what it belongs to is missing")
    before = -1
    while before != (before := sum(map(len, out.values()))):
        for table in list(out):
            _take_along(connection, out, table, out[table])
        _hang_on(connection, out)
    return {table: rows for table, rows in out.items() if rows}


def passages_missing(connection: sqlite3.Connection, impossible: Impossible, excerpts: Iterable[int]) -> bool:
    """Whether one of these excerpts is of a story with a passage that is left out: nobody could check its words."""
    damaged = [row for row, rule in impossible.get("segment", {}).items() if rule.hides]
    if not damaged:
        return False
    stories = set(_numbers(connection, "SELECT story_id FROM segment WHERE id IN ({rows})", damaged))
    return not stories.isdisjoint(_numbers(connection, "SELECT story_id FROM excerpt WHERE id IN ({rows})", excerpts))


def _take_along(connection: sqlite3.Connection, out: SetAside, table: str, rows: Iterable[int]) -> None:
    rows = list(rows)
    for above, query in TAKES_ALONG.get(table, ()):
        for row in _numbers(connection, query, rows):
            out[above].setdefault(row, f"a row of “{table}” that belongs to it cannot be read")


def _entries_in_sight(connection: sqlite3.Connection, rows: Iterable[int]) -> list[int]:
    return _numbers(connection, f"SELECT id FROM list_entry WHERE id IN ({{rows}}) AND {_ENTRIES_IN_SIGHT}", rows)


def _hang_on(connection: sqlite3.Connection, out: SetAside) -> None:
    # From the top down: what hangs on a row that is left out is left out with it.
    names = [table.name for table in all_tables()]
    for table in (name for name in names for _ in range(2 if name == "theme" else 1)):
        for column in Base.metadata.tables[table].columns:
            for key in column.foreign_keys:
                above = key.column.table.name
                if (column.nullable and above != table) or table in IN_SIGHT or not out.get(above):
                    continue
                query = f'SELECT id FROM "{table}" WHERE "{column.name}" IN ({{rows}})'
                for row in _numbers(connection, query, out[above]):
                    out[table].setdefault(row, "what it belongs to is set aside")


def _orphans(connection: sqlite3.Connection) -> list[tuple[str, int]]:
    required = {
        (table.name, key.column.table.name)
        for table in all_tables()
        for column in table.columns
        for key in column.foreign_keys
        if not column.nullable or key.column.table is table
    }
    # A voice of somebody who is missing: nobody knows whether they are a child, or what they said.
    required.add(("speaker", "storyteller"))
    rows = connection.execute("PRAGMA foreign_key_check").fetchmany(10 * MOST_SET_ASIDE)
    if len(rows) == 10 * MOST_SET_ASIDE:
        raise ProjectDamaged(
            "Thousands of entries in this project belong to nothing, so it was not opened.",
            "Nothing was changed.",
            "Restore a backup, or ask whoever gave it to you for another copy.",
        )
    return [(table, row) for table, row, above, _ in rows if row is not None and (table, above) in required]


def _numbers(connection: sqlite3.Connection, query: str, rows: Iterable[int]) -> list[int]:
    """What a query finds for these rows, some at a time; what is no number is left out."""
    found: list[int] = []
    listed = sorted(row for row in rows if isinstance(row, int))
    for start in range(0, len(listed), 500):
        some = ", ".join(map(str, listed[start : start + 500]))
        found += [row for (row,) in connection.execute(query.format(rows=some)) if isinstance(row, int)]
    return found


def set_aside_in(session: Session) -> SetAside:
    """The rows that a session of a project (`Database.session`) finds nowhere."""
    found: SetAside = session.info.get(SET_ASIDE, {})
    return found


def leave_out(set_aside: Mapping[str, Mapping[int, str]]) -> Callable[[ORMExecuteState], None]:
    """What keeps rows that are set aside out of whatever a query finds; for a session's `do_orm_execute`."""
    left_out = []
    for mapper in Base.registry.mappers:
        kind: Any = mapper.class_
        if rows := set_aside.get(kind.__tablename__):
            # As one value: a story may take rows by the ten thousand with it, and each query would be made of them.
            listed = func.json_each(json.dumps(sorted(rows))).table_valued("value")
            in_sight: ColumnElement[bool] = kind.id.not_in(select(listed.c.value))
            left_out.append(with_loader_criteria(kind, in_sight, include_aliases=True))

    def _leave_out(state: ORMExecuteState) -> None:
        if state.is_select and not state.is_column_load and not state.is_relationship_load:
            state.statement = state.statement.options(*left_out)

    return _leave_out
