"""The report as its page shows it: what is in it, and a section with everything filled in."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.excerpts.approval import StoryReader, against_each, title_of
from coproclip.excerpts.quoting import quoted_words
from coproclip.excerpts.rules.policy import Use
from coproclip.excerpts.rules.reasons import Reason
from coproclip.overview.excerpts import ThemeSign
from coproclip.overview.report_outline import theme_of
from coproclip.people.about_project import project_facts
from coproclip.project.kinds import HeadingKind, NamedIn, SectionKind
from coproclip.project.rows import fetch
from coproclip.project.schema import Excerpt, Playlist, ReportImage, ReportSection, Theme
from coproclip.report import sections as kept
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
from coproclip.report.live import LiveValues, in_sentence, live_values
from coproclip.report.markup import parse
from coproclip.report.sections import Quote
from coproclip.themes.headings import heading_kind, heading_text, is_said

# ---- the whole ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """The report as a whole: how often it was drafted (0: nobody began), when (ISO) and who changed it last.

    `plainer` has hard words with plainer ones, `glossary` words with what they mean; `playlist_id` is at its end.
    """

    title: str = ""
    strapline: str = ""
    month: str = ""
    drafts: int = 0
    drafted_at: str = ""
    changed_at: str = ""
    changed_by: str = ""
    playlist_id: int | None = None
    playlist: str = ""
    plainer: Mapping[str, str] | None = None
    glossary: Mapping[str, str] | None = None


def report_facts(session: Session) -> ReportFacts:
    """What there is to know of the report; of none, what the project is called."""
    row, texts = kept.the_report(session), project_facts(session).texts
    if row is None:
        return ReportFacts(texts["title"], texts["strapline"], texts["month"])
    playlist = session.get(Playlist, row.playlist_id) if row.playlist_id is not None else None
    return ReportFacts(
        texts["title"],
        texts["strapline"],
        texts["month"],
        drafts=row.drafts,
        drafted_at=row.drafted_at,
        changed_at=row.changed_at,
        changed_by=row.changed_by,
        playlist_id=playlist.id if playlist is not None else None,
        playlist=playlist.title if playlist is not None else "",
        plainer=_texts(row.plainer),
        glossary=_texts(row.glossary),
    )


def _texts(found: Mapping[str, object]) -> dict[str, str]:
    return {word: text for word, text in found.items() if isinstance(text, str)}


# ---- a section, filled in -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ShownQuote:
    """A quote: its `words` without quotation marks as they would be read (empty: nothing of it is there any more), and
    what it is signed with (empty: not signed here). `attribution` is what it would be signed with.

    `against` is why it may not leave; with any, it is held back from every output. `shortened`: not all of its excerpt.
    """

    key: str
    excerpt_id: int
    words: str
    signed: str
    attribution: str
    against: tuple[Reason, ...] = ()
    shortened: bool = False

    @property
    def withheld(self) -> bool:
        """Whether it is in no output."""
        return bool(self.against) or not self.words


@dataclass(frozen=True, slots=True)
class ShownLive:
    """Something that is filled in, with its letters as they stand there."""

    mark: LiveMark
    text: str


Shown = Run | ShownQuote | ShownLive | Footnote


@dataclass(frozen=True, slots=True)
class ShownText:
    """A paragraph (`level` 0) or a heading (2 or 3)."""

    parts: tuple[Shown, ...]
    level: int = 0


@dataclass(frozen=True, slots=True)
class ShownList:
    """A list with dots, or with numbers."""

    items: tuple[tuple[Shown, ...], ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class ShownQuoteBlock:
    """A quote that stands by itself."""

    quote: ShownQuote


@dataclass(frozen=True, slots=True)
class ShownImage:
    """An image: its path inside the project, and what it shows in words. `person_id` is whose photo it is."""

    key: str
    file: str
    alt: str
    decorative: bool
    person_id: int | None


@dataclass(frozen=True, slots=True)
class ShownBox:
    """A box with a title."""

    title: str
    blocks: "tuple[ShownBlock, ...]"


ShownBlock = ShownText | ShownList | ShownQuoteBlock | ShownImage | ShownBox


@dataclass(frozen=True, slots=True)
class ShownHeading:
    """What stands over a theme: a storyteller's words, and what follows them. `against`: why they may not leave."""

    headline: str
    after: str
    kind: HeadingKind
    excerpt_id: int | None
    against: tuple[Reason, ...] = ()
    quoted: bool = False

    @property
    def shown(self) -> str:
        """The headline, in quotation marks where it was said so."""
        return f"“{self.headline}”" if self.quoted else self.headline

    @property
    def text(self) -> str:
        """“We moved the chairs”: Who gets to decide?"""
        return heading_text(self.headline, self.after, quoted=self.quoted) if self.headline else self.after


@dataclass(frozen=True, slots=True)
class ShownSection:
    """A section; `heading` of one about a theme. `text` is how its text is kept (`report.markup`)."""

    section_id: int
    kind: SectionKind
    title: str
    theme: ThemeSign | None
    heading: ShownHeading | None
    blocks: tuple[ShownBlock, ...]
    text: str
    left_out: bool

    def quotes(self) -> Iterator[ShownQuote]:
        """Every quote, as often as it stands in it."""
        yield from _quotes(self.blocks)


def _quotes(blocks: Iterable[ShownBlock]) -> Iterator[ShownQuote]:
    for block in blocks:
        match block:
            case ShownQuoteBlock(quote):
                yield quote
            case ShownText(parts):
                yield from (one for one in parts if isinstance(one, ShownQuote))
            case ShownList(items):
                yield from (one for item in items for one in item if isinstance(one, ShownQuote))
            case ShownBox(_, inner):
                yield from _quotes(inner)


class ReportReader:
    """Fills in one section after another; what belongs to a story or to the whole report is read once.

    With `looks` it is said of each quote why it may not leave, which takes longer than all the rest.
    """

    def __init__(self, session: Session, *, looks: bool = True) -> None:
        self._session, self._looks = session, looks
        self._stories = StoryReader(session)
        self._why_not = against_each(session, Use.REPORT, self._stories)
        self.live: LiveValues = live_values(session)

    def section(self, section_id: int) -> ShownSection:
        """A section with everything filled in. Raises `NotFound`."""
        section = fetch(self._session, ReportSection, section_id)
        filled = _Filled(self, section, kept.quotes_of(self._session, section_id), self._images(section_id))
        return ShownSection(
            section_id=section_id,
            kind=kept.kind_of(section),
            title=kept.title_of(self._session, section),
            theme=theme_of(self._session, section),
            heading=self._heading(section),
            blocks=filled.blocks(parse(section.body)),
            text=section.body,
            left_out=bool(section.left_out),
        )

    def _prepare(self, excerpt: Excerpt) -> None:
        if self._looks:
            self._stories.prepare(excerpt.story_id)

    def _against(self, excerpt: Excerpt) -> tuple[Reason, ...]:
        return self._why_not(excerpt) if self._looks else ()

    def quote(self, quote: Quote) -> ShownQuote:
        """A quote as it reads now."""
        excerpt = self._session.get(Excerpt, quote.excerpt_id)
        if excerpt is None:
            return ShownQuote(quote.key, quote.excerpt_id, "", "", "")
        self._prepare(excerpt)
        spans = self._stories.spans(excerpt)
        signed = self._stories.attribution(excerpt, NamedIn.REPORT)
        return ShownQuote(
            key=quote.key,
            excerpt_id=quote.excerpt_id,
            words=quoted_words(self._stories.voiced(excerpt, spans), spans, quote.runs),
            signed=signed if quote.signed else "",
            attribution=signed,
            against=self._against(excerpt),
            shortened=bool(quote.runs),
        )

    def _images(self, section_id: int) -> dict[str, ShownImage]:
        rows = self._session.scalars(select(ReportImage).where(ReportImage.section_id == section_id))
        return {row.key: ShownImage(row.key, row.file, row.alt, bool(row.decorative), row.person_id) for row in rows}

    def _heading(self, section: ReportSection) -> ShownHeading | None:
        theme = self._session.get(Theme, section.theme_id) if section.theme_id is not None else None
        if theme is None:
            return None
        number = theme.headline_excerpt_id
        excerpt = self._session.get(Excerpt, number) if number is not None else None
        if excerpt is None:
            return ShownHeading("", theme.question, heading_kind(theme), None)
        self._prepare(excerpt)
        said = self._stories.public_quote(excerpt)
        words, against = title_of(excerpt, said), self._against(excerpt)
        return ShownHeading(
            words, theme.question, heading_kind(theme), excerpt.id, against, quoted=is_said(words, said)
        )


class _Filled:
    """The blocks of one section, filled in."""

    def __init__(
        self,
        reader: ReportReader,
        section: ReportSection,
        quotes: Mapping[str, Quote],
        images: Mapping[str, ShownImage],
    ) -> None:
        self._reader, self._theme_id, self._quotes, self._images = reader, section.theme_id, quotes, images

    def blocks(self, blocks: Sequence[Block]) -> tuple[ShownBlock, ...]:
        return tuple(map(self._block, blocks))

    def _block(self, block: Block) -> ShownBlock:
        match block:
            case Paragraph(inlines):
                return ShownText(self._text(inlines))
            case Heading(level, inlines):
                return ShownText(self._text(inlines), level)
            case ListBlock(items, numbered):
                return ShownList(tuple(map(self._text, items)), numbered)
            case QuoteBlock(key):
                return ShownQuoteBlock(self._quote(key))
            case ImageBlock(key):
                return self._images.get(key) or ShownImage(key, "", "", False, None)
            case Box(title, inner):
                return ShownBox(title, self.blocks(inner))

    def _text(self, inlines: Sequence[Inline]) -> tuple[Shown, ...]:
        found: list[Shown] = []
        before = ""
        for one in inlines:
            match one:
                case QuoteMark(key):
                    quote = self._quote(key)
                    found.append(quote)
                    before += quote.words or "…"
                case LiveMark(what):
                    text = in_sentence(self._reader.live.text(what, self._theme_id), before)
                    found.append(ShownLive(one, text))
                    before += text
                case Run(text):
                    found.append(one)
                    before += text
                case Footnote():
                    found.append(one)
        return tuple(found)

    def _quote(self, key: str) -> ShownQuote:
        quote = self._quotes.get(key)
        return self._reader.quote(quote) if quote is not None else ShownQuote(key, 0, "", "", "")


def shown_section(session: Session, section_id: int) -> ShownSection:
    """One section with everything filled in. Raises `NotFound`."""
    return ReportReader(session).section(section_id)


def shown_report(session: Session) -> tuple[ShownSection, ...]:
    """All sections in order, with everything filled in."""
    reader = ReportReader(session)
    return tuple(reader.section(one.id) for one in kept.sections(session))
