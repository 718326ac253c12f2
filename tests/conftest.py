"""What many tests need: an offscreen window system, a project, and a story that can be heard."""

import gc
import os
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import rmtree
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["HF_HUB_OFFLINE"] = os.environ["ORT_DISABLE_TELEMETRY"] = "1"

import multiprocessing

import pytest
from made_stories import LINES as LINES
from made_stories import RATE as RATE
from made_stories import make_story, new_project
from pytestqt.qtbot import QtBot
from shared_out import pytest_runtestloop as pytest_runtestloop

from coproclip.project.project import Project

MANY_OBJECTS = 50_000
"""So many new ones may stand before they are looked through in the window's tests."""

PATIENCE_MS = 60_000
"""So long tests of the window wait for what has to come: a machine that builds may be busy with much else."""
for _waits in (QtBot.waitUntil, QtBot.waitSignal, QtBot.waitSignals, QtBot.waitExposed, QtBot.waitCallback):
    _waits.__kwdefaults__["timeout"] = PATIENCE_MS

SHARED = Path(__file__).resolve().parents[2] / "shared"


def pytest_collection_finish() -> None:
    """What is there by now stays to the end: no later collection looks through it (0.3 s each time in the window's)."""
    gc.collect()
    gc.freeze()


USUAL, SELDOM = gc.get_threshold(), (20_000, 20, 20)
"""How often Python looks through new objects; seldom, what is not of the window is through in a tenth less time."""


@pytest.fixture(autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or writes the settings of the person who runs it, nor of another test; joined models are shared."""
    home = tmp_path_factory.getbasetemp() / "home"
    for path in home.glob("*"):
        if path.name != "data":
            rmtree(path) if path.is_dir() else path.unlink()
    rmtree(home / "data" / "recordings", ignore_errors=True)
    (home / "Documents").mkdir(parents=True)
    monkeypatch.setenv("COPROCLIP_HOME", str(home))
    monkeypatch.setenv("XDG_DOCUMENTS_DIR", str(home / "Documents"))  # where a program puts what has no other place


@pytest.fixture(autouse=True)
def _nothing_left_behind() -> Iterator[None]:
    """A test that leaves a thread or a child process behind fails."""
    before = set(threading.enumerate())
    yield
    for thread in set(threading.enumerate()) - before:
        thread.join(60)
    left = [thread.name for thread in set(threading.enumerate()) - before if thread.is_alive()]
    assert not left, f"threads left behind: {left}"
    children = multiprocessing.active_children()
    for child in children:
        child.join(60)
    assert not multiprocessing.active_children(), "child processes left behind"


@pytest.fixture(autouse=True)
def _collected_on_the_main_thread(request: pytest.FixtureRequest) -> Iterator[None]:
    """As the app does it: a thread that works may not delete what is in a window, see `coproclip.ui.collecting`."""
    in_window = "ui" in request.path.parts
    gc.set_threshold(*(USUAL if in_window else SELDOM))
    if not in_window:
        yield
        return
    gc.disable()
    yield
    if gc.get_count()[0] > MANY_OBJECTS:
        gc.collect()
    gc.enable()


@pytest.fixture(autouse=True)
def _no_window_left_behind() -> Iterator[None]:
    """What a test leaves open goes with it: every change of the text size would reach all of it, for ever slower."""
    before = set(_windows())
    yield
    left = [window for window in _windows() if window not in before]
    for window in left:
        window.hide()
        window.deleteLater()
    if left:
        sys.modules["PySide6.QtCore"].QCoreApplication.sendPostedEvents(
            None, sys.modules["PySide6.QtCore"].QEvent.Type.DeferredDelete
        )


def _windows() -> list[Any]:
    application = sys.modules["PySide6.QtWidgets"].QApplication if "PySide6.QtWidgets" in sys.modules else None
    return application.topLevelWidgets() if application is not None and application.instance() is not None else []


@pytest.fixture(scope="session", autouse=True)
def _nothing_of_ours_on_the_clipboard() -> Iterator[None]:
    """As the app does when it ends: without a loop of its own the test run would end in a crash after all tests."""
    yield
    if "PySide6.QtWidgets" in sys.modules:
        from coproclip.ui.app import let_go_of_clipboard

        if sys.modules["PySide6.QtWidgets"].QApplication.instance() is not None:
            let_go_of_clipboard()


@pytest.fixture
def shared() -> Path:
    """The folder of real recordings."""
    if not (SHARED / "data" / "audio").is_dir():
        pytest.skip("the folder of real recordings is not here")
    return SHARED


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """An empty project."""
    opened = new_project(tmp_path / "Side by Side")
    yield opened
    opened.close()


@pytest.fixture
def story(project: Project) -> int:
    """A story of two voices with a transcript and sound; see `make_story`."""
    return make_story(project)


@pytest.fixture(name="make_story")
def _make_story() -> Callable[..., int]:
    """`make_story` itself, for tests with several stories."""
    return make_story
