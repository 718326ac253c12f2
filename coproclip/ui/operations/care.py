"""The private log of care: lines are added, changed and deleted; each can be undone."""

from collections.abc import Callable, Mapping
from dataclasses import asdict

from PySide6.QtCore import QCoreApplication

from coproclip.errors import CoProClipError
from coproclip.overview.care import CareEntry
from coproclip.people.care import add_care_note, delete_care_note
from coproclip.project.journal import Operation
from coproclip.ui.typed_texts import TextOf, TypedText
from coproclip.ui.workspace import Workspace

tr = QCoreApplication.translate
Trouble = Callable[[CoProClipError], None]


def add_entry(workspace: Workspace, entry: CareEntry, trouble: Trouble) -> int | None:
    """Keep a new line, of now. Its number; None after a trouble."""
    made = workspace.edit(Operation.NOTE_CARE, lambda edit: add_care_note(edit, **asdict(entry)).id, trouble=trouble)
    return None if made is None else made.value


def change_entry(
    workspace: Workspace,
    number: int,
    shown: CareEntry,
    entry: CareEntry,
    words: Mapping[str, Mapping[str, str]],
    trouble: Trouble,
) -> int | None:
    """Change what is other in `entry` than was `shown`. Its number; None after a trouble.

    `words`: how what is chosen is called, by column and by what is kept.
    """

    def _change() -> int:
        before, now = _texts(shown), _texts(entry)
        workspace.typed.keep_now(
            [
                TypedText(TextOf.CARE_NOTE, number, column, before[column], text, words=words.get(column, {}))
                for column, text in now.items()
            ]
        )
        return number

    changed: int | None = workspace.attempt(_change, trouble)
    return changed


def _texts(entry: CareEntry) -> dict[str, str]:
    return {column: "" if value is None else str(value) for column, value in asdict(entry).items()}


def delete_entry(workspace: Workspace, number: int) -> bool:
    """Take a line out of the log."""
    done = tr("Operations", "The care note is deleted")
    return workspace.edit(Operation.NOTE_CARE, lambda edit: delete_care_note(edit, number), done=done) is not None
