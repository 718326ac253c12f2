"""Files that are damaged, foreign, too new, missing or locked away: a sentence, never a traceback and never a hang."""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest
from deeds import picture
from everything import at_most, is_a_sentence, read_everything

from coproclip.errors import (
    BadInput,
    CoProClipError,
    ProjectDamaged,
    ProjectError,
    ProjectTooNew,
    StorageError,
)
from coproclip.project.journal import Operation
from coproclip.project.project import Project
from coproclip.themes.codebook import add_theme, themes

MUTATIONS = 50
LONGEST_S = 60
NOBODY = 65534


def mutated(data: bytes, rng: Random) -> bytes:
    """The same file after a bad stick, a torn copy or a stray program."""
    changed = bytearray(data)
    kind = rng.choice(["flip", "flip", "text", "text", "text", "text", "cut", "zero", "swap", "noise"])
    if kind == "flip":
        for _ in range(rng.choice([1, 3, 30])):
            changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
    elif kind == "text":
        # Where words and JSON are: the file as SQLite sees it stays whole, what it says does not.
        for _ in range(rng.choice([1, 3, 10])):
            near = rng.choice([b"[[", b'",', b"],[", b'{"', b"chairs", b"originals"])
            at = changed.find(near, rng.randrange(len(data)))
            if at >= 0:
                changed[at + rng.randrange(3)] = rng.choice(b'[]{},.:"0n\x00\xff ')
    elif kind == "cut":
        del changed[rng.randrange(len(changed)) :]
    elif kind == "zero":
        at, size = rng.randrange(len(changed)), rng.choice([16, 512, 4096, 40_000])
        changed[at : at + size] = bytes(len(changed[at : at + size]))
    elif kind == "swap":
        one, two = rng.sample(range(len(changed) // 4096), 2)
        page = changed[one * 4096 : one * 4096 + 4096]
        changed[one * 4096 : one * 4096 + 4096] = changed[two * 4096 : two * 4096 + 4096]
        changed[two * 4096 : two * 4096 + 4096] = page
    else:
        at = rng.randrange(len(changed))
        changed[at : at + 100] = rng.randbytes(100)
    return bytes(changed)


@pytest.mark.parametrize("seed", range(MUTATIONS))
def test_a_mutated_project_opens_or_is_refused_in_words(
    seed: int, whole: Callable[..., Path], make_story: Callable[..., int]
) -> None:
    folder = whole(make_story)
    path = folder / "project.db"
    good = path.read_bytes()
    path.write_bytes(mutated(good, Random(seed)))
    try:
        with at_most(LONGEST_S):
            try:
                project = Project.open(folder)
            except CoProClipError as error:
                is_a_sentence(error)
            else:
                with project:
                    read_everything(project)
    finally:
        for left in folder.glob("project.db*"):
            left.unlink()
        path.write_bytes(good)


def test_a_damaged_file_names_the_newest_whole_copy(project: Project, story: int) -> None:
    copy = project.back_up()
    before = picture(project)
    project.close()
    path = project.folder / "project.db"
    path.write_bytes(path.read_bytes()[:5000])
    with pytest.raises(ProjectDamaged, match="there is a backup") as refused:
        Project.open(project.folder)
    assert copy.name in refused.value.next
    path.write_bytes(copy.path.read_bytes())
    with Project.open(project.folder) as again:
        assert picture(again) == before


@pytest.mark.parametrize("data", [b"", b"SQLite format 3", b"RIFF....WAVEfmt ", "“Words”".encode() * 500])
def test_a_file_that_is_no_database_is_refused_and_untouched(data: bytes, tmp_path: Path) -> None:
    folder = tmp_path / "Side.coproclip"
    folder.mkdir()
    (folder / "project.db").write_bytes(data)
    with pytest.raises(ProjectDamaged):
        Project.open(folder)
    assert (folder / "project.db").read_bytes() == data


def test_another_programs_database_is_refused_and_untouched(tmp_path: Path) -> None:
    folder = tmp_path / "Side.coproclip"
    folder.mkdir()
    with sqlite3.connect(folder / "project.db") as other:
        other.execute("CREATE TABLE story (id INTEGER)")
    other.close()
    before = (folder / "project.db").read_bytes()
    with pytest.raises(ProjectError, match="not a CoProClip project"):
        Project.open(folder)
    assert (folder / "project.db").read_bytes() == before


def change_version(folder: Path, version: str | None) -> None:
    with sqlite3.connect(folder / "project.db") as connection:
        connection.execute("DELETE FROM alembic_version")
        if version is not None:
            connection.execute("INSERT INTO alembic_version VALUES (?)", (version,))
    connection.close()


def test_a_project_of_a_newer_coproclip_says_to_update_and_stays_as_it_is(project: Project) -> None:
    project.close()
    change_version(project.folder, "9042")
    before = (project.folder / "project.db").read_bytes()
    with pytest.raises(ProjectTooNew, match="newer CoProClip") as refused:
        Project.open(project.folder)
    assert "Update CoProClip" in refused.value.next
    assert (project.folder / "project.db").read_bytes() == before


@pytest.mark.parametrize("version", [None, "", "0a01", "0000", "10001"])
def test_a_version_we_never_wrote_is_damage_and_not_news(project: Project, version: str | None) -> None:
    project.close()
    change_version(project.folder, version)
    with pytest.raises(ProjectDamaged):
        Project.open(project.folder)


def test_a_place_without_a_project_says_what_to_do(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "nowhere", tmp_path / "a" / "b.coproclip"):
        with pytest.raises(ProjectError, match="There is no project") as refused:
            Project.open(folder)
        assert ".coproclip" in refused.value.next
    assert list(tmp_path.iterdir()) == []


def test_a_project_is_found_by_its_name_its_folder_or_its_file(project: Project) -> None:
    project.close()
    for way in (project.folder, project.folder / "project.db", project.folder.with_suffix("")):
        with Project.open(way) as again:
            assert again.folder == project.folder


def test_a_new_project_never_takes_the_place_of_something(project: Project, tmp_path: Path) -> None:
    before = picture(project)
    with pytest.raises(BadInput, match="is there already"):
        Project.create(project.folder)
    (tmp_path / "file").write_text("mine")
    with pytest.raises(StorageError):
        Project.create(tmp_path / "file" / "inside")
    assert (tmp_path / "file").read_text() == "mine"
    assert picture(project) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["Side by Side.coproclip", "file"]


@pytest.mark.parametrize(
    "name", ["what? #1 & 100% d'été “x”", "two\nlines", "?", "file:x", "a%20b", ".hidden", "ends with dot.", "中文 🎙"]
)
def test_a_project_may_have_any_name(name: str, tmp_path: Path) -> None:
    with Project.create(tmp_path / name) as project, project.edit(Operation.ADD_THEME) as edit:
        add_theme(edit, "Chairs")
    with Project.open(tmp_path / f"{name}.coproclip") as project:
        assert project.details.title == name
        assert project.back_up().path.is_file()
    assert [path.name for path in tmp_path.iterdir()] == [f"{name}.coproclip"]


def test_a_folder_name_that_is_not_unicode_works_too(tmp_path: Path) -> None:
    folder = tmp_path / os.fsdecode(b"caf\xe9")
    try:
        folder.mkdir()
    except OSError:
        pytest.skip("this disk has only Unicode names")
    with Project.create(folder / "Side") as project:
        assert project.database.faults() == []
    with Project.create(tmp_path / os.fsdecode(b"t\xe9")) as project:
        assert project.details.title == "t?"


@contextmanager
def as_somebody_else() -> Iterator[Path]:
    """A folder that the running program may look at but not write to; root gives up its rights for the while."""
    # Under /tmp itself: pytest's own folders may not even be looked into by others.
    place = Path(
        tempfile.mkdtemp(prefix="coproclip-", dir=next((one for one in ("/tmp",) if os.path.isdir(one)), None))
    )
    place.chmod(0o755)
    try:
        with Project.create(place / "Locked") as project, project.edit(Operation.ADD_THEME) as edit:
            add_theme(edit, "Chairs")
        place.chmod(0o555)
        project.folder.chmod(0o555)
        (project.folder / "project.db").chmod(0o644)
        if os.geteuid() == 0:
            os.seteuid(NOBODY)
        if os.access(project.folder, os.W_OK, effective_ids=True):
            pytest.skip("every folder is writable for this user")
        yield project.folder
    finally:
        if os.getuid() == 0:
            os.seteuid(0)
        project.folder.chmod(0o755)
        shutil.rmtree(place)


@pytest.mark.skipif(not hasattr(os, "seteuid"), reason="needs the users of a Unix system")
def test_a_folder_that_may_not_be_written_to_is_read_and_none_is_made_there() -> None:
    with as_somebody_else() as folder:
        with Project.open(folder) as project, project.read() as session:
            assert project.read_only
            assert [theme.name for theme in themes(session)] == ["Chairs"]
        with pytest.raises(StorageError, match="may not be written to") as refused:
            Project.create(folder.parent / "New")
        is_a_sentence(refused.value)
        assert sorted(path.name for path in folder.parent.iterdir()) == ["Locked.coproclip"]


def test_paths_in_the_database_never_lead_out_of_the_project(project: Project) -> None:
    assert project.path("originals/a.wav") == project.folder / "originals" / "a.wav"
    for bad in ("", "/etc/passwd", "../other", "originals/../../x", "originals//x"):
        with pytest.raises(ProjectError, match="makes no sense"):
            project.path(bad)
