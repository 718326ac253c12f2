"""A stretch of text as letters that can be looked through, and put other things into, whatever runs it is made of."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from coproclip.report.document import (
    Block,
    Box,
    Footnote,
    Heading,
    Inline,
    ListBlock,
    Paragraph,
    Run,
    inlines_of,
)
from coproclip.report.markup import tidy_inlines

MARK = "\ufffc"
"""Stands for a quote, a count or a footnote."""
_SENTENCE = re.compile(r"[^.!?…]+(?:[.!?…]+[”’\")\]]*(?=\s|$)|$|[.!?…]+)")


def letters(inlines: Sequence[Inline]) -> str:
    """The letters, with `MARK` for whatever else stands there."""
    return "".join(one.text if isinstance(one, Run) else MARK for one in inlines)


def stretches(blocks: Sequence[Block]) -> Iterator[tuple[Inline, ...]]:
    """Every stretch of text, footnotes behind the one that they stand in."""
    for block in blocks:
        for text in inlines_of(block):
            yield text
            yield from (one.text for one in text if isinstance(one, Footnote))


def sentences(text: str) -> Iterator[tuple[int, str]]:
    """Each sentence and where it begins."""
    for found in _SENTENCE.finditer(text):
        if found[0].strip():
            yield found.start() + len(found[0]) - len(found[0].lstrip()), found[0].strip()


def put(inlines: Sequence[Inline], start: int, end: int, new: Sequence[Inline]) -> tuple[Inline, ...]:
    """The same with `new` in place of the letters from `start` up to `end`; letters look as those that they replace."""
    found: list[Inline] = []
    at = 0
    done = False
    for one in inlines:
        length = len(one.text) if isinstance(one, Run) else 1
        first, last = max(start - at, 0), min(end - at, length)
        if last <= first and not (start == end and 0 <= start - at < length):
            found.append(one)
        else:
            if isinstance(one, Run):
                found.append(replace(one, text=one.text[:first]))
            if not done:
                look = one if isinstance(one, Run) else Run("")
                found += [replace(look, text=put_in.text) if isinstance(put_in, Run) else put_in for put_in in new]
                done = True
            if isinstance(one, Run):
                found.append(replace(one, text=one.text[last:]))
        at += length
    return tidy_inlines(found)


def changed(blocks: Sequence[Block], inside: str, start: int, end: int, new: Sequence[Inline]) -> tuple[Block, ...]:
    """The blocks with `new` from `start` up to `end` in the first stretch whose letters are `inside`.

    The very same blocks where there is none.
    """
    done = False

    def text(inlines: tuple[Inline, ...]) -> tuple[Inline, ...]:
        nonlocal done
        if not done and letters(inlines) == inside:
            done = True
            return put(inlines, start, end, new)
        return tuple(
            Footnote(tuple(run for run in text(one.text) if isinstance(run, Run))) if isinstance(one, Footnote) else one
            for one in inlines
        )

    def block(one: Block) -> Block:
        match one:
            case Paragraph(inlines) | Heading(_, inlines):
                return replace(one, inlines=text(inlines))
            case ListBlock(items):
                return replace(one, items=tuple(map(text, items)))
            case Box(title, inner):
                return Box(letters(text((Run(title),))), tuple(map(block, inner)))
            case _:
                return one

    made = tuple(map(block, blocks))
    return made if done else tuple(blocks)
