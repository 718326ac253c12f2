"""Deleting a theme: its excerpts always stay, and may go to another theme."""

from collections.abc import Iterable

from PySide6.QtWidgets import QComboBox, QRadioButton, QWidget

from coproclip.overview.themes import ThemeRow
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.counting import counted
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.label import Label


class MoveExcerptsDialog(Dialog):
    """Asks where the `many` excerpts of a theme go when it is deleted; `target` is one of `themes`, or None."""

    def __init__(self, themes: Iterable[ThemeRow], theme: ThemeRow, many: int, parent: QWidget | None = None) -> None:
        super().__init__("", parent, wide=460)
        self.target: int | None = None
        self.setWindowTitle(self.tr("Delete theme"))
        column = self.column
        column.addWidget(Label(self.tr("Delete “{name}”?").format(name=theme.name), "head", wrap=True))
        one = self.tr("Its excerpt stays in its story. Where should it go?")
        words = counted(many, one, self.tr("Its {n} excerpts stay in their stories. Where should they go?"))
        column.addWidget(Label(words, "muted", wrap=True))
        self.leave = QRadioButton(
            counted(many, self.tr("Take it out of this theme only"), self.tr("Take them out of this theme only"))
        )
        self.put = QRadioButton(
            counted(many, self.tr("Put it into another theme"), self.tr("Put them into another theme"))
        )
        self.leave.setChecked(True)
        self.where = QComboBox()
        self.where.setAccessibleName(self.tr("The other theme"))
        for row in themes:
            if row.theme_id != theme.theme_id:
                self.where.addItem("    " * row.depth + row.shown_name, row.theme_id)
        self.where.setEnabled(False)
        self.put.toggled.connect(self.where.setEnabled)
        self.put.setEnabled(self.where.count() > 0)
        column.addSpacing(4)
        for widget in (self.leave, self.put, self.where):
            column.addWidget(widget)
        column.addStretch(1)
        delete = Button(self.tr("Delete theme"), "trash-2", "danger", on_click=self._on_delete)
        delete.setDefault(True)
        keep = Button(self.tr("Cancel"), on_click=self.reject)
        self.answer_with(keep, delete)
        delete.setFocus()  # it can be taken back, so Enter is enough

    def _on_delete(self) -> None:
        self.target = self.where.currentData() if self.put.isChecked() else None
        self.accept()
