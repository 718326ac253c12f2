"""The names of sub-themes stand in bold where a section says them first."""

import re
from collections.abc import Sequence

from coproclip.report.document import Block, Box, Heading, Inline, ListBlock, Paragraph, Run
from coproclip.report.markup import tidy_inlines


def with_bold_names(blocks: Sequence[Block], names: Sequence[str]) -> tuple[Block, ...]:
    """The same blocks with each of `names` in bold where it stands first in a paragraph, a list or a box."""
    seen: set[str] = set()
    return tuple(_block(block, names, seen) for block in blocks)


def _block(block: Block, names: Sequence[str], seen: set[str]) -> Block:
    match block:
        case Paragraph(inlines):
            return Paragraph(_inlines(inlines, names, seen))
        case ListBlock(items, numbered):
            return ListBlock(tuple(_inlines(item, names, seen) for item in items), numbered)
        case Box(title, inner):
            return Box(title, tuple(_block(one, names, seen) for one in inner))
        case Heading(_, inlines):
            text = "".join(one.text for one in inlines if isinstance(one, Run))
            seen.update(name for name in names if places_of(text, [name]))
            return block
        case _:
            return block


def _inlines(inlines: Sequence[Inline], names: Sequence[str], seen: set[str]) -> tuple[Inline, ...]:
    found: list[Inline] = []
    for one in inlines:
        if not isinstance(one, Run):
            found.append(one)
            continue
        at = 0
        for start, end, name in places_of(one.text, [name for name in names if name not in seen]):
            if name in seen or start < at:
                continue
            seen.add(name)
            found += [
                Run(one.text[at:start], one.bold, one.italic, one.link),
                Run(one.text[start:end], True, one.italic, one.link),
            ]
            at = end
        found.append(Run(one.text[at:], one.bold, one.italic, one.link))
    return tidy_inlines(found)


def places_of(text: str, names: Sequence[str]) -> list[tuple[int, int, str]]:
    """Where these names stand in `text` as words of their own, in order: first letter, letter after the last, name."""
    found = [
        (match.start(), match.end(), name)
        for name in names
        if name.strip()
        for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE)
    ]
    return sorted(found)
