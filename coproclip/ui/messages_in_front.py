"""What is said stands where a person looks: in the dialog that is open in front, else over the page of the window."""

from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from coproclip.errors import CoProClipError
from coproclip.ui.commands.keys import KeyGuard
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.message import Message, MessageArea, MessageStrip
from coproclip.ui.workspace import Workspace

NOTHING_LEFT = "nothing left to undo"


class InFront(QObject):
    """Puts each message in front; what stands unanswered in a dialog that is closed goes on to what was behind it."""

    def __init__(self, window: QWidget, behind: MessageArea, workspace: Workspace) -> None:
        super().__init__(window)
        self._window, self._behind = window, behind
        self._said: dict[Dialog, list[MessageStrip]] = {}
        """What was put up in which dialog that is not closed yet."""
        workspace.banner_shown.connect(self.show_message)
        workspace.banner_over.connect(self.take_away)
        workspace.nothing_left.connect(self._say_nothing_left)
        self._workspace = workspace
        app = QApplication.instance()
        guard = app.findChild(KeyGuard) if app is not None else None
        if guard is not None:
            guard.nothing_left.connect(self._on_nothing_left)

    def _say_nothing_left(self, words: str) -> None:
        if (dialog := self._dialog()) is not None:
            dialog.messages.show_message(Message(words, key=NOTHING_LEFT))
        else:
            self._workspace.show_toast(words, done=False)

    def _on_nothing_left(self, back: bool) -> None:
        """In a field of a dialog there is no more to be said: nothing else is undone from there."""
        if self._window.isActiveWindow():
            self._workspace.say_nothing_left(back=back)

    def show_message(self, message: Message | CoProClipError) -> None:
        """Put it up; one with the same words or key is replaced, there and behind."""
        dialog = self._dialog()
        if dialog is None:
            self._behind.show_message(message)
            return
        if dialog not in self._said:
            self._said[dialog] = []
            dialog.finished.connect(partial(self._on_closed, dialog))
        self._said[dialog].append(dialog.messages.show_message(message))

    def take_away(self, key: str) -> None:
        """What the message with this `key` said is over, wherever it stands."""
        self._said = {dialog: strips for dialog, strips in self._said.items() if isValid(dialog)}
        for area in (self._behind, *(dialog.messages for dialog in self._said)):
            area.take_away(key)

    def _dialog(self) -> Dialog | None:
        """The dialog in front of the window."""
        front = QApplication.activeModalWidget()
        if isinstance(front, Dialog):
            return front
        shown = [one for one in QApplication.topLevelWidgets() if isinstance(one, Dialog) and one.isVisible()]
        mine = [one for one in shown if self._window in _over(one)]
        behind = {id(below) for one in mine for below in _over(one)}
        return next((one for one in mine if id(one) not in behind), None)

    def _on_closed(self, dialog: Dialog, _result: int) -> None:
        for strip in self._said.pop(dialog, []):
            if isValid(strip) and not strip.isHidden():
                self.show_message(strip.message)


def _over(widget: QWidget) -> list[QWidget]:
    """What a widget belongs to, across windows, the nearest first."""
    found, above = list[QWidget](), widget.parentWidget()
    while above is not None:
        found.append(above)
        above = above.parentWidget()
    return found
