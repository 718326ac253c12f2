"""Sheets for storytellers: their texts, and keeping what was given out."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from coproclip.errors import BadInput, Cancelled, CoProClipError
from coproclip.export import sheet_page
from coproclip.people import sheets
from coproclip.people.sheets import SheetForm
from coproclip.project.journal import Work
from coproclip.ui.typed_texts import TextOf, TypedText
from coproclip.ui.wait_for import wait_for
from coproclip.ui.workspace import Workspace

tr = QCoreApplication.translate
Trouble = Callable[[CoProClipError], None]


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


def save_sheet(workspace: Workspace, form: SheetForm, file: Path, trouble: Trouble, *, replace: bool) -> bool:
    """Write a form of the sheet to a file, noted as gone out and kept as it was given out; whether it was written.

    `replace`: something may be there, and somebody said that it can go.
    """
    project = workspace.opened()

    def _save() -> bool:
        if not replace and file.exists():
            raise BadInput(f"“{file.name}” is there already.", "Nothing was written.", "Give another name.")
        notes = list[str]()
        save = partial(sheet_page.save_sheet, project, form, file, replace=True, tell=notes.append)
        try:
            wait_for(
                workspace,
                tr("Operations", "Saving the sheet"),
                lambda job: save(stops=lambda: job.cancel.cancelled),
                may_stop=True,
                to_the_end=True,
            )
        except Cancelled:
            return False
        kept = tr("Operations", "The sheet is kept as it was given out")
        workspace.show_toast(" ".join([kept, *notes]))
        return True

    return bool(workspace.attempt(_save, trouble))


def keep_given(workspace: Workspace, form: SheetForm, text: str) -> bool:
    """Keep a sheet as it was given out; False if it could not be, which was said."""

    def _keep() -> bool:
        with workspace.opened().edit(Work.KEEP_SHEET) as edit:
            sheets.keep_sheet(edit, form, text)
        return True

    return bool(workspace.attempt(_keep))
