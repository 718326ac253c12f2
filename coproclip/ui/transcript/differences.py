"""Two versions of the same words, with what differs struck through or underlined: never by colour alone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from html import escape
from itertools import groupby

from coproclip.transcript.alike import alike
from coproclip.ui.style.tokens import current

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
    for at, there, size in alike(a, b):
        kept_a[at : at + size] = [True] * size
        kept_b[there : there + size] = [True] * size
    return Difference(_marked(before, kept_a), _marked(after, kept_b), kept_a.count(False), kept_b.count(False))


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
