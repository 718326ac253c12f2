"""check-project from outside: what was planted, what is missing, what does not belong, and what mends it."""

import json
import os
import shutil
import sqlite3
import struct
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from deeds import picture
from test_restoring import LAST

from coproclip.cli.app import run
from coproclip.errors import BadInput, CoProClipError, ProjectBusy, StorageError
from coproclip.people.stories import stories
from coproclip.project.going_back.restoring import find_backup, restore
from coproclip.project.journal import Operation
from coproclip.project.looking_after.inspection import MENDS, inspect, mend
from coproclip.project.project import Project
from coproclip.project.schema import Story
from coproclip.project.storage.database import Database
from coproclip.project.storage.fingerprints import DATABASE_SUM
from coproclip.project.storage.lock import WindowLock
from coproclip.project.storage.set_aside import keep_whole, keep_words


@pytest.fixture
def closed(project: Project, story: int) -> Path:
    """A project with a story, closed well."""
    project.close()
    return project.folder


def change(folder: Path, statements: str) -> None:
    with closing(sqlite3.connect(folder / "project.db", isolation_level=None)) as database:
        database.executescript(statements)
    (folder / DATABASE_SUM).unlink()


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def said(folder: Path) -> list[str]:
    return [one.what for one in inspect(folder)]


@pytest.mark.parametrize(
    ("statements", "words"),
    [
        ("CREATE TRIGGER t AFTER INSERT ON answer BEGIN UPDATE answer SET answer = 'yes'; END", "a trigger"),
        ("CREATE VIEW v AS SELECT 1", "a view"),
        ("UPDATE segment SET start_ms = -9 WHERE id = 1", "“start ms” is impossible"),
        ("DELETE FROM project", "own details are missing"),
        ("DROP TABLE consent", "lacks something that belongs in it (consent)"),
        ("DELETE FROM segment_search WHERE rowid = 1", "search index"),
        ("UPDATE segment_search SET text = 'planted' WHERE rowid = 1", "search index"),
    ],
)
def test_what_was_planted_is_named_and_nothing_is_changed(statements: str, words: str, closed: Path) -> None:
    change(closed, statements)
    before = bytes_of(closed)
    found = inspect(closed)
    assert any(words in one.what for one in found)
    assert all(one.mend for one in found)
    assert bytes_of(closed) == before


CONFLICTS = [
    "project (Kit's conflicted copy 2026-11-29).db",
    "project.sync-conflict-20261129-101112-ABCDEFG.db",
    "project-DESKTOP-4711.db",
    "project 2.db",
    "project (1).db",
    "project (conflicted copy 2026-11-29 101112).db-wal",
    "originals/voice (Case Conflict).wav",
    "working/x.sync-conflict-20261129-101112-ABCDEFG.flac",
]


@pytest.mark.parametrize("name", CONFLICTS)
def test_a_second_version_of_a_program_for_keeping_in_step_is_named(name: str, closed: Path) -> None:
    (closed / name).write_bytes(b"other")
    found = {one.where: one for one in inspect(closed)}
    assert "keeping folders in step" in found[name].what
    assert found[name].severity == "warning"


@pytest.mark.parametrize("name", ["run me.exe", "notes.txt", "backups/old.zip", "more"])
def test_what_is_not_ours_is_named(name: str, closed: Path) -> None:
    (closed / name).write_bytes(b"other")
    assert said(closed) == [f"“{name}” is not of CoProClip’s making."]
    (closed / name).unlink()
    (closed / ".DS_Store").write_bytes(b"")
    assert said(closed) == []


@pytest.mark.parametrize("name", ["originals/Copy of a voice.wav", "working/voice.flac", "working/voice.wav"])
def test_sound_that_is_not_ours_is_named_at_once(name: str, closed: Path) -> None:
    (closed / name).write_bytes(b"other")
    (closed / "originals/.DS_Store").write_bytes(b"")
    found = {one.where: one for one in inspect(closed)}
    assert found.keys() == {name}
    assert "Not of CoProClip’s making" in found[name].what
    assert run(["check-project", str(closed)]) == 1


def test_what_we_put_there_ourselves_is_not_called_foreign(
    project: Project, story: int, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = project.folder
    window, other = WindowLock(folder), WindowLock(folder)
    assert window.acquire()
    other.ask()
    (folder / ".window-wanted.killed-before-it-was-told").write_text("")
    assert said(folder) == []
    window.release()
    words = keep_words(project, ["We moved the chairs."])
    assert words is not None
    shutil.rmtree(folder / "backups", ignore_errors=True)
    whole = keep_whole(project)
    assert whole is not None
    project.close()
    found = {one.where: one for one in inspect(folder)}
    assert found.keys() == {words.name, whole.name}
    assert found[words.name].what == f"Words that were not saved lie in “{words.name}”."
    assert found[whole.name].what.startswith("The project as it was")
    assert run(["check-project", str(folder)]) == 0, "nothing of it is damage"
    assert words.name in capsys.readouterr().out


def test_a_project_that_is_not_there_at_all_and_one_without_its_file(closed: Path, tmp_path: Path) -> None:
    (closed / "project.db").unlink()
    assert "project.db is not there" in said(closed)[0]
    with pytest.raises(CoProClipError, match="There is no project"):
        inspect(tmp_path / "nowhere")


def test_no_false_alarm_after_a_crash_an_older_state_or_another_window(project: Project, story: int) -> None:
    folder = project.folder
    project.close()
    assert (folder / DATABASE_SUM).is_file()
    with Project.open(folder) as window:
        with window.edit(Operation.CHANGE_STORY) as edit:
            edit.get(Story, story).note = "while it is open"
        assert not (folder / DATABASE_SUM).exists(), "from the first edit on it stands for nothing"
        assert said(folder) == []
        with Project.open(folder) as other, other.edit(Operation.CHANGE_STORY) as edit:
            edit.get(Story, story).note = "by another"
        assert not (folder / DATABASE_SUM).exists(), "not while somebody still has it open"
    assert said(folder) == []
    (folder / DATABASE_SUM).unlink()  # as a killed program leaves it
    assert said(folder) == []


def test_a_change_past_the_program_is_noticed(closed: Path) -> None:
    with closing(sqlite3.connect(closed / "project.db")) as database, database:
        database.execute("UPDATE story SET private_note = 'planted'")
    assert "project.db is not as CoProClip left it" in said(closed)[0]


def test_a_log_that_does_not_belong_is_put_aside_only_when_asked(closed: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(closed / "project.db")) as other:
        other.execute("CREATE VIEW v AS SELECT 1")
        other.commit()
        log = (closed / "project.db-wal").read_bytes()
        whole = (closed / "project.db").read_bytes()
    (closed / "project.db").write_bytes(whole)
    (closed / "project.db-wal").write_bytes(log)
    [finding] = [one for one in inspect(closed) if one.where == "project.db-wal"]
    assert "--mend log" in finding.mend
    assert (closed / "project.db-wal").is_file()
    mend(closed, "log")
    assert said(closed) == []
    [kept] = (closed / "backups").glob("*-wal")
    assert kept.read_bytes() == log


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes there")
@pytest.mark.parametrize("name", ["project.db-journal", "project.db-wal", "project.db-shm", "project.db"])
@pytest.mark.parametrize("kind", ["pipe", "link"])
def test_a_pipe_or_a_link_in_the_place_of_its_files_is_named_and_never_opened(
    name: str, kind: str, closed: Path, tmp_path: Path
) -> None:
    canary = tmp_path / "canary"
    canary.write_bytes(b"\xd9 not ours")
    (closed / name).unlink(missing_ok=True)
    if kind == "pipe":
        os.mkfifo(closed / name)
    else:
        (closed / name).symlink_to(canary)
    [finding] = [one for one in inspect(closed) if one.where.startswith("project.db")]
    assert (finding.where, finding.severity) == (name, "error")
    assert ("a link" if kind == "link" else "not a file") in finding.what
    assert finding.mend
    for asked in MENDS:
        with pytest.raises(CoProClipError):
            mend(closed, asked)
    with pytest.raises(CoProClipError):
        Project.open(closed)
    assert canary.read_bytes() == b"\xd9 not ours"


def test_a_log_of_a_made_up_length_is_never_copied(project: Project, story: int, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(project.folder, tmp_path / "Lent.coproclip"))
    log = folder / "project.db-wal"
    assert log.stat().st_size, "it holds something"
    os.truncate(log, 40 << 30)
    began, free = time.monotonic(), shutil.disk_usage(tempfile.gettempdir()).free
    [finding] = [one for one in inspect(folder) if one.where == "project.db-wal"]
    assert "far larger" in finding.what
    with pytest.raises(StorageError, match="far larger"):
        Database(folder / "project.db", read_only=True)
    assert "put aside" in mend(folder, "log")
    assert "project.db-wal" not in {one.where for one in inspect(folder)}
    assert time.monotonic() - began < 60
    assert free - shutil.disk_usage(tempfile.gettempdir()).free < 1 << 30
    [kept] = (folder / "backups").glob("*-wal")
    kept.unlink()


def half_changed(folder: Path) -> Path:
    """A copy of a project as another program left it that was killed in the middle of a change."""
    with closing(sqlite3.connect(folder / "project.db", isolation_level=None)) as database:
        database.executescript(
            "PRAGMA journal_mode=DELETE; PRAGMA cache_size=1; BEGIN; UPDATE story SET title = 'Half'"
        )
        filler = "INSERT INTO change_log (made_at, operation, ids) VALUES (?, 'x', '{}')"
        database.executemany(filler, [("x" * 500,)] * 2000)
        return Path(shutil.copytree(folder, folder.with_name("Half.coproclip")))


def titles(folder: Path) -> list[str]:
    with Project.open(folder) as project, project.read() as session:
        return [story.title for story in stories(session)]


def test_a_change_that_another_program_did_not_finish_is_named_and_taken_back_when_asked(closed: Path) -> None:
    before, half = titles(closed), half_changed(closed)
    whole = bytes_of(half)
    [finding] = [one for one in inspect(half) if one.where.startswith("project.db-")]
    assert finding.where == "project.db-journal"
    assert "began to change this project" in finding.what
    assert "--mend journal" in finding.mend
    with pytest.raises(CoProClipError, match="began to change this project") as refused:
        Project.open(half)
    assert "--mend journal" in refused.value.next
    assert bytes_of(half) == whole, "looking changes nothing"
    assert "taken back" in mend(half, "journal")
    assert said(half) == []
    assert titles(half) == before
    kept = {path.name.partition(".")[2]: path.read_bytes() for path in (half / "backups").glob("*-damaged.*")}
    assert kept == {"db": whole["project.db"], "db-journal": whole["project.db-journal"]}
    with pytest.raises(BadInput, match="No change"):
        mend(half, "journal")


def test_what_another_program_goes_on_with_meanwhile_is_not_taken_back(closed: Path) -> None:
    half = half_changed(closed)
    path, kept = half / "project.db", sorted(half.glob("backups/*"))
    LAST.before(half / "backups", lambda: path.write_bytes(path.read_bytes() + bytes(4096)))
    with pytest.raises(ProjectBusy, match="just changed"):
        mend(half, "journal")
    assert LAST.came
    assert path.read_bytes().endswith(bytes(4096))
    assert (half / "project.db-journal").exists()
    assert sorted(half.glob("backups/*")) == kept


def test_going_back_to_a_backup_also_takes_an_unfinished_change_away(closed: Path) -> None:
    with Project.open(closed) as project:
        backup = project.back_up()
    before, half = titles(closed), half_changed(closed)
    journal = (half / "project.db-journal").read_bytes()
    restore(half, find_backup(half, backup.name))
    assert titles(half) == before
    [kept] = (half / "backups").glob("*-damaged.db-journal")
    assert kept.read_bytes() == journal


@pytest.mark.parametrize("kind", ["names another file", "rubbish"])
def test_a_planted_journal_deletes_nothing_and_is_put_aside(kind: str, closed: Path, tmp_path: Path) -> None:
    canary = tmp_path / "thesis.txt"
    canary.write_text("years of work")
    before, name = titles(closed), str(canary).encode()
    mark = bytes.fromhex("d9d505f920a163d7")
    head = (mark + struct.pack(">IIIII", 0, 1, (closed / "project.db").stat().st_size // 4096, 512, 4096)).ljust(
        512, b"\0"
    )
    tail = struct.pack(">I", (1 << 30) // 4096 + 1) + name + struct.pack(">II", len(name), sum(name)) + mark
    (closed / "project.db-journal").write_bytes(head + tail if kind == "names another file" else b"rubbish" * 99)
    assert [one.where for one in inspect(closed)] == ["project.db-journal"]
    assert "taken back" in mend(closed, "journal")
    assert said(closed) == []
    assert titles(closed) == before
    assert canary.read_text() == "years of work"


@pytest.mark.skipif(os.name != "posix", reason="making links needs rights there")
@pytest.mark.parametrize("whole", [True, False])
def test_every_link_is_named_before_anything_is_recommended(
    whole: bool, closed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    outside = tmp_path / "outside"
    outside.write_text("mine")
    (closed / "trash" / "deep").mkdir()
    links = [
        "backups/000002-20990101-damaged.db-journal",
        "backups/000009-20990101-daily.db",
        "originals/x.wav",
        "papers/scan.pdf",
        "trash/deep/a",
        "recordings/prepared.json",
        ".window-wanted",
        "media.sha256",
    ]
    for where in links:
        (closed / where).symlink_to(outside)
    if not whole:
        (closed / "project.db").write_bytes(b"garbage" * 999)
    found = inspect(closed)
    assert sorted(one.where for one in found[: len(links)]) == sorted(links)
    assert all("is a link to somewhere else" in one.what for one in found[: len(links)])
    assert len([one for one in found if one.where in links]) == len(links), "each once"
    assert run(["check-project", str(closed)]) == 1
    printed = capsys.readouterr().out
    assert printed.index("Delete the link") < printed.rindex("link") < len(printed)
    assert whole or printed.rindex("is a link") < printed.index("damaged.\n")


def test_the_index_and_the_details_are_mended_by_name(closed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(closed, "DELETE FROM segment_search; DELETE FROM project")
    assert run(["check-project", str(closed), "--mend", "details"]) == 1
    assert run(["check-project", str(closed), "--mend", "search-index"]) == 0
    assert "Everything is whole." in capsys.readouterr().out
    with Project.open(closed) as project:
        assert project.details.title == closed.stem
    with pytest.raises(BadInput, match="no mend called"):
        mend(closed, "everything")


@pytest.mark.parametrize("number", [2, -1, 2**63 - 1])
def test_details_under_another_number_are_the_projects_again(
    number: int, closed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Project.open(closed) as project:
        before = (project.details.uid, project.details.title)
    change(closed, f"UPDATE project SET id = {number}")
    assert any("--mend details" in finding.mend for finding in inspect(closed))
    assert run(["check-project", str(closed), "--mend", "details"]) == 0
    assert "Everything is whole." in capsys.readouterr().out
    with Project.open(closed) as project:
        assert (project.details.uid, project.details.title) == before


@pytest.mark.parametrize("number", [2, -1, 2**63 - 1])
def test_details_planted_beside_the_projects_own_are_taken_out(
    number: int, closed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Project.open(closed) as project:
        before = (project.details.uid, project.details.title)
    change(
        closed,
        "CREATE TEMP TABLE planted AS SELECT * FROM project;"
        f"UPDATE planted SET id = {number}, uid = 'another', title = 'Planted';"
        "INSERT INTO project SELECT * FROM planted",
    )
    assert all("--mend details" in finding.mend for finding in inspect(closed) if "project " in finding.where)
    assert run(["check-project", str(closed), "--mend", "details"]) == 0
    assert "Everything is whole." in capsys.readouterr().out
    with Project.open(closed) as project:
        assert (project.details.uid, project.details.title) == before
    with pytest.raises(BadInput, match="details are there"):
        mend(closed, "details")


def test_the_contract(closed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check-project", str(closed), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == []
    change(closed, "UPDATE segment SET start_ms = -9 WHERE id = 1")
    assert run(["check-project", str(closed), "--json"]) == 1
    [fact] = json.loads(capsys.readouterr().out)
    assert set(fact) == {"what", "where", "severity", "mend"}
    assert (fact["where"], fact["severity"]) == ("project.db: segment 1", "error")


@pytest.mark.skipif(os.name == "nt", reason="rights of a Unix system")
def test_a_folder_that_may_only_be_read_is_looked_at(closed: Path) -> None:
    closed.chmod(0o555)
    try:
        assert said(closed) == []
    finally:
        closed.chmod(0o755)


def test_looking_keeps_its_hands_off_an_open_project(
    project: Project, make_story: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    make_story(project)
    before = picture(project)
    assert run(["check-project", str(project.folder)]) == 0
    make_story(project, title="Second")
    assert run(["check-project", str(project.folder)]) == 0
    project.undo()
    assert before.keys() == picture(project).keys()
