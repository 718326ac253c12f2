"""Writing down in the background: one job a story, pausing, going on, and what is offered after a crash."""

import struct
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from desks import Desk, Key, desk_window, opened
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from coproclip.errors import TranscriptionError
from coproclip.jobs import CancelToken, Progress, Report, silent
from coproclip.people.stories import bin_story
from coproclip.project.journal import Operation, Work
from coproclip.project.project import Project, now
from coproclip.project.schema import Transcription
from coproclip.transcribe.engine import SpeechOptions, SpokenSegment, SpokenWord
from coproclip.transcribe.models import SpeechModel
from coproclip.transcribe.worker import WindowDone
from coproclip.transcript.draft import standing
from coproclip.transcript.edits import passages
from coproclip.ui.components.buttons import Button
from coproclip.ui.writing import offer_unfinished, pause_writing, start_writing, story_of, writing_job

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

WINDOWS, WINDOW_MS = 4, 3500


def said(at: int, *words: str) -> SpokenSegment:
    """A passage of words a quarter of a second each."""
    spoken = tuple(SpokenWord(word, at + 250 * n, at + 250 * n + 200, 90) for n, word in enumerate(words))
    return SpokenSegment(at, spoken[-1].end_ms, " ".join(words), spoken)


@dataclass
class Script:
    """A speech engine that says one sentence a window, each when it is let."""

    windows: int = WINDOWS
    fails_at: int | None = None
    let: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    asked: list[int] = field(default_factory=list)

    def transcribe_file(
        self,
        sound: Path,
        model: SpeechModel,
        options: SpeechOptions,
        *,
        from_ms: int = 0,
        report: Report = silent,
        cancel: CancelToken | None = None,
    ) -> Iterator[WindowDone]:
        assert sound.is_file()
        assert cancel is not None
        self.asked.append(from_ms)
        for place in range(from_ms // WINDOW_MS, self.windows):
            while not self.let.acquire(timeout=0.01):
                cancel.raise_if_cancelled()
            if place == self.fails_at:
                raise TranscriptionError("The speech engine stopped.", "The words so far are safe.")
            start, end = place * WINDOW_MS, (place + 1) * WINDOW_MS
            words = said(start + 500, "window", f"number{place}", "spoken")
            yield WindowDone(start, end, (words,), "en", True, "scripted 1")
            report(Progress(end / 1000, self.windows * WINDOW_MS / 1000, "Writing down", 30.0))


@pytest.fixture
def script() -> Script:
    return Script()


@pytest.fixture
def model(tmp_path: Path) -> str:
    folder = tmp_path / "quick"
    folder.mkdir()
    for name in ("config.json", "tokenizer.json", "vocabulary.json"):
        (folder / name).write_text("{}")
    body = struct.pack("<I", 6) + struct.pack("<H", 12) + b"WhisperSpec\0" + struct.pack("<III", 3, 0, 0)
    (folder / "model.bin").write_bytes(body)
    return str(folder)


@pytest.fixture
def desk(project: Project, story: int, script: Script, model: str, qtbot: QtBot) -> Iterator[Desk]:
    with project.edit(Work.WRITE_DOWN) as edit:
        for segment in passages(edit.session, story):
            edit.session.delete(segment)
    folder = project.folder
    with desk_window(qtbot) as (window, workspace):
        workspace.writer = script
        workspace.settings.speech_model = model
        yield opened(window, workspace, folder, qtbot)


def state(desk: Desk, story: int) -> tuple[str, int]:
    with desk.project.read() as session:
        found = standing(session, story, 0)
    return found.state, found.done_ms


def test_words_appear_on_the_open_desk_while_the_rest_is_written(desk: Desk, story: int, script: Script) -> None:
    page = desk.open(story)
    assert page.writing.isVisible()
    assert page.writing._title.text() == "This story is not written down yet"
    QTest.mouseClick(page.writing.button, Qt.MouseButton.LeftButton)
    desk.qtbot.waitUntil(lambda: writing_job(desk.workspace, story) is not None)
    script.let.release()
    desk.qtbot.waitUntil(lambda: len(page.view.words) == 1)
    assert page.view.words.texts == ["window number0 spoken"]
    desk.qtbot.waitUntil(lambda: page.writing._title.text() == "Writing down what is said")
    desk.qtbot.waitUntil(lambda: "about 30 s left" in page.writing._far.text())
    assert page.zoom.scene.written_until == WINDOW_MS, "what is not written yet is pale"
    desk.words(0, 1, 0, 2)
    desk.key(Key.Key_E)
    assert [excerpt.quote for excerpt in desk.excerpts(story)] == ["number0 spoken"], "excerpts may be marked meanwhile"
    script.let.release(WINDOWS)
    desk.qtbot.waitUntil(lambda: state(desk, story)[0] == "done")
    desk.qtbot.waitUntil(lambda: len(page.view.words) == WINDOWS and not page.writing.isVisible())


def test_pausing_keeps_what_is_done_and_goes_on_from_there(desk: Desk, story: int, script: Script) -> None:
    page = desk.open(story)
    page.toggle_writing()
    script.let.release(2)
    desk.qtbot.waitUntil(lambda: len(page.view.words) == 2)
    QTest.mouseClick(page.writing.button, Qt.MouseButton.LeftButton)
    desk.qtbot.waitUntil(lambda: state(desk, story) == ("paused", 2 * WINDOW_MS))
    desk.qtbot.waitUntil(lambda: page.writing._title.text() == "Paused")
    assert page.writing._below.whole_text() == "What is done is kept."
    assert page.writing.button.text() == "Carry on from there"
    QTest.mouseClick(page.writing.button, Qt.MouseButton.LeftButton)
    script.let.release(WINDOWS)
    desk.qtbot.waitUntil(lambda: state(desk, story)[0] == "done")
    assert script.asked == [0, 2 * WINDOW_MS]
    desk.qtbot.waitUntil(lambda: page.view.words.texts == [f"window number{n} spoken" for n in range(WINDOWS)])


def test_the_table_shows_how_far_it_is_and_its_button_pauses(desk: Desk, story: int, script: Script) -> None:
    stories = desk.stories
    assert stories.model.written_words(stories.rows[0]) == "Not written down yet"
    desk.key(Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    script.let.release()
    desk.qtbot.waitUntil(lambda: stories.model.written_words(stories.rows[0]) == "Writing it down 25%")
    card = next(iter(desk.window.sidebar._by_lane.values()))
    desk.qtbot.waitUntil(lambda: "25%" in card._below.text())
    desk.key(Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    desk.qtbot.waitUntil(lambda: state(desk, story)[0] == "paused")
    desk.qtbot.waitUntil(lambda: stories.model.written_words(stories.rows[0]) == "Paused, what is done is kept")


def test_stories_wait_in_line_and_none_is_written_twice(
    desk: Desk, story: int, script: Script, make_story: Callable[..., int]
) -> None:
    second = make_story(desk.project, title="The garden", storyteller="Rosa")
    first_job = start_writing(desk.workspace, story, "Kit")
    assert start_writing(desk.workspace, story, "Kit") is first_job
    waiting = start_writing(desk.workspace, second, "Rosa")
    assert story_of(waiting) == second
    desk.qtbot.waitUntil(lambda: first_job.state == "running")
    assert waiting.state == "waiting"
    page = desk.open(second)
    assert page.writing._title.text() == "Next in line"
    pause_writing(desk.workspace, second)
    assert writing_job(desk.workspace, second) is None
    pause_writing(desk.workspace, story)
    desk.qtbot.waitUntil(lambda: first_job.ended)


def test_what_stops_it_is_said_and_kept(desk: Desk, story: int, script: Script) -> None:
    script.fails_at = 1
    page = desk.open(story)
    page.toggle_writing()
    script.let.release(2)
    desk.qtbot.waitUntil(lambda: any("The speech engine stopped." in words for words in desk.said()))
    assert state(desk, story) == ("stopped", WINDOW_MS)
    desk.qtbot.waitUntil(lambda: page.writing._title.text() == "Stopped, needs a look")
    assert "The speech engine stopped." in page.writing._below.whole_text()
    assert page.writing.button.text() == "Carry on from there"


def unfinished(project: Project, story_id: int, done_ms: int) -> None:
    """As a killed program leaves it."""
    with project.edit(Work.WRITE_DOWN) as edit:
        edit.add(
            Transcription(
                story_id=story_id, engine="x", speech_model="quick", state="running", done_ms=done_ms, started_at=now()
            )
        )


def test_after_a_crash_it_offers_to_go_on_and_does_not_begin_by_itself(
    tmp_path: Path, make_story: Callable[..., int], script: Script, model: str, qtbot: QtBot
) -> None:
    with Project.create(tmp_path / "Killed") as project:
        story = make_story(project)
        unfinished(project, story, WINDOW_MS)
        folder = project.folder
    with desk_window(qtbot) as (window, workspace):
        workspace.writer, workspace.settings.speech_model = script, model
        desk = opened(window, workspace, folder, qtbot)
        qtbot.waitUntil(lambda: len(window.messages.strips()) == 1)
        assert "Writing down Kit stopped at" in desk.said()[0]
        assert "The words so far, and any excerpts, are safe." in desk.said()[0]
        assert writing_job(workspace, story) is None
        assert desk.stories.model.written_words(desk.stories.rows[0]) == "Paused, what is done is kept"
        button = window.messages.strips()[0].findChild(Button)
        assert button.text() == "Carry on from there"
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        assert writing_job(workspace, story) is not None
        script.let.release(WINDOWS)
        qtbot.waitUntil(lambda: state(desk, story)[0] == "done")
        assert script.asked == [WINDOW_MS]
        assert not desk.said()


def test_several_unfinished_stories_are_one_message(
    tmp_path: Path, make_story: Callable[..., int], qtbot: QtBot
) -> None:
    with Project.create(tmp_path / "Killed") as project:
        ids = [make_story(project, title=title) for title in ("One", "Two", "Three")]
        for story in ids:
            unfinished(project, story, 1000)
        with project.edit(Operation.BIN_STORY) as edit:
            bin_story(edit, ids[2])
        folder = project.folder
    with desk_window(qtbot) as (window, workspace):
        desk = opened(window, workspace, folder, qtbot)
        assert [words.split(".")[0] for words in desk.said()] == ["Writing down 2 stories was not finished"]
        offer_unfinished(workspace, [])
        assert len(desk.said()) == 1
