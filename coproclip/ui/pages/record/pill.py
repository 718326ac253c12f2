"""The state of a recording as one word with a sign."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from coproclip.ui.pages.record.recording_session import Phase
from coproclip.ui.style.fonts import font
from coproclip.ui.style.icons import paint_icon
from coproclip.ui.style.painting import smooth_painter
from coproclip.ui.style.tokens import Tokens, current


class StatePill(QWidget):
    """Ready, Recording, Paused … with a sign of its own for each."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._phase, self._off = Phase.IDLE, False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_phase(self, phase: Phase, *, off_record: bool = False) -> None:
        """Show the word for `phase`, or that what is said now is `off_record`."""
        self._phase, self._off = phase, off_record and phase is Phase.RECORDING
        self.setAccessibleName(self.word())
        self.updateGeometry()
        self.update()

    def word(self) -> str:
        """What it says."""
        if self._off:
            return self.tr("Off the record")
        return {
            Phase.IDLE: self.tr("Getting ready"),
            Phase.OPENING: self.tr("Getting ready"),
            Phase.NO_MICROPHONE: self.tr("No microphone"),
            Phase.READY: self.tr("Ready"),
            Phase.TRYING: self.tr("Trying it out"),
            Phase.RECORDING: self.tr("Recording"),
            Phase.PAUSED: self.tr("Paused"),
            Phase.ENDED: self.tr("Stopped by itself"),
            Phase.FINISHING: self.tr("Finishing"),
        }[self._phase]

    def _colours(self, t: Tokens) -> tuple[QColor, QColor]:
        if self._off:
            return t.priv, t.priv_soft
        if self._phase is Phase.RECORDING:
            return t.rec, t.rec_soft
        if self._phase in (Phase.ENDED, Phase.NO_MICROPHONE):
            return t.stop, t.stop_soft
        return t.ink2, t.sel

    def sizeHint(self) -> QSize:
        """30 px high."""
        scaled = current().scaled
        wide = QFontMetrics(font("read-strong")).horizontalAdvance(self.word())
        return QSize(wide + scaled(12 + 10 + 12 + 8), scaled(30))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Dot, two bars or ring, and the word."""
        t = current()
        ink, paper = self._colours(t)
        painter = smooth_painter(self)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(paper)
        half = self.height() / 2
        painter.drawRoundedRect(QRectF(self.rect()), half, half)
        side = t.scaled(12)
        box = QRectF(t.scaled(11), half - side / 2, side, side)
        painter.setBrush(ink)
        if self._off:
            grown = t.scaled(3)
            paint_icon(painter, box.adjusted(-grown, -grown, grown, grown).toRect(), "mic-off", ink)
        elif self._phase is Phase.RECORDING:
            painter.drawEllipse(box)
        elif self._phase is Phase.PAUSED:
            bar = side * 0.32
            painter.drawRoundedRect(QRectF(box.left() + 1, box.top(), bar, side), 1, 1)
            painter.drawRoundedRect(QRectF(box.right() - bar - 1, box.top(), bar, side), 1, 1)
        else:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            pen = painter.pen()
            pen.setStyle(Qt.PenStyle.SolidLine)
            pen.setColor(ink)
            pen.setWidthF(max(2.0, side / 6))
            painter.setPen(pen)
            painter.drawEllipse(box.adjusted(1, 1, -1, -1))
        painter.setFont(font("read-strong"))
        painter.setPen(ink)
        left = round(box.right()) + t.scaled(8)
        words = QRect(left, 0, self.width() - left, self.height())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.word())
