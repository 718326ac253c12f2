"""What stories are transcribed with unless somebody says otherwise: their language, and how carefully."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QWidget

from coproclip.settings import Settings
from coproclip.speech.language_names import LANGUAGES
from coproclip.speech.presets import PRESETS
from coproclip.ui.transcription.wording import known_preset, preset_means, preset_word
from coproclip.ui.widgets.boxes import NONE, hbox, vbox
from coproclip.ui.widgets.label import Label
from coproclip.ui.widgets.segmented import Choice, Segmented


class UsualChoices(QWidget):
    """The language of stories unless one has its own, and how carefully they are transcribed; kept at once."""

    preset_chosen = Signal(str)

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._settings = settings
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(8)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.language = QComboBox()
        self.language.setAccessibleName(self.tr("Usual language of the stories"))
        self.language.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.language.setMinimumContentsLength(12)
        self.language.addItem(self.tr("Detect automatically"), "auto")
        for code, name in LANGUAGES:
            self.language.addItem(name, code)
        self.language.setCurrentIndex(max(0, self.language.findData(settings.language)))
        self.language.activated.connect(self._on_language)
        self.language.setToolTip(self.tr("A story can have its own language: About this story."))
        self.presets = Segmented([Choice(preset, preset_word(preset)) for preset in PRESETS], self.tr("Accuracy"))
        self.presets.choose(known_preset(settings.preset))
        self.presets.chosen.connect(self._on_preset)
        beside = QWidget()
        row = hbox(beside, NONE)
        row.addWidget(self.presets)
        row.addStretch(1)
        form.addRow(Label(self.tr("Usual language"), "small-strong"), self.language)
        form.addRow(Label(self.tr("Accuracy"), "small-strong"), beside)
        column = vbox(self, NONE, 10)
        column.addLayout(form)
        self.preset_means = Label(preset_means(self.presets.key()), "small", wrap=True)
        column.addWidget(self.preset_means)

    def _on_language(self) -> None:
        with self._settings.change():
            self._settings.language = self.language.currentData()

    def _on_preset(self, preset: str) -> None:
        with self._settings.change():
            self._settings.preset = preset
        self.preset_means.setText(preset_means(preset))
        self.preset_chosen.emit(preset)
