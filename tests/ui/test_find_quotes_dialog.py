"""Quotes of a document, in the window: what is sure in one step, what is doubtful one by one, all by keys."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from desks import Desk, desk_on
from made_stories import make_story
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from coproclip.excerpts.marking import mark_quote
from coproclip.excerpts.quote_lists import read_quotes
from coproclip.project.journal import Operation
from coproclip.project.project import Project
from coproclip.ui.dialogs.find_quotes import FindQuotes
from coproclip.ui.window_commands import app_commands

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
QUOTES = (
    "We moved the chairs.",
    "there was no head of the table, so the people just talked",
    "Not how people do. How I do!",
    "somebody asked her how one gets to a station",
    "Nobody ever said such a thing in here",
)


def _build(project: Project) -> int:
    story = make_story(project)
    with project.edit(Operation.MARK_EXCERPT) as edit:
        mark_quote(edit, story, "We moved the chairs.")
    return story


@pytest.fixture
def desk(tmp_path: Path, qtbot: QtBot) -> Iterator[Desk]:
    with desk_on(qtbot, tmp_path / "Side by Side", _build) as made:
        yield made


@pytest.fixture
def found(desk: Desk, tmp_path: Path) -> FindQuotes:
    (tmp_path / "list.txt").write_text("\n\n".join(QUOTES), "utf-8")
    dialog = FindQuotes(desk.workspace, read_quotes(tmp_path / "list.txt"), "list.txt", desk.window)
    dialog.open()
    desk.qtbot.waitUntil(lambda: dialog.list.place() == 0)
    return dialog


def key(found: FindQuotes, *keys: Qt.Key) -> None:
    # Where taking them takes a while another dialog lies over it, and a key is for what is in front.
    found.activateWindow()
    assert QTest.qWaitForWindowActive(found)
    for one in keys:
        QTest.keyClick(found.list, one)


def test_it_says_of_each_quote_whether_and_where_it_is_said(desk: Desk, found: FindQuotes) -> None:
    assert found.said.whole_text() == "2 found, 1 there already, 1 to look at, 1 not found."
    texts = found.list.texts()
    assert ["There already" in texts[0], "Found" in texts[1], "Look at it" in texts[3]] == [True] * 3
    assert texts[4].endswith("Not found, In no story")
    assert "Kit: there was no head of the table, so people just talked." in texts[1]
    assert not found.take.isEnabled(), "what is an excerpt already is not made one again"
    key(found, Qt.Key.Key_Down)
    assert found.versions.old.toPlainText().strip() == QUOTES[1]
    assert found.versions.new.toPlainText().strip() == "there was no head of the table, so people just talked."
    assert found.take.isEnabled()
    key(found, Qt.Key.Key_End)
    assert not found.take.isEnabled()
    assert not found.hear.isEnabled()


def test_quotes_of_a_word_or_two_are_named(desk: Desk, tmp_path: Path) -> None:
    written = [*QUOTES, "the bus", "asked", *(f"bus {number}" for number in range(12)), "and this holds none"]
    (tmp_path / "list.txt").write_text("\n\n".join(f"“{one}”" for one in written[:-1]) + f"\n\n{written[-1]}", "utf-8")
    dialog = FindQuotes(desk.workspace, read_quotes(tmp_path / "list.txt"), "list.txt", desk.window)
    dialog.open()
    desk.qtbot.waitUntil(lambda: dialog.list.place() == 0)
    said = dialog.said.whole_text()
    assert "1 line of it holds no quote: “and this holds none”." in said
    assert "Of a word or two, and not looked for: “the bus”, “asked”, “bus 0”" in said
    assert said.endswith("“bus 9” and 2 more. Mark those in their stories with E.")


def test_a_line_without_marks_that_is_said_is_counted_too(desk: Desk, tmp_path: Path) -> None:
    marked = "\n\n".join(f"“{one}”" for one in QUOTES)
    (tmp_path / "list.txt").write_text(f"{marked}\n\nI had never been asked before.", "utf-8")
    dialog = FindQuotes(desk.workspace, read_quotes(tmp_path / "list.txt"), "list.txt", desk.window)
    dialog.open()
    desk.qtbot.waitUntil(lambda: dialog.list.place() == 0)
    assert dialog.heading.whole_text() == "“list.txt”: 6 quotes"
    assert "Found" in dialog.list.texts()[5]
    assert "no quote" not in dialog.said.whole_text()


def test_all_that_are_sure_in_one_step_and_the_doubtful_by_keys(desk: Desk, found: FindQuotes) -> None:
    assert found.take_all.text() == "Take all 2 that are sure"
    found.take_all.setFocus()
    QTest.keyClick(found.take_all, Qt.Key.Key_Space)
    desk.settle()
    assert [one.quote for one in desk.excerpts(1)][1:] == [
        "there was no head of the table, so people just talked.",
        "Not how people do, how I do.",
    ]
    assert found.said.whole_text().endswith("2 taken.")
    assert not found.take_all.isEnabled()
    found.list.setFocus()
    found.list.choose(3)
    key(found, Qt.Key.Key_Space)
    [span] = desk.quiet.now.spans
    words = desk.segments(1)[3].words
    assert span.start_ms < words[1].start_ms < span.end_ms
    key(found, Qt.Key.Key_E)
    desk.settle()
    assert len(desk.excerpts(1)) == 4
    assert found.list.place() == 4, "it goes on to the next that nothing was decided about"
    key(found, Qt.Key.Key_X)
    assert "Skipped" in found.list.texts()[4]
    key(found, Qt.Key.Key_X)
    assert "Not found" in found.list.texts()[4], "skipped by mistake"
    desk.workspace.undo()
    desk.workspace.undo()
    assert len(desk.excerpts(1)) == 1, "two steps: all that were sure, and the one that was taken"


def test_by_the_menu_and_what_has_no_quotes_is_said(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "none.txt").write_text("No.\n")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(tmp_path / "none.txt"), ""))
    [command] = [one for one in app_commands(desk.window) if one.id == "find_quotes"]
    assert command.slot is not None
    command.slot()
    assert any("No quotes were found in “none.txt”." in words for words in desk.said())
