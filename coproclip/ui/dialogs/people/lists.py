"""The project's own lists: add, rename and take off entries. Everything takes effect at once, and can be undone.

The words for people in what leaves are one more of them: no entry of them holds for anybody, and each says at whom it
points where they are too few.
"""

from functools import partial

from PySide6.QtWidgets import QComboBox, QWidget

from coproclip.errors import CoProClipError
from coproclip.overview.naming import WordsForPeople, vocabulary
from coproclip.people.own_lists import LISTS, list_entries
from coproclip.project.kinds import ListKind
from coproclip.project.project import Changes
from coproclip.ui.commands.table import Command, attach
from coproclip.ui.lists.two_line_rows import Row, RowList
from coproclip.ui.operations import naming
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
    """One list at a time, `first` this one."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None, first: ListKind = ListKind.ROLE) -> None:
        super().__init__("", parent, wide=520)
        self.setWindowTitle(self.tr("Roles, sectors and other lists"))
        self._workspace, self._vocabulary = workspace, dict[str, WordsForPeople]()
        self.hint = Label("", "muted", wrap=True)
        self.column.addWidget(self.hint)
        self.which = QComboBox()
        self.which.setAccessibleName(self.tr("Which list"))
        for kind, label in LISTS.items():
            self.which.addItem(label, kind.value)
        self.which.addItem(self.tr("Words for people in what leaves"), ListKind.LABEL.value)
        self.which.setCurrentIndex(self.which.findData(first.value))
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
        self.keep = Button(self.tr("Keep it so…"), on_click=self._keep)
        self.remove = Button(self.tr("Take off the list"), "trash-2", "danger", on_click=self._remove)
        for button in (self.add, self.rename, self.keep, self.remove):
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
        is_words = self._kind is ListKind.LABEL
        self.hint.setText(
            self.tr(
                "These words name nobody, so they need no yes to being named. They should fit three people or more."
            )
            if is_words
            else self.tr("Somebody can be counted in several. The order is the alphabet's, no entry is above another.")
        )
        self.rename.setVisible(not is_words)
        self.keep.setVisible(is_words)
        rows = self._words() if is_words else self._entries()
        self.list.set_rows(rows)
        self.list.setVisible(bool(rows))
        self.nothing.setVisible(not rows)
        self._renew()

    def _entries(self) -> list[tuple[str, Row]]:
        found = [one for one in self._workspace.read(list_entries) if one.kind is self._kind]
        one, many = self.tr("1 person"), self.tr("{n} people")
        return [(entry.text, Row(entry.text, right=counted(entry.people, one, many))) for entry in found]

    def _words(self) -> list[tuple[str, Row]]:
        self._vocabulary = {one.label.text: one for one in self._workspace.read(vocabulary) if one.label is not None}
        return [(text, self._word_row(text, one)) for text, one in self._vocabulary.items()]

    def _word_row(self, text: str, one: WordsForPeople) -> Row:
        right = "" if one.label is not None and one.label.entry_id else self.tr("usual")
        if one.few is not None:
            below = self.tr("{few} Broader: “{broader}”.").format(few=one.few.sentence, broader=one.few.broader)
            return Row(text, self.tr("may tell who it is"), "triangle-alert", "wait", below, right)
        kept = one.label.chosen_by if one.label is not None else ""
        return Row(text, self.tr("kept on purpose by {who}").format(who=kept) if kept else "", right=right)

    def _renew(self) -> None:
        if not hasattr(self, "remove"):
            return
        chosen = self.list.chosen()
        self.rename.setEnabled(chosen is not None)
        words = self._vocabulary.get(str(chosen)) if self._kind is ListKind.LABEL else None
        self.keep.setEnabled(words is not None and words.few is not None)
        own = words is not None and words.label is not None and bool(words.label.entry_id)
        self.remove.setEnabled(own if self._kind is ListKind.LABEL else chosen is not None)

    def _say(self, error: CoProClipError) -> None:
        self.trouble.setText(str(error))
        self.trouble.show()

    def _add(self) -> None:
        self.trouble.hide()

        def _add(text: str) -> bool:
            if self._kind is ListKind.LABEL:
                return naming.add_words(self._workspace, text)
            return operations.add_entry(self._workspace, self._kind, text)

        ask_line(self, self.tr("What is it called?"), self.tr("Add"), _add)

    def _rename(self) -> None:
        self.trouble.hide()
        before, kind = self.list.chosen(), self._kind
        if isinstance(before, str):
            was: str = before
            rename = partial(operations.rename_entry, self._workspace, kind, was)
            ask_line(self, self.tr("Call it"), self.tr("Rename"), rename, was)

    def _keep(self) -> None:
        self.trouble.hide()
        text = self.list.chosen()
        if isinstance(text, str):
            keep = partial(naming.keep_although_few, self._workspace, text)
            ask_line(self, self.tr("Who chooses these words?"), self.tr("Keep it so"), keep)
        self.list.setFocus()

    def _remove(self) -> None:
        self.trouble.hide()
        text = self.list.chosen()
        if isinstance(text, str) and self._take_off(text):
            (self.list if self.list.isVisible() else self.add).setFocus()

    def _take_off(self, text: str) -> bool:
        if self._kind is ListKind.LABEL:
            return naming.remove_words(self._workspace, text, self._say)
        return operations.remove_entry(self._workspace, self._kind, text, self._say)

    def _on_changed(self, changes: Changes) -> None:
        if changes.touches("list_entry", "person_entry"):
            self._show()
