"""A copy for a colleague leaves without what somebody said no to, and it is noted that it left."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from consenting import SAID

from coproclip.cli.app import run
from coproclip.excerpts.marking import mark_quote
from coproclip.people.consent import note_consent
from coproclip.people.stories import bin_story
from coproclip.project.journal import Operation
from coproclip.project.kinds import ConsentAbout
from coproclip.project.merging.bring_back import bring_back
from coproclip.project.project import Project
from coproclip.project.schema import Recording, Segment, Story
from coproclip.themes.codebook import add_theme, link, set_headline

MakeStory = Callable[..., int]
WORDS = ("bus stop", "Not how people do", "A title of theirs")


@pytest.fixture
def second(project: Project, story: int, make_story: MakeStory) -> int:
    """A story beside another one, with an excerpt that is the headline quote of a theme in their words."""
    lines = (("storyteller", "Nobody ever came to our garden before."),)
    make_story(project, lines, title="The garden", storyteller="Rosa")
    with project.edit(Operation.MARK_EXCERPT) as edit:
        made = mark_quote(edit, story, "Not how people do, how I do.", title="A title of theirs")
        theme = add_theme(edit, "Belonging")
        link(edit, theme.id, made.id)
        set_headline(edit, theme.id, made.id)
        own = add_theme(edit, "Not how people do, how I do")
        own.in_their_words = True
        link(edit, own.id, made.id)
    return story + 1


def refuse(project: Project, story: int, about: ConsentAbout) -> None:
    with project.edit(Operation.NOTE_CONSENT) as edit:
        note_consent(edit, story, about, "yes", **SAID)
        note_consent(edit, story, about, "no", **SAID)


def pack(project: Project, to: Path) -> Path:
    assert run(["pack", str(project.folder), "--to", str(to), "--for", "Kim"]) == 0
    return to / f"{project.folder.stem} for Kim.coproclip"


def titles(folder: Path) -> list[str]:
    with Project.open(folder) as project, project.read() as session:
        return [one.title for one in session.query(Story).order_by(Story.id)]


def sounds(project: Project, folder: Path) -> list[bool]:
    with project.read() as session:
        return [(folder / row.original).is_file() for row in session.query(Recording).order_by(Recording.story_id)]


@pytest.mark.parametrize(
    "about",
    [
        None,
        ConsentAbout.RECORDED,
        ConsentAbout.TRANSCRIBED,
        ConsentAbout.SHARED,
        ConsentAbout.REPORTERS,
        ConsentAbout.GUARDIAN,
    ],
)
def test_a_story_that_was_withdrawn_is_in_no_copy(
    project: Project,
    story: int,
    second: int,
    about: ConsentAbout | None,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    if about is None:
        with project.edit(Operation.BIN_STORY) as edit:
            bin_story(edit, story)
    else:
        refuse(project, story, about)
    folder = pack(project, tmp_path)
    said = "".join(capsys.readouterr())
    assert "1 story" in said
    assert ("bin" if about is None else "said no") in said
    assert titles(folder) == ["The garden"]
    assert sounds(project, folder) == [False, True]
    held = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert not [words for words in WORDS if words.encode() in held]
    assert b"our garden" in held


def test_bringing_it_back_leaves_what_stayed_here_as_it_is(
    project: Project, story: int, second: int, tmp_path: Path, make_story: MakeStory
) -> None:
    refuse(project, story, ConsentAbout.REPORTERS)
    folder = pack(project, tmp_path)

    def _all() -> dict[str, list[object]]:
        with project.read() as session:
            return {
                kind: [tuple(row) for row in session.connection().exec_driver_sql(f"SELECT * FROM {kind}")]
                for kind in ("segment", "story", "excerpt", "span", "consent", "theme", "theme_link", "recording")
            }

    before = _all()
    assert bring_back(project, folder).is_empty
    assert _all() == before
    with Project.open(folder) as copy:
        make_story(copy, title="By the sea", storyteller="Ada")
        with copy.edit(Operation.CHANGE_STORY) as edit:
            edit.get(Story, second).title = "Our garden"
            add_theme(edit, "Not how people do, how I do")
    bring_back(project, folder)
    with project.read() as session:
        assert [one.title for one in session.query(Story).order_by(Story.id)] == [
            "Moving the chairs",
            "Our garden",
            "By the sea",
        ]
        words = [one.text for one in session.query(Segment).filter_by(story_id=story)]
    assert any("bus stop" in text for text in words)
    assert [row for row in _all()["segment"] if row in before["segment"]] == before["segment"]
    assert [row for row in _all()["theme_link"] if row in before["theme_link"]] == before["theme_link"]
    assert project.database.faults() == []


def test_a_copy_is_in_the_ledger_by_story_and_a_later_no_names_it(
    project: Project, story: int, second: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    refuse(project, second, ConsentAbout.SHARED)
    pack(project, tmp_path)
    capsys.readouterr()
    run(["ledger", str(project.folder), "--json"])
    [entry] = json.loads(capsys.readouterr().out)
    assert (entry["use"], entry["to_whom"]) == ("reporter", "Kim")
    assert [file["stories"] for file in entry["files"]] == [[story]]
    run(["ledger", str(project.folder)])
    shown = capsys.readouterr().out
    assert "for the team, to Kim" in shown
    assert "STILL OUT" not in shown
    with project.edit(Operation.NOTE_CONSENT) as edit:
        note_consent(edit, story, ConsentAbout.REPORTERS, "no", **SAID)
    run(["ledger", str(project.folder)])
    assert "STILL OUT" in capsys.readouterr().out


def test_deleting_for_good_names_who_has_a_copy(
    project: Project, story: int, second: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pack(project, tmp_path)
    capsys.readouterr()
    run(["delete", str(project.folder), str(story), "--for-good", "--yes"])
    assert "Kim" in "".join(capsys.readouterr())
