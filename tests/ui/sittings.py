"""The record page in the real window, with microphones that deliver what a test pushes."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import soundfile
from desks import open_in
from fakes.microphones import Microphones
from fakes.playback import FakePlayback
from made_stories import made_project
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from coproclip.people.stories import add_story, sound_of, stories, storyteller_names
from coproclip.project.journal import Work
from coproclip.project.kinds import ConsentAbout
from coproclip.project.project import Project
from coproclip.settings import Settings
from coproclip.ui.commands.keys import KeyGuard
from coproclip.ui.main_window import MainWindow
from coproclip.ui.pages.page import Page
from coproclip.ui.pages.record.page import RecordPage
from coproclip.ui.pages.record.recording_session import Phase
from coproclip.ui.style.look import apply_style
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.message import MessageStrip
from coproclip.ui.workspace import Workspace

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


class Elsewhere(Page):
    """Another page, to be gone to."""

    def __init__(self, workspace: Workspace, key: str) -> None:
        super().__init__(workspace)
        self.key, self.icon, self.group = key, "quote", "gather"
        self.field = QLineEdit(self)

    def enter(self) -> None:
        self.field.setFocus()


def new_project(folder: Path) -> Path:
    """A project with one story of Kit's; its folder."""
    return made_project(folder, _told)[0]


def _told(project: Project) -> None:
    with project.edit(Work.ADD_STORY) as edit:
        add_story(edit, "Moving the chairs", storytellers=("Kit",), reporter="Amina")


def quiet_workspace(app: QApplication) -> Workspace:
    """Nothing is heard from it, and nothing is written down: that has its own tests."""
    apply_style(app, "light", 100)
    if app.findChild(KeyGuard) is None:
        KeyGuard(app)
    made = Workspace(Settings(speech_model="none of that name"))
    made.listening = FakePlayback()
    return made


@contextmanager
def record_window(workspace: Workspace, microphones: Microphones, qtbot: QtBot) -> Iterator[MainWindow]:
    """The window with a record page and two others."""
    page = RecordPage(workspace, open_source=microphones.open, find_devices=microphones.list)
    made = MainWindow(workspace, [Elsewhere(workspace, "stories"), Elsewhere(workspace, "desk"), page])
    qtbot.addWidget(made)
    made.resize(1440, 900)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    yield made
    page.microphones.forget_trial()
    page.recording_session.shut()


def ready_page(window: MainWindow, folder: Path, qtbot: QtBot) -> RecordPage:
    """The record page, ready to record."""
    open_in(window, folder)
    window.show_page("record")
    shown = window.pages["record"]
    assert isinstance(shown, RecordPage)
    qtbot.waitUntil(lambda: shown.recording_session.phase is Phase.READY)
    return shown


def press(window: QWidget, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(QApplication.focusWidget() or window, key, modifiers)


def say_yes(page: RecordPage, *, written: bool = True) -> None:
    """To being recorded, and to being written down."""
    page.side.choices.say(ConsentAbout.RECORDED, "yes")
    if written:
        page.side.choices.say(ConsentAbout.TRANSCRIBED, "yes")


def record(page: RecordPage, storyteller: str = "June") -> None:
    """Name and yes by hand, then the round button."""
    page.names.storyteller.setEditText(storyteller)
    say_yes(page)
    QTest.mouseClick(page.bar.round, Qt.MouseButton.LeftButton)
    assert page.recording_session.phase is Phase.RECORDING


def finish(page: RecordPage, qtbot: QtBot) -> int:
    """Finish, with the yes to the question; the story's number."""
    page.finishing.finish()
    page.bar.answer(yes=True)
    qtbot.waitUntil(lambda: page.view.thanking)
    assert page.thanks.story is not None
    return page.thanks.story.story_id


def strips(window: MainWindow) -> list[MessageStrip]:
    return window.messages.strips()


def answer(strip: MessageStrip, words: str) -> None:
    button = next(child for child in strip.findChildren(Button) if child.text() == words)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def told(window: MainWindow) -> list[tuple[str, str, str]]:
    """Every story that is not Kit's: storyteller, reporter, title."""
    project = window.workspace.opened()
    with project.read() as session:
        found = [(storyteller_names(session, story.id), story.reporter, story.title) for story in stories(session)]
    return [story for story in found if story[0] != "Kit"]


def heard(window: MainWindow, story_id: int) -> np.ndarray:
    project = window.workspace.opened()
    with project.read() as session:
        return soundfile.read(sound_of(project, session, story_id).audio, dtype="int16", always_2d=True)[0]
