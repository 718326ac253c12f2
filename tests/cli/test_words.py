"""`coproclip words`: the list is kept, and what may be one of its words is found."""

from pathlib import Path

import pytest
from running import Command

from coproclip.project.journal import Operation
from coproclip.project.project import Project
from coproclip.transcript.edits import correct_segment, passages


@pytest.fixture
def folder(project: Project, story: int) -> Path:
    """A project in which somebody corrected a name, and a name was misheard."""
    with project.edit(Operation.CORRECT_WORDS) as edit:
        third, fourth = passages(edit.session, story)[2:4]
        correct_segment(edit, third.id, "And then Moreen?")
        correct_segment(edit, fourth.id, "We copro produce in Llanelli.")
    project.close()
    return project.folder


def test_words_are_added_listed_and_removed(done: Command, folder: Path) -> None:
    assert done("words", folder).out == ""
    assert "no words" in done("words", folder).err
    assert "Added: Kit, Side by Side" in done("words", folder, "add", "Kit", "Side by Side").err
    assert "already" in done("words", folder, "add", "kit").err
    assert done("words", folder).out.splitlines() == ["kit", "Side by Side"]
    assert done("words", folder, "--json").json == ["kit", "Side by Side"]
    done("words", folder, "remove", "SIDE BY SIDE")
    assert done("words", folder, "list", "--json").json == ["kit"]


def test_what_makes_no_sense_is_said(cli: Command, folder: Path) -> None:
    assert cli("words", folder, "add").code == 2
    assert cli("words", folder, "sing", "Kit").code == 2
    assert cli("words", folder, "list", "Kit").code == 2
    ran = cli("words", folder, "remove", "Kit")
    assert (ran.code, "not in the word list" in ran.err) == (1, True)
    assert cli("words", folder, "add", "x" * 61).code == 1


def test_suggestions_and_likely_mishearings(done: Command, folder: Path) -> None:
    assert {"text": "Llanelli", "times": 1} in done("words", folder, "suggested", "--json").json
    assert "Llanelli: put right 1 time" in done("words", folder, "suggested").out
    assert "No likely mishearings" in done("words", folder, "misheard").err
    done("words", folder, "add", "Maureen", "co-produce")
    told = done("words", folder, "misheard").out
    assert "“Moreen”: Maureen?" in told
    assert "“copro produce”: co-produce?" in told
    [one] = done("words", folder, "misheard", "co-produce", "--json").json
    assert (one["heard"], one["meant"]) == ("copro produce", "co-produce")
    assert set(one) == {"story", "line", "start_ms", "end_ms", "heard", "meant"}
