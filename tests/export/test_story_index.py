"""The story index lists what may be named so, in every format alike; a title that names somebody stays here."""

import csv
import io
from pathlib import Path

import openpyxl
import pytest
from consenting import allow, answer
from lxml import html
from made_stories import make_story
from searching import found_in

from coproclip.errors import NotShareable
from coproclip.excerpts.approval import Use
from coproclip.excerpts.marking import mark_quote
from coproclip.export import story_index
from coproclip.export.story_index import COLUMNS, IndexFormat, export_story_index
from coproclip.export.whole_folder import withdraw_everywhere
from coproclip.people.consent import note_consent
from coproclip.people.stories import change_story
from coproclip.people.storytellers import storytellers_of
from coproclip.project.journal import Operation, Work
from coproclip.project.kinds import ConsentAbout
from coproclip.project.project import Project
from coproclip.project.schema import Excerpt
from coproclip.themes.codebook import add_theme, link


@pytest.fixture
def stories(project: Project) -> Project:
    """Three stories: two with excerpts that may be quoted, the second called after somebody; the third with no yes."""
    for number, (title, teller) in enumerate([("Chairs", "Kit"), ("June’s day", "June"), ("Bus", "Bea")], 1):
        story = make_story(project, title=title, storyteller=teller)
        allow(project, story)
        with project.edit(Operation.MARK_EXCERPT) as edit:
            first = mark_quote(edit, story, "We moved the chairs.", title=f"Chairs {number}").id
            mark_quote(edit, story, "I had never been asked before.", title=f"Asked {number}")
        if number < 3:
            answer(project, first)
    with project.edit(Operation.NOTE_CONSENT) as edit:
        [june] = storytellers_of(edit.session, 2)
        note_consent(edit, 2, ConsentAbout.NAMED, "no", "June", "in person", storyteller_id=june.id)
    with project.edit(Work.ADD_STORY) as edit:
        link(edit, add_theme(edit, "Doors").id, 1)
        link(edit, add_theme(edit, "Power").id, 1)
        edit.get(Excerpt, 1).care = "About a loss"
        change_story(edit, 1, language="cy", title="=Chairs <b>")
    answer(project, 1)
    return project


ROWS = [
    ["=Chairs <b>", "One storyteller", "16 s", "Welsh", "Doors; Power", "1", "Chairs 1", "About a loss"],
    ["Story 2", "One storyteller", "16 s", "English", "", "1", "Chairs 2", ""],
]


def test_every_format_lists_the_same_stories_by_what_may_be_read(stories: Project, tmp_path: Path) -> None:
    said = list[str]()
    made = export_story_index(stories, tmp_path / "out", formats=tuple(IndexFormat), tell=said.append)
    assert [path.name for path in made.files] == ["Stories.html", "Stories.csv", "Stories.xlsx"]
    assert (made.stories, made.excerpts, made.untitled) == (2, 2, 1)
    assert any(one.startswith("“June’s day” is listed without its title.") and "June" in one for one in said)
    assert "1 story is not in it, as nothing of it can be quoted yet." in said
    [head, *rows] = csv.reader(io.StringIO((tmp_path / "out" / "Stories.csv").read_text("utf-8-sig")))
    assert tuple(head) == COLUMNS
    assert rows == [["'=Chairs <b>", *ROWS[0][1:]], ROWS[1]], "no program reckons with it"
    page = html.parse(str(tmp_path / "out" / "Stories.html")).getroot()
    # Where it is narrow its cells stand under each other: each says what it is of.
    assert [cell.get("data-name") for cell in page.xpath("//tbody/tr[1]/td")] == list(COLUMNS[1:])
    cells = [[cell.text_content() for cell in row.iter("th", "td")] for row in page.iter("tr")]
    assert cells == [list(COLUMNS), *ROWS]
    assert [cell.get("scope") for cell in page.iter("th")] == ["col"] * len(COLUMNS) + ["row"] * len(ROWS)
    sheet = openpyxl.load_workbook(tmp_path / "out" / "Stories.xlsx").active
    assert sheet is not None
    read = [[str(cell if cell is not None else "") for cell in row] for row in sheet.iter_rows(values_only=True)]
    assert read == [list(COLUMNS), *ROWS]
    assert found_in({"June", "Kit", "Asked", "Bus", "Bea"}, tmp_path / "out") == {}


def test_after_a_no_the_index_goes_and_a_new_one_is_without_it(stories: Project, tmp_path: Path) -> None:
    export_story_index(stories, tmp_path / "out")
    answer(stories, 1, "no")
    withdraw_everywhere(stories, tmp_path / "out", lambda _said: None)
    assert not list((tmp_path / "out").glob("Stories*")), "its titles and themes may not be read any more"
    assert export_story_index(stories, tmp_path / "out").stories == 1
    assert found_in({"Chairs 1", "Power"}, tmp_path / "out") == {}
    answer(stories, 3, "no", uses=(Use.SHARING,))
    with pytest.raises(NotShareable, match="no index was made"):
        export_story_index(stories, tmp_path / "out")
    assert not list((tmp_path / "out").glob("Stories*"))


def test_what_changes_while_it_is_made_is_not_listed(
    stories: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody gives a story another title at the very moment: nothing is put anywhere."""
    write = story_index.write_index

    def _write(*given: object) -> None:
        write(*given)  # type: ignore[arg-type]
        with stories.edit(Operation.CHANGE_STORY) as edit:
            change_story(edit, 1, title="Another")

    monkeypatch.setattr(story_index, "write_index", _write)
    with pytest.raises(NotShareable, match="changed meanwhile"):
        export_story_index(stories, tmp_path / "out", formats=[IndexFormat.CSV])
    assert not list((tmp_path / "out").glob("Stories*"))
