"""What was off the record is in no excerpt, whichever way people come to it, and in nothing that leaves."""

from collections.abc import Callable
from random import Random

import pytest
from consenting import allow, answer
from sqlalchemy import delete

from coproclip.capture.sidecar import Stretch
from coproclip.errors import BadInput
from coproclip.excerpts.approval import Use, shareable
from coproclip.excerpts.marking import (
    around,
    excerpts_of,
    mark,
    mark_quote,
    move_edge,
    move_edge_by_word,
    put_back,
    ranges_of,
    story_words,
    take_out,
)
from coproclip.excerpts.rules.policy import ANSWERED_USES
from coproclip.people.moments import add_moments, moments_of, off_record
from coproclip.project.journal import Operation, Work
from coproclip.project.project import Project
from coproclip.project.schema import Excerpt, Recording, Segment, Word
from coproclip.timecode import TimeRange
from coproclip.transcript.edits import passages

LINES = (("storyteller", "one two three four five"), ("storyteller", "six seven eight nine ten"))
# The second line begins at 2350 ms; between the two 650 ms of quiet.
FIRST_END, SECOND = 1700, 2350


@pytest.fixture
def told(project: Project, make_story: Callable[..., int]) -> int:
    """Two lines with a second off the record between them: 1750 to 2300 ms."""
    return with_off(project, make_story(project, LINES), (1750, 2300))


def with_off(project: Project, story: int, *stretches: tuple[int, int]) -> int:
    with project.edit(Work.ADD_STORY) as edit:
        add_moments(edit, story, [Stretch("off the record", *stretch) for stretch in stretches])
    return story


def marked(project: Project, story: int, start: int, end: int) -> int:
    with project.edit(Operation.MARK_EXCERPT) as edit:
        return mark(edit, story, start, end).id


def parts(project: Project, excerpt: int) -> list[tuple[int, int]]:
    with project.read() as session:
        return [(span.start_ms, span.end_ms) for span in ranges_of(session, excerpt)]


def test_marking_across_it_makes_parts_around_it(project: Project, told: int) -> None:
    excerpt = marked(project, told, 500, 4000)
    assert parts(project, excerpt) == [(500, FIRST_END), (SECOND, 3550)]
    with project.read() as session:
        assert session.get_one(Excerpt, excerpt).quote == "one two three four five … six seven eight nine ten"


def test_words_marked_across_it_too(project: Project, told: int) -> None:
    with project.edit(Operation.MARK_EXCERPT) as edit:
        excerpt = mark_quote(edit, told, "four five six seven").id
    assert parts(project, excerpt) == [(1250, FIRST_END), (SECOND, 2800)]


def test_nothing_but_that_cannot_be_marked(project: Project, told: int) -> None:
    with pytest.raises(BadInput, match="off the record"):
        marked(project, told, 1760, 2290)
    with project.read() as session:
        assert excerpts_of(session, told) == []


def test_an_edge_stops_at_it(project: Project, told: int) -> None:
    left, right = marked(project, told, 500, 1700), marked(project, told, 2350, 3550)
    with project.edit(Operation.MOVE_EDGE) as edit:
        assert move_edge(edit, left, 0, "end", 3000) == 1750
        assert move_edge(edit, right, 0, "start", 700) == 2300
    with project.edit(Operation.MOVE_EDGE) as edit:
        assert move_edge_by_word(edit, left, 0, "end", 3) == 1750
        assert move_edge(edit, left, 0, "end", 1000) == 1000
        assert move_edge(edit, right, 0, "end", 3300) == 3300


def test_it_cannot_be_put_back_but_what_was_taken_out_beside_it_can(project: Project, told: int) -> None:
    excerpt = marked(project, told, 500, 4000)
    with pytest.raises(BadInput, match="stays out"), project.edit(Operation.PUT_BACK) as edit:
        put_back(edit, excerpt, 0)
    with project.edit(Operation.TAKE_OUT) as edit:
        take_out(edit, excerpt, 1500, 2550)  # “five”, and “six” on the other side
    assert parts(project, excerpt) == [(500, 1450), (2600, 3550)]
    with project.edit(Operation.PUT_BACK) as edit:
        put_back(edit, excerpt, 0)
    assert parts(project, excerpt) == [(500, FIRST_END), (SECOND, 3550)]


def test_before_anything_is_written_down_the_sound_around_it_can_be_marked(project: Project, told: int) -> None:
    with project.edit(Work.TRANSCRIBE) as edit:
        edit.session.execute(delete(Segment))
    assert parts(project, marked(project, told, 1000, 3000)) == [(1000, 1750), (2300, 3000)]
    assert parts(project, marked(project, told, 1800, 3000)) == [(2300, 3000)]


def test_a_word_that_reaches_into_it_is_not_cut(project: Project, make_story: Callable[..., int]) -> None:
    story = with_off(project, make_story(project, LINES), (1600, 2400))
    assert parts(project, marked(project, story, 500, 4000)) == [(500, 1450), (2600, 3550)]


def test_however_people_work_no_excerpt_ever_covers_it(project: Project, make_story: Callable[..., int]) -> None:
    chance = Random(5)
    story = with_off(project, make_story(project), (1900, 2600), (5000, 5600), (9000, 12_000))
    with project.read() as session:
        off = off_record(session, story)
    for _ in range(150):
        start = chance.randint(0, 14_000)
        try:
            with project.edit(Operation.MARK_EXCERPT) as edit:
                excerpt = mark(edit, story, start, start + chance.randint(1, 8000)).id
                for _ in range(3):
                    match chance.randint(0, 3):
                        case 0:
                            move_edge(edit, excerpt, 0, chance.choice(["start", "end"]), chance.randint(0, 16_000))
                        case 1:
                            move_edge_by_word(edit, excerpt, 0, chance.choice(["start", "end"]), chance.randint(-9, 9))
                        case 2:
                            out = chance.randint(0, 14_000)
                            take_out(edit, excerpt, out, out + 500)
                        case _:
                            put_back(edit, excerpt, 0)
        except BadInput:
            continue
        for start, end in parts(project, excerpt):
            assert not any(one.overlaps(TimeRange(start, end)) for one in off)


# ---- what leaves ----------------------------------------------------------------------------------------------


def test_an_excerpt_from_before_it_was_noted_does_not_leave(project: Project, make_story: Callable[..., int]) -> None:
    story = make_story(project, LINES)
    excerpt = marked(project, story, 500, 4000)
    allow(project, story)
    answer(project, excerpt, uses=ANSWERED_USES)
    assert len(shareable(project, [excerpt], Use.SHARING).granted) == 1
    with_off(project, story, (1750, 2300))
    for use in Use:
        sharing = shareable(project, [excerpt], use)
        assert sharing.granted == ()
        assert "off the record" in sharing.refused[0].reason


def test_lead_in_and_tail_do_not_reach_into_it(project: Project, told: int) -> None:
    excerpt = marked(project, told, 500, 4000)
    allow(project, told)
    answer(project, excerpt)
    [one] = shareable(project, [excerpt], Use.SHARING).granted
    assert (one.room[0].end_ms, one.room[1].start_ms) == (1750, 2300)


# ---- what a marked moment suggests ----------------------------------------------------------------------------


@pytest.fixture
def spoken(project: Project, make_story: Callable[..., int]) -> int:
    """Passages at 10–14 s, 14.5–20 s and 60–64 s of a story of 100 s."""
    story = make_story(project)
    with project.edit(Work.TRANSCRIBE) as edit:
        edit.session.execute(delete(Segment))
        for recording in edit.session.query(Recording):
            recording.duration_ms = 100_000
        for start, end in ((10_000, 14_000), (14_500, 20_000), (60_000, 64_000)):
            words = [Word("said", start, end)]
            edit.add(Segment(story_id=story, start_ms=start, end_ms=end, text="said", words=words, flags=[]))
    return story


@pytest.mark.parametrize(
    ("kind", "start", "end", "suggested"),
    [
        ("mark", 12_000, 12_000, (10_000, 14_000)),
        ("mark", 14_200, 14_200, (10_000, 14_000)),  # just after it was said
        ("mark", 16_000, 16_000, (10_000, 20_000)),  # within 5 s of the end of the one before
        ("mark", 19_500, 19_500, (14_500, 20_000)),
        ("mark", 23_000, 23_000, (14_500, 20_000)),
        ("mark", 40_000, 40_000, (14_500, 20_000)),  # a long silence: the last that was said
        ("mark", 2_000, 2_000, (10_000, 14_000)),  # before anything was said
        ("mark", 62_000, 62_000, (60_000, 64_000)),
        ("mark", 90_000, 90_000, (60_000, 64_000)),
        ("mark", 13_000, 61_000, (10_000, 64_000)),  # a stretch, not a place
        ("starter", 12_000, 12_000, (10_000, 20_000)),  # the question and what came then
        ("starter", 14_200, 14_200, (14_500, 64_000)),
        ("starter", 99_000, 99_000, (84_000, 100_000)),
    ],
)
def test_a_moment_suggests_what_was_said_around_it(
    project: Project, spoken: int, kind: str, start: int, end: int, suggested: tuple[int, int]
) -> None:
    with project.edit(Work.ADD_STORY) as edit:
        [moment] = add_moments(edit, spoken, [Stretch(kind, start, end)])
        assert around(edit.session, moment) == TimeRange(*suggested)


def test_a_moment_suggests_some_seconds_where_nothing_is_written_down(project: Project, spoken: int) -> None:
    with project.edit(Work.TRANSCRIBE) as edit:
        edit.session.execute(delete(Segment))
        add_moments(edit, spoken, [Stretch("mark", at, at) for at in (4_000, 50_000, 99_000)])
        found = [around(edit.session, moment) for moment in moments_of(edit.session, spoken)]
    assert found == [TimeRange(0, 9_000), TimeRange(35_000, 55_000), TimeRange(84_000, 100_000)]


def test_a_suggestion_can_be_marked_as_it_is(project: Project, told: int) -> None:
    with project.edit(Operation.MARK_EXCERPT) as edit:
        [moment] = add_moments(edit, told, [Stretch("mark", 2_500, 2_500)])
        found = around(edit.session, moment)
        excerpt = mark(edit, told, found.start_ms, found.end_ms).id
        assert len(story_words(edit.session, told)) == len(passages(edit.session, told)) * 5
    assert parts(project, excerpt) == [(500, FIRST_END), (SECOND, 3550)]
