"""Who takes part as a table for the team: what is not in it, to whom it goes, then where it is written."""

from PySide6.QtWidgets import QLineEdit, QWidget

from coproclip.errors import CoProClipError
from coproclip.export.notices import TEAM_MARK
from coproclip.people.people_table import NOT_IN_TABLE
from coproclip.ui.operations.people import save_people_table
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.label import Label
from coproclip.ui.widgets.message import announce
from coproclip.ui.widgets.saving_to import ask_where_to_save
from coproclip.ui.workspace import Workspace

ENDING = ".csv"


class PeopleTableDialog(Dialog):
    """Read first, then saved."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__("", parent, wide=520)
        self.setWindowTitle(self.tr("Save a table of people"))
        self._workspace = workspace
        what = self.tr(
            "Everybody by the name they go by, how they describe themselves, and the project’s lists, as a table (CSV)."
        )
        team = self.tr("It is for the team alone: nobody agreed to be in it. “{mark}” stands at its top.")
        self.column.addWidget(Label(what, wrap=True))
        self.column.addWidget(Label(NOT_IN_TABLE, wrap=True))
        self.column.addWidget(Label(team.format(mark=TEAM_MARK.value), "muted", wrap=True))
        label = Label(self.tr("To whom it goes"), "small-strong")
        self.to_whom = QLineEdit()
        self.to_whom.setAccessibleName(label.whole_text())
        self.to_whom.setPlaceholderText(self.tr("Kept in “What went out”. Need not be filled in."))
        label.setBuddy(self.to_whom)
        self.trouble = Label("", "error", wrap=True)
        self.trouble.hide()
        for part in (label, self.to_whom, self.trouble):
            self.column.addWidget(part)
        self.column.addStretch(1)
        self.save = Button(self.tr("Save the table…"), "folder-output", "main", on_click=self._save)
        self.save.setDefault(True)
        self.answer_with(Button(self.tr("Cancel"), on_click=self.reject), self.save)
        self.to_whom.setFocus()

    def _save(self) -> None:
        kinds = ((self.tr("Table"), ENDING),)
        to = ask_where_to_save(self, self.tr("Save a table of people"), self.tr("People"), kinds)
        if to is None:
            return
        self.trouble.hide()
        if save_people_table(self._workspace, to.path, self.to_whom.text().strip(), self._say, replace=to.replace):
            self.accept()

    def _say(self, error: CoProClipError) -> None:
        self.trouble.setText(str(error))
        self.trouble.show()
        announce(self, str(error))
