"""Undo in a text takes back what is seen there: nothing that was done where nobody looks now, without a word."""

from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from desks import CTRL, SHIFT, Desk, Key, desk_window, opened
from made_stories import made_project, make_story
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from coproclip.excerpts.marking import mark
from coproclip.excerpts.playlists import add_playlist, add_to_playlist
from coproclip.project.journal import Operation
from coproclip.project.project import Project
from coproclip.project.schema import Segment, Theme
from coproclip.report.sections import add_section
from coproclip.sensemaking.sessions import start_session
from coproclip.themes.codebook import add_theme, link
from coproclip.transcript.edits import Correction, passages
from coproclip.ui.dialogs.excerpt.dialog import ExcerptDialog
from coproclip.ui.operations.transcript import correct
from coproclip.ui.pages.people.page import PeoplePage
from coproclip.ui.pages.playlists.page import PlaylistsPage
from coproclip.ui.pages.report.page import ReportPage
from coproclip.ui.pages.themes.page import ThemesPage
from coproclip.ui.pages.workshop.page import WorkshopPage

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "does not support raise", "This plugin does not support")
PAGES = (ThemesPage, PlaylistsPage, WorkshopPage, PeoplePage, ReportPage)
NO_MORE = "Nothing more to undo here."
FIELDS = (QLineEdit, QPlainTextEdit, QTextEdit)


def filled(project: Project) -> dict[str, int]:
    first, second = make_story(project), make_story(project)
    with project.edit(Operation.MARK_EXCERPT) as edit:
        line = passages(edit.session, first)[1]
        excerpt = mark(edit, first, line.start_ms, line.end_ms).id
        theme = add_theme(edit, "Chairs", question="Who decides?").id
        link(edit, theme, excerpt)
        start_session(edit, "First meeting")
        add_to_playlist(edit, add_playlist(edit, "Doors that open", "Hear us out").id, [excerpt])
        sections = [add_section(edit, title=title).id for title in ("Voices", "Thanks")]
    return {"first": first, "second": second, "excerpt": excerpt, "section": sections[0], "thanks": sections[1]}


@pytest.fixture
def seen(qtbot: QtBot, tmp_path: Path) -> Iterator[SimpleNamespace]:
    folder, ids = made_project(tmp_path / "Side by Side", filled)
    with desk_window(qtbot, *PAGES) as (window, workspace):
        desk = opened(window, workspace, folder, qtbot)
        yield SimpleNamespace(desk=desk, **dict(ids))


def correct_elsewhere(seen: SimpleNamespace) -> Callable[[], bool]:
    """A correction in the first story, on no page that is shown; what tells whether it still stands."""
    project = seen.desk.project
    with project.read() as session:
        line = passages(session, seen.first)[0]
    correct(project, [Correction(line.id, "Corrected words", line.text)])
    QApplication.processEvents()

    def _stands() -> bool:
        with project.read() as session:
            return session.scalar(select(Segment.text).where(Segment.id == line.id)) == "Corrected words"

    assert _stands()
    return _stands


def go(desk: Desk, key: str) -> QWidget:
    desk.workspace.page_asked.emit(key)
    desk.settle()
    return desk.window.pages[key]


def test_in_the_report(seen: SimpleNamespace) -> None:
    desk, stands = seen.desk, correct_elsewhere(seen)
    page = go(desk, "report")
    assert isinstance(page, ReportPage)
    page.step(1)
    page.turn_writing()
    QTest.keyClicks(page.text, "My thanks")
    desk.key(Key.Key_Z, CTRL)
    assert page.text.toPlainText() == ""
    assert desk.told() == "Undone: change of the report"
    desk.key(Key.Key_Z, CTRL)
    assert stands()
    assert desk.told() == f"{NO_MORE} What was done elsewhere is undone in the menu Edit: correction"
    desk.key(Key.Key_Z, CTRL | SHIFT)
    assert page.text.toPlainText() == "My thanks", "the way back is still there"
    desk.key(Key.Key_Z, CTRL | SHIFT)
    assert desk.told() == "Nothing more to redo here."
    page.step(-1)
    desk.key(Key.Key_Z, CTRL)
    assert desk.told().startswith(NO_MORE), "what was typed in another section is not seen either"
    page.step(1)
    assert page.text.toPlainText() == "My thanks"
    desk.key(Key.Key_Z, CTRL)
    desk.window.commands.run("undo")
    assert not stands()
    assert desk.told() == "Undone: correction"


def test_in_the_transcript(seen: SimpleNamespace) -> None:
    desk, stands = seen.desk, correct_elsewhere(seen)
    page = desk.open(seen.second)
    desk.words(2, 0)
    page.transcript.set_correcting(True)
    before = page.transcript.toPlainText()
    QTest.keyClicks(page.transcript, "Well, ")
    desk.key(Key.Key_Z, CTRL)
    assert page.transcript.toPlainText() == before
    desk.key(Key.Key_Z, CTRL)
    assert stands()
    assert desk.told().startswith(NO_MORE)
    desk.open(seen.first)
    page.transcript.set_correcting(True)
    desk.words(0, 0)
    desk.key(Key.Key_Z, CTRL)
    assert not stands(), "here it is seen"


def test_in_the_excerpt_dialog_what_is_not_of_the_excerpt_stays(seen: SimpleNamespace) -> None:
    desk = seen.desk
    with desk.project.edit(Operation.ADD_THEME) as edit:
        add_theme(edit, "Doors")
    asked = ExcerptDialog(desk.workspace, seen.excerpt, desk.window)
    asked.open()
    asked.activateWindow()
    QApplication.processEvents()
    QTest.keyClick(asked.focusWidget() or asked, Key.Key_Z, CTRL)
    with desk.project.read() as session:
        assert "Doors" in session.scalars(select(Theme.name)).all()
    assert [strip.accessibleName()[: len(NO_MORE)] for strip in asked.messages.strips()] == [NO_MORE]
    asked.reject()


def fields(page: QWidget) -> list[QWidget]:
    """All in which letters become text, but for the two whose undo is the project’s."""
    return [
        one
        for one in page.findChildren(QWidget)
        if isinstance(one, FIELDS) and one.isVisible() and one.isEnabled() and not one.isReadOnly()
    ]


@pytest.mark.parametrize("key", ["stories", "desk", "themes", "playlists", "workshop", "people", "report"])
def test_in_no_field_of_a_page_something_else_is_undone(seen: SimpleNamespace, key: str) -> None:
    desk, stands = seen.desk, correct_elsewhere(seen)
    page = desk.open(seen.second) if key == "desk" else go(desk, key)
    if isinstance(page, ReportPage):
        page.turn_writing()
    if key == "desk":
        desk.page.transcript.set_correcting(True)
    found = fields(page)
    assert found or key in ("people", "workshop", "stories")
    for field in found:
        field.setFocus()
        desk.window.undo_bar.hide()
        desk.key(Key.Key_Z, CTRL)
        desk.key(Key.Key_Z, CTRL)
        assert stands(), field.accessibleName()
        assert desk.told().startswith(NO_MORE), field.accessibleName()
