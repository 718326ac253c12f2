"""What is typed in a long field of a form outlasts the program, until it is kept or let go."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit
from pytestqt.qtbot import QtBot

from coproclip.project.half_typed import HalfTyped, ProjectPlace, all_half_typed, half_typed, note_half_typed
from coproclip.settings import config_folder
from coproclip.ui.pages.workshop.asking import AskDialog, Blank, Unkept

CTRL = Qt.KeyboardModifier.ControlModifier
LINES, PROJECT = "missing: the bus stop was moved", ProjectPlace("uid", Path("Side by Side"))
over: list[str] = []
"""What the words of each form that was kept were meant to be written over."""


class Window(QObject):
    """What tells that a project is closed."""

    closing = Signal()


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> Callable[..., AskDialog]:
    """Opens the form as a program that was just begun does."""
    monkeypatch.setenv("COPROCLIP_HOME", str(tmp_path / "home"))
    window = Window()

    def _open(form: str = "results 1", there: str = "", *, keeps: bool = True) -> AskDialog:
        unkept = Unkept(PROJECT, form, window.closing)
        blanks = [Blank("lines", "What the sheets say", there, long=True)]

        def _keep(dialog: AskDialog) -> bool:
            over.append(dialog.both("lines")["lines"][0])
            return keeps

        dialog = AskDialog("Results", "Keep all lines", blanks, _keep, unkept=unkept)
        qtbot.addWidget(dialog)
        dialog.show()
        return dialog

    return _open


def field(dialog: AskDialog) -> QPlainTextEdit:
    lines = dialog.fields["lines"]
    assert isinstance(lines, QPlainTextEdit)
    return lines


def typed(dialog: AskDialog, qtbot: QtBot) -> None:
    """Typed, and no key pressed for a moment."""
    QTest.keyClicks(field(dialog), LINES)
    qtbot.waitUntil(lambda: half_typed(PROJECT, "results 1/lines").text.endswith(LINES))


def test_what_was_typed_is_there_after_the_program_was_ended_in_the_middle(
    opened: Callable[..., AskDialog], qtbot: QtBot
) -> None:
    first = opened()
    assert not first.again.isVisible()
    typed(first, qtbot)
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


def test_what_somebody_else_wrote_meanwhile_is_not_written_over_unseen(
    opened: Callable[..., AskDialog], qtbot: QtBot
) -> None:
    first = opened(there="begin late")
    QTest.keyClick(field(first), Qt.Key.Key_End, CTRL)
    typed(first, qtbot)
    over.clear()
    same = opened(there="begin late", keeps=False)
    assert "Somebody changed" not in same.again.text()
    same.button.click()
    other = opened(there="begin early, in Welsh")
    assert field(other).toPlainText() == f"begin late{LINES}"
    assert "Somebody changed this since" in other.again.text()
    assert "begin early, in Welsh" in other.again.text()
    other.button.click()
    assert over == ["begin late"] * 2, "who keeps it asks whether that still stands there"


def test_what_a_person_leaves_is_let_go(opened: Callable[..., AskDialog], qtbot: QtBot) -> None:
    dialog = opened()
    typed(dialog, qtbot)
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


def test_it_is_typed_in_one_project_in_one_place_and_goes_along_when_that_is_moved(
    opened: Callable[..., AskDialog], tmp_path: Path
) -> None:
    here, copy, moved = (tmp_path / name for name in ("here", "copy", "moved"))
    here.mkdir()
    copy.mkdir()
    note_half_typed(ProjectPlace("uid", here), "sheet", HalfTyped("Of the group"))
    assert half_typed(ProjectPlace("another", here), "sheet") == HalfTyped(), "another project lies there now"
    assert half_typed(ProjectPlace("uid", copy), "sheet") == HalfTyped()
    here.rename(moved)
    place = ProjectPlace("uid", moved)
    assert half_typed(place, "sheet").text == "Of the group"
    note_half_typed(place, "note", HalfTyped("Bring tea"))
    here.mkdir()
    assert half_typed(ProjectPlace("uid", here), "sheet") == HalfTyped(), "it went along"
    note_half_typed(place, "sheet", HalfTyped())
    assert half_typed(place, "note").text == "Bring tea"


def test_what_was_typed_on_a_stick_that_is_away_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COPROCLIP_HOME", str(tmp_path / "settings"))
    home, stick, out = (tmp_path / name for name in ("home", "stick", "drawer"))
    home.mkdir()
    stick.mkdir()
    at_home, on_stick = ProjectPlace("uid", home), ProjectPlace("uid", stick)
    note_half_typed(on_stick, "thought", HalfTyped("A long thought"))
    note_half_typed(at_home, "thought", HalfTyped("Another"))
    stick.rename(out)
    assert half_typed(at_home, "thought").text == "Another"
    note_half_typed(at_home, "note", HalfTyped("Bring tea"))
    out.rename(stick)
    assert all_half_typed(on_stick) == {"thought": HalfTyped("A long thought")}


@pytest.mark.parametrize(
    "content", ["[]", "no json", '{"x": 1}', '{"/x": {"y": 1}}', '{"x": {"results 1/lines": "no pair"}}']
)
def test_a_file_that_makes_no_sense_is_nothing(opened: Callable[..., AskDialog], content: str) -> None:
    config_folder().mkdir(parents=True, exist_ok=True)
    (config_folder() / "half typed.json").write_text(content, "utf-8")
    assert field(opened()).toPlainText() == ""


def test_what_is_half_typed_stays_however_many_projects_are_typed_in(tmp_path: Path) -> None:
    places = [ProjectPlace(f"uid {number}", tmp_path / f"{number}.coproclip") for number in range(60)]
    for place in places:
        place.folder.mkdir()
        assert note_half_typed(place, "note", HalfTyped(f"of {place.uid}"))
        assert note_half_typed(places[0], "note", HalfTyped(f"going on at {place.uid}"))
    assert half_typed(places[0], "note").text == "going on at uid 59"
    assert [half_typed(place, "note").text for place in places[1:]] == [f"of {place.uid}" for place in places[1:]]
    assert not note_half_typed(places[1], "note", HalfTyped("long " * 2_000_000)), "and nobody is told that it is"
    assert half_typed(places[1], "note").text == "of uid 1"
