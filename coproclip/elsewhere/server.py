"""What runs in the other process: it calls one function after another, writes nothing, and may be ended at any moment.

Each call comes as its length (8 bytes) and a pickle of a function, its arguments and its seconds of the processor; each
answer leaves the same way, as what was raised and what was returned. Both ends are this program.
"""

import os
import pickle
import signal
import sys
import threading
import time
import traceback
from contextlib import suppress
from typing import IO, Any

UNUSED_S = 60.0
STEP_S = 0.2
TOO_LONG, TOO_MUCH = 3, 4
_LENGTH_BYTES = 8


def send(pipe: IO[bytes], message: object) -> None:
    """Write one message; raises `OSError` where nobody reads any more."""
    packed = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    pipe.write(len(packed).to_bytes(_LENGTH_BYTES, "big") + packed)
    pipe.flush()


def receive(pipe: IO[bytes]) -> Any:
    """The next message; raises `EOFError` where there is none any more."""
    length = pipe.read(_LENGTH_BYTES)
    packed = pipe.read(int.from_bytes(length, "big"))
    if len(length) < _LENGTH_BYTES or len(packed) < int.from_bytes(length, "big"):
        raise EOFError
    return pickle.loads(packed)


class _Clock:
    """Ends this process when a call takes too much of the processor, or when nobody asks any more."""

    def __init__(self) -> None:
        self._until: float | None = None
        self._since = time.monotonic()

    def begin(self, most_s: float) -> None:
        """A call goes on from now, for at most so many seconds of the processor."""
        self._until = time.process_time() + most_s
        _alarm(most_s)

    def end(self) -> None:
        """It is answered."""
        _alarm(0)
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


def _alarm(most_s: float) -> None:
    """A pattern that never ends lets no other thread look at the clock; the system still ends the process."""
    if sys.platform != "win32":
        signal.setitimer(signal.ITIMER_PROF, most_s)


def _limit_memory(most_bytes: int) -> None:
    if sys.platform == "linux":
        import resource

        with suppress(OSError, ValueError):
            _, hard = resource.getrlimit(resource.RLIMIT_AS)
            resource.setrlimit(resource.RLIMIT_AS, (most_bytes if hard < 0 else min(most_bytes, hard), hard))


def main(most_bytes: int) -> None:
    """Answer calls until there are none; `most_bytes` of address space (libraries that are never touched count too)."""
    _limit_memory(most_bytes)
    calls, answers = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # what a library prints is no answer
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever asked is told, and ends this
    clock = _Clock()
    threading.Thread(target=clock.run, daemon=True).start()
    while True:
        try:
            function, given, most_s = receive(calls)
        except EOFError:
            return
        clock.begin(most_s)
        try:
            answer: tuple[Exception | None, Any] = (None, function(*given))
        except MemoryError:
            os._exit(TOO_MUCH)
        except Exception as error:
            error.add_note(traceback.format_exc())
            answer = (error, None)
        clock.end()
        send(answers, answer)
