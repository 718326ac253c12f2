"""Bringing a project of an older version up to date: all of it or nothing, and a person may stop it in the middle."""

from typing import Any

from alembic import command
from sqlalchemy import Connection, event
from sqlalchemy.orm import Session

from coproclip.errors import Cancelled
from coproclip.jobs import CancelToken
from coproclip.project.declined_words import keep_all_declined
from coproclip.project.storage import schema_check
from coproclip.project.storage.safe_reading import MOST_STEPS_OF_UPDATE, bounded


def bring_up_to_date(writer: Connection, cancel: CancelToken) -> None:
    """Give the tables of an open database their newest form, in one transaction.

    Raises `Cancelled` when stopped, before a statement or in the middle of one: nothing is changed then.
    """

    def _look(*_: object) -> None:
        cancel.raise_if_cancelled()

    raw: Any = writer.connection.dbapi_connection
    event.listen(writer, "before_cursor_execute", _look)
    try:
        with bounded(raw, MOST_STEPS_OF_UPDATE, lambda: cancel.cancelled):
            command.upgrade(schema_check.migrations(writer), "head")
    except Exception as error:
        writer.rollback()
        if cancel.cancelled:
            raise Cancelled from error
        raise
    finally:
        event.remove(writer, "before_cursor_execute", _look)


def remember_noes(writer: Connection, session: Session) -> None:
    """Keep every no where it is heard, of a project just brought up to date on `writer`.

    An older version kept of fewer noes, or of none: the first change could give them away.
    """
    raw: Any = writer.connection.dbapi_connection
    with bounded(raw, MOST_STEPS_OF_UPDATE), session.begin():
        keep_all_declined(session)
