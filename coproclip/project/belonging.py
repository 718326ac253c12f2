"""What cannot be without a row that goes, and what only points at it. Nothing cascades, so that undo sees it all."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Table, delete, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from coproclip.project.schema import all_tables

_SOME = 500
_ABOUT: Mapping[str, tuple[str, ...]] = {
    "cluster_member": ("card_id", "note_id"),
    "dot": ("card_id", "cluster_id", "theme_id"),
    "choice": ("excerpt_id", "theme_id", "note_id"),
}
"""Rows that are about one of several things, and nothing without any of them."""

Rows = dict[str, set[int]]
"""Rows by table."""


def references() -> Iterator[tuple[Table, Column[int], str]]:
    """Every column that points at a row: its table, the column, and the name of the table that it points into."""
    for table in all_tables():
        for key in table.foreign_keys:
            yield table, key.parent, key.column.table.name


def some_of(ids: Iterable[int]) -> Iterator[list[int]]:
    """The ids in order, so many at a time as one question to the database takes."""
    ordered = sorted(ids)
    for start in range(0, len(ordered), _SOME):
        yield ordered[start : start + _SOME]


def pointing(
    connection: Connection, table: Table, column: Column[int], ids: Collection[int], *where: ColumnElement[bool]
) -> set[int]:
    """The rows of a table whose `column` points at one of `ids`."""
    found: set[int] = set()
    for some in some_of(ids):
        found.update(connection.scalars(select(table.c.id).where(column.in_(some), *where)))
    return found


def belonging(connection: Connection, rows: Mapping[str, set[int]]) -> defaultdict[str, set[int]]:
    """These rows and all that cannot be without them."""
    found = defaultdict(set, rows)
    fresh = True
    while fresh:
        fresh = False
        for table, column, parent in references():
            about = _ABOUT.get(table.name, ())
            if not found.get(parent) or (column.nullable and column.name not in about):
                continue
            others = [table.c[other].is_(None) for other in about if column.nullable and other != column.name]
            more = pointing(connection, table, column, found[parent], *others) - found[table.name]
            found[table.name] |= more
            fresh = fresh or bool(more)
    return found


def delete_rows(connection: Connection, rows: Mapping[str, set[int]]) -> None:
    """Delete these rows; what else points at them points at nothing."""
    for table, column, parent in references():
        if column.nullable:
            for some in some_of(rows.get(parent, ())):
                connection.execute(update(table).where(column.in_(some)).values({column.name: None}))
    for table in reversed(all_tables()):
        for some in some_of(rows.get(table.name, ())):
            connection.execute(delete(table).where(table.c.id.in_(some)))


def delete_with_all(session: Session, table: str, ids: Collection[int]) -> None:
    """Delete rows of a table with all that cannot be without them; rows that were read already know of it."""
    session.flush()
    connection = session.connection()
    gone = belonging(connection, {table: set(ids)})
    delete_rows(connection, gone)
    loose = [(own.name, column.name, parent) for own, column, parent in references() if column.nullable]
    read: list[Any] = list(session.identity_map.values())
    for row in read:
        if row.id in gone.get(row.__tablename__, ()):
            session.expunge(row)
            continue
        for own, column, parent in loose:
            if own == row.__tablename__ and getattr(row, column) in gone.get(parent, ()):
                set_committed_value(row, column, None)
