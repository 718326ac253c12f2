"""Everything that was asked and answered about an excerpt."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from coproclip.overview.excerpt_details import GivenAnswer
from coproclip.ui.widgets.boxes import vbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.counting import day
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.label import Hairline, IconLabel, Label

SIGNS = {"yes": ("circle-check", "ok"), "no": ("circle-x", "stop"), "asked": ("hourglass", "flag")}


class AnswersDialog(Dialog):
    """Each answer with its day, who gave it and how; the newest first."""

    def __init__(self, given: Sequence[GivenAnswer], parent: QWidget | None = None) -> None:
        super().__init__(self.tr("History"), parent, wide=460)
        self.column.addWidget(Label(self.tr("What was asked and answered"), "head", wrap=True))
        self.column.addWidget(Label(self.tr("The newest first. The last answer counts."), "small", wrap=True))
        self.column.addWidget(Hairline())
        rows = QGridLayout()
        rows.setHorizontalSpacing(12)
        rows.setVerticalSpacing(12)
        rows.setColumnStretch(2, 1)
        for row, answer in enumerate(reversed(given)):
            self._show(rows, row, answer)
        self.column.addLayout(rows)
        self.column.addStretch(1)
        close = Button(self.tr("Close"), kind="main", on_click=self.accept)
        close.setDefault(True)
        self.answer_with(close)
        close.setFocus()

    def _show(self, rows: QGridLayout, row: int, answer: GivenAnswer) -> None:
        words = {
            "yes": self.tr("Yes, it can be shared"),
            "no": self.tr("No"),
            "asked": self.tr("Asked, no answer yet"),
        }
        sign, colour = SIGNS[answer.answer]
        top = Qt.AlignmentFlag.AlignTop
        rows.addWidget(IconLabel(sign, colour, 18), row, 0, top)
        rows.addWidget(Label(day(answer.answered_at), "small"), row, 1, top)
        said = vbox(spacing=2)
        said.addWidget(Label(words[answer.answer], "medium", wrap=True))
        how = ", ".join(part for part in (answer.who, answer.how) if part)
        if how:
            said.addWidget(Label(how, "small", wrap=True))
        rows.addLayout(said, row, 2)
