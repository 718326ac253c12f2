"""Excerpts as every screen shows them: the desk's list, the themes page, playlists."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from coproclip.excerpts.approval import Approval, StoryReader, one_answer, title_of
from coproclip.excerpts.marking import excerpts_of, headline
from coproclip.people.care import UNMARKED, CareMark, care_mark, care_of_excerpt
from coproclip.people.stories import listed, storyteller_names
from coproclip.people.storytellers import OTHER_PARTS, storytellers_of
from coproclip.project.rows import fetch
from coproclip.project.schema import (
    Excerpt,
    Participant,
    Person,
    Span,
    Story,
    Theme,
    ThemeLink,
)
from coproclip.timecode import TimeRange


@dataclass(frozen=True, slots=True)
class ThemeSign:
    """A theme as its mark shows it."""

    theme_id: int
    letter: str
    colour: int
    name: str
    differs: bool = False
    """Whether the excerpt sees this theme differently."""


@dataclass(frozen=True, slots=True)
class ExcerptRow:
    """An excerpt as it stands now: whose it is, its words, its spans (ms) and what the storytellers have said.

    `who` are the storytellers of its story (its title while nobody is named); `described` what is known of the only
    one. `title` is what others will read, `own_title` what a person gave it, `attribution` what it is signed with.
    `approval` is None while nobody has looked: that takes longer than all the rest. `care` is what should be known
    before hearing it. `kind` is an `ExcerptKind` and `valence` a `Valence`, or empty; `feeling` is the storyteller's
    own word for it, `unused_reason` why it is not used.
    """

    excerpt_id: int
    story_id: int
    story_title: str
    who: str
    described: str
    title: str
    own_title: str
    attribution: str
    quote: str
    spans: tuple[TimeRange, ...]
    feeling: str
    note: str
    approval: Approval | None
    themes: tuple[ThemeSign, ...]
    lead_in_ms: int
    lead_out_ms: int
    care: CareMark
    kind: str
    valence: str
    spotlight: bool
    unused_reason: str

    @property
    def length_ms(self) -> int:
        """How long it is heard, without what was taken out."""
        return sum(span.duration_ms for span in self.spans)


class ExcerptReader:
    """Reads one excerpt after another; what belongs to a story is read once. `playlist_id`: beside which it stands."""

    def __init__(self, session: Session, playlist_id: int | None = None) -> None:
        self._session = session
        self.stories = StoryReader(session)
        self.state = one_answer(session, self.stories, playlist_id)
        self._whose: dict[int, tuple[str, str, str]] = {}

    def row(self, excerpt: Excerpt) -> ExcerptRow:
        """The excerpt as it stands now."""
        words = self.stories.quote(excerpt)
        title, who, described = self._story(excerpt.story_id)
        differing = select(ThemeLink.theme_id).where(ThemeLink.excerpt_id == excerpt.id, ThemeLink.differs == 1)
        differs = set(self._session.scalars(differing))
        return ExcerptRow(
            excerpt_id=excerpt.id,
            story_id=excerpt.story_id,
            story_title=title,
            who=who,
            described=described,
            title=title_of(excerpt, words),
            own_title=excerpt.title,
            attribution=excerpt.attribution,
            quote=words or title_of(excerpt, words),
            spans=tuple(self.stories.spans(excerpt)),
            feeling=excerpt.feeling,
            note=excerpt.note,
            approval=self.state(excerpt),
            themes=tuple(
                ThemeSign(theme.id, theme.letter, theme.colour, theme.name, theme.id in differs)
                for theme in self.stories.themes(excerpt)
            ),
            lead_in_ms=excerpt.lead_in_ms,
            lead_out_ms=excerpt.lead_out_ms,
            care=care_of_excerpt(self._session, excerpt.id),
            kind=excerpt.kind,
            valence=excerpt.valence,
            spotlight=bool(excerpt.spotlight),
            unused_reason=excerpt.unused_reason,
        )

    def _story(self, story_id: int) -> tuple[str, str, str]:
        """Its title, who told it, and what is known of the only one who did."""
        if story_id not in self._whose:
            story, tellers = fetch(self._session, Story, story_id), storytellers_of(self._session, story_id)
            described = tellers[0].description if len(tellers) == 1 else ""
            self._whose[story_id] = (story.title, storyteller_names(self._session, story_id) or story.title, described)
        return self._whose[story_id]


FEW = 60
"""In a project with no more excerpts than this, all that lists show of them is read at once."""


def excerpt_count(session: Session) -> int:
    """How many excerpts there are, outside the bin."""
    there = select(func.count()).select_from(Excerpt).join(Story, Story.id == Excerpt.story_id)
    return session.scalar(there.where(Story.binned_at.is_(None))) or 0


def _marks(session: Session) -> dict[int, CareMark]:
    """What should be known before hearing, of the excerpts of which anything should."""
    query = select(Excerpt.id, Excerpt.care, Excerpt.sensitive, Story.care, Story.sensitive)
    query = query.join(Story, Story.id == Excerpt.story_id)
    marked = or_(Excerpt.care != "", Excerpt.sensitive != 0, Story.care != "", Story.sensitive != 0)
    return {
        number: care_mark(care, sensitive, story_care, story_sensitive)
        for number, care, sensitive, story_care, story_sensitive in session.execute(query.where(marked))
    }


def sketches(session: Session, only: Collection[int] | None = None) -> dict[int, ExcerptRow]:
    """The excerpts outside the bin, or `only` these wherever they are, in the order of their stories.

    Quickly read: their words as they were noted last, and no `approval`.
    """
    spans, signs, whose = _all_spans(session, only), signs_of(session, only), _whose(session)
    marks = _marks(session)
    columns = (Excerpt.id, Excerpt.story_id, Excerpt.title, Excerpt.quote, Excerpt.attribution, Excerpt.feeling)
    meaning = (Excerpt.kind, Excerpt.valence, Excerpt.spotlight, Excerpt.unused_reason)
    query = select(
        *columns, Excerpt.note, Excerpt.lead_in_ms, Excerpt.lead_out_ms, Story.title.label("story_title"), *meaning
    )
    query = query.join(Story, Story.id == Excerpt.story_id)
    query = query.where(Story.binned_at.is_(None) if only is None else Excerpt.id.in_(only))
    found = [
        ExcerptRow(
            excerpt_id=row.id,
            story_id=row.story_id,
            story_title=row.story_title,
            who=whose.get(row.story_id, ("", ""))[0] or row.story_title,
            described=whose.get(row.story_id, ("", ""))[1],
            title=row.title or headline(row.quote) or "Excerpt",
            own_title=row.title,
            attribution=row.attribution,
            quote=row.quote or row.title or "Excerpt",
            spans=tuple(spans.get(row.id, ())),
            feeling=row.feeling,
            note=row.note,
            approval=None,
            themes=signs.get(row.id, ()),
            lead_in_ms=row.lead_in_ms,
            lead_out_ms=row.lead_out_ms,
            care=marks.get(row.id, UNMARKED),
            kind=row.kind,
            valence=row.valence,
            spotlight=bool(row.spotlight),
            unused_reason=row.unused_reason,
        )
        for row in session.execute(query)
    ]
    return {row.excerpt_id: row for row in sorted(found, key=order_in_story)}


def order_in_story(row: ExcerptRow) -> tuple[int, int, int]:
    """What excerpts are sorted by: story by story, in order of time."""
    return row.story_id, row.spans[0].start_ms if row.spans else -1, row.excerpt_id


def excerpt_ids(session: Session) -> list[int]:
    """The numbers of the excerpts outside the bin."""
    there = select(Excerpt.id).join(Story, Story.id == Excerpt.story_id).where(Story.binned_at.is_(None))
    return list(session.scalars(there.order_by(Excerpt.id)))


def _all_spans(session: Session, only: Collection[int] | None) -> dict[int, list[TimeRange]]:
    query, found = select(Span.excerpt_id, Span.start_ms, Span.end_ms), dict[int, list[TimeRange]]()
    if only is not None:
        query = query.where(Span.excerpt_id.in_(only))
    for excerpt, start, end in session.execute(query.order_by(Span.start_ms)):
        found.setdefault(excerpt, []).append(TimeRange(start, end))
    return found


def signs_of(session: Session, only: Collection[int] | None = None) -> dict[int, tuple[ThemeSign, ...]]:
    """The themes of every excerpt that has any, or of `only` these, as they came to it."""
    themes = select(Theme.id, Theme.letter, Theme.colour, Theme.name)
    signs = {
        (one.id, differs): ThemeSign(one.id, one.letter, one.colour, one.name, bool(differs))
        for one in session.execute(themes)
        for differs in (0, 1)
    }
    query = select(ThemeLink.excerpt_id, ThemeLink.theme_id, ThemeLink.differs)
    found = dict[int, list[ThemeSign]]()
    if only is not None:
        query = query.where(ThemeLink.excerpt_id.in_(only))
    for excerpt, theme, differs in session.execute(query.order_by(ThemeLink.id)):
        if (theme, differs) in signs:
            found.setdefault(excerpt, []).append(signs[theme, differs])
    return {excerpt: tuple(those) for excerpt, those in found.items()}


def _whose(session: Session) -> dict[int, tuple[str, str]]:
    """Who told each story, and what is known of the only one who did."""
    query = select(Participant.story_id, Person.alias, Person.description)
    query = query.join(Person, Person.id == Participant.storyteller_id).order_by(Participant.id)
    query = query.where(Participant.part.not_in(OTHER_PARTS))
    people: dict[int, list[tuple[str, str]]] = {}
    for story, alias, described in session.execute(query):
        people.setdefault(story, []).append((alias, described))
    return {
        story: (listed(alias for alias, _ in those), those[0][1] if len(those) == 1 else "")
        for story, those in people.items()
    }


def read_rows(session: Session, excerpt_ids: Iterable[int], *, many: bool = False) -> Iterator[ExcerptRow]:
    """These excerpts as they stand now, one after another in the order asked for; those that are gone are left out.

    With `many`, what belongs to a story is read in one go for all of its excerpts.
    """
    reader = ExcerptReader(session)
    for excerpt_id in excerpt_ids:
        excerpt = session.get(Excerpt, excerpt_id)
        if excerpt is not None:
            if many:
                reader.stories.prepare(excerpt.story_id, words=False)
            yield reader.row(excerpt)


def marked_count(session: Session, story_id: int) -> int:
    """How many excerpts a story has."""
    return session.scalar(select(func.count()).select_from(Excerpt).where(Excerpt.story_id == story_id)) or 0


def rows_of_story(session: Session, story_id: int, known: Mapping[int, ExcerptRow] | None = None) -> list[ExcerptRow]:
    """A story's excerpts in order of time; those in `known` are taken as they are instead of being read again."""
    reader, known = ExcerptReader(session), known or {}
    if not known:
        reader.stories.prepare(story_id)
    return [known.get(excerpt.id) or reader.row(excerpt) for excerpt in excerpts_of(session, story_id)]


def stored_quotes(session: Session, excerpt_ids: Iterable[int]) -> list[str]:
    """The words of excerpts as they were noted last, or their titles; raises `NotFound`."""
    found = [fetch(session, Excerpt, excerpt_id) for excerpt_id in excerpt_ids]
    return [excerpt.quote or title_of(excerpt) for excerpt in found]
