"""Asking how somebody is, some days after a story was told. It is an offer: nobody is ever late."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.errors import BadInput, ProjectDamaged
from coproclip.people.stories import storyteller_names
from coproclip.project.project import Edit
from coproclip.project.schema import CheckIn, Story

STORYTELLER, REPORTER = "storyteller", "reporter"
AFTER_DAYS = {STORYTELLER: 1, REPORTER: 3}


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
    return {one.who: _day(one.due_on) for one in session.scalars(waiting.order_by(CheckIn.id))}


def done(edit: Edit, check_in_id: int, today: date) -> None:
    """Note that they were asked today."""
    edit.get(CheckIn, check_in_id).done_on = today.isoformat()


def due(session: Session, today: date) -> list[DueCheckIn]:
    """Who may be asked how they are today, earliest day first; not for stories in the bin."""
    query = (
        select(CheckIn, Story)
        .join(Story, Story.id == CheckIn.story_id)
        .where(CheckIn.done_on == "", CheckIn.due_on <= today.isoformat(), Story.binned_at.is_(None))
        .order_by(CheckIn.due_on, CheckIn.id)
    )
    return [
        DueCheckIn(
            id=one.id,
            story_id=story.id,
            title=story.title,
            who=one.who,
            name=storyteller_names(session, story.id) if one.who == STORYTELLER else story.reporter,
            due_on=_day(one.due_on),
        )
        for one, story in session.execute(query)
    ]


def _day(kept: str) -> date:
    try:
        return date.fromisoformat(kept)
    except ValueError as error:
        raise ProjectDamaged("The day of a check-in in this project cannot be read.") from error
