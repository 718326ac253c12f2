"""A yes that has run out, or is to be asked for later, gives the team nothing of a whole story, and nobody said no."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from consenting import SAID, allow, answer
from running import Command

from coproclip.excerpts.marking import mark_quote
from coproclip.people.consent import consent_of, note_consent
from coproclip.people.own_questions import add_question
from coproclip.people.people import change_person
from coproclip.people.storytellers import storytellers_of
from coproclip.project.journal import Operation, Work
from coproclip.project.kinds import ConsentAbout
from coproclip.project.project import Project

ASKED = (ConsentAbout.RECORDED, ConsentAbout.TRANSCRIBED, ConsentAbout.REPORTERS, ConsentAbout.GUARDIAN)
OVER = "2020-01-01"


@pytest.fixture
def agreed(project: Project, story: int) -> int:
    allow(project, story)
    return story


def note(project: Project, story: int, about: str, said: str, *, over: bool = False) -> None:
    with project.edit(Operation.NOTE_CONSENT) as edit:
        row = note_consent(edit, story, about, said, **SAID)
        row.expires_on = OVER if over else ""


def in_copy(folder: Path) -> int:
    with closing(sqlite3.connect(folder / "project.db")) as database:
        return int(database.execute("SELECT count(*) FROM story").fetchone()[0])


@pytest.mark.parametrize("said", ["over", "later"])
@pytest.mark.parametrize("about", [*ASKED, "of its own"])
def test_the_team_gets_nothing_of_it_and_why_is_said(
    project: Project, agreed: int, cli: Command, done: Command, tmp_path: Path, about: str, said: str
) -> None:
    if about == "of its own":
        with project.edit(Work.ADD_STORY) as edit:
            about = add_question(edit, "May the reporters keep it?", ["reporter"]).item
    with project.edit(Operation.CHANGE_PERSON) as edit:
        (kit,) = storytellers_of(edit.session, agreed)
        change_person(edit, kit.id, {"description": "Mends chairs by the river."})
    note(project, agreed, about, "later" if said == "later" else "yes", over=said == "over")
    reason = f"given until {OVER}" if said == "over" else "afterwards"
    if about == ConsentAbout.GUARDIAN:
        reason = f"given until {OVER}" if said == "over" else "nobody noted a yes of a parent or guardian"
    folder, mark = project.folder, "--for-the-team"
    for words in (
        ("transcript", folder, agreed, mark, "--output", tmp_path / "words.txt"),
        ("export", "timeline", folder, "--to", tmp_path, "--story", agreed, "--format", "elan", mark),
        ("export", "qda", folder, "--to", tmp_path, mark),
        ("grid", folder, "--to", tmp_path / "grid.html", mark),
    ):
        before = {*tmp_path.iterdir()}
        ran = cli(*words)
        assert ran.code == 1, words
        assert reason in ran.err, words
        assert {*tmp_path.iterdir()} == before
    made = done("pack", folder, "--to", tmp_path, "--for", "Bob")
    assert "1 story is not in it: nobody said no, but a yes" in made.err
    copy = tmp_path / f"{folder.stem} for Bob.coproclip"
    assert in_copy(copy) == 0
    assert not [path for path in copy.rglob("*") if path.suffix in (".flac", ".wav", ".opus")]
    people = tmp_path / "people.csv"
    done("people", "export", folder, people, mark)
    assert "Mends chairs" not in people.read_text(encoding="utf-8")
    # It is a question of time: with a new yes it goes.
    note(project, agreed, about, "yes")
    done("transcript", folder, agreed, mark, "--output", tmp_path / "words.txt")
    assert "not in it" not in done("pack", folder, "--to", tmp_path, "--for", "Ann").err


def test_what_nobody_was_asked_goes_into_a_copy_and_sharing_may_be_asked_for_later(
    project: Project, story: int, cli: Command, done: Command, tmp_path: Path
) -> None:
    done("pack", project.folder, "--to", tmp_path, "--for", "Ann")
    assert in_copy(tmp_path / f"{project.folder.stem} for Ann.coproclip") == 1
    assert "Nobody noted" in cli("transcript", project.folder, story, "--for-the-team", "--output", tmp_path / "a").err
    allow(project, story)
    note(project, story, ConsentAbout.SHARED, "later")
    done("transcript", project.folder, story, "--for-the-team", "--output", tmp_path / "words.txt")
    done("pack", project.folder, "--to", tmp_path, "--for", "Bob")
    assert in_copy(tmp_path / f"{project.folder.stem} for Bob.coproclip") == 1


def test_what_went_out_says_that_a_yes_ran_out_and_not_that_somebody_said_no(
    project: Project, agreed: int, done: Command, tmp_path: Path
) -> None:
    with project.edit(Operation.MARK_EXCERPT) as edit:
        excerpt = mark_quote(edit, agreed, "We moved the chairs.", title="Chairs").id
    answer(project, excerpt)
    done("export", "clips", project.folder, "--to", tmp_path, "--format", "wav", "--for-whom", "Radio Doors")
    done("transcript", project.folder, agreed, "--for-the-team", "--output", tmp_path / "words.txt")
    with project.edit(Operation.NOTE_CONSENT) as edit:
        consent_of(edit.session, agreed)[ConsentAbout.RECORDED].expires_on = OVER
    listed = done("ledger", project.folder)
    assert "STILL OUT: no yes to it holds any more, though nobody said no" in listed.out
    assert "somebody said no since" not in listed.out
    entries = done("ledger", project.folder, "--json").json
    assert all(
        (file["refused"], file["run_out"], file["still_out"]) == (False, True, True)
        for entry in entries
        for file in entry["files"]
    )
    for entry in entries:
        letter = done("ledger", project.folder, "--letter", entry["id"]).out
        assert "agreed to it for a time that is over" in letter
        assert "has asked for them not to be shared" not in letter
    note(project, agreed, ConsentAbout.RECORDED, "no")
    assert "somebody said no since" in done("ledger", project.folder).out
    assert "has asked for them not to be shared" in done("ledger", project.folder, "--letter", entries[0]["id"]).out
