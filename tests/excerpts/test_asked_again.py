"""What is noted of what went out is no reason to ask again what may leave; anything else that is written is."""

from collections.abc import Callable
from pathlib import Path

import pytest
from consenting import allow, answer
from made_stories import make_story
from sqlalchemy import event

import coproclip
from coproclip.errors import NotShareable
from coproclip.excerpts.approval import ShareableExcerpt, Use, shareable
from coproclip.excerpts.handed_over.handovers import LeavingFile, begin_handover, note_leaving, note_taken_back
from coproclip.excerpts.marking import mark
from coproclip.excerpts.rules.grants import recheck
from coproclip.project.journal import Operation, Work
from coproclip.project.project import Project
from coproclip.project.schema import Handover
from coproclip.themes.codebook import add_theme

LINES = [("storyteller", "we moved the chairs and there was bread"), ("storyteller", "after that we talked for long")]


@pytest.fixture
def excerpt(project: Project) -> int:
    story = make_story(project, LINES)
    with project.edit(Operation.MARK_EXCERPT) as edit:
        made = mark(edit, story, 0, 2_000).id
    allow(project, story)
    answer(project, made, uses=tuple(Use))
    return made


@pytest.fixture
def grant(project: Project, excerpt: int) -> ShareableExcerpt:
    [granted] = shareable(project, [excerpt], Use.SHARING).granted
    recheck(granted)
    return granted


def _asked(project: Project, do: Callable[[], object]) -> list[str]:
    """What of the project’s rows is read meanwhile."""
    read: list[str] = []

    def _note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        read.append(statement)

    event.listen(project.database.readers, "before_cursor_execute", _note)
    try:
        do()
    finally:
        event.remove(project.database.readers, "before_cursor_execute", _note)
    return read


def _note_in_ledger(project: Project, excerpt: int) -> None:
    number = begin_handover(project, Use.SHARING, "Clips", "Kit")
    note_leaving(project, number, [LeavingFile("01 Bread.mp3", "aa", excerpt)])
    note_taken_back(project, [LeavingFile("01 Bread.mp3", "aa")])


def test_what_went_out_is_noted_and_nothing_is_asked_again(
    project: Project, excerpt: int, grant: ShareableExcerpt
) -> None:
    _note_in_ledger(project, excerpt)
    assert _asked(project, lambda: recheck(grant)) == []
    _note_in_ledger(project, excerpt)
    assert _asked(project, lambda: recheck(grant)) == []


def _beside(project: Project, do: Callable[[Project], object]) -> None:
    with Project.open(project.folder) as other:
        do(other)


def test_a_no_is_found_whoever_notes_what_went_out_before_or_after_it(
    project: Project, excerpt: int, grant: ShareableExcerpt
) -> None:
    _note_in_ledger(project, excerpt)
    _beside(project, lambda other: answer(other, excerpt, "no"))
    _note_in_ledger(project, excerpt)
    with pytest.raises(NotShareable):
        recheck(grant)


def test_a_no_that_another_program_notes_the_moment_the_ledger_is_kept_is_found(
    project: Project, excerpt: int, grant: ShareableExcerpt
) -> None:
    with project.edit(Work.HAND_OVER) as edit:
        event.listen(
            edit.session, "after_commit", lambda _: _beside(project, lambda other: answer(other, excerpt, "no"))
        )
        edit.add(Handover(made_at="2026-11-30T10:00:00+00:00", use=Use.SHARING.value, title="Clips"))
    with pytest.raises(NotShareable):
        recheck(grant)


def test_anything_else_that_is_written_is_asked_about(project: Project, excerpt: int, grant: ShareableExcerpt) -> None:
    with project.edit(Work.HAND_OVER) as edit:
        edit.add(Handover(made_at="2026-11-30T10:00:00+00:00", use=Use.SHARING.value, title="Clips"))
        add_theme(edit, "Bread")
    assert _asked(project, lambda: recheck(grant))
    _note_in_ledger(project, excerpt)
    answer(project, excerpt, "no")
    _note_in_ledger(project, excerpt)
    with pytest.raises(NotShareable):
        recheck(grant)


def test_no_answer_to_whether_something_may_leave_reads_what_went_out(project: Project, excerpt: int) -> None:
    for use in Use:
        read = _asked(project, lambda use=use: shareable(project, [excerpt, 999], use))  # type: ignore[misc]
        assert read
        assert not [one for one in read if "handover" in one]


def test_only_the_ledger_is_written_as_what_went_out() -> None:
    package = Path(coproclip.__file__).parent
    writers = {path.name for path in package.rglob("*.py") if "edit(Work.HAND_OVER" in path.read_text("utf-8")}
    assert writers == {"handovers.py"}
