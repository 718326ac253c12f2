"""Dialogs on low screens and with large text: a part that is as high as it needs, and scrolls where it cannot be."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

TITLE_BAR = 48


def room(widget: QWidget) -> int:
    """How high (px) a dialog over `widget` may be."""
    return widget.screen().availableGeometry().height() - TITLE_BAR


class Roomy(QScrollArea):
    """Holds `inside`; the rest of the dialog takes `around` px."""

    def __init__(self, inside: QWidget, around: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._around, self._over, self._inside = around, parent, inside
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(inside)

    def sizeHint(self) -> QSize:
        """What the inside wants, as far as the screen goes."""
        wants = self._inside.sizeHint()
        bar = self.verticalScrollBar().sizeHint().width()
        high = min(wants.height(), room(self._over) - self._around)
        return QSize(wants.width() + (bar if high < wants.height() else 0), high)

    def minimumSizeHint(self) -> QSize:
        """As wide as the inside needs, and high enough to see where one is."""
        least = self._inside.minimumSizeHint().width() + self.verticalScrollBar().sizeHint().width()
        return QSize(least, min(120, self._inside.minimumSizeHint().height()))
