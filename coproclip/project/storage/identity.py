"""Which file on the disk is the open project: noticed when it is replaced, deleted, cut short or moved away.

SQLite goes on writing into a file that has lost its name, so that nothing of it is ever seen again, and the log beside
it would be played into whatever file took that name. Programs that keep folders in step do exactly this.
"""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from coproclip.errors import ProjectGone
from coproclip.project.columns import highest_id

ENDINGS = ("-wal", "-shm")
"""The log of an open database, and the index of the log that all programs share."""
STEPS = 2_000_000
"""So much work is a question about one row worth; a file made to keep us busy gets no more."""


@dataclass(frozen=True, slots=True)
class FileId:
    """A file as the disk knows it, whatever its name."""

    device: int
    number: int

    @classmethod
    def of(cls, path: Path) -> "FileId | None":
        """The file of that name now, None if there is none."""
        try:
            found = path.stat()
        except (OSError, ValueError):
            return None
        return cls(found.st_dev, found.st_ino)


@dataclass(frozen=True, slots=True)
class _Facts:
    """What the file itself says, without its log: which project it is, and its newest change."""

    project: str
    change: int
    made_at: str
    operation: str


class Identity:
    """Remembers which file was opened and tells when that is no longer the file of this name."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.file = FileId.of(path)
        self._beside = self._beside_now()
        self._stamp = self._stamp_now()
        self._facts = _facts(path) if self.file is not None else None
        self.doubtful = False
        """Whether the file looked overwritten the last time, and the next look decides."""
        self.overwritten = False
        """Whether other bytes were written into the same file, so that what is in our log must never reach them."""

    def check(self) -> None:
        """Raise `ProjectGone` when the file was replaced, deleted or moved; quick enough for every edit."""
        found = FileId.of(self.path)
        if found is None:
            whole = "Its folder is no longer there." if not self.path.parent.is_dir() else "Its file was taken away."
            raise gone("The project was moved or deleted while it was open.", whole)
        if found != self.file:
            raise gone(
                "The project was replaced by another copy while it was open.",
                "A program that keeps folders in step, or another person, put another file in its place.",
            )
        if self._stamp_now()[0] == 0:
            self.overwritten = True
            raise gone("The project’s file was emptied while it was open.", "Another program did that.")

    def look(self, newest: Callable[[], int]) -> None:
        """As `check`, and whether somebody wrote other bytes into the same file; for every second or so.

        `newest()` is the number of the newest change that this program knows, asked after the file was looked at.
        """
        self.check()
        beside = self._beside_now()
        for kept, found in zip(self._beside, beside, strict=True):
            if kept is not None and found != kept:
                raise gone(
                    "A file that belongs to the project’s file was taken away while it was open.",
                    "A program that keeps folders in step, or cleans up, did that.",
                )
        self._beside = beside
        stamp = self._stamp_now()
        if stamp == self._stamp and not self.doubtful:
            return
        facts = _facts(self.path)
        known = newest()
        if facts is not None and self._follows(facts, known):
            self._stamp, self._facts, self.doubtful = stamp, facts, False
        elif not self.doubtful:
            # Another program may be in the middle of bringing its log home; one that is done with it is read whole.
            self.doubtful = True
        else:
            self.overwritten = True
            raise gone(
                "The project’s file was overwritten with another copy while it was open.",
                "A program that keeps folders in step, or another person, wrote over it.",
            )

    def brought_home(self, newest: int) -> None:
        """All changes up to `newest` were brought into the file just now: from here on it never holds fewer."""
        stamp, facts = self._stamp_now(), _facts(self.path)
        if facts is not None and facts.change >= newest and not self.doubtful:
            self._stamp, self._facts = stamp, facts

    def changed_at_all(self) -> bool:
        """Whether the file is not byte for byte what was opened, as far as its length and time tell."""
        return FileId.of(self.path) != self.file or self._stamp_now() != self._stamp

    def log(self) -> Path | None:
        """The log of the file that was opened, if it still lies there."""
        ours = self._beside[0] is not None and self._beside_now()[0] == self._beside[0]
        return _with_ending(self.path, ENDINGS[0]) if ours else None

    def empty_log(self) -> None:
        """Leave nothing in the log of the file that was opened, if it still lies there."""
        if (log := self.log()) is not None:
            with suppress(OSError):
                os.truncate(log, 0)

    def take_log_away(self) -> None:
        """No log of the file that was opened lies beside another file of its name; ours is still read through.

        A system that lets nobody take away what is open does so once it is closed.
        """
        left, beside = list(self._beside), self._beside_now()
        # The log first: a log without its index would be played back, an index without its log is only refused.
        for number, ending in enumerate(ENDINGS):
            if left[number] is not None and left[number] == beside[number]:
                with suppress(OSError):
                    os.unlink(_with_ending(self.path, ending))
                    left[number] = None  # once closed, another file may be given this number
        self._beside = tuple(left)

    def _beside_now(self) -> tuple[FileId | None, ...]:
        return tuple(FileId.of(_with_ending(self.path, ending)) for ending in ENDINGS)

    def _follows(self, facts: _Facts, known: int) -> bool:
        before = self._facts
        if before is None or facts.project != before.project or facts.change > known:
            return False
        if facts.change == before.change:
            return facts == before
        return facts.change > before.change or before.change == 0

    def _stamp_now(self) -> tuple[int, int]:
        try:
            found = self.path.stat()
        except (OSError, ValueError):
            return (0, 0)
        return (found.st_size, found.st_mtime_ns)


def _with_ending(path: Path, ending: str) -> Path:
    return path.with_name(path.name + ending)


def _facts(path: Path) -> _Facts | None:
    # Through SQLite, never by opening the file ourselves: closing it would drop the locks this program has on it.
    newest = f"SELECT id, made_at, operation FROM change_log WHERE id = ({highest_id('change_log')})"
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?immutable=1", uri=True)) as connection:
            connection.set_progress_handler(lambda: 1, STEPS)
            project = str(connection.execute("SELECT uid FROM project").fetchone()[0])
            row = connection.execute(newest).fetchone()
            return _Facts(project, int(row[0]), str(row[1]), str(row[2])) if row else _Facts(project, 0, "", "")
    except (sqlite3.Error, OSError, ValueError, TypeError):
        return None


def gone(happened: str, why: str) -> ProjectGone:
    """The sentence for a project that is no longer what was opened."""
    return ProjectGone(
        happened, f"{why} Nothing more is written, and what was open here is kept.", "Open the project again."
    )
