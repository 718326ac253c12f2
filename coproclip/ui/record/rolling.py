"""The rolling picture of the last half minute: what was heard, what of it is kept, and where in the recording."""

import time

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from coproclip.capture.meter import PICTURE_STEPS, STEP_MS
from coproclip.ui.fonts import font
from coproclip.ui.record.clock import clock_words
from coproclip.ui.record.kept import KeptSpans
from coproclip.ui.tokens import RADIUS_CARD, current

TICK_MS = 5000
LEAST, TRACK, MOST = 84, 104, 132
"""Heights (px) of one track: the least, the usual and the most; the ruler comes on top."""
RULER = 20

Track = tuple[float, ...]
Pictures = tuple[Track, ...]


class RollingStrip(QWidget):
    """One track a channel, newest at the right; one bar for each tenth of a second."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pictures: Pictures = ((),)
        self._kept = KeptSpans()
        self._recording = False
        self._now = 0.0
        self._names: tuple[str, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Picture of the last half minute of sound"))

    def show_sound(self, pictures: Pictures, kept: KeptSpans, *, recording: bool) -> None:
        """The newest peaks (0–1), and which moments are kept; painted only when there is something new."""
        # The recorder replaces the whole value with every tenth of a second.
        if pictures is self._pictures and recording == self._recording and kept is self._kept:
            return
        self._pictures, self._kept, self._recording = pictures, kept, recording
        self._now = time.monotonic()
        self.update()

    def set_names(self, names: tuple[str, ...]) -> None:
        """What each of several tracks is called."""
        if names != self._names:
            self._names = names
            self.updateGeometry()
            self.update()

    def _tracks(self) -> int:
        return max(1, len(self._pictures))

    def sizeHint(self) -> QSize:
        """As high as the tracks like to be."""
        return QSize(400, RULER + TRACK * self._tracks())

    def minimumSizeHint(self) -> QSize:
        """As low as they may be."""
        return QSize(120, RULER + LEAST * self._tracks())

    def fit(self, track: int) -> None:
        """Give every track at most `track` px."""
        self.setMinimumHeight(RULER + min(track, LEAST) * self._tracks())
        self.setMaximumHeight(RULER + track * self._tracks())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paper, places, pauses, bars, names, and the edge where the sound comes in."""
        t = current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(t.line, 1))
        painter.setBrush(t.surface)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS_CARD, RADIUS_CARD)
        painter.setClipRect(self.rect().adjusted(1, 1, -1, -1))
        pitch = max(2, -(-self.width() // PICTURE_STEPS))
        per_second = pitch * 1000 / STEP_MS
        since = self._now - self.width() / per_second
        ruler = t.scaled(RULER)
        self._paint_pauses(painter, since, per_second, ruler)
        self._paint_ruler(painter, since, per_second)
        high = (self.height() - ruler) / self._tracks()
        for place, peaks in enumerate(self._pictures):
            middle = ruler + high * (place + 0.5) - 2
            self._paint_track(painter, peaks, middle, high / 2 - t.scaled(8), pitch)
            if len(self._names) > place and len(self._pictures) > 1:
                self._paint_name(painter, self._names[place], ruler + high * place)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.fillRect(QRectF(self.width() - 3, 0, 3, self.height()), t.rec if self._recording else t.line2)

    def _x(self, moment: float, per_second: float) -> int:
        return round(self.width() - 3 - (self._now - moment) * per_second)

    def _paint_track(
        self, painter: QPainter, peaks: tuple[float, ...], middle: float, reach: float, pitch: int
    ) -> None:
        t = current()
        kept: list[QRectF] = []
        other: list[QRectF] = []
        right, first = self.width() - 3, self._kept.first
        oldest = self._now - len(peaks) * STEP_MS / 1000
        spans = self._kept.spans(oldest, self._now)
        line = round(middle)
        for age, peak in enumerate(reversed(peaks)):
            x = right - (age + 1) * pitch
            if x < -pitch:
                break
            moment = self._now - (age + 0.5) * STEP_MS / 1000
            bars = other
            for began, ended in spans:
                if began <= moment < ended:
                    bars = kept
            if bars is other and first is not None and moment >= first:
                continue  # a pause, and not kept
            # Speech seldom comes near the top; bent like this it is seen, and what is too loud still stands out.
            high = max(1.0, round(reach * min(1.0, peak) ** 0.6))
            bars.append(QRectF(x, line - high, pitch - 1, 2 * high))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(Qt.PenStyle.NoPen)
        for colour, bars in ((t.wave_off, other), (t.wave_a, kept)):
            painter.setBrush(colour)
            painter.drawRects(bars)

    def _paint_ruler(self, painter: QPainter, since: float, per_second: float) -> None:
        t = current()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setFont(font("caption"))
        if self._kept.first is None:
            painter.setPen(t.ink3)
            painter.drawText(QPointF(t.scaled(12), t.scaled(16)), self.tr("Only listening, nothing is kept yet"))
        last = -1000
        for moment, place_ms in self._kept.ticks(since, self._now, TICK_MS):
            x = self._x(moment, per_second)
            painter.setPen(QPen(t.line2, 1))
            painter.drawLine(x, 1, x, t.scaled(6))
            words = clock_words(place_ms)
            wide = painter.fontMetrics().horizontalAdvance(words) + t.scaled(12)
            if x >= last and x + wide < self.width() - 3:
                painter.setPen(t.ink3)
                painter.drawText(QPointF(x + t.scaled(6), t.scaled(14)), words)
                last = x + wide

    def _paint_pauses(self, painter: QPainter, since: float, per_second: float, top: int) -> None:
        t = current()
        for began, ended in self._kept.pauses(since, self._now):
            left, right = self._x(began, per_second), self._x(ended, per_second)
            box = QRectF(left, top, right - left, self.height() - top - 6).adjusted(1.5, 0.5, -1.5, -0.5)
            if box.width() < 4:
                continue
            painter.setPen(QPen(t.line2, 1, Qt.PenStyle.DashLine))
            painter.setBrush(t.sunken)
            painter.drawRoundedRect(box, 4, 4)
            self._paint_pause_words(painter, box, t.ink2)

    def _paint_pause_words(self, painter: QPainter, box: QRectF, ink: QColor) -> None:
        shown = box & QRectF(self.rect())
        lines = ((self.tr("Paused"), "small-strong"), (self.tr("not kept"), "small"))
        painter.setPen(ink)
        for place, (words, role) in enumerate(lines):
            painter.setFont(font(role))
            high = painter.fontMetrics().height()
            if painter.fontMetrics().horizontalAdvance(words) + 12 > shown.width() or 2 * high > shown.height():
                return
            line = QRectF(shown.left(), shown.center().y() + (place - 1) * high, shown.width(), high)
            painter.drawText(line, Qt.AlignmentFlag.AlignCenter, words)

    def _paint_name(self, painter: QPainter, name: str, top: float) -> None:
        t = current()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font("caption-strong"))
        metrics = painter.fontMetrics()
        box = QRectF(
            t.scaled(10), top + 2, metrics.horizontalAdvance(name) + t.scaled(14), metrics.height() + t.scaled(4)
        )
        painter.setPen(QPen(t.line, 1))
        painter.setBrush(t.surface)
        painter.drawRoundedRect(box, 4, 4)
        painter.setPen(t.ink)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, name)
