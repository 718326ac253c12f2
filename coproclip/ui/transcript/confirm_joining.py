"""Asking before what two storytellers said becomes one passage, by one key."""

from PySide6.QtWidgets import QWidget

from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.label import Label
from coproclip.ui.widgets.prompts import run_dialog


class JoinDialog(Dialog):
    """Says that a passage has one speaker, and that it can be undone."""

    def __init__(self, first: str, second: str, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Join passages"), parent, wide=440)
        head = self.tr("Join what {first} and {second} said?").format(first=first, second=second)
        self.column.addWidget(Label(head, "head", wrap=True))
        words = self.tr("A passage has one speaker, so the words of one of them become the other’s. You can undo this.")
        self.column.addWidget(Label(words, "muted", wrap=True))
        keep = Button(self.tr("Keep them apart"), on_click=self.reject)
        self.answer_with(keep, Button(self.tr("Join passages"), on_click=self.accept))
        # The key that was pressed by mistake must not be the one that confirms it.
        keep.setDefault(True)
        keep.setFocus()


def may_join(parent: QWidget, first: str, second: str) -> bool:
    """Whether a person wants the passages of these two storytellers to be one."""
    return run_dialog(JoinDialog(first, second, parent))
