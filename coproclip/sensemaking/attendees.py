"""Who is there, how much they take part today, and what they need for it."""

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from coproclip.errors import BadInput, NotFound
from coproclip.project.belonging import delete_with_all
from coproclip.project.kinds import TakingPart
from coproclip.project.project import Edit
from coproclip.project.schema import Attendee, Dot, GroupNote, Person
from coproclip.sensemaking.sessions import open_session

MOST = 60
PLACES_DOTS = frozenset({TakingPart.TALK, TakingPart.TYPE})
"""Who has dots: everybody who takes part today with more than their ears."""
SOMEBODY = "Somebody"


def attendees(session: Session, session_id: int) -> list[Attendee]:
    """The people of a session, in the order they came."""
    query = select(Attendee).where(Attendee.session_id == session_id)
    return list(session.scalars(query.order_by(Attendee.position, Attendee.id)))


def name_of(attendee: Attendee) -> str:
    """What somebody is called in the room."""
    return attendee.name or SOMEBODY


def find_attendee(session: Session, session_id: int, name: str) -> Attendee:
    """The person of this name in a session; raises `NotFound`."""
    wanted = " ".join(name.split()).casefold()
    for attendee in attendees(session, session_id):
        if name_of(attendee).casefold() == wanted:
            return attendee
    raise NotFound(f"“{name.strip()}” is not in this workshop.")


def places_dots(attendee: Attendee) -> bool:
    """Whether somebody places dots: not who only listens, nor who is not there today."""
    return attendee.level in PLACES_DOTS


def add_attendee(
    edit: Edit,
    session_id: int,
    name: str,
    *,
    level: TakingPart = TakingPart.TALK,
    needs: str | None = None,
    person_id: int | None = None,
) -> Attendee:
    """Somebody more; a `person_id` brings along what is noted that helps them. Raises `BadInput`."""
    open_session(edit, session_id)
    person = edit.get(Person, person_id) if person_id is not None else None
    known = attendees(edit.session, session_id)
    if len(known) >= MOST:
        raise BadInput(f"A workshop has {MOST} people at most.", "Nothing was changed.")
    return edit.add(
        Attendee(
            session_id=session_id,
            person_id=person_id,
            position=max((one.position for one in known), default=-1) + 1,
            name=_name(edit.session, session_id, name or (person.alias if person is not None else "")),
            level=TakingPart(level).value,
            needs=(needs if needs is not None else person.access_needs if person is not None else "").strip(),
        )
    )


def _name(session: Session, session_id: int, name: str, but: int | None = None) -> str:
    name = " ".join(name.split())
    if not name:
        raise BadInput("Say what they are called in the room.", "Nothing was changed.")
    for other in attendees(session, session_id):
        if other.id != but and name_of(other).casefold() == name.casefold():
            raise BadInput(f"There is a “{other.name}” in this workshop already.", "Nothing was changed.")
    return name


def change_attendee(
    edit: Edit,
    attendee_id: int,
    *,
    name: str | None = None,
    level: TakingPart | None = None,
    needs: str | None = None,
) -> None:
    """Change what somebody is called, how much they take part, or what they need.

    Who only listens from now on, or is not there, gives back the dots they placed.
    """
    attendee = edit.get(Attendee, attendee_id)
    open_session(edit, attendee.session_id)
    if name is not None:
        attendee.name = _name(edit.session, attendee.session_id, name, attendee_id)
    if needs is not None:
        attendee.needs = needs.strip()
    if level is not None:
        attendee.level = TakingPart(level).value
        if not places_dots(attendee):
            edit.session.execute(delete(Dot).where(Dot.attendee_id == attendee_id))
    edit.session.flush()


def remove_attendee(edit: Edit, attendee_id: int) -> None:
    """Take somebody off the list, with their dots; what they noted stays, with their name."""
    attendee = edit.get(Attendee, attendee_id)
    open_session(edit, attendee.session_id)
    noted = update(GroupNote).where(GroupNote.attendee_id == attendee_id, GroupNote.from_whom == "")
    edit.session.execute(noted.values(from_whom=name_of(attendee)))
    delete_with_all(edit.session, "attendee", [attendee_id])


def people_count(session: Session, session_id: int) -> int:
    """How many people are there today."""
    there = Attendee.level != TakingPart.NOT_TODAY.value
    query = select(func.count()).select_from(Attendee).where(Attendee.session_id == session_id, there)
    return session.scalar(query) or 0
