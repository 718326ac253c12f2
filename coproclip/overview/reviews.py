"""What a storyteller is asked about: whom one can ask, and one excerpt after another as they hear and see it."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.excerpts.approval import StoryReader, shareable
from coproclip.excerpts.noting import what_stands
from coproclip.excerpts.reviews.review import to_ask_about
from coproclip.excerpts.reviews.review_context import shown_as
from coproclip.excerpts.rules.coverage_parts import Covered
from coproclip.excerpts.rules.grants import PlaylistBeside, ShareableExcerpt, VoicedWord
from coproclip.excerpts.rules.policy import Use
from coproclip.project.kinds import AnswerKind
from coproclip.project.project import Project
from coproclip.project.rows import fetch
from coproclip.project.schema import Excerpt, Person, Story
from coproclip.speech.language_names import own_name
from coproclip.timecode import TimeRange

Turn = tuple[str, str]
"""Who says it, as they are shown to others, and what they say."""


@dataclass(frozen=True, slots=True)
class PersonToAsk:
    """A storyteller with excerpts of their own."""

    storyteller_id: int
    alias: str
    excerpts: int


@dataclass(frozen=True, slots=True)
class ExcerptToAsk:
    """An excerpt as its storyteller is asked about it: `spans` (ms) of the sound `audio`, and what stands beside it.

    `shown` is all of that as fingerprints: an answer is one to exactly this. `said` is what they said last (“yes”,
    “no”, “asked” or empty), `shown_as` where they are named and how, `translations` what is read in each language.
    Where it cannot be asked about, `why_not` says why and the rest is empty.
    """

    excerpt_id: int
    title: str
    why_not: str = ""
    shown_as: tuple[tuple[str, str], ...] = ()
    care: str = ""
    before: tuple[Turn, ...] = ()
    words: tuple[Turn, ...] = ()
    after: tuple[Turn, ...] = ()
    translations: tuple[Turn, ...] = ()
    themes: tuple[str, ...] = ()
    playlists: tuple[PlaylistBeside, ...] = ()
    audio: Path = Path()
    spans: tuple[TimeRange, ...] = ()
    shown: Covered | None = None
    said: str = ""


def people_to_ask(session: Session) -> list[PersonToAsk]:
    """The storytellers who are heard in any excerpt, by alias."""
    counts, reader = Counter[int](), StoryReader(session)
    there = select(Excerpt).join(Story, Story.id == Excerpt.story_id).where(Story.binned_at.is_(None))
    for story_id, some in groupby(session.scalars(there.order_by(Excerpt.story_id)), lambda one: one.story_id):
        excerpts = list(some)
        named = {voice.storyteller_id for voice in reader.voices(story_id).values()} - {None}
        tellers = reader.tellers(story_id)
        if len(tellers) == 1 and named <= {*tellers}:
            counts[tellers[0]] += len(excerpts)  # nobody else can be heard: no need to look at each
            continue
        reader.prepare(story_id)
        for excerpt in excerpts:
            counts.update(one for one in reader.tellers_in(excerpt) if one is not None)
        reader.forget(story_id)
    people = session.scalars(select(Person).where(Person.id.in_(counts)))
    found = [PersonToAsk(one.id, one.alias, counts[one.id]) for one in people]
    return sorted(found, key=lambda one: one.alias.casefold())


def only_one_heard(session: Session, excerpt_id: int) -> int | None:
    """The storyteller (id) of an excerpt in which nobody else is heard; None where there are several, or it is gone."""
    excerpt = session.get(Excerpt, excerpt_id)
    heard = StoryReader(session).tellers_in(excerpt) if excerpt is not None else []
    return heard[0] if len(heard) == 1 else None


def excerpts_to_ask(session: Session, storyteller_id: int) -> list[int]:
    """The excerpts (ids) about which a storyteller may be asked: none that was refused."""
    return to_ask_about(session, storyteller_id)[0]


def excerpt_to_ask(
    session: Session, project: Project, excerpt_id: int, storyteller_id: int, uses: Collection[Use]
) -> ExcerptToAsk:
    """One of them as it stands now, asked about for `uses`. Raises `NotFound`."""
    excerpt, reader = fetch(session, Excerpt, excerpt_id), StoryReader(session)
    sharing = shareable(project, [excerpt_id], Use.REVIEW, review_of=storyteller_id)
    if not sharing.granted:
        return ExcerptToAsk(excerpt_id, sharing.refused[0].title, sharing.refused[0].reason)
    [grant] = sharing.granted
    context = grant.context
    mine = [one.answer for one in reader.answers_to(excerpt) if one.storyteller_id == storyteller_id]
    return ExcerptToAsk(
        excerpt_id,
        grant.title,
        shown_as=shown_as(grant, uses),
        care=grant.care,
        before=_turns(context.before) if context else (),
        words=_turns(grant.words),
        after=_turns(context.after) if context else (),
        translations=tuple(
            (own_name(one.language), "\n".join(line.text for line in one.lines)) for one in grant.translations
        ),
        themes=grant.themes,
        playlists=context.playlists if context else (),
        audio=grant.audio,
        spans=_heard(grant),
        shown=what_stands(project, reader, excerpt, uses),
        said=mine[-1] if mine and mine[-1] in set(AnswerKind) else "",
    )


def _heard(grant: ShareableExcerpt) -> tuple[TimeRange, ...]:
    """What is played of it: not the names that are taken out."""
    spans = list(grant.spans)
    for silence in grant.silenced:
        spans = [part for span in spans for part in span.without(silence)]
    start = grant.spans[0].start_ms
    return tuple(spans) or (TimeRange(start, start + 1),)


def _turns(words: Sequence[VoicedWord]) -> tuple[Turn, ...]:
    found: list[tuple[str, list[str]]] = []
    for word in words:
        if not found or found[-1][0] != word.speaker:
            found.append((word.speaker, []))
        found[-1][1].append(word.text)
    return tuple((speaker, " ".join(said)) for speaker, said in found)
