"""What can be read from two metres away: the time, and that it is safe."""

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QBoxLayout, QLabel, QSizePolicy, QWidget

from coproclip.capture.battery import Battery
from coproclip.timecode import length
from coproclip.ui.pages.record.recording_session import Phase
from coproclip.ui.style.fonts import sized
from coproclip.ui.style.tokens import current
from coproclip.ui.widgets.boxes import NONE, hbox
from coproclip.ui.widgets.label import IconLabel, Label

CLOCK, CLOCK_NARROW, CLOCK_LEAST = 112, 88, 56
LATE_S = 4.0
"""The disk is asked twice a second; after so long it is not as it should be."""
LITTLE_ROOM_MS = 30 * 60_000
LOW_BATTERY = 15


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
        row = hbox(self, NONE, 6)
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
    """“Safe on disk: 1 s ago”, “Room for 31 hours” and, where there is one, “Battery 84%”."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(24)
        self.safe = _Fact("shield-check", self.tr("Safe on disk:"))
        self.room = _Fact("hard-drive", self.tr("Room for"))
        self.battery = _Fact("battery-medium", self.tr("Battery"))
        self._facts = (self.safe, self.room, self.battery)
        self._row.addStretch(1)
        for fact in self._facts:
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

    def show_battery(self, battery: Battery | None) -> None:
        """What is left in the battery; nothing on a computer without one."""
        self.battery.setVisible(battery is not None)
        if battery is not None:
            low = battery.percent < LOW_BATTERY and not battery.plugged
            self.battery.show_figure(f"{battery.percent}%", "flag" if low else "ink2")

    def fit(self, room: int) -> None:
        """Beside each other in so much room (px), or under each other."""
        wide = sum(fact.sizeHint().width() + self._row.spacing() for fact in self._facts)
        directions = QBoxLayout.Direction
        self._row.setDirection(directions.LeftToRight if wide <= room else directions.TopToBottom)
        self._row.setSpacing(24 if wide <= room else 4)

    def words(self) -> str:
        """What it says, in one line."""
        shown = [fact for fact in self._facts if not fact.isHidden()]
        return ", ".join(f"{fact.words.text()} {fact.figure.text()}" for fact in shown)
