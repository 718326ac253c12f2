"""A project on a write-protected stick, in an archive, or of another person: read, and never written to.

Nothing is put beside it, no folder, no log, no lock. Where the file has a log that was not brought home yet, or was
made by an older version, what is read is a copy of our own, which only this user may read and which goes on closing.
"""

import errno
import os
import shutil
import tempfile
from pathlib import Path

from coproclip.errors import CoProClipError, ProjectReadOnly, StorageError, storage_error
from coproclip.new_files import FileLock, copy_new
from coproclip.project.storage.places import DATABASE, has_other_name

PREFIX = "coproclip-reading-"
ENDINGS = ("", "-wal")
TRIES = 5
LARGEST_BYTES = 4 << 30
"""A file with its log is never nearly as large, recordings lie beside it; a made-up length fills no disk."""


def refused(folder: Path) -> bool:
    """Whether nothing may be written into this project, as far as the system says so beforehand."""
    if has_other_name(folder / DATABASE):
        return True  # what is written into it would change somebody's other file too
    places = (folder, folder / "project.db", *(folder / name for name in ("project.db-wal", "project.db-shm")))
    effective = os.access in os.supports_effective_ids
    return any(place.exists() and not os.access(place, os.W_OK, effective_ids=effective) for place in places)


def means_read_only(error: CoProClipError) -> bool:
    """Whether opening failed because nothing may be written there."""
    cause = error.__cause__
    if isinstance(cause, OSError):
        return cause.errno in (errno.EROFS, errno.EACCES, errno.EPERM)
    return isinstance(error, StorageError) and "may not be written" in error.happened


def why(folder: Path) -> ProjectReadOnly:
    """What a person is told who wants to change such a project."""
    linked = has_other_name(folder / DATABASE)
    because = "its file is at the same time a file somewhere else" if linked else "its folder is write-protected"
    return ProjectReadOnly(
        f"“{folder.stem}” can be read here, but not changed: {because}.",
        "Nothing was changed. You can read, search, listen and export.",
        "To work on it, copy the whole folder to a place of your own and open the copy.",
    )


def has_log(path: Path) -> bool:
    """Whether something was written that is not in the file itself yet."""
    try:
        return path.with_name(path.name + "-wal").stat().st_size > 0
    except OSError:
        return False


class PrivateCopy:
    """A copy of a database with its log, readable by this user alone; `close()` takes it away."""

    def __init__(self, source: Path, endings: tuple[str, ...] = ENDINGS) -> None:
        self._parts = [source.with_name(source.name + ending) for ending in endings]
        _sweep()
        self._folder = Path(tempfile.mkdtemp(prefix=PREFIX))  # mkdtemp: only the owner may look inside
        self._lock = FileLock(self._folder / "lock")
        self._lock.acquire()
        self.path = self._folder / source.name
        try:
            self._copy()
        except StorageError:
            self.close()
            raise
        except OSError as error:
            self.close()
            raise storage_error(error, "reading the project") from error

    def _copy(self) -> None:
        for _ in range(TRIES):
            before = self._stamps()
            size = sum(bytes_ for bytes_, _ in before)
            if size > LARGEST_BYTES:
                raise StorageError(
                    "The project’s file with its log is far larger than it can be, so it was not opened.",
                    "Nothing was changed.",
                    "“coproclip check-project” says what mends it; or ask whoever gave it to you for another copy.",
                )
            if size > shutil.disk_usage(self._folder).free:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            for part in self._parts:
                target = self._folder / part.name
                target.unlink(missing_ok=True)
                if part.exists():
                    copy_new(part, target)
            if self._stamps() == before:
                return
        raise OSError(errno.EBUSY, "it is being written to")

    def _stamps(self) -> list[tuple[int, int]]:
        return [(part.stat().st_size, part.stat().st_mtime_ns) for part in self._parts if part.exists()]

    def close(self) -> None:
        """Take the copy away."""
        self._lock.release()
        shutil.rmtree(self._folder, ignore_errors=True)


def _sweep() -> None:
    """Take away copies of programs that were killed; the system let go of their locks."""
    for left in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        if left.is_symlink() or not os.access(left, os.W_OK):
            continue
        lock = FileLock(left / "lock")
        try:
            free = (left / "lock").exists() and lock.acquire()
        except OSError:
            continue
        if free:
            lock.release()
            shutil.rmtree(left, ignore_errors=True)
