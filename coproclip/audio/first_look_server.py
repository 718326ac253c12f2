"""The process in which a file is opened first; it writes nothing and may be ended at any moment."""

import json
import os
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

from coproclip.audio.first_look import CLEAN
from coproclip.audio.opening import UNREADABLE, open_unseen

MOST_BYTES = 3 << 30  # of address space; libraries that are never touched count too
UNUSED_S = 60.0
STEP_S = 0.2
TOO_LONG, TOO_MUCH = 3, 4


class _Clock:
    """Ends this process when opening a file takes too much of the processor, or when nobody asks any more."""

    def __init__(self) -> None:
        self._until: float | None = None
        self._since = time.monotonic()

    def begin(self, most_s: float) -> None:
        """A file is being opened from now on, for at most so many seconds of the processor."""
        self._until = time.process_time() + most_s

    def end(self) -> None:
        """It was opened."""
        self._until, self._since = None, time.monotonic()

    def run(self) -> None:
        """Look from time to time."""
        while True:
            time.sleep(STEP_S)
            until = self._until
            if until is not None and time.process_time() > until:
                os._exit(TOO_LONG)
            if until is None and time.monotonic() - self._since > UNUSED_S:
                os._exit(0)


def _limit_memory() -> None:
    if sys.platform == "linux":
        import resource

        with suppress(OSError, ValueError):
            _, hard = resource.getrlimit(resource.RLIMIT_AS)
            resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES if hard < 0 else min(MOST_BYTES, hard), hard))


def main() -> None:
    """Open one file after another: each line asks [path, where in it, seconds]; an answer says that it is done."""
    _limit_memory()
    clock = _Clock()
    threading.Thread(target=clock.run, daemon=True).start()
    while line := sys.stdin.buffer.readline():
        path, span, most_s = json.loads(line)
        clock.begin(most_s)
        try:
            with open_unseen(Path(path), tuple(span) if span else None):
                pass
        except MemoryError:
            os._exit(TOO_MUCH)
        except (OSError, *UNREADABLE):
            pass  # what it is and why it cannot be read is said by whoever opens it next
        clock.end()
        sys.stdout.buffer.write(CLEAN)
        sys.stdout.buffer.flush()
