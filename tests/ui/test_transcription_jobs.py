"""Writing down in the background: one job a story, pausing, going on, and what goes on after a crash."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from desks import Desk, Key, desk_window, opened
from fakes.stepped_transcriber import WINDOW_MS, WINDOWS, SteppedTranscriber, make_model
from made_stories import new_project
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from coproclip.people.stories import bin_story
from coproclip.project.journal import Operation, Work
from coproclip.project.project import Project, now
from coproclip.project.schema import Transcription
from coproclip.transcript.edits import passages
from coproclip.transcription.queue import TranscriptionRequest, enqueue
from coproclip.transcription.run import transcription_progress
from coproclip.ui.main_window import MainWindow
from coproclip.ui.transcription.jobs import (
    offer_unfinished,
    pause_transcribing,
    start_transcribing,
    transcription_job,
)
from coproclip.ui.widgets.button import Button

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def script() -> SteppedTranscriber:
    return SteppedTranscriber()


@pytest.fixture
def model(tmp_path: Path) -> str:
    return str(make_model(tmp_path / "quick"))


@pytest.fixture
def desk(project: Project, story: int, script: SteppedTranscriber, model: str, qtbot: QtBot) -> Iterator[Desk]:
    with project.edit(Work.TRANSCRIBE) as edit:
        for segment in passages(edit.session, story):
            edit.session.delete(segment)
    folder = project.folder
    with desk_window(qtbot) as (window, workspace):
        workspace.writer = script
        workspace.settings.speech_model = model
        yield opened(window, workspace, folder, qtbot)


def press(window: MainWindow, words: str) -> None:
    """A button of the message at the top."""
    buttons = window.messages.strips()[0].findChildren(Button)
    QTest.mouseClick(next(button for button in buttons if button.text() == words), Qt.MouseButton.LeftButton)


def state(desk: Desk, story: int) -> tuple[str, int]:
    with desk.project.read() as session:
        found = transcription_progress(session, story, 0)
    return found.state, found.done_ms


def test_words_appear_on_the_open_desk_while_the_rest_is_written(
    desk: Desk, story: int, script: SteppedTranscriber
) -> None:
    page = desk.open(story)
    assert page.view.transcribing.isVisible()
    assert page.view.transcribing._title.text() == "This story is not transcribed yet"
    QTest.mouseClick(page.view.transcribing.button, Qt.MouseButton.LeftButton)
    desk.qtbot.waitUntil(lambda: transcription_job(desk.workspace, story) is not None)
    script.let.release()
    desk.qtbot.waitUntil(lambda: len(page.transcript.words) == 1)
    assert page.transcript.words.texts == ["window number0 spoken"]
    desk.qtbot.waitUntil(lambda: page.view.transcribing._title.text() == "Transcribing what is said")
    desk.qtbot.waitUntil(lambda: "about 30 s left" in page.view.transcribing._far.text())
    assert page.view.zoom.scene.transcribed_until == WINDOW_MS, "what is not written yet is pale"
    desk.words(0, 1, 0, 2)
    desk.key(Key.Key_E)
    assert [excerpt.quote for excerpt in desk.excerpts(story)] == ["number0 spoken"], "excerpts may be marked meanwhile"
    script.let.release(WINDOWS)
    desk.qtbot.waitUntil(lambda: state(desk, story)[0] == "done")
    desk.qtbot.waitUntil(lambda: len(page.transcript.words) == WINDOWS and not page.view.transcribing.isVisible())


def test_pausing_keeps_what_is_done_and_goes_on_from_there(desk: Desk, story: int, script: SteppedTranscriber) -> None:
    page = desk.open(story)
    page.story_actions.toggle_transcribing()
    script.let.release(2)
    desk.qtbot.waitUntil(lambda: len(page.transcript.words) == 2)
    QTest.mouseClick(page.view.transcribing.button, Qt.MouseButton.LeftButton)
    desk.qtbot.waitUntil(lambda: state(desk, story) == ("paused", 2 * WINDOW_MS))
    desk.qtbot.waitUntil(lambda: page.view.transcribing._title.text() == "Paused")
    assert page.view.transcribing._below.whole_text() == "What is done is kept."
    assert page.view.transcribing.button.text() == "Carry on from there"
    QTest.mouseClick(page.view.transcribing.button, Qt.MouseButton.LeftButton)
    script.let.release(WINDOWS)
    desk.qtbot.waitUntil(lambda: state(desk, story)[0] == "done")
    assert script.asked == [0, 2 * WINDOW_MS]
    desk.qtbot.waitUntil(lambda: page.transcript.words.texts == [f"window number{n} spoken" for n in range(WINDOWS)])


def test_the_table_shows_how_far_it_is_and_its_button_pauses(
    desk: Desk, story: int, script: SteppedTranscriber
) -> None:
    model = desk.stories.list.model
    assert model.transcript_words(model.rows[0]) == "Not transcribed yet"
    desk.key(Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    script.let.release()
    desk.qtbot.waitUntil(lambda: model.transcript_words(model.rows[0]) == "Transcribing 25%")
    card = next(iter(desk.window.sidebar._by_lane.values()))
    desk.qtbot.waitUntil(lambda: "25%" in card._below.text())
    desk.key(Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    desk.qtbot.waitUntil(lambda: state(desk, story)[0] == "paused")
    desk.qtbot.waitUntil(lambda: model.transcript_words(model.rows[0]) == "Paused, what is done is kept")


def test_stories_wait_in_line_and_none_is_written_twice(
    desk: Desk, story: int, script: SteppedTranscriber, make_story: Callable[..., int]
) -> None:
    second = make_story(desk.project, title="The garden", storyteller="Rosa")
    first_job = start_transcribing(desk.workspace, story)
    assert first_job is not None
    assert start_transcribing(desk.workspace, story) is first_job
    waiting = start_transcribing(desk.workspace, second)
    assert waiting is not None
    assert waiting.subject == second
    desk.qtbot.waitUntil(lambda: first_job.state == "running")
    assert waiting.state == "waiting"
    page = desk.open(second)
    assert page.view.transcribing._title.text() == "Next"
    pause_transcribing(desk.workspace, second)
    assert transcription_job(desk.workspace, second) is None
    pause_transcribing(desk.workspace, story)
    desk.qtbot.waitUntil(lambda: first_job.ended)


def test_what_stops_it_is_said_and_kept(desk: Desk, story: int, script: SteppedTranscriber) -> None:
    script.fails_at = 1
    page = desk.open(story)
    page.story_actions.toggle_transcribing()
    script.let.release(2)
    desk.qtbot.waitUntil(lambda: any("The speech engine stopped." in words for words in desk.said()))
    assert state(desk, story) == ("stopped", WINDOW_MS)
    desk.qtbot.waitUntil(lambda: page.view.transcribing._title.text() == "Stopped, needs a look")
    assert "The speech engine stopped." in page.view.transcribing._below.whole_text()
    assert page.view.transcribing.button.text() == "Carry on from there"


def unfinished(project: Project, story_id: int, done_ms: int, model: str = "", *, queue_entry: bool = False) -> None:
    """As a killed program leaves it."""
    with project.edit(Work.TRANSCRIBE) as edit:
        edit.add(
            Transcription(
                story_id=story_id,
                engine="x",
                speech_model="quick",
                state="running",
                done_ms=done_ms,
                started_at=now(),
                options={"folder": model, "preset": "balanced"},
            )
        )
        if queue_entry:
            enqueue(edit, story_id, TranscriptionRequest(voices="off"))


def test_what_stands_in_no_line_is_only_offered_after_a_crash(
    tmp_path: Path, make_story: Callable[..., int], script: SteppedTranscriber, model: str, qtbot: QtBot
) -> None:
    with new_project(tmp_path / "Killed") as project:
        story = make_story(project)
        unfinished(project, story, WINDOW_MS, model)
        folder = project.folder
    with desk_window(qtbot) as (window, workspace):
        workspace.writer = script
        desk = opened(window, workspace, folder, qtbot)
        qtbot.waitUntil(lambda: len(window.messages.strips()) == 1)
        assert "Transcribing Kit stopped at" in desk.said()[0]
        assert "The words so far, and any excerpts, are safe." in desk.said()[0]
        assert transcription_job(workspace, story) is None
        assert desk.stories.list.model.transcript_words(desk.stories.rows.rows[0]) == "Paused, what is done is kept"
        press(window, "Carry on from there")
        assert transcription_job(workspace, story) is not None
        script.let.release(WINDOWS)
        qtbot.waitUntil(lambda: state(desk, story)[0] == "done")
        assert script.asked == [WINDOW_MS]
        assert not desk.said()


def test_several_unfinished_stories_are_one_message(
    tmp_path: Path, make_story: Callable[..., int], qtbot: QtBot
) -> None:
    with new_project(tmp_path / "Killed") as project:
        ids = [make_story(project, title=title) for title in ("One", "Two", "Three")]
        for story in ids:
            unfinished(project, story, 1000)
        with project.edit(Operation.BIN_STORY) as edit:
            bin_story(edit, ids[2])
        folder = project.folder
    with desk_window(qtbot) as (window, workspace):
        desk = opened(window, workspace, folder, qtbot)
        assert [words.split(".")[0] for words in desk.said()] == ["Transcribing 2 stories was not finished"]
        offer_unfinished(workspace, [])
        assert len(desk.said()) == 1


def test_after_a_crash_the_line_goes_on_by_itself_and_says_so(
    tmp_path: Path, make_story: Callable[..., int], script: SteppedTranscriber, model: str, qtbot: QtBot
) -> None:
    with new_project(tmp_path / "Killed") as project:
        story = make_story(project)
        unfinished(project, story, WINDOW_MS, model, queue_entry=True)
        folder = project.folder
    with desk_window(qtbot) as (window, workspace):
        workspace.writer = script
        desk = opened(window, workspace, folder, qtbot)
        assert desk.said() == ["Still transcribing Kit’s story."]
        qtbot.waitUntil(lambda: script.asked == [WINDOW_MS])
        press(window, "Pause")
        qtbot.waitUntil(lambda: state(desk, story)[0] == "paused")
        assert not desk.said()
        card = next(iter(window.sidebar._by_lane.values()))
        qtbot.waitUntil(lambda: card._title.whole_text() == "Kit")
        assert card._below.whole_text() == "Paused, what is done is kept"
    with desk_window(qtbot) as (window, workspace):
        workspace.writer = script
        desk = opened(window, workspace, folder, qtbot)
        assert not desk.said(), "what a person paused stays so"
        assert workspace.queue.running() is None
        card = next(iter(window.sidebar._by_lane.values()))
        assert card.button.accessibleName() == "Carry on: Kit"
        QTest.mouseClick(card.button, Qt.MouseButton.LeftButton)
        script.let.release(WINDOWS)
        qtbot.waitUntil(lambda: state(desk, story)[0] == "done")
        assert script.asked == [WINDOW_MS, WINDOW_MS]
        qtbot.waitUntil(lambda: not window.sidebar._by_lane)
