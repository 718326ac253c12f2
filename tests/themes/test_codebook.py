"""Themes: a tree people name, colour, order and move; an excerpt may be in several."""

from collections.abc import Callable

import pytest

from coproclip.errors import BadInput, NotFound
from coproclip.excerpts.marking import mark
from coproclip.project.journal import Operation
from coproclip.project.project import Edit, Project
from coproclip.project.schema import Excerpt, Theme, ThemeLink
from coproclip.themes.codebook import (
    COLOURS,
    add_theme,
    change_theme,
    delete_theme,
    excerpts_in,
    find_theme,
    link,
    move_theme,
    set_headline,
    theme_from_words,
    themes,
    themes_of,
    unlink,
)


def add(project: Project, name: str, parent: int | None = None) -> int:
    with project.edit(Operation.ADD_THEME) as edit:
        return add_theme(edit, name, parent_id=parent).id


def tree(project: Project) -> list[str]:
    """The names in order, each with a dot for every theme above it."""
    with project.read() as session:
        depth: dict[int | None, int] = {None: -1}
        lines = []
        for theme in themes(session):
            depth[theme.id] = depth[theme.parent_id] + 1
            lines.append("." * depth[theme.id] + theme.name)
        return lines


def known(project: Project) -> dict[str, Theme]:
    with project.read() as session:
        return {theme.name: theme for theme in themes(session)}


@pytest.fixture
def family(project: Project) -> dict[str, int]:
    """Belonging (Chairs (Table, Door), Bus), Food."""
    top = add(project, "Belonging")
    chairs = add(project, "Chairs", top)
    return {
        "Belonging": top,
        "Chairs": chairs,
        "Table": add(project, "Table", chairs),
        "Door": add(project, "Door", chairs),
        "Bus": add(project, "Bus", top),
        "Food": add(project, "Food"),
    }


@pytest.fixture
def marked(project: Project, story: int) -> list[int]:
    with project.edit(Operation.MARK_EXCERPT) as edit:
        return [mark(edit, story, place, place + 300).id for place in (500, 3000, 6000)]


def test_themes_come_parents_first_in_the_order_they_were_made(project: Project, family: dict[str, int]) -> None:
    assert tree(project) == ["Belonging", ".Chairs", "..Table", "..Door", ".Bus", "Food"]


def test_every_theme_has_a_colour_of_its_own_until_they_run_out(project: Project) -> None:
    for number in range(COLOURS + 2):
        add(project, f"Theme {number}")
    colours = [theme.colour for theme in known(project).values()]
    assert colours[:COLOURS] == list(range(COLOURS))
    assert colours[COLOURS:] == [0, 1]


def test_a_freed_colour_is_given_again(project: Project, family: dict[str, int]) -> None:
    with project.edit(Operation.DELETE_THEME) as edit:
        delete_theme(edit, family["Chairs"])
    add(project, "New")
    assert known(project)["New"].colour == 1


def test_the_letter_is_the_first_free_one_of_the_name(project: Project) -> None:
    for name in ("Belonging", "Being", "Bell", "été", "日本", "100 %", "ßa"):
        add(project, name)
    assert [theme.letter for theme in known(project).values()] == ["B", "E", "L", "É", "日", "A", "S"]


def test_every_letter_taken_is_no_reason_to_fail(project: Project) -> None:
    for number in range(40):
        add(project, f"A{number}")
    add(project, "!")
    assert all(len(theme.letter) == 1 for theme in known(project).values())


def test_a_name_is_needed_and_belongs_to_one_theme(project: Project, family: dict[str, int]) -> None:
    for name in ("", " \n ", "chairs", " FOOD "):
        with pytest.raises(BadInput):
            add(project, name)
    with pytest.raises(BadInput, match="“Chairs” already"), project.edit(Operation.CHANGE_THEME) as edit:
        change_theme(edit, family["Food"], name="CHAIRS")
    with project.edit(Operation.CHANGE_THEME) as edit:
        change_theme(edit, family["Chairs"], name="  the \n CHAIRS ")
    assert "the CHAIRS" in known(project)
    with pytest.raises(NotFound):
        add(project, "Orphan", 999)


def test_everything_about_a_theme_can_be_changed(project: Project, family: dict[str, int]) -> None:
    with project.edit(Operation.CHANGE_THEME) as edit:
        change_theme(
            edit, family["Food"], name="Bread", question=" Who bakes? ", description=" d ", colour=12, letter="ß"
        )
        change_theme(edit, family["Food"], letter="  ")
    bread = known(project)["Bread"]
    assert (bread.question, bread.description, bread.colour, bread.letter) == ("Who bakes?", "d", 2, "S")


def test_a_theme_is_found_by_its_name_before_its_number(project: Project, family: dict[str, int]) -> None:
    odd = add(project, str(family["Food"]))
    with project.read() as session:
        assert find_theme(session, " food").id == family["Food"]
        assert find_theme(session, str(family["Food"])).id == odd
        assert find_theme(session, str(family["Bus"])).id == family["Bus"]
        with pytest.raises(NotFound, match="no theme “x”"):
            find_theme(session, "x")


@pytest.mark.parametrize(
    ("who", "under", "place", "expected"),
    [
        ("Food", None, 0, ["Food", "Belonging", ".Chairs", "..Table", "..Door", ".Bus"]),
        ("Door", "Chairs", 0, ["Belonging", ".Chairs", "..Door", "..Table", ".Bus", "Food"]),
        ("Chairs", "Food", 9, ["Belonging", ".Bus", "Food", ".Chairs", "..Table", "..Door"]),
        ("Bus", None, 1, ["Belonging", ".Chairs", "..Table", "..Door", "Bus", "Food"]),
        ("Table", "Belonging", 1, ["Belonging", ".Chairs", "..Door", ".Table", ".Bus", "Food"]),
        ("Food", "Belonging", -3, ["Belonging", ".Food", ".Chairs", "..Table", "..Door", ".Bus"]),
    ],
)
def test_a_theme_moves_with_all_that_is_under_it(
    project: Project, family: dict[str, int], who: str, under: str | None, place: int, expected: list[str]
) -> None:
    with project.edit(Operation.MOVE_THEME) as edit:
        move_theme(edit, family[who], family[under] if under else None, place)
    assert tree(project) == expected


@pytest.mark.parametrize("under", ["Belonging", "Chairs", "Table"])
def test_a_theme_is_never_put_under_itself(project: Project, family: dict[str, int], under: str) -> None:
    before = tree(project)
    with pytest.raises(BadInput, match="under itself"), project.edit(Operation.MOVE_THEME) as edit:
        move_theme(edit, family["Belonging"], family[under], 0)
    assert tree(project) == before


def test_deleting_a_theme_moves_its_children_up_and_keeps_its_excerpts(
    project: Project, family: dict[str, int], marked: list[int]
) -> None:
    with project.edit(Operation.LINK_THEME) as edit:
        set_headline(edit, family["Chairs"], marked[0])
        link(edit, family["Food"], marked[0])
    before = tree(project)
    with project.edit(Operation.DELETE_THEME) as edit:
        delete_theme(edit, family["Chairs"])
    assert sorted(tree(project)) == sorted(["Belonging", ".Bus", ".Table", ".Door", "Food"])
    with project.read() as session:
        assert session.get(Excerpt, marked[0]) is not None
        assert [theme.name for theme in themes_of(session, marked[0])] == ["Food"]
    assert project.database.faults() == []
    with project.edit(Operation.DELETE_THEME) as edit:
        delete_theme(edit, family["Belonging"])
    assert set(tree(project)) == {"Bus", "Table", "Door", "Food"}
    project.undo()
    project.undo()
    assert tree(project) == before
    with project.read() as session:
        assert session.get_one(Theme, family["Chairs"]).headline_excerpt_id == marked[0]


def test_an_excerpt_is_in_several_themes_once_each(project: Project, family: dict[str, int], marked: list[int]) -> None:
    with project.edit(Operation.LINK_THEME) as edit:
        for name in ("Food", "Bus", "Food"):
            link(edit, family[name], marked[1])
        link(edit, family["Food"], marked[0])
    with project.read() as session:
        assert [theme.name for theme in themes_of(session, marked[1])] == ["Food", "Bus"]
        assert [excerpt.id for excerpt in excerpts_in(session, family["Food"])] == [marked[1], marked[0]]
        assert session.query(ThemeLink).count() == 3
    with project.edit(Operation.UNLINK_THEME) as edit:
        unlink(edit, family["Food"], marked[1])
        unlink(edit, family["Door"], marked[1])
    with project.read() as session:
        assert [theme.name for theme in themes_of(session, marked[1])] == ["Bus"]


def test_a_headline_quote_belongs_to_its_theme(project: Project, family: dict[str, int], marked: list[int]) -> None:
    with project.edit(Operation.LINK_THEME) as edit:
        set_headline(edit, family["Food"], marked[0])
    with project.read() as session:
        assert [theme.name for theme in themes_of(session, marked[0])] == ["Food"]
    with project.edit(Operation.UNLINK_THEME) as edit:
        unlink(edit, family["Food"], marked[0])
    assert known(project)["Food"].headline_excerpt_id is None
    with project.edit(Operation.LINK_THEME) as edit:
        set_headline(edit, family["Food"], marked[1])
        set_headline(edit, family["Food"], None)
    assert known(project)["Food"].headline_excerpt_id is None
    with project.read() as session:
        assert [excerpt.id for excerpt in excerpts_in(session, family["Food"])] == [marked[1]]


def test_a_theme_in_the_storytellers_own_words_has_its_excerpt_as_headline(project: Project, marked: list[int]) -> None:
    with project.edit(Operation.ADD_THEME) as edit:
        theme_from_words(edit, marked[0], " no head\nof the table ")
    theme = known(project)["no head of the table"]
    assert (theme.in_their_words, theme.headline_excerpt_id) == (1, marked[0])
    project.undo()
    assert known(project) == {}


@pytest.mark.parametrize(
    "attempt",
    [
        lambda edit, one: link(edit, 999, one),
        lambda edit, one: link(edit, 1, 999),
        lambda edit, one: set_headline(edit, 1, 999),
        lambda edit, one: delete_theme(edit, 999),
        lambda edit, one: move_theme(edit, 1, 999, 0),
    ],
)
def test_only_what_is_there_can_be_linked_moved_or_deleted(
    project: Project, marked: list[int], attempt: Callable[[Edit, int], object]
) -> None:
    add(project, "Food")
    with pytest.raises(NotFound, match="There is no"), project.edit(Operation.LINK_THEME) as edit:
        attempt(edit, marked[0])
    assert tree(project) == ["Food"]


def test_themes_are_not_nested_deeper_than_a_project_that_opens(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("coproclip.themes.codebook.MOST_NESTED", 2)
    top = add(project, "Top")
    middle = add(project, "Middle", top)
    low = add(project, "Low", middle)
    with pytest.raises(BadInput, match="2 levels deep"):
        add(project, "Too low", low)
    other = add(project, "Other")
    under = add(project, "Under", other)
    for parent in (low, middle):
        with pytest.raises(BadInput, match="2 levels deep"), project.edit(Operation.MOVE_THEME) as edit:
            move_theme(edit, other, parent, 0)
    with project.edit(Operation.MOVE_THEME) as edit:
        move_theme(edit, other, top, 0)
        move_theme(edit, under, middle, 0)
    assert tree(project) == ["Top", ".Other", ".Middle", "..Under", "..Low"]
