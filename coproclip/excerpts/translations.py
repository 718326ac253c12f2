"""Translations of excerpts as they stand: which are whole, still of these very words, and may be read by others.

“A translation is somebody's words in another language.” It leaves only beside the excerpt, only where everybody who is
heard agreed to being translated, and only word for word as they said yes to it.
"""

from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import cached_property
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coproclip.excerpts.names.hidden_names import as_read
from coproclip.excerpts.rules.coverage_parts import print_of
from coproclip.excerpts.rules.grants import VoicedWord
from coproclip.excerpts.rules.policy import ANSWERED_USES, Use
from coproclip.excerpts.spans import inside
from coproclip.people.consent import consent_by, is_yes, refused_before
from coproclip.project.kinds import ConsentAbout
from coproclip.project.schema import Excerpt, ExcerptTranslation
from coproclip.speech.language_names import language_tag
from coproclip.speech.passages import ends_sentence

if TYPE_CHECKING:
    from coproclip.excerpts.coverage import StoryReader

MOST_LANGUAGES = 50
"""An excerpt is translated into no more."""
MOST_LINES = 500
"""An excerpt of more sentences is not translated here."""
MOST_WORDS = 40
"""A line of the original is a sentence, and no longer than this."""
_LONGEST_PRINTS = (MOST_LINES + 2) * len('"0123456789abcdef", ')
TRANSLATED_USES = (*ANSWERED_USES, Use.REVIEW)
"""Where a translation may stand beside an excerpt: where somebody said yes to exactly it, or is asked about it."""


@dataclass(frozen=True, slots=True)
class OriginalLine:
    """A line of an excerpt as others read it: its words `first` to `last` of all, when they are said (ms)."""

    text: str
    first: int
    last: int
    start_ms: int
    end_ms: int


class TranslationState(Enum):
    """How far a translation is."""

    WHOLE = auto()
    UNFINISHED = auto()
    """Lines are missing."""
    OTHER_WORDS = auto()
    """What it translates was changed since, and nobody looked at it again."""


@dataclass(frozen=True, slots=True)
class Translated:
    """A translation of an excerpt: its number, its language, and what stands for each line of the original.

    `to_look_at` are the numbers (from 0) of lines that were written for other words.
    """

    number: int
    language: str
    lines: tuple[str, ...]
    state: TranslationState
    to_look_at: frozenset[int] = frozenset()

    @property
    def print(self) -> str:
        """A fingerprint of all of it."""
        return print_of([self.language, list(self.lines)])

    @property
    def text(self) -> str:
        """All of it, a line each."""
        return "\n".join(self.lines)


def original_lines(reader: "StoryReader", excerpt: Excerpt) -> list[OriginalLine]:
    """The sentences of an excerpt, none over a cut or of two voices; names that are hidden read as others read them."""
    spans, found, number = reader.spans(excerpt), list[OriginalLine](), 0
    words, hidden = reader.words(excerpt.story_id, spans), reader.hidden(excerpt, spans)
    for span in spans:
        said, begin = as_read(inside(words, span), hidden, lambda speaker: str(speaker or 0)), 0
        for end, word in enumerate(said, 1):
            goes_on = end < len(said) and said[end].speaker == word.speaker and not ends_sentence(word.text)
            if not goes_on or end - begin >= MOST_WORDS:
                found.append(_line(said[begin:end], number + begin))
                begin = end
        number += len(said)
    return found


def _line(words: Sequence[VoicedWord], first: int) -> OriginalLine:
    ends = max(word.end_ms for word in words)
    text = " ".join(word.text for word in words)
    return OriginalLine(text, first, first + len(words) - 1, words[0].start_ms, ends)


def prints_of(originals: Sequence[OriginalLine], lines: Sequence[str]) -> list[str]:
    """A fingerprint of all `lines`, then one of each line of the original that they translate, in order."""
    return [_print("\n".join(lines)), *(_print(original.text) for original in originals)]


def _print(text: str) -> str:
    return print_of(text)[:16]


class Translations:
    """Reads the translations of one excerpt after another; most excerpts have none."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._agreed: dict[tuple[int, tuple[int | None, ...]], bool] = {}
        self._leaving: dict[int, list[Translated]] = {}

    @cached_property
    def _translated(self) -> frozenset[int]:
        return frozenset(self._session.scalars(select(ExcerptTranslation.excerpt_id).distinct()))

    def of(self, reader: "StoryReader", excerpt: Excerpt) -> list[Translated]:
        """All of an excerpt, one for each language, as they were begun."""
        if excerpt.id not in self._translated:
            return []
        originals, rows = original_lines(reader, excerpt), self._rows(excerpt)
        now = [_print(line.text) for line in originals]
        return [_as_it_stands(row, now) for row in rows]

    def leaving(self, reader: "StoryReader", excerpt: Excerpt) -> list[Translated]:
        """Those that are whole, of these very words, and to which everybody heard agreed as such.

        Read once: what stands in a project may be many languages of a long excerpt, and several ask.
        """
        if excerpt.id not in self._translated:
            return []
        if excerpt.id not in self._leaving:
            whole = self.of(reader, excerpt) if self.is_agreed(reader, excerpt) else []
            self._leaving[excerpt.id] = [one for one in whole if one.state is TranslationState.WHOLE]
        return self._leaving[excerpt.id]

    def _rows(self, excerpt: Excerpt) -> list[ExcerptTranslation]:
        mine = select(ExcerptTranslation).where(
            ExcerptTranslation.excerpt_id == excerpt.id,
            func.length(ExcerptTranslation.prints) <= _LONGEST_PRINTS,
        )
        rows = dict[str, ExcerptTranslation]()
        for row in self._session.scalars(mine.order_by(ExcerptTranslation.id).limit(MOST_LANGUAGES)):
            if row.language and language_tag(row.language) == row.language:  # it stands in what leaves
                rows.setdefault(row.language, row)
        return list(rows.values())

    def is_agreed(self, reader: "StoryReader", excerpt: Excerpt) -> bool:
        """Whether everybody heard in it said yes to being translated, and nobody who told the story before said no."""
        tellers, story = tuple(reader.tellers_in(excerpt)), excerpt.story_id
        if (story, tellers) not in self._agreed:
            about = ConsentAbout.TRANSLATED
            yes = all(is_yes(consent_by(self._session, story, one).get(about)) for one in tellers)
            before = yes and any(what == about for what, _, _ in refused_before(self._session, story))
            self._agreed[story, tellers] = yes and bool(tellers) and not before
        return self._agreed[story, tellers]


def _as_it_stands(row: ExcerptTranslation, now: Sequence[str]) -> Translated:
    """A translation beside the lines of the original as they are `now` (their prints), whichever they were before.

    What is for words that are not in it any more belongs to no line of it. Where the text is not the one that was
    written with its prints, nobody knows what its lines are for.
    """
    written = row.text.split("\n")
    then = row.prints[1:] if row.prints[:1] == [_print(row.text)] and len(row.prints) == len(written) + 1 else []
    if then == now:
        state = TranslationState.WHOLE if all(written) else TranslationState.UNFINISHED
        return Translated(row.id, row.language, tuple(written), state)
    places = defaultdict[str, deque[int]](deque)
    for at, print_then in enumerate(then):
        places[print_then].append(at)
    found = [places[line].popleft() if places.get(line) else None for line in now]
    known = set(found)
    # What was written for other words stands beside those that nobody translated, in order, to be looked at.
    open_ones = [place for place, at in enumerate(found) if at is None]
    others = [line for at, line in enumerate(written) if at not in known and line]
    to_look_at = dict(zip(open_ones, others, strict=False))
    whole = tuple(to_look_at.get(place, "") if at is None else written[at] for place, at in enumerate(found))
    state = TranslationState.WHOLE if whole and all(whole) else TranslationState.UNFINISHED
    state = TranslationState.OTHER_WORDS if to_look_at else state
    return Translated(row.id, row.language, whole, state, frozenset(to_look_at))
