"""The playlists page with a real project: order, hearing, adding, introduction, and words for everything."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from consenting import allow_story
from fakes.playback import FakePlayback
from made_stories import made_project, make_story
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QLabel, QMenu, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from coproclip.cli.app import run
from coproclip.excerpts.approval import note_answer
from coproclip.excerpts.marking import mark, take_out
from coproclip.excerpts.playlists import (
    add_playlist,
    add_to_playlist,
    change_item,
    items,
    playlists,
    take_from_playlist,
)
from coproclip.overview.playlists import playlist_titles
from coproclip.overview.stories import story_states
from coproclip.people.stories import bin_story
from coproclip.project.journal import Operation
from coproclip.project.project import Project
from coproclip.project.schema import Segment
from coproclip.settings import Settings, load_settings
from coproclip.themes.codebook import add_theme, link
from coproclip.timecode import TimeRange
from coproclip.transcript.edits import check_story, passages
from coproclip.ui.commands.keys import KeyGuard
from coproclip.ui.dialogs.excerpt.answer import AnswerDialog
from coproclip.ui.dialogs.excerpt.dialog import ExcerptDialog
from coproclip.ui.main_window import MainWindow
from coproclip.ui.pages.page import Page
from coproclip.ui.pages.playlists.adding import AddExcerpts
from coproclip.ui.pages.playlists.between import BetweenDialog
from coproclip.ui.pages.playlists.introducing import SpokenIntroductionDialog
from coproclip.ui.pages.playlists.page import PlaylistsPage
from coproclip.ui.pages.playlists.titles import TitleDialog
from coproclip.ui.style.look import apply_style
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.message import Message
from coproclip.ui.workspace import Workspace

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "does not support raise", "grabbing the keyboard")

Left = Qt.MouseButton.LeftButton


class Elsewhere(Page):
    """The desk, to be gone to."""

    key, icon = "desk", "quote"

    def commands(self) -> list:  # type: ignore[type-arg]
        return []


def filled(project: Project) -> None:
    """Kit and Rosa with two excerpts each in “Doors that open”; one more of Kit's is in none. June has none at all."""
    kit, rosa = make_story(project), make_story(project, title="The bus stop", storyteller="Rosa")
    make_story(project, title="Not yet marked", storyteller="June")
    with project.edit(Operation.MARK_EXCERPT) as edit:
        lines = {story: passages(edit.session, story) for story in (kit, rosa)}
        places = [(kit, 1), (rosa, 3), (kit, 3), (rosa, 4), (kit, 4)]
        ids = [mark(edit, story, lines[story][n].start_ms, lines[story][n].end_ms).id for story, n in places]
        words = lines[rosa][3].words
        take_out(edit, ids[1], words[8].start_ms, words[9].end_ms)
        link(edit, add_theme(edit, "Moving the table").id, ids[0])
        for story in (kit, rosa):
            allow_story(edit, story)
        lines[rosa][4].checked = 0
        add_to_playlist(edit, add_playlist(edit, "Doors that open", "Hear us out").id, ids[:4])
        for one in (ids[0], ids[1], ids[2]):
            note_answer(edit, one, "yes", who="them", how="on the phone")
        note_answer(edit, ids[3], "asked")
        add_playlist(edit, "Empty so far")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return made_project(tmp_path / "Side by Side", filled)[0]


@pytest.fixture
def workspace(qapp: QApplication, tmp_path: Path) -> Iterator[Workspace]:
    apply_style(qapp, "light", 100)
    if qapp.findChild(KeyGuard) is None:
        KeyGuard(qapp)
    made = Workspace(Settings(export_folder=str(tmp_path)))
    made.listening = FakePlayback()
    yield made
    made.close_project()
    apply_style(qapp, "light", 100)


@pytest.fixture
def window(workspace: Workspace, qtbot: QtBot) -> MainWindow:
    made = MainWindow(workspace, [PlaylistsPage(workspace), Elsewhere(workspace)])
    qtbot.addWidget(made)
    made.resize(1440, 900)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


@pytest.fixture
def page(window: MainWindow, workspace: Workspace, folder: Path) -> PlaylistsPage:
    workspace.use(Project.open(folder))
    found = window.pages["playlists"]
    assert isinstance(found, PlaylistsPage)
    assert found.sheet.list.hasFocus()
    return found


def order(page: PlaylistsPage) -> list[int]:
    """The excerpts as the project has them."""
    with page.workspace.opened().read() as session:
        assert page.contents is not None
        return [item.excerpt_id for item in items(session, page.contents.playlist_id)]


def shown(page: PlaylistsPage) -> list[int]:
    return [row.excerpt_id for row in page.sheet.model.rows]


def at(page: PlaylistsPage) -> int:
    row = page.sheet.list.chosen()
    assert row is not None
    return row.excerpt_id


def key(widget: QWidget, what: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(widget, what, held)


def meanwhile(act: Callable[[QWidget], None], ms: int = 60) -> None:
    """Do `act` with the window or menu that is about to open, then see that it is closed."""

    def _act(tries: int = 3000) -> None:
        opened = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        if opened is None and tries:
            QTimer.singleShot(20, lambda: _act(tries - 1))  # a busy computer takes its time
            return
        assert opened is not None
        if isinstance(opened, QDialog):
            # A key that is a shortcut only counts in the window in front, and a busy computer takes its time.
            # Without a window system what was asked of another window before may still arrive.
            for _ in range(5):
                opened.activateWindow()
                assert QTest.qWaitForWindowActive(opened)
                QTest.qWait(20)
            assert opened.isActiveWindow()
        try:
            act(opened)
        finally:
            opened.close()

    QTimer.singleShot(ms, _act)


def back(window: QWidget, qtbot: QtBot) -> None:
    """After a dialog the window is in front again, as a desktop would put it."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)


def menu_words(menu: QWidget) -> list[str]:
    assert isinstance(menu, QMenu)
    return [action.text().split("\t")[0] for action in menu.actions() if not action.isSeparator()]


def choose_in_menu(words: str) -> Callable[[QWidget], None]:
    def _choose(menu: QWidget) -> None:
        assert isinstance(menu, QMenu)
        next(action for action in menu.actions() if action.text().startswith(words)).trigger()

    return _choose


def told(window: MainWindow) -> str:
    assert window.undo_bar.isVisible()
    return window.undo_bar.findChild(QLabel).text()  # type: ignore[union-attr]


# ---- what is shown --------------------------------------------------------------------------------------------


def test_title_length_introduction_and_rows(page: PlaylistsPage) -> None:
    assert page.title_button.text() == "Doors that open"
    assert page.title_button.accessibleName().startswith("Playlist Doors that open, 1 of 2.")
    assert page.summary.whole_text() == "4 excerpts, 17 s with gaps"
    assert page.sheet.introduction.field.toPlainText() == "Hear us out"
    assert page.count() == 2
    spoken = [str(page.sheet.model.index(n).data(Qt.ItemDataRole.AccessibleTextRole)) for n in range(4)]
    assert spoken[0] == (
        "1, Can be shared, Moving the table, Kit, shown as “one storyteller”, Captions: All at once, 4 s, "
        "“We moved the chairs. After that there was no head of the table, so people just talked.”"
    )
    assert spoken[3].startswith(
        "4, Waiting for permission, not ready, Rosa, shown as “one storyteller”, Captions: Not checked"
    )


def test_who_is_heard_as_bar_and_in_words(page: PlaylistsPage) -> None:
    balance = page.sheet.balance
    assert balance.summary.whole_text() == "2 of 3 storytellers, Kit longest"
    assert balance.not_heard.whole_text() == "Not heard yet: June"
    shares = [voice.percent for voice in balance.bar.voices]
    assert [voice.alias for voice in balance.bar.voices] == ["Kit", "Rosa"]
    assert sum(shares) == 100
    assert balance.bar.accessibleName().startswith("Who is heard: Kit ")
    first, second = balance.bar.stretches()
    assert abs(first.width() / balance.bar.width() * 100 - shares[0]) < 1.5
    assert second.right() == balance.bar.width() - 1
    balance.as_words.click()
    assert not balance.bar.isVisible()
    assert balance.words.isVisible()
    assert "Kit " in balance.words.whole_text()
    assert "in 2 excerpts" in balance.words.whole_text()


def test_the_balance_by_theme_and_feeling(page: PlaylistsPage) -> None:
    balance = page.sheet.balance
    assert "twice in a row" not in balance.not_heard.whole_text()
    balance.by.setCurrentIndex(2)
    assert [(one.alias, one.excerpts) for one in balance.bar.voices] == [("Moving the table", 1), ("No theme", 3)]
    assert balance.bar.accessibleName().startswith("Themes: Moving the table ")
    assert balance.summary.whole_text() == "No theme in 3 of 4 excerpts"
    balance.by.setCurrentIndex(3)
    assert [(one.alias, one.percent) for one in balance.bar.voices] == [("Not said", 100)]
    balance.by.setCurrentIndex(1)
    assert [one.alias for one in balance.bar.voices] == ["No role"]
    assert balance.not_heard.whole_text() == "No storyteller is heard twice in a row."


def test_the_whole_playlist_is_put_in_order_and_back(
    page: PlaylistsPage, workspace: Workspace, window: MainWindow
) -> None:
    commands = {command.id: command for command in page.commands()}
    page.items.put(1, 2)
    assert order(page) == [2, 3, 1, 4]
    assert page.sheet.balance.not_heard.whole_text().endswith("One storyteller is heard twice in a row.")
    commands["order_time"].run_here()
    assert order(page) == shown(page) == [1, 3, 2, 4]
    assert told(window) == "In the order of telling"
    commands["order_balance"].run_here()
    assert order(page) == shown(page) == [1, 2, 3, 4]
    assert at(page) in (0, 1, 2, 3), "the cursor is on an excerpt"
    workspace.undo()
    assert order(page) == [1, 3, 2, 4]


def test_introductions_chapters_gaps_and_the_address(page: PlaylistsPage, workspace: Workspace) -> None:
    commands = {command.id: command for command in page.commands()}

    def _write(dialog: QWidget) -> None:
        assert isinstance(dialog, BetweenDialog)
        dialog.introduction.setPlainText("How it began")
        dialog.chapter.setText("Getting in")
        dialog.spoken.setChecked(True)
        dialog.button.click()
        assert dialog.trouble.whole_text().startswith("Only a reporter may be heard")
        dialog.spoken.setChecked(False)
        dialog.button.click()

    meanwhile(_write)
    commands["introduce"].run_here()
    row = page.sheet.model.rows[0]
    assert (row.introduction, row.chapter, row.spoken) == ("How it began", "Getting in", False)
    assert page.sheet.model.spoken(row, 0).startswith("1, Ask again, not ready, Chapter “Getting in”, With an intro")
    workspace.undo()
    page.load()
    assert page.sheet.model.spoken(page.sheet.model.rows[0], 0).startswith("1, Can be shared, Moving the table")

    page.sheet.gap.setCurrentIndex(page.sheet.gap.findData(3000))
    page.sheet.gap.activated.emit(page.sheet.gap.currentIndex())
    assert page.contents is not None
    assert (page.contents.gap_ms, page.sheet.gap.currentText()) == (3000, "3.0 s")
    assert page.contents.length_ms == sum(row.length_ms for row in page.contents.rows) + 9000

    def _type(dialog: QWidget) -> None:
        assert isinstance(dialog, TitleDialog)
        dialog.field.setText("the library")
        dialog.button.click()
        assert "no address" in dialog.trouble.whole_text()
        dialog.field.setText("example.org/doors")
        dialog.button.click()

    meanwhile(_type)
    commands["web_address"].run_here()
    assert page.contents.address == "https://example.org/doors"
    assert commands["in_report"].checked is not None
    assert not commands["in_report"].checked()
    commands["in_report"].run_here()
    assert commands["in_report"].checked()
    page.editing.delete()
    workspace.undo()
    page.show_playlist(1)
    assert commands["in_report"].checked(), "also after it was deleted and brought back"


def test_what_may_not_stand_before_an_excerpt_is_said_and_changed(
    page: PlaylistsPage, workspace: Workspace, qtbot: QtBot
) -> None:
    with workspace.opened().edit(Operation.CHANGE_IN_PLAYLIST) as edit:
        item = items(edit.session, 1)[2]
        change_item(edit, item.id, introduction="June knows about it")
    withheld = page.sheet.withheld
    qtbot.waitUntil(lambda: "The introduction to an excerpt" in withheld.reasons.words())
    changed: list[str] = []

    def _change(dialog: QWidget) -> None:
        assert isinstance(dialog, BetweenDialog)
        changed.append(dialog.introduction.toPlainText())
        dialog.introduction.setPlainText("")
        dialog.button.click()

    page.sheet.list.choose(0)
    meanwhile(_change)
    next(one for one in withheld.reasons.findChildren(Button) if "comes before" in one.text()).click()
    assert changed == ["June knows about it"]
    assert at(page) == 3
    qtbot.waitUntil(lambda: not withheld.isVisible())


def test_listening_as_others_will_hear_it(
    page: PlaylistsPage, workspace: Workspace, window: MainWindow, sound: FakePlayback, qtbot: QtBot
) -> None:
    """What is ready, with gaps; it can be paused, says where it is, and leaves nothing behind."""
    commands = {command.id: command for command in page.commands()}
    commands["listen_as_others"].run_here()
    qtbot.waitUntil(lambda: sound.playing)
    assert told(window) == "1 excerpt is not ready and is left out"
    path, [whole] = sound.now.sound, sound.now.spans
    rows = page.sheet.model.rows
    assert not path.is_relative_to(workspace.opened().folder)
    assert path.stat().st_mode & 0o077 == 0 or path.parent.stat().st_mode & 0o077 == 0
    assert abs(whole.end_ms - sum(row.length_ms for row in rows[:3]) - 2000) < 3000, "three with two gaps, and edges"
    sound.go(whole.end_ms - 600)
    assert at(page) == 3
    assert page.summary.whole_text().startswith("As others will hear it: 0:1")
    key(page.sheet.list, Qt.Key.Key_Space)
    assert not sound.playing
    key(page.sheet.list, Qt.Key.Key_Space)
    assert (sound.playing, sound.now.from_ms) == (True, whole.end_ms - 600)
    page.playback.press(rows[0])
    assert sound.is_playing_for(("playlist", 1))
    assert not path.exists(), "something else ends it"
    commands["listen_as_others"].run_here()
    qtbot.waitUntil(lambda: sound.now.sound.name == "listen.wav")
    path = sound.now.sound
    page.leave()
    assert (sound.playing, path.exists()) == (False, False)
    assert page.summary.whole_text() == "4 excerpts, 17 s with gaps"


def test_a_change_elsewhere_is_shown(page: PlaylistsPage, workspace: Workspace, qtbot: QtBot) -> None:
    page.sheet.list.choose(2)
    with workspace.opened().edit(Operation.BIN_STORY) as edit:
        bin_story(edit, 1)
    qtbot.waitUntil(lambda: page.sheet.model.rows[0].binned)
    assert "In the bin, not ready" in str(page.sheet.model.index(0).data(Qt.ItemDataRole.AccessibleTextRole))
    assert page.panel.not_ready_label.words() == "3 not ready"
    assert page.sheet.list.currentIndex().row() == 2
    assert page.sheet.list.hasFocus()


# ---- order ----------------------------------------------------------------------------------------------------


def test_alt_up_and_down_move_and_undo_puts_back(page: PlaylistsPage, window: MainWindow, workspace: Workspace) -> None:
    key(page.sheet.list, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    key(page.sheet.list, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert order(page) == shown(page) == [2, 3, 1, 4]
    assert at(page) == 1
    assert told(window) == "Moved to position 3 of 4"
    key(page.sheet.list, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert order(page) == [2, 1, 3, 4]
    window.undo_bar.button.click()
    QApplication.processEvents()
    page.load()
    assert order(page) == shown(page) == [1, 2, 3, 4]
    key(page.sheet.list, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert order(page) == [1, 2, 3, 4], "the first stays the first"


def test_move_to_a_position(page: PlaylistsPage, window: MainWindow, qtbot: QtBot) -> None:
    def _last(dialog: QWidget) -> None:
        number = dialog.findChild(QSpinBox)
        assert number is not None
        assert number.maximum() == 4
        QTest.keyClicks(number, "4")
        QTest.keyClick(number, Qt.Key.Key_Return)

    meanwhile(_last)
    page.items.move_to()
    assert order(page) == [2, 3, 4, 1]
    assert at(page) == 1
    back(window, qtbot)
    assert page.sheet.list.hasFocus()


def drag(page: PlaylistsPage, start: QPoint, end: QPoint) -> None:
    viewport = page.sheet.list.viewport()
    QTest.mousePress(viewport, Left, pos=start)
    QTest.mouseMove(viewport, (start + end) / 2)
    QTest.mouseMove(viewport, end)


def take_out_elsewhere(page: PlaylistsPage, excerpt_ids: list[int]) -> None:
    assert page.contents is not None
    with page.workspace.opened().edit(Operation.TAKE_FROM_PLAYLIST) as edit:
        for item in items(edit.session, page.contents.playlist_id):
            if item.excerpt_id in excerpt_ids:
                take_from_playlist(edit, item.id)


def test_drag_by_the_grip(page: PlaylistsPage) -> None:
    start = page.sheet.list.part_rect(3, "grip").center()
    end = page.sheet.list.part_rect(1, "grip").center() - QPoint(0, 10)
    drag(page, start, end)
    assert page.sheet.list.dragging
    assert page.sheet.list.drop_place() == 1
    page.sheet.list.grab()  # the line and the row on its way are painted
    QTest.mouseRelease(page.sheet.list.viewport(), Left, pos=end)
    assert order(page) == shown(page) == [1, 4, 2, 3]
    assert at(page) == 4
    drag(
        page,
        page.sheet.list.part_rect(0, "words").center(),
        page.sheet.list.part_rect(3, "grip").center() + QPoint(0, 60),
    )
    QTest.mouseRelease(
        page.sheet.list.viewport(), Left, pos=page.sheet.list.part_rect(3, "grip").center() + QPoint(0, 60)
    )
    assert order(page) == [4, 2, 3, 1]


def test_esc_lets_a_dragged_row_go_back(page: PlaylistsPage) -> None:
    start, end = (page.sheet.list.part_rect(n, "grip").center() for n in (3, 0))
    drag(page, start, end)
    key(page.sheet.list, Qt.Key.Key_Escape)
    assert not page.sheet.list.dragging
    QTest.mouseRelease(page.sheet.list.viewport(), Left, pos=end)
    assert order(page) == [1, 2, 3, 4]


def test_the_dragged_row_is_put_down_whatever_is_taken_out_meanwhile(page: PlaylistsPage, qtbot: QtBot) -> None:
    drag(page, *(page.sheet.list.part_rect(n, "grip").center() for n in (2, 3)))
    take_out_elsewhere(page, [1])
    qtbot.waitUntil(lambda: shown(page) == [2, 3, 4])
    assert page.sheet.list.dragging
    end = page.sheet.list.part_rect(2, "grip").center() + QPoint(0, 10)
    QTest.mouseMove(page.sheet.list.viewport(), end)
    QTest.mouseRelease(page.sheet.list.viewport(), Left, pos=end)
    assert order(page) == shown(page) == [2, 4, 3]
    assert at(page) == 3


def test_a_dragged_row_that_is_taken_out_meanwhile_is_let_go(page: PlaylistsPage, qtbot: QtBot) -> None:
    start, end = (page.sheet.list.part_rect(n, "grip").center() for n in (3, 0))
    drag(page, start, end)
    take_out_elsewhere(page, [3, 4])
    qtbot.waitUntil(lambda: shown(page) == [1, 2])
    assert not page.sheet.list.dragging
    QTest.mouseMove(page.sheet.list.viewport(), end - QPoint(0, 5))
    QTest.mouseRelease(page.sheet.list.viewport(), Left, pos=end)
    assert order(page) == shown(page) == [1, 2]


def test_delete_takes_out_and_the_keyboard_goes_to_the_next(
    page: PlaylistsPage, window: MainWindow, workspace: Workspace
) -> None:
    page.sheet.list.choose(1)
    key(page.sheet.list, Qt.Key.Key_Delete)
    assert order(page) == [1, 3, 4]
    assert at(page) == 3
    assert told(window) == "Taken out of the playlist; the excerpt stays in its story"
    page.sheet.list.choose(2)
    key(page.sheet.list, Qt.Key.Key_Delete)
    assert at(page) == 3, "after the last one, the one before"
    for _ in range(2):
        key(page.sheet.list, Qt.Key.Key_Delete)
    assert order(page) == []
    assert page.sheet.fill.hasFocus(), "nothing left: the button that fills it"
    assert page.sheet.empty.heading.whole_text() == "Nothing here yet."
    assert page.sheet.empty.words.whole_text() == "Only excerpts that can be shared will be exported."
    assert not page.sheet.balance.isVisible()
    workspace.undo()
    QApplication.processEvents()
    page.load()
    assert len(shown(page)) == 1


# ---- the excerpts ---------------------------------------------------------------------------------------------


def test_enter_and_a_double_click_open_the_excerpt(page: PlaylistsPage, window: MainWindow, qtbot: QtBot) -> None:
    opened: list[int] = []

    def _note(dialog: QWidget) -> None:
        assert isinstance(dialog, ExcerptDialog)
        opened.append(dialog.excerpt_id)

    page.sheet.list.choose(2)
    meanwhile(_note)
    key(page.sheet.list, Qt.Key.Key_Return)
    meanwhile(_note)
    key(page.sheet.list, Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier)
    meanwhile(_note)
    spot = page.sheet.list.part_rect(1, "words").center()
    QTest.mouseClick(page.sheet.list.viewport(), Left, pos=spot)
    QTest.mouseDClick(page.sheet.list.viewport(), Left, pos=spot)
    assert opened == [3, 3, 2], "also with the number pad"
    back(window, qtbot)
    assert page.sheet.list.hasFocus()


def test_n_notes_the_answer(page: PlaylistsPage, window: MainWindow, workspace: Workspace, qtbot: QtBot) -> None:
    def _yes(dialog: QWidget) -> None:
        assert isinstance(dialog, AnswerDialog)
        QTest.keyClick(dialog.choices.button(0), Qt.Key.Key_Space)
        dialog.how.setEditText("in person")
        QTest.keyClick(dialog.who, Qt.Key.Key_Return)

    with workspace.opened().edit(Operation.CHECK) as edit:
        check_story(edit, 2)
    page.sheet.list.choose(3)
    meanwhile(_yes)
    key(page.sheet.list, Qt.Key.Key_N)
    qtbot.waitUntil(lambda: page.sheet.model.rows[3].can_go)
    assert page.panel.can_go.words() == "4 ready"
    assert page.panel.export.isEnabled()
    back(window, qtbot)
    assert page.sheet.list.hasFocus()


def test_c_goes_to_the_words_in_the_story(page: PlaylistsPage, window: MainWindow, workspace: Workspace) -> None:
    page.sheet.list.choose(1)
    spans = page.sheet.model.rows[1].spans
    key(page.sheet.list, Qt.Key.Key_C)
    assert (workspace.story_id, workspace.excerpt_id, workspace.playhead_ms) == (2, 2, spans[0].start_ms)
    assert window.stack.currentWidget() is window.pages["desk"]


def test_the_menu_of_a_row(page: PlaylistsPage) -> None:
    seen: list[str] = []
    meanwhile(lambda menu: seen.extend(menu_words(menu)))
    QTest.mouseClick(page.sheet.list.viewport(), Left, pos=page.sheet.list.part_rect(2, "menu").center())
    assert at(page) == 3
    assert seen == [
        "Play or pause",
        "Listen through from here",
        "Open the excerpt",
        "Note the answer…",
        "Check the captions in the story",
        "What went out of this excerpt…",
        "Move earlier",
        "Move later",
        "Move to position…",
        "Introduction and chapter…",
        "Spoken introduction…",
        "Take out of the playlist (the excerpt stays)",
    ]
    meanwhile(choose_in_menu("Move earlier"))
    key(page.sheet.list, Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier)
    assert order(page) == [1, 3, 2, 4]


def test_adding_by_words_by_ticks_and_keys(page: PlaylistsPage, window: MainWindow, qtbot: QtBot) -> None:
    def _add(dialog: QWidget) -> None:
        assert isinstance(dialog, AddExcerpts)
        assert dialog.model.rowCount() == 5
        assert not dialog.add.isEnabled()
        QTest.keyClicks(dialog.field, "june")
        assert dialog.empty.heading.whole_text() == "No excerpt has these words."
        dialog.field.clear()
        QTest.keyClicks(dialog.field, "moving the table")
        assert [card.excerpt_id for card in dialog.model.rows] == [1], "found by its theme"
        QTest.keyClick(dialog.field, Qt.Key.Key_Return)
        assert dialog.chosen() == [], "it is in the playlist already"
        spoken = str(dialog.model.index(0).data(Qt.ItemDataRole.AccessibleTextRole))
        assert spoken.startswith("in this playlist already, Can be shared, Moving the table, Kit, 4 s")
        dialog.field.clear()
        QTest.keyClicks(dialog.field, "KIT never")
        QTest.keyClick(dialog.field, Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier)
        assert dialog.add.text() == "Add 1 excerpt"
        QTest.keyClick(dialog.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    meanwhile(_add)
    key(page.sheet.list, Qt.Key.Key_A)
    assert order(page) == shown(page) == [1, 2, 3, 4, 5]
    assert at(page) == 5
    back(window, qtbot)
    assert page.sheet.list.hasFocus()
    assert told(window) == "Added to “Doors that open”"


def test_ticking_all_and_only_what_may_be_shared(page: PlaylistsPage, workspace: Workspace, qtbot: QtBot) -> None:
    playlist = next(one for one, title in workspace.read(playlist_titles) if title == "Empty so far")
    page.show_playlist(playlist)
    assert page.sheet.fill.hasFocus()

    def _add(dialog: QWidget) -> None:
        assert isinstance(dialog, AddExcerpts)
        QTest.mouseClick(dialog.list.viewport(), Left, pos=dialog.list.visualRect(dialog.model.index(1)).center())
        assert dialog.chosen() == [3]
        QTest.keyClick(dialog.list, Qt.Key.Key_Space)
        assert dialog.chosen() == []
        QTest.mouseClick(
            dialog.list.viewport(),
            Left,
            pos=dialog.list.part_rect(1, "play").center(),
        )
        assert workspace.listening.is_playing_for(("add", 3))
        QTest.keyClick(dialog.field, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
        assert not workspace.listening.playing
        dialog.only.choose("yes")
        dialog.only.chosen.emit("yes")
        dialog.tick_all()
        assert dialog.chosen() == [1, 3, 2]
        dialog.tick_all()
        assert dialog.chosen() == []
        dialog.tick_all()
        dialog.add.click()

    meanwhile(_add)
    page.sheet.fill.click()
    assert order(page) == [1, 3, 2]


# ---- playlists ------------------------------------------------------------------------------------------------


def test_choosing_another_playlist(page: PlaylistsPage, workspace: Workspace) -> None:
    seen: list[str] = []

    def _choose(menu: QWidget) -> None:
        seen.extend(menu_words(menu))
        choose_in_menu("Empty so far")(menu)

    meanwhile(_choose)
    QTest.mouseClick(page.title_button, Left)
    assert seen == [
        "Doors that open",
        "Empty so far",
        "New playlist…",
        "Rename the playlist…",
        "Web address of the playlist…",
        "The report leads to this playlist",
        "Order as it was told",
        "Order by theme",
        "Order in balance (voices take turns)",
        "Delete the playlist",
    ]
    assert page.title_button.text() == "Empty so far"
    assert page.sheet.introduction.field.toPlainText() == ""
    assert workspace.playlist_id == page.contents.playlist_id  # type: ignore[union-attr]
    assert not page.through.isEnabled()


def test_making_renaming_and_deleting(
    page: PlaylistsPage, window: MainWindow, workspace: Workspace, qtbot: QtBot
) -> None:
    def _taken_then_new(dialog: QWidget) -> None:
        assert isinstance(dialog, TitleDialog)
        QTest.keyClick(dialog.field, Qt.Key.Key_Return)
        assert dialog.trouble.whole_text() == "A playlist needs a title."
        QTest.keyClicks(dialog.field, "doors that OPEN")
        QTest.keyClick(dialog.field, Qt.Key.Key_Return)
        assert dialog.trouble.whole_text() == "There is a playlist “Doors that open” already."
        dialog.field.selectAll()
        QTest.keyClicks(dialog.field, "For the council")
        assert not dialog.trouble.isVisible()
        QTest.keyClick(dialog.field, Qt.Key.Key_Return)

    meanwhile(_taken_then_new)
    page.editing.new()
    assert page.title_button.text() == "For the council"
    assert page.count() == 3
    assert told(window) == "Playlist “For the council” made"

    def _rename(dialog: QWidget) -> None:
        assert isinstance(dialog, TitleDialog)
        assert dialog.field.text() == "For the council"
        QTest.keyClicks(dialog.field, "For everybody")
        QTest.keyClick(dialog.field, Qt.Key.Key_Return)

    back(window, qtbot)
    assert page.sheet.fill.hasFocus()
    meanwhile(_rename)
    key(page.sheet.fill, Qt.Key.Key_F2)
    assert page.title_button.text() == "For everybody"
    back(window, qtbot)
    page.editing.delete()
    assert page.title_button.text() == "Doors that open"
    assert told(window) == "Playlist “For everybody” deleted; its excerpts stay"
    assert page.sheet.list.hasFocus()
    for _ in range(2):
        page.editing.delete()
    assert page.stack.currentIndex() == 0
    assert page.first.hasFocus()
    assert not page.title_button.isVisible()
    assert page.count() is None
    workspace.undo()
    QApplication.processEvents()
    page.load()
    assert page.title_button.text() == "Empty so far"
    assert page.sheet.fill.hasFocus()


def test_the_introduction_is_kept_as_it_is_typed(
    page: PlaylistsPage, workspace: Workspace, window: MainWindow, qtbot: QtBot
) -> None:
    def _kept() -> str:
        with workspace.opened().read() as session:
            return playlists(session)[0].introduction

    field = page.sheet.introduction.field
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "Space and n are letters here ")
    qtbot.waitUntil(lambda: _kept() == "Space and n are letters here")
    assert field.toPlainText().endswith(" "), "what is being typed is left alone"
    QTest.keyClicks(field, "too")
    key(field, Qt.Key.Key_Escape)
    assert page.sheet.list.hasFocus()
    assert _kept() == "Space and n are letters here too"
    workspace.undo()
    qtbot.waitUntil(lambda: field.toPlainText() == "Hear us out")
    field.setFocus()
    field.setPlainText("Half typed")
    window.show_page("desk")
    assert _kept() == "Half typed"


# ---- hearing --------------------------------------------------------------------------------------------------


@pytest.fixture
def sound(workspace: Workspace) -> FakePlayback:
    assert isinstance(workspace.listening, FakePlayback)
    return workspace.listening


def heard(page: PlaylistsPage) -> list[object]:
    return [page.sheet.model.index(n).data(Qt.ItemDataRole.UserRole + 1) for n in range(page.sheet.model.rowCount())]


def test_space_plays_pauses_and_goes_on_there(page: PlaylistsPage, sound: FakePlayback) -> None:
    key(page.sheet.list, Qt.Key.Key_Space)
    first = page.sheet.model.rows[0].spans[0]
    assert (sound.now.owner, sound.now.spans) == (("playlist", 1), [first])
    sound.go(first.start_ms + 1500)
    assert heard(page) == [1500, None, None, None]
    key(page.sheet.list, Qt.Key.Key_K)
    assert not sound.playing
    assert heard(page) == [None] * 4
    key(page.sheet.list, Qt.Key.Key_Space)
    assert sound.now.spans == [TimeRange(first.start_ms + 1500, first.end_ms)]
    key(page.sheet.list, Qt.Key.Key_Space)
    page.sheet.list.choose(2)
    key(page.sheet.list, Qt.Key.Key_Space)
    assert (sound.now.owner, sound.now.spans) == (("playlist", 3), list(page.sheet.model.rows[2].spans))
    sound.end()
    assert not page.playback.playing
    key(page.sheet.list, Qt.Key.Key_Space)
    assert sound.now.spans == list(page.sheet.model.rows[2].spans), "from the start again"


def test_back_and_forward_jump_over_what_was_taken_out(page: PlaylistsPage, sound: FakePlayback) -> None:
    page.sheet.list.choose(1)
    before, after = page.sheet.model.rows[1].spans
    key(page.sheet.list, Qt.Key.Key_Space)
    assert sound.now.spans == [before, after]
    sound.go(before.end_ms - 500)
    key(page.sheet.list, Qt.Key.Key_L)
    rest = after.duration_ms + 500 - 3000
    assert rest < 0 or sound.now.spans == [TimeRange(after.end_ms - rest, after.end_ms)]
    sound.go(after.start_ms + 200)
    key(page.sheet.list, Qt.Key.Key_J)
    assert sound.now.spans == [before, after] if before.duration_ms + 200 <= 3000 else len(sound.now.spans) == 2


def test_the_play_button_of_a_row(page: PlaylistsPage, sound: FakePlayback) -> None:
    QTest.mouseClick(page.sheet.list.viewport(), Left, pos=page.sheet.list.part_rect(1, "play").center())
    assert sound.is_playing_for(("playlist", 2))
    QTest.mouseClick(page.sheet.list.viewport(), Left, pos=page.sheet.list.part_rect(3, "play").center())
    assert sound.is_playing_for(("playlist", 4))
    QTest.mouseClick(page.sheet.list.viewport(), Left, pos=page.sheet.list.part_rect(3, "play").center())
    assert not sound.playing
    assert page.sheet.list.hasFocus()


def test_a_press_never_goes_to_the_row_that_slides_under_the_mouse(
    page: PlaylistsPage, sound: FakePlayback, qtbot: QtBot
) -> None:
    spot = page.sheet.list.part_rect(1, "play").center()
    QTest.mousePress(page.sheet.list.viewport(), Left, pos=spot)
    take_out_elsewhere(page, [1])
    qtbot.waitUntil(lambda: shown(page) == [2, 3, 4])
    QTest.mouseRelease(page.sheet.list.viewport(), Left, pos=spot)
    assert not sound.playing, "another excerpt is at that place now"
    QTest.mousePress(page.sheet.list.viewport(), Left, pos=spot)
    take_out_elsewhere(page, [4])
    qtbot.waitUntil(lambda: shown(page) == [2, 3])
    QTest.mouseRelease(page.sheet.list.viewport(), Left, pos=spot)
    assert sound.is_playing_for(("playlist", 3)), "the list changed below it"


def test_listening_through_follows_the_rows(page: PlaylistsPage, sound: FakePlayback, qtbot: QtBot) -> None:
    page.sheet.list.choose(2)
    key(page.sheet.list, Qt.Key.Key_F5)
    assert page.through.text() == "Stop listening"
    assert sound.is_playing_for(("playlist", 1))
    assert at(page) == 1
    rows = page.sheet.model.rows
    assert page.summary.whole_text() == "1 of 4, 0:00 of 0:17"
    sound.end()
    assert page.playback.playing, "the pause between two"
    assert page.playback.passed_ms == rows[0].length_ms
    assert not sound.playing
    qtbot.waitUntil(lambda: sound.is_playing_for(("playlist", 2)))
    assert at(page) == 2
    key(page.sheet.list, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert sound.is_playing_for(("playlist", 2)), "moving it does not stop it"
    sound.end()
    qtbot.waitUntil(lambda: sound.is_playing_for(("playlist", 1)))
    sound.go(sound.now.spans[0].end_ms - 500)
    key(page.sheet.list, Qt.Key.Key_L)
    assert sound.is_playing_for(("playlist", 3)), "forward beyond the end is the next one"
    key(page.sheet.list, Qt.Key.Key_Space)
    assert page.playback.through
    key(page.sheet.list, Qt.Key.Key_Space)
    sound.end()
    key(page.sheet.list, Qt.Key.Key_Space)
    assert not page.playback.playing, "paused between two"
    key(page.sheet.list, Qt.Key.Key_Space)
    assert sound.is_playing_for(("playlist", 4))
    sound.end()
    assert not page.playback.through
    assert page.through.text() == "Listen through"


def test_listening_from_here_and_other_things_that_end_it(
    page: PlaylistsPage, sound: FakePlayback, qtbot: QtBot
) -> None:
    page.sheet.list.choose(2)
    page.playback.listen(max(0, page.sheet.list.currentIndex().row()))
    assert sound.is_playing_for(("playlist", 3))
    key(page.sheet.list, Qt.Key.Key_Delete)
    assert sound.is_playing_for(("playlist", 4)), "what was taken out falls silent, the next one comes"
    page.sheet.list.choose(0)
    page.playback.press(page.sheet.model.rows[0])
    assert not page.playback.through
    page.playback.turn_through()
    sound.play(page.sheet.model.rows[0].sound.audio, [TimeRange(0, 100)], owner="somebody else")  # type: ignore[union-attr]
    assert not page.playback.through
    page.playback.turn_through()
    page.playback.turn_through()
    assert not sound.playing
    page.playback.turn_through()
    page.leave()
    assert not sound.playing


def test_a_recording_that_is_gone_is_said_and_left_out(
    page: PlaylistsPage, sound: FakePlayback, workspace: Workspace, qtbot: QtBot
) -> None:
    row = page.sheet.model.rows[0]
    assert row.sound is not None
    row.sound.audio.unlink()
    page.reload()
    page.enter()
    said: list[object] = []
    workspace.banner_shown.connect(said.append)
    key(page.sheet.list, Qt.Key.Key_Space)
    assert "recording of this excerpt is not where it was" in str(said[0])
    assert not isinstance(said[0], Message)
    page.playback.turn_through()
    assert sound.is_playing_for(("playlist", 2)), "the first that can be heard"


# ---- room, keys, sharing --------------------------------------------------------------------------------------


def test_the_panel_becomes_a_tab_where_there_is_no_room(
    page: PlaylistsPage, window: MainWindow, workspace: Workspace, qapp: QApplication
) -> None:
    assert page.panel.width() == 384
    assert not page.tabs.isVisible()
    apply_style(qapp, "dark", 200)
    QApplication.processEvents()
    assert page.tabs.isVisible()
    assert not page.panel.isVisible()
    assert page.sheet.list.isVisible()
    for place in range(4):
        words, badge = page.sheet.list.part_rect(place, "words"), page.sheet.list.part_rect(place, "badge")
        assert words.width() > 200
        assert badge.right() < page.sheet.list.viewport().width()
    window.commands.action("export", page).trigger()
    assert page.panel.isVisible()
    assert not page.sheet.list.isVisible()
    assert page.panel.leave_out.hasFocus(), "what keeps Export off"
    page.focus_first()
    assert page.sheet.list.hasFocus()


def test_smallest_window(page: PlaylistsPage, window: MainWindow) -> None:
    window.resize(1180, 740)
    QApplication.processEvents()
    assert window.size().width() == 1180
    assert page.panel.width() == 340
    assert page.sheet.list.height() > 300


def test_no_key_is_given_twice_and_f6_goes_round(page: PlaylistsPage, window: MainWindow) -> None:
    assert window.commands.clashes() == []
    stops = []
    for _ in range(6):
        key(QApplication.focusWidget() or page, Qt.Key.Key_F6)
        stops.append(QApplication.focusWidget())
    assert page.sheet.introduction.field in stops
    assert page.sheet.list in stops
    assert any(page.panel.isAncestorOf(stop) for stop in stops if stop is not None)


def test_everything_has_a_name(page: PlaylistsPage) -> None:
    for widget in page.findChildren(QWidget):
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible():
            assert widget.accessibleName() or getattr(widget, "text", str)(), widget


def test_the_page_shares_its_playlist(page: PlaylistsPage) -> None:
    assert page.panel.can_go.words() == "3 ready"
    assert [card.number for card in page.panel.cards()] == [4]
    page.sheet.list.choose(3)
    key(page.sheet.list, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert [card.number for card in page.panel.cards()] == [3]


# ---- many -----------------------------------------------------------------------------------------------------


def read_in_the_background(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a project with many excerpts."""
    for module in ("ui.excerpt_loading", "ui.pages.playlists.adding", "overview.sharing"):
        monkeypatch.setattr(f"coproclip.{module}.FEW", 0)


def test_typing_right_behind_undo_is_on_what_undo_brought_back(
    page: PlaylistsPage, workspace: Workspace, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def _kept() -> str:
        with workspace.opened().read() as session:
            return playlists(session)[0].introduction

    read_in_the_background(monkeypatch)
    said: list[object] = []
    workspace.banner_shown.connect(said.append)
    field = page.sheet.introduction.field
    field.setFocus()
    field.moveCursor(QTextCursor.MoveOperation.End)
    QTest.keyClicks(field, " now")
    qtbot.waitUntil(lambda: _kept() == "Hear us out now")
    workspace.undo()
    assert field.toPlainText() == "Hear us out"
    field.moveCursor(QTextCursor.MoveOperation.End)
    QTest.keyClicks(field, " again")
    qtbot.waitUntil(lambda: _kept() == "Hear us out again")
    assert field.toPlainText() == "Hear us out again"
    assert said == []


def test_a_key_held_down_moves_and_takes_out_as_often_as_it_counts(
    page: PlaylistsPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_in_the_background(monkeypatch)
    for _press in range(3):
        key(page.sheet.list, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert order(page) == shown(page) == [2, 3, 4, 1]
    assert at(page) == 1
    qtbot.waitUntil(
        lambda: page.contents is not None and [row.excerpt_id for row in page.contents.rows] == [2, 3, 4, 1]
    )
    assert at(page) == 1
    page.sheet.list.choose(0)
    for _press in range(2):
        key(page.sheet.list, Qt.Key.Key_Delete)
    assert order(page) == shown(page) == [4, 1]
    assert at(page) == 4


def test_where_there_are_many_they_are_read_in_the_background(
    page: PlaylistsPage, window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_in_the_background(monkeypatch)
    ready = page.panel.can_go.words()

    def _known() -> bool:
        return page.panel.known and all(row.approval is not None for row in page.sheet.model.rows)

    page.reload()
    page.enter()
    # What was shown before stays in sight until it is read anew, so the rows alone say nothing.
    qtbot.waitUntil(lambda: shown(page) == [1, 2, 3, 4] and _known() and page.panel.can_go.words() == ready)
    assert page.sheet.list.hasFocus()
    qtbot.waitUntil(page.sheet.balance.isVisible)  # who is heard is known last
    page.sheet.list.choose(0)
    key(page.sheet.list, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: shown(page) == [2, 1, 3, 4])
    assert at(page) == 1

    def _add(dialog: QWidget) -> None:
        assert isinstance(dialog, AddExcerpts)
        qtbot.waitUntil(lambda: len(dialog.model.rows) == 5)
        place = next(n for n, row in enumerate(dialog.model.rows) if row.excerpt_id not in dialog.model.there)
        dialog.list.setCurrentIndex(dialog.model.index(place))
        QTest.keyClick(dialog.list, Qt.Key.Key_Space)
        QTest.keyClick(dialog.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    meanwhile(_add)
    key(page.sheet.list, Qt.Key.Key_A)
    qtbot.waitUntil(lambda: len(shown(page)) == 5 and _known())
    assert at(page) == shown(page)[-1]


def test_while_many_are_read_the_cursor_stays_on_its_excerpt(
    page: PlaylistsPage, window: MainWindow, workspace: Workspace, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_in_the_background(monkeypatch)
    dialog = AddExcerpts(workspace, "Doors that open", (), window)
    dialog.show()
    dialog.only.choose("yes")
    dialog.only.chosen.emit("yes")
    assert dialog.empty.heading.text() == "Looking…"
    dialog.only.choose("all")
    dialog.only.chosen.emit("all")
    moved: list[int] = []

    def _move() -> None:
        """As soon as there are rows, before everything is known of them."""
        if not moved:
            moved.append(3)
            dialog.list.setCurrentIndex(dialog.model.index(3))

    dialog.list.selectionModel().currentChanged.connect(_move)
    qtbot.waitUntil(lambda: len(dialog.model.rows) == 5)
    wanted = dialog.model.rows[3].excerpt_id
    qtbot.waitUntil(lambda: all(row.approval is not None for row in dialog.model.every.values()))
    qtbot.wait(200)
    QTest.keyClick(dialog.field, Qt.Key.Key_Return)
    assert dialog.chosen() == [wanted]
    dialog.reject()


def test_who_is_heard_stays_in_words_where_it_was_left_so(
    page: PlaylistsPage, workspace: Workspace, qtbot: QtBot
) -> None:
    assert page.sheet.balance.bar.isVisible()
    QTest.mouseClick(page.sheet.balance.as_words, Left)
    assert not page.sheet.balance.bar.isVisible()
    again = PlaylistsPage(Workspace(load_settings()))
    qtbot.addWidget(again)
    assert again.sheet.balance.words.isVisibleTo(again.sheet)
    assert not again.sheet.balance.bar.isVisibleTo(again.sheet)


def test_how_many_can_be_shared_is_the_same_number_everywhere(
    page: PlaylistsPage, window: MainWindow, workspace: Workspace, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    project = workspace.opened()
    with project.edit(Operation.CHANGE_PLAYLIST) as edit:
        add_to_playlist(edit, 1, [5])
        edit.get(Segment, passages(edit.session, 1)[3].id).checked = 0
    page.load()
    dialog = AddExcerpts(workspace, "Doors that open", (), window)
    offered = [segment.accessibleName() for segment in dialog.only.findChildren(QAbstractButton)]
    dialog.reject()
    with project.read() as session:
        stories = [state.sharing for _, state in story_states(session, [1, 2, 3])]
    assert run(["export", "clips", str(project.folder), "--to", str(tmp_path / "out")]) == 0
    assert (page.panel.can_go.words(), page.panel.not_ready_label.words()) == ("2 ready", "3 not ready")
    assert offered == ["All, 5", "Can be shared, 2"]
    assert (sum(count.ready for count in stories), sum(count.not_ready for count in stories)) == (2, 3)
    assert "2 ready, 3 not ready.\n" in capsys.readouterr().err
    assert sum(row.can_go for row in page.sheet.model.rows) == 2


def test_a_spoken_introduction_is_recorded_and_comes_back_by_keys(
    window: MainWindow, page: PlaylistsPage, workspace: Workspace, qtbot: QtBot
) -> None:
    asked: list[str] = []
    workspace.recording_asked.connect(asked.append)

    def _record(dialog: QWidget) -> None:
        assert isinstance(dialog, SpokenIntroductionDialog)
        assert not dialog.list.isVisible()
        assert not dialog.use.isEnabled()
        assert dialog.record.hasFocus()
        QTest.keyClick(dialog.record, Qt.Key.Key_Space)

    key(page.sheet.list, Qt.Key.Key_Down)
    meanwhile(_record)
    key(page.sheet.list, Qt.Key.Key_I, Qt.KeyboardModifier.ShiftModifier)
    assert asked == ["Introduction to “Doors that open”"]
    make_story(workspace.opened(), [("", "Hear who moved which chairs.")], title=asked[0], storyteller="")
    workspace.queue.changed.emit()
    [strip] = [one for one in window.messages.strips() if "The introduction is transcribed" in one.accessibleName()]

    def _put(dialog: QWidget) -> None:
        assert isinstance(dialog, SpokenIntroductionDialog)
        assert dialog.list.texts() == [f"{asked[0]}, 2 s"]
        QTest.keyClick(dialog.list, Qt.Key.Key_Return)

    meanwhile(_put)
    [put] = [one for one in strip.findChildren(Button) if one.text() == "Put it into the playlist"]
    put.click()
    qtbot.waitUntil(lambda: order(page) == [1, 6, 2, 3, 4])
    back(window, qtbot)
    row = page.sheet.model.rows[1]
    assert row.spoken
    assert at(page) == 6
    assert told(window) == "Spoken introduction added"
    workspace.undo()
    assert order(page) == [1, 2, 3, 4]
