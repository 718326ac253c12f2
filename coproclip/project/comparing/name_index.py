"""Names looked for in a text, sign by sign: however they are joined to other words, parted, or run together.

One walk over the text finds all of them, however many there are: from each place where a name may begin, along the
signs that names have. An edge in the text that is a space has to be one in the name too, “in a” is not “Ina”; but a
number is the same however it is grouped, and a name spelled out, or of a script without spaces, with any between.
In addresses and handles words are run together, so that whatever begins with a name there may be one.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from coproclip.project.comparing.scripts import is_unspaced
from coproclip.project.comparing.word_runs import NOT, part_readings

_INSIDE, _PART, _SPACE = 0, 1, 2
"""What stands before a sign: another one of its part, the edge of a part, or a space that parts words."""
_MOST_MORE, _SHORT, _LONG = 4, 3, 5
"""A form has so many more signs than its name at most; names of so few signs, or of so many, have their own rules."""
_ENDINGS = ("s", "en")
_IN_ADDRESS = 4
"""A name of so many signs may be followed by any in an address or a handle."""
_ADDRESS = re.compile(r"[@＠]|^\W*[#＃]|://|^\W*www\.|\w\.[^\W\d_]{2,}(?:[/:?#]|\W*$)")
_JOINED, _MOST_JOINED = ("والبكفس", "בהוכלמש", "ለበከየእንደስወ"), 4
"""In Arabic, Hebrew and Amharic “and”, “to”, “in” and “the” are written in one with a name, so many signs at most."""
_KEPT = 32
"""So many texts are known again: the same few stand beside one excerpt after another."""
_HERE = ""
"""Where in a node of the tree the names stand that end there."""
_Node = dict[str, Any]


@dataclass(frozen=True, slots=True, order=True)
class Met:
    """A name in a text: its words from `first` to `last`, and the name (their numbers).

    `is_form`: the written word only begins with it, “Helens”, or ends with it, behind what may be a word of its own;
    nobody can tell whether that is the name.
    """

    first: int
    last: int
    name: int
    is_form: bool = False


@dataclass(frozen=True, slots=True)
class _Signs:
    """A text as its signs: what stands before each, and in which of its words it is."""

    signs: Sequence[str]
    edges: Sequence[int]
    words: Sequence[int]

    @staticmethod
    @lru_cache(maxsize=_KEPT)
    def both(words: tuple[str, ...]) -> "tuple[_Signs, _Signs]":
        """As they are written, and by the letters that people see: nearly always the same, and then the very same.

        Kept for a while: the names of one story after another are looked for in the same text.
        """
        pieces = (part_readings(piece) for word in words for piece in word.split())
        written = _Signs.of(words, 0)
        return written, written if all(one is other for one, other in pieces) else _Signs.of(words, 1)

    @staticmethod
    def of(words: tuple[str, ...], reading: int) -> "_Signs":
        """In one of the two ways."""
        signs, edges, numbers, alone = list[str](), list[int](), list[int](), False
        for number, word in enumerate(words):
            for piece in word.split():
                parts = part_readings(piece)[reading]
                edge = _SPACE
                single = len(parts) == 1 and len(parts[0]) == 1
                for part in parts:
                    if edge == _SPACE and signs and (_run_on(signs[-1], part[0]) or (alone and single)):
                        edge = _PART
                    signs += part
                    edges += (edge, *(_INSIDE for _ in part[1:]))
                    numbers += (number for _ in part)
                    edge = _PART
                if parts:
                    alone = single
        return _Signs(signs, edges, numbers)


def _run_on(before: str, sign: str) -> bool:
    """Whether a space between them says nothing."""
    return (before.isdecimal() and sign.isdecimal()) or (is_unspaced(before[0]) and is_unspaced(sign[0]))


def _is_joined(text: _Signs, start: int) -> bool:
    """Whether what stands before a sign in its part may be small words that are written in one with what follows."""
    if text.signs[start - 1] < "\u0590":
        return False  # as nearly all are
    begin = start
    while begin > 0 and start - begin < _MOST_JOINED and text.edges[begin] == _INSIDE:
        begin -= 1
    before = text.signs[begin:start]
    return text.edges[begin] != _INSIDE and any(all(sign in small for sign in before) for small in _JOINED)


def parts_of(name: str) -> tuple[str, ...]:
    """A name as it is compared with others: its parts by the letters that people see."""
    signs = _Signs.of((name,), 1)
    parts: list[str] = []
    for place, (sign, edge) in enumerate(zip(signs.signs, signs.edges, strict=True)):
        if edge == _INSIDE or (place and _run_on(signs.signs[place - 1], sign)):
            parts[-1] += sign
        else:
            parts.append(sign)
    return tuple(parts)


class NameIndex:
    """Names by their numbers, each in all the ways in which it is written; the first of those that are the same counts.

    Building it takes as long as the names are, and looking as long as the text is.
    """

    def __init__(self, names: Iterable[Sequence[str]]) -> None:
        self._root: _Node = {}
        self._small: list[bool] = []
        self._found: dict[tuple[str, ...], list[Met]] = {}
        for number, ways in enumerate(names):
            self._small.append(any(way.islower() for way in ways))
            for way in dict.fromkeys(ways):
                written, seen = _Signs.both((way,))
                self._add(written, number)
                if seen is not written and seen.signs != written.signs:
                    self._add(seen, number)

    def _add(self, name: _Signs, number: int) -> None:
        if not name.signs:
            return
        node = self._root
        for sign in name.signs:
            node = node.setdefault(sign, {})
        edges = frozenset(place for place, edge in enumerate(name.edges) if edge)
        node.setdefault(_HERE, {}).setdefault(edges, number)

    def find(self, words: Sequence[str]) -> list[Met]:
        """Where the names are in the words of a text, in order. What lies within a longer name is a part of that."""
        if not self._root:
            return []
        looked_in = tuple(words)
        if looked_in not in self._found:
            if len(self._found) == _KEPT:
                self._found.clear()
            self._found[looked_in] = self._find_all(looked_in)
        return list(self._found[looked_in])

    def _find_all(self, words: tuple[str, ...]) -> list[Met]:
        written, seen = _Signs.both(words)
        found = set(self._find(words, written))
        if seen is not written and seen.signs != written.signs:
            found |= set(self._find(words, seen))
        return sorted(one for one in found if not (one.is_form and Met(one.first, one.last, one.name) in found))

    def _find(self, words: Sequence[str], text: _Signs) -> Iterator[Met]:
        reach = 0
        """Where the names that were met end: what ends no later lies within one of them."""
        for start, edge in enumerate(text.edges):
            if text.signs[start] not in self._root or not (edge or _is_joined(text, start)):
                continue
            whole, form = self._longest(words, text, start)
            if not edge:
                if whole is not None and whole[0] > reach:
                    yield Met(text.words[start], text.words[whole[0] - 1], whole[1], True)
                continue
            if whole is not None and whole[0] > reach:
                reach = whole[0]
                yield Met(text.words[start], text.words[reach - 1], whole[1])
            if form is not None and form[0] > reach:
                yield Met(text.words[start], text.words[form[0] - 1], form[1], True)

    def _longest(
        self, words: Sequence[str], text: _Signs, start: int
    ) -> tuple[tuple[int, int] | None, tuple[int, int] | None]:
        """The longest name that begins at a sign, and the longest that what is written there begins with.

        Each as where it ends, and its number.
        """
        whole: tuple[int, int] | None = None
        form: tuple[int, int] | None = None
        node, at, spaces = self._root, start, list[int]()
        while at < len(text.signs) and (following := node.get(text.signs[at])) is not None:
            if at > start and text.edges[at] == _SPACE:
                spaces.append(at - start)
            node, at = following, at + 1
            ends = at == len(text.signs) or text.edges[at] != _INSIDE
            for edges, number in node.get(_HERE, {}).items():
                if not edges.issuperset(spaces):
                    continue
                if ends:
                    if at - start > 1 or self._stands_alone(text, start):
                        whole = at, number
                elif (end := self._form(words, text, start, at, number)) is not None:
                    form = end, number
                else:
                    continue
                break
        return whole, form

    def _stands_alone(self, text: _Signs, at: int) -> bool:
        """Whether a sign is a word: of “l’amour” nobody takes the L for a name."""
        sign, behind = text.signs[at], at + 1
        alone = behind == len(text.signs) or text.edges[behind] == _SPACE or text.words[behind] != text.words[at]
        first = at == 0 or text.edges[at] == _SPACE or text.words[at - 1] != text.words[at]
        return is_unspaced(sign[0]) or (alone and first)

    def _form(self, words: Sequence[str], text: _Signs, start: int, at: int, number: int) -> int | None:
        """Where the word ends that begins with a name, if it may be a form of it.

        Of a short name hardly anything is; small letters are a name's only where it is long, or written so itself.
        """
        end = at
        while end < len(text.signs) and text.edges[end] == _INSIDE:
            end += 1
        more, size = text.signs[at:end], at - start
        if size >= _IN_ADDRESS and _ADDRESS.search(words[text.words[at - 1]]):
            return end
        if len(more) > _MOST_MORE or more[-1] == NOT or text.signs[at - 1].isdecimal():
            return None
        if size <= _SHORT and text.signs[at - 1].islower() and (size < 2 or "".join(more) not in _ENDINGS):
            return None
        small = words[text.words[at - 1]].islower() and not self._small[number]
        return None if small and size < _LONG else end
