"""Sessions of a workshop: begun, changed, agreed on, closed; and where in one the group is."""

import uuid
from collections.abc import Sequence
from datetime import date

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from coproclip.errors import BadInput, NotFound
from coproclip.project.belonging import delete_with_all
from coproclip.project.journal import Work
from coproclip.project.project import Edit, Project, now
from coproclip.project.schema import Agreement, Card, Dot, GroupNote, WorkshopPlace, WorkshopSession
from coproclip.sensemaking.steps import DEFAULT_STEPS, Step, kept_steps, read_steps, steps_as_lines

DOTS = 3
MOST_DOTS = 50
FIRST_AGREEMENT = """One person speaks at a time, and everybody can pass.
What is said here stays here; what we learn may go on.
Nobody has to tell their own story.
We listen to understand, not to put right.
We may see things differently, and keep that.
Anybody can stop, leave the room or ask for a break, without a reason."""
"""What a group may begin from; they change it as they like."""


def start_session(
    edit: Edit, title: str, *, day: str = "", dots: int = DOTS, steps: Sequence[Step] = DEFAULT_STEPS
) -> WorkshopSession:
    """A new session, under the newest agreement. `day` is ISO 8601, today if empty. Raises `BadInput`."""
    newest = newest_agreement(edit.session)
    return edit.add(
        WorkshopSession(
            uid=str(uuid.uuid4()),
            title=_title(edit.session, title),
            day=_day(day),
            steps=kept_steps(steps),
            agreement_id=newest.id if newest is not None else None,
            dots=_dots(dots),
            created_at=now(),
        )
    )


def _title(session: Session, title: str, but: int | None = None) -> str:
    title = " ".join(title.split())
    if not title:
        raise BadInput("A workshop needs a name.", "Nothing was changed.")
    for other in sessions(session):
        if other.id != but and other.title.casefold() == title.casefold():
            raise BadInput(f"There is a workshop “{other.title}” already.", "Nothing was changed.")
    return title


def _day(day: str) -> str:
    try:
        return date.fromisoformat(day).isoformat() if day.strip() else date.today().isoformat()
    except ValueError:
        raise BadInput(f"“{day}” is no day.", "Nothing was changed.", "Write it as 2026-03-31.") from None


def _dots(dots: int) -> int:
    if not 0 <= dots <= MOST_DOTS:
        raise BadInput(f"Everybody has 0 to {MOST_DOTS} dots.", "Nothing was changed.")
    return dots


def sessions(session: Session) -> list[WorkshopSession]:
    """All sessions, the newest day first."""
    return list(
        session.scalars(select(WorkshopSession).order_by(WorkshopSession.day.desc(), WorkshopSession.id.desc()))
    )


def find_session(session: Session, name: str) -> WorkshopSession:
    """The session of this name or number; raises `NotFound`."""
    known = sessions(session)
    wanted = name.strip().casefold()
    for found in known:
        if found.title.casefold() == wanted:
            return found
    for found in known:
        if str(found.id) == wanted:
            return found
    raise NotFound(f"There is no workshop “{name}”.")


def open_session(edit: Edit, session_id: int) -> WorkshopSession:
    """A session that may be changed. Raises `NotFound`, and `BadInput` for one that is closed."""
    found = edit.get(WorkshopSession, session_id)
    if found.closed_at:
        raise BadInput(f"“{found.title}” is closed.", "Nothing was changed.", "Open it again to go on with it.")
    return found


def change_session(
    edit: Edit,
    session_id: int,
    *,
    title: str | None = None,
    day: str | None = None,
    dots: int | None = None,
    dots_hidden: bool | None = None,
    steps: Sequence[Step] | None = None,
) -> None:
    """Change what a session is called, when it is, how many dots everybody has, whether they are hidden, its steps.

    Raises `BadInput`, also for fewer dots than somebody placed.
    """
    found = open_session(edit, session_id)
    if title is not None:
        found.title = _title(edit.session, title, session_id)
    if day is not None:
        found.day = _day(day)
    if dots is not None:
        counts = select(func.count()).where(Dot.session_id == session_id).group_by(Dot.attendee_id)
        if _dots(dots) < max(edit.session.scalars(counts), default=0):
            raise BadInput(
                "Somebody has placed more dots than that.",
                "Nothing was changed.",
                "Everybody has the same number: take some back first.",
            )
        found.dots = dots
    if dots_hidden is not None:
        found.dots_hidden = int(dots_hidden)
    if steps is not None:
        found.steps = kept_steps(steps)


def step_lines(session: Session, session_id: int) -> str | None:
    """The steps of a session as lines of text; None where there is no such session."""
    found = session.get(WorkshopSession, session_id)
    return None if found is None else steps_as_lines(read_steps(found.steps))


def delete_session(edit: Edit, session_id: int) -> None:
    """Take a session away with its cards, notes and dots; excerpts and themes stay."""
    edit.get(WorkshopSession, session_id)
    notes = list(edit.session.scalars(select(GroupNote.id).where(GroupNote.session_id == session_id)))
    delete_with_all(edit.session, "group_note", notes)
    delete_with_all(edit.session, "workshop_session", [session_id])


# ---- how the group works together -----------------------------------------------------------------------------


def newest_agreement(session: Session) -> Agreement | None:
    """The agreement that counts now; None before there is one."""
    return session.scalar(select(Agreement).order_by(Agreement.id.desc()).limit(1))


def agreements(session: Session) -> list[Agreement]:
    """All versions, the newest first."""
    return list(session.scalars(select(Agreement).order_by(Agreement.id.desc())))


def agree(edit: Edit, text: str, session_id: int | None = None) -> Agreement:
    """Keep what the group agreed on as the newest version, under which `session_id` is from now on.

    The earlier ones stay; the same words again are no new version. Raises `BadInput` for no words.
    """
    text = text.strip()
    if not text:
        raise BadInput("An agreement needs words.", "The one before still counts.")
    newest = newest_agreement(edit.session)
    if newest is None or newest.text != text:
        newest = edit.add(Agreement(text=text, made_at=now()))
    if session_id is not None:
        open_session(edit, session_id).agreement_id = newest.id
    return newest


# ---- where the group is ---------------------------------------------------------------------------------------


def place_of(session: Session, workshop: WorkshopSession) -> tuple[int, int | None, frozenset[int]]:
    """The step (from 0), the card (id) and the cards that were heard (ids); the beginning where nobody was."""
    row = session.scalar(select(WorkshopPlace).where(WorkshopPlace.uid == workshop.uid).limit(1))
    last = len(read_steps(workshop.steps)) - 1
    if row is None:
        return 0, None, frozenset()
    card = session.get(Card, row.card) if row.card else None
    mine = card is not None and card.session_id == workshop.id
    return min(max(row.step, 0), last), row.card if mine else None, frozenset(row.heard.get("card", ()))


def keep_place(
    project: Project, session_id: int, *, step: int | None = None, card: int | None = None, heard: int | None = None
) -> None:
    """Keep where the group is, at once, so that a computer that stops goes on there; what is not given stays."""
    if project.read_only:
        return
    with project.edit(Work.WORKSHOP_PLACE) as edit:
        workshop = edit.get(WorkshopSession, session_id)
        at_step, at_card, known = place_of(edit.session, workshop)
        edit.session.execute(delete(WorkshopPlace).where(WorkshopPlace.uid == workshop.uid))
        last = len(read_steps(workshop.steps)) - 1
        edit.session.add(
            WorkshopPlace(
                uid=workshop.uid,
                step=at_step if step is None else min(max(step, 0), last),
                card=(at_card or 0) if card is None else card,
                heard={"card": sorted(known if heard is None else known | {heard})},
            )
        )
