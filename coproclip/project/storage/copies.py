"""Other copies of the project's database in its folder: backups, second versions, what was set aside, half-made ones.

Told by what they are called or by how they begin, wherever in the folder they lie.
"""

import os
import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from pathlib import Path

from coproclip.new_files import is_link
from coproclip.project.storage.database import APPLICATION_ID
from coproclip.project.storage.fingerprints import DATABASE_SUM
from coproclip.project.storage.places import BACKUPS, DATABASE_FILES, is_plain_file
from coproclip.project.storage.safe_reading import open_guarded

_CONFLICT = re.compile(
    r"conflicted copy|conflict(?:ed)? \d{4}|case conflict|\.sync-conflict-\d{8}-\d{6}|\[conflict\]|_conf\(\d+\)",
    re.IGNORECASE,
)
"""How Dropbox, Nextcloud, ownCloud, Syncthing, pCloud and Resilio call the second of two versions."""
_SECOND_DATABASE = re.compile(r"project(?:[ -_(].*)?\.db(?:-wal|-shm|-journal)?(?:\..*)?", re.IGNORECASE)
"""OneDrive (`project-DESKTOP-1.db`), iCloud (`project 2.db`), Google Drive (`project (1).db`) and people themselves."""
_BEGINS, _LOGS = b"SQLite format 3\0", (b"\x37\x7f\x06\x82", b"\x37\x7f\x06\x83", b"\xd9\xd5\x05\xf9")
_STEPS = 10_000_000

Mark = tuple[str, int, str]
"""What tells a row in a copy from another of the same number: its table, its number, when it was made."""


def is_second_version(where: str) -> bool:
    """Whether a file (`where` inside the project, with `/`) is called as the second of two versions of one of ours."""
    if where in DATABASE_FILES or where == DATABASE_SUM:
        return False
    name = where.rpartition("/")[2]
    return bool(_CONFLICT.search(name) or (name == where and _SECOND_DATABASE.fullmatch(name)))


def links_in(folder: Path) -> Iterator[str]:
    """Every link in a folder and below it, to a file or to a folder: where it lies inside (with `/`). Follows none."""
    for place, inner, names in os.walk(folder):
        for path in (Path(place, name) for name in sorted((*inner, *names))):
            if _leads_away(path):
                yield path.relative_to(folder).as_posix()
        inner[:] = sorted(name for name in inner if not _leads_away(Path(place, name)))


def plain_files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Every plain file in a folder and below it: where it lies inside (with `/`) and its path. Follows no link."""
    for place, inner, names in os.walk(folder):
        inner[:] = [name for name in inner if not _leads_away(Path(place, name))]
        for path in (Path(place, name) for name in names):
            if is_plain_file(path):
                yield path.relative_to(folder).as_posix(), path


def _leads_away(path: Path) -> bool:
    try:
        return is_link(path)
    except OSError:
        return True


def database_copies(folder: Path) -> list[Path]:
    """The files that are copies of the database of the project at `folder`, or may be, with the logs beside them."""
    return sorted(
        path
        for where, path in plain_files(folder)
        if where not in DATABASE_FILES
        and (
            where.startswith(f"{BACKUPS}/")
            or (is_second_version(where) and ".db" in path.name.lower())
            or _begins_as_ours(path, log="/" not in where)
        )
    )


def _begins_as_ours(path: Path, *, log: bool) -> bool:
    with suppress(OSError), path.open("rb") as file:
        head = file.read(100)
        return (head.startswith(_BEGINS) and head[68:72] == APPLICATION_ID.to_bytes(4, "big")) or (
            log and head.startswith(_LOGS)
        )
    return False


def holding(folder: Path, marks: Iterable[Mark], *, unreadable: bool = True) -> list[Path]:
    """The copies of the database that hold any of it, and those that are `unreadable`: nobody knows what is in them."""
    wanted = list(marks)
    return [path for path in database_copies(folder) if _holds(path, wanted, unreadable)]


def _holds(copy: Path, marks: Iterable[Mark], unreadable: bool) -> bool:
    try:
        with closing(open_guarded(copy, alone=True)) as connection:
            # A copy may have been planted: one that answers too slowly counts as unreadable.
            connection.set_progress_handler(lambda: 1, _STEPS)
            there = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
            if "story" not in there:
                return unreadable
            return any(
                connection.execute(f"SELECT 1 FROM {table} WHERE id = ? AND created_at = ?", (row, made)).fetchone()
                for table, row, made in marks
                if table in there
            )
    except (sqlite3.Error, OSError, ValueError):
        return unreadable
