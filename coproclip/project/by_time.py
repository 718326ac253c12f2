"""The passages of a story by the time in which their words are said: they are split, joined and made anew meanwhile."""

import json
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

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
        reached: dict[str, tuple[list[int], list[int]]] = {}
        for text, some in places.items():
            some.sort()
            reached[text] = [first for first, _ in some], list(accumulate((until for _, until in some), max))
        for text, start, end in self.words:
            firsts, untils = reached.get(text, ((), ()))
            before = bisect_left(firsts, max(end, start + 1))
            yield bool(before) and start < untils[before - 1]


class ByTime:
    """Passages of one story in order of time."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._all = sorted(map(Placed.of, rows), key=_order)
        self._of = {one.number: one for one in self._all}
        self.numbers = frozenset(self._of)
        self._alike: dict[int, list[Placed]] = {}
        """Those of about the same length, by its power of two: a long one does not make the way to short ones long."""
        for one in self._all:
            self._alike.setdefault((one.end_ms - one.start_ms).bit_length(), []).append(one)
        self._starts = {size: [one.start_ms for one in some] for size, some in self._alike.items()}

    def __iter__(self) -> Iterator[Placed]:
        """All of them."""
        return iter(self._all)

    def within(self, start_ms: int, end_ms: int) -> list[Placed]:
        """Those with anything of a stretch."""
        found: list[Placed] = []
        for size, some in self._alike.items():
            first = bisect_left(self._starts[size], start_ms - (1 << size))
            until = bisect_left(self._starts[size], end_ms)
            found += [one for one in some[first:until] if start_ms < one.end_ms]
        return sorted(found, key=_order)

    def said_with(self, passage: Placed, beside: "ByTime") -> list[Row]:
        """Those that say what `passage` says, which is one of `beside`: heard at its words, or their words in it.

        Where two speak at once, what the other of them says is not what this one does.
        """
        near = self.within(passage.start_ms, passage.end_ms)
        if not near:
            return []
        points = sorted({*passage.points, *(point for one in near for point in one.points if passage.holds(point))})

        def _heard(start_ms: int, end_ms: int) -> int:
            return max(0, bisect_left(points, end_ms) - bisect_left(points, start_ms))

        found = []
        for one in near:
            said = _heard(one.start_ms, one.end_ms)
            other = beside._of.get(one.number)
            if other is not None and other.number != passage.number:
                said -= _heard(max(one.start_ms, other.start_ms), min(one.end_ms, other.end_ms))
            if said:
                found.append(one.row)
        return found


def _order(one: Placed) -> tuple[int, int]:
    return one.start_ms, one.number
