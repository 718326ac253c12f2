"""Names and special words, likely mishearings, and what was found by listening again.

Each is one step that can be undone; what speaks against it is said by the dialog that asks, in `trouble`.
"""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication

from coproclip.errors import CoProClipError
from coproclip.project.journal import Operation
from coproclip.transcript import mishearings, word_list
from coproclip.transcription import retranscribe_passage
from coproclip.ui.operations.long_edits import edit_many
from coproclip.ui.workspace import Workspace

Trouble = Callable[[CoProClipError], None]


def add(workspace: Workspace, word: str, trouble: Trouble) -> bool:
    """Put a word on the project's list."""
    done = workspace.edit(Operation.CHANGE_WORDS, lambda edit: word_list.add_words(edit, [word]), trouble=trouble)
    return done is not None


def remove(workspace: Workspace, word: str, trouble: Trouble) -> bool:
    """Take a word off the list."""
    done = workspace.edit(Operation.CHANGE_WORDS, lambda edit: word_list.remove_words(edit, [word]), trouble=trouble)
    return done is not None


def turn_down(workspace: Workspace, word: str, trouble: Trouble) -> bool:
    """Never suggest a word again."""
    done = workspace.edit(Operation.CHANGE_WORDS, lambda edit: word_list.turn_down(edit, word), trouble=trouble)
    return done is not None


def put_right(workspace: Workspace, misheard: Sequence[mishearings.Mishearing], trouble: Trouble) -> int | None:
    """Write what was meant where something else was heard; in how many places, None where it could not be."""
    done = edit_many(
        workspace,
        len(misheard),
        QCoreApplication.translate("Operations", "Putting it right in the stories"),
        Operation.PUT_RIGHT,
        lambda edit, _look: mishearings.put_right(edit, misheard),
        trouble=trouble,
    )
    return None if done is None else done.value


def take_retranscription(
    workspace: Workspace, proposal: retranscribe_passage.Proposal, also_checked: bool, trouble: Trouble
) -> bool:
    """Replace passages by what listening again found; `also_checked`: also those that a person checked."""
    done = workspace.edit(
        Operation.LISTEN_AGAIN,
        lambda edit: retranscribe_passage.keep(edit, proposal, also_checked=also_checked),
        trouble=trouble,
    )
    return done is not None
