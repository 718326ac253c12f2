"""Stories are counted, never excerpts; small numbers are marked; nothing rare is hidden; whose voice is missing."""

import csv
import io
import zipfile
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import pytest
from consenting import allow
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coproclip.errors import BadInput
from coproclip.excerpts.marking import mark
from coproclip.excerpts.meaning import set_meaning
from coproclip.export.documents.tables import Table, written
from coproclip.export.notices import TEAM_MARK
from coproclip.export.patterns import counts_table, crossed_table, save_grid, save_table
from coproclip.people.about_project import STANDARD_BANDS
from coproclip.people.people import HoldingEntry, find_person, set_entry
from coproclip.people.quantity import quantity_word
from coproclip.people.stories import bin_story
from coproclip.project.journal import Operation
from coproclip.project.kinds import ListKind
from coproclip.project.project import Project
from coproclip.themes.codebook import add_theme, link
from coproclip.themes.meanings import meaning_counts
from coproclip.themes.patterns import Size, crossed, grid, missing_voices, size_of, stories_by_theme
from coproclip.themes.story_filter import matching_stories
from coproclip.themes.summaries import set_summary

WHO = {
    "Kit": ("Carer", "Young"),
    "Rosa": ("Carer", "Nurse"),
    "June": ("Carer", "Young"),
    "Sam": ("Nurse",),
}


@pytest.fixture
def group(project: Project, make_story: Callable[..., int]) -> dict[str, int]:
    """Four stories; Chairs: all but Sam (Kit three times), Legs under Chairs: Sam, Food: nobody. Engineer: nobody."""
    stories = {who: make_story(project, title=f"{who}’s story", storyteller=who) for who in WHO}
    with project.edit(Operation.CHANGE_PERSON) as edit:
        for who, entries in WHO.items():
            person = find_person(edit.session, who).id
            for entry in entries:
                set_entry(edit, person, HoldingEntry(ListKind.ROLE, entry, ""), holds=True)
        person = find_person(edit.session, "Sam").id
        set_entry(edit, person, HoldingEntry(ListKind.ROLE, "Engineer", ""), holds=True)
        set_entry(edit, person, HoldingEntry(ListKind.ROLE, "Engineer", ""), holds=False)
    with project.edit(Operation.ADD_THEME) as edit:
        chairs = add_theme(edit, "Chairs").id
        legs = add_theme(edit, "Legs", parent_id=chairs).id
        food = add_theme(edit, "Food").id
        for who, theme, places in (
            ("Kit", chairs, (500, 3000, 6000)),
            ("Rosa", chairs, (500,)),
            ("June", chairs, (500,)),
            ("Sam", legs, (500,)),
        ):
            for place in places:
                link(edit, theme, mark(edit, stories[who], place, place + 300).id, differs=place == 6000)
    return {**stories, "Chairs": chairs, "Legs": legs, "Food": food}


@pytest.mark.parametrize(
    ("some", "word"),
    [
        (0, "none"),
        (1, "one"),
        (2, "a few"),
        (3, "a few"),
        (4, "some"),
        (6, "some"),
        (7, "many"),
        (9, "many"),
        (10, "most"),
        (12, "most"),
        (13, "almost all"),
        (14, "almost all"),
        (15, "all"),
    ],
)
def test_fifteen_stories_in_words(some: int, word: str) -> None:
    assert quantity_word(STANDARD_BANDS, some, 15) == word


def test_words_of_the_projects_own() -> None:
    assert quantity_word({"hardly any": 0, "half": 40, "everybody": 100}, 1, 4) == "hardly any"
    assert quantity_word({"few": 10, "half": 40}, 4, 4) == "half"
    assert quantity_word({"few": 10, "half": 40}, 1, 100) == "few"
    assert quantity_word({"all": 100}, 1, 100) == "all"


def test_three_excerpts_of_one_storyteller_are_one_story(project: Project, group: dict[str, int]) -> None:
    found = project.query(stories_by_theme)
    assert found[group["Chairs"]] == {group[who] for who in WHO}
    assert found[group["Legs"]] == {group["Sam"]}
    assert group["Food"] not in found


def test_the_grid_shows_empty_cells_and_summaries(project: Project, group: dict[str, int]) -> None:
    with project.edit(Operation.CHANGE_SUMMARY) as edit:
        set_summary(edit, group["Kit"], group["Chairs"], " They moved them. ")
        set_summary(edit, group["Rosa"], group["Food"], "She only hints at it.")
    found = project.query(grid)
    assert [one.title for one in found.stories] == [f"{who}’s story" for who in WHO]
    assert [(one.name, one.depth) for one in found.themes] == [("Chairs", 0), ("Legs", 1), ("Food", 0)]
    kit = found.cell(group["Kit"], group["Chairs"])
    assert (len(kit.excerpts), len(kit.differing), kit.summary) == (3, 1, "They moved them.")
    assert found.cell(group["Sam"], group["Chairs"]).excerpts == found.cell(group["Sam"], group["Legs"]).excerpts
    assert found.cell(group["Kit"], group["Food"]).excerpts == ()
    assert found.cell(group["Rosa"], group["Food"]).summary == "She only hints at it."
    with project.edit(Operation.CHANGE_SUMMARY) as edit:
        set_summary(edit, group["Kit"], group["Chairs"], " ")
    assert project.query(grid).cell(group["Kit"], group["Chairs"]).summary == ""
    project.undo()
    assert project.query(grid).cell(group["Kit"], group["Chairs"]).summary == "They moved them."


def test_small_numbers_are_marked_by_who_tells_them(project: Project, group: dict[str, int]) -> None:
    found = project.query(crossed, ListKind.ROLE)
    entries = {text: number for number, text in found.entries}
    assert list(entries) == ["Carer", "Engineer", "Nurse", "Young"]
    assert found.stories[group["Chairs"], entries["Carer"]] == 3
    assert found.excerpts[group["Chairs"], entries["Carer"]] == 5
    assert found.size(group["Chairs"], entries["Carer"]) is Size.PLAIN
    assert found.size(group["Chairs"], entries["Nurse"]) is Size.SMALL
    assert found.size(group["Food"], entries["Carer"]) is Size.NONE
    assert found.size(group["Food"], entries["Nurse"]) is Size.SMALL, "few tell anything: none of them points at them"
    assert [size_of(many) for many in range(4)] == [Size.NONE, Size.SMALL, Size.SMALL, Size.PLAIN]


@pytest.mark.parametrize(
    ("words", "who"),
    [
        ("carer AND young", {"Kit", "June"}),
        ("CARER and Nurse", {"Rosa"}),
        ("young OR nurse", {"Kit", "June", "Rosa", "Sam"}),
        ("carer AND NOT young", {"Rosa"}),
        ("(young OR nurse) AND carer", {"Kit", "June", "Rosa"}),
        ("engineer", set()),
        ("NOT carer", {"Sam"}),
        ('"Carer"', {"Kit", "Rosa", "June"}),
    ],
)
def test_several_words_at_once(project: Project, group: dict[str, int], words: str, who: set[str]) -> None:
    assert project.query(matching_stories, words) == {group[one] for one in who}


@pytest.mark.parametrize("words", ["carer AND", "AND", "(carer", "carer)", "carers", "NOT", "()", "(" * 400, "x" * 600])
def test_what_cannot_be_read_is_said(project: Project, group: dict[str, int], words: str) -> None:
    with pytest.raises(BadInput):
        project.query(matching_stories, words)


def test_near_words_are_offered_and_no_words_are_all(project: Project, group: dict[str, int]) -> None:
    with pytest.raises(BadInput, match="“carer”"):
        project.query(matching_stories, "carrer")
    assert project.query(matching_stories, "  ") is None


def test_whose_voice_is_missing(project: Project, group: dict[str, int], make_story: Callable[..., int]) -> None:
    make_story(project, title="Another", storyteller="Ola")
    found = project.query(missing_voices)
    assert found.silent == ((ListKind.ROLE, "Engineer"),)
    assert found.storytellers == ("Ola",)
    assert found.by_theme[group["Legs"]] == ("Carer", "Young")
    assert found.by_theme[group["Chairs"]] == ()


class _Cells(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.heads: list[str] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag == "th":
            self.heads.append(str(dict(attrs)["scope"]))


def test_counts_leave_without_small_numbers(project: Project, group: dict[str, int], tmp_path: Path) -> None:
    def _crossed(target: Project) -> tuple[Table, list]:  # type: ignore[type-arg]
        return crossed_table(target, ListKind.ROLE)

    save_table(project, _crossed, tmp_path / "roles.csv")
    rows = list(csv.reader(io.StringIO((tmp_path / "roles.csv").read_text("utf-8-sig"))))
    assert rows[0] == ["Theme", "Carer", "Engineer", "Nurse", "Young"]
    assert rows[1] == ["Chairs", "3", "–", "–", "–"]
    assert rows[3] == ["Food", "0", "–", "–", "–"]
    save_table(project, counts_table, tmp_path / "counts.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "counts.xlsx").active
    assert sheet is not None
    values = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert values[1] == ["Chairs", 4, "all", 6, 1, 0]
    assert values[2][:3] == ["· Legs", 1, "one"], "a rare theme is there too"
    assert values[3][:3] == ["Food", 0, "none"]
    save_table(project, counts_table, tmp_path / "counts.html")
    page = (tmp_path / "counts.html").read_text("utf-8")
    cells = _Cells()
    cells.feed(page)
    assert cells.heads == ["col"] * 6 + ["row"] * 3
    assert "caption" in cells.tags
    assert "script" not in cells.tags
    for private in ("Kit", "Moving", "story”", "’s story"):
        assert private not in page
    for name in ("counts.doc", "counts.xlsx"):
        with pytest.raises(BadInput):
            save_table(project, counts_table, tmp_path / name)


def test_the_grid_is_for_the_team_alone(project: Project, group: dict[str, int], tmp_path: Path) -> None:
    allow(project, *(group[who] for who in WHO))
    for name in ("grid.csv", "grid.html"):
        save_grid(project, tmp_path / name)
        assert TEAM_MARK in (tmp_path / name).read_text("utf-8")[:2000]
    rows = list(csv.reader(io.StringIO((tmp_path / "grid.csv").read_text("utf-8-sig"))))
    assert rows[1] == ["Story", "Chairs", "· Legs", "Food"]
    assert rows[2] == ["Kit: Kit’s story", "3 excerpts; 1 sees it differently", "", ""]
    assert rows[6] == ["Stories", "4", "1", "0"]
    save_grid(project, tmp_path / "grid.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "grid.xlsx").active
    assert sheet is not None
    assert [[cell.value or "" for cell in row] for row in sheet.iter_rows(max_row=3)] == [
        [TEAM_MARK, "", "", ""],
        rows[1],
        rows[2],
    ]
    save_grid(project, tmp_path / "grid.xlsx")  # over its own
    with pytest.raises(BadInput):
        save_grid(project, tmp_path / "grid.doc")


def test_nothing_in_a_table_is_taken_for_a_formula() -> None:
    table = Table("=1+1", ("=A1", "b"), (("+cmd", 3), ("a\nb\x07<&>", -2)), ("@note",))
    assert b"'=A1" in written(table, ".csv")
    assert b"'+cmd" in written(table, ".csv")
    book = openpyxl.load_workbook(io.BytesIO(written(table, ".xlsx")))
    sheet = book.active
    assert sheet is not None
    assert {cell.data_type for cell in sheet["A"]} <= {"s", "inlineStr"}, "no formula"
    assert sheet["B3"].value == -2
    assert "<&>" in str(sheet["A3"].value)
    assert zipfile.ZipFile(io.BytesIO(written(table, ".xlsx"))).testzip() is None
    assert b"&lt;&amp;&gt;" in written(table, ".html")


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_crossed_counts_are_those_of_a_count_by_hand(
    project: Project, make_story: Callable[..., int], data: st.DataObject
) -> None:
    with project.read() as session:
        known = [one.story_id for one in grid(session).stories]
    stories = known or [make_story(project, title=f"S{number}", storyteller=f"P{number}") for number in range(4)]
    if not known:
        with project.edit(Operation.MARK_EXCERPT) as edit:
            for story in stories:
                for place in (500, 3000):
                    mark(edit, story, place, place + 300)
    roles = data.draw(st.lists(st.sets(st.sampled_from("ABC")), min_size=4, max_size=4))
    linked = data.draw(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 1), st.integers(0, 2)), max_size=12))
    gone = data.draw(st.integers(-1, 3))
    with project.edit(Operation.ADD_THEME) as edit:
        top = add_theme(edit, "Top").id
        themes = [top, add_theme(edit, "Under", parent_id=top).id, add_theme(edit, "Other").id]
        for place, mine in enumerate(roles):
            person = find_person(edit.session, f"P{place}").id
            for role in "ABC":
                set_entry(edit, person, HoldingEntry(ListKind.ROLE, role, ""), holds=role in mine)
        excerpts = edit.session.connection().exec_driver_sql("SELECT id, story_id FROM excerpt ORDER BY id").all()
        of_story = {story: [number for number, its in excerpts if its == story] for story in stories}
        for story, which, theme in linked:
            link(edit, themes[theme], of_story[stories[story]][which])
        if gone >= 0:
            bin_story(edit, stories[gone])
        found = crossed(edit.session, ListKind.ROLE)
    entries = {text: number for number, text in found.entries}
    for theme, under in ((themes[0], {0, 1}), (themes[1], {1}), (themes[2], {2})):
        for role in "ABC":
            mine = {
                (story, which)
                for story, which, where in linked
                if where in under and story != gone and role in roles[story]
            }
            if role in entries:
                assert found.stories.get((theme, entries[role]), 0) == len({story for story, _which in mine})
                assert found.excerpts.get((theme, entries[role]), 0) == len(mine)
            else:
                assert not mine
    project.undo()


def test_feelings_and_kinds_with_their_stories(project: Project, group: dict[str, int]) -> None:
    excerpts = [one for cell in project.query(grid).cells.values() for one in cell.excerpts]
    numbers = sorted(set(excerpts))
    with project.edit(Operation.SET_MEANING) as edit:
        for number in numbers[:3]:
            set_meaning(edit, number, valence="difficult", feeling="Knackered", kind="metaphor")
        set_meaning(edit, numbers[3], feeling=" knackered ")
    found = project.query(meaning_counts)
    assert [(one.word, one.stories, one.excerpts) for one in found.feelings] == [("Knackered", 2, 4)]
    assert {one.word: one.stories for one in found.valences}["difficult"] == 1
    assert [one.word for one in found.kinds if one.excerpts] == ["metaphor"]
    assert project.query(meaning_counts, set()).feelings == ()
