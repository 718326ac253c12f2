"""Going back to a backup: what is there now is kept first, and what other windows show follows."""

import json
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import zip_longest
from pathlib import Path
from typing import Any

from coproclip.errors import (
    BadInput,
    CoProClipError,
    NotFound,
    ProjectBusy,
    ProjectDamaged,
    ProjectError,
    storage_error,
)
from coproclip.jobs import CancelToken
from coproclip.new_files import copy_new
from coproclip.project.columns import highest_id
from coproclip.project.erasing.unfinished_erasure import finish_erasures
from coproclip.project.going_back.carried_over import RESTORED
from coproclip.project.going_back.held_back import Carried, carry_over
from coproclip.project.journal import Work
from coproclip.project.project import Project
from coproclip.project.schema import Base, Change, Place, UnfinishedErasure
from coproclip.project.storage import schema_check
from coproclip.project.storage.backups import Backup, BackupReason, backups, take
from coproclip.project.storage.database import APPLICATION_ID, Database, open_beside_others
from coproclip.project.storage.fingerprints import break_seal
from coproclip.project.storage.places import DATABASE, is_plain_file, refuse_links, refuse_other_names
from coproclip.project.storage.replacing import put_in_place
from coproclip.project.storage.safe_reading import open_guarded
from coproclip.project.storage.storage_errors import mapped_errors, unsafe
from coproclip.project.storage.word_index import faults_elsewhere

LONGEST_WAIT_S = 20.0
_TRIES, _FIRST_PAGES = 5, 16
UNFINISHED = ".unfinished"
_LONGEST_NUMBER = 300


@dataclass(frozen=True, slots=True)
class Contents:
    """What a backup holds: how many stories (without those in the bin) and excerpts, and its size in bytes."""

    stories: int
    excerpts: int
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Restored:
    """What was there `before` as a backup of its own, if anything was, and what was `carried` over.

    `carried` is None where the project as it was could not be read: what was noted since is not known.
    """

    before: Backup | None
    carried: Carried | None

    @property
    def sentence(self) -> str:
        """What of all that was noted since still holds; empty where nothing was."""
        if self.carried is not None:
            return self.carried.sentence
        return "What was noted since could not be read. Ask again before anything leaves." if self.before else ""


def contents(backup: Backup) -> Contents | None:
    """What is in a backup; None where it cannot be used."""
    try:
        with closing(open_guarded(backup.path, alone=True)) as copy:
            _refuse_strange(copy)
            stories, excerpts = copy.execute(
                "SELECT (SELECT count(*) FROM story WHERE binned_at IS NULL), (SELECT count(*) FROM excerpt)"
            ).fetchone()
        return Contents(stories, excerpts, backup.path.stat().st_size)
    except (CoProClipError, sqlite3.Error, OSError, UnicodeDecodeError):
        return None


def find_backup(folder: Path, wanted: str) -> Backup:
    """The backup of this name, number, or beginning of a name that no other has; raises `NotFound` or `BadInput`."""
    have = backups(folder)
    numbered = [one for one in have if wanted.isdecimal() and int(wanted[:_LONGEST_NUMBER]) == one.number > 0]
    found = (
        [one for one in have if one.name == wanted]
        or numbered
        or [one for one in have if wanted and one.name.startswith(wanted)]
    )
    if not found:
        raise NotFound(f"There is no backup “{wanted}”.", next="“coproclip restore PROJECT” lists them.")
    if len(found) > 1:
        raise BadInput(
            f"{len(found)} backups are called “{wanted}…”.", "Nothing was changed.", "Give more of the name."
        )
    return found[0]


def restore(folder: Path, backup: Backup, cancel: CancelToken | None = None) -> Restored:
    """Put a backup in the place of the project's database.

    Somebody who looks through backups and changes nothing in between leaves no copy for each: that is there already.

    The project must not be open in this program; other programs that have it open show what was restored. Recordings
    are not touched, and whatever was noted meanwhile that protects somebody still holds, also what another program
    writes while this goes on, all of which is in the backup of what was there. Raises a `ProjectError` or
    `StorageError`, or `Cancelled` when stopped before anything takes its place, and then everything is as it was.
    """
    cancel = cancel or CancelToken()
    refuse_links(folder)
    refuse_other_names(folder, DATABASE)
    path = folder / DATABASE
    _finish_erasures(folder, backup)
    try:
        # A fresh place that nobody could name before: SQLite believes whatever log lies beside a file it opens.
        place = Path(tempfile.mkdtemp(prefix=".", suffix=UNFINISHED, dir=folder / "backups"))
        part = place / DATABASE
        with mapped_errors(folder):
            try:
                whole = _is_ours(path)
                _copy_checked(backup, part)
                if whole:
                    _bring_up_to_date(part, cancel)
                    return _put_into(folder, part, cancel)
                _refuse_unless_it_opens(part, cancel)
                cancel.raise_if_cancelled()
                return Restored(put_in_place(part, path, folder), None)
            finally:
                shutil.rmtree(place, ignore_errors=True)
    except OSError as error:
        raise storage_error(error, "restoring the backup") from error


def _put_into(folder: Path, ready: Path, cancel: CancelToken) -> Restored:
    """Put a copy that is `ready` into the project's file, which others may have open.

    Who writes into that meanwhile, a no or a whole story, would lose it: then it is begun again from what they wrote.
    Raises `ProjectBusy` where somebody goes on writing.
    """
    path, there = folder / DATABASE, {one.path for one in backups(folder)}
    with closing(_watching(path, folder)) as watching:

        def _version() -> Any:
            return watching.execute("PRAGMA data_version").fetchone()

        def _is_still(version: Any) -> bool:
            return bool(_version() == version)

        for number in range(_TRIES):
            version = _version()
            part = ready.parent / str(number) / DATABASE
            part.parent.mkdir(mode=0o700)
            copy_new(ready, part)
            carried = carry_over(path, part)
            _note_restoring(part, path)
            _refuse_unless_it_opens(part, cancel)
            cancel.raise_if_cancelled()
            before = _unchanged(path, folder) or take(path, folder, BackupReason.RESTORE)
            break_seal(folder)
            try:
                _pour(part, path, partial(_is_still, version))
            except _Overtaken:
                if before.path not in there:
                    before.path.unlink(missing_ok=True)  # what was written since is not in it
            else:
                return Restored(before, carried)
    raise ProjectBusy(
        "Another program keeps writing into this project, so the backup was not restored.",
        "The project is as it is there.",
        "Finish what is going on in the other window or program, then restore again.",
    )


def _watching(path: Path, folder: Path) -> sqlite3.Connection:
    """A connection that sees what others commit, also while somebody writes.

    A file that nobody has open is otherwise read as one that does not change; and one without a log beside it, as it is
    after something took its place, cannot be read at all while it is written to.
    """
    connection = sqlite3.connect(path, timeout=1)
    try:
        if connection.execute("PRAGMA journal_mode").fetchone() != ("wal",):
            break_seal(folder)
            connection.execute("PRAGMA journal_mode=WAL").close()
    except BaseException:
        connection.close()
        raise
    return connection


def _finish_erasures(folder: Path, backup: Backup) -> None:
    """What was deleted for good comes back from nowhere: backups that hold it go first. Raises where this is one."""
    path = folder / DATABASE
    if not _is_ours(path):
        return
    with closing(open_beside_others(path)) as connection:
        if ("table", UnfinishedErasure.__tablename__) not in schema_check.objects(connection):
            return
        if not connection.execute(f"SELECT 1 FROM {UnfinishedErasure.__tablename__} LIMIT 1").fetchone():
            return
    with Project.open(folder) as project:
        finish_erasures(project)
    if not is_plain_file(backup.path):
        raise NotFound(
            "This backup still held what was deleted for good, so it was deleted too.",
            "The project is as it was.",
            "Choose a newer one.",
        )


def _refuse_strange(copy: sqlite3.Connection) -> None:
    """Raise unless an open file is a project of ours, of any version there was, with nothing planted in it."""
    version = schema_check.version_of(copy)
    if copy.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID or version is None:
        raise _useless()
    if version not in schema_check.known_versions():
        raise BadInput(
            "This backup was made with a newer CoProClip.", "Nothing was changed.", "Update CoProClip to restore it."
        )
    if foreign := schema_check.foreign_objects(copy, version):
        raise unsafe(foreign[0])


def _useless() -> ProjectDamaged:
    return ProjectDamaged("This backup cannot be used: it is damaged.", "Nothing was changed.", "Choose another one.")


def _copy_checked(backup: Backup, part: Path) -> None:
    try:
        with closing(open_guarded(backup.path, alone=True)) as copy:
            _refuse_strange(copy)
            if faults_elsewhere(copy.execute("PRAGMA quick_check(2)")):
                raise sqlite3.DatabaseError("not whole")
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise _useless() from error
    copy_new(backup.path, part)
    with closing(sqlite3.connect(part)) as made:
        made.execute("PRAGMA journal_mode=DELETE").close()


def _bring_up_to_date(part: Path, cancel: CancelToken) -> None:
    """Give a copy of an older version its newer tables: what is carried over has a place there."""
    with closing(open_guarded(part, alone=True)) as copy:
        if schema_check.version_of(copy) == schema_check.known_versions()[0]:
            return
    try:
        Database(part, cancel=cancel).close()
    except ProjectError as error:
        raise _useless() from error
    with closing(sqlite3.connect(part)) as made:
        made.execute("PRAGMA journal_mode=DELETE").close()


def _refuse_unless_it_opens(part: Path, cancel: CancelToken) -> None:
    """Raise unless a copy of it, with newer tables where it has older ones, opens as a project does."""
    tried = part.parent / "tried" / DATABASE
    tried.parent.mkdir(mode=0o700)
    copy_new(part, tried)
    try:
        Database(tried, cancel=cancel).close()
    except ProjectError as error:
        raise _useless() from error


def _is_ours(path: Path) -> bool:
    if not is_plain_file(path) or not path.stat().st_size:
        return False
    try:
        with closing(open_beside_others(path)) as connection:
            _refuse_strange(connection)
            return not faults_elsewhere(connection.execute("PRAGMA quick_check(2)"))
    except (CoProClipError, sqlite3.Error, UnicodeDecodeError):
        return False


def _unchanged(path: Path, folder: Path) -> Backup | None:
    """The backup that the project's file is the same as, if it was restored and nobody has changed anything since."""
    with closing(open_beside_others(path)) as connection:
        last = "SELECT operation FROM change_log WHERE operation != ? ORDER BY id DESC LIMIT 1"
        if connection.execute(last, (Work.PLACE.name.lower(),)).fetchone() != (RESTORED,):
            return None
        return next((one for one in backups(folder) if _same(connection, one)), None)


def _same(connection: sqlite3.Connection, backup: Backup) -> bool:
    """Whether a backup holds what a project does, but for where somebody was in a story and the log of changes."""
    try:
        with closing(open_guarded(backup.path, alone=True)) as copy:
            _refuse_strange(copy)
            tables = {name for kind, name in schema_check.objects(connection) if kind == "table"}
            compared = sorted(set(Base.metadata.tables) & tables - {Change.__tablename__, Place.__tablename__})
            return schema_check.version_of(copy) == schema_check.version_of(connection) and all(
                one == other
                for table in compared
                for one, other in zip_longest(
                    *(each.execute(f'SELECT * FROM "{table}" ORDER BY id') for each in (connection, copy))
                )
            )
    except (CoProClipError, sqlite3.Error, OSError, UnicodeDecodeError):
        return False


def _note_restoring(part: Path, path: Path) -> None:
    """Write into the restored copy what other windows look for: that everything there was and is may have changed."""
    ids: dict[str, set[int]] = {}
    newest = 0
    for database in (path, part):
        with closing(open_beside_others(database)) as connection:
            newest = max(newest, connection.execute(highest_id("change_log")).fetchone()[0])
            there = {name for kind, name in schema_check.objects(connection) if kind == "table"}
            for table in sorted(set(Base.metadata.tables) & there - {"change_log"}):
                rows = connection.execute(f'SELECT id FROM "{table}"').fetchall()
                ids.setdefault(table, set()).update(row for (row,) in rows)
    listed = json.dumps({table: sorted(rows) for table, rows in ids.items() if rows})
    with closing(sqlite3.connect(part)) as made, made:
        made.execute(
            "INSERT INTO change_log (id, made_at, operation, ids) VALUES (?, ?, ?, ?)",
            (newest + 1, datetime.now(UTC).isoformat(timespec="seconds"), RESTORED, listed),
        )


class _Overtaken(Exception):
    """Somebody wrote before nobody could any more."""


def _pour(part: Path, path: Path, is_as_known: Callable[[], bool]) -> None:
    """Every page in one transaction of SQLite's own: whoever has the file open sees all of it or nothing.

    From its first pages on nobody else can write. Only then `is_as_known` is asked: where it says no, nothing is
    changed, and `_Overtaken` raised.
    """
    until, waits = time.monotonic() + LONGEST_WAIT_S, True

    def _on_pages(status: int, _left: int, _all: int) -> None:
        nonlocal waits
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            if waits and time.monotonic() > until:
                busy = sqlite3.OperationalError("busy")
                busy.sqlite_errorcode = sqlite3.SQLITE_BUSY
                raise busy
        elif waits:
            waits = False
            if not is_as_known():
                raise _Overtaken

    with closing(open_guarded(part, alone=True)) as source, closing(sqlite3.connect(path, timeout=1)) as target:
        # Fewer pages than any project has: what is asked must be asked before the last.
        source.backup(target, pages=_FIRST_PAGES, progress=_on_pages, sleep=0.1)
        target.execute("PRAGMA wal_checkpoint(TRUNCATE)").close()
