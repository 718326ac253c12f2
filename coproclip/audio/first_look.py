"""Opening a sound or video file for the first time happens in a process of its own, which is ended when it takes long.

FFmpeg's libraries compare notes, tracks and indexes with each other: a small file made for it keeps a computer busy for
minutes, fills its memory, or ends the program. What was opened there once is opened here without fear.
"""

import atexit
import json
import os
import subprocess
import sys
import threading
from collections import OrderedDict
from contextlib import suppress
from pathlib import Path

from coproclip.audio.sound_parts import Span

MOST_CPU_S = 4.0
MOST_S = 90.0  # the disk may be slow, or far away
MOST_KNOWN = 1000
CLEAN = b"opened\n"
# Not `-m` and not multiprocessing: neither the app's main module nor the current folder may be run again by it.
_BEGIN = (
    "import sys, json; sys.path[:] = json.loads(sys.stdin.buffer.readline()); "
    "from coproclip.audio.first_look_server import main; main()"
)

_Known = tuple[int, int, int, int, Span | None]


class TooHeavy(ValueError):
    """Opening the file takes more time or memory than is given to it, or ends the process that tries."""


class FirstLook:
    """The process that opens files first; begun when it is needed, used by any thread, gone after a minute unused."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._known: OrderedDict[_Known, None] = OrderedDict()

    def must_open(self, path: Path, span: Span | None) -> None:
        """Return when `path`, or the file at `span` in it, was opened or refused in time; raises `TooHeavy`."""
        facts = path.stat()
        key = (facts.st_dev, facts.st_ino, facts.st_size, facts.st_mtime_ns, span)
        with self._lock:
            if key in self._known:
                return
            if not self._answers(path, span):
                raise TooHeavy("too much time or memory")
            self._known[key] = None
            while len(self._known) > MOST_KNOWN:
                self._known.popitem(last=False)

    def _answers(self, path: Path, span: Span | None) -> bool:
        question = json.dumps([os.path.abspath(path), span, MOST_CPU_S]).encode() + b"\n"
        for _ in range(2):
            process = self._running()
            assert process.stdin is not None
            assert process.stdout is not None
            clock = threading.Timer(MOST_S, process.kill)
            clock.start()
            answer = b""
            with suppress(OSError):
                process.stdin.write(question)
                process.stdin.flush()
                answer = process.stdout.readline()
            clock.cancel()
            if answer == CLEAN:
                return True
            # Ended by itself for want of work, just when there was some: another one is asked.
            if self._end() != 0:
                return False
        return False

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is None:
            return self._process
        self._end()
        process = subprocess.Popen(
            [sys.executable, "-P", "-c", _BEGIN],
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
        """End the process."""
        with self._lock:
            self._end()

    def _end(self) -> int:
        process, self._process = self._process, None
        if process is None:
            return 0
        for pipe in (process.stdin, process.stdout):
            with suppress(OSError):
                if pipe is not None:
                    pipe.close()
        with suppress(subprocess.TimeoutExpired):
            return process.wait(2)
        process.kill()
        return process.wait()


_look = FirstLook()
atexit.register(_look.close)


def must_open_elsewhere(path: Path, span: Span | None) -> None:
    """Return when a process of its own could open `path`, or the file at `span` in it, or refused it; or `TooHeavy`."""
    _look.must_open(path, span)
