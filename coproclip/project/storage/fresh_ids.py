"""New rows are numbered here and not by SQLite, which counts on from whatever number stands in the file."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.project.columns import LARGEST_ID, ROOM, highest_id
from coproclip.project.schema import Base, UsedNumber


def number_new_rows(session: Session, *_: object) -> None:
    """Give new rows the numbers above the highest one that a row of ours can have; for the session's `before_flush`.

    Where the highest one that there ever was is kept, above that: it names one row for good, in every copy.
    """
    last: dict[str, int] = {}
    for row in session.new:
        if row.id is not None:
            last[row.__tablename__] = max(last.get(row.__tablename__, 0), row.id)
    connection = session.connection()
    counted: set[str] = set()
    ever: dict[str, int] = {}
    if any(row.id is None for row in session.new):
        ever = {name: used for name, used in connection.exec_driver_sql("SELECT name, last FROM used_number")}
    for row in session.new:
        if row.id is None:
            table = row.__tablename__
            if table not in counted:
                highest = connection.exec_driver_sql(highest_id(table)).scalar() or 0
                last[table] = max(last.get(table, 0), highest, _believable(ever.get(table, 0)))
                counted.add(table)
            last[table] += 1
            row.id = last[table]
    for table in counted & ever.keys():
        connection.exec_driver_sql("UPDATE used_number SET last = ? WHERE name = ?", (last[table], table))


def fresh_number(session: Session, kind: type[Base]) -> int:
    """A number that no row of this kind ever had, so that whoever remembers one never means another."""
    used = _used(session, kind)
    used.last += 1
    session.flush()
    return used.last


def keep_numbers_used(session: Session, kind: type[Base]) -> None:
    """Before rows of this kind are deleted for good: what still names one of them never means another."""
    _used(session, kind)
    session.flush()


def never_twice(session: Session, tables: Iterable[str]) -> None:
    """From now on no number of a row of these tables is given again, also when the row is deleted."""
    kinds = {mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers}
    for table in tables:
        _used(session, kinds[table])
    session.flush()


def _believable(last: int) -> int:
    """A number that nobody counts up to was never given by us."""
    return last if 0 <= last <= LARGEST_ID - ROOM else 0


def _used(session: Session, kind: type[Base]) -> UsedNumber:
    """The row with the highest number that was ever given, brought up to the highest there is."""
    used = session.scalar(select(UsedNumber).where(UsedNumber.name == kind.__tablename__))
    if used is None:
        used = UsedNumber(name=kind.__tablename__, last=0)
        session.add(used)
    used.last = max(
        _believable(used.last), session.connection().exec_driver_sql(highest_id(kind.__tablename__)).scalar() or 0
    )
    return used
