"""The order in which Tab goes through controls that are made one by one, later than those below them."""

from itertools import pairwise

from PySide6.QtWidgets import QWidget


def tab_through(*stops: QWidget) -> None:
    """Let Tab go through `stops` in this order, whichever was made first; the first of them stays where it was."""
    for stop, following in pairwise(stops):
        # The last control of a window and its first are neighbours to Qt, which then would leave both where they are.
        QWidget.setTabOrder(stops[0], following)
        QWidget.setTabOrder(stop, following)
