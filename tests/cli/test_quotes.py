"""`coproclip quotes`: a sheet out, and a list of quotes in."""

import json
from pathlib import Path

from consenting import allow, answer
from made_stories import make_story
from running import Command

from coproclip.excerpts import marking
from coproclip.excerpts.marking import excerpts_of
from coproclip.project.journal import Operation
from coproclip.project.project import Project


def test_a_sheet_is_made_and_the_number_held_back_is_said(
    project: Project, cli: Command, done: Command, tmp_path: Path
) -> None:
    story = make_story(project)
    allow(project, story)
    with project.edit(Operation.MARK_EXCERPT) as edit:
        for words in ("We moved the chairs.", "I had never been asked before."):
            marking.mark_quote(edit, story, words)
    refused = cli("quotes", "export", project.folder, "--to", tmp_path / "out")
    assert refused.code == 1
    assert "Nothing can be quoted yet, so no sheet was made." in refused.err
    answer(project, 1)
    made = done("quotes", "export", project.folder, "--to", tmp_path / "out", "--format", "md", "--format", "csv")
    assert made.out == "".join(f"{tmp_path / 'out' / name}  1 quote\n" for name in ("Quotes.md", "Quotes.csv"))
    assert "1 ready, 1 not ready." in made.err
    told = done("quotes", "export", project.folder, "--to", tmp_path / "out", "--json").json
    assert (told["quotes"], [one["excerpt"] for one in told["held_back"]]) == (1, [2])
    assert "Quotes" in done("ledger", project.folder).out
    answer(project, 1, "no")
    assert cli("quotes", "export", project.folder, "--to", tmp_path / "out").code == 1
    assert not list((tmp_path / "out").glob("Quotes*"))


def test_sure_quotes_are_marked_and_the_others_are_listed(project: Project, done: Command, tmp_path: Path) -> None:
    story = make_story(project)
    make_story(project, title="Again")
    list_of = tmp_path / "quotes.txt"
    list_of.write_text("“I had never been questioned before by anybody at all”\n\n“No such thing was ever said here”\n")
    with project.edit(Operation.MARK_EXCERPT) as edit:
        marking.mark_quote(edit, story, "We moved the chairs.")
    told = done("quotes", "import", project.folder, list_of, "--json").json
    assert [one["state"] for one in told] == ["doubtful", "missed"]
    assert {place["story"] for place in told[0]["places"]} == {1, 2}
    list_of.write_text("We moved the chairs.\n\nthere was no head of the table, so the people just talked\n")
    done("delete", project.folder, 2)
    only = done("quotes", "import", project.folder, list_of, "--dry-run")
    assert "1 quote found, 1 there already, 0 doubtful, 0 not found." in only.err
    assert "Nothing was changed." in only.err
    with project.read() as session:
        assert len(excerpts_of(session)) == 1
    made = done("quotes", "import", project.folder, list_of)
    assert "found, excerpt 2: there was no head of the table" in made.out
    assert "story 1, Moving the chairs, 0:0" in made.out
    assert "1 excerpt marked." in made.err
    with project.read() as session:
        assert [one.quote for one in excerpts_of(session)] == [
            "We moved the chairs.",
            "there was no head of the table, so people just talked.",
        ]
    assert [one["state"] for one in json.loads(done("quotes", "import", project.folder, list_of, "--json").out)] == [
        "there",
        "there",
    ]
