"""Keeping what was typed without holding the window up: a disk may take its time, the next key may not wait for it."""

import sys
import threading
import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from coproclip.errors import CoProClipError, ProjectBusy, ProjectClosed

PATIENCE_S, AGAIN_S = 1.5, 0.1
"""So long the window waits for what is being saved; and while that has just lasted too long."""
_A_MOMENT_S = 5.0


class Saving(QObject):
    """Does small writes one after another on a thread of its own, which lives only as long as there are any.

    `wait()` before anything that builds on them: another edit, undo, closing. What could not be kept is tried again
    then, and whenever anything is put, before that: it was typed before. While another program keeps the project it
    goes on trying.
    """

    failed = Signal(object, bool)
    """A `CoProClipError`, on the window's thread, and whether that was tried `again` and nobody had asked for it."""
    slow = Signal()
    """Somebody waited as long as a window may, or another program keeps the project: it is still being saved."""
    settled = Signal()
    """Nothing is on its way any more."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: dict[str, Callable[[], object]] = {}
        self._refused: dict[str, Callable[[], object]] = {}
        self._unasked: set[str] = set()
        """What is tried again though nobody asked for it."""
        self._state = threading.Condition()
        self._thread: threading.Thread | None = None
        self._slow_at: float | None = None
        self._given_up = 0

    @property
    def busy(self) -> bool:
        """Whether something is on its way to the disk."""
        return self._thread is not None

    @property
    def refused(self) -> bool:
        """Whether something could not be kept and is to be tried again."""
        return bool(self._refused)

    def put(self, key: str, write: Callable[[], object]) -> None:
        """Do `write` soon; one with the same `key` that has not begun, or was refused, is replaced by it."""
        with self._state:
            self._take_up()
            self._unasked.discard(key)
            self._waiting[key] = write
            self._begin()

    def again(self) -> None:
        """Try what was refused, and do not wait for it."""
        with self._state:
            if self._refused:
                self._unasked.update(self._refused)
                self._take_up()
                self._begin()

    def wait(self) -> bool:
        """Until everything is on the disk, but for a moment at most.

        False if something could not be kept (that was told by `failed`), or is not kept yet (told by `slow`).
        """
        with self._state:
            self._unasked.clear()
            if self._refused:
                self._take_up()
                self._begin()
            late = self._slow_at is not None and time.monotonic() - self._slow_at < _A_MOMENT_S
            done = self._state.wait_for(lambda: self._thread is None, AGAIN_S if late else PATIENCE_S)
            self._slow_at = None if done else time.monotonic()
            kept = done and not self._refused
        if not done:
            self.slow.emit()
        return kept

    def forget(self) -> None:
        """Give up what could not be kept: its project is closed."""
        with self._state:
            self._given_up += 1
            self._waiting.clear()
            self._refused.clear()
            self._unasked.clear()

    def _take_up(self) -> None:
        """What was refused comes before what was typed later."""
        self._waiting = {**self._refused, **self._waiting}
        self._refused.clear()

    def _begin(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="saving", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        while (one := self._next()) is not None:
            key, write, given_up = one
            try:
                write()
            except ProjectClosed:
                continue  # given up, and put beside the project
            except ProjectBusy:
                self._later(key, write, given_up)
            except CoProClipError as error:
                with self._state:
                    unasked = key in self._unasked
                    if key not in self._waiting and given_up == self._given_up:
                        self._refused[key] = write
                self.failed.emit(error, unasked)
            except Exception:
                # A fault of ours: it is told like every other, and who waits for this thread is not left waiting.
                threading.excepthook(threading.ExceptHookArgs((*sys.exc_info(), threading.current_thread())))

        self.settled.emit()

    def _later(self, key: str, write: Callable[[], object], given_up: int) -> None:
        """Try again: the other program will be done some time. Before what came after it, as it was typed before."""
        with self._state:
            if given_up != self._given_up:
                return
            if key not in self._waiting:
                self._waiting = {key: write, **self._waiting}
        self.slow.emit()

    def _next(self) -> tuple[str, Callable[[], object], int] | None:
        with self._state:
            if not self._waiting:
                self._thread = None
                self._state.notify_all()
                return None
            key = next(iter(self._waiting))
            return key, self._waiting.pop(key), self._given_up
