"""The project's conversation starters: shown on the card, noted when asked, changed in a dialog."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from coproclip.overview.record import starter_texts
from coproclip.people.moments import MomentKind
from coproclip.ui.operations import stories
from coproclip.ui.pages.record.recording_session import RecordingSession
from coproclip.ui.pages.record.starters import Starters
from coproclip.ui.pages.record.starters_dialog import StartersDialog
from coproclip.ui.widgets.prompts import run_dialog
from coproclip.ui.workspace import Workspace


class StarterList(QObject):
    """Keeps the card and the project at one."""

    def __init__(self, workspace: Workspace, session: RecordingSession, card: Starters, parent: QWidget) -> None:
        super().__init__(parent)
        self._workspace, self._card, self._over = workspace, card, parent
        card.asked.connect(lambda text: session.mark(MomentKind.STARTER, text))
        card.edit_asked.connect(self.change)

    def load(self) -> None:
        """Show those of the project that is open."""
        if self._workspace.project is not None:
            self._card.set_texts(self._workspace.read(starter_texts))

    def change(self) -> None:
        """Change the list; one undo step."""
        if self._workspace.project is None:
            return
        shown = self._workspace.read(starter_texts)
        dialog = StartersDialog(shown, self._over)
        if run_dialog(dialog) and stories.change_starters(self._workspace, shown, dialog.texts()):
            self.load()
