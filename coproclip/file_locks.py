"""What the system knows of a file: whether somebody still writes it, and whether there is anything in it."""

import os
import random
import sys
import time
from contextlib import suppress
from pathlib import Path

UNFINISHED = ".unfinished"
"""The ending of a file until it is whole and takes its real name."""
OLD_S = 3600
"""What nobody wrote to for so long (s), and nobody holds, is left over."""


LARGE = 1 << 30
"""Up to this size (bytes) a file is read, whatever is in it."""
_HOLES_FROM = 64
_LOOKS, _LOOK = 64, 512
_SPARSE_ON_WINDOWS = 0x200


def is_hollow(path: Path) -> bool:
    """Whether a large file is nearly nothing but holes: no program of ours makes one, and reading it takes for ever.

    A few bytes on the disk can say that they are hundreds of gigabytes. Some drives do not know what a file takes up
    there, so what it says is looked at too, in places that nobody can foresee. Raises `OSError`.
    """
    found = os.lstat(path)
    if found.st_size <= LARGE:
        return False
    if sys.platform == "win32":
        thin = bool(found.st_file_attributes & _SPARSE_ON_WINDOWS)
    else:
        thin = found.st_blocks * 512 * _HOLES_FROM < found.st_size
    return thin and _is_empty_nearly_everywhere(path, found.st_size)


def _is_empty_nearly_everywhere(path: Path, size: int) -> bool:
    empty = 0
    with path.open("rb", buffering=0) as file:
        for _ in range(_LOOKS):
            file.seek(random.randrange(size - _LOOK))
            empty += not any(file.read(_LOOK))
    return empty * 2 > _LOOKS


def is_left_over(path: Path, old_s: float = OLD_S) -> bool:
    """Whether nobody writes the plain file at `path` any more: it is old enough and no living program holds it."""
    try:
        age = time.time() - os.lstat(path).st_mtime
        return age > old_s and not is_locked(path)
    except OSError:
        return False


if sys.platform == "win32":

    def hold(file: int) -> None:
        """Nothing to do: Windows lets nobody take away a file that is open."""

    def is_locked(path: Path) -> bool:
        """Whether a living program has the file at `path` open; here that shows when it is taken away."""
        return False
else:
    import fcntl

    def hold(file: int) -> None:
        """Let others see, for as long as `file` is open, that somebody is still writing it."""
        # Some network drives know no locks; there its age has to do.
        with suppress(OSError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def is_locked(path: Path) -> bool:
        """Whether a living program is still writing the file at `path`. Raises `OSError`, for a link too."""
        file = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        except OSError:
            return False
        finally:
            os.close(file)
        return False
