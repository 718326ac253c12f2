"""The real window on a real project, silent, with hands on its keys and mouse."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fakes.playback import FakePlayback
from made_stories import made_project
from PySide6.QtCore import QEvent, QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QWidget
from pytestqt.qtbot import QtBot

from coproclip.excerpts.marking import excerpts_of, ranges_of
from coproclip.project.project import Project
from coproclip.project.schema import Excerpt, Segment
from coproclip.settings import Settings
from coproclip.transcript.edits import passages
from coproclip.ui.commands.keys import KeyGuard
from coproclip.ui.job_runner import Lane
from coproclip.ui.main_window import MainWindow
from coproclip.ui.pages.desk.page import DeskPage
from coproclip.ui.pages.page import Page
from coproclip.ui.pages.stories.page import StoriesPage
from coproclip.ui.style.look import apply_style
from coproclip.ui.style.tokens import current
from coproclip.ui.workspace import Workspace

Key = Qt.Key
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
PLAIN = Qt.KeyboardModifier.NoModifier


def all_read(workspace: Workspace) -> None:
    """Until everything that pages read beside the window is shown, however slow the machine is."""

    deadline = time.monotonic() + 60
    QApplication.processEvents()  # a timer may begin to read
    QApplication.processEvents()
    while any(job.kind.lane in (Lane.READING, Lane.LOOKING) for job in workspace.jobs._followers):
        assert time.monotonic() < deadline, "it is still being read"
        QTest.qWait(2)
        QApplication.processEvents()


@dataclass
class Desk:
    """A window on a project, with the desk and the stories in it."""

    window: MainWindow
    workspace: Workspace
    project: Project
    quiet: FakePlayback
    qtbot: QtBot

    @property
    def page(self) -> DeskPage:
        page = self.window.pages["desk"]
        assert isinstance(page, DeskPage)
        return page

    @property
    def stories(self) -> StoriesPage:
        page = self.window.pages["stories"]
        assert isinstance(page, StoriesPage)
        return page

    def open(self, story_id: int, at_ms: int = 0) -> DeskPage:
        """Show a story on the desk."""
        self.workspace.choose_story(story_id, at_ms=at_ms)
        self.workspace.page_asked.emit("desk")
        self.settle()
        return self.page

    def settle(self, ms: int = 0) -> None:
        """Until what was asked for is in the project and on the screen."""
        self.qtbot.wait(ms)
        self.workspace.saving.wait()
        QApplication.processEvents()
        all_read(self.workspace)
        self.qtbot.waitUntil(lambda: self.page.open_story.settled)

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = PLAIN) -> None:
        """A key, to whatever has the keyboard."""
        self.window.activateWindow()
        QApplication.processEvents()
        target = QApplication.focusWidget()
        assert target is not None
        QTest.keyClick(target, key, modifier)
        self.settle()

    def type(self, words: str) -> None:
        """Letters, to whatever has the keyboard."""
        self.window.activateWindow()
        QApplication.processEvents()
        target = QApplication.focusWidget()
        assert target is not None
        QTest.keyClicks(target, words)

    def hear(self) -> None:
        """Play the whole story from its beginning, to its end."""
        self.page.playback.play_from(0)
        self.quiet.end()
        self.settle()

    def words(self, *at: int) -> None:
        """Put the reading cursor at the start of a word (passage, word); with a second pair select up to its end."""
        view = self.page.transcript
        lines = view.words.passages
        first = lines[at[0]].words[at[1]]
        if len(at) == 4:
            view.reading.select_range(first.start_ms, lines[at[2]].words[at[3]].end_ms)
        else:
            view.reading.go_to(first.start_ms)
        view.setFocus()

    def click_word(self, passage: int, word: int) -> None:
        """Press a word with the mouse."""
        view = self.page.transcript
        start, end = view.words.spans[passage][word]
        row = next(view.sight.at(passage).rows(start, end))
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=row.center().toPoint())
        self.settle()

    def segments(self, story_id: int) -> list[Segment]:
        with self.project.read() as session:
            return passages(session, story_id)

    def excerpts(self, story_id: int) -> list[Excerpt]:
        with self.project.read() as session:
            return excerpts_of(session, story_id)

    def spans(self, excerpt_id: int) -> list[tuple[int, int]]:
        with self.project.read() as session:
            return [(span.start_ms, span.end_ms) for span in ranges_of(session, excerpt_id)]

    def told(self) -> str:
        """What the bar at the bottom says, or nothing."""
        bar = self.window.undo_bar
        return bar._words.text() if bar.isVisible() else ""

    def said(self) -> list[str]:
        """What the messages at the top say."""
        return [strip.accessibleName() for strip in self.window.messages.strips()]


def _usual_look(app: QApplication) -> None:
    # Giving every widget its look again takes long.
    if current().dark or current().scale != 1.0 or app.styleSheet() == "":
        apply_style(app, "light", 100)


@contextmanager
def desk_window(qtbot: QtBot, *more: Callable[[Workspace], Page]) -> Iterator[tuple[MainWindow, Workspace]]:
    """The window with the stories, the desk and `more` pages, no project open yet."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    _usual_look(app)
    if app.findChild(KeyGuard) is None:
        KeyGuard(app)
    workspace = Workspace(Settings())
    workspace.listening = FakePlayback()
    window = MainWindow(workspace, [StoriesPage(workspace), DeskPage(workspace), *(page(workspace) for page in more)])
    window.resize(1440, 900)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    try:
        yield window, workspace
    finally:
        window.closing.end()  # without asking: a window that waits for an answer would find its project taken away
        workspace.jobs.close(60)  # what did not end with its project takes its time from no other test
        window.deleteLater()
        QApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete.value)
        _usual_look(app)


def opened(window: MainWindow, workspace: Workspace, folder: Path, qtbot: QtBot) -> Desk:
    """The project at `folder` in the window."""
    project = workspace.use(Project.open(folder))
    assert isinstance(workspace.listening, FakePlayback)
    all_read(workspace)
    return Desk(window, workspace, project, workspace.listening, qtbot)


def open_in(window: MainWindow, folder: Path) -> None:
    """Open a project. Where that takes a while a dialog lies over the window, and keys are for that in front."""
    assert window.projects.open(folder)
    window.activateWindow()
    assert QTest.qWaitForWindowActive(window)


@contextmanager
def desk_on(
    qtbot: QtBot, folder: Path, make: Callable[[Project], int], *more: Callable[[Workspace], Page]
) -> Iterator[Desk]:
    """The window on a new project at `folder`; `make` fills it and returns the story that is shown on the desk."""
    place, story = made_project(folder, make)
    with desk_window(qtbot, *more) as (window, workspace):
        made = opened(window, workspace, place, qtbot)
        made.open(story)
        yield made


@pytest.fixture(name="story")
def story_on_desk(desk: Desk) -> int:
    """The story on the desk of a module that imports this."""
    assert desk.workspace.story_id is not None
    return desk.workspace.story_id


def when(find: Callable[[], QWidget | None], do: Callable[[Any], object]) -> None:
    """Do this as soon as there is such a window or menu, however slow the machine is.

    Where it fails, all that asks something is closed: what waits for the answer would wait for ever.
    """
    timer = QTimer(QApplication.instance())

    def _look() -> None:
        found = find()
        if found is not None and (found.isActiveWindow() or isinstance(found, QMenu)):
            timer.stop()
            timer.deleteLater()
            try:
                do(found)
            except BaseException:
                _close_all_questions()
                raise

    timer.timeout.connect(_look)
    timer.start(20)


def _close_all_questions() -> None:
    while (menu := QApplication.activePopupWidget()) is not None:
        menu.close()
    while isinstance(asked := QApplication.activeModalWidget(), QDialog):
        asked.done(0)


def dialog() -> QDialog | None:
    """The window in front, if it asks something."""
    found = QApplication.activeModalWidget()
    return found if isinstance(found, QDialog) else None


def menu() -> QMenu | None:
    """The menu that is open."""
    found = QApplication.activePopupWidget()
    return found if isinstance(found, QMenu) else None


def drag(widget: QWidget, *points: QPoint) -> None:
    """Press, move over the points, let go."""
    QTest.mousePress(widget, Qt.MouseButton.LeftButton, pos=points[0])
    for point in points[1:]:
        QTest.mouseMove(widget, point)
        QApplication.processEvents()
    QTest.mouseRelease(widget, Qt.MouseButton.LeftButton, pos=points[-1])
