"""How somebody is named in clips, in print and on a public page, and what speaks against it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from coproclip.errors import CoProClipError
from coproclip.overview.naming import PersonNaming, person_naming, words_for_people
from coproclip.people.naming import ONE_STORYTELLER
from coproclip.project.kinds import ListKind, NamedIn
from coproclip.project.project import Changes
from coproclip.ui.dialogs.people.lists import ListsDialog
from coproclip.ui.dialogs.people.words import named_in_words
from coproclip.ui.operations import naming as operations
from coproclip.ui.widgets.boxes import NONE, hbox, vbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.counting import some_named
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.label import Label
from coproclip.ui.widgets.prompts import ask_line, run_dialog
from coproclip.ui.workspace import Workspace


class NamedField(QWidget):
    """How somebody is named in one kind of what leaves, chosen or typed, with what is to be known of it below."""

    troubled = Signal(str)

    def __init__(self, workspace: Workspace, where: NamedIn, known: PersonNaming) -> None:
        super().__init__()
        self._workspace, self._known = workspace, known
        self.before = named = known.named.get(where, ONE_STORYTELLER)
        column = vbox(self, (2, 2, 12, 2), 4)
        words, meaning = named_in_words(where)
        label = Label(words, "small-strong")
        self.words = QComboBox()
        self.words.setEditable(True)
        self.words.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.words.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.words.setMinimumContentsLength(24)
        label.setBuddy(self.words)
        for field in (self.words, self.words.lineEdit()):
            if field is not None:
                field.setAccessibleName(words)
                field.setAccessibleDescription(meaning)
        column.addWidget(label)
        column.addWidget(Label(meaning, "hint", wrap=True))
        column.addWidget(self.words)
        self.note = Label("", "small", wrap=True)
        column.addWidget(self.note)
        self.broader = Button(self.tr("Use the broader words"), size="small", on_click=self._use_broader)
        self.keep = Button(self.tr("Keep it so…"), size="small", on_click=self._keep_it)
        self.add = Button(self.tr("Make it one of the project’s words"), size="small", on_click=self._add_it)
        row = hbox(margins=NONE, spacing=8)
        for button in (self.broader, self.keep, self.add):
            button.setAccessibleName(self.tr("{button}: {where}").format(button=button.text(), where=words))
            row.addWidget(button)
        row.addStretch(1)
        column.addLayout(row)
        self._broader = ""
        self.words.setEditText(named)
        self.words.currentTextChanged.connect(lambda _words: self.renew())

    @property
    def named(self) -> str:
        """What they are called there."""
        return " ".join(self.words.currentText().split()) or ONE_STORYTELLER

    @property
    def changed(self) -> bool:
        """Whether that is something else than at first."""
        return self.named != self.before

    def offer(self, known: PersonNaming) -> None:
        """Let the project's words be chosen, and apart what is their own."""
        self._known = known
        typed = self.words.currentText()
        self.words.blockSignals(True)
        self.words.clear()
        self.words.addItems(known.words)
        self.words.insertSeparator(len(known.words))
        self.words.addItems(known.own)
        self.words.setEditText(typed)
        self.words.blockSignals(False)
        self.renew()

    def renew(self) -> None:
        """Say what is to be known of the words as they stand."""
        known = self._workspace.read(words_for_people, self.named)
        said: list[str] = []
        is_name = known.label is None
        self._broader = known.few.broader if known.few is not None else ""
        if known.few is not None:
            broader = self.tr("Broader: “{words}”.").format(words=known.few.broader)
            said += [known.few.sentence, self.tr("That may tell who it is."), broader]
        elif known.label is not None and known.label.chosen_by:
            kept = self.tr("{who} keeps it on purpose, although it fits only a few.")
            said.append(kept.format(who=known.label.chosen_by))
        if is_name:
            said.append(self._about_name())
        self.note.setText(" ".join(said))
        self.note.set_role("error" if known.few is not None else "small")
        self.note.setVisible(bool(said))
        self.broader.setVisible(known.few is not None)
        self.keep.setVisible(known.few is not None)
        self.add.setVisible(is_name and known.few is None and self.named not in self._known.own)

    def _about_name(self) -> str:
        if not self._known.tells:
            return self.tr("This is a name: it needs a yes to being named in each story.")
        if not self._known.unnamed:
            return self.tr("This is a name. They said yes to being named.")
        stories = some_named(self._known.unnamed)
        words = self.tr("This is a name: it needs a yes to being named, and nobody noted one for {stories}.")
        return words.format(stories=stories)

    # ---- what is done about it ------------------------------------------------------------------------------------

    def _use_broader(self) -> None:
        self.words.setEditText(self._broader)
        self.words.setFocus()

    def _keep_it(self) -> None:
        title, named = self.tr("Who chooses to name them so?"), self.named
        ask_line(
            self, title, self.tr("Keep it so"), lambda who: operations.keep_although_few(self._workspace, named, who)
        )
        self.renew()
        self.words.setFocus()

    def _add_it(self) -> None:
        operations.add_words(self._workspace, self.named, lambda error: self.troubled.emit(str(error)))
        self.words.setFocus()


class NamingDialog(Dialog):
    """How one person is named; all of it is one step. The project's words are changed at once."""

    def __init__(self, workspace: Workspace, person_id: int, parent: QWidget | None = None) -> None:
        super().__init__("", parent, wide=600)
        self._workspace, self._person_id = workspace, person_id
        known = workspace.read(person_naming, person_id)
        self._who = known.alias
        self.setWindowTitle(self.tr("How they are named"))
        self.column.addWidget(Label(self.tr("How {name} is named").format(name=known.alias), "head", wrap=True))
        hint = self.tr(
            "In what leaves this project they are “One storyteller” unless you choose something else. The project’s "
            "own words name nobody; anything else is a name. Where two of these meet, as in the sounds of a report, "
            "what says less is used. A yes covers how somebody is named: after a change they are asked again about "
            "their excerpts."
        )
        self.column.addWidget(Label(hint, "muted", wrap=True))
        self.fields: dict[NamedIn, NamedField] = {}
        for where in NamedIn:
            field = NamedField(workspace, where, known)
            field.troubled.connect(self._say)
            self.fields[where] = field
            self.column.addSpacing(4)
            self.column.addWidget(field)
        self.trouble = Label("", "error", wrap=True)
        self.trouble.hide()
        self.column.addWidget(self.trouble)
        self.column.addStretch(1)
        self.lists = Button(self.tr("The project’s words…"), "list", on_click=self._show_words)
        self.foot.addWidget(self.lists)
        save = Button(self.tr("Save"), kind="main", on_click=self._save)
        save.setDefault(True)
        self.answer_with(Button(self.tr("Cancel"), on_click=self.reject), save)
        self.ask_before_leaving(save)
        workspace.changed.connect(self._on_changed)
        self._offer()
        self.fields[NamedIn.CLIPS].words.setFocus()

    def _offer(self) -> None:
        known = self._workspace.read(person_naming, self._person_id)
        for field in self.fields.values():
            field.offer(known)

    def _show_words(self) -> None:
        run_dialog(ListsDialog(self._workspace, self, ListKind.LABEL))
        self.lists.setFocus()

    def _on_changed(self, changes: Changes) -> None:
        if self._workspace.project is not None and changes.touches("list_entry", "person_entry", "storyteller"):
            self._workspace.attempt(self._offer)

    def unsaved_words(self) -> list[str]:
        """What was chosen or typed and is not kept yet."""
        return [field.named for field in self.fields.values() if field.changed]

    def _save(self) -> None:
        self.trouble.hide()
        named = {where: (field.before, field.named) for where, field in self.fields.items() if field.changed}
        if not named or operations.name_in(self._workspace, self._person_id, self._who, named, self._trouble):
            self.accept()

    def _trouble(self, error: CoProClipError) -> None:
        self._say(str(error))

    def _say(self, words: str) -> None:
        self.trouble.setText(words)
        self.trouble.show()
