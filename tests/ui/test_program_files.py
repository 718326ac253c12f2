"""From the window: a timeline of a playlist for editing programs, and the whole project for research software."""

import threading
from collections.abc import Iterator
from pathlib import Path

import opentimelineio as otio
import pytest
from consenting import allow, say
from desks import Desk, Key, desk_on, dialog, when
from made_stories import make_story
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from coproclip.excerpts.marking import mark_quote
from coproclip.excerpts.playlists import add_playlist, add_to_playlist
from coproclip.export.exchange.timeline_folder import EDITING, TimelineFormat
from coproclip.export.quote_sheet import SheetFormat
from coproclip.project.journal import Operation
from coproclip.project.project import Project
from coproclip.ui.dialogs.programs.quote_sheet import QuoteSheetDialog
from coproclip.ui.dialogs.programs.research import ResearchDialog
from coproclip.ui.dialogs.programs.timeline import TimelineDialog
from coproclip.ui.job_runner import JobKind
from coproclip.ui.pages.playlists.page import PlaylistsPage
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.label import Label
from coproclip.ui.widgets.message import Message

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
WORDS = ("We moved the chairs.", "I had never been asked before.", "there was no head of the table")


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    """Two playlists; in the second one of the excerpts waits for an answer."""

    def _make(project: Project) -> int:
        story = make_story(project)
        allow(project, story)
        with project.edit(Operation.MARK_EXCERPT) as edit:
            ids = [mark_quote(edit, story, words).id for words in WORDS]
            add_to_playlist(edit, add_playlist(edit, "Doors").id, ids[:2])
            add_to_playlist(edit, add_playlist(edit, "Tables").id, ids[1:])
            for excerpt in ids[:2]:
                say(edit, excerpt)
        return story

    with desk_on(qtbot, tmp_path / "Side by Side", _make, PlaylistsPage) as desk:
        (tmp_path / "out").mkdir()
        desk.workspace.settings.export_folder = str(tmp_path / "out")
        yield desk


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The folders that were opened in the system's own window."""
    found: list[str] = []

    def _open(url: QUrl) -> bool:
        found.append(str(Path(url.toLocalFile())))
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", _open)
    return found


def shown(desk: Desk, made: Dialog) -> None:
    desk.qtbot.addWidget(made)
    made.show()
    desk.qtbot.waitExposed(made)
    made.activateWindow()
    QApplication.processEvents()


def words_in(widget: QWidget) -> str:
    return " ".join(label.whole_text() for label in widget.findChildren(Label) if label.isVisible())


def test_a_timeline_is_made_and_its_folder_opened(desk: Desk, tmp_path: Path, opened: list[str]) -> None:
    timeline = TimelineDialog(desk.workspace, parent=desk.window)
    shown(desk, timeline)
    desk.qtbot.waitUntil(lambda: timeline.files.foot.export.isEnabled())
    assert "2 ready" in words_in(timeline)
    timeline.formats[TimelineFormat.CSV].setChecked(True)
    timeline.files.foot.export.setFocus()
    QTest.keyClick(timeline.files.foot.export, Key.Key_Space)
    desk.qtbot.waitUntil(timeline.files.foot.show_files.isVisible)
    folder = tmp_path / "out" / "Doors timeline"
    assert "The timeline is in “Doors timeline”, with 2 excerpts." in words_in(timeline)
    assert len(list(otio.adapters.read_from_file(str(folder / "Doors.otio")).find_clips())) == 2
    assert (folder / "Doors.csv").is_file()
    assert timeline.files.foot.show_files.hasFocus()
    timeline.files.foot.show_files.click()
    assert opened == [str(folder)]


def test_what_is_not_ready_is_left_out_by_hand_alone(desk: Desk, tmp_path: Path) -> None:
    timeline = TimelineDialog(desk.workspace, 2, parent=desk.window)
    shown(desk, timeline)
    assert timeline.playlist.currentText() == "Tables"
    desk.qtbot.waitUntil(timeline.leave_out.isVisible)
    assert "1 ready, 1 not ready" in words_in(timeline)
    assert not timeline.files.foot.export.isEnabled()
    assert "leave out what can’t be shared" in words_in(timeline)
    assert "has not been asked yet" in timeline.leave_out.accessibleDescription()
    timeline.leave_out.setChecked(True)
    assert timeline.files.foot.export.isEnabled()
    for tick in timeline.formats.values():
        tick.setChecked(False)
    assert not timeline.files.foot.export.isEnabled()
    assert "Choose at least one program." in words_in(timeline)


def test_the_recordings_themselves_are_for_the_team(desk: Desk, tmp_path: Path) -> None:
    timeline = TimelineDialog(desk.workspace, 2, parent=desk.window)
    shown(desk, timeline)
    assert not timeline.for_team.isVisible()
    timeline.originals.setChecked(True)
    desk.qtbot.waitUntil(timeline.files.foot.export.isEnabled)
    assert "For the team, not for sharing" in words_in(timeline)
    assert [kind for kind, tick in timeline.formats.items() if tick.isEnabled()] == list(EDITING)
    timeline.files.foot.export.click()
    desk.qtbot.waitUntil(timeline.files.foot.show_files.isVisible)
    assert [path.name for path in (tmp_path / "out").iterdir()] == [
        "Tables originals (for the team, not for sharing).otio"
    ]


def test_the_whole_project_is_made_once_somebody_said_for_whom(desk: Desk, tmp_path: Path, opened: list[str]) -> None:
    research = ResearchDialog(desk.workspace, parent=desk.window)
    shown(desk, research)
    assert not research.files.foot.export.isEnabled()
    assert "For the team, not for sharing" in words_in(research)
    assert research.for_team.hasFocus()
    QTest.keyClick(research.for_team, Key.Key_Space)
    assert research.for_team.isChecked()
    research.files.foot.export.click()
    desk.qtbot.waitUntil(research.files.foot.show_files.isVisible)
    assert "“Side by Side.qdpx” has 1 story in it." in words_in(research)
    assert (tmp_path / "out" / "Side by Side.qdpx").is_file()
    research.files.foot.show_files.click()
    assert opened == [str(tmp_path / "out")]


def test_a_dialog_that_was_closed_meanwhile_has_its_say_in_the_window(
    desk: Desk, tmp_path: Path, opened: list[str]
) -> None:
    said: list[Message] = []
    desk.workspace.banner_shown.connect(said.append)
    research = ResearchDialog(desk.workspace, parent=desk.window)
    shown(desk, research)
    research.for_team.setChecked(True)
    research.files.foot.export.click()
    research.accept()
    desk.qtbot.waitUntil(lambda: bool(said))
    assert said[0].happened == "“Side by Side.qdpx” has 1 story in it."
    said[0].answers[0].do()
    assert opened == [str(tmp_path / "out")]


def test_stopped_nothing_is_made(desk: Desk, tmp_path: Path) -> None:
    go_on = threading.Event()
    desk.workspace.jobs.start(JobKind.EXPORT, "", lambda _job: go_on.wait(60))
    research = ResearchDialog(desk.workspace, parent=desk.window)
    shown(desk, research)
    research.for_team.setChecked(True)
    research.files.foot.export.click()
    assert research.files.foot.stop.isVisible()
    research.files.foot.stop.click()
    go_on.set()
    desk.qtbot.waitUntil(lambda: not research.files.busy)
    assert "Stopped. Nothing was made." in words_in(research)
    assert list((tmp_path / "out").iterdir()) == []


def test_the_share_menu_leads_there(desk: Desk) -> None:
    for name, kind in (("make_timeline", TimelineDialog), ("make_research_file", ResearchDialog)):
        found: list[str] = []

        def _close(there: QWidget, found: list[str] = found) -> None:
            found.append(type(there).__name__)
            there.close()

        when(dialog, _close)
        desk.window.commands.action(name).trigger()
        assert found == [kind.__name__]
    desk.window.show_page("playlists")
    page = desk.window.pages["playlists"]
    assert isinstance(page, PlaylistsPage)
    page.show_playlist(2)
    chosen: list[str] = []

    def _read(there: TimelineDialog) -> None:
        chosen.append(there.playlist.currentText())
        there.close()

    when(dialog, _read)
    desk.window.commands.action("make_timeline").trigger()
    assert chosen == ["Tables"], "that of the page"


def test_a_quote_sheet_of_what_may_be_quoted_is_made(desk: Desk, tmp_path: Path, opened: list[str]) -> None:
    sheet = QuoteSheetDialog(desk.workspace, desk.window)
    shown(desk, sheet)
    desk.qtbot.waitUntil(sheet.leave_out.isVisible)
    assert "2 ready, 1 not ready" in words_in(sheet)
    assert not sheet.files.foot.export.isEnabled()
    assert "leave out what can’t be quoted" in words_in(sheet)
    sheet.leave_out.setChecked(True)
    sheet.formats[SheetFormat.MD].setChecked(True)
    sheet.files.foot.export.setFocus()
    QTest.keyClick(sheet.files.foot.export, Key.Key_Space)
    desk.qtbot.waitUntil(sheet.files.foot.show_files.isVisible)
    assert "The sheet is in “out”, with 2 quotes." in words_in(sheet)
    made = (tmp_path / "out" / "Quotes.md").read_text("utf-8")
    assert WORDS[0] in made
    assert WORDS[2] not in made
    assert (tmp_path / "out" / "Quotes.docx").exists()
