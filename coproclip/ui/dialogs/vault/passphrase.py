"""Asking for the vault's passphrase, and for a new one twice."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QFormLayout, QLineEdit, QWidget

from coproclip.errors import CoProClipError
from coproclip.people.sealed_file import SHORTEST_PASSPHRASE
from coproclip.ui.widgets.boxes import vbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.label import Label
from coproclip.ui.widgets.private_field import PrivateLine


class PassphraseForm(QWidget):
    """A passphrase, a `new` one twice; `use` gets it, and what speaks against it is said below."""

    def __init__(self, use: Callable[[str], object], *, new: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._use = use
        column = vbox(self, (2, 2, 2, 2), 10)
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(10)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        names = [self.tr("New passphrase"), self.tr("The same once more")] if new else [self.tr("Passphrase")]
        self.fields = [PrivateLine(name, hidden=True) for name in names]
        for name, field in zip(names, self.fields, strict=True):
            label = Label(name, "small-strong")
            label.setBuddy(field)
            form.addRow(label, field)
            field.returnPressed.connect(self.go)
        column.addLayout(form)
        self.seen = QCheckBox(self.tr("Show what I type"))
        self.seen.toggled.connect(self._show_typed)
        column.addWidget(self.seen)
        if new:
            long_enough = self.tr("At least {n} letters or signs: four words that have nothing to do with each other.")
            column.addWidget(Label(long_enough.format(n=SHORTEST_PASSPHRASE), "hint", wrap=True))
        self.trouble = Label("", "error", wrap=True)
        self.trouble.hide()
        column.addWidget(self.trouble)

    def begin(self) -> None:
        """Empty, with the keyboard in the first field."""
        for field in self.fields:
            field.clear()
        self.trouble.hide()
        self.seen.setChecked(False)
        self.fields[0].setFocus()

    def say(self, words: str) -> None:
        """Say what speaks against it."""
        self.trouble.setText(words)
        self.trouble.show()

    def go(self) -> None:
        """Use what was typed."""
        if len({field.text() for field in self.fields}) > 1:
            self.begin()
            self.say(self.tr("The two are not the same. Type the passphrase again in both fields."))
            return
        QApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
        try:
            self._use(self.fields[0].text())
        except CoProClipError as error:
            self.say(str(error))
            self.fields[0].selectAll()
            self.fields[0].setFocus()
        finally:
            QApplication.restoreOverrideCursor()

    def _show_typed(self, on: bool) -> None:
        for field in self.fields:
            field.setEchoMode(QLineEdit.EchoMode.Normal if on else QLineEdit.EchoMode.Password)


class NewPassphrase(Dialog):
    """Another passphrase for a vault that is open."""

    def __init__(self, use: Callable[[str], object], parent: QWidget) -> None:
        super().__init__("", parent, wide=480)
        self.setWindowTitle(self.tr("Change passphrase"))

        def _change(passphrase: str) -> None:
            use(passphrase)
            self.accept()

        self.form = PassphraseForm(_change, new=True)
        copies = self.tr(
            "The present passphrase will open nothing any more, except copies of the project’s folder made before."
        )
        self.column.addWidget(Label(copies, wrap=True))
        self.column.addWidget(self.form)
        self.column.addStretch(1)
        change = Button(self.tr("Change it"), kind="main", on_click=self.form.go)
        self.answer_with(Button(self.tr("Cancel"), on_click=self.reject), change)
        self.form.begin()

    def unsaved_words(self) -> list[str]:
        """None: a passphrase is written nowhere."""
        return []
