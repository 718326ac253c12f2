"""Excerpts as every screen shows them: the desk's list, the themes page, playlists, the window of one of them."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from coproclip.excerpts.answers import answers
from coproclip.excerpts.approval import Approval, StoryReader, one_answer, reasons_against, title_of
from coproclip.excerpts.coverage_parts import covered_uses
from coproclip.excerpts.grants import VoicedWord
from coproclip.excerpts.marking import excerpts_of, headline, words_near
from coproclip.excerpts.noting import changed_since_asked, once_heard, shown_now, who_may_answer
from coproclip.excerpts.playlists import playlists_with
from coproclip.excerpts.policy import Use
from coproclip.excerpts.reasons import Reason
from coproclip.people.care import UNMARKED, CareMark, care_mark, care_of_excerpt
from coproclip.people.naming import labels
from coproclip.people.stories import listed, storyteller_names
from coproclip.people.storytellers import OTHER_PARTS, storytellers_of
from coproclip.project.kinds import AnswerKind
from coproclip.project.rows import fetch
from coproclip.project.schema import (
    Excerpt,
    Participant,
    Person,
    Segment,
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


@dataclass(frozen=True, slots=True)
class ExcerptRow:
    """An excerpt as it stands now: whose it is, its words, its spans (ms) and what the storytellers have said.

    `who` are the storytellers of its story (its title while nobody is named); `described` what is known of the only
    one. `title` is what others will read, `own_title` what a person gave it, `attribution` what it is signed with.
    `approval` is None while nobody has looked: that takes longer than all the rest. `care` is what should be known
    before hearing it.
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
                ThemeSign(theme.id, theme.letter, theme.colour, theme.name) for theme in self.stories.themes(excerpt)
            ),
            lead_in_ms=excerpt.lead_in_ms,
            lead_out_ms=excerpt.lead_out_ms,
            care=care_of_excerpt(self._session, excerpt.id),
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
    query = select(*columns, Excerpt.note, Excerpt.lead_in_ms, Excerpt.lead_out_ms, Story.title)
    query = query.join(Story, Story.id == Excerpt.story_id)
    query = query.where(Story.binned_at.is_(None) if only is None else Excerpt.id.in_(only))
    found = [
        ExcerptRow(
            excerpt_id=number,
            story_id=story,
            story_title=story_title,
            who=whose.get(story, ("", ""))[0] or story_title,
            described=whose.get(story, ("", ""))[1],
            title=title or headline(quote) or "Excerpt",
            own_title=title,
            attribution=attribution,
            quote=quote or title or "Excerpt",
            spans=tuple(spans.get(number, ())),
            feeling=feeling,
            note=note,
            approval=None,
            themes=signs.get(number, ()),
            lead_in_ms=lead_in,
            lead_out_ms=lead_out,
            care=marks.get(number, UNMARKED),
        )
        for number, story, title, quote, attribution, feeling, note, lead_in, lead_out, story_title in session.execute(
            query
        )
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
    signs = {one.id: ThemeSign(one.id, one.letter, one.colour, one.name) for one in session.execute(themes)}
    query, found = select(ThemeLink.excerpt_id, ThemeLink.theme_id), dict[int, list[ThemeSign]]()
    if only is not None:
        query = query.where(ThemeLink.excerpt_id.in_(only))
    for excerpt, theme in session.execute(query.order_by(ThemeLink.id)):
        if theme in signs:
            found.setdefault(excerpt, []).append(signs[theme])
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


# ---- one of them -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """What was asked and answered once: “yes”, “no” or “asked”, by whom, how, and when (ISO)."""

    answer: str
    who: str
    how: str
    answered_at: str


@dataclass(frozen=True, slots=True)
class ExcerptDetails:
    """Everything the window of an excerpt shows.

    `labels` are the project's words for people; `words` are those in it with their public speakers, `near` where words
    begin and end in and around it (ms); `order` has all excerpts of its story in order; `playlists` are the titles of
    those that it is in; `reasons` is why it may not be shared.
    """

    row: ExcerptRow
    storytellers: tuple[str, ...]
    labels: tuple[str, ...]
    words: tuple[VoicedWord, ...]
    near: tuple[TimeRange, ...]
    order: tuple[int, ...]
    playlists: tuple[str, ...]
    answers: tuple[GivenAnswer, ...]
    reasons: tuple[Reason, ...]


def excerpt_details(session: Session, excerpt_id: int) -> ExcerptDetails:
    """What there is to show of an excerpt; raises `NotFound` when it is gone."""
    excerpt, reader = fetch(session, Excerpt, excerpt_id), ExcerptReader(session)
    row = reader.row(excerpt)
    near = (one.word for one in words_near(session, excerpt.story_id, row.spans))
    return ExcerptDetails(
        row=row,
        storytellers=tuple(person.alias for person in storytellers_of(session, excerpt.story_id)),
        labels=tuple(label.text for label in labels(session)),
        words=reader.stories.voiced(excerpt, row.spans),
        near=tuple(TimeRange(word.start_ms, max(word.start_ms, word.end_ms)) for word in near),
        order=tuple(one.id for one in excerpts_of(session, excerpt.story_id)),
        playlists=tuple(playlist.title for playlist in playlists_with(session, excerpt_id)),
        answers=tuple(
            GivenAnswer(answer.answer, answer.who, answer.how, answer.answered_at)
            for answer in answers(session, excerpt_id)
        ),
        reasons=reasons_against(session, excerpt_id),
    )


def signature_of(session: Session, excerpt_id: int) -> str:
    """What an excerpt is signed with in clips."""
    return StoryReader(session).attribution(fetch(session, Excerpt, excerpt_id))


def story_of(session: Session, excerpt_id: int) -> int:
    """The number of the story that an excerpt is of."""
    return fetch(session, Excerpt, excerpt_id).story_id


def first_open(session: Session, excerpt_id: int, *, unchecked: bool) -> int:
    """Where in the story (ms) the first word of an excerpt stands that was not checked against the recording.

    Or, not `unchecked`, of which nobody said whose it is. The start of the excerpt where there is none.
    """
    reader, excerpt = StoryReader(session), fetch(session, Excerpt, excerpt_id)
    voices = reader.voices(excerpt.story_id)
    for one in reader.inside(excerpt):
        segment, voice = session.get(Segment, one.segment_id), voices.get(one.speaker_id or 0)
        open_words = segment is not None and segment.checked != 1
        nobodys = voice is not None and voice.role != "reporter" and voice.storyteller_id is None
        if open_words if unchecked else nobodys:
            return one.word.start_ms
    spans = reader.spans(excerpt)
    return spans[0].start_ms if spans else 0


@dataclass(frozen=True, slots=True)
class AnswerQuestion:
    """Before an answer is noted: the title of the only excerpt (empty for several), who is heard, who will answer.

    `heard` has the storytellers by number (None: one whom nobody has named); `who` is empty unless it is sure; `uses`
    is what the last yes to the only excerpt was for, or what a yes usually is for. `shown` is a fingerprint of each
    excerpt as it is now; `changed` what changed since somebody was asked, in words; `once_heard` are those who said no
    to the whole story, or were asked and have not answered, by a voice that has another name now.
    """

    title: str
    heard: Mapping[int | None, str]
    who: str
    uses: frozenset[Use]
    shown: Mapping[int, str]
    changed: Mapping[int | None, str]
    once_heard: Mapping[int, str]


def answer_question(session: Session, excerpt_ids: Sequence[int]) -> AnswerQuestion:
    """What to know before an answer about these excerpts is noted; raises `NotFound`."""
    excerpts = [fetch(session, Excerpt, excerpt_id) for excerpt_id in excerpt_ids]
    may_answer = who_may_answer(session, excerpt_ids)
    tellers = {storyteller_names(session, excerpt.story_id) for excerpt in excerpts}
    sure = len(tellers) == 1 and len(may_answer) == 1
    title = title_of(excerpts[0]) if len(excerpts) == 1 else ""
    said = answers(session, excerpts[0].id) if len(excerpts) == 1 else []
    last_yes = next((one for one in reversed(said) if one.answer == AnswerKind.YES), None)
    changed = {
        teller: ", ".join(
            dict.fromkeys(part for one in excerpt_ids for part in changed_since_asked(session, one, teller))
        )
        for teller in may_answer
    }
    return AnswerQuestion(
        title,
        may_answer,
        tellers.pop() if sure else "",
        covered_uses(last_yes.covered if last_yes is not None else {}),
        {one: shown_now(session, one) for one in excerpt_ids},
        changed,
        once_heard(session, excerpt_ids),
    )


def stored_quotes(session: Session, excerpt_ids: Iterable[int]) -> list[str]:
    """The words of excerpts as they were noted last, or their titles; raises `NotFound`."""
    found = [fetch(session, Excerpt, excerpt_id) for excerpt_id in excerpt_ids]
    return [excerpt.quote or title_of(excerpt) for excerpt in found]
