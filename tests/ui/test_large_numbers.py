"""Numbers of rows and times above 2,147,483,647, as another program may have written them, in the real window."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from consenting import allow, answer
from desks import Desk, Key, desk_window, opened
from made_stories import make_story
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView
from pytestqt.qtbot import QtBot

from coproclip.excerpts.marking import mark_quote
from coproclip.excerpts.playlists import add_playlist, add_to_playlist
from coproclip.project.journal import Operation
from coproclip.project.project import Project
from coproclip.project.schema import Base
from coproclip.themes.codebook import add_theme, link
from coproclip.ui.pages.playlists.page import PlaylistsPage
from coproclip.ui.pages.themes.page import ThemesPage

MUCH = 3_000_000_000


def renumber(folder: Path) -> None:
    """Add `MUCH` to the number of every row, but of those of which there is one."""
    with sqlite3.connect(folder / "project.db") as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        for table in Base.metadata.sorted_tables:
            if table.name not in ("project", "used_number", "change_log"):
                numbers = [one.name for one in table.c if one.name == "id" or one.foreign_keys]
                changes = ", ".join(f'"{name}" = "{name}" + {MUCH}' for name in numbers)
                connection.execute(f'UPDATE "{table.name}" SET {changes}')
    connection.close()
    (folder / "project.db.sha256").unlink(missing_ok=True)


@pytest.fixture
def desk(qtbot: QtBot, project: Project) -> Iterator[Desk]:
    story = make_story(project)
    allow(project, story)
    with project.edit(Operation.MARK_EXCERPT) as edit:
        one = mark_quote(edit, story, "We moved the chairs.", title="Chairs").id
        theme = add_theme(edit, "Doing").id
        link(edit, theme, one)
        add_to_playlist(edit, add_playlist(edit, "Both").id, [one])
    answer(project, one)
    project.close()
    renumber(project.folder)
    with desk_window(qtbot, ThemesPage, PlaylistsPage) as (window, workspace):
        yield opened(window, workspace, project.folder, qtbot)


def rows(desk: Desk, page: str) -> QAbstractItemView:
    """The first list on a page that has rows."""
    desk.workspace.page_asked.emit(page)

    def _found() -> list[QAbstractItemView]:
        views = desk.window.pages[page].findChildren(QAbstractItemView)
        return [one for one in views if one.isVisible() and one.model() is not None and one.model().rowCount()]

    desk.qtbot.waitUntil(lambda: bool(_found()))
    return _found()[0]


def test_a_story_an_excerpt_a_theme_and_a_playlist_of_large_numbers_are_opened(desk: Desk) -> None:
    stories = rows(desk, "stories")
    stories.setFocus()
    stories.setCurrentIndex(stories.model().index(0, 0))
    QTest.keyClick(stories, Key.Key_Return)
    desk.qtbot.waitUntil(lambda: desk.page.isVisible() and desk.page.open_story.settled)
    assert desk.workspace.story_id == MUCH + 1
    desk.click_word(1, 2)
    desk.words(3, 0, 3, 3)
    desk.key(Key.Key_E)
    assert [one.id for one in desk.excerpts(MUCH + 1)] == [MUCH + 1, MUCH + 2]

    desk.workspace.choose_excerpt(MUCH + 1)
    desk.settle()
    assert desk.workspace.excerpt_id == MUCH + 1

    themes = rows(desk, "themes")
    themes.setCurrentIndex(themes.model().index(0, 0))
    desk.workspace.choose_theme(MUCH + 1)
    desk.settle()
    assert desk.workspace.theme_id == MUCH + 1
    assert not desk.window.grab().isNull()

    playlists = rows(desk, "playlists")
    desk.workspace.choose_playlist(MUCH + 1)
    desk.settle()
    assert desk.workspace.playlist_id == MUCH + 1
    QTest.mouseClick(playlists.viewport(), Qt.MouseButton.LeftButton)
    assert not desk.window.grab().isNull()


def test_a_story_of_a_thousand_hours_is_shown_and_its_handles_move(desk: Desk) -> None:
    hours = 1000 * 3_600_000
    with sqlite3.connect(desk.project.folder / "project.db") as connection:
        connection.execute("UPDATE recording SET duration_ms = ?", (hours,))
    connection.close()
    desk.open(MUCH + 1)
    zoom, strip = desk.page.view.zoom, desk.page.view.strip
    for view in (zoom, strip):
        view.set_duration(hours)
    zoom.show_range(hours - 5000, hours)
    strip.show_range(hours - 5000, hours)
    assert not desk.window.grab().isNull()
    assert strip.box.time == hours - 5000
    strip.box.setFocus()
    QTest.keyClick(strip.box, Key.Key_PageUp)
    assert strip.shown_range()[0] == hours - 10_000
    QTest.keyClick(strip.box, Key.Key_Home)
    assert strip.shown_range()[0] == 0
    QTest.keyClick(strip.box, Key.Key_End)
    assert strip.shown_range()[1] == hours
    zoom.set_playhead(hours - 1000)
    QTest.keyClick(zoom.playhead_handle, Key.Key_Left)
    assert zoom.playhead_handle.time == hours - 1100
    zoom.set_playhead(0)
    assert not desk.window.grab().isNull()
