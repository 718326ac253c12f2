"""What the group learned, also from what went wrong: short entries with their day, from workshops and between them."""

import uuid
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.errors import BadInput
from coproclip.project.kinds import NoteKind
from coproclip.project.project import Edit, now
from coproclip.project.schema import GroupNote
from coproclip.sensemaking.notes import words_of_note


def add_learned(edit: Edit, text: str, *, who: str = "", day: str = "") -> GroupNote:
    """An entry that belongs to no workshop, of a `day` (ISO; empty: today). Raises `BadInput`."""
    return edit.add(
        GroupNote(
            uid=str(uuid.uuid4()),
            kind=NoteKind.LEARNED.value,
            text=words_of_note(text),
            from_whom=" ".join(who.split()),
            created_at=_time_of(day.strip()),
        )
    )


def _time_of(day: str) -> str:
    today = now()
    try:
        asked = date.fromisoformat(day or today[:10])
    except ValueError as error:
        raise BadInput(f"“{day}” is not a day.", "Nothing was noted.", "Write it as 2027-05-12.") from error
    return today if asked.isoformat() == today[:10] else f"{asked.isoformat()}T12:00:00+00:00"


def learned(session: Session) -> list[GroupNote]:
    """The log, the oldest first; what is still hidden in a workshop is not in it."""
    query = select(GroupNote).where(GroupNote.kind == NoteKind.LEARNED.value, GroupNote.shown == 1)
    return list(session.scalars(query.order_by(GroupNote.created_at, GroupNote.id)))
