"""What two rows of words, or of anything else, have in common, in order: never with more work than a moment.

Rows in which the same comes up thousands of times would take hours to compare as people see them.
"""

from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from difflib import SequenceMatcher

from rapidfuzz.distance import Levenshtein

_MOST_STEPS = 3_000_000
"""So much looking at pairs of words is a moment: nobody says the same words so often that more is needed."""
_PIECE = 5_000
"""So many words are compared with as many at a time."""

Run = tuple[int, int, int]
"""Where it begins in the one and in the other, and how long it is."""


def alike(old: Sequence[Hashable], new: Sequence[Hashable]) -> Iterator[Run]:
    """What is the same in both, in order; piece after piece, each from where the one before it was last the same."""
    numbers: dict[Hashable, int] = {}
    before = [numbers.setdefault(one, len(numbers)) for one in old]
    after = [numbers.setdefault(one, len(numbers)) for one in new]
    i = j = 0
    while i < len(before) and j < len(after):
        a, b = before[i : i + _PIECE], after[j : j + _PIECE]
        runs = _runs(a, b)
        yield from ((i + at, j + there, size) for at, there, size in runs)
        if i + len(a) == len(before) and j + len(b) == len(after):
            return
        at, there, size = runs[-1] if runs else (len(a), len(b), 0)
        i, j = i + at + size, j + there + size


def steps(old: Sequence[Hashable], new: Sequence[Hashable]) -> Iterator[tuple[str, int, int, int, int]]:
    """How `old` became `new`, as `SequenceMatcher.get_opcodes` has it."""
    i = j = 0
    for at, there, size in (*alike(old, new), (len(old), len(new), 0)):
        if i < at or j < there:
            yield "delete" if j == there else "insert" if i == at else "replace", i, at, j, there
        if size:
            yield "equal", at, at + size, there, there + size
        i, j = at + size, there + size


def _runs(old: Sequence[int], new: Sequence[int]) -> list[Run]:
    """The longest runs first, as people see it; where that would take long, the fewest that differ."""
    often = Counter(old)
    if sum(often[one] for one in new) * min(len(old), len(new)) <= _MOST_STEPS:
        matcher = SequenceMatcher(None, old, new, autojunk=False)
        return [(one.a, one.b, one.size) for one in matcher.get_matching_blocks() if one.size]
    same = [step for step in Levenshtein.opcodes(old, new) if step.tag == "equal"]
    return [(step.src_start, step.dest_start, step.src_end - step.src_start) for step in same]
