"""A playlist as people see it."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from consenting import allow, answer

from coproclip.errors import NotFound
from coproclip.excerpts.approval import Approval
from coproclip.excerpts.marking import change_excerpt, mark
from coproclip.excerpts.playlists import add_playlist, add_to_playlist
from coproclip.overview.playlists import PlaylistContents, _percents, read_playlist
from coproclip.people.stories import bin_story, sound_of, speakers_of
from coproclip.people.storytellers import find_or_add, tell
from coproclip.project.journal import Operation, Work
from coproclip.project.project import Project
from coproclip.project.schema import Segment
from coproclip.themes.codebook import add_theme, link
from coproclip.transcript.edits import passages

Make = Callable[..., int]


def marked(project: Project, story_id: int, line: int, last: int | None = None) -> int:
    with project.read() as session:
        lines = passages(session, story_id)
        start, end = lines[line].start_ms, lines[line if last is None else last].end_ms
    with project.edit(Operation.MARK_EXCERPT) as edit:
        return mark(edit, story_id, start, end).id


def listed(project: Project, *excerpts: int) -> int:
    with project.edit(Operation.ADD_PLAYLIST) as edit:
        made = add_playlist(edit, "Doors that open", "What worked").id
        add_to_playlist(edit, made, excerpts)
        return made


def read(project: Project, playlist: int) -> PlaylistContents:
    with project.read() as session:
        return read_playlist(session, project, playlist)


def test_rows_hold_what_a_list_shows(project: Project, make_story: Make) -> None:
    kit, rosa = make_story(project), make_story(project, title="The bus stop", storyteller="Rosa")
    first, second = marked(project, kit, 1), marked(project, rosa, 3)
    with project.edit(Operation.ADD_THEME) as edit:
        link(edit, add_theme(edit, "Moving the table").id, first)
    allow(project, kit)
    with project.edit(Operation.CHANGE_EXCERPT) as edit:
        change_excerpt(edit, second, attribution="Rosa")

    playlist = listed(project, second, first)
    answer(project, first)
    contents = read(project, playlist)

    assert (contents.title, contents.introduction) == ("Doors that open", "What worked")
    upper, lower = contents.rows
    assert [upper.excerpt_id, lower.excerpt_id] == [second, first]
    assert (upper.who, upper.attribution, upper.approval) == ("Rosa", "Rosa", Approval.DRAFT)
    assert lower.attribution == "One storyteller"
    assert lower.quote.startswith("We moved the chairs.")
    assert [theme.name for theme in lower.themes] == ["Moving the table"]
    assert (upper.words_checked, lower.words_checked) == (False, True)
    assert (upper.can_go, lower.can_go) == (False, True)
    assert contents.length_ms == upper.length_ms + lower.length_ms + 1000


def test_who_is_heard_goes_by_their_own_words(project: Project, make_story: Make) -> None:
    kit, rosa = make_story(project), make_story(project, title="The bus stop", storyteller="Rosa")
    make_story(project, title="Nothing of it marked", storyteller="June")
    alone = marked(project, rosa, 1)
    with_question = marked(project, kit, 0, 1)

    contents = read(project, listed(project, alone, with_question))

    assert {voice.alias for voice in contents.voices} == {"Kit", "Rosa"}
    assert sum(voice.percent for voice in contents.voices) == 100
    row = contents.rows[1]
    assert sum(row.heard.values()) < row.length_ms, "the reporter's question is nobody's story"
    assert contents.not_heard == ["June"]


def test_two_storytellers_of_one_story(project: Project, make_story: Make) -> None:
    story = make_story(project)
    with project.edit(Operation.CHANGE_STORY) as edit:
        tell(edit, story, find_or_add(edit, "Bea").id)
        bea = next(voice.id for voice in speakers_of(edit.session, story) if voice.name == "Bea")
        edit.get(Segment, passages(edit.session, story)[3].id).speaker_id = bea
    both, nobody = marked(project, story, 3, 4), marked(project, story, 1)
    with project.edit(Operation.SET_SPEAKER) as edit:
        edit.get(Segment, passages(edit.session, story)[1].id).speaker_id = None

    rows = read(project, listed(project, both, nobody)).rows

    assert rows[0].who == "Kit and Bea"
    assert len(set(rows[1].heard.values())) == 1, "where nobody said who speaks, all who told it share the time"


def test_without_words_sound_or_story(project: Project, make_story: Make) -> None:
    silent, gone, binned = (make_story(project, title=title) for title in ("a", "b", "c"))
    excerpts = [marked(project, story, 1) for story in (silent, gone, binned)]
    playlist = listed(project, *excerpts)
    with project.edit(Work.TRANSCRIBE) as edit:
        for segment in passages(edit.session, silent):
            edit.session.delete(segment)
    with project.read() as session:
        sound_of(project, session, gone).audio.unlink()
    with project.edit(Operation.BIN_STORY) as edit:
        bin_story(edit, binned)

    rows = read(project, playlist).rows

    assert rows[0].words_checked is None
    assert rows[0].quote, "the words it was marked with"
    assert rows[0].heard == {1: rows[0].length_ms}
    assert rows[1].sound is None
    assert rows[2].binned
    assert not any(row.can_go for row in rows)


def test_known_rows_are_not_read_again(project: Project, story: int) -> None:
    first, second = marked(project, story, 1), marked(project, story, 3)
    playlist = listed(project, first, second)
    known = {row.excerpt_id: replace(row, quote="as it was") for row in read(project, playlist).rows[:1]}
    with project.read() as session:
        rows = read_playlist(session, project, playlist, known).rows
    assert rows[0].quote == "as it was"
    assert rows[1].quote.startswith("Then somebody asked me")


def test_an_empty_playlist_and_none(project: Project) -> None:
    contents = read(project, listed(project))
    assert (contents.rows, contents.length_ms, contents.voices, contents.not_heard) == ((), 0, [], [])
    with pytest.raises(NotFound):
        read(project, 99)


def test_shares_add_up() -> None:
    assert _percents([1, 1, 1]) == [34, 33, 33]
    assert _percents([36, 16, 12, 9, 9, 8]) == [40, 18, 13, 10, 10, 9]
    assert _percents([]) == []
