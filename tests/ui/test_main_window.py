"""The window: projects, pages, messages, undo, work, closing."""

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, nullcontext
from pathlib import Path

import pytest
from desks import dialog, open_in, when
from made_stories import made_project
from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLineEdit, QMessageBox, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from coproclip.errors import Cancelled, StorageError
from coproclip.jobs import Job, Progress
from coproclip.people.stories import add_story
from coproclip.project.journal import Operation, Work
from coproclip.project.project import Changes, Project
from coproclip.settings import Settings
from coproclip.themes.codebook import add_theme, themes
from coproclip.ui.app import app_icon, make_window
from coproclip.ui.commands.keys import KeyGuard, same
from coproclip.ui.commands.table import Command
from coproclip.ui.crash import CrashReports, details
from coproclip.ui.dialogs.settings import SettingsDialog
from coproclip.ui.focus_regions import first_stop
from coproclip.ui.job_runner import JobKind
from coproclip.ui.main_window import MainWindow
from coproclip.ui.pages.page import Page
from coproclip.ui.projects import project_meant
from coproclip.ui.style import tokens
from coproclip.ui.style.look import apply_style
from coproclip.ui.wait_for import WorkingDialog, wait_for
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.message import Message
from coproclip.ui.workspace import Workspace

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


class Plain(Page):
    """A page that notes what happens to it."""

    def __init__(self, workspace: Workspace, key: str, group: str, belongs_to: str = "") -> None:
        super().__init__(workspace)
        self.key, self.group, self.icon, self.belongs_to = key, group, "audio-lines", belongs_to
        self.notes: list[str] = []
        self.number: int | None = None
        column = QVBoxLayout(self)
        self.upper, self.lower = QWidget(), QLineEdit()
        self.button = Button("First")
        QVBoxLayout(self.upper).addWidget(self.button)
        column.addWidget(self.upper)
        column.addWidget(self.lower)

    @property
    def title(self) -> str:
        return self.key.capitalize()

    def count(self) -> int | None:
        return self.number

    def commands(self) -> list[Command]:
        return [Command("play_pause", "", ("Space",), slot=lambda: self.notes.append("play"))]

    def regions(self) -> list[QWidget]:
        return [self.upper, self.lower]

    def enter(self) -> None:
        self.notes.append("enter")

    def leave(self) -> None:
        self.notes.append("leave")

    def reload(self) -> None:
        self.notes.append("reload")

    def refresh(self, changes: Changes) -> None:
        self.notes.append("refresh " + ",".join(sorted(changes.ids)))


@pytest.fixture
def workspace(qapp: QApplication) -> Iterator[Workspace]:
    apply_style(qapp, "light", 100)
    if qapp.findChild(KeyGuard) is None:
        KeyGuard(qapp)
    made = Workspace(Settings())
    yield made
    made.close_project()
    apply_style(qapp, "light", 100)


@pytest.fixture
def window(workspace: Workspace, qtbot: QtBot) -> MainWindow:
    pages = [
        Plain(workspace, "stories", "gather"),
        Plain(workspace, "desk", "", belongs_to="stories"),
        Plain(workspace, "themes", "sense"),
    ]
    made = MainWindow(workspace, pages)
    qtbot.addWidget(made)
    made.resize(1440, 900)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def filled(project: Project) -> None:
    with project.edit(Work.ADD_STORY) as edit:
        add_story(edit, "Moving the chairs", storytellers=("Kit",))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return made_project(tmp_path / "Side by Side", filled)[0]


def _page(window: MainWindow, key: str) -> Plain:
    page = window.pages[key]
    assert isinstance(page, Plain)
    return page


def test_without_a_project_one_is_welcomed(window: MainWindow) -> None:
    assert window.stack.currentWidget() is window.welcome
    assert not window.sidebar.isVisible()
    assert {"Stories", "Themes"} <= {a.text().split("\t")[0] for a in window.commands.menu("View").actions()}
    window.show_page("themes")
    assert window.stack.currentWidget() is window.welcome
    window.step_region(1)
    assert window.focusWidget() is window.welcome.new_button


def test_opening_a_project_fills_the_window(window: MainWindow, folder: Path) -> None:
    _page(window, "stories").number = 1
    assert window.projects.open(folder)
    assert window.windowTitle() == "Side by Side – CoProClip"
    assert window.sidebar.isVisible()
    assert "1 story · 1 storyteller" in window.sidebar.project_button.accessibleName()
    assert _page(window, "stories").notes == ["reload", "enter"]
    assert window.workspace.settings.recent_projects[0] == str(folder)
    model = window.sidebar.nav.model()
    rows = [model.index(row, 0).data(Qt.ItemDataRole.DisplayRole) for row in range(model.rowCount())]
    assert rows == ["Gather", "Stories", "Make sense", "Themes"]
    assert model.index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole) == "Stories, 1"


def test_what_cannot_be_opened_is_said(window: MainWindow, folder: Path, tmp_path: Path) -> None:
    open_in(window, folder)
    (tmp_path / "empty").mkdir()
    assert not window.projects.open(tmp_path / "empty")
    assert window.messages.strips()[0].message.kind == "error"
    assert window.workspace.opened().folder == folder


def test_a_folder_in_or_around_a_project_opens_it(
    window: MainWindow, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A double click in the system's dialog leads into the folder of a project."""
    for chosen in (folder, folder / "originals", folder.parent):
        assert project_meant(chosen) == folder
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(folder / "originals"))
    window.projects.ask_open()
    assert window.workspace.opened().folder == folder


@pytest.mark.parametrize("in_time", [True, False])
def test_what_is_stopped_is_waited_for_where_it_may_be_beyond_that(window: MainWindow, in_time: bool) -> None:
    began = threading.Event()  # what is stopped before never begins

    def _work(job: Job) -> str:
        began.set()
        assert job.cancel.wait(60)
        if in_time:
            job.cancel.raise_if_cancelled()
        return "done"

    def _cancel(met: WorkingDialog) -> None:
        next(child for child in met.findChildren(Button) if child.text() == "Cancel").click()

    when(lambda: met if isinstance(met := dialog(), WorkingDialog) and began.is_set() else None, _cancel)
    with pytest.raises(Cancelled) if in_time else nullcontext():
        found = wait_for(window.workspace, "Restoring", _work, window, may_stop=True, to_the_end=True)
        assert found == "done"
    assert not window.workspace.jobs.jobs()


def test_opening_can_be_cancelled_and_the_project_before_stays(
    window: MainWindow, folder: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    open_in(window, folder)
    slow = tmp_path / "Slow.coproclip"
    Project.create(slow).close()
    said = list[str]()

    def _cancel(met: WorkingDialog) -> None:
        said.append(met.windowTitle())
        next(child for child in met.findChildren(Button) if child.text() == "Cancel").click()

    with closing(sqlite3.connect(slow / "project.db", isolation_level=None)) as other:
        # Another program has the file for itself: opening it waits.
        other.execute("PRAGMA locking_mode=EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        when(lambda: met if isinstance(met := dialog(), WorkingDialog) else None, _cancel)
        assert not window.projects.open(slow)
        other.execute("ROLLBACK")
    assert said == ["Opening “Slow”"]
    assert window.windowTitle() == "Side by Side – CoProClip"
    assert not window.messages.strips()
    qtbot.waitUntil(lambda: not window.workspace.jobs.jobs())
    assert window.workspace.opened().folder == folder
    assert window.projects.open(slow)
    assert window.windowTitle() == "Slow – CoProClip"


def test_pages_are_left_and_entered(window: MainWindow, folder: Path) -> None:
    open_in(window, folder)
    window.workspace.page_asked.emit("desk")
    assert window.stack.currentWidget() is window.pages["desk"]
    assert _page(window, "stories").notes[-1] == "leave"
    assert _page(window, "desk").notes == ["reload", "enter"]
    window.sidebar.nav.chosen.emit("themes")
    assert window.stack.currentWidget() is window.pages["themes"]
    QTest.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert window.stack.currentWidget() is window.pages["stories"]


def test_f6_goes_round_the_regions(window: MainWindow, folder: Path) -> None:
    open_in(window, folder)
    page = _page(window, "stories")
    window.sidebar.nav.setFocus()
    seen = []
    for _step in range(4):
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_F6)
        seen.append(window.focusWidget())
    assert seen == [page.button, page.lower, window.sidebar.nav, page.button]
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    assert window.focusWidget() is window.sidebar.nav
    empty = QWidget()
    assert first_stop(empty) is None
    empty.deleteLater()


def _refreshed(page: Plain, table: str) -> bool:
    """Whether it heard that rows of this table changed."""
    return any(note.startswith("refresh ") and table in note.removeprefix("refresh ").split(",") for note in page.notes)


def test_changes_reach_every_page_and_can_be_undone(window: MainWindow, folder: Path, qtbot: QtBot) -> None:
    open_in(window, folder)
    project = window.workspace.opened()
    with project.edit(Operation.ADD_THEME) as edit:
        add_theme(edit, "Move the chairs")
    page = _page(window, "themes")
    qtbot.waitUntil(lambda: _refreshed(page, "theme"))
    assert _refreshed(_page(window, "desk"), "theme")
    window.workspace.show_toast("New theme")
    assert window.undo_bar.isVisible()
    window.undo_bar.button.click()
    with project.read() as session:
        assert themes(session) == []
    assert window.undo_bar.isVisible()
    assert not window.undo_bar.button.isVisible()
    window.workspace.redo()
    with project.read() as session:
        assert len(themes(session)) == 1


def test_the_edit_menu_names_the_step(window: MainWindow, folder: Path) -> None:
    open_in(window, folder)
    with window.workspace.opened().edit(Operation.ADD_THEME) as edit:
        add_theme(edit, "Move the chairs")
    menu = window.commands.menu("Edit")
    menu.aboutToShow.emit()
    assert window.commands.action("undo").text() == "Undo: new theme\tCtrl Z"
    assert not window.commands.action("redo").isEnabled()
    menu.aboutToHide.emit()


def test_another_program_writes_and_the_window_sees_it(window: MainWindow, folder: Path, qtbot: QtBot) -> None:
    open_in(window, folder)
    with Project.open(folder) as other, other.edit(Operation.ADD_THEME) as edit:
        add_theme(edit, "From the command line")
    qtbot.waitUntil(lambda: _refreshed(_page(window, "themes"), "theme"))


def test_work_shows_in_the_sidebar_and_its_trouble_at_the_top(window: MainWindow, folder: Path, qtbot: QtBot) -> None:
    open_in(window, folder)
    go = threading.Event()

    def _work(job: Job) -> None:
        job.report(Progress(1, 2, "reading"))
        go.wait(60)
        raise StorageError("The disk is full.", "All is safe.", "Free some space.")

    job = window.workspace.jobs.start(JobKind.TRANSLATE, "Putting Kit into English", _work, subject=1)
    assert window.workspace.jobs.start(JobKind.TRANSLATE, "Putting Kit into English", _work, subject=1) is job
    qtbot.waitUntil(lambda: len(window.sidebar._by_lane) == 1)
    go.set()
    qtbot.waitUntil(lambda: bool(window.messages.strips()))
    assert window.messages.strips()[0].message.happened == "The disk is full."
    qtbot.waitUntil(lambda: not window.sidebar._by_lane)


def test_a_page_may_say_the_trouble_of_its_work_itself(window: MainWindow, folder: Path, qtbot: QtBot) -> None:
    open_in(window, folder)

    def _work(_job: Job) -> None:
        raise StorageError("The disk is full.")

    job = window.workspace.jobs.start(JobKind.IMPORT, "Import", _work)
    qtbot.waitUntil(lambda: job.state == "failed")
    assert window.messages.strips() == []


def test_work_can_be_stopped_from_its_card(window: MainWindow, folder: Path, qtbot: QtBot) -> None:
    open_in(window, folder)

    def _work(job: Job) -> None:
        while not job.cancel.wait(0.01):
            pass
        job.cancel.raise_if_cancelled()

    job = window.workspace.jobs.start(JobKind.EXPORT, "Making clips", _work)
    qtbot.waitUntil(lambda: len(window.sidebar._by_lane) == 1)
    next(iter(window.sidebar._by_lane.values())).button.click()
    qtbot.waitUntil(lambda: job.state == "stopped")


def test_closing_keeps_everything_and_stops_the_work(window: MainWindow, folder: Path, qtbot: QtBot) -> None:
    open_in(window, folder)
    kept: list[str] = []
    window.workspace.closing.connect(lambda: kept.append("kept"))
    job = window.workspace.jobs.start(JobKind.TRANSCRIBE, "Transcribing Kit", lambda job: job.cancel.wait(60))
    window.close()
    assert set(kept) == {"kept"}
    assert _page(window, "stories").notes[-1] == "leave"
    assert job.ended
    assert window.workspace.project is None


def test_the_sidebar_folds_when_narrow_and_by_key(window: MainWindow, folder: Path) -> None:
    open_in(window, folder)
    assert not window.sidebar.rail
    window.resize(1180, 740)
    assert window.sidebar.rail
    assert window.sidebar.width() == 76
    QTest.keyClick(window, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert not window.sidebar.rail
    window.resize(1100, 740)
    assert not window.sidebar.rail
    window.sidebar.set_rail(True)
    assert not window.sidebar.grab().isNull()


def test_text_size_and_appearance_change_live(window: MainWindow, folder: Path) -> None:
    open_in(window, folder)
    QTest.keyClick(window, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert tokens.current().scale == 1.1
    QApplication.processEvents()
    assert window.sidebar.width() == round(212 * 1.1)
    window.look.choose("dark")
    assert tokens.current().dark
    window.commands.menu("View").aboutToShow.emit()
    assert window.commands.action("look_dark").isChecked()
    QTest.keyClick(window, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert tokens.current().scale == 1.0
    for _step in range(12):
        window.look.larger()
    assert window.workspace.settings.text_size == 200
    for _step in range(12):
        window.look.smaller()
    assert window.workspace.settings.text_size == 90


def _drag(window: MainWindow, *files: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    copy, none = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    left = Qt.MouseButton.LeftButton
    QApplication.sendEvent(window.windowHandle(), QDragEnterEvent(QPoint(300, 300), copy, data, left, none))
    QApplication.sendEvent(window.windowHandle(), QDropEvent(QPoint(300, 300), copy, data, left, none))


def test_files_dropped_anywhere_are_brought_in(window: MainWindow, folder: Path, tmp_path: Path, qtbot: QtBot) -> None:
    sound = tmp_path / "kit, 14 may.wav"
    sound.touch()
    _drag(window, sound)
    qtbot.waitUntil(lambda: bool(window.messages.strips()))
    _drag(window, folder)
    qtbot.waitUntil(window.has_project)
    with qtbot.waitSignal(window.workspace.import_asked) as asked:
        _drag(window, sound)
    assert asked.args == [[sound]]


def test_a_dropped_file_is_copied_even_if_the_other_program_offers_a_move(window: MainWindow, folder: Path) -> None:
    open_in(window, folder)
    data, move = QMimeData(), Qt.DropAction.MoveAction
    data.setUrls([QUrl.fromLocalFile(str(folder / "a.wav"))])
    copy, nothing = Qt.DropAction.CopyAction, Qt.DropAction.IgnoreAction
    for action, taken in ((move, nothing), (move | copy, copy)):
        drop = QDropEvent(QPointF(20, 20), action, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
        drop.setDropAction(move)
        left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        QApplication.sendEvent(window.windowHandle(), QDragEnterEvent(QPoint(20, 20), action, data, left, none))
        QApplication.sendEvent(window.windowHandle(), drop)
        assert drop.isAccepted()
        assert drop.dropAction() is taken


def test_messages_and_commands_from_pages(window: MainWindow, folder: Path, qtbot: QtBot) -> None:
    open_in(window, folder)
    window.workspace.show_banner(Message("Kit has not answered yet.", kind="caution"))
    window.workspace.show_banner(StorageError("The disk is full."))
    assert [strip.message.kind for strip in window.messages.strips()] == ["caution", "error"]
    window.workspace.command_asked.emit("save_now")
    assert window.undo_bar.isVisible()
    assert window.workspace.attempt(lambda: 7) == 7


def test_no_key_is_wanted_twice_and_the_key_map_is_kept(window: MainWindow, shared: Path) -> None:
    assert window.commands.clashes() == []
    keymap = json.loads((shared / "spec" / "ui" / "keymap.json").read_text("utf-8"))
    taken = {same(key): c for c in window.commands._everywhere.values() for key in c.keys}
    later = {"Workshop", "Report"}
    for entry in keymap["scopes"]["app"]:
        if entry["action"] not in later:
            command = taken[same(entry["keys"])]
            assert command.menu == entry["menu"], entry
    assert list(keymap["menus"]) == [a.text().replace("&", "") for a in window.menuBar().actions()]
    letters = [a.text()[a.text().index("&") + 1].upper() for a in window.menuBar().actions()]
    assert letters == list(keymap["menus"].values())


def test_every_command_is_in_a_menu(window: MainWindow, folder: Path) -> None:
    open_in(window, folder)
    for command in window.commands.available():
        if command.menu:
            assert command.text in [
                action.text().split("\t")[0] for action in window.commands.menu(command.menu).actions()
            ], command.id


def test_settings_and_about_open(window: MainWindow, qtbot: QtBot) -> None:
    dialog = SettingsDialog(window.workspace.settings, window.look, window.commands.refresh, window)
    qtbot.addWidget(dialog)
    dialog.single.setChecked(False)
    assert not window.workspace.settings.single_keys
    in_menu = [window.commands.action(f"look_{mode}").text() for mode in ("system", "light", "dark")]
    in_dialog = [dialog.appearance.itemText(row) for row in range(dialog.appearance.count())]
    assert [words.replace("&", "") for words in in_menu] == in_dialog
    dialog.appearance.setCurrentIndex(2)
    assert tokens.current().dark
    dialog.text_size.setCurrentIndex(4)
    assert tokens.current().scale == 1.5
    window.show_keys()
    window.find_command()
    for child in window.findChildren(QWidget):
        if child.isWindow() and child.isVisible():
            child.close()


def test_details_of_a_crash_hold_no_words_of_a_story() -> None:
    def _broken(words: str) -> None:
        raise ValueError(words)

    try:
        try:
            _broken("my daughter Layla")
        except ValueError as error:
            raise KeyError("/home/kit/secret") from error
    except KeyError as error:
        text = details(error)
    assert "Layla" not in text
    assert "secret" not in text
    assert "ValueError" in text
    assert "KeyError" in text
    assert "_broken" in text


def test_a_crash_says_so_calmly_and_can_be_copied(qapp: QApplication) -> None:
    reports = CrashReports(qapp)
    pressed: list[str] = []

    def _answer(box: QDialog) -> None:
        assert isinstance(box, QMessageBox)
        for button in sorted(box.buttons(), key=lambda button: button.text(), reverse=True):
            pressed.append(button.text())
            button.click()

    when(dialog, _answer)
    reports.show(ValueError("my daughter Layla"))
    assert pressed == ["Copy details", "Carry on"]
    assert "ValueError" in qapp.clipboard().text()
    assert "Layla" not in qapp.clipboard().text()
    reports.deleteLater()


def test_a_full_disk_shows_in_the_saved_line(window: MainWindow, folder: Path, qtbot: QtBot) -> None:
    open_in(window, folder)

    def _full() -> None:
        raise StorageError("The disk is full.", "All is safe.", "Free some space.")

    window.workspace.attempt(_full)
    window._on_second()
    assert "Not saved since" in window.sidebar.saved_line.saved_words()
    with window.workspace.opened().edit(Operation.ADD_THEME) as edit:
        add_theme(edit, "Move the chairs")
    qtbot.waitUntil(lambda: "Everything saved" in window.sidebar.saved_line.saved_words())


def test_the_real_window_can_be_made(qapp: QApplication, qtbot: QtBot, folder: Path) -> None:
    space = Workspace(Settings())
    window = make_window(qapp, space)
    qtbot.addWidget(window)
    window.projects.open(folder)
    assert window.commands.clashes() == []
    assert not app_icon().isNull()
    window.close()


def test_nothing_but_the_window_itself_appears_when_it_starts(qtbot: QtBot, qapp: QApplication) -> None:
    """A part that is shown before it has its place is a window of its own for a moment."""

    class Shown(QObject):
        def __init__(self) -> None:
            super().__init__()
            self.windows: list[str] = []

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
            if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
                self.windows.append(type(watched).__name__)
            return False

    shown = Shown()
    qapp.installEventFilter(shown)
    window = make_window(qapp, Workspace(Settings()))
    qtbot.addWidget(window)
    window.show()
    for key in window.pages:
        window.workspace.page_asked.emit(key)
        qtbot.wait(20)
    qapp.removeEventFilter(shown)
    assert shown.windows == ["MainWindow"]
    window.close()
