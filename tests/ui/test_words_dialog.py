"""The project's own words: kept in a list, suggested from corrections, and likely mishearings put right."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from desks import CTRL, Desk, Key, desk_on, dialog, when
from desks import story_on_desk as story_on_desk
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QListWidget
from pytestqt.qtbot import QtBot

from coproclip.project.journal import Operation
from coproclip.project.project import Project
from coproclip.transcript.edits import correct_segment, passages
from coproclip.transcript.word_list import add_words, listed
from coproclip.ui.dialogs.words.dialog import WordsDialog

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

Make = Callable[..., int]
CLICK = Qt.MouseButton.LeftButton
LINES = (
    ("reporter", "What is it you do?"),
    ("storyteller", "They call it copro duction, I say we do it together."),
    ("storyteller", "And copro duction is what the paper says."),
    ("storyteller", "My friend Bronwen was there too."),
)


@pytest.fixture
def desk(tmp_path: Path, make_story: Make, qtbot: QtBot) -> Iterator[Desk]:
    def _make(project: Project) -> int:
        story = make_story(project, LINES)
        with project.edit(Operation.CORRECT_WORDS) as edit:
            line = passages(edit.session, story)[3]
            correct_segment(edit, line.id, "My friend Angharad was there too.")
        return story

    with desk_on(qtbot, tmp_path / "Side by Side", _make) as made:
        yield made


def rows(found: QListWidget) -> list[str]:
    return [found.item(row).text() for row in range(found.count())]


def words(desk: Desk) -> list[str]:
    with desk.project.read() as session:
        return listed(session)


def in_window(desk: Desk, do: Callable[[WordsDialog], object]) -> None:
    """Do this in the window, by its key; whatever happens, it is closed."""

    def _do(found: WordsDialog) -> None:
        try:
            desk.qtbot.waitUntil(lambda: not desk.workspace.jobs.jobs())
            do(found)
        finally:
            found.done(0)

    when(dialog, _do)
    desk.key(Key.Key_D, CTRL)


def test_words_are_added_and_taken_off_by_keys(desk: Desk) -> None:
    def _keep(found: WordsDialog) -> None:
        assert found.focusWidget() is found.field
        QTest.keyClicks(found.field, "co-production, Tafarn y Plu")
        QTest.keyClick(found.field, Key.Key_Return)
        assert found.isVisible(), "Enter adds; it does not close"
        assert rows(found.words) == ["co-production", "Tafarn y Plu"]
        assert found.number.text() == "2 words"
        found.words.setFocus()
        QTest.keyClick(found.words, Key.Key_Down)
        QTest.keyClick(found.words, Key.Key_Delete)
        assert rows(found.words) == ["co-production"]
        QTest.keyClicks(found.field, "x" * 80)
        QTest.mouseClick(found.add, CLICK)
        assert "too long" in found.trouble.text()

    in_window(desk, _keep)
    assert words(desk) == ["co-production"]
    desk.key(Key.Key_Z, CTRL)
    assert words(desk) == ["co-production", "Tafarn y Plu"]


def test_what_was_corrected_is_suggested(desk: Desk) -> None:
    def _take(found: WordsDialog) -> None:
        desk.qtbot.waitUntil(lambda: rows(found.suggested) == ["Angharad  ·  put in once"])
        QTest.mouseClick(found.no, CLICK)
        desk.qtbot.waitUntil(lambda: not desk.workspace.jobs.jobs())
        assert rows(found.suggested) == []
        assert not found.no.isVisible()
        assert found._nothing.text().startswith("Nothing to suggest.")

    in_window(desk, _take)
    assert words(desk) == []
    desk.key(Key.Key_Z, CTRL)

    def _add(found: WordsDialog) -> None:
        desk.qtbot.waitUntil(lambda: found.suggested.count() == 1)
        found.suggested.setFocus()
        QTest.keyClick(found.suggested, Key.Key_Return)
        assert rows(found.words) == ["Angharad"]

    in_window(desk, _add)


def test_mishearings_are_heard_put_right_or_left_one_by_one(desk: Desk, story: int) -> None:
    with desk.project.edit(Operation.CHANGE_WORDS) as edit:
        add_words(edit, ["co-production"])

    def _decide(found: WordsDialog) -> None:
        panel = found.mishearings
        desk.qtbot.waitUntil(lambda: found.tabs.tabText(1) == "Likely mishearings 2")
        found.tabs.setCurrentIndex(1)
        assert panel.where.text() == "Moving the chairs, 0:03"
        assert panel.guess.text() == "“copro duction” may be “co-production”."
        panel.right.setFocus()
        QTest.keyClick(panel.right, Key.Key_K)
        assert desk.quiet.playing
        QTest.keyClick(panel.right, Key.Key_L)
        assert not desk.quiet.playing
        assert found.tabs.tabText(1) == "Likely mishearings 1"
        QTest.keyClick(panel.right, Key.Key_R)
        desk.qtbot.waitUntil(lambda: not desk.workspace.jobs.jobs())
        desk.qtbot.waitUntil(lambda: panel.where.text() == "That was all.")
        assert found.focusWidget() is found.done_button

    in_window(desk, _decide)
    texts = [line.text for line in desk.segments(story)]
    assert "copro duction" in texts[1]
    assert texts[2] == "And co-production is what the paper says."
    desk.key(Key.Key_Z, CTRL)
    assert "copro duction" in desk.segments(story)[2].text


def test_all_are_put_right_as_one_step(desk: Desk, story: int) -> None:
    with desk.project.edit(Operation.CHANGE_WORDS) as edit:
        add_words(edit, ["co-production"])

    def _all(found: WordsDialog) -> None:
        found.tabs.setCurrentIndex(1)
        desk.qtbot.waitUntil(found.mishearings.every.isVisible)
        assert found.mishearings.every.text() == "Put all 2 right"
        QTest.mouseClick(found.mishearings.every, CLICK)

    in_window(desk, _all)
    assert not any("copro duction" in line.text for line in desk.segments(story))
    desk.key(Key.Key_Z, CTRL)
    assert sum("copro duction" in line.text for line in desk.segments(story)) == 2
