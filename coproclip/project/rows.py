"""Rows of the project, by their numbers."""

from collections.abc import Set
from typing import Any, TypeVar

from sqlalchemy import Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from coproclip.errors import NotFound
from coproclip.project.schema import Base

Row = TypeVar("Row", bound=Base)
Query = TypeVar("Query", bound=Select[*tuple[Any, ...]])


def fetch(session: Session, kind: type[Row], row: int) -> Row:
    """The row with this id; raises `NotFound` with a sentence."""
    found = session.get(kind, row)
    if found is None:
        name = kind.__tablename__.replace("_", " ")
        raise NotFound(f"There is no {name} {row} in this project.")
    return found


def text_of(session: Session, table: str, row: int, column: str) -> str | None:
    """What a column holds now, in letters, empty for nothing; None where there is no such row."""
    kinds = {mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers}
    found = session.get(kinds[table], row)
    if found is None:
        return None
    value = getattr(found, column)
    return "" if value is None else str(value)


def how_many(session: Session, table: str, **of: int) -> int:
    """How many rows a table has with these numbers in these columns."""
    rows = Base.metadata.tables[table]
    query = select(func.count()).select_from(rows)
    return session.scalar(query.where(*(rows.c[column] == number for column, number in of.items()))) or 0


def among(query: Query, column: InstrumentedAttribute[int], only: Set[int] | None) -> Query:
    """The query for rows whose `column` is one of `only`; None: for all."""
    return query if only is None else query.where(column.in_(only))
