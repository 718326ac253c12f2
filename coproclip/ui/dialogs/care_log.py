"""“Private log of care”: worries, what was done, how check-ins went, each with its day; it leaves in no file."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QWidget

from coproclip.errors import CoProClipError
from coproclip.overview.care import CareEntry, CareLine, CareLog, care_log
from coproclip.people.care import KINDS
from coproclip.project.journal import Step
from coproclip.project.project import Changes
from coproclip.ui.commands.table import Command, attach
from coproclip.ui.lists.two_line_rows import Row, RowList
from coproclip.ui.operations.care import add_entry, change_entry, delete_entry
from coproclip.ui.style.tokens import current
from coproclip.ui.widgets.boxes import hbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.counting import day
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.forms import add_row, form_layout
from coproclip.ui.widgets.label import Label
from coproclip.ui.widgets.prompts import run_dialog
from coproclip.ui.widgets.soft_note import SoftNote
from coproclip.ui.workspace import Workspace

WORRY, DONE, CHECK_IN = KINDS
_SIGNS = {WORRY: ("flag", "flag"), DONE: ("circle-check", "ok"), CHECK_IN: ("heart-handshake", "ink2")}


class CareLogDialog(Dialog):
    """The lines, newest first. Everything takes effect at once, and can be undone."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__("", parent, wide=620)
        self.setWindowTitle(self.tr("Private log of care"))
        self._workspace = workspace
        self._log = CareLog((), (), (), "")
        note = SoftNote("lock")
        note.words.setText(
            self.tr(
                "This log is in no export: no clip, page, list, review or report. "
                "Whoever can open this project on this computer can read it."
            )
        )
        self.column.addWidget(note)
        self.list = RowList(self.tr("Care notes, newest first"))
        self.list.setMinimumHeight(current().scaled(240))
        self.list.moved.connect(self._renew)
        self.list.opened.connect(self.change_chosen)
        self.column.addWidget(self.list, 1)
        self.nothing = Label(self.tr("Nothing is noted yet."), "small", wrap=True)
        self.column.addWidget(self.nothing)
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
        (self.list if self._log.lines else self.add).setFocus()

    @staticmethod
    def _is_seen(step: Step) -> bool:
        return bool({"care_note", "check_in"} & set(step.ids()))

    def _show(self, choose: int | None = None) -> None:
        if self._workspace.project is None:
            return
        self._log = self._workspace.read(care_log)
        self.list.set_rows([(line.number, self._row(line)) for line in self._log.lines], choose)
        self.list.setVisible(bool(self._log.lines))
        self.nothing.setVisible(not self._log.lines)
        self._renew()

    def _row(self, line: CareLine) -> Row:
        icon, colour = _SIGNS.get(line.entry.kind, ("", "ink2"))
        about = line.person or line.story
        state = " · ".join(filter(None, (kind_words(line.entry.kind), about)))
        return Row(day(line.made_at), state, icon, colour, line.entry.text, line.entry.by)

    def _renew(self) -> None:
        if hasattr(self, "delete"):
            for button in (self.change, self.delete):
                button.setEnabled(self._chosen() is not None)

    def _chosen(self) -> CareLine | None:
        return next((line for line in self._log.lines if line.number == self.list.chosen()), None)

    # ---- what is asked of it --------------------------------------------------------------------------------------

    def add_entry(self) -> None:
        """Ask for a new line."""
        self._ask(None, CareEntry(by=self._log.last_by))

    def change_chosen(self) -> None:
        """Ask what to make of the line under the cursor."""
        line = self._chosen()
        if line is not None:
            self._ask(line.number, line.entry)

    def _ask(self, number: int | None, entry: CareEntry) -> None:
        asked = CareEntryDialog(self._workspace, number, entry, self._log, self)
        if run_dialog(asked):
            self._show(asked.kept)
            self.list.setFocus()

    def delete_chosen(self) -> None:
        """Take the line under the cursor out."""
        line = self._chosen()
        if line is not None and delete_entry(self._workspace, line.number):
            (self.list if self._log.lines else self.add).setFocus()

    def _on_changed(self, changes: Changes) -> None:
        if changes.touches("care_note", "story", "storyteller"):
            self._show()


class CareEntryDialog(Dialog):
    """One line to fill in. `kept` is its number once it is."""

    def __init__(
        self, workspace: Workspace, number: int | None, entry: CareEntry, log: CareLog, parent: QWidget | None = None
    ) -> None:
        super().__init__("", parent, wide=520)
        self.setWindowTitle(self.tr("New care note") if number is None else self.tr("Care note"))
        self._workspace, self._number, self._shown, self._log = workspace, number, entry, log
        self.kept: int | None = None
        self.kind = QComboBox()
        for kind in KINDS:
            self.kind.addItem(kind_words(kind), kind)
        self.kind.setCurrentIndex(max(0, self.kind.findData(entry.kind)))
        self.text = QPlainTextEdit(entry.text)
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(current().scaled(120))
        self.text.setPlaceholderText(self.tr("What happened or was done, and what comes next"))
        self.person = self._choices(log.people, entry.person_id)
        self.story = self._choices(log.stories, entry.story_id)
        self.by = QLineEdit(entry.by)
        whole = QWidget()
        form = form_layout(whole)
        for words, field in (
            (self.tr("What it is"), self.kind),
            (self.tr("Note"), self.text),
            (self.tr("About"), self.person),
            (self.tr("After the story"), self.story),
            (self.tr("Noted by"), self.by),
        ):
            add_row(form, words, field)
        self.column.addWidget(whole)
        self.trouble = Label("", "error", wrap=True)
        self.trouble.hide()
        self.column.addWidget(self.trouble)
        self.column.addStretch(1)
        self.foot.addWidget(Label(self.tr("It leaves in no file."), "hint", wrap=True), 1)
        self.save = Button(self.tr("Save"), kind="main", on_click=self._save)
        self.save.setDefault(True)
        self.answer_with(Button(self.tr("Cancel"), on_click=self.reject), self.save)
        self.ask_before_leaving(self.save)
        self.text.setFocus()

    def _choices(self, known: tuple[tuple[int, str], ...], chosen: int | None) -> QComboBox:
        field = QComboBox()
        field.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        field.addItem(self.tr("Not said"), None)
        for number, words in known:
            field.addItem(words, number)
        field.setCurrentIndex(max(0, field.findData(chosen)))
        return field

    def _save(self) -> None:
        self.trouble.hide()
        entry = CareEntry(
            self.text.toPlainText(),
            self.kind.currentData(),
            self.by.text(),
            self.story.currentData(),
            self.person.currentData(),
        )
        if self._number is None:
            self.kept = add_entry(self._workspace, entry, self._say)
        else:
            words = {
                "kind": {kind: kind_words(kind) for kind in KINDS},
                "person_id": self._words(self._log.people),
                "story_id": self._words(self._log.stories),
            }
            self.kept = change_entry(self._workspace, self._number, self._shown, entry, words, self._say)
        if self.kept is not None:
            self.accept()

    def _words(self, known: tuple[tuple[int, str], ...]) -> dict[str, str]:
        return {"": self.tr("Not said"), **{str(number): words for number, words in known}}

    def _say(self, error: CoProClipError) -> None:
        self.trouble.setText(str(error))
        self.trouble.show()


def kind_words(kind: str) -> str:
    """What a line of the log is, in words; `kind` itself where nobody knows it."""
    words = {
        WORRY: QCoreApplication.translate("CareLog", "A worry"),
        DONE: QCoreApplication.translate("CareLog", "What was done"),
        CHECK_IN: QCoreApplication.translate("CareLog", "How a check-in went"),
    }
    return words.get(kind, kind)


def show_care_log(workspace: Workspace, parent: QWidget) -> None:
    """Open the log."""
    run_dialog(CareLogDialog(workspace, parent))
