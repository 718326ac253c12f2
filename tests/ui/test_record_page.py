"""The record page in the real window with a real project; the microphone delivers what the test pushes."""

import json
import os
import signal
import subprocess
import sys
import threading
import wave
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from desks import open_in
from fakes.microphones import SPOKEN_RATE, Microphones
from fakes.playback import FakePlayback
from PySide6.QtCore import QPoint, QRect, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit
from pytestqt.qtbot import QtBot
from sittings import (
    CTRL,
    SHIFT,
    answer,
    finish,
    heard,
    new_project,
    press,
    quiet_workspace,
    ready_page,
    record,
    record_window,
    say_yes,
    strips,
    told,
)

from coproclip.capture.meter import Level, Loudness
from coproclip.capture.prepared import prepared
from coproclip.capture.recovery import unfinished
from coproclip.capture.sidecar import read_note, write_note
from coproclip.errors import StorageError
from coproclip.people.consent import consent_of, is_yes
from coproclip.people.people import add_person, change_person, find_person
from coproclip.people.stories import sound_of, stories, storyteller_names
from coproclip.project.journal import Operation
from coproclip.project.kinds import ConsentAbout
from coproclip.project.project import Project
from coproclip.settings import load_settings
from coproclip.timecode import TimeRange
from coproclip.ui.closing import NotSavedDialog
from coproclip.ui.job_runner import JobKind
from coproclip.ui.main_window import MainWindow
from coproclip.ui.pages.record.clock import clock_words, room_words
from coproclip.ui.pages.record.level import LevelMeter, SteadyWord
from coproclip.ui.pages.record.page import RecordPage
from coproclip.ui.pages.record.recording_session import Phase
from coproclip.ui.pages.record.recovered_list import RecoveredDialog
from coproclip.ui.pages.record.wallclock_map import WallclockMap
from coproclip.ui.style import tokens
from coproclip.ui.style.focus import FocusRing
from coproclip.ui.style.look import apply_style
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.message import MessageStrip
from coproclip.ui.workspace import Workspace

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "does not support raise")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return new_project(tmp_path / "Side by Side")


@pytest.fixture
def microphones() -> Microphones:
    return Microphones()


@pytest.fixture
def workspace(qapp: QApplication) -> Iterator[Workspace]:
    made = quiet_workspace(qapp)
    yield made
    made.close_project()
    apply_style(qapp, "light", 100)


@pytest.fixture
def window(workspace: Workspace, microphones: Microphones, qtbot: QtBot) -> Iterator[MainWindow]:
    with record_window(workspace, microphones, qtbot) as made:
        yield made


@pytest.fixture
def page(window: MainWindow, folder: Path, qtbot: QtBot) -> RecordPage:
    return ready_page(window, folder, qtbot)


def test_what_is_asked_for_elsewhere_has_its_title_and_nothing_typed_is_lost(
    window: MainWindow, page: RecordPage
) -> None:
    window.workspace.recording_asked.emit("Introduction to “Doors”")
    assert page.notes.facts().title == "Introduction to “Doors”"
    page.side.title.setText("The letter")
    window.workspace.recording_asked.emit("Introduction to “Doors”")
    assert page.notes.facts().title == "The letter"


# ---- the whole way ----------------------------------------------------------------------------------------------


def test_by_keyboard_alone_from_the_name_to_the_story(
    window: MainWindow, page: RecordPage, microphones: Microphones, qtbot: QtBot
) -> None:
    jobs: list[str] = []
    window.workspace.jobs.changed.connect(lambda job: jobs.append(job.title))
    choices, side, stage = page.side.choices.fields, page.side, page.stage
    assert QApplication.focusWidget() is page.names.storyteller
    QTest.keyClicks(page.names.storyteller, "June")
    stops = [page.names.reporter, stage.microphone_cards[0].microphone, stage.second, stage.try_out, stage.settings]
    for stop in stops:
        press(window, Qt.Key.Key_Tab)
        assert QApplication.focusWidget() is stop
    assert page.names.reporter.name() == "Amina"
    for about, keys in (  # nothing is ticked beforehand
        (ConsentAbout.RECORDED, [Qt.Key.Key_Space]),
        (ConsentAbout.TRANSCRIBED, [Qt.Key.Key_Space]),
        (ConsentAbout.SHARED, [Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right]),
    ):
        press(window, Qt.Key.Key_Tab)
        assert QApplication.focusWidget() is choices[about].focusProxy()
        for key in keys:
            press(window, key)
    assert side.choices.answers() == {"being recorded": "yes", "written down": "yes", "sharing": "later"}
    side.title.setFocus()
    QTest.keyClicks(side.title, "The letter")
    press(window, Qt.Key.Key_Tab, SHIFT)
    press(window, Qt.Key.Key_Tab, SHIFT)
    stage.settings.setFocus()
    microphones.now.push(300)
    press(window, Qt.Key.Key_R)
    assert page.recording_session.phase is Phase.RECORDING
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
    assert page.recording_session.phase is Phase.RECORDING
    assert page.bar.asked.text().startswith("Finish June’s story? ")
    assert page.bar.asked.text().endswith("s is safe on disk.")
    press(window, Qt.Key.Key_Return)
    qtbot.waitUntil(page.thanks.open.hasFocus)
    assert page.thanks.heading.text() == "Thank you. June’s story is safe."
    assert told(window) == [("June", "Amina", "The letter")]
    press(window, Qt.Key.Key_Return)
    assert window.stack.currentWidget() is window.pages["desk"]
    assert np.array_equal(heard(window, window.workspace.story_id or 0), np.concatenate([first, second]))
    assert list((window.workspace.opened().folder / "recordings").iterdir()) == []
    qtbot.waitUntil(lambda: "Transcribing June" in jobs)
    assert microphones.now.stopped
    assert page.recording_session.phase is Phase.IDLE


def test_what_helps_them_to_take_part_is_in_sight_before_the_first_word(window: MainWindow, page: RecordPage) -> None:
    with window.workspace.opened().edit(Operation.ADD_PERSON) as edit:
        add_person(edit, {"alias": "June", "access_needs": "Large print,\na break every hour"})
    needs = page.side.needs
    for typed, there in (("Jun", False), ("june", True), ("June B", False)):
        page.names.storyteller.setEditText(typed)
        assert needs.isVisible() is there, typed
    page.names.storyteller.setEditText("June")
    assert needs.words.text() == "What helps June: Large print, a break every hour"
    with window.workspace.opened().edit(Operation.CHANGE_PERSON) as edit:
        change_person(edit, find_person(edit.session, "June").id, {"access_needs": ""})
    assert not needs.isVisible()


def test_after_a_story_the_next_sitting_begins_without_name_and_without_a_yes(
    window: MainWindow, page: RecordPage, microphones: Microphones, qtbot: QtBot
) -> None:
    record(page)
    microphones.now.push(500)
    finish(page, qtbot)
    assert page.recording_session.phase is Phase.IDLE
    press(window, Qt.Key.Key_R)
    assert not page.view.thanking
    qtbot.waitUntil(lambda: page.recording_session.phase is Phase.READY)
    assert (page.names.storyteller.name(), page.names.reporter.name()) == ("", "Amina")
    assert not page.side.choices.given
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
    assert page.recording_session.phase is Phase.RECORDING
    assert QApplication.focusWidget() is page.bar.round
    page.finishing.finish()
    press(window, Qt.Key.Key_R)
    assert page.recording_session.phase is Phase.PAUSED
    assert not page.bar.asking
    page.finishing.finish()
    assert page.bar.no.text() == "Not yet"
    QTest.mouseClick(page.bar.yes, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.view.thanking)
    assert np.array_equal(heard(window, page.thanks.story.story_id), sound)


# ---- the yes ----------------------------------------------------------------------------------------------------


def test_without_a_yes_nothing_is_recorded_and_it_says_why(window: MainWindow, page: RecordPage) -> None:
    said: list[str] = []
    page.spoken.connect(said.append)
    choices = page.side.choices
    page.names.storyteller.setEditText("June")
    assert choices.heading.text() == "June’s choices today"
    assert choices.answers() == {}
    assert all(field.key() == "" for field in choices.fields.values())
    assert not page.bar.round.isEnabled()
    assert "First ask June" in page.bar.why.text()
    assert page.bar.why.text() in page.bar.round.accessibleName()
    page.stage.settings.setFocus()
    window.commands.action("record", page).trigger()
    assert page.recording_session.phase is Phase.READY
    assert QApplication.focusWidget() is choices.fields[ConsentAbout.RECORDED].focusProxy()
    assert said == [page.bar.why.text()]
    press(window, Qt.Key.Key_Space)
    assert choices.given
    assert page.bar.round.isEnabled()
    assert page.bar.why.isHidden()
    press(window, Qt.Key.Key_Right)
    assert page.bar.why.text() == "June said no, so nothing is recorded."
    press(window, Qt.Key.Key_Left)
    page.names.storyteller.setEditText("Rosa")
    assert not choices.given
    assert not page.bar.round.isEnabled()


def test_while_recorded_the_yes_and_the_name_stay(page: RecordPage) -> None:
    record(page)
    assert page.view.heading.text() == "Recording June’s story"
    assert not page.names.storyteller.isEnabled()
    assert page.stage.microphone_cards[0].microphone.isEnabled()
    assert page.stage.before.isHidden()
    assert not page.side.choices.fields[ConsentAbout.RECORDED].isVisible()
    assert page.names.reporter.isEnabled()
    assert page.bar.word.text() == "Pause"
    page.toggle()
    assert page.bar.word.text() == "Continue"


@pytest.mark.parametrize("when", ["before", "while recording"])
def test_a_yes_of_nobody_named_asks_at_once_whose_it_is_and_holds_nothing_up(
    window: MainWindow, page: RecordPage, microphones: Microphones, qtbot: QtBot, when: str
) -> None:
    who = page.side.choices.who
    assert not who.isVisible()
    say_yes(page)
    assert who.isVisible()
    assert who.accessibleName() == "Who said yes: the name they want to go by"
    if when == "before":
        QTest.keyClicks(who, "June")
        QTest.keyClick(who, Qt.Key.Key_Return)
    QTest.mouseClick(page.bar.round, Qt.MouseButton.LeftButton)
    assert page.recording_session.phase is Phase.RECORDING
    microphones.now.push(500)
    if when != "before":
        assert who.isVisible()
        QTest.keyClicks(who, "June")
        QTest.keyClick(who, Qt.Key.Key_Return)
    assert not who.isVisible()
    assert page.names.storyteller.name() == "June"
    assert page.side.choices.given
    story = finish(page, qtbot)
    with window.workspace.opened().read() as session:
        assert storyteller_names(session, story) == "June"
        assert all(map(is_yes, consent_of(session, story).values()))


def test_half_a_name_of_who_said_yes_is_not_there_for_the_next_person(page: RecordPage) -> None:
    who = page.side.choices.who
    say_yes(page)
    QTest.keyClicks(who, "Ros")
    page.names.storyteller.setEditText("June")
    page.names.storyteller.setEditText("")
    say_yes(page)
    assert who.isVisible()
    assert who.text() == ""


# ---- what may go wrong ------------------------------------------------------------------------------------------


def test_without_a_microphone_it_says_how_to_fix_it_and_tries_again(
    window: MainWindow, folder: Path, microphones: Microphones, qtbot: QtBot
) -> None:
    microphones.there = []
    open_in(window, folder)
    window.show_page("record")
    page = window.pages["record"]
    assert isinstance(page, RecordPage)
    qtbot.waitUntil(lambda: page.recording_session.phase is Phase.NO_MICROPHONE)
    assert page.stage.none.heading.text() == "There is no microphone here."
    assert "Plug one in" in page.stage.none.words.text()
    assert page.stage.strip.isHidden()
    assert not page.bar.round.isEnabled()
    page.toggle()
    assert QApplication.focusWidget() is page.stage.again
    microphones.there = ["USB mic"]
    press(window, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.recording_session.phase is Phase.READY)
    assert page.stage.none.isHidden()
    assert page.stage.microphone_cards[0].microphone.findData("USB mic") > 0


def test_a_microphone_that_goes_away_loses_nothing(
    window: MainWindow, page: RecordPage, microphones: Microphones, qtbot: QtBot
) -> None:
    page.recording_session.patience_s = 0
    page.listen()
    qtbot.waitUntil(lambda: page.recording_session.phase is Phase.READY)
    record(page)
    sound = microphones.now.push(800)
    microphones.now.unplugged.set()
    qtbot.waitUntil(lambda: page.recording_session.phase is Phase.ENDED)
    message = strips(window)[-1].message
    assert "sends no sound any more" in message.happened
    assert message.safe == "Everything up to 0:00 is safe on disk."
    assert "Check the cable" in message.next
    assert page.stage.pill.word() == "Stopped by itself"
    assert not page.bar.round.isEnabled()
    answer(strips(window)[-1], "Finish June’s story")
    qtbot.waitUntil(lambda: page.view.thanking)
    story_id = page.thanks.story.story_id
    assert np.array_equal(heard(window, story_id), sound)
    project = window.workspace.opened()
    with project.read() as session:
        assert "sends no sound" in sound_of(project, session, story_id).notice


def test_a_microphone_that_goes_away_before_is_missed(page: RecordPage, microphones: Microphones, qtbot: QtBot) -> None:
    microphones.now.push(100)
    microphones.now.unplugged.set()
    qtbot.waitUntil(lambda: page.recording_session.phase is Phase.NO_MICROPHONE)
    assert "sends no sound any more" in page.stage.none.heading.text()
    assert not list(page.workspace.opened().folder.joinpath("recordings").iterdir())


def test_a_story_of_no_length_goes_to_the_bin(
    window: MainWindow, page: RecordPage, microphones: Microphones, qtbot: QtBot
) -> None:
    record(page)
    microphones.now.push(40)
    page.finishing.finish()
    page.bar.answer(yes=True)
    qtbot.waitUntil(lambda: page.recording_session.phase is Phase.READY)
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
    qtbot.waitUntil(lambda: page.recording_session.phase is Phase.ENDED)
    message = strips(window)[-1]
    aside.rename(originals)
    answer(message, "Try again")
    qtbot.waitUntil(lambda: page.view.thanking)
    assert [story[0] for story in told(window)] == ["June"]


def test_a_folder_that_cannot_be_written_to_is_said_before_the_first_second(
    window: MainWindow, page: RecordPage, qtbot: QtBot
) -> None:
    folder = window.workspace.opened().folder / "recordings"
    # The disk is being tried.
    qtbot.waitUntil(lambda: not list(folder.iterdir()))
    folder.rmdir()
    folder.write_text("in the way")
    say_yes(page)
    page.toggle()
    assert page.recording_session.phase is Phase.READY
    assert "starting the recording" in strips(window)[-1].message.happened


# ---- going away -------------------------------------------------------------------------------------------------


def test_leaving_the_page_lets_the_microphone_go_but_never_stops_a_recording(
    window: MainWindow, page: RecordPage, microphones: Microphones, qtbot: QtBot
) -> None:
    window.show_page("stories")
    qtbot.waitUntil(lambda: microphones.opened[0].stopped)
    window.show_page("record")
    qtbot.waitUntil(lambda: page.recording_session.phase is Phase.READY)
    record(page)
    assert page.sign.isHidden()
    window.show_page("stories")
    sound = microphones.now.push(2000)
    qtbot.waitUntil(lambda: page.sign.isVisible() and page.sign.text() == "Recording 00:02")
    assert page.recording_session.phase is Phase.RECORDING
    QTest.mouseClick(page.sign, Qt.MouseButton.LeftButton)
    assert window.stack.currentWidget() is page
    qtbot.waitUntil(page.sign.isHidden)
    assert len(heard(window, finish(page, qtbot))) == len(sound)


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
    assert page.recording_session.phase is Phase.RECORDING
    window.close()
    assert window.isVisible()
    press(window, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not window.isVisible())
    assert window.workspace.project is None
    with Project.open(folder) as project, project.read() as session:
        assert storyteller_names(session, stories(session)[0].id) == "June"
        assert unfinished(project) == []


def test_another_project_may_be_opened_and_the_story_still_goes_where_it_was_begun(
    window: MainWindow, page: RecordPage, microphones: Microphones, folder: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    record(page)
    microphones.now.push(600)
    with Project.create(tmp_path / "Other") as other:
        place = other.folder
    open_in(window, place)
    window.show_page("record")
    assert page.recording_session.phase is Phase.RECORDING
    page.finishing.finish()
    page.bar.answer(yes=True)
    qtbot.waitUntil(lambda: bool(strips(window)))
    assert strips(window)[-1].message.happened == "June’s story is kept in the project “Side by Side”."
    assert told(window) == []
    with Project.open(folder) as project, project.read() as session:
        assert storyteller_names(session, stories(session)[0].id) == "June"


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
recorder = Recorder(Path(sys.argv[1]), open_source=lambda wanted: microphone)
recorder.start(RecordingNote(title="The letter", storyteller="June", reporter="Amina"))
for _ in range(4 * 50):
    microphone.taken(np.full((320, 1), 900, np.int16), False)
while recorder.status.safe_ms < 4000:
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


def offered(window: MainWindow, folder: Path, qtbot: QtBot) -> MessageStrip:
    """The one message about what broke off; it is looked for beside the window."""
    open_in(window, folder)
    qtbot.waitUntil(lambda: len(strips(window)) == 1)
    return strips(window)[0]


def test_what_a_killed_run_left_is_heard_and_kept(window: MainWindow, killed: None, folder: Path, qtbot: QtBot) -> None:
    strip = offered(window, folder, qtbot)
    assert "stopped during the recording of" in strip.message.happened
    assert strip.message.happened.endswith("4 s of June’s story was saved.")
    assert [one.text for one in strip.message.answers] == ["Keep it as a story", "Listen", "Put it in the bin"]
    answer(strip, "Listen")
    speaker = window.workspace.listening
    assert isinstance(speaker, FakePlayback)
    assert speaker.heard[0][1] == [TimeRange(0, 4000)]
    assert speaker.heard[0][0].parent == folder / "recordings"
    (strip,) = strips(window)
    stop = next(child for child in strip.findChildren(Button) if child.text() == "Stop listening")
    qtbot.waitUntil(stop.hasFocus)
    speaker.pause()
    (strip,) = strips(window)
    assert strip.message.answers[1].text == "Listen"
    answer(strip, "Keep it as a story")
    qtbot.waitUntil(lambda: window.workspace.story_id is not None)
    assert told(window) == [("June", "Amina", "The letter")]
    assert len(heard(window, window.workspace.story_id or 0)) == 4 * SPOKEN_RATE
    assert unfinished(window.workspace.opened()) == []


def test_where_the_rest_lies_on_a_disk_that_is_not_known_here_its_place_is_said(
    window: MainWindow, killed: None, folder: Path, qtbot: QtBot
) -> None:
    (beside,) = (folder / "recordings").glob("*.json")
    part = f"/media/stick/talks/{beside.stem}.2.wav"
    noted = json.loads(beside.read_text("utf-8")) | {"parts": [part], "part_starts": [SPOKEN_RATE]}
    beside.write_text(json.dumps(noted), "utf-8")
    strip = offered(window, folder, qtbot)
    assert "on another disk, in “/media/stick/talks”" in strip.message.safe
    assert "choose its folder as the second disk" in strip.message.safe
    assert strip.message.answers[0].text == "Keep without the rest"


def test_what_a_killed_run_left_goes_to_the_bin_only_when_a_person_says_so(
    window: MainWindow, killed: None, folder: Path, qtbot: QtBot
) -> None:
    strip = offered(window, folder, qtbot)
    answer(strip, "Listen")
    QTest.mouseClick(strips(window)[0].close_button, Qt.MouseButton.LeftButton)
    window.workspace.listening.pause()
    assert strips(window) == []
    assert len(unfinished(window.workspace.opened())) == 1
    answer(offered(window, folder, qtbot), "Put it in the bin")
    assert unfinished(window.workspace.opened()) == []
    assert told(window) == []
    (kept,) = (folder / "trash").glob("*.wav")
    assert kept.name in strips(window)[0].message.safe


def test_a_yes_that_came_with_a_recording_is_asked_for_again(
    window: MainWindow, killed: None, folder: Path, qtbot: QtBot
) -> None:
    (beside,) = (folder / "recordings").glob("*.json")
    forged = json.loads(beside.read_text("utf-8")) | {"consent": dict.fromkeys(ConsentAbout, "yes")}
    beside.write_text(json.dumps(forged), "utf-8")
    answer(offered(window, folder, qtbot), "Keep it as a story")
    qtbot.waitUntil(lambda: window.workspace.story_id is not None)
    (strip,) = strips(window)
    assert "said yes to before recording could not be confirmed on this computer" in strip.message.happened
    assert strip.message.next == "Ask again, and note the answers."
    with window.workspace.opened().read() as session:
        assert consent_of(session, window.workspace.story_id or 0) == {}


@pytest.fixture
def planted(folder: Path) -> Path:
    """Forty tiny recordings without a story, as somebody might have put them into a project."""
    (folder / "recordings").mkdir(exist_ok=True)
    for number in range(40):
        with wave.open(str(folder / "recordings" / f"planted-{number:02}.wav"), "wb") as sound:
            sound.setparams((1, 2, SPOKEN_RATE, 0, "NONE", ""))
            sound.writeframes(b"\1\0" * SPOKEN_RATE)
    return folder


def test_many_that_broke_off_are_one_message_with_a_list(window: MainWindow, planted: Path, qtbot: QtBot) -> None:
    strip = offered(window, planted, qtbot)
    assert strip.message.happened == "40 recordings were found that broke off and never became stories."
    steps: list[str] = []

    def _through(dialog: RecoveredDialog) -> None:
        keep, listen, bin_it = dialog.answers
        assert len(dialog.list.texts()) == 40
        assert "1 s was saved" in dialog.list.texts()[0]
        QTest.mouseClick(listen, Qt.MouseButton.LeftButton)
        assert listen.text() == "Stop listening"
        QTest.mouseClick(bin_it, Qt.MouseButton.LeftButton)
        assert len(dialog.list.texts()) == 39
        assert listen.text() == "Listen"
        assert "put in the bin" in dialog.said.text()
        QTest.mouseClick(keep, Qt.MouseButton.LeftButton)
        assert not dialog.isVisible()
        steps.append("kept")

    when_list_opens(_through)
    answer(strip, "Show them…")
    assert steps == ["kept"]
    qtbot.waitUntil(lambda: window.workspace.story_id is not None)
    # That there is no speech model for the new story is said too, sooner or later.
    said = [one.message.happened for one in strips(window) if "speech model" not in one.message.happened]
    assert [words[:28] for words in said] == ["38 recordings were found tha"]
    assert len(unfinished(window.workspace.opened())) == 38


def when_list_opens(act: Callable[[RecoveredDialog], None], tries: int = 3000) -> None:
    dialog = QApplication.activeModalWidget()
    if isinstance(dialog, RecoveredDialog):
        try:
            act(dialog)
        finally:
            dialog.reject()
    elif tries:
        QTimer.singleShot(20, lambda: when_list_opens(act, tries - 1))


def test_the_yes_of_what_is_recorded_here_would_outlive_a_crash(
    window: MainWindow, page: RecordPage, microphones: Microphones, folder: Path
) -> None:
    record(page)
    microphones.now.push(500)
    (wav,) = (folder / "recordings").glob("*.wav")
    note = read_note(wav)
    assert note is not None
    assert note.consent == page.side.choices.answers()
    assert "yes" in note.consent.values()
    assert (note.recording, note.project) == (wav.stem, window.workspace.opened().details.uid)


def test_what_is_being_recorded_is_not_offered(
    window: MainWindow, page: RecordPage, microphones: Microphones, folder: Path, qtbot: QtBot
) -> None:
    record(page)
    microphones.now.push(500)
    page.recovered.look()
    qtbot.waitUntil(lambda: window.workspace.jobs.find(JobKind.FIND_UNFINISHED) is None)
    QTest.qWait(50)
    assert strips(window) == []


# ---- the microphone ---------------------------------------------------------------------------------------------


def test_the_microphone_is_remembered_by_name(
    window: MainWindow, page: RecordPage, microphones: Microphones, qtbot: QtBot
) -> None:
    chooser = page.stage.microphone_cards[0].microphone
    assert [chooser.itemText(n) for n in range(chooser.count())][1:] == ["Built-in", "Lapel mic"]
    chooser.setCurrentIndex(2)
    chooser.activated.emit(2)
    qtbot.waitUntil(lambda: page.recording_session.phase is Phase.READY)
    assert microphones.asked == ["", "Lapel mic"]
    assert microphones.opened[0].stopped
    assert load_settings().microphone == "Lapel mic"
    microphones.there = ["Built-in"]
    page.listen()
    qtbot.waitUntil(lambda: page.recording_session.phase is Phase.READY)
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
    qtbot.waitUntil(lambda: page.stage.microphone_cards[0].meter.loudness is Loudness.TOO_LOUD)
    assert page.stage.microphone_cards[0].word.accessibleName() == "Too loud"
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
    open_in(window, folder)
    window.show_page("record")
    page = window.pages["record"]
    assert isinstance(page, RecordPage)
    qtbot.waitUntil(lambda: page.recording_session.phase is Phase.READY)
    microphones.now.push(400)
    qtbot.waitUntil(lambda: len(page.stage.microphone_cards) == 2)
    assert not page.grab().isNull()


# ---- notes that the disk refuses --------------------------------------------------------------------------------

ASK = "Ask what her sister said to the foreman"


def take_no_note(monkeypatch: pytest.MonkeyPatch) -> None:
    def _full(*_args: object) -> None:
        raise StorageError("The disk is full.", "Everything saved before is safe.", "Free some space.")

    monkeypatch.setattr("coproclip.capture.note_writer.write_note", _full)


def refused_notes(page: RecordPage, window: MainWindow, qtbot: QtBot) -> None:
    """Typed while June is recorded, and the disk takes none of it."""
    page.side.notes.field.setFocus()
    QTest.keyClicks(page.side.notes.field, ASK)
    qtbot.waitUntil(lambda: window.workspace.watch.saved()[1] is not None)


def test_notes_that_cannot_be_kept_are_not_saved(
    window: MainWindow, page: RecordPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    record(page)
    with monkeypatch.context() as full:
        take_no_note(full)
        refused_notes(page, window, qtbot)
        assert window.workspace.watch.not_saved() == [ASK]
        assert not window.workspace.watch.save_now()
        assert any("is not saved yet" in strip.message.happened for strip in strips(window))
    window.save_now()
    assert window.undo_bar._words.text().startswith("Everything is saved")
    assert not any("is not saved yet" in strip.message.happened for strip in strips(window))
    assert window.workspace.watch.saved()[1] is None
    assert window.workspace.watch.not_saved() == []


def test_notes_of_a_recording_that_broke_off_are_asked_about_and_put_in_the_file(
    window: MainWindow,
    page: RecordPage,
    microphones: Microphones,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    record(page)
    take_no_note(monkeypatch)
    refused_notes(page, window, qtbot)
    page.side.notes.field.insertPlainText(" at noon")  # and quits before the pause
    page.recording_session._go(Phase.ENDED)
    page.finishing._tried = True
    assert not window.close()
    asked = window.findChild(NotSavedDialog)
    assert asked is not None
    assert asked.isVisible()
    QTest.mouseClick(asked.quit, Qt.MouseButton.LeftButton)
    assert not window.isVisible()
    (kept,) = folder.glob("Not saved *.txt")
    assert f"{ASK} at noon" in kept.read_text("utf-8")


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
    kept = WallclockMap()
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
    assert not page.view.tabs.isVisible()
    bar = page.stage.verticalScrollBar()
    assert bar.maximum() == 0


def test_large_text_makes_tabs_and_the_yes_is_found(window: MainWindow, page: RecordPage, qtbot: QtBot) -> None:
    window.resize(1180, 740)
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    apply_style(app, "dark", 200)
    qtbot.waitUntil(page.view.tabs.isVisible)
    assert tokens.current().dark
    page.view.show_choices(on=False)
    assert not page.side.isVisible()
    page.toggle()
    assert page.side.isVisible()
    assert page.names.isVisible()
    assert QApplication.focusWidget() is page.side.choices.fields[ConsentAbout.RECORDED].focusProxy()
    say_yes(page)
    page.toggle()
    assert page.recording_session.phase is Phase.RECORDING
    assert page.stage.isVisible()
    assert not page.grab().isNull()
    apply_style(app, "light", 100)
    qtbot.waitUntil(lambda: not page.view.tabs.isVisible())
    assert page.side.isVisible()
    assert page.stage.isVisible()


def test_large_text_cuts_no_reason_and_hides_no_mark(
    window: MainWindow, page: RecordPage, microphones: Microphones, qtbot: QtBot
) -> None:
    window.resize(1280, 696)
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    apply_style(app, "dark", 200)
    page.names.storyteller.setEditText("Maria-Magdalena of the harbour choir")
    qtbot.waitUntil(page.view.tabs.isVisible)
    page.view.show_choices(on=False)
    why = page.bar.why
    qtbot.waitUntil(lambda: why.isVisible() and why.height() >= why.heightForWidth(why.width()))
    assert page.rect().contains(QRect(why.mapTo(page, QPoint(0, 0)), why.size()))
    record(page)
    microphones.now.push(600)
    press(window, Qt.Key.Key_M)
    field = page.side.marked.fields()[-1]
    port = page.side.viewport()
    qtbot.waitUntil(lambda: port.rect().contains(QRect(field.mapTo(port, QPoint(0, 0)), field.size())))
    assert field.hasFocus()
    page.finishing.finish()
    asked = page.bar.asked
    qtbot.waitUntil(lambda: asked.isVisible() and asked.height() >= asked.heightForWidth(asked.width()))
    assert page.rect().contains(QRect(asked.mapTo(page, QPoint(0, 0)), asked.size()))
    assert page.bar.no.isVisible()


def test_calm_mode_looks_less_often(window: MainWindow, page: RecordPage) -> None:
    window.show_page("stories")
    window.workspace.settings.calm = True
    window.show_page("record")
    assert page._turn.interval() == 250


# ---- before anybody is recorded ---------------------------------------------------------------------------------


def prepare_by_hand(page: RecordPage) -> None:
    """June's name, what to ask her, and what the story is called; nobody is recorded yet."""
    QTest.keyClicks(page.names.storyteller, "June")
    for field, words in ((page.side.notes.field, ASK), (page.side.title, "The letter")):
        field.setFocus()
        QTest.keyClicks(field, words)


@pytest.mark.parametrize("ends", ["quits", "is ended", "opens another"])
def test_what_is_typed_before_the_recording_is_there_the_next_time(
    window: MainWindow,
    page: RecordPage,
    folder: Path,
    tmp_path: Path,
    microphones: Microphones,
    ends: str,
    qtbot: QtBot,
) -> None:
    say_yes(page)
    prepare_by_hand(page)
    if ends == "opens another":
        window.projects.open(new_project(tmp_path / "Other"))
        assert (page.names.storyteller.name(), page.side.title.text(), page.side.notes.text()) == ("", "", "")
    elif ends == "quits":
        assert window.close(), "there is nothing to ask"
    else:
        window.closing.end()
    assert list(folder.glob("Not saved*")) == []
    with record_window(quiet_workspace(QApplication.instance()), microphones, qtbot) as again:
        shown = ready_page(again, folder, qtbot)
        assert (shown.names.storyteller.name(), shown.side.title.text()) == ("June", "The letter")
        assert shown.side.notes.text() == ASK
        assert not shown.side.choices.given, "a yes is asked for anew"
        record(shown)
        microphones.now.push(300)
        finish(shown, qtbot)
        assert told(again) == [("June", "Amina", "The letter")]
        again.projects.open(folder)
        assert (shown.names.storyteller.name(), shown.side.title.text(), shown.side.notes.text()) == ("", "", "")
        again.workspace.close_project()


def test_what_is_typed_before_the_recording_and_cannot_be_kept_is_asked_about(
    window: MainWindow, page: RecordPage, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def _full(*_args: object) -> None:
        raise StorageError("The disk is full.", "Everything saved before is safe.", "Free some space.")

    monkeypatch.setattr("coproclip.capture.prepared.write_note", _full)
    prepare_by_hand(page)
    assert not window.close()
    asked = window.findChild(NotSavedDialog)
    assert asked is not None
    QTest.mouseClick(asked.quit, Qt.MouseButton.LeftButton)
    (kept,) = folder.glob("Not saved *.txt")
    assert all(words in kept.read_text("utf-8") for words in ("June", "The letter", ASK))


def test_what_is_cleared_while_it_is_being_kept_is_not_there_the_next_time(
    window: MainWindow, page: RecordPage, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written, goes_on = threading.Event(), threading.Event()

    def _slowly(*given: object) -> None:
        written.set()
        assert goes_on.wait(60)
        write_note(*given)  # type: ignore[arg-type]

    monkeypatch.setattr("coproclip.capture.prepared.write_note", _slowly)
    page.side.notes.field.setPlainText(ASK)
    page.prepared.keep()
    assert written.wait(60)
    page.side.notes.field.setPlainText("")
    page.prepared.keep()
    goes_on.set()
    assert window.workspace.keep_all()
    assert prepared(window.workspace.opened()).note == ""
