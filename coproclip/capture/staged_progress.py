"""One progress over the several steps of bringing a file in."""

import hashlib
from collections.abc import Callable
from pathlib import Path

from coproclip.errors import storage_error
from coproclip.jobs import CancelToken, Report, Stopwatch

PIECE = 1 << 20


class StagedProgress:
    """One progress over several steps, each with its share; asks at every move whether to stop."""

    def __init__(self, report: Report, cancel: CancelToken) -> None:
        self._watch, self._cancel = Stopwatch(report), cancel

    def share(self, start: float, end: float, activity: str) -> Callable[[float], None]:
        """What the step from `start` to `end` of the whole calls with its own fraction; raises `Cancelled`."""

        def _report(fraction: float) -> None:
            self._cancel.raise_if_cancelled()
            self._watch(start + (end - start) * fraction, 1.0, activity)

        return _report

    def check(self) -> None:
        """Raise `Cancelled` when stopped."""
        self._cancel.raise_if_cancelled()


def sha256_of(path: Path, report: Callable[[float], None] = lambda fraction: None) -> str:
    """The SHA-256 of a file as hex digits; of what was there at first, if the file grows meanwhile."""
    found = hashlib.sha256()
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            while piece := file.read(min(PIECE, max(0, size - file.tell()))):
                found.update(piece)
                report(file.tell() / max(1, size))
    except OSError as error:
        raise storage_error(error, "reading the recording") from error
    return found.hexdigest()
