"""What the keys do in the transcript while listening."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QTextCursor
from PySide6.QtWidgets import QTextEdit

from coproclip.ui.transcript.follow import Follow
from coproclip.ui.transcript.word_cursor import WordCursor

_Keys = QKeySequence.StandardKey
_Move = QTextCursor.MoveMode


class ReadingKeys:
    """Moves the reading cursor of `edit` by word, passage and page."""

    def __init__(self, edit: QTextEdit, cursor: WordCursor, follow: Follow) -> None:
        self._edit, self._cursor, self._follow = edit, cursor, follow

    def key(self, event: QKeyEvent) -> bool:
        """Whether the key was dealt with here."""
        if event.matches(_Keys.Copy):
            self._edit.copy()
        elif event.matches(_Keys.SelectAll):
            self._edit.selectAll()
        elif event.key() in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self._turn_page(event)
        else:
            moved = self._cursor.steps.step(self._edit.textCursor(), event)
            if moved is None:
                return False
            self._cursor.go(moved)
        return True

    def _turn_page(self, event: QKeyEvent) -> None:
        edit, bar = self._edit, self._edit.verticalScrollBar()
        step = edit.viewport().height() - edit.cursorRect().height() * 2
        step = -step if event.key() == Qt.Key.Key_PageUp else step
        seen, before = edit.cursorRect().center(), bar.value()
        self._follow.by_hand()
        bar.setValue(before + step)
        if not edit.viewport().rect().contains(seen):
            seen = QPoint(seen.x(), edit.viewport().height() // 2)
        if bar.value() == before:
            seen.setY(0 if step < 0 else edit.viewport().height())
        cursor = edit.textCursor()
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        cursor.setPosition(edit.cursorForPosition(seen).position(), _Move.KeepAnchor if shift else _Move.MoveAnchor)
        self._cursor.go(self._cursor.steps.whole_words(cursor))
