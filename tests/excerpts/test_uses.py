"""A yes is for what it was given for, and for nothing else."""

import pytest
from consenting import SAID, allow

from coproclip.errors import BadInput
from coproclip.excerpts.approval import Approval, Use, note_answer, shareable
from coproclip.excerpts.marking import mark_quote
from coproclip.project.journal import Operation
from coproclip.project.project import Project
from coproclip.project.schema import Answer


@pytest.fixture
def excerpt(project: Project, story: int) -> int:
    with project.edit(Operation.MARK_EXCERPT) as edit:
        excerpt = mark_quote(edit, story, "We moved the chairs.").id
    allow(project, story)
    return excerpt


def say_yes(project: Project, excerpt: int, *uses: Use) -> None:
    with project.edit(Operation.NOTE_ANSWER) as edit:
        note_answer(edit, excerpt, "yes", **SAID, uses=uses)


def leaves(project: Project, excerpt: int) -> set[Use]:
    asked = (Use.QUOTE, Use.SHARING, Use.PAGE, Use.REPORT, Use.ARCHIVE)
    return {use for use in asked if shareable(project, [excerpt], use).granted}


def test_a_yes_to_clips_is_none_to_a_page_or_a_report(project: Project, excerpt: int) -> None:
    say_yes(project, excerpt, Use.SHARING)
    assert leaves(project, excerpt) == {Use.SHARING, Use.QUOTE}
    [refusal] = shareable(project, [excerpt], Use.PAGE).refused
    assert refusal.approval is Approval.AGAIN
    assert "said yes to clips and playlists, and has not been asked about a public page" in refusal.reason


def test_a_yes_to_several_is_one_to_each(project: Project, excerpt: int) -> None:
    say_yes(project, excerpt, Use.PAGE, Use.REPORT)
    assert leaves(project, excerpt) == {Use.PAGE, Use.REPORT}
    say_yes(project, excerpt, Use.SHARING, Use.ARCHIVE)
    assert leaves(project, excerpt) == {Use.SHARING, Use.QUOTE, Use.ARCHIVE}


def test_a_yes_from_before_is_one_to_clips_and_playlists(project: Project, excerpt: int) -> None:
    say_yes(project, excerpt, Use.PAGE)
    with project.edit(Operation.NOTE_ANSWER) as edit:
        row = edit.get(Answer, 1)
        row.covered = {part: value for part, value in row.covered.items() if part != "uses"}
    assert leaves(project, excerpt) == {Use.SHARING, Use.QUOTE}


def test_a_planted_list_of_uses_is_a_yes_to_nothing(project: Project, excerpt: int) -> None:
    say_yes(project, excerpt, Use.PAGE)
    with project.edit(Operation.NOTE_ANSWER) as edit:
        row = edit.get(Answer, 1)
        row.covered = {**row.covered, "uses": [["page"], {"page": 1}, None, "everything"]}
    assert leaves(project, excerpt) == set()


def test_a_yes_is_for_something(project: Project, excerpt: int) -> None:
    with pytest.raises(BadInput, match="something that it is for"):
        say_yes(project, excerpt)
    assert leaves(project, excerpt) == set()
