"""The SQLite file: its connections, what is looked at before it is opened, and migrations."""

import os
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, ExceptionContext, event
from sqlalchemy.orm import Session
from sqlalchemy.pool import Pool, QueuePool, StaticPool

from coproclip.errors import (
    BadInput,
    CoProClipError,
    ProjectDamaged,
    ProjectError,
    ProjectGone,
    ProjectTooNew,
)
from coproclip.jobs import CancelToken
from coproclip.new_files import make_private_file
from coproclip.project import journal
from coproclip.project.columns import highest_id
from coproclip.project.storage import backups, schema_check, word_index
from coproclip.project.storage.compiled import make_engine
from coproclip.project.storage.fingerprints import break_seal, is_sealed, note_media, seal
from coproclip.project.storage.fresh_ids import number_new_rows
from coproclip.project.storage.identity import FileId, Identity, gone
from coproclip.project.storage.left_out import SET_ASIDE, SetAside, leave_out, left_out, passages_missing
from coproclip.project.storage.migrating import bring_up_to_date, remember_noes
from coproclip.project.storage.patience import BUSY_MS, Patience
from coproclip.project.storage.read_only import PrivateCopy, has_log
from coproclip.project.storage.safe_reading import StepBudget, harden, open_guarded
from coproclip.project.storage.storage_errors import damaged, mapped_errors, unsafe
from coproclip.project.storage.too_many import refuse_too_much
from coproclip.project.storage.value_check import (
    MOST_SET_ASIDE,
    Impossible,
    impossible_among,
    impossible_values,
    teach,
)

APPLICATION_ID = 0x43504331  # “CPC1”
TRIES, TRY_AGAIN_S = 20, 0.1
UNCHANGING, READ_WRITE, NEW = "immutable=1", "mode=rw", "mode=rwc"
# Above this size a full check on opening would be felt; `check-project` still does it.
CHECKED_ON_OPENING = 256 * 1024 * 1024


def _connect(path: Path, patience: Patience | None, *, mode: str, before: Callable[[], object]) -> Engine:
    """Connections for reading; with `patience` the one that writes."""
    writer = patience is not None

    def _open() -> sqlite3.Connection:
        # A connection to another file of the same name would play our log into it.
        before()
        name = f"{path.absolute().as_uri()}?{mode}"  # an address: a folder's name may hold “?” or “#”
        return sqlite3.connect(name, uri=True, check_same_thread=False, timeout=BUSY_MS / 1000)

    pool: type[Pool] = StaticPool if writer else QueuePool
    engine = make_engine(_open, pool, **({} if writer else {"pool_size": 4, "max_overflow": 20}))

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, record: Any) -> None:
        harden(connection)
        if writer:
            teach(connection)
        else:
            record.info["budget"] = StepBudget(connection)
        connection.isolation_level = None  # transactions are begun below, not guessed by the driver
        for pragma in (
            "foreign_keys=ON",
            *(() if mode == UNCHANGING else ("journal_mode=WAL",)),
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
        if patience is not None:
            patience.begin(connection)
        else:
            connection.exec_driver_sql("BEGIN")

    @event.listens_for(engine, "before_cursor_execute")
    def _renew(connection: Connection, *_: object) -> None:
        (patience.refuse_late if patience is not None else connection.info["budget"].renew)()

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
                "Some of these letters cannot be kept.", "Nothing was changed.", "Type the name or the words again."
            ) from context.original_exception

    return engine


def open_beside_others(path: Path) -> sqlite3.Connection:
    """A guarded connection for looking, whoever else has the file open; where nobody has, nothing is put beside it."""
    logs = (path.with_name(path.name + ending) for ending in ("-wal", "-journal"))
    return open_guarded(path, alone=not any(os.path.lexists(log) for log in logs))


class Database:
    """The project's file, with one writing connection and a few reading ones."""

    def __init__(
        self, path: Path, folder: Path | None = None, *, read_only: bool = False, cancel: CancelToken | None = None
    ) -> None:
        """Open `path`; a missing file is made. Raises a `ProjectError` or `StorageError` with a sentence.

        `read_only`: nothing is written beside it, whatever happens. `cancel`: one of an older version is not brought up
        to date any more, and `Cancelled` raised.
        """
        self.path, self.folder = path, folder or path.parent
        self.impossible: Impossible = {}
        """Rows with values that make no sense, by table and id, and why; see `value_check`."""
        self.set_aside: SetAside = {}
        """Most of those, and what cannot stand without them: in no list and no export."""
        self.patience = Patience()
        self._copy: PrivateCopy | None = None
        self.identity: Identity | None = None
        self._closed = self._changed = self._noting = False
        self._opened_at = time.time()
        self._read_only = read_only
        fresh, there = not path.exists(), FileId.of(path)
        mode = UNCHANGING if read_only else NEW if fresh else READ_WRITE
        if fresh:
            # SQLite gives its helper files the same rights.
            make_private_file(path)
        try:
            if read_only and (has_log(path) or self._is_old()):
                self._copy = PrivateCopy(path)
                path, mode = self._copy.path, READ_WRITE
            self._file = path
            self._writer_engine = _connect(path, self.patience, mode=mode, before=self.check)
            self.readers = _connect(path, None, mode=mode, before=self.check)
            with mapped_errors(self.folder):
                if not fresh:
                    self._check_before_opening()
                self.writer = self._writer_engine.connect()
                if not fresh:
                    self._check_again()
                    self._check_whole()
                updated = self._migrate(fresh, cancel or CancelToken())
                if not fresh:
                    self.look_at_values()
                if updated:
                    with self.session(self.writer) as session:
                        remember_noes(self.writer, session)
                self.writer.commit()
            self.identity = Identity(self.path)
            if not fresh and self.identity.file != there:
                raise gone("The project was replaced while it was being opened.", "")
        except BaseException:
            self.close()
            raise

    def check(self) -> None:
        """Raise `ProjectGone` when the file of this name is no longer the one that was opened."""
        if self.identity is not None and self._copy is None:
            self.identity.check()

    def _is_old(self) -> bool:
        # A migration needs a file of its own to work on. What cannot be asked is found out on opening.
        try:
            with closing(open_guarded(self.path, alone=True)) as connection:
                return schema_check.version_of(connection) != schema_check.known_versions()[0]
        except (sqlite3.Error, UnicodeDecodeError):
            return False

    def _check_before_opening(self) -> None:
        # On a connection that runs nothing of what is in the file; and asked of SQLite, never read by ourselves:
        # closing a file of our own would drop every lock this program holds on it (that is how POSIX locks are), and
        # another program could then take its log away under our feet.
        if self._file.stat().st_size == 0:
            raise damaged(self.folder)
        with closing(open_beside_others(self._file)) as connection:
            if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
                raise ProjectError("This is not a CoProClip project.", "Nothing was changed.")
            self._check_schema(connection)

    def _check_schema(self, connection: sqlite3.Connection) -> None:
        version = schema_check.version_of(connection)
        known = schema_check.known_versions()
        if version not in known:
            # Versions are numbers of four digits; anything else was never written by us.
            if version is None or len(version) != 4 or not version.isdigit() or version < known[0]:
                raise damaged(self.folder)
            raise ProjectTooNew(
                "This project was made with a newer CoProClip.",
                "The project is untouched.",
                "Update CoProClip to open it.",
            )
        if foreign := schema_check.foreign_objects(connection, version):
            raise unsafe(foreign[0])

    def _check_again(self) -> None:
        # What a log left beside the file has brought in since is in sight only now.
        raw: Any = self.writer.connection.dbapi_connection
        self._check_schema(raw)

    def _check_whole(self) -> None:
        if self.path.stat().st_size <= CHECKED_ON_OPENING and self.faults(quick=True):
            raise damaged(self.folder)

    def faults(self, *, quick: bool = False) -> list[str]:
        """What SQLite finds wrong with the file; empty when all is well."""
        with mapped_errors(self.folder), self.readers.connect() as connection:
            check = "quick_check" if quick else "integrity_check"
            found = word_index.faults_elsewhere(connection.exec_driver_sql(f"PRAGMA {check}(20)"))
            if not quick:
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
                found += [f"a row of “{row[0]}” points to a missing row of “{row[2]}”" for row in broken]
            return found

    def _migrate(self, fresh: bool, cancel: CancelToken) -> bool:
        """Whether a project of an older version was brought up to date."""
        if fresh:
            self.writer.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
        else:
            version = self.writer.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
            self.writer.rollback()
            if version == schema_check.known_versions()[0]:
                return False
            cancel.raise_if_cancelled()
            if self._copy is None:
                backups.take(self.path, self.folder, backups.BackupReason.UPDATE)
                self.unseal()
        bring_up_to_date(self.writer, cancel)
        return not fresh

    def look_at_values(self) -> None:
        """Find the rows with values that make no sense, and leave them out of every list from now on."""
        with mapped_errors(self.folder), closing(open_beside_others(self._file)) as connection:
            if not connection.execute("SELECT 1 FROM project WHERE id = 1").fetchone():
                raise ProjectDamaged(
                    "The project’s own details are missing from its file.",
                    "Stories and recordings are untouched.",
                    "Restore a backup, or run “coproclip check-project” to put new details in.",
                )
            refuse_too_much(connection)
            self.impossible = impossible_values(connection)
            self.set_aside = left_out(connection, self.impossible)
            self._leave_out = leave_out(self.set_aside)
        if any(len(rows) > MOST_SET_ASIDE for rows in self.impossible.values()):
            raise damaged(self.folder)

    def refuse_impossible(self, ids: Mapping[str, Iterable[int]]) -> None:
        """Raise `BadInput` if one of these rows (ids by table), as they stand now in the open edit, makes no sense.

        What made none before may be changed: it is known, and nothing of it is lost by that.
        """
        raw: Any = self.writer.connection.dbapi_connection
        for table, rows in impossible_among(raw, ids).items():
            for rule in (rule for row, rule in rows.items() if row not in self.impossible.get(table, {})):
                shorter = f"It may have no more than {rule.most:,} letters." if rule.most else ""
                raise BadInput(f"This cannot be kept: {rule.words}.", "Nothing was changed.", shorter)
        if passages_missing(raw, self.impossible, ids.get("excerpt", ())):
            raise BadInput("A passage of this story cannot be read, so no more is kept of it.", "Nothing was changed.")

    def session(self, connection: Connection | Engine) -> Session:
        """A session whose rows outlive it, and that finds no row that is set aside."""
        made = Session(connection, expire_on_commit=False, info={SET_ASIDE: self.set_aside})
        event.listen(made, "before_flush", number_new_rows)
        if self.set_aside:
            event.listen(made, "do_orm_execute", self._leave_out)
        return made

    def unseal(self) -> None:
        """To be called before anything is written: the sum beside the file no longer stands for it."""
        self._changed = True
        break_seal(self.folder)

    def note_changes(self) -> None:
        """To be called before each edit; from the first on every row that is changed is noted, see `journal`."""
        self.unseal()
        # Not on opening: that took a quarter of its time, and most are opened to be read.
        if not self._noting:
            with mapped_errors(self.folder):
                journal.install(self.writer)
            self._noting = True

    def data_version(self) -> int:
        """A number that moves only when somebody else wrote."""
        raw: Any = self.writer.connection.dbapi_connection
        with mapped_errors(self.folder):
            return int(raw.execute("PRAGMA data_version").fetchone()[0])

    def newest_change(self) -> int:
        """The number of the newest entry of the lasting log, 0 if there is none."""
        with mapped_errors(self.folder), self.readers.connect() as connection:
            return int(connection.exec_driver_sql(highest_id("change_log")).scalar() or 0)

    def compact(self) -> bool:
        """Write the file anew without what was deleted, and empty the log; False while somebody else still reads it."""
        raw: Any = self.writer.connection.dbapi_connection
        with mapped_errors(self.folder):
            raw.execute("VACUUM").close()
        # Somebody may just be reading a page.
        for _ in range(TRIES):
            if self.bring_home():
                return True
            time.sleep(TRY_AGAIN_S)
        return False

    def bring_home(self) -> bool:
        """Bring the log into the file and empty it, if nobody writes just now; afterwards the file alone is whole.

        Waits for nobody, and holds nobody up but for the moment of emptying.
        """
        try:
            newest = self.newest_change()
            with self.patience.bringing_home(), self.readers.connect() as connection:
                raw: Any = connection.connection.dbapi_connection
                raw.execute("PRAGMA busy_timeout=0").close()
                try:
                    # Passive does the copying while others go on writing; truncating what is left then takes no time.
                    raw.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
                    busy = int(raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0])
                finally:
                    raw.execute(f"PRAGMA busy_timeout={BUSY_MS}").close()
        except (CoProClipError, sqlite3.Error):
            return False
        if not busy and self.identity is not None:
            self.identity.brought_home(newest)
        return not busy

    def close(self) -> None:
        """Let go of the file; what is in the log of a file that was taken away never reaches the one in its place."""
        if self._closed:
            return
        self._closed, lost = True, self._lost()
        self.part_with_log()
        writer = getattr(self, "writer", None)
        if writer is not None:
            writer.close()
        for engine in (getattr(self, "readers", None), getattr(self, "_writer_engine", None)):
            if engine is not None:
                engine.dispose()
        if not (lost or self._read_only or self.identity is None):
            if self._changed or not is_sealed(self.folder):
                seal(self.folder)
            note_media(self.folder, self._opened_at)
        if self._copy is not None:
            self._copy.close()
        elif lost and not self._read_only and self.identity is not None:
            self.identity.take_log_away()

    def _lost(self) -> bool:
        try:
            self.check()
        except ProjectGone:
            return True
        return self.identity is not None and self.identity.overwritten

    def part_with_log(self) -> None:
        """Once the file was taken away: whoever opens the one in its place gets no log of ours played into it.

        What was open here can be read on, unless other bytes were written into the file itself.
        """
        if self._read_only or self.identity is None or not self._lost():
            return
        if self.identity.overwritten:
            # SQLite would bring the log home into a file of the same number that somebody else wrote. It cannot if
            # the log is empty.
            self.identity.empty_log()
        else:
            with suppress(sqlite3.Error):
                # Into the file that was opened, wherever it is now: a folder that was moved is whole there.
                raw: Any = self.writer.connection.dbapi_connection
                raw.execute("PRAGMA busy_timeout=0").close()
                raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").close()
        self.identity.take_log_away()


def remove_tree(folder: Path) -> None:
    """Remove a half-made folder of ours, as far as the disk allows."""
    shutil.rmtree(folder, ignore_errors=True)
