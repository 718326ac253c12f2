"""The report as its checks look at it: every section that is not left out, with its letters and quotes, read once."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.excerpts.approval import StoryReader, against_each
from coproclip.excerpts.quoting import quoted_words
from coproclip.excerpts.rules.grants import VoicedWord
from coproclip.excerpts.rules.policy import Use
from coproclip.excerpts.rules.reasons import Reason
from coproclip.jobs import CancelToken
from coproclip.project.kinds import SectionKind
from coproclip.project.schema import Excerpt, Story
from coproclip.report.document import Block, Inline, quote_keys
from coproclip.report.findings import MOST_SHOWN, Finding, FindingKind, Mend, begun
from coproclip.report.letters import letters, stretches
from coproclip.report.live import LiveValues, live_values
from coproclip.report.markup import parse
from coproclip.report.sections import Quote, kind_of, quotes_of, sections, title_of
from coproclip.timecode import TimeRange

MOST_STEPS = 60_000_000
"""So much of it is looked at, in steps of about a millionth of a second: no report that people wrote comes near."""
EACH_FOUND = 20_000
"""So many steps is a thing that was found, as somebody looks at it."""


class TooMuchToCheck(Exception):
    """There is far more in a report than anybody writes."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of text in a section: its letters (see `report.letters`), and what it is made of."""

    text: str
    inlines: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class CheckedSection:
    """A section with all that stands in it; `keys` are its quotes in order, as often as they stand there."""

    id: int
    kind: SectionKind
    title: str
    theme_id: int | None
    blocks: tuple[Block, ...]
    stretches: tuple[Stretch, ...]
    keys: tuple[str, ...]
    quotes: Mapping[str, Quote]

    def finding(
        self,
        kind: FindingKind,
        text: str,
        place: str = "",
        suggestion: str = "",
        *,
        blocks: bool = False,
        mend: Mend | None = None,
        exact: str = "",
        excerpt_id: int = 0,
    ) -> Finding:
        """Something that was found in it; of what is too long to be shown only the beginning is said."""
        said, step = begun(text, MOST_SHOWN), begun(suggestion, MOST_SHOWN)
        return Finding(
            kind, self.id, self.title, said, place, step, blocks, mend, begun(exact), excerpt_id=excerpt_id
        ).known()


class CheckedReport:
    """All sections that are not left out, and the words of excerpts, each read once."""

    def __init__(self, session: Session, cancel: CancelToken) -> None:
        self.session = session
        self._cancel, self._left = cancel, MOST_STEPS
        self.reader = StoryReader(session)
        self._against = against_each(session, Use.REPORT, self.reader)
        self._reasons: dict[int, tuple[Reason, ...]] = {}
        self._words: dict[int, tuple[VoicedWord, ...]] = {}
        self._excerpts: dict[int, Excerpt] = {}

    def spend(self, steps: int) -> None:
        """So many steps are about to be made. Raises `TooMuchToCheck`, and `Cancelled`."""
        self._cancel.raise_if_cancelled()
        self._left -= steps
        if self._left < 0:
            raise TooMuchToCheck

    def too_much(self) -> Finding:
        """What is said of a report that was not looked at to its end, at its longest section."""
        rows = [row for row in sections(self.session) if not row.left_out]
        longest = max(rows, key=lambda row: len(row.body))
        return Finding(
            FindingKind.TOO_MUCH,
            longest.id,
            title_of(self.session, longest),
            "There is far more in this report than anybody reads, so not all of it was checked.",
            suggestion="Shorten it, or take quotation marks and links away that nobody needs; then check it again.",
            blocks=True,
        ).known()

    @cached_property
    def sections(self) -> tuple[CheckedSection, ...]:
        """The sections in order."""
        found = []
        for row in sections(self.session):
            if row.left_out:
                continue
            self.spend(len(row.body))
            blocks = parse(row.body)
            found.append(
                CheckedSection(
                    id=row.id,
                    kind=kind_of(row),
                    title=title_of(self.session, row),
                    theme_id=row.theme_id,
                    blocks=blocks,
                    stretches=tuple(Stretch(letters(text), text) for text in stretches(blocks)),
                    keys=tuple(quote_keys(blocks)),
                    quotes=quotes_of(self.session, row.id),
                )
            )
        self._prepare(quote.excerpt_id for one in found for quote in one.quotes.values())
        return tuple(found)

    @cached_property
    def live(self) -> LiveValues:
        """What is filled in."""
        return live_values(self.session)

    def _prepare(self, ids: Iterable[int]) -> None:
        """Read the excerpts story by story, each with all that is asked of it: then its words are read once."""
        query = select(Excerpt).where(Excerpt.id.in_(set(ids))).order_by(Excerpt.story_id, Excerpt.id)
        for excerpt in self.session.scalars(query):
            self.spend(0)
            self._excerpts[excerpt.id] = excerpt
            self.reader.prepare(excerpt.story_id)
            self.words(excerpt.id)
            self.against(excerpt)

    def quoted(self) -> Iterator[tuple[CheckedSection, str, Quote]]:
        """Every quote that stands in the text, story by story."""
        every = [
            (section, key, section.quotes[key])
            for section in self.sections
            for key in dict.fromkeys(section.keys)
            if key in section.quotes and self.excerpt(section.quotes[key].excerpt_id) is not None
        ]
        yield from sorted(every, key=lambda one: (self._excerpts[one[2].excerpt_id].story_id, one[2].excerpt_id))

    def excerpt(self, number: int) -> Excerpt | None:
        """An excerpt; None where it is gone."""
        if number not in self._excerpts and (found := self.session.get(Excerpt, number)) is not None:
            self._excerpts[number] = found
        return self._excerpts.get(number)

    def against(self, excerpt: Excerpt) -> tuple[Reason, ...]:
        """Why it may not leave in a report."""
        if excerpt.id not in self._reasons:
            self._reasons[excerpt.id] = self._against(excerpt)
        return self._reasons[excerpt.id]

    def spans(self, number: int) -> list[TimeRange]:
        """Its spans; none where it is gone."""
        excerpt = self.excerpt(number)
        return self.reader.spans(excerpt) if excerpt is not None else []

    def words(self, number: int) -> tuple[VoicedWord, ...]:
        """Its words as they are read in what leaves."""
        if number not in self._words:
            excerpt = self.excerpt(number)
            found = self.reader.voiced(excerpt, self.reader.spans(excerpt)) if excerpt is not None else ()
            self._words[number] = found
        return self._words[number]

    def says(self, quote: Quote) -> str:
        """The words of a quote; empty where nothing of it is there any more."""
        return quoted_words(self.words(quote.excerpt_id), self.spans(quote.excerpt_id), quote.runs)

    @cached_property
    def noted(self) -> dict[int, str]:
        """The words of every excerpt outside the bin as they were noted last: quickly read, to look for others in."""
        query = select(Excerpt.id, Excerpt.quote).join(Story, Story.id == Excerpt.story_id)
        found = self.session.execute(query.where(Story.binned_at.is_(None)).order_by(Excerpt.id))
        return {number: words for number, words in found}
