"""While somebody is recorded and another page is shown, the menu bar says so and leads back."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPaintEvent
from PySide6.QtWidgets import QMainWindow, QPushButton, QWidget

from coproclip.ui.pages.record.clock import clock_words
from coproclip.ui.pages.record.recording_session import Phase
from coproclip.ui.style.fonts import font
from coproclip.ui.style.painting import smooth_painter
from coproclip.ui.style.tokens import current


class RecordingSign(QPushButton):
    """A dot, a word and the time, at the end of the menu bar. Ctrl 2 does the same."""

    def __init__(self) -> None:
        super().__init__()
        self._phase = Phase.IDLE
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setToolTip(self.tr("Back to the recording (Ctrl 2)"))
        self.hide()

    def show_in(self, window: QWidget, phase: Phase, time_ms: int, *, away: bool, off_record: bool = False) -> None:
        """Say how far it is in the menu bar of `window`, if the person is `away` from the page."""
        shown = away and phase.under_way and isinstance(window, QMainWindow)
        if shown:
            words = self._words(phase, clock_words(time_ms))
            if off_record and phase is Phase.RECORDING:
                words = self.tr("Off the record {time}").format(time=clock_words(time_ms))
            if words != self.text():
                self.setText(words)
                self.setAccessibleName(words)
        if shown == self.isHidden() and isinstance(window, QMainWindow):
            self._phase = phase
            self.setVisible(shown)
            # A menu bar only measures its corner again when it is given one.
            window.menuBar().setCornerWidget(self, Qt.Corner.TopRightCorner)
            self.setVisible(shown)
        if phase is not self._phase:
            self._phase = phase
            self.update()

    def _words(self, phase: Phase, time: str) -> str:
        words = {
            Phase.RECORDING: self.tr("Recording {time}"),
            Phase.PAUSED: self.tr("Paused at {time}"),
            Phase.ENDED: self.tr("Stopped at {time}, to be finished"),
            Phase.FINISHING: self.tr("Finishing {time}"),
        }
        return words[phase].format(time=time)

    def sizeHint(self) -> QSize:
        """A line of the menu bar, wide enough for the longest that it says."""
        t = current()
        longest = max(
            QFontMetrics(font("small-medium")).horizontalAdvance(self._words(phase, "0:00:00"))
            for phase in (Phase.RECORDING, Phase.PAUSED, Phase.ENDED)
        )
        return QSize(longest + t.scaled(42), t.scaled(26))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Right-aligned in its room: dot and words."""
        t = current()
        painter = smooth_painter(self)
        painter.setFont(font("small-medium"))
        wide = painter.fontMetrics().horizontalAdvance(self.text()) + t.scaled(32)
        box = QRectF(self.width() - wide - t.scaled(8), 2, wide, self.height() - 4)
        recording = self._phase is Phase.RECORDING
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(t.hover if self.underMouse() else t.rec_soft if recording else t.sel)
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        ink = t.rec if recording else t.ink2
        side = t.scaled(10)
        painter.setBrush(ink)
        painter.drawEllipse(QRectF(box.left() + t.scaled(9), box.center().y() - side / 2, side, side))
        painter.setPen(ink)
        words = box.adjusted(t.scaled(24), 0, 0, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text())
