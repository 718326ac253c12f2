"""What a report's text is made of, whatever it is shown or exported as: blocks, and the runs inside them.

A quote is never typed: it stands as a `QuoteMark` and says what its excerpt says. A count is never typed either, where
it should stay right: it stands as a `LiveMark`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum


class Live(StrEnum):
    """What is filled in anew whenever the report is shown; the value is how it is written.

    `COUNT` is “eight of the twelve stories” and `MANY` “most stories”, both of the theme of the section; `STORIES`,
    `STORYTELLERS` and `EXCERPTS` are those of the whole project, `DATES` when they were gathered.
    """

    COUNT = "count"
    MANY = "many"
    STORIES = "stories"
    STORYTELLERS = "storytellers"
    EXCERPTS = "excerpts"
    DATES = "dates"


@dataclass(frozen=True, slots=True)
class Run:
    """Letters that a person typed, or that were drafted; `link` is an address, empty where it leads nowhere."""

    text: str
    bold: bool = False
    italic: bool = False
    link: str = ""


@dataclass(frozen=True, slots=True)
class QuoteMark:
    """A quote of the section, by its `key`."""

    key: str


@dataclass(frozen=True, slots=True)
class LiveMark:
    """Something that is filled in."""

    what: Live


@dataclass(frozen=True, slots=True)
class Footnote:
    """A footnote, which numbers itself."""

    text: tuple[Run, ...]


Inline = Run | QuoteMark | LiveMark | Footnote


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph."""

    inlines: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a section: `level` 2, or 3 below it."""

    level: int
    inlines: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class ListBlock:
    """A list with dots, or with numbers."""

    items: tuple[tuple[Inline, ...], ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class QuoteBlock:
    """A quote that stands by itself."""

    key: str


@dataclass(frozen=True, slots=True)
class ImageBlock:
    """An image of the section by its `key`; what it shows, in words, is kept with the image itself."""

    key: str


@dataclass(frozen=True, slots=True)
class Box:
    """A box with a title; nothing in it is a box."""

    title: str
    blocks: tuple["Block", ...]


Block = Paragraph | Heading | ListBlock | QuoteBlock | ImageBlock | Box


def plain_text(inlines: Iterable[Inline]) -> str:
    """The letters alone, with nothing in place of quotes and counts; footnotes are left out."""
    return "".join(one.text for one in inlines if isinstance(one, Run))


def inlines_of(block: Block) -> Iterator[tuple[Inline, ...]]:
    """Each stretch of text in a block: of a list its items, of a box all that is in it."""
    match block:
        case Paragraph(inlines) | Heading(_, inlines):
            yield inlines
        case ListBlock(items):
            yield from items
        case Box(title, blocks):
            yield (Run(title),)
            for inner in blocks:
                yield from inlines_of(inner)


def quote_keys(blocks: Iterable[Block]) -> Iterator[str]:
    """The quotes in these blocks, in order; one that stands twice comes twice."""
    for block in blocks:
        match block:
            case QuoteBlock(key):
                yield key
            case Box(_, inner):
                yield from quote_keys(inner)
            case _:
                yield from (one.key for text in inlines_of(block) for one in text if isinstance(one, QuoteMark))


def image_keys(blocks: Iterable[Block]) -> Iterator[str]:
    """The images in these blocks, in order."""
    for block in blocks:
        match block:
            case ImageBlock(key):
                yield key
            case Box(_, inner):
                yield from image_keys(inner)
