"""Copies of the database, kept in `backups/`: taken, checked, listed and thinned out.

A name holds a number that only grows, the day and the reason: `000012-20261129-daily.db`. Order and age are told by the
number alone, so that a computer whose clock is years off neither mixes up nor deletes a copy. Each is one file that
stands by itself. Recordings are not in it: they are never changed. What else lies in the folder is in nobody's way.
"""

import errno
import filecmp
import os
import re
import shutil
import sqlite3
from collections.abc import Iterable
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from coproclip.new_files import fresh_path, make_private_file
from coproclip.project.storage.word_index import faults_elsewhere

FOLDER = "backups"
_NAME = re.compile(r"([0-9]{6,})-(\d{4})(\d{2})(\d{2})-([a-z-]+)\.db")
# Names from before there were numbers; they are older than any that has one.
_OLD_NAME = re.compile(r"project-(\d{4}-\d{2}-\d{2})\.db|before-\d{4}\.db")
NEWEST = 7
WEEK, MONTH = 7, 28
RECENT = 30
"""For so many days worked since, nothing that was kept before something else took its place is thinned out."""
_FAR = 1_000_000
# What would be played into a copy, or is kept beside a damaged one: a log that was put aside alone.
_BESIDE = ("", "-wal", "-shm", "-journal")


class BackupReason(StrEnum):
    """Why a copy was taken; the value is part of its name."""

    DAILY = "daily"
    UPDATE = "before-update"
    DELETE = "before-delete"
    RESTORE = "before-restore"
    MERGE = "before-merge"
    ASKED = "asked-for"
    DAMAGED = "damaged"
    REPLACED = "set-aside"


@dataclass(frozen=True, slots=True)
class Backup:
    """One copy. `number` is its place in the order they were taken (0: from before they were numbered, or made up).

    `day` is what the computer took for the date then (ISO), empty where the name does not say.
    """

    path: Path
    number: int
    day: str
    reason: str

    @property
    def name(self) -> str:
        """The file's name in `backups/`."""
        return self.path.name


def is_backup_name(name: str) -> bool:
    """Whether a file in `backups/` is called as ours are."""
    return bool(_NAME.fullmatch(name) or _OLD_NAME.fullmatch(name))


def backups(folder: Path) -> list[Backup]:
    """The copies of the project at `folder`, newest first; none where the folder cannot be read."""
    try:
        found = _called_so(folder)
        found = [one for one in found if one.path.is_file() and not one.path.is_symlink()]
    except OSError:
        return []
    return sorted(found, key=lambda one: (one.number, one.day, one.name), reverse=True)


def _called_so(folder: Path) -> list[Backup]:
    """Everything in `backups/` that is called as a copy; raises `OSError`.

    Numbers grow one by one. One that is far beyond all others was not given by us, and no number would be left after
    it: it counts for nothing.
    """
    found = [read_name(path) for path in (folder / FOLDER).iterdir() if is_backup_name(path.name)]
    reached = 0
    for number in sorted({one.number for one in found}):
        if number - reached > _FAR:
            break
        reached = number
    return [one if one.number <= reached else replace(one, number=0) for one in found]


def read_name(path: Path) -> Backup:
    """The copy at `path`, as its name tells."""
    if match := _NAME.fullmatch(path.name):
        number, year, month, day, reason = match.groups()
        return Backup(path, int(number), f"{year}-{month}-{day}", reason)
    old = _OLD_NAME.fullmatch(path.name)
    day = (old[1] or "") if old else ""
    return Backup(path, 0, day, BackupReason.DAILY if day else BackupReason.UPDATE)


def next_path(folder: Path, reason: BackupReason) -> Path:
    """Where the next copy belongs; its number is above every other’s, and nothing lies there. Makes the folder."""
    place = folder / FOLDER
    place.mkdir(mode=0o700, exist_ok=True)
    number = max((one.number for one in _called_so(folder)), default=0) + 1
    while True:
        path = place / f"{number:06}-{datetime.now(UTC):%Y%m%d}-{reason}.db"
        if not any(os.path.lexists(f"{path}{ending}") for ending in _BESIDE):
            return path
        number += 1


def today() -> str:
    """The day it is for backups (ISO, UTC), as the computer has it."""
    return f"{datetime.now(UTC):%Y-%m-%d}"


def due_today(folder: Path) -> bool:
    """Whether the newest daily copy is of another day than this one, in whichever direction."""
    newest = next((backup.day for backup in backups(folder) if backup.reason == BackupReason.DAILY), "")
    return newest != today()


def take(database: Path, folder: Path, reason: BackupReason) -> Backup:
    """Copy the `database` of the project at `folder`, which may be in use, and look whether the copy is whole.

    Raises `sqlite3.Error` or `OSError`, and then leaves nothing behind.
    """
    target = next_path(folder, reason)
    copy_whole(database, target)
    thin_out(folder)
    return read_name(target)


def copy_whole(database: Path, target: Path) -> None:
    """A whole copy of a database, read again before it gets its name. Raises `sqlite3.Error` or `OSError`."""
    if shutil.disk_usage(target.parent).free < database.stat().st_size:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))  # rather than fill the disk to its last byte first
    with closing(sqlite3.connect(database)) as source:
        copy_connected(source, target)


def copy_connected(source: sqlite3.Connection, target: Path) -> None:
    """The same of the database that `source` has open."""
    # A name that nobody could know: SQLite believes whatever log lies beside a file it opens.
    part = fresh_path(target.parent)
    try:
        # Readable by its owner alone, from the first byte.
        make_private_file(part)
        with closing(sqlite3.connect(part)) as copy:
            source.backup(copy)
            # One file that needs no log beside it.
            copy.execute("PRAGMA journal_mode=DELETE").close()
            if faults_elsewhere(copy.execute("PRAGMA quick_check(2)")):
                raise sqlite3.DatabaseError("the copy is not whole")
        with part.open("rb") as written:
            os.fsync(written.fileno())
        os.replace(part, target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def thin_out(folder: Path) -> None:
    """Remove copies that stand close together among the older ones; see `kept`."""
    have = backups(folder)
    keep = {one.path for one in kept(have)}
    for one in have:
        if one.path not in keep:
            # One that somebody holds open goes another time.
            with suppress(OSError):
                one.path.unlink(missing_ok=True)


def kept(have: Iterable[Backup]) -> list[Backup]:
    """Those worth keeping: the newest few, then about one a week, then about one a month of the days worked.

    Counted in copies, never by the clock. Those taken before something that cannot be undone are thinned out among
    themselves, and not before `RECENT` days were worked after them: what is in one of them may be in no other, and
    somebody who looks through backups takes many in an hour. A damaged file is only removed by a person.
    """
    chosen = []
    groups: dict[bool, list[Backup]] = {True: [], False: []}
    for one in sorted(have, key=lambda one: (one.number, one.day, one.name), reverse=True):
        if one.reason == BackupReason.DAMAGED:
            chosen.append(one)
        else:
            groups[one.reason == BackupReason.DAILY].append(one)
    days = [one.number for one in groups[True]]
    recent = days[RECENT - 1] if len(days) >= RECENT else 0
    for group in groups.values():
        chosen += group[:NEWEST]
        newest = group[0].number if group else 0
        seen: set[tuple[int, int]] = set()
        # From the oldest on: the first of a stretch stays the one that is kept, whatever comes after it.
        for place, one in reversed(list(enumerate(group))[NEWEST:]):
            width = WEEK if newest - one.number < 5 * WEEK else MONTH
            stretch = (width, one.number // width)
            if stretch not in seen:
                seen.add(stretch)
                chosen.append(one)
            elif group is groups[False] and one.number > recent and not _same(one, group[place - 1]):
                chosen.append(one)
    return chosen


def _same(one: Backup, other: Backup) -> bool:
    """Whether two copies are the same to the byte, taken for the same reason; nobody misses one of them."""
    try:
        return one.reason == other.reason and filecmp.cmp(one.path, other.path, shallow=False)
    except OSError:
        return False
