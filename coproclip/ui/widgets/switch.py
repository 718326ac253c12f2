"""A switch for things that happen at once."""

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QSizePolicy, QWidget

from coproclip.ui.style.fonts import font
from coproclip.ui.style.painting import smooth_painter
from coproclip.ui.style.tokens import current


class Switch(QCheckBox):
    """A tick box painted as a switch."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setAccessibleName(text)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Track, gap and words."""
        scaled = current().scaled
        wide = QFontMetrics(font("body")).horizontalAdvance(self.text().replace("&", ""))
        return QSize(scaled(34 + 8) + wide + 2 if self.text() else scaled(34), scaled(28))

    def hitButton(self, pos: QPoint) -> bool:
        """Track and words alike."""
        return self.rect().contains(pos)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Track, knob and words."""
        t = current()
        painter = smooth_painter(self)
        wide, high = t.scaled(34), t.scaled(20)
        track = QRectF(0, (self.height() - high) / 2, wide, high)
        on = self.isChecked()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(t.inkoff if not self.isEnabled() else t.accent if on else t.control)
        painter.drawRoundedRect(track, high / 2, high / 2)
        inset = t.scaled(3)
        knob = high - 2 * inset
        painter.setBrush(t.on_accent if t.dark and on else t.sunken if t.dark else t.surface)
        painter.drawEllipse(QRectF(wide - inset - knob if on else inset, track.y() + inset, knob, knob))
        painter.setFont(font("body"))
        painter.setPen(t.ink if self.isEnabled() else t.inkoff)
        words = QRect(wide + t.scaled(8), 0, self.width(), self.height())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self.text().replace("&", ""))
