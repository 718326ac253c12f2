"""A project where nothing may be written: it opens, reads, searches, plays and exports, and no byte of it changes."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from consenting import allow
from examining import examine
from write_protected import stick

from coproclip.audio.files import read_frames
from coproclip.cli.app import run
from coproclip.errors import ProjectGone, ProjectReadOnly
from coproclip.excerpts.marking import mark
from coproclip.people.stories import sound_of, stories
from coproclip.project.journal import Operation, Work
from coproclip.project.looking_after.missing import missing_recordings
from coproclip.project.project import Project
from coproclip.project.schema import Story
from coproclip.project.storage.read_only import PREFIX
from coproclip.transcript.search import search

ROOT = Path(__file__).parents[2]


def state(folder: Path) -> dict[str, tuple[int, int, bytes]]:
    """Every file and folder with its time and bytes."""
    return {
        str(path.relative_to(folder)): (
            path.stat().st_mtime_ns,
            path.stat().st_mode,
            path.read_bytes() if path.is_file() else b"",
        )
        for path in [folder, *folder.rglob("*")]
    }


def copies() -> list[Path]:
    return list(Path(tempfile.gettempdir()).glob(f"{PREFIX}*"))


@pytest.fixture(params=["closed", "with its log", "without its inner folders"])
def protected(request: pytest.FixtureRequest, project: Project, story: int, tmp_path: Path) -> Iterator[Path]:
    with project.edit(Operation.MARK_EXCERPT) as edit:
        mark(edit, story, 2350, 6500, title="The chairs")
    allow(project, story)
    if request.param == "with its log":
        pass
    elif request.param == "closed":
        project.close()
    else:
        project.close()
        for name in ("peaks", "trash", "backups", "recordings", "working"):
            shutil.rmtree(project.folder / name)
    with stick(tmp_path, project.folder) as place:
        yield place / project.folder.name


def test_it_opens_reads_searches_and_plays_and_nothing_beside_it_changes(protected: Path, story: int) -> None:
    before, left = state(protected), copies()
    with Project.open(protected) as project:
        assert project.read_only
        assert isinstance(project.guard.refusal, ProjectReadOnly)
        with project.read() as session:
            assert [one.title for one in stories(session)] == ["Moving the chairs"]
            assert len(search(session, "bus stop")) == 1
            sound = sound_of(project, session, story)
        assert read_frames(sound.audio, 0, 100)[0].size
        assert missing_recordings(project) is None
        with pytest.raises(ProjectReadOnly, match="write-protected") as refused, project.edit(Operation.CHANGE_STORY):
            pass
        assert "copy the whole folder" in refused.value.next
        with pytest.raises(ProjectReadOnly), project.edit(Work.MEDIA):
            pass
        with pytest.raises(ProjectReadOnly):
            project.undo()
        project.remember_place(story, 5000)
        with pytest.raises(ProjectReadOnly):
            project.back_up()
        assert project.poll() is None
        assert [fault for fault in examine(project) if "waveform" not in fault] == []
    assert state(protected) == before
    assert copies() == left, "the private copy goes on closing"


def test_the_command_line_reads_and_exports_it(
    protected: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = state(protected)

    def _run(*words: object) -> tuple[int, str, str]:
        code = run([str(word) for word in words])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    code, out, err = _run("stories", protected)
    assert (code, "Moving the chairs" in out) == (0, True), err
    assert _run("search", protected, "bus stop")[0] == 0
    target = tmp_path / "words.txt"
    assert _run("transcript", protected, "1", "--output", target, "--for-the-team")[0] == 0
    assert "bus stop" in target.read_text(encoding="utf-8")
    code, _, err = _run("theme", "add", protected, "Trust")
    assert (code, "write-protected" in err) == (1, True)
    assert state(protected) == before


def test_one_of_an_older_version_is_read_too(tmp_path: Path) -> None:
    kept = sorted((ROOT / "tests" / "data" / "projects").glob("*.coproclip"))[0]
    with stick(tmp_path, kept) as place:
        folder = place / kept.name
        before = state(folder)
        with Project.open(folder) as project, project.read() as session:
            assert project.read_only
            assert [story.title for story in stories(session)] == ["The garden", "Moving the chairs"]
        assert state(folder) == before


def test_only_its_owner_may_look_into_the_private_copy(project: Project, story: int, tmp_path: Path) -> None:
    with stick(tmp_path, project.folder) as place, Project.open(place / project.folder.name) as opened:
        with opened.read() as session:
            assert session.get(Story, story) is not None
        (made,) = [copy for copy in copies() if any(copy.glob("project.db"))]
        assert made.stat().st_mode & 0o077 == 0


def test_copies_that_a_killed_program_left_are_swept(project: Project, story: int, tmp_path: Path) -> None:
    left = Path(tempfile.mkdtemp(prefix=PREFIX))
    (left / "lock").touch()
    (left / "project.db").write_bytes(b"words")
    with stick(tmp_path, project.folder) as place, Project.open(place / project.folder.name):
        assert not left.exists()


def test_a_file_that_is_changed_by_its_owner_while_it_is_read_here_is_noticed(
    project: Project, story: int, tmp_path: Path
) -> None:
    project.close()
    folder = project.folder
    opened = Project(folder, Project.open(folder).database, ProjectReadOnly("It can be read here, but not changed."))
    assert opened.poll() is None
    os.utime(folder / "project.db", (1, 1))
    with pytest.raises(ProjectGone, match="changed by somebody else"):
        opened.poll()
    opened.close()


def _empty(folder: Path) -> None:
    for path in folder.iterdir():
        path.unlink()


@pytest.mark.parametrize("lose", [shutil.rmtree, _empty], ids=["the folder", "what is in it"])
def test_missing_recordings_are_said_at_opening_every_time(
    project: Project, story: int, lose: Callable[[Path], object]
) -> None:
    project.close()
    lose(project.folder / "originals")
    for _ in range(2):
        with Project.open(project.folder) as again:
            found = missing_recordings(again)
            assert found is not None
            assert found.happened == "The recordings are missing from the folder “originals”."
            assert (bool(found.safe), bool(found.next)) == (True, True)


def test_one_missing_recording_of_two_is_counted(project: Project, make_story: Callable[..., int]) -> None:
    make_story(project)
    make_story(project, title="The garden")
    next((project.folder / "originals").glob("The-garden*")).unlink()
    found = missing_recordings(project)
    assert found is not None
    assert found.happened == "1 of 2 recordings is missing from the folder “originals”."
