"""One row of the project, by its number."""

from typing import TypeVar

from sqlalchemy.orm import Session

from coproclip.errors import NotFound
from coproclip.project.schema import Base

Row = TypeVar("Row", bound=Base)


def fetch(session: Session, kind: type[Row], row: int) -> Row:
    """The row with this id; raises `NotFound` with a sentence."""
    found = session.get(kind, row)
    if found is None:
        name = kind.__tablename__.replace("_", " ")
        raise NotFound(f"There is no {name} {row} in this project.")
    return found


def text_of(session: Session, table: str, row: int, column: str) -> str | None:
    """What a column of text holds now; None where there is no such row."""
    kinds = {mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers}
    found = session.get(kinds[table], row)
    return None if found is None else str(getattr(found, column))
