"""Sheets for storytellers: their texts, and keeping what was given out."""

from PySide6.QtCore import QCoreApplication

from coproclip.people import sheets
from coproclip.people.sheets import SheetForm
from coproclip.project.journal import Work
from coproclip.ui.typed_texts import TextOf, TypedText
from coproclip.ui.workspace import Workspace

tr = QCoreApplication.translate


def change_sheet(workspace: Workspace, form: SheetForm, before: str, text: str) -> bool:
    """Give a form of the sheet another text than the one `before`; False if it could not be kept, which was said.

    Where somebody else changed it meanwhile theirs stays, and it is asked which one is to.
    """

    def _change() -> bool:
        typed = TypedText(TextOf.SHEET, 1, form.value, before, text or sheets.usual_template(form))
        if workspace.typed.keep_now([typed]):
            workspace.show_toast(tr("Operations", "The sheet’s text is saved"))
        return True

    return bool(workspace.attempt(_change))


def keep_given(workspace: Workspace, form: SheetForm, text: str) -> bool:
    """Keep a sheet as it was given out; False if it could not be, which was said."""

    def _keep() -> bool:
        with workspace.opened().edit(Work.KEEP_SHEET) as edit:
            sheets.keep_sheet(edit, form, text)
        return True

    return bool(workspace.attempt(_keep))
