"""Merging and splitting themes: nothing that belonged to them is lost, and history says who and why."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from coproclip.errors import BadInput, NotFound
from coproclip.excerpts.marking import mark
from coproclip.people.stories import bin_story
from coproclip.people.storytellers import add_storyteller
from coproclip.project.journal import Operation
from coproclip.project.project import Project
from coproclip.project.schema import Excerpt, Story, Theme, ThemeLink, journaled_tables
from coproclip.themes import codebook, relations, reshaping, summaries
from coproclip.themes.counts import theme_counts
from coproclip.themes.history import By, history


@pytest.fixture
def marked(project: Project, story: int) -> list[int]:
    with project.edit(Operation.MARK_EXCERPT) as edit:
        return [mark(edit, story, place, place + 300).id for place in (500, 3000, 6000)]


@pytest.fixture
def trees(project: Project, marked: list[int]) -> dict[str, int]:
    """Chairs (first, second), Seats (second differs, third), Legs under Seats, Food."""
    with project.edit(Operation.ADD_THEME) as edit:
        chairs = codebook.add_theme(edit, "Chairs").id
        seats = codebook.add_theme(edit, "Seats", question="Who sits?").id
        legs = codebook.add_theme(edit, "Legs", parent_id=seats).id
        food = codebook.add_theme(edit, "Food").id
        for theme, excerpt, differs in (
            (chairs, marked[0], False),
            (chairs, marked[1], False),
            (seats, marked[1], True),
            (seats, marked[2], False),
            (legs, marked[2], False),
        ):
            codebook.link(edit, theme, excerpt, differs=differs)
        codebook.set_headline(edit, seats, marked[2])
        kit = add_storyteller(edit, "Rosa").id
        relations.suggest(edit, seats, "storyteller", [kit])
        relations.relate(edit, seats, food, "leads to", "over tea")
        relations.relate(edit, chairs, seats, "see also")
    return {"Chairs": chairs, "Seats": seats, "Legs": legs, "Food": food}


def links(project: Project, theme_id: int) -> dict[int, bool]:
    with project.read() as session:
        rows = session.query(ThemeLink).filter(ThemeLink.theme_id == theme_id).order_by(ThemeLink.id)
        return {row.excerpt_id: bool(row.differs) for row in rows}


def rows_of(project: Project) -> dict[str, list[tuple[object, ...]]]:
    """All that undo watches."""
    with project.read() as session:
        return {
            table: [tuple(row) for row in session.execute(text(f'SELECT * FROM "{table}" ORDER BY id'))]
            for table in journaled_tables()
        }


def named(project: Project) -> dict[str, Theme]:
    return {theme.name: theme for theme in project.query(codebook.themes)}


def test_merging_keeps_links_disagreement_and_who_suggested(
    project: Project, trees: dict[str, int], marked: list[int]
) -> None:
    with project.edit(Operation.MERGE_THEMES) as edit:
        reshaping.merge(edit, [trees["Seats"]], trees["Chairs"], by=By("Amina", "they say the same"))
    now = named(project)
    assert set(now) == {"Chairs", "Legs", "Food"}
    assert now["Legs"].parent_id == trees["Chairs"]
    assert links(project, trees["Chairs"]) == {marked[0]: False, marked[1]: True, marked[2]: False}
    assert (now["Chairs"].headline_excerpt_id, now["Chairs"].question) == (marked[2], "Who sits?")
    assert now["Chairs"].suggested_by == "storyteller"
    assert project.query(relations.suggesters)[trees["Chairs"]] == ("Rosa",)
    [relation] = project.query(relations.relations, trees["Chairs"])
    assert (relation.name, relation.kind, relation.words) == ("Food", "leads to", "over tea")
    told = [(one.what, one.who, one.why) for one in project.query(history, trees["Chairs"])]
    assert ("“Seats” was merged into it", "Amina", "they say the same") in told
    assert any(one.name == "Seats" and one.what == "deleted" for one in project.query(history))


def test_merging_keeps_what_was_written_of_both(project: Project, story: int, trees: dict[str, int]) -> None:
    chairs, seats, food = (trees[name] for name in ("Chairs", "Seats", "Food"))
    with project.edit(Operation.CHANGE_THEME) as edit:
        one, other = edit.get(Theme, chairs), edit.get(Theme, seats)
        one.question, one.description, one.linking = "Who stands?", "Standing.", "Then food."
        other.question, other.description, other.linking = "Who sits?", "Sitting.", "Then food."
        relations.relate(edit, chairs, food, "leads to", "on foot")
        relations.relate(edit, chairs, seats, "see also", "one needs the other")
        summaries.set_summary(edit, story, chairs, "She spoke of mental health.")
        summaries.set_summary(edit, story, seats, "health")
    with project.edit(Operation.MERGE_THEMES) as edit:
        reshaping.merge(edit, [seats], chairs)
    now = named(project)["Chairs"]
    assert now.question == "Who stands? / Who sits?"
    assert now.description.splitlines() == ["Standing.", "Sitting.", "one needs the other"]
    assert now.linking == "Then food."
    assert [one.words for one in project.query(relations.relations, chairs)] == ["on foot / over tea"]
    assert project.query(summaries.summary_of, story, chairs) == "She spoke of mental health.\nhealth"


def test_undoing_a_merge_brings_every_link_back(project: Project, trees: dict[str, int], marked: list[int]) -> None:
    before = rows_of(project)
    with project.edit(Operation.MERGE_THEMES) as edit:
        reshaping.merge(edit, [trees["Seats"], trees["Food"]], trees["Chairs"])
    after = rows_of(project)
    assert after != before
    project.undo()
    assert rows_of(project) == before
    assert links(project, trees["Seats"]) == {marked[1]: True, marked[2]: False}
    project.redo()
    assert rows_of(project) == after


def test_a_theme_goes_into_one_below_it(project: Project, trees: dict[str, int], marked: list[int]) -> None:
    with project.edit(Operation.MERGE_THEMES) as edit:
        reshaping.merge(edit, [trees["Seats"]], trees["Legs"])
    assert named(project)["Legs"].parent_id is None
    assert links(project, trees["Legs"]) == {marked[2]: False, marked[1]: True}


def test_a_theme_is_not_merged_into_itself(project: Project, trees: dict[str, int]) -> None:
    for gone in ([], [trees["Food"]]):
        with pytest.raises(BadInput), project.edit(Operation.MERGE_THEMES) as edit:
            reshaping.merge(edit, gone, trees["Food"])
    with pytest.raises(NotFound), project.edit(Operation.MERGE_THEMES) as edit:
        reshaping.merge(edit, [999], trees["Food"])


def test_splitting_moves_some_excerpts_with_what_they_said(
    project: Project, trees: dict[str, int], marked: list[int]
) -> None:
    with project.edit(Operation.SPLIT_THEME) as edit:
        reshaping.split(edit, trees["Seats"], "Standing", [marked[1]], by=By("Kit", "another thing"))
    now = named(project)
    assert [theme.name for theme in project.query(codebook.themes)] == ["Chairs", "Seats", "Legs", "Standing", "Food"]
    assert links(project, now["Standing"].id) == {marked[1]: True}
    assert links(project, trees["Seats"]) == {marked[2]: False}
    assert now["Seats"].headline_excerpt_id == marked[2]
    assert "split off “Seats”" in {one.what for one in project.query(history, now["Standing"].id)}
    for name, ids, wrong in (
        ("Other", [], BadInput),
        ("Other", [marked[0]], NotFound),
        ("Food", [marked[2]], BadInput),
    ):
        with pytest.raises(wrong), project.edit(Operation.SPLIT_THEME) as edit:
            reshaping.split(edit, trees["Seats"], name, ids)


def test_a_headline_goes_with_its_excerpt(project: Project, trees: dict[str, int], marked: list[int]) -> None:
    with project.edit(Operation.SPLIT_THEME) as edit:
        reshaping.split(edit, trees["Seats"], "Standing", [marked[2]])
    now = named(project)
    assert (now["Seats"].headline_excerpt_id, now["Standing"].headline_excerpt_id) == (None, marked[2])


def test_history_says_what_became_of_a_theme(project: Project, trees: dict[str, int]) -> None:
    with project.edit(Operation.CHANGE_THEME) as edit:
        codebook.change_theme(edit, trees["Food"], name="Bread", by=By("Kit", "warmer"))
    with project.edit(Operation.MOVE_THEME) as edit:
        codebook.move_theme(edit, trees["Food"], trees["Chairs"], 0)
    whats = [one.what for one in project.query(history, trees["Food"])]
    assert whats == ["made", "renamed", "made part of “Chairs”"]


def test_a_relation_is_seen_from_both_sides_and_said_once(project: Project, trees: dict[str, int]) -> None:
    with project.edit(Operation.RELATE_THEMES) as edit:
        relations.relate(edit, trees["Seats"], trees["Chairs"], "see also", "wood")
        relations.relate(edit, trees["Food"], trees["Seats"], "leads to")
        relations.relate(edit, trees["Chairs"], trees["Seats"], "see also", " ")
    from_chairs = project.query(relations.relations, trees["Chairs"])
    assert [(one.name, one.words) for one in from_chairs] == [("Seats", "wood")], "said again without words they stay"
    from_food = project.query(relations.relations, trees["Food"])
    assert [(one.name, one.comes_in) for one in from_food] == [("Seats", True), ("Seats", False)]
    for wrong in ((trees["Food"], trees["Food"], "see also"), (trees["Food"], trees["Seats"], "hates")):
        with pytest.raises(BadInput), project.edit(Operation.RELATE_THEMES) as edit:
            relations.relate(edit, *wrong)


def test_how_many_themes_came_from_storytellers(project: Project, trees: dict[str, int]) -> None:
    assert project.query(relations.from_storytellers) == 1
    with project.edit(Operation.CHANGE_THEME) as edit:
        relations.suggest(edit, trees["Food"], "storyteller")
        relations.suggest(edit, trees["Seats"], "group")
    assert project.query(relations.from_storytellers) == 1
    assert trees["Seats"] not in project.query(relations.suggesters)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_counts_are_those_of_a_count_by_hand(
    project: Project, make_story: Callable[..., int], data: st.DataObject
) -> None:
    """Any tree, any links, some of them differing, some stories in the bin, then a merge: as one counts by hand."""
    stories = _stories(project, make_story)
    parents = data.draw(st.lists(st.integers(-1, 4), min_size=2, max_size=5))
    linked = data.draw(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 5), st.booleans()), max_size=14))
    binned = data.draw(st.booleans())
    with project.edit(Operation.ADD_THEME) as edit:
        made: list[int] = []
        for number, parent in enumerate(parents):
            above = made[parent] if 0 <= parent < len(made) else None
            made.append(codebook.add_theme(edit, f"T{number}", parent_id=above).id)
        excerpts = [(row.id, row.story_id) for row in edit.session.query(Excerpt).order_by("id")]
        for theme, excerpt, differs in linked:
            codebook.link(edit, made[theme % len(made)], excerpts[excerpt % len(excerpts)][0], differs=differs)
        if binned:
            bin_story(edit, stories[0])
        if len(made) > 2:
            reshaping.merge(edit, [made[1]], made[0])
        rows = edit.session.query(ThemeLink).all()
        tree = {row.id: row.parent_id for row in edit.session.query(Theme)}
        story_of = dict(excerpts)
        counts = theme_counts(edit.session)
    for theme_id in tree:
        under = {theme_id}
        for _ in tree:
            under |= {one for one, parent in tree.items() if parent in under}
        mine = [
            row for row in rows if row.theme_id in under and not (binned and story_of[row.excerpt_id] == stories[0])
        ]
        assert counts[theme_id].excerpts == len({row.excerpt_id for row in mine})
        assert counts[theme_id].stories == len({story_of[row.excerpt_id] for row in mine})
        assert counts[theme_id].differing == len({row.excerpt_id for row in mine if row.differs})
        assert counts[theme_id].agreeing == counts[theme_id].excerpts - counts[theme_id].differing
    project.undo()


def _stories(project: Project, make_story: Callable[..., int]) -> list[int]:
    with project.read() as session:
        known = [row.id for row in session.query(Story).order_by("id")]
    if known:
        return known
    found = [make_story(project, title=f"Story {number}") for number in range(3)]
    with project.edit(Operation.MARK_EXCERPT) as edit:
        for story in found:
            for place in (500, 3000):
                mark(edit, story, place, place + 300)
    return found
