"""Whom to ask, what for, who answers and how: asked once before anything else."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from coproclip.excerpts.rules.policy import FROM_BEFORE
from coproclip.overview.reviews import PersonToAsk
from coproclip.ui.dialogs.answer_fields import HowField, UseTicks
from coproclip.ui.widgets.boxes import NONE, vbox
from coproclip.ui.widgets.label import Label


class WhomFields(QWidget):
    """The storyteller, and what a yes is for; with `answering`, who answers and how too."""

    changed = Signal()

    def __init__(
        self,
        people: Sequence[PersonToAsk],
        chosen: int | None = None,
        *,
        answering: bool,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._people = {one.storyteller_id: one for one in people}
        self._answering = answering
        column = vbox(self, NONE, 10)
        self.whose = QComboBox()
        for one in people:
            many = self.tr("{name}, 1 excerpt") if one.excerpts == 1 else self.tr("{name}, {n} excerpts")
            self.whose.addItem(many.format(name=one.alias, n=one.excerpts), one.storyteller_id)
        self.whose.setCurrentIndex(
            self.whose.findData(chosen) if chosen is not None else (0 if len(people) == 1 else -1)
        )
        self.whose.setPlaceholderText(self.tr("Choose a storyteller"))
        self.who, self.how = QLineEdit(), HowField()
        self.uses = UseTicks(FROM_BEFORE)
        self._add(self.tr("Storyteller"), self.whose)
        if answering:
            self._add(self.tr("Who answers"), self.who)
            self._add(self.tr("How"), self.how)
        column.addWidget(self.uses)
        self.whose.currentIndexChanged.connect(lambda _place: self._on_person())
        self.uses.changed.connect(self.changed)
        self.who.textChanged.connect(lambda _text: self.changed.emit())
        self.how.currentTextChanged.connect(lambda _text: self.changed.emit())
        self._on_person()

    def _add(self, words: str, field: QWidget) -> None:
        label = Label(words, "small-strong")
        label.setBuddy(field)
        field.setAccessibleName(words)
        column = self.layout()
        assert column is not None
        column.addWidget(label)
        column.addWidget(field)

    def person(self) -> PersonToAsk | None:
        """The storyteller who is chosen."""
        return self._people.get(self.whose.currentData() or 0)

    def missing(self) -> str:
        """What is still to be said, in a sentence; empty when nothing is."""
        if not self._people:
            return self.tr("No storyteller is heard in any excerpt yet.")
        if self.person() is None:
            return self.tr("Choose a storyteller.")
        if self._answering and not self.who.text().strip():
            return self.tr("Note who answers. A name to go by is enough.")
        if self._answering and not self.how.words():
            return self.tr("Note how they answer.")
        return "" if self.uses.chosen() else self.tr("Tick what it is for.")

    def _on_person(self) -> None:
        person = self.person()
        if person is not None and not self.who.isModified():
            self.who.setText(person.alias)
        self.changed.emit()
