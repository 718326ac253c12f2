"""The mouse on the transcript while listening: a press on a word plays it, a drag selects whole words."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QTextEdit

from coproclip.ui.transcript.word_cursor import WordCursor

_LEFT = Qt.MouseButton.LeftButton


class ReadingMouse:
    """Takes what `edit` made of a mouse event and widens it to words."""

    def __init__(self, edit: QTextEdit, cursor: WordCursor) -> None:
        self._edit, self._cursor = edit, cursor
        self._pressed: tuple[QPoint, int] | None = None

    @property
    def down(self) -> bool:
        """Whether the button is held."""
        return self._pressed is not None

    def press(self, event: QMouseEvent) -> None:
        """Before `edit` takes it: begin a click or a selection; never drag words away."""
        if event.button() != _LEFT:
            return
        point = event.position().toPoint()
        at = self._edit.cursorForPosition(point)
        self._pressed = (point, at.position())
        cursor = self._edit.textCursor()
        if cursor.hasSelection() and cursor.selectionStart() <= at.position() <= cursor.selectionEnd():
            self._edit.setTextCursor(at)

    def ignores(self, event: QMouseEvent) -> bool:
        """Whether a move is nothing but the tremble of a hand."""
        if self._pressed is None or not event.buttons() & _LEFT:
            return False
        far = (event.position().toPoint() - self._pressed[0]).manhattanLength()
        return far < QApplication.startDragDistance() and not self._edit.textCursor().hasSelection()

    def drag(self, event: QMouseEvent) -> None:
        """After `edit` took it: select whole words from the press to here."""
        if self._pressed is None or not event.buttons() & _LEFT:
            return
        cursor = self._edit.textCursor()
        cursor.setPosition(self._pressed[1])
        at = self._edit.cursorForPosition(event.position().toPoint())
        cursor.setPosition(at.position(), cursor.MoveMode.KeepAnchor)
        self._edit.setTextCursor(self._cursor.steps.whole_words(cursor))

    def release(self, event: QMouseEvent) -> int | None:
        """After `edit` took it: the time (ms) of the word that was pressed; None where words are selected now."""
        pressed, self._pressed = self._pressed, None
        if not self._cursor.by_word or pressed is None or event.button() != _LEFT:
            return None
        self._edit.setTextCursor(self._cursor.steps.whole_words(self._edit.textCursor()))
        if self._edit.textCursor().hasSelection() or not self._on_words(event.position().toPoint()):
            return None
        return self._cursor.time()

    def double_click(self, event: QMouseEvent) -> None:
        """After `edit` took it: select the word."""
        self._pressed = (event.position().toPoint(), self._edit.textCursor().selectionStart())
        self._edit.setTextCursor(self._cursor.steps.whole_words(self._edit.textCursor()))

    def _on_words(self, point: QPoint) -> bool:
        point += QPoint(self._edit.horizontalScrollBar().value(), self._edit.verticalScrollBar().value())
        return self._edit.document().documentLayout().hitTest(point, Qt.HitTestAccuracy.ExactHit) >= 0
