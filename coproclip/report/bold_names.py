"""The names of sub-themes stand in bold where a section says them first, also where a storyteller says them."""

from collections.abc import Mapping, Sequence

from coproclip.report.document import Block, Box, Heading, Inline, ListBlock, Paragraph, QuoteBlock, QuoteMark, Run
from coproclip.report.markup import tidy_inlines
from coproclip.report.text_index import TextIndex

Ranges = tuple[tuple[int, int], ...]
"""Which letters of a text: the first, and the one after the last."""


class BoldNames:
    """Goes through a section's blocks in order; `said` are the words of its quotes by key.

    `strong` has, by key, which letters of a quote stand in bold.
    """

    def __init__(self, names: Sequence[str], said: Mapping[str, str]) -> None:
        self._names, self._said = TextIndex(name for name in names if name.strip()), said
        self._seen: set[str] = set()
        self.strong: dict[str, Ranges] = {}

    def blocks(self, blocks: Sequence[Block]) -> tuple[Block, ...]:
        """The same blocks with each name in bold where it stands first outside a heading."""
        return tuple(map(self._block, blocks))

    def _block(self, block: Block) -> Block:
        match block:
            case Paragraph(inlines):
                return Paragraph(self._inlines(inlines))
            case ListBlock(items, numbered):
                return ListBlock(tuple(map(self._inlines, items)), numbered)
            case Box(title, inner):
                return Box(title, self.blocks(inner))
            case QuoteBlock(key):
                self._quote(key)
            case Heading(_, inlines):
                self._first(" ".join(one.text for one in inlines if isinstance(one, Run)))
        return block

    def _first(self, text: str) -> list[tuple[int, int]]:
        """Where names stand that did not stand anywhere before."""
        found: list[tuple[int, int]] = []
        for start, end, name in self._names.find(text):
            if name not in self._seen and (not found or start >= found[-1][1]):
                self._seen.add(name)
                found.append((start, end))
        return found

    def _quote(self, key: str) -> None:
        if key not in self.strong and (found := self._first(self._said.get(key, ""))):
            self.strong[key] = tuple(found)

    def _inlines(self, inlines: Sequence[Inline]) -> tuple[Inline, ...]:
        found: list[Inline] = []
        for one in inlines:
            if isinstance(one, QuoteMark):
                self._quote(one.key)
            if not isinstance(one, Run):
                found.append(one)
                continue
            at = 0
            for start, end in self._first(one.text):
                found.append(Run(one.text[at:start], one.bold, one.italic, one.link))
                found.append(Run(one.text[start:end], True, one.italic, one.link))
                at = end
            found.append(Run(one.text[at:], one.bold, one.italic, one.link))
        return tidy_inlines(found)
