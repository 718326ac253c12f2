"""A sound file is written whole, or not at all."""

import errno
import os
import shutil
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Protocol

from coproclip.errors import StorageError, storage_error
from coproclip.file_locks import UNFINISHED as UNFINISHED
from coproclip.file_locks import hold
from coproclip.new_files import fresh_path, make_new

# Left free while long sound is written: for the story itself, its waveform and the project's own database.
RESERVE_BYTES = 32 * 1024 * 1024
LOOK_BYTES = 4 * 1024 * 1024
"""So much is written between two looks at how much room is left."""


class Sink(Protocol):
    """What is written to: the little that libsndfile and FFmpeg's libraries need of a file."""

    def write(self, piece: bytes, /) -> int:
        """Write `piece`; the number of bytes taken."""

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Move to `offset`; the new place."""

    def tell(self) -> int:
        """The place of the next byte."""

    def flush(self) -> None:
        """Hand on what is still held back."""


class NewFile:
    """A file being written. Keeps the disk's own error, which foreign libraries swallow or rename.

    After an error nothing more is written: `failed` says why, and `new_file` turns it into a sentence. A disk is
    as good as full once `reserve` bytes are all that is free in `folder`.
    """

    def __init__(self, sink: Sink, folder: Path, reserve: int = 0) -> None:
        self._sink, self._folder, self._reserve = sink, folder, reserve
        self._since = 0
        self.failed: OSError | None = None

    def write(self, piece: bytes) -> int:
        """Write `piece`; 0 once the disk has refused."""
        if self.failed is not None:
            return 0
        try:
            self._keep_reserve(len(piece))
            return self._sink.write(piece)
        except OSError as error:
            self.failed = error
            return 0

    def _keep_reserve(self, more: int) -> None:
        self._since += more
        if self._reserve and self._since >= LOOK_BYTES:
            self._since = 0
            if shutil.disk_usage(self._folder).free < self._reserve:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def seek(self, offset: int, whence: int = 0) -> int:
        """Move to `offset`; the new place."""
        try:
            return self._sink.seek(offset, whence)
        except OSError as error:
            # Moving empties the buffer first, so a full disk may show here.
            self.failed = self.failed or error
            return self._sink.tell()

    def tell(self) -> int:
        """The place of the next byte."""
        return self._sink.tell()

    def flush(self) -> None:
        """Hand everything to the system, so that it can be read through the path as well."""
        try:
            self._sink.flush()
        except OSError as error:
            self.failed = self.failed or error

    def check(self) -> None:
        """Raise the disk's error, if there was one."""
        if self.failed is not None:
            raise self.failed


@contextmanager
def new_file(
    target: Path, activity: str, wrap: Callable[[IO[bytes]], Sink] = lambda file: file, *, reserve: int = 0
) -> Iterator[tuple[NewFile, Path]]:
    """A file to write, and its temporary path; on leaving it is on the disk and takes the place of `target`.

    If the block raises, nothing is left and what was at `target` stays. `activity` is what the sentence of a
    `StorageError` says was going on (“copying the recording”). `wrap` stands between the file and its writer;
    `reserve` are the bytes that stay free on the disk.
    It is one too when something other than a plain file is at `target`: a link, a device, a folder.
    """
    try:
        refuse_special(target)
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Not named after the target: its name may already be as long as the file system allows.
        path = fresh_path(target.parent)
        file = make_new(path)
        hold(file.fileno())
    except OSError as error:
        raise storage_error(error, activity) from error
    fresh = NewFile(wrap(file), target.parent, reserve)
    try:
        try:
            yield fresh, path
            fresh.flush()
            fresh.check()
            os.fsync(file.fileno())
            file.close()
            refuse_special(target)
            os.replace(path, target)
        except OSError as error:
            raise storage_error(fresh.failed or error, activity) from error
        except BaseException as error:
            if fresh.failed is not None:
                raise storage_error(fresh.failed, activity) from error
            raise
    except BaseException:
        with suppress(OSError):
            file.close()
        with suppress(OSError):
            path.unlink()
        raise
    _keep_name(target.parent)


def refuse_special(target: Path) -> None:
    """Raise `StorageError` when a file made at `target` would take the place of something that is not a plain file."""
    try:
        found = os.lstat(target)
    except (FileNotFoundError, NotADirectoryError):
        return
    # An unknown kind of link on Windows is kept by a cloud drive for a plain file.
    if not stat.S_ISREG(found.st_mode):
        raise StorageError(
            f"“{target.name}” is {_kind(found.st_mode)}, not a file, so nothing was written there.",
            "It was not touched.",
            "Give the name of a file.",
        )


def _kind(mode: int) -> str:
    kinds = ((stat.S_ISDIR, "a folder"), (stat.S_ISLNK, "a link to somewhere else"))
    return next((words for is_one, words in kinds if is_one(mode)), "part of the system")


def _keep_name(folder: Path) -> None:
    """Make the new name itself survive a power cut, where the system can."""
    if os.name != "posix":
        return
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
