"""When to keep what somebody types: a moment after the last key, and however steadily they type, every two seconds."""

from PySide6.QtCore import QObject, QTimer, Signal

PAUSE_MS, LATEST_MS = 500, 2000


class TypingPause(QObject):
    """Call `touched` for each change by hand; `over` tells when it is time to keep what was typed."""

    over = Signal()

    def __init__(self, parent: QObject | None = None, *, pause_ms: int = PAUSE_MS) -> None:
        super().__init__(parent)
        self._pause, self._latest = QTimer(self), QTimer(self)
        for timer, wait_ms in ((self._pause, pause_ms), (self._latest, LATEST_MS)):
            timer.setSingleShot(True)
            timer.setInterval(wait_ms)
            timer.timeout.connect(self._on_over)

    def touched(self) -> None:
        """Something was typed just now."""
        self._pause.start()
        if not self._latest.isActive():
            self._latest.start()

    def stop(self) -> None:
        """It is kept, or shall not be."""
        self._pause.stop()
        self._latest.stop()

    def _on_over(self) -> None:
        self.stop()
        self.over.emit()
