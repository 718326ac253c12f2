"""Two versions of the same words, with what differs struck through or underlined: never by colour alone."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from html import escape
from itertools import groupby

from rapidfuzz.distance import Levenshtein

from coproclip.ui.style.tokens import current

_MOST_STEPS = 3_000_000
"""So much looking at pairs of words is a moment: nobody says the same words so often that more is needed."""
_PIECE = 5_000
"""So many words are compared with as many at a time."""

Paragraph = list[tuple[str, bool]]
"""Words of one passage, each with whether the other version has another there."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Both versions passage by passage, and how many words are only in the one or in the other."""

    old: list[Paragraph]
    new: list[Paragraph]
    gone: int
    fresh: int


def difference(old: Sequence[str], new: Sequence[str], same: Callable[[str], str] = str) -> Difference:
    """Compare two versions, each given as the texts of its passages; words of which `same` gives the same are alike."""
    before, after = [text.split() for text in old], [text.split() for text in new]
    a, b = [same(word) for line in before for word in line], [same(word) for line in after for word in line]
    kept_a, kept_b = [False] * len(a), [False] * len(b)
    for at, there, size in _alike(a, b):
        kept_a[at : at + size] = [True] * size
        kept_b[there : there + size] = [True] * size
    return Difference(_marked(before, kept_a), _marked(after, kept_b), kept_a.count(False), kept_b.count(False))


_Block = tuple[int, int, int]


def _alike(old: Sequence[str], new: Sequence[str]) -> Iterator[_Block]:
    """What is the same in both, in order: where it begins in the one and in the other, and how long it is.

    Piece after piece, each from where the one before it was last the same.
    """
    i = j = 0
    while i < len(old) and j < len(new):
        a, b = old[i : i + _PIECE], new[j : j + _PIECE]
        blocks = _blocks(a, b)
        yield from ((i + at, j + there, size) for at, there, size in blocks)
        if i + len(a) == len(old) and j + len(b) == len(new):
            return
        at, there, size = blocks[-1] if blocks else (len(a), len(b), 0)
        i, j = i + at + size, j + there + size


def _blocks(old: Sequence[str], new: Sequence[str]) -> list[_Block]:
    """The longest runs of words first, as people see it; where that would take long, the fewest words that differ."""
    often = Counter(old)
    if sum(often[word] for word in new) * min(len(old), len(new)) <= _MOST_STEPS:
        matcher = SequenceMatcher(None, old, new, autojunk=False)
        return [(one.a, one.b, one.size) for one in matcher.get_matching_blocks() if one.size]
    steps = [step for step in Levenshtein.opcodes(old, new) if step.tag == "equal"]
    return [(step.src_start, step.dest_start, step.src_end - step.src_start) for step in steps]


def _marked(lines: list[list[str]], kept: list[bool]) -> list[Paragraph]:
    flags = iter(kept)
    return [[(word, not next(flags)) for word in line] for line in lines]


def shortened(difference: Difference, most: int) -> Difference:
    """The same of no more than so many words of either version; how many differ is said of them all."""
    return replace(difference, old=_first(difference.old, most), new=_first(difference.new, most))


def _first(paragraphs: list[Paragraph], most: int) -> list[Paragraph]:
    kept: list[Paragraph] = []
    for words in paragraphs:
        if most > 0:
            kept.append(words[:most])
        most -= len(words)
    return kept


def as_html(paragraphs: Sequence[Paragraph], mark: str, notes: Sequence[str] = ()) -> str:
    """Rich text: what differs in the tag `mark` (“s” struck through, “u” underlined); `notes` stand over passages."""
    grey, parts = current().ink3.name(), []
    for place, words in enumerate(paragraphs):
        note = notes[place] if place < len(notes) else ""
        if note:
            parts.append(f'<p style="margin:0; color:{grey}"><small>{escape(note)}</small></p>')
        runs = groupby(words, key=lambda each: each[1])
        said = [(" ".join(word for word, _differs in run), differs) for differs, run in runs]
        inside = " ".join(marked(text, mark) if differs else escape(text) for text, differs in said)
        parts.append(f'<p style="margin:0 0 8px 0">{inside}</p>')
    return "".join(parts)


def marked(text: str, mark: str) -> str:
    """`text` struck through (“s”) or underlined (“u”), as rich text for the middle of a line."""
    colour = (current().stop if mark == "s" else current().ok).name()
    return f'<{mark} style="color:{colour}">{escape(text)}</{mark}>'
