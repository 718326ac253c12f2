"""New rows are numbered here and not by SQLite, which counts on from whatever number stands in the file."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.project.columns import LARGEST_ID, ROOM, highest_id
from coproclip.project.schema import Base, UsedNumber


def number_new_rows(session: Session, *_: object) -> None:
    """Give new rows the numbers above the highest one that a row of ours can have; for the session's `before_flush`."""
    last: dict[str, int] = {}
    for row in session.new:
        if row.id is not None:
            last[row.__tablename__] = max(last.get(row.__tablename__, 0), row.id)
    connection = session.connection()
    counted: set[str] = set()
    for row in session.new:
        if row.id is None:
            table = row.__tablename__
            if table not in counted:
                highest = connection.exec_driver_sql(highest_id(table)).scalar() or 0
                last[table] = max(last.get(table, 0), highest)
                counted.add(table)
            last[table] += 1
            row.id = last[table]


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


def _used(session: Session, kind: type[Base]) -> UsedNumber:
    """The row with the highest number that was ever given, brought up to the highest there is."""
    used = session.scalar(select(UsedNumber).where(UsedNumber.name == kind.__tablename__))
    if used is None:
        used = UsedNumber(name=kind.__tablename__, last=0)
        session.add(used)
    # A number that nobody counts up to was never given by us.
    last = used.last if 0 <= used.last <= LARGEST_ID - ROOM else 0
    used.last = max(last, session.connection().exec_driver_sql(highest_id(kind.__tablename__)).scalar() or 0)
    return used
