"""Where the window stood last time."""

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QMainWindow

from coproclip.settings import config_folder

FRAME = 32
"""Room for the title bar that the system draws above a window, px."""


def _store() -> QSettings:
    return QSettings(str(config_folder() / "window.ini"), QSettings.Format.IniFormat)


def restore_place(window: QMainWindow) -> None:
    """Put `window` where it stood, or give it 1440×900 where the screen has room for that."""
    kept = _store().value("geometry")
    if not (kept and window.restoreGeometry(kept)):
        room = window.screen().availableSize()
        window.resize(min(1440, room.width()), min(900, room.height() - FRAME))


def keep_place(window: QMainWindow) -> None:
    """Remember where `window` stands."""
    _store().setValue("geometry", window.saveGeometry())
