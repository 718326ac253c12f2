"""Noting what a storyteller said about excerpts: who said it, how, and when."""

from collections.abc import Sequence
from typing import Literal

from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QLineEdit,
    QRadioButton,
    QWidget,
)

from coproclip.errors import CoProClipError
from coproclip.excerpts.approval import heard_in, note_answer, title_of
from coproclip.people.stories import who_told
from coproclip.project.journal import Operation
from coproclip.project.project import Edit
from coproclip.project.rows import fetch
from coproclip.project.schema import Excerpt
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.label import Label
from coproclip.ui.widgets.tooltips import as_written
from coproclip.ui.workspace import Workspace


class AnswerDialog(Dialog):
    """Yes, no or only asked, for one or several excerpts as they are now."""

    def __init__(self, workspace: Workspace, excerpt_ids: Sequence[int], parent: QWidget | None = None) -> None:
        super().__init__(self.tr("The storyteller’s answer"), parent, wide=480)
        self._workspace, self._ids = workspace, list(excerpt_ids)
        with workspace.opened().read() as session:
            excerpts = [fetch(session, Excerpt, id_) for id_ in self._ids]
            heard = heard_in(session, self._ids)
            tellers = {who_told(session, excerpt.story_id) for excerpt in excerpts}
            who = tellers.pop() if len(tellers) == 1 and len(heard) == 1 else ""
            title = title_of(excerpts[0]) if len(excerpts) == 1 else self.tr("{n} excerpts").format(n=len(excerpts))
        column = self.column
        column.addWidget(
            Label(self.tr("“{title}”").format(title=title) if len(excerpts) == 1 else title, "strong", wrap=True)
        )
        told = self.tr(
            "Did they hear it with its words, and did they say yes to exactly this? No answer counts as a no."
        )
        column.addWidget(Label(told, "muted", wrap=True))
        self.choices = QButtonGroup(self)
        for number, words in enumerate(
            (self.tr("Yes, it can be shared"), self.tr("Asked, no answer yet"), self.tr("No")),
        ):
            radio = QRadioButton(words)
            self.choices.addButton(radio, number)
            column.addWidget(radio)
        # Nothing is chosen for them: no answer means no.
        self.choices.idToggled.connect(lambda _choice, _on: self._renew())
        self.who, self.how = QLineEdit(who), QComboBox()
        self.how.setEditable(True)
        self.how.addItems(
            [
                self.tr("in person"),
                self.tr("on the phone"),
                self.tr("in writing"),
                self.tr("through a supporter"),
            ]
        )
        # Nor is this: a way of asking that nobody chose would be no record of how they were asked.
        self.how.setCurrentIndex(-1)
        if (line := self.how.lineEdit()) is not None:
            line.setPlaceholderText(self.tr("Choose, or type it"))
        self.whose = QComboBox()
        if len(heard) > 1:
            self.whose.addItem(self.tr("Choose a storyteller"), None)
        for teller, name in heard.items():
            self.whose.addItem(name, teller)
        self.whose.currentIndexChanged.connect(lambda _place: self._renew())
        label = Label(self.tr("Whose answer it is"), "small-strong")
        label.setBuddy(self.whose)
        self.whose.setAccessibleName(self.tr("Whose answer it is"))
        for part in (label, self.whose):
            part.setVisible(len(heard) > 1)
            column.addWidget(part)
        for words, field in ((self.tr("Who answered"), self.who), (self.tr("How"), self.how)):
            label = Label(words, "small-strong")
            label.setBuddy(field)
            field.setAccessibleName(words)
            column.addWidget(label)
            column.addWidget(field)
        row = self.foot
        row.addStretch(1)
        row.addWidget(Button(self.tr("Cancel"), on_click=self.reject))
        self.keep = Button(self.tr("Save answer"), kind="main", on_click=self._keep)
        self.keep.setDefault(True)
        row.addWidget(self.keep)
        self.missing = Label("", "small", wrap=True)
        column.addWidget(self.missing)
        self.who.textChanged.connect(self._renew)
        self.how.currentTextChanged.connect(lambda _words: self._renew())
        self.choices.button(0).setFocus()
        self._renew()

    def _renew(self) -> None:
        chosen = self.choices.checkedId()
        missing = self.tr("Choose what they said.") if chosen < 0 else ""
        if chosen == 0 and not self.who.text().strip():
            missing = self.tr("Note who said yes. A name to go by is enough.")
        elif chosen == 0 and not self.how.currentText().strip():
            missing = self.tr("Note how they said yes.")
        if self.whose.count() > 1 and self.whose.currentIndex() < 1:
            missing = self.tr("Choose whose answer it is.")
        self.missing.setText(missing)
        self.keep.setEnabled(not missing)
        self.keep.setToolTip(as_written(missing))

    def _note(self, edit: Edit, answer: Literal["yes", "asked", "no"]) -> None:
        """Note it for each excerpt in which they are heard: everybody answers for themselves."""
        whose, who, how = self.whose.currentData(), self.who.text(), self.how.currentText()
        for id_ in self._ids:
            if whose in heard_in(edit.session, [id_]):
                note_answer(edit, id_, answer, who=who, how=how, storyteller_id=whose)

    def _keep(self) -> None:
        answers: tuple[Literal["yes", "asked", "no"], ...] = ("yes", "asked", "no")
        answer = answers[self.choices.checkedId()]
        try:
            with self._workspace.opened().edit(Operation.NOTE_ANSWER) as edit:
                self._note(edit, answer)
        except CoProClipError as error:
            self._workspace.say(error)
            return
        self.accept()
