"""What people noted at home, in a file that their page saved: read back and joined without doubles.

A file is a claim: it counts only for this project and a workshop of it, and only where every part makes sense.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import select

from coproclip.errors import BadInput
from coproclip.new_files import read_plain
from coproclip.project.kinds import NoteKind
from coproclip.project.project import Edit, Project
from coproclip.project.schema import Attendee, Card, GroupNote, WorkshopSession
from coproclip.project.storage.too_many import refuse_beyond
from coproclip.sensemaking.attendees import name_of
from coproclip.sensemaking.notes import FIRST_THOUGHTS, LONGEST, add_note

WHAT = "notes for a workshop"
LARGEST = 1 << 20
"""No such file has more bytes."""
MOST = 1000
AT_HOME = (*FIRST_THOUGHTS, NoteKind.DIFFERENTLY, NoteKind.QUESTION)
"""What somebody can note at home."""


@dataclass(frozen=True, slots=True)
class HomeNote:
    """A note from home: what it is, the number of the card (0 for none), its words."""

    kind: NoteKind
    card: int
    text: str


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one person's file says: for which project and workshop, whose it is (id and name), and their notes."""

    project: str
    workshop: str
    attendee: int
    name: str
    notes: tuple[HomeNote, ...]


@dataclass(frozen=True, slots=True)
class TakenIn:
    """How many notes came, and how many had been here before."""

    new: int
    known: int


def project_key(project: Project) -> str:
    """By which a pack knows its project again; says nothing about it."""
    return sha256(f"workshop of {project.details.uid}".encode()).hexdigest()[:16]


def read_contribution(path: Path) -> Contribution:
    """A file of notes as the page saved it. Raises `BadInput` for anything else, `StorageError`."""
    raw = read_plain(path, LARGEST, "reading the notes")
    try:
        kept = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        kept = None
    found = _checked(kept)
    if found is None:
        raise BadInput(
            f"“{path.name}” is not a file of notes for a workshop.",
            "Nothing was taken in.",
            "Choose the file that the page saved, or type the notes in.",
        )
    return found


def _checked(kept: Any) -> Contribution | None:
    if not isinstance(kept, dict) or kept.get("made_with") != "CoProClip" or kept.get("what") != WHAT:
        return None
    project, workshop, name = kept.get("project"), kept.get("workshop"), kept.get("name")
    attendee, rows = kept.get("person"), kept.get("notes")
    if not (isinstance(project, str) and isinstance(workshop, str) and isinstance(name, str)):
        return None
    if type(attendee) is not int or not isinstance(rows, list) or len(rows) > MOST:
        return None
    notes = [_note(row) for row in rows]
    if any(note is None for note in notes):
        return None
    there = tuple(note for note in notes if note is not None and note.text)
    return Contribution(project, workshop, attendee, name[:200], there)


def _note(row: object) -> HomeNote | None:
    if not isinstance(row, dict):
        return None
    kind, card, text = row.get("kind"), row.get("card"), row.get("text")
    if not isinstance(kind, str) or kind not in {one.value for one in AT_HOME}:
        return None
    if type(card) is not int or not isinstance(text, str) or len(text) > LONGEST or not 0 <= card < 1_000_000:
        return None
    return HomeNote(NoteKind(kind), card, text.strip())


def take_in(edit: Edit, found: Iterable[Contribution], *, stop: Callable[[], None] = lambda: None) -> TakenIn:
    """Join what people noted at home; the same words of the same person about the same card are one note.

    First thoughts stay hidden until the group shows them. `stop` raises once it is not wanted any more. Raises
    `BadInput` where one file is of another project, or of a workshop that is not here; then none is taken in.
    """
    found = tuple(found)
    there = set(edit.session.scalars(select(GroupNote.uid)))
    coming = {_uid(contribution, note) for contribution in found for note in contribution.notes}
    refuse_beyond(edit.session, {"group_note": len(coming - there)})
    new = known = 0
    for contribution in found:
        if contribution.project != project_key(edit.project):
            raise BadInput(
                "These notes are for another project.", "Nothing was taken in.", "Open the project they belong to."
            )
        query = select(WorkshopSession).where(WorkshopSession.uid == contribution.workshop)
        workshop = edit.session.scalar(query)
        if workshop is None:
            raise BadInput("These notes are for a workshop that is not in this project.", "Nothing was taken in.")
        person = edit.session.get(Attendee, contribution.attendee) if contribution.attendee > 0 else None
        if person is None or person.session_id != workshop.id or name_of(person) != contribution.name:
            person = None
        cards = {
            card.number: card.id for card in edit.session.scalars(select(Card).where(Card.session_id == workshop.id))
        }
        for note in contribution.notes:
            stop()
            uid = _uid(contribution, note)
            if uid in there:
                known += 1
                continue
            there.add(uid)
            add_note(
                edit,
                workshop.id,
                note.kind,
                note.text,
                attendee_id=person.id if person is not None else None,
                card_id=cards.get(note.card),
                from_whom=contribution.name,
                uid=uid,
            )
            new += 1
    return TakenIn(new, known)


def _uid(contribution: Contribution, note: HomeNote) -> str:
    parts = (contribution.workshop, str(contribution.attendee), contribution.name, note.kind, str(note.card), note.text)
    return sha256("\x00".join(parts).encode("utf-8", "replace")).hexdigest()[:32]
