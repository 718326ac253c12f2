"""Going back to a backup: whatever was noted since and holds an excerpt back, holds it back in what is restored."""

from collections.abc import Callable
from pathlib import Path

import pytest
from consenting import AGREED, SAID, allow, allow_story, answer, say
from made_stories import make_story
from sqlalchemy import select

from coproclip.excerpts import marking
from coproclip.excerpts.approval import Use, shareable
from coproclip.excerpts.noting import note_answer
from coproclip.excerpts.rules.policy import Condition
from coproclip.people.care import care_of_excerpt
from coproclip.people.consent import note_consent
from coproclip.people.mentions import Found, add_names, decide, find_mention, is_open
from coproclip.people.moments import mark_not_used, off_record
from coproclip.people.naming import add_label, name_person, namings_of, remove_label
from coproclip.people.own_questions import add_question, change_question, own_questions
from coproclip.people.participants import take_part
from coproclip.people.people import add_person, change_person
from coproclip.people.stories import bin_story, speakers_of
from coproclip.people.storytellers import storytellers_of
from coproclip.project.going_back.held_back import CARRIES
from coproclip.project.going_back.restoring import Restored, restore
from coproclip.project.journal import Operation
from coproclip.project.kinds import ConsentAbout, MentionDecision, MomentKind, NamedIn, Part
from coproclip.project.project import Edit, Project
from coproclip.project.schema import Excerpt, Moment, Segment, Story
from coproclip.themes.codebook import add_theme, link
from coproclip.transcript.edits import check, passages, set_speaker

Change = Callable[[Edit, int, int], object]
"""Changes a story (id) and an excerpt of it (id)."""
CHAIRS, BUS = 1, 3
"""The storyteller's passages of the made story, from 0."""


def _kit(edit: Edit, story: int) -> int:
    return storytellers_of(edit.session, story)[0].id


def _mark(edit: Edit, story: int, line: int) -> int:
    place = passages(edit.session, story)[line]
    return marking.mark(edit, story, place.start_ms, place.end_ms).id


@pytest.fixture
def excerpt(project: Project, story: int) -> int:
    """“Then somebody asked me how I get to the bus stop …”, to which everybody agreed; a friend is known too."""
    allow(project, story)
    with project.edit(Operation.MARK_EXCERPT) as edit:
        add_person(edit, {"alias": "Ada"})
        made = _mark(edit, story, BUS)
    answer(project, made, uses=list(Use))
    assert shareable(project, [made], Use.SHARING).granted
    return made


def gone_back(project: Project, story: int, excerpt: int, change: Change) -> tuple[Project, Restored]:
    """The project after a change and a return to the backup from before it."""
    copy, folder = project.back_up(), project.folder
    with project.edit(Operation.NOTE_ANSWER) as edit:
        change(edit, story, excerpt)
    project.close()
    done = restore(folder, copy)
    return Project.open(folder), done


def reasons(project: Project, excerpt: int, use: Use = Use.SHARING) -> str:
    return " ".join(one.reason for one in shareable(project, [excerpt], use).refused)


# ---- by the conditions of the policy --------------------------------------------------------------------------------


def _binned(edit: Edit, story: int, excerpt: int) -> None:
    bin_story(edit, story)


def _question(edit: Edit, story: int, excerpt: int) -> None:
    add_question(edit, "May a student quote it?", [Use.SHARING])


def _later(edit: Edit, story: int, excerpt: int) -> None:
    note_consent(edit, story, ConsentAbout.QUOTED, "later", **SAID, storyteller_id=_kit(edit, story))


def _asked(edit: Edit, story: int, excerpt: int) -> None:
    note_answer(edit, excerpt, "asked", **SAID, storyteller_id=_kit(edit, story))


def _refused_part(edit: Edit, story: int, excerpt: int) -> None:
    place = passages(edit.session, story)[BUS]
    part = marking.mark(edit, story, place.words[0].start_ms, place.words[4].end_ms).id
    note_answer(edit, part, "no", **SAID, storyteller_id=_kit(edit, story))


def _give_voice(edit: Edit, story: int, person: int) -> None:
    voice = next(one for one in speakers_of(edit.session, story) if one.storyteller_id == person)
    set_speaker(edit, [passages(edit.session, story)[BUS].id], voice.id)


def _voice_of_somebody_new(edit: Edit, story: int, excerpt: int) -> None:
    new = add_person(edit, {"alias": "Bea"})
    take_part(edit, story, new, Part.STORYTELLER)
    _give_voice(edit, story, new)


def _unchecked(edit: Edit, story: int, excerpt: int) -> None:
    check(edit, [passages(edit.session, story)[BUS].id], False)


def _not_used(edit: Edit, story: int, excerpt: int) -> None:
    place = passages(edit.session, story)[BUS]
    mark_not_used(edit, story, place.start_ms, place.end_ms)


def _child(edit: Edit, story: int, excerpt: int) -> None:
    change_person(edit, _kit(edit, story), {"age_band": "under 16"})


def _guardian(edit: Edit, story: int, said: str) -> None:
    about = ConsentAbout.GUARDIAN
    note_consent(edit, story, about, said, "Her mother", "by letter", storyteller_id=_kit(edit, story))


def _another_voice(edit: Edit, story: int, excerpt: int) -> None:
    note_consent(edit, story, ConsentAbout.ALTERED, "yes", **SAID, storyteller_id=_kit(edit, story))


def _open_name(edit: Edit, story: int, excerpt: int) -> None:
    add_names(edit, story, [Found("bus")])


def _hidden_name(edit: Edit, story: int, excerpt: int) -> None:
    add_names(edit, story, [Found("bus")])
    decide(edit, find_mention(edit.session, story, "bus").id, MentionDecision.REMOVE, by="Amina")


def _own_words(edit: Edit, story: int, excerpt: int) -> None:
    other = edit.session.scalars(select(Excerpt.id).where(Excerpt.id != excerpt)).one()
    note_answer(edit, other, "no", **SAID, storyteller_id=_kit(edit, story))


HOLDS: dict[Condition, Change] = {
    Condition.NOT_BINNED: _binned,
    Condition.CONSENT: _question,
    Condition.ANSWER: _asked,
    Condition.REVIEWER: _voice_of_somebody_new,
    Condition.REFUSAL: _refused_part,
    Condition.VOICES: _voice_of_somebody_new,
    Condition.CHECKED: _unchecked,
    Condition.NOT_USED: _not_used,
    Condition.GUARDIAN: _child,
    Condition.ALTERED: _another_voice,
    Condition.MENTIONS: _open_name,
    Condition.NAMES_READ: _hidden_name,
    Condition.AUDIBLE: _hidden_name,
    Condition.OTHERS_WORDS: _own_words,
}
"""A change that holds the excerpt back under each condition; how people are named is looked at below, and copies.

What is introduced is held back as itself, and its introduction with it.
"""


def test_what_is_carried_is_said_for_every_condition_of_the_policy() -> None:
    assert set(CARRIES) == {condition.name for condition in Condition}
    assert set(HOLDS) == set(Condition) - {Condition.NAMED_AS_AGREED, Condition.INTRODUCES, Condition.ALL_HERE}


@pytest.mark.parametrize("condition", HOLDS)
def test_what_held_back_holds_back_after_going_back(
    project: Project, story: int, excerpt: int, condition: Condition
) -> None:
    if condition is Condition.OTHERS_WORDS:
        with project.edit(Operation.ADD_THEME) as edit:
            other = _mark(edit, story, CHAIRS)
            theme = add_theme(edit, "no head of the table").id
            link(edit, theme, other)
            link(edit, theme, excerpt)
        answer(project, other, uses=list(Use))
        answer(project, excerpt, uses=list(Use))
    again, done = gone_back(project, story, excerpt, HOLDS[condition])
    with again:
        assert not shareable(again, [excerpt], Use.SHARING).granted
        assert reasons(again, excerpt)
    assert "noted since and still hold" in done.sentence


@pytest.mark.parametrize("use", [Use.GROUP, Use.CLUSTER])
def test_nor_does_the_group_hear_somebody_who_was_named_since(
    project: Project, story: int, excerpt: int, use: Use
) -> None:
    again, _ = gone_back(project, story, excerpt, _voice_of_somebody_new)
    with again:
        assert not shareable(again, [excerpt], use).granted


# ---- each kind ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("then", "now", "holds"),
    [
        (None, MentionDecision.REMOVE, MentionDecision.REMOVE),
        (None, MentionDecision.GENERAL, MentionDecision.GENERAL),
        (None, MentionDecision.OPEN, MentionDecision.OPEN),
        (MentionDecision.KEEP, MentionDecision.REMOVE, MentionDecision.REMOVE),
        (MentionDecision.KEEP, MentionDecision.OPEN, MentionDecision.OPEN),
        (MentionDecision.OPEN, MentionDecision.GENERAL, MentionDecision.GENERAL),
        (MentionDecision.REMOVE, MentionDecision.GENERAL, MentionDecision.REMOVE),
        (MentionDecision.REMOVE, MentionDecision.KEEP, MentionDecision.REMOVE),
        (MentionDecision.GENERAL, MentionDecision.REMOVE, MentionDecision.REMOVE),
    ],
)
def test_of_two_decisions_about_a_name_the_stricter_holds(
    project: Project, story: int, excerpt: int, then: MentionDecision | None, now: MentionDecision, holds: object
) -> None:
    def to(decision: MentionDecision) -> Change:
        def _decide(edit: Edit, story: int, _excerpt: int) -> None:
            add_names(edit, story, [Found("Bus’s" if then is None else "bus")])
            number = find_mention(edit.session, story, "bus").id
            decide(edit, number, decision, by="Kit", general="a vehicle")

        return _decide

    if then is not None:
        with project.edit(Operation.CHANGE_STORY) as edit:
            to(then)(edit, story, excerpt)
    again, _ = gone_back(project, story, excerpt, to(now))
    with again, again.read() as session:
        assert find_mention(session, story, "bus").decision == holds


def test_other_general_words_for_a_name_are_decided_about_again(project: Project, story: int, excerpt: int) -> None:
    def read(words: str) -> Change:
        def _decide(edit: Edit, story: int, _excerpt: int) -> None:
            add_names(edit, story, [Found("bus")])
            number = find_mention(edit.session, story, "bus").id
            decide(edit, number, MentionDecision.GENERAL, by="Kit", general=words)

        return _decide

    with project.edit(Operation.CHANGE_STORY) as edit:
        read("a vehicle")(edit, story, excerpt)
    again, done = gone_back(project, story, excerpt, read("transport"))
    with again, again.read() as session:
        assert is_open(find_mention(session, story, "bus"))
    assert done.sentence == "1 name still open was noted since and still holds."


def test_an_excerpt_that_was_made_shorter_is_asked_about_again(project: Project, story: int, excerpt: int) -> None:
    def shorter(edit: Edit, story: int, excerpt: int) -> None:
        place = passages(edit.session, story)[BUS]
        marking.move_edge(edit, excerpt, 0, "end", place.words[5].end_ms)

    again, done = gone_back(project, story, excerpt, shorter)
    with again:
        assert not shareable(again, [excerpt], Use.SHARING).granted
    assert done.sentence == "1 excerpt to ask about again was noted since and still holds."


@pytest.mark.parametrize("of", ["the excerpt", "the story"])
def test_a_yes_that_was_undone_is_none(project: Project, story: int, of: str) -> None:
    with project.edit(Operation.MARK_EXCERPT) as edit:
        allow_story(edit, story)
        made = _mark(edit, story, BUS)
        if of == "the story":
            say(edit, made, uses=list(Use))
            note_consent(edit, story, ConsentAbout.QUOTED, "later", **SAID, storyteller_id=_kit(edit, story))
    with project.edit(Operation.NOTE_ANSWER) as edit:
        if of == "the excerpt":
            say(edit, made, uses=list(Use))
        else:
            note_consent(edit, story, ConsentAbout.QUOTED, "yes", **SAID, storyteller_id=_kit(edit, story))
    assert shareable(project, [made], Use.REPORT).granted
    copy, folder = project.back_up(), project.folder
    project.undo()
    assert not shareable(project, [made], Use.REPORT).granted
    project.close()
    done = restore(folder, copy)
    with Project.open(folder) as again:
        assert not shareable(again, [made], Use.REPORT).granted
    assert done.sentence == "1 answer was noted since and still holds."


def test_a_narrower_name_holds(project: Project, story: int, excerpt: int) -> None:
    with project.edit(Operation.CHANGE_STORY) as edit:
        kit = _kit(edit, story)
        for where in NamedIn:
            name_person(edit, kit, where, "Kit of the depot")
        marking.change_excerpt(edit, excerpt, attribution="Kit of the depot")

    def narrower(edit: Edit, story: int, excerpt: int) -> None:
        name_person(edit, kit, NamedIn.CLIPS, "")
        name_person(edit, kit, NamedIn.PAGE, "One person")
        marking.change_excerpt(edit, excerpt, attribution="")

    again, done = gone_back(project, story, excerpt, narrower)
    with again, again.read() as session:
        assert namings_of(session, kit) == {NamedIn.REPORT: "Kit of the depot", NamedIn.PAGE: "One person"}
        assert session.get_one(Excerpt, excerpt).attribution == ""
    assert done.sentence == "3 ways of being named were noted since and still hold."


def test_a_word_that_was_taken_off_the_list_is_a_name_again(project: Project, story: int, excerpt: int) -> None:
    with project.edit(Operation.CHANGE_STORY) as edit:
        add_label(edit, "One gardener")
        marking.change_excerpt(edit, excerpt, attribution="One gardener")
        note_consent(edit, story, ConsentAbout.NAMED, "no", **SAID, storyteller_id=_kit(edit, story))
    answer(project, excerpt, uses=list(Use))
    assert not reasons(project, excerpt)
    again, _ = gone_back(project, story, excerpt, lambda edit, *_: remove_label(edit, "One gardener"))
    with again:
        assert "One gardener" in reasons(again, excerpt)


def test_a_use_that_a_question_came_to_be_needed_for_holds(project: Project, story: int, excerpt: int) -> None:
    with project.edit(Operation.CHANGE_STORY) as edit:
        number = add_question(edit, "May it be printed?", [Use.REPORT]).id

    again, _ = gone_back(
        project,
        story,
        excerpt,
        lambda edit, *_: change_question(edit, number, "May it be printed?", [Use.REPORT, Use.SHARING]),
    )
    with again, again.read() as session:
        assert own_questions(session)[0].uses == (Use.REPORT, Use.SHARING)


def test_a_no_to_a_question_of_another_number_finds_its_question(project: Project, story: int, excerpt: int) -> None:
    copy, folder = project.back_up(), project.folder
    with project.edit(Operation.CHANGE_STORY) as edit:
        add_question(edit, "First?")
    other = project.back_up()
    project.close()
    restore(folder, copy)
    with Project.open(folder) as changed, changed.edit(Operation.CHANGE_STORY) as edit:
        kept = {one.text: one.id for one in own_questions(edit.session)}
        assert "First?" in kept, "a question that was asked stays one"
        second = add_question(edit, "Second?", [Use.SHARING])
        note_consent(edit, story, second.item, "no", **SAID, storyteller_id=_kit(edit, story))
    restore(folder, other)
    with Project.open(folder) as again:
        assert "Second?" in reasons(again, excerpt)


@pytest.mark.parametrize("of", ["the story", "the excerpt", "an excerpt that was marked since"])
def test_what_is_sensitive_stays_so(project: Project, story: int, excerpt: int, of: str) -> None:
    def mark(edit: Edit, story: int, excerpt: int) -> None:
        if of == "the story":
            edit.get(Story, story).sensitive = 1
            edit.get(Story, story).care = "a death"
            return
        number = excerpt if of == "the excerpt" else _mark(edit, story, BUS)
        edit.get(Excerpt, number).sensitive = 1
        edit.get(Excerpt, number).care = "a death"

    again, done = gone_back(project, story, excerpt, mark)
    with again, again.read() as session:
        assert care_of_excerpt(session, excerpt).sensitive
        assert care_of_excerpt(session, excerpt).note == ("" if "since" in of else "a death")
    assert done.sentence.startswith("1 sensitive mark")


def test_a_guardian_who_no_longer_agrees_is_gone(project: Project, story: int, excerpt: int) -> None:
    with project.edit(Operation.CHANGE_STORY) as edit:
        change_person(edit, _kit(edit, story), {"age_band": "under 16"})
        _guardian(edit, story, "yes")
    assert not reasons(project, excerpt)
    again, _ = gone_back(project, story, excerpt, lambda edit, story, _: _guardian(edit, story, "no"))
    with again:
        assert "parent or guardian" in reasons(again, excerpt)


def test_a_passage_that_became_anothers_is_asked_about_again(project: Project, excerpt: int, story: int) -> None:
    with project.edit(Operation.CHANGE_STORY) as edit:
        other = add_person(edit, {"alias": "Cem"})
        take_part(edit, story, other, Part.STORYTELLER)
        for about in AGREED:
            note_consent(edit, story, about, "yes", **SAID, storyteller_id=other)
    assert not reasons(project, excerpt)

    def anothers(edit: Edit, story: int, _excerpt: int) -> None:
        _give_voice(edit, story, other)

    again, done = gone_back(project, story, excerpt, anothers)
    with again:
        assert reasons(again, excerpt)
        with again.read() as session:
            line = passages(session, story)[BUS]
            assert line.speaker_id == passages(session, story)[CHAIRS].speaker_id, "voices are as they were"
    assert "1 excerpt to ask about again" in done.sentence
    answer(again_open := Project.open(again.folder), excerpt)
    with again_open:
        assert not reasons(again_open, excerpt)


def test_whoever_was_named_in_a_story_since_does_not_come_back_unasked(
    project: Project, story: int, excerpt: int
) -> None:
    again, done = gone_back(project, story, excerpt, _voice_of_somebody_new)
    with again, again.read() as session:
        assert [one.alias for one in storytellers_of(session, story)] == ["Kit", "Bea"]
        line = session.scalars(select(Segment).where(Segment.story_id == story).order_by(Segment.start_ms)).all()[BUS]
        assert line.speaker_id is None, "nobody says that it is only Kit"
    assert "1 person in a story" in done.sentence


def test_what_was_gone_back_for_comes_back(project: Project, story: int, excerpt: int) -> None:
    def spoil(edit: Edit, story: int, excerpt: int) -> None:
        edit.get(Story, story).title = "Spoilt"
        marking.delete_excerpt(edit, excerpt)

    again, done = gone_back(project, story, excerpt, spoil)
    with again, again.read() as session:
        assert session.get_one(Story, story).title == "Moving the chairs"
        assert not reasons(again, excerpt)
    assert done.sentence == ""


def test_all_of_it_is_said_in_one_sentence(project: Project, story: int, excerpt: int) -> None:
    def many(edit: Edit, story: int, excerpt: int) -> None:
        _not_used(edit, story, excerpt)
        _child(edit, story, excerpt)
        words = ["chairs", "head", "table"]
        for mention in add_names(edit, story, map(Found, words)):
            decide(edit, mention.id, MentionDecision.REMOVE, by="Kit")
        edit.add(Moment(story_id=story, kind=MomentKind.OFF_RECORD, start_ms=0, end_ms=10, text=""))

    again, done = gone_back(project, story, excerpt, many)
    with again, again.read() as session:
        assert len(off_record(session, story)) == 1
    assert done.sentence == (
        "1 bit not to be used, 1 age, 3 names taken out, 1 stretch off the record were noted since and still hold."
    )


def test_another_story_of_the_same_number_gets_nothing(tmp_path: Path) -> None:
    with Project.create(tmp_path / "G", "G") as project:
        copy, folder = project.back_up(), project.folder
        story = make_story(project)
        allow(project, story)
        with project.edit(Operation.CHANGE_STORY) as edit:
            _not_used(edit, story, 0)
    done = restore(folder, copy)
    assert "bit" not in done.sentence
