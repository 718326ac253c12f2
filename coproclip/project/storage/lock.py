"""Which window may write. Any number of programs may write to a project; of two windows, the second one reads.

Two people in front of two windows cannot see each other's half-typed words. The lock is held by the operating system
for the life of the program, so that one of a program that was killed is none.
"""

import uuid
from contextlib import suppress
from pathlib import Path

from coproclip.new_files import FileLock, write_whole
from coproclip.project.storage.places import is_plain_file

LOCK = ".window"
WISH = ".window-wanted"
"""Who wants to write here; its words are a name made for this one wish."""


class WindowLock:
    """The right of one window to write in a project, and the wish of another to have it."""

    def __init__(self, folder: Path) -> None:
        self._lock = FileLock(folder / LOCK)
        self._wish = folder / WISH
        self._name = uuid.uuid4().hex

    @property
    def owned(self) -> bool:
        """Whether this window may write."""
        return self._lock.owned

    def acquire(self) -> bool:
        """Become the window that writes; False if there is one. Where no lock can be had, every window writes."""
        try:
            taken = self._lock.acquire()
        except OSError:
            return True  # a disk without locks (some network folders): as it always was
        if taken:
            self.withdraw()
        return taken

    def ask(self) -> None:
        """Tell the window that writes that this one would like to; it answers by letting go."""
        with suppress(OSError):  # where something of another kind stands in its place
            write_whole(self._wish, self._name.encode("ascii"))

    def asked(self) -> bool:
        """Whether another window would like to write."""
        return self.owned and is_plain_file(self._wish)

    def withdraw(self) -> None:
        """Nobody wishes any more."""
        with suppress(OSError):
            self._wish.unlink(missing_ok=True)

    def release(self) -> None:
        """Let another window write."""
        self._lock.release()
