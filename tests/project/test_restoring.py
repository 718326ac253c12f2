"""Going back to a backup: everything is as it was, what was there is kept, and other windows follow."""

import json
import os
import sqlite3
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from deeds import picture
from sqlalchemy import select

from coproclip.cli.app import run
from coproclip.errors import BadInput, NotFound, ProjectBusy, ProjectDamaged, ProjectUnsafe
from coproclip.excerpts.approval import note_answer
from coproclip.excerpts.marking import mark
from coproclip.jobs import CancelToken
from coproclip.people.stories import stories
from coproclip.project.going_back.restoring import contents, find_backup, restore
from coproclip.project.journal import Operation
from coproclip.project.looking_after.inspection import inspect
from coproclip.project.project import Changes, Project
from coproclip.project.schema import Answer, Story
from coproclip.project.storage.backups import BackupReason, backups
from coproclip.project.storage.fingerprints import DATABASE_SUM
from coproclip.themes.codebook import add_theme


def rename(project: Project, story: int, title: str) -> None:
    with project.edit(Operation.CHANGE_STORY) as edit:
        edit.get(Story, story).title = title


def titles(folder: Path) -> list[str]:
    with Project.open(folder) as project, project.read() as session:
        return [story.title for story in stories(session)]


def without_log(project: Project) -> dict[str, object]:
    return {table: rows for table, rows in picture(project).items() if table != "change_log"}


def test_everything_is_as_it_was_and_what_was_there_is_kept(project: Project, story: int) -> None:
    copy = project.back_up()
    before = without_log(project)
    rename(project, story, "Spoilt")
    project.close()
    kept = restore(project.folder, copy).before
    assert kept is not None
    with Project.open(project.folder) as again:
        assert without_log(again) == before
    assert inspect(project.folder) == []
    restore(project.folder, kept)
    assert titles(project.folder) == ["Spoilt"], "the way there can be gone back"


def test_another_window_shows_what_was_restored(project: Project, story: int) -> None:
    copy = project.back_up()
    rename(project, story, "Spoilt")
    with project.edit(Operation.ADD_THEME) as edit:
        theme = add_theme(edit, "Gone again").id
    told: list[Changes] = []
    project.subscribe(told.append)
    assert run(["restore", str(project.folder), copy.name]) == 0
    project.poll()
    [changes] = told
    assert story in changes.ids["story"]
    assert theme in changes.ids["theme"], "what is no longer there is told too"
    with project.read() as session:
        assert [one.title for one in stories(session)] == ["Moving the chairs"]
    rename(project, story, "Worked on")
    project.close()
    assert titles(project.folder) == ["Worked on"]
    assert inspect(project.folder) == []


@pytest.mark.parametrize("damage", [b"", b"not a database at all" * 500, None])
def test_a_damaged_or_missing_file_is_no_hindrance(damage: bytes | None, project: Project, story: int) -> None:
    copy = project.back_up()
    project.close()
    path = project.folder / "project.db"
    path.unlink()
    if damage is not None:
        path.write_bytes(damage)
        path.with_name("project.db-wal").write_bytes(b"an old log")
    kept = restore(project.folder, copy).before
    assert titles(project.folder) == ["Moving the chairs"]
    assert not (project.folder / DATABASE_SUM).exists() or inspect(project.folder) == []
    if damage is not None:
        assert kept is not None
        assert kept.path.read_bytes() == damage


def test_a_project_with_something_planted_is_replaced_and_nothing_is_run(project: Project, story: int) -> None:
    copy = project.back_up()
    project.close()
    with closing(sqlite3.connect(project.folder / "project.db")) as database:
        database.execute("CREATE TRIGGER t AFTER INSERT ON change_log BEGIN DELETE FROM story; END")
    with pytest.raises(ProjectUnsafe):
        Project.open(project.folder)
    restore(project.folder, copy)
    assert titles(project.folder) == ["Moving the chairs"]


@pytest.mark.parametrize("planted", [False, True])
def test_a_backup_that_is_damaged_or_planted_is_refused_and_nothing_changes(
    planted: bool, project: Project, story: int
) -> None:
    copy = project.back_up()
    rename(project, story, "Today")
    project.close()
    if planted:
        with closing(sqlite3.connect(copy.path)) as database:
            database.execute("CREATE VIEW v AS SELECT 1")
    else:
        copy.path.write_bytes(copy.path.read_bytes()[:9000])
    before = (project.folder / "project.db").read_bytes()
    with pytest.raises((ProjectDamaged, ProjectUnsafe)):
        restore(project.folder, copy)
    assert (project.folder / "project.db").read_bytes() == before
    assert contents(copy) is None
    assert not list((project.folder / "backups").glob("*unfinished"))


def test_the_contract(project: Project, story: int, capsys: pytest.CaptureFixture[str]) -> None:
    folder = str(project.folder)
    assert run(["restore", folder]) == 0
    assert capsys.readouterr().err == "There are no backups in this project yet.\n"
    copy = project.back_up()
    rename(project, story, "Later")
    project.close()
    assert run(["restore", folder, "--json"]) == 0
    [fact] = json.loads(capsys.readouterr().out)
    assert (fact["name"], fact["number"], fact["stories"], fact["excerpts"], fact["usable"]) == (
        copy.name,
        1,
        1,
        0,
        True,
    )
    assert run(["restore", folder, "1", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"restored": copy.name, "before": backups(project.folder)[0].name}
    assert titles(project.folder) == ["Moving the chairs"]
    assert run(["restore", folder, "77"]) == 1
    assert "There is no backup “77”." in capsys.readouterr().err
    with pytest.raises(NotFound):
        find_backup(project.folder, "../project.db")


def test_a_log_planted_beside_where_a_backup_is_unpacked_deletes_nothing(project: Project, tmp_path: Path) -> None:
    copy = project.back_up()
    project.close()
    canary = tmp_path / "diary.txt"
    canary.write_text("secret")
    # A log that was left hot, which names another file to be taken away once it was played back.
    name = str(canary).encode()
    head = bytes.fromhex("d9d505f920a163d7") + (0).to_bytes(4, "big") + (1).to_bytes(4, "big")
    head += (1).to_bytes(4, "big") + (512).to_bytes(4, "big") + (4096).to_bytes(4, "big")
    tail = (1).to_bytes(4, "big") + name + len(name).to_bytes(4, "big") + sum(name).to_bytes(4, "big") + head[:8]
    planted = head.ljust(512, b"\0") + tail
    for beside in (f"{copy.name}.restoring.unfinished-journal", f"{copy.name}-journal", "project.db-journal"):
        (project.folder / "backups" / beside).write_bytes(planted)
    (project.folder / "project.db").write_bytes(b"\0" * 5000)
    restore(project.folder, copy)
    assert canary.read_text() == "secret"
    assert titles(project.folder) == []
    assert not list((project.folder / "backups").glob(".*"))


@pytest.mark.skipif(os.name != "posix", reason="making links needs rights there")
@pytest.mark.parametrize("ending", ["", "-journal", "-wal", "-shm", ".unfinished", ".unfinished-journal"])
@pytest.mark.parametrize("way", ["restore", "mend"])
def test_a_link_planted_where_the_damaged_file_is_kept_leads_nothing_out(
    way: str, ending: str, project: Project, story: int, tmp_path: Path
) -> None:
    canary = tmp_path / "bashrc"
    canary.write_text("mine")
    copy = project.back_up()
    project.close()
    for day in (datetime.now(UTC) + timedelta(days) for days in (0, 1)):
        link = project.folder / "backups" / f"000002-{day:%Y%m%d}-damaged.db{ending}"
        link.symlink_to(canary)
    (project.folder / "project.db-journal").write_bytes(b"echo planted\n" * 99)
    if way == "restore":
        with (project.folder / "project.db").open("r+b") as file:
            file.write(b"garbage")
        assert restore(project.folder, copy) is not None
    else:
        assert run(["check-project", str(project.folder), "--mend", "journal"]) == 1, "the links are named"
    assert canary.read_text() == "mine"
    assert titles(project.folder) != []
    [kept] = (path for path in (project.folder / "backups").glob("*-damaged.db-journal") if not path.is_symlink())
    assert kept.read_bytes().startswith(b"echo planted")


def test_a_log_whose_numbers_are_used_up_is_no_hindrance(project: Project, story: int) -> None:
    with project.edit(Operation.MARK_EXCERPT) as edit:
        excerpt = mark(edit, story, 0, 2000).id
    copy = project.back_up()
    with project.edit(Operation.NOTE_ANSWER) as edit:
        note_answer(edit, excerpt, "no", who="Kit", how="in person")
    project.close()
    with closing(sqlite3.connect(project.folder / "project.db")) as database, database:
        database.execute("UPDATE change_log SET id = ? WHERE id = (SELECT max(id) FROM change_log)", (2**63 - 1,))
        database.execute("UPDATE answer SET id = ?", (2**63 - 1,))
    assert run(["restore", str(project.folder), str(copy.number)]) == 0
    with Project.open(project.folder) as again:
        with again.read() as session:
            assert [row.answer for row in session.scalars(select(Answer))] == ["no"]
        with Project.open(project.folder) as other:
            rename(other, story, "Worked on")
            rename(other, story, "Worked on more")
        changes = again.poll()
        assert changes is not None
        assert changes.ids == {"story": {story}}


def test_a_backup_is_found_by_as_much_of_its_name_as_says_which(project: Project, story: int) -> None:
    folder = project.folder
    first, second = project.back_up(), project.back_up()
    assert find_backup(folder, "1") == find_backup(folder, "000001") == find_backup(folder, first.name) == first
    assert find_backup(folder, second.path.stem) == find_backup(folder, second.name[:12]) == second
    with pytest.raises(BadInput, match="2 backups"):
        find_backup(folder, "00000")
    for wanted in ("", "²", "9" * 5000, "no such", "*"):
        with pytest.raises(NotFound):
            find_backup(folder, wanted)


NOT_UTF8 = "INSERT INTO storyteller (id, alias, description, created_at) VALUES (77, CAST(x'4bff' AS TEXT), '', 'x')"


@pytest.mark.parametrize("where", ["the backup", "the project"])
def test_a_name_that_is_no_utf_8_is_no_hindrance(project: Project, story: int, where: str) -> None:
    with project.edit(Operation.MARK_EXCERPT) as edit:
        excerpt = mark(edit, story, 0, 2000).id
    copy = project.back_up()
    with project.edit(Operation.NOTE_ANSWER) as edit:
        note_answer(edit, excerpt, "no", who="Kit", how="in person")
    project.close()
    planted_in = copy.path if where == "the backup" else project.folder / "project.db"
    with closing(sqlite3.connect(planted_in)) as database, database:
        database.execute(NOT_UTF8)
        if where == "the project":  # whose no it is has to be found in the backup
            database.execute("UPDATE answer SET storyteller_id = 77")
    assert run(["restore", str(project.folder), copy.name]) == 0
    with Project.open(project.folder) as again, again.read() as session:
        assert [row.answer for row in session.scalars(select(Answer))] == ["no"]


UNOPENABLE = {
    "a number that leaves no room": "UPDATE storyteller SET id = 1099511627776",
    "no details": "DELETE FROM project",
    "far too many rows that make no sense": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
    "WHERE i < 3000) INSERT INTO moment (story_id, kind, start_ms, end_ms, text) SELECT 1, 'x', 0, 0, '' FROM n",
}


@pytest.mark.parametrize("present", ["whole", "damaged"])
@pytest.mark.parametrize("statement", UNOPENABLE.values(), ids=UNOPENABLE.keys())
def test_a_backup_that_would_not_open_is_refused_before_anything_changes(
    project: Project, story: int, statement: str, present: str, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = project.back_up()
    rename(project, story, "Today")
    project.close()
    with closing(sqlite3.connect(copy.path)) as database, database:
        database.execute(statement)
    if present == "damaged":
        (project.folder / "project.db").write_bytes(b"not a database at all" * 500)
    before = {path: path.read_bytes() for path in project.folder.rglob("*") if path.is_file()}
    assert run(["restore", str(project.folder), copy.name]) == 1
    assert "This backup cannot be used: it is damaged. Nothing was changed." in capsys.readouterr().err
    assert {path: path.read_bytes() for path in project.folder.rglob("*") if path.is_file()} == before


# ---- another program writes while a backup is restored ---------------------------------------------------------------


class Meanwhile(CancelToken):
    """Does something each time that it is asked whether to stop, as another program would, so many times."""

    def __init__(self, do: Callable[[], object], times: int) -> None:
        super().__init__()
        self._do, self._left, self.done = do, times, 0

    def raise_if_cancelled(self) -> None:
        if self._left > self.done:
            self.done += 1
            self._do()


def test_a_no_and_work_that_come_meanwhile_are_not_lost(project: Project, story: int) -> None:
    with project.edit(Operation.MARK_EXCERPT) as edit:
        excerpt = mark(edit, story, 0, 3000).id
    copy = project.back_up()
    rename(project, story, "Spoilt")
    project.close()

    def _write() -> None:
        with Project.open(project.folder) as other:
            rename(other, story, "Written meanwhile")
            with other.edit(Operation.NOTE_ANSWER) as edit:
                note_answer(edit, excerpt, "no", who="June", how="phone")

    meanwhile = Meanwhile(_write, 1)
    done = restore(project.folder, copy, meanwhile)
    assert meanwhile.done == 1
    with Project.open(project.folder) as again, again.read() as session:
        assert "no" in [answer.answer for answer in session.scalars(select(Answer))], "a no holds"
    assert done.before is not None
    assert [one.path for one in backups(project.folder)].count(done.before.path) == 1
    restore(project.folder, done.before)
    assert titles(project.folder) == ["Written meanwhile"], "what was done meanwhile can be gone back to"


def test_where_somebody_goes_on_writing_nothing_is_restored(project: Project, story: int) -> None:
    copy = project.back_up()
    project.close()

    def _write() -> None:
        with Project.open(project.folder) as other:
            rename(other, story, f"{other.database.newest_change()}")

    with pytest.raises(ProjectBusy, match="keeps writing"):
        restore(project.folder, copy, Meanwhile(_write, 1000))
    assert titles(project.folder) != ["Moving the chairs"]
    assert BackupReason.RESTORE not in {one.reason for one in backups(project.folder)}, "nor is a copy for each try"


def test_a_change_that_is_finished_while_the_backup_waits_for_its_turn_is_not_lost(
    project: Project, story: int
) -> None:
    """Begun before the backup is ready, and written when nothing is left but to put it in."""
    copy = project.back_up()
    rename(project, story, "Spoilt")
    project.close()
    with closing(sqlite3.connect(project.folder / "project.db", check_same_thread=False, timeout=60)) as other:

        def _begin() -> None:
            other.execute("BEGIN IMMEDIATE")
            other.execute("UPDATE story SET title = 'Finished late'")
            threading.Timer(0.3, other.commit).start()

        done = restore(project.folder, copy, Meanwhile(_begin, 1))
    assert titles(project.folder) == ["Moving the chairs"]
    assert done.before is not None
    restore(project.folder, done.before)
    assert titles(project.folder) == ["Finished late"]


def test_after_a_damaged_file_was_replaced_a_backup_can_be_restored_as_well(project: Project, story: int) -> None:
    copy = project.back_up()
    project.close()
    (project.folder / "project.db").write_bytes(b"not a database at all" * 500)
    restore(project.folder, copy)
    done = restore(project.folder, copy)
    assert titles(project.folder) == ["Moving the chairs"]
    assert done.before is not None


class AtTheLastMoment:
    """Does something once, just before a file gets this name or one in this folder, whoever gives it."""

    def __init__(self) -> None:
        self._path = ""
        self._do: Callable[[], object] = lambda: None
        sys.addaudithook(self._on_event)  # there is no way to take it away again

    def before(self, path: Path, do: Callable[[], object]) -> None:
        self._path, self._do = str(path), do

    @property
    def came(self) -> bool:
        return not self._path

    def _on_event(self, event: str, found: tuple[Any, ...]) -> None:
        if self._path and event == "os.rename":
            name = os.fspath(found[1])
            if self._path in (name, os.path.dirname(name)):
                self._path = ""
                self._do()


LAST = AtTheLastMoment()


@pytest.mark.skipif(os.name == "nt", reason="there nobody else can have the file open")
@pytest.mark.parametrize("where", ["the file", "the log"])
def test_what_is_written_into_a_damaged_file_at_the_last_moment_is_kept(
    project: Project, story: int, where: str
) -> None:
    copy = project.back_up()
    project.close()
    path, late = project.folder / "project.db", b"Written at the last moment"
    log = path.with_name("project.db-wal")
    path.write_bytes(b"not a database at all" * 500)
    if where == "the log":
        log.write_bytes(b"some log")
    with open(path if where == "the file" else log, "ab", buffering=0) as other:
        LAST.before(path, lambda: other.write(late))
        before = restore(project.folder, copy).before
    assert LAST.came
    assert before is not None
    assert titles(project.folder) == ["Moving the chairs"]
    kept = before.path if where == "the file" else before.path.with_name(f"{before.name}-wal")
    assert kept.read_bytes().endswith(late)
    assert [one.name for one in (project.folder / "backups").iterdir() if "unfinished" in one.name] == []
