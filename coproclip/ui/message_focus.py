"""The keyboard in the messages at the top of the window, and when a message has had its time."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from coproclip.ui.widgets.message import MessageArea


class MessageFocus(QObject):
    """Esc closes the message that has the keyboard, which goes back to where it was, or else `on`."""

    def __init__(self, area: MessageArea, on: Callable[[], None]) -> None:
        super().__init__(area)
        self._area, self._on = area, on
        self._before: QWidget | None = None
        area.installEventFilter(self)

    def coming_from(self, focus: QWidget | None) -> QWidget | None:
        """Remember where the keyboard is before it may go to a message; the same again."""
        if focus is not None and not self._area.isAncestorOf(focus):
            self._before = focus
        return focus

    def page_left(self) -> None:
        """What only tells belongs to the page it was told on; what asks something stays until it is answered."""
        for strip in self._area.strips():
            if strip.message.kind == "info" and not strip.message.answers and not strip.message.lasting:
                strip.close_button.click()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Esc, from a button of a message."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress or event.key() != Qt.Key.Key_Escape:
            return False
        focus = QApplication.focusWidget()
        strip = next((one for one in self._area.strips() if focus is not None and one.isAncestorOf(focus)), None)
        if strip is None:
            return False
        if self._before is not None and isValid(self._before) and self._before.isVisible():
            self._before.setFocus(Qt.FocusReason.ShortcutFocusReason)
        strip.close_button.click()
        now = QApplication.focusWidget()
        if now is None or self._area.isAncestorOf(now):
            self._on()
        return True
