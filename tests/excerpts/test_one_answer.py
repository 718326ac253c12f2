"""Every list and badge gives the answer that an export would give: a yes alone is not enough to be shared."""

import gc
from collections.abc import Callable
from pathlib import Path

import pytest
from consenting import SAID, allow
from sqlalchemy import select

from coproclip.cli.excerpts import facts
from coproclip.excerpts.approval import Approval, StoryReader, Use, note_answer, shareable
from coproclip.excerpts.marking import mark
from coproclip.excerpts.playlists import add_playlist, add_to_playlist, change_playlist
from coproclip.overview.excerpts import rows_of_story
from coproclip.overview.playlists import read_playlist
from coproclip.overview.sharing import SharingCount
from coproclip.overview.stories import story_states
from coproclip.overview.themes import read_board
from coproclip.people.consent import note_consent
from coproclip.people.storytellers import storytellers_of
from coproclip.project.journal import Operation
from coproclip.project.kinds import ConsentAbout
from coproclip.project.project import Edit, Project
from coproclip.project.schema import Answer, ProjectRow, Segment
from coproclip.themes.codebook import add_theme, link
from coproclip.transcript.edits import passages

Change = Callable[[Edit, int], None]


def _no_consent(edit: Edit, story: int) -> None:
    tellers = [storyteller.id for storyteller in storytellers_of(edit.session, story)]
    note_consent(
        edit, story, ConsentAbout.RECORDED, "no", **SAID, storyteller_id=tellers[0] if len(tellers) == 1 else None
    )


def _unchecked(edit: Edit, story: int) -> None:
    for line in passages(edit.session, story):
        edit.get(Segment, line.id).checked = 0


def _contact(edit: Edit, story: int) -> None:
    edit.get(ProjectRow, 1).contact = f"Call us. {_refused_words(edit, story)}"
    _yes_again(edit)


def _yes_again(edit: Edit) -> None:
    """What is beside the two excerpts that have a yes is shown to them again, and they say yes."""
    for answered in edit.session.scalars(select(Answer).where(Answer.answer == "yes").order_by(Answer.id)).all():
        note_answer(edit, answered.excerpt_id, "yes", **SAID)


def _playlist(edit: Edit, story: int) -> None:
    change_playlist(edit, 1, introduction=_refused_words(edit, story))


def _refused_words(edit: Edit, story: int) -> str:
    return " ".join(word.text for word in edit.get(Segment, passages(edit.session, story)[-1].id).words)


@pytest.fixture
def ids(project: Project, story: int) -> list[int]:
    """Three excerpts in a playlist: two with a yes, one that was refused."""
    allow(project)
    with project.edit(Operation.MARK_EXCERPT) as edit:
        lines = passages(edit.session, story)
        made = [mark(edit, story, line.start_ms, line.end_ms).id for line in (lines[1], lines[3], lines[-1])]
        add_to_playlist(edit, add_playlist(edit, "Doors").id, made)
        for one, said in zip(made, ("yes", "yes", "no"), strict=True):
            note_answer(edit, one, said, **SAID)
    return made


def answers_everywhere(project: Project, story: int, excerpt: int) -> dict[str, Approval]:
    """What each place says about one excerpt."""
    with project.read() as session:
        found = {"desk": next(row.approval for row in rows_of_story(session, story) if row.excerpt_id == excerpt)}
        found["themes"] = (read_board(session).cards or {})[excerpt].approval
        rows = read_playlist(session, project, 1).rows
        found["playlist"] = next(row.approval for row in rows if row.excerpt_id == excerpt)
    found["command line"] = Approval(next(fact["approval"] for fact in facts(project) if fact["id"] == excerpt))
    return found


def test_a_yes_with_nothing_against_it_is_one_everywhere(project: Project, story: int, ids: list[int]) -> None:
    assert set(answers_everywhere(project, story, ids[0]).values()) == {Approval.YES}
    with project.read() as session:
        ((_, state),) = story_states(session, [story])
    assert state.sharing == SharingCount(ready=2, not_ready=1)


@pytest.mark.parametrize("change", [_no_consent, _unchecked, _contact])
def test_what_an_export_would_hold_back_is_held_back_everywhere(
    project: Project, story: int, ids: list[int], change: Change
) -> None:
    with project.edit(Operation.CHANGE_STORY) as edit:
        change(edit, story)
    (refused, *_) = shareable(project, ids[:1], Use.SHARING).refused
    assert refused.approval is Approval.WITHHELD
    assert set(answers_everywhere(project, story, ids[0]).values()) == {Approval.WITHHELD}
    with project.read() as session:
        ((_, state),) = story_states(session, [story])
    assert (state.sharing.ready, state.approval) == (0, Approval.WITHHELD)
    assert answers_everywhere(project, story, ids[2])["desk"] is Approval.NO


def test_a_playlist_that_quotes_what_was_refused_holds_back_what_is_in_it(
    project: Project, story: int, ids: list[int]
) -> None:
    with project.edit(Operation.CHANGE_PLAYLIST) as edit:
        change_playlist(edit, 1, introduction="")
        _playlist(edit, story)
        for id_ in ids[:2]:
            note_answer(edit, id_, "yes", **SAID)
    found = answers_everywhere(project, story, ids[0])
    assert found["playlist"] is Approval.WITHHELD
    assert found["desk"] is Approval.YES


def test_a_contact_line_with_refused_words_never_reaches_a_page(
    project: Project, story: int, ids: list[int], tmp_path: Path
) -> None:
    with project.edit(Operation.CHANGE_STORY) as edit:
        _contact(edit, story)
    sharing = shareable(project, ids, Use.SHARING, playlist_id=1)
    assert not sharing.granted
    assert "The project’s contact line has words of an excerpt that may not be shared." in sharing.refused[0].reason
    with project.edit(Operation.CHANGE_STORY) as edit:
        edit.get(ProjectRow, 1).contact = "Ask at the library"
    assert not shareable(project, ids, Use.SHARING, playlist_id=1).granted, "they said yes beside another line"
    with project.edit(Operation.NOTE_ANSWER) as edit:
        _yes_again(edit)
    assert len(shareable(project, ids, Use.SHARING, playlist_id=1).granted) == 2


def test_what_was_read_to_answer_is_let_go_of_with_the_answer(project: Project, make_story: Callable[..., int]) -> None:
    story = make_story(project)
    with project.edit(Operation.MARK_EXCERPT) as edit:
        link(edit, add_theme(edit, "Chairs").id, mark(edit, story, 0, 2000).id)
    gc.collect()
    gc.disable()
    try:
        project.query(rows_of_story, story)
        left = [one for one in gc.get_objects() if isinstance(one, StoryReader)]
    finally:
        gc.enable()
    assert left == []
