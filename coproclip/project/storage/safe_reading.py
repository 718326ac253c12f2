"""Connections to a database that somebody else may have made: little is allowed, nothing goes on for ever."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

# One value, one page of our JSON and one text stay far below it.
LONGEST_VALUE = 256 * 1024 * 1024
# Steps of SQLite's machine; a list of 100,000 passages takes some millions, an endless query this many in some seconds.
STEPS_AT_ONCE = 200_000
MOST_STEPS = 400_000_000
MOST_STEPS_OF_UPDATE = 1_000_000_000
"""Bringing a project of an older version up to date takes fewer, however large it is."""
_CONTROLS = bytes(sign for sign in [*range(32), 127] if sign not in (9, 10, 13))
_NO_CONTROLS = dict.fromkeys((*_CONTROLS, *range(0x80, 0xA0)), "\N{REPLACEMENT CHARACTER}")
_MAY = frozenset(
    {
        sqlite3.SQLITE_SELECT,
        sqlite3.SQLITE_READ,
        sqlite3.SQLITE_FUNCTION,
        sqlite3.SQLITE_PRAGMA,
        sqlite3.SQLITE_TRANSACTION,
        sqlite3.SQLITE_RECURSIVE,
    }
)


def readable(raw: bytes) -> str:
    """Text as it is kept; what is no letter (bad UTF-8, NUL, control signs) is shown as U+FFFD, the rest stays."""
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        text = raw.decode("utf-8", "replace")
    # In UTF-8 the second set of controls (C1) begins with this byte, as some marks and signs do.
    harmless = len(raw.translate(None, _CONTROLS)) == len(raw) and b"\xc2" not in raw
    return text if harmless else text.translate(_NO_CONTROLS)


def harden(connection: sqlite3.Connection) -> None:
    """Bounds for a connection of any kind: text never fails, values have a largest size, nothing runs by itself."""
    connection.text_factory = readable
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_VALUE)
    connection.setlimit(sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH, 10)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 10_000)
    connection.setlimit(sqlite3.SQLITE_LIMIT_COMPOUND_SELECT, 50)
    _configure(connection, "DEFENSIVE", True)
    _configure(connection, "TRUSTED_SCHEMA", False)


def _configure(connection: sqlite3.Connection, option: str, on: bool) -> None:
    configure: Any = getattr(connection, "setconfig", None)
    if configure is not None:  # Python 3.12 and newer
        configure(getattr(sqlite3, f"SQLITE_DBCONFIG_{option}"), on)


@contextmanager
def writing_inside(connection: sqlite3.Connection) -> Iterator[None]:
    """Meanwhile the tables inside a virtual table may be written to."""
    _configure(connection, "DEFENSIVE", False)
    try:
        yield
    finally:
        _configure(connection, "DEFENSIVE", True)


class StepBudget:
    """Ends a query that takes more steps than any of ours, or is to `stop`; `renew` before each one."""

    def __init__(
        self, connection: sqlite3.Connection, most: int = MOST_STEPS, stop: Callable[[], bool] = lambda: False
    ) -> None:
        self._stop = stop
        self._most = most // STEPS_AT_ONCE
        self._left = self._most
        connection.set_progress_handler(self._step, STEPS_AT_ONCE)

    def renew(self) -> None:
        """The next query may take the full number of steps."""
        self._left = self._most

    def _step(self) -> int:
        self._left -= 1
        return int(self._left <= 0 or self._stop())


@contextmanager
def bounded(connection: sqlite3.Connection, most: int, stop: Callable[[], bool] = lambda: False) -> Iterator[None]:
    """All that is done meanwhile takes no more steps together; what would is ended in the middle of its transaction.

    So is everything when `stop` says so.

    Between the steps a person can end the program.
    """
    StepBudget(connection, most, stop)
    try:
        yield
    finally:
        connection.set_progress_handler(None, 0)


def address(path: Path, *options: str) -> str:
    """A file as SQLite's own address, whatever signs its name is made of."""
    place = os.fsencode(os.path.abspath(path)).replace(b"\\", b"/")
    return f"file:{'' if place.startswith(b'/') else '/'}{quote(place)}?{'&'.join(options)}"


def open_guarded(path: Path, *, alone: bool = False, timeout_s: float = 15.0) -> sqlite3.Connection:
    """A connection that reads tables and nothing else: no views, no writing, no end of its own at the file.

    `alone` is for a file that nobody else has open, such as a backup: then nothing is put beside it.
    """
    connection = sqlite3.connect(
        address(path, "mode=ro", *(["immutable=1"] if alone else [])), uri=True, timeout=timeout_s
    )
    try:
        connection.isolation_level = None
        harden(connection)
        for pragma in ("query_only=ON", "trusted_schema=OFF", "cell_size_check=ON", "temp_store=MEMORY"):
            connection.execute(f"PRAGMA {pragma}").close()
        StepBudget(connection)
        connection.set_authorizer(_allowed)
    except BaseException:
        connection.close()
        raise
    return connection


def _allowed(action: int, _what: str | None, _which: str | None, _database: str | None, source: str | None) -> int:
    # `source` is the view or trigger on whose behalf something is read: we have none.
    return sqlite3.SQLITE_OK if action in _MAY and source is None else sqlite3.SQLITE_DENY
