"""A path kept in a project leads to a plain file of that project, or nowhere."""

import os
import stat
import sys
from pathlib import Path

import pytest
from examining import examine
from sqlalchemy import update

from coproclip.audio.writing import new_file
from coproclip.capture.importer import import_file
from coproclip.capture.rebuild_derived import remake
from coproclip.cli.app import run
from coproclip.errors import CoProClipError, ProjectError, StorageError
from coproclip.file_locks import is_locked
from coproclip.new_files import copy_new, make_new, make_private_file, open_or_make, write_whole
from coproclip.people.stories import sound_of
from coproclip.project.journal import Work
from coproclip.project.looking_after.inspection import inspect, mend
from coproclip.project.project import Project
from coproclip.project.schema import Recording
from coproclip.project.storage.backups import BackupReason
from coproclip.project.storage.fingerprints import seal
from coproclip.project.storage.lock import WindowLock
from coproclip.project.storage.places import is_plain_name
from coproclip.settings import Settings, save_settings

posix = pytest.mark.skipif(sys.platform == "win32", reason="rights and special files of Unix systems")
BAD = (
    "",
    "originals",
    "originals/",
    "/etc/passwd",
    "../other",
    "originals/..",
    "originals/.",
    "originals/../project.db",
    "originals/../../x",
    "originals//x",
    "originals/a/b.wav",
    "project.db",
    "project.db-wal",
    "backups/project-2026-01-01.db",
    "C:/Windows/x.wav",
    "originals/C:x.wav",
    "originals\\x.wav",
    "originals/..\\..\\x.wav",
    "\\\\server\\share\\x.wav",
    "originals/x\0.wav",
    "originals/x\n.wav",
    "originals/nul",
    "originals/COM1.wav",
    "originals/lpt¹ .wav",
    "originals/x.wav.",
    "originals/x.wav ",
    "originals/x.wav:stream",
    "originals/" + "x" * 300,
    "Originals/x.wav",
)


@pytest.fixture
def canary(tmp_path: Path) -> Path:
    path = tmp_path / "outside" / "canary.wav"
    path.parent.mkdir()
    path.write_bytes(b"somebody else's")
    return path


def story(project: Project, shared: Path) -> int:
    return import_file(project, shared / "data/audio/formats/base16k.wav").recording_id


def plant(project: Project, recording: int, **values: str) -> None:
    with project.edit(Work.MEDIA) as edit:
        edit.session.execute(update(Recording).where(Recording.id == recording).values(**values))


def state(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith("project.db")
    }


@pytest.mark.parametrize("bad", BAD)
def test_a_path_that_leads_elsewhere_is_refused(project: Project, bad: str) -> None:
    with pytest.raises(ProjectError, match="makes no sense"):
        project.path(bad)


def test_a_path_lies_in_the_folder_of_its_kind(project: Project) -> None:
    assert project.path("working/a.flac", "working") == project.folder / "working" / "a.flac"
    for inside in ("originals/a.wav", "working/a.flac"):
        with pytest.raises(ProjectError):
            project.path(inside, "peaks")


def test_names_people_give_are_plain() -> None:
    assert all(is_plain_name(name) for name in ("a.wav", "Łódź 3.m4a", "console.wav", ".hidden", "15. Victor.mp3"))


@posix
@pytest.mark.parametrize("of", ["file", "folder", "pipe", "folder instead"])
def test_a_link_or_a_pipe_is_refused(project: Project, canary: Path, of: str) -> None:
    place = project.folder / "originals" / "canary.wav"
    if of == "folder":
        (project.folder / "originals").rmdir()
        (project.folder / "originals").symlink_to(canary.parent)
    elif of == "file":
        place.symlink_to(canary)
    elif of == "pipe":
        os.mkfifo(place)
    else:
        place.mkdir()
    with pytest.raises(ProjectError):
        project.path("originals/canary.wav")


@posix
@pytest.mark.parametrize(
    "name", ["originals", "working", "trash", "recordings", "backups", "project.db", "project.db-wal"]
)
def test_a_project_with_a_link_inside_is_not_opened(tmp_path: Path, name: str) -> None:
    with Project.create(tmp_path / "Doors") as project:
        folder = project.folder
    outside = tmp_path / "outside"
    if (folder / name).is_dir() or (folder / name).exists():
        (folder / name).rename(outside)
    else:
        outside.write_bytes(b"")
    (folder / name).symlink_to(outside)
    with pytest.raises(ProjectError, match="link to somewhere else"):
        Project.open(folder)
    assert run(["check-project", str(folder)]) == 1


@pytest.mark.parametrize(
    "values",
    [
        {"working": "project.db"},
        {"working": "../outside/canary.wav"},
        {"working": "peaks/x.flac"},
        {"peaks": "project.db"},
        {"peaks": "originals/x.peaks"},
        {"original": "../outside/canary.wav"},
        {"original": "project.db"},
    ],
)
def test_planted_paths_are_never_read_written_or_made_again(
    project: Project, shared: Path, canary: Path, values: dict[str, str]
) -> None:
    recording = story(project, shared)
    plant(project, recording, **values)
    before, database = state(project.folder), (project.folder / "project.db").read_bytes()[:100]
    with pytest.raises(CoProClipError):
        remake(project, recording)
    with pytest.raises(CoProClipError), project.read() as session:
        sound_of(project, session, 1)
    assert examine(project)
    assert state(project.folder) == before
    assert (project.folder / "project.db").read_bytes()[:100] == database
    assert canary.read_bytes() == b"somebody else's"


def test_making_the_picture_again_never_replaces_the_sound(project: Project, shared: Path) -> None:
    recording = story(project, shared)
    with project.read() as session:
        original = session.get_one(Recording, recording).original
    before = project.path(original).read_bytes()
    for column in ("peaks", "working"):
        plant(project, recording, **{column: original})
        with pytest.raises(CoProClipError):
            remake(project, recording)
        plant(project, recording, **{column: ""})
    assert project.path(original).read_bytes() == before


# ---- what is written ------------------------------------------------------------------------------------------


@posix
@pytest.mark.parametrize("what", ["pipe", "link", "dangling link", "folder", "socket"])
def test_nothing_but_a_plain_file_is_replaced(tmp_path: Path, canary: Path, what: str) -> None:
    import socket

    target = tmp_path / "t"
    if what == "pipe":
        os.mkfifo(target)
    elif what == "folder":
        target.mkdir()
    elif what == "socket":
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(str(target))
    else:
        target.symlink_to(canary if what == "link" else tmp_path / "nowhere")
    before = os.lstat(target)
    with pytest.raises(StorageError, match="not a file"), new_file(target, "writing") as (fresh, _):
        fresh.write(b"1")
    after = os.lstat(target)
    assert (before.st_ino, before.st_mode) == (after.st_ino, after.st_mode)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["outside", "t"]
    assert canary.read_bytes() == b"somebody else's"


@posix
@pytest.mark.parametrize("what", ["link", "dangling link"])
def test_what_is_made_new_is_never_written_through_what_lies_there(tmp_path: Path, canary: Path, what: str) -> None:
    outside = canary if what == "link" else tmp_path / "nowhere"
    target, source = tmp_path / "t", tmp_path / "source"
    target.symlink_to(outside)
    source.write_bytes(b"new")
    for make in (make_new, make_private_file, lambda path: copy_new(source, path)):
        with pytest.raises(FileExistsError):
            make(target)
    with pytest.raises(OSError, match=r"link|symbolic"):
        open_or_make(target)
    with pytest.raises(OSError, match=r"link|symbolic"):
        copy_new(target, tmp_path / "copy")
    write_whole(target, b"new")
    assert target.read_bytes() == b"new"
    assert not target.is_symlink()
    assert canary.read_bytes() == b"somebody else's"
    assert not (tmp_path / "nowhere").exists()


@posix
def test_settings_and_sums_are_not_written_through_a_link(
    tmp_path: Path, canary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COPROCLIP_HOME", str(tmp_path))
    names = ("settings.toml", "settings.new", "project.db.sha256", "project.db.sha256.unfinished", ".window-wanted")
    with Project.create(tmp_path / "Doors") as project:
        folder = project.folder
    for name in names:
        for place in (tmp_path, folder):
            (place / name).unlink(missing_ok=True)
            (place / name).symlink_to(canary)
    save_settings(Settings())
    seal(folder)
    WindowLock(folder).ask()
    assert canary.read_bytes() == b"somebody else's"


@posix
def test_a_device_is_not_replaced() -> None:
    with pytest.raises(StorageError, match="part of the system"), new_file(Path("/dev/null"), "writing"):
        pass


@posix
def test_what_is_being_written_is_seen_to_be(tmp_path: Path) -> None:
    with new_file(tmp_path / "a", "writing") as (fresh, path):
        fresh.write(b"1")
        assert is_locked(path)
    assert not is_locked(tmp_path / "a")


@posix
def test_a_project_is_for_its_owner_alone(tmp_path: Path, shared: Path) -> None:
    before = os.umask(0o022)
    try:
        with Project.create(tmp_path / "Doors") as project:
            story(project, shared)
            assert project.back_up(BackupReason.ASKED)
            places = [project.folder, *project.folder.rglob("*")]
            open_to_others = [path for path in places if stat.S_IMODE(os.lstat(path).st_mode) & 0o077]
            assert len(places) > 9
            assert open_to_others == []
    finally:
        os.umask(before)


LONG = "x" * 5000


@pytest.mark.parametrize(
    "words",
    [
        [LONG],
        ["new", LONG],
        ["stories", LONG],
        ["stories", f"{LONG}.coproclip"],
        ["check-project", f"{LONG}/a"],
        ["import", "{project}", f"{LONG}.wav"],
        ["import", "{project}", f"/{LONG}/a.wav"],
        ["transcript", "{project}", "1", "--for-the-team", "--output", LONG],
        ["export", "clips", "{project}", "--output", LONG],
        ["models", "add", LONG],
        ["recover", "{project}", "--second-disk", LONG],
        ["record", "{project}", "--second-disk", LONG],
    ],
    ids=lambda words: " ".join(word[:12] for word in words),
)
def test_a_path_longer_than_the_system_takes_is_a_sentence(
    project: Project, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([word.replace("{project}", str(project.folder)) for word in words]) in (1, 2)
    assert "Something went wrong inside" not in capsys.readouterr().err


@posix
def test_a_database_that_is_a_file_elsewhere_too_is_only_read(project: Project, tmp_path: Path) -> None:
    folder, elsewhere = project.folder, tmp_path / "another.db"
    project.close()
    os.link(folder / "project.db", elsewhere)
    before = elsewhere.read_bytes()
    with Project.open(folder) as opened:
        assert opened.read_only
        with pytest.raises(CoProClipError, match="a file somewhere else") as refusal, opened.edit(Work.MEDIA):
            pass
        assert "copy the whole folder" in str(refusal.value.next)
    assert any("a file somewhere else" in one.what for one in inspect(folder))
    with pytest.raises(CoProClipError, match="a file somewhere else"):
        mend(folder, "search-index")
    assert elsewhere.read_bytes() == before
