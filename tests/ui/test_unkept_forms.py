"""What is typed in a long field of a form outlasts the program, until it is kept or let go."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit
from pytestqt.qtbot import QtBot

from coproclip.settings import config_folder, half_typed
from coproclip.ui.pages.workshop.asking import AskDialog, Blank, Unkept

CTRL = Qt.KeyboardModifier.ControlModifier
LINES = "missing: the bus stop was moved"


class Window(QObject):
    """What tells that a project is closed."""

    closing = Signal()


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> Callable[..., AskDialog]:
    """Opens the form as a program that was just begun does."""
    monkeypatch.setenv("COPROCLIP_HOME", str(tmp_path / "home"))
    window = Window()

    def _open(form: str = "results 1", *, keeps: bool = True) -> AskDialog:
        unkept = Unkept(tmp_path / "Side by Side.coproclip", form, window.closing)
        blanks = [Blank("lines", "What the sheets say", long=True)]
        dialog = AskDialog("Results", "Keep all lines", blanks, lambda _dialog: keeps, unkept=unkept)
        qtbot.addWidget(dialog)
        dialog.show()
        return dialog

    return _open


def field(dialog: AskDialog) -> QPlainTextEdit:
    lines = dialog.fields["lines"]
    assert isinstance(lines, QPlainTextEdit)
    return lines


def typed(dialog: AskDialog, tmp_path: Path, qtbot: QtBot) -> None:
    """Typed, and no key pressed for a moment."""
    QTest.keyClicks(field(dialog), LINES)
    qtbot.waitUntil(lambda: half_typed(tmp_path / "Side by Side.coproclip", "results 1/lines") == LINES)


def test_what_was_typed_is_there_after_the_program_was_ended_in_the_middle(
    opened: Callable[..., AskDialog], tmp_path: Path, qtbot: QtBot
) -> None:
    first = opened()
    assert not first.again.isVisible()
    typed(first, tmp_path, qtbot)
    assert field(opened("results 2")).toPlainText() == "", "another workshop’s"
    again = opened()
    assert field(again).toPlainText() == LINES
    assert again.again.isVisible()
    assert again.is_changed(), "leaving it asks"
    again.done(0)  # its project is closed
    wrong = opened(keeps=False)
    wrong.button.click()
    assert field(opened()).toPlainText() == LINES, "lines that were not taken are not lost"
    opened().button.click()
    assert field(opened()).toPlainText() == "", "it was kept"


def test_what_a_person_leaves_is_let_go(opened: Callable[..., AskDialog], tmp_path: Path, qtbot: QtBot) -> None:
    dialog = opened()
    typed(dialog, tmp_path, qtbot)
    dialog.reject()
    assert dialog.leaving is not None
    dialog.leaving.leave_it.click()
    assert not dialog.isVisible()
    assert field(opened()).toPlainText() == ""
    short = opened()
    QTest.keyClicks(field(short), "m")
    short.done(0)
    assert field(opened()).toPlainText() == "m", "also where it is closed at once"
    QTest.keyClick(field(last := opened()), Qt.Key.Key_A, CTRL)
    QTest.keyClick(field(last), Qt.Key.Key_Delete)
    last.reject()
    QApplication.processEvents()
    assert field(opened()).toPlainText() == "", "nothing stood there any more"


@pytest.mark.parametrize("content", ["[]", "no json", '{"x": 1}', '{"/x": {"y": 1}}'])
def test_a_file_that_makes_no_sense_is_nothing(opened: Callable[..., AskDialog], content: str) -> None:
    config_folder().mkdir(parents=True, exist_ok=True)
    (config_folder() / "half typed.json").write_text(content, "utf-8")
    assert field(opened()).toPlainText() == ""
