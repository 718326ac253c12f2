"""`coproclip session`: a workshop from the command line, start to close, with results from paper."""

import json
import re
from pathlib import Path

from consenting import SAID
from pypdf import PdfReader
from rooms import tell_stories
from running import Command
from tagged import Tagged

from coproclip.people.consent import note_consent
from coproclip.people.storytellers import storytellers_of
from coproclip.project.journal import Operation
from coproclip.project.kinds import ConsentAbout
from coproclip.project.project import Project
from coproclip.sensemaking.quick_sheet import KINDS
from coproclip.sensemaking.steps import DEFAULT_STEPS


def test_a_workshop_start_to_close(done: Command, cli: Command, tmp_path: Path) -> None:
    with Project.create(tmp_path / "Side") as project:
        tell_stories(project, 10)
        folder = project.folder
    people = [part for name in ("Bo", "Cass=type", "Hal=listen") for part in ("--person", name)]
    made = done("session", "new", folder, "First meeting", "--day", "2026-03-31", "--dots", 2, *people, "--json").json
    assert [one["dots_left"] for one in made["people"]] == [2, 2, None]
    lines = tmp_path / "steps.txt"
    lines.write_text("listen | Hear\nweigh | Weigh | What rings true? | | 10\nclose | Close", "utf-8")
    assert len(done("session", "steps", folder, 1, "--change", lines, "--json").json) == 3
    drawn = done("session", "cards", folder, "first meeting", "--json").json
    assert (len(drawn["cards"]), drawn["kept_back"]) == (9, 1)
    assert [one["card"] for one in drawn["cards"]] == list(range(1, 10))
    sheet = tmp_path / "sheet.txt"
    sheet.write_text("group Move the chairs: 1 2\ndots Bo: 1 1\nmissing Cass: The young\nplaylist 2: Because", "utf-8")
    entered = done("session", "enter", folder, 1, sheet, "--line", "action: Ring the library", "--json").json
    assert entered == {
        "lines": 5,
        "moved": [],
        "typed_before": [],
        "notes": 0,
        "known": 0,
        "shown": 0,
        "waiting": 1,
    }
    twice = cli("session", "enter", folder, 1, sheet)
    assert (twice.code, "These results were typed in already on " in twice.err) == (1, True)
    assert "--again new" in twice.err
    again = done("session", "enter", folder, 1, sheet, "--again", "new", "--json").json
    assert (again["lines"], again["typed_before"]) == (2, [2, 3])
    wrong = cli("session", "enter", folder, 1, "--line", "dots Bo: 2")
    assert (wrong.code, "Line 1: Bo has placed all 2 dots." in wrong.err) == (1, True)
    result = done("session", "result", folder, 1, "--json").json
    assert [(one["name"], one["cards"], one["dots"]) for one in result["groups"]] == [("Move the chairs", [1, 2], 2)]
    assert result["notes_waiting"] == 1
    assert "The young" not in json.dumps(result)
    done("session", "enter", folder, 1, "--show-notes")
    assert "The young" in done("session", "result", folder, 1, "--json").out
    assert cli("session", "result", folder, 1, "--do", "close").code == 1
    for step in ("draft", "agree", "close"):
        done("session", "result", folder, 1, "--do", step)
    assert done("session", "list", folder, "--json").json[0]["closed"]
    assert "Ring the library" in done("session", "result", folder, 1).out


def test_what_is_kept_back_is_on_no_card(done: Command, tmp_path: Path) -> None:
    with Project.create(tmp_path / "Side") as project:
        tell_stories(project, 3)
        folder = project.folder
        done("session", "new", folder, "One")
        done("session", "cards", folder, 1)
        with project.edit(Operation.NOTE_CONSENT) as edit:
            [teller] = storytellers_of(edit.session, 1)
            note_consent(edit, 1, ConsentAbout.GROUP, "no", **SAID, storyteller_id=teller.id)
    listed = done("session", "cards", folder, 1, "--list", "--json").json
    assert (len(listed["cards"]), listed["kept_back"]) == (2, 1)
    assert "the pen" not in json.dumps(listed)


def test_papers_and_packs_hold_only_what_the_group_may_have(done: Command, cli: Command, tmp_path: Path) -> None:
    with Project.create(tmp_path / "Side") as project:
        tell_stories(project, 4)
        folder = project.folder
        done("session", "new", folder, "One", "--person", "Bo", "--person", "Cass")
        done("session", "cards", folder, 1)
        with project.edit(Operation.NOTE_CONSENT) as edit:
            [teller] = storytellers_of(edit.session, 2)
            note_consent(edit, 2, ConsentAbout.GROUP, "no", **SAID, storyteller_id=teller.id)
    out = tmp_path / "out"
    out.mkdir()
    papers = done("session", "print", folder, "One", "--to", out, "--json").json
    assert (papers["cards"], papers["kept_back"]) == (3, 1)
    assert {Path(name).stem for name in papers["files"]} == {
        "00 read first",
        "cards",
        "who is here",
        "agreement",
        "notes",
        "group",
        "dots",
        *(f"step {number}" for number in range(9)),
        "words to read along",
        "results",
    }
    packs = done("session", "pack", folder, "One", "Bo", "Cass", "--to", out, "--json").json
    assert [Path(one["folder"]).name for one in packs] == ["Bo (to take away)", "Cass (to take away)"]
    assert all(len(one["files"]) == 4 for one in packs)
    for path in out.rglob("*"):
        if path.suffix in (".html", ".json"):
            assert "move the chairs" not in path.read_text("utf-8")
        if path.suffix == ".pdf":
            printed = Tagged(path)
            assert (printed.is_ua, printed.tags[1], printed.sizes) == (True, "H1", {(210, 297)}), path.name
    cards = (Path(papers["folder"]) / "cards.html").read_text("utf-8")
    assert '<html lang="en">' in cards
    assert "<h1>" in cards
    assert "They gave us the pen" in cards
    assert cli("session", "pack", folder, "One", "Zoe", "--to", out).code == 1
    # What Bo notes comes back, twice, and is there once.
    page = (Path(packs[0]["folder"]) / "index.html").read_text("utf-8")
    kept = json.loads(page.split('id="file">', 1)[1].split("</script>", 1)[0])
    back = tmp_path / "workshop notes.json"
    back.write_text(json.dumps(kept | {"notes": [{"kind": "stood out", "card": 1, "text": "The pen"}]}), "utf-8")
    taken = done("session", "enter", folder, "One", "--notes", back, "--notes", back, "--json").json
    assert (taken["notes"], taken["known"]) == (1, 1)
    done("session", "enter", folder, "One", "--show-notes")
    [note] = done("session", "result", folder, "One", "--json").json["notes"]
    assert (note["who"], note["card"], note["text"]) == ("Bo", 1, "The pen")


def test_the_papers_say_all_that_whoever_leads_for_the_first_time_needs(done: Command, tmp_path: Path) -> None:
    with Project.create(tmp_path / "Side") as project:
        tell_stories(project, 4)
        folder = project.folder
    done("session", "new", folder, "One", "--person", "Bo", "--person", "Cass", "--person", "Dee")
    done("session", "cards", folder, 1)
    papers = Path(done("session", "print", folder, "One", "--to", tmp_path, "--json").json["folder"])
    words = {path.stem: re.sub(r"<[^>]+>", " ", path.read_text("utf-8")) for path in papers.glob("*.html")}
    first = words["00 read first"]
    assert sorted(papers.glob("*.pdf"))[0].stem == "00 read first"
    assert "one for each person (3), and 3 more" in first
    assert "about 2 hours 40 minutes all in all" in first
    assert all(
        f"{number}. {step.title}, about {step.minutes} minutes" in first for number, step in enumerate(DEFAULT_STEPS)
    )
    for trouble in ("says no to their card", "belongs in two groups", "was not expected", "run out of time"):
        assert trouble in first
    assert words["who is here"].count("listen") == 3 + 3 + 1
    assert words["results"].count(" here _") == 3
    assert words["results"].count("dots _") == 6
    assert "Anybody can stop" in words["agreement"], "something to begin from"
    assert "About 10 minutes" in words["step 2"]
    # Whatever a sheet begins to write for people is read when it is typed back.
    for begun in re.findall(r"^\s*([a-z ]+?):? _", words["results"], re.MULTILINE):
        assert begun in KINDS
    assert len(PdfReader(papers / "00 read first.pdf").pages) == 3
    # A sheet for one person or group, and the poster of a step, are one page.
    for name in ("notes", "group", "dots", "step 2"):
        assert len(PdfReader(papers / f"{name}.pdf").pages) == 1, name


def test_what_is_read_back_is_marked_for_the_team(done: Command, tmp_path: Path) -> None:
    with Project.create(tmp_path / "Side") as project:
        tell_stories(project, 2)
        folder = project.folder
    done("session", "new", folder, "One")
    assert "for the team, not for sharing" in done("session", "cards", folder, 1).err.lower()
    assert "for the team, not for sharing" in done("session", "result", folder, 1).err.lower()


def test_a_pack_that_may_not_be_given_is_taken_back_and_it_says_why(
    done: Command, cli: Command, tmp_path: Path
) -> None:
    with Project.create(tmp_path / "Side") as project:
        tell_stories(project, 2)
        folder = project.folder
        done("session", "new", folder, "One", "--person", "Bo")
        done("session", "cards", folder, 1)
        out = tmp_path / "out"
        done("session", "pack", folder, 1, "Bo", "--to", out)
        for story, expected in ((1, 1), (2, 0)):
            with project.edit(Operation.NOTE_CONSENT) as edit:
                [teller] = storytellers_of(edit.session, story)
                note_consent(edit, story, ConsentAbout.AUDIO, "no", **SAID, storyteller_id=teller.id)
            again = cli("session", "pack", folder, 1, "Bo", "--to", out)
            assert "said no to being heard" in " ".join(again.err.split())
            assert len(list(out.rglob("*.mp3"))) == expected
            assert ("Kept back: 1 card" in again.err) == bool(expected)
    assert "None of this workshop’s cards may be given out." in " ".join(again.err.split())
    assert "Draw cards" not in again.err
