"""Python looks for what refers to itself in a circle on the window's thread, and on no other.

It would look on whichever thread happens to make something new. A dialog that is closed and part of such a circle would
then be deleted by the thread that transcribes, while the window paints it: the whole program would end.
"""

import gc
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 250
"""Between two looks; one of what is new takes a few ms."""
MOST = 40_000
"""So many objects that outlived a first look wait at most for a second: each look has to stay short."""


class Collecting(QObject):
    """From when it is made, for as long as it lives; made on the window's thread.

    `reading` says whether something is read beside the window now.
    """

    def __init__(self, parent: QObject, reading: Callable[[], bool] = lambda: False) -> None:
        super().__init__(parent)
        self._reading = reading
        gc.disable()
        self._middle = self._pending = 0
        """At most so many objects outlived one look, and two, since all were looked through."""
        self._old = len(gc.get_objects(generation=2))
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self._timer.start(EVERY_MS)
        self.destroyed.connect(lambda: gc.enable())

    def look(self) -> None:
        """Look through what is due by Python's own rules, little of it at a time."""
        (young, looks, later), least = gc.get_count(), gc.get_threshold()
        if young <= least[0]:
            return
        if looks <= least[1] and self._middle < MOST:
            self._middle += max(0, young - gc.collect(0))
        elif later <= least[2] or self._pending < self._old / 4 or self._reading():
            # As Python does by itself: looking through all again is only worth while once a quarter more has come.
            # What is read for a page would only make it longer: when that is done, it goes by itself.
            self._pending += max(0, self._middle + young - gc.collect(1))
            self._middle = 0
        else:
            gc.collect()
            self._middle, self._pending, self._old = 0, 0, len(gc.get_objects(generation=2))
