"""What every control of the room works with."""

from PySide6.QtCore import QObject

from coproclip.overview.workshop import GroupRow, Room
from coproclip.ui.pages.workshop.room_view import RoomView
from coproclip.ui.workspace import Workspace


class ViewControl(QObject):
    """Acts on the workshop that `view` shows."""

    def __init__(self, workspace: Workspace, view: RoomView) -> None:
        super().__init__(view)
        self._workspace, self._view = workspace, view

    @property
    def _room(self) -> Room:
        assert self._view.room is not None
        return self._view.room

    @property
    def open(self) -> bool:
        """Whether a workshop is shown."""
        return self._view.room is not None

    def has_card(self) -> bool:
        """Whether there is a card to do something with."""
        return self.open and self._view.current() is not None and self._view.face() is not None

    def group(self) -> GroupRow | None:
        """The group of the card that the room is at."""
        row = self._view.current()
        return self._room.group(row.group) if row is not None else None

    def has_group(self) -> bool:
        """Whether that card is in one."""
        return self.open and self.group() is not None
