"""Whose story gets what is typed on the record page: the one it was typed for, whenever that was, and no other."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from desks import all_read, dialog, open_in, when
from fakes.microphones import Microphones
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot
from sittings import finish, new_project, quiet_workspace, ready_page, record, record_window, say_yes, strips

from coproclip.capture.recorder import Recorder, RecordingFile
from coproclip.errors import StorageError
from coproclip.people.consent import ConsentAbout, consent_of
from coproclip.people.moments import moments_of
from coproclip.people.stories import stories, storyteller_names
from coproclip.project.project import Project
from coproclip.ui.main_window import MainWindow
from coproclip.ui.pages.record import recording_jobs
from coproclip.ui.pages.record.notes import RiskDialog
from coproclip.ui.pages.record.page import RecordPage
from coproclip.ui.pages.record.recording_session import Phase
from coproclip.ui.pages.record.whose_notes import WhoseNotesDialog
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.label import Label
from coproclip.ui.workspace import Workspace

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "does not support raise")

WORRY = "Her brother hits her"


@pytest.fixture
def microphones() -> Microphones:
    return Microphones()


@pytest.fixture
def workspace(qapp: QApplication) -> Iterator[Workspace]:
    made = quiet_workspace(qapp)
    yield made
    made.close_project()


@pytest.fixture
def window(workspace: Workspace, microphones: Microphones, qtbot: QtBot) -> Iterator[MainWindow]:
    with record_window(workspace, microphones, qtbot) as made:
        yield made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return new_project(tmp_path / "Side by Side")


@pytest.fixture
def page(window: MainWindow, folder: Path, qtbot: QtBot) -> RecordPage:
    return ready_page(window, folder, qtbot)


@pytest.fixture
def ready(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Until it is set, a story is still being made."""
    held, make = threading.Event(), recording_jobs.finish_recording

    def _make(*given, **known) -> int:
        assert held.wait(60)
        return make(*given, **known)

    monkeypatch.setattr(recording_jobs, "finish_recording", _make)
    yield held
    held.set()


def private_notes(folder: Path) -> dict[str, str]:
    """Whose story has which private note."""
    with Project.open(folder) as project, project.read() as session:
        return {storyteller_names(session, story.id): story.private_note for story in stories(session)}


def begin_to_finish(page: RecordPage, ready: threading.Event, microphones: Microphones, qtbot: QtBot) -> None:
    """Press Finish; the story is being made, and what is in it is known."""
    microphones.now.push(300)
    page.finishing.finish()
    page.bar.answer(yes=True)
    qtbot.waitUntil(lambda: page.recording_session.phase is Phase.FINISHING)
    all_read(page.workspace)


def another(page: RecordPage, who: str, microphones: Microphones, qtbot: QtBot) -> None:
    """Record somebody else, from thank you to thank you."""
    page.record_another()
    qtbot.waitUntil(lambda: page.recording_session.phase is Phase.READY)
    record(page, who)
    microphones.now.push(300)
    finish(page, qtbot)


def type_worry(page: RecordPage, then=lambda: None) -> None:
    """Type the private note into its window, do what comes `then`, and close it."""

    def _type(asked: QDialog) -> None:
        assert isinstance(asked, RiskDialog)
        try:
            QTest.keyClicks(asked.field, WORRY)
            then()
        finally:
            asked.accept()

    when(dialog, _type)
    QTest.mouseClick(page.side.notes.risk, Qt.MouseButton.LeftButton)


# ---- while the story is being made ----------------------------------------------------------------------------------


@pytest.mark.parametrize("closed", ["before the story is there", "after"])
def test_a_private_note_typed_while_the_story_is_made_is_in_that_story(
    page: RecordPage, folder: Path, ready: threading.Event, microphones: Microphones, closed: str, qtbot: QtBot
) -> None:
    record(page, "June")
    begin_to_finish(page, ready, microphones, qtbot)

    def _story_is_there() -> None:
        ready.set()
        qtbot.waitUntil(lambda: page.view.thanking)
        QTest.keyClicks(QApplication.focusWidget(), " with a belt")

    type_worry(page, _story_is_there if closed == "after" else lambda: None)
    ready.set()
    qtbot.waitUntil(lambda: page.view.thanking)
    another(page, "Siân", microphones, qtbot)
    words = f"{WORRY} with a belt" if closed == "after" else WORRY
    assert private_notes(folder) == {"Kit": "", "June": words, "Siân": ""}


@pytest.mark.parametrize("open_then", ["the same project", "another project"])
def test_what_is_typed_while_the_story_is_made_is_in_the_story(
    window: MainWindow,
    page: RecordPage,
    folder: Path,
    tmp_path: Path,
    ready: threading.Event,
    microphones: Microphones,
    open_then: str,
    qtbot: QtBot,
) -> None:
    record(page, "June")
    microphones.now.push(300)
    page.marking.mark()
    page.side.notes.field.setPlainText("before")
    begin_to_finish(page, ready, microphones, qtbot)
    notes, mark = page.side.notes.field, page.side.marked.fields()[-1]
    for field, words in ((notes, "What of the boat? "), (mark, "the blue door"), (page.side.title, "The letter")):
        field.setFocus()
        QTest.keyClicks(field, words)
    page.names.reporter.setEditText("Rosa")
    page.side.choices.say(ConsentAbout.SHARED, "no")
    if open_then == "another project":
        threading.Timer(0.3, ready.set).start()  # opening waits for what goes on in the project before
        window.projects.open(new_project(tmp_path / "Other"))
    ready.set()
    qtbot.waitUntil(lambda: page.recording_session.phase is not Phase.FINISHING)
    page.workspace.close_project()
    with Project.open(folder) as project, project.read() as session:
        (story,) = [story for story in stories(session) if storyteller_names(session, story.id) == "June"]
        assert (story.title, story.reporter, story.note) == ("The letter", "Rosa", "What of the boat? before")
        assert [moment.text for moment in moments_of(session, story.id)] == ["the blue door"]
        assert consent_of(session, story.id)[ConsentAbout.SHARED].answer == "no"


def test_names_typed_before_the_recorder_has_stopped_are_in_the_story(
    page: RecordPage, folder: Path, microphones: Microphones, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    typed, stop = threading.Event(), Recorder.stop

    def _stop(recorder: Recorder) -> RecordingFile:
        assert typed.wait(60)
        return stop(recorder)

    record(page, "June")
    monkeypatch.setattr(Recorder, "stop", _stop)
    begin_to_finish(page, typed, microphones, qtbot)
    page.names.reporter.setEditText("Rosa")
    QTest.keyClicks(page.side.title, "The letter")
    typed.set()
    qtbot.waitUntil(lambda: page.recording_session.phase is not Phase.FINISHING)
    page.workspace.close_project()
    with Project.open(folder) as project, project.read() as session:
        (story,) = [story for story in stories(session) if storyteller_names(session, story.id) == "June"]
        assert (story.title, story.reporter) == ("The letter", "Rosa")


def test_what_is_typed_while_the_disk_is_full_is_in_the_story_afterwards(
    page: RecordPage, folder: Path, microphones: Microphones, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    def _full(*_given: object, **_known: object) -> None:
        raise StorageError("The disk is full.", "Everything saved before is safe.", "Free some space.")

    record(page, "June")
    microphones.now.push(300)
    with monkeypatch.context() as full:
        full.setattr("coproclip.capture.note_writer.write_note", _full)
        full.setattr(recording_jobs, "finish_recording", _full)
        page.side.notes.field.setPlainText("What of the boat?")
        page.finishing.finish()
        page.bar.answer(yes=True)
        qtbot.waitUntil(lambda: page.recording_session.phase is Phase.ENDED)
        type_worry(page)
        page.side.notes.field.insertPlainText("Again: ")
    finish(page, qtbot)
    assert private_notes(folder) == {"Kit": "", "June": WORRY}
    with page.workspace.opened().read() as session:
        assert [story.note for story in stories(session) if story.note] == ["Again: What of the boat?"]


# ---- before anybody is recorded ---------------------------------------------------------------------------------


def type_name(page: RecordPage, who: str) -> None:
    """Instead of the name that is there, letter by letter."""
    page.names.storyteller.setFocus()
    page.names.storyteller.lineEdit().selectAll()
    for letter in who:
        page.names.storyteller.lineEdit().insert(letter)  # keys of a test know no â


def press_record(page: RecordPage, answers: str) -> list[str]:
    """Say yes and press the round button; to whoever asks, this button is pressed. Returns what was asked."""
    asked: list[str] = []

    def _answer() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, WhoseNotesDialog):
            asked.extend(label.text() for label in dialog.findChildren(Label))
            button = next(one for one in dialog.findChildren(Button) if one.text() == answers)
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    say_yes(page)
    QTimer.singleShot(0, _answer)
    QTest.mouseClick(page.bar.round, Qt.MouseButton.LeftButton)
    return asked


APART, SAME = "Keep them in a separate file", "They belong in this story"


def open_again(window: MainWindow, page: RecordPage, folder: Path, qtbot: QtBot) -> None:
    """The project, and the record page in it."""
    open_in(window, folder)
    window.show_page("stories")
    window.show_page("record")
    qtbot.waitUntil(lambda: page.recording_session.phase is Phase.READY)


def june_says_no(page: RecordPage, window: MainWindow, qtbot: QtBot) -> None:
    """Notes and a private note are typed for June, who does not want to be recorded."""
    type_name(page, "June")
    page.side.notes.field.setFocus()
    QTest.keyClicks(page.side.notes.field, "Ask about the boat")
    type_worry(page)
    page.side.choices.say(ConsentAbout.RECORDED, "no")
    window.show_page("stories")
    window.show_page("record")
    qtbot.waitUntil(lambda: page.recording_session.phase is Phase.READY)


@pytest.mark.parametrize("meanwhile", ["nothing", "the project is opened again"])
@pytest.mark.parametrize("who", ["Siân", ""])
def test_what_was_typed_for_somebody_who_said_no_is_asked_about_and_kept_apart(
    window: MainWindow, page: RecordPage, folder: Path, microphones: Microphones, who: str, meanwhile: str, qtbot: QtBot
) -> None:
    june_says_no(page, window, qtbot)
    type_name(page, who) if who else page.names.storyteller.clearEditText()
    if meanwhile != "nothing":
        open_again(window, page, folder, qtbot)
        assert page.names.storyteller.name() == "June", "whose notes they are"
        type_name(page, who) if who else page.names.storyteller.clearEditText()
    assert page.side.notes.risk.text() == "Private note added…"
    assert page.side.notes.risk.accessibleName() == "Someone may be at risk: a private note has been added"
    asked = press_record(page, APART)
    assert "Notes were typed here for June." in asked
    assert "There is a private note among them." in asked
    assert not any(WORRY in words for words in asked), "she sits in front of the screen"
    assert page.recording_session.phase is Phase.RECORDING
    assert (page.side.notes.text(), page.side.notes.risk.text()) == ("", "Someone may be at risk…")
    microphones.now.push(300)
    finish(page, qtbot)
    assert private_notes(folder) == {"Kit": "", who: ""}
    (apart,) = folder.glob("Notes kept apart *.txt")
    assert all(words in apart.read_text("utf-8") for words in ("June", "Ask about the boat", WORRY))
    assert any(apart.name in strip.message.safe for strip in strips(window))


def test_a_name_put_right_keeps_the_notes_if_one_says_so(
    page: RecordPage, folder: Path, microphones: Microphones, qtbot: QtBot
) -> None:
    type_name(page, "Jun")
    type_worry(page)
    type_name(page, "June")
    assert press_record(page, "Cancel")
    assert page.recording_session.phase is Phase.READY
    assert page.side.notes.risk.text() == "Private note added…"
    assert press_record(page, SAME)
    microphones.now.push(300)
    finish(page, qtbot)
    assert private_notes(folder) == {"Kit": "", "June": WORRY}
    assert not list(folder.glob("Notes kept apart*"))


@pytest.mark.parametrize("meanwhile", ["nothing", "the project is opened again"])
def test_a_no_of_somebody_without_a_name_does_not_hand_on_the_notes(
    page: RecordPage, window: MainWindow, folder: Path, meanwhile: str, qtbot: QtBot
) -> None:
    type_worry(page)
    page.side.choices.say(ConsentAbout.RECORDED, "no")
    if meanwhile != "nothing":
        type_name(page, "Siân")
        open_again(window, page, folder, qtbot)
    type_name(page, "Siân")
    assert "Notes were typed here before this storyteller was asked." in press_record(page, APART)


def test_notes_typed_before_the_name_are_not_asked_about(
    page: RecordPage, folder: Path, microphones: Microphones, qtbot: QtBot
) -> None:
    type_worry(page)
    type_name(page, "June")
    assert press_record(page, APART) == []
    microphones.now.push(300)
    finish(page, qtbot)
    assert private_notes(folder) == {"Kit": "", "June": WORRY}
    page.record_another()
    qtbot.waitUntil(lambda: page.recording_session.phase is Phase.READY)
    type_name(page, "Siân")
    assert press_record(page, APART) == []
    assert page.side.notes.risk.text() == "Someone may be at risk…"
