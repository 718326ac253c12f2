"""Undo in a text: it takes back what is seen there, never something that was done where nobody looks now."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from coproclip.project.journal import Step
from coproclip.ui.commands.keys import undo_key

if TYPE_CHECKING:
    from coproclip.ui.workspace import Workspace


class UndoInText(QObject):
    """Gives the keys of undo and redo in `text`, which has none of its own, to the project.

    What was typed is kept first (`flush`). While it is typed in (`typing()`), only a step that `shows` says is seen on
    this page is taken back or done again; for any other it is said where that can be done. Elsewhere, and from the
    menu, undo takes back whatever was done last, and says what that was.
    """

    def __init__(
        self,
        workspace: "Workspace",
        text: QWidget,
        flush: Callable[[], object],
        typing: Callable[[], bool],
        shows: Callable[[Step], bool],
    ) -> None:
        super().__init__(text)
        self._workspace, self._flush, self._typing, self._shows = workspace, flush, typing, shows
        text.installEventFilter(self)

    def eventFilter(self, _text: QObject, event: QEvent) -> bool:
        """Take the key, or leave it to the shortcuts."""
        back = undo_key(event) if isinstance(event, QKeyEvent) else None
        if back is None:
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            self._flush()
            event.setAccepted(self._typing())
            return True
        if event.type() == QEvent.Type.KeyPress and self._typing():
            if back:
                self._workspace.undo(self._shows)
            else:
                self._workspace.redo(self._shows)
            return True
        return False
