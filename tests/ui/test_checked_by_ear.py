"""“Checked by ear” means heard: what was played is noted, and a tick asks where it was not."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from desks import Desk, Key, desk_on
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from coproclip.project.kinds import CheckedHow
from coproclip.project.played import played_in
from coproclip.ui.transcript import passage_edits
from coproclip.ui.transcript.heard_first import HeardChoice, HeardFirstDialog

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def desk(tmp_path: Path, make_story: Callable[..., int], qtbot: QtBot) -> Iterator[Desk]:
    with desk_on(qtbot, tmp_path / "Side by Side", make_story) as made:
        yield made


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many passages each question was about; the answer is “Listen first”."""
    questions: list[int] = []

    def _ask(_parent: object, passages: int) -> HeardChoice:
        questions.append(passages)
        return HeardChoice.LISTEN

    monkeypatch.setattr(passage_edits, "ask_heard", _ask)
    return questions


def ticks(desk: Desk) -> list[str]:
    assert desk.workspace.story_id is not None
    return [line.checked_how if line.checked else "-" for line in desk.segments(desk.workspace.story_id)]


def test_what_is_played_is_noted_at_any_speed(desk: Desk) -> None:
    story = desk.workspace.story_id
    assert story is not None
    desk.page.playback.play_from(1000)
    desk.quiet.speed = 200
    desk.quiet.go(2500)
    desk.quiet.pause()
    desk.settle()
    [(stretch)] = desk.project.query(played_in, story)
    assert (stretch.start_ms, stretch.end_ms) == (1000, 2500)


def test_silence_is_not_heard(desk: Desk) -> None:
    desk.quiet.volume = 0
    desk.hear()
    assert desk.workspace.story_id is not None
    assert desk.project.query(played_in, desk.workspace.story_id) == []


def test_c_ticks_what_was_heard_without_asking(desk: Desk, asked: list[int]) -> None:
    desk.hear()
    desk.words(0, 0)
    desk.key(Key.Key_C)
    assert ticks(desk)[0] == CheckedHow.PLAYED
    assert asked == []


def test_c_lets_what_was_not_heard_be_heard_first_and_asks_once(desk: Desk, asked: list[int]) -> None:
    desk.words(0, 0)
    desk.key(Key.Key_C)
    assert ticks(desk)[0] == "-"
    assert desk.quiet.playing
    desk.quiet.end()
    desk.settle()
    desk.key(Key.Key_C)
    assert ticks(desk)[0] == CheckedHow.PLAYED
    desk.key(Key.Key_C)
    assert asked == [1], "one choice holds for the sitting"
    assert desk.quiet.playing
    assert "Listen first" in desk.told()


def test_i_have_heard_this_elsewhere_is_kept_so(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passage_edits, "ask_heard", lambda *_: HeardChoice.ELSEWHERE)
    desk.words(0, 0)
    desk.key(Key.Key_C)
    desk.key(Key.Key_C)
    assert ticks(desk)[:2] == [CheckedHow.ELSEWHERE] * 2
    desk.words(0, 0)
    desk.settle()
    assert "Checked: heard elsewhere" in desk.page.transcript.accessibleDescription()


def test_all_at_once_says_so_wherever_it_is_shown(desk: Desk) -> None:
    desk.window.commands.action("check_all", desk.page).trigger()
    desk.settle()
    assert set(ticks(desk)) == {CheckedHow.ALL_AT_ONCE}
    assert "all at once" in desk.told()
    assert desk.page.view.document_bar._checked.text() == "All ticked, not all heard"
    desk.words(1, 0)
    desk.settle()
    assert "ticked all at once" in desk.page.transcript.accessibleDescription()


def test_a_corrected_passage_is_heard_again(desk: Desk, asked: list[int]) -> None:
    desk.hear()
    desk.words(1, 0)
    desk.key(Key.Key_Return)
    desk.type("Then ")
    desk.key(Key.Key_Escape)
    desk.key(Key.Key_C)
    assert ticks(desk)[1] == "-"
    assert asked == [1]


def test_the_question_can_be_left_and_answered_by_keys(qtbot: QtBot) -> None:
    dialog = HeardFirstDialog(3)
    qtbot.addWidget(dialog)
    dialog.show()
    assert [button.text() for button in dialog.findChildren(QPushButton)] == [
        "I have heard this elsewhere",
        "Listen first",
    ]
    assert dialog.listen.isDefault()
    dialog.reject()
    assert dialog.choice is None
    QApplication.processEvents()
