"""`coproclip people`: who takes part, on the command line; and that nothing private goes on by itself."""

import csv
import os
from pathlib import Path

import pytest
from consenting import allow, answer
from running import Command

from coproclip.excerpts import marking
from coproclip.excerpts.playlists import add_playlist, add_to_playlist
from coproclip.people.people import FIELDS
from coproclip.project.journal import Operation
from coproclip.project.project import Project
from coproclip.transcript.edits import passages


def test_people_are_added_shown_and_changed(cli: Command, done: Command, project: Project, story: int) -> None:
    folder = project.folder
    project.close()
    made = done(
        "people", "add", folder, "Ana", "description=I love walls", "access_needs=A break\nevery hour",
        "--role", "painter=since May", "--role", "carer", "--way", "interview", "--place", "Port Talbot", "--json",
    ).json  # fmt: skip
    assert made["roles"] == [{"text": "carer", "note": ""}, {"text": "painter", "note": "since May"}]
    assert set(made) >= {*FIELDS, "roles", "sectors", "projects", "ways", "places", "stories"}
    assert made["places"] == [{"text": "Port Talbot", "note": ""}]
    done("people", "change", folder, "ana", "pronouns=she/her", "--role", "carer")
    done("people", "take-part", folder, story, "Ana", "--as", "interpreter")
    shown = done("people", "show", folder, "Ana").out
    assert "How would you like to be described?" in shown
    assert "A break" in shown
    assert "Moving the chairs, as interpreter" in shown
    assert "painter" not in shown
    listed = done("people", "list", folder, "--json").json
    assert [(one["alias"], one["part"]) for one in listed] == [("Ana", "storyteller"), ("Kit", "storyteller")]
    assert "access_needs" not in listed[0]
    assert "Ana" in done("people", "list", folder, "--role", "CARER").out
    assert "Kit" not in done("people", "list", folder, "--role", "carer").out
    lists = done("people", "lists", folder, "--json").json
    assert {"list": "roles", "text": "painter", "people": 0} in lists
    done("people", "lists", folder, "roles", "--add", "neighbour", "--rename", "carer", "cares", "--remove", "painter")
    assert "cares  (1 person)" in done("people", "lists", folder).out
    for wrong in (
        ("add", folder, "Ana"),
        ("change", folder, "Nobody", "pronouns=x"),
        ("change", folder, "Ana", "colour=red"),
        ("change", folder, "Ana", "nonsense"),
        ("remove", folder, "Ana"),
        ("lists", folder, "--add", "x"),
        ("take-part", folder, story, "Ana", "--as", "boss"),
    ):
        ran = cli("people", *wrong)
        assert ran.code in (1, 2), wrong
        assert ran.err
    done("people", "take-part", folder, story, "Ana", "--leave")
    done("people", "remove", folder, "Ana")
    assert [one["alias"] for one in done("people", "list", folder, "--json").json] == ["Kit"]


def test_a_table_goes_out_for_the_team_and_comes_in(
    cli: Command, done: Command, project: Project, tmp_path: Path
) -> None:
    folder, table = project.folder, tmp_path / "people.csv"
    project.close()
    done(
        "people",
        "add",
        folder,
        "Ana",
        "access_needs=canary",
        "guardian=canary",
        "thanks=canary",
        "pronouns=canary/canary",
        "--role",
        "a=canary",
    )
    assert cli("people", "export", folder, table).code == 1
    assert not table.exists()
    done("people", "export", folder, table, "--for-the-team")
    assert "canary" not in table.read_text()
    assert list(csv.reader(table.read_text().splitlines()))[2][1] == "Ana"
    with table.open("a") as file:
        file.write("x,,,\n,Lu\n")
    ran = done("people", "import", folder, table)
    assert "1 added, 0 changed, 1 as before" in ran.out
    assert "Row 4 is left out. Nobody is named in it." in ran.err
    assert done("people", "import", folder, table, "--json").json["added"] == 0
    assert done("people", "show", folder, "Ana", "--json").json["access_needs"] == "canary"


@pytest.mark.parametrize("kind", ["clips", "playlist"])
def test_what_is_private_of_people_is_in_no_export(
    done: Command, project: Project, story: int, tmp_path: Path, kind: str
) -> None:
    folder = project.folder
    with project.edit(Operation.MARK_EXCERPT) as edit:
        line = passages(edit.session, story)[1]
        excerpt = marking.mark(edit, story, line.start_ms, line.end_ms).id
        add_to_playlist(edit, add_playlist(edit, "All").id, [excerpt])
    allow(project)
    answer(project, excerpt)
    project.close()
    private = [f"{name}=canary-{name}" for name, field in FIELDS.items() if field.private]
    done("people", "change", folder, "Kit", *private, "--role", "carer=canary-note")
    target = tmp_path / "out"
    done("export", kind, folder, *(["All"] if kind == "playlist" else []), "--to", target)
    files = [path for path in target.rglob("*") if path.is_file()]
    assert files
    for path in files:
        assert b"canary" not in path.read_bytes(), path.name
    for words in (
        ("stories", folder),
        ("excerpt", "list", folder),
        ("details", folder, story),
        ("people", "list", folder),
    ):
        ran = done(*words)
        assert "canary" not in (ran.out + ran.err), words


@pytest.mark.skipif(os.name != "posix", reason="pipes of Unix systems")
@pytest.mark.parametrize("what", ["pipe", "device", "folder"])
def test_what_is_no_plain_file_is_refused_and_not_waited_for(
    what: str, cli: Command, project: Project, tmp_path: Path
) -> None:
    place = Path("/dev/zero") if what == "device" else tmp_path / "people.csv"
    if what == "pipe":
        os.mkfifo(place)
    elif what == "folder":
        place.mkdir()
    commands = [("people", "import", project.folder, place), ("sheet", project.folder, "--change", place)]
    for command in (*commands, ("review-answers", project.folder, place, "--by", "Sam", "--how", "by post")):
        ran = cli(*command)
        assert ran.code in (1, 2), command
        assert "not a file" in ran.err or "is a directory" in ran.err, command
