"""Sheets for storytellers: their texts, and keeping what was given out."""

from PySide6.QtCore import QCoreApplication

from coproclip.people import sheets
from coproclip.people.sheets import SheetForm
from coproclip.project.journal import Operation, Work
from coproclip.ui.workspace import Workspace

tr = QCoreApplication.translate


def change_sheet(workspace: Workspace, form: SheetForm, text: str) -> bool:
    """Give a form of the sheet another text, empty for the usual one; False if it could not be kept, which was said."""
    done = tr("Operations", "The sheet’s text is saved")
    change = workspace.edit(Operation.CHANGE_SHEET, lambda edit: sheets.change_template(edit, form, text), done=done)
    return change is not None


def keep_given(workspace: Workspace, form: SheetForm, text: str) -> bool:
    """Keep a sheet as it was given out; False if it could not be, which was said."""

    def _keep() -> bool:
        with workspace.opened().edit(Work.KEEP_SHEET) as edit:
            sheets.keep_sheet(edit, form, text)
        return True

    return bool(workspace.attempt(_keep))
