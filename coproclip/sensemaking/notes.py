"""What people note, alone and in the group: hidden until it is shown, kept however themes are merged."""

import uuid
from collections.abc import Iterable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coproclip.errors import BadInput
from coproclip.project.belonging import delete_with_all
from coproclip.project.kinds import NoteKind
from coproclip.project.project import Edit, now
from coproclip.project.schema import Attendee, Card, Cluster, GroupNote, Theme
from coproclip.sensemaking.sessions import open_session

LONGEST = 4000
FIRST_THOUGHTS = (NoteKind.STOOD_OUT, NoteKind.SURPRISED, NoteKind.MISSING)
"""What everybody notes for themselves; nobody sees them until they are shown."""


def add_note(
    edit: Edit,
    session_id: int,
    kind: NoteKind,
    text: str,
    *,
    attendee_id: int | None = None,
    card_id: int | None = None,
    cluster_id: int | None = None,
    theme_id: int | None = None,
    from_whom: str = "",
    shown: bool | None = None,
    uid: str = "",
) -> GroupNote:
    """A note in a session; a first thought is hidden unless `shown` says otherwise. Raises `BadInput` for no words."""
    open_session(edit, session_id)
    words = words_of_note(text)
    _belongs(edit, session_id, attendee_id, card_id, cluster_id)
    if theme_id is not None:
        edit.get(Theme, theme_id)
    return edit.add(
        GroupNote(
            uid=uid or str(uuid.uuid4()),
            session_id=session_id,
            attendee_id=attendee_id,
            excerpt_id=edit.get(Card, card_id).excerpt_id if card_id is not None else None,
            theme_id=theme_id,
            cluster_id=cluster_id,
            kind=NoteKind(kind).value,
            text=words,
            from_whom=" ".join(from_whom.split()),
            shown=int(kind not in FIRST_THOUGHTS if shown is None else shown),
            created_at=now(),
        )
    )


def words_of_note(text: str) -> str:
    """What a note says, as it is kept. Raises `BadInput` for no words, and for far too many."""
    words = text.strip()
    if not words:
        raise BadInput("A note needs words.", "Nothing was noted.")
    if len(words) > LONGEST:
        raise BadInput(f"A note has {LONGEST:,} letters at most.", "Nothing was noted.", "Make two of it.")
    return words


def _belongs(edit: Edit, session_id: int, attendee_id: int | None, card_id: int | None, cluster_id: int | None) -> None:
    rows = [
        edit.get(kind, row)
        for kind, row in ((Attendee, attendee_id), (Card, card_id), (Cluster, cluster_id))
        if row is not None
    ]
    if any(row.session_id != session_id for row in rows):  # type: ignore[attr-defined]
        raise BadInput("That belongs to another workshop.", "Nothing was noted.")


def change_note(
    edit: Edit, note_id: int, *, text: str | None = None, done: bool | None = None, from_whom: str | None = None
) -> None:
    """Other words, from whom they are, or whether an action is done or a question answered."""
    note = edit.get(GroupNote, note_id)
    if note.session_id is not None and not (text is None and from_whom is None):
        open_session(edit, note.session_id)
    if text is not None:
        note.text = words_of_note(text)
    if from_whom is not None:
        note.from_whom = " ".join(from_whom.split())
    if done is not None:
        note.done = int(done)


def delete_note(edit: Edit, note_id: int) -> None:
    """Take a note away."""
    note = edit.get(GroupNote, note_id)
    if note.session_id is not None:
        open_session(edit, note.session_id)
    delete_with_all(edit.session, "group_note", [note_id])


def show_thoughts(edit: Edit, session_id: int) -> int:
    """Show everything that was noted alone, with who noted it; how many notes that are."""
    open_session(edit, session_id)
    hidden = hidden_thoughts(edit.session, session_id)
    for note in hidden:
        note.shown = 1
    return len(hidden)


def hidden_thoughts(session: Session, session_id: int) -> list[GroupNote]:
    """What nobody may see yet; for counting and for showing alone."""
    query = select(GroupNote).where(GroupNote.session_id == session_id, GroupNote.shown == 0)
    return list(session.scalars(query.order_by(GroupNote.id)))


def hidden_count(session: Session, session_id: int) -> int:
    """How many thoughts wait to be shown."""
    query = select(func.count()).select_from(GroupNote)
    return session.scalar(query.where(GroupNote.session_id == session_id, GroupNote.shown == 0)) or 0


def notes_of(session: Session, session_id: int) -> list[GroupNote]:
    """All notes of a session, also those that nobody may see yet: for counting and comparing alone."""
    return list(session.scalars(select(GroupNote).where(GroupNote.session_id == session_id).order_by(GroupNote.id)))


def notes(session: Session, session_id: int, kinds: Iterable[NoteKind] = ()) -> list[GroupNote]:
    """What is shown of the notes of a session, as they came; of these `kinds` only, where any are given."""
    query = select(GroupNote).where(GroupNote.session_id == session_id, GroupNote.shown == 1)
    if wanted := [kind.value for kind in kinds]:
        query = query.where(GroupNote.kind.in_(wanted))
    return list(session.scalars(query.order_by(GroupNote.id)))


def asked_of(session: Session, cluster: Cluster) -> str:
    """What the group noted last that a group of cards asks; empty for nothing."""
    found = notes(session, cluster.session_id, [NoteKind.QUESTION])
    return next((note.text for note in reversed(found) if note.cluster_id == cluster.id), "")


def differing(session: Session, theme_id: int) -> list[GroupNote]:
    """Who sees a theme differently, in whichever session they said so: of the theme itself and of what it came from."""
    came_from = select(Cluster.id).where(Cluster.theme_id == theme_id)
    query = select(GroupNote).where(GroupNote.kind == NoteKind.DIFFERENTLY.value, GroupNote.shown == 1)
    query = query.where((GroupNote.theme_id == theme_id) | GroupNote.cluster_id.in_(came_from))
    return list(session.scalars(query.order_by(GroupNote.id)))
