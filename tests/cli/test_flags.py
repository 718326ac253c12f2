"""`coproclip flags`: where somebody should listen, as JSON and in lines; what was checked is left out."""

from collections.abc import Callable
from pathlib import Path

import pytest
from running import Command

from coproclip.project.journal import Operation, Work
from coproclip.project.project import Project
from coproclip.project.schema import Transcription
from coproclip.transcript.edits import check, passages


@pytest.fixture
def doubtful(project: Project, story: int, make_story: Callable[..., int]) -> Path:
    """Two stories; in the first three places are doubtful, and 3 of 124 minutes of speech gave no text."""
    make_story(project, title="Sure of it")
    with project.edit(Work.TRANSCRIBE) as edit:
        first = passages(edit.session, story)
        first[0].flags = ["unsure", "over silence"]
        first[2].flags = ["no words"]
        first[4].flags = ["who speaks"]
        edit.add(
            Transcription(
                story_id=story,
                engine="scripted 1",
                speech_model="quick",
                state="done",
                speech_ms=124 * 60_000,
                wordless_ms=3 * 60_000,
                started_at="2026-11-23T09:00:00+00:00",
            )
        )
    return project.folder


def test_every_place_with_its_reason(done: Command, doubtful: Path, project: Project, story: int) -> None:
    told = done("flags", doubtful, "--json")
    assert told.err == "For the team, not for sharing: there are words in it that nobody may have said yes to.\n"
    with project.read() as session:
        lines = passages(session, story)
    assert told.json == [
        {
            "story": story,
            "line": lines[place].id,
            "start_ms": lines[place].start_ms,
            "end_ms": lines[place].end_ms,
            "reason": said,
        }
        for place, said in (
            (0, "very unsure, words over silence"),
            (2, "somebody speaks, but no words were found"),
            (4, "not sure who is speaking"),
        )
    ]
    assert [one["line"] for one in told.json] == [
        line["id"] for line in done("transcript", doubtful, story, "--format", "json").json["lines"] if line["flags"]
    ]


def test_lines_for_people_and_how_much_there_is(done: Command, doubtful: Path) -> None:
    told = done("flags", doubtful)
    assert told.out.splitlines()[0] == "Moving the chairs  0:00  very unsure, words over silence"
    assert told.out.count("\n") == 3
    assert told.err.splitlines() == [
        "Moving the chairs: 3 places to check, about 3 seconds of listening",
        "Moving the chairs: 3 of 124 minutes gave no text",
        "Sure of it: not transcribed yet",
    ]
    assert done("flags", doubtful, "sure of it").out == ""


def test_what_was_checked_is_no_place_any_more(done: Command, doubtful: Path, project: Project, story: int) -> None:
    with project.edit(Operation.CHECK) as edit:
        check(edit, [passages(edit.session, story)[0].id])
    assert len(done("flags", doubtful, story, "--json").json) == 2
    done("check", doubtful, story)
    told = done("flags", doubtful, story)
    assert (told.out, told.err.splitlines()[0]) == ("", "Moving the chairs: no places to check")
    assert done("flags", doubtful, "--json").json == []


def test_no_story_of_that_name_and_no_story_at_all(cli: Command, project: Project) -> None:
    empty = cli("flags", project.folder)
    assert (empty.code, empty.out, empty.err) == (0, "", "There are no stories in this project yet.\n")
    ran = cli("flags", project.folder, "no such")
    assert (ran.code, ran.err) == (1, "There is no story “no such” in this project.\n")
