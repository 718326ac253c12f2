"""Keeping what was typed without holding the window up: a disk may take its time, the next key may not wait for it."""

import sys
import threading
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from coproclip.errors import CoProClipError


class Saving(QObject):
    """Does small writes one after another on a thread of its own, which lives only as long as there are any.

    `wait()` before anything that builds on them: another edit, undo, closing. What could not be kept is tried again
    then, and when the same thing (`key`) is given anew.
    """

    failed = Signal(object)
    """A `CoProClipError`, on the window's thread."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: dict[str, Callable[[], object]] = {}
        self._refused: dict[str, Callable[[], object]] = {}
        self._state = threading.Condition()
        self._thread: threading.Thread | None = None

    @property
    def busy(self) -> bool:
        """Whether something is on its way to the disk."""
        return self._thread is not None

    def put(self, key: str, write: Callable[[], object]) -> None:
        """Do `write` soon; one with the same `key` that has not begun is replaced by it."""
        with self._state:
            self._refused.pop(key, None)
            self._waiting.pop(key, None)
            self._waiting[key] = write
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="saving", daemon=True)
                self._thread.start()

    def wait(self) -> bool:
        """Until everything is on the disk; False if something could not be kept (that was told by `failed`)."""
        with self._state:
            again = dict(self._refused)
        for key, write in again.items():
            self.put(key, write)
        with self._state:
            self._state.wait_for(lambda: self._thread is None)
            return not self._refused

    def forget(self) -> None:
        """Give up what could not be kept: its project is closed."""
        with self._state:
            self._refused.clear()

    def _run(self) -> None:
        while (one := self._next()) is not None:
            key, write = one
            try:
                write()
            except CoProClipError as error:
                with self._state:
                    if key not in self._waiting:
                        self._refused[key] = write
                self.failed.emit(error)
            except Exception:
                # A fault of ours: it is told like every other, and who waits for this thread is not left waiting.
                threading.excepthook(threading.ExceptHookArgs((*sys.exc_info(), threading.current_thread())))

    def _next(self) -> tuple[str, Callable[[], object]] | None:
        with self._state:
            if not self._waiting:
                self._thread = None
                self._state.notify_all()
                return None
            key = next(iter(self._waiting))
            return key, self._waiting.pop(key)
