"""How long somebody who wants to write waits for another one: a thread that people see may not wait for long."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection

from coproclip.errors import ProjectBusy, ProjectClosed

BUSY_MS = 15_000
SHORT_S, AGAIN_S = 1.5, 0.1
"""So long a thread waits that is in a hurry; and when it was refused a moment ago."""
CLOSING_S = 3.0
"""So long the closing of a project waits for who is writing: people see that too."""
_A_MOMENT_S = 5.0
_SLICE_MS = 100
_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


class Patience:
    """Of one open project, for all its threads."""

    def __init__(self) -> None:
        self._hurried: set[int] = set()
        self._refused_at: float | None = None
        self._over = self._given_up = False
        self._ours = 0
        self.kept_elsewhere = False
        """Whether whoever wanted to write last found another program writing, and has not come to it since."""

    def hurry(self) -> None:
        """The thread that says so waits a moment at most from now on, and is refused then with `ProjectBusy`."""
        self._hurried.add(threading.get_ident())

    def end(self) -> None:
        """Nobody waits any more: the project is being closed."""
        self._over = True

    @contextmanager
    def closing(self, lock: threading.RLock) -> Iterator[None]:
        """With this lock, to close the project: who is still writing after `CLOSING_S` gets no further and has written
        nothing.
        """
        self.end()
        if not lock.acquire(timeout=CLOSING_S):
            self._given_up = True
            lock.acquire()
        try:
            yield
        finally:
            lock.release()

    def refuse_late(self) -> None:
        """Raise `ProjectClosed` for whoever writes while nobody waits for them any more."""
        if self._given_up:
            raise ProjectClosed("The project was closed before this was done.", "Nothing of it was changed.")

    @contextmanager
    def bringing_home(self) -> Iterator[None]:
        """Meanwhile it may be this program itself that keeps a writer waiting."""
        self._ours += 1
        try:
            yield
        finally:
            self._ours -= 1

    @contextmanager
    def turn(self, lock: threading.RLock) -> Iterator[None]:
        """With this lock; whoever is in a hurry gets `ProjectBusy` where another thread keeps it for long."""
        if not lock.acquire(timeout=self._seconds() if threading.get_ident() in self._hurried else -1):
            self._refused_at = time.monotonic()
            raise ProjectBusy(
                "The project is being written to, and that takes a while.",
                "Nothing was changed.",
                "Wait a moment and try again.",
            )
        try:
            yield
        finally:
            lock.release()

    def begin(self, connection: Connection) -> None:
        """Begin to write; two programs wait for each other here instead of failing in the middle of an edit."""
        raw: Any = connection.connection.dbapi_connection
        until = time.monotonic() + self._seconds()
        raw.execute(f"PRAGMA busy_timeout={_SLICE_MS}").close()
        try:
            while not self._over and time.monotonic() < until:
                try:
                    raw.execute("BEGIN IMMEDIATE").close()
                except sqlite3.OperationalError as error:
                    if error.sqlite_errorcode & 0xFF not in _BUSY:
                        break
                    self.kept_elsewhere = not self._ours
                else:
                    self._refused_at, self.kept_elsewhere = None, False
                    return
            self._refused_at = time.monotonic()
            connection.exec_driver_sql("BEGIN IMMEDIATE")  # what is wrong is said in the usual way
        finally:
            raw.execute(f"PRAGMA busy_timeout={BUSY_MS}").close()

    def _seconds(self) -> float:
        if threading.get_ident() not in self._hurried:
            return BUSY_MS / 1000
        refused = self._refused_at
        return AGAIN_S if refused is not None and time.monotonic() - refused < _A_MOMENT_S else SHORT_S
