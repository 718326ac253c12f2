"""“What we learned”: the group's log, each entry with its day; the report's section is drafted from it."""

from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from coproclip.errors import CoProClipError
from coproclip.overview.learned import LearnedEntry, learned_log
from coproclip.project.journal import Step
from coproclip.project.project import Changes
from coproclip.ui.commands.table import Command, attach
from coproclip.ui.lists.two_line_rows import Row, RowList
from coproclip.ui.operations.learned import add_entry, change_entry, delete_entry
from coproclip.ui.style.tokens import current
from coproclip.ui.widgets.boxes import hbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.counting import day
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.forms import add_row, form_layout
from coproclip.ui.widgets.label import Label
from coproclip.ui.widgets.prompts import run_dialog
from coproclip.ui.workspace import Workspace


class LearnedDialog(Dialog):
    """The entries, newest first. Everything takes effect at once, and can be undone."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__("", parent, wide=620)
        self.setWindowTitle(self.tr("What we learned"))
        self._workspace = workspace
        self._entries: tuple[LearnedEntry, ...] = ()
        words = self.tr(
            "What the group learned on the way, also from what went wrong. The next draft of the report has it in its "
            "section “What we learned”; what is noted so in a workshop is here too."
        )
        self.column.addWidget(Label(words, "muted", wrap=True))
        self.list = RowList(self.tr("What we learned, newest first"))
        self.list.setMinimumHeight(current().scaled(220))
        self.list.moved.connect(self._renew)
        self.list.opened.connect(self.change_chosen)
        self.column.addWidget(self.list, 1)
        self.nothing = Label(self.tr("Nothing is noted yet."), "small", wrap=True)
        self.column.addWidget(self.nothing)
        self.closed = Label(
            self.tr("It is from a workshop that is closed: reopen that to change it."), "small", wrap=True
        )
        self.column.addWidget(self.closed)
        row = hbox(spacing=8)
        self.add = Button(self.tr("Add…"), "plus", on_click=self.add_entry)
        self.change = Button(self.tr("Change…"), "pencil", on_click=self.change_chosen)
        self.delete = Button(self.tr("Delete"), "trash-2", "danger", on_click=self.delete_chosen)
        for button in (self.add, self.change, self.delete):
            row.addWidget(button)
        row.addStretch(1)
        self.column.addLayout(row)
        self.answer_with(Button(self.tr("Done"), kind="main", on_click=self.accept))
        attach(
            self.list,
            [Command("delete", self.tr("Delete"), ("Delete",), slot=self.delete_chosen)],
            workspace.settings,
        )
        undo = [
            Command("undo", self.tr("Undo"), ("Ctrl+Z",), slot=lambda: workspace.undo(self._is_seen)),
            Command("redo", self.tr("Redo"), ("Ctrl+Shift+Z",), slot=lambda: workspace.redo(self._is_seen)),
        ]
        attach(self, undo, workspace.settings)
        workspace.changed.connect(self._on_changed)
        self._show()
        (self.list if self._entries else self.add).setFocus()

    @staticmethod
    def _is_seen(step: Step) -> bool:
        return "group_note" in step.ids()

    def _show(self, choose: int | None = None) -> None:
        if self._workspace.project is None:
            return
        self._entries = self._workspace.read(learned_log)
        self.list.set_rows([(one.number, self._row(one)) for one in self._entries], choose)
        self.list.setVisible(bool(self._entries))
        self.nothing.setVisible(not self._entries)
        self._renew()

    @staticmethod
    def _row(entry: LearnedEntry) -> Row:
        return Row(day(entry.made_at), entry.workshop, "sprout", "ink2", entry.text, entry.who)

    def _renew(self) -> None:
        if hasattr(self, "delete"):
            chosen = self._chosen()
            for button in (self.change, self.delete):
                button.setEnabled(chosen is not None and not chosen.closed)
            self.closed.setVisible(chosen is not None and chosen.closed)

    def _chosen(self) -> LearnedEntry | None:
        return next((one for one in self._entries if one.number == self.list.chosen()), None)

    def add_entry(self) -> None:
        """Ask for a new entry."""
        self._ask(None)

    def change_chosen(self) -> None:
        """Ask what to make of the entry under the cursor."""
        chosen = self._chosen()
        if chosen is not None and not chosen.closed:
            self._ask(chosen)

    def _ask(self, entry: LearnedEntry | None) -> None:
        asked = LearnedEntryDialog(self._workspace, entry, self)
        if run_dialog(asked):
            self._show(asked.kept)
            self.list.setFocus()

    def delete_chosen(self) -> None:
        """Take the entry under the cursor out."""
        chosen = self._chosen()
        if chosen is not None and not chosen.closed and delete_entry(self._workspace, chosen.number):
            (self.list if self._entries else self.add).setFocus()

    def _on_changed(self, changes: Changes) -> None:
        if changes.touches("group_note", "workshop_session"):
            self._show()


class LearnedEntryDialog(Dialog):
    """One entry to fill in. `kept` is its number once it is."""

    def __init__(self, workspace: Workspace, entry: LearnedEntry | None, parent: QWidget | None = None) -> None:
        super().__init__("", parent, wide=520)
        self.setWindowTitle(self.tr("What we learned"))
        self._workspace, self._shown = workspace, entry
        self.kept: int | None = None
        self.text = QPlainTextEdit(entry.text if entry is not None else "")
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(current().scaled(110))
        self.text.setPlaceholderText(self.tr("In a sentence or two, as it may stand in the report"))
        today = QDate.currentDate().toString(Qt.DateFormat.ISODate)
        self.day = QLineEdit(entry.made_at[:10] if entry is not None else today)
        self.day.setReadOnly(entry is not None)
        self.who = QLineEdit(entry.who if entry is not None else "")
        whole = QWidget()
        form = form_layout(whole)
        for words, field in (
            (self.tr("What we learned"), self.text),
            (self.tr("Day"), self.day),
            (self.tr("Noted by"), self.who),
        ):
            add_row(form, words, field)
        self.column.addWidget(whole)
        self.trouble = Label("", "error", wrap=True)
        self.trouble.hide()
        self.column.addWidget(self.trouble)
        self.column.addStretch(1)
        hint = self.tr("Who noted it stays in the project; words and day may stand in the report.")
        self.foot.addWidget(Label(hint, "hint", wrap=True), 1)
        self.save = Button(self.tr("Save"), kind="main", on_click=self._save)
        self.save.setDefault(True)
        self.answer_with(Button(self.tr("Cancel"), on_click=self.reject), self.save)
        self.ask_before_leaving(self.save)
        self.text.setFocus()

    def _save(self) -> None:
        self.trouble.hide()
        text, who = self.text.toPlainText(), self.who.text()
        if self._shown is None:
            self.kept = add_entry(self._workspace, text, who, self.day.text(), self._say)
        else:
            self.kept = change_entry(self._workspace, self._shown, text, who, self._say)
        if self.kept is not None:
            self.accept()

    def _say(self, error: CoProClipError) -> None:
        self.trouble.setText(str(error))
        self.trouble.show()


def show_learned(workspace: Workspace, parent: QWidget) -> None:
    """Open the log."""
    run_dialog(LearnedDialog(workspace, parent))
