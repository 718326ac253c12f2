"""A passage was heard when its sound was played since its words last changed."""

from pathlib import Path

import pytest

from coproclip.people.stories import sound_of
from coproclip.project.journal import Operation
from coproclip.project.kinds import CheckedHow
from coproclip.project.played import played_in
from coproclip.project.project import Project
from coproclip.timecode import TimeRange
from coproclip.transcript import edits
from coproclip.transcript.heard import CheckedCount, note_played, unheard
from coproclip.transcript.review import review_story


@pytest.fixture
def sound(project: Project, story: int) -> Path:
    with project.read() as session:
        return sound_of(project, session, story).audio


def _lines(project: Project, story: int) -> list[tuple[int, int, int]]:
    with project.read() as session:
        return [(line.id, line.start_ms, line.end_ms) for line in edits.passages(session, story)]


def _unheard(project: Project, story: int) -> list[int]:
    return project.query(unheard, [line for line, *_ in _lines(project, story)])


def test_nine_tenths_of_its_sound_are_enough(project: Project, story: int, sound: Path) -> None:
    first, start, end = _lines(project, story)[0]
    most = start + (end - start) * 92 // 100
    note_played(project, sound, [TimeRange(start, start + (end - start) // 2)])
    assert first in _unheard(project, story)
    note_played(project, sound, [TimeRange(start + (end - start) // 2, most)])
    assert first not in _unheard(project, story)
    assert project.query(played_in, story) == [TimeRange(start, most)]


def test_other_words_are_to_be_heard_again_and_nothing_else_is(project: Project, story: int, sound: Path) -> None:
    lines = _lines(project, story)
    note_played(project, sound, [TimeRange(0, lines[-1][2])])
    assert _unheard(project, story) == []
    with project.edit(Operation.CORRECT_WORDS) as edit:
        edits.correct_segment(edit, lines[1][0], "We moved the tables. After that there was no head of the table.")
    assert _unheard(project, story) == [lines[1][0]]
    note_played(project, sound, [TimeRange(lines[1][1], lines[1][2])])
    assert _unheard(project, story) == []
    project.undo()
    assert _unheard(project, story) == [lines[1][0]]


def test_splitting_joining_and_naming_voices_change_no_words(project: Project, story: int, sound: Path) -> None:
    lines = _lines(project, story)
    note_played(project, sound, [TimeRange(0, lines[-1][2])])
    with project.edit(Operation.SPLIT_SEGMENT) as edit:
        left, right = edits.split_segment(edit, lines[1][0], 4)
        both = left.id, right.id
    assert _unheard(project, story) == []
    with project.edit(Operation.MERGE_SEGMENTS) as edit:
        edits.merge_segments(edit, *both)
        edits.set_speaker(edit, [lines[0][0]], None)
    assert _unheard(project, story) == []


def test_what_was_played_is_no_step_to_take_back(project: Project, story: int, sound: Path) -> None:
    note_played(project, sound, [TimeRange(0, 1000)])
    assert project.undo_text == ""
    note_played(project, sound.with_name("of another project.wav"), [TimeRange(2000, 3000)])
    note_played(project, Path("/elsewhere.wav"), [TimeRange(2000, 3000)])
    assert project.query(played_in, story) == [TimeRange(0, 1000)]


def test_how_each_passage_was_checked_is_kept_and_counted(project: Project, story: int) -> None:
    lines = [line for line, *_ in _lines(project, story)]
    with project.edit(Operation.CHECK) as edit:
        edits.check(edit, lines[:1], how=CheckedHow.PLAYED)
        edits.check(edit, lines[1:2], how=CheckedHow.ELSEWHERE)
        edits.check_story(edit, story)
    how = project.query(review_story, story).how
    assert how == CheckedCount(played=1, elsewhere=1, at_once=3)
    assert str(how) == "1 heard here, 1 heard elsewhere, 3 ticked all at once"
    with project.edit(Operation.MERGE_SEGMENTS) as edit:
        edits.merge_segments(edit, lines[3], lines[4])
        edits.check(edit, lines[:1], False)
    assert project.query(review_story, story).how == CheckedCount(elsewhere=1, at_once=2)
