"""Sharing the excerpts of one story: the share panel in a window of its own."""

from collections.abc import Sequence

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from coproclip.errors import CoProClipError
from coproclip.ui.dialogs.share.panel import SharePanel
from coproclip.ui.widgets.dialog import on_screen
from coproclip.ui.widgets.message import MessageArea
from coproclip.ui.workspace import Workspace


class ClipsDialog(QDialog):
    """What of these excerpts may leave, and the making of clips."""

    def __init__(
        self, workspace: Workspace, excerpt_ids: Sequence[int], title: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Share excerpts"))
        self.resize(on_screen(parent or self, 460, 620))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.messages = MessageArea()
        workspace.banner_shown.connect(self._on_message)
        column.addWidget(self.messages)
        self.panel = SharePanel(workspace)
        self.panel.left.connect(self.accept)
        column.addWidget(self.panel, 1)
        # A story's title may hold a name, and this title becomes a folder's name: the story is not named outside.
        self.panel.show_excerpts(list(excerpt_ids), self.tr("Excerpts"))
        self.panel.take_focus()

    def _on_message(self, said: object) -> None:
        if isinstance(said, CoProClipError):
            self.messages.show_error(said)
