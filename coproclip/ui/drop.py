"""What covers the window while files are held over it."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from coproclip.ui.style.fonts import font
from coproclip.ui.style.icons import paint_icon
from coproclip.ui.style.tokens import RADIUS_CARD, current


class FileDrop(QObject):
    """Lets files be dropped anywhere on `window`; `take` gets them, after the drop is over."""

    def __init__(self, window: QWidget, take: Callable[[list[Path]], object]) -> None:
        super().__init__(window)
        self._take = take
        self.cover = DropCover(window)
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Cover, uncover, take."""
        if isinstance(event, QDropEvent):
            files = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
            if not files:
                return False
            # After a “move” the other program would delete the original; where it offers no copy, nothing was taken.
            copy = Qt.DropAction.CopyAction
            event.setDropAction(copy if event.possibleActions() & copy else Qt.DropAction.IgnoreAction)
            event.accept()
            if event.type() == QEvent.Type.DragEnter:
                self.cover.show_over()
            elif event.type() == QEvent.Type.Drop:
                self.cover.hide()
                QTimer.singleShot(0, self, lambda: self._take(files))
            return True
        if event.type() == QEvent.Type.DragLeave:
            self.cover.hide()
        elif event.type() == QEvent.Type.Resize and self.cover.isVisible():
            self.cover.show_over()
        return False


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
