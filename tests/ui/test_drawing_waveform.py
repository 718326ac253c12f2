"""A waveform that is not there is made beside the window, and that can be stopped."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from desks import Desk, desk_on
from pytestqt.qtbot import QtBot

from coproclip.jobs import CancelToken, Report
from coproclip.project.journal import Operation
from coproclip.project.project import Project
from coproclip.transcript.edits import correct_segment
from coproclip.ui.pages.desk import playback
from coproclip.ui.widgets.job_card import JobCard

begun, ended = threading.Semaphore(0), threading.Semaphore(0)


def endless(_project: Project, _recording: int, *, report: Report, cancel: CancelToken) -> bool:
    """What making a working copy is like that never comes to its end."""
    begun.release()
    try:
        while True:
            cancel.raise_if_cancelled()
            cancel.wait(0.01)
    finally:
        ended.release()


@pytest.fixture
def desk(
    tmp_path: Path, make_story: Callable[..., int], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Desk]:
    for one in (begun, ended):
        while one.acquire(blocking=False):
            pass
    monkeypatch.setattr(playback, "remake", endless)
    with desk_on(qtbot, tmp_path / "Long", make_story) as made:
        assert begun.acquire(timeout=60)
        yield made


def test_stop_ends_it_and_it_is_not_begun_again_by_itself(desk: Desk) -> None:
    def cards() -> list[JobCard]:
        return [one for one in desk.window.findChildren(JobCard) if one.isVisible()]

    desk.qtbot.waitUntil(lambda: bool(cards()))
    cards()[0].button.click()
    assert ended.acquire(timeout=60)
    desk.qtbot.waitUntil(lambda: not cards())
    story = desk.workspace.story_id
    assert story is not None
    with desk.project.edit(Operation.CORRECT_WORDS) as edit:
        correct_segment(edit, desk.segments(story)[0].id, "What was that first day like?")
    desk.settle(300)
    assert not cards()
    assert not begun.acquire(blocking=False)


def test_closing_the_window_ends_it(desk: Desk) -> None:
    assert desk.window.close()
    assert ended.acquire(timeout=60)
    assert not desk.window.isVisible()
