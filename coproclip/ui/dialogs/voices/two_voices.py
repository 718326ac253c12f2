"""Which two voices shall be swapped or joined."""

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox, QFormLayout, QWidget

from coproclip.overview.story import StorySpeaker
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.label import Label


class TwoVoices(Dialog):
    """Asks for two voices; `what` is “swap” or “join”. `chosen()` once it was accepted."""

    def __init__(self, what: str, voices: Sequence[StorySpeaker], parent: QWidget | None = None) -> None:
        swap = what == "swap"
        super().__init__("", parent, wide=420)
        self.setWindowTitle(self.tr("Swap two voices") if swap else self.tr("Join two voices"))
        self._voices = tuple(voices)
        explanation = (
            self.tr("What the one said is given to the other, in the whole story.")
            if swap
            else self.tr("For one person who was taken for two: all of the first is given to the second.")
        )
        self.column.addWidget(Label(explanation, "small", wrap=True))
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(10)
        self.one, self.other = QComboBox(), QComboBox()
        second = self.tr("with") if swap else self.tr("belongs to")
        for words, field in ((self.tr("Swap") if swap else self.tr("All of"), self.one), (second, self.other)):
            field.setAccessibleName(words)
            for voice in self._voices:
                field.addItem(voice.name, voice.id)
            label = Label(words, "small-strong")
            label.setBuddy(field)
            form.addRow(label, field)
            field.currentIndexChanged.connect(lambda _row: self._renew())
        self.column.addLayout(form)
        self.column.addStretch(1)
        self.answer_with(Button(self.tr("Cancel"), on_click=self.reject))
        self.main = Button(self.tr("Swap") if swap else self.tr("Join"), kind="main", on_click=self.accept)
        self.main.setDefault(True)
        self.foot.addWidget(self.main)
        # Voices that were found last are the likeliest to be one too many.
        self.one.setCurrentIndex(0 if swap else len(self._voices) - 1)
        self.other.setCurrentIndex(1 if swap else max(0, len(self._voices) - 2))
        self.one.setFocus()
        self._renew()

    def _renew(self) -> None:
        same = self.one.currentIndex() == self.other.currentIndex()
        self.main.setEnabled(not same)
        self.main.setToolTip(self.tr("Choose two different voices.") if same else "")

    def chosen(self) -> tuple[StorySpeaker, StorySpeaker]:
        """The first and the second voice."""
        return self._voices[self.one.currentIndex()], self._voices[self.other.currentIndex()]
