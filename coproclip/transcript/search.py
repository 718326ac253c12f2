"""Search over the words of all stories."""

import re
import unicodedata
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import select, text, tuple_
from sqlalchemy.orm import Session, aliased

from coproclip.jobs import CancelToken
from coproclip.project.schema import Segment, Story, Word
from coproclip.project.storage.word_index import using_index

CONTEXT_WORDS = 8
# Longer phrases are looked for within one passage only.
LONGEST_PHRASE = 40
_TOKEN = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage in which the words were found: `start_ms`–`end_ms` are those of the passage.

    `found` are the places of the found words in its text as (from, to) letters; `heard_ms` is where the first one is
    heard; `before` and `after` are a few words of the passages around.
    """

    story_id: int
    story_title: str
    segment_id: int
    start_ms: int
    end_ms: int
    text: str
    found: tuple[tuple[int, int], ...]
    heard_ms: int
    before: str
    after: str


class _Place(NamedTuple):
    story_id: int
    start_ms: int
    segment_id: int


class _Passage(NamedTuple):
    """Where it is; with a `tail`, what was looked for are its last so many words and goes on in the next passage."""

    place: _Place
    tail: int


_NUMBERS = 4
"""Of each passage: its story, where it begins (ms), its own number, and its `tail`."""


@dataclass(frozen=True, slots=True)
class FoundPassages:
    """Every passage in which the words were found, in order: what `hits` reads. `wanted` are the pieces looked for.

    Of a hundred thousand of them there are only their `numbers`, one after the other: Python has to look through each
    object that somebody keeps.
    """

    numbers: "array[int]" = field(default_factory=lambda: array("q"))
    wanted: tuple[tuple[str, ...], ...] = ()

    @classmethod
    def of(cls, passages: Iterable[_Passage], wanted: tuple[tuple[str, ...], ...]) -> "FoundPassages":
        """These, in their order."""
        return cls(array("q", (number for one in passages for number in (*one.place, one.tail))), wanted)

    def __len__(self) -> int:
        return len(self.numbers) // _NUMBERS

    def some(self, first: int, count: int | None) -> list[_Passage]:
        """At most `count` passages from number `first` on."""
        end = len(self) if count is None else min(len(self), first + count)
        places = (self.numbers[at * _NUMBERS : (at + 1) * _NUMBERS] for at in range(first, end))
        return [_Passage(_Place(*numbers[:-1]), numbers[-1]) for numbers in places]

    @property
    def stories(self) -> int:
        """In how many stories they are."""
        return len(set(self.numbers[::_NUMBERS]))


def plain_words(words: str) -> list[str]:
    """What is compared: letters and digits without capitals and accents, cut at everything else."""
    bare = "".join(letter for letter in unicodedata.normalize("NFD", words) if not unicodedata.combining(letter))
    return _TOKEN.findall(bare.casefold())


def _phrases(words: str) -> list[str]:
    """What was typed, as the pieces that must all be there: words, and "several in quotes" as one."""
    # Halves of letters and the sign that ends a text in SQLite are no part of any word.
    words = words.encode("utf-8", "ignore").decode().replace("\0", " ")
    pieces = [phrase or loose for phrase, loose in re.findall(r'[“"„]([^”"“]+)[”"“]|(\S+)', words)]
    return [unicodedata.normalize("NFC", piece) for piece in pieces if plain_words(piece)]


def find_passages(session: Session, words: str, cancel: CancelToken | None = None) -> FoundPassages:
    """Passages that hold all of `words` (a phrase in quotes stays together), by story and time.

    Also where words said one after the other go on from one passage into the next; the hit is where they begin.
    Raises `Cancelled` when it is not wanted any more.
    """
    cancel = cancel or CancelToken()
    phrases = _phrases(words)
    if not phrases:
        return FoundPassages()
    # Each piece in double quotes is only ever words to the index, whatever signs are in it.
    query = " AND ".join('"' + phrase.replace('"', " ") + '"' for phrase in phrases)
    wanted = tuple(tuple(plain_words(phrase)) for phrase in phrases)
    found = {place.segment_id: _Passage(place, 0) for place in _places_with(session, query)}
    if len(phrases) == 1 or not any(len(piece) > 1 for piece in wanted):
        for passage in _across(session, [token for piece in wanted for token in piece], cancel):
            found.setdefault(passage.place.segment_id, passage)
    titles = {story: title.casefold() for story, title in session.execute(select(Story.id, Story.title))}
    ordered = sorted(
        found.values(),
        key=lambda one: (
            titles.get(one.place.story_id, ""),
            one.place.story_id,
            one.place.start_ms,
            one.place.segment_id,
        ),
    )
    return FoundPassages.of(ordered, wanted)


def _places_with(session: Session, query: str) -> list[_Place]:
    asked = text(
        "SELECT segment.story_id, segment.start_ms, segment_search.rowid "
        "FROM segment_search JOIN segment ON segment.id = segment_search.rowid "
        "JOIN story ON story.id = segment.story_id WHERE story.binned_at IS NULL AND segment_search MATCH :query"
    )
    with using_index():
        return [_Place(*row) for row in session.execute(asked, {"query": query})]


def _across(session: Session, said: Sequence[str], cancel: CancelToken) -> Iterator[_Passage]:
    """Where `said`, one word after the other, begins at the end of a passage and goes on in the next."""
    stories: dict[int, tuple[list[_Place], list[str]]] = {}
    for border in range(1, min(len(said), LONGEST_PHRASE)):
        for end in _places_with(session, f'^ "{" ".join(said[border:])}"'):
            cancel.raise_if_cancelled()
            if end.story_id not in stories:
                stories[end.story_id] = _texts(session, end.story_id)
            begun = _begins(*stories[end.story_id], end, list(said[:border]))
            if begun is not None:
                yield begun


def _texts(session: Session, story_id: int) -> tuple[list[_Place], list[str]]:
    """The passages of a story in order, and what is said in each."""
    query = select(Segment.start_ms, Segment.id, Segment.text).where(Segment.story_id == story_id)
    rows = session.execute(query.order_by(Segment.start_ms, Segment.id)).all()
    return [_Place(story_id, start, number) for start, number, _ in rows], [said for *_, said in rows]


def _begins(places: Sequence[_Place], texts: Sequence[str], end: _Place, said: list[str]) -> _Passage | None:
    """The passage before `end` at whose end `said` begins, and how many of its words are there."""
    for at in range(bisect_left(places, end) - 1, -1, -1):
        tokens = plain_words(texts[at])
        if len(tokens) >= len(said):
            return _Passage(places[at], len(said)) if tokens[-len(said) :] == said else None
        # A short passage that is part of it as a whole: it begins still earlier.
        if tokens and said[-len(tokens) :] != tokens:
            return None
        said = said[: len(said) - len(tokens)]
    return None


def hits(session: Session, found: FoundPassages, first: int = 0, count: int | None = None) -> list[Hit]:
    """The passages found from number `first` on, at most `count` of them; those that are gone since are left out."""
    some = found.some(first, count)
    segments: dict[int, Segment] = {}
    for start in range(0, len(some), 500):
        ids = [one.place.segment_id for one in some[start : start + 500]]
        segments |= {row.id: row for row in session.scalars(select(Segment).where(Segment.id.in_(ids)))}
    titles = {number: title for number, title in session.execute(select(Story.id, Story.title))}
    beside, made = _words_beside(session, list(segments)), []
    for one in some:
        segment = segments.get(one.place.segment_id)
        if segment is None:
            continue
        if one.tail:
            spoken = [number for number, word in enumerate(segment.words) for _ in plain_words(word.text)]
            matching = set(spoken[-one.tail :])
        else:
            matching = _matching(segment.words, found.wanted)
        made.append(_hit(segment, titles.get(segment.story_id, ""), beside.get(segment.id, ("", "")), matching))
    return made


def search(session: Session, words: str) -> list[Hit]:
    """Every passage with these words, in one go."""
    return hits(session, find_passages(session, words))


def _words_beside(session: Session, segment_ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    """The last words said before each of these passages, and the first after it."""
    here, other, found = aliased(Segment), aliased(Segment), {}
    said = select(other.text).where(other.story_id == here.story_id).limit(1).correlate(here)
    earlier = tuple_(other.start_ms, other.id) < tuple_(here.start_ms, here.id)
    before = said.where(earlier, other.end_ms <= here.start_ms).order_by(other.start_ms.desc(), other.id.desc())
    after = said.where(other.start_ms >= here.end_ms).order_by(other.start_ms, other.id)
    query = select(here.id, before.scalar_subquery(), after.scalar_subquery())
    for start in range(0, len(segment_ids), 500):
        some = query.where(here.id.in_(segment_ids[start : start + 500]))
        for number, last, first in session.execute(some):
            found[number] = (
                " ".join((last or "").split()[-CONTEXT_WORDS:]),
                " ".join((first or "").split()[:CONTEXT_WORDS]),
            )
    return found


def _matching(words: Sequence[Word], wanted: Sequence[Sequence[str]]) -> set[int]:
    """Which words are part of a piece that was looked for."""
    said = [(token, number) for number, word in enumerate(words) for token in plain_words(word.text)]
    tokens = [token for token, _ in said]
    found: set[int] = set()
    for piece in wanted:
        for first in range(len(tokens) - len(piece) + 1):
            if tokens[first : first + len(piece)] == list(piece):
                found.update(number for _, number in said[first : first + len(piece)])
    return found


def _hit(segment: Segment, title: str, beside: tuple[str, str], matching: set[int]) -> Hit:
    """A hit in `segment` of the story with this title, whose words `matching` (by number) were found."""
    found = []
    place = 0
    for number, word in enumerate(segment.words):
        begin = max(place, segment.text.find(word.text, place))
        place = begin + len(word.text)
        if number in matching:
            found.append((begin, place))
    return Hit(
        story_id=segment.story_id,
        story_title=title,
        segment_id=segment.id,
        start_ms=segment.start_ms,
        end_ms=segment.end_ms,
        text=segment.text,
        found=tuple(found),
        heard_ms=segment.words[min(matching)].start_ms if matching else segment.start_ms,
        before=beside[0],
        after=beside[1],
    )
