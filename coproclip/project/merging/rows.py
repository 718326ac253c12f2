"""Rows of a project as plain values, to be compared and joined; an excerpt has its edges with it."""

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from sqlalchemy import Connection, Table

from coproclip.jobs import CancelToken
from coproclip.project.schema import Base, all_tables, journaled_tables

Row = dict[str, object]
Tables = dict[str, dict[int, Row]]

EDGES = "edges"
"""In an excerpt's row: its spans `[[start_ms, end_ms], …]` in order, as JSON. They are one thing, set in one go."""
SPAN, SEGMENT, STORY, EXCERPT, ANSWER, CONSENT, MOMENT, RECORDING = (
    "span",
    "segment",
    "story",
    "excerpt",
    "answer",
    "consent",
    "moment",
    "recording",
)
_KEPT = ("handover", "handover_file", "lost_name")
"""What went out is kept for good, whoever sent it, and where a name was said: it comes along, though no part of undo.
"""
_AT_ONCE = 2_000
"""So many rows are written before it is looked whether anybody still waits for it."""
NOT_MERGED = frozenset({SPAN, "merged_row", "place", "waiting", "played", "review_pack", "used_number"}) | frozenset(
    {"unfinished_erasure", "change_log", "workshop_place"}
)
"""What a computer keeps for itself, or what is kept another way: spans as the edges of their excerpt."""


@cache
def merged_tables() -> tuple[Table, ...]:
    """The tables whose rows are joined, those first that others refer to."""
    names = {*journaled_tables(), *_KEPT} - NOT_MERGED
    return tuple(table for table in all_tables() if table.name in names)


@cache
def columns_of(table: str) -> tuple[str, ...]:
    """The names of what a row of a table holds, without its number."""
    names = [column.name for column in Base.metadata.tables[table].columns if column.name != "id"]
    return (*names, EDGES) if table == EXCERPT else tuple(names)


@cache
def references(table: str) -> Mapping[str, tuple[str, bool]]:
    """The columns that hold the number of another row: of which table, and whether there may be none."""
    found = {
        key.parent.name: (key.column.table.name, bool(key.parent.nullable))
        for key in Base.metadata.tables[table].foreign_keys
    }
    # It may be the number of one that was deleted since, so it is no reference in the database.
    return found | ({"excerpt_id": (EXCERPT, True)} if table == "handover_file" else {})


@cache
def referring_to(table: str) -> tuple[tuple[str, str, bool], ...]:
    """The columns that hold numbers of rows of this table: table, column, whether there may be none."""
    return tuple(
        (other.name, column, null)
        for other in merged_tables()
        for column, (target, null) in references(other.name).items()
        if target == table and other.name != "handover_file"
    )


def read_tables(connection: Connection, cancel: CancelToken | None = None) -> Tables:
    """Every row that is joined, by table and number; raises `Cancelled`."""
    each = (cancel or CancelToken()).each
    tables: Tables = {}
    for table in merged_tables():
        found = connection.exec_driver_sql(f'SELECT * FROM "{table.name}"')
        names = list(found.keys())
        tables[table.name] = {row[0]: dict(zip(names, row, strict=True)) for row in each(found)}
    edges: dict[int, list[list[int]]] = {}
    spans = connection.exec_driver_sql(
        "SELECT excerpt_id, start_ms, end_ms FROM span ORDER BY excerpt_id, start_ms, id"
    )
    for excerpt, start, end in each(spans):
        edges.setdefault(excerpt, []).append([start, end])
    for number, row in tables[EXCERPT].items():
        row[EDGES] = json.dumps(edges.get(number, []), separators=(",", ":"))
    return tables


def edges_of(excerpt: Row) -> list[tuple[int, int]]:
    """The spans of an excerpt (ms)."""
    return [(int(start), int(end)) for start, end in json.loads(str(excerpt[EDGES]))]


def write_changes(connection: Connection, before: Tables, after: Tables, cancel: CancelToken | None = None) -> None:
    """Make the rows in the database, which are as in `before`, those of `after`; raises `Cancelled`."""
    cancel = cancel or CancelToken()
    gone = {table: sorted(before[table].keys() - after[table].keys()) for table in before}
    changed_edges = {
        number
        for number in cancel.each(before[EXCERPT].keys() | after[EXCERPT].keys())
        if _edges(before, number) != _edges(after, number)
    }
    run = connection.exec_driver_sql
    # Deleting first frees unique values that what is added may want.
    if changed_edges:
        run(f"DELETE FROM {SPAN} WHERE excerpt_id = ?", [(number,) for number in sorted(changed_edges)])
    for table, rows in gone.items():
        if rows:
            run(f'DELETE FROM "{table}" WHERE id = ?', [(row,) for row in rows])
    for table in (one.name for one in merged_tables()):
        _write(connection, table, before[table], after[table], cancel)
    spans = [
        (number, start, end)
        for number in sorted(changed_edges & after[EXCERPT].keys())
        for start, end in edges_of(after[EXCERPT][number])
    ]
    if spans:
        first = int(run("SELECT max(ifnull((SELECT max(id) FROM span), 0), ifnull((SELECT last FROM used_number "
                        "WHERE name = 'span'), 0))").scalar() or 0)  # fmt: skip
        numbered = [(first + place, *span) for place, span in enumerate(spans, 1)]
        run(f"INSERT INTO {SPAN} (id, excerpt_id, start_ms, end_ms) VALUES (?, ?, ?, ?)", numbered)
        run("UPDATE used_number SET last = ? WHERE name = 'span'", (first + len(spans),))


def _edges(tables: Tables, number: int) -> object:
    row = tables[EXCERPT].get(number)
    return None if row is None else row[EDGES]


def _write(
    connection: Connection, table: str, before: Mapping[int, Row], after: Mapping[int, Row], cancel: CancelToken
) -> None:
    names = [name for name in columns_of(table) if name != EDGES]
    fresh = [row for number, row in after.items() if number not in before]
    changed = [row for number, row in after.items() if number in before and row is not before[number]]
    if changed:
        sets = ", ".join(f'"{name}" = ?' for name in names)
        for some in _some(list(_values(changed, (*names, "id"))), cancel):
            connection.exec_driver_sql(f'UPDATE "{table}" SET {sets} WHERE id = ?', some)
    if fresh:
        listed, marks = ", ".join(f'"{name}"' for name in ("id", *names)), ", ".join("?" * (len(names) + 1))
        for some in _some(list(_values(fresh, ("id", *names))), cancel):
            connection.exec_driver_sql(f'INSERT INTO "{table}" ({listed}) VALUES ({marks})', some)


def _some(values: list[tuple[object, ...]], cancel: CancelToken) -> Iterator[list[tuple[object, ...]]]:
    for first in range(0, len(values), _AT_ONCE):
        cancel.raise_if_cancelled()
        yield values[first : first + _AT_ONCE]


def _values(rows: Iterable[Row], names: tuple[str, ...]) -> Iterator[tuple[object, ...]]:
    for row in rows:
        yield tuple(row[name] for name in names)
