"""New rows are numbered here and not by SQLite, which counts on from whatever number stands in the file."""

from sqlalchemy.orm import Session

from coproclip.project.columns import highest_id


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
