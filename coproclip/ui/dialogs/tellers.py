"""Who tells a story: a row for each, with what they said before anything was recorded; everybody for themselves."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QComboBox, QFormLayout, QFrame, QHBoxLayout, QLineEdit, QWidget

from coproclip.overview.story_details import Agreed, TellerFacts
from coproclip.ui.dialogs.consent_choices import about_words
from coproclip.ui.dialogs.consent_fields import ConsentFields
from coproclip.ui.operations.stories import TellerDetails
from coproclip.ui.widgets.boxes import vbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.label import Label
from coproclip.ui.widgets.tab_order import tab_through


class Teller(QFrame):
    """One storyteller: a name to go by, how they like to be described, and what they said.

    With another name it is another person: then the answers are theirs, or nobody's yet.
    """

    def __init__(self, names: Sequence[str], look_up: Callable[[str], tuple[str, Agreed]], parent: QWidget) -> None:
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
            field.setPlaceholderText(self.tr("Name to go by, real or not"))
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

    def details(self) -> TellerDetails:
        """The row as it is filled in."""
        return TellerDetails(self.name, (self._described, self.description.text()), self.said.new_answers())

    def _named(self, _text: str) -> None:
        described, known = self._look_up(self.name)
        if self.description.text() == self._described:
            self.description.setText(described)
        self._described = described
        self.said.show(known)


class Tellers(QWidget):
    """Everybody who tells a story, at least one row, and a button for one more."""

    def __init__(self, facts: TellerFacts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._learn(facts)
        self.rows: list[Teller] = []
        self._column = vbox(self, (2, 2, 12, 2), 16)
        self.add = Button(self.tr("Add a storyteller"), "plus", kind="quiet", size="small", on_click=self._one_more)
        self._column.addWidget(self.add)
        for alias in facts.aliases or ("",):
            self._add_row(alias)

    def _learn(self, facts: TellerFacts) -> None:
        self._known = {one.alias.casefold(): (one.description, one.agreed) for one in facts.everybody}
        self._names = [one.alias for one in facts.everybody]
        # Of whom nobody noted the name: theirs while nobody is named; a no is then everybody's.
        self._unnamed = facts.unnamed
        self._anybody = {about: said for about, said in facts.unnamed.items() if said.answer != "yes"}

    def renew(self, facts: TellerFacts) -> None:
        """Show what was noted meanwhile; who is named in the rows stays."""
        self._learn(facts)
        for row in self.rows:
            row.said.show(self._look_up(row.name)[1])

    def _look_up(self, name: str) -> tuple[str, Agreed]:
        return self._known.get(name.casefold(), ("", self._anybody if name else self._unnamed))

    def _add_row(self, alias: str) -> Teller:
        row = Teller(self._names, self._look_up, self)
        row.alias.setCurrentText(alias)
        row.away.clicked.connect(lambda: self._take_off(row))
        self.rows.append(row)
        self._column.insertWidget(self._column.count() - 1, row)
        self._several()
        return row

    def _one_more(self) -> None:
        self._add_row("").alias.setFocus()

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
        stops = [
            stop for row in self.rows for stop in (row.alias, row.away, row.description, *row.said.fields.values())
        ]
        tab_through(*stops, self.add)

    def details(self) -> list[TellerDetails]:
        """Who tells the story as the rows say, also where the name is missing."""
        return [row.details() for row in self.rows]
