"""Moving through the words by whole words and whole passages: what the keys do while listening."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QTextCursor, QTextDocument

from coproclip.ui.transcript.word_map import WordMap

_MOVE, _KEEP = QTextCursor.MoveMode.MoveAnchor, QTextCursor.MoveMode.KeepAnchor
_CTRL, _SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
_OTHERS = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
Place = tuple[int, int]
"""A passage's place in the story and a character in it."""


class ReadingCursor:
    """Finds where a step from one place in `words` leads; `document` has one block a passage."""

    def __init__(self, words: WordMap, document: QTextDocument) -> None:
        self._words = words
        self._document = document
        self._steps: dict[Qt.Key, Callable[[Place], Place]] = {
            Qt.Key.Key_Left: lambda at: self._back(at, 0),
            Qt.Key.Key_Right: lambda at: self._on(at, 0),
            Qt.Key.Key_Up: lambda at: self._start_of(max(0, at[0] - 1)),
            Qt.Key.Key_Down: lambda at: self._start_of(min(len(self._words) - 1, at[0] + 1)),
            Qt.Key.Key_Home: lambda at: self._start_of(0),
            Qt.Key.Key_End: lambda at: self._back((len(self._words) - 1, 2**30), 0),
        }

    def step(self, cursor: QTextCursor, event: QKeyEvent) -> QTextCursor | None:
        """Where the key leads from `cursor`, with Shift what is then selected; None for other keys."""
        key = Qt.Key(event.key())
        if key not in self._steps or event.modifiers() & _OTHERS or not len(self._words):
            return None
        if event.modifiers() & _CTRL and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            return None
        if event.modifiers() & _SHIFT:
            return self._select(cursor, key)
        at = self.place(cursor.position())
        if cursor.hasSelection() and key == Qt.Key.Key_Left:
            at = self.place(cursor.selectionStart())
            at = (at[0], at[1] + 1)
        elif cursor.hasSelection() and key == Qt.Key.Key_Right:
            at = self.place(cursor.selectionEnd())
        moved = QTextCursor(cursor)
        moved.setPosition(self.position(self._steps[key](at)))
        return moved

    def _select(self, cursor: QTextCursor, key: Qt.Key) -> QTextCursor:
        forward = key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_End)
        anchor, at = self.place(cursor.anchor()), self.place(cursor.position())
        if anchor == at:
            # A selection grows from the near edge of a word, so that it never takes a lone space with it.
            anchor = self._first_edge(at, forward)
            at = anchor
        backward_now = at < anchor
        edge = 0 if (backward_now or (at == anchor and not forward)) else 1
        if key == Qt.Key.Key_Right:
            to = self._on(at, edge)
        elif key == Qt.Key.Key_Left:
            to = self._back(at, edge)
        elif key == Qt.Key.Key_Down:
            end = self._end_of(at[0])
            to = end if at < end else self._end_of(min(len(self._words) - 1, at[0] + 1))
        elif key == Qt.Key.Key_Up:
            start = self._start_of(at[0])
            to = start if at > start else self._start_of(max(0, at[0] - 1))
        else:
            to = self._end_of(len(self._words) - 1) if forward else self._start_of(0)
        if (at < anchor < to) or (at > anchor > to):
            to = anchor if key in (Qt.Key.Key_Left, Qt.Key.Key_Right) else to
        return self.selection(cursor, anchor, to)

    def _first_edge(self, at: Place, forward: bool) -> Place:
        spans = self._words.spans[at[0]]
        if forward:
            return next(((at[0], span[0]) for span in spans if span[1] > at[1]), at)
        return next(((at[0], span[1]) for span in reversed(spans) if span[0] < at[1]), at)

    def selection(self, cursor: QTextCursor, anchor: Place, at: Place) -> QTextCursor:
        """A cursor like `cursor` that selects from `anchor` to `at`."""
        made = QTextCursor(cursor)
        made.setPosition(self.position(anchor))
        made.setPosition(self.position(at), _KEEP)
        return made

    def whole_words(self, cursor: QTextCursor) -> QTextCursor:
        """`cursor` with its selection widened to whole words, or put at the start of its word."""
        anchor, at = self.place(cursor.anchor()), self.place(cursor.position())
        if anchor == at:
            word = self._words.at(*at) if len(self._words) else None
            made = QTextCursor(cursor)
            if word is not None:
                made.setPosition(self.position((at[0], self._words.spans[at[0]][word.word][0])))
            return made
        low, high = min(anchor, at), max(anchor, at)
        low_at = next((span[0] for span in self._words.spans[low[0]] if span[1] > low[1]), low[1])
        high_at = next((span[1] for span in reversed(self._words.spans[high[0]]) if span[0] < high[1]), high[1])
        low, high = (low[0], low_at), (high[0], high_at)
        if low >= high:
            return cursor
        return self.selection(cursor, *((low, high) if anchor <= at else (high, low)))

    # -- places

    def place(self, position: int) -> Place:
        """Passage and character of a position in the document."""
        block = self._document.findBlock(position)
        return block.blockNumber(), position - block.position()

    def position(self, place: Place) -> int:
        """Position in the document of a place."""
        block = self._document.findBlockByNumber(place[0])
        return block.position() + max(0, min(place[1], block.length() - 1))

    def _start_of(self, index: int) -> Place:
        spans = self._words.spans[index]
        return index, spans[0][0] if spans else 0

    def _end_of(self, index: int) -> Place:
        spans = self._words.spans[index]
        return index, spans[-1][1] if spans else 0

    def _on(self, at: Place, edge: int) -> Place:
        """The next word start (`edge` 0) or word end (1) after `at`."""
        for index in range(at[0], len(self._words)):
            least = at[1] if index == at[0] else -1
            for span in self._words.spans[index]:
                if span[edge] > least:
                    return index, span[edge]
        return at

    def _back(self, at: Place, edge: int) -> Place:
        """The last word start (`edge` 0) or word end (1) before `at`."""
        for index in range(at[0], -1, -1):
            most = at[1] if index == at[0] else 2**30
            for span in reversed(self._words.spans[index]):
                if span[edge] < most:
                    return index, span[edge]
        return at
