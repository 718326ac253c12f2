"""Files that are dropped on a window: brought in wherever they are let go, and what covers the window meanwhile."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QDropEvent, QGuiApplication, QPainter, QPaintEvent, QPen, QWindow
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from coproclip.project.project import SUFFIX
from coproclip.ui.style.fonts import font
from coproclip.ui.style.icons import paint_icon
from coproclip.ui.style.tokens import RADIUS_CARD, current
from coproclip.ui.widgets.dialog import Dialog


class FileDrop(QObject):
    """Lets files be dropped anywhere on `window` and on its dialogs; `take` gets them, after the drop is over.

    It looks at what the system tells a window, before any field in it hears of it: a field would type the file's path,
    and would let the other program delete a file that was “moved” there.
    """

    def __init__(self, window: QWidget, take: Callable[[list[Path]], object]) -> None:
        super().__init__(window)
        self._window, self._take = window, take
        self._cover: DropCover | None = None
        window.setAcceptDrops(True)
        window.installEventFilter(self)
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        application.focusWindowChanged.connect(self._on_window)

    def _on_window(self, window: QWindow | None) -> None:
        widget = _widget_of(window) if window is not None else None
        if window is not None and (widget is self._window or isinstance(widget, Dialog)):
            window.installEventFilter(self)  # once, however often

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Cover, uncover, take."""
        if isinstance(watched, QWindow):
            if isinstance(event, QDropEvent):
                return self._dropped(watched, event)
            if event.type() == QEvent.Type.DragLeave:
                self._uncover()
        elif event.type() == QEvent.Type.Show:
            self._on_window(self._window.windowHandle())
        elif event.type() == QEvent.Type.Resize and self._cover is not None:
            self._cover.show_over()
        return False

    def _dropped(self, window: QWindow, event: QDropEvent) -> bool:
        files = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        over = _widget_of(window)
        if not files or over is None:
            return False
        # Another project cannot be opened while a dialog asks about this one.
        refused = over is not self._window and any(file.suffix == SUFFIX for file in files)
        # After a “move” the other program would delete the original; where it offers no copy, nothing was taken.
        copy = Qt.DropAction.CopyAction
        event.setDropAction(copy if event.possibleActions() & copy and not refused else Qt.DropAction.IgnoreAction)
        event.accept()
        if event.type() == QEvent.Type.DragEnter and not refused:
            self._uncover()
            self._cover = DropCover(over)
            self._cover.show_over()
        elif event.type() == QEvent.Type.Drop:
            self._uncover()
            if not refused:
                QTimer.singleShot(0, self, lambda: self._take(files))
        return True

    def _uncover(self) -> None:
        if self._cover is not None and isValid(self._cover):
            self._cover.hide()
            self._cover.deleteLater()
        self._cover = None


def _widget_of(window: QWindow) -> QWidget | None:
    return next((widget for widget in QApplication.topLevelWidgets() if widget.windowHandle() is window), None)


class DropCover(QWidget):
    """“Let go to bring these files in”, over everything."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def show_over(self) -> None:
        """Cover the parent."""
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(parent.rect())
        self.show()
        self.raise_()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A veil, a dashed frame, a sentence."""
        t = current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        veil = QColor(t.surface)
        veil.setAlphaF(0.88)
        painter.fillRect(self.rect(), veil)
        pen = QPen(t.accent, 2)
        pen.setDashPattern([4, 3])
        painter.setPen(pen)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(16, 16, -16, -16), RADIUS_CARD, RADIUS_CARD)
        side = t.scaled(40)
        middle = self.rect().center()
        paint_icon(
            painter, QRect(middle.x() - side // 2, middle.y() - side - 8, side, side), "file-plus-corner", t.accent
        )
        painter.setFont(font("head"))
        painter.setPen(t.ink)
        words = self.tr("Let go to bring these files in")
        painter.drawText(QRect(0, middle.y() + 8, self.width(), t.scaled(30)), Qt.AlignmentFlag.AlignCenter, words)
