"""The record page in the real window, with microphones that deliver what a test pushes."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import soundfile
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from coproclip.audio.devices import InputDevice, Taken
from coproclip.capture.recorder import Microphone as Wanted
from coproclip.errors import DeviceError
from coproclip.people.stories import add_story, sound_of, stories, storyteller_names
from coproclip.project.journal import Work
from coproclip.project.kinds import ConsentAbout
from coproclip.project.project import Project
from coproclip.settings import Settings
from coproclip.timecode import TimeRange
from coproclip.ui.commands.keys import KeyGuard
from coproclip.ui.main_window import MainWindow
from coproclip.ui.pages.page import Page
from coproclip.ui.pages.record.page import RecordPage
from coproclip.ui.pages.record.recording_session import Phase
from coproclip.ui.style.look import apply_style
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.message import MessageStrip
from coproclip.ui.workspace import Workspace

RATE = 16_000
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


class Microphone:
    """Delivers what the test pushes; until it is unplugged it shows that it is alive, with blocks of no length."""

    sample_rate = RATE
    bits = 16

    def __init__(self, name: str = "Lapel mic", channels: int = 1) -> None:
        self.name, self.channels = name, channels
        self.unplugged = threading.Event()
        self.stopped = False
        self._begun = threading.Event()
        self._random = np.random.default_rng(7)
        self._turn = threading.Lock()

    def start(self, taken: Taken) -> None:
        self._taken = taken
        self._begun.set()
        self._thread = threading.Thread(target=self._live, name="microphone")
        self._thread.start()

    def stop(self) -> None:
        self.unplugged.set()
        self._thread.join()
        self.stopped = True

    def _live(self) -> None:
        while not self.unplugged.wait(0.1):
            self._deliver(np.zeros((0, self.channels), np.int16))

    def _deliver(self, block: np.ndarray) -> None:
        # Another thread opens it and then starts it: a test that saw it opened may be in between.
        assert self._begun.wait(8), "nobody started this microphone"
        with self._turn:
            self._taken(block, False)

    def lose(self, ms: int) -> None:
        """Sound comes, and the computer was too busy to take what came before."""
        assert self._begun.wait(8), "nobody started this microphone"
        with self._turn:
            self._taken(np.full((ms * RATE // 1000, self.channels), 900, np.int16), True)

    def push(self, ms: int, size: int = 4000) -> np.ndarray:
        """A voice of this loudness for so long; returns what was delivered."""
        block = self._random.integers(-size, size + 1, (ms * RATE // 1000, self.channels)).astype(np.int16)
        self.say(block)
        return block

    def say(self, block: np.ndarray) -> None:
        """These samples (frames × channels)."""
        for start in range(0, len(block), RATE // 50):
            self._deliver(block[start : start + RATE // 50])


class Microphones:
    """What is plugged in, and what was opened."""

    def __init__(self) -> None:
        self.there = ["Built-in", "Lapel mic"]
        self.channels = 0
        """So many inputs, whatever was asked for; 0: as asked."""
        self.opened: list[Microphone] = []
        self.asked: list[str] = []

    def list(self) -> list[InputDevice]:
        return [InputDevice(name, 1, place == 0) for place, name in enumerate(self.there)]

    def open(self, wanted: Wanted) -> Microphone:
        self.asked.append(wanted.device)
        if not self.there or wanted.device not in ["", *self.there]:
            raise DeviceError("There is no microphone here.", "Everything else works.", "Plug one in, then try again.")
        self.opened.append(Microphone(wanted.device or self.there[0], self.channels or wanted.channels))
        return self.opened[-1]

    @property
    def now(self) -> Microphone:
        return self.opened[-1]


class Loudspeaker(QObject):
    """Stands in for the window's player."""

    moved = Signal(int)
    started = Signal()
    paused = Signal()
    failed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[tuple[Path, list[TimeRange]]] = []
        self.playing = False
        self.owner: object = None

    def is_playing_for(self, owner: object) -> bool:
        return self.playing and owner == self.owner

    def play(self, sound: Path, spans: Sequence[TimeRange], *, owner: object = None, loop: bool = False) -> bool:
        self.pause()
        self.asked.append((sound, list(spans)))
        self.playing, self.owner = True, owner
        return True

    def pause(self) -> None:
        if self.playing:
            self.playing = False
            self.paused.emit()

    def close(self) -> None:
        self.pause()


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
    with Project.create(folder) as project:
        with project.edit(Work.ADD_STORY) as edit:
            add_story(edit, "Moving the chairs", storytellers=("Kit",), reporter="Amina")
        return project.folder


def quiet_workspace(app: QApplication) -> Workspace:
    """Nothing is heard from it, and nothing is written down: that has its own tests."""
    apply_style(app, "light", 100)
    if app.findChild(KeyGuard) is None:
        KeyGuard(app)
    made = Workspace(Settings(speech_model="none of that name"))
    made.listening = Loudspeaker()  # type: ignore[assignment]
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
    window.projects.open(folder)
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
        page.side.choices.say(ConsentAbout.WRITTEN_DOWN, "yes")


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
