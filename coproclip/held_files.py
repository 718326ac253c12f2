"""A file that is still being written, told from one that a killed program left behind."""

import os
import sys
import time
from contextlib import suppress
from pathlib import Path

UNFINISHED = ".unfinished"
"""The ending of a file until it is whole and takes its real name."""
OLD_S = 3600
"""What nobody wrote to for so long (s), and nobody holds, is left over."""


def is_left_over(path: Path, old_s: float = OLD_S) -> bool:
    """Whether nobody writes the plain file at `path` any more: it is old enough and no living program holds it."""
    try:
        age = time.time() - os.lstat(path).st_mtime
        return age > old_s and not is_held(path)
    except OSError:
        return False


if sys.platform == "win32":

    def hold(file: int) -> None:
        """Nothing to do: Windows lets nobody take away a file that is open."""

    def is_held(path: Path) -> bool:
        """Whether a living program has the file at `path` open; here that shows when it is taken away."""
        return False
else:
    import fcntl

    def hold(file: int) -> None:
        """Let others see, for as long as `file` is open, that somebody is still writing it."""
        # Some network drives know no locks; there its age has to do.
        with suppress(OSError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def is_held(path: Path) -> bool:
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
