"""The middle of the record page: state, clock, safety, the rolling picture and the level."""

import time
from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from coproclip.audio.devices import InputDevice
from coproclip.capture.meter import Loudness
from coproclip.capture.recorder import Recorder
from coproclip.errors import CoProClipError
from coproclip.ui.components.labels import EmptyState, IconLabel, Label
from coproclip.ui.record.clock import Clock, SafetyLine, StatePill
from coproclip.ui.record.kept import KeptSpans
from coproclip.ui.record.level import LevelMeter, LevelWord
from coproclip.ui.record.rolling import LEAST, MOST, RollingStrip
from coproclip.ui.record.sitting import Phase
from coproclip.ui.tokens import MARGIN, current


class Channel(QWidget):
    """One channel: its name, the word, the bars."""

    def __init__(self, name: str, what: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(Label(name, "strong"))
        head.addWidget(Label(what, "muted", elide=True), 1)
        self.word = LevelWord()
        head.addWidget(self.word)
        column.addLayout(head)
        self.meter = LevelMeter(self.word.show_loudness)
        column.addWidget(self.meter)


class Stage(QScrollArea):
    """Shows what a recorder hears; scrolls only where large text leaves no room for it all."""

    microphone_chosen = Signal(str)
    """The name of a microphone, empty for the computer's default."""
    again_asked = Signal()
    level_changed = Signal(object)
    """The `Loudness` of the first channel that is not as it should be, when any word changes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.channels: list[Channel] = []
        self._words: tuple[Loudness, ...] = ()
        whole = QWidget()
        self._column = QVBoxLayout(whole)
        self.pill, self.clock, self.safety, self.strip = StatePill(), Clock(), SafetyLine(), RollingStrip()
        self._column.addStretch(2)
        self._column.addWidget(self.pill, 0, Qt.AlignmentFlag.AlignHCenter)
        self._column.addWidget(self.clock)
        self._column.addWidget(self.safety)
        self._column.addStretch(3)
        self._column.addWidget(self.strip, 100)
        self.none = self._no_microphone()
        self._column.addWidget(self.none)
        self._column.addWidget(self._card())
        self._column.addStretch(2)
        self.setWidget(whole)
        self._make_channels(1)

    def _no_microphone(self) -> EmptyState:
        empty = EmptyState(self.tr("There is no microphone"), " ", icon="mic-off")
        self.again = empty.add_button(self.tr("Try again"), self.again_asked.emit, icon="rotate-cw", kind="main")
        empty.hide()
        return empty

    def _card(self) -> QWidget:
        self.card = QFrame()
        self.card.setProperty("role", "inset")
        column = QVBoxLayout(self.card)
        column.setContentsMargins(16, 12, 16, 14)
        column.setSpacing(12)
        self._channels = QHBoxLayout()
        self._channels.setSpacing(32)
        column.addLayout(self._channels)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(IconLabel("mic", "ink2", 18))
        label = Label(self.tr("Microphone"), "small")
        row.addWidget(label)
        self.microphone = QComboBox()
        self.microphone.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.microphone.setAccessibleName(self.tr("Microphone to record from"))
        self.microphone.activated.connect(lambda _place: self.microphone_chosen.emit(self.microphone.currentData()))
        label.setBuddy(self.microphone)
        row.addWidget(self.microphone, 3)
        row.addStretch(1)
        column.addLayout(row)
        return self.card

    # ---- what it is told --------------------------------------------------------------------------------------

    def show_devices(self, devices: Sequence[InputDevice], chosen: str) -> None:
        """The microphones there are; `chosen` by name, the default where it is not there."""
        with QSignalBlocker(self.microphone):
            self.microphone.clear()
            self.microphone.addItem(self.tr("The computer’s default microphone"), "")
            for name in dict.fromkeys(device.name for device in devices):
                self.microphone.addItem(name, name)
            self.microphone.setCurrentIndex(max(0, self.microphone.findData(chosen)))

    def show_phase(self, phase: Phase, error: CoProClipError | None) -> None:
        """What is there to see in this phase; `error` is why there is no microphone."""
        self.pill.show_phase(phase)
        none = phase is Phase.NO_MICROPHONE
        self.none.setVisible(none)
        self.strip.setVisible(not none)
        for channel in self.channels:
            channel.setVisible(not none)
        self.card.setVisible(not none or self.microphone.count() > 1)
        self.microphone.setEnabled(not phase.under_way)
        self.microphone.setToolTip(self.tr("The microphone stays the same in one recording") if phase.under_way else "")
        if none and error is not None:
            self.none.heading.setText(error.happened)
            self.none.words.setText(f"{error.safe} {error.next}".strip())

    def show_sound(self, recorder: Recorder | None, kept: KeptSpans, phase: Phase) -> None:
        """The newest of everything that moves."""
        if recorder is None:
            self.clock.show_time(0)
            self.safety.show_safe(phase, 0.0)
            self.safety.show_room(None)
            return
        self.clock.show_time(recorder.position_ms)
        self.safety.show_safe(phase, recorder.seconds_since_safe)
        self.strip.show_sound(recorder.pictures, kept, recording=phase is Phase.RECORDING)
        levels, now = recorder.levels, time.monotonic()
        if len(levels) != len(self.channels):
            self._make_channels(len(levels))
        for channel, level in zip(self.channels, levels, strict=True):
            channel.meter.show_level(level, now)
        words = tuple(channel.meter.loudness for channel in self.channels)
        if words != self._words:
            self._words = words
            self.level_changed.emit(self.loudness)

    @property
    def loudness(self) -> Loudness:
        """The word that matters most: one that is not “Good”, if there is any."""
        return next((word for word in self._words if word is not Loudness.GOOD), Loudness.GOOD)

    def level_words(self) -> str:
        """The words under the names of the channels, for saying them."""
        return ", ".join(channel.word.look().word for channel in self.channels)

    def _make_channels(self, many: int) -> None:
        for channel in self.channels:
            self._channels.removeWidget(channel)
            channel.deleteLater()
        names = (self.tr("Left"), self.tr("Right")) if many == 2 else (self.tr("Level"),)
        what = self.tr("channel") if many == 2 else self.tr("of everybody in the room")
        self.channels = [Channel(name, what) for name in names]
        self._words = ()
        for channel in self.channels:
            self._channels.addWidget(channel)
        self.strip.set_names(names if many == 2 else ())

    def fit(self, *, narrow: bool) -> None:
        """Share out the room there is; `narrow` for a small window."""
        wide, high, scaled = self.viewport().width(), self.viewport().height(), current().scaled
        low = high < scaled(560)
        side = MARGIN if wide > 500 else 12
        self._column.setContentsMargins(side, 10 if low else 24, side, 12 if low else 20)
        self._column.setSpacing(8 if low else 14)
        self.clock.fit(wide - 2 * side, max(1, round(high * 0.24)), narrow=narrow)
        self.strip.fit(LEAST if low else MOST)
