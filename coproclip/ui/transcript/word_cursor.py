"""The reading cursor and the selected words: where they are, in words and times, and how they are moved."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QTextEdit

from coproclip.overview.story import Passage, Word
from coproclip.project.kinds import CheckedHow
from coproclip.timecode import clock
from coproclip.transcript.heard import HOW_WORDS, weakest
from coproclip.ui.transcript.follow import Follow
from coproclip.ui.transcript.margins import reasons
from coproclip.ui.transcript.marks import TranscriptMarks, looked_for
from coproclip.ui.transcript.passage_document import PassageDocument
from coproclip.ui.transcript.reading_cursor import ReadingCursor
from coproclip.ui.transcript.word_clip import Clip
from coproclip.ui.transcript.word_map import WordMap, WordPlace
from coproclip.ui.widgets.badge import approval_word


class WordCursor(QObject):
    """The text cursor of `edit`, by words. Bringing it in sight is a scroll by hand.

    `moved(segment_id, ms)`: it came to another word; `selection_changed()`: a person selected other words. `by_word`:
    it stands at the beginning of words, as while listening.
    """

    moved = Signal(object, object)
    selection_changed = Signal()

    def __init__(self, edit: QTextEdit, passages: PassageDocument, marks: TranscriptMarks, follow: Follow) -> None:
        super().__init__(edit)
        self._edit, self._passages, self._marks, self._follow = edit, passages, marks, follow
        self.by_word = True
        self._at: tuple[int, int] | None = None
        self._range: tuple[int, int] | None = None
        self._offered: tuple[int, int] | None = None
        """The selection (anchor, position) that typing will replace, and that no person made."""

    @property
    def words(self) -> WordMap:
        """The passages in order, and the places of their words."""
        return self._passages.map

    @property
    def steps(self) -> ReadingCursor:
        """Steps by word and passage through what is shown now."""
        return ReadingCursor(self.words, self._edit.document())

    # ---- where it is ------------------------------------------------------------------------------------------

    def word(self) -> WordPlace | None:
        """The word the reading cursor is at."""
        index, offset = self.steps.place(self._edit.textCursor().position())
        return self.words.at(index, offset) if index < len(self.words) else None

    def time(self) -> int | None:
        """When that word begins (ms)."""
        place = self.word()
        return None if place is None else self.words.word(place).start_ms

    def excerpt(self) -> int | None:
        """The excerpt that word is in; the shortest, where several are."""
        place = self.word()
        tint = self._marks.excerpt_at(place) if place else None
        return tint.excerpt_id if tint else None

    def selected_words(self) -> list[Word]:
        """The words with a letter in the selection."""
        return [word for passage, first, last in self._selected() for word in passage.words[first:last]]

    def selected_clip(self) -> Clip:
        """The same, with how all of them were checked."""
        passages = [passage for passage, _, _ in self._selected()]
        checked = bool(passages) and all(passage.checked for passage in passages)
        how = weakest(*(passage.checked_how for passage in passages)) if checked else None
        return Clip(tuple(self.selected_words()), how)

    def _selected(self) -> list[tuple[Passage, int, int]]:
        """Each passage that has selected words: from which of them (by number) to before which."""
        cursor = self._edit.textCursor()
        if not cursor.hasSelection():
            return []
        start, end = self.steps.place(cursor.selectionStart()), self.steps.place(cursor.selectionEnd())
        selected: list[tuple[Passage, int, int]] = []
        for index in range(start[0], min(end[0] + 1, len(self.words))):
            touched = self.words.touched(
                index, start[1] if index == start[0] else 0, end[1] if index == end[0] else 2**30
            )
            if touched:
                selected.append((self.words.passages[index], touched[0], touched[1] + 1))
        return selected

    def selected_range(self) -> tuple[int, int] | None:
        """From the start of the first to the end of the last word a person selected (ms)."""
        selected = () if self._is_offered() else self.selected_words()
        if not selected:
            return None
        return min(word.start_ms for word in selected), max(word.end_ms for word in selected)

    def in_sight(self) -> bool:
        """Whether any of the reading cursor, or of the selected words, can be seen."""
        cursor = self._edit.textCursor()
        ends = []
        for position in (cursor.selectionStart(), cursor.selectionEnd()):
            cursor.setPosition(position)
            ends.append(self._edit.cursorRect(cursor))
        return ends[0].top() < self._edit.viewport().height() and ends[1].bottom() > 0

    # ---- going somewhere --------------------------------------------------------------------------------------

    def go(self, cursor: QTextCursor, *, leap: bool = False) -> None:
        """Put it somewhere and bring it in sight, after a `leap` in the upper part of the page."""
        bar, page = self._edit.verticalScrollBar(), self._edit.viewport().rect()
        before, target = bar.value(), self._edit.cursorRect(cursor)
        self._edit.setTextCursor(cursor)
        if leap and not page.contains(target):
            bar.setValue(before + target.top() - page.height() // 4)
        self._edit.ensureCursorVisible()
        if bar.value() != before:
            self._follow.by_hand()

    def show(self) -> None:
        """Bring it in sight, in the upper part of the page."""
        self.go(self._edit.textCursor(), leap=True)

    def go_to(self, ms: int) -> None:
        """Put it on the word heard at `ms`."""
        place = self.words.nearest(ms)
        if place is not None:
            self._select(place, None)

    def select_range(self, start_ms: int, end_ms: int) -> None:
        """Select the words heard between two times."""
        inside = [
            (index, first, last)
            for index in self.words.between(start_ms, end_ms)
            for first, last in filter(None, [self.words.within(index, start_ms, end_ms)])
        ]
        if inside:
            self._select(WordPlace(*inside[0][:2]), WordPlace(inside[-1][0], inside[-1][2]))

    def select_passage(self) -> bool:
        """Select the passage it is in; False where that has no words."""
        index = self._edit.textCursor().blockNumber()
        if index >= len(self.words) or not self.words.spans[index]:
            return False
        self._select(WordPlace(index, 0), WordPlace(index, len(self.words.spans[index]) - 1))
        return True

    def _select(self, first: WordPlace, last: WordPlace | None) -> None:
        at = (first.passage, self.words.spans[first.passage][first.word][0])
        to = (last.passage, self.words.spans[last.passage][last.word][1]) if last else at
        self.go(self.steps.selection(self._edit.textCursor(), at, to), leap=True)

    def clear_selection(self) -> None:
        """Stay there, select nothing."""
        cursor = self._edit.textCursor()
        cursor.clearSelection()
        self._edit.setTextCursor(self.steps.whole_words(cursor) if self.by_word else cursor)

    # ---- a word to be corrected -------------------------------------------------------------------------------

    def offer(self, place: WordPlace) -> None:
        """Select a word that typing will replace."""
        start, end = self.words.spans[place.passage][place.word]
        cursor = self.steps.selection(self._edit.textCursor(), (place.passage, end), (place.passage, start))
        self._offered = (cursor.anchor(), cursor.position())
        self._edit.setTextCursor(cursor)

    def withdraw_offer(self) -> None:
        """Select it no longer, if it still is."""
        if self._is_offered():
            self.clear_selection()
        self._offered = None

    def _is_offered(self) -> bool:
        cursor = self._edit.textCursor()
        return self._offered is not None and self._offered == (cursor.anchor(), cursor.position())

    # ---- moved ------------------------------------------------------------------------------------------------

    def follow_cursor(self) -> None:
        """The text cursor is somewhere else now."""
        if not self._is_offered():
            self._offered = None
        place = self.word()
        if place is None:
            return
        passage = self.words.passages[place.passage]
        at = (passage.id, self.words.word(place).start_ms)
        if at == self._at:
            return
        if self._at is None or self._at[0] != passage.id:
            self._describe(place.passage, passage)
        self._at = at
        self.moved.emit(*at)

    def follow_selection(self) -> None:
        """Perhaps other words are selected now."""
        selected = self.selected_range()
        if selected != self._range:
            self._range = selected
            self.selection_changed.emit()

    def forget(self) -> None:
        """Another story: whatever word it comes to is another one."""
        self._at = None

    def _describe(self, index: int, passage: Passage) -> None:
        """What stands in the margins, for those who hear the page."""
        parts = [passage.speaker, clock(passage.start_ms)]
        parts += [self.tr("Check this: {why}").format(why=reasons(passage.flags))] if passage.flags else []
        parts += [self._checked(passage)] if passage.checked and not passage.flags else []
        excerpt = self.tr("Excerpt {letter}, {answer}")
        for tint, _offset in self._marks.excerpts_from(index):
            parts.append(excerpt.format(letter=tint.letter, answer=approval_word(tint.approval)))
        self._edit.setAccessibleDescription(", ".join(part for part in parts if part))

    def _checked(self, passage: Passage) -> str:
        known = passage.checked_how in HOW_WORDS
        return (
            self.tr("Checked: {how}").format(how=HOW_WORDS[CheckedHow(passage.checked_how)])
            if known
            else self.tr("Checked")
        )

    # ---- finding words ----------------------------------------------------------------------------------------

    def find(self, text: str, *, backward: bool = False, again: bool = True) -> bool:
        """Select the next place with these words, going round at the end; all places in sight are tinted.

        Any case, straight or curly quotes, also from one passage into the next. `again` False: the place selected now
        counts as next (while typing). Returns whether there is one; an empty `text` takes the tints away.
        """
        self._marks.pattern = looked_for(text)
        self._edit.viewport().update()
        if self._marks.pattern is None or not len(self.words):
            return False
        cursor = self._edit.textCursor()
        start, end = self.steps.place(cursor.selectionStart()), self.steps.place(cursor.selectionEnd())
        found = self.words.find(self._marks.pattern, start if backward or not again else end, backward=backward)
        if found is not None:
            self.go(self.steps.selection(cursor, *found), leap=True)
        return found is not None

    def count(self, text: str) -> int:
        """In how many places these words are."""
        pattern = looked_for(text)
        return sum(1 for _ in pattern.finditer(self.words.whole_text())) if pattern else 0
