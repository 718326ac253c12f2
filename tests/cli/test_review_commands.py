"""`coproclip review` and `review-answers`, from the excerpts to the answers that are kept."""

import re
from pathlib import Path

import pytest
from consenting import allow, answer
from running import Command

from coproclip.excerpts.marking import mark_quote
from coproclip.project.journal import Operation
from coproclip.project.project import Project
from coproclip.project.schema import Excerpt

BY = ("--by", "Kit", "--how", "on the phone")
WORDS = ("We moved the chairs.", "I had never been asked before.", "there was no head of the table")


@pytest.fixture
def folder(project: Project, story: int) -> Path:
    allow(project, story)
    with project.edit(Operation.MARK_EXCERPT) as edit:
        for words in WORDS:
            mark_quote(edit, story, words)
    return project.folder


def letters(page: str, number: int, answer: str) -> str:
    """The letters beside an answer on the page."""
    found = re.search(rf'name="answer-{number}" value="{answer}".*?to type or say: (\w{{4}} \w{{2}})"', page, re.DOTALL)
    assert found
    return found[1]


def test_a_review_goes_out_and_comes_back(cli: Command, done: Command, folder: Path, tmp_path: Path) -> None:
    made = done("review", folder, "Kit", "--to", tmp_path / "out", "--json").json
    assert made["excerpts"] == 3
    assert Path(made["paper"]).read_bytes().startswith(b"%PDF")
    page = Path(made["index"]).read_text("utf-8")
    assert "For review, not for sharing" in page
    assert "What was the first day like?" in page, "what was said before it"
    yes, change, no = letters(page, 1, "yes"), letters(page, 2, "change"), letters(page, 3, "no")
    line = ("review-answers", folder, yes, change, no, "--change", "Say it is about work", *BY)
    ran = cli(*line)
    assert ran.code == 1
    assert "Yes, to exactly this." in ran.out, "each is shown before any is kept"
    assert {one["approval"] for one in done("excerpt", "list", folder, "--json").json} == {"draft"}
    assert "3 answers kept" in done(*line, "--yes").out
    found = {one["id"]: one["approval"] for one in done("excerpt", "list", folder, "--json").json}
    assert sorted(found.values()) == ["no", "no", "yes"]
    with Project.open(folder) as opened, opened.read() as session:
        assert {one.note for one in session.query(Excerpt)} == {"", "Asked for a change: Say it is about work"}


def test_what_was_refused_goes_from_an_earlier_review(
    cli: Command, done: Command, folder: Path, project: Project, tmp_path: Path
) -> None:
    done("review", folder, "Kit", "--to", tmp_path / "out", "--no-paper")
    answer(project, 1, "no")
    made = done("review", folder, "Kit", "--to", tmp_path / "out", "--no-paper", "--json").json
    assert made["excerpts"] == 2
    sounds = sorted(path.name for path in (tmp_path / "out").rglob("*.mp3"))
    assert len(sounds) == 2
    assert "May we share number 3?" not in Path(made["index"]).read_text("utf-8")
    for number in (2, 3):
        answer(project, number, "no")
    assert cli("review", folder, "Kit", "--to", tmp_path / "out").code == 1
    assert not list((tmp_path / "out").rglob("*.*ml")) + list((tmp_path / "out").rglob("*.mp3"))


def test_who_and_what_is_not_there_is_said(cli: Command, folder: Path, tmp_path: Path) -> None:
    ran = cli("review", folder, "Nobody", "--to", tmp_path / "out")
    assert (ran.code, "no storyteller “Nobody”" in ran.err) == (1, True)
    assert cli("review-answers", folder, tmp_path / "none.json", *BY).code == 1
    ran = cli("review-answers", folder, "K7PF YA", *BY, "--yes")
    assert (ran.code, "K7PF YA" in ran.err) == (1, True)
