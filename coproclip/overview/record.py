"""What the record page offers: who is known, what may be asked, and whether a story may be transcribed."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from coproclip.people.consent import ConsentAbout, consent_of
from coproclip.people.moments import starters
from coproclip.people.stories import stories
from coproclip.people.storytellers import all_storytellers


@dataclass(frozen=True, slots=True)
class KnownPeople:
    """Aliases of storytellers, and names of reporters of whom the first asked most lately."""

    storytellers: tuple[str, ...]
    reporters: tuple[str, ...]


def known_people(session: Session) -> KnownPeople:
    """Whom a project knows."""
    reporters = dict.fromkeys(story.reporter for story in stories(session) if story.reporter)
    return KnownPeople(tuple(one.alias for one in all_storytellers(session)), tuple(reporters))


def starter_texts(session: Session) -> tuple[str, ...]:
    """The conversation starters, in order."""
    return tuple(starter.text for starter in starters(session))


def may_be_transcribed(session: Session, story_id: int) -> bool | None:
    """Whether they said yes to a story being transcribed; None where no answer to anything is known."""
    said = consent_of(session, story_id)
    written = said.get(ConsentAbout.TRANSCRIBED)
    return (written is not None and written.answer == "yes") if said else None
