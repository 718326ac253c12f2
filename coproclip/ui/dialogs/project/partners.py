"""The organisations in the work: what the team calls each, what it may be named as, and its names before."""

from collections.abc import Sequence

from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from coproclip.people.about_project import PartnerFacts
from coproclip.ui.operations.project import PartnerDetails
from coproclip.ui.widgets.boxes import NONE, vbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.label import Label
from coproclip.ui.widgets.tab_order import tab_through


class _Row:
    """One organisation; what it was is known, unless it is new."""

    def __init__(self, known: PartnerFacts | None, names: Sequence[str], take_out: str) -> None:
        self.known = known
        texts = (known.name, known.named_as, known.formerly) if known is not None else ("", "", "")
        self.fields = [QLineEdit(text) for text in texts]
        for field, name in zip(self.fields, names, strict=True):
            field.setAccessibleName(name)
        self.away = Button(icon="x", kind="icon", size="small", name=take_out)

    @property
    def details(self) -> PartnerDetails:
        """As it is filled in."""
        name, named_as, formerly = (field.text() for field in self.fields)
        return PartnerDetails(self.known, name, named_as, formerly)

    @property
    def is_empty(self) -> bool:
        """Whether nobody filled in anything."""
        return not any(field.text().strip() for field in self.fields)

    @property
    def widgets(self) -> list[QWidget]:
        """From left to right."""
        return [*self.fields, self.away]


class Partners(QWidget):
    """A row for each, and a button for one more. `removed` are those that were taken out."""

    def __init__(self, partners: Sequence[PartnerFacts], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.removed: list[PartnerFacts] = []
        self.rows: list[_Row] = []
        column = vbox(self, (2, 0, 12, 0), 8)
        column.addWidget(Label(self.tr("Partners"), "head"))
        hint = self.tr("Organisations in the work. One without a name in the second field is not named in what leaves.")
        column.addWidget(Label(hint, "hint", wrap=True))
        self._table = QWidget()
        self._grid = QGridLayout(self._table)
        self._grid.setContentsMargins(*NONE)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(6)
        self._names = (self.tr("Name"), self.tr("May be named as"), self.tr("Formerly, with commas between"))
        for place, name in enumerate(self._names):
            self._grid.addWidget(Label(name, "small-strong"), 0, place)
            self._grid.setColumnStretch(place, 1)
        column.addWidget(self._table)
        self.add = Button(self.tr("Add a partner"), "plus", kind="quiet", size="small", on_click=self._one_more)
        column.addWidget(self.add)
        for one in partners:
            self._add_row(one)
        self._table.setVisible(bool(self.rows))

    @property
    def changed(self) -> bool:
        """Whether anything is other than it was."""
        return bool(self.removed) or any(one.changed for one in self.details())

    def details(self) -> list[PartnerDetails]:
        """All that are filled in."""
        return [row.details for row in self.rows if row.known is not None or not row.is_empty]

    def _add_row(self, known: PartnerFacts | None) -> _Row:
        row = _Row(known, self._names, self.tr("Take this partner out"))
        row.away.clicked.connect(lambda: self._take_out(row))
        line = self._grid.rowCount()
        for place, widget in enumerate(row.widgets):
            self._grid.addWidget(widget, line, place)
            widget.show()  # at once: what is typed next is meant for it
        tab_through(*((self.rows[-1].away,) if self.rows else ()), *row.widgets, self.add)
        self.rows.append(row)
        return row

    def _one_more(self) -> None:
        self._table.show()
        self._add_row(None).fields[0].setFocus()

    def _take_out(self, row: _Row) -> None:
        self.rows.remove(row)
        if row.known is not None:
            self.removed.append(row.known)
        for widget in row.widgets:
            self._grid.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._table.setVisible(bool(self.rows))
        (self.rows[-1].fields[0] if self.rows else self.add).setFocus()
