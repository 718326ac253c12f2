"""“What a storyteller said yes to is exactly what leaves.”"""

import copy
import dataclasses
import pickle
from collections.abc import Callable
from typing import Any

import pytest
from consenting import SAID, allow, allow_story, say
from sqlalchemy import select

from coproclip.errors import BadInput, NotFound
from coproclip.excerpts.approval import (
    ANOTHER,
    ONE_STORYTELLER,
    REPORTER,
    Approval,
    ShareableExcerpt,
    Sharing,
    StoryReader,
    Use,
    answers,
    note_answer,
    shareable,
    why_not,
)
from coproclip.excerpts.marking import change_excerpt, mark, mark_quote, move_edge, put_back, story_words, take_out
from coproclip.people.stories import bin_story, change_story, restore_story, sound_of, speakers_of
from coproclip.people.storytellers import change_storyteller
from coproclip.project.journal import Operation
from coproclip.project.project import Edit, Project
from coproclip.project.schema import Excerpt, ProjectRow, Recording, Segment, Span, Speaker, Theme
from coproclip.themes.codebook import add_theme, link
from coproclip.timecode import TimeRange
from coproclip.transcript.edits import (
    add_speaker,
    change_speaker,
    check_story,
    correct_segment,
    merge_segments,
    passages,
    set_speaker,
    split_segment,
)


@pytest.fixture
def excerpt(project: Project, story: int) -> int:
    """Words of the storyteller in line two, with a question of the reporter's before it."""
    with project.edit(Operation.MARK_EXCERPT) as edit:
        excerpt = mark_quote(edit, story, "first day like? We moved the chairs. After that there was no head").id
    with project.edit(Operation.TAKE_OUT) as edit:
        gone = next(
            story_word.word for story_word in story_words(edit.session, story) if story_word.word.text == "After"
        )
        take_out(edit, excerpt, gone.start_ms, gone.end_ms)
    allow(project, story)
    return excerpt


@pytest.fixture
def approved(project: Project, excerpt: int) -> int:
    """The excerpt with a yes."""
    answer(project, excerpt, "yes")
    return excerpt


def answer(project: Project, excerpt: int, said: Any, **more: str) -> None:
    with project.edit(Operation.NOTE_ANSWER) as edit:
        note_answer(edit, excerpt, said, **{**SAID, **more})


def state(project: Project, excerpt: int) -> Approval:
    with project.read() as session:
        return StoryReader(session).approval(session.get_one(Excerpt, excerpt))


def granted(project: Project, excerpt: int, use: Use = Use.SHARING) -> ShareableExcerpt:
    sharing = shareable(project, [excerpt], use)
    assert sharing.refused == ()
    return sharing.granted[0]


def reason(project: Project, excerpt: int, use: Use = Use.SHARING) -> str:
    sharing = shareable(project, [excerpt], use)
    assert sharing.granted == ()
    return sharing.refused[0].reason


# ---- the states -----------------------------------------------------------------------------------------------


def test_an_excerpt_goes_from_draft_over_waiting_to_yes_and_no(project: Project, excerpt: int) -> None:
    assert state(project, excerpt) is Approval.DRAFT
    for said, expected in (("asked", Approval.WAITING), ("yes", Approval.YES), ("no", Approval.NO)):
        answer(project, excerpt, said)
        assert state(project, excerpt) is expected


def test_only_a_yes_lets_it_leave_and_every_other_state_says_why(project: Project, excerpt: int) -> None:
    assert "not been asked" in reason(project, excerpt)
    answer(project, excerpt, "asked")
    assert "No answer counts as a no" in reason(project, excerpt)
    answer(project, excerpt, "no")
    assert "said no" in reason(project, excerpt)
    answer(project, excerpt, "yes")
    assert granted(project, excerpt).excerpt_id == excerpt
    assert all(why_not(one) for one in Approval if one not in (Approval.YES, Approval.WITHHELD))


def test_who_said_it_how_and_when_is_kept_for_good(project: Project, excerpt: int) -> None:
    answer(project, excerpt, "asked", who=" Amina ", how="by letter")
    answer(project, excerpt, "yes", who="Kit", how=" on the phone ")
    with project.read() as session:
        kept = answers(session, excerpt)
    assert [(one.answer, one.who, one.how) for one in kept] == [
        ("asked", "Amina", "by letter"),
        ("yes", "Kit", "on the phone"),
    ]
    assert all(one.answered_at.endswith("+00:00") for one in kept)


def test_a_no_stays_a_no_whatever_is_changed_afterwards(project: Project, story: int, excerpt: int) -> None:
    answer(project, excerpt, "no")
    with project.edit(Operation.CHANGE_EXCERPT) as edit:
        change_excerpt(edit, excerpt, attribution="A neighbour")
    assert state(project, excerpt) is Approval.NO


def test_only_asked_yes_and_no_are_answers_and_only_to_what_is_there(project: Project, excerpt: int) -> None:
    with pytest.raises(BadInput, match="yes, no or asked"):
        answer(project, excerpt, "maybe")
    with pytest.raises(NotFound, match="There is no excerpt 999"):
        answer(project, 999, "yes")
    assert state(project, excerpt) is Approval.DRAFT


# ---- a new yes ------------------------------------------------------------------------------------------------


def _line(edit: Edit, number: int) -> Segment:
    return passages(edit.session, 1)[number]


def _voice(edit: Edit, role: str) -> int:
    return next(voice.id for voice in speakers_of(edit.session, 1) if voice.role == role)


def _replace(edit: Edit, old: str, new: str) -> None:
    correct_segment(edit, _line(edit, 1).id, _line(edit, 1).text.replace(old, new))


def _second_storyteller(edit: Edit) -> None:
    change_story(edit, 1, storytellers=("Kit", "Rosa"))
    rosa = edit.session.scalars(select(Speaker.id).where(Speaker.name == "Rosa")).one()
    set_speaker(edit, [_line(edit, 1).id], rosa)


def _call_project(edit: Edit, title: str) -> None:
    edit.get(ProjectRow, 1).title = title


CHANGES: dict[str, Callable[[Edit, int], object]] = {
    "a word corrected": lambda edit, e: _replace(edit, "no", "a"),
    "a sign corrected": lambda edit, e: _replace(edit, ".", "!"),
    "a word added": lambda edit, e: correct_segment(edit, _line(edit, 1).id, "So " + _line(edit, 1).text),
    "words taken away": lambda edit, e: correct_segment(edit, _line(edit, 1).id, "We moved"),
    "an edge moved": lambda edit, e: move_edge(edit, e, 0, "start", 500),
    "an edge moved into a pause": lambda edit, e: move_edge(edit, e, 1, "end", 6_000),
    "a middle taken out": lambda edit, e: take_out(edit, e, 3300, 3400),
    "a middle put back": lambda edit, e: put_back(edit, e, 0),
    "signed otherwise": lambda edit, e: change_excerpt(edit, e, attribution="Kit, a neighbour"),
    "another title": lambda edit, e: change_excerpt(edit, e, title="He stole the chairs"),
    "a theme": lambda edit, e: link(edit, add_theme(edit, "Thieves").id, e),
    "a longer lead-in": lambda edit, e: change_excerpt(edit, e, lead_in_ms=2000),
    "a longer tail": lambda edit, e: change_excerpt(edit, e, lead_out_ms=2000),
    "the project is called otherwise": lambda edit, e: _call_project(edit, "Thieves of our town"),
    "spoken by the reporter": lambda edit, e: set_speaker(edit, [_line(edit, 1).id], _voice(edit, "reporter")),
    "spoken by somebody else": lambda edit, e: set_speaker(
        edit, [_line(edit, 1).id], add_speaker(edit, 1, "A neighbour").id
    ),
    "spoken by another storyteller": lambda edit, e: _second_storyteller(edit),
    "spoken by nobody knows whom": lambda edit, e: set_speaker(edit, [_line(edit, 1).id], None),
    "the voice is somebody else's": lambda edit, e: change_speaker(edit, _voice(edit, "storyteller"), role="other"),
    "a note to be read before hearing it": lambda edit, e: change_excerpt(edit, e, care="About a loss"),
    "such a note for its story": lambda edit, e: change_story(edit, 1, care="About a loss"),
    "the story is somebody else's": lambda edit, e: change_story(edit, 1, storytellers=("Rosa",)),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_changed_after_a_yes_needs_a_new_one_until_it_is_as_it_was(
    project: Project, approved: int, change: str
) -> None:
    with project.edit(Operation.CHANGE_EXCERPT) as edit:
        CHANGES[change](edit, approved)
    assert state(project, approved) is Approval.AGAIN
    assert "It changed after" in reason(project, approved)
    project.undo()
    assert state(project, approved) is Approval.YES
    project.redo()
    assert state(project, approved) is Approval.AGAIN
    answer(project, approved, "yes")
    assert state(project, approved) is Approval.YES


KEEPS: dict[str, Callable[[Edit, int], object]] = {
    "a note": lambda edit, e: change_excerpt(edit, e, note="lovely", feeling="proud"),
    "another passage": lambda edit, e: correct_segment(edit, _line(edit, 4).id, "Nobody ever asked."),
    "words outside": lambda edit, e: _replace(edit, "talked", "sang"),
    "a word that was taken out": lambda edit, e: _replace(edit, "After", "Before"),
    "a tick": lambda edit, e: check_story(edit, 1),
    "passages split": lambda edit, e: split_segment(edit, _line(edit, 1).id, 3),
    "passages split and joined": lambda edit, e: merge_segments(
        edit, *[part.id for part in split_segment(edit, _line(edit, 1).id, 3)]
    ),
    "the storyteller's alias": lambda edit, e: change_storyteller(edit, 1, alias="Kate"),
    "the name of a voice": lambda edit, e: change_speaker(edit, _voice(edit, "storyteller"), name="Voice 1"),
    "a mark that it holds sensitive things": lambda edit, e: change_excerpt(edit, e, sensitive=True),
    "a second excerpt": lambda edit, e: mark(edit, 1, 500, 3000),
    "the signature written out": lambda edit, e: change_excerpt(edit, e, attribution=ONE_STORYTELLER),
}


@pytest.mark.parametrize("change", KEEPS)
def test_what_does_not_leave_with_it_does_not_need_a_new_yes(project: Project, approved: int, change: str) -> None:
    with project.edit(Operation.CHANGE_EXCERPT) as edit:
        KEEPS[change](edit, approved)
    assert state(project, approved) is Approval.YES


# ---- what leaves ----------------------------------------------------------------------------------------------


def test_what_leaves_is_what_was_said_yes_to(project: Project, story: int, approved: int) -> None:
    with project.edit(Operation.ADD_THEME) as edit:
        for name in ("Chairs", "Belonging"):
            link(edit, add_theme(edit, name).id, approved)
    answer(project, approved, "yes")
    one = granted(project, approved)
    assert one.use is Use.SHARING
    assert one.attribution == ONE_STORYTELLER
    assert one.title == "first day like? We moved the chairs. … that there was no"[:60].rstrip() + "…"
    assert one.themes == ("Chairs", "Belonging")
    assert one.language == "en"
    assert one.audio.is_file()
    assert " ".join(word.text for word in one.words) == "first day like? We moved the chairs. that there was no head"
    assert [word.speaker for word in one.words] == [REPORTER] * 3 + [ONE_STORYTELLER] * 9
    assert len(one.spans) == len(one.room) == 2


def test_no_name_of_anybody_leaves_unless_it_was_chosen(project: Project, story: int, approved: int) -> None:
    with project.edit(Operation.SET_SPEAKER) as edit:
        set_speaker(edit, [_line(edit, 0).id], add_speaker(edit, story, "Mrs Secret").id)
    answer(project, approved, "yes")
    assert "A voice is heard in it that no storyteller of this story answers for." in reason(project, approved)
    one = granted(project, approved, Use.REVIEW)
    assert {word.speaker for word in one.words} == {ANOTHER, ONE_STORYTELLER}
    said = repr([one.title, one.attribution, one.themes, one.words])
    for name in ("Kit", "Amina", "Secret", "a private name"):
        assert name not in said


def test_it_is_signed_as_the_storyteller_chose(project: Project, excerpt: int) -> None:
    with project.edit(Operation.CHANGE_EXCERPT) as edit:
        change_excerpt(edit, excerpt, attribution=" Kit, gardener ", title="Chairs")
    answer(project, excerpt, "yes")
    one = granted(project, excerpt)
    assert (one.attribution, one.title) == ("Kit, gardener", "Chairs")
    assert {word.speaker for word in one.words} == {REPORTER, "Kit, gardener"}


def test_storytellers_may_hear_their_own_excerpts_without_a_yes(project: Project, excerpt: int) -> None:
    for said in (None, "asked", "no"):
        if said:
            answer(project, excerpt, said)
        assert granted(project, excerpt, Use.REVIEW).use is Use.REVIEW


def test_a_story_in_the_bin_leaves_for_no_use(project: Project, story: int, approved: int) -> None:
    with project.edit(Operation.BIN_STORY) as edit:
        bin_story(edit, story)
    for use in Use:
        assert reason(project, approved, use) == "Its story is in the bin."
    with project.edit(Operation.RESTORE_STORY) as edit:
        restore_story(edit, story)
    assert granted(project, approved)


def test_a_missing_recording_is_said_and_the_rest_still_leaves(
    project: Project, approved: int, make_story: Callable[..., int]
) -> None:
    other = make_story(project, title="The garden")
    with project.edit(Operation.MARK_EXCERPT) as edit:
        second = mark_quote(edit, other, "We moved the chairs.").id
        allow_story(edit, other)
        say(edit, second)
    with project.read() as session:
        sound_of(project, session, 1).audio.unlink()
    sharing = shareable(project, [approved, second, 999], Use.SHARING)
    assert [one.excerpt_id for one in sharing.granted] == [second]
    assert [refusal.reason for refusal in sharing.refused] == [
        "The recording is not where it was. Words, excerpts and themes are safe.",
        "It is no longer there.",
    ]


def test_an_excerpt_beyond_its_recording_or_without_times_does_not_leave(project: Project, approved: int) -> None:
    with project.edit(Operation.CHANGE_STORY) as edit:
        edit.get(Recording, 1).duration_ms = 1000
    assert "only 0:01 long" in reason(project, approved, Use.REVIEW)
    with project.edit(Operation.CHANGE_EXCERPT) as edit:
        for span in edit.session.scalars(select(Span)):
            edit.session.delete(span)
    assert reason(project, approved, Use.REVIEW)


def test_excerpts_leave_in_the_order_they_were_asked_for(project: Project, story: int) -> None:
    with project.edit(Operation.MARK_EXCERPT) as edit:
        ids = [mark(edit, story, place, place + 400).id for place in (500, 9000, 3000)]
    sharing = shareable(project, [ids[2], ids[0], ids[1]], Use.REVIEW)
    assert [one.excerpt_id for one in sharing.granted] == [ids[2], ids[0], ids[1]]
    assert shareable(project, [], Use.SHARING) == Sharing((), ())


def test_a_shareable_excerpt_cannot_be_made_or_altered_by_hand(project: Project, approved: int) -> None:
    one = granted(project, approved)
    values = {field.name: getattr(one, field.name) for field in dataclasses.fields(one)}
    for token in (None, True, object(), one):
        with pytest.raises(TypeError, match="comes from shareable"):
            ShareableExcerpt(**values, granted=token)
    with pytest.raises((TypeError, ValueError)):
        ShareableExcerpt(**values)
    with pytest.raises((TypeError, ValueError)):
        dataclasses.replace(one, attribution="Kit Smith")
    with pytest.raises(dataclasses.FrozenInstanceError):
        one.attribution = "Kit Smith"  # type: ignore[misc]
    for imitate in (copy.copy, copy.deepcopy, pickle.dumps):
        with pytest.raises(TypeError, match="cannot be copied"):
            imitate(one)


def test_the_room_around_a_span_never_reaches_into_another_word(project: Project, story: int) -> None:
    with project.read() as session:
        words = [story_word.word for story_word in story_words(session, story)]
        duration = sound_of(project, session, story).duration_ms
    with project.edit(Operation.MARK_EXCERPT) as edit:
        whole = mark(edit, story, words[0].start_ms, words[-1].end_ms).id
        middle = mark(edit, story, words[7].start_ms, words[9].end_ms).id
        take_out(edit, whole, words[10].start_ms, words[12].end_ms)
    sharing = shareable(project, [whole, middle], Use.REVIEW)
    first, second = sharing.granted
    assert first.room[0].start_ms == 0
    assert first.room[-1].end_ms == duration
    assert second.room[0].duration_ms >= second.spans[0].duration_ms + 40
    for one in sharing.granted:
        for span, room in zip(one.spans, one.room, strict=True):
            assert room.start_ms <= span.start_ms < span.end_ms <= room.end_ms
            outside = [word for word in words if not span.start_ms <= word.start_ms < span.end_ms]
            assert not any(room.overlaps(TimeRange(word.start_ms, word.end_ms)) for word in outside)


def test_where_two_speak_at_once_the_room_is_no_more_than_the_span(project: Project, story: int) -> None:
    with project.edit(Operation.CORRECT_WORDS) as edit:
        first, second = passages(edit.session, story)[:2]
        span = TimeRange(second.words[0].start_ms, second.words[3].end_ms)
        # The reporter talks into the beginning of the storyteller's first word.
        first.words = [*first.words[:-1], dataclasses.replace(first.words[-1], end_ms=span.start_ms + 60)]
    with project.edit(Operation.MARK_EXCERPT) as edit:
        excerpt = mark(edit, story, span.start_ms + 70, span.end_ms).id
    one = granted(project, excerpt, Use.REVIEW)
    assert one.room[0].start_ms == one.spans[0].start_ms


def test_an_excerpt_of_sound_alone_can_be_said_yes_to(project: Project, story: int) -> None:
    with project.edit(Operation.CORRECT_WORDS) as edit:
        for segment in passages(edit.session, story):
            edit.session.delete(segment)
    with project.edit(Operation.MARK_EXCERPT) as edit:
        excerpt = mark(edit, story, 1000, 3000).id
    allow(project)
    answer(project, excerpt, "yes")
    one = granted(project, excerpt)
    assert (one.words, one.title, one.spans) == ((), "Excerpt", (TimeRange(1000, 3000),))
    with project.edit(Operation.CHANGE_EXCERPT) as edit:
        change_excerpt(edit, excerpt, attribution="Kit")
    assert state(project, excerpt) is Approval.AGAIN


def test_themes_and_answers_of_another_project_are_not_mixed_in(project: Project, approved: int) -> None:
    with project.read() as session:
        assert session.scalars(select(Theme)).all() == []
    assert granted(project, approved).themes == ()
