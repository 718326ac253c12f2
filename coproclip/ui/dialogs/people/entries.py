"""Many entries of a list that hold for one person: each ticked for itself, with a private note; one more is typed."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from coproclip.people.people import HoldingEntry
from coproclip.project.kinds import ListKind
from coproclip.ui.dialogs.people.words import another_words
from coproclip.ui.style.tokens import current
from coproclip.ui.widgets.boxes import NONE, hbox, vbox
from coproclip.ui.widgets.button import Button


class _Line(QWidget):
    """An entry that can be ticked; with a tick there is room for a note."""

    def __init__(self, text: str, note: str, *, holds: bool) -> None:
        super().__init__()
        self.text = text
        row = hbox(self, NONE, 10)
        self.tick = QCheckBox(text.replace("&", "&&"))
        self.tick.setChecked(holds)
        self.note = QLineEdit(note)
        self.note.setPlaceholderText(self.tr("Private note, such as a date"))
        self.note.setAccessibleName(self.tr("Private note on “{text}”").format(text=text))
        self.note.setMaximumWidth(current().scaled(260))
        self.note.setVisible(holds)
        self.tick.toggled.connect(self.note.setVisible)
        row.addWidget(self.tick, 1)
        row.addWidget(self.note, 1)


class _Another(QLineEdit):
    """Enter adds what is typed, and answers no dialog while there is something."""

    def __init__(self, field: "EntriesField") -> None:
        super().__init__()
        self._list = field

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter is for the list first."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.text().strip():
            self._list.add_typed()
        else:
            super().keyPressEvent(event)


class EntriesField(QWidget):
    """All entries of one list by the alphabet: none stands above another because of what it is."""

    def __init__(self, kind: ListKind, known: Sequence[str], holding: Sequence[HoldingEntry]) -> None:
        super().__init__()
        self._kind = kind
        self.lines: list[_Line] = []
        self._column = vbox(self, NONE, 4)
        notes = {one.text: one.note for one in holding}
        for text in known:
            self._insert(text, notes.get(text, ""), holds=text in notes)
        row = hbox(margins=NONE, spacing=8)
        self.another = _Another(self)
        self.another.setPlaceholderText(another_words(kind))
        self.another.setAccessibleName(another_words(kind))
        self.another.setMaximumWidth(current().scaled(260))
        self.add = Button(self.tr("Add"), "plus", size="small", on_click=self.add_typed)
        row.addWidget(self.another, 1)
        row.addWidget(self.add)
        row.addStretch()
        self._column.addLayout(row)
        self.at_first = self.entries()
        """Those that were ticked at first."""

    def _insert(self, text: str, note: str, *, holds: bool) -> _Line:
        place = sum(line.text.casefold() < text.casefold() for line in self.lines)
        made = _Line(text, note, holds=holds)
        self.lines.insert(place, made)
        self._column.insertWidget(place, made)
        before = self.lines[place - 1].note if place else None
        if before is not None:
            QWidget.setTabOrder(before, made.tick)
        QWidget.setTabOrder(made.tick, made.note)
        return made

    def add_typed(self) -> None:
        """Tick what is typed, on the list from now on."""
        text = " ".join(self.another.text().split())
        if not text:
            return
        there = next((line for line in self.lines if line.text.casefold() == text.casefold()), None)
        line = there or self._insert(text, "", holds=True)
        line.tick.setChecked(True)
        self.another.clear()
        self.another.setFocus()

    def entries(self) -> list[HoldingEntry]:
        """Those that are ticked; what is typed and was not added yet is meant too."""
        found = [HoldingEntry(self._kind, line.text, line.note.text()) for line in self.lines if line.tick.isChecked()]
        typed = " ".join(self.another.text().split()) if hasattr(self, "another") else ""
        if typed and typed.casefold() not in (one.text.casefold() for one in found):
            found.append(HoldingEntry(self._kind, typed))
        return found
