"""Moments are kept in order of time; starters are an offer; what was off the record stays so."""

import pytest

from coproclip.capture.sidecar import Stretch
from coproclip.errors import BadInput, NotFound
from coproclip.people.consent import consent_of, note_consent
from coproclip.people.moments import (
    DEFAULT_STARTERS,
    add_moments,
    change_moment,
    delete_moment,
    moments_of,
    off_record,
    set_starters,
    starters,
)
from coproclip.project.journal import Operation, Work
from coproclip.project.kinds import ConsentAbout, MomentKind
from coproclip.project.project import Project
from coproclip.timecode import TimeRange

NOTED = (
    Stretch("mark", 9_000, 9_000),
    Stretch("starter", 4_100, 4_100, "What was the best moment?"),
    Stretch("off the record", 6_000, 8_000),
    Stretch("spoken yes", 500, 2_400),
    Stretch("room", 12_000, 17_000),
    Stretch("lost", 10_000, 10_200),
)


def noted(project: Project, story: int, *stretches: Stretch) -> list[int]:
    with project.edit(Work.ADD_STORY) as edit:
        return [moment.id for moment in add_moments(edit, story, stretches or NOTED)]


def listed(project: Project, story: int, kind: MomentKind | None = None) -> list[tuple[str, int, int, str]]:
    with project.read() as session:
        return [
            (moment.kind, moment.start_ms, moment.end_ms, moment.text) for moment in moments_of(session, story, kind)
        ]


def test_moments_come_in_order_of_time(project: Project, story: int) -> None:
    noted(project, story)
    assert [row[1] for row in listed(project, story)] == [500, 4_100, 6_000, 9_000, 10_000, 12_000]
    assert listed(project, story, MomentKind.STARTER) == [("starter", 4_100, 4_100, "What was the best moment?")]
    assert listed(project, story, MomentKind.MARK) == [("mark", 9_000, 9_000, "")]


def test_what_makes_no_sense_is_left_out_or_put_right(project: Project, story: int) -> None:
    noted(
        project, story, Stretch("a wedding", 0, 1), Stretch("mark", 5_000, 4_000, "  a laugh "), Stretch("mark", -5, -9)
    )
    assert listed(project, story) == [("mark", 0, 0, ""), ("mark", 5_000, 5_000, "a laugh")]
    with pytest.raises(NotFound):
        noted(project, 999)


def test_a_mark_gets_a_word_and_goes_and_comes_back(project: Project, story: int) -> None:
    ids = noted(project, story)
    mark = ids[3]
    with project.edit(Operation.CHANGE_MOMENT) as edit:
        change_moment(edit, mark, " the chairs ")
    assert listed(project, story, MomentKind.MARK)[0][3] == "the chairs"
    with project.edit(Operation.CHANGE_MOMENT) as edit:
        delete_moment(edit, mark)
    assert listed(project, story, MomentKind.MARK) == []
    project.undo()
    assert listed(project, story, MomentKind.MARK)[0][3] == "the chairs"


def test_a_starter_stays_the_question_that_was_asked(project: Project, story: int) -> None:
    ids = noted(project, story)
    with pytest.raises(BadInput, match="as it was asked"), project.edit(Operation.CHANGE_MOMENT) as edit:
        change_moment(edit, ids[1], "Another question")
    assert listed(project, story, MomentKind.STARTER)[0][3] == "What was the best moment?"


@pytest.mark.parametrize("kind", [MomentKind.OFF_RECORD, MomentKind.LOST])
def test_how_the_recording_is_cannot_be_taken_away(project: Project, story: int, kind: MomentKind) -> None:
    noted(project, story)
    with project.read() as session:
        moment = moments_of(session, story, kind)[0].id
    with pytest.raises(BadInput, match="it stays"), project.edit(Operation.CHANGE_MOMENT) as edit:
        delete_moment(edit, moment)
    assert len(listed(project, story, kind)) == 1


def test_a_yes_outlives_the_moment_where_it_is_heard(project: Project, story: int) -> None:
    yes = noted(project, story)[0]
    with project.edit(Operation.NOTE_CONSENT) as edit:
        note_consent(edit, story, ConsentAbout.RECORDED, "yes", "Kit", "in the recording", yes)
    with project.edit(Operation.CHANGE_MOMENT) as edit:
        delete_moment(edit, yes)
    with project.read() as session:
        kept = consent_of(session, story)[ConsentAbout.RECORDED]
    assert (kept.answer, kept.moment_id) == ("yes", None)
    assert project.database.faults() == []
    project.undo()
    with project.read() as session:
        assert consent_of(session, story)[ConsentAbout.RECORDED].moment_id == yes


def test_stretches_off_the_record_are_joined_and_never_empty(project: Project, story: int) -> None:
    off = ((1_000, 2_000), (1_500, 3_000), (3_000, 3_100), (5_000, 5_000), (6_000, 7_000), (6_100, 6_200))
    noted(project, story, *(Stretch("off the record", start, end) for start, end in off))
    with project.read() as session:
        assert off_record(session, story) == [TimeRange(1_000, 3_100), TimeRange(6_000, 7_000)]


# ---- starters -------------------------------------------------------------------------------------------------


def shown(project: Project) -> list[str]:
    with project.read() as session:
        return [starter.text for starter in starters(session)]


def test_a_new_project_has_eight_starters(project: Project) -> None:
    assert len(set(DEFAULT_STARTERS)) == 8
    assert shown(project) == list(DEFAULT_STARTERS)
    assert project.undo_text == ""


def test_starters_are_changed_moved_and_removed_as_a_whole_and_come_back(project: Project) -> None:
    with project.edit(Operation.CHANGE_STARTERS) as edit:
        set_starters(edit, ["Why  chairs?", "", "What then?", "why chairs? ", "   "])
    assert shown(project) == ["Why chairs?", "What then?"], "an empty one is left out, the same one counts once"
    with project.edit(Operation.CHANGE_STARTERS) as edit:
        set_starters(edit, [*shown(project)[::-1], "A third"])
    assert shown(project) == ["What then?", "Why chairs?", "A third"]
    with project.edit(Operation.CHANGE_STARTERS) as edit:
        set_starters(edit, [])
    assert shown(project) == [], "a conversation needs none"
    for _ in range(3):
        project.undo()
    assert shown(project) == list(DEFAULT_STARTERS)
