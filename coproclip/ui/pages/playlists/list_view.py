"""The playlist itself: a list whose rows can be dragged to another place, with buttons painted on each."""

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QWidget

from coproclip.overview.playlists import PlaylistRow
from coproclip.ui.lists.row_drag import DragList
from coproclip.ui.pages.playlists.row_paint import PlaylistRowDelegate
from coproclip.ui.pages.playlists.rows import PlaylistRows, captions_said
from coproclip.ui.widgets.badge import care_said


class PlaylistList(DragList):
    """The rows, each with a grip, a play button and dots."""

    buttons = frozenset({"play", "menu"})

    def __init__(self, model: PlaylistRows, parent: QWidget | None = None) -> None:
        super().__init__(model, PlaylistRowDelegate(), parent)
        self.setUniformItemSizes(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setAccessibleName(self.tr("Excerpts of this playlist, in order"))

    def items(self) -> PlaylistRows:
        """The model."""
        model = self.model()
        assert isinstance(model, PlaylistRows)
        return model

    def chosen(self) -> PlaylistRow | None:
        """The row under the cursor."""
        return self.items().row_at(self.currentIndex())

    def part_words(self, index: QModelIndex, part: str) -> str:
        """What the parts of a row do."""
        row = self.items().row_at(index)
        if part == "captions" and row is not None:
            return self.tr("Words checked against the recording: {state}").format(state=captions_said(row))
        if part in ("", "words") and row is not None:
            return care_said(row.care)
        words = {
            "grip": self.tr("Drag to another place (Alt Up, Alt Down)"),
            "play": self.tr("Play (Space)"),
            "menu": self.tr("More (Shift F10)"),
        }
        return words.get(part, "")

    def _hover(self, part: tuple[int, str]) -> None:
        grip = part[1] == "grip"
        self.viewport().setCursor(Qt.CursorShape.OpenHandCursor if grip else Qt.CursorShape.ArrowCursor)
        super()._hover(part)
