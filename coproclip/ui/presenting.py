"""A screen for a room: nothing but the page, letters of 18 px and more, and back to the window as it was."""

from PySide6.QtCore import QObject, Qt

from coproclip.ui.main_window import MainWindow

ROOM_TEXT = 150
"""The text size (percent) in a room: the smallest letters are 12 px at 100 %, and 18 px then."""


class Presenting(QObject):
    """Follows the workspace's `presenting`: no sidebar, no menus, the whole screen; then everything as it was."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._on, self._was_full = window, False, False
        window.workspace.presenting.connect(self._on_presenting)

    @property
    def on(self) -> bool:
        """Whether the window is for a room now."""
        return self._on

    def _on_presenting(self, on: bool) -> None:
        if on == self._on:
            return
        window, self._on = self._window, on
        if on:
            self._was_full = window.isFullScreen()
        window.menuBar().setVisible(not on)
        window.sidebar.setVisible(not on and window.has_project())
        window.look.least = ROOM_TEXT if on else 0
        window.look.apply()
        full = on or self._was_full
        state, flag = window.windowState(), Qt.WindowState.WindowFullScreen
        if bool(state & flag) != full:
            window.setWindowState(state ^ flag)
