"""What the people page shows of everybody, and what the form of a person needs."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coproclip.errors import NotFound
from coproclip.people.own_lists import LISTS, list_entries
from coproclip.people.people import HoldingEntry, InStory, PersonFacts, people
from coproclip.people.stories import stories
from coproclip.project.kinds import ListKind
from coproclip.project.schema import Person


@dataclass(frozen=True, slots=True)
class PersonForm:
    """A person with all that can be chosen for them: entries of each list, and stories they take no part in."""

    texts: Mapping[str, str]
    entries: tuple[HoldingEntry, ...]
    stories: tuple[InStory, ...]
    lists: Mapping[ListKind, tuple[str, ...]]
    others: tuple[tuple[int, str], ...]


def everybody(session: Session) -> tuple[PersonFacts, ...]:
    """Everybody in the project, by alias."""
    return people(session)


def people_count(session: Session) -> int:
    """How many people there are in the project."""
    return session.scalar(select(func.count()).select_from(Person)) or 0


def person_form(session: Session, person_id: int | None) -> PersonForm:
    """What is known of somebody, or of nobody yet; raises `NotFound` when they are gone."""
    known = next((one for one in people(session) if one.id == person_id), None)
    if known is None and person_id is not None:
        raise NotFound("This person is not in the project any more.")
    entries = list_entries(session)
    in_stories = known.stories if known is not None else ()
    there = {one.story_id for one in in_stories}
    return PersonForm(
        known.texts if known is not None else {},
        known.entries if known is not None else (),
        in_stories,
        {kind: tuple(one.text for one in entries if one.kind is kind) for kind in LISTS},
        tuple((story.id, story.title) for story in stories(session) if story.id not in there),
    )
