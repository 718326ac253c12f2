"""About on which page of the PDF each section begins: reckoned from letters alone, as setting it takes seconds."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.project.schema import Excerpt, ReportQuote
from coproclip.report.document import (
    Block,
    Box,
    Footnote,
    Heading,
    ImageBlock,
    Inline,
    ListBlock,
    LiveMark,
    Paragraph,
    QuoteBlock,
    QuoteMark,
    Run,
)

BEFORE = 2
"""The pages of the cover and of the contents."""
_HIGH, _LINE, _GAP, _ACROSS = 694.0, 16.0, 6.9, 79
"""Of a page: its height, that of a line and of the gap below a paragraph (pt); how many letters a line has."""
_COUNTED = 20
"""About so many letters has what is filled in."""
_IMAGE, _SECTION = 250.0, 70.0


@dataclass(frozen=True, slots=True)
class Measured:
    """What a section is made of, to be reckoned with: its number, its blocks, and by key the letters of its quotes."""

    section_id: int
    blocks: tuple[Block, ...]
    quotes: Mapping[str, int]


def about_pages(sections: Iterable[Measured]) -> tuple[dict[int, int], int]:
    """The page on which each of these sections begins, from 1, and how many there are; without any there is none."""
    found: dict[int, int] = {}
    at = 0.0
    for section in sections:
        found[section.section_id] = BEFORE + 1 + math.floor(at / _HIGH)
        # Without a text it is not printed.
        at += _SECTION * bool(section.blocks) + sum(_high(block, section.quotes) for block in section.blocks)
    return found, BEFORE + max(1, math.ceil(at / _HIGH)) if found else 0


def letters_of_quotes(session: Session) -> dict[int, dict[str, int]]:
    """By section and key: how many letters the excerpt of each quote had when it was noted last."""
    query = select(ReportQuote.section_id, ReportQuote.key, Excerpt.quote).join(
        Excerpt, Excerpt.id == ReportQuote.excerpt_id
    )
    found: dict[int, dict[str, int]] = {}
    for section_id, key, words in session.execute(query):
        found.setdefault(section_id, {})[key] = len(words)
    return found


def _high(block: Block, quotes: Mapping[str, int]) -> float:
    match block:
        case Heading(_, inlines):
            return 2 * _text(inlines, quotes, 60)
        case Paragraph(inlines):
            return _text(inlines, quotes, _ACROSS)
        case ListBlock(items):
            return sum(_text(item, quotes, _ACROSS - 5) for item in items)
        case QuoteBlock(key):
            return 1.15 * _lines(quotes.get(key, 0), 65) * _LINE + _LINE + 2 * _GAP
        case ImageBlock():
            return _IMAGE
        case Box(_, inner):
            return 4 * _LINE + sum(_high(one, quotes) for one in inner)


def _text(inlines: Iterable[Inline], quotes: Mapping[str, int], across: int) -> float:
    letters, below = 0, 0.0
    for one in inlines:
        match one:
            case Run(text):
                letters += len(text)
            case QuoteMark(key):
                letters += quotes.get(key, 0) + 2
            case LiveMark():
                letters += _COUNTED
            case Footnote(runs):
                below += _lines(sum(len(run.text) for run in runs), 100) * _LINE
    return _lines(letters, across) * _LINE + _GAP + below


def _lines(letters: int, across: int) -> int:
    return max(1, math.ceil(letters / across))
