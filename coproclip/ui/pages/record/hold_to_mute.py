"""Holding: off the record for as long as a key, a pedal or the button is held; a short press locks it."""

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from coproclip.ui.widgets.timers import once

SHORT_S = 0.4
"""A shorter press than this stays until the next one: nobody has to hold anything."""

SURE_MS = 150
"""Some systems tell of a held key as pressed and let go again and again: only after so long it was let go."""

KEYS = (Qt.Key.Key_X, Qt.Key.Key_F7, Qt.Key.Key_F13)


class HoldToMute(QObject):
    """Calls `turn(on)`. Told of presses; learns by itself when a key is let go."""

    def __init__(self, turn: Callable[[bool], object], is_on: Callable[[], bool], parent: QObject) -> None:
        super().__init__(parent)
        self._turn, self._is_on = turn, is_on
        self._since: float | None = None
        self._was_on = False
        self._released = once(self, lambda: self.let_go(key=True), SURE_MS)

    @property
    def is_down(self) -> bool:
        """Whether something is held just now."""
        return self._since is not None

    def press(self, *, by_key: bool) -> None:
        """Something was pressed: on at once."""
        self._released.stop()
        if self.is_down:  # a key that is held comes again and again
            return
        self._since, self._was_on = time.monotonic(), self._is_on()
        self._turn(True)
        app = QApplication.instance()
        if by_key and app is not None:
            app.installEventFilter(self)

    def let_go(self, *, key: bool = False) -> None:
        """It was let go: a key ends what it began; the button does so after a hold, or if it was on before."""
        if self._since is None:
            return
        long = time.monotonic() - self._since >= SHORT_S
        self._stop()
        if key or long or self._was_on:
            self._turn(False)

    def _stop(self) -> None:
        self._since = None
        self._released.stop()
        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """The key is let go, or will never be heard of again."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyRelease:
            if event.key() in KEYS and not event.isAutoRepeat():
                self._released.start()
        elif event.type() == QEvent.Type.ApplicationDeactivate:
            # What is said now is not for the recording until somebody says so.
            self._stop()
        return False
