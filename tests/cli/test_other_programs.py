"""Files for other programs from the command line: what is made, what is asked, and what does not leave."""

import json
from pathlib import Path
from urllib.parse import unquote

import opentimelineio as otio
import pytest
from consenting import allow, answer
from running import Command

from coproclip.excerpts import marking
from coproclip.excerpts.playlists import add_playlist, add_to_playlist
from coproclip.people.consent import note_consent
from coproclip.people.storytellers import storytellers_of
from coproclip.project.journal import Operation
from coproclip.project.kinds import ConsentAbout
from coproclip.project.project import Project


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Where files go."""
    (made := tmp_path / "out").mkdir()
    return made


@pytest.fixture
def excerpts(project: Project, story: int) -> tuple[int, int]:
    """Two excerpts in a playlist; of the second nobody was asked."""
    allow(project, story)
    with project.edit(Operation.MARK_EXCERPT) as edit:
        first = marking.mark_quote(edit, story, "We moved the chairs.", title="Chairs").id
        second = marking.mark_quote(edit, story, "I had never been asked before.").id
        add_to_playlist(edit, add_playlist(edit, "Doors").id, [first, second])
    answer(project, first)
    return first, second


def test_a_timeline_of_a_playlist_holds_only_what_may_leave(
    project: Project, excerpts: tuple[int, int], cli: Command, out: Path
) -> None:
    ran = cli("export", "timeline", project.folder, "--playlist", "Doors", "--to", out, "--json")
    assert "1 ready, 1 not ready." in ran.err
    assert ran.code == 0
    made = json.loads(ran.out)
    assert made["excerpts"] == 1
    [path] = made["files"]
    assert Path(path) == out / "Doors timeline" / "Doors.otio"
    assert [clip.name for clip in otio.adapters.read_from_file(path).find_clips()] == ["Chairs"]
    answer(project, excerpts[0], "no")
    refused = cli("export", "timeline", project.folder, "--playlist", "Doors", "--to", out)
    assert refused.code == 1
    assert "Nothing of it can be shared yet" in refused.err
    assert [one for one in out.rglob("*") if one.is_file() and one.suffix in (".wav", ".otio")] == []


def test_an_export_of_something_else_takes_a_refused_timeline_away(
    project: Project, excerpts: tuple[int, int], done: Command, cli: Command, out: Path
) -> None:
    formats = ("--format", "otio", "--format", "csv")
    done("export", "timeline", project.folder, "--excerpt", excerpts[0], "--to", out, *formats)
    assert (out / "Excerpts timeline" / "Excerpts.csv").is_file()
    answer(project, excerpts[0], "no")
    cli("export", "clips", project.folder, "--to", out)
    assert [one for one in out.rglob("*") if one.is_file() and not one.name.startswith(".")] == []


@pytest.mark.parametrize(
    "what", [("qda",), ("timeline", "--story", 1), ("timeline", "--playlist", "Doors", "--originals")]
)
def test_what_is_for_the_team_is_asked_for_by_name(
    project: Project, excerpts: tuple[int, int], cli: Command, out: Path, what: tuple[object, ...]
) -> None:
    kind, *more = what
    refused = cli("export", kind, project.folder, *more, "--to", out)
    assert refused.code == 1
    assert "--for-the-team" in refused.err
    assert list(out.glob("*(for the team*")) == list(out.glob("*.qdpx")) == []
    made = cli("export", kind, project.folder, *more, "--to", out, "--for-the-team")
    assert made.code == 0, made.err
    assert all(b"For the team, not for sharing" in one.read_bytes() for one in out.iterdir() if one.is_file())


def test_a_timeline_of_recordings_has_what_waits_for_an_answer_too(
    project: Project, excerpts: tuple[int, int], done: Command, out: Path
) -> None:
    line = ("export", "timeline", project.folder, "--playlist", "Doors", "--to", out, "--originals")
    ran = done(*line, "--for-the-team", "--format", "otio", "--json")
    [path] = json.loads(ran.out)["files"]
    clips = list(otio.adapters.read_from_file(path).find_clips())
    assert len(clips) == 2
    assert {Path(unquote(clip.media_reference.target_url.removeprefix("file://"))).parent for clip in clips} == {
        project.folder / "originals"
    }


def test_no_recording_of_a_story_that_somebody_kept_from_the_team(
    project: Project, story: int, excerpts: tuple[int, int], cli: Command, out: Path
) -> None:
    with project.edit(Operation.NOTE_CONSENT) as edit:
        [teller] = storytellers_of(edit.session, story)
        note_consent(edit, story, ConsentAbout.REPORTERS, "no", "Kit", "on the phone", storyteller_id=teller.id)
    for more in (("timeline", "--playlist", "Doors", "--originals"), ("timeline", "--story", story), ("qda",)):
        kind, *rest = more
        ran = cli("export", kind, project.folder, *rest, "--to", out, "--for-the-team")
        assert ran.code == 1
        assert "Somebody said no to the team having it." in ran.err
    assert [one for one in out.rglob("*") if one.is_file()] == []
