"""The messages of the window: they lie over the page, and give the keyboard back when they go."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from coproclip.ui.style.tokens import current
from coproclip.ui.widgets.floating import AWAY, LOOKS_MS, calm_place, covers_work, float_over, scroll_clear
from coproclip.ui.widgets.message import MessageArea, MessageStrip
from coproclip.ui.widgets.timers import every, once

WIDEST = 860
"""So wide (px at 100 % text) a message gets in a wide window."""


class Banners(MessageArea):
    """Messages over `room` (a part of the parent), which is where it was: nothing moves under the pointer.

    They stand where they do not cover what a person is at work on, nor what is to be `clear` (parts of the parent);
    over the head of the page where `room` has no such place. Esc closes the one that has the keyboard. One that goes
    gives it back to where it was, or else asks for it `elsewhere`.
    """

    placed = Signal()
    """They stand somewhere else, or are more or fewer."""

    def __init__(
        self,
        parent: QWidget,
        room: Callable[[], QRect],
        clear: Callable[[], Sequence[QRect]],
        elsewhere: Callable[[], None],
    ) -> None:
        self._room, self._clear, self._elsewhere = room, clear, elsewhere
        self._before: QWidget | None = None
        super().__init__(parent)
        self.setProperty("role", "banners")  # what shows between the messages is the page
        self._column.setContentsMargins(AWAY, AWAY, AWAY, AWAY)
        self._looks = every(self, self._step_out_of_the_way, LOOKS_MS)
        self._soon = once(self, self._fit)
        self.going.connect(self._give_back)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._on_focus)
        parent.installEventFilter(self)

    # ---- where they stand -------------------------------------------------------------------------------------

    def _fit(self) -> None:
        self.setFixedWidth(max(1, min(self._room().width(), current().scaled(WIDEST))))
        super()._fit()
        self.place()

    def page_shown(self) -> None:
        """Another page has another room."""
        if self.isVisible():
            self._fit()
            self._soon.start(0)

    def place(self) -> None:
        """Stand where nothing is covered that matters now."""
        room, parent, work, clear = self._room(), self.parentWidget(), self._work(), self._clear()
        assert parent is not None
        there = calm_place(self.size(), room, parent, work, clear)
        if covers_work(QRect(there, self.size()), work, parent):
            room.setTop(0)
            there = calm_place(self.size(), room, parent, work, clear)
        self.move(there)
        scroll_clear(work, self.geometry(), parent)
        self.placed.emit()

    def left_over(self, room: QRect) -> QRect:
        """What of `room` is not covered by messages: above or below them."""
        if not self.isVisible():
            return room
        mine = self.geometry()
        if mine.top() - room.top() > room.bottom() - mine.bottom():
            return QRect(room.topLeft(), QPoint(room.right(), mine.top() - 1))
        return QRect(QPoint(room.left(), max(room.top(), mine.bottom() + 1)), room.bottomRight())

    def _work(self) -> QWidget | None:
        focus = QApplication.focusWidget()
        return self._before if focus is not None and self.isAncestorOf(focus) else focus

    def _step_out_of_the_way(self) -> None:
        if not self.isVisible():
            self._looks.stop()
            return
        # Not from under the hand or the keys that are about to press a button.
        focus = QApplication.focusWidget()
        busy = self.underMouse() or (focus is not None and self.isAncestorOf(focus))
        if not busy and covers_work(self.geometry(), focus, self.parentWidget()):
            self.place()

    # ---- messages come and go ---------------------------------------------------------------------------------

    def _put(self, strip: MessageStrip) -> None:
        float_over(strip)
        super()._put(strip)
        self.raise_()
        self._looks.start()
        self._soon.start(0)

    def page_left(self) -> None:
        """What only tells belongs to the page it was told on; what asks something stays until it is answered."""
        for strip in self.strips():
            if strip.message.kind == "info" and not strip.message.answers and not strip.message.lasting:
                strip.close_button.click()

    # ---- the keyboard -----------------------------------------------------------------------------------------

    def _on_focus(self, old: QWidget | None, now: QWidget | None) -> None:
        """Remember where the keyboard is before it goes to a message."""
        if now is None or old is None or not isValid(self) or not self.isAncestorOf(now):
            return
        if not self.isAncestorOf(old) and old.window() is self.window():
            self._before = old

    def _give_back(self, strip: MessageStrip) -> None:
        focus = QApplication.focusWidget()
        if focus is None or not strip.isAncestorOf(focus):
            return
        before = self._before
        if before is not None and isValid(before) and before.isVisible() and before.isEnabled():
            before.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if QApplication.focusWidget() is focus:
            self._elsewhere()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc, from a button of a message."""
        focus = QApplication.focusWidget()
        mine = [strip for strip in self.strips() if focus is not None and strip.isAncestorOf(focus)]
        if event.key() == Qt.Key.Key_Escape and mine:
            mine[0].close_button.click()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the size of the page."""
        if watched is self.parentWidget() and event.type() == QEvent.Type.Resize:
            self._fit()
            self._soon.start(0)  # and once more when the page has followed it
        return super().eventFilter(watched, event)
