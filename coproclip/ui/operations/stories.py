"""Stories: the bin, what is known of them, and check-ins."""

from datetime import date

from PySide6.QtCore import QCoreApplication

from coproclip.people import check_ins, stories
from coproclip.project.journal import Operation
from coproclip.ui.workspace import Workspace

tr = QCoreApplication.translate


def put_in_bin(workspace: Workspace, story_id: int, who: str) -> bool:
    """Put a story in the bin; `who` told it, or its title."""
    done = tr("Operations", "{who} is in the bin").format(who=who)
    return workspace.edit(Operation.BIN_STORY, lambda edit: stories.bin_story(edit, story_id), done=done) is not None


def take_out_of_bin(workspace: Workspace, story_id: int) -> None:
    """Put a story back where it was, with its words and excerpts."""
    workspace.edit(Operation.RESTORE_STORY, lambda edit: stories.restore_story(edit, story_id))


def change_language(workspace: Workspace, story_id: int, language: str) -> None:
    """Note in which language (a code, or empty: to be found out) a story is told."""
    workspace.edit(Operation.CHANGE_STORY, lambda edit: stories.change_story(edit, story_id, language=language))


def check_in_done(workspace: Workspace, check_in_id: int, who: str) -> None:
    """Note that somebody was asked today how they are."""
    done = tr("Operations", "Noted: {who} was asked").format(who=who)
    today = date.today()
    workspace.edit(Operation.CHANGE_CHECK_IN, lambda edit: check_ins.done(edit, check_in_id, today), done=done)
