"""A log of short entries, newest first: the list with Add, Change and Delete, and the form of one entry."""

from abc import abstractmethod
from collections.abc import Sequence
from typing import Generic, Protocol, TypeVar

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from coproclip.errors import CoProClipError
from coproclip.project.journal import Step
from coproclip.project.project import Changes
from coproclip.ui.commands.table import Command, attach
from coproclip.ui.lists.two_line_rows import Row, RowList
from coproclip.ui.style.tokens import current
from coproclip.ui.widgets.boxes import hbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.forms import add_row, form_layout
from coproclip.ui.widgets.label import Label
from coproclip.ui.widgets.prompts import run_dialog
from coproclip.ui.workspace import Workspace


class Numbered(Protocol):
    """What a log lists: known by the number of its row."""

    @property
    def number(self) -> int:
        """The number of its row."""


T = TypeVar("T", bound=Numbered)


class LogDialog(Dialog, Generic[T]):
    """The entries, newest first. Everything takes effect at once, and can be undone while it is seen here.

    A log says what it reads and how an entry is shown, asked for and deleted; `fixed` is said below an entry that
    `is_fixed`, which can then not be changed.
    """

    def __init__(
        self,
        workspace: Workspace,
        title: str,
        about: QWidget,
        name: str,
        tables: Sequence[str],
        fixed: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("", parent, wide=620)
        self.setWindowTitle(title)
        self._workspace, self._tables = workspace, frozenset(tables)
        self._entries: Sequence[T] = ()
        self.column.addWidget(about)
        self.list = RowList(name)
        self.list.setMinimumHeight(current().scaled(220))
        self.list.moved.connect(self._renew)
        self.list.opened.connect(self.change_chosen)
        self.column.addWidget(self.list, 1)
        self.nothing = Label(self.tr("Nothing is noted yet."), "small", wrap=True)
        self.column.addWidget(self.nothing)
        self.fixed = Label(fixed, "small", wrap=True)
        self.column.addWidget(self.fixed)
        row = hbox(spacing=8)
        self.add = Button(self.tr("Add…"), "plus", on_click=self.add_entry)
        self.change = Button(self.tr("Change…"), "pencil", on_click=self.change_chosen)
        self.delete = Button(self.tr("Delete"), "trash-2", "danger", on_click=self.delete_chosen)
        for button in (self.add, self.change, self.delete):
            row.addWidget(button)
        row.addStretch(1)
        self.column.addLayout(row)
        self.answer_with(Button(self.tr("Done"), kind="main", on_click=self.accept))
        commands = [Command("delete", self.tr("Delete"), ("Delete",), slot=self.delete_chosen)]
        attach(self.list, commands, workspace.settings)
        undo = [
            Command("undo", self.tr("Undo"), ("Ctrl+Z",), slot=lambda: workspace.undo(self._is_seen)),
            Command("redo", self.tr("Redo"), ("Ctrl+Shift+Z",), slot=lambda: workspace.redo(self._is_seen)),
        ]
        attach(self, undo, workspace.settings)
        workspace.changed.connect(self._on_changed)
        self._show()
        (self.list if self._entries else self.add).setFocus()

    # ---- what each log says of itself ------------------------------------------------------------------------------

    @abstractmethod
    def read_entries(self) -> Sequence[T]:
        """All entries, newest first."""

    @abstractmethod
    def row(self, entry: T) -> Row:
        """How `entry` is listed."""

    @abstractmethod
    def form(self, entry: T | None) -> "LogEntryDialog":
        """The form for `entry`, or for a new one."""

    @abstractmethod
    def delete_entry(self, entry: T) -> bool:
        """Take `entry` out; whether it is out."""

    def is_fixed(self, entry: T) -> bool:
        """Whether `entry` can no longer be changed here."""
        return False

    # ---- what is asked of it --------------------------------------------------------------------------------------

    def add_entry(self) -> None:
        """Ask for a new entry."""
        self._ask(None)

    def change_chosen(self) -> None:
        """Ask what to make of the entry under the cursor."""
        chosen = self._chosen()
        if chosen is not None and not self.is_fixed(chosen):
            self._ask(chosen)

    def delete_chosen(self) -> None:
        """Take the entry under the cursor out."""
        chosen = self._chosen()
        if chosen is not None and not self.is_fixed(chosen) and self.delete_entry(chosen):
            (self.list if self._entries else self.add).setFocus()

    # ---- showing ---------------------------------------------------------------------------------------------------

    def _ask(self, entry: T | None) -> None:
        asked = self.form(entry)
        if run_dialog(asked):
            self._show(asked.kept)
            self.list.setFocus()

    def _is_seen(self, step: Step) -> bool:
        return bool(self._tables & set(step.ids()))

    def _show(self, choose: int | None = None) -> None:
        if self._workspace.project is None:
            return
        self._entries = self.read_entries()
        self.list.set_rows([(entry.number, self.row(entry)) for entry in self._entries], choose)
        self.list.setVisible(bool(self._entries))
        self.nothing.setVisible(not self._entries)
        self._renew()

    def _renew(self) -> None:
        if hasattr(self, "delete"):
            chosen = self._chosen()
            is_fixed = chosen is not None and self.is_fixed(chosen)
            for button in (self.change, self.delete):
                button.setEnabled(chosen is not None and not is_fixed)
            self.fixed.setVisible(is_fixed)

    def _chosen(self) -> T | None:
        return next((entry for entry in self._entries if entry.number == self.list.chosen()), None)

    def _on_changed(self, changes: Changes) -> None:
        if changes.touches(*self._tables, *self.named_in()):
            self._show()

    def named_in(self) -> Sequence[str]:
        """Further tables whose words stand in the list."""
        return ()


class LogEntryDialog(Dialog):
    """One entry to fill in. `kept` is its number once it is."""

    def __init__(self, workspace: Workspace, title: str, hint: str, parent: QWidget | None = None) -> None:
        super().__init__("", parent, wide=520)
        self.setWindowTitle(title)
        self._workspace, self._hint = workspace, hint
        self.kept: int | None = None

    def lay_out(self, text: QPlainTextEdit, fields: Sequence[tuple[str, QWidget]]) -> None:
        """`fields` below one another, each with its words; `text`, one of them, is where the typing begins."""
        text.setTabChangesFocus(True)
        text.setFixedHeight(current().scaled(120))
        whole = QWidget()
        form = form_layout(whole)
        for words, field in fields:
            add_row(form, words, field)
        self.column.addWidget(whole)
        self.trouble = Label("", "error", wrap=True)
        self.trouble.hide()
        self.column.addWidget(self.trouble)
        self.column.addStretch(1)
        self.foot.addWidget(Label(self._hint, "hint", wrap=True), 1)
        self.save = Button(self.tr("Save"), kind="main", on_click=self._save)
        self.save.setDefault(True)
        self.answer_with(Button(self.tr("Cancel"), on_click=self.reject), self.save)
        self.ask_before_leaving(self.save)
        text.setFocus()

    @abstractmethod
    def save_entry(self) -> int | None:
        """Write what is filled in; its number, or nothing where it was refused (`say` has been given the reason)."""

    def say(self, error: CoProClipError) -> None:
        """Show why it was refused."""
        self.trouble.setText(str(error))
        self.trouble.show()

    def _save(self) -> None:
        self.trouble.hide()
        self.kept = self.save_entry()
        if self.kept is not None:
            self.accept()
