"""All answers to one conversation starter, side by side: what was said in each story after it was asked."""

from dataclasses import dataclass
from itertools import dropwhile

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.errors import NotFound
from coproclip.people.moments import MomentKind, starters
from coproclip.people.stories import storyteller_names
from coproclip.project.kinds import SpeakerRole
from coproclip.project.schema import Moment, Segment, Speaker, Story
from coproclip.themes.counts import story_count

MOST_WORDS = 60
"""So many words of an answer are shown; all of it is heard."""


@dataclass(frozen=True, slots=True)
class StarterAnswer:
    """What was said in a story after the starter was asked (ms) until the next one was, or so many words of it.

    The question as the reporter put it is not part of it, unless nobody else said anything.
    """

    story_id: int
    story_title: str
    who: str
    start_ms: int
    end_ms: int
    words: str


@dataclass(frozen=True, slots=True)
class StarterAnswers:
    """The answers to one starter, story by story; `every` is how many stories there are."""

    question: str
    answers: tuple[StarterAnswer, ...]
    stories: int
    every: int


def starter_answers(session: Session, place: int) -> StarterAnswers:
    """The answers to the starter at a place (from 0); raises `NotFound` where there is none.

    A starter is known by its words: what was asked with others before it was changed is not among them.
    """
    known = starters(session)
    if not 0 <= place < len(known):
        raise NotFound(f"There is no conversation starter {place + 1} in this project.")
    question = known[place].text
    wanted = " ".join(question.split()).casefold()
    asked = select(Moment, Story.title).join(Story, Story.id == Moment.story_id)
    asked = asked.where(Moment.kind == MomentKind.STARTER, Story.binned_at.is_(None))
    rows = session.execute(asked.order_by(Story.title, Story.id, Moment.start_ms, Moment.id)).all()
    reporters = set(session.scalars(select(Speaker.id).where(Speaker.role == SpeakerRole.REPORTER)))
    found = []
    for moment, title in rows:
        if " ".join(moment.text.split()).casefold() != wanted:
            continue
        after = [one.start_ms for one, _ in rows if one.story_id == moment.story_id and one.start_ms > moment.start_ms]
        end = min(after, default=None)
        said = select(Segment).where(Segment.story_id == moment.story_id, Segment.end_ms > moment.start_ms)
        if end is not None:
            said = said.where(Segment.start_ms < end)
        spoken = list(session.scalars(said.order_by(Segment.start_ms, Segment.id)))
        passages = list(dropwhile(lambda one: one.speaker_id in reporters, spoken)) or spoken
        words = " ".join(passage.text for passage in passages).split()
        more = " …" if len(words) > MOST_WORDS else ""
        found.append(
            StarterAnswer(
                story_id=moment.story_id,
                story_title=title,
                who=storyteller_names(session, moment.story_id) or title,
                start_ms=moment.start_ms if passages == spoken else passages[0].start_ms,
                end_ms=end or max((one.end_ms for one in passages), default=moment.end_ms),
                words=" ".join(words[:MOST_WORDS]) + more,
            )
        )
    return StarterAnswers(question, tuple(found), len({one.story_id for one in found}), story_count(session))
