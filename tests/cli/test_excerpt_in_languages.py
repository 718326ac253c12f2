"""An excerpt is written in another language at the command line, shown beside the original, and removed."""

from pathlib import Path

import pytest
from consenting import allow
from made_stories import made_project, make_story
from running import Command

from coproclip.excerpts.marking import mark_quote
from coproclip.project.journal import Operation
from coproclip.project.project import Project

CHAIRS = "We moved the chairs. After that there was no head of the table, so people just talked."


def _make(project: Project) -> int:
    story = make_story(project)
    with project.edit(Operation.MARK_EXCERPT) as edit:
        made = mark_quote(edit, story, CHAIRS).id
    allow(project, story)
    return made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return made_project(tmp_path / "Side by Side", _make)[0]


def test_a_translation_is_brought_in_shown_and_removed(
    folder: Path, tmp_path: Path, done: Command, cli: Command
) -> None:
    assert "There is no translation of it yet." in done("excerpt", "translate", folder, 1).err
    written = tmp_path / "arabic.txt"
    written.write_text("نقلنا الكراسي.\nثم تحدث الناس.\n", "utf-8")
    brought = done("excerpt", "translate", folder, 1, "--language", "ar", "--file", written)
    for part in ("العربية (ar)", "We moved the chairs.", "نقلنا الكراسي."):
        assert part in brought.out
    assert "once the storyteller has said yes to it" in brought.err
    [row] = done("excerpt", "translate", folder, 1, "--show", "--json").json
    assert (row["language"], row["name"], row["state"], row["agreed"]) == ("ar", "العربية", "whole", True)
    assert [line["text"] for line in row["lines"]] == ["نقلنا الكراسي.", "ثم تحدث الناس."]
    assert row["lines"][0]["original"] == "We moved the chairs."
    assert done("excerpt", "translate", folder, 1, "--language", "cy", "--json").json == []
    assert (
        "Removed the translation into العربية"
        in done("excerpt", "translate", folder, 1, "--language", "ar", "--remove").out
    )
    refused = cli("excerpt", "translate", folder, 1, "--language", "ar", "--remove")
    assert refused.code == 1
    assert "is not translated into العربية" in refused.err
    assert cli("excerpt", "translate", folder, 1, "--remove").code == 2, "it says of which language"


def test_it_is_said_that_it_leaves_with_nothing_until_they_agree(folder: Path, tmp_path: Path, done: Command) -> None:
    done("consent", folder, 1, "translated", "no", "--by", "Kit", "--how", "on the phone")
    written = tmp_path / "Cymraeg.txt"
    written.write_text("Fe symudon ni’r cadeiriau.\nWedyn siaradodd pobl.\n", "utf-8")
    ran = done("excerpt", "translate", folder, 1, "--language", "cy", "--file", written)
    assert "It leaves with nothing until every storyteller heard in it agrees to being translated." in ran.err
