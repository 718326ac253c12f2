"""A calm line on the soft accent."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget

from coproclip.ui.style.fonts import font
from coproclip.ui.style.painting import smooth_painter
from coproclip.ui.style.responsive import Fitting
from coproclip.ui.style.tokens import RADIUS, current
from coproclip.ui.widgets.boxes import hbox
from coproclip.ui.widgets.label import IconLabel, Label


class SoftNote(QWidget):
    """A picture and a sentence on the soft accent."""

    def __init__(self, icon: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = hbox(self, (12, 10, 12, 10), 12)
        row.addWidget(IconLabel(icon, "accent_ink", 18), 0, Qt.AlignmentFlag.AlignTop)
        self.words = Label("", "", wrap=True)  # a role would bring a colour of its own
        self._tint()
        row.addWidget(self.words, 1)
        Fitting(self, self._tint)

    def _tint(self) -> None:
        self.words.setFont(font("small"))
        palette = self.words.palette()
        palette.setColor(palette.ColorRole.WindowText, current().accent_ink)
        self.words.setPalette(palette)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The soft accent."""
        painter = smooth_painter(self)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(current().accent_soft)
        painter.drawRoundedRect(self.rect(), RADIUS, RADIUS)
