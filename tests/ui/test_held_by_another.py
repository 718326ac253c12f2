"""Another program holds the project's database: the window goes on, says so, and saves when it can."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from desks import Desk, Key, desk_on
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from coproclip.ui.closing import NotSavedDialog

LINES = [("reporter" if n % 3 == 0 else "storyteller", f"Line number {n} is said here.") for n in range(6)]
HOLD = """
import sqlite3, sys
c = sqlite3.connect(sys.argv[1], isolation_level=None)
c.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
"""
STILL = "Still saving: another program is using this project."
LONGEST_S = 6.0
"""No key takes longer, also where the machine is busy."""


@pytest.fixture
def desk(tmp_path: Path, make_story: Callable[..., int], qtbot: QtBot) -> Iterator[Desk]:
    with desk_on(qtbot, tmp_path / "G", lambda project: make_story(project, LINES)) as made:
        yield made


@contextmanager
def held(desk: Desk) -> Iterator[Callable[[], None]]:
    """While another program writes; what is yielded ends that."""
    program = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(desk.project.database.path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert program.stdout is not None
    program.stdout.readline()

    def _let_go() -> None:
        program.kill()
        program.communicate()

    try:
        yield _let_go
    finally:
        _let_go()


def quick(do: Callable[[], object]) -> object:
    """What it returns; fails where somebody would wait for it."""
    began = time.monotonic()
    done = do()
    assert time.monotonic() - began < LONGEST_S
    return done


def type_something(desk: Desk) -> None:
    view = desk.page.transcript
    desk.words(2, 0)
    view.set_correcting(True)
    QApplication.processEvents()
    QTest.keyClick(view, Key.Key_Home)
    QTest.keyClicks(view, "precious words ")


def said(desk: Desk) -> str:
    QApplication.processEvents()
    return " ".join(desk.said())


def test_the_window_goes_on_and_saves_later(desk: Desk, qtbot: QtBot) -> None:
    view = desk.page.transcript
    with held(desk) as let_go:
        type_something(desk)
        qtbot.waitUntil(lambda: desk.workspace.saving.busy)
        quick(lambda: QTest.keyClick(view, Key.Key_Down))
        assert quick(desk.workspace.undo) is False
        assert STILL in said(desk)
        began = time.monotonic()
        for _ in range(5):
            quick(desk.workspace.undo)
        assert time.monotonic() - began < LONGEST_S, "what was refused a moment ago is not waited for again"
        assert quick(desk.window.save_now) is not True
        quick(lambda: desk.window.show_page("stories"))
        let_go()
        qtbot.waitUntil(lambda: not desk.workspace.saving.busy)
    assert desk.workspace.keep_all()
    assert desk.workspace.watch.not_saved() == []
    assert "precious words" in " ".join(line.text for line in desk.segments(1))


def test_closing_asks_and_does_not_hang(desk: Desk, qtbot: QtBot) -> None:
    with held(desk):
        type_something(desk)
        qtbot.waitUntil(lambda: desk.workspace.saving.busy)
        assert quick(desk.window.closing.may_close) is False
        asking = QApplication.activeModalWidget()
        assert isinstance(asking, NotSavedDialog)
        asking.reject()
        folder = desk.project.folder
        quick(desk.workspace.close_project)
        kept = [path.read_text(encoding="utf-8") for path in folder.parent.rglob("*.txt")]
    assert any("precious words" in text for text in kept), "what could not be saved lies beside the project"
