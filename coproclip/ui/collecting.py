"""Python looks for what refers to itself in a circle on the window's thread, and on no other.

It would look on whichever thread happens to make something new. A dialog that is closed and part of such a circle would
then be deleted by the thread that transcribes, while the window paints it: the whole program would end.
"""

import gc

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 1000
"""Between two looks; one of what is new takes a few ms."""


class Collecting(QObject):
    """From when it is made, for as long as it lives; made on the window's thread."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self._timer.start(EVERY_MS)
        self.destroyed.connect(lambda: gc.enable())

    def look(self) -> None:
        """Collect the oldest generation that is due, by Python's own thresholds."""
        due = [
            number
            for number, (count, most) in enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True))
            if count > most
        ]
        if due:
            gc.collect(max(due))
