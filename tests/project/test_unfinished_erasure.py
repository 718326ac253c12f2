"""Deleting for good that is killed on the way is finished later, named until then, and nothing brings it back."""

import json
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from told_word import tell, traces

from coproclip.cli.app import run
from coproclip.errors import NotFound
from coproclip.people.stories import stories
from coproclip.project.erasing.unfinished_erasure import MOST_NOTES, finish_at_opening, finish_erasures, unfinished
from coproclip.project.going_back.restoring import restore
from coproclip.project.journal import Work
from coproclip.project.looking_after.inspection import inspect
from coproclip.project.project import Project
from coproclip.project.schema import Change, Recording, Story, UnfinishedErasure
from coproclip.project.storage.backups import BackupReason, backups

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
        assert unfinished(project, here=True) == unfinished(project, here=False) == []
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
        assert unfinished(project, here=True) == unfinished(project, here=False) == []
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
    assert finish_erasures(project) == 0
    assert finish_erasures(project, elsewhere=True) == 1
    assert outside.read_text(encoding="utf-8") == "mine"
    assert (project.folder / sound).is_file()
    assert (project.folder / "project.db").is_file()
    assert unfinished(project, here=False) == []


def planted(project: Project, **what: Any) -> None:
    """A note of whoever gave the project away: written into its file by another program."""
    row = {"files": [], "marks": [], "copies": 0} | what
    with closing(sqlite3.connect(project.folder / "project.db")) as file, file:
        file.execute(
            "INSERT INTO unfinished_erasure (created_at, files, marks, copies, rewritten) VALUES (?, ?, ?, ?, 0)",
            ("2026-01-01T00:00:00+00:00", json.dumps(row["files"]), json.dumps(row["marks"]), row["copies"]),
        )


def everything(folder: Path) -> set[str]:
    """The files of a project but those that come and go with being open."""
    passing = {"project.db-wal", "project.db-shm", ".window"}
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} - passing


def test_a_note_of_another_computer_takes_nothing_at_opening(
    project: Project, story: int, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = project.folder
    project.back_up(BackupReason.ASKED)
    (folder / "recordings" / "broken-off.wav").write_bytes(b"RIFF")
    (folder / "trash" / "mine").write_bytes((folder / "project.db").read_bytes())
    (folder / "peaks" / "not needed.peaks").write_bytes(b"peaks")
    with project.read() as session:
        made = session.get_one(Story, story).created_at
    before = everything(folder)
    names = [*before, "media.sha256", "project.db.sha256"]
    planted(project, files=names, marks=[f"story {story} {made}"], copies=1)
    project.close()
    assert run(["stories", str(folder)]) == 0
    assert before <= everything(folder)
    assert any("noted as deleted for good" in one.what for one in inspect(folder))
    restore(folder, backups(folder)[0])
    assert before <= everything(folder)
    capsys.readouterr()


def test_asked_for_it_a_note_of_another_computer_takes_only_what_nothing_here_needs(
    project: Project, story: int
) -> None:
    folder = project.folder
    project.back_up(BackupReason.ASKED)
    (folder / "recordings" / "broken-off.wav").write_bytes(b"RIFF")
    (folder / "trash" / "mine").write_bytes((folder / "project.db").read_bytes())
    (folder / "peaks" / "not needed.peaks").write_bytes(b"peaks")
    with project.read() as session:
        made = session.get_one(Story, story).created_at
    project.close()
    before = everything(folder)
    planted(project, files=[*before], marks=[f"story {story} {made}", "story 9999 x"], copies=1)
    assert run(["check-project", str(folder), "--mend", "erasure"]) in (0, 1)
    assert before - everything(folder) == {"peaks/not needed.peaks"}
    assert not any("deleted for good" in one.what for one in inspect(folder))


def test_the_sound_of_what_is_set_aside_is_needed(project: Project, story: int) -> None:
    folder = project.folder
    with project.read() as session:
        recording = session.query(Recording).one()
        names = [recording.original, recording.working, recording.peaks]
    project.close()
    with closing(sqlite3.connect(folder / "project.db")) as file, file:
        file.execute("PRAGMA ignore_check_constraints = ON")
        file.execute("UPDATE recording SET sample_rate = 0")
    planted(project, files=names)
    there = everything(folder)
    run(["check-project", str(folder), "--mend", "erasure"])
    assert there <= everything(folder)


def test_thousands_of_planted_notes_are_one_rewriting(project: Project, story: int) -> None:
    folder = project.folder
    project.close()
    for _ in range(3):
        planted(project)
    with closing(sqlite3.connect(folder / "project.db")) as file, file:
        file.executemany(
            "INSERT INTO unfinished_erasure (created_at, files, marks, copies, rewritten) VALUES (?, '[]', '[]', 0, 0)",
            [("x",)] * 3000,
        )
    with Project.open(folder) as opened:
        finish_at_opening(opened)
        assert finish_erasures(opened, elsewhere=True) == MOST_NOTES
        assert len(backups(folder)) <= 2
