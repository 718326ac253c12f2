"""Corrections: the text is always its words, and what is split and joined again is as it was."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coproclip.errors import BadInput, ChangedElsewhere, NotFound
from coproclip.people.stories import speakers_of
from coproclip.project.journal import Operation
from coproclip.project.project import Edit, Project
from coproclip.project.schema import Segment, Speaker, Word
from coproclip.transcript.edits import (
    Correction,
    add_speaker,
    change_speaker,
    check,
    check_story,
    correct_passages,
    correct_segment,
    merge_segments,
    passages,
    set_speaker,
    split_segment,
    text_of,
)

many = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None, derandomize=True
)


class TakenBackError(Exception):
    """Ends an edit without keeping it."""


def trying(project: Project, attempt: Callable[[Edit], None]) -> None:
    """Try something on the project and leave it as it was."""

    def _attempt() -> None:
        with project.edit(Operation.CORRECT_WORDS) as edit:
            attempt(edit)
            raise TakenBackError

    with pytest.raises(TakenBackError):
        _attempt()


def lines(project: Project, story: int) -> list[str]:
    with project.read() as session:
        return [segment.text for segment in passages(session, story)]


@many
@given(data=st.data())
def test_a_passage_split_anywhere_and_joined_again_is_as_it_was(
    project: Project, story: int, data: st.DataObject
) -> None:
    def _split_and_join(edit: Edit) -> None:
        segment = data.draw(st.sampled_from(passages(edit.session, story)))
        before = (segment.text, segment.words, segment.start_ms, segment.end_ms, segment.speaker_id)
        at = data.draw(st.integers(1, max(1, len(segment.words) - 1)))
        left, right = split_segment(edit, segment.id, at)
        assert f"{left.text} {right.text}" == before[0]
        assert [*left.words, *right.words] == before[1]
        for part in (left, right):
            assert part.text == text_of(part.words)
            assert part.start_ms <= part.words[0].start_ms
            assert part.words[-1].end_ms <= part.end_ms
        assert left.end_ms <= right.start_ms
        assert right.speaker_id == left.speaker_id
        order = [passage.id for passage in passages(edit.session, story)]
        assert order.index(right.id) == order.index(left.id) + 1
        whole = merge_segments(edit, left.id, right.id)
        assert (whole.text, whole.words, whole.start_ms, whole.end_ms, whole.speaker_id) == before

    if story not in cached:
        cached[story] = lines(project, story)
    trying(project, _split_and_join)
    assert lines(project, story) == cached[story]


cached: dict[int, list[str]] = {}


@many
@given(text=st.text(max_size=60) | st.text("ab.,’ \n\t\0", max_size=40), number=st.integers(0, 4))
def test_whatever_is_typed_the_text_is_its_words_inside_the_passage(
    project: Project, story: int, text: str, number: int
) -> None:
    def _type(edit: Edit) -> None:
        segment = passages(edit.session, story)[number]
        times = (segment.start_ms, segment.end_ms)
        correct_segment(edit, segment.id, text)
        assert segment.text == text_of(segment.words)
        assert (segment.start_ms, segment.end_ms) == times
        assert all(times[0] <= word.start_ms <= word.end_ms <= times[1] for word in segment.words)

    trying(project, _type)


def test_words_that_overlap_are_split_in_order_all_the_same(project: Project, story: int) -> None:
    with project.edit(Operation.CORRECT_WORDS) as edit:
        segment = passages(edit.session, story)[0]
        segment.words = [Word("one", 500, 900), Word("two", 500, 800), Word("three", 600, 600)]
        segment.text = text_of(segment.words)
        left, right = split_segment(edit, segment.id, 1)
        assert left.start_ms < right.start_ms
        assert (left.text, right.text) == ("one", "two three")
        assert all(right.start_ms <= word.start_ms <= word.end_ms for word in right.words)
        assert [passage.id for passage in passages(edit.session, story)][:2] == [left.id, right.id]


@pytest.mark.parametrize("at", [0, -1, 6, 99])
def test_a_passage_is_only_split_between_its_words(project: Project, story: int, at: int) -> None:
    before = lines(project, story)
    with pytest.raises(BadInput, match="between two of its words"), project.edit(Operation.SPLIT_SEGMENT) as edit:
        split_segment(edit, passages(edit.session, story)[0].id, at)
    assert lines(project, story) == before


def test_only_neighbours_are_joined(project: Project, make_story: Callable[..., int]) -> None:
    one, two = make_story(project), make_story(project, title="The garden")
    with project.read() as session:
        here, there = [[segment.id for segment in passages(session, story)] for story in (one, two)]
    for pair in ((here[0], here[2]), (here[1], here[0]), (here[0], here[0]), (here[-1], there[0])):
        with pytest.raises(BadInput, match="follow each other"), project.edit(Operation.MERGE_SEGMENTS) as edit:
            merge_segments(edit, *pair)
    with pytest.raises(NotFound), project.edit(Operation.MERGE_SEGMENTS) as edit:
        merge_segments(edit, here[0], 999)


def test_joining_keeps_the_first_voice_and_every_doubt(project: Project, story: int) -> None:
    with project.edit(Operation.MERGE_SEGMENTS) as edit:
        first, second = passages(edit.session, story)[:2]
        voice = first.speaker_id
        first.flags, second.flags = ["unsure"], ["repeated", "unsure"]
        check(edit, [first.id])
        merged = merge_segments(edit, first.id, second.id)
        assert (merged.speaker_id, merged.flags, merged.checked) == (voice, ["repeated", "unsure"], 0)
    assert len(lines(project, story)) == 4
    assert lines(project, story)[0].startswith("What was the first day like? We moved the chairs.")


def test_correcting_does_not_take_the_tick_or_the_voice(project: Project, story: int) -> None:
    with project.edit(Operation.CHECK) as edit:
        assert check_story(edit, story) == 5
    with project.edit(Operation.CORRECT_WORDS) as edit:
        changed = correct_segment(edit, passages(edit.session, story)[1].id, "We moved the table.")
    assert changed.checked
    with project.read() as session:
        assert all(segment.checked for segment in passages(session, story))
    with project.edit(Operation.CHECK) as edit:
        check_story(edit, story, checked=False)
    with project.read() as session:
        assert not any(segment.checked for segment in passages(session, story))


@pytest.mark.parametrize("by_emptying", [True, False])
def test_words_that_nobody_heard_are_not_checked(project: Project, story: int, by_emptying: bool) -> None:
    with project.edit(Operation.CHECK) as edit:
        check_story(edit, story)
    steps = ("", "Something quite else.") if by_emptying else ("Something quite else.",)
    for typed in steps:
        with project.edit(Operation.CORRECT_WORDS) as edit:
            changed = correct_segment(edit, passages(edit.session, story)[1].id, typed)
        assert (changed.checked, changed.checked_how) == (0, "")
    for _ in steps:
        project.undo()
    with project.read() as session:
        assert passages(session, story)[1].checked, "Undo brings the words and their check back"


def test_who_is_speaking_is_set_for_many_passages_at_once(project: Project, story: int) -> None:
    with project.edit(Operation.SET_SPEAKER) as edit:
        neighbour = add_speaker(edit, story, " A neighbour ")
        set_speaker(edit, [segment.id for segment in passages(edit.session, story)][:2], neighbour.id)
    with project.read() as session:
        theirs = [segment.speaker_id == neighbour.id for segment in passages(session, story)]
    assert theirs == [True, True, False, False, False]
    with project.edit(Operation.SET_SPEAKER) as edit:
        set_speaker(edit, [segment.id for segment in passages(edit.session, story)], None)
    with project.read() as session:
        assert {segment.speaker_id for segment in passages(session, story)} == {None}
    project.undo()
    with project.read() as session:
        assert [segment.speaker_id is None for segment in passages(session, story)] == [False] * 5


def test_a_voice_is_renamed_and_given_a_part_but_never_nameless(project: Project, story: int) -> None:
    with project.edit(Operation.CHANGE_SPEAKER) as edit:
        voice = add_speaker(edit, story, "Voice 3").id
        change_speaker(edit, voice, name=" June ", role="storyteller")
        change_speaker(edit, voice, name="  ")
        with pytest.raises(BadInput, match="needs a name"):
            add_speaker(edit, story, " ")
        with pytest.raises(NotFound):
            set_speaker(edit, [1], 999)
    with project.read() as session:
        assert (session.get_one(Speaker, voice).name, session.get_one(Speaker, voice).role) == ("June", "storyteller")
        assert len(speakers_of(session, story)) == 3


def test_thousands_of_passages_are_checked_in_one_step(project: Project, story: int) -> None:
    with project.edit(Operation.SPLIT_SEGMENT) as edit:
        for number in range(1200):
            words = [Word("yes", 100_000 + number * 1000, 100_500 + number * 1000)]
            start, end = words[0].start_ms, words[0].end_ms
            segment = Segment(story_id=story, start_ms=start, end_ms=end, text="yes", words=words, flags=[])
            edit.session.add(segment)
    with project.edit(Operation.CHECK) as edit:
        assert check_story(edit, story) == 1205
    project.undo()
    with project.read() as session:
        assert not any(segment.checked for segment in passages(session, story))


def test_what_was_ticked_or_given_a_voice_is_seen_at_once_in_the_same_edit_and_after_it(
    project: Project, story: int
) -> None:
    with project.edit(Operation.CHECK) as edit:
        first, second = passages(edit.session, story)[:2]
        voice = add_speaker(edit, story, "Voice 3")
        check(edit, [first.id, second.id])
        set_speaker(edit, [second.id], voice.id)
        assert (first.checked, second.checked, second.speaker_id) == (1, 1, voice.id)
    assert (first.checked, second.checked, second.speaker_id, voice.name) == (1, 1, voice.id, "Voice 3")


def test_what_somebody_else_wrote_in_an_empty_passage_is_not_written_over(project: Project, story: int) -> None:
    with project.edit(Operation.CORRECT_WORDS) as edit:
        line = passages(edit.session, story)[2].id
        correct_segment(edit, line, "")
    with project.edit(Operation.CORRECT_WORDS) as edit:
        correct_passages(edit, [Correction(line, "theirs", "")])
    with pytest.raises(ChangedElsewhere), project.edit(Operation.CORRECT_WORDS) as edit:
        correct_passages(edit, [Correction(line, "mine", "")])
    assert lines(project, story)[2] == "theirs"
