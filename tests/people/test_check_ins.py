"""Somebody asks how they are, a day after and three days after; an offer that can be moved, done or left."""

import sqlite3
from contextlib import closing
from datetime import date

import pytest

from coproclip.errors import BadInput, NotFound
from coproclip.people.check_ins import MOST_DUE, REPORTER, STORYTELLER, done, due, due_count, propose, set_check_in
from coproclip.people.stories import bin_story, change_story, restore_story
from coproclip.project.journal import Operation, Work
from coproclip.project.project import Project
from coproclip.project.schema import CheckIn

TOLD = date(2026, 2, 27)


def choose(project: Project, story: int, who: str, day: date | None) -> None:
    with project.edit(Operation.CHANGE_CHECK_IN) as edit:
        set_check_in(edit, story, who, day)


def asked(project: Project, day: date) -> list[tuple[str, str, str, date]]:
    with project.read() as session:
        return [(one.title, one.who, one.name, one.due_on) for one in due(session, day)]


def test_days_are_proposed_and_nothing_is_kept_by_that(project: Project, story: int) -> None:
    assert propose(TOLD) == {STORYTELLER: date(2026, 2, 28), REPORTER: date(2026, 3, 2)}
    assert asked(project, date(2999, 1, 1)) == []


def test_they_are_due_on_their_day_and_after_it(project: Project, story: int) -> None:
    for who, day in propose(TOLD).items():
        choose(project, story, who, day)
    storyteller = ("Moving the chairs", STORYTELLER, "Kit", date(2026, 2, 28))
    reporter = ("Moving the chairs", REPORTER, "Amina", date(2026, 3, 2))
    assert asked(project, TOLD) == []
    assert asked(project, date(2026, 2, 28)) == [storyteller]
    assert asked(project, date(2026, 3, 20)) == [storyteller, reporter]


def test_what_was_done_is_no_longer_due_and_another_day_is_a_second_one(project: Project, story: int) -> None:
    choose(project, story, STORYTELLER, TOLD)
    with project.read() as session:
        [first] = due(session, TOLD)
    with project.edit(Operation.CHANGE_CHECK_IN) as edit:
        done(edit, first.id, date(2026, 3, 1))
    assert asked(project, date(2026, 3, 9)) == []
    choose(project, story, STORYTELLER, date(2026, 3, 9))
    assert len(asked(project, date(2026, 3, 9))) == 1
    with project.read() as session:
        kept = [(check_in.due_on, check_in.done_on) for check_in in session.query(CheckIn).filter_by(story_id=story)]
    assert kept == [("2026-02-27", "2026-03-01"), ("2026-03-09", "")]


def test_a_day_can_be_moved_or_taken_away(project: Project, story: int) -> None:
    choose(project, story, REPORTER, TOLD)
    choose(project, story, REPORTER, date(2026, 3, 5))
    assert [row[3] for row in asked(project, date(2999, 1, 1))] == [date(2026, 3, 5)]
    choose(project, story, REPORTER, None)
    assert asked(project, date(2999, 1, 1)) == []
    choose(project, story, REPORTER, None)
    project.undo()
    assert len(asked(project, date(2999, 1, 1))) == 1


def test_nobody_is_asked_about_a_story_in_the_bin(project: Project, story: int) -> None:
    choose(project, story, STORYTELLER, TOLD)
    with project.edit(Operation.BIN_STORY) as edit:
        bin_story(edit, story)
    assert asked(project, TOLD) == []
    with project.edit(Operation.RESTORE_STORY) as edit:
        restore_story(edit, story)
    with project.edit(Operation.CHANGE_STORY) as edit:
        change_story(edit, story, storytellers=("Rosa", "Kit"))
    assert [row[2] for row in asked(project, TOLD)] == ["Kit and Rosa"]


def test_only_the_two_who_were_there(project: Project, story: int) -> None:
    with pytest.raises(BadInput, match="storyteller or the reporter"):
        choose(project, story, "landlord", TOLD)
    with pytest.raises(NotFound):
        choose(project, 99, REPORTER, TOLD)


def test_a_day_that_another_program_broke_is_kept_out_and_stops_no_other(project: Project, story: int) -> None:
    choose(project, story, STORYTELLER, TOLD)
    choose(project, story, REPORTER, TOLD)
    with pytest.raises(BadInput, match="no day"), project.edit(Work.MEDIA) as edit:
        edit.session.query(CheckIn).first().due_on = "1 May"  # type: ignore[union-attr]
    with closing(sqlite3.connect(project.folder / "project.db")) as database:
        database.execute("UPDATE check_in SET due_on = '2026-02-31' WHERE who = 'storyteller'")
        database.commit()
    # Found while it is open, and left out from the next opening on.
    assert [who for _, who, _, _ in asked(project, date(2999, 1, 1))] == [REPORTER]
    project.close()
    with Project.open(project.folder) as again:
        assert [who for _, who, _, _ in asked(again, date(2999, 1, 1))] == [REPORTER]
        assert list(again.database.set_aside) == ["check_in"]


def test_thousands_of_check_ins_are_counted_and_the_first_ones_named(project: Project, story: int) -> None:
    with project.edit(Work.MEDIA) as edit:
        edit.session.add_all(
            CheckIn(story_id=story, who=STORYTELLER, due_on=TOLD.isoformat(), done_on="") for _ in range(3000)
        )
    with project.read() as session:
        assert len(due(session, TOLD)) == MOST_DUE
        assert len(due(session, TOLD, 1)) == 1
        assert due_count(session, TOLD) == 3000
