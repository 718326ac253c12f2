"""Stories are counted, never excerpts: six from one person are one story."""

import json
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest

from coproclip.errors import NotFound
from coproclip.excerpts.marking import delete_excerpt, mark
from coproclip.people.stories import bin_story, restore_story
from coproclip.project.journal import Operation
from coproclip.project.project import Project, now
from coproclip.project.schema import Story
from coproclip.themes.codebook import add_theme, delete_theme, find_theme, link, move_theme, themes
from coproclip.themes.counts import Count, story_count, theme_counts


def counts(project: Project) -> dict[str, tuple[int, int]]:
    """Stories and excerpts by theme name."""
    with project.read() as session:
        found = theme_counts(session)
        return {theme.name: (found[theme.id].stories, found[theme.id].excerpts) for theme in themes(session)}


@pytest.fixture
def gathered(project: Project, make_story: Callable[..., int]) -> dict[str, int]:
    """Three stories; Belonging (Chairs), Food; six excerpts of the first story in Chairs."""
    ids = [make_story(project, title=title) for title in ("One", "Two", "Three")]
    with project.edit(Operation.ADD_THEME) as edit:
        top = add_theme(edit, "Belonging").id
        chairs = add_theme(edit, "Chairs", parent_id=top).id
        food = add_theme(edit, "Food").id
        for place in range(6):
            link(edit, chairs, mark(edit, ids[0], 500 + 1000 * place, 900 + 1000 * place).id)
        second = mark(edit, ids[1], 500, 900).id
        link(edit, top, second)
        link(edit, food, second)
    return {"one": ids[0], "two": ids[1], "top": top, "chairs": chairs, "food": food, "second": second}


def test_six_excerpts_of_one_story_are_one_story(project: Project, gathered: dict[str, int]) -> None:
    assert counts(project)["Chairs"] == (1, 6)


def test_a_theme_counts_what_is_under_it_once(project: Project, gathered: dict[str, int]) -> None:
    assert counts(project)["Belonging"] == (2, 7)
    with project.edit(Operation.LINK_THEME) as edit:
        link(edit, gathered["chairs"], gathered["second"])
    assert counts(project) == {"Belonging": (2, 7), "Chairs": (2, 7), "Food": (1, 1)}


def test_an_empty_theme_is_counted_as_nothing(project: Project) -> None:
    with project.edit(Operation.ADD_THEME) as edit:
        add_theme(edit, "Empty")
    with project.read() as session:
        assert list(theme_counts(session).values()) == [Count(0, 0)]
        assert story_count(session) == 0


def test_counts_follow_moves_deletions_the_bin_and_undo(project: Project, gathered: dict[str, int]) -> None:
    before = counts(project)
    with project.edit(Operation.MOVE_THEME) as edit:
        move_theme(edit, gathered["chairs"], gathered["food"], 0)
    assert counts(project) == {"Belonging": (1, 1), "Food": (2, 7), "Chairs": (1, 6)}
    with project.edit(Operation.DELETE_EXCERPT) as edit:
        delete_excerpt(edit, gathered["second"])
    assert counts(project) == {"Belonging": (0, 0), "Food": (1, 6), "Chairs": (1, 6)}
    with project.edit(Operation.DELETE_THEME) as edit:
        delete_theme(edit, gathered["chairs"])
    assert counts(project) == {"Belonging": (0, 0), "Food": (0, 0)}
    for _ in range(3):
        project.undo()
    assert counts(project) == before


def test_stories_in_the_bin_do_not_count(project: Project, gathered: dict[str, int]) -> None:
    with project.edit(Operation.BIN_STORY) as edit:
        bin_story(edit, gathered["one"])
    assert counts(project) == {"Belonging": (1, 1), "Chairs": (0, 0), "Food": (1, 1)}
    with project.read() as session:
        assert story_count(session) == 2
    with project.edit(Operation.RESTORE_STORY) as edit:
        restore_story(edit, gathered["one"])
    assert counts(project)["Belonging"] == (2, 7)


def test_the_themes_of_a_whole_published_report_are_counted(project: Project, shared: Path) -> None:
    path = shared / "data" / "seed_codebook.json"
    if not path.is_file():
        pytest.skip("the themes of a published report are not here")
    expected: dict[str, set[int]] = defaultdict(set)
    said: dict[str, int] = defaultdict(int)
    with project.edit(Operation.ADD_THEME) as edit:
        tellers = [edit.add(Story(title=f"Story {number}", created_at=now())).id for number in range(15)]
        place = 0
        for chapter in json.loads(path.read_text("utf-8")):
            top = add_theme(edit, chapter["theme"], question=chapter["question"] or "").id
            for quote in chapter["quotes"]:
                place += 1
                name = f"{chapter['theme']}: {quote['subtheme']}"
                try:
                    under = find_theme(edit.session, name).id
                except NotFound:
                    under = add_theme(edit, name, parent_id=top).id
                story = tellers[place * place % 15]
                link(edit, under, mark(edit, story, place * 1000, place * 1000 + 900, title=quote["text"]).id)
                for theme in (chapter["theme"], name):
                    expected[theme].add(story)
                    said[theme] += 1
    assert place > 100
    assert counts(project) == {name: (len(tellers), said[name]) for name, tellers in expected.items()}
