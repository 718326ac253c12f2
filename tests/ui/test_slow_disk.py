"""A disk that takes its time: what is typed while earlier words are being written is not lost."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from desks import Desk, desk_window, opened
from made_stories import made_project
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import event
from test_typed_elsewhere import Both, filled, introduction

from coproclip.errors import ProjectBusy, StorageError
from coproclip.project.journal import Operation
from coproclip.project.project import Project
from coproclip.project.schema import Playlist, ReportSection
from coproclip.report.sections import add_section
from coproclip.ui import saving
from coproclip.ui.pages.playlists.page import PlaylistsPage
from coproclip.ui.pages.report.page import ReportPage
from coproclip.ui.typed_texts import TextOf, TypedText

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "does not support raise", "This plugin does not support")
HEAR = "Hear us out"


@pytest.fixture
def both(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Both]:
    monkeypatch.setattr(saving, "PATIENCE_S", 0.05)
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
    desk.qtbot.waitUntil(lambda: not desk.workspace.saving.busy, timeout=20_000)
    kept = desk.workspace.keep_all()
    QApplication.processEvents()
    return kept


def typed(both: Both, column: str, before: str, text: str) -> TypedText:
    return TypedText(TextOf.PLAYLIST, both.ids[Playlist], column, before, text)


def test_what_is_typed_while_earlier_words_are_being_written_is_written_after_them(both: Both) -> None:
    with slow_disk(both.desk.project) as (waits, go_on):
        introduction(both, "Hear")
        assert waits.wait(20)
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
        assert waits.wait(20)
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
        assert waits.wait(20)
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
        assert waits.wait(20)
        introduction(both, "Hear us all")
        threading.Timer(0.3, go_on).start()  # closing waits for what is being written
        both.desk.workspace.close_project()
    (kept,) = folder.glob("Not saved*.txt")
    assert "Hear us all" in kept.read_text(encoding="utf-8")


def test_somebody_elses_words_are_asked_about_once_with_all_that_was_typed(both: Both) -> None:
    with slow_disk(both.desk.project) as (waits, go_on):
        both.desk.workspace.typed.keep([typed(both, "title", "Doors that open", "Doors")])
        assert waits.wait(20)
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
        assert waits.wait(20)
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
