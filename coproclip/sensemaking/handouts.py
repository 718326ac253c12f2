"""What a workshop gives out on paper, and to take away: which cards, under which agreement, with which steps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from coproclip.excerpts.beside.texts import shareable_words
from coproclip.excerpts.rules.grants import ShareableText
from coproclip.excerpts.rules.policy import Use
from coproclip.project.project import Project
from coproclip.project.rows import fetch
from coproclip.project.schema import Attendee, WorkshopSession
from coproclip.sensemaking.attendees import people_count
from coproclip.sensemaking.cards import cards
from coproclip.sensemaking.sessions import newest_agreement
from coproclip.sensemaking.steps import DEFAULT_STEPS, Step, read_steps


@dataclass(frozen=True, slots=True)
class Handout:
    """Of a workshop: its uid, the number of its cards' excerpts (by excerpt id), dots each, its agreement (id or 0),
    how many people are there.
    """

    uid: str
    numbers: Mapping[int, int]
    dots: int
    agreement_id: int
    people: int


def handout_of(session: Session, session_id: int) -> Handout:
    """What is given out; raises `NotFound`."""
    workshop = fetch(session, WorkshopSession, session_id)
    newest = newest_agreement(session)
    agreement = workshop.agreement_id or (newest.id if newest is not None else 0)
    numbers = {card.excerpt_id: card.number for card in cards(session, session_id)}
    return Handout(workshop.uid, numbers, workshop.dots, agreement, people_count(session, session_id))


def steps_to_give_out(
    project: Project, session_id: int, beside: Sequence[int]
) -> tuple[tuple[Step, ...], ShareableText]:
    """The steps as they may stand on paper beside these excerpts: a group's own words only without a story's, and
    without names that are taken out; and those words, to be looked at again before they leave. Raises `NotShareable`.
    """
    steps: list[Step] = []

    def _own(session: Session) -> str:
        steps[:] = read_steps(fetch(session, WorkshopSession, session_id).steps)
        usual = {text for step in DEFAULT_STEPS for text in (step.title, step.question, step.words)}
        own = [text for step in steps for text in (step.title, step.question, step.words) if text not in usual]
        return "\n".join(own)

    text = shareable_words(project, "A step of the workshop", _own, Use.PAPER, beside, "Call the step something else.")
    return tuple(steps), text


def is_there(session: Session, session_id: int, attendee_id: int) -> bool:
    """Whether somebody is in this workshop."""
    attendee = session.get(Attendee, attendee_id)
    return attendee is not None and attendee.session_id == session_id
