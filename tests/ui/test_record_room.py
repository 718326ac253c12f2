"""In the room: two microphones, off the record, marks, starters, notes, and what is told at the end."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from desks import dialog, when
from fakes.microphones import SPOKEN_RATE, Microphones
from fakes.playback import FakePlayback
from fakes.stepped_transcriber import SteppedTranscriber, make_model
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
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
    strips,
)

from coproclip.audio.mono import stream_mono
from coproclip.capture.sidecar import read_note
from coproclip.people.consent import consent_of
from coproclip.people.moments import DEFAULT_STARTERS, moments_of, starters
from coproclip.people.stories import speakers_of
from coproclip.project.kinds import ConsentAbout, MomentKind
from coproclip.project.rows import fetch
from coproclip.project.schema import CheckIn, Story
from coproclip.settings import load_settings, resource_path
from coproclip.ui.main_window import MainWindow
from coproclip.ui.pages.record.notes import RiskDialog
from coproclip.ui.pages.record.page import RecordPage
from coproclip.ui.pages.record.recording_session import Phase
from coproclip.ui.pages.record.setup import TWO
from coproclip.ui.pages.record.setup_dialog import SetupDialog
from coproclip.ui.pages.record.starters_dialog import StartersDialog
from coproclip.ui.style.look import apply_style
from coproclip.ui.widgets import message as messages
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.message import MessageStrip
from coproclip.ui.workspace import Workspace

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "does not support raise")

Key = Qt.Key


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
def page(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> RecordPage:
    return ready_page(window, new_project(tmp_path / "Side by Side"), qtbot)


@pytest.fixture
def two(page: RecordPage, qtbot: QtBot) -> RecordPage:
    """June and Amina each have a microphone."""
    page.microphones.choose_seating(TWO)
    qtbot.waitUntil(lambda: page.recording_session.phase is Phase.READY)
    assert page.recording_session.recorder is not None
    assert len(page.recording_session.recorder.status.microphones) == 2
    return page


def kept(page: RecordPage, story_id: int, kind: MomentKind) -> list[tuple[int, int, str]]:
    with page.workspace.opened().read() as session:
        return [(moment.start_ms, moment.end_ms, moment.text) for moment in moments_of(session, story_id, kind)]


def story(page: RecordPage, story_id: int) -> Story:
    with page.workspace.opened().read() as session:
        return fetch(session, Story, story_id)


def about(window: MainWindow, words: str) -> list[MessageStrip]:
    """The messages that say so."""
    return [strip for strip in strips(window) if words in strip.message.happened]


def in_dialog(kind: type[QDialog], do) -> None:
    """Do something in the dialog that is about to open; it closes afterwards."""

    def _do(asked: QDialog) -> None:
        assert isinstance(asked, kind)
        try:
            do(asked)
        finally:
            if asked.isVisible():
                asked.accept()

    when(dialog, _do)


# ---- two microphones --------------------------------------------------------------------------------------------


def test_two_microphones_are_two_people(two: RecordPage, microphones: Microphones, qtbot: QtBot) -> None:
    assert [microphone_card.isVisible() for microphone_card in two.stage.microphone_cards] == [True, True]
    record(two)
    assert [microphone_card.name.text() for microphone_card in two.stage.microphone_cards] == ["June", "Amina"]
    first, second = microphones.opened[-2:]
    for _ in range(5):
        first.push(200)
        second.push(200, size=300)
    qtbot.waitUntil(lambda: two.recording_session.recorder.status.position_ms > 500)
    story_id = finish(two, qtbot)
    with two.workspace.opened().read() as session:
        voices = {voice.role: (voice.name, voice.channel) for voice in speakers_of(session, story_id)}
    assert voices == {"storyteller": ("June", 0), "reporter": ("Amina", 1)}
    sound = heard(two.window(), story_id)  # type: ignore[arg-type]
    assert sound.shape[1] == 2
    assert load_settings().seating == TWO
    assert load_settings().second_microphone == "Lapel mic"


def test_they_may_sit_the_other_way_round_or_share_one(two: RecordPage, microphones: Microphones, qtbot: QtBot) -> None:
    assert [microphone_card.microphone.currentText() for microphone_card in two.stage.microphone_cards] == [
        "The computer’s default microphone",
        "Lapel mic",
    ]
    QTest.mouseClick(two.stage.swap, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: two.recording_session.phase is Phase.READY)
    assert [microphone.name for microphone in two.recording_session.recorder.status.microphones] == [
        "Lapel mic",
        "Built-in",
    ]
    QTest.mouseClick(two.stage.second, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: two.recording_session.phase is Phase.READY)
    assert [microphone.name for microphone in two.recording_session.recorder.status.microphones] == ["Lapel mic"]
    assert not two.stage.microphone_cards[1].isVisible()


def test_with_one_device_its_second_input_is_taken(page: RecordPage, microphones: Microphones, qtbot: QtBot) -> None:
    microphones.there = ["USB box"]
    page.listen()
    qtbot.waitUntil(lambda: page.recording_session.phase is Phase.READY)
    QTest.mouseClick(page.stage.second, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.recording_session.phase is Phase.READY and microphones.now.channels == 2)
    assert page.stage.microphone_cards[1].microphone.currentText() == "The second input of the same device"
    record(page)
    assert [one.role for one in page.recording_session.recorder.status.note.who] == ["storyteller", "reporter"]


def test_a_second_microphone_that_is_not_there_is_said(
    two: RecordPage, microphones: Microphones, window: MainWindow, qtbot: QtBot
) -> None:
    microphones.there = ["Built-in"]
    two.listen()
    qtbot.waitUntil(lambda: bool(strips(window)))
    assert strips(window)[0].message.happened.startswith("“Lapel mic” is not plugged in")
    microphones.there = ["Built-in", "Lapel mic"]
    two.listen()
    qtbot.waitUntil(lambda: not strips(window))


def test_one_of_two_goes_away_and_another_takes_over(
    two: RecordPage, microphones: Microphones, window: MainWindow, qtbot: QtBot
) -> None:
    record(two)
    june, amina = microphones.opened[-2:]
    june.push(300)
    amina.push(300)
    amina.unplugged.set()
    qtbot.waitUntil(lambda: bool(about(window, "went away; it may")))
    (strip,) = about(window, "went away; it may")
    assert "Amina’s microphone went away" in strip.message.happened
    assert "June’s microphone is still recorded" in strip.message.safe
    assert [one.text for one in strip.message.answers] == ["Choose another microphone", "Carry on with one"]
    assert two.recording_session.phase is Phase.RECORDING
    assert not two.stage.microphone_cards[1].heard.isEnabled()
    microphones.there = ["Built-in", "Desk mic"]
    two.stage.microphone_chosen.emit(1, "Desk mic")
    qtbot.waitUntil(lambda: microphones.now.name == "Desk mic")
    microphones.now.push(300)
    june.push(300)
    qtbot.waitUntil(lambda: not about(window, "went away; it may"))
    assert two.recording_session.recorder.status.microphones[1].name == "Desk mic"


def test_carry_on_with_one_is_an_answer(
    two: RecordPage, microphones: Microphones, window: MainWindow, qtbot: QtBot
) -> None:
    record(two)
    microphones.opened[-2].push(200)
    microphones.now.push(200)
    microphones.now.unplugged.set()
    qtbot.waitUntil(lambda: bool(about(window, "went away; it may")))
    answer(about(window, "went away; it may")[0], "Carry on with one")
    qtbot.wait(1200)
    assert about(window, "went away; it may") == []
    assert two.recording_session.phase is Phase.RECORDING


# ---- off the record ---------------------------------------------------------------------------------------------


def test_while_x_is_held_nothing_is_kept(page: RecordPage, microphones: Microphones, qtbot: QtBot) -> None:
    record(page)
    microphones.now.push(500)
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyPress(focus, Key.Key_X)
    assert page.recording_session.off_record
    assert page.stage.pill.word() == "Off the record"
    assert page.bar.off.text() == "Back on the record"
    microphones.now.push(1000)
    # A held key is told of as let go and pressed again by some systems.
    for _ in range(3):
        QTest.keyRelease(focus, Key.Key_X)
        QTest.keyPress(focus, Key.Key_X)
        QTest.qWait(30)
        assert page.recording_session.off_record
    QTest.keyRelease(focus, Key.Key_X)
    qtbot.waitUntil(lambda: not page.recording_session.off_record)
    assert page.stage.pill.word() == "Recording"
    microphones.now.push(500)
    story_id = finish(page, qtbot)
    ((start, end, _),) = kept(page, story_id, MomentKind.OFF_RECORD)
    assert (start, end) == (500, 1500)
    sound = heard(page.window(), story_id)  # type: ignore[arg-type]
    assert len(sound) == 2 * SPOKEN_RATE
    assert not sound[SPOKEN_RATE // 2 : SPOKEN_RATE * 3 // 2].any()
    assert sound[: SPOKEN_RATE // 2].any()


def test_a_message_is_not_over_the_clock(window: MainWindow, page: RecordPage, qtbot: QtBot) -> None:
    window.workspace.show_banner(messages.Message("The disk is full.", "All is safe. " * 12, kind="error"))
    QApplication.processEvents()
    window.messages.place()
    for part in (page.stage.clock, page.stage.pill):
        assert part.isVisible()
        place = QRect(part.mapTo(window._right, QPoint(0, 0)), part.size())
        assert not window.messages.geometry().intersects(place)


def test_the_keys_for_safety_work_wherever_the_keyboard_is(
    window: MainWindow, page: RecordPage, microphones: Microphones
) -> None:
    page.stage.microphone_cards[0].microphone.setFocus()
    before = page.stage.microphone_cards[0].microphone.currentData()
    press(page, Key.Key_M)
    assert page.stage.microphone_cards[0].microphone.currentData() == before, "a letter chooses no other microphone"
    record(page)
    microphones.now.push(200)
    window.workspace.show_banner(
        messages.Message("Something is wrong.", answers=(messages.MessageAction("Choose another"),))
    )
    strip = strips(window)[-1].findChildren(Button)[0]
    for place in (
        page.stage.microphone_cards[0].microphone,
        window.sidebar.nav,
        strip,
        page.bar.round,
        page.side.starters.on,
    ):
        place.setFocus()
        assert place.hasFocus()
        marks = len(page.marking.marks())
        microphones.now.push(100)
        press(page, Key.Key_M)
        assert len(page.marking.marks()) == marks + 1
        assert page.side.marked.fields()[-1].hasFocus()
        press(page, Key.Key_X, SHIFT)
        assert page.recording_session.off_record, "an empty note never keeps somebody on the record"
        press(page, Key.Key_X, SHIFT)
        press(page, Key.Key_Escape)
        place.setFocus()
        press(page, Key.Key_X, SHIFT)
        assert page.recording_session.off_record
        press(page, Key.Key_X, SHIFT)
        assert not page.recording_session.off_record
        QTest.keyPress(place, Key.Key_X)
        assert page.recording_session.off_record
        page.control.hold.let_go(key=True)
        assert not page.recording_session.off_record
        press(page, Key.Key_R)
        assert page.recording_session.phase is Phase.PAUSED
        place.setFocus()
        press(page, Key.Key_R)
        assert page.recording_session.phase is Phase.RECORDING
    page.side.notes.field.setFocus()
    QTest.keyClicks(page.side.notes.field, "mx")
    assert page.side.notes.text() == "mx"
    assert not page.recording_session.off_record
    microphones.now.push(100)
    press(page, Key.Key_M, CTRL | SHIFT)
    assert len(page.marking.marks()) == 6


def test_nobody_has_to_hold_anything(page: RecordPage, microphones: Microphones) -> None:
    record(page)
    microphones.now.push(200)
    press(page, Key.Key_X, SHIFT)
    assert page.recording_session.off_record
    press(page, Key.Key_X, SHIFT)
    assert not page.recording_session.off_record
    QTest.mouseClick(page.bar.off, Qt.MouseButton.LeftButton)
    assert page.recording_session.off_record
    QTest.mouseClick(page.bar.off, Qt.MouseButton.LeftButton)
    assert not page.recording_session.off_record
    page.bar.off.setFocus()
    press(page, Key.Key_Return)
    assert page.recording_session.off_record
    page.toggle()
    assert page.recording_session.phase is Phase.PAUSED
    assert page.recording_session.off_record


def test_the_pedal_works_while_typing(page: RecordPage, microphones: Microphones, qtbot: QtBot) -> None:
    record(page)
    microphones.now.push(200)
    page.side.notes.field.setFocus()
    QTest.keyClicks(page.side.notes.field, "mxr")
    assert page.side.notes.text() == "mxr"
    QTest.keyPress(page.side.notes.field, Key.Key_F7)
    assert page.recording_session.off_record
    QTest.keyRelease(page.side.notes.field, Key.Key_F7)
    qtbot.waitUntil(lambda: not page.recording_session.off_record)
    QTest.keyClick(page.side.notes.field, Key.Key_F8)
    microphones.now.push(100)
    QTest.keyClick(page.side.notes.field, Key.Key_M, CTRL | SHIFT)
    assert len(page.marking.marks()) == 2
    before = page.side.starters.text
    QTest.keyClick(page.side.notes.field, Key.Key_F9)
    assert page.side.starters.text != before
    assert page.side.notes.field.hasFocus()


# ---- marks, starters, notes -------------------------------------------------------------------------------------


def test_marks_have_words_and_can_be_taken_away(page: RecordPage, microphones: Microphones, qtbot: QtBot) -> None:
    record(page)
    for ms in (600, 500, 400):
        microphones.now.push(ms)
        press(page, Key.Key_M)
        press(page, Key.Key_Escape)
    assert len(page.side.marked.fields()) == 3
    press(page, Key.Key_W)
    assert page.side.marked.fields()[-1].hasFocus()
    QTest.keyClicks(page.side.marked.fields()[-1], "biscuits")
    press(page, Key.Key_Return)
    assert QApplication.focusWidget() is page.bar.round
    assert page.marking.marks()[-1].text == "biscuits"
    page.side.marked.changed.emit(page.marking.marks()[0], None)
    page.view.show_moments(page.recording_session)
    assert [field.text() for field in page.side.marked.fields()] == ["", "biscuits"]
    story_id = finish(page, qtbot)
    assert kept(page, story_id, MomentKind.MARK) == [(1100, 1100, ""), (1500, 1500, "biscuits")]
    assert "2 moments marked" in page.thanks.facts.text()


def typed_steadily(qtbot: QtBot, field: QWidget, letters: str) -> None:
    """One key after the other; nobody ever pauses for half a second."""
    for letter in letters:
        assert QApplication.focusWidget() is field, "the field that is typed in stays"
        QTest.keyClicks(field, letter)
        qtbot.wait(100)


@pytest.mark.parametrize("seen", [True, False])
def test_words_at_a_mark_are_on_disk_before_enter_while_they_are_typed(
    window: MainWindow, page: RecordPage, microphones: Microphones, qtbot: QtBot, seen: bool
) -> None:
    record(page)
    microphones.now.push(600)
    press(page, Key.Key_M)
    field = page.side.marked.fields()[-1]
    (sound,) = (window.workspace.opened().folder / "recordings").glob("*.wav")

    def _on_disk() -> list[str]:
        """What somebody finds after the program was killed now."""
        note = read_note(sound)
        return [moment.text for moment in note.moments if moment.kind == MomentKind.MARK] if note is not None else []

    typed_steadily(qtbot, field, "the day the bakery closed")
    assert _on_disk()[0].startswith("the day the bak"), "what is older than two seconds is kept"
    if not seen:
        field.setText("")
        window.show_page("stories")
        field.setText("the day the bakery was sold")
        page.side.marked.on_typed()
    QTest.keyClicks(field, "!")
    wanted = "the day the bakery closed!" if seen else "the day the bakery was sold!"
    qtbot.waitUntil(lambda: _on_disk() == [wanted])


def test_a_moment_is_marked_once_though_no_time_passes(
    page: RecordPage, microphones: Microphones, qtbot: QtBot
) -> None:
    record(page)
    microphones.now.push(600)
    press(page, Key.Key_R)
    assert page.recording_session.phase is Phase.PAUSED
    for words in ("one", ", two"):
        QTest.mouseClick(page.bar.mark, Qt.MouseButton.LeftButton)
        typed_steadily(qtbot, page.side.marked.fields()[-1], words)
        press(page, Key.Key_Return)
    assert [mark.text for mark in page.marking.marks()] == ["one, two"]


def test_finishing_in_the_middle_of_a_word_keeps_it(page: RecordPage, microphones: Microphones, qtbot: QtBot) -> None:
    record(page)
    microphones.now.push(1500)
    press(page, Key.Key_M)
    QTest.keyClicks(page.side.marked.fields()[-1], "Rose")
    story_id = finish(page, qtbot)
    assert [text for _, _, text in kept(page, story_id, MomentKind.MARK)] == ["Rose"]


def test_what_is_typed_after_a_mark_is_its_note_and_moves_nothing_else(
    page: RecordPage, microphones: Microphones, qtbot: QtBot
) -> None:
    record(page)
    microphones.now.push(600)
    QTest.mouseClick(page.bar.mark, Qt.MouseButton.LeftButton)
    field = page.side.marked.fields()[-1]
    assert field.hasFocus()
    assert "Enter" in page.side.marked.hint.text()
    asked = [moment for moment in page.recording_session.moments if moment.kind == MomentKind.STARTER]
    for letter in "aunt Rose, mum, exam":
        QTest.keyClicks(QApplication.focusWidget(), letter)
    assert page.recording_session.phase is Phase.RECORDING, "no letter pauses"
    assert not page.recording_session.off_record, "nor goes off the record, once there are words"
    assert [moment for moment in page.recording_session.moments if moment.kind == MomentKind.STARTER] == asked, (
        "nor ticks a question"
    )
    press(page, Key.Key_Return)
    assert page.marking.marks()[-1].text == "aunt Rose, mum, exam"
    assert QApplication.focusWidget() is page.bar.round
    press(page, Key.Key_R)
    assert page.recording_session.phase is Phase.PAUSED, "letters are keys again"


def test_a_note_that_nobody_types_gives_the_keyboard_back(
    page: RecordPage, microphones: Microphones, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("coproclip.ui.pages.record.marked.FIRST_KEY_MS", 50)
    record(page)
    microphones.now.push(600)
    press(page, Key.Key_M)
    assert page.side.marked.fields()[-1].hasFocus()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is page.bar.round)
    microphones.now.push(200)
    press(page, Key.Key_M)
    assert len(page.marking.marks()) == 2


def test_a_mark_takes_the_keyboard_from_nobody_who_types(page: RecordPage, microphones: Microphones) -> None:
    record(page)
    microphones.now.push(600)
    page.side.notes.field.setFocus()
    press(page, Key.Key_F8)
    QTest.keyClicks(QApplication.focusWidget(), "rain")
    assert page.side.notes.text() == "rain"
    assert [mark.text for mark in page.marking.marks()] == [""]


def test_starters_are_ticked_with_their_time(page: RecordPage, microphones: Microphones, qtbot: QtBot) -> None:
    assert page.side.starters.count.text() == "1 of 8"
    assert not page.side.starters.ask.isEnabled()
    record(page)
    microphones.now.push(700)
    press(page, Key.Key_N)
    press(page, Key.Key_A)
    assert page.side.starters.text == DEFAULT_STARTERS[2]
    press(page, Key.Key_N, SHIFT)
    assert page.side.starters.text == DEFAULT_STARTERS[1]
    story_id = finish(page, qtbot)
    assert kept(page, story_id, MomentKind.STARTER) == [(700, 700, DEFAULT_STARTERS[1])]


def test_the_list_of_starters_can_be_changed(page: RecordPage) -> None:
    def _change(dialog: StartersDialog) -> None:
        assert dialog.texts() == list(DEFAULT_STARTERS)
        dialog.move_by(1)
        dialog.list.setCurrentRow(7)
        dialog.remove()
        dialog.add()
        dialog.list.currentItem().setText("Who else was there?")

    in_dialog(StartersDialog, _change)
    page.starters.change()
    first, second, *rest = DEFAULT_STARTERS
    wanted = [second, first, *rest[:-1], "Who else was there?"]
    with page.workspace.opened().read() as session:
        assert [starter.text for starter in starters(session)] == wanted
    assert page.side.starters.texts() == wanted
    page.workspace.undo()
    page.starters.load()
    assert page.side.starters.texts() == list(DEFAULT_STARTERS)


def test_starters_that_are_being_changed_are_in_a_file_when_the_program_is_ended(
    page: RecordPage, window: MainWindow, qtbot: QtBot
) -> None:
    folder = page.workspace.opened().folder

    def _change(dialog: StartersDialog) -> None:
        qtbot.waitUntil(dialog.isActiveWindow)
        window.closing.keep_now()
        assert list(folder.glob("Not saved*")) == [], "nothing was changed yet"
        dialog.list.setCurrentRow(7)
        dialog.remove()
        dialog.move_by(-1)
        dialog.add()
        QTest.keyClicks(QApplication.focusWidget(), "Who sat at the far table?")
        window.closing.end()
        QTest.keyClick(dialog, Key.Key_Escape)

    in_dialog(StartersDialog, _change)
    page.starters.change()
    (kept,) = folder.glob("Not saved *.txt")
    *_, seventh, typed, last = kept.read_text("utf-8").strip().splitlines()
    assert (seventh, typed, last) == (DEFAULT_STARTERS[6], "Who sat at the far table?", DEFAULT_STARTERS[5])
    assert DEFAULT_STARTERS[7] not in kept.read_text("utf-8")


def test_notes_are_kept_with_the_story(page: RecordPage, microphones: Microphones, qtbot: QtBot) -> None:
    record(page)
    microphones.now.push(300)
    page.side.notes.field.setPlainText("Ask about the letter")
    qtbot.waitUntil(lambda: page.recording_session.recorder.status.note.note == "Ask about the letter")
    in_dialog(RiskDialog, lambda dialog: dialog.field.setPlainText("Talk to Rosa"))
    page.notes.note_risk()
    assert page.recording_session.recorder.status.note.private_note == "Talk to Rosa"
    made = story(page, finish(page, qtbot))
    assert (made.note, made.private_note) == ("Ask about the letter", "Talk to Rosa")
    assert (page.side.notes.text(), page.notes.private_note.text) == ("", "")


# ---- what was said ----------------------------------------------------------------------------------------------


def test_the_yes_can_be_heard_in_the_recording(page: RecordPage, microphones: Microphones, qtbot: QtBot) -> None:
    record(page)
    microphones.now.push(400)
    qtbot.waitUntil(lambda: page.recording_session.recorder.status.position_ms == 400)
    QTest.mouseClick(page.side.choices.record_yes, Qt.MouseButton.LeftButton)
    assert page.side.choices.record_yes.text() == "That was the yes"
    microphones.now.push(600)
    qtbot.waitUntil(lambda: page.recording_session.recorder.status.position_ms == 1000)
    QTest.mouseClick(page.side.choices.record_yes, Qt.MouseButton.LeftButton)
    story_id = finish(page, qtbot)
    assert [span[:2] for span in kept(page, story_id, MomentKind.SPOKEN_YES)] == [(400, 1000)]
    with page.workspace.opened().read() as session:
        said = consent_of(session, story_id)
    assert said[ConsentAbout.RECORDED].answer == "yes"
    assert said[ConsentAbout.RECORDED].moment_id is not None
    assert ConsentAbout.SHARED not in said


def test_without_a_yes_to_it_nothing_is_written_down(page: RecordPage, microphones: Microphones, qtbot: QtBot) -> None:
    jobs: list[str] = []
    page.workspace.jobs.changed.connect(lambda job: jobs.append(job.title))
    record(page)
    page.side.choices.open.click()
    page.side.choices.say(ConsentAbout.TRANSCRIBED, "later")
    microphones.now.push(300)
    story_id = finish(page, qtbot)
    assert page.thanks.written.text() == "It is not transcribed yet: June is to be asked afterwards."
    assert "Transcribing June" not in jobs
    QTest.mouseClick(page.thanks.write, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "Transcribing June" in jobs)
    assert page.thanks.write.isHidden()
    with page.workspace.opened().read() as session:
        assert consent_of(session, story_id)[ConsentAbout.TRANSCRIBED].answer == "yes"


def test_the_page_says_how_far_transcribing_is(
    page: RecordPage, microphones: Microphones, tmp_path: Path, qtbot: QtBot
) -> None:
    space, script, words = page.workspace, SteppedTranscriber(), page.thanks.written.text
    space.writer = script
    space.settings.speech_model = str(make_model(tmp_path / "quick"))
    record(page)
    page.side.choices.open.click()
    page.side.choices.say(ConsentAbout.TRANSCRIBED, "yes")
    microphones.now.push(300)
    story_id = finish(page, qtbot)
    assert words() == "It is being transcribed now. You can carry on with something else."
    space.queue.pause(story_id)
    assert words() == "Transcribing it is paused. What is done is kept."
    space.queue.go_on(story_id)
    qtbot.waitUntil(lambda: words().startswith("It is being transcribed now."))
    script.let.release(script.windows)
    qtbot.waitUntil(lambda: words() == "It is transcribed.")
    assert page.thanks.write.isHidden()


def test_days_to_ask_how_they_are(page: RecordPage, microphones: Microphones, qtbot: QtBot) -> None:
    record(page)
    microphones.now.push(300)
    story_id, today = finish(page, qtbot), date.today()

    def _days() -> dict[str, str]:
        with page.workspace.opened().read() as session:
            mine = session.query(CheckIn).filter_by(story_id=story_id)
            return {check_in.who: check_in.due_on for check_in in mine}

    tomorrow, later = today + timedelta(days=1), today + timedelta(days=3)
    assert _days() == {"storyteller": tomorrow.isoformat(), "reporter": later.isoformat()}
    field = page.thanks.check_ins.fields["storyteller"]
    assert field.currentText().startswith("Tomorrow, ")
    assert "June" in field.accessibleName()
    field.setCurrentIndex(field.findData(7))
    field.activated.emit(field.currentIndex())
    assert _days()["storyteller"] == (today + timedelta(days=7)).isoformat()
    page.workspace.undo()
    assert _days()["storyteller"] == tomorrow.isoformat()
    field.setCurrentIndex(0)
    field.activated.emit(0)
    assert _days() == {"reporter": later.isoformat()}


# ---- before and after -------------------------------------------------------------------------------------------


def test_the_quiet_room_is_recorded_before_the_end(page: RecordPage, microphones: Microphones, qtbot: QtBot) -> None:
    record(page)
    microphones.now.push(400)
    qtbot.waitUntil(lambda: page.recording_session.recorder.status.position_ms == 400)
    page.toggle()
    page.finishing.finish()
    assert page.bar.other.text() == "Record 5 s of room noise first"
    QTest.mouseClick(page.bar.other, Qt.MouseButton.LeftButton)
    assert page.bar.asked.text() == "Quiet, please: 5 s of the room"
    microphones.now.push(2500)
    qtbot.waitUntil(lambda: page.bar.asked.text() == "Quiet, please: 3 s of the room")
    microphones.now.push(2600)
    qtbot.waitUntil(lambda: page.bar.asked.text().startswith("Finish June’s story?"))
    assert page.recording_session.phase is Phase.PAUSED
    assert page.bar.other.isHidden()
    page.bar.answer(yes=True)
    qtbot.waitUntil(lambda: page.view.thanking)
    assert [span[:2] for span in kept(page, page.thanks.story.story_id, MomentKind.ROOM)] == [(400, 5400)]


def test_it_can_be_tried_out_and_nothing_is_left(page: RecordPage, microphones: Microphones, qtbot: QtBot) -> None:
    speaker = page.workspace.listening
    assert isinstance(speaker, FakePlayback)
    page.side.choices.say(ConsentAbout.RECORDED, "yes")
    QTest.mouseClick(page.stage.try_out, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.bar.asking and page.microphones.trial.left_s > 0)
    assert page.bar.asked.text().startswith("Say something: ")
    microphones.now.push(5000)
    qtbot.waitUntil(lambda: page.bar.asked.text() == "Say something: 5 s")
    QTest.mouseClick(page.bar.yes, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(speaker.heard))
    assert page.bar.asked.text() == "You heard it. How loud it was: Good"
    path = speaker.heard[0][0]
    assert path.is_file()
    assert page.workspace.opened().folder not in path.parents
    QTest.mouseClick(page.bar.other, Qt.MouseButton.LeftButton)
    assert len(speaker.heard) == 2
    qtbot.waitUntil(lambda: page.recording_session.phase is Phase.READY)
    QTest.mouseClick(page.bar.yes, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not path.exists())
    assert not speaker.playing
    page.toggle()
    assert page.recording_session.phase is Phase.RECORDING


def test_leaving_while_trying_takes_it_away(
    page: RecordPage, window: MainWindow, microphones: Microphones, qtbot: QtBot
) -> None:
    page.microphones.try_out()
    qtbot.waitUntil(lambda: page.microphones.trial.running)
    tried = microphones.now
    window.show_page("stories")
    qtbot.waitUntil(lambda: tried.stopped)
    window.show_page("record")
    qtbot.waitUntil(lambda: page.recording_session.phase is Phase.READY)
    assert not page.bar.asking


def test_recording_settings_are_remembered(page: RecordPage, tmp_path: Path, qtbot: QtBot) -> None:
    def _choose(dialog: SetupDialog) -> None:
        dialog.bits.setCurrentIndex(dialog.bits.findData(24))
        dialog.set_disk(str(tmp_path / "stick"))
        dialog.stand_ins.item(1).setCheckState(Qt.CheckState.Checked)
        dialog.save()

    (tmp_path / "stick").mkdir()
    in_dialog(SetupDialog, _choose)
    page.microphones.set_up()
    qtbot.waitUntil(lambda: page.recording_session.phase is Phase.READY)
    assert page.recording_session.recorder.status.sound.bits == 24
    assert page.recording_session.recorder.second_folder == tmp_path / "stick"
    known = load_settings()
    assert (known.recording_bits, known.second_disk) == (24, str(tmp_path / "stick"))
    assert known.stand_in_microphones == ["Built-in"]


def test_nothing_is_announced_by_itself_while_somebody_speaks(
    page: RecordPage, window: MainWindow, microphones: Microphones, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []

    heard_by_reader = SimpleNamespace(updateAccessibility=lambda event: said.append(event.message()))
    monkeypatch.setattr(messages, "QAccessible", heard_by_reader)
    record(page)
    microphones.now.push(200)
    window.messages.show_message(messages.Message("Something happened."))
    assert said == []
    page.say_now()
    assert len(said) == 1
    page.toggle()
    window.messages.show_message(messages.Message("Something else happened."))
    assert said[-1] == "Something else happened."


def test_lost_sound_is_said_as_long_as_it_matters(
    page: RecordPage, window: MainWindow, microphones: Microphones, qtbot: QtBot
) -> None:
    record(page)
    microphones.now.push(500)
    microphones.now.lose(200)
    microphones.now.push(500)
    qtbot.waitUntil(lambda: bool(about(window, "ound was lost")))
    (strip,) = about(window, "ound was lost")
    assert "Some sound was lost once" in strip.message.happened
    assert page.recording_session.phase is Phase.RECORDING
    QTest.mouseClick(strip.close_button, Qt.MouseButton.LeftButton)
    qtbot.wait(1200)
    assert about(window, "ound was lost") == []
    microphones.now.lose(200)
    qtbot.waitUntil(lambda: bool(about(window, "ound was lost 2 times")))
    finish(page, qtbot)
    qtbot.waitUntil(lambda: not about(window, "ound was lost"))


def test_the_picture_shows_what_is_not_kept(two: RecordPage, microphones: Microphones) -> None:
    record(two)
    for source in microphones.opened[-2:]:
        source.push(2000)
    two.marking.mark()
    two.control.go_off_record(on=True)
    for source in microphones.opened[-2:]:
        source.push(1500)
    QTest.qWait(300)
    assert not two.grab().isNull()
    assert np.isfinite(two.recording_session.kept.moment_of(1000) or 0.0)


# ---- words as they come ------------------------------------------------------------------------------------------


def test_words_come_while_somebody_tells_and_only_after_a_yes_to_being_written_down(
    page: RecordPage, microphones: Microphones, qtbot: QtBot
) -> None:
    live = page.live
    assert not live.switch.isChecked(), "off until somebody wants it"
    page.workspace.settings.speech_model = ""
    live.switch.click()
    assert load_settings().live_words
    page.names.storyteller.setEditText("June")
    page.side.choices.say(ConsentAbout.RECORDED, "yes")
    QTest.mouseClick(page.bar.round, Qt.MouseButton.LeftButton)
    assert page.recording_session.phase is Phase.RECORDING
    assert live.state.text() == "Words are only shown after a yes to being transcribed."
    assert not live.words.isVisible()
    page.side.choices.say(ConsentAbout.TRANSCRIBED, "yes")
    speech = np.concatenate(list(stream_mono(resource_path("example", "interview.opus"), SPOKEN_RATE, 0, 26_000)))
    microphones.now.say((speech * 32767).astype(np.int16)[:, None])
    qtbot.waitUntil(lambda: "thank you" in live.words.toPlainText().lower())
    page.side.choices.say(ConsentAbout.TRANSCRIBED, "no")
    assert live.state.text() == "Words are only shown after a yes to being transcribed."
    page.recording_session.pause()
    assert page.recording_session.recorder is not None
    assert page.recording_session.recorder.status.position_ms == pytest.approx(26_000, abs=100), (
        "the recording knows nothing of it"
    )
