"""Moments of a story: a bit that is not to be used, and marks that are taken away."""

from PySide6.QtCore import QCoreApplication

from coproclip.people import moments
from coproclip.project.journal import Operation
from coproclip.ui.workspace import Workspace

tr = QCoreApplication.translate


def mark_not_used(workspace: Workspace, story_id: int, start_ms: int, end_ms: int) -> bool:
    """Note that a stretch of a story (ms) is not to be used; False if it could not be, which was said."""
    done = tr("Operations", "This bit is not used: no excerpt with it can be shared")
    return (
        workspace.edit(
            Operation.CHANGE_MOMENT, lambda edit: moments.mark_not_used(edit, story_id, start_ms, end_ms), done=done
        )
        is not None
    )


def use_again(workspace: Workspace, moment_id: int) -> bool:
    """Take the mark away from a bit that was not to be used."""
    done = tr("Operations", "This bit can be used again")
    return (
        workspace.edit(Operation.CHANGE_MOMENT, lambda edit: moments.delete_moment(edit, moment_id), done=done)
        is not None
    )
