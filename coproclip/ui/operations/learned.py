"""The log of what the group learned: entries are added, changed and deleted; each can be undone."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication

from coproclip.errors import CoProClipError
from coproclip.overview.learned import LearnedEntry
from coproclip.project.journal import Operation
from coproclip.sensemaking.learned import add_learned
from coproclip.sensemaking.notes import delete_note
from coproclip.ui.typed_texts import TextOf, TypedText
from coproclip.ui.workspace import Workspace

tr = QCoreApplication.translate
Trouble = Callable[[CoProClipError], None]


def add_entry(workspace: Workspace, text: str, who: str, day: str, trouble: Trouble) -> int | None:
    """A new entry. Its number; None after a trouble."""
    made = workspace.edit(
        Operation.NOTE_THOUGHT, lambda edit: add_learned(edit, text, who=who, day=day).id, trouble=trouble
    )
    return None if made is None else made.value


def change_entry(workspace: Workspace, shown: LearnedEntry, text: str, who: str, trouble: Trouble) -> int | None:
    """Other words than were `shown`. Its number; None after a trouble."""

    def _change() -> int:
        typed = (("text", shown.text, text), ("from_whom", shown.who, who))
        workspace.typed.keep_now([TypedText(TextOf.NOTE, shown.number, *one) for one in typed])
        return shown.number

    changed: int | None = workspace.attempt(_change, trouble)
    return changed


def delete_entry(workspace: Workspace, number: int) -> bool:
    """Take an entry out of the log."""
    done = tr("Operations", "The entry is deleted")
    return workspace.edit(Operation.NOTE_THOUGHT, lambda edit: delete_note(edit, number), done=done) is not None
