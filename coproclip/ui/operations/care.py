"""The private log of care: lines are added, changed and deleted; each can be undone."""

from collections.abc import Callable
from dataclasses import asdict

from PySide6.QtCore import QCoreApplication

from coproclip.errors import CoProClipError
from coproclip.overview.care import CareEntry
from coproclip.people.care import add_care_note, change_care_note, delete_care_note
from coproclip.project.journal import Operation
from coproclip.project.project import Edit
from coproclip.ui.workspace import Workspace

tr = QCoreApplication.translate
Trouble = Callable[[CoProClipError], None]


def keep_entry(workspace: Workspace, number: int | None, entry: CareEntry, trouble: Trouble) -> int | None:
    """Keep a line as it was filled in; without a number it is a new one, of now. Its number; None after a trouble."""

    def _keep(edit: Edit) -> int:
        filled_in = asdict(entry)
        if number is None:
            return add_care_note(edit, **filled_in).id
        change_care_note(edit, number, **filled_in)
        return number

    kept = workspace.edit(Operation.NOTE_CARE, _keep, trouble=trouble)
    return None if kept is None else kept.value


def delete_entry(workspace: Workspace, number: int) -> bool:
    """Take a line out of the log."""
    done = tr("Operations", "The care note is deleted")
    return workspace.edit(Operation.NOTE_CARE, lambda edit: delete_care_note(edit, number), done=done) is not None
