"""Which model finds out who is speaking: a line of the window of speech models."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from coproclip.errors import CoProClipError
from coproclip.speech.diarization.speaker_model import find_speaker_model, remove_speaker_model
from coproclip.ui.transcription.wording import size_words
from coproclip.ui.widgets.boxes import NONE, hbox, vbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.label import Label


class SpeakerModelSection(QWidget):
    """Says which speaker model there is; `add` is given the file of another one, `trouble` what went wrong."""

    def __init__(self, add: Callable[[Path], object], trouble: Callable[[CoProClipError], object]) -> None:
        super().__init__()
        self._add, self._trouble = add, trouble
        column = vbox(self, NONE, 10)
        row = hbox(spacing=8)
        self.words = Label("", "strong", wrap=True)
        self.add_button = Button(self.tr("Add…"), "folder-input", on_click=self._ask)
        self.add_button.setAccessibleName(self.tr("Add a speaker model…"))
        self.remove_button = Button(self.tr("Remove"), "trash-2", "danger", on_click=self._remove)
        self.remove_button.setAccessibleName(self.tr("Remove the speaker model"))
        row.addWidget(self.words, 1)
        row.addWidget(self.add_button)
        row.addWidget(self.remove_button)
        column.addLayout(row)
        hint = self.tr(
            "After the words it finds out who is speaking, within one story. Nobody’s voice is kept or compared with "
            "other stories. Others can be added: an ONNX file of the WeSpeaker or 3D-Speaker family."
        )
        column.addWidget(Label(hint, "small", wrap=True))

    def show_model(self) -> None:
        """Look at which one there is."""
        model = find_speaker_model()
        if model is None:
            self.words.setText(self.tr("Who is speaking: no speaker model is here yet"))
        else:
            words = self.tr("Who is speaking: {name}, {size}")
            name = model.name if model.own else self.tr("comes with CoProClip")
            self.words.setText(words.format(name=name, size=size_words(model.size)))
        self.remove_button.setVisible(model is not None and model.own)

    def _ask(self) -> None:
        kinds = self.tr("Speaker models (*.onnx *.zip)")
        file, _kind = QFileDialog.getOpenFileName(self, self.tr("The file of the speaker model"), "", kinds)
        if file:
            self._add(Path(file))

    def _remove(self) -> None:
        model = find_speaker_model()
        if model is not None:
            try:
                remove_speaker_model(model.name)
            except CoProClipError as error:
                self._trouble(error)
            self.show_model()
