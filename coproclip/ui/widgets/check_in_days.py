"""On which day storyteller and reporter are asked how they are: a choice of days for each of them."""

from collections.abc import Mapping
from datetime import date, timedelta

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QWidget

from coproclip.people.check_ins import REPORTER, STORYTELLER
from coproclip.ui.widgets.label import Label

DAYS = (0, 1, 2, 3, 5, 7, 14, 28)
"""In how many days a check-in may be; 0: none."""


class CheckInDays(QWidget):
    """`changed(who, day)`: somebody chose another `date` for storyteller or reporter, None for never."""

    changed = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = date.today()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(2, 1)
        self.fields: dict[str, QComboBox] = {}
        self._asked: dict[str, Label] = {}
        for place, who in enumerate((STORYTELLER, REPORTER)):
            label, field = Label("", "body"), QComboBox()
            label.setBuddy(field)
            field.setAccessibleName(self.tr("When to ask how they are"))
            field.activated.connect(lambda _place, who=who: self.changed.emit(who, self.day(who)))
            grid.addWidget(label, place, 0)
            grid.addWidget(field, place, 1)
            self.fields[who], self._asked[who] = field, label

    def show_days(self, storyteller: str, reporter: str, today: date, days: Mapping[str, date]) -> None:
        """Offer days from `today` on; `days` are those that are planned so far. Names may be empty."""
        self._today = today
        names = {
            STORYTELLER: storyteller or self.tr("the storyteller"),
            REPORTER: reporter or self.tr("the reporter"),
        }
        for who, field in self.fields.items():
            self._asked[who].setText(self.tr("Ask {who}").format(who=names[who]))
            field.setAccessibleName(self.tr("When to ask {who} how they are").format(who=names[who]))
            chosen = (days[who] - today).days if who in days else 0
            offered = {(number, bool(number)): self._words(number) for number in DAYS}
            if who in days and chosen not in DAYS[1:]:
                offered[chosen, True] = _spelled(days[who])
            with QSignalBlocker(field):
                field.clear()
                for (number, planned), words in sorted(offered.items(), key=lambda one: (one[0][1], one[0][0])):
                    field.addItem(words, number if planned else None)
                field.setCurrentIndex(max(0, field.findData(chosen)) if who in days else 0)

    def day(self, who: str) -> date | None:
        """The day that is chosen for storyteller or reporter; None for never."""
        number = self.fields[who].currentData()
        return None if number is None else self._today + timedelta(days=number)

    def _words(self, number: int) -> str:
        if not number:
            return self.tr("Not planned")
        when = _spelled(self._today + timedelta(days=number))
        if number == 1:
            return self.tr("Tomorrow, {day}").format(day=when)
        return self.tr("In {n} days, {day}").format(n=number, day=when)


def _spelled(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B}"
