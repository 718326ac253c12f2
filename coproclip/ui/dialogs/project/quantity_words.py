"""The quantity words of a project: “some” from what share of the stories on, “most” from what share on."""

from collections.abc import Mapping

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QSpinBox, QWidget

from coproclip.errors import BadInput
from coproclip.people.about_project import STANDARD_BANDS, check_bands
from coproclip.ui.widgets.boxes import NONE, hbox, vbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.label import Label
from coproclip.ui.widgets.tab_order import tab_through


class QuantityWords(QWidget):
    """A row for each word, and buttons for one more and for the usual ones."""

    def __init__(self, bands: Mapping[str, int], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shown = dict(bands)
        self.rows: list[tuple[QLineEdit, QSpinBox, Button]] = []
        column = vbox(self, (2, 0, 12, 0), 8)
        column.addWidget(Label(self.tr("Quantity words"), "head"))
        hint = self.tr("From what share of the stories each word is right, so that everybody uses them alike.")
        column.addWidget(Label(hint, "hint", wrap=True))
        table = QWidget()
        self._grid = QGridLayout(table)
        self._grid.setContentsMargins(*NONE)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(3, 1)
        column.addWidget(table)
        buttons: QHBoxLayout = hbox(spacing=8)
        self.add = Button(self.tr("Add a word"), "plus", kind="quiet", size="small", on_click=self._one_more)
        self.usual = Button(self.tr("Back to the usual words"), kind="quiet", size="small", on_click=self._to_usual)
        buttons.addWidget(self.add)
        buttons.addWidget(self.usual)
        buttons.addStretch(1)
        column.addLayout(buttons)
        self._show(bands)

    @property
    def changed(self) -> bool:
        """Whether the words or their shares are others than before."""
        return self._filled() != list(self.shown.items())

    def bands(self) -> dict[str, int]:
        """The words and their shares (percent), none for the usual ones; raises `BadInput` for what makes no sense."""
        filled = self._filled()
        if len(dict(filled)) < len(filled):
            raise BadInput("A quantity word is there twice.", "Nothing was changed.")
        found = check_bands(dict(filled))
        return {} if found == dict(STANDARD_BANDS) else found

    def _filled(self) -> list[tuple[str, int]]:
        return [(word.text().strip(), share.value()) for word, share, _ in self.rows if word.text().strip()]

    def _show(self, bands: Mapping[str, int]) -> None:
        for row in list(self.rows):
            self._remove(row)
        for word, share in bands.items():
            self._add_row(word, share)

    def _add_row(self, text: str, percent: int) -> QLineEdit:
        word, share = QLineEdit(text), QSpinBox()
        share.setRange(0, 100)
        share.setPrefix(self.tr("from "))
        share.setSuffix(" %")
        share.setValue(percent)
        away = Button(icon="x", kind="icon", size="small", name=self.tr("Take this word out"))
        word.setAccessibleName(self.tr("Quantity word"))
        share.setAccessibleName(self.tr("From what share of the stories, in percent"))
        row = (word, share, away)
        away.clicked.connect(lambda: self._take_out(row))
        line = self._grid.rowCount()
        for place, widget in enumerate(row):
            self._grid.addWidget(widget, line, place)
            widget.show()  # at once: what is typed next is meant for it
        tab_through(*(self.rows[-1][2:] if self.rows else ()), *row, self.add, self.usual)
        self.rows.append(row)
        return word

    def _one_more(self) -> None:
        self._add_row("", 0).setFocus()

    def _to_usual(self) -> None:
        self._show(STANDARD_BANDS)

    def _remove(self, row: tuple[QLineEdit, QSpinBox, Button]) -> None:
        self.rows.remove(row)
        for widget in row:
            self._grid.removeWidget(widget)
            widget.hide()
            widget.deleteLater()

    def _take_out(self, row: tuple[QLineEdit, QSpinBox, Button]) -> None:
        self._remove(row)
        (self.rows[-1][0] if self.rows else self.add).setFocus()
