"""How work on other threads reaches the window: through something that outlives both of them."""

from PySide6.QtCore import QObject, Signal


class Bell(QObject):
    """Rung on any thread. Who connects hears it on the thread they live on while they live, and not after.

    Other threads never touch what is in a window themselves: work may go on after the window is gone, and what it would
    tell then must reach nobody instead of something that was deleted. So a bell is never deleted either.
    """

    rung = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        _BELLS.append(self)


_BELLS: list[Bell] = []
"""All that were made, a few for each window of this program."""
