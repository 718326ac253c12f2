"""Whether an open project may be written to now, and the file alone being whole when nobody writes."""

import sqlite3
import threading
import time
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from coproclip.errors import CoProClipError, ProjectClosed, ProjectError, ProjectGone
from coproclip.project.storage.database import Database
from coproclip.project.storage.identity import gone
from coproclip.project.storage.read_only import has_log

IDLE_S = 3.0
"""So long after the last write the log is brought into the file, where a slow copy of the file finds all of it."""


class Guard:
    """Knows why an open project takes no edits, looks whether its file is still there, and lets it rest."""

    def __init__(self, database: Database, refusal: ProjectError | None = None) -> None:
        self.refusal = refusal
        """Why nothing can be changed, None while edits are taken: it is read only, gone or closed."""
        self.write_protected = refusal is not None
        """Whether it was opened where nothing may be written at all."""
        self._database = database
        self._known = (database.data_version(), database.newest_change())
        self._resting: threading.Thread | None = None
        self._watching: Connection | None = None
        self._noting: tuple[int, tuple[int, int]] | None = None
        self._same: tuple[int, int] | None = None
        self._lock = threading.Lock()
        self._written = time.monotonic()

    def stop(self, why: ProjectError) -> None:
        """From now on every edit is refused with `why`."""
        if not isinstance(self.refusal, ProjectClosed):
            self.refusal = why

    def start(self) -> None:
        """Edits are taken again after `stop`; not where nothing may be written, nor once the project is gone."""
        if not self.write_protected and not isinstance(self.refusal, (ProjectGone, ProjectClosed)):
            self.refusal = None

    def written(self, change: int = 0) -> None:
        """Something was written just now, elsewhere or, as this `change`, here."""
        self._carry_on()
        self._written = time.monotonic()
        self._known = (self._known[0], max(self._known[1], change))

    def _newest(self) -> int:
        """The newest change that was written as it should be: here, or through the log by another program."""
        try:
            version = self._database.data_version()
            if version != self._known[0]:
                self._known = (version, self._database.newest_change())
        except CoProClipError:
            return 0  # what cannot be read is not what was opened, or will be read the next time
        return self._known[1]

    def may_read(self) -> None:
        """Raise `ProjectClosed` once the project is closed."""
        if isinstance(self.refusal, ProjectClosed):
            raise self.refusal.with_traceback(None)  # the same one again and again

    def state(self) -> int | None:
        """A number that stays only as long as nobody, here or elsewhere, has written anything but, here, what went out;
        None if nobody can tell.

        Raises `ProjectClosed`.
        """
        version = self._version()
        return self._same[1] if self._same is not None and self._same[0] == version else version

    def _version(self) -> int | None:
        """A number that moves when anything at all was written."""
        if self.write_protected:
            return None  # where SQLite takes the file for unchanging it does not look
        with self._lock:
            self.may_read()
            try:
                # One connection that writes nothing itself, so that what we write counts too.
                if self._watching is None:
                    self._watching = self._database.readers.connect()
                raw: Any = self._watching.connection.dbapi_connection
                return int(raw.execute("PRAGMA data_version").fetchone()[0])
            except (SQLAlchemyError, sqlite3.Error, CoProClipError):
                return None

    def _writers(self) -> tuple[int, int]:
        """Two numbers: one moves when somebody else wrote, one when a row was written here."""
        raw: Any = self._database.writer.connection.dbapi_connection
        return self._database.data_version(), int(raw.total_changes)

    def writing(self, *, ledger: bool) -> None:
        """What was written is about to be kept, and nobody else writes until it is. `ledger`: it is nothing but what
        went out, and no answer to whether something may leave depends on that.
        """
        state = self.state() if ledger else None
        self._noting = (state, self._writers()) if state is not None else None

    def _carry_on(self) -> None:
        """What went out was noted and nothing else, by nobody else, since `writing`: the `state` is as it was."""
        noting, self._noting = self._noting, None
        if noting is None:
            return
        version = self._version()
        # Asked last: whoever wrote before the version was read is seen here.
        if version is not None and self._writers() == noting[1]:
            self._same = version, noting[0]

    def may_write(self) -> None:
        """Raise why nothing can be changed, if so."""
        if self.refusal is not None:
            raise self.refusal.with_traceback(None)  # the same one again and again
        self.refuse_lost()

    def refuse_lost(self) -> None:
        """Raise `ProjectGone` when the file was taken away: what was written into it until then is in no project."""
        try:
            self._database.check()
        except ProjectGone as error:
            self.refusal = error
            raise

    def look(self) -> bool:
        """Raise `ProjectGone`, once, when the file is no longer what was opened; from then on nothing is written.

        False while that is not sure: the next look decides.
        """
        identity = self._database.identity
        if identity is None or isinstance(self.refusal, (ProjectGone, ProjectClosed)):
            return False
        try:
            if not self.write_protected:
                identity.look(self._newest)
            elif identity.changed_at_all():
                raise gone("The project was changed by somebody else while it was open here.", "")
        except ProjectGone as error:
            self.refusal = error
            raise
        return not identity.doubtful

    def rest(self) -> None:
        """Bring the log home if nothing was written for a while, on a thread of its own; to be called now and then."""
        if self._resting is not None and self._resting.is_alive():
            return
        identity = self._database.identity
        sure = identity is not None and not identity.doubtful and self.refusal is None
        if sure and time.monotonic() - self._written > IDLE_S and has_log(self._database.path):
            self._resting = threading.Thread(target=self._database.bring_home, name="resting", daemon=True)
            self._resting.start()

    def close(self) -> None:
        """Before the database is closed: leave one whole file behind, and nothing in a file that is not ours."""
        if self._resting is not None:
            self._resting.join()
        try:
            # Twice: what looks overwritten the first time may only be in the middle of another program's writing.
            self.look()
            self.look()
            if not self.write_protected and self.refusal is None:
                self._database.bring_home()
        except CoProClipError:
            pass  # the database parts with its log
        with self._lock:
            self.refusal = ProjectClosed("The project is closed.")
            if self._watching is not None:
                self._watching.close()
