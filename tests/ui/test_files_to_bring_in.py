"""Files that were chosen and are not in the project yet when its window goes away: asked about, remembered, offered."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from desks import Desk, desk_window, opened
from made_stories import new_project
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from coproclip.jobs import Job
from coproclip.people.stories import stories
from coproclip.settings import files_to_bring_in
from coproclip.ui.closing import FilesLeftDialog
from coproclip.ui.job_runner import JobKind, Lane
from coproclip.ui.widgets.button import Button

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

CLICK = Qt.MouseButton.LeftButton
STILL = "3 files are still to be brought in."


@pytest.fixture
def folder(tmp_path: Path, make_story: Callable[..., int]) -> Path:
    with new_project(tmp_path / "Side by Side") as project:
        make_story(project)
        return project.folder


@pytest.fixture
def files(folder: Path, tmp_path: Path) -> list[Path]:
    """Three short recordings."""
    (there,) = (folder / "originals").glob("*.wav")
    made = []
    for number in range(3):
        data = bytearray(there.read_bytes())
        data[1000:1100] = bytes([number]) * 100
        made.append(tmp_path / f"talk {number + 1}.wav")
        made[-1].write_bytes(bytes(data))
    return made


@contextmanager
def a_window(folder: Path, qtbot: QtBot) -> Iterator[Desk]:
    with desk_window(qtbot) as (window, workspace):
        yield opened(window, workspace, folder, qtbot)


def choose(desk: Desk, files: list[Path]) -> threading.Event:
    """As if they had been dropped behind a recording of an hour, which takes until the event is set."""
    go = threading.Event()

    def _long(job: Job) -> None:
        while not go.wait(0.01):
            job.cancel.raise_if_cancelled()

    desk.workspace.jobs.start(JobKind.IMPORT, "Importing an hour", _long)
    desk.workspace.import_asked.emit(files)
    return go


def asked(desk: Desk) -> FilesLeftDialog | None:
    return next((one for one in desk.window.findChildren(FilesLeftDialog) if one.isVisible()), None)


def press(desk: Desk, words: str, message: str) -> None:
    strip = next(one for one in desk.window.messages.strips() if message in one.accessibleName())
    QTest.mouseClick(next(one for one in strip.findChildren(Button) if one.text() == words), CLICK)


def says(desk: Desk, words: str) -> bool:
    return any(words in one for one in desk.said())


def all_in(desk: Desk) -> bool:
    with desk.project.read() as session:
        return len(stories(session)) == 4 and not desk.workspace.jobs.jobs(Lane.IMPORT)


def test_closing_asks_and_the_next_opening_offers_them(folder: Path, files: list[Path], qtbot: QtBot) -> None:
    with a_window(folder, qtbot) as desk:
        choose(desk, files)
        assert not desk.window.close()
        question = asked(desk)
        assert question is not None
        QTest.mouseClick(question.wait, CLICK)
        assert asked(desk) is None
        assert len(desk.workspace.jobs.jobs(Lane.IMPORT)) == 4, "they go on"
        assert not desk.window.close()
        question = asked(desk)
        assert question is not None
        QTest.mouseClick(question.later, CLICK)
        assert desk.workspace.project is None
    with a_window(folder, qtbot) as again:
        assert says(again, STILL)
        assert says(again, "talk 2.wav")
        press(again, "Bring them in", STILL)
        qtbot.waitUntil(lambda: all_in(again))
    assert files_to_bring_in(folder) == ()
    with a_window(folder, qtbot) as last:
        assert not says(last, "still to be brought in")


def test_waiting_for_them_brings_them_in_and_then_nothing_is_asked(
    folder: Path, files: list[Path], qtbot: QtBot
) -> None:
    with a_window(folder, qtbot) as desk:
        go = choose(desk, [*files, folder.parent / "is not there.wav"])
        desk.window.close()
        question = asked(desk)
        assert question is not None
        QTest.keyClick(question, Qt.Key.Key_Escape)
        go.set()
        qtbot.waitUntil(lambda: all_in(desk))
        qtbot.waitUntil(lambda: says(desk, "is not there.wav"))
        assert files_to_bring_in(folder) == (), "what could not be brought in was said"
        assert desk.window.close()


def test_what_is_left_out_is_not_offered_again(folder: Path, files: list[Path], qtbot: QtBot) -> None:
    with a_window(folder, qtbot) as desk:
        choose(desk, files)
        desk.window.close()
        question = asked(desk)
        assert question is not None
        QTest.mouseClick(question.leave_out, CLICK)
        assert desk.workspace.project is None
    with a_window(folder, qtbot) as again:
        assert not says(again, "still to be brought in")


def test_a_window_that_is_ended_loses_none_of_them(folder: Path, files: list[Path], qtbot: QtBot) -> None:
    with a_window(folder, qtbot) as desk:
        choose(desk, files)
        desk.window.closing.end()
    with a_window(folder, qtbot) as again:
        press(again, "Leave them out", STILL)
    with a_window(folder, qtbot) as last:
        assert not says(last, "still to be brought in")


def test_opening_another_project_says_so_and_leads_back(
    folder: Path, files: list[Path], qtbot: QtBot, tmp_path: Path
) -> None:
    with new_project(tmp_path / "Other") as project:
        other = project.folder
    with a_window(folder, qtbot) as desk:
        choose(desk, files)
        assert desk.window.projects.open(other)
        words = "3 files are still to be brought into “Side by Side”."
        assert says(desk, words)
        press(desk, "Open that project", words)
        assert desk.workspace.opened().folder == folder
        assert says(desk, STILL)


def test_the_window_that_takes_over_offers_them(folder: Path, files: list[Path], qtbot: QtBot) -> None:
    with a_window(folder, qtbot) as first:
        choose(first, files)
        with a_window(folder, qtbot) as second:
            assert not says(second, "still to be brought in"), "the first window is at them"
            second.workspace.watch.take_over()
            qtbot.waitUntil(lambda: not second.project.read_only)
            assert says(second, STILL)
            qtbot.waitUntil(lambda: says(first, STILL))
            press(second, "Bring them in", STILL)
            qtbot.waitUntil(lambda: all_in(second))
