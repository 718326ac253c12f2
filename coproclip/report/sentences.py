"""What is left of a text when a quote may not leave: the sentence that it stands in goes with it."""

import re
from collections.abc import Container, Sequence

from coproclip.report.document import (
    Block,
    Box,
    Heading,
    Inline,
    ListBlock,
    Paragraph,
    QuoteBlock,
    QuoteMark,
    Run,
)
from coproclip.report.markup import tidy_inlines

_SENTENCE_ENDS = re.compile(r"[.!?…][”’\")\]]*(?:\s+|$)")
_ENDS = ".!?…"


def without_quotes(blocks: Sequence[Block], gone: Container[str]) -> tuple[Block, ...]:
    """These blocks without the quotes whose keys are `gone`, and without what only leads to them.

    Of a paragraph the sentence around the quote goes, of a list the item; before a quote that stood by itself, a last
    sentence that ends in a colon.
    """
    kept: list[Block] = []
    for block in blocks:
        match block:
            case QuoteBlock(key) if key in gone:
                if kept and isinstance(last := kept[-1], Paragraph):
                    shorter = _without_lead_in(last)
                    kept[-1:] = [shorter] if shorter is not None else []
            case Paragraph(inlines):
                if left := _without_sentences(inlines, gone):
                    kept.append(Paragraph(left))
            case Heading(level, inlines):
                if left := _without_sentences(inlines, gone):
                    kept.append(block if left == inlines else Heading(level, left))
            case ListBlock(items, numbered):
                stay = tuple(item for item in items if not _has(item, gone))
                if stay:
                    kept.append(ListBlock(stay, numbered))
            case Box(title, inner):
                if left_in_box := without_quotes(inner, gone):
                    kept.append(Box(title, left_in_box))
            case _:
                kept.append(block)
    return _without_empty_headings(kept, blocks)


def _has(inlines: Sequence[Inline], gone: Container[str]) -> bool:
    return any(isinstance(one, QuoteMark) and one.key in gone for one in inlines)


def _without_empty_headings(kept: Sequence[Block], before: Sequence[Block]) -> tuple[Block, ...]:
    """Without headings under which something stood before and nothing does now."""
    empty_before = {id(block) for block, after in _with_next(before) if _is_bare(block, after)}
    return tuple(
        block for block, after in _with_next(kept) if not (_is_bare(block, after) and id(block) not in empty_before)
    )


def _with_next(blocks: Sequence[Block]) -> list[tuple[Block, Block | None]]:
    return list(zip(blocks, [*blocks[1:], None], strict=False))


def _is_bare(block: Block, after: Block | None) -> bool:
    if not isinstance(block, Heading):
        return False
    return after is None or (isinstance(after, Heading) and after.level <= block.level)


def _without_lead_in(paragraph: Paragraph) -> Paragraph | None:
    last = paragraph.inlines[-1]
    if not isinstance(last, Run) or not last.text.rstrip().endswith(":"):
        return paragraph
    begins = 1 + max(last.text.rfind(sign) for sign in _ENDS)
    left = tidy_inlines([*paragraph.inlines[:-1], Run(last.text[:begins].rstrip(), last.bold, last.italic)])
    # What stands before it in other letters may be the beginning of that sentence.
    return Paragraph(left) if left and begins else (None if not left else paragraph)


def _without_sentences(inlines: Sequence[Inline], gone: Container[str]) -> tuple[Inline, ...]:
    if not _has(inlines, gone):
        return tuple(inlines)
    sentences: list[list[Inline]] = [[]]
    for one in inlines:
        if not isinstance(one, Run):
            sentences[-1].append(one)
            continue
        at = 0
        for end in _SENTENCE_ENDS.finditer(one.text):
            sentences[-1].append(Run(one.text[at : end.end()], one.bold, one.italic, one.link))
            sentences.append([])
            at = end.end()
        if at < len(one.text):
            sentences[-1].append(Run(one.text[at:], one.bold, one.italic, one.link))
    left = [one for sentence in sentences if not _has(sentence, gone) for one in sentence]
    tidy = list(tidy_inlines(left))
    while tidy and isinstance(last := tidy[-1], Run):
        shorter = Run(last.text.rstrip(), last.bold, last.italic, last.link)
        tidy[-1:] = [shorter] if shorter.text else []
        if shorter.text:
            break
    return tuple(tidy)
