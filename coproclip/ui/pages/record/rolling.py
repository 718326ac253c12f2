"""The rolling picture of the last half minute: what was heard, what of it is kept, and where in the recording."""

import time
from collections.abc import Iterator, Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from coproclip.capture.meter import PICTURE_STEPS, STEP_MS
from coproclip.capture.sidecar import Stretch
from coproclip.people.moments import MomentKind
from coproclip.timecode import length
from coproclip.ui.pages.record.clock import clock_words
from coproclip.ui.pages.record.strip_marks import paint_flag, paint_name, paint_stretch
from coproclip.ui.pages.record.wallclock_map import WallclockMap
from coproclip.ui.style.fonts import font
from coproclip.ui.style.painting import smooth_painter
from coproclip.ui.style.tokens import RADIUS_CARD, current

TICK_MS = 5000
LEAST, TRACK, MOST = 84, 104, 132
LEAST_OF_TWO, MOST_OF_TWO = 46, 84
"""Heights (px) of one track: the least, the usual and the most, alone and as one of two; the ruler comes on top."""
RULER = 20

Track = tuple[float, ...]
Pictures = tuple[Track, ...]


class RollingStrip(QWidget):
    """One track a channel, newest at the right; one bar for each tenth of a second."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pictures: Pictures = ((),)
        self._kept = WallclockMap()
        self._moments: Sequence[Stretch] = ()
        self._recording = self._off = False
        self._now = 0.0
        self._names: tuple[str, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Picture of the last half minute of sound"))

    def show_sound(
        self,
        pictures: Pictures,
        kept: WallclockMap,
        moments: Sequence[Stretch] = (),
        *,
        recording: bool,
        off_record: bool = False,
    ) -> None:
        """The newest peaks (0–1), which moments are kept, and what was noted; painted only when something is new."""
        # The recorder replaces the whole value with every tenth of a second.
        shown = (self._kept, self._moments, self._recording, self._off)
        if pictures is self._pictures and shown == (kept, moments, recording, off_record):
            return
        tracks = self._tracks()
        self._pictures, self._kept, self._recording = pictures, kept, recording
        if self._tracks() != tracks:
            self.fit()
        self._moments, self._off = moments, off_record
        self._now = time.monotonic()
        self.update()

    def set_names(self, names: tuple[str, ...]) -> None:
        """What each of several tracks is called."""
        if names != self._names:
            self._names = names
            self.update()

    def _tracks(self) -> int:
        return max(1, len(self._pictures))

    def sizeHint(self) -> QSize:
        """As high as the tracks like to be."""
        return QSize(400, current().scaled(RULER) + TRACK * self._tracks())

    def minimumSizeHint(self) -> QSize:
        """As low as they may be."""
        return QSize(120, self.minimumHeight())

    def fit(self) -> None:
        """Give every track between the least that is of use and what it likes at most."""
        tracks, ruler = self._tracks(), current().scaled(RULER)
        least, most = (LEAST, MOST) if tracks == 1 else (current().scaled(LEAST_OF_TWO), MOST_OF_TWO)
        self.setMinimumHeight(ruler + least * tracks)
        self.setMaximumHeight(ruler + max(least, most) * tracks)

    # ---- painting ---------------------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paper, places, bars, what is not kept, flags, names, and the edge where the sound comes in."""
        t = current()
        painter = smooth_painter(self)
        painter.setPen(QPen(t.line, 1))
        painter.setBrush(t.surface)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS_CARD, RADIUS_CARD)
        painter.setClipRect(self.rect().adjusted(1, 1, -1, -1))
        pitch = max(2, -(-self.width() // PICTURE_STEPS))
        per_second = pitch * 1000 / STEP_MS
        since = self._now - self.width() / per_second
        ruler = t.scaled(RULER)
        self._paint_ruler(painter, since, per_second)
        high = (self.height() - ruler) / self._tracks()
        hidden = [(began, ended) for began, ended, _lines in self._not_kept(since)]
        for place, peaks in enumerate(self._pictures):
            middle = ruler + high * (place + 0.5) - 2
            self._paint_track(painter, peaks, middle, high / 2 - t.scaled(6), pitch, hidden, second=place > 0)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for began, ended, lines in self._not_kept(since):
            left, right = self._x(began, per_second), self._x(ended, per_second)
            box = QRectF(left, ruler, right - left, self.height() - ruler - 6).adjusted(1.5, 0.5, -1.5, -0.5)
            paint_stretch(painter, box, QRectF(self.rect()), lines)
        for moment in self._flags(since):
            paint_flag(painter, self._x(moment, per_second), ruler, self.height() - 2)
        if len(self._pictures) > 1:
            for place, name in enumerate(self._names[: len(self._pictures)]):
                paint_name(painter, name, ruler + high * place)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        edge = t.rec if self._recording and not self._off else t.priv if self._off else t.line2
        painter.fillRect(QRectF(self.width() - 3, 0, 3, self.height()), edge)

    def _x(self, moment: float, per_second: float) -> int:
        return round(self.width() - 3 - (self._now - moment) * per_second)

    def _not_kept(self, since: float) -> Iterator[tuple[float, float, tuple[str, str]]]:
        """From when to when nothing was kept, with the words for it."""
        for began, ended in self._kept.pauses(since, self._now):
            yield began, ended, (self.tr("Paused"), self.tr("not kept"))
        off = [moment for moment in self._moments if moment.kind == MomentKind.OFF_RECORD]
        for place, one in enumerate(off):
            goes_on = self._off and place == len(off) - 1
            start = self._kept.moment_of(one.start_ms)
            end = self._now if goes_on else self._kept.moment_of(one.end_ms)
            if start is not None and end is not None and end > since:
                much = round((end - start) * 1000) if goes_on else one.end_ms - one.start_ms
                kept = self.tr("{length}, not kept").format(length=length(max(1000, much)))
                yield start, end, (self.tr("Off the record"), kept)

    def _flags(self, since: float) -> Iterator[float]:
        for one in self._moments:
            moment = self._kept.moment_of(one.start_ms) if one.kind == MomentKind.MARK else None
            if moment is not None and moment > since:
                yield moment

    def _paint_track(
        self,
        painter: QPainter,
        peaks: Track,
        middle: float,
        reach: float,
        pitch: int,
        hidden: list[tuple[float, float]],
        *,
        second: bool,
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
            bars = kept if any(began <= moment < ended for began, ended in spans) else other
            if bars is other and first is not None and moment >= first:
                continue  # a pause, and not kept
            if any(began <= moment < ended for began, ended in hidden):
                continue
            # Speech seldom comes near the top; bent like this it is seen, and what is too loud still stands out.
            high = max(1.0, round(reach * min(1.0, peak) ** 0.6))
            bars.append(QRectF(x, line - high, pitch - 1, 2 * high))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(Qt.PenStyle.NoPen)
        for colour, bars in ((t.wave_off, other), (t.wave_b if second else t.wave_a, kept)):
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
