"""Recording settings in plain words: how fine the sound is, a second disk, which microphone may stand in."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QFormLayout,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from coproclip.audio.devices import InputDevice
from coproclip.settings import Settings, remember_second_disk
from coproclip.ui.pages.record.setup import BITS, RATES
from coproclip.ui.style.tokens import current
from coproclip.ui.widgets.boxes import hbox, vbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.label import Label


class SetupDialog(Dialog):
    """Kept in the settings of this person on this computer when it is accepted."""

    def __init__(self, settings: Settings, devices: Sequence[InputDevice], parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Recording settings"), parent, wide=520)
        self._settings = settings
        column = self.column
        column.setSpacing(14)
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(10)
        self.rate = QComboBox()
        for rate, words in zip(
            RATES,
            (
                self.tr("44.1 kHz, as on a CD"),
                self.tr("48 kHz, right for speech and film"),
                self.tr("96 kHz, for music; twice the room"),
            ),
            strict=True,
        ):
            self.rate.addItem(words, rate)
        self.rate.setCurrentIndex(max(0, self.rate.findData(settings.recording_rate)))
        self.bits = QComboBox()
        for bits, words in zip(
            BITS, (self.tr("16 bit, right for most"), self.tr("24 bit, when people are very quiet")), strict=True
        ):
            self.bits.addItem(words, bits)
        self.bits.setCurrentIndex(max(0, self.bits.findData(settings.recording_bits)))
        for name, field in ((self.tr("Fineness in time"), self.rate), (self.tr("Fineness in loudness"), self.bits)):
            field.setAccessibleName(name)
            label = Label(name, "small-strong")
            label.setBuddy(field)
            form.addRow(label, field)
        column.addLayout(form)
        column.addLayout(self._disk())
        column.addWidget(Label(self.tr("Microphones that may stand in"), "small-strong"))
        words = self.tr("If the microphone goes away, the recording goes on with one of these by itself.")
        column.addWidget(Label(words, "hint", wrap=True))
        column.addWidget(self._stand_ins(devices))
        self.answer_with(Button(self.tr("Cancel"), on_click=self.reject))
        save = Button(self.tr("Save"), kind="main", on_click=self.save)
        save.setDefault(True)
        self.foot.addWidget(save)
        self.ask_before_leaving(save)
        self._before = self._chosen()
        self.rate.setFocus()

    def _disk(self) -> QVBoxLayout:
        column = vbox(spacing=6)
        column.addWidget(Label(self.tr("Second disk"), "small-strong"))
        words = self.tr("If the disk of the project is full or goes away, the recording goes on there, without a gap.")
        column.addWidget(Label(words, "hint", wrap=True))
        row = hbox(spacing=8)
        self.disk = Label(self._settings.second_disk or self.tr("None"), "body", elide=True)
        self._folder = self._settings.second_disk
        row.addWidget(self.disk, 1)
        name = self.tr("Choose the folder on a second disk…")
        row.addWidget(Button(self.tr("Choose…"), "folder-open", size="small", name=name, on_click=self._choose))
        self.no_disk = Button(self.tr("None"), kind="quiet", size="small", name=self.tr("No second disk"))
        self.no_disk.clicked.connect(lambda: self.set_disk(""))
        row.addWidget(self.no_disk)
        column.addLayout(row)
        return column

    def _stand_ins(self, devices: Sequence[InputDevice]) -> QListWidget:
        self.stand_ins = QListWidget()
        self.stand_ins.setAccessibleName(self.tr("Microphones that may stand in"))
        self.stand_ins.setFixedHeight(current().scaled(112))
        allowed = self._settings.stand_in_microphones
        names = [("", self.tr("The computer’s default microphone"))]
        names += [
            (name, name) for name in dict.fromkeys([*(device.name for device in devices), *filter(None, allowed)])
        ]
        for key, words in names:
            item = QListWidgetItem(words)
            item.setData(Qt.ItemDataRole.UserRole, key)
            item.setCheckState(Qt.CheckState.Checked if key in allowed else Qt.CheckState.Unchecked)
            self.stand_ins.addItem(item)
        return self.stand_ins

    def _choose(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.tr("A folder on a second disk"), self._folder)
        if folder:
            self.set_disk(folder)

    def set_disk(self, folder: str) -> None:
        """The folder in which a recording may go on; empty: none."""
        self._folder = str(Path(folder)) if folder else ""
        self.disk.setText(self._folder or self.tr("None"))

    def _chosen(self) -> tuple[str, list[str]]:
        items = [self.stand_ins.item(row) for row in range(self.stand_ins.count())]
        allowed = [item for item in items if item.checkState() is Qt.CheckState.Checked]
        return self._folder, [item.data(Qt.ItemDataRole.UserRole) for item in allowed]

    def is_changed(self) -> bool:
        """Whether anything is chosen otherwise than at first."""
        return super().is_changed() or self._chosen() != self._before

    def save(self) -> None:
        """Keep what was chosen, for this person on this computer."""
        settings = self._settings
        with settings.change():
            settings.recording_rate, settings.recording_bits = self.rate.currentData(), self.bits.currentData()
            remember_second_disk(settings, self._folder)
            settings.second_disk, settings.stand_in_microphones = self._chosen()
        self.accept()
