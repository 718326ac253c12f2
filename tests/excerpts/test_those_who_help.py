"""Interpreters and supporters answer for themselves, and nobody's words are taken for somebody else's."""

import pytest
from consenting import AGREED, SAID, allow, answer

from coproclip.excerpts import marking
from coproclip.excerpts.approval import ReasonKind, StoryReader, Use, note_answer, shareable, tellers_of
from coproclip.overview.stories import project_counts, story_overviews
from coproclip.people.consent import consent_by, note_consent
from coproclip.people.participants import leave_story, parts_in, take_part
from coproclip.people.stories import change_story, speakers_of
from coproclip.people.storytellers import change_storyteller, find_or_add, storytellers_of
from coproclip.project.journal import Operation
from coproclip.project.kinds import ConsentAbout, Part, SpeakerRole
from coproclip.project.project import Edit, Project
from coproclip.project.schema import Excerpt
from coproclip.transcript.edits import passages, set_speaker


def voice(edit: Edit, name: str) -> int:
    return next(speaker.id for speaker in speakers_of(edit.session, 1) if speaker.name == name)


def says(edit: Edit, who: str, *lines: int) -> None:
    set_speaker(edit, [passages(edit.session, 1)[number].id for number in lines], voice(edit, who))


def marked(edit: Edit, first: int, last: int) -> int:
    lines = passages(edit.session, 1)
    return marking.mark(edit, 1, lines[first].start_ms, lines[last].end_ms).id


def named(project: Project, excerpt: int) -> list[str]:
    """Who says what in it, as it would be read by others."""
    with project.read() as session:
        reader, row = StoryReader(session), session.get_one(Excerpt, excerpt)
        return list(dict.fromkeys(word.speaker for word in reader.voiced(row, reader.spans(row))))


def asked(project: Project, excerpt: int) -> set[str]:
    with project.read() as session:
        return set(tellers_of(session, [excerpt]).values())


def why(project: Project, excerpt: int) -> set[ReasonKind]:
    refused = shareable(project, [excerpt], Use.SHARING).refused
    return {reason.code for refusal in refused for reason in refusal.reasons}


def note_yes(project: Project, excerpt: int, person: int) -> None:
    with project.edit(Operation.NOTE_ANSWER) as edit:
        for about in AGREED:
            note_consent(edit, 1, about, "yes", **SAID, storyteller_id=person)
        note_answer(edit, excerpt, "yes", **SAID, storyteller_id=person)


@pytest.fixture
def ana(project: Project, story: int) -> int:
    """She interprets for Kit."""
    with project.edit(Operation.CHANGE_STORY) as edit:
        person = find_or_add(edit, "Ana").id
        take_part(edit, story, person, Part.INTERPRETER)
    return person


def test_what_an_interpreter_says_for_somebody_is_theirs_too(project: Project, ana: int) -> None:
    with project.edit(Operation.MARK_EXCERPT) as edit:
        says(edit, "Through Ana", 1)
        through = marked(edit, 1, 1)
    assert named(project, through) == ["One storyteller, through an interpreter"]
    assert asked(project, through) == {"Ana", "Kit"}
    allow(project)
    with project.read() as session:
        kit = storytellers_of(session, 1)[0].id
    note_yes(project, through, kit)
    assert why(project, through) == {ReasonKind.NOT_ASKED, ReasonKind.CONSENT}, "Ana is heard, and was not asked"
    note_yes(project, through, ana)
    assert why(project, through) == set()
    with project.edit(Operation.NOTE_CONSENT) as edit:
        note_consent(edit, 1, ConsentAbout.AUDIO, "no", **SAID, storyteller_id=ana)
    assert ReasonKind.CONSENT in why(project, through), "a no of hers is a no"


def test_an_interpreters_own_words_are_nobody_elses(project: Project, ana: int) -> None:
    with project.edit(Operation.MARK_EXCERPT) as edit:
        says(edit, "Ana", 1)
        own, both = marked(edit, 1, 1), marked(edit, 1, 3)
    assert named(project, own) == ["Interpreter"]
    assert named(project, both) == ["Interpreter", "Reporter", "One storyteller"]


def test_a_supporter_has_a_voice_and_a_yes_of_their_own(project: Project, story: int) -> None:
    with project.edit(Operation.CHANGE_STORY) as edit:
        sam = find_or_add(edit, "Sam").id
        take_part(edit, story, sam, Part.SUPPORTER)
        says(edit, "Sam", 1)
        theirs, kits = marked(edit, 1, 1), marked(edit, 3, 3)
    assert (named(project, theirs), asked(project, theirs)) == (["Supporter"], {"Sam"})
    assert asked(project, kits) == {"Kit"}
    with project.edit(Operation.CHANGE_STORY) as edit:
        set_speaker(edit, [passages(edit.session, 1)[3].id], None)
    assert asked(project, kits) == {"Kit", "Sam"}, "nobody knows whose words these are"
    allow(project)
    note_yes(project, theirs, sam)
    assert why(project, theirs) == set()
    with project.edit(Operation.CHANGE_STORY) as edit:
        leave_story(edit, story, sam)
    assert ReasonKind.WHO_SPEAKS in why(project, theirs), "nobody answers for who left"


def test_they_are_no_storytellers(project: Project, ana: int) -> None:
    with project.edit(Operation.CHANGE_STORY) as edit:
        for alias, part in (("Ben", Part.NAMED), ("Mo", Part.REPORTER), ("Sam", Part.SUPPORTER)):
            take_part(edit, 1, find_or_add(edit, alias).id, part)
    with project.read() as session:
        assert [one.alias for one in storytellers_of(session, 1)] == ["Kit"]
        assert story_overviews(session)[0].storytellers == ("Kit",)
        assert project_counts(session).storytellers == 1
        assert set(parts_in(session, 1).values()) == set(Part)
    with project.edit(Operation.CHANGE_STORY) as edit:
        change_story(edit, 1, storytellers=("Rosa",))
    with project.read() as session:
        assert len(parts_in(session, 1)) == 5, "another storyteller takes nobody else off the story"


def test_a_part_can_change_and_what_was_heard_stays(project: Project, ana: int) -> None:
    with project.edit(Operation.CHANGE_STORY) as edit:
        says(edit, "Through Ana", 1)
        excerpt = marked(edit, 1, 1)
    with project.edit(Operation.CHANGE_STORYTELLER) as edit:
        change_storyteller(edit, ana, alias="Anna")
    with project.read() as session:
        assert {"Anna", "Through Anna"} <= {one.name for one in speakers_of(session, 1)}
    for part in (Part.NAMED, Part.REPORTER, Part.SUPPORTER, Part.STORYTELLER):
        with project.edit(Operation.CHANGE_STORY) as edit:
            take_part(edit, 1, ana, part)
        assert "Anna" in asked(project, excerpt), part
    with project.read() as session:
        assert [one.alias for one in storytellers_of(session, 1)] == ["Kit", "Anna"]


def test_storytellers_of_one_excerpt_are_apart(project: Project, story: int) -> None:
    with project.edit(Operation.CHANGE_STORY) as edit:
        change_story(edit, story, storytellers=("Rosa", "Kit"))
        says(edit, "Rosa", 3)
        both, one = marked(edit, 1, 3), marked(edit, 3, 3)
    assert named(project, both) == ["First storyteller", "Reporter", "Second storyteller"]
    assert named(project, one) == ["One storyteller"]
    with project.edit(Operation.CHANGE_STORY) as edit:
        second_voice = speakers_of(edit.session, story)[0]
        says(edit, "Kit", 3)
        assert second_voice.role in set(SpeakerRole)
    assert named(project, both) == ["One storyteller", "Reporter"]
    allow(project)
    answer(project, both)
    assert why(project, both) == set()


def test_each_answers_the_questions_for_themselves(project: Project, ana: int) -> None:
    with project.edit(Operation.NOTE_CONSENT) as edit:
        note_consent(edit, 1, ConsentAbout.RECORDED, "yes", **SAID, storyteller_id=ana)
    with project.read() as session:
        kit = storytellers_of(session, 1)[0].id
        assert ConsentAbout.RECORDED in consent_by(session, 1, ana)
        assert ConsentAbout.RECORDED not in consent_by(session, 1, kit)
