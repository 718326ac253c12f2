"""Timers of the window, each with what it calls."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer


def once(parent: QObject, call: Callable[[], object], after_ms: int = 0) -> QTimer:
    """Calls once, so long after it was started last; `start(ms)` may say another time."""
    timer = every(parent, call, after_ms)
    timer.setSingleShot(True)
    return timer


def every(parent: QObject, call: Callable[[], object], each_ms: int) -> QTimer:
    """Calls again and again while it runs."""
    timer = QTimer(parent)
    timer.setInterval(each_ms)
    timer.timeout.connect(call)
    return timer
