"""The record page in the real window with a real project; the microphone delivers what the test pushes."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import QObject, QPoint, QRect, Qt, Signal
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from coproclip.audio.devices import InputDevice, Taken
from coproclip.capture.meter import Level, Loudness
from coproclip.capture.recovery import unfinished
from coproclip.errors import DeviceError
from coproclip.people.stories import add_story, sound_of, stories, who_told
from coproclip.project.journal import Work
from coproclip.project.project import Project
from coproclip.settings import Settings, load_settings
from coproclip.timecode import TimeRange
from coproclip.ui import tokens
from coproclip.ui.components.buttons import Button
from coproclip.ui.components.messages import MessageStrip
from coproclip.ui.focus import FocusRing
from coproclip.ui.keys import KeyGuard
from coproclip.ui.main_window import MainWindow
from coproclip.ui.page import Page
from coproclip.ui.record.clock import clock_words, room_words
from coproclip.ui.record.kept import KeptSpans
from coproclip.ui.record.level import LevelMeter, SteadyWord
from coproclip.ui.record.page import RecordPage
from coproclip.ui.record.sitting import Phase
from coproclip.ui.style import apply_style
from coproclip.ui.workspace import Workspace

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "does not support raise")

RATE = 16_000
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


class Microphone:
    """Delivers what the test pushes; until it is unplugged it shows that it is alive, with blocks of no length."""

    sample_rate = RATE

    def __init__(self, name: str = "Lapel mic", channels: int = 1) -> None:
        self.name, self.channels = name, channels
        self.unplugged = threading.Event()
        self.stopped = False
        self._random = np.random.default_rng(7)
        self._turn = threading.Lock()

    def start(self, taken: Taken) -> None:
        self._taken = taken
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
        with self._turn:
            self._taken(block, False)

    def push(self, ms: int, size: int = 4000) -> np.ndarray:
        """A voice of this loudness for so long; returns what was delivered."""
        block = self._random.integers(-size, size + 1, (ms * RATE // 1000, self.channels)).astype(np.int16)
        for start in range(0, len(block), RATE // 50):
            self._deliver(block[start : start + RATE // 50])
        return block


class Microphones:
    """What is plugged in, and what was opened."""

    def __init__(self) -> None:
        self.there = ["Built-in", "Lapel mic"]
        self.channels = 1
        self.opened: list[Microphone] = []
        self.asked: list[str] = []

    def list(self) -> list[InputDevice]:
        return [InputDevice(name, 1, place == 0) for place, name in enumerate(self.there)]

    def open(self, name: str) -> Microphone:
        self.asked.append(name)
        if not self.there:
            raise DeviceError("There is no microphone here.", "Everything else works.", "Plug one in, then try again.")
        self.opened.append(Microphone(name or self.there[0], self.channels))
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

    def is_playing_for(self, owner: object) -> bool:
        return self.playing

    def play(self, sound: Path, spans: Sequence[TimeRange], *, owner: object = None, loop: bool = False) -> bool:
        self.pause()
        self.asked.append((sound, list(spans)))
        self.playing = True
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


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with Project.create(tmp_path / "Side by Side") as project:
        with project.edit(Work.ADD_STORY) as edit:
            add_story(edit, "Moving the chairs", storytellers=("Kit",), reporter="Amina")
        return project.folder


@pytest.fixture
def microphones() -> Microphones:
    return Microphones()


@pytest.fixture
def workspace(qapp: QApplication) -> Iterator[Workspace]:
    apply_style(qapp, "light", 100)
    if qapp.findChild(KeyGuard) is None:
        KeyGuard(qapp)
    # Writing down has its own tests; here it is put in line and says that it cannot.
    made = Workspace(Settings(speech_model="none of that name"))
    made.listening = Loudspeaker()  # type: ignore[assignment]
    yield made
    made.close_project()
    apply_style(qapp, "light", 100)


@pytest.fixture
def window(workspace: Workspace, microphones: Microphones, qtbot: QtBot) -> Iterator[MainWindow]:
    page = RecordPage(workspace, open_source=microphones.open, find_devices=microphones.list)
    made = MainWindow(workspace, [Elsewhere(workspace, "stories"), Elsewhere(workspace, "desk"), page])
    qtbot.addWidget(made)
    made.resize(1440, 900)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    yield made
    page.sitting.shut()


@pytest.fixture
def page(window: MainWindow, folder: Path, qtbot: QtBot) -> RecordPage:
    """The record page, ready to record."""
    window.projects.open(folder)
    window.show_page("record")
    shown = window.pages["record"]
    assert isinstance(shown, RecordPage)
    qtbot.waitUntil(lambda: shown.sitting.phase is Phase.READY)
    return shown


def press(window: QWidget, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(QApplication.focusWidget() or window, key, modifiers)


def record(page: RecordPage, storyteller: str = "June") -> None:
    """Name and yes by hand, then the round button."""
    page.names.storyteller.setEditText(storyteller)
    page.side.consent.tick.setChecked(True)
    QTest.mouseClick(page.bar.round, Qt.MouseButton.LeftButton)
    assert page.sitting.phase is Phase.RECORDING


def strips(window: MainWindow) -> list[MessageStrip]:
    return window.messages.strips()


def answer(strip: MessageStrip, words: str) -> None:
    button = next(one for one in strip.findChildren(Button) if one.text() == words)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def told(window: MainWindow) -> list[tuple[str, str, str]]:
    """Every story that is not Kit's: storyteller, reporter, title."""
    project = window.workspace.opened()
    with project.read() as session:
        found = [(who_told(session, story.id), story.reporter, story.title) for story in stories(session)]
    return [story for story in found if story[0] != "Kit"]


def heard(window: MainWindow, story_id: int) -> np.ndarray:
    project = window.workspace.opened()
    with project.read() as session:
        return soundfile.read(sound_of(project, session, story_id).audio, dtype="int16", always_2d=True)[0]


# ---- the whole way ----------------------------------------------------------------------------------------------


def test_by_keyboard_alone_from_the_name_to_the_story(
    window: MainWindow, page: RecordPage, microphones: Microphones, qtbot: QtBot
) -> None:
    jobs: list[str] = []
    window.workspace.job_changed.connect(lambda job: jobs.append(job.title))
    assert QApplication.focusWidget() is page.names.storyteller
    QTest.keyClicks(page.names.storyteller, "June")
    press(window, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is page.names.reporter
    assert page.names.reporter.name() == "Amina"
    press(window, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is page.stage.microphone
    press(window, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is page.side.consent.tick
    press(window, Qt.Key.Key_Space)
    press(window, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is page.side.title
    QTest.keyClicks(page.side.title, "The letter")
    press(window, Qt.Key.Key_Tab, SHIFT)
    microphones.now.push(300)
    press(window, Qt.Key.Key_R)
    assert page.sitting.phase is Phase.RECORDING
    assert QApplication.focusWidget() is page.bar.round
    first = microphones.now.push(1500)
    press(window, Qt.Key.Key_R)
    assert page.stage.pill.word() == "Paused"
    microphones.now.push(700)
    press(window, Qt.Key.Key_R)
    second = microphones.now.push(1000)
    qtbot.waitUntil(lambda: page.stage.clock.text() == "00:02")
    press(window, Qt.Key.Key_R, CTRL | SHIFT)
    assert page.bar.asking
    assert page.bar.yes.hasFocus()
    ring = window.findChild(FocusRing)
    assert ring.geometry().contains(QRect(page.bar.yes.mapTo(window, QPoint(0, 0)), page.bar.yes.size()))
    assert page.sitting.phase is Phase.RECORDING
    assert page.bar.asked.text().startswith("Finish June’s story? ")
    assert page.bar.asked.text().endswith("s is safe on disk.")
    press(window, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.workspace.story_id is not None)
    assert told(window) == [("June", "Amina", "The letter")]
    assert np.array_equal(heard(window, window.workspace.story_id or 0), np.concatenate([first, second]))
    assert window.stack.currentWidget() is window.pages["desk"]
    assert list((window.workspace.opened().folder / "recordings").iterdir()) == []
    qtbot.waitUntil(lambda: "Writing down June" in jobs)
    assert microphones.now.stopped
    assert page.sitting.phase is Phase.IDLE


def test_after_a_story_the_next_sitting_begins_without_name_and_without_a_yes(
    window: MainWindow, page: RecordPage, microphones: Microphones, qtbot: QtBot
) -> None:
    record(page)
    microphones.now.push(500)
    page.finishing.finish()
    page.bar.answer(yes=True)
    qtbot.waitUntil(lambda: bool(told(window)))
    qtbot.waitUntil(lambda: page.sitting.phase is Phase.IDLE)
    window.show_page("record")
    qtbot.waitUntil(lambda: page.sitting.phase is Phase.READY)
    assert (page.names.storyteller.name(), page.names.reporter.name()) == ("", "Amina")
    assert not page.side.consent.given
    assert page.names.storyteller.findText("June") >= 0
    assert len(microphones.opened) == 2


def test_finish_asks_and_asking_stops_nothing(
    window: MainWindow, page: RecordPage, microphones: Microphones, qtbot: QtBot
) -> None:
    record(page)
    page.finishing.finish()
    sound = microphones.now.push(1200)
    qtbot.waitUntil(lambda: "Finish June’s story? 1 s" in page.bar.asked.text())
    press(window, Qt.Key.Key_Escape)
    assert not page.bar.asking
    assert page.sitting.phase is Phase.RECORDING
    assert QApplication.focusWidget() is page.bar.round
    page.finishing.finish()
    press(window, Qt.Key.Key_R)
    assert page.sitting.phase is Phase.PAUSED
    assert not page.bar.asking
    page.finishing.finish()
    assert page.bar.no.text() == "Not yet"
    QTest.mouseClick(page.bar.yes, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.workspace.story_id is not None)
    assert np.array_equal(heard(window, window.workspace.story_id or 0), sound)


# ---- the yes ----------------------------------------------------------------------------------------------------


def test_without_a_yes_nothing_is_recorded_and_it_says_why(window: MainWindow, page: RecordPage) -> None:
    said: list[str] = []
    page.spoken.connect(said.append)
    page.names.storyteller.setEditText("June")
    assert page.side.consent.words.text() == "June said yes to being recorded"
    assert not page.bar.round.isEnabled()
    assert "First ask June" in page.bar.why.text()
    assert page.bar.why.text() in page.bar.round.accessibleName()
    page.stage.microphone.setFocus()
    press(window, Qt.Key.Key_Tab)
    window.commands.action("record", page).trigger()
    assert page.sitting.phase is Phase.READY
    assert QApplication.focusWidget() is page.side.consent.tick
    assert said == [page.bar.why.text()]
    QTest.mouseClick(page.side.consent.words, Qt.MouseButton.LeftButton)
    assert page.side.consent.given
    assert page.bar.round.isEnabled()
    assert page.bar.why.isHidden()
    page.names.storyteller.setEditText("Rosa")
    assert not page.side.consent.given
    assert not page.bar.round.isEnabled()


def test_while_recorded_the_yes_and_the_name_stay(page: RecordPage) -> None:
    record(page)
    assert page.heading.text() == "Recording June’s story"
    assert not page.names.storyteller.isEnabled()
    assert not page.stage.microphone.isEnabled()
    assert page.side.consent.tick.isHidden()
    assert page.names.reporter.isEnabled()
    assert page.bar.word.text() == "Pause"
    page.toggle()
    assert page.bar.word.text() == "Go on"


# ---- what may go wrong ------------------------------------------------------------------------------------------


def test_without_a_microphone_it_says_how_to_fix_it_and_tries_again(
    window: MainWindow, folder: Path, microphones: Microphones, qtbot: QtBot
) -> None:
    microphones.there = []
    window.projects.open(folder)
    window.show_page("record")
    page = window.pages["record"]
    assert isinstance(page, RecordPage)
    qtbot.waitUntil(lambda: page.sitting.phase is Phase.NO_MICROPHONE)
    assert page.stage.none.heading.text() == "There is no microphone here."
    assert "Plug one in" in page.stage.none.words.text()
    assert page.stage.strip.isHidden()
    assert not page.bar.round.isEnabled()
    page.toggle()
    assert QApplication.focusWidget() is page.stage.again
    microphones.there = ["USB mic"]
    press(window, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.sitting.phase is Phase.READY)
    assert page.stage.none.isHidden()
    assert page.stage.microphone.findData("USB mic") > 0


def test_a_microphone_that_goes_away_loses_nothing(
    window: MainWindow, page: RecordPage, microphones: Microphones, qtbot: QtBot
) -> None:
    record(page)
    sound = microphones.now.push(800)
    microphones.now.unplugged.set()
    qtbot.waitUntil(lambda: page.sitting.phase is Phase.ENDED, timeout=6000)
    message = strips(window)[-1].message
    assert "sends no sound any more" in message.happened
    assert message.safe == "Everything up to 0:00 is safe on disk."
    assert "Check the cable" in message.next
    assert page.stage.pill.word() == "Stopped by itself"
    assert not page.bar.round.isEnabled()
    answer(strips(window)[-1], "Finish June’s story")
    qtbot.waitUntil(lambda: window.workspace.story_id is not None)
    assert np.array_equal(heard(window, window.workspace.story_id or 0), sound)
    project = window.workspace.opened()
    with project.read() as session:
        assert "sends no sound" in sound_of(project, session, window.workspace.story_id or 0).notice


def test_a_microphone_that_goes_away_before_is_missed(page: RecordPage, microphones: Microphones, qtbot: QtBot) -> None:
    microphones.now.push(100)
    microphones.now.unplugged.set()
    qtbot.waitUntil(lambda: page.sitting.phase is Phase.NO_MICROPHONE, timeout=6000)
    assert "sends no sound any more" in page.stage.none.heading.text()
    assert not list(page.workspace.opened().folder.joinpath("recordings").iterdir())


def test_a_story_of_no_length_goes_to_the_bin(
    window: MainWindow, page: RecordPage, microphones: Microphones, qtbot: QtBot
) -> None:
    record(page)
    microphones.now.push(40)
    page.finishing.finish()
    page.bar.answer(yes=True)
    qtbot.waitUntil(lambda: page.sitting.phase is Phase.READY)
    assert "less than a tenth of a second" in strips(window)[-1].message.happened
    assert told(window) == []
    assert unfinished(window.workspace.opened()) == []
    assert len(list((window.workspace.opened().folder / "trash").glob("*.wav"))) == 1


def test_what_cannot_become_a_story_can_be_tried_again(
    window: MainWindow, page: RecordPage, microphones: Microphones, qtbot: QtBot
) -> None:
    record(page)
    microphones.now.push(500)
    originals = window.workspace.opened().folder / "originals"
    aside = originals.with_name("elsewhere")
    originals.rename(aside)
    page.finishing.finish()
    page.bar.answer(yes=True)
    qtbot.waitUntil(lambda: page.sitting.phase is Phase.ENDED)
    message = strips(window)[-1]
    aside.rename(originals)
    answer(message, "Try again")
    qtbot.waitUntil(lambda: window.workspace.story_id is not None)
    assert [story[0] for story in told(window)] == ["June"]


def test_a_folder_that_cannot_be_written_to_is_said_before_the_first_second(
    window: MainWindow, page: RecordPage
) -> None:
    folder = window.workspace.opened().folder / "recordings"
    folder.rmdir()
    folder.write_text("in the way")
    page.side.consent.tick.setChecked(True)
    page.toggle()
    assert page.sitting.phase is Phase.READY
    assert "starting the recording" in strips(window)[-1].message.happened


# ---- going away -------------------------------------------------------------------------------------------------


def test_leaving_the_page_lets_the_microphone_go_but_never_stops_a_recording(
    window: MainWindow, page: RecordPage, microphones: Microphones, qtbot: QtBot
) -> None:
    window.show_page("stories")
    qtbot.waitUntil(lambda: microphones.opened[0].stopped)
    window.show_page("record")
    qtbot.waitUntil(lambda: page.sitting.phase is Phase.READY)
    record(page)
    assert page.sign.isHidden()
    window.show_page("stories")
    sound = microphones.now.push(2000)
    qtbot.waitUntil(lambda: page.sign.isVisible() and page.sign.text() == "Recording 00:02")
    assert page.sitting.phase is Phase.RECORDING
    QTest.mouseClick(page.sign, Qt.MouseButton.LeftButton)
    assert window.stack.currentWidget() is page
    qtbot.waitUntil(page.sign.isHidden)
    page.finishing.finish()
    page.bar.answer(yes=True)
    qtbot.waitUntil(lambda: window.workspace.story_id is not None)
    assert len(heard(window, window.workspace.story_id or 0)) == len(sound)


def test_closing_the_window_asks_and_finishes(
    window: MainWindow, page: RecordPage, microphones: Microphones, folder: Path, qtbot: QtBot
) -> None:
    record(page)
    window.show_page("stories")
    assert not window.close()
    assert window.isVisible()
    assert window.stack.currentWidget() is page
    assert "and close CoProClip?" in page.bar.asked.text()
    microphones.now.push(400)
    press(window, Qt.Key.Key_Escape)
    assert page.sitting.phase is Phase.RECORDING
    window.close()
    assert window.isVisible()
    press(window, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not window.isVisible())
    assert window.workspace.project is None
    with Project.open(folder) as project, project.read() as session:
        assert who_told(session, stories(session)[0].id) == "June"
        assert unfinished(project) == []


def test_another_project_may_be_opened_and_the_story_still_goes_where_it_was_begun(
    window: MainWindow, page: RecordPage, microphones: Microphones, folder: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    record(page)
    microphones.now.push(600)
    with Project.create(tmp_path / "Other") as other:
        place = other.folder
    window.projects.open(place)
    window.show_page("record")
    assert page.sitting.phase is Phase.RECORDING
    page.finishing.finish()
    page.bar.answer(yes=True)
    qtbot.waitUntil(lambda: bool(strips(window)))
    assert strips(window)[-1].message.happened == "June’s story is kept in the project “Side by Side”."
    assert told(window) == []
    with Project.open(folder) as project, project.read() as session:
        assert who_told(session, stories(session)[0].id) == "June"


# ---- after a crash ----------------------------------------------------------------------------------------------

KILLED = """
import sys, time
from pathlib import Path
import numpy as np
from coproclip.capture.recorder import Recorder
from coproclip.capture.sidecar import RecordingNote

class Microphone:
    name, sample_rate, channels = "Lapel mic", 16000, 1
    def start(self, taken):
        self.taken = taken
    def stop(self):
        pass

microphone = Microphone()
recorder = Recorder(Path(sys.argv[1]), source=microphone)
recorder.start(RecordingNote(title="The letter", storyteller="June", reporter="Amina"))
for _ in range(4 * 50):
    microphone.taken(np.full((320, 1), 900, np.int16), False)
while recorder.safe_ms < 4000:
    time.sleep(0.02)
print("safe", flush=True)
time.sleep(60)
"""


@pytest.fixture
def killed(folder: Path) -> None:
    """A recording of four seconds whose program was killed."""
    command = [sys.executable, "-c", KILLED, str(folder / "recordings")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": os.getcwd()}) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == b"safe\n"
        program.send_signal(signal.SIGKILL)


def test_what_a_killed_run_left_is_heard_and_kept(window: MainWindow, killed: None, folder: Path, qtbot: QtBot) -> None:
    window.projects.open(folder)
    (strip,) = strips(window)
    assert "stopped during the recording of" in strip.message.happened
    assert strip.message.happened.endswith("4 s of June’s story was saved.")
    assert [one.text for one in strip.message.answers] == ["Keep it as a story", "Listen", "Put it in the bin"]
    answer(strip, "Listen")
    speaker = window.workspace.listening
    assert isinstance(speaker, Loudspeaker)
    assert speaker.asked[0][1] == [TimeRange(0, 4000)]
    assert speaker.asked[0][0].parent == folder / "recordings"
    (strip,) = strips(window)
    stop = next(one for one in strip.findChildren(Button) if one.text() == "Stop listening")
    qtbot.waitUntil(stop.hasFocus)
    speaker.pause()
    (strip,) = strips(window)
    assert strip.message.answers[1].text == "Listen"
    answer(strip, "Keep it as a story")
    qtbot.waitUntil(lambda: window.workspace.story_id is not None)
    assert told(window) == [("June", "Amina", "The letter")]
    assert len(heard(window, window.workspace.story_id or 0)) == 4 * RATE
    assert unfinished(window.workspace.opened()) == []


def test_what_a_killed_run_left_goes_to_the_bin_only_when_a_person_says_so(
    window: MainWindow, killed: None, folder: Path, qtbot: QtBot
) -> None:
    window.projects.open(folder)
    (strip,) = strips(window)
    answer(strip, "Listen")
    QTest.mouseClick(strips(window)[0].close_button, Qt.MouseButton.LeftButton)
    window.workspace.listening.pause()
    assert strips(window) == []
    assert len(unfinished(window.workspace.opened())) == 1
    window.projects.open(folder)
    answer(strips(window)[0], "Put it in the bin")
    assert unfinished(window.workspace.opened()) == []
    assert told(window) == []
    (kept,) = (folder / "trash").glob("*.wav")
    assert kept.name in strips(window)[0].message.safe


def test_what_is_being_recorded_is_not_offered(
    window: MainWindow, page: RecordPage, microphones: Microphones, folder: Path
) -> None:
    record(page)
    microphones.now.push(500)
    page.recovered.look()
    assert strips(window) == []


# ---- the microphone ---------------------------------------------------------------------------------------------


def test_the_microphone_is_remembered_by_name(
    window: MainWindow, page: RecordPage, microphones: Microphones, qtbot: QtBot
) -> None:
    chooser = page.stage.microphone
    assert [chooser.itemText(n) for n in range(chooser.count())][1:] == ["Built-in", "Lapel mic"]
    chooser.setCurrentIndex(2)
    chooser.activated.emit(2)
    qtbot.waitUntil(lambda: page.sitting.phase is Phase.READY)
    assert microphones.asked == ["", "Lapel mic"]
    assert microphones.opened[0].stopped
    assert load_settings().microphone == "Lapel mic"
    microphones.there = ["Built-in"]
    page.listen()
    qtbot.waitUntil(lambda: page.sitting.phase is Phase.READY)
    assert microphones.asked[-1] == ""
    assert chooser.currentData() == ""
    assert page.workspace.settings.microphone == "Lapel mic"


def test_words_are_spoken_on_change_and_never_while_recording_unless_asked(
    page: RecordPage, microphones: Microphones, qtbot: QtBot
) -> None:
    said: list[str] = []
    page.spoken.connect(said.append)
    microphones.now.push(1500)
    qtbot.waitUntil(lambda: said == ["Level: Good"])
    record(page)
    microphones.now.push(1200, size=32_767)
    qtbot.waitUntil(lambda: page.stage.channels[0].meter.loudness is Loudness.TOO_LOUD)
    assert page.stage.channels[0].word.accessibleName() == "Too loud"
    assert said == ["Level: Good"]
    page.say_now()
    assert said[-1].startswith("Recording 00:0")
    assert "Too loud" in said[-1]
    page.toggle()
    assert said[-1].startswith("Paused, ")


def test_two_channels_have_a_meter_each(
    window: MainWindow, folder: Path, microphones: Microphones, qtbot: QtBot
) -> None:
    microphones.channels = 2
    window.projects.open(folder)
    window.show_page("record")
    page = window.pages["record"]
    assert isinstance(page, RecordPage)
    qtbot.waitUntil(lambda: page.sitting.phase is Phase.READY)
    microphones.now.push(400)
    qtbot.waitUntil(lambda: len(page.stage.channels) == 2)
    assert not page.grab().isNull()


# ---- small parts ------------------------------------------------------------------------------------------------


def test_the_word_waits_for_a_pause_between_sentences() -> None:
    word = SteadyWord()
    assert word.hear(Loudness.GOOD, 0.0) is Loudness.NO_SOUND
    assert word.hear(Loudness.GOOD, 0.4) is Loudness.GOOD
    assert word.hear(Loudness.TOO_QUIET, 1.0) is Loudness.GOOD
    assert word.hear(Loudness.NO_SOUND, 2.0) is Loudness.GOOD
    assert word.hear(Loudness.GOOD, 2.1) is Loudness.GOOD
    assert word.hear(Loudness.NO_SOUND, 3.0) is Loudness.GOOD
    assert word.hear(Loudness.TOO_QUIET, 5.4) is Loudness.GOOD
    assert word.hear(Loudness.NO_SOUND, 5.6) is Loudness.NO_SOUND
    assert word.hear(Loudness.TOO_LOUD, 6.0) is Loudness.TOO_LOUD


def test_the_highest_of_late_stands_for_a_second_and_a_half(qtbot: QtBot) -> None:
    heard_words: list[Loudness] = []
    meter = LevelMeter(heard_words.append)
    qtbot.addWidget(meter)
    meter.show_level(Level(-6.0, -20.0), 10.0)
    assert (meter._lit, meter._tick) == (41, 55)
    meter.show_level(Level(-30.0, -20.0), 11.4)
    assert meter._tick == 55
    meter.show_level(Level(-30.0, -20.0), 11.6)
    assert meter._tick == 31
    assert heard_words == [Loudness.GOOD]


def test_what_is_kept_knows_its_place() -> None:
    kept = KeptSpans()
    assert kept.first is None
    kept.begin(100.0, 0)
    kept.end(112.0)
    kept.begin(120.0, 12_000)
    assert kept.first == 100.0
    assert kept.spans(95.0, 125.0) == [(100.0, 112.0), (120.0, 125.0)]
    assert kept.spans(113.0, 125.0) == [(120.0, 125.0)]
    assert list(kept.pauses(95.0, 125.0)) == [(112.0, 120.0)]
    assert list(kept.ticks(95.0, 125.0, 5000)) == [(100.0, 0), (105.0, 5000), (110.0, 10_000), (123.0, 15_000)]
    assert list(kept.ticks(106.0, 125.0, 5000)) == [(110.0, 10_000), (123.0, 15_000)]


@pytest.mark.parametrize(
    ("ms", "words"), [(0, "00:00"), (876_400, "14:36"), (3_723_000, "1:02:03"), (36_000_000, "10:00:00")]
)
def test_the_clock(ms: int, words: str) -> None:
    assert clock_words(ms) == words


def test_room_is_said_as_people_say_it() -> None:
    assert [room_words(ms) for ms in (31 * 3_600_000, 80 * 60_000, 42 * 60_000, 20_000)] == [
        "31 hours",
        "1 h 20 min",
        "42 min",
        "20 s",
    ]


# ---- the look ---------------------------------------------------------------------------------------------------


def test_everything_has_a_name_and_no_key_is_wanted_twice(window: MainWindow, page: RecordPage) -> None:
    assert window.commands.clashes() == []
    record(page)
    kinds = (QAbstractButton, QComboBox, QLineEdit)
    page.finishing.finish()
    page.bar.stop_asking()
    for kind in kinds:
        for widget in page.findChildren(kind):
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not isinstance(widget.parent(), QComboBox):
                assert widget.accessibleName(), widget
    assert {command.id for command in window.commands.here()} >= {"record", "finish_recording", "say_now"}


@pytest.mark.parametrize(("size", "clock"), [((1440, 900), 112), ((1180, 740), 88)])
def test_the_clock_is_as_large_as_the_window_allows(
    window: MainWindow, page: RecordPage, size: tuple[int, int], clock: int, qtbot: QtBot
) -> None:
    window.resize(*size)
    qtbot.waitUntil(lambda: page.stage.clock.font().pixelSize() == clock)
    assert page.side.isVisible()
    assert not page.tabs.isVisible()
    bar = page.stage.verticalScrollBar()
    assert bar.maximum() == 0


def test_large_text_makes_tabs_and_the_yes_is_found(window: MainWindow, page: RecordPage, qtbot: QtBot) -> None:
    window.resize(1180, 740)
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    apply_style(app, "dark", 200)
    qtbot.waitUntil(page.tabs.isVisible)
    assert tokens.current().dark
    page.show_choices(on=False)
    assert not page.side.isVisible()
    page.toggle()
    assert page.side.isVisible()
    assert page.names.isVisible()
    assert QApplication.focusWidget() is page.side.consent.tick
    page.side.consent.tick.setChecked(True)
    page.toggle()
    assert page.sitting.phase is Phase.RECORDING
    assert page.stage.isVisible()
    assert not page.grab().isNull()
    apply_style(app, "light", 100)
    qtbot.waitUntil(lambda: not page.tabs.isVisible())
    assert page.side.isVisible()
    assert page.stage.isVisible()


def test_calm_mode_looks_less_often(window: MainWindow, page: RecordPage) -> None:
    window.show_page("stories")
    window.workspace.settings.calm = True
    window.show_page("record")
    assert page._turn.interval() == 250
