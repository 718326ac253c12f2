"""`coproclip export pack|cards|index`: what is made, what is held back, and what is asked first."""

import json
from pathlib import Path

import pytest
from consenting import allow, answer
from made_stories import make_story
from running import Command

from coproclip.excerpts.marking import mark_quote
from coproclip.excerpts.playlists import add_playlist, add_to_playlist
from coproclip.project.journal import Operation, Work
from coproclip.project.project import Project
from coproclip.project.schema import Excerpt
from coproclip.themes.codebook import add_theme, link

QUOTES = (
    "We moved the chairs.",
    "no head of the table",
    "how I get to",
    "I had never been",
    "asked before.",
)


@pytest.fixture
def ids(project: Project) -> list[int]:
    """Four excerpts that may be shared and one that waits, all in a playlist and a theme."""
    story = make_story(project)
    allow(project, story)
    with project.edit(Operation.MARK_EXCERPT) as edit:
        made = [mark_quote(edit, story, words, title=f"Part {place}").id for place, words in enumerate(QUOTES, 1)]
        add_to_playlist(edit, add_playlist(edit, "Doors").id, made)
        theme = add_theme(edit, "Power").id
        for number in made:
            link(edit, theme, number)
    for number in made[:4]:
        answer(project, number)
    return made


def test_a_pack_by_playlist_theme_and_hand(
    project: Project, ids: list[int], cli: Command, done: Command, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    made = done(
        "export", "pack", project.folder, "--to", out, "--playlist", "Doors", "--question", "What now?", "--json"
    )
    facts = made.json
    assert (facts["excerpts"], facts["questions"], [one["excerpt"] for one in facts["held_back"]]) == (4, 1, [5])
    assert Path(facts["kiosk"]) == out / "Doors conversation pack" / "Kiosk.html"
    assert all(Path(path).is_file() for path in facts["papers"])
    assert "4 ready, 1 not ready." in made.err
    few = cli("export", "pack", project.folder, "--to", out, "--excerpt", "1", "--excerpt", "2")
    assert few.code == 1
    assert "A conversation pack has 4 to 8 excerpts; here are 2 excerpts." in few.err
    assert cli("export", "pack", project.folder, "--to", out).code == 2
    assert cli("export", "pack", project.folder, "--to", out, "--playlist", "Doors", "--theme", "Power").code == 2
    with project.edit(Work.ADD_STORY) as edit:
        edit.get(Excerpt, 1).sensitive = 1
    refused = cli("export", "pack", project.folder, "--to", out, "--theme", "Power")
    assert "Sensitive: Part 1" in refused.err
    assert refused.code == 1
    made = done("export", "pack", project.folder, "--to", out, "--theme", "Power", "--consent-confirmed")
    assert (out / "Power conversation pack" / "Words.pdf").is_file()
    assert "Conversation pack" in done("ledger", project.folder).out


def test_cards_and_the_index(project: Project, ids: list[int], cli: Command, done: Command, tmp_path: Path) -> None:
    out = tmp_path / "out"
    facts = done("export", "cards", project.folder, "--to", out, "--excerpt", "1", "--size", "a6", "--json").json
    assert [Path(path).name for path in facts["files"]] == ["01 Part 1 A6.png", "01 Part 1 A6.svg", "01 Part 1.txt"]
    public = cli("export", "cards", project.folder, "--to", out, "--theme", "Power", "--use", "page")
    assert (public.code, "no card was made" in public.err) == (1, True)
    shown = done("export", "index", project.folder, "--to", out).out
    assert shown == "".join(f"{out / name}  1 story\n" for name in ("Stories.html", "Stories.csv"))
    assert json.loads(json.dumps(facts))["too_long"] == 0
    for number in ids:
        answer(project, number, "no")
    assert cli("export", "index", project.folder, "--to", out).code == 1
    assert not list(out.glob("Stories*"))
    assert not list(out.rglob("*.png")), "what may no longer be quoted was taken away first"
