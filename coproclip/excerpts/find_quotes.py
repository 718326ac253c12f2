"""Quotes of a document found in the words of all stories, by likeness: a list that was typed is never quite right.

“What is surely there is marked, what may be there is asked about, what is not there is said.” A quote with “…” in it is
found in parts, and what lies between is taken out of its excerpt; what stands in [brackets] was added by somebody.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein
from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.errors import CoProClipError
from coproclip.excerpts.marking import mark, ranges_of, take_out
from coproclip.excerpts.quote_lists import QuoteList
from coproclip.jobs import CancelToken, Progress, Report, silent
from coproclip.people.stories import storyteller_names
from coproclip.project.project import Edit
from coproclip.project.schema import Excerpt, Segment, Span, Story, Word
from coproclip.project.storage.too_many import refuse_beyond
from coproclip.timecode import TimeRange
from coproclip.transcript.search import plain_words

SURE, POSSIBLE = 90, 60
"""How alike (of 100) words must be to be surely those, and to be shown as perhaps those."""
CLEARLY = 5
"""By so much the best place must be better than any other to be the one that is meant."""
MOST_PLACES = 5
MOST_PARTS, MOST_WORDS = 40, 2_000
"""Nobody leaves out more of a quote, or quotes more; what has more is not looked for."""
LIKELY = 75
"""As alike (of 100) a line without quotation marks must be to be taken for a quote."""
SURE_WORDS = 4
"""Fewer words are found, but may be said by chance: a person looks."""
_RARE = 30
_TRIED = 12
_LONGEST_PART_MS = 300_000
_ADDED = re.compile(r"\[[^\[\]]*\]")
_CUT = re.compile(r"\s*(?:…|\.{3,}|\[…\]|\[\.\.\.\]|\(…\)|\(\.\.\.\))\s*")


class Found(StrEnum):
    """Whether a quote was found: surely, perhaps, not at all, or is an excerpt already."""

    SURE = "sure"
    DOUBTFUL = "doubtful"
    MISSED = "missed"
    THERE = "there"


@dataclass(frozen=True, slots=True)
class QuotePlace:
    """Where a quote may be said: `score` (of 100) says how alike; times are ms of the story.

    `spans` are the parts that are said, more than one where something was left out between them; `words` what stands
    there. `excerpt_id` is an excerpt with just these words, 0 where there is none.
    """

    story_id: int
    story_title: str
    who: str
    spans: tuple[TimeRange, ...]
    words: str
    score: int
    excerpt_id: int = 0

    @property
    def time(self) -> TimeRange:
        """From the first word to the last."""
        return TimeRange(self.spans[0].start_ms, self.spans[-1].end_ms)


@dataclass(frozen=True, slots=True)
class FoundQuote:
    """A quote of the document (`number` counts from 1), and the places where it may be said, the likeliest first."""

    number: int
    quote: str
    found: Found
    places: tuple[QuotePlace, ...]

    @property
    def best(self) -> QuotePlace | None:
        """The likeliest place."""
        return self.places[0] if self.places else None


@dataclass(slots=True)
class _Story:
    """A story's words: each with its place among the letters and digits that are compared."""

    story_id: int
    title: str
    who: str
    words: list[Word]
    tokens: list[str]
    of: list[int]
    """For each token the number of its word."""


class _Index:
    """Where every pair of words is said, in all stories."""

    def __init__(self, stories: Sequence[_Story], cancel: CancelToken) -> None:
        self.stories, self._cancel = stories, cancel
        self._starts: dict[tuple[str, ...], list[tuple[int, int]]] = {}
        self.pairs: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
        self.single: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for number, story in enumerate(stories):
            cancel.raise_if_cancelled()
            for place, token in enumerate(story.tokens):
                self.single[token].append((number, place))
                if place:
                    self.pairs[story.tokens[place - 1], token].append((number, place - 1))

    def begin(self) -> None:
        """Another quote is looked for: what was found of the parts of the last one is forgotten."""
        self._starts.clear()

    def starts(self, wanted: Sequence[str]) -> list[tuple[int, int]]:
        """Stories (by place) with places where `wanted` may begin, the likeliest first. Raises `Cancelled`."""
        key = tuple(wanted)
        if key not in self._starts:
            self._starts[key] = self._voted(wanted)
        return self._starts[key]

    def _voted(self, wanted: Sequence[str]) -> list[tuple[int, int]]:
        votes: Counter[tuple[int, int]] = Counter()
        step = max(3, len(wanted) // 4)
        for at, pair in enumerate(pairwise(wanted)):
            self._cancel.raise_if_cancelled()
            for number, place in self.pairs.get(pair, ()):
                votes[number, (place - at) // step] += 2
        for at, token in enumerate(wanted):
            places = self.single.get(token, ())
            if len(places) <= _RARE:
                for number, place in places:
                    votes[number, (place - at) // step] += 1
        # What lies at the border of two steps was voted for in both.
        both = Counter({(n, b): votes[n, b] + max(votes[n, b - 1], votes[n, b + 1]) for n, b in list(votes)})
        return [(number, bucket * step) for (number, bucket), _ in both.most_common(_TRIED)]


def find_quotes(
    session: Session, quotes: Sequence[str], report: Report = silent, cancel: CancelToken | None = None
) -> list[FoundQuote]:
    """Where each of `quotes` is said, in all stories that are not in the bin. Raises `Cancelled`."""
    cancel = cancel or CancelToken()
    index = _Index(list(_stories(session)), cancel)
    known = _excerpts(session)
    found: list[FoundQuote] = []
    for number, quote in enumerate(quotes, 1):
        cancel.raise_if_cancelled()
        report(Progress(number - 1, len(quotes), "Looking for the quotes"))
        parts = [tokens for part in _CUT.split(_ADDED.sub(" ", quote)) if (tokens := plain_words(part))]
        places = [_known(place, known) for place in _places(index, parts)]
        found.append(FoundQuote(number, quote, _how(parts, places), tuple(places)))
    return found


def find_list(
    session: Session, wanted: QuoteList, report: Report = silent, cancel: CancelToken | None = None
) -> tuple[list[FoundQuote], tuple[str, ...]]:
    """Where each quote of a document is said; behind those its lines without marks that somebody said.

    And the lines that hold no quote. Raises `Cancelled`.
    """
    unmarked = {one: quote for one, quote in wanted.unmarked.items() if quote not in wanted.quotes}
    found = find_quotes(session, [*wanted.quotes, *dict.fromkeys(unmarked.values())], report, cancel)
    said = found[: len(wanted.quotes)]
    for one in found[len(said) :]:
        if one.best is not None and one.best.score >= LIKELY and len(plain_words(one.quote)) >= SURE_WORDS:
            said.append(replace(one, number=len(said) + 1))
    quotes = {one.quote for one in said}
    return said, tuple(one for one in wanted.others if unmarked.get(one) not in quotes)


def _stories(session: Session) -> Iterator[_Story]:
    titles = select(Story.id, Story.title).where(Story.binned_at.is_(None)).order_by(Story.id)
    for story_id, title in session.execute(titles).all():
        rows = select(Segment.words).where(Segment.story_id == story_id).order_by(Segment.start_ms, Segment.id)
        words = [word for row in session.scalars(rows) for word in row]
        tokens: list[str] = []
        of: list[int] = []
        for number, word in enumerate(words):
            said = plain_words(word.text)
            tokens += said
            of += [number] * len(said)
        yield _Story(story_id, title, storyteller_names(session, story_id), words, tokens, of)


def _excerpts(session: Session) -> dict[int, dict[tuple[TimeRange, ...], int]]:
    """The excerpts of every story, by their spans."""
    spans: dict[int, list[TimeRange]] = defaultdict(list)
    for excerpt, start, end in session.execute(
        select(Span.excerpt_id, Span.start_ms, Span.end_ms).order_by(Span.start_ms)
    ):
        spans[excerpt].append(TimeRange(start, end))
    found: dict[int, dict[tuple[TimeRange, ...], int]] = defaultdict(dict)
    for number, story in session.execute(select(Excerpt.id, Excerpt.story_id)):
        found[story][tuple(spans[number])] = number
    return found


def _known(place: QuotePlace, known: dict[int, dict[tuple[TimeRange, ...], int]]) -> QuotePlace:
    number = known.get(place.story_id, {}).get(place.spans, 0)
    return QuotePlace(place.story_id, place.story_title, place.who, place.spans, place.words, place.score, number)


def _how(parts: Sequence[Sequence[str]], places: Sequence[QuotePlace]) -> Found:
    if not places:
        return Found.MISSED
    best = places[0]
    if best.excerpt_id and best.score >= SURE:
        return Found.THERE
    alone = len(places) < 2 or best.score - places[1].score >= CLEARLY
    enough = sum(map(len, parts)) >= SURE_WORDS
    return Found.SURE if best.score >= SURE and alone and enough else Found.DOUBTFUL


def _places(index: _Index, parts: Sequence[Sequence[str]]) -> list[QuotePlace]:
    """Where all parts are said one after the other in one story, the likeliest first; places do not overlap."""
    if not parts or len(parts) > MOST_PARTS or sum(map(len, parts)) > MOST_WORDS:
        return []
    index.begin()
    chains: list[tuple[float, int, list[tuple[int, int]]]] = []
    for number, start in index.starts(parts[0]):
        story = index.stories[number]
        first = _fitted(story, parts[0], start)
        if first is None:
            continue
        runs, scores = [first[:2]], [(first[2], len(parts[0]))]
        for part in parts[1:]:
            after = _after(index, number, part, runs[-1][1])
            if after is None:
                scores.append((0.0, len(part)))
                continue
            runs.append(after[:2])
            scores.append((after[2], len(part)))
        score = sum(score * size for score, size in scores) / sum(size for _, size in scores)
        chains.append((score, number, runs))
    found: list[QuotePlace] = []
    taken: list[tuple[int, int, int]] = []
    for score, number, runs in sorted(chains, key=lambda one: -one[0]):
        low, high = runs[0][0], runs[-1][1]
        if score < POSSIBLE or any(one == number and low < end and start < high for one, start, end in taken):
            continue
        taken.append((number, low, high))
        found.append(_place(index.stories[number], runs, score))
        if len(found) == MOST_PLACES:
            break
    return found


def _after(index: _Index, number: int, part: Sequence[str], from_token: int) -> tuple[int, int, float] | None:
    """The best place of a further part of a quote, behind `from_token` and not far from it."""
    story, best = index.stories[number], None
    for one, start in index.starts(part):
        if one != number or start + len(part) // 2 < from_token:
            continue
        fitted = _fitted(story, part, start, least=from_token)
        if fitted is None or fitted[2] < POSSIBLE:
            continue
        gap = story.words[story.of[fitted[0]]].start_ms - story.words[story.of[from_token - 1]].end_ms
        if gap <= _LONGEST_PART_MS and (best is None or fitted[2] > best[2]):
            best = fitted
    return best


def _fitted(story: _Story, wanted: Sequence[str], start: int, least: int = 0) -> tuple[int, int, float] | None:
    """First token, last + 1, and how alike (of 100) the words around `start` are to those `wanted`."""
    around = max(4, len(wanted) // 2)
    low, high = max(least, start - around), min(len(story.tokens), start + len(wanted) + around)
    window = story.tokens[low:high]
    same = [step for step in Levenshtein.opcodes(window, wanted) if step.tag == "equal"]
    if not same:
        return None
    first, last = same[0], same[-1]
    # Words of the quote before its first match count as said right before it, and so at the end.
    begin = max(0, first.src_start - first.dest_start)
    end = min(len(window), last.src_end + len(wanted) - last.dest_end)
    words = " ".join(wanted)
    score = fuzz.ratio(" ".join(window[begin:end]), words)
    # A word that is said twice in a row may have been matched too early, or too late.
    while end - begin > 1 and (nearer := fuzz.ratio(" ".join(window[begin + 1 : end]), words)) > score:
        begin, score = begin + 1, nearer
    while end - begin > 1 and (nearer := fuzz.ratio(" ".join(window[begin : end - 1]), words)) > score:
        end, score = end - 1, nearer
    return low + begin, low + end, score


def _place(story: _Story, runs: Sequence[tuple[int, int]], score: float) -> QuotePlace:
    spans: list[TimeRange] = []
    said: list[str] = []
    for low, high in runs:
        words = story.words[story.of[low] : story.of[high - 1] + 1]
        spans.append(TimeRange(words[0].start_ms, max(word.end_ms for word in words)))
        said.append(" ".join(word.text for word in words))
    return QuotePlace(story.story_id, story.title, story.who, tuple(spans), " … ".join(said), int(score))


@dataclass(frozen=True, slots=True)
class MarkedQuotes:
    """The excerpts (by number) that were made, in order; and why others could not be, by the number of the quote."""

    excerpts: tuple[int, ...]
    refused: tuple[tuple[int, str], ...]


def mark_quotes(
    edit: Edit, chosen: Sequence[tuple[int, QuotePlace]], *, stop: Callable[[], None] = lambda: None
) -> MarkedQuotes:
    """An excerpt for each place, which is of the quote with this number; what cannot be one is left out and said.

    `stop` raises once it is not wanted any more.
    """
    refuse_beyond(edit.session, {"excerpt": len(chosen), "span": sum(max(1, len(one.spans)) for _, one in chosen)})
    made: list[int] = []
    refused: list[tuple[int, str]] = []
    for number, place in chosen:
        stop()
        try:
            with edit.session.begin_nested():
                made.append(_mark(edit, place))
        except CoProClipError as error:
            refused.append((number, str(error)))
    return MarkedQuotes(tuple(made), tuple(refused))


def _mark(edit: Edit, place: QuotePlace) -> int:
    excerpt = mark(edit, place.story_id, place.time.start_ms, place.time.end_ms)
    for before, after in pairwise(place.spans):
        if after.start_ms > before.end_ms:
            take_out(edit, excerpt.id, before.end_ms, after.start_ms)
    assert ranges_of(edit.session, excerpt.id)
    return excerpt.id
