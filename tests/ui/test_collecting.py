"""What is in a window and refers to itself in a circle is deleted on the window's thread, whoever works meanwhile."""

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from coproclip.ui.collecting import Collecting


class Circle:
    """Refers to itself; notes on which thread it goes."""

    def __init__(self, seen: list[int]) -> None:
        self.me, self.seen, self.widget = self, seen, QWidget()

    def __del__(self) -> None:
        self.seen.append(threading.get_ident())


@pytest.fixture
def owner() -> Iterator[QObject]:
    usual = gc.get_threshold()
    yield QObject()
    gc.set_threshold(*usual)


def test_no_other_thread_deletes_what_is_in_a_window(qtbot: QtBot, owner: QObject) -> None:
    seen: list[int] = []
    gc.collect()
    gc.set_threshold(700, 10, 10)
    Collecting(owner)
    gone = weakref.ref(Circle(seen))
    kept: list[list[dict[str, int]]] = []
    worker = threading.Thread(target=lambda: kept.extend([{}] for _number in range(20_000)))
    worker.start()
    worker.join()
    assert gone() is not None
    assert seen == []
    qtbot.waitUntil(lambda: gone() is None)
    assert seen == [threading.get_ident()]


def test_python_looks_by_itself_again_once_the_window_is_gone(qtbot: QtBot, owner: QObject) -> None:
    Collecting(owner)
    assert not gc.isenabled()
    owner.deleteLater()
    qtbot.waitUntil(gc.isenabled)


def test_everything_is_looked_through_once_nothing_is_read_any_more(qtbot: QtBot, owner: QObject) -> None:
    gc.collect()
    gc.set_threshold(50, 0, 0)
    reading, looked, kept = [True], list[int](), list[list[dict[str, int]]]()
    collecting = Collecting(owner, lambda: reading[0])

    def _note(phase: str, info: dict[str, int]) -> None:
        looked.extend([info["generation"]] if phase == "start" else [])

    def _look() -> None:
        kept.extend([{}] for _number in range(len(gc.get_objects()) // 8))
        collecting.look()

    gc.callbacks.append(_note)
    try:
        for _nth in range(8):
            _look()
        assert set(looked) == {0, 1}
        reading.clear()
        reading.append(False)
        for _nth in range(4):
            _look()
    finally:
        gc.callbacks.remove(_note)
    assert 2 in looked
