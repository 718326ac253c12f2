"""Asking how somebody is, some days after a story was told. It is an offer: nobody is ever late."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from coproclip.errors import BadInput
from coproclip.people.stories import storyteller_names
from coproclip.project.project import Edit
from coproclip.project.schema import CheckIn, Story

STORYTELLER, REPORTER = "storyteller", "reporter"
AFTER_DAYS = {STORYTELLER: 1, REPORTER: 3}
MOST_DUE = 100
"""Nobody asks more people how they are on one day; the others are counted."""


@dataclass(frozen=True, slots=True)
class DueCheckIn:
    """Somebody to ask how they are: `who` is storyteller or reporter, `name` what they go by, or empty."""

    id: int
    story_id: int
    title: str
    who: str
    name: str
    due_on: date


def propose(today: date) -> dict[str, date]:
    """A day to ask the storyteller (tomorrow) and the reporter (in three days) how they are; nothing is kept yet."""
    return {who: today + timedelta(days=days) for who, days in AFTER_DAYS.items()}


def set_check_in(edit: Edit, story_id: int, who: str, due_on: date | None) -> CheckIn | None:
    """Choose the day on which `who` is asked how they are; another day changes it, None takes it away.

    A check-in that was done stays, so a new day after that is a second one. Raises `BadInput` for anybody else than the
    storyteller or the reporter.
    """
    edit.get(Story, story_id)
    if who not in AFTER_DAYS:
        raise BadInput("A check-in is with the storyteller or the reporter.")
    waiting = select(CheckIn).where(CheckIn.story_id == story_id, CheckIn.who == who, CheckIn.done_on == "")
    found = edit.session.scalar(waiting.order_by(CheckIn.id.desc()).limit(1))
    if due_on is None:
        if found is not None:
            edit.session.delete(found)
            edit.session.flush()
        return None
    if found is None:
        return edit.add(CheckIn(story_id=story_id, who=who, due_on=due_on.isoformat()))
    found.due_on = due_on.isoformat()
    return found


def planned(session: Session, story_id: int) -> dict[str, date]:
    """The days on which somebody is still to be asked after this story, by whom: storyteller or reporter."""
    waiting = select(CheckIn).where(CheckIn.story_id == story_id, CheckIn.done_on == "", CheckIn.who.in_(AFTER_DAYS))
    rows = session.scalars(waiting.order_by(CheckIn.id))
    return {one.who: day for one in rows if (day := _day(one.due_on)) is not None}


def done(edit: Edit, check_in_id: int, today: date) -> None:
    """Note that they were asked today."""
    edit.get(CheckIn, check_in_id).done_on = today.isoformat()


def due(session: Session, today: date, most: int = MOST_DUE) -> list[DueCheckIn]:
    """Who may be asked how they are today, earliest day first, `most` at most; not for stories in the bin."""
    query = select(CheckIn, Story).join(Story, Story.id == CheckIn.story_id).where(*_waiting(today))
    query = query.order_by(CheckIn.due_on, CheckIn.id).limit(most)
    return [
        DueCheckIn(
            id=one.id,
            story_id=story.id,
            title=story.title,
            who=one.who,
            name=storyteller_names(session, story.id) if one.who == STORYTELLER else story.reporter,
            due_on=day,
        )
        for one, story in session.execute(query)
        if (day := _day(one.due_on)) is not None
    ]


def due_count(session: Session, today: date) -> int:
    """How many may be asked today."""
    query = select(func.count(CheckIn.id)).join(Story, Story.id == CheckIn.story_id).where(*_waiting(today))
    return session.scalar(query) or 0


def _waiting(today: date) -> tuple[ColumnElement[bool], ...]:
    return CheckIn.done_on == "", CheckIn.due_on <= today.isoformat(), Story.binned_at.is_(None)


def _day(kept: str) -> date | None:
    """A day as it is kept; None for one that nobody can read, which stops no other one."""
    try:
        return date.fromisoformat(kept)
    except ValueError:
        return None
