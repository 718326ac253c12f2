"""Fields for what nobody else may read: no keyboard learns it, and programs that keep what was copied leave it out."""

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QClipboard, QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

_HINTS = Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText
# What clipboard managers of KDE and others, and the history of Windows, look for.
_LEAVE_OUT = (
    ("x-kde-passwordManagerHint", b"secret"),
    ('application/x-qt-windows-mime;value="ExcludeClipboardContentFromMonitorProcessing"', b"1"),
)


def private_words(text: str) -> QMimeData:
    """`text` for the clipboard, marked as not to be kept."""
    found = QMimeData()
    found.setText(text)
    for kind, said in _LEAVE_OUT:
        found.setData(kind, said)
    return found


def let_go_of_private_words() -> None:
    """Take off the clipboard what was copied from a private field, if it is still there."""
    clipboard = QGuiApplication.clipboard()
    for mode in (QClipboard.Mode.Clipboard, QClipboard.Mode.Selection):
        copied = (
            clipboard.mimeData(mode) if mode is QClipboard.Mode.Clipboard or clipboard.supportsSelection() else None
        )
        if copied is not None and copied.hasFormat(_LEAVE_OUT[0][0]):
            clipboard.clear(mode)


class PrivateLine(QLineEdit):
    """One line; as dots where `hidden`."""

    def __init__(self, name: str, *, hidden: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setInputMethodHints(_HINTS)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setDragEnabled(False)
        if hidden:
            self.setEchoMode(QLineEdit.EchoMode.Password)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy and cut in our own way; dots are not copied at all."""
        cut = event.matches(QKeySequence.StandardKey.Cut)
        if not (cut or event.matches(QKeySequence.StandardKey.Copy)):
            super().keyPressEvent(event)
        elif self.hasSelectedText() and self.echoMode() is QLineEdit.EchoMode.Normal:
            QGuiApplication.clipboard().setMimeData(private_words(self.selectedText()))
            if cut:
                self.insert("")

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """What is marked with the mouse does not go where the middle button would put it."""
        super().mouseReleaseEvent(event)
        clipboard = QGuiApplication.clipboard()
        if clipboard.supportsSelection() and clipboard.ownsSelection():
            clipboard.clear(QClipboard.Mode.Selection)


class PrivateText(QPlainTextEdit):
    """Several lines."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setInputMethodHints(_HINTS)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setTabChangesFocus(True)

    def createMimeDataFromSelection(self) -> QMimeData:
        """What is copied, marked."""
        return private_words(self.textCursor().selection().toPlainText())
