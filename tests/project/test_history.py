"""Undo as a person meets it: no cliff, nothing in the way, nothing left behind."""

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import delete, select

from coproclip.errors import UndoRefused
from coproclip.project.history import History
from coproclip.project.journal import Entry, Operation, Step
from coproclip.project.project import Project
from coproclip.project.schema import Segment, Theme, Word
from coproclip.themes.codebook import add_theme, change_theme, themes


def names(project: Project) -> list[str]:
    with project.read() as session:
        return [theme.name for theme in themes(session)]


def new_theme(project: Project, name: str) -> int:
    with project.edit(Operation.ADD_THEME) as edit:
        return add_theme(edit, name).id


def step(row: int, text: str = "x", merge: str = "", at: float = 0.0) -> Step:
    return Step(Operation.ADD_THEME, (Entry("theme", row, None, text),), merge, at)


def rows_undone(history: History) -> list[int]:
    found = []
    while (taken := history.take(back=True)) is not None:
        found.append(taken.entries[0].row)
        history.moved(back=True)
    return found


def test_more_than_a_thousand_steps_can_all_be_undone() -> None:
    history = History()
    for row in range(3000):
        history.record(step(row))
    assert rows_undone(history) == list(reversed(range(3000)))


def test_one_step_of_ten_thousand_passages_comes_back_whole(project: Project, make_story: Callable[..., int]) -> None:
    story = make_story(project)
    with project.edit(Operation.CORRECT_WORDS) as edit:
        for number in range(10_000):
            word = Word(f"word{number}", number * 10, number * 10 + 9)
            edit.session.add(
                Segment(story_id=story, start_ms=number * 10, end_ms=number * 10 + 9, text=word.text, words=[word])
            )
    project.history.seal()
    with project.edit(Operation.CORRECT_WORDS) as edit:
        edit.session.execute(delete(Segment).where(Segment.story_id == story, Segment.text.like("word%")))
    project.undo()
    with project.read() as session:
        found = session.scalars(select(Segment.text).where(Segment.text.like("word%"))).all()
    assert sorted(found) == sorted(f"word{number}" for number in range(10_000))


def test_a_step_overtaken_elsewhere_does_not_stand_before_the_older_ones(project: Project) -> None:
    new_theme(project, "Chairs")
    tables = new_theme(project, "Tables")
    with Project.open(project.folder) as beside, beside.edit(Operation.CHANGE_THEME) as edit:
        change_theme(edit, tables, name="Their tables")
    with pytest.raises(UndoRefused) as refused:
        project.undo()
    assert "new theme" in refused.value.happened
    assert "before it (new theme)" in refused.value.next
    assert project.undo() is Operation.ADD_THEME
    assert names(project) == ["Their tables"]
    assert project.undo_text == ""


def test_a_step_passed_over_can_be_undone_once_the_others_took_their_change_back(project: Project) -> None:
    tables = new_theme(project, "Tables")
    with Project.open(project.folder) as beside:
        with beside.edit(Operation.CHANGE_THEME) as edit:
            change_theme(edit, tables, name="Their tables")
        with pytest.raises(UndoRefused):
            project.undo()
        assert project.undo_text == ""
        beside.undo()
        project.poll()
    assert project.undo() is Operation.ADD_THEME
    assert names(project) == []


def test_what_does_not_fit_any_more_is_the_oldest() -> None:
    history = History(limit_bytes=4000)
    for row in range(40):
        history.record(step(row, os.urandom(150).hex()))
    undone = rows_undone(history)
    assert undone == list(reversed(range(40)))[: len(undone)]
    assert 10 <= len(undone) <= 25


def test_a_step_too_large_for_the_limit_is_kept_all_the_same() -> None:
    history = History(limit_bytes=100)
    history.record(step(1, os.urandom(5000).hex()))
    assert rows_undone(history) == [1]


def test_the_file_does_not_grow_with_steps_that_are_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coproclip.project.history._GAPS", 3000)
    history = History(limit_bytes=4000)
    for row in range(400):
        history.record(step(row, os.urandom(150).hex()))
    assert history._file is not None
    assert os.fstat(history._file.fileno()).st_size < 12_000
    undone = rows_undone(history)
    assert undone == list(range(399, 399 - len(undone), -1))
    assert len(undone) >= 10


def test_the_file_is_the_owners_alone_and_has_no_name(project: Project) -> None:
    new_theme(project, "Chairs")
    file = project.history._file
    assert file is not None
    if os.name == "posix":
        status = os.fstat(file.fileno())
        assert stat.S_IMODE(status.st_mode) == 0o600
        assert status.st_nlink == 0


def test_a_disk_without_room_costs_no_step(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tempfile.TemporaryFile", full)
    new_theme(project, "Chairs")
    new_theme(project, "Tables")
    assert project.undo() is Operation.ADD_THEME
    assert project.undo() is Operation.ADD_THEME
    assert names(project) == []
    assert project.redo() is Operation.ADD_THEME
    assert names(project) == ["Chairs"]


def test_forgetting_leaves_nothing_to_undo_and_no_byte(project: Project, tmp_path: Path) -> None:
    secret = os.urandom(400).hex()
    theme = new_theme(project, "Chairs")
    with project.edit(Operation.CHANGE_THEME) as edit:
        edit.get(Theme, theme).description = secret
    project.undo()
    file = project.history._file
    assert file is not None
    watched = os.dup(file.fileno())
    project.history.forget()
    os.lseek(watched, 0, os.SEEK_SET)
    assert set(os.read(watched, 100_000)) <= {0}
    os.close(watched)
    assert project.undo() is None
    assert project.redo() is None
    new_theme(project, "Tables")
    assert project.undo() is Operation.ADD_THEME


def test_sealing_ends_a_step_at_once() -> None:
    history = History()
    history.record(step(1, merge="here"))
    history.seal()
    history.record(step(2, merge="here"))
    assert rows_undone(history) == [2, 1]


def test_redo_after_a_refused_one_goes_on_with_the_next(project: Project) -> None:
    new_theme(project, "Chairs")
    tables = new_theme(project, "Tables")
    with project.edit(Operation.CHANGE_THEME) as edit:
        change_theme(edit, tables, name="Our tables")
    new_theme(project, "Doors")
    project.undo()
    project.undo()
    with Project.open(project.folder) as beside, beside.edit(Operation.CHANGE_THEME) as edit:
        change_theme(edit, tables, name="Their tables")
    with pytest.raises(UndoRefused):
        project.redo()
    assert project.redo() is Operation.ADD_THEME
    assert names(project) == ["Chairs", "Their tables", "Doors"]
