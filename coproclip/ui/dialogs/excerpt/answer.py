"""Noting what a storyteller said about excerpts: who said it, how, and when."""

from collections.abc import Sequence

from PySide6.QtWidgets import QButtonGroup, QCheckBox, QComboBox, QLineEdit, QRadioButton, QWidget

from coproclip.errors import CoProClipError
from coproclip.excerpts.noting import Said
from coproclip.overview.excerpt_details import AnswerQuestion, answer_question
from coproclip.ui.dialogs.answer_fields import HowField, UseTicks
from coproclip.ui.operations.excerpts import note_answer
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
        self._question = question = workspace.read(answer_question, self._ids)
        column = self.column
        self.about, self.changed = Label("", "strong", wrap=True), Label("", "small-strong", wrap=True)
        column.addWidget(self.about)
        column.addWidget(self.changed)
        hint = self.tr(
            "Did they hear it with its words, and did they say yes to exactly this? No answer counts as a no."
        )
        if languages := ", ".join(question.in_languages):
            hint += " " + self.tr(
                "A yes is also one to its words in: {languages}. Let them read or hear those too."
            ).format(languages=languages)
        column.addWidget(Label(hint, "muted", wrap=True))
        self.choices = QButtonGroup(self)
        for number, words in enumerate(
            (self.tr("Yes, it can be shared"), self.tr("Asked, no answer yet"), self.tr("No")),
        ):
            radio = QRadioButton(words)
            self.choices.addButton(radio, number)
            column.addWidget(radio)
        # Nothing is chosen for them: no answer means no.
        self.choices.idToggled.connect(lambda _choice, _on: self._renew())
        self.uses = UseTicks(question.uses)
        self.uses.changed.connect(self._renew)
        column.addWidget(self.uses)
        self.who, self.how = QLineEdit(question.who), HowField()
        self.whose = QComboBox()
        if len(question.heard) > 1:
            self.whose.addItem(self.tr("Choose a storyteller"), None)
        for teller, name in question.heard.items():
            self.whose.addItem(name, teller)
        self.whose.currentIndexChanged.connect(lambda _place: self._renew())
        label = Label(self.tr("Whose answer it is"), "small-strong")
        label.setBuddy(self.whose)
        self.whose.setAccessibleName(self.tr("Whose answer it is"))
        for part in (label, self.whose):
            part.setVisible(len(question.heard) > 1)
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
        self.ask_before_leaving(self.keep)
        names = self.tr(" or ").join(question.once_heard.values())
        self.not_voice = QCheckBox(self.tr("It is not {name}’s voice").format(name=names))
        self.not_voice.setToolTip(
            as_written(
                self.tr("A voice in it was {name}’s. It goes by another name now, and {name} has not said yes.").format(
                    name=names
                )
            )
        )
        column.addWidget(self.not_voice)
        self.missing = Label("", "small", wrap=True)
        column.addWidget(self.missing)
        self.who.textChanged.connect(self._renew)
        self.how.currentTextChanged.connect(lambda _words: self._renew())
        self.choices.button(0).setFocus()
        self._show(question)
        self._renew()

    def _show(self, question: AnswerQuestion) -> None:
        self._question = question
        about = self.tr("“{title}”").format(title=question.title)
        if len(self._ids) != 1:
            about = self.tr("{n} excerpts").format(n=len(self._ids))
        self.about.setText(about)

    def _renew(self) -> None:
        chosen, whose = self.choices.checkedId(), self.whose.currentData()
        changed = self._question.changed.get(whose, "") if chosen == 0 else ""
        self.changed.setText(self.tr("It changed since they were asked: {what}.").format(what=changed))
        self.changed.setVisible(bool(changed))
        # Only somebody else can say so of another one's voice.
        others = [one for one in self._question.once_heard if one != whose]
        self.not_voice.setVisible(chosen == 0 and bool(others))
        missing = self.tr("Choose what they said.") if chosen < 0 else ""
        if chosen == 0 and not self.who.text().strip():
            missing = self.tr("Note who said yes. A name to go by is enough.")
        elif chosen == 0 and not self.how.currentText().strip():
            missing = self.tr("Note how they said yes.")
        if chosen == 0 and not self.uses.chosen():
            missing = self.tr("Tick what they said yes to.")
        self.uses.setVisible(chosen == 0)
        if self.whose.count() > 1 and self.whose.currentIndex() < 1:
            missing = self.tr("Choose whose answer it is.")
        self.missing.setText(missing)
        self.keep.setEnabled(not missing)
        self.keep.setToolTip(as_written(missing))

    def _keep(self) -> None:
        answers: tuple[Said, ...] = ("yes", "asked", "no")
        answer, whose = answers[self.choices.checkedId()], self.whose.currentData()
        said_so = answer == "yes" and self.not_voice.isVisibleTo(self) and self.not_voice.isChecked()
        if note_answer(
            self._workspace,
            self._question.shown,
            whose,
            answer,
            self.who.text(),
            self.how.currentText(),
            self.uses.chosen(),
            not_voices=[one for one in self._question.once_heard if one != whose] if said_so else (),
            trouble=self._say,
        ):
            self.accept()

    def _say(self, error: CoProClipError) -> None:
        """Nothing was noted: show what it is now."""
        self._show(self._workspace.read(answer_question, self._ids))
        self._renew()
        self.missing.setText(str(error))
