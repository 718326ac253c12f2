"""`coproclip consent --list`, `--history`, papers and days, and `questions`."""

from pathlib import Path

import numpy as np
import pytest
import soundfile
from consenting import allow, answer
from running import Command

from coproclip.cli.consent import ABOUT
from coproclip.excerpts.marking import mark
from coproclip.excerpts.playlists import add_playlist, add_to_playlist
from coproclip.excerpts.rules.reasons import of_consent
from coproclip.project.journal import Operation
from coproclip.project.kinds import ConsentAbout
from coproclip.project.project import Project
from coproclip.transcript.edits import passages

BY = ("--by", "Kit", "--how", "on a signed sheet")


def test_every_item_is_listed_with_who_how_and_until_when(
    cli: Command, done: Command, project: Project, story: int, tmp_path: Path
) -> None:
    folder = project.folder
    (tmp_path / "signed.pdf").write_bytes(b"%PDF-1.7 signed")
    kept = ("--noted-by", "Mo", "--until", "2099-01-31", "--review", "2098-01-31", "--paper", tmp_path / "signed.pdf")
    done("consent", folder, story, "archived", "yes", *BY, *kept)
    told = done("consent", folder, story, "--list", "--json").json
    [person] = told["people"]
    assert person["storyteller"] == "Kit"
    items = {one["item"]: one for one in person["items"]}
    assert len(items) == 14
    assert items["quoted"] == {"item": "quoted", "holds": False, "answer": ""}
    archived = items["archived"]
    assert (archived["holds"], archived["noted_by"], archived["until"]) == (True, "Mo", "2099-01-31")
    assert (folder / archived["paper"]).read_bytes() == b"%PDF-1.7 signed"
    done("consent", folder, story, "archived", "no", *BY)
    [change, first] = done("consent", folder, story, "--history", "--json").json["people"][0]["history"]
    assert (first["before"], first["answer"], change["before"], change["answer"]) == ("", "yes", "yes", "no")
    assert "yes → no" in done("consent", folder, story, "--history").out
    assert "quoted       not asked" in done("consent", folder, story, "--list").out


def test_what_is_wrong_leaves_nothing_behind(
    cli: Command, done: Command, project: Project, story: int, tmp_path: Path
) -> None:
    (tmp_path / "signed.pdf").write_bytes(b"%PDF-1.7 signed")
    paper = ("--paper", tmp_path / "signed.pdf")
    ran = cli("consent", project.folder, story, "archived", "yes", *BY, "--until", "soon", *paper)
    assert ran.code == 1
    assert "“soon” is not a day." in ran.err
    assert list((project.folder / "papers").iterdir()) == []
    assert cli("consent", project.folder, story, "filmed", "yes", *BY).code == 1
    assert cli("consent", project.folder, story, "archived", "yes", "--list").code == 2
    assert cli("consent", project.folder, story).code == 2


def test_own_questions_are_added_answered_and_needed(cli: Command, done: Command, project: Project, story: int) -> None:
    folder = project.folder
    [made] = done("questions", folder, "--add", "In a thesis?", "--needed-for", "quote", "--json").json
    assert (made["text"], made["needed_for"]) == ("In a thesis?", ["quote"])
    assert done("consent", folder, story, "In a thesis?", "later", *BY, "--json").json["In a thesis?"] == "later"
    assert done("consent", folder, story, made["id"], "yes", *BY, "--json").json["In a thesis?"] == "yes"
    assert "Somebody answered this question" in cli("questions", folder, "--remove", made["id"]).err
    changed = done("questions", folder, "--change", made["id"], "--needed-for", "quote", "--needed-for", "page")
    assert "In a thesis?  (quote, page)" in changed.out
    assert cli("questions", folder, "--add", "x", "--needed-for", "selling").code == 2


def test_what_was_agreed_to_comes_in_with_a_recording_or_is_said_to_be_missing(
    cli: Command, done: Command, project: Project, tmp_path: Path
) -> None:
    for place, name in enumerate(("one", "two", "three"), start=1):
        soundfile.write(tmp_path / f"{name}.wav", np.full(8_000, place / 10), 16_000)
    folder, bare = project.folder, ("import", project.folder, tmp_path / "one.wav", "--storyteller", "Kit")
    ran = done(*bare)
    assert "Not noted yet for story 1: recorded, transcribed, shared. What nobody asked counts as a no." in ran.err
    given = ("--consent", "recorded=yes", "--consent", "Transcribed=yes", "--consent", "shared=no")
    ran = done("import", folder, tmp_path / "two.wav", "--storyteller", "Kit", *given, *BY)
    assert "Not noted" not in ran.err
    items = {one["item"]: one for one in done("consent", folder, 2, "--list", "--json").json["people"][0]["items"]}
    assert (items["recorded"]["holds"], items["shared"]["answer"]) == (True, "no")
    ran = cli("import", folder, tmp_path / "three.wav", *given)
    assert (ran.code, "Give both --by and --how." in ran.err) == (1, True)
    assert cli("import", folder, tmp_path / "three.wav", "--consent", "recorded", *BY).code == 2
    ran = cli("import", folder, tmp_path / "three.wav", *given, *BY, "--storyteller", "Kit", "--storyteller", "Rosa")
    assert "each answers for themselves" in ran.err
    assert len(done("stories", folder, "--json").json) == 2
    ran = cli("record", folder, "--seconds", 1, "--consent", "recorded=no", *BY)
    assert "They did not say yes to being recorded." in ran.err


@pytest.mark.parametrize("kind", ["clips", "playlist"])
def test_how_it_was_agreed_to_is_in_no_export(
    done: Command, project: Project, story: int, tmp_path: Path, kind: str
) -> None:
    folder = project.folder
    with project.edit(Operation.MARK_EXCERPT) as edit:
        line = passages(edit.session, story)[1]
        excerpt = mark(edit, story, line.start_ms, line.end_ms).id
        add_to_playlist(edit, add_playlist(edit, "All").id, [excerpt])
    allow(project)
    answer(project, excerpt)
    project.close()
    (tmp_path / "signed.pdf").write_bytes(b"%PDF-1.7 canary-scan")
    (tmp_path / "sheet.txt").write_text("# canary-sheet\n{questions}\n", "utf-8")
    done("questions", folder, "--add", "canary-question?", "--needed-for", "sharing")
    done("sheet", folder, "--change", tmp_path / "sheet.txt")
    done("sheet", folder, "--to", tmp_path / "given.html")
    done(
        *("consent", folder, story, "canary-question?", "yes", "--by", "canary-who", "--how", "canary-how"),
        *("--noted-by", "canary-noted", "--paper", tmp_path / "signed.pdf", "--sheet", 1),
    )
    target = tmp_path / "out"
    done("export", kind, folder, *(["All"] if kind == "playlist" else []), "--to", target)
    files = [path for path in target.rglob("*") if path.is_file()]
    assert files
    for path in files:
        assert b"canary" not in path.read_bytes(), path.name


@pytest.mark.parametrize("about", ConsentAbout)
def test_each_question_has_its_words_on_the_command_line_and_where_something_may_not_leave(about: ConsentAbout) -> None:
    assert about in ABOUT.values()
    assert "no longer in this project" not in of_consent(about, None, "June").sentence
