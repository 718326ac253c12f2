"""What any earlier export to a folder holds goes as soon as it may no longer be shared, also when nothing renews it."""

import json
import os
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from consenting import allow, answer
from running import Command, Ran
from sqlalchemy import delete

from coproclip.excerpts import marking
from coproclip.excerpts.approval import note_answer
from coproclip.excerpts.playlists import add_playlist, add_to_playlist, change_playlist, delete_playlist
from coproclip.export.folders.manifest import MANIFEST, Owner
from coproclip.people.consent import note_consent
from coproclip.people.stories import bin_story, change_story, speakers_of
from coproclip.project.journal import Operation, Work
from coproclip.project.kinds import ConsentAbout
from coproclip.project.project import Project
from coproclip.project.schema import HandoverFile, Playlist
from coproclip.transcript.edits import passages, set_speaker

Export = Callable[..., Ran]
CHAIRS, ASKED = 1, 2


@pytest.fixture
def lists(project: Project, story: int) -> dict[str, int]:
    """Two playlists: both excerpts in one, only the first in the other."""
    allow(project, story)
    with project.edit(Operation.MARK_EXCERPT) as edit:
        ids = [
            marking.mark_quote(edit, story, quote, title=title).id
            for quote, title in (("We moved the chairs.", "Chairs"), ("somebody asked me how", "Asked"))
        ]
        assert ids == [CHAIRS, ASKED]
        made = {"Both": add_playlist(edit, "Both").id, "Other": add_playlist(edit, "Other").id}
        add_to_playlist(edit, made["Both"], ids)
        add_to_playlist(edit, made["Other"], ids[:1])
    for one in ids:
        answer(project, one)
    return made


@pytest.fixture
def export(cli: Command, project: Project, tmp_path: Path) -> Export:
    def _run(*words: object, use: str = "sharing") -> Ran:
        ran = cli("export", words[0], project.folder, *words[1:], "--to", tmp_path, "--format", "wav", "--use", use)
        assert ran.code == 0, ran.err
        return ran

    return _run


def take_back(project: Project, playlist: int | None) -> None:
    answer(project, ASKED, "no")
    if playlist is not None:
        with project.edit(Operation.DELETE_PLAYLIST) as edit:
            delete_playlist(edit, playlist)


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("gone", [True, False])
@pytest.mark.parametrize("again", [("playlist", "Other"), ("clips",)])
def test_what_a_playlist_that_nobody_renews_holds_is_taken_away_and_said(
    project: Project, lists: dict[str, int], export: Export, tmp_path: Path, again: tuple[str, ...], gone: bool
) -> None:
    export("playlist", "Both")
    before = files(tmp_path / "Both")
    assert "Taken away" not in export(*again).err
    assert files(tmp_path / "Both") == before
    take_back(project, lists["Both"] if gone else None)
    said = export(*again).err
    assert "Taken away from “Both”" in said
    assert "Taken away: “Both.zip”" in said
    assert not [one for one in files(tmp_path / "Both") if "Asked" in one or one in ("index.html", "playlist.json")]
    assert not (tmp_path / "Both.zip").exists()
    assert "Taken away" not in export(*again).err


def test_one_that_was_moved_a_folder_deeper_is_found(
    project: Project, lists: dict[str, int], export: Export, tmp_path: Path
) -> None:
    export("playlist", "Both")
    (tmp_path / "older").mkdir()
    os.rename(tmp_path / "Both", tmp_path / "older" / "For Anna")
    os.rename(tmp_path / "Both.zip", tmp_path / "older" / "For Anna.zip")
    export("playlist", "Both")
    take_back(project, None)
    assert "Taken away from “For Anna”" in export("playlist", "Both").err
    assert not [name for name in files(tmp_path / "older") if "Asked" in name or name.endswith((".zip", ".html"))]
    assert (tmp_path / "Both.zip").is_file()


def test_what_is_as_it_should_be_and_what_another_project_made_stays(
    project: Project, lists: dict[str, int], export: Export, tmp_path: Path
) -> None:
    export("playlist", "Both")
    take_back(project, lists["Both"])
    manifest = tmp_path / "Both" / MANIFEST
    ours = json.loads(manifest.read_text())
    [row] = ours["sets"].values()
    assert row["project"] == Owner(project.details.uid).project_key
    row["project"] = Owner("another").project_key
    manifest.write_text(json.dumps(ours))
    before = files(tmp_path)
    assert "“Both”" not in export("playlist", "Other").err
    assert set(before) <= set(files(tmp_path))


def test_one_of_a_version_before_that_noted_no_project_is_named_and_left(
    project: Project, lists: dict[str, int], export: Export, tmp_path: Path
) -> None:
    export("playlist", "Both")
    manifest = tmp_path / "Both" / MANIFEST
    manifest.write_text(manifest.read_text().replace(Owner(project.details.uid).project_key, Owner().project_key))
    before = files(tmp_path / "Both")
    assert "“Both” holds a playlist like one of this project" in export("playlist", "Other").err
    take_back(project, lists["Both"])
    assert "“Both” holds a playlist like one of this project" in export("playlist", "Other").err
    assert files(tmp_path / "Both") == before


def test_a_renamed_zip_of_a_version_before_that_noted_no_project_is_named(
    project: Project, lists: dict[str, int], export: Export, tmp_path: Path
) -> None:
    export("playlist", "Both")
    (tmp_path / "Both.zip").unlink()
    contents = tmp_path / "Both" / "playlist.json"
    kept = json.loads(contents.read_text())
    kept.pop("project_key")
    contents.write_text(json.dumps(kept))
    with zipfile.ZipFile(tmp_path / "for Anna.zip", "w") as packed:
        packed.writestr("Both/playlist.json", json.dumps(kept))
    take_back(project, None)
    said = export("clips").err
    assert "“for Anna.zip” holds a playlist like this one" in said
    assert (tmp_path / "for Anna.zip").is_file()


def other_project(project: Project, folder: Path, uid: str) -> Project:
    """Somebody else's project with a playlist that is called and marked as one of ours."""
    theirs = Project.create(folder, "Theirs")
    with theirs.edit(Operation.ADD_PLAYLIST) as edit:
        edit.get(Playlist, add_playlist(edit, "Both").id).uid = uid
    return theirs


@pytest.mark.parametrize("what", [("clips",), ("playlist", "Both")])
@pytest.mark.parametrize("zip_alone", [False, True])
def test_a_project_with_the_mark_of_our_playlist_takes_nothing_of_ours(
    project: Project,
    lists: dict[str, int],
    export: Export,
    cli: Command,
    tmp_path: Path,
    what: tuple[str, ...],
    zip_alone: bool,
) -> None:
    stick = tmp_path / "stick"
    ran = cli("export", "playlist", project.folder, "Both", "--to", stick, "--format", "wav")
    assert ran.code == 0, ran.err
    published = json.loads((stick / "Both" / "playlist.json").read_text())["id"]
    if zip_alone:
        shutil.rmtree(stick / "Both")
    before = {path: path.read_bytes() for path in stick.rglob("*") if path.is_file()}
    with other_project(project, tmp_path / "Theirs.coproclip", published) as theirs:
        said = cli("export", what[0], theirs.folder, *what[1:], "--to", stick, "--take-away-deleted").err
    assert {path: path.read_bytes() for path in stick.rglob("*") if path.is_file()} == before
    assert "Taken away" not in said
    assert zip_alone or "“Both” holds a playlist like one of this project" in said


@pytest.mark.parametrize("refused", [False, True])
@pytest.mark.parametrize("binned", [False, True])
@pytest.mark.parametrize("what", [("clips",), ("playlist", "Both")])
def test_what_a_copy_of_the_project_does_not_have_goes_only_when_that_is_wished(
    project: Project,
    story: int,
    lists: dict[str, int],
    export: Export,
    cli: Command,
    tmp_path: Path,
    what: tuple[str, ...],
    binned: bool,
    refused: bool,
) -> None:
    stick = tmp_path / "stick"
    again = ("export", what[0], project.folder, *what[1:], "--to", stick, "--format", "wav")
    assert cli("export", "playlist", project.folder, "Both", "--to", stick, "--format", "wav").code == 0
    before = files(stick)
    if refused:
        answer(project, ASKED, "no")
    with project.edit(Operation.DELETE_EXCERPT) as edit:
        if binned:
            bin_story(edit, story)
        else:
            for one in (CHAIRS, ASKED):
                marking.delete_excerpt(edit, one)
    said = cli(*again).err
    if refused:
        assert "Taken away from “Both”" in said
        assert not [name for name in files(stick) if "Asked" in name or name in ("index.html", "Both.zip")]
        assert "01 Chairs.wav" in files(stick)
    else:
        assert files(stick) == before
        assert "Taken away" not in said
    assert f"“Both” holds {'1 excerpt' if refused else '2 excerpts'} that this project does not have" in said
    assert "With --take-away-deleted" in said
    said = cli(*again, "--take-away-deleted").err
    assert "Taken away from “Both”" in said
    assert not files(stick)


def test_a_playlist_with_another_title_keeps_what_the_storyteller_agreed_to(
    project: Project, lists: dict[str, int], export: Export, tmp_path: Path
) -> None:
    with project.edit(Operation.CHANGE_PLAYLIST) as edit:
        change_playlist(edit, lists["Other"], title="Ours")
    answer(project, CHAIRS)
    export("playlist", "Ours")
    export("playlist", "Both")
    export("clips")
    assert "01 Chairs.wav" in files(tmp_path / "Ours")
    assert (tmp_path / "Ours.zip").exists()


def test_a_review_of_what_may_not_be_shared_stays_while_it_may_be_reviewed(
    project: Project, lists: dict[str, int], export: Export, tmp_path: Path
) -> None:
    export("playlist", "Both", use="review")
    [page] = [path for path in tmp_path.iterdir() if path.name.startswith("Both") and path.is_dir()]
    before = files(page)
    take_back(project, lists["Both"])
    export("playlist", "Other")
    assert files(page) == before
    with project.edit(Operation.DELETE_EXCERPT) as edit:
        marking.delete_excerpt(edit, ASKED)
    assert f"Taken away from “{page.name}”" in export("playlist", "Other").err


@pytest.mark.parametrize("name", ["Both", "Music", ".0123456789ab.unfinished"])
def test_what_only_a_list_says_was_exported_is_named_and_left(
    project: Project, lists: dict[str, int], export: Export, tmp_path: Path, name: str
) -> None:
    export("playlist", "Both")
    (tmp_path / "Both" / MANIFEST).unlink()
    (tmp_path / "Both.zip").unlink()
    (tmp_path / "Both").rename(tmp_path / name)
    before = files(tmp_path / name)
    with project.edit(Work.HAND_OVER) as edit:
        edit.session.execute(delete(HandoverFile))  # of a version before there was a ledger
    take_back(project, None)
    said = export("playlist", "Both").err
    assert f"“{name}” is said to hold an earlier export" in said
    assert "delete what may no longer be shared yourself" in said
    assert files(tmp_path / name) == before


def test_a_zip_file_that_cannot_be_read_is_named_and_the_rest_goes(
    project: Project, lists: dict[str, int], export: Export, tmp_path: Path
) -> None:
    export("playlist", "Both")
    (tmp_path / "Both.zip").write_bytes(b"PK")
    take_back(project, None)
    for again in (("playlist", "Both"), ("clips",)):
        said = export(*again).err
        assert said.count("“Both.zip” cannot be read, so nobody knows whether it holds an earlier export.") == 1
    assert (tmp_path / "Both.zip").read_bytes() == b"PK"
    assert not [name for name in files(tmp_path / "Both") if "Asked" in name]


@pytest.mark.parametrize("whose", ["excerpt", "story"])
def test_a_review_for_somebody_else_goes_with_a_no(
    project: Project, story: int, cli: Command, tmp_path: Path, whose: str
) -> None:
    """What was made for Kit is not good because Rosa, who said no, may hear it herself."""
    with project.edit(Operation.CHANGE_STORY) as edit:
        change_story(edit, story, storytellers=("Kit", "Rosa"))
        rosa = next(voice for voice in speakers_of(edit.session, story) if voice.name == "Rosa")
        set_speaker(edit, [passages(edit.session, story)[3].id], rosa.id)
    allow(project, story)
    with project.edit(Operation.MARK_EXCERPT) as edit:
        lines = passages(edit.session, story)
        both = marking.mark(edit, story, lines[1].start_ms, lines[3].end_ms, title="Both").id
    to = ("--to", tmp_path / "out", "--format", "wav")
    assert cli("export", "clips", project.folder, "--use", "review", "--of", "Kit", *to).code == 0
    assert [name for name in files(tmp_path / "out") if name.endswith(".wav")]
    manifest = (tmp_path / "out" / MANIFEST).read_text("utf-8")
    assert "Kit" not in manifest
    with project.edit(Operation.NOTE_ANSWER) as edit:
        if whose == "excerpt":
            note_answer(edit, both, "no", who="Rosa", how="on the phone", storyteller_id=rosa.storyteller_id)
        else:
            said = {"who": "Rosa", "how": "on the phone", "storyteller_id": rosa.storyteller_id}
            note_consent(edit, story, ConsentAbout.SHARED, "no", **said)
    cli("export", "clips", project.folder, *to)
    assert not [name for name in files(tmp_path / "out") if name.endswith(".wav")]
