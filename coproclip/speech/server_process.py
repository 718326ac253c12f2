"""Starting, hearing and ending the speech process. It is spawned afresh: no lock or thread of the app is inherited.

When it has done a task it waits for another one, with what it has loaded, until it is ended.
"""

import json
import os
import queue
import subprocess
import sys
import threading
from contextlib import suppress
from types import TracebackType

from coproclip.speech.messages import Message, SpeechFinished, Task, receive, send

# Not `-m` and not multiprocessing: neither the app's main module nor the current folder may be run again by it.
_BEGIN = (
    "import sys, json; sys.path[:] = json.loads(sys.stdin.buffer.readline()); "
    "from coproclip.speech.speech_server import main; main()"
)
# The engine shares the cores out itself; threads of a library for sums would only wait for each other.
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
# onnxruntime 1.32 keeps a record of its use in the home folder and sends it to its makers unless told not to.
NO_TELLING = {"ORT_DISABLE_TELEMETRY": "1"}
PATIENCE_SECONDS = 2.0
TERMINATED_SECONDS = 0.3


class SpeechProcess:
    """One running speech process, ended at the latest on leaving the `with` block."""

    def __init__(self, task: Task) -> None:
        self.finished = False
        """Whether it has done its task, cleanly and to the end, and nothing came after that."""
        self._messages: queue.SimpleQueue[Message | None] = queue.SimpleQueue()
        below = getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0) | getattr(subprocess, "CREATE_NO_WINDOW", 0)
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", _BEGIN],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "HF_HUB_OFFLINE": "1", **NO_TELLING, **ONE_THREAD},
            creationflags=below,
        )
        self._reader = threading.Thread(target=self._read, name="speech-process", daemon=True)
        self._reader.start()
        assert self._process.stdin is not None
        # When it ended at once, the reader sees that too, and tells.
        with suppress(OSError):
            self._process.stdin.write(json.dumps([path for path in sys.path if path]).encode() + b"\n")
            send(self._process.stdin, task)

    def __enter__(self) -> "SpeechProcess":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()

    @property
    def pid(self) -> int:
        """Its number in the system."""
        return self._process.pid

    def _read(self) -> None:
        assert self._process.stdout is not None
        while (message := receive(self._process.stdout)) is not None:
            self._messages.put(message)
        self._messages.put(None)

    def next(self, seconds: float) -> Message | None:
        """The next message; None when the process has ended. Raises `queue.Empty` after `seconds` of silence."""
        message = self._messages.get(timeout=seconds)
        self.finished = isinstance(message, SpeechFinished)
        return message

    def give(self, task: Task) -> bool:
        """Let it do another task after it has finished one; False where it cannot, because it has ended meanwhile."""
        if not self.finished or self._process.poll() is not None or self._process.stdin is None:
            return False
        self.finished = False
        try:
            send(self._process.stdin, task)
        except OSError:
            return False
        return True

    def end(self) -> int:
        """Ask it to end, end it after two seconds, and return its exit code (negative: the signal)."""
        if self._process.stdin is not None:
            with suppress(OSError):
                self._process.stdin.close()
        for insist, seconds in (
            (self._process.terminate, PATIENCE_SECONDS),
            (self._process.kill, TERMINATED_SECONDS),
        ):
            try:
                self._process.wait(seconds)
                break
            except subprocess.TimeoutExpired:
                insist()
        code = self._process.wait()
        self._reader.join()
        if self._process.stdout is not None:
            self._process.stdout.close()
        return code
