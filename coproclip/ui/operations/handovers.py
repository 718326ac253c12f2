"""What went out: noting that it is gone where it went."""

from PySide6.QtCore import QCoreApplication

from coproclip.excerpts.handed_over import handovers
from coproclip.ui.workspace import Workspace

tr = QCoreApplication.translate


def take_back(workspace: Workspace, number: int) -> bool:
    """Note that all files of an entry are gone where they went; whether that was noted."""
    noted = workspace.attempt(lambda: handovers.take_back(workspace.opened(), number))
    if noted is None:
        return False
    workspace.show_toast(tr("Operations", "Noted: taken back"))
    return True
