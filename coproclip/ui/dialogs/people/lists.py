"""The project's own lists: add, rename and take off entries. Everything takes effect at once, and can be undone."""

from PySide6.QtWidgets import QComboBox, QWidget

from coproclip.errors import CoProClipError
from coproclip.people.own_lists import LISTS, list_entries
from coproclip.project.kinds import ListKind
from coproclip.project.project import Changes
from coproclip.ui.commands.table import Command, attach
from coproclip.ui.lists.two_line_rows import Row, RowList
from coproclip.ui.operations import people as operations
from coproclip.ui.style.tokens import current
from coproclip.ui.widgets.boxes import hbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.counting import counted
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.label import Label
from coproclip.ui.widgets.prompts import ask_line
from coproclip.ui.workspace import Workspace


class ListsDialog(Dialog):
    """One list at a time."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__("", parent, wide=520)
        self.setWindowTitle(self.tr("Roles, sectors and other lists"))
        self._workspace = workspace
        hint = self.tr("Somebody can be counted in several. The order is the alphabet's, no entry is above another.")
        self.column.addWidget(Label(hint, "muted", wrap=True))
        self.which = QComboBox()
        self.which.setAccessibleName(self.tr("Which list"))
        for kind, label in LISTS.items():
            self.which.addItem(label, kind.value)
        self.which.currentIndexChanged.connect(lambda _place: self._show())
        self.column.addWidget(self.which)
        self.list = RowList(self.tr("Entries"))
        self.list.setMinimumHeight(current().scaled(200))
        self.list.moved.connect(self._renew)
        self.column.addWidget(self.list, 1)
        self.nothing = Label(self.tr("Nothing on this list yet."), "small")
        self.column.addWidget(self.nothing)
        self.trouble = Label("", "error", wrap=True)
        self.trouble.hide()
        self.column.addWidget(self.trouble)
        row = hbox(spacing=8)
        self.add = Button(self.tr("Add…"), "plus", on_click=self._add)
        self.rename = Button(self.tr("Rename…"), "pencil", on_click=self._rename)
        self.remove = Button(self.tr("Take off the list"), "trash-2", "danger", on_click=self._remove)
        for button in (self.add, self.rename, self.remove):
            row.addWidget(button)
        row.addStretch(1)
        self.column.addLayout(row)
        done = Button(self.tr("Done"), kind="main", on_click=self.accept)
        self.answer_with(done)
        attach(self.list, [Command("remove", self.tr("Take off"), ("Delete",), slot=self._remove)], workspace.settings)
        workspace.changed.connect(self._on_changed)
        self._show()
        self.which.setFocus()

    @property
    def _kind(self) -> ListKind:
        return ListKind(self.which.currentData())

    def _show(self) -> None:
        if self._workspace.project is None:
            return
        found = [one for one in self._workspace.read(list_entries) if one.kind is self._kind]
        one, many = self.tr("1 person"), self.tr("{n} people")
        self.list.set_rows([(entry.text, Row(entry.text, right=counted(entry.people, one, many))) for entry in found])
        self.list.setVisible(bool(found))
        self.nothing.setVisible(not found)
        self._renew()

    def _renew(self) -> None:
        if hasattr(self, "remove"):
            for button in (self.rename, self.remove):
                button.setEnabled(self.list.chosen() is not None)

    def _say(self, error: CoProClipError) -> None:
        self.trouble.setText(str(error))
        self.trouble.show()

    def _add(self) -> None:
        self.trouble.hide()
        if text := ask_line(self, self.tr("What is it called?"), self.tr("Add")):
            operations.add_entry(self._workspace, self._kind, text, self._say)

    def _rename(self) -> None:
        self.trouble.hide()
        before = self.list.chosen()
        if isinstance(before, str) and (text := ask_line(self, self.tr("Call it"), self.tr("Rename"), before)):
            operations.rename_entry(self._workspace, self._kind, before, text, self._say)

    def _remove(self) -> None:
        self.trouble.hide()
        text = self.list.chosen()
        if isinstance(text, str) and operations.remove_entry(self._workspace, self._kind, text, self._say):
            (self.list if self.list.isVisible() else self.add).setFocus()

    def _on_changed(self, changes: Changes) -> None:
        if changes.touches("list_entry", "person_entry"):
            self._show()
