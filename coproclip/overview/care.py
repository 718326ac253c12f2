"""The private log of care as it is read: what was noted when, about whom; it goes into no file."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.people.care import KINDS, care_notes
from coproclip.project.schema import Person, Story


@dataclass(frozen=True, slots=True)
class CareEntry:
    """A line of the log as a person fills it in. `kind` is one of `people.care.KINDS`; story and person by number."""

    text: str = ""
    kind: str = KINDS[0]
    by: str = ""
    story_id: int | None = None
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class CareLine:
    """A line of the log as it is listed: when it was made (ISO), and what story and person are called."""

    number: int
    made_at: str
    entry: CareEntry
    story: str
    person: str


@dataclass(frozen=True, slots=True)
class CareLog:
    """The log, newest first; whom and what a line can be about, by number; who wrote the newest one."""

    lines: tuple[CareLine, ...]
    stories: tuple[tuple[int, str], ...]
    people: tuple[tuple[int, str], ...]
    last_by: str


def care_log(session: Session) -> CareLog:
    """All of it."""
    stories = [(number, title) for number, title in session.execute(select(Story.id, Story.title).order_by(Story.id))]
    people = [(number, alias) for number, alias in session.execute(select(Person.id, Person.alias))]
    titles, aliases = dict(stories), dict(people)
    lines = tuple(
        CareLine(
            number=one.id,
            made_at=one.made_at,
            entry=CareEntry(one.text, one.kind, one.by, one.story_id, one.person_id),
            story=titles.get(one.story_id or 0, ""),
            person=aliases.get(one.person_id or 0, ""),
        )
        for one in care_notes(session)
    )
    return CareLog(
        lines,
        tuple(stories),
        tuple(sorted(people, key=lambda one: one[1].casefold())),
        next((line.entry.by for line in lines if line.entry.by), ""),
    )
