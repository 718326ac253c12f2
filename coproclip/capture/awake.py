"""The computer does not fall asleep while somebody tells a story; and how long it slept if it did."""

import logging
import sys
import threading
import time
from types import TracebackType

log = logging.getLogger(__name__)

# The system is asked through other programs, which may be slow to answer.
LET_GO_S = 5.0


class keep_awake:  # noqa: N801 (read like a verb: with keep_awake() as awake)
    """From entering to leaving, the computer and its screen stay on by themselves. Never raises, never waits to begin.

    Only asks: a closed lid or an empty battery still wins.
    """

    def __init__(self) -> None:
        self._works: bool | None = None
        self._asked, self._done = threading.Event(), threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def works(self) -> bool | None:
        """Whether the system agreed; None as long as it has not answered."""
        return self._works

    def wait(self, seconds: float) -> bool | None:
        """Wait so long for the system's answer, and give it."""
        self._asked.wait(seconds)
        return self._works

    def __enter__(self) -> "keep_awake":
        # What was asked for must be given back by the same thread.
        self._thread = threading.Thread(target=self._hold, name="keep-awake", daemon=True)
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._done.set()
        if self._thread is not None:
            self._thread.join(LET_GO_S)

    def _hold(self) -> None:
        try:
            self._ask()
        except Exception as error:
            # Every desktop has its own ways to fail here. None of them is worth a recording.
            log.warning("the computer could not be kept awake: %s", type(error).__name__)
            self._works = False
        self._asked.set()

    def _ask(self) -> None:
        from wakepy import keep

        for mode in (keep.presenting, keep.running):
            with mode(on_fail="pass") as mode_on:
                if mode_on.active:
                    self._works = True
                    self._asked.set()
                    self._done.wait()
                    return
        self._works = False


def slept_s() -> float | None:
    """How long this computer has slept since it was started (s); None where the system does not tell."""
    try:
        return _slept_s()
    except (OSError, AttributeError):
        return None


if sys.platform == "win32":
    import ctypes

    def _slept_s() -> float | None:
        awake = ctypes.c_ulonglong()
        kernel = ctypes.windll.kernel32
        kernel.GetTickCount64.restype = ctypes.c_ulonglong
        if not kernel.QueryUnbiasedInterruptTime(ctypes.byref(awake)):
            return None
        return float(kernel.GetTickCount64()) / 1e3 - awake.value / 1e7

elif sys.platform == "darwin":

    def _slept_s() -> float | None:
        return time.clock_gettime(time.CLOCK_MONOTONIC) - time.clock_gettime(time.CLOCK_UPTIME_RAW)

elif sys.platform == "linux":

    def _slept_s() -> float | None:
        return time.clock_gettime(time.CLOCK_BOOTTIME) - time.clock_gettime(time.CLOCK_MONOTONIC)

else:

    def _slept_s() -> float | None:
        return None
