"""Asking, once while a project is open, what a tick means where the sound was not played here."""

from enum import StrEnum

from PySide6.QtWidgets import QWidget

from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.label import Label
from coproclip.ui.widgets.prompts import run_dialog


class HeardChoice(StrEnum):
    """What a person wants where a passage is to be ticked that was not played here."""

    LISTEN = "listen"
    ELSEWHERE = "elsewhere"


class HeardFirstDialog(Dialog):
    """Says that the tick means “heard”, and lets one choose; `choice` is None while nothing was chosen."""

    def __init__(self, passages: int, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Checked against the recording"), parent, wide=480)
        self.choice: HeardChoice | None = None
        one = self.tr("This passage was not played here since its words last changed.")
        many = self.tr("{n} of these passages were not played here since their words last changed.")
        self.column.addWidget(Label(one if passages == 1 else many.format(n=f"{passages:,}"), "head", wrap=True))
        what = self.tr(
            "A tick says that somebody compared the words with the recording. What you choose holds for now."
        )
        self.column.addWidget(Label(what, "muted", wrap=True))
        self.column.addStretch(1)
        self.elsewhere = Button(
            self.tr("I have heard this elsewhere"), on_click=lambda: self._choose(HeardChoice.ELSEWHERE)
        )
        self.listen = Button(self.tr("Listen first"), "play", "main", on_click=lambda: self._choose(HeardChoice.LISTEN))
        self.answer_with(self.elsewhere, self.listen)
        self.listen.setDefault(True)
        self.listen.setFocus()

    def _choose(self, choice: HeardChoice) -> None:
        self.choice = choice
        self.accept()


def ask_heard(parent: QWidget, passages: int) -> HeardChoice | None:
    """What a person chose; None where they chose nothing."""
    dialog = HeardFirstDialog(passages, parent)
    run_dialog(dialog)
    return dialog.choice
