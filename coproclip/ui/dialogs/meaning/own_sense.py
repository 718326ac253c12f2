"""What a storyteller makes of their story right afterwards, in their words, and the reporter's summary of it."""

from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from coproclip.ui.style.tokens import current
from coproclip.ui.widgets.boxes import NONE, vbox
from coproclip.ui.widgets.forms import add_row, form_layout
from coproclip.ui.widgets.label import Label


class OwnSense(QWidget):
    """A few questions, all of which may stay empty; `fields` by the columns of a story."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = vbox(self, NONE, 8)
        column.addWidget(Label(self.tr("In the storyteller’s own words, right after telling"), "head", wrap=True))
        hint = self.tr("Ask, and note what they say. Any of it may stay empty.")
        column.addWidget(Label(hint, "hint", wrap=True))
        form = form_layout()
        self.fields: dict[str, QLineEdit | QPlainTextEdit] = {
            "own_title": QLineEdit(),
            "own_feeling": QLineEdit(),
            "own_matters": self._lines(),
            "own_for_whom": QLineEdit(),
            "summary": self._lines(),
        }
        names = {
            "own_title": self.tr("What would you call it?"),
            "own_feeling": self.tr("How did it feel to tell it?"),
            "own_matters": self.tr("What matters most in it?"),
            "own_for_whom": self.tr("Who should hear it?"),
            "summary": self.tr("Reporter’s summary"),
        }
        for key, field in self.fields.items():
            add_row(form, names[key], field, wrap=True)
        column.addLayout(form)

    @staticmethod
    def _lines() -> QPlainTextEdit:
        field = QPlainTextEdit()
        field.setTabChangesFocus(True)
        field.setFixedHeight(current().scaled(60))
        return field
