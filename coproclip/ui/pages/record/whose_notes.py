"""Asks, before somebody is recorded, about notes that were typed for somebody else."""

from PySide6.QtWidgets import QWidget

from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.label import Label


class WhoseNotesDialog(Dialog):
    """Says for whom they were typed, never what they say: the storyteller sits here. Esc records nobody yet.

    Once accepted, `apart` tells whether they shall be kept in a file of their own, out of the story.
    """

    def __init__(self, whose: str, private: bool, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Whose notes are these?"), parent, wide=500)
        self.apart = True
        if whose:
            words = self.tr("Notes were typed here for {who}.").format(who=whose)
        else:
            words = self.tr("Notes were typed here before this storyteller was asked.")
        self.column.addWidget(Label(words, "head", wrap=True))
        if private:
            self.column.addWidget(Label(self.tr("There is a private note among them."), wrap=True))
        safe = self.tr("They go into the story you are about to record only if they belong there.")
        self.column.addWidget(Label(safe, wrap=True))
        self.column.addStretch(1)
        self.to_file = Button(self.tr("Keep them in a separate file"), kind="main", on_click=self.accept)
        self.to_file.setDefault(True)
        self.same = Button(self.tr("They belong in this story"), on_click=self._on_same)
        self.foot.addWidget(self.same)
        self.answer_with(Button(self.tr("Cancel"), on_click=self.reject), self.to_file)
        self.to_file.setFocus()

    def _on_same(self) -> None:
        self.apart = False
        self.accept()
