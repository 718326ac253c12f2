"""Dots: everybody has the same number, and nobody can place one more. What resonates is not how many stories say it."""

from collections import Counter
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.errors import BadInput
from coproclip.project.project import Edit
from coproclip.project.schema import Attendee, Card, Cluster, Dot, Theme
from coproclip.sensemaking.attendees import name_of, places_dots
from coproclip.sensemaking.sessions import open_session


def dots(session: Session, session_id: int) -> list[Dot]:
    """The dots that were placed in a session, as they were placed."""
    return list(session.scalars(select(Dot).where(Dot.session_id == session_id).order_by(Dot.id)))


def place_dot(
    edit: Edit,
    session_id: int,
    attendee_id: int,
    *,
    card_id: int | None = None,
    cluster_id: int | None = None,
    theme_id: int | None = None,
) -> Dot:
    """A dot of somebody on a card, a group of cards or a theme. Raises `BadInput` where they have none left."""
    workshop, attendee = open_session(edit, session_id), edit.get(Attendee, attendee_id)
    on = [(Card, card_id), (Cluster, cluster_id), (Theme, theme_id)]
    targets = [edit.get(kind, row) for kind, row in on if row is not None]
    if len(targets) != 1 or any(getattr(row, "session_id", session_id) != session_id for row in (*targets, attendee)):
        raise BadInput("A dot goes on one thing of this workshop.", "No dot was placed.")
    if not places_dots(attendee):
        raise BadInput(f"{name_of(attendee)} places no dots today.", "No dot was placed.")
    mine = [dot for dot in dots(edit.session, session_id) if dot.attendee_id == attendee_id]
    if len(mine) >= workshop.dots:
        raise BadInput(
            f"{name_of(attendee)} has placed all {workshop.dots} dots.",
            "No dot was placed: everybody has the same number.",
            "Take one back to place it elsewhere.",
        )
    return edit.add(
        Dot(session_id=session_id, attendee_id=attendee_id, card_id=card_id, cluster_id=cluster_id, theme_id=theme_id)
    )


def take_dot(
    edit: Edit,
    session_id: int,
    attendee_id: int,
    *,
    card_id: int | None = None,
    cluster_id: int | None = None,
    theme_id: int | None = None,
) -> None:
    """Take somebody's newest dot there back. Raises `BadInput` where they have none on it."""
    open_session(edit, session_id)
    there = (card_id, cluster_id, theme_id)
    for dot in reversed(dots(edit.session, session_id)):
        if dot.attendee_id == attendee_id and (dot.card_id, dot.cluster_id, dot.theme_id) == there:
            edit.session.delete(dot)
            edit.session.flush()
            return
    raise BadInput(f"{name_of(edit.get(Attendee, attendee_id))} has no dot there.", "Nothing was changed.")


def left(session: Session, session_id: int, equal: int) -> Mapping[int, int]:
    """How many of the `equal` number each person (id) has still to place; only those who place any."""
    placed = Counter(dot.attendee_id for dot in dots(session, session_id))
    people = session.scalars(select(Attendee).where(Attendee.session_id == session_id))
    return {one.id: equal - placed[one.id] for one in people if places_dots(one)}
