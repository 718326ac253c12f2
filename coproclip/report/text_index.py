"""Texts that are looked for in another as words of their own, all of them in one pass.

No pattern is made of what a project says: one of thousands of words that a stranger put there keeps a computer busy
for ever, and nothing else in the program goes on meanwhile.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

_PIECES = re.compile(r"\w+|[^\w]")
_WITH_HYPHENS = re.compile(r"[\w-]+|[^\w-]")
_HERE = ""
"""Under which a node has the texts that end there; no piece is empty."""
_STEPS = 10_000

Place = tuple[int, int, str]
"""First letter, the letter after the last, and which of the texts it is."""


def _at_ease(_steps: int) -> None:
    """Nobody counts."""


class TextIndex:
    """The `texts` in capitals or small letters; with `hyphens` these belong to a word.

    Building it takes as long as they are.
    """

    def __init__(self, texts: Iterable[str], *, hyphens: bool = False) -> None:
        self._pieces = _WITH_HYPHENS if hyphens else _PIECES
        self._root: dict[str, Any] = {}
        for text in dict.fromkeys(texts):
            node = self._root
            for piece in self._pieces.findall(text):
                node = node.setdefault(piece.casefold(), {})
            if node is not self._root:
                node.setdefault(_HERE, []).append(text)

    def find(self, text: str, spend: Callable[[int], object] = _at_ease) -> Iterator[Place]:
        """Where they stand in `text`, in order of where they begin, then of where they end.

        `spend` is told from time to time how many pieces were looked at since, and may raise to stop.
        """
        if not self._root:
            return
        pieces = self._pieces.findall(text)
        folded = [piece.casefold() for piece in pieces]
        start = steps = 0
        for place, piece in enumerate(pieces):
            node, at, end = self._root, place, start
            steps += 1
            while at < len(folded) and (following := node.get(folded[at])) is not None:
                node, end, at, steps = following, end + len(pieces[at]), at + 1, steps + 1
                for found in node.get(_HERE, ()):
                    yield start, end, found
            start += len(piece)
            if steps > _STEPS:
                spend(steps)
                steps = 0
        spend(steps)

    def longest(self, text: str, spend: Callable[[int], object] = _at_ease) -> Iterator[Place]:
        """The same, of those that begin in one place the longest, and none that overlaps one before it."""
        reach = 0
        best: Place | None = None
        for one in self.find(text, spend):
            if best is not None and one[0] != best[0]:
                yield best
                reach, best = best[1], None
            if one[0] >= reach and (best is None or one[1] > best[1]):
                best = one
        if best is not None:
            yield best
