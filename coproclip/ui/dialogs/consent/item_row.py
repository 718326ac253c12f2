"""One item of consent: what was asked, what counts now, and yes, no or not now."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QToolButton, QWidget

from coproclip.overview.consent import ItemConsent
from coproclip.ui.dialogs.consent_choices import ICONS, LATER, NO, YES, item_words, said_words
from coproclip.ui.widgets.boxes import NONE, hbox, vbox
from coproclip.ui.widgets.label import IconLabel, Label
from coproclip.ui.widgets.segmented import Choice, Segmented


class ItemRow(QWidget):
    """Shows what counts of an item. Nothing is chosen until somebody chooses it: a new answer is one said today."""

    answered = Signal()

    def __init__(self, known: ItemConsent, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.item, self._known = known.item, known
        self.answer = ""
        """What was chosen here, or empty."""
        words = known.question or item_words(known.item)
        row = hbox(self, NONE, 10)
        self._sign = IconLabel("circle", "ink3", 18)
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignVCenter)
        texts = vbox(spacing=1)
        self.words, self.now = Label(words, "medium", wrap=True), Label("", "small", wrap=True)
        texts.addWidget(self.words)
        texts.addWidget(self.now)
        row.addLayout(texts, 1)
        choices = ((YES, self.tr("Yes")), (NO, self.tr("No")), (LATER, self.tr("Not now")))
        self.field = Segmented([Choice(key, text) for key, text in choices], words)
        for segment, (_key, text) in zip(self.field.findChildren(QToolButton), choices, strict=True):
            segment.setAccessibleName(f"{words}: {text}")
        self.field.choose("")
        self.field.chosen.connect(self._on_chosen)
        self.words.setBuddy(self.field)
        row.addWidget(self.field, 0, Qt.AlignmentFlag.AlignVCenter)
        self._show()

    def choose(self, answer: str) -> None:
        """As pressing it does; a second time takes it back."""
        self.field.choose(answer)
        self._on_chosen(answer)

    def _on_chosen(self, answer: str) -> None:
        self.answer = "" if answer == self.answer else answer
        self.field.choose(self.answer)
        self._show()
        self.answered.emit()

    def _show(self) -> None:
        known = self._known
        sign = self.answer or (known.said.answer if known.said and not known.over else "")
        self._sign.set_icon(*ICONS.get(sign, ICONS[""]))
        before = said_words(known)
        self.now.setText(self.tr("New answer; before: {before}").format(before=before) if self.answer else before)
