"""Finding a place of a text again in what became of it: between the same words, where a person would look for it."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import accumulate
from typing import NamedTuple
from zlib import crc32

from coproclip.ui.transcript.word_map import alike, before, utf16_length

_SIGN = "[\ue000-\uf8ff]"
_PARTS = re.compile(rf"{_SIGN}|\w+|[^\w\ue000-\uf8ff]+")
_TELLING = re.compile(rf"{_SIGN}|\w\W+\w")
"""Letters that are in both texts by no chance: a sign, or two words one after the other."""
_MOST = 2_000
"""So many lines, or words of them, are compared with as many."""


def sign_of(what: str) -> str:
    """A letter that stands in a text for something that is no word."""
    return chr(0xE000 + crc32(what.encode("utf-8", "surrogatepass")) % 0x1900)


class Found(NamedTuple):
    """A place in UTF-16 units; not `sure`, and it is at the end of what came in place of its words."""

    place: int
    sure: bool


def found_again(old: str, new: str, offset: int) -> Found:
    """Where the place `offset` (UTF-16 units) of `old` is in `new`."""
    place = len(before(old, offset))
    found, sure = (place, True) if old == new else _in_lines(old, new, place)
    return Found(utf16_length(new[:found]), sure)


def followed(old: str, new: str, offset: int) -> int:
    """Where the place `offset` of `old` is in `new`: between the same letters, or at the end of what changed."""
    return found_again(old, new, offset).place


def _in_lines(old: str, new: str, place: int) -> tuple[int, bool]:
    was, now = ([f"{line}\n" for line in text.split("\n")] for text in (old, new))
    begins = old.rfind("\n", 0, place) + 1
    line = was[old.count("\n", 0, place)]
    if was.count(line) == now.count(line) == 1:  # also where it was moved
        return sum(map(len, now[: now.index(line)])) + place - begins, True
    for same, (first, last), (start, end) in _changes(was, now):
        if first <= place < last:
            if same:
                return start + place - first, True
            found, sure = _in_letters(old[first : last - 1], new[start : max(start, end - 1)], place - first)
            return start + found, sure
    return len(new), False


def _in_letters(old: str, new: str, place: int) -> tuple[int, bool]:
    head, tail = alike(old, new)
    if place <= head and (place or head or tail == len(old)):
        return place, True
    if place >= len(old) - tail and tail:
        return place + len(new) - len(old), True
    first, last, end = head, len(old) - tail, len(new) - tail
    for same, (a, b), (c, d) in _changes(_PARTS.findall(old[first:last]), _PARTS.findall(new[head:end])):
        if same and a <= place - head <= b:
            return head + c + place - head - a, _TELLING.search(old[head + a : head + b]) is not None
        if not same and a <= place - head < b:
            return head + d, False
    return end, False


_Stretch = tuple[int, int]


def _changes(old: Sequence[str], new: Sequence[str]) -> list[tuple[bool, _Stretch, _Stretch]]:
    """What is the `old` and what is not, in letters of both, in order; where that is too much, nothing is the same."""
    was, now = ([0, *accumulate(map(len, parts))] for parts in (old, new))
    if max(len(old), len(new)) > _MOST:
        return [(False, (0, was[-1]), (0, now[-1]))]
    found = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [(kind == "equal", (was[a], was[b]), (now[c], now[d])) for kind, a, b, c, d in found]
