"""A process that calls functions for this one, each with little time and memory, and is ended when that is not enough.

Whoever makes a file can make one that keeps a computer busy for minutes, or fills its memory, where nobody thought it
possible. The window waits for none of that: it goes on, and what takes too much is said.
"""

import atexit
import json
import pickle
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from coproclip.elsewhere.server import receive, send
from coproclip.errors import BadInput, Cancelled

MOST_CPU_S, MOST_S = 20.0, 120.0
"""So much is given to a document: of the processor, and by the clock, as the disk may be slow, or others busy."""
MOST_BYTES = 2 << 30
LOOK_S = 0.05
# Not `-m` and not multiprocessing: neither the app's main module nor the current folder may be run again by it.
_BEGIN = (
    "import sys, json; sys.path[:] = json.loads(sys.stdin.buffer.readline()); "
    "from coproclip.elsewhere.server import main; main({})"
)
_UNUSED = 0

T = TypeVar("T")
_Answer = tuple[Exception | None, Any]


class TooHeavy(ValueError):
    """What was asked for takes more time or memory than is given to it, or ends the process that tries."""


def never() -> bool:
    """It goes on to its end."""
    return False


class Elsewhere:
    """The process; begun when it is needed, used by any thread, gone after a minute unused."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        atexit.register(self.close)

    def call(
        self,
        function: Callable[..., T],
        *given: object,
        most_cpu_s: float,
        most_s: float,
        stops: Callable[[], bool] = never,
    ) -> T:
        """What `function`, found by its name in its module, returns or raises for what is `given`.

        Raises `TooHeavy` beyond so many seconds of the processor, and by the clock; `Cancelled` when it `stops`.
        """
        while not self._lock.acquire(timeout=LOOK_S):
            if stops():
                raise Cancelled
        try:
            if stops():
                raise Cancelled
            error, found = self._answer((function, given, most_cpu_s), most_s, stops)
        finally:
            self._lock.release()
        if error is not None:
            raise error
        answer: T = found
        return answer

    def _answer(self, question: object, most_s: float, stops: Callable[[], bool]) -> _Answer:
        for _ in range(2):
            process = self._running()
            assert process.stdin is not None
            assert process.stdout is not None
            done = threading.Event()
            watch = threading.Thread(target=_watch, args=(process, done, most_s, stops), daemon=True)
            watch.start()
            try:
                send(process.stdin, question)
                answer: _Answer = receive(process.stdout)
                return answer
            except (OSError, EOFError, pickle.UnpicklingError):
                ended = self._end()
            except BaseException:
                # An answer that nobody waited for would be taken for that of the next question.
                process.kill()
                self._end()
                raise
            finally:
                done.set()
                watch.join()
            if stops():
                raise Cancelled
            # Ended by itself for want of work, just when there was some: another one is asked.
            if ended != _UNUSED:
                break
        raise TooHeavy("too much time or memory")

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is None:
            return self._process
        self._end()
        process = subprocess.Popen(
            [sys.executable, "-P", "-c", _BEGIN.format(self._most_bytes)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self._process = process
        assert process.stdin is not None
        with suppress(OSError):
            process.stdin.write(json.dumps([path for path in sys.path if path]).encode() + b"\n")
        return process

    def close(self) -> None:
        """End the process, whatever it does."""
        process = self._process
        if process is not None:
            process.kill()
        with self._lock:
            self._end()

    def _end(self) -> int:
        process, self._process = self._process, None
        if process is None:
            return _UNUSED
        for pipe in (process.stdin, process.stdout):
            with suppress(OSError):
                if pipe is not None:
                    pipe.close()
        with suppress(subprocess.TimeoutExpired):
            return process.wait(2)
        process.kill()
        return process.wait()


def _watch(process: subprocess.Popen[bytes], done: threading.Event, most_s: float, stops: Callable[[], bool]) -> None:
    """End the process when it stays away too long, or nobody waits for it any more."""
    until = time.monotonic() + most_s
    while not done.wait(LOOK_S):
        if time.monotonic() > until or stops():
            process.kill()
            return


_documents = Elsewhere(MOST_BYTES)


def read_elsewhere(read: Callable[[Path], T], path: Path, stops: Callable[[], bool] = never) -> T:
    """What `read` makes of a document that anybody may have made, in a process of its own; raises what it raises.

    Raises `BadInput` for one that takes too much time or memory, and `Cancelled` when it `stops`.
    """
    try:
        return _documents.call(read, path.absolute(), most_cpu_s=MOST_CPU_S, most_s=MOST_S, stops=stops)
    except TooHeavy as error:
        raise BadInput(
            f"“{path.name}” takes far too much time or memory to read.",
            "Nothing was changed.",
            "Choose another file, or save its words as plain text and choose that.",
        ) from error
