"""A part of the window that scrolls up and down."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QWidget


class ScrollColumn(QScrollArea):
    """What is in it is as wide as it; the keyboard is for what is in it. A `panel` has the ground of one."""

    def __init__(self, parent: QWidget | None = None, *, panel: bool = False, sideways: bool = False) -> None:
        super().__init__(parent)
        if panel:
            self.setProperty("role", "panel")
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        if not sideways:
            self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
