"""Following the sound: the page moves only when the word being heard leaves its middle, and never against a hand."""

from PySide6.QtCore import QEasingCurve, QObject, QVariantAnimation, Signal
from PySide6.QtWidgets import QScrollBar

EDGE = 0.2
"""The middle begins and ends this part of the page's height from its edges."""
_SCROLL_MS = 180


class Follow(QObject):
    """Decides when to scroll. `paused` when a person scrolled by hand while it was on."""

    paused = Signal()

    def __init__(self, bar: QScrollBar) -> None:
        super().__init__(bar)
        self._bar = bar
        self.on = False
        self.calm = False
        self._slide = QVariantAnimation(self)
        self._slide.setDuration(_SCROLL_MS)
        self._slide.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._slide.valueChanged.connect(self._on_slid)
        bar.actionTriggered.connect(self.by_hand)

    def _on_slid(self, value: object) -> None:
        if isinstance(value, int | float):
            self._bar.setValue(round(value))

    def by_hand(self) -> None:
        """A person scrolled: let go of the page."""
        self._slide.stop()
        if self.on:
            self.on = False
            self.paused.emit()

    def keep(self, passage_top: float, line_top: float, line_bottom: float, height: int) -> None:
        """Scroll if the line being heard (viewport px) left the middle of a page `height` px high.

        The passage then begins in the upper third, or the line itself where the passage is longer than that allows.
        """
        if not self.on:
            return
        low, high = height * EDGE, height * (1 - EDGE)
        target = self._slide.endValue() if self._slide.state() == QVariantAnimation.State.Running else None
        ahead = float(target) - self._bar.value() if isinstance(target, int | float) else 0.0
        if low <= line_top - ahead and line_bottom - ahead <= high:
            return
        begin = passage_top if line_bottom - passage_top <= high - low else line_top
        self._go(round(self._bar.value() + begin - low - 1), height)

    def _go(self, value: int, height: int) -> None:
        value = min(max(value, self._bar.minimum()), self._bar.maximum())
        self._slide.stop()
        if value == self._bar.value():
            return
        if self.calm or abs(value - self._bar.value()) > 2 * height or not self._bar.isVisible():
            self._bar.setValue(value)
            return
        self._slide.setStartValue(self._bar.value())
        self._slide.setEndValue(value)
        self._slide.start()
