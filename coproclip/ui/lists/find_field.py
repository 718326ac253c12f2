"""A field over a list: one types to find, the arrows move in the list meanwhile, and Enter picks its row."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from coproclip.ui.lists.parts import PickList, is_enter
from coproclip.ui.widgets.field_values import LOOKS_FOR
from coproclip.ui.widgets.message import announce

_MOVES = {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}


class FindField(QLineEdit):
    """The field over `found`; `words` stand in it while it is empty, and `name` is what a screen reader calls it."""

    def __init__(self, found: PickList, words: str, name: str = "") -> None:
        super().__init__()
        self._found = found
        self.setPlaceholderText(words)
        self.setAccessibleName(name or words)
        self.setProperty(LOOKS_FOR, True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows and Enter are for the list."""
        if event.key() in _MOVES:
            self._found.keyPressEvent(event)
            self.say_row()
        elif is_enter(event):
            if self._found.currentIndex().isValid():
                self._found.picked.emit(self._found.currentIndex())
        else:
            super().keyPressEvent(event)

    def say_row(self) -> None:
        """Let a screen reader say the row under the list's cursor."""
        announce(self._found, str(self._found.currentIndex().data(Qt.ItemDataRole.AccessibleTextRole) or ""))
