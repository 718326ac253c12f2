"""Sharing out the room there is: again whenever a widget's size or the look changes."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

_walking = 0


@contextmanager
def walking() -> Iterator[None]:
    """While Qt goes through a list of all widgets: one that vanishes meanwhile takes the whole program down."""
    global _walking
    _walking += 1
    try:
        yield
    finally:
        _walking -= 1


class Fitting(QObject):
    """Calls `fit` when `widget` has another size or look; it may show, hide and move parts, and so never mid-walk."""

    def __init__(self, widget: QWidget, fit: Callable[[], None]) -> None:
        super().__init__(widget)
        self._fit = fit
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(fit)
        widget.installEventFilter(self)

    def soon(self) -> None:
        """Once more, as soon as what goes on now is done."""
        self._soon.start(0)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Another size is followed at once, another look as soon as Qt has been everywhere."""
        if event.type() == QEvent.Type.Resize and not _walking:
            self._fit()
        elif event.type() in (QEvent.Type.Resize, QEvent.Type.StyleChange):
            self.soon()
        return False
