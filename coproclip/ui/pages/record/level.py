"""How loud it is: 61 bars, the highest of late, the stretch that is good, and the word for it."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygon
from PySide6.QtWidgets import QSizePolicy, QWidget

from coproclip.capture.meter import Level, Loudness
from coproclip.ui.style.fonts import font
from coproclip.ui.style.tokens import current
from coproclip.ui.widgets.badge import BadgeLook, look_size, paint_look

BARS = 61
"""One for each decibel from −60 to 0."""
QUIETEST = -(BARS - 1)
GOOD = (-34, -6)
"""Where a voice is well recorded (dBFS): from where the word is “Good” to where little room is left."""
PEAK_S = 1.5
SOONER_S, LATER_S = 0.3, 2.5
"""How long a louder and a quieter state must last before the word changes: people pause between sentences."""

_ORDER = (Loudness.NO_SOUND, Loudness.TOO_QUIET, Loudness.A_BIT_QUIET, Loudness.GOOD, Loudness.TOO_LOUD)


def loudness_look(loudness: Loudness) -> BadgeLook:
    """Word, sign and colours for how loud it is."""
    t, tr = current(), QCoreApplication.translate
    return {
        Loudness.NO_SOUND: BadgeLook("mic-off", tr("Level", "No sound"), t.stop, t.stop_soft),
        Loudness.TOO_QUIET: BadgeLook("volume", tr("Level", "Too quiet"), t.wait, t.wait_soft),
        Loudness.A_BIT_QUIET: BadgeLook("volume-1", tr("Level", "A bit quiet"), t.wait, t.wait_soft),
        Loudness.GOOD: BadgeLook("circle-check", tr("Level", "Good"), t.ok, t.ok_soft),
        Loudness.TOO_LOUD: BadgeLook("triangle-alert", tr("Level", "Too loud"), t.stop, t.stop_soft),
    }[loudness]


def loudness_words(loudness: Loudness) -> str:
    """The word alone."""
    return loudness_look(loudness).word


class SteadyWord:
    """The word for how loud it is, that does not change with every breath."""

    def __init__(self) -> None:
        self.loudness = Loudness.NO_SOUND
        self._next: Loudness | None = None
        self._since = 0.0

    def hear(self, loudness: Loudness, now: float) -> Loudness:
        """Take in what is heard `now` (s); returns what to say."""
        if loudness is self.loudness:
            self._next = None
        elif loudness is not self._next:
            # From one quiet state to another it goes on being quiet.
            waiting = self._next is not None and not self._louder(loudness) and not self._louder(self._next)
            self._next, self._since = loudness, self._since if waiting else now
        if self._next is not None:
            wait = 0.0 if self._next is Loudness.TOO_LOUD else SOONER_S if self._louder(self._next) else LATER_S
            if now - self._since >= wait:
                self.loudness, self._next = self._next, None
        return self.loudness

    def _louder(self, other: Loudness) -> bool:
        return _ORDER.index(other) > _ORDER.index(self.loudness)


class PeakHold:
    """The highest of the last second and a half."""

    def __init__(self) -> None:
        self.dbfs = float(QUIETEST)
        self._at = 0.0

    def hear(self, dbfs: float, now: float) -> float:
        """Take in a peak (dBFS); returns the highest of late."""
        if dbfs >= self.dbfs or now - self._at > PEAK_S:
            self.dbfs, self._at = dbfs, now
        return self.dbfs


class LevelWord(QWidget):
    """The word with its sign: No sound, Too quiet, A bit quiet, Good, Too loud."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._loudness = Loudness.NO_SOUND
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.look().word)

    def show_loudness(self, loudness: Loudness) -> None:
        """Show the word for it."""
        if loudness is not self._loudness:
            self._loudness = loudness
            self.setAccessibleName(self.look().word)
            self.updateGeometry()
            self.update()

    def look(self) -> BadgeLook:
        """Word, sign and colours."""
        return loudness_look(self._loudness)

    def sizeHint(self) -> QSize:
        """As large as the word."""
        return look_size(self.look())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Sign and word."""
        paint_look(QPainter(self), QPoint(0, 0), self.look())


class LevelMeter(QWidget):
    """61 bars for −60 to 0 dBFS: lit up to the mean of the last second, a tick at the highest of late."""

    def __init__(self, said: Callable[[Loudness], object] = lambda word: None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._said = said
        self._word, self._peak = SteadyWord(), PeakHold()
        self._lit, self._tick = 0, 0
        self._hatched = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("How loud it is"))

    @property
    def loudness(self) -> Loudness:
        """What the word says."""
        return self._word.loudness

    def show_level(self, level: Level, now: float) -> None:
        """The newest level, at `now` (s of a steady clock)."""
        before = self.loudness
        after = self._word.hear(level.loudness, now)
        lit, tick = _bar(level.rms_dbfs), _bar(self._peak.hear(level.peak_dbfs, now))
        if (lit, tick) != (self._lit, self._tick):
            self._lit, self._tick = lit, tick
            self.update()
        if after is not before:
            self._said(after)

    def hatch(self, *, on: bool) -> None:
        """Show that what is heard is not kept."""
        if on != self._hatched:
            self._hatched = on
            self.update()

    def sizeHint(self) -> QSize:
        """Bars, bracket and words under it."""
        return QSize(300, current().scaled(22) + current().scaled(28))

    def minimumSizeHint(self) -> QSize:
        """The bars may be thin."""
        return QSize(BARS * 3, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The bars, the tick, and below what is good."""
        t = current()
        painter = QPainter(self)
        high = t.scaled(22)
        pitch = self.width() / BARS
        wide = max(2, round(pitch * 0.62))
        painter.setPen(Qt.PenStyle.NoPen)
        for bar in range(BARS):
            lit = bar < self._lit
            loud = t.priv if self._hatched else t.ok if bar + QUIETEST < GOOD[1] else t.stop
            painter.setBrush(loud if lit else t.sel)
            # Every other bar is low, so that it is seen without colour too.
            top = high // 2 if self._hatched and bar % 2 else 0
            painter.drawRect(QRectF(round(bar * pitch), top, wide, high - top))
        if self._tick > 0:
            middle = round((self._tick - 1) * pitch) + wide / 2
            painter.fillRect(QRectF(round(middle - 1.5), 0, 3, high), t.ink)
        self._paint_scale(painter, pitch, high)

    def _paint_scale(self, painter: QPainter, pitch: float, high: int) -> None:
        t = current()
        left, right = (round((edge - QUIETEST) * pitch) for edge in GOOD)
        top, low = high + t.scaled(4), high + t.scaled(8)
        painter.setPen(QPen(t.control, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygon([QPoint(left, top), QPoint(left, low), QPoint(right, low), QPoint(right, top)]))
        line = QRectF(0, low, self.width(), self.height() - low)
        painter.setFont(font("small"))
        painter.setPen(t.ink2)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(line, middle | Qt.AlignmentFlag.AlignLeft, self.tr("too quiet"))
        painter.drawText(line, middle | Qt.AlignmentFlag.AlignRight, self.tr("too loud"))
        painter.setFont(font("small-medium"))
        painter.setPen(t.ink)
        painter.drawText(QRectF(left, low, right - left, line.height()), Qt.AlignmentFlag.AlignCenter, self.tr("good"))


def _bar(dbfs: float) -> int:
    """How many bars are lit at a level."""
    return max(0, min(BARS, round(dbfs - QUIETEST) + 1)) if dbfs > QUIETEST else 0
