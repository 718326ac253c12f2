"""Sharing the excerpts of one story: the share panel in a window of its own."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from coproclip.ui.dialogs.share.panel import SharePanel
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.workspace import Workspace


class ClipsDialog(Dialog):
    """What of these excerpts may leave, and the making of clips."""

    def __init__(
        self, workspace: Workspace, excerpt_ids: Sequence[int], title: str, parent: QWidget | None = None
    ) -> None:
        super().__init__("", parent, wide=460, high=760)
        self.setWindowTitle(self.tr("Share excerpts"))
        self.reach_edges(foot=False)
        self.panel = SharePanel(workspace)
        self.panel.left.connect(self.accept)
        self.column.addWidget(self.panel, 1)
        self.panel.show_excerpts(list(excerpt_ids), self.tr("Excerpts"))
        self.panel.take_focus()

    def unsaved_words(self) -> list[str]:
        """None: to whom the files go is noted as they are made."""
        return []
