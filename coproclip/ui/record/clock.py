"""What can be read from two metres away: the state, the time, and that it is safe."""

from PySide6.QtCore import QCoreApplication, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QSizePolicy, QWidget

from coproclip.timecode import length
from coproclip.ui.components.labels import IconLabel, Label
from coproclip.ui.fonts import font, sized
from coproclip.ui.record.sitting import Phase
from coproclip.ui.tokens import Tokens, current

CLOCK, CLOCK_NARROW, CLOCK_LEAST = 112, 88, 56
LATE_S = 4.0
"""The disk is asked twice a second; after so long it is not as it should be."""
LITTLE_ROOM_MS = 30 * 60_000


def clock_words(time_ms: int) -> str:
    """`04:36`, or `1:02:03` from an hour on."""
    seconds = max(0, time_ms) // 1000
    hours, rest = divmod(seconds, 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60:02}:{rest % 60:02}"


def room_words(room_ms: int) -> str:
    """How long something fits, as people say it: `31 hours`, `1 h 20 min`, `42 min`."""
    minutes = room_ms // 60_000
    if minutes >= 120:
        return QCoreApplication.translate("Record", "{n} hours").format(n=minutes // 60)
    return length(minutes * 60_000) if minutes else length(room_ms)


class StatePill(QWidget):
    """Ready, Recording, Paused … with a sign of its own for each."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._phase = Phase.IDLE
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_phase(self, phase: Phase) -> None:
        """Show the word for `phase`."""
        self._phase = phase
        self.setAccessibleName(self.word())
        self.updateGeometry()
        self.update()

    def word(self) -> str:
        """What it says."""
        return {
            Phase.IDLE: self.tr("Getting ready"),
            Phase.OPENING: self.tr("Getting ready"),
            Phase.NO_MICROPHONE: self.tr("No microphone"),
            Phase.READY: self.tr("Ready"),
            Phase.RECORDING: self.tr("Recording"),
            Phase.PAUSED: self.tr("Paused"),
            Phase.ENDED: self.tr("Stopped by itself"),
            Phase.FINISHING: self.tr("Finishing"),
        }[self._phase]

    def _colours(self, t: Tokens) -> tuple[QColor, QColor]:
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
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(paper)
        half = self.height() / 2
        painter.drawRoundedRect(QRectF(self.rect()), half, half)
        side = t.scaled(12)
        box = QRectF(t.scaled(11), half - side / 2, side, side)
        painter.setBrush(ink)
        if self._phase is Phase.RECORDING:
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


class Clock(QLabel):
    """The time of the recording, as large as there is room for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("00:00", parent)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_time(self, time_ms: int) -> None:
        """Show `time_ms`, in whole seconds."""
        words = clock_words(time_ms)
        if words != self.text():
            self.setText(words)

    def fit(self, room_wide: int, room_high: int, *, narrow: bool) -> None:
        """Take 112 px, 88 when narrow; where large text leaves less room (px), less."""
        wanted = current().scaled(CLOCK_NARROW if narrow else CLOCK)
        # A figure is about 0.65 of its height wide; `1:02:03` has to fit too.
        pixels = max(CLOCK_LEAST, min(wanted, room_high, round(room_wide / 4.2)))
        made = sized(CLOCK)
        made.setWeight(made.Weight.DemiBold)
        made.setPixelSize(pixels)
        self.setFont(made)
        self.setFixedHeight(pixels)


class _Fact(QWidget):
    """A picture, muted words, and the figure that counts."""

    def __init__(self, icon: str, words: str) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        self._icon_name, self._colour = icon, "ok"
        self._icon = IconLabel(icon, "ok", 18)
        self.words = Label(words, "muted")
        self.figure = Label("", "strong")
        row.addWidget(self._icon)
        row.addSpacing(2)
        row.addWidget(self.words)
        row.addWidget(self.figure)

    def show_figure(self, figure: str, colour: str) -> None:
        """The figure, and the colour of the picture."""
        if self.figure.text() != figure:
            self.figure.setText(figure)
        if self._colour != colour:
            self._colour = colour
            self._icon.set_icon("triangle-alert" if colour == "flag" else self._icon_name, colour)


class SafetyLine(QWidget):
    """“Safe on disk: 1 s ago” and “Room for 31 hours”."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(24)
        self.safe = _Fact("shield-check", self.tr("Safe on disk:"))
        self.room = _Fact("hard-drive", self.tr("Room for"))
        self._row.addStretch(1)
        for fact in (self.safe, self.room):
            self._row.addWidget(fact, 0, Qt.AlignmentFlag.AlignCenter)
        self._row.addStretch(1)

    def show_safe(self, phase: Phase, seconds: float) -> None:
        """How long ago everything said until then was on the disk itself."""
        self.safe.setVisible(phase.under_way)
        if phase is Phase.RECORDING or (phase is Phase.PAUSED and seconds > 0):
            words = self.tr("{n} s ago").format(n=max(1, round(seconds)))
            self.safe.show_figure(words, "flag" if seconds > LATE_S else "ok")
        else:
            self.safe.show_figure(self.tr("all of it"), "ok")

    def show_room(self, room_ms: int | None) -> None:
        """How much more fits on the disk; nothing where that cannot be told."""
        self.room.setVisible(room_ms is not None)
        if room_ms is not None:
            self.room.show_figure(room_words(room_ms), "flag" if room_ms < LITTLE_ROOM_MS else "ink2")

    def words(self) -> str:
        """What it says, in one line."""
        shown = [fact for fact in (self.safe, self.room) if not fact.isHidden()]
        return ", ".join(f"{fact.words.text()} {fact.figure.text()}" for fact in shown)
