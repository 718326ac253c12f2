"""How carefully a story is transcribed: three choices in plain words, each with the time it takes here."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QRadioButton, QWidget

from coproclip.speech.presets import PRESETS
from coproclip.ui.style.tokens import current
from coproclip.ui.transcription.wording import known_preset, preset_means, preset_word
from coproclip.ui.widgets.label import Label


class _Choice(QRadioButton):
    def hitButton(self, pos: QPoint) -> bool:
        """The whole row, not only its word."""
        return self.rect().contains(pos)


class PresetChoice(QWidget):
    """One of the presets; arrows move, Tab leaves. `chosen` is told when a person takes another one."""

    chosen = Signal(str)

    def __init__(self, preset: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Accuracy"))
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(1)
        grid.setColumnStretch(0, 1)
        self._group = QButtonGroup(self)
        self.buttons: dict[str, QRadioButton] = {}
        self._times: dict[str, Label] = {}
        for place, one in enumerate(PRESETS):
            button = _Choice(preset_word(one))
            button.setChecked(one == known_preset(preset))
            button.toggled.connect(lambda on, one=one: self.chosen.emit(one) if on else None)
            self._group.addButton(button)
            time = Label("", "small-strong")
            time.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            means = Label(preset_means(one), "small", wrap=True)
            means.setContentsMargins(current().scaled(26), 0, 0, 6)
            grid.addWidget(button, place * 2, 0)
            grid.addWidget(time, place * 2, 1)
            grid.addWidget(means, place * 2 + 1, 0, 1, 2)
            self.buttons[one], self._times[one] = button, time

    def preset(self) -> str:
        """The one that is chosen."""
        return next((name for name, button in self.buttons.items() if button.isChecked()), known_preset(""))

    def show_times(self, of: Callable[[str], str]) -> None:
        """Say the time of each, empty where nothing is known."""
        for name, button in self.buttons.items():
            time = of(name)
            self._times[name].setText(time)
            parts = (preset_word(name), time, preset_means(name))
            button.setAccessibleName(", ".join(part for part in parts if part))

    def focus(self) -> None:
        """Put the keyboard on what is chosen."""
        self.buttons[self.preset()].setFocus(Qt.FocusReason.OtherFocusReason)
