"""Where files are made before they are put in their place: a hidden folder in the target, one program at a time.

What a killed run left there is swept away by the next one. A link is never followed out of the target.
"""

import errno
import os
import re
import shutil
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from coproclip.audio.writing import UNFINISHED
from coproclip.errors import BadInput, StorageError, storage_error
from coproclip.new_files import open_or_make, refuse_link
from coproclip.project.looking_after.integrity import refuse_inside_project

if sys.platform == "win32":
    import msvcrt

    def _lock(file: int) -> None:
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


NAME = f".coproclip{UNFINISHED}"
_LOCK = "lock"
_FULL = frozenset({errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)})
# What versions before, and single files on their way, are called until they are whole.
_LEFT_OVER = re.compile(r"\.[0-9a-f]{12}" + re.escape(UNFINISHED))


@contextmanager
def workplace(target: Path, activity: str, make_room: Callable[[], object] | None = None) -> Iterator[Path]:
    """A hidden, empty folder in `target` to build in; gone afterwards, with what is still inside.

    Where there is not even room for it, `make_room` is called, and it is tried once more: to take something away
    needs no room, and does not wait until there is some.
    Raises `BadInput` for a target inside a project or one that is no folder, `StorageError` where another program is
    making files in it just now or the disk refuses.
    """
    refuse_inside_project(target)
    refuse_inside_project(target.resolve())
    if os.path.lexists(target) and not target.is_dir():
        raise BadInput(f"“{target.name}” is a file, not a folder.", next="Choose a folder for what is made.")
    fresh = not target.exists()
    place = target / NAME
    try:
        target.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            descriptor = _taken(place)
        except OSError as error:
            if make_room is None or error.errno not in _FULL:
                raise
            make_room()
            descriptor = _taken(place)
    except OSError as error:
        raise storage_error(error, activity) from error
    try:
        _sweep(target, place)
        yield place
    except OSError as error:
        raise storage_error(error, activity) from error
    finally:
        _let_go(place, descriptor)
        if fresh:
            with suppress(OSError):
                target.rmdir()  # only while nothing came of it


def say_if_gone(place: Path) -> None:
    """Raise `OSError` when the workplace, or the folder it is in, was deleted or moved in the meantime."""
    if not (place / _LOCK).is_file():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))


def _taken(place: Path) -> int:
    """Make `place` ours, and lock it for as long as this program lives."""
    refuse_link(place)
    place.mkdir(mode=0o700, exist_ok=True)
    file = open_or_make(place / _LOCK)
    try:
        _lock(file)
    except (BlockingIOError, PermissionError) as error:
        os.close(file)
        raise StorageError(
            "Files are being made in this folder already.",
            "Nothing was changed.",
            "Wait until they are ready, or choose another folder.",
        ) from error
    except OSError:
        pass  # a file system without locks; then there is nothing better than to go on
    say_if_gone(place)
    return file


def _sweep(target: Path, place: Path) -> None:
    """Take away what earlier runs left that did not end."""
    for path in place.iterdir():
        if path.name != _LOCK:
            _delete(path)
    for path in target.iterdir():
        # A folder with a list inside is an exchange that was cut off: people's own files may be in it.
        if _LEFT_OVER.fullmatch(path.name) and not (path / "playlist.json").exists():
            _delete(path)


def _delete(path: Path) -> None:
    with suppress(OSError):
        if stat.S_ISDIR(path.lstat().st_mode):
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink()


def _let_go(place: Path, descriptor: int) -> None:
    if sys.platform == "win32":
        os.close(descriptor)
        shutil.rmtree(place, ignore_errors=True)
        return
    # Deleted while still held: nobody can hold a lock whose name is about to go.
    shutil.rmtree(place, ignore_errors=True)
    os.close(descriptor)
