"""The bar at the bottom of the desk: time, back, play, forward, loop, speed, loudness, follow."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QFrame, QSizePolicy, QSlider, QWidget

from coproclip.timecode import clock
from coproclip.ui.style.fonts import sized
from coproclip.ui.style.tokens import MARGIN, current
from coproclip.ui.widgets.boxes import NONE, hbox
from coproclip.ui.widgets.button import Button, RoundButton
from coproclip.ui.widgets.label import IconLabel, Label
from coproclip.ui.widgets.switch import Switch

SPEEDS = (50, 60, 70, 75, 80, 90, 100, 110, 125, 150, 175, 200)


class _Skip(Button):
    """A turning arrow with the seconds in it."""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        small = sized(8)
        small.setWeight(QFont.Weight.DemiBold)
        painter.setFont(small)
        painter.setPen(current().ink2)
        painter.drawText(self.rect().translated(0, 1), Qt.AlignmentFlag.AlignCenter, "3")


class Transport(QFrame):
    """Tells what is asked for; what is going on is told to it."""

    play_asked = Signal()
    skip_asked = Signal(object)
    loop_changed = Signal(bool)
    speed_changed = Signal(object)
    volume_changed = Signal(object)
    follow_changed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "footer")
        row = hbox(self, (18, 0, MARGIN, 0), 8)
        self.now = Label("0:00.0", "title")
        self.now.setAccessibleName(self.tr("Where you are"))
        self.total = Label("", "small")
        left = QWidget()
        left_row = hbox(left, NONE, 12)
        left_row.addWidget(self.now)
        left_row.addWidget(self.total)
        left_row.addStretch(1)
        left.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        row.addWidget(left, 1)
        back = _Skip(
            icon="rotate-ccw", kind="icon", name=self.tr("Back 3 seconds"), on_click=lambda: self.skip_asked.emit(-3000)
        )
        self.play = RoundButton(44)
        self.play.set_playing(False, self.tr("Play"))
        self.play.clicked.connect(self.play_asked)
        on = _Skip(
            icon="rotate-cw",
            kind="icon",
            name=self.tr("Forward 3 seconds"),
            on_click=lambda: self.skip_asked.emit(3000),
        )
        self.loop = Button(icon="repeat", kind="icon", name=self.tr("Play again and again"))
        self.loop.setCheckable(True)
        self.loop.toggled.connect(self.loop_changed)
        for part in (back, self.play, on, self.loop):
            row.addWidget(part)
            row.addSpacing(2)
        right = QWidget()
        right_row = hbox(right, NONE, 10)
        right_row.addStretch(1)
        self.speed = QComboBox()
        for percent in SPEEDS:
            self.speed.addItem(self.tr("{n}× speed").format(n=f"{percent / 100:g}"), percent)
        self.speed.setCurrentIndex(SPEEDS.index(100))
        self.speed.setAccessibleName(self.tr("Speed; the voice keeps its pitch"))
        self.speed.currentIndexChanged.connect(lambda place: self.speed_changed.emit(SPEEDS[place]))
        self.volume = QSlider(Qt.Orientation.Horizontal)
        self.volume.setProperty("role", "level")
        self.volume.setRange(0, 100)
        self.volume.setValue(100)
        self.volume.setAccessibleName(self.tr("Loudness"))
        self.volume.valueChanged.connect(self.volume_changed.emit)
        self.follow = Switch(self.tr("Follow the words"))
        self.follow.setChecked(True)
        self.follow.toggled.connect(self.follow_changed)
        right_row.addWidget(self.speed)
        self._loud = IconLabel("volume-2", "ink2", 18)
        right_row.addWidget(self._loud)
        right_row.addWidget(self.volume)
        right_row.addWidget(self.follow)
        right.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        row.addWidget(right, 1)

    def fit(self, *, narrow: bool, tight: bool) -> None:
        """Without room: only time, playing and speed. The rest stays in the menus."""
        self.setFixedHeight(min(96, current().scaled(46 if tight else 68)))
        self.volume.setFixedWidth(current().scaled(84))
        for part in (self.total, self._loud, self.volume, self.follow):
            part.setVisible(not narrow)

    def set_time(self, now_ms: int, total_ms: int | None = None) -> None:
        """Where the playhead is and, once a story, how long it is."""
        words = clock(now_ms, tenths=True)
        if words != self.now.text():
            self.now.setText(words)
        if total_ms is not None:
            self.total.setText(self.tr("of {total}").format(total=clock(total_ms)))

    def set_playing(self, playing: bool) -> None:
        """Play or pause picture."""
        self.play.set_playing(playing, self.tr("Pause") if playing else self.tr("Play"))

    def step_speed(self, step: int) -> None:
        """Slower (-1) or faster (1)."""
        self.speed.setCurrentIndex(max(0, min(len(SPEEDS) - 1, self.speed.currentIndex() + step)))

    def show_speed(self, percent: int) -> None:
        """Choose the speed nearest to `percent`."""
        self.speed.setCurrentIndex(min(range(len(SPEEDS)), key=lambda place: abs(SPEEDS[place] - percent)))

    def show_follow(self, on: bool) -> None:
        """Move the switch without telling."""
        self.follow.blockSignals(True)
        self.follow.setChecked(on)
        self.follow.blockSignals(False)
        self.follow.update()
