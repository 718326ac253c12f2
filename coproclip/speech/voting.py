"""Several readings of the same sound made one: word by word what they are surest of, all of them taken together.

After Fiscus (1997): the readings are laid beside each other word by word, by what is written and by when it is heard,
and each place is voted on: every reading with as much weight as it is sure. A word that few have gives way to nothing,
a word that few lack is put in. What a person should listen to shows in how sure a word is then: nobody disagreed, and
each of them was sure.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from coproclip.speech.engine import SpokenWord
from coproclip.speech.stock_phrases import plain

# What it costs to lay two words over each other that are not the same, to have one alone, and each second between them.
DIFFERENT, ALONE, SECOND = 4.0, 3.0, 1.0
FAR_MS = 3_000
"""Words whose middles are so far from each other are never the same."""
NOTHING_SURE = 50
"""How sure a reading counts (0–100) that says nothing where others have a word."""

Row = list[SpokenWord | None]
"""One place of the text: what each reading says there, in their order; None is nothing."""


@dataclass(frozen=True, slots=True)
class _Step:
    """The cheapest way to a pair of places: what it costs, and whether its last step takes a row and a word."""

    cost: float
    row: bool
    word: bool


def agreed(readings: Sequence[Sequence[SpokenWord]]) -> list[SpokenWord]:
    """The words that `readings` (each in order of time) are surest of together; of equals those of the first.

    A word is written and timed as in the first reading that has it. It is as sure as all readings are on average: one
    that says something else is not sure of it at all.
    """
    words = []
    for row in rows(readings):
        word = _elected(row)
        if word is not None:
            words.append(word)
    return words


def rows(readings: Sequence[Sequence[SpokenWord]]) -> list[Row]:
    """`readings` beside each other, one row for each place; all of them as long as there are readings."""
    table: list[Row] = [[word] for word in readings[0]] if readings else []
    for place, words in enumerate(readings[1:], 1):
        table = _beside(table, words, place)
    return table


@lru_cache(maxsize=10_000)
def _bare(text: str) -> str:
    return plain(text)


def _elected(row: Row) -> SpokenWord | None:
    votes: dict[str, list[SpokenWord]] = {}
    for word in row:
        if word is not None:
            votes.setdefault(_bare(word.text), []).append(word)
    best = max(votes.values(), key=lambda words: sum(word.confidence for word in words))
    sure = sum(word.confidence for word in best)
    if sum(word is None for word in row) * NOTHING_SURE > sure:
        return None
    return replace(best[0], confidence=round(sure / len(row)))


def _beside(table: list[Row], words: Sequence[SpokenWord], before: int) -> list[Row]:
    """`table` of `before` readings with one more."""
    middles = [_middle(row) for row in table]
    steps = _cheapest(table, middles, words)
    joined: list[Row] = []
    row, word = len(table), len(words)
    while row or word:
        step = steps[row][word]
        beside: Row = table[row - 1] if step.row else [None] * before
        joined.append([*beside, words[word - 1] if step.word else None])
        row, word = row - step.row, word - step.word
    return joined[::-1]


def _cheapest(table: Sequence[Row], middles: Sequence[float], words: Sequence[SpokenWord]) -> list[dict[int, _Step]]:
    """For each number of rows and of words the last step of the cheapest way there; only what is near in time."""
    steps: list[dict[int, _Step]] = []
    for row, (first, last) in enumerate(_near(middles, words)):
        here: dict[int, _Step] = {}
        above = steps[-1] if steps else {}
        for word in range(first, last + 1):
            ways = [_Step(0.0, row=False, word=False)] if row == word == 0 else []
            if word - 1 in above:
                apart = abs(middles[row - 1] - _middle([words[word - 1]]))
                if apart <= FAR_MS:
                    cost = above[word - 1].cost + _difference(table[row - 1], words[word - 1])
                    ways.append(_Step(cost, row=True, word=True))
            if word in above:
                ways.append(_Step(above[word].cost + ALONE, row=True, word=False))
            if word - 1 in here:
                ways.append(_Step(here[word - 1].cost + ALONE, row=False, word=True))
            here[word] = min(ways, key=lambda way: way.cost)
        steps.append(here)
    return steps


def _near(middles: Sequence[float], words: Sequence[SpokenWord]) -> list[tuple[int, int]]:
    """After each number of rows, how many words may lie beside them, at least and at most; there is a way through."""
    found: list[tuple[int, int]] = []
    first = last = 0
    times = [_middle([word]) for word in words]
    for row in range(len(middles) + 1):
        while row and first < last and times[first] < middles[row - 1] - FAR_MS:
            first += 1
        while last < len(times) and (row == len(middles) or times[last] <= middles[row] + FAR_MS):
            last += 1
        found.append((first, last))
    return found


def _difference(row: Row, word: SpokenWord) -> float:
    same = _bare(word.text)
    return min(
        (0.0 if _bare(other.text) == same else DIFFERENT) + SECOND * abs(_middle([other]) - _middle([word])) / 1000
        for other in row
        if other is not None
    )


def _middle(row: Row) -> float:
    times = [(word.start_ms + word.end_ms) / 2 for word in row if word is not None]
    return sum(times) / len(times)
