"""The report as it may leave: what every exporter of it takes, and nothing else. Only `assembled` makes one."""

from collections.abc import Iterator
from dataclasses import dataclass

from coproclip.excerpts.rules.grants import NO_TEXT, ShareableExcerpt, ShareableText, verify, verify_texts
from coproclip.project.kinds import SectionKind
from coproclip.project.project import Project
from coproclip.report.images import LeavingImage


@dataclass(frozen=True, slots=True)
class TextRun:
    """Letters that look alike; `link` is an address that a person wrote, empty where it leads nowhere."""

    text: ShareableText
    bold: bool = False
    italic: bool = False
    link: ShareableText = NO_TEXT


@dataclass(frozen=True, slots=True)
class QuoteRun:
    """A quote: its `words` without quotation marks, what it is signed with (empty: not signed here), its excerpt.

    `strong` are the letters in bold: the first, and the one after the last.
    """

    excerpt: ShareableExcerpt
    words: ShareableText
    signed: ShareableText = NO_TEXT
    strong: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class NoteRun:
    """A footnote."""

    runs: tuple[TextRun, ...]


Part = TextRun | QuoteRun | NoteRun


@dataclass(frozen=True, slots=True)
class TextPart:
    """A paragraph (`level` 0), or a heading inside a section: `level` 2, or 3 below it."""

    parts: tuple[Part, ...]
    level: int = 0


@dataclass(frozen=True, slots=True)
class ListPart:
    """A list with dots, or with numbers."""

    items: tuple[tuple[Part, ...], ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class QuotePart:
    """A quote that stands by itself."""

    quote: QuoteRun


@dataclass(frozen=True, slots=True)
class ImagePart:
    """An image, and what it shows in words; with no words it is decorative.

    `person` is the storyteller (id) whose photo it is.
    """

    image: LeavingImage
    alt: ShareableText
    person: int | None = None


@dataclass(frozen=True, slots=True)
class BoxPart:
    """A box with a title; in it is no other box."""

    title: ShareableText
    blocks: "tuple[TextPart | ListPart | QuotePart | ImagePart, ...]"


BlockPart = TextPart | ListPart | QuotePart | ImagePart | BoxPart


@dataclass(frozen=True, slots=True)
class SectionPart:
    """A section. Of one about a theme `headline` is a storyteller's words (without quotation marks), `title` what
    follows it: “headline”: title, in quotation marks where it is `quoted` as it was said. Of every other `title` is
    all of its heading.
    """

    kind: SectionKind
    title: ShareableText
    headline: ShareableText = NO_TEXT
    blocks: tuple[BlockPart, ...] = ()
    quoted: bool = True
    headline_of: ShareableExcerpt | None = None
    section_id: int = 0


@dataclass(frozen=True, slots=True)
class ShareableReport:
    """The whole report. `withheld` is how many quotes in its text are not in it, because they may not leave.

    `language` is that of its text; `playlist` what the playlist at its end is called. `home` is the project that it is
    of; it leaves not at all.
    """

    title: ShareableText
    strapline: ShareableText
    month: ShareableText
    contact: ShareableText
    sections: tuple[SectionPart, ...]
    withheld: int = 0
    language: str = "en"
    playlist: ShareableText = NO_TEXT
    home: Project | None = None

    def __post_init__(self) -> None:
        for excerpt in self.excerpts():
            verify(excerpt)
        verify_texts(self.texts())

    def quotes(self) -> Iterator[QuoteRun]:
        """Every quote, as often as it stands in the text."""
        for section in self.sections:
            for block in _flat(section.blocks):
                if isinstance(block, QuotePart):
                    yield block.quote
                yield from (one for one in _parts(block) if isinstance(one, QuoteRun))

    def excerpts(self) -> list[ShareableExcerpt]:
        """What is quoted, also as a headline, each once, in the order in which it is first quoted."""
        found = {one.excerpt.excerpt_id: one.excerpt for one in self.quotes()}
        for section in self.sections:
            if section.headline_of is not None:
                found.setdefault(section.headline_of.excerpt_id, section.headline_of)
        return list(found.values())

    @property
    def playlist_link(self) -> str:
        """The address that a person gave for the playlist at its end: the first in that section; empty for none."""
        blocks = (block for one in self.sections if one.kind is SectionKind.PLAYLIST for block in _flat(one.blocks))
        links = (one.link for block in blocks for one in _parts(block) if isinstance(one, TextRun) and one.link)
        return next(links, NO_TEXT)

    def images(self) -> list[LeavingImage]:
        """The images in it, each once."""
        blocks = (block for section in self.sections for block in _flat(section.blocks))
        return list({block.image.name: block.image for block in blocks if isinstance(block, ImagePart)}.values())

    def people_seen(self) -> set[int]:
        """The storytellers (ids) whose photo is in it."""
        blocks = (block for section in self.sections for block in _flat(section.blocks))
        return {block.person for block in blocks if isinstance(block, ImagePart) and block.person is not None}

    def texts(self) -> list[ShareableText]:
        """All that people wrote in it, and what is quoted."""
        found = [self.title, self.strapline, self.month, self.contact, self.playlist]
        for section in self.sections:
            found += [section.title, section.headline]
            for block in _flat(section.blocks):
                if isinstance(block, ImagePart):
                    found.append(block.alt)
                for one in _parts(block):
                    runs = one.runs if isinstance(one, NoteRun) else (one,) if isinstance(one, TextRun) else ()
                    found += [text for run in runs for text in (run.text, run.link)]
            found += [block.title for block in section.blocks if isinstance(block, BoxPart)]
        for quote in self.quotes():
            found += [quote.words, quote.signed]
        return found


def _flat(blocks: tuple[BlockPart, ...]) -> Iterator[BlockPart]:
    for block in blocks:
        if isinstance(block, BoxPart):
            yield from block.blocks
        else:
            yield block


def _parts(block: BlockPart) -> Iterator[Part]:
    if isinstance(block, TextPart):
        yield from block.parts
    elif isinstance(block, ListPart):
        for item in block.items:
            yield from item
