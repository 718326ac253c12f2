"""A section of the report as it is written in: its text as it is kept, and how what stands in it reads now."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.excerpts.approval import StoryReader, VoicedWord
from coproclip.excerpts.quoting import QuotedRun, quoted_words
from coproclip.excerpts.rules.reasons import Reason
from coproclip.overview.report import ReportReader, ShownHeading, ShownImage, ShownQuote
from coproclip.people.about_project import project_facts
from coproclip.project.kinds import SectionKind
from coproclip.project.rows import fetch
from coproclip.project.schema import Excerpt, ProjectRow, ReportImage, ReportSection, Theme
from coproclip.report.document import Live, quote_keys
from coproclip.report.live import LiveValues, in_sentence
from coproclip.report.markup import parse
from coproclip.report.sections import Quote, kind_of, quoted_excerpts, quotes_of, title_of
from coproclip.timecode import TimeRange


@dataclass(frozen=True, slots=True)
class QuotedExcerpt:
    """An excerpt that can be quoted: its words as they are read in what leaves, and what it is signed with.

    `why_not` says why it may not leave as things stand; empty where it may.
    """

    excerpt_id: int
    story_id: int
    words: tuple[VoicedWord, ...]
    spans: tuple[TimeRange, ...]
    who: str
    why_not: str = ""

    def says(self, runs: Iterable[QuotedRun]) -> str:
        """What a quote of it says, without quotation marks."""
        return quoted_words(self.words, self.spans, tuple(runs))


@dataclass(frozen=True, slots=True)
class QuoteOnPage:
    """A quote of a section: `words` are what it says now, without quotation marks; empty where nothing of it is left.

    `who` is what it is signed with where it is signed; `why_not` says why it is in no output, empty where it may be.
    """

    quote: Quote
    words: str
    who: str
    why_not: str = ""

    @property
    def withheld(self) -> bool:
        """Whether it is in no output."""
        return bool(self.why_not) or not self.words


@dataclass(frozen=True, slots=True)
class SectionPage:
    """A section as it stands on its page; `body` is its text as it is kept, `project` what the project is called.

    `under_title` is what stands under that on the cover: strapline and month. `heading` is what stands over a theme,
    where nobody called the section otherwise; `colour` that of the theme.
    """

    section_id: int
    kind: SectionKind
    title: str
    body: str
    project: str = ""
    project_uid: str = ""
    under_title: tuple[str, ...] = ()
    left_out: bool = False
    heading: ShownHeading | None = None
    theme_id: int | None = None
    colour: int = -1
    quotes: Mapping[str, QuoteOnPage] = field(default_factory=dict)
    images: Mapping[str, ShownImage] = field(default_factory=dict)
    live: LiveValues | None = None

    def live_text(self, what: Live, before: str = "x") -> str:
        """What is filled in for a mark behind the letters `before`; empty where nobody knows."""
        return in_sentence(self.live.text(what, self.theme_id), before) if self.live is not None else ""


NOTHING = SectionPage(0, SectionKind.OWN, "", "")
"""A section without text."""


def section_page(session: Session, section_id: int, body: str | None = None, *, looks: bool = True) -> SectionPage:
    """A section as it stands now, or with this `body`. Raises `NotFound`.

    Without `looks` it is quickly read, and says of nothing why it may not leave; see `as_known`.
    """
    section, reader = fetch(session, ReportSection, section_id), ReportReader(session, looks=looks)
    theme = session.get(Theme, section.theme_id) if section.theme_id is not None else None
    body = section.body if body is None else body
    wanted, known = set(quote_keys(parse(body))), quotes_of(session, section_id)
    shown = reader.section(section_id)
    read = {one.key: one for one in shown.quotes()}
    images = session.scalars(select(ReportImage).where(ReportImage.section_id == section_id))
    about = project_facts(session).texts
    return SectionPage(
        section_id=section_id,
        kind=kind_of(section),
        title=title_of(session, section),
        body=body,
        project=about["title"],
        project_uid=fetch(session, ProjectRow, 1).uid,
        under_title=tuple(filter(None, (about["strapline"], about["month"]))),
        left_out=bool(section.left_out),
        heading=None if section.title else shown.heading,
        theme_id=theme.id if theme is not None else None,
        colour=theme.colour if theme is not None else -1,
        quotes={
            key: _as_shown(quote, read.get(key) or reader.quote(quote)) for key, quote in known.items() if key in wanted
        },
        images={one.key: ShownImage(one.key, one.file, one.alt, bool(one.decorative), one.person_id) for one in images},
        live=reader.live,
    )


def as_known(page: SectionPage, before: SectionPage) -> SectionPage:
    """A page that was quickly read, with what was known of the same quotes `before`."""
    quotes = dict(page.quotes)
    for key, one in page.quotes.items():
        old = before.quotes.get(key)
        if old is not None and (old.quote, old.words) == (one.quote, one.words):
            quotes[key] = replace(one, why_not=old.why_not)
    heading, old_heading = page.heading, before.heading
    if heading is not None and old_heading is not None and heading.headline == old_heading.headline:
        heading = replace(heading, against=old_heading.against)
    return replace(page, quotes=quotes, heading=heading)


def _as_shown(quote: Quote, shown: ShownQuote) -> QuoteOnPage:
    return QuoteOnPage(quote, shown.words, shown.attribution, _why_not(shown.against))


def _why_not(against: Iterable[Reason]) -> str:
    return " ".join(reason.sentence for reason in against)


def quotable(session: Session, excerpt_id: int) -> QuotedExcerpt:
    """An excerpt with its words, to choose what to quote of it. Raises `NotFound`."""
    excerpt, reader = fetch(session, Excerpt, excerpt_id), StoryReader(session)
    spans = reader.spans(excerpt)
    shown = ReportReader(session).quote(Quote("", excerpt_id))
    return QuotedExcerpt(
        excerpt_id=excerpt_id,
        story_id=excerpt.story_id,
        words=reader.voiced(excerpt, spans),
        spans=tuple(spans),
        who=shown.attribution,
        why_not=_why_not(shown.against),
    )


def on_page(quote: Quote, excerpt: QuotedExcerpt) -> QuoteOnPage:
    """A quote of an excerpt, as it reads."""
    return QuoteOnPage(quote, excerpt.says(quote.runs), excerpt.who, excerpt.why_not)


def has_sensitive(session: Session) -> bool:
    """Whether the report quotes anything that is marked as sensitive, also as a headline."""
    reader = StoryReader(session)
    headlines = select(Theme.headline_excerpt_id).join(ReportSection, ReportSection.theme_id == Theme.id)
    wanted = {*quoted_excerpts(session), *session.scalars(headlines.where(Theme.headline_excerpt_id.is_not(None)))}
    found = (session.get(Excerpt, number) for number in sorted(wanted))
    return any(reader.care(excerpt).sensitive for excerpt in found if excerpt is not None)
