"""Several programs have the same project open: none loses a write of another, and each hears of it."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest
from second_writer import write

from coproclip.errors import UndoRefused
from coproclip.project.journal import Operation
from coproclip.project.project import Changes, Project
from coproclip.themes.codebook import add_theme, move_theme, themes
from coproclip.themes.counts import theme_counts
from coproclip.transcript.edits import correct_segment, passages
from coproclip.transcript.search import search

TIMES = 20


def test_no_write_is_lost_between_two_windows_and_another_program(project: Project) -> None:
    script = Path(__file__).with_name("second_writer.py")
    program = subprocess.Popen(
        [sys.executable, str(script), str(project.folder), "Program", str(TIMES)],
        cwd=Path(__file__).parents[2],
        stderr=subprocess.PIPE,
        text=True,
    )
    failed: list[Exception] = []

    def _window(name: str) -> None:
        try:
            write(project.folder, name, TIMES)
        except Exception as error:
            failed.append(error)

    windows = [threading.Thread(target=_window, args=(f"Window {number}",)) for number in range(2)]
    for window in windows:
        window.start()
    for window in windows:
        window.join()
    _, said = program.communicate(timeout=60)
    assert (program.returncode, said, failed) == (0, "", [])
    with project.read() as session:
        assert len(themes(session)) == 3 * TIMES
    assert project.details.month == str(3 * TIMES)
    assert project.database.faults() == []


def _but_history(changes: Changes) -> dict[str, set[int]]:
    """What changed of the things themselves: each theme's history is written along."""
    return {table: set(ids) for table, ids in changes.ids.items() if table != "theme_event"}


def test_poll_tells_what_another_program_wrote_and_only_that(project: Project, story: int) -> None:
    told: list[Changes] = []
    project.subscribe(told.append)
    assert project.poll() is None
    with Project.open(project.folder) as beside:
        with project.edit(Operation.ADD_THEME) as edit:
            mine = add_theme(edit, "Mine").id
        told.clear()
        assert project.poll() is None
        with beside.edit(Operation.ADD_THEME) as edit:
            theirs = add_theme(edit, "Theirs").id
        with beside.read() as session:
            segment = passages(session, story)[1].id
        with beside.edit(Operation.CORRECT_WORDS) as edit:
            correct_segment(edit, segment, "We moved the tables.")
        found = project.poll()
        assert found is not None
        assert _but_history(found) == {"theme": {theirs}, "segment": {segment}}
        assert found.origin == "elsewhere"
        assert told == [found]
        assert project.poll() is None

        heard = beside.poll()
        assert heard is not None
        assert _but_history(heard) == {"theme": {mine}}
        beside.undo()
        again = project.poll()
        assert again is not None
        assert again.ids == {"segment": {segment}}
    with project.read() as session:
        assert search(session, "tables") == []


def test_what_only_moves_a_place_is_no_news(project: Project, story: int) -> None:
    with Project.open(project.folder) as beside:
        beside.remember_place(story, 5000)
    assert project.poll() is None
    assert project.place(story) == 5000


def test_two_programs_that_put_two_themes_under_each_other_lose_neither(project: Project) -> None:
    with project.edit(Operation.ADD_THEME) as edit:
        chairs, tables = add_theme(edit, "Chairs").id, add_theme(edit, "Tables").id
    with project.edit(Operation.MOVE_THEME) as edit:
        move_theme(edit, chairs, tables, 0)
    project.undo()
    with Project.open(project.folder) as beside, beside.edit(Operation.MOVE_THEME) as edit:
        move_theme(edit, tables, chairs, 0)
    with pytest.raises(UndoRefused):
        project.redo()
    with project.read() as session:
        assert {theme.name for theme in themes(session)} == {"Chairs", "Tables"}
        assert set(theme_counts(session)) == {chairs, tables}
    with project.edit(Operation.MOVE_THEME) as edit:
        move_theme(edit, chairs, None, 0)
    with project.read() as session:
        assert [(theme.name, theme.parent_id) for theme in themes(session)] == [("Chairs", None), ("Tables", chairs)]


def test_the_same_folder_opened_twice_in_one_program_is_two_honest_windows(project: Project) -> None:
    with Project.open(project.folder) as beside:
        with beside.edit(Operation.ADD_THEME) as edit:
            add_theme(edit, "Chairs")
        assert project.undo() is None, "one window never takes back what another did"
        assert beside.undo() is Operation.ADD_THEME


def test_closing_one_leaves_the_other_working(project: Project) -> None:
    Project.open(project.folder).close()
    with project.edit(Operation.ADD_THEME) as edit:
        add_theme(edit, "Chairs")
    with project.read() as session:
        assert len(themes(session)) == 1
