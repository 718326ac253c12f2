"""What happens when something goes wrong that nobody expected: one calm dialog, details without anyone's words."""

import logging
import platform
import sys
import threading
from collections.abc import Callable
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QObject, QtMsgType, Signal, qInstallMessageHandler, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from coproclip import __version__
from coproclip.errors import CoProClipError, ProjectClosed
from coproclip.private_log import code_places, without_paths

log = logging.getLogger(__name__)


def details(error: BaseException) -> str:
    """Versions, kinds of error and places in the code. No message texts, no values, no paths."""
    lines = [
        f"CoProClip {__version__}, Python {platform.python_version()}, Qt {qVersion()}, "
        f"{platform.system()} {platform.release()} {platform.machine()}"
    ]
    lines += code_places(error)
    return "\n".join(lines)


class CrashReports(QObject):
    """Shows the dialog for errors of any thread, one at a time. `install` makes it the last resort."""

    _raised = Signal(object)

    def __init__(self, app: QApplication, say: Callable[[CoProClipError], None] = lambda _error: None) -> None:
        """`say` tells of an expected trouble that nobody caught where it happened."""
        super().__init__(app)
        self._say = say
        self._open: QMessageBox | None = None
        self._raised.connect(self.show)

    def install(self) -> None:
        """Catch what nobody caught, in every thread, and keep Qt's own warnings in the log."""
        sys.excepthook = self._on_error
        threading.excepthook = lambda args: self._raised.emit(args.exc_value)
        qInstallMessageHandler(_on_qt_message)

    def _on_error(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        self._raised.emit(error)

    def show(self, error: BaseException) -> None:
        """The dialog; a second error while it is open is only logged."""
        if isinstance(error, CoProClipError):
            log.warning("not caught: %s", details(error))
            if not isinstance(error, ProjectClosed):  # came too late for its project: nothing to tell
                self._say(error)
            return
        text = details(error)
        log.error("unexpected: %s", text)
        if self._open is not None:
            return
        parent = QApplication.activeWindow()
        box = QMessageBox(parent if isinstance(parent, QWidget) else None)
        self._open = box
        box.setWindowTitle(self.tr("CoProClip"))
        box.setIcon(QMessageBox.Icon.NoIcon)
        box.setText(self.tr("Something went wrong that should not have."))
        box.setInformativeText(
            self.tr(
                "Everything you did before is saved. You can carry on; if it happens again, close CoProClip and open "
                "it again. The details hold no names and no words of any story."
            )
        )
        copy = box.addButton(self.tr("Copy details"), QMessageBox.ButtonRole.ActionRole)
        go_on = box.addButton(self.tr("Carry on"), QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(go_on)
        box.setEscapeButton(go_on)
        copy.clicked.disconnect()  # copying must not close the dialog
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(text))
        box.exec()
        self._open = None


def _on_qt_message(kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
    levels = {QtMsgType.QtDebugMsg: logging.DEBUG, QtMsgType.QtInfoMsg: logging.INFO}
    log.log(levels.get(kind, logging.WARNING), "Qt: %s", without_paths(message))
