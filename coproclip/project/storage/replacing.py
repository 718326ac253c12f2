"""Putting another file in the place of a project's file that SQLite cannot write into; what was there is kept.

Somebody may have it open and write into it until the last moment: that is in what is kept too.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from coproclip.new_files import BLOCK, copy_new, fresh_path, make_new
from coproclip.project.storage.backups import Backup, BackupReason, next_path, read_name
from coproclip.project.storage.fingerprints import break_seal
from coproclip.project.storage.places import is_plain_file

_LOGS = ("-wal", "-journal")


def put_in_place(part: Path, path: Path, folder: Path) -> Backup | None:
    """Put `part` in the place of `path`, the file of the project at `folder`, and of the log beside it.

    Returns where what was there lies, byte for byte with its log, for whoever can yet get something out of it; None
    where no file was. Raises `OSError`, and then the file and what is kept of it stay.
    """
    with _still_open(path) as file:
        kept = _keep(path, folder) if is_plain_file(path) else None
        break_seal(folder)
        late = _take_logs_away(path, part.parent)
        try:
            with part.open("rb") as written:
                os.fsync(written.fileno())
            os.replace(part, path)
        except OSError:
            for ending, log in late.items():
                os.replace(log, _with_ending(path, ending))
            raise
        if kept is not None:
            _keep_late(file, late, kept)
        for log in late.values():
            log.unlink(missing_ok=True)
    return read_name(kept) if kept is not None else None


def as_it_lies(path: Path) -> list[tuple[int, int, int] | None]:
    """The project's file and its log as the disk tells of them: which file, how long, written when (ns)."""
    found: list[tuple[int, int, int] | None] = []
    for ending in ("", *_LOGS):
        try:
            one = _with_ending(path, ending).stat()
            found.append((one.st_ino, one.st_size, one.st_mtime_ns))
        except OSError:
            found.append(None)
    return found


@contextmanager
def _still_open(path: Path) -> Iterator[BinaryIO | None]:
    """The file itself, which can be read on when another has its name; None where that is not possible.

    Windows lets nobody take the place of a file that anybody has open: who writes there is done, or it is refused.
    """
    if sys.platform == "win32" or not is_plain_file(path):
        yield None
    else:
        with path.open("rb") as file:
            yield file


def _keep(path: Path, folder: Path) -> Path:
    kept = next_path(folder, BackupReason.DAMAGED)
    for ending in ("", *_LOGS):
        source = _with_ending(path, ending)
        if is_plain_file(source):
            copy_new(source, _with_ending(kept, ending))
    return kept


def _take_logs_away(path: Path, place: Path) -> dict[str, Path]:
    """Move the log into `place`, where nobody looks for it: it belongs to the file and may hold more than was kept."""
    moved = {}
    for ending in _LOGS:
        with suppress(FileNotFoundError):
            aside = fresh_path(place)
            os.replace(_with_ending(path, ending), aside)
            moved[ending] = aside
    with suppress(FileNotFoundError):
        _with_ending(path, "-shm").unlink()
    return moved


def _keep_late(file: BinaryIO | None, logs: dict[str, Path], kept: Path) -> None:
    """What was written after it was kept takes the place of that."""
    if file is not None and not _same(file, kept):
        part = fresh_path(kept.parent)
        file.seek(0)
        with make_new(part) as new:
            while block := file.read(BLOCK):
                new.write(block)
            new.flush()
            os.fsync(new.fileno())
        os.replace(part, kept)
    for ending, log in logs.items():
        if not is_plain_file(log):
            continue
        with log.open("rb") as found:
            same = _same(found, _with_ending(kept, ending))
        if not same:
            os.replace(log, _with_ending(kept, ending))


def _same(file: BinaryIO, copy: Path) -> bool:
    """Whether a copy holds what the file does now."""
    if not copy.exists() or copy.stat().st_size != os.fstat(file.fileno()).st_size:
        return False
    file.seek(0)
    with copy.open("rb") as other:
        while (block := file.read(BLOCK)) == other.read(BLOCK):
            if not block:
                return True
    return False


def _with_ending(path: Path, ending: str) -> Path:
    return path.with_name(path.name + ending)
