"""Who is speaking is put right by people: from here on, everywhere, and by ear."""

import pytest

from coproclip.errors import BadInput
from coproclip.people.moments import add_moments
from coproclip.people.stories import speakers_of
from coproclip.project.journal import Operation, Work
from coproclip.project.project import Project
from coproclip.project.schema import Segment, Speaker
from coproclip.transcript.edits import add_speaker, check, passages, set_speaker
from coproclip.transcript.speakers import (
    VOICE,
    found_by_program,
    from_here,
    merge_voices,
    samples_of,
    swap_voices,
    voice_times,
)


class Noted:
    """A stretch off the record."""

    kind, start_ms, end_ms, text = "off the record", 3_000, 4_000, ""


def told(project: Project, story: int) -> list[tuple[str, str]]:
    """Who says what, as it is read."""
    with project.read() as session:
        names = {speaker.id: speaker.name for speaker in speakers_of(session, story)}
        return [(names.get(passage.speaker_id or 0, ""), passage.text) for passage in passages(session, story)]


def voice(project: Project, story: int, name: str) -> Speaker:
    with project.read() as session:
        return next(speaker for speaker in speakers_of(session, story) if speaker.name == name)


def test_from_here_it_is_somebody_else_until_the_voice_changes(project: Project, story: int) -> None:
    rows = told(project, story)
    assert [who for who, _ in rows] == ["Amina", "Kit", "Amina", "Kit", "Kit"]
    with project.read() as session:
        fourth = passages(session, story)[3]
    with project.edit(Operation.FROM_HERE) as edit:
        changed = from_here(edit, fourth.id, 10, voice(project, story, "Amina").id)
    assert len(changed) == 2
    assert told(project, story)[3:] == [
        ("Kit", "Then somebody asked me how I get to the bus"),
        ("Amina", "stop. Not how people do, how I do."),
        ("Amina", "I had never been asked before."),
    ]
    project.undo()
    assert told(project, story) == rows


def test_from_the_beginning_of_a_passage_nothing_is_split(project: Project, story: int) -> None:
    with project.read() as session:
        first = passages(session, story)[0]
    with project.edit(Operation.FROM_HERE) as edit:
        assert from_here(edit, first.id, 0, voice(project, story, "Kit").id) == [first.id]
    assert [who for who, _ in told(project, story)] == ["Kit", "Kit", "Amina", "Kit", "Kit"]


def test_saying_who_it_is_ends_the_doubt(project: Project, story: int) -> None:
    with project.edit(Work.FIND_SPEAKERS) as edit:
        for segment in passages(edit.session, story):
            segment.flags = ["unsure", VOICE]
        row = [segment.id for segment in passages(edit.session, story)]
    with project.edit(Operation.SET_SPEAKER) as edit:
        set_speaker(edit, row[:1], voice(project, story, "Kit").id)
    with project.edit(Operation.FROM_HERE) as edit:
        from_here(edit, row[3], 0, voice(project, story, "Amina").id)
    with project.read() as session:
        flags = [passage.flags for passage in passages(session, story)]
    assert flags == [["unsure"], ["unsure", VOICE], ["unsure", VOICE], ["unsure"], ["unsure"]]


def test_two_voices_taken_for_each_other_are_swapped_everywhere(project: Project, story: int) -> None:
    kit, amina = voice(project, story, "Kit").id, voice(project, story, "Amina").id
    with project.edit(Operation.CHECK) as edit:
        check(edit, [passages(edit.session, story)[0].id])
    with project.edit(Operation.SWAP_VOICES) as edit:
        swap_voices(edit, story, kit, amina)
    assert [who for who, _ in told(project, story)] == ["Kit", "Amina", "Kit", "Amina", "Amina"]
    with project.edit(Operation.SWAP_VOICES) as edit:
        swap_voices(edit, story, kit, amina)
    assert [who for who, _ in told(project, story)] == ["Amina", "Kit", "Amina", "Kit", "Kit"]


def test_two_voices_of_one_person_become_one(project: Project, story: int) -> None:
    with project.edit(Operation.CHANGE_SPEAKER) as edit:
        extra = add_speaker(edit, story, "Voice 3", role="")
        set_speaker(edit, [passages(edit.session, story)[4].id], extra.id)
    assert found_by_program(extra)
    with project.edit(Operation.MERGE_VOICES) as edit:
        assert merge_voices(edit, extra.id, voice(project, story, "Kit").id) == 1
    with project.read() as session:
        assert sorted(speaker.name for speaker in speakers_of(session, story)) == ["Amina", "Kit"]
    assert [who for who, _ in told(project, story)] == ["Amina", "Kit", "Amina", "Kit", "Kit"]
    project.undo()
    assert told(project, story)[4][0] == "Voice 3"


def test_the_storyteller_stays_a_voice_of_the_story_even_without_words(project: Project, story: int) -> None:
    kit, amina = voice(project, story, "Kit").id, voice(project, story, "Amina").id
    with project.edit(Operation.MERGE_VOICES) as edit:
        merge_voices(edit, kit, amina)
    assert {who for who, _ in told(project, story)} == {"Amina"}
    assert voice(project, story, "Kit").id == kit


def test_a_voice_of_another_story_is_refused(project: Project, story: int, make_story) -> None:  # type: ignore[no-untyped-def]
    other = make_story(project, title="The garden", storyteller="Rosa")
    rosa, kit = voice(project, other, "Rosa").id, voice(project, story, "Kit").id
    with project.edit(Operation.MERGE_VOICES) as edit, pytest.raises(BadInput, match="two stories"):
        merge_voices(edit, kit, rosa)
    with project.edit(Operation.SWAP_VOICES) as edit, pytest.raises(BadInput, match="the same voice"):
        swap_voices(edit, story, kit, kit)
    with project.read() as session:
        first = passages(session, story)[0].id
    with project.edit(Operation.FROM_HERE) as edit, pytest.raises(BadInput, match="another story"):
        from_here(edit, first, 0, rosa)


def test_a_voice_is_heard_in_its_longest_passages_but_never_off_the_record(project: Project, story: int) -> None:
    kit = voice(project, story, "Kit").id
    with project.read() as session:
        theirs = [passage for passage in passages(session, story) if passage.speaker_id == kit]
        samples = samples_of(session, story, kit, 6_000)
        assert voice_times(session, story)[kit] == sum(their.end_ms - their.start_ms for their in theirs)
    assert sum(sample.duration_ms for sample in samples) <= 6_000
    assert samples == sorted(samples)
    longest = max(theirs, key=lambda one: one.end_ms - one.start_ms)
    assert longest.start_ms in {sample.start_ms for sample in samples}
    with project.edit(Operation.CHANGE_MOMENT) as edit:
        add_moments(edit, story, [Noted()])
    with project.read() as session:
        assert not any(sample.start_ms < 4_000 and sample.end_ms > 3_000 for sample in samples_of(session, story, kit))
        assert samples_of(session, story, kit + 999) == []


def test_doubtful_passages_are_the_last_to_be_heard(project: Project, story: int) -> None:
    kit = voice(project, story, "Kit").id
    with project.edit(Work.FIND_SPEAKERS) as edit:
        theirs = [passage for passage in passages(edit.session, story) if passage.speaker_id == kit]
        longest = max(theirs, key=lambda one: one.end_ms - one.start_ms)
        edit.get(Segment, longest.id).flags = [VOICE]
    with project.read() as session:
        assert samples_of(session, story, kit, 2_000)[0].start_ms != longest.start_ms
