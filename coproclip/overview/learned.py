"""The log of what the group learned, as it is listed."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.project.schema import WorkshopSession
from coproclip.sensemaking.learned import learned


@dataclass(frozen=True, slots=True)
class LearnedEntry:
    """An entry: when it was made (ISO), who said it, and the title of the workshop it comes from (empty for none).

    What comes from a workshop that is closed is no longer changed.
    """

    number: int
    text: str
    who: str
    made_at: str
    workshop: str = ""
    closed: bool = False


def learned_log(session: Session) -> tuple[LearnedEntry, ...]:
    """All of it, the newest first."""
    workshops = {one.id: one for one in session.scalars(select(WorkshopSession))}
    found = []
    for note in reversed(learned(session)):
        workshop = workshops.get(note.session_id or 0)
        title, closed = (workshop.title, bool(workshop.closed_at)) if workshop is not None else ("", False)
        found.append(LearnedEntry(note.id, note.text, note.from_whom, note.created_at, title, closed))
    return tuple(found)
