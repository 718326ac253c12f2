"""What “About this story” shows: its texts, its recording, who tells it, and what each of them agreed to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.people.check_ins import planned
from coproclip.people.consent import consents, counting_for
from coproclip.people.moments import MomentKind, moments_of
from coproclip.people.storytellers import all_storytellers, storytellers_of
from coproclip.project.rows import fetch
from coproclip.project.schema import Consent, Recording, Story


@dataclass(frozen=True, slots=True)
class RecordingFacts:
    """A story's sound file as it came, and a sentence about it that a person should know, or empty."""

    name: str
    duration_ms: int
    sha256: str
    notice: str


@dataclass(frozen=True, slots=True)
class NotedMoments:
    """What was noted while a story was recorded: how many of each, and how long (ms) it was off the record."""

    marks: int = 0
    starters: int = 0
    spoken_yes: int = 0
    lost: int = 0
    off_record_ms: int = 0


@dataclass(frozen=True, slots=True)
class StoryFacts:
    """A story's texts, its language (a code, or empty), what was noted, and its recording if it has one.

    `check_ins` are the days on which storyteller and reporter are still to be asked how they are. `own_…` is what the
    storyteller made of it right afterwards, `summary` is the reporter's.
    """

    title: str
    reporter: str
    language: str
    note: str
    private_note: str
    care: str
    check_ins: Mapping[str, date]
    sensitive: bool
    noted: NotedMoments
    recording: RecordingFacts | None
    own_title: str
    own_feeling: str
    own_matters: str
    own_for_whom: str
    summary: str


@dataclass(frozen=True, slots=True)
class ConsentAnswer:
    """What was said to one question: yes, no or later; who said it, how, and on which day."""

    answer: str
    who: str
    how: str
    day: str


Agreed = Mapping[str, ConsentAnswer]
"""What somebody agreed to, by item; one that was not asked about is not in it."""


@dataclass(frozen=True, slots=True)
class KnownTeller:
    """A storyteller of the project: what they go by, how they are described, and what they agreed to in one story."""

    alias: str
    description: str
    agreed: Agreed


@dataclass(frozen=True, slots=True)
class TellerFacts:
    """Everybody in the project by alias, the aliases of who tells one story, and what nobody's name is noted with."""

    everybody: tuple[KnownTeller, ...]
    aliases: tuple[str, ...]
    unnamed: Agreed


def story_facts(session: Session, story_id: int) -> StoryFacts:
    """What is known of a story; raises `NotFound` when it is gone."""
    story = fetch(session, Story, story_id)
    first = select(Recording).where(Recording.story_id == story_id).order_by(Recording.id).limit(1)
    sound = session.scalar(first)
    return StoryFacts(
        title=story.title,
        reporter=story.reporter,
        language=story.language,
        note=story.note,
        private_note=story.private_note,
        care=story.care,
        check_ins=planned(session, story_id),
        sensitive=bool(story.sensitive),
        noted=_noted(session, story_id),
        recording=RecordingFacts(sound.original_name, sound.duration_ms, sound.sha256, sound.notice) if sound else None,
        own_title=story.own_title,
        own_feeling=story.own_feeling,
        own_matters=story.own_matters,
        own_for_whom=story.own_for_whom,
        summary=story.summary,
    )


def _noted(session: Session, story_id: int) -> NotedMoments:
    moments = moments_of(session, story_id)
    kinds = [moment.kind for moment in moments]
    return NotedMoments(
        marks=kinds.count(MomentKind.MARK),
        starters=kinds.count(MomentKind.STARTER),
        spoken_yes=kinds.count(MomentKind.SPOKEN_YES),
        lost=kinds.count(MomentKind.LOST),
        off_record_ms=sum(one.end_ms - one.start_ms for one in moments if one.kind == MomentKind.OFF_RECORD),
    )


def teller_facts(session: Session, story_id: int) -> TellerFacts:
    """Who tells a story, who else could, and what was said about it."""
    said = consents(session, story_id)
    return TellerFacts(
        everybody=tuple(
            KnownTeller(person.alias, person.description, _agreed(counting_for(said, person.id)))
            for person in all_storytellers(session)
        ),
        aliases=tuple(person.alias for person in storytellers_of(session, story_id)),
        unnamed=_agreed(counting_for(said, None)),
    )


def _agreed(said: Mapping[str, Consent]) -> Agreed:
    return {about: ConsentAnswer(one.answer, one.who, one.how, one.said_at[:10]) for about, one in said.items()}
