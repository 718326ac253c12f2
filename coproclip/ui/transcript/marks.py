"""What is marked in the transcript: excerpts, doubtful and flagged words, found words, the word being heard."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from operator import itemgetter

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QWidget

from coproclip.transcript.review import DOUBTFUL
from coproclip.ui.style.tokens import current, mix
from coproclip.ui.transcript.paint import (
    ExcerptTint,
    ShownPassage,
    paint_ring,
    paint_struck,
    paint_tint,
    paint_underlines,
)
from coproclip.ui.transcript.passage_document import PassageDocument
from coproclip.ui.transcript.word_map import WordPlace, matches

_DOTS, _DASHES = 1, 3
_QUOTES = {"'": "['’‘]", "’": "['’‘]", '"': '["“”]', "“": '["“”]', "”": '["“”]'}


def looked_for(text: str) -> re.Pattern[str] | None:
    """A pattern for `text` in any case, with straight or curly quotes and any white space; None for nothing."""
    words = text.split()
    if not words:
        return None
    spelled = ("".join(_QUOTES.get(letter, re.escape(letter)) for letter in word) for word in words)
    return re.compile(r"\s+".join(spelled), re.IGNORECASE)


class TranscriptMarks:
    """Knows which words of each passage are marked, and paints them."""

    def __init__(self, passages: PassageDocument) -> None:
        self._passages = passages
        self._excerpts: list[ExcerptTint] = []
        self._tinted: dict[int, list[tuple[ExcerptTint, int, int]]] = {}
        self._first: dict[int, list[tuple[ExcerptTint, int]]] = {}
        self.doubt_below = DOUBTFUL
        self.pattern: re.Pattern[str] | None = None
        self.playing: WordPlace | None = None
        self.calm = False
        self.not_used: list[tuple[int, int]] = []
        """Stretches (ms) that are not to be used."""

    def set_excerpts(self, excerpts: Iterable[ExcerptTint]) -> None:
        """Show these excerpts, and no others."""
        # Where excerpts lie over each other the shorter one is painted last.
        self._excerpts = sorted(excerpts, key=lambda each: -each.length_ms)
        self.renew()

    def renew(self) -> None:
        """Find the excerpts' words again; to be called when passages have changed."""
        words = self._passages.map
        self._tinted, self._first = {}, {}
        for tint in self._excerpts:
            begun = False
            for start_ms, end_ms in tint.spans:
                for index in words.between(start_ms, end_ms):
                    inside = words.within(index, start_ms, end_ms)
                    if inside is None:
                        continue
                    passage_id = words.passages[index].id
                    self._tinted.setdefault(passage_id, []).append((tint, *inside))
                    if not begun:
                        self._first.setdefault(passage_id, []).append((tint, inside[0]))
                        begun = True

    def excerpts_from(self, index: int) -> list[tuple[ExcerptTint, int]]:
        """The excerpts that begin in passage `index`, by place, each with its first character there."""
        words = self._passages.map
        here = self._first.get(words.passages[index].id, ())
        placed = [(tint, words.letters(index, word, word)[0]) for tint, word in here]
        return sorted(placed, key=lambda each: (each[1], -each[0].length_ms))

    def excerpt_at(self, place: WordPlace) -> ExcerptTint | None:
        """The excerpt that a word is in; the shortest, where several are."""
        here = self._tinted.get(self._passages.map.passages[place.passage].id, ())
        return next((tint for tint, first, last in reversed(here) if first <= place.word <= last), None)

    def begins_not_used(self, index: int) -> list[int]:
        """Where (characters) stretches that are not to be used begin in passage `index`."""
        words = self._passages.map
        inside = {stretch: words.within(index, *stretch) for stretch in self.not_used}
        return [
            words.letters(index, here[0], here[0])[0]
            for stretch, here in inside.items()
            if here is not None and (index == 0 or words.within(index - 1, *stretch) is None)
        ]

    def paint_page(
        self, page: QWidget, dirty: QRect, shown: Iterable[ShownPassage], reading: WordPlace | None, ring: QColor
    ) -> None:
        """Paint what lies under and around the words of the passages `shown` that touch `dirty`; see `paint`."""
        painter = QPainter(page)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for passage in shown:
            top = passage.origin.y()
            if dirty.top() - 12 <= top + passage.height and top - 6 <= dirty.bottom() + 1:
                self.paint(painter, passage, reading, ring)
        painter.end()

    def paint(self, painter: QPainter, shown: ShownPassage, reading: WordPlace | None, ring: QColor) -> None:
        """Paint everything that lies under or around the words of one passage.

        `reading` is the word to outline with `ring`.
        """
        words, tokens = self._passages.map, current()
        passage = words.passages[shown.index]
        top, bottom = shown.letters()
        flagged = [words.within(shown.index, *span) for span in passage.flagged]
        dashed = [words.letters(shown.index, *span) for span in filter(None, flagged)]
        dashed = [(start, end) for start, end in dashed if start < bottom and end > top]
        for start, end in dashed:
            paint_tint(painter, shown, start, end, tokens.flag_soft)
        for tint, first, last in self._tinted.get(passage.id, ()):
            paint_tint(painter, shown, *words.letters(shown.index, first, last), tint.soft())
        if self.pattern is not None:
            found = mix(tokens.flag_line, tokens.surface, 0.34)
            for start, end in matches(self.pattern, words.texts[shown.index]):
                paint_tint(painter, shown, start, end, found)
        if passage.flags and passage.words_doubt and passage.words and not passage.flagged:
            dashed = [words.letters(shown.index, 0, len(passage.words) - 1)]
        paint_underlines(painter, shown, dashed, tokens.flag_line, _DASHES)
        spans = words.spans[shown.index]
        first, last = bisect_right(spans, top, key=itemgetter(1)), bisect_left(spans, bottom, key=itemgetter(0))
        pairs = zip(passage.words[first:last], spans[first:last], strict=True)
        doubtful = [span for word, span in pairs if word.confidence < self.doubt_below and not word.guessed]
        dotted = [span for span in doubtful if not any(a <= span[0] < b for a, b in dashed)]
        paint_underlines(painter, shown, dotted, tokens.ink3, _DOTS)
        closed = filter(None, (words.within(shown.index, *stretch) for stretch in self.not_used))
        paint_struck(painter, shown, [words.letters(shown.index, *inside) for inside in closed], tokens.stop)
        if reading is not None and reading.passage == shown.index:
            paint_ring(painter, shown, *words.spans[shown.index][reading.word], ring)
        if self.playing is not None and self.playing.passage == shown.index:
            self._paint_playing(painter, shown, self.playing)

    def _paint_playing(self, painter: QPainter, shown: ShownPassage, playing: WordPlace) -> None:
        words = self._passages.map
        if self.calm:
            whole = words.letters(shown.index, 0, len(words.spans[shown.index]) - 1)
            paint_tint(painter, shown, *whole, current().accent_soft)
        else:
            paint_tint(painter, shown, *words.spans[shown.index][playing.word], current().now)
