"""Deleting for good that is killed on the way is finished later, named until then, and nothing brings it back."""

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from told_word import tell, traces

from coproclip.cli.app import run
from coproclip.errors import NotFound
from coproclip.people.stories import stories
from coproclip.project.backups import backups
from coproclip.project.inspection import inspect
from coproclip.project.journal import Work
from coproclip.project.project import Project
from coproclip.project.restoring import restore
from coproclip.project.schema import Change, Recording, UnfinishedErasure
from coproclip.project.unfinished_erasure import finish_erasures, unfinished

KILLS = (("stage", 1), ("removal", 1), ("removal", 3), ("stage", 2))
"""When all rows are gone, and something of it is left."""


@pytest.fixture
def told(project: Project, make_story: Callable[..., int]) -> tuple[Path, int]:
    """The folder of a closed project, and the story in it that is full of the word."""
    story = tell(project, make_story)
    project.close()
    return project.folder, story


def killed(folder: Path, story: int, where: str, number: int) -> None:
    """The story is being deleted for good by a program that is killed there."""
    script = Path(__file__).with_name("killed_eraser.py")
    ran = subprocess.run(
        [sys.executable, str(script), str(folder), str(story), where, str(number)],
        cwd=Path(__file__).parents[2],
        check=False,
    )
    assert ran.returncode == -signal.SIGKILL


@pytest.mark.parametrize(("where", "number"), KILLS)
def test_the_next_opening_finishes_it(
    told: tuple[Path, int], where: str, number: int, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, story = told
    killed(folder, story, where, number)
    assert traces(folder), "files are left"
    assert any("deleted for good is not all gone" in one.what for one in inspect(folder))
    assert run(["stories", str(folder)]) == 0
    assert "The other one" in capsys.readouterr().out
    assert traces(folder) == []
    assert inspect(folder) == []
    assert backups(folder)
    with Project.open(folder) as project, project.read() as session:
        assert unfinished(session) == []
        assert len(stories(session)) == 1
        for change in session.query(Change).where(Change.operation != "erase"):
            assert story not in change.ids.get("story", [])
        assert all(set(one.ids) <= {"story"} for one in session.query(Change).where(Change.operation == "erase"))


def test_check_project_finishes_it_too(told: tuple[Path, int], capsys: pytest.CaptureFixture[str]) -> None:
    folder, story = told
    killed(folder, story, "stage", 1)
    assert run(["check-project", str(folder)]) == 1
    assert "--mend erasure" in capsys.readouterr().out
    assert run(["check-project", str(folder), "--mend", "erasure"]) == 0
    said = capsys.readouterr()
    assert "What was left of it is deleted for good." in said.err
    assert "Everything is whole." in said.out
    assert traces(folder) == []
    assert run(["check-project", str(folder), "--mend", "erasure"]) == 1
    assert "Nothing waits to be deleted for good." in capsys.readouterr().err


def test_no_backup_brings_it_back(told: tuple[Path, int]) -> None:
    folder, story = told
    killed(folder, story, "stage", 1)
    with pytest.raises(NotFound, match="held what was deleted for good"):
        restore(folder, backups(folder)[0])
    assert traces(folder) == []
    with Project.open(folder) as project, project.read() as session:
        assert [one.title for one in stories(session)] == ["The other one"]


def test_what_is_killed_before_the_rows_are_gone_deletes_nothing(told: tuple[Path, int]) -> None:
    folder, story = told
    killed(folder, story, "stage", 0)
    with Project.open(folder) as project, project.read() as session:
        assert unfinished(session) == []
        assert len(stories(session, binned=True)) == 1


def test_a_planted_note_takes_nothing_that_is_needed(project: Project, story: int, tmp_path: Path) -> None:
    outside = tmp_path / "diary.txt"
    outside.write_text("mine", encoding="utf-8")
    with project.read() as session:
        sound = session.query(Recording).one().original
    with project.edit(Work.ERASE) as edit:
        edit.add(
            UnfinishedErasure(
                created_at="", files=[sound, "project.db", "../diary.txt"], marks=["project 1 x", "story x y", "story"]
            )
        )
    assert finish_erasures(project) == 1
    assert outside.read_text(encoding="utf-8") == "mine"
    assert (project.folder / sound).is_file()
    assert (project.folder / "project.db").is_file()
    with project.read() as session:
        assert unfinished(session) == []
