"""A quote from which words are chosen: by clicking and dragging, or with the arrow keys."""

import re

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit, QWidget

from coproclip.ui.style.fonts import font
from coproclip.ui.style.tokens import current


class QuoteWords(QTextEdit):
    """The words of a quote; `picked` tells the chosen ones, as a name would be written."""

    picked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words: list[tuple[int, int]] = []
        self._anchor, self._end = -1, -1
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor)
        self.setAccessibleName(self.tr("Words of the quote. Arrows choose a word, Shift and arrows choose more"))

    def show_quote(self, quote: str) -> None:
        """Show another quote, with nothing chosen."""
        self.setFont(font("read"))
        self.setPlainText(quote)
        self._words = [match.span() for match in re.finditer(r"\S+", quote)]
        self._anchor = self._end = -1
        self._mark()

    def choose(self, first: int, last: int) -> None:
        """Choose the words from place `first` to `last` (from 0)."""
        highest = len(self._words) - 1
        if highest >= 0:
            self._anchor, self._end = max(0, min(first, highest)), max(0, min(last, highest))
            self._mark()

    def choose_said(self, name: str) -> None:
        """Choose the words that make up `name`, if they are there."""
        wanted = [_bare(word) for word in name.split()]
        spoken = [_bare(self.toPlainText()[start:end]) for start, end in self._words]
        for place in range(len(spoken) - len(wanted) + 1):
            if wanted and spoken[place : place + len(wanted)] == wanted:
                self.choose(place, place + len(wanted) - 1)
                return

    def words(self) -> str:
        """The chosen words without the commas around them, the first with a capital; empty for none."""
        if self._anchor < 0:
            return ""
        low, high = sorted((self._anchor, self._end))
        said = self.toPlainText()[self._words[low][0] : self._words[high][1]]
        said = said.strip(' .,;:!?…–—-"“”‘()[]')
        return said[:1].upper() + said[1:]

    def _mark(self) -> None:
        chosen = QTextEdit.ExtraSelection()
        if self._anchor >= 0:
            low, high = sorted((self._anchor, self._end))
            cursor = QTextCursor(self.document())
            cursor.setPosition(self._words[low][0])
            cursor.setPosition(self._words[high][1], QTextCursor.MoveMode.KeepAnchor)
            look = QTextCharFormat()
            look.setBackground(current().textsel)
            look.setForeground(current().ink)
            chosen.cursor, chosen.format = cursor, look
            self.setExtraSelections([chosen])
            follow = QTextCursor(self.document())
            follow.setPosition(self._words[self._end][1])
            self.setTextCursor(follow)
            self.ensureCursorVisible()
        else:
            self.setExtraSelections([])
        self.picked.emit(self.words())

    def _word_at(self, event: QMouseEvent) -> int:
        position = self.cursorForPosition(event.position().toPoint()).position()
        near = [place for place, (start, _end) in enumerate(self._words) if start <= position]
        return near[-1] if near else 0

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click chooses a word, with Shift up to it."""
        if event.button() == Qt.MouseButton.LeftButton and self._words:
            place = self._word_at(event)
            shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self.choose(self._anchor if shift and self._anchor >= 0 else place, place)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Dragging chooses more."""
        if event.buttons() & Qt.MouseButton.LeftButton and self._anchor >= 0:
            self.choose(self._anchor, self._word_at(event))

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """The choice stays."""

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Two clicks are a click."""
        self.mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move word by word; with Shift they choose more; Ctrl A chooses all."""
        shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Home: -len(self._words),
            Qt.Key.Key_End: len(self._words),
        }
        key = Qt.Key(event.key())
        if key in steps and self._words:
            place = max(0, min(self._end + steps[key], len(self._words) - 1))
            self.choose(self._anchor if shift and self._anchor >= 0 else place, place)
        elif key == Qt.Key.Key_A and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.choose(0, len(self._words) - 1)
        else:
            event.ignore()


def _bare(word: str) -> str:
    return re.sub(r"[^\w]", "", word).casefold()
