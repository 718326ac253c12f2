"""How people are named in what leaves: words that fit only few of them are used on purpose alone."""

from PySide6.QtCore import QCoreApplication

from coproclip.people.naming import choose_although_few
from coproclip.project.journal import Operation
from coproclip.ui.workspace import Workspace

tr = QCoreApplication.translate


def keep_although_few(workspace: Workspace, label: str, who: str) -> bool:
    """Keep that somebody chose words for people that fit only few; their name stays with it."""
    done = tr("Operations", "“{words}” stays as it is").format(words=label)
    kept = workspace.edit(Operation.CHANGE_LISTS, lambda edit: choose_although_few(edit, label, who), done=done)
    return kept is not None
