"""What the computer first wrote can always be seen and brought back, in one step that can be undone."""

import pytest
from sqlalchemy import delete

from coproclip.project.journal import Operation, Work
from coproclip.project.project import Project, now
from coproclip.project.schema import DraftSegment, Segment, Transcription
from coproclip.transcript.edits import correct_segment, merge_segments, passages, set_speaker, split_segment
from coproclip.transcript.original import bring_back, originals


@pytest.fixture
def drafted(project: Project, story: int) -> int:
    """A story whose original transcript is what its passages say now."""
    with project.edit(Work.TRANSCRIBE) as edit:
        written = edit.add(
            Transcription(story_id=story, engine="x", speech_model="base", state="done", started_at=now())
        )
        for line in passages(edit.session, story):
            edit.session.add(
                DraftSegment(
                    transcription_id=written.id,
                    start_ms=line.start_ms,
                    end_ms=line.end_ms,
                    text=line.text,
                    words=line.words,
                    flags=["unsure"],
                )
            )
    return story


def lines(project: Project, story: int) -> list[Segment]:
    with project.read() as session:
        return passages(session, story)


def said(project: Project, story: int) -> list[tuple[str, int, int]]:
    return [(word.text, word.start_ms, word.end_ms) for line in lines(project, story) for word in line.words]


def bring_all_back(project: Project, story: int) -> int:
    with project.read() as session:
        ids = [original.draft_id for original in originals(session, story)]
    with project.edit(Operation.BRING_BACK) as edit:
        return bring_back(edit, story, ids)


def test_a_story_that_was_never_transcribed_has_no_original(project: Project, story: int) -> None:
    with project.read() as session:
        assert originals(session, story) == []
    with project.edit(Operation.BRING_BACK) as edit:
        assert bring_back(edit, story, [1, 2]) == 0
    assert project.undo_text == ""


def test_each_passage_is_beside_what_stands_there_now(project: Project, drafted: int) -> None:
    before = lines(project, drafted)
    with project.edit(Operation.CORRECT_WORDS) as edit:
        correct_segment(edit, before[1].id, f"{before[1].text} That was all.")
    with project.read() as session:
        found = originals(session, drafted)
    assert [one.changed for one in found] == [False, True, False, False, False]
    assert found[1].text == before[1].text
    assert found[1].now == f"{before[1].text} That was all."


def test_a_correction_is_brought_back_with_its_times_and_can_be_undone(project: Project, drafted: int) -> None:
    before = said(project, drafted)
    line = lines(project, drafted)[1]
    with project.edit(Operation.CHECK) as edit:
        edit.get(Segment, line.id).checked = 1
        correct_segment(edit, line.id, "Something else entirely, and a lot more of it than there was.")
    corrected = said(project, drafted)
    assert bring_all_back(project, drafted) == 1
    assert said(project, drafted) == before
    again = lines(project, drafted)[1]
    assert (again.checked, again.flags, again.speaker_id) == (0, ["unsure"], line.speaker_id)
    assert project.undo() is Operation.BRING_BACK
    assert said(project, drafted) == corrected


def test_words_that_were_all_deleted_come_back_to_their_passages_and_voices(project: Project, drafted: int) -> None:
    before, voices = said(project, drafted), [line.speaker_id for line in lines(project, drafted)]
    with project.edit(Operation.CORRECT_WORDS) as edit:
        for line in passages(edit.session, drafted):
            correct_segment(edit, line.id, "")
    assert bring_all_back(project, drafted) == 5
    assert said(project, drafted) == before
    assert [line.speaker_id for line in lines(project, drafted)] == voices


def test_passages_that_are_gone_altogether_come_back(project: Project, drafted: int) -> None:
    before = said(project, drafted)
    with project.edit(Operation.CORRECT_WORDS) as edit:
        edit.session.execute(delete(Segment).where(Segment.story_id == drafted))
    with project.read() as session:
        assert [original.now for original in originals(session, drafted)] == [""] * 5
    assert bring_all_back(project, drafted) == 5
    assert said(project, drafted) == before


def test_one_passage_gone_between_two_of_one_voice_has_that_voice(project: Project, drafted: int) -> None:
    gone, voice = lines(project, drafted)[2], lines(project, drafted)[1].speaker_id
    with project.edit(Operation.SET_SPEAKER) as edit:
        set_speaker(edit, [line.id for line in lines(project, drafted)], voice)
        edit.session.execute(delete(Segment).where(Segment.id == gone.id))
    bring_all_back(project, drafted)
    assert (lines(project, drafted)[2].text, lines(project, drafted)[2].speaker_id) == (gone.text, voice)


def test_splits_and_joins_made_since_stay(project: Project, drafted: int) -> None:
    before = said(project, drafted)
    with project.edit(Operation.SPLIT_SEGMENT) as edit:
        first, second, third, *_ = passages(edit.session, drafted)
        split_segment(edit, second.id, 4)
        merge_segments(edit, *[line.id for line in passages(edit.session, drafted)[2:4]])
        correct_segment(edit, second.id, "Moved them")
    shape = [(line.id, line.speaker_id) for line in lines(project, drafted)]
    assert third.id not in [one for one, _ in shape]
    assert first.id == shape[0][0]
    bring_all_back(project, drafted)
    assert said(project, drafted) == before
    assert [(line.id, line.speaker_id) for line in lines(project, drafted)] == shape


def test_only_what_was_chosen_is_brought_back(project: Project, drafted: int) -> None:
    with project.edit(Operation.CORRECT_WORDS) as edit:
        for line in passages(edit.session, drafted)[1:4]:
            correct_segment(edit, line.id, "other words")
    with project.read() as session:
        found = originals(session, drafted)
    with project.edit(Operation.BRING_BACK) as edit:
        assert bring_back(edit, drafted, [found[2].draft_id, found[0].draft_id]) == 1
    texts = [line.text for line in lines(project, drafted)]
    assert (texts[1], texts[2], texts[3]) == ("other words", found[2].text, "other words")


def test_the_last_transcription_that_was_finished_counts(project: Project, drafted: int) -> None:
    with project.edit(Work.TRANSCRIBE) as edit:
        begun = edit.add(
            Transcription(story_id=drafted, engine="x", speech_model="base", state="running", started_at=now())
        )
        edit.session.add(
            DraftSegment(transcription_id=begun.id, start_ms=0, end_ms=900, text="half", words=[], flags=[])
        )
    with project.read() as session:
        assert "half" not in [original.text for original in originals(session, drafted)]
