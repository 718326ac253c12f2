"""Care: notes before hearing, sensitive marks, and the private log, which is in no export."""

from pathlib import Path

import pytest
from consenting import allow, answer

from coproclip.errors import BadInput
from coproclip.excerpts import marking
from coproclip.excerpts.approval import Use, shareable
from coproclip.export.clips import export_clips
from coproclip.export.review_pack import export_review
from coproclip.people.about_project import change_project
from coproclip.people.care import (
    CareMark,
    add_care_note,
    care_notes,
    care_of_excerpt,
)
from coproclip.people.mentions import Found, add_names, decide
from coproclip.people.stories import change_story
from coproclip.project.journal import Operation
from coproclip.project.kinds import MentionDecision
from coproclip.project.project import Project


@pytest.fixture
def excerpt(project: Project, story: int) -> int:
    allow(project, story)
    with project.edit(Operation.MARK_EXCERPT) as edit:
        made = marking.mark_quote(edit, story, "We moved the chairs.").id
    answer(project, made)
    return made


def test_an_excerpt_has_its_own_mark_or_its_storys(project: Project, story: int, excerpt: int) -> None:
    with project.edit(Operation.CHANGE_STORY) as edit:
        change_story(edit, story, care="About  a loss\n", sensitive=True)
    assert project.query(care_of_excerpt, excerpt) == CareMark("About a loss", True)
    with project.edit(Operation.CHANGE_EXCERPT) as edit:
        marking.change_excerpt(edit, excerpt, care="A death is named")
    assert project.query(care_of_excerpt, excerpt) == CareMark("A death is named", True)
    project.undo()
    project.undo()
    assert not project.query(care_of_excerpt, excerpt)
    with pytest.raises(BadInput), project.edit(Operation.CHANGE_STORY) as edit:
        change_story(edit, story, care="long " * 200)


def test_the_log_is_dated_newest_first_and_can_be_undone(project: Project, story: int) -> None:
    with project.edit(Operation.NOTE_CARE) as edit:
        add_care_note(edit, "Was upset afterwards", by="Amina", story_id=story)
    with project.edit(Operation.NOTE_CARE) as edit:
        add_care_note(edit, "Rang them", kind="done")
    assert [note.text for note in project.query(care_notes)] == ["Rang them", "Was upset afterwards"]
    assert [note.by for note in project.query(care_notes, story_id=story)] == ["Amina"]
    assert project.undo_text == "care note"
    for text, kind in (("  ", "worry"), ("something", "gossip")):
        with pytest.raises(BadInput), project.edit(Operation.NOTE_CARE) as edit:
            add_care_note(edit, text, kind=kind)


def test_the_log_leaves_in_no_file(project: Project, story: int, excerpt: int, tmp_path: Path) -> None:
    with project.edit(Operation.NOTE_CARE) as edit:
        add_care_note(edit, "Canary worry", by="Canary person", story_id=story)
    export_clips(shareable(project, [excerpt], Use.SHARING).granted, tmp_path / "out", format="wav")
    for path in (tmp_path / "out").rglob("*"):
        if path.is_file():
            assert b"Canary" not in path.read_bytes()


def test_the_note_leaves_with_the_excerpt_and_only_in_words_that_may(
    project: Project, story: int, excerpt: int, tmp_path: Path
) -> None:
    def _care(note: str) -> None:
        with project.edit(Operation.CHANGE_EXCERPT) as edit:
            marking.change_excerpt(edit, excerpt, care=note)

    _care("I had never been asked before")
    answer(project, excerpt)
    [refused] = shareable(project, [excerpt], Use.SHARING).refused
    assert "The note before hearing it has words" in refused.reason
    _care("About a loss")
    [refused] = shareable(project, [excerpt], Use.SHARING).refused
    assert "the note that is read before hearing it" in refused.reason
    answer(project, excerpt)
    [granted] = shareable(project, [excerpt], Use.SHARING).granted
    assert granted.care == "About a loss"
    with project.edit(Operation.DECIDE_NAME) as edit:
        [name] = add_names(edit, story, [Found("loss")])
        decide(edit, name.id, MentionDecision.REMOVE, by="Kit")
    [refused] = shareable(project, [excerpt], Use.SHARING).refused
    assert "The note before hearing it has" in refused.reason


def test_a_storyteller_is_asked_about_the_note_too(project: Project, excerpt: int, tmp_path: Path) -> None:
    with project.edit(Operation.CHANGE_EXCERPT) as edit:
        marking.change_excerpt(edit, excerpt, care="About a loss")
        change_project(edit, {"support": "Ask at the library"})
    printed: list[str] = []
    made = export_review(
        project, 1, tmp_path / "out", print_pdf=lambda html, path: printed.append(html) or path.touch()
    )
    for words in ("About a loss", "Before it plays, others read", "Ask at the library"):
        assert words in made.index.read_text("utf-8"), words
        assert words in printed[0], words
