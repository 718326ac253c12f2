"""A playlist is put in order in one go, and back in one step."""

from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_stories import make_story

from coproclip.excerpts.marking import mark
from coproclip.excerpts.meaning import set_meaning
from coproclip.excerpts.playlists import add_playlist, add_to_playlist, items
from coproclip.project.journal import Operation
from coproclip.project.project import Project
from coproclip.project.schema import Story
from coproclip.themes.codebook import add_theme, link, move_theme
from coproclip.themes.playlist_order import Heard, PlaylistOrder, order_playlist, spread


@given(st.lists(st.integers(0, 4), max_size=24))
def test_nobody_follows_themselves_where_that_is_possible(tellers: list[int]) -> None:
    order = spread([Heard(frozenset({one})) for one in tellers])
    assert sorted(order) == list(range(len(tellers)))
    heard = [tellers[place] for place in order]
    most = max(Counter(tellers).values(), default=0)
    follow = sum(one == other for one, other in pairwise(heard))
    # As rarely as it can be: between the excerpts of one teller there are as many others as there are.
    assert follow == max(0, most - 1 - (len(tellers) - most))


def test_themes_and_feelings_take_turns_too() -> None:
    heard = [Heard(frozenset({n}), frozenset({theme}), feeling) for n, theme, feeling in [
        (1, 1, "difficult"), (2, 1, "difficult"), (3, 2, "positive"), (4, 2, "difficult"), (5, 1, "positive")
    ]]  # fmt: skip
    order = spread(heard)
    assert order[0] == 0
    pairs = list(pairwise(order))
    assert not any(heard[one].themes & heard[other].themes for one, other in pairs)


@pytest.fixture
def playlist(project: Project) -> int:
    stories = [make_story(project, title=f"S{n}", storyteller=name) for n, name in enumerate(("Kit", "Rosa"))]
    with project.edit(Operation.MARK_EXCERPT) as edit:
        edit.get(Story, stories[0]).recorded_on = "2026-05-02"
        edit.get(Story, stories[1]).recorded_on = "2026-03-01"
        made = [mark(edit, stories[n], start, start + 300).id for n, start in ((0, 6000), (0, 3000), (1, 3000))]
        later, first = add_theme(edit, "Later").id, add_theme(edit, "First").id
        move_theme(edit, first, None, 0)
        link(edit, later, made[0])
        link(edit, first, made[1])
        set_meaning(edit, [made[0]], valence="positive")
        number = add_playlist(edit, "Doors").id
        add_to_playlist(edit, number, made)
    return number


@pytest.mark.parametrize(
    ("order", "expected"),
    [(PlaylistOrder.TIME, [3, 2, 1]), (PlaylistOrder.THEME, [2, 1, 3]), (PlaylistOrder.BALANCE, [1, 3, 2])],
)
def test_it_is_one_step(project: Project, playlist: int, order: PlaylistOrder, expected: list[int]) -> None:
    with project.edit(Operation.ORDER_PLAYLIST) as edit:
        assert order_playlist(edit, playlist, order)
    with project.read() as session:
        assert [item.excerpt_id for item in items(session, playlist)] == expected
    with project.edit(Operation.ORDER_PLAYLIST) as edit:
        assert not order_playlist(edit, playlist, order), "what is in order stays"
    assert project.undo() is not None
    with project.read() as session:
        assert [item.excerpt_id for item in items(session, playlist)] == [1, 2, 3]
