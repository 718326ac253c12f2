"""Asking before the words of many passages are taken away by one key."""

from PySide6.QtWidgets import QWidget

from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.label import Label
from coproclip.ui.widgets.prompts import run_dialog


class EraseDialog(Dialog):
    """Says how many passages lose words, and that it can be undone."""

    def __init__(self, passages: int, parent: QWidget | None = None) -> None:
        super().__init__("", parent, wide=440)
        self.setWindowTitle(self.tr("Delete words"))
        head = self.tr("Delete the selected words of {n} passages?").format(n=f"{passages:,}")
        self.column.addWidget(Label(head, "head", wrap=True))
        safe = self.tr("The recording is not changed. You can undo this in one step.")
        self.column.addWidget(Label(safe, "muted", wrap=True))
        self.column.addStretch(1)
        keep = Button(self.tr("Keep the words"), on_click=self.reject)
        delete = Button(self.tr("Delete words"), "trash-2", "danger", on_click=self.accept)
        self.answer_with(keep, delete)
        # The key that was pressed by mistake must not be the one that confirms it.
        keep.setDefault(True)
        keep.setFocus()


def may_erase(parent: QWidget, passages: int) -> bool:
    """Whether a person wants the words of so many passages gone."""
    return run_dialog(EraseDialog(passages, parent))
