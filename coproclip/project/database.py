"""The SQLite file: connections, migrations, and the sentence for everything that can go wrong with it."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, Engine, ExceptionContext, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool, StaticPool

from coproclip.errors import (
    BadInput,
    CoProClipError,
    ProjectBusy,
    ProjectDamaged,
    ProjectError,
    ProjectTooNew,
    StorageError,
)
from coproclip.project import backups, journal
from coproclip.project.places import make_private_file

APPLICATION_ID = 0x43504331  # “CPC1”
BUSY_MS = 15_000
FULL_BYTES = 256 * 1024
# Above this size a full check on opening would be felt; `check-project` still does it.
CHECKED_ON_OPENING = 256 * 1024 * 1024


def _connect(path: Path, *, writer: bool) -> Engine:
    engine = create_engine(
        URL.create("sqlite", database=str(path)),  # not written as text: a folder's name may hold “?” or “#”
        poolclass=StaticPool if writer else QueuePool,
        connect_args={"check_same_thread": False, "timeout": BUSY_MS / 1000},
        **({} if writer else {"pool_size": 4, "max_overflow": 20}),
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # transactions are begun below, not guessed by the driver
        for pragma in (
            "foreign_keys=ON",
            "journal_mode=WAL",
            # FULL: a finished edit survives a power cut, not only a killed program.
            "synchronous=FULL" if writer else "query_only=ON",
            "secure_delete=ON",
            "trusted_schema=OFF",
            "cell_size_check=ON",
            "temp_store=MEMORY",
            f"busy_timeout={BUSY_MS}",
        ):
            try:
                connection.execute(f"PRAGMA {pragma}").close()
            except UnicodeDecodeError as error:
                raise damaged(path.parent) from error

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # IMMEDIATE: two programs wait for each other at the start of an edit instead of failing in its middle.
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writer else "BEGIN")

    @event.listens_for(engine, "handle_error")
    def _refuse(context: ExceptionContext) -> None:
        # The driver's own words for values that SQLite cannot hold at all.
        if isinstance(context.original_exception, OverflowError):
            raise BadInput("This number is too large.", "Nothing was changed.") from context.original_exception
        if isinstance(context.original_exception, UnicodeDecodeError):
            # SQLite quotes the damaged place in its own message, and the driver cannot read that.
            raise damaged(path.parent) from context.original_exception
        if isinstance(context.original_exception, UnicodeEncodeError):
            raise BadInput(
                "Some of these letters cannot be kept.", "Nothing was changed.", "Type the name or the words anew."
            ) from context.original_exception

    return engine


def damaged(folder: Path) -> ProjectDamaged:
    """The sentence for a file that cannot be read, naming the newest whole copy if there is one."""
    copy = next((one for one in backups.backups(folder) if one.reason != backups.Reason.DAMAGED), None)
    if copy:
        return ProjectDamaged(
            "The project file is damaged.",
            "Recordings are untouched, and there is a backup of everything else.",
            f"Restore the newest backup, {copy.name}: “Restore a backup…” in the menu Project, or “coproclip restore”.",
        )
    return ProjectDamaged(
        "The project file is damaged.",
        "The recordings in the folder “originals” are untouched.",
        "Start a new project and import them again, or ask someone to repair project.db.",
    )


def told(error: Exception, folder: Path) -> CoProClipError:
    """What a database error means for a person."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    code = getattr(cause, "sqlite_errorcode", None)
    primary = code & 0xFF if isinstance(code, int) else None
    if primary in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return ProjectBusy(
            "Another program is writing to this project and has not finished.",
            "Both copies of your work are safe.",
            "Wait a moment and try again.",
        )
    if primary == sqlite3.SQLITE_FULL or (primary in (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN) and _full(folder)):
        return StorageError("The disk is full.", "Everything saved before is safe.", "Free some space, then try again.")
    if primary in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return StorageError(
            "This project’s folder may not be written to.",
            "Nothing was changed.",
            "Copy the project to a folder of your own and open it there.",
        )
    if primary == sqlite3.SQLITE_IOERR:
        return StorageError(
            "The disk did not answer.",
            "Everything saved before is safe.",
            "Check that the disk is still connected.",
        )
    if primary == sqlite3.SQLITE_CONSTRAINT:
        return ProjectError(
            "Something else in the project still needs this, or it was changed elsewhere.",
            "Nothing was changed.",
        )
    return damaged(folder)


def _full(folder: Path) -> bool:
    # Without room for its helper files SQLite cannot even read, and says only that the disk did not answer.
    try:
        return shutil.disk_usage(folder).free < FULL_BYTES
    except OSError:
        return False


@contextmanager
def telling(folder: Path) -> Iterator[None]:
    """Turns database errors inside into sentences."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        raise told(error, folder) from error


def _alembic(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


class Database:
    """The project's file, with one writing connection and a few reading ones."""

    def __init__(self, path: Path, folder: Path | None = None) -> None:
        """Open `path`; a missing file is made. Raises a `ProjectError` or `StorageError` with a sentence."""
        self.path, self.folder = path, folder or path.parent
        fresh = not path.exists()
        if fresh:
            # SQLite gives its helper files the same rights.
            make_private_file(path)
        self._writer_engine, self.readers = _connect(path, writer=True), _connect(path, writer=False)
        try:
            with telling(self.folder):
                if not fresh:
                    self._check_header()
                self.writer = self._writer_engine.connect()
                if not fresh:
                    self._check_whole()
                self._migrate(fresh)
                journal.install(self.writer)
                self.writer.commit()
        except BaseException:
            self.close()
            raise

    def _check_header(self) -> None:
        # Asked of SQLite, never read by ourselves: closing a file of our own would drop every lock this program holds
        # on it (that is how POSIX locks are), and another program could then take its log away under our feet.
        if self.path.stat().st_size == 0:
            raise damaged(self.folder)
        connection = sqlite3.connect(self.path, timeout=BUSY_MS / 1000)
        try:
            marked = connection.execute("PRAGMA application_id").fetchone()[0]
        finally:
            connection.close()
        if marked != APPLICATION_ID:
            raise ProjectError("This is not a CoProClip project.", "Nothing was changed.")

    def _check_whole(self) -> None:
        if self.path.stat().st_size <= CHECKED_ON_OPENING and self.faults(quick=True):
            raise damaged(self.folder)

    def faults(self, *, quick: bool = False) -> list[str]:
        """What SQLite finds wrong with the file; empty when all is well."""
        with telling(self.folder), self.readers.connect() as connection:
            check = "quick_check" if quick else "integrity_check"
            found = [row[0] for row in connection.exec_driver_sql(f"PRAGMA {check}(20)") if row[0] != "ok"]
            if not quick:
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
                found += [f"a row of “{row[0]}” points to a missing row of “{row[2]}”" for row in broken]
            return found

    def _migrate(self, fresh: bool) -> None:
        config = _alembic(self.writer)
        scripts = ScriptDirectory.from_config(config)
        head = scripts.get_current_head()
        if fresh:
            self.writer.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
        else:
            rows = self.writer.exec_driver_sql("SELECT version_num FROM alembic_version").fetchall()
            self.writer.rollback()
            version = str(rows[0][0]) if rows else ""
            if version == head:
                return
            if version not in {script.revision for script in scripts.walk_revisions()}:
                # Versions are numbers of four digits; anything else was never written by us.
                if len(version) != 4 or not version.isdigit() or version < (head or ""):
                    raise damaged(self.folder)
                raise ProjectTooNew(
                    "This project was made with a newer CoProClip.",
                    "The project is untouched.",
                    "Update CoProClip to open it.",
                )
            backups.take(self.path, self.folder, backups.Reason.UPDATE)
        command.upgrade(config, "head")

    def close(self) -> None:
        """Let go of the file."""
        writer = getattr(self, "writer", None)
        if writer is not None:
            writer.close()
        self.readers.dispose()
        self._writer_engine.dispose()


def remove_tree(folder: Path) -> None:
    """Remove a half-made folder of ours, as far as the disk allows."""
    shutil.rmtree(folder, ignore_errors=True)
