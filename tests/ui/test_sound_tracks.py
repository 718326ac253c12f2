"""Choosing the sound tracks of a call in the window: seen, ticked, made, heard; and what is offered afterwards."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from desks import Desk, Key, desk_window, dialog, opened, when
from fakes.stepped_transcriber import SteppedTranscriber, make_model
from many_tracks import write_call
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from coproclip.audio.files import SoundFile, probe
from coproclip.capture import track_choice
from coproclip.capture.importer import import_file
from coproclip.people.stories import sound_of
from coproclip.project.journal import Work
from coproclip.project.project import Project, now
from coproclip.project.rows import fetch
from coproclip.project.schema import Recording, Transcription
from coproclip.settings import Settings, save_settings
from coproclip.ui.dialogs import sound_tracks
from coproclip.ui.dialogs.sound_tracks import SoundTracksDialog
from coproclip.ui.job_runner import Lane
from coproclip.ui.transcription.transcribe_dialog import TranscribeDialog
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.label import Label

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def call(tmp_path: Path, shared: Path) -> Path:
    return write_call(tmp_path / "call.mka", shared, seconds=20)


@pytest.fixture
def story_id(project: Project, call: Path) -> int:
    """Made of the second track alone."""
    return import_file(project, call, tracks="2").story_id


@pytest.fixture
def desk(project: Project, story_id: int, tmp_path: Path, qtbot: QtBot) -> Iterator[Desk]:
    with desk_window(qtbot) as (window, workspace):
        workspace.writer = SteppedTranscriber()
        workspace.settings.speech_model = str(make_model(tmp_path / "quick"))
        yield opened(window, workspace, project.folder, qtbot)
        workspace.queue.pause_all()
        qtbot.waitUntil(lambda: not workspace.jobs.jobs())
    save_settings(Settings())


def tracks(desk: Desk) -> str:
    with desk.project.read() as session:
        return fetch(session, Recording, 1).tracks


def command(desk: Desk, page: str) -> object:
    return next(one for one in desk.window.pages[page].commands() if one.id == "sound_tracks")


def choose(desk: Desk, do: Callable[[SoundTracksDialog], None], page: str = "desk") -> None:
    """Open the dialog from this page's menu, and do this in it once it has listened."""

    def _in_it(found: SoundTracksDialog) -> None:
        assert isinstance(found, SoundTracksDialog)
        desk.qtbot.waitUntil(lambda: not desk.workspace.jobs.jobs(Lane.TRACKS))
        QApplication.processEvents()
        do(found)

    when(dialog, _in_it)
    found = command(desk, page)
    assert found.possible
    found.run()


def test_the_dialog_says_what_each_track_is_and_who_is_heard(desk: Desk, story_id: int) -> None:
    desk.open(story_id)

    def _look(found: SoundTracksDialog) -> None:
        texts = [label.text() for label in found.findChildren(Label)]
        assert "call.mka, 20 s, 3 sound tracks" in texts
        assert "Microphone, eng, 1 channel" in texts
        assert [box.text() for box in found.boxes.values()] == ["Number 1", "Number 2", "Number 3"]
        assert [box.isChecked() for box in found.boxes.values()] == [False, True, False]
        assert found.boxes[0].accessibleName() == "Number 1, Microphone, eng, 1 channel"
        assert found.boxes[0].accessibleDescription().startswith("somebody speaks in about ")
        assert found.boxes[2].accessibleDescription() == "nobody heard"
        assert found.boxes[0].hasFocus()
        # By keys alone: without any track there is nothing to use.
        QTest.keyClick(found.boxes[1], Key.Key_Space)
        assert not found.use.isEnabled()
        found.reject()

    choose(desk, _look)
    assert tracks(desk) == "2"


def test_other_tracks_are_made_and_the_desk_shows_their_sound(desk: Desk, story_id: int) -> None:
    page = desk.open(story_id)
    before, peaks = page.open_story.story.sound, page.view.zoom.scene.peaks

    def _both(found: SoundTracksDialog) -> None:
        QTest.keyClick(found.boxes[0], Key.Key_Space)
        QTest.keyClick(found.use, Key.Key_Return)

    choose(desk, _both)
    desk.qtbot.waitUntil(lambda: tracks(desk) == "1,2")
    desk.qtbot.waitUntil(lambda: any("Numbers 1 and 2 were taken, as you chose." in one for one in desk.said()))
    desk.settle()
    assert page.open_story.story.sound.audio != before.audio
    assert page.open_story.story.sound.channels == 2
    assert page.view.zoom.scene.peaks is not None
    assert page.view.zoom.scene.peaks is not peaks
    page.excerpts.play()
    assert desk.quiet.heard
    with desk.project.read() as session:
        assert sound_of(desk.project, session, story_id).audio.is_file()
    assert not [button for button in buttons(desk) if button.text() == "Transcribe again…"], (
        "there is no transcript yet"
    )


def test_a_story_with_words_is_offered_to_be_transcribed_again(desk: Desk, story_id: int) -> None:
    with desk.project.edit(Work.TRANSCRIBE) as edit:
        edit.add(Transcription(story_id=story_id, engine="x", speech_model="x", state="done", started_at=now()))
    desk.workspace.page_asked.emit("stories")
    desk.settle()
    choose(desk, lambda found: (found.boxes[0].setChecked(True), found.accept()), "stories")
    desk.qtbot.waitUntil(lambda: any("Its words are still those of the tracks before." in one for one in desk.said()))
    asked: list[type] = []
    when(dialog, lambda found: (asked.append(type(found)), found.reject()))
    next(button for button in buttons(desk) if button.text() == "Transcribe again…").click()
    assert asked == [TranscribeDialog]


def test_what_waits_to_be_transcribed_goes_on_with_the_new_tracks(desk: Desk, story_id: int) -> None:
    desk.open(story_id)
    desk.workspace.queue.join(story_id)
    desk.qtbot.waitUntil(lambda: desk.workspace.queue.running() == story_id)
    choose(desk, lambda found: (found.boxes[0].setChecked(True), found.accept()))
    desk.qtbot.waitUntil(lambda: tracks(desk) == "1,2")
    desk.qtbot.waitUntil(lambda: len(desk.workspace.writer.asked) == 2)
    assert desk.workspace.queue.running() == story_id


def test_a_file_with_one_track_has_nothing_to_choose(
    desk: Desk, project: Project, story_id: int, make_story: Callable[..., int]
) -> None:
    plain = make_story(project)
    desk.open(plain)
    assert not command(desk, "desk").possible
    desk.open(story_id)
    assert command(desk, "desk").possible


def test_no_file_is_looked_into_on_the_thread_of_the_window(
    desk: Desk,
    project: Project,
    story_id: int,
    make_story: Callable[..., int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where an older project does not know how many tracks a file has, that is found out in the background."""
    looked: list[threading.Thread] = []

    def _probe(path: Path) -> SoundFile:
        looked.append(threading.current_thread())
        return probe(path)

    for module in (track_choice, sound_tracks):
        monkeypatch.setattr(module, "probe", _probe)
    with project.edit(Work.MEDIA) as edit:
        edit.get(Recording, 1).tracks = ""
    plain = make_story(project)
    with project.edit(Work.MEDIA) as edit:
        # As of an MP3 file: what is heard is a copy.
        other = edit.session.scalars(select(Recording).where(Recording.story_id == plain)).one()
        other.working = other.original
    desk.open(plain)
    assert not command(desk, "desk").possible
    desk.open(story_id)
    desk.qtbot.waitUntil(lambda: command(desk, "desk").possible)
    choose(desk, lambda found: found.reject())
    desk.qtbot.waitUntil(lambda: not desk.workspace.jobs.jobs(Lane.DISK))
    desk.open(plain)
    assert not command(desk, "desk").possible
    assert len(looked) >= 4
    assert threading.main_thread() not in looked


def test_the_notice_of_an_import_leads_to_the_choice(desk: Desk, shared: Path, tmp_path: Path) -> None:
    desk.workspace.import_asked.emit([write_call(tmp_path / "another.mka", shared, seconds=15)])
    desk.qtbot.waitUntil(lambda: any("another.mka: This file has 3 sound tracks" in one for one in desk.said()))
    asked: list[type] = []
    when(dialog, lambda found: (asked.append(type(found)), found.reject()))
    next(button for button in buttons(desk) if button.text() == "Choose sound tracks…").click()
    assert asked == [SoundTracksDialog]


def buttons(desk: Desk) -> list[Button]:
    return [child for strip in desk.window.messages.strips() for child in strip.findChildren(Button)]
