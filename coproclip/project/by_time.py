"""The passages of a story by the time in which their words are said: they are split, joined and made anew meanwhile."""

import json
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

Row = dict[str, object]


@dataclass(frozen=True)
class Placed:
    """A passage's row, and when it is heard (ms); `end_ms` is always after `start_ms`."""

    row: Row
    number: int
    start_ms: int
    end_ms: int

    @classmethod
    def of(cls, row: Row) -> "Placed":
        """Where a row says that it is heard."""
        start, end = int(str(row["start_ms"])), int(str(row["end_ms"]))
        return cls(row, int(str(row["id"])), start, max(end, start + 1))

    @cached_property
    def words(self) -> tuple[tuple[str, int, int], ...]:
        """Its words with their times; none where they cannot be read."""
        try:
            return tuple((str(word[0]), int(word[1]), int(word[2])) for word in json.loads(str(self.row["words"])))
        except (ValueError, TypeError, IndexError, RecursionError):
            return ()

    @cached_property
    def points(self) -> tuple[int, ...]:
        """The middle of each word in it; where there are none somebody may be heard from its start to its end."""
        middles = [(start + end) // 2 for _, start, end in self.words]
        middles = middles or [self.start_ms, (self.start_ms + self.end_ms) // 2, self.end_ms]
        return tuple(sorted({min(max(one, self.start_ms), self.end_ms - 1) for one in middles}))

    def holds(self, place_ms: int) -> bool:
        """Whether it is heard at a place."""
        return self.start_ms <= place_ms < self.end_ms

    def says_some_of(self, other: "Placed") -> bool:
        """Whether a word of it is one of the other's: the same, said in the same time."""
        if not self.words or not other.words:
            return self.words == other.words and (self.start_ms, self.end_ms) == (other.start_ms, other.end_ms)
        return any(self._found_in([other]))

    def is_said_in(self, others: Iterable["Placed"]) -> bool:
        """Whether each of its words is a word of one of those."""
        return all(self._found_in(others))

    def _found_in(self, others: Iterable["Placed"]) -> Iterator[bool]:
        places: dict[str, list[tuple[int, int]]] = {}
        for other in others:
            for text, start, end in other.words:
                places.setdefault(text, []).append((start, max(end, start + 1)))
        for text, start, end in self.words:
            yield any(start < until and first < max(end, start + 1) for first, until in places.get(text, ()))


class ByTime:
    """Passages of one story in order of time."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._all = sorted(map(Placed.of, rows), key=lambda one: (one.start_ms, one.number))
        self._starts = [one.start_ms for one in self._all]
        self.numbers = frozenset(one.number for one in self._all)
        self._longest_ms = max((one.end_ms - one.start_ms for one in self._all), default=0)

    def __iter__(self) -> Iterator[Placed]:
        """All of them."""
        return iter(self._all)

    def within(self, start_ms: int, end_ms: int) -> list[Placed]:
        """Those with anything of a stretch."""
        first = bisect_left(self._starts, start_ms - self._longest_ms)
        until = bisect_left(self._starts, end_ms)
        return [one for one in self._all[first:until] if start_ms < one.end_ms]

    def said_with(self, passage: Placed, beside: "ByTime") -> list[Row]:
        """Those that say what `passage` says, which is one of `beside`: heard at its words, or their words in it.

        Where two speak at once, what the other of them says is not what this one does.
        """
        near = self.within(passage.start_ms, passage.end_ms)
        points = {*passage.points, *(point for one in near for point in one.points if passage.holds(point))}
        others = [one for one in beside.within(passage.start_ms, passage.end_ms) if one.number != passage.number]
        return [
            one.row
            for one in near
            if any(
                one.holds(point) and not any(other.number == one.number and other.holds(point) for other in others)
                for point in points
            )
        ]
