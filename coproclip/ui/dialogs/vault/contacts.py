"""Who people really are: a list of everybody, and what the vault holds about the one that is chosen."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QLineEdit, QListWidget, QListWidgetItem, QWidget

from coproclip.errors import CoProClipError
from coproclip.overview.real_names import real_names_used, vault_people
from coproclip.people.vault import CONTACT_FIELDS, LONG_FIELDS, Contact, Vault, known_names
from coproclip.transcript.suggested_names import find_known_names
from coproclip.ui.style.tokens import current
from coproclip.ui.widgets.boxes import NONE, hbox, vbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.counting import counted
from coproclip.ui.widgets.label import Label
from coproclip.ui.widgets.private_field import PrivateLine, PrivateText
from coproclip.ui.widgets.prompts import ForGoodDialog, run_dialog
from coproclip.ui.workspace import Workspace

_PERSON = Qt.ItemDataRole.UserRole
_MOST_WARNINGS = 3
_LONGEST_SHOWN = 60


class Contacts(QWidget):
    """What is filled in is kept when another person is chosen and on closing. `used` tells that somebody is here."""

    used = Signal()

    def __init__(self, workspace: Workspace, say: Callable[[str], object], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace, self._say = workspace, say
        self._vault: Vault | None = None
        self._person: int | None = None
        whole = hbox(self, NONE, 20)
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("People"))
        self.list.setFixedWidth(current().scaled(220))
        self.list.setMinimumHeight(current().scaled(320))
        self.list.setWordWrap(True)
        self.list.setSpacing(2)
        self.list.currentItemChanged.connect(lambda _now, _before: self._choose())
        whole.addWidget(self.list)
        column = vbox(spacing=10)
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(10)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.fields: dict[str, PrivateLine | PrivateText] = {}
        for name, words in CONTACT_FIELDS.items():
            field = PrivateText(words) if name in LONG_FIELDS else PrivateLine(words)
            if isinstance(field, PrivateText):
                field.setFixedHeight(current().scaled(64))
            field.textChanged.connect(self.used)
            label = Label(words, "small-strong")
            label.setBuddy(field)
            form.addRow(label, field)
            self.fields[name] = field
        column.addLayout(form)
        self.remove = Button(self.tr("Delete for good…"), "trash-2", kind="danger", on_click=self._remove)
        self.look = Button(self.tr("Look for these names in the stories"), "search", on_click=self._look)
        row = hbox()
        row.addWidget(self.remove)
        row.addStretch(1)
        column.addLayout(row)
        self.warning = Label("", "small", wrap=True)
        column.addWidget(self.warning)
        row = hbox()
        row.addWidget(self.look)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(1)
        whole.addLayout(column, 1)

    def open(self, vault: Vault) -> None:
        """Show everybody, and what `vault` holds about the first."""
        self._vault = vault
        self._fill()
        self.list.setCurrentRow(0)
        self._warn()
        self.fields["real_name"].setFocus()

    def close_vault(self, *, keep: bool = True) -> None:
        """Keep what was filled in, and forget all of it; raises what speaks against keeping it."""
        if keep:
            self.keep()
        vault, self._vault, self._person = self._vault, None, None
        self.list.clear()
        for field in self.fields.values():
            _show(field, "")
        self.warning.setText("")
        if vault is not None:
            vault.lock()

    def words(self) -> list[str]:
        """What stands in the fields."""
        return [_typed(field) for field in self.fields.values()]

    def keep(self) -> None:
        """Keep what was filled in about the person shown; raises what speaks against it."""
        if self._vault is None or self._person is None:
            return
        before = self._vault.people.get(self._person, Contact())
        texts = {name: _typed(field).strip() for name, field in self.fields.items()}
        changes = {name: text for name, text in texts.items() if text != getattr(before, name)}
        if changes:
            self._vault.set(self._person, changes)
            self._warn()

    def _fill(self) -> None:
        if self._vault is None:
            return
        self.list.clear()
        people = self._workspace.read(vault_people)
        for one in people:
            where = ", ".join(one.stories)
            self._add(one.id, f"{one.alias}\n{where}" if where else one.alias)
        for person_id in sorted(self._vault.people.keys() - {one.id for one in people}):
            self._add(person_id, self.tr("{name}\nno longer in the project").format(name=self._called(person_id)))

    def _add(self, person_id: int, words: str) -> None:
        item = QListWidgetItem(words)
        item.setData(_PERSON, person_id)
        self.list.addItem(item)

    def _called(self, person_id: int) -> str:
        contact = self._vault.people.get(person_id, Contact()) if self._vault is not None else Contact()
        return contact.real_name or self.tr("Person {n}").format(n=person_id)

    def _choose(self) -> None:
        item = self.list.currentItem()
        chosen = item.data(_PERSON) if item is not None else None
        if self._vault is None or chosen == self._person:
            return
        try:
            self.keep()
        except CoProClipError as error:
            self._say(str(error))
            for row in range(self.list.count()):
                if self.list.item(row).data(_PERSON) == self._person:
                    self.list.setCurrentRow(row)
            return
        self._person = chosen
        contact = self._vault.people.get(chosen, Contact()) if chosen is not None else Contact()
        for name, field in self.fields.items():
            _show(field, getattr(contact, name))
            field.setEnabled(chosen is not None)
        self.remove.setEnabled(contact != Contact())
        self.used.emit()

    def _remove(self) -> None:
        if self._vault is None or self._person is None or self._person not in self._vault.people:
            return
        asking = ForGoodDialog(
            self.tr("Delete for good"),
            self.tr("Delete what the vault holds about this person?"),
            self.tr("Their real name, contacts and note are deleted. This cannot be undone."),
            self.tr("Their stories stay, and so do copies of the project’s folder that were made before."),
            self,
        )
        if not run_dialog(asking):
            return
        try:
            self._vault.remove([self._person])
        except CoProClipError as error:
            self._say(str(error))
            return
        row, self._person = self.list.currentRow(), None
        for field in self.fields.values():
            _show(field, "")
        self._fill()
        self.list.setCurrentRow(min(row, self.list.count() - 1))
        self._warn()

    def _look(self) -> None:
        """Let every name of the vault that is said in a story be decided about there."""
        if self._vault is None:
            return
        project = self._workspace.opened()
        try:
            self.keep()
            found = find_known_names(project, known_names(self._vault))
        except CoProClipError as error:
            self._say(str(error))
            return
        names = counted(sum(found.values()), self.tr("1 name is"), self.tr("{n} names are"))
        stories = counted(len(found), self.tr("1 story"), self.tr("{n} stories"))
        decide = self.tr("{names} to be decided about, in {stories}: “People and places named…” in the Story menu.")
        nothing = self.tr("No name was found that is not known there already.")
        self.warning.setText(decide.format(names=names, stories=stories) if found else nothing)

    def _warn(self) -> None:
        if self._vault is None:
            return
        found = self._workspace.read(real_names_used, known_names(self._vault))
        said = [
            self.tr("“{name}” is a real name, and it stands in {what} “{text}”.").format(
                name=one.name, what=_place_words(one.what), text=_short(one.text)
            )
            for one in found[:_MOST_WARNINGS]
        ]
        if len(found) > _MOST_WARNINGS:
            said.append(self.tr("There are {n} more such places.").format(n=len(found) - _MOST_WARNINGS))
        if said:
            said.append(self.tr("Everybody with the project can read it there."))
        self.warning.setText(" ".join(said))


def _place_words(what: str) -> str:
    """“the alias of person” as it is said where the text itself follows: “the alias”."""
    return what.partition(" of ")[0].partition(" in ")[0]


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"


def _typed(field: PrivateLine | PrivateText) -> str:
    return field.text() if isinstance(field, QLineEdit) else field.toPlainText()


def _show(field: PrivateLine | PrivateText, text: str) -> None:
    if isinstance(field, QLineEdit):
        field.setText(text)
        field.setCursorPosition(0)
    else:
        field.setPlainText(text)
