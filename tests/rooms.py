"""A workshop to test with: nine people over twelve short stories, of which the group may not hear one."""

from dataclasses import dataclass
from random import Random

from consenting import SAID, allow_story
from made_stories import make_story

from coproclip.excerpts.marking import mark_quote
from coproclip.people.consent import note_consent
from coproclip.project.journal import Operation, Work
from coproclip.project.kinds import ConsentAbout, TakingPart
from coproclip.project.project import Project
from coproclip.sensemaking.attendees import add_attendee, attendees
from coproclip.sensemaking.cards import cards, draw_cards
from coproclip.sensemaking.sessions import sessions, start_session

SAYINGS = (
    "They gave us the pen and then they held the paper.",
    "The first thing we ever did together was move the chairs.",
    "My no was entered as a maybe.",
    "I was the only one there not being paid in biscuits.",
    "The bus fare came out of my shopping.",
    "I went home and had a good cry.",
    "You could feel the room breathe out.",
    "Somebody has to hold the list.",
    "I liked it when they just gave me the plan.",
    "We argued about the kettle for a month.",
    "Nobody asked the young ones anything.",
    "The lift was out of order on the day of the lift meeting.",
)
PEOPLE = ("Amina", "Bo", "Cass", "Dee", "Ebo", "Fern", "Gita", "Hal", "Ines")
KEPT_BACK = 8
"""The story (from 0) that the group may not hear."""


@dataclass
class Room:
    """A project with a workshop in it; ids of the workshop, of its people by name, and of its cards by number."""

    project: Project
    session_id: int
    people: dict[str, int]
    cards: dict[int, int]
    excerpts: list[int]


def tell_stories(project: Project, count: int = 12) -> list[int]:
    """Short stories with one excerpt each (ids); everybody agreed to everything, but one story is not for the group."""
    found = []
    for number, words in enumerate(SAYINGS[:count]):
        story = make_story(
            project, [("storyteller", words)], title=f"Story {number + 1}", storyteller=f"Teller {number}"
        )
        with project.edit(Operation.MARK_EXCERPT) as edit:
            found.append(mark_quote(edit, story, words).id)
            allow_story(edit, story)
            if number == KEPT_BACK:
                note_consent(edit, story, ConsentAbout.GROUP, "later", **SAID)
    return found


def begin(project: Project, *, dots: int = 3) -> Room:
    """The workshop: cards drawn, people in the room."""
    excerpts = tell_stories(project)
    with project.edit(Work.ADD_STORY) as edit:  # not a step: nothing before the test is there to undo
        workshop = start_session(edit, "Side by side", day="2026-03-31", dots=dots)
        for name in PEOPLE:
            level = {"Hal": TakingPart.LISTEN, "Ines": TakingPart.NOT_TODAY}.get(name, TakingPart.TALK)
            add_attendee(edit, workshop.id, name, level=level, needs="A seat by the door" if name == "Bo" else "")
        draw_cards(edit, workshop.id, chance=Random(1))
        people = {one.name: one.id for one in attendees(edit.session, workshop.id)}
        numbers = {card.number: card.id for card in cards(edit.session, workshop.id)}
    return Room(project, workshop.id, people, numbers, excerpts)


def meet(project: Project, each: int = 3) -> int:
    """A workshop (id) in any project: what the group may hear, and somebody called Bo."""
    with project.edit(Work.ADD_STORY) as edit:
        workshop = start_session(edit, f"Meeting {len(sessions(edit.session)) + 1}", day="2026-03-31")
        add_attendee(edit, workshop.id, "Bo")
        draw_cards(edit, workshop.id, each=each, chance=Random(1))
        return workshop.id
