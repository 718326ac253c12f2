"""What was said in scripts without spaces, to look for words in a row in it: no index of words leads to those.

All passages are read once, as one long text; a row of signs is found in it as fast as a computer reads.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Generic, TypeVar

from coproclip.project.comparing.scripts import is_unspaced
from coproclip.project.comparing.word_runs import bare, readings

V = TypeVar("V")
_LONGEST = 12
"""So many signs has a run at most (`word_runs.RUN` words of kana)."""
_SIGNS = 4
"""So many words or signs in a row are noted of all that was said; a run has no fewer."""
_MANY = 200
"""Of so many runs most are passed over by what was noted."""


class UnspacedPassages(Generic[V]):
    """Passages in order, each as its story (id), who said it, and its words; those without such a script are left out.

    Where one passage ends and the next of its story begins, the later voice has said both.
    """

    def __init__(self, passages: Iterable[tuple[int, V, str]]) -> None:
        self._starts: list[int] = []
        self._voices: list[V] = []
        self._edges: list[int] = []
        """Where in the text one passage ends and the next begins; -1 within a passage."""
        pieces, at = list[str](), 0
        for piece, voice, edge in _pieces(passages):
            self._starts.append(at)
            self._voices.append(voice)
            self._edges.append(at + edge if edge >= 0 else -1)
            pieces.append(piece)
            at += len(piece)
        self._text = "".join(pieces)

    def who_said(self, run: str) -> set[V]:
        """Those who said these words in a row."""
        found = set[V]()
        for one in readings(run):
            at = self._text.find(one) if one.strip() else -1
            while at >= 0:
                piece = bisect_right(self._starts, at) - 1
                edge, after = self._edges[piece], at + 1
                if edge < 0 or at < edge < at + len(one) - 1:
                    found.add(self._voices[piece])
                    if piece + 1 == len(self._starts):
                        break
                    after = self._starts[piece + 1]
                at = self._text.find(one, after)
        return found

    def unsaid(self, wanted: list[str]) -> list[str]:
        """Of many runs most of those that nobody said; of a few none, as they are looked for as soon."""
        if len(wanted) < _MANY:
            return []
        return [run for run in wanted if not self._may_be_said(run)]

    def _may_be_said(self, run: str) -> bool:
        words = run.split(" ")
        # As nearly all: there is one way to read it.
        ways = [words] if all(len(word) == 1 and is_unspaced(word) for word in words) else map(str.split, readings(run))
        return any(self._known.issuperset(_grams(way)) for way in ways)

    @cached_property
    def _known(self) -> set[int]:
        ends = pairwise((*self._starts, len(self._text)))
        return {one for start, end in ends for one in _grams(self._text[start:end].split())}


def _grams(words: list[str]) -> Iterator[int]:
    return map(hash, zip(*(words[start:] for start in range(_SIGNS)), strict=False))


def _pieces(passages: Iterable[tuple[int, V, str]]) -> Iterator[tuple[str, V, int]]:
    """Each way to read a passage; and the end of one with the beginning of the next, and where that is."""
    before, story = _NOTHING, 0
    for story_id, voice, said in passages:
        now = _read(said)
        for one in now.ways:
            yield f"{one}\n", voice, -1
        if story_id == story and before.last and now.first and (before.is_unspaced or now.is_unspaced):
            yield f"{before.last}{now.first}\n", voice, len(before.last)
        story, before = story_id, now


@dataclass(frozen=True, slots=True)
class _Read:
    """The ways to read a passage, if it is in such a script; its beginning and its end, and whether they are."""

    ways: tuple[str, ...] = ()
    first: str = ""
    last: str = ""
    is_unspaced: bool = False


_NOTHING = _Read()


@lru_cache(maxsize=1 << 15)
def _read(said: str) -> _Read:
    """Kept for a while: the passages are read again for each thing that leaves."""
    words, ours = bare(said).split(), any(map(is_unspaced, said))
    first, last = words[: _LONGEST - 1], words[1 - _LONGEST :]
    return _Read(
        readings(said) if ours else (),
        f" {' '.join(first)} " if first else "",
        f" {' '.join(last)}" if last else "",
        ours,
    )
