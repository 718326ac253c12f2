"""What the record page offers: who is known, what may be asked, and whether a story may be transcribed."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coproclip.people.consent import ConsentAbout, consent_of
from coproclip.people.moments import starters
from coproclip.people.storytellers import aliases
from coproclip.project.schema import Story


@dataclass(frozen=True, slots=True)
class KnownPeople:
    """Aliases of storytellers, and names of reporters of whom the first asked most lately."""

    storytellers: tuple[str, ...]
    reporters: tuple[str, ...]


def known_people(session: Session) -> KnownPeople:
    """Whom a project knows."""
    asked = select(Story.reporter).where(Story.binned_at.is_(None), Story.reporter != "").group_by(Story.reporter)
    reporters = session.scalars(asked.order_by(func.max(Story.created_at).desc(), func.max(Story.id).desc()))
    return KnownPeople(aliases(session), tuple(reporters))


def starter_texts(session: Session) -> tuple[str, ...]:
    """The conversation starters, in order."""
    return tuple(starter.text for starter in starters(session))


def may_be_transcribed(session: Session, story_id: int) -> bool | None:
    """Whether they said yes to a story being transcribed; None where no answer to anything is known."""
    said = consent_of(session, story_id)
    written = said.get(ConsentAbout.TRANSCRIBED)
    return (written is not None and written.answer == "yes") if said else None
