"""Commands, keys and menus."""

import json
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLineEdit,
    QListWidget,
    QMainWindow,
    QSlider,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from coproclip.settings import Settings
from coproclip.ui.commands.keys import KeyGuard, is_character, same, sequences, shown
from coproclip.ui.commands.palette import CommandPalette, KeysDialog
from coproclip.ui.commands.table import MENUS, Command, CommandTable, attach, clashes
from coproclip.ui.style.look import apply_style
from coproclip.ui.widgets.button import Button, KeyCap
from coproclip.ui.widgets.label import Label

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


NONE, CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier


class Desk:
    """A window with two pages, a table of commands and a list of what was done."""

    def __init__(self, settings: Settings) -> None:
        self.done: list[str] = []
        self.window = QMainWindow()
        middle = QWidget()
        column = QVBoxLayout(middle)
        self.page, self.other = QWidget(), QWidget()
        for page in (self.page, self.other):
            page.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            column.addWidget(page)
        inside = QVBoxLayout(self.page)
        self.field, self.list, self.combo, self.slider = QLineEdit(), QListWidget(), QComboBox(), QSlider()
        self.button = Button("Press", on_click=lambda: self.done.append("button"))
        self.list.addItems(["one", "two"])
        self.combo.addItems(["Kit", "June"])
        for widget in (self.field, self.list, self.combo, self.slider, self.button):
            inside.addWidget(widget)
        self.window.setCentralWidget(middle)
        self.table = CommandTable(self.window, settings)
        self.table.add(
            [
                self.command("undo", "Undo", "Ctrl+Z", menu="Edit"),
                Command("play_pause", "Play or pause", ("Ctrl+K", "F8"), "Play"),
                self.command("pedal", "Pedal left", "F7", menu="Play"),
            ]
        )
        self.table.add_page(
            self.page,
            [
                Command("play_pause", "", ("Space", "K"), slot=lambda: self.done.append("play")),
                self.command("mark", "Mark excerpt", "E", "Ctrl+E", menu="Excerpt"),
                self.command("open", "Open", "Enter", menu="Story"),
                self.command("next", "Next word", "Right"),
                self.command("plus", "Zoom in", "+", menu="View"),
                self.command("split", "Split the passage", "Ctrl+Enter", menu="Story", mode="correct"),
                self.command("check", "Checked against the recording", "Ctrl+Enter", menu="Story", mode="listen"),
                Command("never", "Never", ("X",), "Story", lambda: self.done.append("never"), lambda: False),
            ],
        )
        self.table.add_page(
            self.other, [self.command("off_record", "Off the record", "F7", menu="Story", takes_over=True)]
        )
        self.table.build_menus(self.window.menuBar())
        self.table.show_page(self.page)
        self.table.set_mode(self.page, "listen")

    def command(self, name: str, text: str, *keys: str, **more: object) -> Command:
        return Command(name, text, tuple(keys), slot=lambda: self.done.append(name), **more)  # type: ignore[arg-type]

    def press(
        self, widget: QWidget, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        widget.setFocus()
        QTest.keyClick(widget, key, modifiers)

    def texts(self, menu: str) -> list[str]:
        return [action.text().split("\t")[0] for action in self.table.menu(menu).actions() if not action.isSeparator()]


@pytest.fixture
def settings() -> Settings:
    return Settings()


@pytest.fixture
def desk(qapp: QApplication, qtbot: QtBot, settings: Settings) -> Desk:
    apply_style(qapp, "light", 100)
    if qapp.findChild(KeyGuard) is None:
        KeyGuard(qapp)
    made = Desk(settings)
    qtbot.addWidget(made.window)
    with qtbot.waitExposed(made.window):
        made.window.show()
    made.window.activateWindow()
    qtbot.waitUntil(made.window.isActiveWindow)
    return made


def test_letters_work_on_the_page_and_not_while_text_is_typed(desk: Desk) -> None:
    desk.press(desk.page, Qt.Key.Key_E)
    assert desk.done == ["mark"]
    desk.press(desk.field, Qt.Key.Key_E)
    desk.press(desk.field, Qt.Key.Key_Space)
    desk.press(desk.field, Qt.Key.Key_Return)
    desk.press(desk.field, Qt.Key.Key_Right)
    assert desk.done == ["mark"]
    assert desk.field.text() == "e "
    desk.press(desk.field, Qt.Key.Key_E, CTRL)
    assert desk.done == ["mark", "mark"]


def told_again(widget: QWidget, *, at_ms: int, flagged: bool = False) -> bool:
    """Press Delete as a window system tells of it; whether it comes to the shortcuts. It is let go at once."""
    widget.setFocus()
    reached = False
    for kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        event = QKeyEvent(kind, Qt.Key.Key_Delete, NONE, "", flagged)
        event.setTimestamp(at_ms)
        event.setAccepted(False)
        QApplication.sendEvent(widget, event)
        if kind is QEvent.Type.ShortcutOverride:
            reached = not event.isAccepted()
    return reached


@pytest.mark.parametrize("flagged", [True, False])
def test_delete_that_is_held_removes_once_and_takes_letter_after_letter(desk: Desk, flagged: bool) -> None:
    # As a repeat, or as let go and pressed again in the same instant.
    assert told_again(desk.page, at_ms=1000)
    assert not told_again(desk.page, at_ms=1000, flagged=flagged)
    assert not told_again(desk.list, at_ms=1000, flagged=flagged), "the keyboard went on to something else"
    assert told_again(desk.page, at_ms=1100), "it was pressed again"
    desk.field.setText("words")
    desk.field.home(False)
    told_again(desk.field, at_ms=1200)
    told_again(desk.field, at_ms=1200, flagged=flagged)
    assert desk.field.text() == "rds"


def test_letters_can_be_switched_off_and_all_else_stays(desk: Desk, settings: Settings) -> None:
    settings.single_keys = False
    desk.table.refresh()
    desk.press(desk.page, Qt.Key.Key_E)
    desk.press(desk.page, Qt.Key.Key_K)
    assert desk.done == []
    desk.press(desk.page, Qt.Key.Key_E, CTRL)
    desk.press(desk.page, Qt.Key.Key_Space)
    desk.press(desk.page, Qt.Key.Key_Return)
    desk.press(desk.page, Qt.Key.Key_K, CTRL)
    assert desk.done == ["mark", "play", "open", "play"]


def test_controls_keep_the_keys_they_need(desk: Desk) -> None:
    desk.press(desk.button, Qt.Key.Key_Space)
    desk.press(desk.button, Qt.Key.Key_Return)
    assert desk.done == ["button", "button"]
    desk.press(desk.list, Qt.Key.Key_Right)
    desk.press(desk.slider, Qt.Key.Key_Right)
    desk.press(desk.combo, Qt.Key.Key_J)
    assert desk.combo.currentText() == "June"
    assert desk.done == ["button", "button"]
    desk.press(desk.list, Qt.Key.Key_E)
    desk.press(desk.slider, Qt.Key.Key_E)
    desk.press(desk.list, Qt.Key.Key_Space)
    assert desk.done[2:] == ["mark", "mark", "play"]


def test_a_page_says_what_a_command_of_the_window_does(desk: Desk) -> None:
    desk.press(desk.page, Qt.Key.Key_F8)
    desk.press(desk.page, Qt.Key.Key_Space)
    assert desk.done == ["play", "play"]
    assert desk.texts("Play") == ["Play or pause", "Pedal left"]
    desk.table.show_page(desk.other)
    desk.press(desk.other, Qt.Key.Key_F8)
    desk.press(desk.other, Qt.Key.Key_Space)
    assert desk.done == ["play", "play"]


def test_a_key_may_mean_something_else_on_one_page(desk: Desk) -> None:
    desk.press(desk.page, Qt.Key.Key_F7)
    desk.table.show_page(desk.other)
    desk.press(desk.other, Qt.Key.Key_F7)
    desk.table.show_page(desk.page)
    desk.press(desk.page, Qt.Key.Key_F7)
    assert desk.done == ["pedal", "off_record", "pedal"]


def test_menus_show_the_page_and_its_mode(desk: Desk) -> None:
    assert [action.text().replace("&", "") for action in desk.window.menuBar().actions()] == list(MENUS)
    assert desk.texts("Excerpt") == ["Mark excerpt"]
    assert "Checked against the recording" in desk.texts("Story")
    assert "Split the passage" not in desk.texts("Story")
    desk.press(desk.page, Qt.Key.Key_Return, CTRL)
    desk.table.set_mode(desk.page, "correct")
    assert "Split the passage" in desk.texts("Story")
    desk.press(desk.page, Qt.Key.Key_Return, CTRL)
    assert desk.done == ["check", "split"]
    desk.table.show_page(desk.other)
    assert desk.texts("Excerpt") == ["Nothing on this screen"]
    assert desk.texts("Story") == ["Off the record"]


def test_what_cannot_be_done_now_is_grey_and_does_nothing(desk: Desk) -> None:
    desk.press(desk.page, Qt.Key.Key_X)
    assert desk.done == []
    menu = desk.table.menu("Story")
    menu.aboutToShow.emit()
    states = {action.text().split("\t")[0]: action.isEnabled() for action in menu.actions()}
    assert states["Never"] is False
    assert states["Open"] is True
    menu.aboutToHide.emit()
    assert all(action.isEnabled() for action in menu.actions())


def test_clashes_are_found() -> None:
    everywhere = [Command("undo", "Undo", ("Ctrl+Z",)), Command("play_pause", "Play", ("Ctrl+K",))]
    assert clashes(everywhere, [Command("mark", "Mark", ("E",)), Command("play_pause", "", ("K", "Ctrl+K"))]) == []
    assert clashes(everywhere, [Command("mark", "Mark", ("Ctrl+Z",))])
    assert clashes(everywhere, [Command("mark", "Mark", ("Ctrl+Z",), takes_over=True)]) == []
    assert clashes(everywhere, [Command("a", "A", ("Enter",)), Command("b", "B", ("Return",))])
    two = [Command("a", "A", ("Esc",), mode="listen"), Command("b", "B", ("Esc",), mode="correct")]
    assert clashes(everywhere, two) == []
    assert clashes(everywhere, [*two, Command("c", "C", ("Esc",))])
    assert clashes([*everywhere, Command("again", "Again", ("Ctrl+Z",))])


def test_a_table_without_clashes(desk: Desk) -> None:
    assert desk.table.clashes() == []


def test_dialogs_have_commands_too(qapp: QApplication, qtbot: QtBot, settings: Settings) -> None:
    done: list[str] = []
    dialog = QWidget()
    dialog.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    qtbot.addWidget(dialog)
    made = attach(
        dialog,
        [
            Command("loop", "Loop", ("R",), slot=lambda: done.append("loop")),
            Command("up", "Later", ("Up",), slot=lambda: done.append("up"), native=True),
        ],
        settings,
    )
    with qtbot.waitExposed(dialog):
        dialog.show()
    dialog.activateWindow()
    dialog.setFocus()
    QTest.keyClick(dialog, Qt.Key.Key_R)
    QTest.keyClick(dialog, Qt.Key.Key_Up)
    assert done == ["loop"]
    assert not made["up"].shortcuts()


@pytest.mark.parametrize(
    ("key", "words"),
    [("Ctrl+Shift+E", "Ctrl Shift E"), ("Alt+Up", "Alt ↑"), ("+", "+"), ("Ctrl++", "Ctrl +"), ("PgDown", "PgDn")],
)
def test_keys_as_people_read_them(key: str, words: str) -> None:
    assert shown(key) == words


def test_enter_is_both_enters_and_letters_are_letters() -> None:
    assert sequences("Ctrl+Enter") == [QKeySequence("Ctrl+Return"), QKeySequence("Ctrl+Enter")]
    assert same("Enter") == same("Return")
    assert [key for key in ("E", "Shift+J", "1", "+", "Space", "F8", "Ctrl+E", "Enter") if is_character(key)] == [
        "E",
        "Shift+J",
        "1",
        "+",
    ]


def test_every_key_of_the_key_map_can_be_written(shared: Path) -> None:
    scopes = json.loads((shared / "spec" / "ui" / "keymap.json").read_text("utf-8"))["scopes"]
    for entries in scopes.values():
        for entry in entries:
            assert all(not sequence.isEmpty() for sequence in sequences(entry["keys"])), entry["keys"]


def test_help_lists_keys_and_the_palette_runs_commands(desk: Desk, qtbot: QtBot) -> None:
    dialog = KeysDialog(desk.window, "Desk", [("On this screen", desk.table.available())])
    qtbot.addWidget(dialog)
    words = {label.whole_text() for label in dialog.findChildren(Label)}
    assert {"On this screen", "Mark excerpt", "Play or pause"} <= words
    caps = {cap.accessibleName() for cap in dialog.findChildren(KeyCap)}
    assert {"E", "Ctrl E", "Space", "Ctrl K"} <= caps
    palette = CommandPalette(desk.window, desk.table.available())
    palette.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(palette)
    with qtbot.waitExposed(palette):
        palette.show()
    palette.activateWindow()
    qtbot.waitUntil(palette.field.hasFocus)
    QTest.keyClicks(palette.field, "excerpt mark")
    assert palette.list.model().rowCount() == 1
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert desk.done == ["mark"]
    assert not palette.isVisible()
