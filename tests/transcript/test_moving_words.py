"""Whatever is split, joined, cut, pasted and typed anew: a word that was not touched is heard where it was."""

from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_stories import make_story as build
from sqlalchemy import text

from coproclip.project.journal import Operation
from coproclip.project.kinds import CheckedHow
from coproclip.project.project import Edit, Project
from coproclip.project.schema import Recording, Segment, Word
from coproclip.transcript.edits import (
    Correction,
    check,
    correct_passages,
    correct_segment,
    merge_segments,
    passages,
    set_speaker,
    split_segment,
)


def lines(project: Project, story: int) -> list[Segment]:
    with project.read() as session:
        return passages(session, story)


def picture(project: Project) -> list[object]:
    """Every passage as it is kept, and the words that are found by searching."""
    with project.read() as session:
        tables = ("segment", "segment_search")
        return [tuple(row) for name in tables for row in session.execute(text(f"SELECT rowid, * FROM {name}"))]


def times(words: list[Word]) -> list[tuple[str, int, int]]:
    return [(word.text, word.start_ms, word.end_ms) for word in words]


def cut_and_paste(edit: Edit, source: Segment, first: int, last: int, target: Segment, at: int) -> None:
    """As the window does it: the words go out of one passage, then into another with the times they had."""
    moved, how = tuple(source.words[first:last]), source.checked_how if source.checked else None
    left = [word.text for word in (*source.words[:first], *source.words[last:])]
    correct_segment(edit, source.id, " ".join(left))
    texts = [word.text for word in target.words]
    texts[at:at] = [word.text for word in moved]
    correct_segment(edit, target.id, " ".join(texts), moved, moved_how=how)


# ---- the cases that people met --------------------------------------------------------------------------------


def test_a_tail_split_off_and_joined_to_the_next_passage_leaves_that_its_voice(project: Project, story: int) -> None:
    before = lines(project, story)
    assert before[0].speaker_id != before[1].speaker_id
    with project.edit(Operation.SPLIT_SEGMENT) as edit:
        _left, right = split_segment(edit, before[0].id, 4)
    with project.edit(Operation.MERGE_SEGMENTS) as edit:
        joined = merge_segments(edit, right.id, before[1].id)
    assert joined.speaker_id == before[1].speaker_id
    assert times(joined.words) == [*times(before[0].words[4:]), *times(before[1].words)]
    assert lines(project, story)[0].speaker_id == before[0].speaker_id


def test_a_head_split_off_and_joined_to_the_passage_before_takes_its_voice(project: Project, story: int) -> None:
    before = lines(project, story)
    with project.edit(Operation.SPLIT_SEGMENT) as edit:
        head, rest = split_segment(edit, before[1].id, 3)
    with project.edit(Operation.MERGE_SEGMENTS) as edit:
        joined = merge_segments(edit, before[0].id, head.id, pieces={head.id, rest.id})
    assert joined.speaker_id == before[0].speaker_id
    assert lines(project, story)[1].speaker_id == before[1].speaker_id


def test_a_voice_is_not_lost_by_joining_to_a_passage_without_one(project: Project, story: int) -> None:
    before = lines(project, story)
    with project.edit(Operation.SET_SPEAKER) as edit:
        set_speaker(edit, [before[0].id], None)
    with project.edit(Operation.MERGE_SEGMENTS) as edit:
        assert merge_segments(edit, before[0].id, before[1].id).speaker_id == before[1].speaker_id


def test_words_cut_and_pasted_into_the_next_passage_keep_their_times_and_take_its_voice(
    project: Project, story: int
) -> None:
    before = lines(project, story)
    with project.edit(Operation.CORRECT_WORDS) as edit:
        first, second = passages(edit.session, story)[:2]
        cut_and_paste(edit, first, 2, len(first.words), second, 0)
    after = lines(project, story)
    assert times(after[0].words) == times(before[0].words[:2])
    assert times(after[1].words) == [*times(before[0].words[2:]), *times(before[1].words)]
    assert after[1].speaker_id == before[1].speaker_id
    assert after[0].end_ms <= after[1].start_ms == before[0].words[2].start_ms
    project.undo()
    assert [times(line.words) for line in lines(project, story)] == [times(line.words) for line in before]


def test_a_whole_passage_of_words_can_be_moved_into_its_neighbour(project: Project, story: int) -> None:
    before = lines(project, story)
    with project.edit(Operation.CORRECT_WORDS) as edit:
        first, second = passages(edit.session, story)[:2]
        cut_and_paste(edit, second, 0, len(second.words), first, len(first.words))
    after = lines(project, story)
    assert times(after[0].words) == [*times(before[0].words), *times(before[1].words)]
    assert after[1].words == []
    assert after[0].end_ms <= after[1].start_ms <= after[1].end_ms <= after[2].start_ms


def test_words_pasted_where_they_were_never_said_are_typed_words(project: Project, story: int) -> None:
    before = lines(project, story)
    with project.edit(Operation.CORRECT_WORDS) as edit:
        first, last = passages(edit.session, story)[0], passages(edit.session, story)[4]
        cut_and_paste(edit, first, 0, 2, last, len(last.words))
    after = lines(project, story)
    assert times(after[4].words)[: len(before[4].words)] == times(before[4].words)
    assert after[4].words[-1].start_ms >= before[4].words[-1].end_ms
    assert times(after[0].words) == times(before[0].words[2:])


def test_copied_words_do_not_take_the_time_of_those_they_were_copied_from(project: Project, story: int) -> None:
    before = lines(project, story)
    with project.edit(Operation.CORRECT_WORDS) as edit:
        first, second = passages(edit.session, story)[:2]
        moved = tuple(first.words[-2:])
        correct_segment(edit, second.id, f"{moved[0].text} {moved[1].text} {second.text}", moved)
    after = lines(project, story)
    assert times(after[0].words) == times(before[0].words)
    assert after[1].words[0].start_ms >= before[0].words[-1].end_ms
    assert times(after[1].words[2:]) == times(before[1].words)


def test_words_added_at_the_end_use_the_pause_behind_and_shorten_nobody(project: Project, story: int) -> None:
    before = lines(project, story)
    with project.edit(Operation.CORRECT_WORDS) as edit:
        correct_segment(edit, before[1].id, f"{before[1].text} and went on talking until the late evening came")
    after = lines(project, story)
    assert times(after[1].words)[: len(before[1].words)] == times(before[1].words)
    assert before[1].end_ms < after[1].end_ms <= before[2].start_ms
    assert all(word.end_ms > word.start_ms for word in after[1].words)
    assert times(after[2].words) == times(before[2].words)


def test_all_that_one_gesture_changed_is_one_step(project: Project, story: int) -> None:
    before = picture(project)
    with project.edit(Operation.CORRECT_WORDS) as edit:
        correct_passages(edit, [Correction(line.id, "") for line in lines(project, story)])
    assert all(line.text == "" for line in lines(project, story))
    project.undo()
    assert picture(project) == before
    assert project.undo() is None


# ---- any sequence ---------------------------------------------------------------------------------------------

STEPS = st.lists(
    st.tuples(
        st.sampled_from(["split", "join", "cut next", "cut before", "delete", "insert", "retype", "cut far"]),
        st.integers(0, 30),
        st.integers(0, 30),
        st.integers(1, 4),
    ),
    min_size=1,
    max_size=8,
)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], tuple[Project, int]]]:
    """One project with a story whose every word is another, for all examples: each undoes what it did."""
    made: list[tuple[Project, int]] = []

    def _once() -> tuple[Project, int]:
        if not made:
            project = Project.create(Path(tmp_path_factory.mktemp("moving")) / "Moving")
            connection: Any = project.database.writer.connection.dbapi_connection
            connection.execute("PRAGMA synchronous=OFF")  # the law is about words, not about the disk
            counts, number, said = (6, 9, 3, 12, 5), 0, []
            for nth, count in enumerate(counts):
                words = " ".join(f"word{number + place}" for place in range(count))
                said.append(("reporter" if nth % 2 else "storyteller", words))
                number += count
            made.append((project, build(project, said)))
        return made[0]

    yield _once
    for project, _story in made:
        project.close()


@settings(max_examples=40, deadline=None, derandomize=True)
@given(steps=STEPS)
def test_untouched_words_are_heard_where_they_were_by_whom_they_were(
    told: Callable[[], tuple[Project, int]], steps: list[tuple[str, int, int, int]]
) -> None:
    project, story = told()
    before = picture(project)
    try:
        _do_all(project, story, steps)
    finally:
        while project.undo() is not None:
            pass
    assert picture(project) == before, "undo brings back everything"


def _do_all(project: Project, story: int, steps: list[tuple[str, int, int, int]]) -> None:
    fresh = 0
    with project.read() as session:
        length = session.query(Recording).one().duration_ms
    first = {word.text: word for line in lines(project, story) for word in line.words}
    untouched = set(first)
    for kind, where, at, many in steps:
        with project.edit(Operation.CORRECT_WORDS) as edit:
            order = passages(edit.session, story)
            place = where % len(order)
            line = order[place]
            voice, size = line.speaker_id, len(line.words)
            texts = [word.text for word in line.words]
            start = at % (size + 1)
            chosen = slice(start, min(size, start + many))
            if kind == "split" and size > 1:
                left, right = split_segment(edit, line.id, 1 + at % (size - 1))
                assert (left.speaker_id, right.speaker_id) == (voice, voice)
            elif kind == "join" and place + 1 < len(order):
                following = order[place + 1]
                whose = {line.speaker_id, following.speaker_id}
                joined = merge_segments(edit, line.id, following.id, pieces={line.id} if at % 2 else {following.id})
                assert joined.speaker_id in whose
                assert joined.speaker_id == (following.speaker_id if at % 2 else voice)
            elif kind == "cut next" and place + 1 < len(order) and size:
                cut_and_paste(edit, line, max(0, size - many), size, order[place + 1], 0)
                assert line.speaker_id == voice
            elif kind == "cut before" and place and size:
                cut_and_paste(edit, line, 0, min(size, many), order[place - 1], len(order[place - 1].words))
            elif kind == "cut far" and size:
                untouched -= set(texts[chosen])
                far = order[(place + 2) % len(order)]
                if far is not line:
                    cut_and_paste(edit, line, chosen.start, chosen.stop, far, at % (len(far.words) + 1))
            elif kind in ("delete", "insert", "retype"):
                if kind != "insert":
                    untouched -= set(texts[chosen])
                    del texts[chosen]
                if kind != "delete":
                    texts[start:start] = [f"new{fresh + n}" for n in range(many)]
                    fresh += many
                correct_segment(edit, line.id, " ".join(texts))
        _sound(project, story, length, {word: first[word] for word in untouched})


def _sound(project: Project, story: int, length: int, untouched: dict[str, Word]) -> None:
    after = lines(project, story)
    for line in after:
        assert line.text == " ".join(word.text for word in line.words)
        assert 0 <= line.start_ms <= line.end_ms <= length
        assert all(line.start_ms <= word.start_ms <= word.end_ms <= line.end_ms for word in line.words), line.text
        assert all(left.start_ms <= right.start_ms for left, right in pairwise(line.words)), line.text
    found = {word.text: word for line in after for word in line.words if word.text in untouched}
    assert set(found) == set(untouched), "a word nobody deleted is gone"
    for said, word in untouched.items():
        # A passage begins after the one it was split from, which may take a word that overlaps 1 ms.
        assert abs(found[said].start_ms - word.start_ms) <= 1, said
        assert found[said].end_ms == word.end_ms, said


def tick(edit: Edit, line: Segment, how: CheckedHow | None) -> None:
    check(edit, [line.id], how is not None, how or CheckedHow.UNKNOWN)
    edit.session.flush()
    edit.session.refresh(line)


def ticks(project: Project, story: int, *places: int) -> list[str | None]:
    found = lines(project, story)
    return [found[place].checked_how if found[place].checked else None for place in places]


PLAYED, ELSEWHERE = CheckedHow.PLAYED, CheckedHow.ELSEWHERE


@pytest.mark.parametrize(
    ("there", "here", "then"),
    [(None, PLAYED, None), (PLAYED, None, None), (PLAYED, PLAYED, PLAYED), (PLAYED, ELSEWHERE, ELSEWHERE)],
)
def test_moved_words_bring_their_own_tick(
    project: Project, story: int, there: CheckedHow | None, here: CheckedHow | None, then: CheckedHow | None
) -> None:
    with project.edit(Operation.CORRECT_WORDS) as edit:
        source, target = passages(edit.session, story)[3:5]
        tick(edit, source, there)
        tick(edit, target, here)
        cut_and_paste(edit, source, len(source.words) - 3, len(source.words), target, 0)
    assert ticks(project, story, 3, 4) == [there, then]


def test_that_the_rest_was_checked_meanwhile_says_nothing_of_words_that_were_cut(project: Project, story: int) -> None:
    with project.edit(Operation.CORRECT_WORDS) as edit:
        source, target = passages(edit.session, story)[3:5]
        tick(edit, target, PLAYED)
        moved = tuple(source.words[-3:])
        correct_segment(edit, source.id, " ".join(word.text for word in source.words[:-3]))
        tick(edit, source, PLAYED)
        whole = f"{' '.join(word.text for word in moved)} {target.text}"
        correct_passages(edit, [Correction(target.id, whole, target.text, moved, moved_how=None)])
    assert times(lines(project, story)[4].words)[:3] == times(list(moved))
    assert ticks(project, story, 3, 4) == [PLAYED, None]
    project.undo()
    assert ticks(project, story, 3, 4) == [None, None]


def test_words_that_lose_their_sound_lose_their_tick_and_that_of_where_they_come_to(
    project: Project, story: int
) -> None:
    with project.edit(Operation.CORRECT_WORDS) as edit:
        first, last = passages(edit.session, story)[0], passages(edit.session, story)[4]
        tick(edit, first, PLAYED)
        tick(edit, last, PLAYED)
        cut_and_paste(edit, first, 0, 2, last, len(last.words))
    assert ticks(project, story, 0, 4) == [PLAYED, None], "nobody heard them there"
    with project.edit(Operation.CHECK) as edit:
        tick(edit, passages(edit.session, story)[4], PLAYED)
    with project.edit(Operation.CORRECT_WORDS) as edit:
        line = passages(edit.session, story)[4]
        correct_segment(edit, line.id, f"{line.text} indeed")
    assert ticks(project, story, 4) == [PLAYED], "what a person types is what they heard"


def test_it_is_known_which_voice_took_words_over(project: Project, story: int) -> None:
    with project.edit(Operation.CORRECT_WORDS) as edit:
        there, here = passages(edit.session, story)[2:4]
        assert there.speaker_id != here.speaker_id
        moved = tuple(there.words[-1:])
        rest = " ".join(word.text for word in there.words[:-1])
        change = Correction(here.id, f"{moved[0].text} {here.text}", here.text, moved)
        assert correct_passages(edit, [Correction(there.id, rest), change]) == [here.speaker_id]
