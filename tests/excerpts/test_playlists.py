"""Playlists keep the order people choose, and the excerpts when they go."""

from collections.abc import Callable

import pytest
from consenting import allow, answer
from made_stories import make_story

from coproclip.errors import BadInput, NotFound, NotShareable
from coproclip.excerpts.approval import Approval, Use, shareable
from coproclip.excerpts.beside.texts import PublicText, shareable_text
from coproclip.excerpts.marking import mark, mark_quote
from coproclip.excerpts.playlists import (
    add_playlist,
    add_to_playlist,
    change_item,
    change_playlist,
    delete_playlist,
    find_playlist,
    items,
    move_item,
    playlists,
    take_from_playlist,
)
from coproclip.people.consent import note_consent
from coproclip.project.journal import Operation
from coproclip.project.kinds import ConsentAbout
from coproclip.project.project import Project
from coproclip.project.schema import Excerpt, Playlist


@pytest.fixture
def marked(project: Project, story: int) -> list[int]:
    with project.edit(Operation.MARK_EXCERPT) as edit:
        return [mark(edit, story, place, place + 300).id for place in (500, 3000, 6000, 9000)]


@pytest.fixture
def playlist(project: Project, marked: list[int]) -> int:
    with project.edit(Operation.ADD_PLAYLIST) as edit:
        playlist = add_playlist(edit, " First listen ", " Four voices ").id
        add_to_playlist(edit, playlist, marked)
    return playlist


def order(project: Project, playlist: int) -> list[int]:
    with project.read() as session:
        return [item.excerpt_id for item in items(session, playlist)]


def test_excerpts_stand_in_the_order_they_were_added_and_only_once(
    project: Project, playlist: int, marked: list[int]
) -> None:
    assert order(project, playlist) == marked
    with project.edit(Operation.ADD_TO_PLAYLIST) as edit:
        assert add_to_playlist(edit, playlist, [marked[2], marked[0], marked[2]]) == []
    assert order(project, playlist) == marked
    assert project.undo_text == Operation.ADD_PLAYLIST.value


@pytest.mark.parametrize(
    ("item", "to", "expected"), [(0, 2, "bcad"), (3, 0, "dabc"), (1, 1, "abcd"), (2, 99, "abdc"), (2, -5, "cabd")]
)
def test_an_item_moves_to_the_place_it_is_put(
    project: Project, playlist: int, marked: list[int], item: int, to: int, expected: str
) -> None:
    with project.edit(Operation.MOVE_IN_PLAYLIST) as edit:
        move_item(edit, items(edit.session, playlist)[item].id, to)
    assert order(project, playlist) == [marked["abcd".index(letter)] for letter in expected]


def test_taking_out_leaves_the_excerpt_and_adding_puts_it_at_the_end(
    project: Project, playlist: int, marked: list[int]
) -> None:
    with project.edit(Operation.TAKE_FROM_PLAYLIST) as edit:
        take_from_playlist(edit, items(edit.session, playlist)[1].id)
    with project.edit(Operation.ADD_TO_PLAYLIST) as edit:
        add_to_playlist(edit, playlist, [marked[1]])
    assert order(project, playlist) == [marked[0], marked[2], marked[3], marked[1]]
    with project.read() as session:
        assert session.query(Excerpt).count() == 4


def test_gaps_and_the_web_address(project: Project, playlist: int) -> None:
    for typed, kept in (
        ("example.org/doors", "https://example.org/doors"),
        (" ", ""),
        ("http://a.b/c?d=1", "http://a.b/c?d=1"),
    ):
        with project.edit(Operation.CHANGE_PLAYLIST) as edit:
            change_playlist(edit, playlist, gap_ms=700, address=typed)
        with project.read() as session:
            row = session.get_one(Playlist, playlist)
            assert (row.gap_ms, row.address) == (700, kept)
    for wrong in ({"gap_ms": -1}, {"gap_ms": 60_000}, {"address": "the library"}, {"address": "javascript:alert(1)"}):
        with pytest.raises(BadInput), project.edit(Operation.CHANGE_PLAYLIST) as edit:
            change_playlist(edit, playlist, **wrong)  # type: ignore[arg-type]


def test_an_introduction_belongs_to_what_was_agreed_to(project: Project, story: int) -> None:
    """Whoever said yes to an excerpt in a playlist said it to how it is introduced there."""
    make_story(project, title="The bus stop", storyteller="Rosa")
    allow(project, story)
    with project.edit(Operation.ADD_PLAYLIST) as edit:
        excerpt = mark_quote(edit, story, "We moved the chairs.").id
        number = add_playlist(edit, "Doors").id
        [item] = [one.id for one in add_to_playlist(edit, number, [excerpt])]
    answer(project, excerpt)
    assert shareable(project, [excerpt], Use.SHARING, playlist_id=number).refused == ()
    with project.edit(Operation.CHANGE_IN_PLAYLIST) as edit:
        change_item(edit, item, introduction=" Rosa on how it began. ", chapter="  Getting  in ")
    [refused] = shareable(project, [excerpt], Use.SHARING, playlist_id=number).refused
    assert ("introduction" in refused.reason, refused.approval) == (True, Approval.AGAIN)
    answer(project, excerpt)
    [refused] = shareable(project, [excerpt], Use.SHARING, playlist_id=number).refused
    assert "“Rosa”" in refused.reason, "a name in it is looked at like one in any text beside"
    with pytest.raises(NotShareable, match="Rosa"):
        shareable_text(project, PublicText.ITEM_INTRODUCTION, item, beside=[excerpt])
    with project.edit(Operation.CHANGE_IN_PLAYLIST) as edit:
        change_item(edit, item, introduction="How it began.")
    answer(project, excerpt)
    assert shareable(project, [excerpt], Use.SHARING, playlist_id=number).refused == ()
    assert shareable_text(project, PublicText.ITEM_INTRODUCTION, item, beside=[excerpt]) == "How it began."
    assert shareable_text(project, PublicText.ITEM_CHAPTER, item, beside=[excerpt]) == "Getting in"
    [asked] = shareable(project, [excerpt], Use.REVIEW, review_of=1).granted
    assert asked.context is not None
    assert asked.context.playlists[0].introduction == "Getting in\nHow it began."
    project.undo()
    assert shareable(project, [excerpt], Use.SHARING, playlist_id=number).granted == ()


def test_only_a_reporter_introduces_by_voice(project: Project, story: int) -> None:
    with project.edit(Operation.MARK_EXCERPT) as edit:
        asks, tells = (mark_quote(edit, story, words).id for words in ("And then?", "We moved the chairs."))
        first, second = add_to_playlist(edit, add_playlist(edit, "Doors").id, [asks, tells])
        change_item(edit, first.id, spoken=True)
        with pytest.raises(BadInput, match="Only a reporter"):
            change_item(edit, second.id, spoken=True)
    with project.read() as session:
        assert [item.spoken for item in items(session, 1)] == [1, 0]
    allow(project, story)
    with project.edit(Operation.NOTE_CONSENT) as edit:
        note_consent(edit, story, ConsentAbout.NAMED, "no", "Kit", "on the phone", storyteller_id=1)
    for excerpt in (asks, tells):
        answer(project, excerpt)
    [grant] = shareable(project, [asks], Use.SHARING, playlist_id=1).granted
    assert grant.attribution == "Reporter", "nobody is named by that"
    with project.edit(Operation.CHANGE_IN_PLAYLIST) as edit:
        change_item(edit, first.id, spoken=False)
        assert edit.get(Excerpt, asks).attribution == ""


def test_a_playlist_keeps_its_identity_when_it_is_renamed(project: Project, playlist: int) -> None:
    with project.read() as session:
        before = session.get_one(Playlist, playlist)
    with project.edit(Operation.CHANGE_PLAYLIST) as edit:
        change_playlist(edit, playlist, title=" Second ", introduction=" Hello ")
    with project.read() as session:
        now = session.get_one(Playlist, playlist)
    assert (now.title, now.introduction, now.uid) == ("Second", "Hello", before.uid)
    assert (before.title, before.introduction) == ("First listen", "Four voices")


def test_titles_are_needed_and_belong_to_one_playlist(project: Project, playlist: int) -> None:
    attempts: list[Callable[[object], object]] = [
        lambda edit: add_playlist(edit, "  "),  # type: ignore[arg-type]
        lambda edit: add_playlist(edit, "first LISTEN "),  # type: ignore[arg-type]
        lambda edit: change_playlist(edit, playlist, title=""),  # type: ignore[arg-type]
    ]
    for attempt in attempts:
        with pytest.raises(BadInput), project.edit(Operation.ADD_PLAYLIST) as edit:
            attempt(edit)
    with project.edit(Operation.CHANGE_PLAYLIST) as edit:
        change_playlist(edit, playlist, title="FIRST listen")


def test_a_playlist_is_found_by_title_or_number(project: Project, playlist: int) -> None:
    with project.edit(Operation.ADD_PLAYLIST) as edit:
        add_playlist(edit, "A later one")
    with project.read() as session:
        assert find_playlist(session, " first listen").id == playlist
        assert find_playlist(session, str(playlist)).id == playlist
        assert [one.title for one in playlists(session)] == ["A later one", "First listen"]
        with pytest.raises(NotFound, match="There is no playlist “x”"):
            find_playlist(session, "x")


def test_deleting_a_playlist_leaves_its_excerpts(project: Project, playlist: int, marked: list[int]) -> None:
    with project.edit(Operation.DELETE_PLAYLIST) as edit:
        delete_playlist(edit, playlist)
    with project.read() as session:
        assert playlists(session) == []
        assert session.query(Excerpt).count() == 4
    project.undo()
    assert order(project, playlist) == marked


def test_only_what_is_there_can_be_put_in(project: Project, playlist: int) -> None:
    with pytest.raises(NotFound, match="There is no excerpt 99"), project.edit(Operation.ADD_TO_PLAYLIST) as edit:
        add_to_playlist(edit, playlist, [99])
    with pytest.raises(NotFound, match="There is no playlist 99"), project.edit(Operation.ADD_TO_PLAYLIST) as edit:
        add_to_playlist(edit, 99, [])
