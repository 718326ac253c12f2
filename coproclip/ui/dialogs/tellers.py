"""Who tells a story: a row for each, with what they said before anything was recorded; everybody for themselves."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QComboBox, QFormLayout, QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from coproclip.errors import BadInput
from coproclip.people.consent import consent_by
from coproclip.people.stories import change_story
from coproclip.people.storytellers import all_storytellers, find_or_add, storytellers_of
from coproclip.project.project import Edit, Project
from coproclip.project.schema import Storyteller
from coproclip.ui.dialogs.consent_choices import about_words
from coproclip.ui.dialogs.consent_fields import ConsentFields, Known
from coproclip.ui.typed_texts import Refused, TextOf, TypedText, write
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.label import Label


class Teller(QFrame):
    """One storyteller: a name to go by, how they like to be described, and what they said.

    With another name it is another person: then the answers are theirs, or nobody's yet.
    """

    def __init__(self, names: Sequence[str], look_up: Callable[[str], tuple[str, Known]], parent: QWidget) -> None:
        super().__init__(parent)
        self._look_up = look_up
        self._described = ""
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setVerticalSpacing(10)
        form.setHorizontalSpacing(16)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.alias = QComboBox()
        self.alias.setEditable(True)
        self.alias.addItems(list(names))
        self.alias.setCurrentText("")
        if (field := self.alias.lineEdit()) is not None:
            field.setPlaceholderText(self.tr("A name to go by; it need not be the real one"))
        self.away = Button(icon="x", kind="icon", size="small", name=self.tr("Take this storyteller off the story"))
        self.description = QLineEdit()
        self.description.setPlaceholderText(self.tr("How would they like to be described?"))
        self.said = ConsentFields()
        first = QHBoxLayout()
        first.addWidget(self.alias, 1)
        first.addWidget(self.away)
        self._row(form, self.tr("Storyteller"), self.alias, first)
        self._row(form, self.tr("Described as"), self.description)
        for about, answer in self.said.fields.items():
            self._row(form, about_words(about), answer)
        self.alias.currentTextChanged.connect(self._named)
        self._named("")

    @staticmethod
    def _row(form: QFormLayout, text: str, field: QWidget, line: QHBoxLayout | None = None) -> None:
        label = Label(text, "small-strong")
        label.setBuddy(field)
        field.setAccessibleName(text)
        form.addRow(label, line) if line is not None else form.addRow(label, field)

    @property
    def name(self) -> str:
        """The name to go by, or empty."""
        return " ".join(self.alias.currentText().split())

    @property
    def described(self) -> tuple[str, str]:
        """How the team knew them described, and how they shall be."""
        return self._described, self.description.text()

    def _named(self, _text: str) -> None:
        described, known = self._look_up(self.name)
        if self.description.text() == self._described:
            self.description.setText(described)
        self._described = described
        self.said.show(known)


class Tellers(QWidget):
    """Everybody who tells a story, at least one row, and a button for one more."""

    def __init__(self, project: Project, story_id: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._story_id = story_id
        with project.read() as session:
            everybody, people = all_storytellers(session), storytellers_of(session, story_id)
            self._known = {
                one.alias.casefold(): (one.description, consent_by(session, story_id, one.id)) for one in everybody
            }
            # Of whom nobody noted the name: theirs while nobody is named; a no is then everybody's.
            self._nobody = consent_by(session, story_id, None)
        self._names = [one.alias for one in everybody]
        self._anybody = {about: said for about, said in self._nobody.items() if said.answer != "yes"}
        self.rows: list[Teller] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(2, 2, 12, 2)
        self._column.setSpacing(16)
        self.add = Button(self.tr("Add a storyteller"), "plus", kind="quiet", size="small", on_click=self._one_more)
        self._column.addWidget(self.add)
        for person in people:
            self._row(person)
        if not people:
            self._row(None)

    def _look_up(self, name: str) -> tuple[str, Known]:
        return self._known.get(name.casefold(), ("", self._anybody if name else self._nobody))

    def _row(self, one: Storyteller | None) -> Teller:
        row = Teller(self._names, self._look_up, self)
        if one is not None:
            row.alias.setCurrentText(one.alias)
        row.away.clicked.connect(lambda: self._take_off(row))
        self.rows.append(row)
        self._column.insertWidget(self._column.count() - 1, row)
        self._several()
        return row

    def _one_more(self) -> None:
        self._row(None).alias.setFocus()

    def _take_off(self, row: Teller) -> None:
        self.rows.remove(row)
        self._column.removeWidget(row)
        row.hide()
        row.deleteLater()
        self._several()
        self.rows[0].alias.setFocus()

    def _several(self) -> None:
        for row in self.rows:
            row.away.setVisible(len(self.rows) > 1)

    def keep(self, edit: Edit) -> list[Refused]:
        """Note who tells the story, and what each of them said; returns descriptions others changed meanwhile.

        Raises `BadInput` for a name that stands in two rows, and for several names in one.
        """
        named = [row for row in self.rows if row.name]
        folded = [row.name.casefold() for row in named]
        for row in named:
            if folded.count(row.name.casefold()) > 1:
                raise BadInput(f"“{row.name}” is named twice.", "Nothing was changed.", "Name everybody once.")
            if "," in row.name and row.name.casefold() not in self._known:
                raise BadInput(
                    f"“{row.name}” looks like several names.",
                    "Nothing was changed.",
                    "Give each storyteller a row of their own, so that they can answer for themselves.",
                )
        change_story(edit, self._story_id, storytellers=tuple(row.name for row in named))
        described: list[TypedText] = []
        for row in named:
            teller = find_or_add(edit, row.name)
            described.append(TypedText(TextOf.STORYTELLER, teller.id, "description", *row.described))
            row.said.keep(edit, self._story_id, row.name, teller.id)
        if not named:
            self.rows[0].said.keep(edit, self._story_id, "", None)
        return write(edit, described)
