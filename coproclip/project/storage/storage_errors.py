"""The sentence for everything that can go wrong with the project's file."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from math import prod
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from coproclip.errors import (
    CoProClipError,
    ProjectBusy,
    ProjectDamaged,
    ProjectError,
    ProjectUnsafe,
    StorageError,
)
from coproclip.project.storage import word_index
from coproclip.project.storage.backups import Backup, BackupReason, backups
from coproclip.project.storage.safe_reading import open_guarded
from coproclip.project.storage.schema_check import ForeignObject

FULL_BYTES = 256 * 1024
HALF_CHANGE_MEND = (
    "Run “coproclip check-project PROJECT --mend journal”: what was begun is taken back, and all is kept first."
)

INDEX_DAMAGED = "The search index is damaged; the words themselves are whole."
INDEX_MEND = "Run “coproclip check-project PROJECT --mend search-index”."


def damaged(folder: Path) -> ProjectDamaged:
    """The sentence for a file that cannot be read, naming the newest whole copy if there is one."""
    kept = [backup for backup in backups(folder) if backup.reason != BackupReason.DAMAGED]
    copy = next(filter(_is_whole, kept), None)
    if copy:
        newest = "newest backup" if copy is kept[0] else "newest backup that is whole"
        return ProjectDamaged(
            "The project file is damaged.",
            "Recordings are untouched, and there is a backup of everything else.",
            f"Restore the {newest}, {copy.name}: “Restore a backup…” in the menu Project, or “coproclip restore”.",
        )
    if kept:
        return ProjectDamaged(
            "The project file is damaged, and so is each backup of it here.",
            "Nothing was changed.",
            "If this folder was copied, copy it again from where it lay: not all of it may have arrived.",
        )
    return ProjectDamaged(
        "The project file is damaged.",
        "The recordings in the folder “originals” are untouched.",
        "Start a new project and import them again, or ask someone to repair project.db.",
    )


def _is_whole(copy: Backup) -> bool:
    """Whether a copy can be read and is as long as it says; what is in it `restoring` looks at."""
    try:
        with closing(open_guarded(copy.path, alone=True)) as database:
            sizes = [int(database.execute(f"PRAGMA {what}").fetchone()[0]) for what in ("page_count", "page_size")]
            database.execute("SELECT (SELECT count(*) FROM story), (SELECT count(*) FROM segment)").fetchone()
        return copy.path.stat().st_size >= prod(sizes)
    except (CoProClipError, sqlite3.Error, OSError, UnicodeDecodeError):
        return False


def to_project_error(error: Exception, folder: Path) -> CoProClipError:
    """What a database error means for a person."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    code = getattr(cause, "sqlite_errorcode", None)
    primary = code & 0xFF if isinstance(code, int) else None
    if word_index.concerns(error):
        return ProjectDamaged(INDEX_DAMAGED, "Nothing was changed.", INDEX_MEND)
    if code == sqlite3.SQLITE_READONLY_ROLLBACK:
        return half_changed()
    if primary in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return ProjectBusy(
            "Another program is writing to this project and has not finished.",
            "Everything saved before is safe.",
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
    if primary == sqlite3.SQLITE_INTERRUPT:
        return ProjectError("Reading this took far too long, so it was stopped.", "Nothing was changed.")
    if primary == sqlite3.SQLITE_AUTH:
        return unsafe(ForeignObject("a view or a trigger", ""))
    return damaged(folder)


def half_changed() -> ProjectError:
    """The sentence for a file beside which lies a change that another program has begun and not finished."""
    return ProjectError(
        "Another program began to change this project and did not finish, so it was not opened.",
        "Nothing was changed here.",
        HALF_CHANGE_MEND,
    )


def unsafe(foreign: ForeignObject) -> ProjectUnsafe:
    """The sentence for a file with something in its schema that we did not make."""
    if foreign.missing:
        return ProjectUnsafe(
            f"The project file lacks something that belongs in it ({foreign.name}), so it was not opened.",
            "Nothing was changed.",
            "Restore a backup, or ask whoever gave it to you for another copy.",
        )
    return ProjectUnsafe(
        f"The project file holds {foreign.kind} that CoProClip did not make, so it was not opened.",
        "Nothing in it was run, and nothing was changed.",
        "Restore a backup, or ask whoever gave it to you what it is for.",
    )


def _full(folder: Path) -> bool:
    # Without room for its helper files SQLite cannot even read, and says only that the disk did not answer.
    try:
        return shutil.disk_usage(folder).free < FULL_BYTES
    except OSError:
        return False


@contextmanager
def mapped_errors(folder: Path) -> Iterator[None]:
    """Turns database errors inside into sentences."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        raise to_project_error(error, folder) from error
    except UnicodeDecodeError as error:
        # SQLite quotes the damaged place in its own message, and the driver cannot read that.
        raise damaged(folder) from error
