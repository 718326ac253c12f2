"""What is written for the team asks first what it may have: a story somebody said no to, and a name, stay here."""

import csv
import io
import json
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path

import pytest
from consenting import SAID, allow
from made_stories import made_project, make_story
from running import Command

from coproclip.cli import output, transcript
from coproclip.errors import NotShareable
from coproclip.excerpts import marking
from coproclip.excerpts.playlists import add_playlist, add_to_playlist
from coproclip.export.folders.team_file import save_for_team
from coproclip.export.notices import TEAM_MARK
from coproclip.people.consent import note_consent
from coproclip.people.mentions import Found, add_names, decide
from coproclip.people.moments import mark_not_used
from coproclip.people.people import HoldingEntry, change_person, find_person, set_entry
from coproclip.people.stories import bin_story
from coproclip.people.storytellers import storytellers_of
from coproclip.project.journal import Operation, Work
from coproclip.project.kinds import ConsentAbout, ListKind, MentionDecision
from coproclip.project.project import Project
from coproclip.project.schema import Story
from coproclip.themes.codebook import add_theme, link
from coproclip.themes.summaries import set_summary
from coproclip.transcript.edits import passages

TOLD = (
    ("reporter", "What happened then?"),
    ("storyteller", "They sent a woman called Helen to look at the rats."),
    ("storyteller", "Nobody may use the burnt kettle here."),
    ("storyteller", "We carried every chair outside together."),
)
KEPT = (("storyteller", "I slept beside the marmalade boiler until my sister rang the clinic."),)
STAYS = ("marmalade", "boiler", "Helen", "kettle")


def _make(project: Project) -> None:
    """Story 1 is Rosa’s, with a name taken out and a bit not to be used; 2 is Kit’s, who said no to the reporters."""
    make_story(project, TOLD, title="Rats", storyteller="Rosa")
    make_story(project, KEPT, title="The marmalade boiler")
    allow(project, 1, 2)
    with project.edit(Work.ADD_STORY) as edit:
        edit.get(Story, 1).title = "What Helen made of it"
        [name] = add_names(edit, 1, [Found("Helen")])
        decide(edit, name.id, MentionDecision.REMOVE, by="Amina")
        bit = passages(edit.session, 1)[2]
        mark_not_used(edit, 1, bit.start_ms, bit.end_ms)
        [kit] = storytellers_of(edit.session, 2)
        note_consent(edit, 2, ConsentAbout.REPORTERS, "no", **SAID, storyteller_id=kit.id)
        change_person(edit, kit.id, {"description": "slept beside the marmalade boiler until"})
        change_person(edit, find_person(edit.session, "Rosa").id, {"description": "a neighbour of Helen"})
        change_person(edit, find_person(edit.session, "Rosa").id, {"languages": "Welsh"})
    with project.edit(Operation.MARK_EXCERPT) as edit:
        rats = marking.mark_quote(edit, 1, "We carried every chair outside together.", title="Helen’s chairs").id
        slept = marking.mark_quote(edit, 2, "I slept beside the marmalade boiler", title="The boiler").id
        doors = add_theme(edit, "Doors that Helen opened").id
        for excerpt in (rats, slept):
            link(edit, doors, excerpt)
        set_summary(edit, 1, doors, "Helen came, and then it was like beside the marmalade boiler until my sister.")
        set_summary(edit, 2, doors, "Kit slept beside the marmalade boiler.")
        playlist = add_playlist(edit, "Chairs for Helen").id
        add_to_playlist(edit, playlist, [rats])


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    folder, _ = made_project(tmp_path / "Doors", _make)
    with Project.open(folder) as opened:
        yield opened


def _holds(path: Path) -> set[str]:
    """Which of the words that stay are in a file or in its name."""
    text = (path.name + path.read_text("utf-8")).casefold()
    return {word for word in STAYS if word.casefold() in text}


@pytest.mark.parametrize("about", ["recorded", "transcribed", "reporters", "shared", "in the bin"])
def test_a_story_that_the_team_may_not_have_is_in_no_transcript(
    project: Project, cli: Command, tmp_path: Path, about: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with project.edit(Work.ADD_STORY) as edit:
        [kit] = storytellers_of(edit.session, 2)
        note_consent(edit, 2, ConsentAbout.REPORTERS, "yes", **SAID, storyteller_id=kit.id)
        if about == "in the bin":
            bin_story(edit, 2)
        else:
            note_consent(edit, 2, ConsentAbout[about.upper()], "no", **SAID, storyteller_id=kit.id)
    ran = cli("transcript", project.folder, 2, "--output", tmp_path / "kit.txt", "--for-the-team")
    assert (ran.code, "Nothing was made." in ran.err) == (1, True)
    monkeypatch.setattr(transcript, "on_screen", output.on_screen)
    with (tmp_path / "handed on").open("w", encoding="utf-8") as target, redirect_stdout(target):
        assert cli("transcript", project.folder, 2, "--format", "json", "--for-the-team").code == 1
    assert (tmp_path / "handed on").read_text("utf-8") == ""
    assert not (tmp_path / "kit.txt").exists()
    with pytest.raises(NotShareable):
        save_for_team(project, (1, 2), f"{TEAM_MARK}\nwords", tmp_path / "words.txt")
    assert not (tmp_path / "words.txt").exists(), "whoever writes it"


@pytest.mark.parametrize("format", ["txt", "srt", "vtt", "json"])
def test_names_taken_out_and_what_is_not_to_be_used_are_in_no_transcript(
    project: Project, done: Command, tmp_path: Path, format: str
) -> None:
    path = tmp_path / f"rosa.{format}"
    done("transcript", project.folder, 1, "--format", format, "--output", path, "--for-the-team")
    assert _holds(path) == set()
    assert "name removed" in path.read_text("utf-8")
    assert "chair" in path.read_text("utf-8")
    if format == "json":
        words = json.loads(path.read_text("utf-8"))["lines"][1]["words"]
        assert [word["confidence"] for word in words if word["text"] == "[name removed]"] == [None]
        assert words[0] == {
            "text": "They",
            "start_ms": words[0]["start_ms"],
            "end_ms": words[0]["end_ms"],
            "confidence": 0.9,
        }


@pytest.mark.parametrize("ending", [".csv", ".html"])
def test_the_grid_has_only_what_the_team_may_have(
    project: Project, cli: Command, done: Command, tmp_path: Path, ending: str
) -> None:
    path = tmp_path / f"grid{ending}"
    asked = cli("grid", project.folder, "--to", path)
    assert (asked.code, "--for-the-team" in asked.err, path.exists()) == (1, True, False)
    ran = done("grid", project.folder, "--to", path, "--for-the-team", "--for-whom", "Amina")
    assert "Left out: The marmalade boiler. Somebody said no to the team having it." in ran.err
    assert _holds(path) == set()
    assert "Kit" not in path.read_text("utf-8")
    if ending == ".csv":
        rows = list(csv.reader(io.StringIO(path.read_text("utf-8-sig"))))
        assert rows[1:] == [
            ["Story", "Doors that [name removed] opened"],
            ["Rosa: What [name removed] made of it", "1 excerpt"],
            ["Stories", "1"],
            [f"{TEAM_MARK}."],
            ["1 story is not in it."],
        ]


def test_what_the_team_may_have_is_in_the_grid(project: Project, done: Command, tmp_path: Path) -> None:
    done("grid", project.folder, "--set", 1, "Doors that Helen opened", "Helen saw to it.")
    done("grid", project.folder, "--to", tmp_path / "grid.csv", "--for-the-team")
    assert "[name removed] saw to it.; 1 excerpt" in (tmp_path / "grid.csv").read_text("utf-8")


def test_a_table_of_people_has_no_words_that_stay(project: Project, done: Command, tmp_path: Path) -> None:
    done("people", "export", project.folder, tmp_path / "people.csv", "--for-the-team")
    assert _holds(tmp_path / "people.csv") == set()
    written = (tmp_path / "people.csv").read_text("utf-8")
    assert ("Kit" in written, "Rosa" in written, "Welsh" in written) == (True, True, True)
    done("people", "import", project.folder, tmp_path / "people.csv")
    with project.read() as session:
        assert find_person(session, "Rosa").texts["description"] == "a neighbour of Helen", (
            "an empty cell changes nothing"
        )


@pytest.mark.parametrize("format", ["otio", "edl", "fcpxml"])
def test_names_give_way_in_a_timeline_of_the_recordings(
    project: Project, done: Command, tmp_path: Path, format: str
) -> None:
    to = ("--to", tmp_path / "out", "--originals", "--for-the-team", "--format", format)
    done("export", "timeline", project.folder, "--playlist", "Chairs for Helen", *to)
    [made] = (tmp_path / "out").iterdir()
    assert _holds(made) == set()
    assert "Chairs for name removed" in made.name
    assert "[name removed]" in made.read_text("utf-8")


def test_words_of_a_story_that_stays_are_in_no_timeline_of_the_recordings(
    project: Project, cli: Command, tmp_path: Path
) -> None:
    cli("excerpt", "change", project.folder, 1, "--title", "Beside the marmalade boiler until my sister")
    to = ("--to", tmp_path / "out", "--originals", "--for-the-team")
    ran = cli("export", "timeline", project.folder, "--excerpt", 1, *to)
    assert (ran.code, "Its title has words of a story that may not be shared." in ran.err) == (1, True)
    assert not (tmp_path / "out").exists()


def test_counts_of_some_stories_are_theirs_in_a_file_too(project: Project, done: Command, tmp_path: Path) -> None:
    more = [make_story(project, title=f"Story {who}", storyteller=who) for who in ("June", "Sam", "Bo")]
    with project.edit(Operation.CHANGE_PERSON) as edit:
        for who in ("Kit", "June", "Sam", "Bo"):
            set_entry(edit, find_person(edit.session, who).id, HoldingEntry(ListKind.ROLE, "Carer", ""), holds=True)
        chairs, legs = add_theme(edit, "Chairs").id, add_theme(edit, "Legs").id
        for number in more:
            link(edit, chairs, marking.mark_quote(edit, number, "We moved the chairs.").id)
        link(edit, legs, marking.mark_quote(edit, more[0], "I had never been asked before.").id)
    path = tmp_path / "counts.csv"
    done("counts", project.folder, "--where", "carer", "--to", path)
    rows = {row[0]: row[1:] for row in csv.reader(io.StringIO(path.read_text("utf-8-sig")))}
    listed = done("counts", project.folder, "--where", "carer", "--json").json
    assert {one["theme"]: one["stories"] for one in listed}["Chairs"] == 3
    assert rows["Chairs"] == ["3", "most", "3", "0", "0"]
    assert rows["Legs"] == ["–", "–", "–", "–", "0"], "so few point at a person"
    assert any(row.startswith("Out of 4 stories, chosen by who tells them.") for row in rows)
