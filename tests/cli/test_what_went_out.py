"""`coproclip ledger`: what went out, of whom, and how it is asked back."""

from pathlib import Path

import pytest
from consenting import allow, answer
from running import Command

from coproclip.excerpts import marking
from coproclip.people.mentions import Found, add_names, decide
from coproclip.project.journal import Operation
from coproclip.project.kinds import MentionDecision
from coproclip.project.project import Project


@pytest.fixture
def given(project: Project, story: int, done: Command, tmp_path: Path) -> Path:
    """One clip, given to somebody."""
    allow(project, story)
    with project.edit(Operation.MARK_EXCERPT) as edit:
        excerpt = marking.mark_quote(edit, story, "We moved the chairs.", title="Chairs").id
    answer(project, excerpt)
    out = tmp_path / "out"
    done("export", "clips", project.folder, "--to", out, "--format", "wav", "--for-whom", "Radio Doors")
    return out


def test_it_lists_what_went_out_and_names_what_is_out_after_a_no(project: Project, given: Path, done: Command) -> None:
    [entry] = done("ledger", project.folder, "--json").json
    assert (entry["title"], entry["to_whom"], entry["use"]) == ("Clips", "Radio Doors", "sharing")
    assert {file["name"] for file in entry["files"]} == {path.name for path in given.glob("01*")}
    assert not any(file["still_out"] for file in entry["files"])
    answer(project, 1, "no")
    listed = done("ledger", project.folder)
    assert "to Radio Doors" in listed.out
    assert "STILL OUT: somebody said no since" in listed.out
    letter = done("ledger", project.folder, "--letter", entry["id"]).out
    assert "To Radio Doors" in letter
    assert "01 Chairs.wav" in letter
    done("ledger", project.folder, "--taken-back", entry["id"])
    assert all(file["taken_back_at"] for file in done("ledger", project.folder, "--json").json[0]["files"])


def test_it_lists_what_is_of_one_storyteller(project: Project, given: Path, cli: Command, done: Command) -> None:
    assert len(done("ledger", project.folder, "--of", "Kit", "--json").json) == 1
    assert "There is no storyteller “Somebody”" in cli("ledger", project.folder, "--of", "Somebody").err
    assert "There is no entry 9" in cli("ledger", project.folder, "--letter", "9").err


def test_a_transcript_for_the_team_is_listed(project: Project, story: int, done: Command, tmp_path: Path) -> None:
    allow(project, story)
    words = tmp_path / "words.txt"
    done("transcript", project.folder, story, "--for-the-team", "--output", words, "--for-whom", "Amina")
    [entry] = done("ledger", project.folder, "--json").json
    assert (entry["title"], entry["to_whom"]) == ("Transcript for the team", "Amina")
    assert entry["files"][0]["stories"] == [story]


def test_bringing_a_copy_back_names_what_may_not_be_out_any_more(
    project: Project, story: int, given: Path, done: Command, tmp_path: Path
) -> None:
    for who in ("Rosa", "June"):
        done("pack", project.folder, "--to", tmp_path, "--for", who)
    name = project.folder.stem
    with Project.open(tmp_path / f"{name} for Rosa.coproclip") as copy, copy.edit(Operation.DECIDE_NAME) as edit:
        [chairs] = add_names(edit, story, [Found("chairs")])
        decide(edit, chairs.id, MentionDecision.REMOVE, by="Rosa")
    with Project.open(tmp_path / f"{name} for June.coproclip") as copy:
        answer(copy, 1, "no")
    merged = done("merge", project.folder, tmp_path / f"{name} for Rosa.coproclip")
    files = ", ".join(f"“01 Chairs.{ending}”" for ending in ("srt", "txt", "vtt"))
    out = f"Still out there, and {{why}} since: {files} and “01 Chairs.wav”, of “Clips”, which went to Radio Doors"
    assert out.format(why="a name or a bit of what was said was taken out") in merged.err
    assert "Ask for it back" in merged.err
    again = done("merge", project.folder, tmp_path / f"{name} for Rosa.coproclip")
    assert "Still out there" not in again.err
    merged = done("merge", project.folder, tmp_path / f"{name} for June.coproclip", "--json")
    assert merged.json["still_out"][0].startswith(out.format(why="somebody said no"))
