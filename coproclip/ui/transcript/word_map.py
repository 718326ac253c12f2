"""Where each word stands: the way between the sound (ms) and the text (characters) of a story's passages.

Character offsets count UTF-16 units from the start of a passage, as Qt counts them.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from coproclip.overview.story import Passage, Word, flat

# Characters that Qt would turn into a new block, a frame or an object.
_TOKEN = re.compile(r"\S+")
HOLD_MS = 400
"""How long a word stays the one being heard after its end, while no other has begun."""


class WordPlace(NamedTuple):
    """A word by its passage's place in the story and its own place in the passage, both from 0."""

    passage: int
    word: int


def one_line(text: str) -> str:
    """`text` with every run of white space and line breaks as one space, none at the ends."""
    return " ".join(flat(text).split())


def utf16_length(text: str) -> int:
    """Length of `text` as Qt counts it."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def before(text: str, offset: int) -> str:
    """The first `offset` UTF-16 units of `text`."""
    if text.isascii():
        return text[:offset]
    return text.encode("utf-16-le", "surrogatepass")[: offset * 2].decode("utf-16-le", "replace")


def alike(old: str, new: str) -> tuple[int, int]:
    """How many letters are the same at the beginning of both, and how many of the others at the end."""
    least = min(len(old), len(new))
    head = next((nth for nth in range(least) if old[nth] != new[nth]), least)
    return head, next((nth for nth in range(least - head) if old[-1 - nth] != new[-1 - nth]), least - head)


def matches(pattern: re.Pattern[str], text: str) -> list[tuple[int, int]]:
    """Where `pattern` is in `text`, in UTF-16 units; empty matches are left out."""
    found = [match.span() for match in pattern.finditer(text) if match.end() > match.start()]
    if utf16_length(text) == len(text):
        return found
    return [(utf16_length(text[:start]), utf16_length(text[:end])) for start, end in found]


def tokens(text: str) -> list[tuple[int, int]]:
    """Where the words of `text` stand, in UTF-16 units: whatever lies between white space."""
    return matches(_TOKEN, text)


def word_spans(words: Sequence[Word], text: str) -> list[tuple[int, int]]:
    """For each word the characters of `text` it stands at, also while a person is typing in that text.

    Words the typing did not touch keep their places; those it did share what now stands between.
    """
    if " ".join(word.text for word in words) == text:
        starts = accumulate((utf16_length(word.text) + 1 for word in words), initial=0)
        return [(start, start + utf16_length(word.text)) for word, start in zip(words, starts, strict=False)]
    written = tokens(text)
    if len(written) == len(words):
        return written
    return _shared_out([word.text for word in words], _TOKEN.findall(text), written, utf16_length(text))


def _shared_out(
    words: list[str], written: list[str], spans: list[tuple[int, int]], length: int
) -> list[tuple[int, int]]:
    least = min(len(words), len(spans))
    head = 0
    while head < least and words[head] == written[head]:
        head += 1
    tail = 0
    while tail < least - head and words[-1 - tail] == written[-1 - tail]:
        tail += 1
    changed, room = len(words) - head - tail, spans[head : len(spans) - tail]
    shared = spans[:head]
    for nth in range(changed):
        if room:
            first = nth * len(room) // changed
            last = max(first, (nth + 1) * len(room) // changed - 1)
            shared.append((room[first][0], room[last][1]))
        else:
            gone = spans[head][0] if head < len(spans) else length
            shared.append((gone, gone))
    return shared + spans[len(spans) - tail :]


Spans = list[tuple[int, int]]


class _SpansByPassage:
    """The places of each passage's words, worked out when first asked for: of a long story few are ever seen."""

    def __init__(self, words: "WordMap") -> None:
        self._words = words
        self._made: list[Spans | None] = []

    def __len__(self) -> int:
        return len(self._made)

    def __getitem__(self, index: int) -> Spans:
        made = self._made[index]
        if made is None:
            made = self._made[index] = word_spans(self._words.passages[index].words, self._words.texts[index])
        return made

    def insert(self, index: int) -> None:
        self._made.insert(index, None)

    def forget(self, index: int) -> None:
        self._made[index] = None

    def remove(self, index: int) -> None:
        del self._made[index]


class WordMap:
    """The passages of a story in order, with the text each has on the page and the places of its words."""

    def __init__(self) -> None:
        self.passages: list[Passage] = []
        self.texts: list[str] = []
        self.spans = _SpansByPassage(self)
        self._ordered = True
        self._index: dict[int, int] = {}
        self._keys: list[tuple[int, int]] = []
        self._reach: list[int] = []

    def __len__(self) -> int:
        return len(self.passages)

    def insert(self, index: int, passage: Passage) -> None:
        """Put `passage` in before the one at `index`."""
        self.passages.insert(index, passage)
        self.texts.insert(index, passage.text)
        self.spans.insert(index)
        self._ordered = False

    def remove(self, index: int) -> None:
        """Take the passage at `index` out."""
        del self.passages[index], self.texts[index]
        self.spans.remove(index)
        self._ordered = False

    def put(self, index: int, passage: Passage, text: str) -> None:
        """Let `passage` stand at `index`, with `text` on the page."""
        self.passages[index], self.texts[index] = passage, text
        self.spans.forget(index)
        self._ordered = False

    def retext(self, index: int, text: str) -> None:
        """Note that `text` is what the page now has at `index`."""
        self.texts[index] = text
        self.spans.forget(index)

    def _order(self) -> None:
        if self._ordered:
            return
        self._index = {passage.id: index for index, passage in enumerate(self.passages)}
        self._keys = [(passage.start_ms, passage.id) for passage in self.passages]
        self._reach = list(accumulate((passage.end_ms for passage in self.passages), max))
        self._ordered = True

    def index_of(self, passage_id: int) -> int | None:
        """Place of a passage, if it is here."""
        self._order()
        return self._index.get(passage_id)

    def place_for(self, passage: Passage) -> int:
        """Where `passage` belongs among the others (by start, then id)."""
        self._order()
        return bisect_left(self._keys, (passage.start_ms, passage.id))

    def between(self, start_ms: int, end_ms: int) -> Iterator[int]:
        """Places of the passages that are heard within `start_ms` … `end_ms`."""
        self._order()
        for index in range(bisect_right(self._reach, start_ms), len(self.passages)):
            passage = self.passages[index]
            if passage.start_ms >= end_ms:
                return
            if passage.end_ms > start_ms:
                yield index

    def heard_at(self, ms: int) -> WordPlace | None:
        """The word being heard at `ms`; the last one begun where two people speak at once, None in a silence."""
        best, best_start = None, -1
        for index in self.between(ms - HOLD_MS, ms + 1):
            words = self.passages[index].words
            for nth, word in enumerate(words):
                if not best_start < word.start_ms <= ms:
                    continue
                following = words[nth + 1].start_ms if nth + 1 < len(words) else word.end_ms + HOLD_MS
                if ms < max(word.end_ms, min(following, word.end_ms + HOLD_MS)):
                    best, best_start = WordPlace(index, nth), word.start_ms
        return best

    def nearest(self, ms: int) -> WordPlace | None:
        """The last word that has begun at `ms`, or the story's first."""
        self._order()
        for index in range(bisect_right(self._keys, (ms, 2**62)) - 1, -1, -1):
            begun = [nth for nth, word in enumerate(self.passages[index].words) if word.start_ms <= ms]
            if begun:
                return WordPlace(index, begun[-1])
        return next((WordPlace(index, 0) for index, passage in enumerate(self.passages) if passage.words), None)

    def labelled(self, ms: int) -> int:
        """Where the passage begins whose time is written as the full second `ms`; else `ms`, and so for any other."""
        self._order()
        place = bisect_left(self._keys, (ms, 0))
        if ms % 1000 or place >= len(self.passages) or self.passages[place].start_ms >= ms + 1000:
            return ms
        passage = self.passages[place]
        return passage.words[0].start_ms if passage.words else passage.start_ms

    def word(self, place: WordPlace) -> Word:
        """The word at `place`."""
        return self.passages[place.passage].words[place.word]

    def at(self, index: int, offset: int) -> WordPlace | None:
        """The word that a caret at `offset` of passage `index` stands at; None in a passage without words."""
        spans = self.spans[index]
        if not spans:
            return None
        return WordPlace(index, next((nth for nth, span in enumerate(spans) if span[1] >= offset), len(spans) - 1))

    def touched(self, index: int, start: int, end: int) -> tuple[int, int] | None:
        """First and last word of passage `index` with a character in `start` … `end`."""
        inside = [nth for nth, span in enumerate(self.spans[index]) if span[0] < end and span[1] > start]
        return (inside[0], inside[-1]) if inside else None

    def within(self, index: int, start_ms: int, end_ms: int) -> tuple[int, int] | None:
        """First and last word of passage `index` whose middle is heard within `start_ms` … `end_ms`."""
        words = self.passages[index].words
        if words and start_ms <= words[0].start_ms and words[-1].end_ms <= end_ms:
            return 0, len(words) - 1
        inside = [
            nth
            for nth, word in enumerate(words)
            if start_ms <= (word.start_ms + word.end_ms) // 2 < max(end_ms, start_ms + 1)
        ]
        return (inside[0], inside[-1]) if inside else None

    def letters(self, index: int, first: int, last: int) -> tuple[int, int]:
        """Characters from word `first` to word `last` of passage `index`."""
        return self.spans[index][first][0], self.spans[index][last][1]

    # -- finding

    def whole_text(self) -> str:
        """The texts of all passages, each on a line of its own."""
        return "\n".join(self.texts)

    def find(
        self, pattern: re.Pattern[str], at: tuple[int, int], *, backward: bool = False
    ) -> tuple[tuple[int, int], tuple[int, int]] | None:
        """First and last place (passage, character) of the next match from `at` on, going round; None without one."""
        whole = self.whole_text()
        lines = list(accumulate((len(text) + 1 for text in self.texts), initial=0))
        here = lines[at[0]] + len(before(self.texts[at[0]], at[1]))
        if backward:
            every = list(pattern.finditer(whole))
            found = next((match for match in reversed(every) if match.end() <= here), every[-1] if every else None)
        else:
            found = pattern.search(whole, here) or pattern.search(whole)
        if found is None:
            return None

        def _place(letter: int) -> tuple[int, int]:
            line = bisect_right(lines, letter) - 1
            return line, utf16_length(self.texts[line][: letter - lines[line]])

        return _place(found.start()), _place(found.end())
