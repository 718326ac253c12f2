"""Describing an image: what it shows, in words; or that it shows nothing that needs any."""

from collections.abc import Callable

from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QWidget

from coproclip.overview.people import everybody
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.label import Label
from coproclip.ui.workspace import Workspace


class ImageDialog(Dialog):
    """Accepted, it has `alt`, `decorative` and `person_id`; a `fresh` one asks whose photo it is.

    It stays open while it `may_accept` nothing, which that says.
    """

    def __init__(
        self,
        workspace: Workspace,
        name: str,
        parent: QWidget | None = None,
        *,
        alt: str = "",
        decorative: bool = False,
        fresh: bool = True,
        may_accept: Callable[[], bool] = lambda: True,
    ) -> None:
        super().__init__(self.tr("Image"), parent, wide=460)
        self._may_accept = may_accept
        column = self.column
        column.addWidget(Label(name, "head", elide=True))
        label = Label(self.tr("What does it show? Who cannot see it reads or hears this."), "small-strong", wrap=True)
        self.words = QLineEdit(alt)
        self.words.setAccessibleName(self.tr("What the image shows"))
        label.setBuddy(self.words)
        self.only_looks = QCheckBox(self.tr("Decorative: it shows nothing that needs words"))
        self.only_looks.setChecked(decorative)
        for part in (label, self.words, self.only_looks):
            column.addWidget(part)
        self.whose = QComboBox()
        self.whose.setAccessibleName(self.tr("Whose photo it is"))
        if fresh:
            self.whose.addItem(self.tr("No photo of a storyteller"), None)
            for row in workspace.read(everybody):
                self.whose.addItem(self.tr("A photo of {name}").format(name=row.alias), row.id)
            column.addWidget(self.whose)
        column.addStretch(1)
        self.keep = Button(self.tr("Insert") if fresh else self.tr("Save"), kind="main", on_click=self._accept)
        self.keep.setDefault(True)
        self.answer_with(Button(self.tr("Cancel"), on_click=self.reject), self.keep)
        self.ask_before_leaving(self.keep)
        self.words.textChanged.connect(lambda _text: self._renew())
        self.only_looks.toggled.connect(lambda _on: self._renew())
        self._renew()
        self.words.setFocus()

    def _accept(self) -> None:
        if self._may_accept():
            self.accept()

    def _renew(self) -> None:
        self.words.setEnabled(not self.decorative)
        enough = self.decorative or bool(self.alt)
        self.keep.setEnabled(enough)
        self.keep.setToolTip("" if enough else self.tr("Say what it shows, or tick that it is decorative"))

    @property
    def alt(self) -> str:
        """What it shows; empty where it is decorative."""
        return "" if self.decorative else " ".join(self.words.text().split())

    @property
    def decorative(self) -> bool:
        """Whether it shows nothing that needs words."""
        return self.only_looks.isChecked()

    @property
    def person_id(self) -> int | None:
        """The storyteller whose photo it is."""
        number = self.whose.currentData()
        return number if isinstance(number, int) else None
