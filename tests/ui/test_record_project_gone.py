"""The project's folder goes away while somebody is recorded: all of it is kept, and the person is told where."""

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from fakes.microphones import Microphones
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sittings import answer, heard, new_project, quiet_workspace, ready_page, record, record_window, strips, told

from coproclip.cli.app import run
from coproclip.people.consent import consent_of
from coproclip.people.stories import stories, storyteller_names
from coproclip.project.kinds import ConsentAbout
from coproclip.project.project import Project
from coproclip.ui.main_window import MainWindow
from coproclip.ui.pages.record.page import RecordPage
from coproclip.ui.pages.record.recording_session import Phase
from coproclip.ui.widgets.message import MessageStrip
from coproclip.ui.workspace import Workspace

pytestmark = [
    pytest.mark.qt_log_ignore("propagateSizeHints", "does not support raise"),
    pytest.mark.skipif(os.name == "nt", reason="there a folder in use cannot be taken away"),
]


@pytest.fixture
def microphones() -> Microphones:
    return Microphones()


@pytest.fixture
def workspace(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    monkeypatch.setenv("COPROCLIP_HOME", str(tmp_path / "own"))
    made = quiet_workspace(qapp)
    yield made
    made.close_project()


@pytest.fixture
def window(workspace: Workspace, microphones: Microphones, qtbot: QtBot) -> Iterator[MainWindow]:
    with record_window(workspace, microphones, qtbot) as made:
        yield made


@pytest.fixture
def page(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> RecordPage:
    return ready_page(window, new_project(tmp_path / "Side by Side"), qtbot)


def strip_about(window: MainWindow, words: str) -> MessageStrip | None:
    return next((strip for strip in strips(window) if words in strip.accessibleName()), None)


def strip_offered(window: MainWindow, words: str, qtbot: QtBot) -> MessageStrip:
    """The message with these words, once what broke off was looked for beside the window."""
    qtbot.waitUntil(lambda: strip_about(window, words) is not None)
    strip = strip_about(window, words)
    assert strip is not None
    return strip


def go_away(page: RecordPage, microphones: Microphones, qtbot: QtBot, *, to: Path | None) -> np.ndarray:
    """June tells; in the middle of it the folder is moved or removed. Returns all that she said."""
    record(page)
    first, recorder = microphones.now.push(1500), page.recording_session.recorder
    assert recorder is not None
    qtbot.waitUntil(lambda: recorder.status.safe_ms == 1500)
    page.side.notes.field.setPlainText("Ask about the letter")
    folder = page.workspace.opened().folder
    if to is not None:
        folder.rename(to)
    else:
        shutil.rmtree(folder)
    second = microphones.now.push(900)
    window = page.window()
    assert isinstance(window, MainWindow)
    qtbot.waitUntil(lambda: strip_about(window, "goes on in CoProClip’s own folder") is not None)
    assert page.recording_session.phase is Phase.RECORDING, "nobody has to stop telling"
    third = microphones.now.push(700)
    qtbot.waitUntil(lambda: recorder.status.safe_ms == 3100)
    return np.concatenate([first, second, third])


def test_a_project_that_is_removed_becomes_a_new_one_with_the_story(
    window: MainWindow, page: RecordPage, microphones: Microphones, tmp_path: Path, qtbot: QtBot
) -> None:
    sound = go_away(page, microphones, qtbot, to=None)
    page.finishing.finish()
    page.bar.answer(yes=True)
    qtbot.waitUntil(lambda: strip_about(window, "is kept in the project") is not None)
    strip = strip_about(window, "June’s story is kept in the project “Side by Side (new)”")
    assert strip is not None
    assert str(tmp_path) in strip.message.safe
    answer(strip, "Open that project")
    assert [story[:2] for story in told(window)] == [("June", "Amina")]
    with window.workspace.opened().read() as session:
        (story,) = stories(session)
        assert story.note == "Ask about the letter"
        assert consent_of(session, story.id)[ConsentAbout.RECORDED].answer == "yes"
    assert np.array_equal(heard(window, story.id), sound)
    assert not (tmp_path / "Side by Side.coproclip").exists(), "no shell is made in its place"
    assert list((tmp_path / "own" / "data" / "recordings").iterdir()) == []


def test_a_project_that_is_moved_offers_all_of_it_at_its_new_place(
    window: MainWindow, page: RecordPage, microphones: Microphones, tmp_path: Path, qtbot: QtBot
) -> None:
    moved = tmp_path / "Elsewhere.coproclip"
    sound = go_away(page, microphones, qtbot, to=moved)
    page.finishing.finish()
    page.bar.answer(yes=True)
    qtbot.waitUntil(lambda: strip_about(window, "Open the project at its new place") is not None)
    assert not page.recording_session.phase.under_way, "the next one can be recorded"
    assert window.projects.open(moved)
    strip = strip_offered(window, "3 s of June’s story was saved", qtbot)
    answer(strip, "Keep it as a story")
    qtbot.waitUntil(lambda: window.workspace.story_id is not None)
    assert np.array_equal(heard(window, window.workspace.story_id or 0), sound)
    assert list((tmp_path / "own" / "data" / "recordings").iterdir()) == []


@pytest.mark.parametrize("moved", [False, True])
def test_after_the_program_was_ended_too_any_project_offers_it(
    window: MainWindow, page: RecordPage, microphones: Microphones, tmp_path: Path, qtbot: QtBot, moved: bool
) -> None:
    sound = go_away(page, microphones, qtbot, to=tmp_path / "Elsewhere.coproclip" if moved else None)
    page.recording_session.shut()
    assert window.projects.open(new_project(tmp_path / "Other"))
    strip = strip_offered(window, "went away while somebody was recorded", qtbot)
    if moved:
        assert "Its beginning is in that project" in strip.message.safe
        answer(strip, "Keep without the beginning")
    else:
        answer(strip, "Keep it as a story")
    qtbot.waitUntil(lambda: window.workspace.story_id is not None)
    kept = heard(window, window.workspace.story_id or 0)
    assert np.array_equal(kept, sound[-len(kept) :])
    assert len(kept) == len(sound) or moved
    assert len(kept) >= len(sound) * 7 // 31, "all that came after it was moved"


def test_nor_does_it_need_the_window(
    window: MainWindow,
    page: RecordPage,
    microphones: Microphones,
    tmp_path: Path,
    qtbot: QtBot,
    capsys: pytest.CaptureFixture[str],
) -> None:
    go_away(page, microphones, qtbot, to=None)
    page.recording_session.shut()
    page.workspace.close_project()
    other = new_project(tmp_path / "Other")
    assert run(["recover", str(other), "--json"]) == 0
    [found] = json.loads(capsys.readouterr().out)
    assert run(["recover", str(other), "--keep", found["id"][:8]]) == 0
    capsys.readouterr()
    assert run(["recover", str(other), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == []
    with Project.open(other) as project, project.read() as session:
        assert "June" in [storyteller_names(session, story.id) for story in stories(session)]
