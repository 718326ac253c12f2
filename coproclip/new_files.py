"""Files that this program makes and reads by a name that somebody else may have put something under.

A project, a stick, a folder of settings may come from anybody, with a link under the very name that is about to be
written, and a pipe under the one that is about to be read. So a file is only ever made new: under a name that nobody
could know before, from where it takes the place of whatever is called as it should be (that is replaced, never followed
and never written into), or under its own name and then only where nothing is. Nothing else in the program makes files.
"""

import io
import json
import os
import re
import stat
import struct
import sys
import time
import uuid
import xml.etree.ElementTree as ElementTree
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

from coproclip.errors import BadInput, storage_error
from coproclip.file_locks import UNFINISHED, hold

if sys.platform == "win32":  # pragma: no cover
    import msvcrt
else:
    import fcntl

PRIVATE, SHARED = 0o600, 0o644
"""Who may read a file that is made: its owner alone, or whoever uses this computer."""
BLOCK = 1 << 20
MOST_TAGS = 3_000_000
"""So many beginnings and ends of elements has an XML file at most."""
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_NO_WAITING = getattr(os, "O_NONBLOCK", 0)
_BINARY = getattr(os, "O_BINARY", 0)
_LINK_TAGS = (getattr(stat, "IO_REPARSE_TAG_SYMLINK", -1), getattr(stat, "IO_REPARSE_TAG_MOUNT_POINT", -1))


def is_link(path: Path) -> bool:
    """Whether what is at `path` is a link to somewhere else, or a folder mounted there on Windows; raises `OSError`."""
    found = os.lstat(path)
    return stat.S_ISLNK(found.st_mode) or getattr(found, "st_reparse_tag", 0) in _LINK_TAGS


def refuse_link(path: Path) -> None:
    """Raise `BadInput` where `path` is a link: what is written there would land, or be deleted, somewhere else."""
    if os.path.lexists(path) and is_link(path):
        raise BadInput(
            f"“{path.name}” is only a link to another place.",
            "Nothing was written.",
            "Choose the folder itself, or take the link away.",
        )


def fresh_path(folder: Path) -> Path:
    """Where a file on its way may lie in `folder`: nobody could know the name, and it is swept up if it stays."""
    return folder / f".{uuid.uuid4().hex[:12]}{UNFINISHED}"


def make_new(path: Path, mode: int = PRIVATE, *, buffering: int = -1) -> BinaryIO:
    """A new, empty file to be written and read; raises `FileExistsError` when anything is there, a link too."""
    return open(path, "x+b", buffering=buffering, opener=lambda name, flags: os.open(name, flags | _NO_LINK, mode))


def make_private_file(path: Path) -> None:
    """Make an empty file that only its owner may read; raises `FileExistsError` when something is there."""
    make_new(path).close()


@contextmanager
def whole_file(target: Path, *, bench: Path | None = None, mode: int = PRIVATE) -> Iterator[tuple[BinaryIO, Path]]:
    """A file to write and its path for now; on leaving it is on the disk and takes the place of `target`.

    It is made in `bench`, a folder on the same disk, where there is one. If the block raises, nothing is left of it and
    what was called `target` stays. Raises `OSError`.
    """
    part = fresh_path(bench or target.parent)
    file = make_new(part, mode)
    try:
        with file:
            hold(file.fileno())
            yield file, part
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, target)
    except BaseException:
        with suppress(OSError):
            part.unlink()
        raise


def write_whole(target: Path, content: bytes, *, bench: Path | None = None, mode: int = PRIVATE) -> None:
    """Put `content` in the place of whatever is called `target`, or leave that as it was; raises `OSError`."""
    with whole_file(target, bench=bench, mode=mode) as (file, _):
        file.write(content)


def copy_new(source: Path, target: Path, look: Callable[[], object] = lambda: None) -> None:
    """Copy a plain file to a name that nothing has, as long as it is now. Raises `OSError`, also for a link.

    `look` is called now and then and may raise: the file is left as far as it has come.
    """
    with open(os.open(source, os.O_RDONLY | _NO_LINK | _NO_WAITING | _BINARY), "rb") as old, make_new(target) as new:
        found = os.fstat(old.fileno())
        if not stat.S_ISREG(found.st_mode):
            raise OSError(f"{source.name} is no file")
        left = found.st_size
        while left > 0 and (block := old.read(min(BLOCK, left))):
            look()
            new.write(block)
            left -= len(block)
        new.flush()
        os.fsync(new.fileno())


def open_or_make(path: Path, flags: int = os.O_RDWR | os.O_CREAT, mode: int = PRIVATE) -> int:
    """The descriptor of a plain file of ours that may be there already: a lock, or one that is added to.

    Raises `OSError` for anything else: what a link leads to is neither made nor opened, and no pipe is waited for.
    """
    file = os.open(path, flags | _NO_LINK | _NO_WAITING | _BINARY, mode)
    if not stat.S_ISREG(os.fstat(file).st_mode):
        os.close(file)
        raise OSError(f"{path.name} is no file")
    return file


class FileLock:
    """A lock on a file, which the system lets go of when the program ends, however it ends."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: int | None = None

    @property
    def owned(self) -> bool:
        """Whether this object has the lock."""
        return self._file is not None

    def acquire(self) -> bool:
        """Take the lock; False if another has it. Raises `OSError` where no file can be made."""
        if self._file is not None:
            return True
        file = open_or_make(self.path)
        try:
            if sys.platform == "win32":  # pragma: no cover
                msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
            else:
                # Of the open file, not of the program: a second window of this program is refused like any other.
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(file)
            return False
        self._file = file
        return True

    def release(self) -> None:
        """Let go."""
        if self._file is not None:
            with suppress(OSError):
                os.close(self._file)
            self._file = None


@contextmanager
def one_at_a_time(path: Path, patience_s: float = 2.0) -> Iterator[None]:
    """Let no other program, and no other thread of this one, be in such a block with the same lock file meanwhile.

    Where no lock can be had (a folder that cannot be written, a disk without locks), and after `patience_s` of waiting,
    it goes on without.
    """
    lock, until = FileLock(path), time.monotonic() + patience_s
    with suppress(OSError):
        while not lock.acquire() and time.monotonic() < until:
            time.sleep(0.01)
    try:
        yield
    finally:
        lock.release()


def read_plain(path: Path, largest: int, activity: str) -> bytes:
    """All of a file that somebody named, of `largest` bytes at most; nothing that would be waited for is read.

    Raises `BadInput` for what is no plain file (a folder, a pipe, a device) or is larger, and `StorageError`, which
    says what was going on: `activity` (“reading the table”).
    """
    try:
        with open(os.open(path, os.O_RDONLY | _NO_WAITING | _BINARY), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise _no_file(path)
            content = file.read(largest + 1)
    except (IsADirectoryError, FileNotFoundError) as error:
        raise _no_file(path) from error
    except OSError as error:
        raise storage_error(error, activity) from error
    if len(content) > largest:
        raise BadInput(f"“{path.name}” is far too large to be that.", "Nothing was changed.", "Choose another file.")
    return content


def _no_file(path: Path) -> BadInput:
    return BadInput(f"“{path.name}” is not a file.", "Nothing was changed.", "Give the name of a file.")


def load_json(content: bytes, most: int) -> Any:
    """What a JSON file that anybody may have made says; raises `ValueError` for one that makes no sense.

    It has `most` values at most, counted before any is made: each takes far more memory than its few letters.
    """
    if sum(content.count(sign) for sign in (b",", b"[", b"{")) > most:
        raise ValueError("too many values")
    try:
        return json.loads(content)
    except RecursionError as error:
        raise ValueError("too deep") from error


class _ZipBytes(io.BufferedReader):
    """While it is opened nothing longer is read at once than the table of a zip file may be: that is read whole."""

    def __init__(self, path: Path, largest_table: int) -> None:
        super().__init__(io.FileIO(path))
        self.most: int | None = largest_table

    def read(self, size: int | None = -1) -> bytes:
        if self.most is not None and size is not None and size > self.most:
            raise zipfile.BadZipFile("too many entries")
        return super().read(size)


@contextmanager
def opened_zip(path: Path, largest_table: int) -> Iterator[zipfile.ZipFile]:
    """A zip file that anybody may have made; its table, however many entries that says it has, is of so many bytes.

    Raises `BadZipFile` for another one, and what else `zipfile` raises.
    """
    with _ZipBytes(path, largest_table) as file:
        try:
            packed = zipfile.ZipFile(file)
        except (struct.error, ValueError, OverflowError) as error:
            raise zipfile.BadZipFile("its table makes no sense") from error
        file.most = None
        with packed:
            yield packed


def read_xml(content: bytes) -> ElementTree.Element:
    """The outermost element of a file that anybody may have made; raises `ValueError` for one that makes no sense.

    Such a file declares nothing: what one declares could make much out of little. Nor has it more than `MOST_TAGS`: an
    element takes much more memory than its few letters.
    """
    if content.count(b"<") > MOST_TAGS:
        raise ValueError("too many elements")
    if re.search(rb"<!(?:DOCTYPE|ENTITY)", content, re.IGNORECASE) or b"\0" in content:
        raise ValueError("it declares something")
    try:
        return ElementTree.fromstring(content)
    except (ElementTree.ParseError, LookupError) as error:
        raise ValueError("no XML") from error
