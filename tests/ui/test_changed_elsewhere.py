"""Correcting a passage that another window or the command line changed since it was read: both texts are shown."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from desks import Desk, all_read, desk_window, opened
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from coproclip.errors import BadInput, ChangedElsewhere
from coproclip.project.journal import Operation
from coproclip.project.project import Project
from coproclip.project.schema import Segment
from coproclip.speech.diarization.client import WordSpeaker
from coproclip.speech.engine import SpokenWord
from coproclip.transcript.edits import Correction, correct_passages, correct_segment, passages
from coproclip.transcription.diarize import separate
from coproclip.ui.closing import NotSavedDialog
from coproclip.ui.operations.transcript import correct
from coproclip.ui.widgets.message import MessageStrip


@pytest.fixture
def desk(qtbot: QtBot, project: Project, story: int) -> Iterator[Desk]:
    project.close()
    with desk_window(qtbot) as (window, workspace):
        made = opened(window, workspace, project.folder, qtbot)
        made.open(story)
        made.page.transcript.set_correcting(True)
        yield made


def elsewhere(folder: Path, segment: int, text: str | None) -> None:
    """Another program does this to a passage; None takes it away."""
    with Project.open(folder) as beside, beside.edit(Operation.CORRECT_WORDS) as edit:
        if text is None:
            edit.session.delete(edit.get(Segment, segment))
        else:
            correct_segment(edit, segment, text)


def asked(desk: Desk) -> MessageStrip | None:
    return next((strip for strip in desk.window.messages.strips() if strip.message.key.startswith("refused:")), None)


def choose(desk: Desk, words: str) -> None:
    strip = asked(desk)
    assert strip is not None
    next(answer for answer in strip.message.answers if answer.text == words).do()
    strip.take_away()
    desk.settle()


def both_type(desk: Desk, story: int, *, seen: bool) -> tuple[int, str]:
    """Somebody else changes the first passage while it is typed in here, before or after the page hears of it."""
    segment = desk.segments(story)[0]
    desk.words(0, 0)
    desk.type("Well, ")
    elsewhere(desk.project.folder, segment.id, "What was the very first day like?")
    if seen:
        desk.project.poll()
        all_read(desk.workspace)
    desk.page.transcript.flush()
    desk.settle()
    desk.qtbot.waitUntil(lambda: asked(desk) is not None)
    return segment.id, "Well, What was the first day like?"


@pytest.mark.parametrize("seen", [False, True], ids=["before the page heard of it", "after"])
@pytest.mark.parametrize("answer", ["Keep mine", "Keep theirs", "Copy mine"])
def test_both_texts_are_shown_and_a_person_chooses(desk: Desk, story: int, answer: str, seen: bool) -> None:
    _, mine = both_type(desk, story, seen=seen)
    theirs = "What was the very first day like?"
    strip = asked(desk)
    assert strip is not None
    assert "Somebody else changed this passage" in strip.message.happened
    assert mine in strip.accessibleName()
    assert theirs in strip.accessibleName()
    assert desk.segments(story)[0].text == theirs, "nothing is overwritten before somebody chose"
    choose(desk, answer)
    wanted = mine if answer == "Keep mine" else theirs
    assert desk.segments(story)[0].text == wanted
    desk.qtbot.waitUntil(lambda: desk.page.transcript.words.texts[0] == wanted)
    if answer == "Copy mine":
        assert QGuiApplication.clipboard().text() == mine
    assert desk.workspace.watch.unsaved[0]() == []


def test_a_passage_that_somebody_else_removed_keeps_what_was_typed(desk: Desk, story: int) -> None:
    segment = desk.segments(story)[0]
    desk.words(0, 0)
    desk.type("Well, ")
    elsewhere(desk.project.folder, segment.id, None)
    desk.project.poll()
    all_read(desk.workspace)
    desk.page.transcript.flush()
    desk.qtbot.waitUntil(lambda: asked(desk) is not None)
    strip = asked(desk)
    assert strip is not None
    assert "removed this passage" in strip.message.happened
    choose(desk, "Copy mine")
    assert QGuiApplication.clipboard().text().startswith("Well, What was")


def test_a_correction_that_the_project_does_not_take_lies_beside_it_and_holds_up_no_other(
    desk: Desk, story: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, third = (segment.id for segment in desk.segments(story)[:3])

    def _picky(project: Project, corrections: Sequence[Correction], merge: str = "") -> str:
        if any("not to be taken" in one.text for one in corrections):
            raise BadInput("The project does not take this.", "Nothing was changed.")
        return correct(project, corrections, merge)

    monkeypatch.setattr("coproclip.ui.transcript.corrections.correct", _picky)
    elsewhere(desk.project.folder, second, "Somebody else’s words.")
    pieces = ((first, "Words not to be taken.", None), (second, "Mine.", "As it was."), (third, "It is kept.", None))
    desk.page.corrections._on_passages_edited(tuple(Correction(*one) for one in pieces), 1)
    desk.settle()
    desk.qtbot.waitUntil(lambda: asked(desk) is not None)
    assert desk.segments(story)[2].text == "It is kept."
    (kept,) = desk.project.folder.glob("Not saved*.txt")
    assert "Words not to be taken." in kept.read_text(encoding="utf-8")
    assert any(kept.name in words for words in desk.said())
    choose(desk, "Keep theirs")
    assert desk.workspace.watch.not_saved() == []
    desk.page.corrections._on_passages_edited((Correction(third, "It goes on."),), 2)
    desk.settle()
    assert desk.segments(story)[2].text == "It goes on."


def test_what_nobody_chose_lies_beside_the_project_after_closing(desk: Desk, story: int) -> None:
    _, mine = both_type(desk, story, seen=False)
    folder = desk.project.folder
    desk.window.close()
    asked_again = desk.window.findChild(NotSavedDialog)
    assert isinstance(asked_again, NotSavedDialog), "staying, they can still choose"
    QTest.mouseClick(asked_again.quit, Qt.MouseButton.LeftButton)
    (kept,) = folder.glob("Not saved*.txt")
    assert mine in kept.read_text(encoding="utf-8")


def test_typing_on_without_anybody_else_asks_nothing(desk: Desk, story: int) -> None:
    for word in ("So, ", "well, ", "then "):
        desk.words(0, 0)
        desk.type(word)
        desk.page.transcript.flush()
        desk.settle()
        desk.project.poll()
    assert asked(desk) is None
    assert "then" in desk.segments(story)[0].text
    desk.workspace.undo()
    desk.settle()
    desk.words(0, 0)
    desk.type("Now ")
    desk.page.transcript.flush()
    desk.settle()
    assert asked(desk) is None


def test_a_correction_says_what_was_read_and_is_refused_whole_if_that_changed(project: Project, story: int) -> None:
    with project.read() as session:
        first, second = passages(session, story)[:2]
    elsewhere(project.folder, second.id, "We moved all the chairs.")
    wanted = [Correction(first.id, "Mine.", first.text), Correction(second.id, "Mine too.", second.text)]
    with pytest.raises(ChangedElsewhere) as refused, project.edit(Operation.CORRECT_WORDS) as edit:
        correct_passages(edit, wanted)
    assert (refused.value.mine, refused.value.theirs) == ("Mine too.", "We moved all the chairs.")
    with project.read() as session:
        assert [passage.text for passage in passages(session, story)[:2]] == [first.text, "We moved all the chairs."]
    # What both made alike is no quarrel.
    with project.edit(Operation.CORRECT_WORDS) as edit:
        correct_passages(edit, [Correction(second.id, "We moved all the chairs.", second.text)])


def test_who_is_speaking_ends_while_somebody_types_and_parts_nothing_under_their_hands(desk: Desk, story: int) -> None:
    """Typing goes on where it was, and all of it is kept."""

    def tell(_sound: Path, words: Sequence[SpokenWord], _voices: int | None, **_more: Any) -> list[WordSpeaker]:
        return [WordSpeaker(place % 2, 99) for place in range(len(words))]

    before = desk.segments(story)
    desk.words(0, 0)
    desk.type("Well, ")
    separate(desk.project, story, teller=tell)
    desk.type("now ")
    desk.page.transcript.flush()
    desk.settle()
    after = desk.segments(story)
    assert (after[0].id, after[0].text) == (before[0].id, f"Well, now {before[0].text}")
    assert len(after) > len(before)
    assert asked(desk) is None
    desk.page.transcript.set_correcting(False)
    separate(desk.project, story, teller=tell)
    assert len(desk.segments(story)) > len(after)
