"""Who suggested a theme: a storyteller, the group or a reporter, and which people."""

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtWidgets import QComboBox, QWidget

from coproclip.people.stories import listed
from coproclip.ui.commands.menus import choice, hang_menu
from coproclip.ui.commands.table import Command
from coproclip.ui.widgets.boxes import NONE, hbox
from coproclip.ui.widgets.button import Button


class Suggesters(QWidget):
    """A choice of who, and a menu of all people with those ticked who did."""

    def __init__(
        self, people: Mapping[int, str], by: str = "", suggested: Sequence[int] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._people, self._ticked = people, list(suggested)
        row = hbox(self, NONE, 8)
        self.by = QComboBox()
        self.by.setAccessibleName(self.tr("Suggested by"))
        for key, words in (
            ("", self.tr("Nobody said")),
            ("storyteller", self.tr("A storyteller")),
            ("group", self.tr("The group")),
            ("reporter", self.tr("A reporter")),
        ):
            self.by.addItem(words, key)
        self.by.setCurrentIndex(max(0, self.by.findData(by)))
        row.addWidget(self.by)
        self.people = Button("", "users", size="small")
        hang_menu(self.people, self._choices)
        self.people.setEnabled(bool(people))
        row.addWidget(self.people)
        row.addStretch(1)
        self._before = self.answer()
        self._show()

    def _choices(self) -> list[Command]:
        return [
            choice(alias, partial(self._turn, number), checked=number in self._ticked)
            for number, alias in self._people.items()
        ]

    def _turn(self, number: int) -> None:
        self._ticked = (
            [one for one in self._ticked if one != number] if number in self._ticked else [*self._ticked, number]
        )
        if self.by.currentData() == "":
            self.by.setCurrentIndex(self.by.findData("storyteller"))
        self._show()

    def _show(self) -> None:
        names = [self._people[one] for one in self._ticked if one in self._people]
        self.people.setText(listed(names) if names else self.tr("Who?"))
        self.people.setAccessibleName(
            self.tr("Suggested by: {names}").format(names=listed(names)) if names else self.tr("Who suggested it?")
        )

    def answer(self) -> tuple[str, tuple[int, ...]]:
        """Who (`Suggested`, or empty), and the people."""
        return str(self.by.currentData() or ""), tuple(self._ticked)

    @property
    def changed(self) -> bool:
        """Whether it is another answer than at first."""
        return self.answer() != self._before
