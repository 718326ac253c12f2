"""What killed work left in a project: named, and taken away where it is certainly ours, whole nowhere and old enough.

Sound that no story knows is never taken away: it may be the only copy of what somebody said.
"""

import logging
import os
import re
import sqlite3
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy.orm import Session

from coproclip.file_locks import OLD_S, UNFINISHED, is_left_over
from coproclip.new_files import is_link
from coproclip.project.storage.backups import backups, is_backup_name
from coproclip.project.storage.named_files import NAMING, named_files
from coproclip.project.storage.places import (
    BACKUPS,
    DATABASE_FILES,
    FOLDERS,
    IMAGES,
    OF_THE_SYSTEM,
    ORIGINALS,
    PAPERS,
    PEAKS,
    RECORDINGS,
    WORKING,
    is_plain_file,
)
from coproclip.project.storage.safe_reading import open_guarded

log = logging.getLogger(__name__)

MINUTE_S, DAY_S = 60, 86_400
_UUID = r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"
_ID = rf"(?:[0-9a-f]{{16}}|{_UUID})"
_TEMPORARY = re.compile(r"\.[0-9a-f]{12}" + re.escape(UNFINISHED) + r"(?:-wal|-shm|-journal)?")
_OLD_COPY = re.compile(r"(?:project-\d{4}-\d{2}-\d{2}|before-\d{4})\.part")
_DERIVED = {WORKING: re.compile(_ID + r"\.flac"), PEAKS: re.compile(_ID + r"\.peaks")}
_OURS = {ORIGINALS: re.compile(_ID + r"\.\w+"), WORKING: _DERIVED[WORKING], PAPERS: re.compile(_ID + r"\.\w+")}
_OURS[IMAGES] = re.compile(_ID + r"\.(?:png|jpg)")
_IN_BACKUPS = (ORIGINALS, WORKING, PAPERS, IMAGES)
_NAMING_FILES = tuple(f"SELECT {column} FROM {table}" for table, columns in NAMING.items() for column in columns)
_LOCK = re.compile(_UUID + r"\.lock")
_NOTE = re.compile(_UUID + r"\.json")
_SHELL = re.compile(r"\.[0-9a-f]{8}\.new")

HALF_WRITTEN = "A file that was being written when the program was stopped."
HALF_COPIED = "A copy of the database that was not finished."
FORGOTTEN = "A picture or working copy of a recording that no story knows; it can be made again from the original."
ONLY_COPY = "Sound that no story knows, and its original is not there. Listen to it before you delete it."
UNKNOWN = "A recording that no story knows: bringing it in was interrupted. Import it again, or delete it."
EMPTY_LOCK = "What said that somebody was recording; nobody is."
FOREIGN = "Not of CoProClip’s making: no story knows it. Import it, or move it out of the project."
LONE_NOTE = "What was noted beside a recording that is not there, or is a story by now."
LONE_PAPER = "A scan of a signed sheet that no answer refers to."
LONE_IMAGE = "An image that is no longer in the report."
NEEDED = "No story of today knows it, but the backup “{backup}” does: who goes back to that needs it."
LINK = "A link to somewhere else; CoProClip makes none and follows none."


@dataclass(frozen=True, slots=True)
class Leftover:
    """One file that should not be there: `where` inside the project (with `/`) and `what` it is, a sentence.

    `swept`: it is of our making, worth nothing and held by nobody, so that `sweep` takes it away. `needed`: a backup
    still names it.
    """

    where: str
    what: str
    swept: bool
    needed: bool = False


def leftovers(folder: Path, session: Session) -> list[Leftover]:
    """What killed work left in the project at `folder`, whose rows `session` reads. Changes nothing.

    What is young and called like a file of ours is left out: it may be on its way. Raises what reading the rows raises.
    """
    found = _found(folder, session)
    # Only where there is anything to say: backups are as large as the project.
    in_question = {one.where for one in found if not one.swept and one.where.partition("/")[0] in _IN_BACKUPS}
    needed = _needed(folder, in_question) if in_question else {}
    return [
        replace(one, what=NEEDED.format(backup=needed[one.where]), needed=True) if one.where in needed else one
        for one in found
    ]


def _found(folder: Path, session: Session) -> list[Leftover]:
    known = {inside for _, _, _, inside in named_files(session.connection())}
    return [found for kind in ("", *FOLDERS) for found in _in_folder(folder, kind, known)]


def _needed(folder: Path, wanted: Collection[str]) -> dict[str, str]:
    """Of these places inside the project, those that a backup names, with the name of the newest that does."""
    needed: dict[str, str] = {}
    for backup in reversed(backups(folder)):
        with suppress(OSError, sqlite3.Error), closing(open_guarded(backup.path, alone=True)) as copy:
            for question in _NAMING_FILES:
                # An older project has fewer columns.
                with suppress(sqlite3.Error):
                    needed.update((path, backup.name) for (path,) in copy.execute(question) if path in wanted)
    return needed


def sweep(folder: Path, session: Session) -> list[Leftover]:
    """Take away what is certainly ours and over; returns that. What cannot be taken away stays, without a word."""
    gone = []
    for found in _found(folder, session):
        with suppress(OSError):
            if found.swept and is_plain_file(folder / found.where):
                (folder / found.where).unlink()
                gone.append(found)
    if gone:
        log.info("took away %d leftovers", len(gone))
    return gone


def sweep_shells(parent: Path) -> None:
    """Take away projects that a killed program had only begun to make in `parent`: empty folders and no story."""
    with suppress(OSError):
        for shell in [path for path in parent.iterdir() if _SHELL.fullmatch(path.name)]:
            with suppress(OSError):
                if not is_link(shell) and time.time() - shell.stat().st_mtime > OLD_S:
                    _remove_shell(shell)


def _remove_shell(shell: Path) -> None:
    names = set(os.listdir(shell))
    if not names <= {*FOLDERS, *DATABASE_FILES} or any(
        is_link(shell / name) or (name in FOLDERS and os.listdir(shell / name)) for name in names
    ):
        return
    for name in names:
        (os.rmdir if name in FOLDERS else os.unlink)(shell / name)
    os.rmdir(shell)


def _in_folder(folder: Path, kind: str, known: Collection[str]) -> Iterator[Leftover]:
    try:
        names = sorted(os.listdir(folder / kind)) if not kind or not is_link(folder / kind) else []
    except OSError:
        return
    judge = _JUDGES.get(kind)
    for name in names:
        where = f"{kind}/{name}" if kind else name
        path = folder / where
        found = None
        with suppress(OSError):
            if is_link(path):
                found = Leftover(where, LINK, swept=False)
            elif where in known or name.lower() in OF_THE_SYSTEM:
                continue
            elif kind in _OURS and not (_OURS[kind].fullmatch(name) or _TEMPORARY.fullmatch(name)):
                found = Leftover(where, FOREIGN, swept=False)
            elif not is_plain_file(path):
                continue
            elif _TEMPORARY.fullmatch(name):
                found = Leftover(where, HALF_WRITTEN, swept=True) if is_left_over(path) else None
            elif judge is not None:
                found = judge(folder, path, where)
        if found is not None:
            yield found


def _original(_folder: Path, path: Path, where: str) -> Leftover | None:
    return Leftover(where, UNKNOWN, swept=False) if is_left_over(path, MINUTE_S) else None


def _paper(_folder: Path, path: Path, where: str) -> Leftover | None:
    return Leftover(where, LONE_PAPER, swept=False) if is_left_over(path, MINUTE_S) else None


def _image(_folder: Path, path: Path, where: str) -> Leftover | None:
    return Leftover(where, LONE_IMAGE, swept=False) if is_left_over(path, MINUTE_S) else None


def _derived(folder: Path, path: Path, where: str) -> Leftover | None:
    # Bringing in a long file may take hours, and its rows come last.
    if not is_left_over(path, DAY_S):
        return None
    kind = path.parent.name
    if not _DERIVED[kind].fullmatch(path.name):
        return Leftover(where, ONLY_COPY if kind == WORKING else FORGOTTEN, swept=False)
    has_original = kind == PEAKS or any((folder / ORIGINALS).glob(f"{path.stem}.*"))
    return Leftover(where, FORGOTTEN if has_original else ONLY_COPY, swept=has_original)


def _backup(_folder: Path, path: Path, where: str) -> Leftover | None:
    half = path.name.removesuffix(UNFINISHED)
    if not _OLD_COPY.fullmatch(path.name) and not (half != path.name and is_backup_name(half)):
        return None
    return Leftover(where, HALF_COPIED, swept=True) if is_left_over(path) else None


def _beside_recordings(folder: Path, path: Path, where: str) -> Leftover | None:
    if path.with_suffix(".wav").exists() or not is_left_over(path):
        return None
    if _LOCK.fullmatch(path.name) and not path.with_suffix(".json").exists():
        return Leftover(where, EMPTY_LOCK, swept=True)
    # A note may name sound on another disk: recovering it looks there, sweeping does not.
    return Leftover(where, LONE_NOTE, swept=False) if _NOTE.fullmatch(path.name) else None


_JUDGES: dict[str, Callable[[Path, Path, str], Leftover | None]] = {
    ORIGINALS: _original,
    PAPERS: _paper,
    IMAGES: _image,
    WORKING: _derived,
    PEAKS: _derived,
    BACKUPS: _backup,
    RECORDINGS: _beside_recordings,
}
