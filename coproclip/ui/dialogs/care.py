"""Before something marked is heard with others: the note, and one press to go on."""

from PySide6.QtWidgets import QWidget

from coproclip.people.care import CareMark
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.label import Label
from coproclip.ui.widgets.prompts import run_dialog


class BeforeHearing(Dialog):
    """Says what should be known before hearing `title`."""

    def __init__(self, title: str, care: CareMark, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Before you listen"), parent, wide=460)
        self.column.addWidget(Label(self.tr("Next: {title}").format(title=title), "muted", wrap=True))
        self.column.addWidget(Label(care.note or self.tr("It holds sensitive things."), "head", wrap=True))
        if care.note and care.sensitive:
            self.column.addWidget(Label(self.tr("It holds sensitive things."), "small", wrap=True))
        self.column.addStretch(1)
        self.skip = Button(self.tr("Skip this one"), on_click=self.reject)
        self.go_on = Button(self.tr("Continue"), "play", "main", on_click=self.accept)
        self.answer_with(self.skip, self.go_on)
        self.go_on.setDefault(True)
        self.go_on.setFocus()


def may_be_heard(title: str, care: CareMark, parent: QWidget) -> bool:
    """Whether it is heard now; False where it is skipped."""
    return run_dialog(BeforeHearing(title, care, parent))
