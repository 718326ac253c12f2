"""What killed work left is named; what is certainly ours and over goes at the next opening; nothing else ever does."""

import os
import sys
import time
from pathlib import Path

import pytest
from examining import examine
from sqlalchemy import select

from coproclip.audio.writing import new_file
from coproclip.capture.importer import import_file
from coproclip.project.journal import Work
from coproclip.project.looking_after.integrity import examined
from coproclip.project.looking_after.leftovers import Leftover, leftovers
from coproclip.project.project import Project
from coproclip.project.schema import Recording

HEX12, HEX16 = "0123456789ab", "0123456789abcdef"
UUID = "01234567-89ab-cdef-0123-456789abcdef"
TWO_DAYS = 2 * 86_400
SWEPT = [
    f".{HEX12}.unfinished",
    f"originals/.{HEX12}.unfinished",
    f"working/.{HEX12}.unfinished",
    f"peaks/.{HEX12}.unfinished",
    f"recordings/.{HEX12}.unfinished",
    f"peaks/{HEX16}.peaks",
    f"peaks/{UUID}.peaks",
    "recordings/aaaaaaaa-89ab-cdef-0123-456789abcdef.lock",
    "backups/project-2026-01-02.part",
    "backups/before-0003.part",
    "backups/000012-20261129-daily.db.unfinished",
]
NAMED = [
    f"originals/{HEX16}.wav",
    "originals/Our interview.wav",
    f"working/{HEX16}.flac",
    "working/something.flac",
    f"recordings/{UUID}.json",
]
LET_BE = [f"trash/{HEX16}.wav", "notes.txt", "backups/my own.part", "recordings/reading list.txt"]


def put(folder: Path, inside: str, age_s: int = TWO_DAYS) -> Path:
    path = folder / inside
    path.write_bytes(b"left")
    os.utime(path, (time.time() - age_s,) * 2)
    return path


def found(project: Project) -> dict[str, Leftover]:
    with project.read() as session:
        return {leftover.where: leftover for leftover in leftovers(project.folder, session)}


def test_everything_killed_work_leaves_is_named_and_only_ours_goes(project: Project, shared: Path) -> None:
    import_file(project, shared / "data/audio/formats/base16k.wav")
    folder = project.folder
    mine = {path for path in folder.rglob("*") if path.is_file()}
    for path in mine:
        if not path.name.startswith("project.db"):
            os.utime(path, (time.time() - TWO_DAYS,) * 2)
    (folder / f"originals/{UUID}.m4a").touch()
    for inside in (*SWEPT, *NAMED, *LET_BE):
        put(folder, inside)
    told = found(project)
    assert {where for where, one in told.items() if one.swept} == {*SWEPT, f"working/{HEX16}.flac"}
    assert {where for where, one in told.items() if not one.swept} == {*NAMED} - {f"working/{HEX16}.flac"}
    assert {where for where in (*SWEPT, *NAMED) if (folder / where).exists()} == {*SWEPT, *NAMED}, "listing changed it"
    assert all(any(where in fault for fault in examine(project)) for where in told)
    with Project.open(folder):
        pass
    assert not any((folder / where).exists() for where in SWEPT)
    assert all((folder / where).exists() for where in (*LET_BE, *NAMED) if where != f"working/{HEX16}.flac")
    assert all(path.exists() for path in mine)


def test_sound_whose_original_is_gone_is_never_taken_away(project: Project) -> None:
    copy = put(project.folder, f"working/{HEX16}.flac")
    assert not found(project)[f"working/{HEX16}.flac"].swept
    with Project.open(project.folder):
        pass
    assert copy.exists()


def test_a_recording_that_only_a_backup_knows_is_kept_for_that_backup(project: Project, shared: Path) -> None:
    story = import_file(project, shared / "data/audio/formats/base16k.wav").story_id
    with project.read() as session:
        original = session.scalars(select(Recording.original)).one()
    before = project.back_up()
    with project.edit(Work.ADD_STORY) as edit:
        for recording in edit.session.scalars(select(Recording).where(Recording.story_id == story)):
            edit.session.delete(recording)
    os.utime(project.folder / original, (time.time() - TWO_DAYS,) * 2)
    put(project.folder, f"originals/{HEX16}.wav")
    (mine,) = [one for one in examined(project) if one.where == original]
    assert before.name in mine.what
    assert "elete" not in mine.what + mine.mend
    (other,) = [one for one in examined(project) if one.where == f"originals/{HEX16}.wav"]
    assert "delete it by hand" in other.mend


def test_what_is_on_its_way_stays(project: Project) -> None:
    young = [put(project.folder, where, age_s=5) for where in SWEPT]
    assert found(project) == {}
    with Project.open(project.folder):
        pass
    assert all(path.exists() for path in young)


@pytest.mark.skipif(sys.platform == "win32", reason="there no open file can be taken away")
def test_what_a_living_program_writes_slowly_stays(project: Project) -> None:
    with new_file(project.folder / "working" / "a.flac", "writing") as (fresh, path):
        os.utime(path, (time.time() - TWO_DAYS,) * 2)
        with Project.open(project.folder):
            pass
        fresh.write(b"1")
    assert (project.folder / "working" / "a.flac").read_bytes() == b"1"


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_links_are_named_and_neither_followed_nor_taken_away(project: Project, tmp_path: Path) -> None:
    canary = put(tmp_path, "canary")
    where = f"peaks/.{HEX12}.unfinished"
    (project.folder / where).symlink_to(canary)
    assert not found(project)[where].swept
    with Project.open(project.folder):
        pass
    assert (project.folder / where).is_symlink()
    assert canary.read_bytes() == b"left"


def test_a_project_that_was_only_begun_goes_when_the_next_is_made(tmp_path: Path) -> None:
    begun, begun_by_somebody, young = tmp_path / ".01234567.new", tmp_path / ".89abcdef.new", tmp_path / ".00000000.new"
    for shell in (begun, begun_by_somebody, young):
        (shell / "originals").mkdir(parents=True)
        (shell / "project.db").write_bytes(b"")
    put(begun_by_somebody, "originals/a.wav")
    for shell in (begun, begun_by_somebody):
        os.utime(shell, (time.time() - TWO_DAYS,) * 2)
    with Project.create(tmp_path / "Doors"):
        pass
    assert not begun.exists()
    assert (begun_by_somebody / "originals" / "a.wav").exists()
    assert young.exists()
