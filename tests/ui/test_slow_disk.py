"""A disk that takes its time: what is typed while earlier words are being written is not lost."""

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from desks import Desk, desk_window, opened
from made_stories import made_project
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import event
from test_project_watch import full, saved_line
from test_typed_elsewhere import Both, filled, introduction

from coproclip.errors import ProjectBusy, StorageError
from coproclip.project.journal import Operation
from coproclip.project.project import Project
from coproclip.project.schema import Excerpt, Playlist, ReportSection, Story
from coproclip.report.sections import add_section
from coproclip.ui import not_saved, saving
from coproclip.ui.pages.playlists.page import PlaylistsPage
from coproclip.ui.pages.report.page import ReportPage
from coproclip.ui.typed_texts import TextOf, TypedText

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "does not support raise", "This plugin does not support")
HEAR = "Hear us out"
LONG_MS, SHORT_MS = 600_000, 20
SLOW = "Still saving: this takes longer than usual."
NOW_SAVED = "What could not be saved before is saved now"


@pytest.fixture
def both(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Both]:
    monkeypatch.setattr(saving, "PATIENCE_S", 0.05)
    monkeypatch.setattr(not_saved, "FIRST_MS", LONG_MS)
    folder, ids = made_project(tmp_path / "Side by Side", filled)
    with desk_window(qtbot, PlaylistsPage, ReportPage) as (window, workspace):
        yield Both(opened(window, workspace, folder, qtbot), dict(ids))


@contextmanager
def slow_disk(project: Project) -> Iterator[tuple[threading.Event, Callable[[], None]]]:
    """What is committed waits: yields what tells that it does, and what lets it go on."""
    waits, goes_on = threading.Event(), threading.Event()

    def _on_commit(_connection: object) -> None:
        waits.set()
        goes_on.wait(60)

    event.listen(project.database.writer, "commit", _on_commit)
    try:
        yield waits, goes_on.set
    finally:
        goes_on.set()
        event.remove(project.database.writer, "commit", _on_commit)


def written(desk: Desk) -> bool:
    desk.qtbot.waitUntil(lambda: not desk.workspace.saving.busy)
    kept = desk.workspace.keep_all()
    QApplication.processEvents()
    return kept


def typed(both: Both, column: str, before: str, text: str) -> TypedText:
    return TypedText(TextOf.PLAYLIST, both.ids[Playlist], column, before, text)


def test_what_is_typed_while_earlier_words_are_being_written_is_written_after_them(both: Both) -> None:
    with slow_disk(both.desk.project) as (waits, go_on):
        introduction(both, "Hear")
        assert waits.wait(60)
        introduction(both, "Hear us all")
        assert both.desk.workspace.typed.unsaved() == ["Hear us all"]
        go_on()
        assert written(both.desk)
    assert both.there(Playlist, "introduction") == "Hear us all"
    assert both.desk.workspace.typed.unsaved() == []
    assert both.strips() == [], "nobody quarrels with themselves"
    both.desk.workspace.undo()
    assert both.there(Playlist, "introduction") == HEAR, "typing on is one step"


def test_what_is_taken_back_while_it_is_being_written_is_taken_back(both: Both) -> None:
    with slow_disk(both.desk.project) as (waits, go_on):
        introduction(both, "Not this")
        assert waits.wait(60)
        introduction(both, HEAR)
        go_on()
        assert written(both.desk)
    assert both.there(Playlist, "introduction") == HEAR
    assert both.strips() == []


def test_the_report_too(both: Both) -> None:
    with both.desk.project.edit(Operation.ARRANGE_REPORT) as edit:
        both.ids[ReportSection] = add_section(edit, title="Voices").id
    page = both.page("report")
    assert isinstance(page, ReportPage)
    page.turn_writing()
    with slow_disk(both.desk.project) as (waits, go_on):
        QTest.keyClicks(page.text, "We moved")
        page.writing.keep()
        assert waits.wait(60)
        QTest.keyClicks(page.text, " the chairs")
        page.writing.keep()
        go_on()
        assert written(both.desk)
    assert both.there(ReportSection, "body") == "We moved the chairs"
    assert page.text.toPlainText() == "We moved the chairs"
    assert both.strips() == []


def test_closed_while_the_disk_is_slow_what_came_later_lies_beside_the_project(both: Both) -> None:
    folder = both.desk.project.folder
    with slow_disk(both.desk.project) as (waits, go_on):
        introduction(both, "Hear")
        assert waits.wait(60)
        introduction(both, "Hear us all")
        threading.Timer(0.3, go_on).start()  # closing waits for what is being written
        both.desk.workspace.close_project()
    (kept,) = folder.glob("Not saved*.txt")
    assert "Hear us all" in kept.read_text(encoding="utf-8")


def test_somebody_elses_words_are_asked_about_once_with_all_that_was_typed(both: Both) -> None:
    with slow_disk(both.desk.project) as (waits, go_on):
        both.desk.workspace.typed.keep([typed(both, "title", "Doors that open", "Doors")])
        assert waits.wait(60)
        both.desk.workspace.typed.keep([typed(both, "introduction", "What was there", "Mine")])
        both.desk.workspace.typed.keep([typed(both, "introduction", "Mine", "Mine, all of it")])
        go_on()
        written(both.desk)
    (strip,) = both.strips()
    assert "Mine, all of it" in strip.message.safe
    assert both.there(Playlist, "introduction") == HEAR
    assert both.there(Playlist, "title") == "Doors"


def test_a_dialog_does_not_write_past_what_is_still_on_its_way(both: Both) -> None:
    kept = both.desk.workspace.typed
    with slow_disk(both.desk.project) as (waits, go_on):
        kept.keep([typed(both, "title", "Doors that open", "Doors")])
        assert waits.wait(60)
        with pytest.raises(ProjectBusy):
            kept.keep_now([typed(both, "title", "Doors", "Open doors")])
        go_on()
        assert written(both.desk)
    assert kept.keep_now([typed(both, "title", "Doors", "Open doors")])
    assert both.there(Playlist, "title") == "Open doors"


def test_what_the_disk_refused_is_written_with_what_a_dialog_makes_of_it(both: Both) -> None:
    kept, project, real = both.desk.workspace.typed, both.desk.project, both.desk.project.edit

    def _full(*_args: object, **_more: object) -> object:
        raise StorageError("The disk is full.")

    project.edit = _full  # type: ignore[assignment, method-assign]
    assert not kept.keep([typed(both, "title", "Doors that open", "Doors")])
    project.edit = real  # type: ignore[method-assign]
    assert kept.keep_now([typed(both, "title", "Doors", "Open doors")])
    assert written(both.desk)
    assert both.there(Playlist, "title") == "Open doors"
    assert both.strips() == []
    assert kept.unsaved() == []


def test_a_slow_disk_is_not_said_to_be_another_program(both: Both) -> None:
    desk = both.desk
    assert "Everything saved" in saved_line(desk)
    with slow_disk(desk.project) as (waits, go_on):
        introduction(both, "Hear")
        assert waits.wait(60)
        assert not desk.workspace.keep_all()
        QApplication.processEvents()
        (said,) = desk.said()
        assert said.startswith(SLOW)
        assert "Not saved since" in saved_line(desk), "it is not on the disk yet"
        assert desk.workspace.undo() is False
        QApplication.processEvents()
        assert any(words.startswith(f"{SLOW} Nothing was undone") for words in desk.said())
        assert "another program" not in " ".join(desk.said())
        go_on()
        assert written(desk)
    assert desk.said() == []
    assert "Everything saved" in saved_line(desk)
    assert both.there(Playlist, "introduction") == "Hear"


# ---- a disk that takes no more, and then does again ------------------------------------------------------------------


@contextmanager
def refused(both: Both) -> Iterator[None]:
    """A full disk, which does not take words of two rows, and what is said of that."""
    desk = both.desk
    with desk.project.edit(Operation.CHANGE_STORY) as edit:  # so that there is a log, and it is full
        edit.get(Story, both.ids[Story]).title = "A day"
    QApplication.processEvents()
    with full(desk):
        desk.workspace.typed.keep([typed(both, "introduction", HEAR, "Hear us all. " * 2000)])
        desk.workspace.typed.keep([typed(both, "title", "Doors that open", "Open doors")])
        desk.workspace.typed.keep([TypedText(TextOf.STORY, both.ids[Story], "title", "A day", "A day out")])
        QApplication.processEvents()
        strips = desk.window.messages.strips()
        (said,) = desk.said()
        assert "What you typed since is not saved yet" in said
        assert "Not saved since" in saved_line(desk)
        assert len(desk.workspace.typed.unsaved()) == 3
        desk.workspace.not_saved.again()
        desk.qtbot.waitUntil(lambda: not desk.workspace.saving.busy)
        QApplication.processEvents()
        assert desk.window.messages.strips() == strips, "who hears the screen need not hear it again"
        yield


def come_back(both: Both) -> None:
    """Another window has the keyboard, and then ours."""
    other = QWidget()
    both.desk.qtbot.addWidget(other)
    other.show()
    other.activateWindow()
    both.desk.qtbot.waitUntil(lambda: QGuiApplication.focusWindow() is other.windowHandle())
    both.desk.window.activateWindow()


def type_elsewhere(both: Both) -> None:
    note = TypedText(TextOf.EXCERPT, both.ids[Excerpt], "note", "", "With June")
    both.desk.workspace.saving.put("another", lambda: None)
    both.desk.workspace.typed.keep([note])


WHEN: dict[str, Callable[[Both], object]] = {
    "time": lambda both: both.desk.qtbot.wait(3 * SHORT_MS),
    "the window": come_back,
    "another page": lambda both: both.desk.window.show_page("report"),
    "another row": type_elsewhere,
}


@pytest.mark.skipif(sys.platform == "win32", reason="no limit on what a file may hold")
@pytest.mark.parametrize("when", WHEN)
def test_what_a_full_disk_refused_is_saved_by_itself_once_there_is_room(
    both: Both, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    desk = both.desk
    if when == "time":
        for one in ("FIRST_MS", "LONGEST_MS"):
            monkeypatch.setattr(not_saved, one, SHORT_MS)
        desk.workspace.not_saved.forget()
    with refused(both):
        pass
    WHEN[when](both)
    desk.qtbot.waitUntil(lambda: desk.told() == NOW_SAVED)
    assert desk.workspace.typed.unsaved() == []
    assert desk.said() == []
    assert "Everything saved" in saved_line(desk)
    assert both.there(Playlist, "title") == "Open doors"
    assert both.there(Story, "title") == "A day out"


def test_a_small_thing_that_is_saved_does_not_say_that_all_is(both: Both) -> None:
    desk, real = both.desk, both.desk.project.edit

    def _full(what: Operation, **more: Any) -> Any:
        if what is Operation.CHANGE_PLAYLIST:
            raise StorageError("The disk is full.")
        return real(what, **more)

    desk.project.edit = _full  # type: ignore[assignment, method-assign]
    introduction(both, "Hear us all")
    QApplication.processEvents()
    with desk.project.edit(Operation.CHANGE_STORY) as edit:
        edit.get(Story, both.ids[Story]).title = "Another day"
    desk.qtbot.waitUntil(lambda: "Not saved since" in saved_line(desk))
    desk.qtbot.waitUntil(lambda: len(desk.said()) == 1)
    desk.project.edit = real  # type: ignore[method-assign]
    assert desk.workspace.keep_all()
    desk.qtbot.waitUntil(lambda: desk.told() == NOW_SAVED)
