"""Reading the transcript: the reading cursor, selected words, the bar under them, and the mouse."""

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QMouseEvent, QResizeEvent, QTextCursor, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from coproclip.timecode import clock
from coproclip.ui.transcript.floating_bar import FloatingBar
from coproclip.ui.transcript.margins import reasons
from coproclip.ui.transcript.marks import looked_for
from coproclip.ui.transcript.page import TranscriptPage
from coproclip.ui.transcript.word_map import WordPlace
from coproclip.ui.widgets.badge import approval_word

_KEEP = QTextCursor.MoveMode.KeepAnchor


class ReadingView(TranscriptPage):
    """A transcript page that is read word by word.

    `word_clicked(ms)`: a word, or the time of a passage, was pressed; `caret_moved(segment_id, ms)`: the reading
    cursor came to another word; `selection_changed()`: ask `selected_range()`.
    """

    word_clicked = Signal(int)
    caret_moved = Signal(int, int)
    selection_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        self._press: tuple[QPoint, int] | None = None
        self._caret: tuple[int, int] | None = None
        self._range: tuple[int, int] | None = None
        self._bar_away = True
        super().__init__(parent)
        self.bar = FloatingBar(self)
        self.speakers.time_clicked.connect(self.word_clicked)
        self.cursorPositionChanged.connect(self._on_caret_moved)
        self.selectionChanged.connect(self._on_selection_changed)

    # -- cursor and selection

    def go_to(self, ms: int) -> None:
        """Put the reading cursor on the word heard at `ms`."""
        place = self.word_at(ms)
        if place is not None:
            self._select_words(place, None)

    def select_range(self, start_ms: int, end_ms: int) -> None:
        """Select the words heard between two times."""
        inside = [
            (index, first, last)
            for index in self.words.between(start_ms, end_ms)
            for first, last in filter(None, [self.words.within(index, start_ms, end_ms)])
        ]
        if inside:
            self._select_words(WordPlace(*inside[0][:2]), WordPlace(inside[-1][0], inside[-1][2]))

    def select_passage(self) -> None:
        """Select the passage the reading cursor is in."""
        index = self.textCursor().blockNumber()
        if index < len(self.words) and self.words.spans[index]:
            self._select_words(WordPlace(index, 0), WordPlace(index, len(self.words.spans[index]) - 1))
            self.show_bar()

    def _select_words(self, first: WordPlace, last: WordPlace | None) -> None:
        at = (first.passage, self.words.spans[first.passage][first.word][0])
        to = (last.passage, self.words.spans[last.passage][last.word][1]) if last else at
        self._go(self.reading.selection(self.textCursor(), at, to), leap=True)

    def clear_selection(self) -> None:
        """Keep the reading cursor, select nothing."""
        cursor = self.textCursor()
        cursor.clearSelection()
        self.setTextCursor(cursor if self.correcting else self.reading.whole_words(cursor))

    def _on_caret_moved(self) -> None:
        if self.passages.writing:
            return
        if not self.correcting:
            self.viewport().update()
        place = self.reading_word()
        if place is None:
            return
        passage = self.words.passages[place.passage]
        caret = (passage.id, self.words.word(place).start_ms)
        if caret == self._caret:
            return
        if self._caret is None or self._caret[0] != passage.id:
            self._describe(place)
        self._caret = caret
        self.caret_moved.emit(*caret)

    def _describe(self, place: WordPlace) -> None:
        """What stands in the margins, for those who hear the page."""
        passage = self.words.passages[place.passage]
        parts = [passage.speaker, clock(passage.start_ms)]
        parts += [self.tr("Check this: {why}").format(why=reasons(passage.flags))] if passage.flags else []
        parts += [self.tr("Checked")] if passage.checked and not passage.flags else []
        parts += [
            self.tr("Excerpt {letter}, {answer}").format(letter=tint.letter, answer=approval_word(tint.approval))
            for tint, _offset in self.excerpts_from(place.passage)
        ]
        self.setAccessibleDescription(", ".join(part for part in parts if part))

    def _on_selection_changed(self) -> None:
        chosen = self.selected_range()
        if chosen == self._range:
            return
        self._range = chosen
        if chosen is None:
            self._hide_bar()
        else:
            self._bar_away = False
        self.selection_changed.emit()

    # -- finding words

    def find_words(self, text: str, *, backward: bool = False, again: bool = True) -> bool:
        """Select the next place with these words, going round at the end; all places in sight are tinted.

        Any case, straight or curly quotes, also from one passage into the next. `again` False: the place selected now
        counts as next (while typing). Returns whether there is one; an empty `text` takes the tints away.
        """
        self.marks.pattern = looked_for(text)
        self.viewport().update()
        if self.marks.pattern is None or not len(self.words):
            return False
        cursor = self.textCursor()
        start, end = self.reading.place(cursor.selectionStart()), self.reading.place(cursor.selectionEnd())
        found = self.words.find(self.marks.pattern, start if backward or not again else end, backward=backward)
        if found is not None:
            self._go(self.reading.selection(cursor, *found), leap=True)
        return found is not None

    def count_words(self, text: str) -> int:
        """In how many places these words are."""
        pattern = looked_for(text)
        return sum(1 for _ in pattern.finditer(self.words.whole_text())) if pattern else 0

    # -- the floating bar

    def show_bar(self) -> None:
        """Bring the bar up under the selected words, unless it was sent away."""
        cursor = self.textCursor()
        if self.correcting or self._bar_away or not cursor.hasSelection():
            return
        ends = []
        for position in (cursor.selectionStart(), cursor.selectionEnd()):
            cursor.setPosition(position)
            ends.append(self.cursorRect(cursor))
        page = self.viewport().geometry()
        words = QRect(page.left(), ends[0].top(), page.width(), ends[1].bottom() - ends[0].top())
        words.translate(0, page.top())
        if not words.intersects(page):
            self.bar.vanish(at_once=True)
            return
        self.bar.place(words, page, self.notes.width())
        self.bar.appear()

    def _hide_bar(self) -> None:
        self._bar_away = True
        self.bar.vanish()

    def set_calm(self, calm: bool) -> None:
        """Calm mode: light up passages, not words; jump, do not scroll; no fades."""
        self.bar.calm = calm
        super().set_calm(calm)

    def _on_scrolled(self) -> None:
        super()._on_scrolled()
        if not self._bar_away and self._press is None:
            self.show_bar()

    def _restyle(self) -> None:
        super()._restyle()
        if hasattr(self, "bar"):
            self.bar.restyle()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The bar stays with its words."""
        super().resizeEvent(event)
        if hasattr(self, "bar") and self.bar.open():
            self.show_bar()

    # -- the mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a click or a selection; never drag words away."""
        point = event.position().toPoint()
        if event.button() == Qt.MouseButton.LeftButton:
            at = self.cursorForPosition(point)
            self._press = (point, at.position())
            chosen = self.textCursor()
            if chosen.hasSelection() and chosen.selectionStart() <= at.position() <= chosen.selectionEnd():
                self.setTextCursor(at)
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Select whole words while listening; a hand that only trembles selects nothing."""
        point = event.position().toPoint()
        if self.correcting or self._press is None or not event.buttons() & Qt.MouseButton.LeftButton:
            super().mouseMoveEvent(event)
            return
        far = (point - self._press[0]).manhattanLength() >= QApplication.startDragDistance()
        if not far and not self.textCursor().hasSelection():
            return
        super().mouseMoveEvent(event)
        cursor = self.textCursor()
        cursor.setPosition(self._press[1])
        cursor.setPosition(self.cursorForPosition(point).position(), _KEEP)
        self.setTextCursor(self.reading.whole_words(cursor))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on a word plays from there; a selection gets the bar."""
        super().mouseReleaseEvent(event)
        pressed, self._press = self._press, None
        if self.correcting or pressed is None or event.button() != Qt.MouseButton.LeftButton:
            return
        self.setTextCursor(self.reading.whole_words(self.textCursor()))
        if self.textCursor().hasSelection():
            self.show_bar()
        elif self._on_words(event.position().toPoint()):
            ms = self.time_at_cursor
            if ms is not None:
                self.word_clicked.emit(ms)

    def _on_words(self, point: QPoint) -> bool:
        point += QPoint(self.horizontalScrollBar().value(), self.verticalScrollBar().value())
        return self.document().documentLayout().hitTest(point, Qt.HitTestAccuracy.ExactHit) >= 0

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Select the word."""
        super().mouseDoubleClickEvent(event)
        if not self.correcting:
            self._press = (event.position().toPoint(), self.textCursor().selectionStart())
            self.setTextCursor(self.reading.whole_words(self.textCursor()))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll; with Ctrl the text size is somebody else's to change."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
        else:
            super().wheelEvent(event)
