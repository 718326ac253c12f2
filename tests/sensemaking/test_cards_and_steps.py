"""What is drawn: only what the group may hear, every story in turn; and where the group is, also after a kill."""

from random import Random

import pytest
from consenting import SAID
from rooms import KEPT_BACK, SAYINGS, Room
from sqlalchemy import select

from coproclip.errors import BadInput, NotFound
from coproclip.excerpts.marking import delete_excerpt, mark_quote
from coproclip.people.consent import note_consent
from coproclip.people.people import add_person, remove_person
from coproclip.people.storytellers import storytellers_of
from coproclip.project.erasing.erasure import erase_stories
from coproclip.project.journal import Operation
from coproclip.project.kinds import ConsentAbout, StepKind, TakingPart
from coproclip.project.project import Project
from coproclip.project.schema import Attendee, Card, Excerpt, Person, WorkshopSession
from coproclip.sensemaking.attendees import add_attendee, attendees, change_attendee, name_of, remove_attendee
from coproclip.sensemaking.cards import cards, draw_cards, for_the_group, kept_back, put_cards
from coproclip.sensemaking.sessions import (
    agree,
    agreements,
    change_session,
    delete_session,
    find_session,
    keep_place,
    place_of,
    start_session,
)
from coproclip.sensemaking.steps import (
    DEFAULT_STEPS,
    Step,
    kept_steps,
    read_steps,
    steps_as_lines,
    steps_from_lines,
)


def words_of(room: Room, card_id: int) -> str:
    with room.project.read() as session:
        excerpt = session.get_one(Card, card_id).excerpt_id
    [grant] = for_the_group(room.project, [excerpt]).granted
    return " ".join(word.text for word in grant.words)


def test_only_what_the_group_may_hear_is_drawn_and_the_rest_is_counted(room: Room) -> None:
    assert sorted(words_of(room, card) for card in room.cards.values()) == sorted(
        words for number, words in enumerate(SAYINGS) if number != KEPT_BACK
    )
    with room.project.edit(Operation.DRAW_CARDS) as edit:
        again = draw_cards(edit, room.session_id, chance=Random(2))
    assert (again.cards, again.added) == (11, 0)
    with room.project.read() as session:
        assert sum(kept_back(session)) == 1
    assert sorted(room.cards) == list(range(1, 12))


def test_a_card_cannot_be_made_of_what_is_kept_back(room: Room) -> None:
    with pytest.raises(BadInput, match="may not hear"), room.project.edit(Operation.DRAW_CARDS) as edit:
        put_cards(edit, room.session_id, [room.excerpts[KEPT_BACK]])


def test_a_yes_that_is_taken_back_takes_the_card_away_from_the_room(room: Room) -> None:
    card = room.cards[3]
    with room.project.edit(Operation.NOTE_CONSENT) as edit:
        excerpt = edit.get(Excerpt, edit.get(Card, card).excerpt_id)
        [teller] = storytellers_of(edit.session, excerpt.story_id)
        note_consent(edit, excerpt.story_id, ConsentAbout.GROUP, "no", **SAID, storyteller_id=teller.id)
        number = excerpt.id
    sharing = for_the_group(room.project, [number])
    assert not sharing.granted
    assert "by the group" in sharing.refused[0].reason or "group" in sharing.refused[0].reason


def test_every_story_gets_a_turn_before_any_gets_a_second(room: Room) -> None:
    with room.project.edit(Operation.MARK_EXCERPT) as edit:
        mark_quote(edit, 1, "They gave us the pen")
        mark_quote(edit, 1, "they held the paper.")
        mark_quote(edit, 2, "The first thing we ever did together")
        other = start_session(edit, "Another day", day="2026-04-01")
        drawn = draw_cards(edit, other.id, each=2, chance=Random(3))
        stories = [edit.get(Excerpt, card.excerpt_id).story_id for card in cards(edit.session, other.id)]
    assert drawn.cards == 13
    assert len(set(stories[:11])) == 11
    assert sorted(stories[11:]) == [1, 2]


def test_the_order_is_one_of_chance(room: Room) -> None:
    orders = set()
    for seed in range(4):
        with room.project.edit(Operation.START_WORKSHOP) as edit:
            other = start_session(edit, f"Day {seed}")
            draw_cards(edit, other.id, chance=Random(seed))
            orders.add(tuple(card.excerpt_id for card in cards(edit.session, other.id)))
    assert len(orders) == 4


def test_step_and_card_are_kept_at_once_and_are_no_step_of_undo(room: Room) -> None:
    with room.project.edit(Operation.CHANGE_WORKSHOP) as edit:
        change_session(edit, room.session_id, dots=5)
    keep_place(room.project, room.session_id, step=3, card=room.cards[4])
    keep_place(room.project, room.session_id, heard=room.cards[2])
    with Project.open(room.project.folder) as other, other.read() as session:  # as after a kill: nothing was closed
        workshop = find_session(session, "side by side")
        assert place_of(session, workshop) == (3, room.cards[4], frozenset({room.cards[2]}))
    assert room.project.undo() is Operation.CHANGE_WORKSHOP
    with room.project.read() as session:
        workshop = session.get_one(WorkshopSession, room.session_id)
        assert workshop.dots == 3
        assert place_of(session, workshop)[0] == 3


def test_steps_can_be_changed_and_what_makes_no_sense_is_the_usual_ones(room: Room) -> None:
    assert [step.kind for step in DEFAULT_STEPS] == [kind for kind in StepKind if kind is not StepKind.OWN]
    mine = (Step(StepKind.OWN, "Tea", minutes=15), *DEFAULT_STEPS[1:3])
    with room.project.edit(Operation.CHANGE_WORKSHOP) as edit:
        change_session(edit, room.session_id, steps=mine)
    keep_place(room.project, room.session_id, step=8)
    with room.project.read() as session:
        workshop = session.get_one(WorkshopSession, room.session_id)
        assert read_steps(workshop.steps) == mine
        assert place_of(session, workshop)[0] == 2
    for planted in ({}, {"steps": 3}, {"steps": [1, {"kind": "x"}]}, {"steps": [{"kind": "own", "title": " "}]}):
        assert read_steps(planted) == DEFAULT_STEPS
    with pytest.raises(BadInput, match="name"):
        kept_steps([Step(StepKind.OWN, " ")])
    with pytest.raises(BadInput, match="1 to"):
        kept_steps([])


def test_steps_are_changed_as_lines_of_text() -> None:
    assert steps_from_lines(steps_as_lines(DEFAULT_STEPS)) == DEFAULT_STEPS
    changed = steps_from_lines("own | Tea | | | 15\n\nlisten | Hear | What do we hear?\nWEIGH")
    assert [(one.kind, one.title, one.minutes) for one in changed] == [
        (StepKind.OWN, "Tea", 15),
        (StepKind.LISTEN, "Hear", 0),
        (StepKind.WEIGH, "Weigh", 0),
    ]
    for wrong in ("tea | Tea", "listen | Listen | | | soon", "listen | a | b | c | 1 | d", ""):
        with pytest.raises(BadInput):
            steps_from_lines(wrong)


def test_the_agreement_is_kept_by_version(room: Room) -> None:
    with room.project.edit(Operation.AGREE) as edit:
        first = agree(edit, "One at a time.", room.session_id).id
    with room.project.edit(Operation.AGREE) as edit:
        assert agree(edit, "One at a time. ", room.session_id).id == first
        agree(edit, "One at a time. Tea at three.", room.session_id)
        other = start_session(edit, "Another day")
        assert other.agreement_id != first
        assert [one.text for one in agreements(edit.session)] == ["One at a time. Tea at three.", "One at a time."]
    with pytest.raises(BadInput, match="words"), room.project.edit(Operation.AGREE) as edit:
        agree(edit, "  ")


def test_people_bring_what_helps_them_and_stay_when_they_are_taken_off_the_list_of_people(room: Room) -> None:
    with room.project.edit(Operation.CHANGE_PRESENT) as edit:
        jo = add_person(edit, {"alias": "Jo", "access_needs": "Large print"}, [])
        made = add_attendee(edit, room.session_id, "", person_id=jo, level=TakingPart.TYPE)
        assert (made.name, made.needs) == ("Jo", "Large print")
        number, person = made.id, jo
    with pytest.raises(BadInput, match="already"), room.project.edit(Operation.CHANGE_PRESENT) as edit:
        add_attendee(edit, room.session_id, "bo ")
    with room.project.edit(Operation.REMOVE_PERSON) as edit:
        remove_person(edit, person)
        assert edit.get(Attendee, number).person_id is None
    with room.project.edit(Operation.CHANGE_PRESENT) as edit:
        change_attendee(edit, number, needs="", level=TakingPart.LISTEN)
        remove_attendee(edit, room.people["Bo"])
        assert [one.name for one in attendees(edit.session, room.session_id)][-1] == "Jo"


def test_deleting_a_workshop_or_an_excerpt_leaves_nothing_hanging(room: Room) -> None:
    with room.project.edit(Operation.DELETE_EXCERPT) as edit:
        delete_excerpt(edit, edit.get(Card, room.cards[1]).excerpt_id)
        assert [card.number for card in cards(edit.session, room.session_id)] == list(range(2, 12))
    with room.project.edit(Operation.DELETE_WORKSHOP) as edit:
        delete_session(edit, room.session_id)
    with room.project.read() as session, pytest.raises(NotFound):
        find_session(session, "Side by side")
    assert room.project.undo() is Operation.DELETE_WORKSHOP
    with room.project.read() as session:
        assert len(cards(session, room.session_id)) == 10


def test_who_is_deleted_for_good_was_somebody_in_the_room(room: Room) -> None:
    with room.project.edit(Operation.CHANGE_PRESENT) as edit:
        [teller] = storytellers_of(edit.session, 3)
        number = add_attendee(edit, room.session_id, "", person_id=teller.id, needs="Large print").id
        before = len(cards(edit.session, room.session_id))
        name = teller.alias
    erase_stories(room.project, [3])
    with room.project.read() as session:
        left = session.get_one(Attendee, number)
        assert (left.person_id, left.name, left.needs, name_of(left)) == (None, "", "", "Somebody")
        assert len(cards(session, room.session_id)) == before - 1
        assert name not in {one.alias for one in session.scalars(select(Person))}
