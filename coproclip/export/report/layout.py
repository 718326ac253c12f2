"""The report laid out once for all formats: headings, paragraphs, quotes in quotation marks, numbered footnotes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from coproclip.excerpts.rules.grants import verify
from coproclip.export.playlist.listen_page import language_tag
from coproclip.people.naming import ONE_STORYTELLER
from coproclip.project.kinds import SectionKind
from coproclip.report.images import LeavingImage
from coproclip.report.shareable import (
    BlockPart,
    BoxPart,
    ImagePart,
    ListPart,
    NoteRun,
    Part,
    QuotePart,
    QuoteRun,
    SectionPart,
    ShareableReport,
    TextPart,
    TextRun,
)

CONTENTS = "What is in it"
"""What stands over the list of the sections."""


@dataclass(frozen=True, slots=True)
class Span:
    """Letters that look alike. `language` is set inside a quote, `extract` (from 1) where its sound can be heard."""

    text: str
    bold: bool = False
    italic: bool = False
    link: str = ""
    language: str = ""
    extract: int = 0


@dataclass(frozen=True, slots=True)
class NoteMark:
    """Where a footnote is referred to, by its number (from 1)."""

    number: int


Line = tuple[Span | NoteMark, ...]


@dataclass(frozen=True, slots=True)
class Head:
    """A heading; `level` 1 is that of a section."""

    level: int
    line: Line


@dataclass(frozen=True, slots=True)
class Para:
    """A paragraph."""

    line: Line

    @property
    def leads_on(self) -> bool:
        """Whether what follows belongs on the same page: “Words that came up:”."""
        return bool(self.line) and isinstance(last := self.line[-1], Span) and last.text.rstrip().endswith(":")


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    lines: tuple[Line, ...]
    numbered: bool


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quote that stands by itself, in quotation marks, and what it is signed with."""

    line: Line
    signed: str
    extract: int
    language: str


@dataclass(frozen=True, slots=True)
class Picture:
    """An image; with no `alt` it is decorative."""

    image: LeavingImage
    alt: str


@dataclass(frozen=True, slots=True)
class Boxed:
    """A box with a title."""

    title: str
    flows: "tuple[Flow, ...]"


Flow = Head | Para | Items | Quoted | Picture | Boxed


@dataclass(frozen=True, slots=True)
class Laid:
    """The whole report: its cover in texts, everything else in order, footnotes by number, and the numbers of extracts.

    `extracts` has the excerpts (ids) that can be heard, in the order of their numbers from 1; `starts` has each section
    (its id) and the place among the flows at which it begins.
    """

    title: str
    strapline: str
    month: str
    contact: str
    flows: tuple[Flow, ...]
    notes: tuple[Line, ...]
    extracts: tuple[int, ...]
    language: str
    playlist_link: str
    starts: tuple[tuple[int, int], ...] = ()


def lay_out(report: ShareableReport, heard: Iterable[int] = ()) -> Laid:
    """The report as all formats show it; `heard` are the excerpts (ids) whose sound lies beside it."""
    for excerpt in report.excerpts():
        verify(excerpt)
    layout = _Layout(list(heard))
    flows, starts = list[Flow](), list[tuple[int, int]]()
    for section in report.sections:
        starts.append((section.section_id, len(flows)))
        flows += layout.section(section)
    return Laid(
        title=report.title,
        strapline=report.strapline,
        month=report.month,
        contact=report.contact,
        flows=tuple(flows),
        notes=tuple(layout.notes),
        extracts=tuple(layout.extracts),
        language=language_tag(report.language),
        playlist_link=report.playlist_link,
        starts=tuple(starts),
    )


def heading_of(section: SectionPart) -> Line:
    """“Headline”: question, or the title alone."""
    if not section.headline:
        return (Span(section.title),)
    bare = section.headline.rstrip(".,;:")
    shown = f"“{bare}”" if section.quoted else bare
    return (Span(f"{shown}: {section.title}" if section.title else shown),)


def plain(line: Line) -> str:
    """The letters alone."""
    return "".join(one.text for one in line if isinstance(one, Span))


def _signature(signed: str) -> str:
    """What an excerpt is signed with, inside a sentence."""
    return signed[:1].lower() + signed[1:] if signed == ONE_STORYTELLER else signed


class _Layout:
    def __init__(self, heard: list[int]) -> None:
        self._heard, self.extracts, self.notes = set(heard), list[int](), list[Line]()
        self._level = 1

    def section(self, section: SectionPart) -> Iterator[Flow]:
        self._level = 1
        if section.kind is not SectionKind.COVER:
            yield Head(1, heading_of(section))
        yield from map(self._flow, section.blocks)

    def _flow(self, block: BlockPart) -> Flow:
        match block:
            case TextPart(parts, level):
                if not level:
                    return Para(self._line(parts))
                self._level = min(level, self._level + 1)  # whoever hears headings counts on every level
                return Head(self._level, self._line(parts))
            case ListPart(items, numbered):
                return Items(tuple(map(self._line, items)), numbered)
            case QuotePart(quote):
                number = self._extract(quote)
                return Quoted(tuple(_quote(quote)), quote.signed, number, language_tag(quote.excerpt.language))
            case ImagePart(image, alt):
                return Picture(image, alt)
            case BoxPart(title, blocks):
                return Boxed(title, tuple(map(self._flow, blocks)))

    def _line(self, parts: Iterable[Part]) -> Line:
        line: list[Span | NoteMark] = []
        for part in parts:
            match part:
                case TextRun(text, bold, italic, link):
                    line.append(Span(text, bold, italic, link))
                case NoteRun(runs):
                    self.notes.append(tuple(Span(run.text, run.bold, run.italic, run.link) for run in runs))
                    line.append(NoteMark(len(self.notes)))
                case QuoteRun():
                    line += _quote(part, self._extract(part))
                    if part.signed:
                        line.append(Span(f" ({_signature(part.signed)})"))
        return tuple(line)

    def _extract(self, quote: QuoteRun) -> int:
        excerpt = quote.excerpt.excerpt_id
        if excerpt not in self._heard:
            return 0
        if excerpt not in self.extracts:
            self.extracts.append(excerpt)
        return self.extracts.index(excerpt) + 1


def _quote(quote: QuoteRun, extract: int = 0) -> Iterator[Span]:
    """The words in quotation marks, with what is in bold."""
    language = language_tag(quote.excerpt.language)
    words, at = f"“{quote.words}”", 0
    for start, end in quote.strong:
        yield Span(words[at : start + 1], language=language, extract=extract)
        yield Span(words[start + 1 : end + 1], bold=True, language=language, extract=extract)
        at = end + 1
    yield Span(words[at:], language=language, extract=extract)
