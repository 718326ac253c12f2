"""The transcript as a page: passages laid out between their margins, painted, scrolled and searched."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QTextCursor
from PySide6.QtWidgets import QFrame, QTextEdit, QWidget

from coproclip.overview.story import Passage, Word
from coproclip.ui.style.fonts import font
from coproclip.ui.style.tokens import Tokens, current
from coproclip.ui.transcript.follow import Follow
from coproclip.ui.transcript.margins import NotesMargin, SpeakerMargin, margins_for
from coproclip.ui.transcript.marks import TranscriptMarks
from coproclip.ui.transcript.paint import ExcerptTint, ShownPassage
from coproclip.ui.transcript.passage_document import SIDE, PassageDocument
from coproclip.ui.transcript.reading_cursor import Place, ReadingCursor
from coproclip.ui.transcript.word_map import WordMap, WordPlace, followed, utf16_length

MEASURE = 620
"""The words are never set wider than this, px at 100 %."""
_KEEP = QTextCursor.MoveMode.KeepAnchor


class TranscriptPage(QTextEdit):
    """Shows passages, what is marked in them, the reading cursor and the word being heard.

    `follow_paused()`: a person scrolled by hand, the page no longer follows the sound.
    """

    follow_paused = Signal()
    _ready = False
    _look: Tokens | None = None

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "page")
        self.setProperty("ring", "none")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self.viewport().setAcceptDrops(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Transcript"))
        self.correcting = False
        self.passages = PassageDocument(self.document(), self)
        self.marks = TranscriptMarks(self.passages)
        self._follow = Follow(self.verticalScrollBar())
        self._follow.paused.connect(self.follow_paused)
        self.speakers = SpeakerMargin(self, self)
        self.notes = NotesMargin(self, self)
        self._heard_ms: int | None = None
        self._lit: WordPlace | None = None
        self.document().documentLayout().documentSizeChanged.connect(self._update_margins)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self._ready = True
        self._restyle()

    @property
    def words(self) -> WordMap:
        """The passages in order, and the places of their words."""
        return self.passages.map

    @property
    def reading(self) -> ReadingCursor:
        """Steps by word and passage through what is shown now."""
        return ReadingCursor(self.words, self.document())

    # -- passages in

    def load(self, passages: Iterable[Passage]) -> None:
        """Show these passages instead of all others, from the top."""
        self.set_playing(None)
        self.passages.load(passages)
        self.marks.renew()
        self.moveCursor(QTextCursor.MoveOperation.Start)
        self.verticalScrollBar().setValue(0)
        self._repaint()

    def append(self, passages: Iterable[Passage]) -> None:  # type: ignore[override]
        """Add passages at the end, as they are written down; cursor and page stay where they are."""
        with self._steady():
            self.passages.append(passages)

    def replace(self, removed: Sequence[int], changed: Sequence[Passage]) -> None:
        """Take out passages by id, put in or renew others; cursor and page stay where they are.

        What a person is typing stays as typed: only the words' times and the look of such a passage are renewed.
        """
        with self._steady():
            self.passages.replace(removed, changed, self._held())

    def _held(self) -> frozenset[int]:
        return frozenset()

    @contextmanager
    def _steady(self) -> Iterator[None]:
        cursor = self.textCursor()
        ends = [self._letters_at(cursor.anchor()), self._letters_at(cursor.position())]
        held = self._anchor_of(self._steady_position())
        top = self._top_of(held)
        try:
            yield
        finally:
            self._put_back(ends)
            new_top = self._top_of(held)
            if top is not None and new_top is not None and round(new_top - top):
                bar = self.verticalScrollBar()
                bar.setValue(bar.value() + round(new_top - top))
            self.marks.renew()
            self._find_heard()
            self._repaint()

    def _steady_position(self) -> int:
        if self.viewport().rect().intersects(self.cursorRect()):
            return self.textCursor().position()
        return self.cursorForPosition(QPoint(0, 0)).position()

    def _anchor_of(self, position: int) -> Place | None:
        """A position as passage id and character."""
        index, offset = self.reading.place(position)
        return (self.words.passages[index].id, offset) if index < len(self.words) else None

    def _top_of(self, anchor: Place | None) -> float | None:
        index = self.words.index_of(anchor[0]) if anchor else None
        if index is None:
            return None
        return self.document().documentLayout().blockBoundingRect(self.passages.block(index)).top()

    def _letters_at(self, position: int) -> list[tuple[int, int, str]]:
        """A position as passage id, character and text; then, should that one go, the end of the passage before it."""
        index, offset = self.reading.place(position)
        near = [
            (each, offset if each == index else 2**30) for each in (index, index - 1) if 0 <= each < len(self.words)
        ]
        return [
            (self.words.passages[each].id, min(at, utf16_length(self.words.texts[each])), self.words.texts[each])
            for each, at in near
        ]

    def _put_back(self, ends: list[list[tuple[int, int, str]]]) -> None:
        places: list[int] = []
        for end in ends:
            there = next((one for one in end if self.words.index_of(one[0]) is not None), None)
            index = self.words.index_of(there[0]) if there else None
            if there is None or index is None:
                return
            places.append(self.reading.position((index, followed(there[2], self.words.texts[index], there[1]))))
        cursor = self.textCursor()
        if places != [cursor.anchor(), cursor.position()]:
            cursor.setPosition(places[0])
            cursor.setPosition(places[1], _KEEP)
            self.setTextCursor(cursor)

    def set_excerpts(self, excerpts: Iterable[ExcerptTint]) -> None:
        """Show these excerpts, and no others."""
        self.marks.set_excerpts(excerpts)
        self._repaint()

    # -- the sound

    def set_playing(self, ms: int | None) -> None:
        """Light up the word being heard at `ms` and, when following, keep it in sight; None: nothing is playing."""
        self._heard_ms = ms
        place = None if ms is None else self.words.heard_at(ms)
        if place != self.marks.playing:
            self._update_word(self.marks.playing)
            self.marks.playing = place
            self._update_word(place)
            self._colour_heard()
        if place is not None and self._follow.on:
            self._keep_in_sight(place)

    def _find_heard(self) -> None:
        self.marks.playing = None if self._heard_ms is None else self.words.heard_at(self._heard_ms)
        self._colour_heard(anew=True)

    def set_follow(self, on: bool) -> None:
        """Keep the passage being heard in the upper third of the page, until a person scrolls by hand."""
        self._follow.on = on
        if on and self.marks.playing is not None:
            self._keep_in_sight(self.marks.playing)

    def following(self) -> bool:
        """Whether the page moves with the sound."""
        return self._follow.on

    def set_calm(self, calm: bool) -> None:
        """Calm mode: the passage being heard is lit up, not the word, and the page jumps instead of scrolling."""
        self._follow.calm = self.marks.calm = calm
        self._find_heard()
        self.viewport().update()

    def _keep_in_sight(self, place: WordPlace) -> None:
        shown = self.shown_at(place.passage)
        row = next(shown.rows(*self.words.spans[place.passage][place.word]), None)
        if row is not None:
            self._follow.keep(shown.origin.y(), row.top(), row.bottom(), self.viewport().height())

    def _update_word(self, place: WordPlace | None) -> None:
        if place is None or place.passage >= len(self.words) or not self._in_sight(place.passage):
            return
        shown = self.shown_at(place.passage)
        if self.marks.calm:
            self.viewport().update(0, int(shown.origin.y()) - 4, self.viewport().width(), int(shown.height) + 12)
            return
        for row in shown.rows(*self.words.spans[place.passage][place.word]):
            self.viewport().update(row.adjusted(-5, -6, 5, 6).toAlignedRect())

    def _colour_heard(self, *, anew: bool = False) -> None:
        """Give the letters of the word being heard their colour; only in sight, the rest would cost for nothing."""
        place = self.marks.playing
        if place is not None and (self.marks.calm or not self._in_sight(place.passage)):
            place = None
        if place == self._lit and not anew:
            return
        self._lit = place
        if place is None:
            self.setExtraSelections([])
            return
        lit = QTextEdit.ExtraSelection()
        start, end = self.words.spans[place.passage][place.word]
        lit.cursor = self.reading.selection(self.textCursor(), (place.passage, start), (place.passage, end))
        lit.format.setForeground(current().on_now)
        self.setExtraSelections([lit])

    # -- words and places

    def reading_word(self) -> WordPlace | None:
        """The word the reading cursor is at."""
        index, offset = self.reading.place(self.textCursor().position())
        return self.words.at(index, offset) if index < len(self.words) else None

    def word_at(self, ms: int) -> WordPlace | None:
        """The last word that has begun at `ms` (passage and word by place), or the story's first."""
        return self.words.nearest(ms)

    @property
    def time_at_cursor(self) -> int | None:
        """When the word at the reading cursor begins (ms)."""
        place = self.reading_word()
        return None if place is None else self.words.word(place).start_ms

    def selected_words(self) -> list[Word]:
        """The words with a letter in the selection."""
        cursor = self.textCursor()
        if not cursor.hasSelection():
            return []
        start, end = self.reading.place(cursor.selectionStart()), self.reading.place(cursor.selectionEnd())
        chosen: list[Word] = []
        for index in range(start[0], min(end[0] + 1, len(self.words))):
            touched = self.words.touched(
                index, start[1] if index == start[0] else 0, end[1] if index == end[0] else 2**30
            )
            if touched:
                chosen += self.words.passages[index].words[touched[0] : touched[1] + 1]
        return chosen

    def selected_range(self) -> tuple[int, int] | None:
        """From the start of the first to the end of the last selected word (ms)."""
        chosen = self.selected_words()
        return (min(word.start_ms for word in chosen), max(word.end_ms for word in chosen)) if chosen else None

    def excerpt_at_cursor(self) -> int | None:
        """Id of the excerpt the reading cursor is in; the shortest, where several are."""
        place = self.reading_word()
        tint = self.marks.excerpt_at(place) if place else None
        return tint.excerpt_id if tint else None

    def _go(self, cursor: QTextCursor, *, leap: bool = False) -> None:
        """Put the reading cursor somewhere and bring it in sight, after a `leap` in the upper part of the page.

        That is a scroll by hand.
        """
        before = self.verticalScrollBar().value()
        page, target = self.viewport().rect(), self.cursorRect(cursor)
        self.setTextCursor(cursor)
        if leap and not page.contains(target):
            self.verticalScrollBar().setValue(before + target.top() - page.height() // 4)
        self.ensureCursorVisible()
        if self.verticalScrollBar().value() != before:
            self._follow.by_hand()

    # -- in sight

    def cursor_in_sight(self) -> bool:
        """Whether any of the reading cursor, or of the selected words, can be seen."""
        cursor = self.textCursor()
        ends = []
        for position in (cursor.selectionStart(), cursor.selectionEnd()):
            cursor.setPosition(position)
            ends.append(self.cursorRect(cursor))
        return ends[0].top() < self.viewport().height() and ends[1].bottom() > 0

    def show_cursor(self) -> None:
        """Bring the reading cursor in sight, in the upper part of the page."""
        self._go(self.textCursor(), leap=True)

    def shown_at(self, index: int) -> ShownPassage:
        """Where passage `index` stands in the viewport, in sight or not."""
        block = self.passages.block(index)
        rect = self.document().documentLayout().blockBoundingRect(block)
        return ShownPassage(block, rect, self.verticalScrollBar().value())

    def shown(self) -> Iterator[ShownPassage]:
        """The passages in sight, from the top."""
        if not len(self.words) or not self.passages.in_step:
            return
        layout, top = self.document().documentLayout(), self.verticalScrollBar().value()
        block = self.passages.block(max(0, self.cursorForPosition(QPoint(0, 0)).blockNumber() - 1))
        while block.isValid():
            rect = layout.blockBoundingRect(block)
            if rect.top() - top > self.viewport().height():
                return
            yield ShownPassage(block, rect, top, self.viewport().height())
            block = block.next()

    def _in_sight(self, index: int) -> bool:
        first = self.cursorForPosition(QPoint(0, 0)).blockNumber()
        last = self.cursorForPosition(QPoint(0, self.viewport().height())).blockNumber()
        return first - 1 <= index <= last + 1

    def excerpts_from(self, index: int) -> list[tuple[ExcerptTint, int]]:
        """The excerpts that begin in passage `index`, each with its first character there."""
        return self.marks.excerpts_from(index)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tints and lines first, then Qt's own text over them."""
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        reading = None if self.correcting or self.textCursor().hasSelection() else self.reading_word()
        ring = current().focus if self.hasFocus() else current().line2
        dirty = QRectF(event.rect())
        for shown in self.shown():
            if dirty.top() - 12 <= shown.origin.y() + shown.height and shown.origin.y() - 6 <= dirty.bottom():
                self.marks.paint(painter, shown, reading, ring)
        painter.end()
        super().paintEvent(event)

    def _repaint(self) -> None:
        self.viewport().update()
        self._update_margins()

    def _update_margins(self) -> None:
        self.speakers.update()
        self.notes.update()

    def _on_scrolled(self) -> None:
        self._colour_heard()
        self._update_margins()

    # -- look and size

    def _restyle(self) -> None:
        if self._look is not current():
            self._look = current()
            self.setFont(font("read"))
            self.passages.restyle()
            self._colour_heard(anew=True)
            self._lay_out()
            self._repaint()
        elif self.document().defaultFont() != font("read"):
            self.document().setDefaultFont(font("read"))

    def changeEvent(self, event: QEvent) -> None:
        """Take the appearance and the text size in use now."""
        super().changeEvent(event)
        kinds = (QEvent.Type.PaletteChange, QEvent.Type.FontChange, QEvent.Type.StyleChange)
        if self._ready and event.type() in kinds:
            self._restyle()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give words and margins their widths, and keep the first line in sight where it was."""
        super().resizeEvent(event)
        if self._ready:
            self._lay_out()

    def _lay_out(self) -> None:
        tokens = current()
        whole = self.width() - self.verticalScrollBar().sizeHint().width()
        left, right = margins_for(whole / tokens.scale)
        left_px = tokens.scaled(left) - SIDE
        wide = max(80, min(tokens.scaled(MEASURE) + 2 * SIDE, whole - left_px - tokens.scaled(right)))
        margins = self.viewportMargins()
        if (margins.left(), margins.right()) != (left_px, whole - left_px - wide):
            held = self._anchor_of(self.cursorForPosition(QPoint(0, 0)).position())
            self.setViewportMargins(left_px, 0, whole - left_px - wide, 0)
            if self.document().pageSize().width() != self.viewport().width():
                # While it is being shown Qt forgets to tell the text about a second change of size.
                super().resizeEvent(QResizeEvent(self.viewport().size(), QSize()))
            top = self._top_of(held)
            if top is not None and self.verticalScrollBar().value():
                self.verticalScrollBar().setValue(round(top))
        page = self.viewport().geometry()
        self.speakers.setGeometry(QRect(0, page.y(), page.left(), page.height()))
        self.notes.setGeometry(QRect(page.right() + 1, page.y(), whole - page.right() - 1, page.height()))
