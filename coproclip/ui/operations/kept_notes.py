"""What was kept of colleagues' copies, and being done with it."""

from coproclip.project.journal import Operation
from coproclip.sensemaking.notes import change_note
from coproclip.ui.workspace import Workspace


def set_done(workspace: Workspace, number: int, done: bool) -> bool:
    """Somebody is done with a kept text, or not after all; it stays in the project."""
    edited = workspace.edit(Operation.NOTE_THOUGHT, lambda edit: change_note(edit, number, done=done))
    return edited is not None
