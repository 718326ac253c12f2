"""One microphone on the record page: who sits there, how loud it is, which device it is."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QSizePolicy, QWidget

from coproclip.audio.devices import InputDevice
from coproclip.ui.pages.record.level import LevelMeter, LevelWord
from coproclip.ui.widgets.boxes import NONE, hbox, vbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.label import IconLabel, Label

OTHER_INPUT = "*other input*"
"""Instead of a device’s name: the second input of the first microphone."""


class MicrophoneCard(QFrame):
    """A card with name, word, bars and the choice of the microphone."""

    chosen = Signal(str)
    """The name of a microphone, empty for the computer's default, or `OTHER_INPUT`."""
    hear_asked = Signal(bool)
    """Whether this microphone shall be heard in the headphones."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "inset")
        column = vbox(self, (16, 12, 16, 14), 10)
        self.heard = QWidget()
        inner = vbox(self.heard, NONE, 10)
        head = hbox(spacing=6)
        self.name, self.what = Label("", "strong"), Label("", "muted", elide=True)
        self.word = LevelWord()
        head.addWidget(self.name)
        head.addWidget(self.what, 1)
        head.addWidget(self.word)
        inner.addLayout(head)
        self.meter = LevelMeter(self.word.show_loudness)
        inner.addWidget(self.meter)
        column.addWidget(self.heard)
        self.device = QWidget()
        row = hbox(self.device, NONE, 8)
        row.addWidget(IconLabel("mic", "ink2", 18))
        self.microphone = QComboBox()
        self.microphone.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        # Whatever has the keyboard while somebody tells, M marks and X is off the record.
        self.microphone.setProperty("letters", "shortcuts")
        self.microphone.activated.connect(lambda _place: self.chosen.emit(self.microphone.currentData()))
        row.addWidget(self.microphone, 1)
        self.hear = Button(icon="headphones", kind="icon")
        self.hear.setCheckable(True)
        self.hear.setToolTip(
            self.tr("Hear this microphone, with headphones only: a loudspeaker would be recorded too.")
        )
        self.hear.clicked.connect(self.hear_asked)
        row.addWidget(self.hear)
        column.addWidget(self.device)

    def show_who(self, name: str, what: str) -> None:
        """Who is heard here, and what part they have."""
        self.name.setText(name)
        self.what.setText(what)
        spoken = f"{name}, {what}" if what else name
        self.microphone.setAccessibleName(self.tr("Microphone of {who}").format(who=spoken))
        self.hear.setAccessibleName(self.tr("Hear the microphone of {who} in headphones").format(who=spoken))
        self.meter.setAccessibleName(self.tr("How loud {who} is").format(who=spoken))

    def show_devices(self, devices: Sequence[InputDevice], chosen: str, *, second: bool = False) -> None:
        """The microphones there are; `chosen` by name, the first where it is not there."""
        with QSignalBlocker(self.microphone):
            self.microphone.clear()
            if second:
                self.microphone.addItem(self.tr("The second input of the same device"), OTHER_INPUT)
            else:
                self.microphone.addItem(self.tr("The computer’s default microphone"), "")
            for name in dict.fromkeys(device.name for device in devices):
                self.microphone.addItem(name, name)
            self.microphone.setCurrentIndex(max(0, self.microphone.findData(chosen)))

    def choose(self) -> None:
        """Let the person choose another microphone now."""
        self.microphone.setFocus()
        self.microphone.showPopup()

    def show_alive(self, *, on: bool) -> None:
        """Say when nothing comes from this microphone any more."""
        if self.heard.isEnabled() != on:
            self.heard.setEnabled(on)
