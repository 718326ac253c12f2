"""The search index over the passages' words, kept in step by the same transaction that changes them.

Everything in it can be made again from the passages, so damage in it is never a loss.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Any

from sqlalchemy import Connection, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from coproclip.project.schema import Segment
from coproclip.project.storage.safe_reading import writing_inside

TABLE = "segment_search"
# As the first migration makes it: `schema_check` accepts no other.
_MAKE = f"CREATE VIRTUAL TABLE {TABLE} USING fts5(text, tokenize='unicode61 remove_diacritics 2')"
_INSIDE = tuple(f"{TABLE}_{part}" for part in ("data", "idx", "content", "docsize", "config"))
_NOT_THE_INDEX = (
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_INTERRUPT,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_AUTH,
)
_OUT_OF_STEP = (
    f"SELECT 1 FROM segment LEFT JOIN {TABLE}_content AS known ON known.id = segment.id "
    "WHERE known.c0 IS NOT segment.text LIMIT 1"
)
_COUNTS = (
    "SELECT (SELECT count(*) FROM segment), "
    f"(SELECT count(*) FROM {TABLE}_content), (SELECT count(*) FROM {TABLE}_docsize)"
)
_NOT_FOUND = "SELECT 1 FROM word AS one WHERE NOT EXISTS (SELECT 1 FROM word WHERE term = one.term) LIMIT 1"


def concerns(error: BaseException | str) -> bool:
    """Whether an error of SQLite, or a fault that it tells of, is damage in the search index."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    # There is no other virtual table in a project. A full or a busy disk also keeps one from being read.
    code = getattr(cause, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    named = TABLE in str(cause) or "fts5" in str(cause)
    return code == sqlite3.SQLITE_CORRUPT_VTAB or (code == sqlite3.SQLITE_ERROR and named)


def faults_elsewhere(rows: Iterable[Sequence[Any]]) -> list[str]:
    """What a check of SQLite's tells of, without the search index: newer versions look into that as well."""
    return [str(row[0]) for row in rows if row[0] != "ok" and not concerns(str(row[0]))]


@contextmanager
def using_index() -> Iterator[None]:
    """Around what uses the index and nothing else: whatever is wrong with its pages is told as damage in it.

    They hold garbage for a size that no memory could hold, or for the number of a page that is there already; a disk
    that does not answer is told as it is.
    """
    try:
        yield
    except (DBAPIError, MemoryError) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        if getattr(cause, "sqlite_errorcode", 0) & 0xFF in _NOT_THE_INDEX:
            raise
        damage = sqlite3.DatabaseError(f"{TABLE} cannot be used")
        damage.sqlite_errorcode = sqlite3.SQLITE_CORRUPT_VTAB
        raise DBAPIError(None, None, damage) from error


def keep_in_step(session: Session, segments: set[int]) -> None:
    """Bring the search index to what these segments say now; one that is too damaged for that is made anew."""
    connection = session.connection()
    try:
        with using_index(), connection.begin_nested():
            _bring_up_to_date(session, segments)
            # What is new goes into its tables now, not on committing, where damage would take the words along.
            with connection.begin_nested():
                pass
    except DBAPIError as error:
        if not concerns(error):
            raise
        make_anew(session)


def _bring_up_to_date(session: Session, segments: set[int]) -> None:
    rows = sorted(segments)
    run = session.connection().exec_driver_sql
    run("DELETE FROM segment_search WHERE rowid = ?", [(row,) for row in rows])
    texts = []
    for start in range(0, len(rows), 500):
        query = select(Segment.id, Segment.text).where(Segment.id.in_(rows[start : start + 500]))
        texts += [(row, words) for row, words in session.execute(query)]
    if texts:
        run("INSERT INTO segment_search (rowid, text) VALUES (?, ?)", texts)


def make_anew(session: Session) -> None:
    """Make the search index anew from the segments; nothing of words that were taken away stays in it."""
    connection = session.connection()
    try:
        with using_index(), connection.begin_nested():
            connection.exec_driver_sql(f"DROP TABLE {TABLE}")
    except DBAPIError as error:
        if not concerns(error):
            raise
        # SQLite takes away only an index that it can read, so it gets an empty one to take away.
        _empty(connection)
        connection.exec_driver_sql(f"DROP TABLE {TABLE}")
    connection.exec_driver_sql(_MAKE)
    connection.exec_driver_sql(f"INSERT INTO {TABLE} (rowid, text) SELECT id, text FROM segment")


def _empty(connection: Connection) -> None:
    raw: Any = connection.connection.dbapi_connection
    with closing(sqlite3.connect(":memory:")) as new, writing_inside(raw):
        new.execute(_MAKE)
        for table in _INSIDE:
            raw.execute(f"DELETE FROM {table}")
            _copy(new, raw, table)


def _copy(source: sqlite3.Connection, target: sqlite3.Connection, table: str) -> None:
    rows = source.execute(f"SELECT * FROM {table}")
    marks = ", ".join("?" * len(rows.description))
    target.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)


def leads_to_the_words(session: Session) -> bool:
    """Whether the search index holds exactly the words of the segments, as far as can be told without its pages: one
    that is empty, or was left behind while words changed, answers every question and knows nothing.
    """
    try:
        with using_index():
            missing = session.execute(text(_OUT_OF_STEP)).first()
            counts = session.execute(text(_COUNTS)).one()
    except DBAPIError as error:
        if not concerns(error):
            raise
        return False
    return missing is None and counts[0] == counts[1] == counts[2]


def is_whole(session: Session) -> bool:
    """Whether the search index can be read, and leads to exactly the words of the segments."""
    raw: Any = session.connection().connection.dbapi_connection
    # SQLite's own check counts as writing, so a copy is asked; and one that was opened after it was filled.
    with closing(sqlite3.connect(":memory:")) as copy, closing(sqlite3.connect(":memory:")) as asked:
        copy.execute(_MAKE)
        settings = copy.execute(f"SELECT * FROM {TABLE}_config").fetchall()
        if raw.execute(f"SELECT * FROM {TABLE}_config").fetchall() != settings:
            return False
        for table in _INSIDE:
            copy.execute(f"DELETE FROM {table}")
            _copy(raw, copy, table)
        copy.commit()
        copy.backup(asked)
        try:
            asked.execute(f"INSERT INTO {TABLE} ({TABLE}) VALUES ('integrity-check')")
            # That goes through every page, and so overlooks a way to one that is lost.
            asked.execute(f"CREATE VIRTUAL TABLE temp.word USING fts5vocab(main, {TABLE}, row)")
            if asked.execute(_NOT_FOUND).fetchone():
                return False
        except (sqlite3.Error, MemoryError):
            return False
    # Past what is set aside: the index knows those rows too.
    indexed = set(session.execute(text(f"SELECT rowid, text FROM {TABLE}")).all())
    return indexed == set(session.execute(text("SELECT id, text FROM segment")).all())


def is_known_whole(session: Session) -> bool:
    """The same, looked at anew only after something was written: many are asked about one after another."""
    connection = session.connection()
    raw: Any = connection.connection.dbapi_connection
    state = (connection.exec_driver_sql("PRAGMA data_version").scalar(), raw.total_changes)
    known = connection.info.get(TABLE)
    if known is None or known[0] != state:
        connection.info[TABLE] = known = (state, is_whole(session))
    return bool(known[1])
