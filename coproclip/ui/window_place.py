"""Where the window stood last time."""

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QMainWindow

from coproclip.settings import config_folder


def _store() -> QSettings:
    return QSettings(str(config_folder() / "window.ini"), QSettings.Format.IniFormat)


def restore_place(window: QMainWindow) -> None:
    """Put `window` where it stood, or give it 1440×900."""
    kept = _store().value("geometry")
    if not (kept and window.restoreGeometry(kept)):
        window.resize(1440, 900)


def keep_place(window: QMainWindow) -> None:
    """Remember where `window` stands."""
    _store().setValue("geometry", window.saveGeometry())
