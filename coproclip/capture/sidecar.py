"""What lies beside a recording while it is made: who tells it, and a lock that dies with the program.

    recordings/UID.wav     the sound
    recordings/UID.json    title, storyteller, reporter, when it began: for whoever finds it after a crash
    recordings/UID.lock    held by the system for as long as the recording program lives, on whichever computer
"""

import errno
import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from pathlib import Path

_STILL_GROWING_S = 10.0


@dataclass(frozen=True, slots=True)
class RecordingNote:
    """What is known of a recording before it is a story. `started` is local time as ISO 8601."""

    title: str = ""
    storyteller: str = ""
    reporter: str = ""
    language: str = ""
    started: str = ""
    sample_rate: int = 48_000
    channels: int = 1


def default_title(started: str) -> str:
    """A title people can tell apart from others, for a recording that was given none."""
    try:
        began = datetime.fromisoformat(started)
    except ValueError:
        return "Recording"
    return f"Recording of {began.day} {began:%B %Y, %H:%M}"


def write_note(wav: Path, note: RecordingNote) -> None:
    """Put `note` beside the recording, for good once this returns."""
    path = wav.with_suffix(".json")
    fresh = path.with_suffix(".new")
    with fresh.open("w", encoding="utf-8") as file:
        json.dump(asdict(note), file, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())
    os.replace(fresh, path)


def read_note(wav: Path) -> RecordingNote | None:
    """The note beside the recording; None if it is not there or not readable."""
    try:
        kept = json.loads(wav.with_suffix(".json").read_text("utf-8"))
        known = {field.name: type(getattr(RecordingNote(), field.name)) for field in fields(RecordingNote)}
        return RecordingNote(**{name: kind(kept[name]) for name, kind in known.items() if name in kept})
    except (OSError, ValueError, TypeError):
        return None


def remove_sidecar(wav: Path) -> None:
    """Take away what lies beside the recording."""
    for suffix in (".json", ".lock"):
        wav.with_suffix(suffix).unlink(missing_ok=True)


class RecordingLock:
    """Held from its making until `release`, or until the program ends in whatever way. Raises `OSError`."""

    def __init__(self, wav: Path) -> None:
        self.path = wav.with_suffix(".lock")
        self._file = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            _lock(self._file)
        except OSError as error:
            # A file system without locks: whether the file still grows has to do.
            if error.errno not in (errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS):
                os.close(self._file)
                raise

    def release(self) -> None:
        """Let go, so that the recording may be picked up by anyone."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1


def is_being_recorded(wav: Path) -> bool:
    """Whether a living program, this one or another, is still writing this recording."""
    try:
        with _opened(wav.with_suffix(".lock")) as file:
            _lock(file)
    except FileNotFoundError:
        return False
    except OSError as error:
        if error.errno in (errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS):
            return time.time() - wav.stat().st_mtime < _STILL_GROWING_S
        return True
    return False


@contextmanager
def _opened(path: Path) -> Iterator[int]:
    file = os.open(path, os.O_RDWR)
    try:
        yield file
    finally:
        os.close(file)


if sys.platform == "win32":
    import msvcrt

    def _lock(file: int) -> None:
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
