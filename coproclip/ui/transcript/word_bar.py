"""When the bar under selected words is there, and where."""

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QTextEdit

from coproclip.ui.transcript.floating_bar import FloatingBar
from coproclip.ui.transcript.margins import NotesMargin


class WordBar:
    """Brings `bar` up under the selected words of `edit`, until it is sent away."""

    def __init__(self, edit: QTextEdit, bar: FloatingBar, notes: NotesMargin) -> None:
        self._edit, self.bar, self._notes = edit, bar, notes
        self._away = True

    def selection_changed(self, selected: bool) -> None:
        """Other words are selected now, or none."""
        if selected:
            self._away = False
        else:
            self.hide()

    def show(self) -> None:
        """Bring the bar up under the selected words, unless it was sent away."""
        edit, cursor = self._edit, self._edit.textCursor()
        if self._away or not cursor.hasSelection():
            return
        ends = []
        for position in (cursor.selectionStart(), cursor.selectionEnd()):
            cursor.setPosition(position)
            ends.append(edit.cursorRect(cursor))
        page = edit.viewport().geometry()
        words = QRect(page.left(), ends[0].top(), page.width(), ends[1].bottom() - ends[0].top())
        words.translate(0, page.top())
        if not words.intersects(page):
            self.bar.vanish(at_once=True)
            return
        self.bar.place(words, page, self._notes.width())
        self.bar.appear()

    def hide(self) -> None:
        """Send it away, until other words are selected."""
        self._away = True
        self.bar.vanish()

    def follow(self) -> None:
        """Words and page have another place or size: the bar stays with its words."""
        if self.bar.open():
            self.show()
