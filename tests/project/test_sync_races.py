"""Programs that keep folders in step, and slow copies, beside an open project: nothing is lost, nothing is mixed."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import pytest

from coproclip.errors import CoProClipError, ProjectGone
from coproclip.project.journal import Operation
from coproclip.project.project import Project
from coproclip.project.storage import guard
from coproclip.project.storage.set_aside import keep_words, part_with_log
from coproclip.themes.codebook import add_theme, themes

pytestmark = pytest.mark.skipif(os.name == "nt", reason="there an open file cannot be taken away")
LONG_S = 60


class Place:
    """A project, an older and a newer copy of it, another project, and a file outside that nobody may touch."""

    def __init__(self, project: Project, room: Path) -> None:
        self.project, self.folder, self.room = project, project.folder, room
        self.file = project.folder / "project.db"
        project.database.bring_home()
        self.older = Path(shutil.copy(self.file, room / "older.db"))
        theme(project, "Tables")
        project.database.bring_home()
        self.newer = Path(shutil.copy(self.file, room / "newer.db"))
        with closing(sqlite3.connect(self.newer)) as beside:
            for number in range(3):
                beside.execute(
                    "INSERT INTO change_log (made_at, operation, ids) VALUES (?, 'add_theme', '{}')", [number]
                )
            beside.commit()
            beside.execute("PRAGMA journal_mode=DELETE")
            beside.execute("PRAGMA journal_mode=WAL")
        with Project.create(room / "Other") as other:
            theme(other, "Other people")
        self.other = Path(shutil.copy(other.folder / "project.db", room / "other.db"))
        self.canary = room / "canary.db"
        shutil.copy(self.other, self.canary)
        # Now something that only the log holds.
        theme(project, "Only in the log")


def theme(project: Project, name: str) -> None:
    with project.edit(Operation.ADD_THEME) as edit:
        add_theme(edit, name)


def over(source: Path, target: Path) -> None:
    """Write the bytes of `source` into the file that `target` is, as `cp` does."""
    with source.open("rb") as old, target.open("r+b") as new:
        shutil.copyfileobj(old, new)
        new.truncate()


def deleted_then_put(place: Place) -> None:
    place.file.unlink()
    shutil.copy(place.older, place.file)


def folder_swapped(place: Place) -> None:
    place.folder.rename(place.room / "Elsewhere.coproclip")
    shutil.copytree(place.room / "Other.coproclip", place.folder)


def to_a_link(place: Place) -> None:
    place.file.unlink()
    place.file.symlink_to(place.canary)


def to_a_folder(place: Place) -> None:
    place.file.unlink()
    place.file.mkdir()


def with_its_log(place: Place) -> None:
    os.replace(place.older, place.file)
    (place.folder / "project.db-wal").unlink()
    (place.folder / "project.db-wal").write_bytes(b"")


TAKEN: dict[str, Callable[[Place], object]] = {
    "an older copy put in its place": lambda p: os.replace(p.older, p.file),
    "a newer copy put in its place": lambda p: os.replace(p.newer, p.file),
    "another project put in its place": lambda p: os.replace(p.other, p.file),
    "the same bytes put in its place": lambda p: os.replace(shutil.copy(p.file, p.room / "same.db"), p.file),
    "an older copy and an empty log": with_its_log,
    "deleted": lambda p: p.file.unlink(),
    "deleted, then a copy": deleted_then_put,
    "renamed": lambda p: p.file.rename(p.folder / "project (conflicted copy).db"),
    "the folder moved": lambda p: p.folder.rename(p.room / "Moved.coproclip"),
    "the folder deleted": lambda p: shutil.rmtree(p.folder),
    "the folder swapped": folder_swapped,
    "emptied": lambda p: os.truncate(p.file, 0),
    "cut in half": lambda p: os.truncate(p.file, p.file.stat().st_size // 2),
    "an older copy written over it": lambda p: over(p.older, p.file),
    "a newer copy written over it": lambda p: over(p.newer, p.file),
    "another project written over it": lambda p: over(p.other, p.file),
    "rubbish written over it": lambda p: p.file.write_bytes(os.urandom(50_000)),
    "a link out of the project": to_a_link,
    "a folder of that name": to_a_folder,
    "its log taken away": lambda p: (p.folder / "project.db-wal").unlink(),
    "the log’s index taken away": lambda p: (p.folder / "project.db-shm").unlink(),
}
MIXED = {name for name in TAKEN if "written over" in name or name in ("emptied", "cut in half")}
STILL_OURS = {"its log taken away", "the log’s index taken away"}


@pytest.fixture
def place(project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    room = tmp_path / "room"
    room.mkdir()
    monkeypatch.setenv("HOME", str(room))
    monkeypatch.setenv("XDG_DOCUMENTS_DIR", str(room))
    return Place(project, room)


def noticed(project: Project) -> ProjectGone:
    """What the window is told, as it looks every second."""
    for _ in range(3):
        try:
            project.poll()
        except ProjectGone as error:
            return error
    pytest.fail("nobody noticed")


@pytest.mark.parametrize("race", TAKEN)
def test_a_project_that_is_taken_away_is_noticed_and_what_took_its_place_is_never_touched(
    place: Place, race: str
) -> None:
    began, project = time.monotonic(), place.project
    canary = place.canary.read_bytes()
    TAKEN[race](place)
    after = bytes_of(place.folder)

    error = noticed(project)
    assert error.happened.endswith(".")
    assert (bool(error.safe), error.next) == (True, "Open the project again.")
    assert project.read_only
    with pytest.raises(ProjectGone):
        theme(project, "Too late")
    with pytest.raises(ProjectGone):
        project.undo()
    kept = part_with_log(project)
    if race not in STILL_OURS:
        log = place.folder / "project.db-wal"
        assert not log.exists() or log.stat().st_size == 0, "the old log waits for nobody, also while this is open"
    words = keep_words(project, ["We moved the chairs.", "And the tables."])
    project.close()

    if race not in MIXED:
        assert kept is not None
        assert names_in(kept) == {"Tables", "Only in the log"}
        assert kept.stat().st_mode & 0o077 == 0
    assert words is not None
    assert "We moved the chairs.\n\nAnd the tables." in words.read_text()
    assert words.stat().st_mode & 0o077 == 0
    assert words.parent == (place.folder if place.folder.is_dir() else place.room)
    if race == "renamed":
        assert names_in(place.folder / "project (conflicted copy).db") == {"Tables", "Only in the log"}
    elif race not in STILL_OURS:
        assert bytes_of(place.folder) == after, "what took its place"
        log = place.folder / "project.db-wal"
        assert not log.exists() or log.stat().st_size == 0, "the old log waits for nobody"
    else:
        assert names_in(place.file) == {"Tables", "Only in the log"}
    if race == "the folder moved":
        assert names_in(place.room / "Moved.coproclip" / "project.db") == {"Tables", "Only in the log"}
    assert place.canary.read_bytes() == canary
    assert time.monotonic() - began < LONG_S


@pytest.mark.parametrize("race", [name for name in TAKEN if "put in its place" in name or "y written over" in name])
def test_who_opens_what_took_its_place_meets_nothing_of_ours_while_ours_is_still_open(place: Place, race: str) -> None:
    TAKEN[race](place)
    mine = names_in(place.file)
    noticed(place.project)
    part_with_log(place.project)
    command = [sys.executable, "-c", BESIDE, str(place.file)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as beside:
        assert beside.stdout is not None
        assert set(json.loads(beside.stdout.readline())) == mine
        if race not in MIXED:
            with place.project.read() as session:
                assert {one.name for one in themes(session)} == {"Tables", "Only in the log"}, "what was open is seen"
        # It has not brought its own log home when this window closes.
        place.project.close()
        assert (place.folder / "project.db-wal").stat().st_size > 0
        assert json.loads(beside.communicate("\n", timeout=LONG_S)[0]) == [["ok"]]
    assert names_in(place.file) == mine | {"Theirs"}


BESIDE = """
import json, sqlite3, sys
database = sqlite3.connect(sys.argv[1])
names = [row[0] for row in database.execute("SELECT name FROM theme")]
database.execute(
    "INSERT INTO theme (id, position, name, letter, colour, question, description, in_their_words, created_at,"
    " heading_kind, suggested_by, linking) VALUES (999, 9, 'Theirs', 'T', 1, '', '', 0, '', '', '', '')"
)
database.commit()
print(json.dumps(names), flush=True)
sys.stdin.readline()
print(json.dumps(database.execute("PRAGMA integrity_check").fetchall()), flush=True)
database.close()
"""
"""Another program with plain SQLite, which knows nothing of us."""


def test_a_log_whose_file_was_written_over_is_kept_by_itself(place: Place) -> None:
    log = (place.folder / "project.db-wal").read_bytes()
    TAKEN["rubbish written over it"](place)
    noticed(place.project)
    assert part_with_log(place.project) is None
    (kept,) = (place.folder / "backups").glob("*.db-wal")
    assert kept.read_bytes() == log
    assert kept.stat().st_mode & 0o077 == 0
    assert not (place.folder / "project.db-wal").exists()


@pytest.mark.parametrize("race", ["an older copy put in its place", "deleted", "a link out of the project", "emptied"])
def test_an_edit_before_anybody_looked_is_refused_and_no_new_file_is_made(place: Place, race: str) -> None:
    TAKEN[race](place)
    after = bytes_of(place.folder)
    with pytest.raises(ProjectGone):
        theme(place.project, "Too late")
    with suppress(CoProClipError):  # what it can still read is what it had open
        for _ in range(3):
            with place.project.read() as session:
                themes(session)
    place.project.close()
    assert bytes_of(place.folder) == after


@pytest.mark.parametrize("race", ["an older copy put in its place", "an older copy written over it"])
def test_closing_before_anybody_looked_leaves_what_took_its_place_alone(place: Place, race: str) -> None:
    TAKEN[race](place)
    place.project.close()
    assert place.file.read_bytes() == place.older.read_bytes() if place.older.exists() else True
    assert names_in(place.file) == set()
    with Project.open(place.folder) as again, again.read() as session:
        assert [one.name for one in themes(session)] == []


def test_some_seconds_after_the_last_write_the_file_alone_is_whole(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "IDLE_S", 0.2)
    theme(project, "Chairs")
    assert project.poll() is None
    assert names_in(Path(shutil.copy(project.folder / "project.db", tmp_path / "torn.db"))) == set()
    deadline = time.monotonic() + LONG_S
    log = project.folder / "project.db-wal"
    while log.stat().st_size and time.monotonic() < deadline:
        time.sleep(0.05)
        project.poll()
    assert names_in(Path(shutil.copy(project.folder / "project.db", tmp_path / "copy.db"))) == {"Chairs"}
    theme(project, "Tables")
    project.close()
    assert not log.exists()
    assert names_in(Path(shutil.copy(project.folder / "project.db", tmp_path / "closed.db"))) == {"Chairs", "Tables"}


def test_a_log_is_left_alone_while_somebody_reads(project: Project) -> None:
    theme(project, "Chairs")
    with project.read() as session:
        themes(session)
        theme(project, "Tables")
        began = time.monotonic()
        assert project.database.bring_home() is False
        assert time.monotonic() - began < 5, "it waits for nobody"
    assert project.database.bring_home() is True


HARMLESS: dict[str, Callable[[Project], object]] = {
    "touched": lambda p: os.utime(p.folder / "project.db"),
    "copied": lambda p: shutil.copy(p.folder / "project.db", p.folder / "project (conflicted copy).db"),
    "its rights changed": lambda p: (p.folder / "project.db").chmod(0o600),
    "a reader comes and goes": lambda p: Project.open(p.folder).close(),
}


@pytest.mark.parametrize("race", HARMLESS)
def test_what_changes_nothing_stops_nobody(project: Project, race: str) -> None:
    theme(project, "Chairs")
    HARMLESS[race](project)
    for number in range(3):
        project.poll()
        theme(project, f"Tables {number}")
        project.database.bring_home()
    assert not project.read_only


def test_another_program_that_writes_and_compacts_stops_nobody(project: Project) -> None:
    theme(project, "Chairs")
    for code in ("edit", "vacuum"):
        script = f"""
import sys
from pathlib import Path
from coproclip.project.project import Operation, Project
from coproclip.themes.codebook import add_theme
with Project.open(Path(sys.argv[1])) as project:
    if {code!r} == "edit":
        with project.edit(Operation.ADD_THEME) as edit:
            add_theme(edit, "Beside")
    else:
        project.database.writer.connection.dbapi_connection.execute("VACUUM")
    project.database.bring_home()
"""
        env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
        subprocess.run([sys.executable, "-c", script, str(project.folder)], env=env, check=True, timeout=60)
        for _ in range(3):
            project.poll()
    theme(project, "Tables")
    with project.read() as session:
        assert {one.name for one in themes(session)} == {"Chairs", "Beside", "Tables"}


def bytes_of(folder: Path) -> dict[str, bytes]:
    """Every database in the project’s folder but the log, its index, and what was kept aside."""
    files = folder.glob("project*.db") if folder.is_dir() else ()
    return {file.name: file.read_bytes() for file in files if file.is_file()}


def names_in(file: Path) -> set[str]:
    """The themes that this file alone holds."""
    with closing(sqlite3.connect(f"{file.as_uri()}?immutable=1", uri=True)) as connection:
        return {row[0] for row in connection.execute("SELECT name FROM theme")}
