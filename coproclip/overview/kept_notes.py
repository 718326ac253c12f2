"""Notes of the group that are in no workshop: what was kept of colleagues' copies beside what stayed here."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.project.kinds import NoteKind
from coproclip.project.schema import GroupNote, Theme


@dataclass(frozen=True, slots=True)
class KeptNote:
    """A text that was kept: from whom, and the name of the theme it belongs to (empty for none). `made_at` is ISO."""

    number: int
    text: str
    from_whom: str
    theme: str
    made_at: str
    done: bool


def kept_notes(session: Session) -> tuple[KeptNote, ...]:
    """All of them, the newest first; those that somebody is done with too."""
    found = session.execute(
        select(GroupNote, Theme.name)
        .outerjoin(Theme, Theme.id == GroupNote.theme_id)
        .where(GroupNote.session_id.is_(None), GroupNote.kind == NoteKind.MEMO.value, GroupNote.shown == 1)
        .order_by(GroupNote.id.desc())
    )
    return tuple(
        KeptNote(note.id, note.text, note.from_whom, theme or "", note.created_at, bool(note.done))
        for note, theme in found
    )
