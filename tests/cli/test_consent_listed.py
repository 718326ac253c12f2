"""`coproclip consent --list`, `--history`, papers and days, and `questions`."""

from pathlib import Path

from running import Command

from coproclip.project.project import Project

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
