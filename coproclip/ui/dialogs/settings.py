"""The settings that are about the window itself."""

from collections.abc import Callable

from PySide6.QtWidgets import QComboBox, QFormLayout, QWidget

from coproclip.settings import Settings
from coproclip.ui.style.choices import LookChoices, appearances
from coproclip.ui.style.look import TEXT_SIZES
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.label import Label
from coproclip.ui.widgets.switch import Switch


class SettingsDialog(Dialog):
    """Everything takes effect at once."""

    def __init__(
        self, settings: Settings, look: LookChoices, on_keys: Callable[[], object], parent: QWidget | None = None
    ) -> None:
        super().__init__("", parent, wide=460)
        self._settings, self._look, self._on_keys = settings, look, on_keys
        self.setWindowTitle(self.tr("Settings"))
        column = self.column
        column.setSpacing(14)
        form = QFormLayout()
        form.setHorizontalSpacing(20)
        form.setVerticalSpacing(12)
        self.appearance = QComboBox()
        for mode, words in appearances():
            self.appearance.addItem(words, mode)
        self.appearance.setCurrentIndex(max(0, self.appearance.findData(settings.appearance)))
        self.appearance.currentIndexChanged.connect(lambda _row: look.choose(self.appearance.currentData()))
        self.text_size = QComboBox()
        for size in TEXT_SIZES:
            self.text_size.addItem(f"{size} %", size)
        self.text_size.setCurrentIndex(max(0, self.text_size.findData(settings.text_size)))
        self.text_size.currentIndexChanged.connect(lambda _row: look.set_text_size(self.text_size.currentData()))
        form.addRow(self.tr("Appearance"), self.appearance)
        form.addRow(self.tr("Text size"), self.text_size)
        column.addLayout(form)
        self.calm = Switch(self.tr("Calm mode"))
        self.calm.setChecked(settings.calm)
        self.calm.toggled.connect(self._on_calm)
        self.single = Switch(self.tr("Single-letter shortcuts (turn off if you use voice control)"))
        self.single.setChecked(settings.single_keys)
        self.single.toggled.connect(self._on_single)
        for switch, hint in (
            (self.calm, self.tr("No animations or running totals; the page jumps instead of scrolling.")),
            (self.single, self.tr("Turned off, every command is still in the menus and on its Ctrl key.")),
        ):
            column.addWidget(switch)
            column.addWidget(Label(hint, "hint", wrap=True))
        column.addStretch(1)
        self.answer_with(Button(self.tr("Done"), kind="main", on_click=self.accept))

    def _on_calm(self, on: bool) -> None:
        with self._settings.change():
            self._settings.calm = on

    def _on_single(self, on: bool) -> None:
        with self._settings.change():
            self._settings.single_keys = on
        self._on_keys()
