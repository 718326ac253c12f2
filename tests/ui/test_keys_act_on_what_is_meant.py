"""A key acts on what is heard or seen, never on words minutes away; letters only where words are read or heard."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from desks import CTRL, SHIFT, Desk, Key, desk_on
from desks import story_on_desk as story_on_desk
from made_stories import play_all
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from coproclip.excerpts.marking import excerpts_of
from coproclip.project.journal import Operation, Work
from coproclip.project.project import Project, now
from coproclip.project.schema import Transcription
from coproclip.transcript.edits import check

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

LONG = tuple(("storyteller", f"Passage number {number} says something about chairs and doors.") for number in range(60))
FAR = 40


@pytest.fixture
def desk(tmp_path: Path, make_story: Callable[..., int], qtbot: QtBot) -> Iterator[Desk]:
    """A story of sixty passages; the reading cursor is in the first."""

    def _make(project: Project) -> int:
        story = make_story(project, LONG)
        with project.edit(Work.TRANSCRIBE) as edit:
            edit.add(Transcription(story_id=story, engine="x", speech_model="base", state="done", started_at=now()))
        play_all(project, story)
        return story

    with desk_on(qtbot, tmp_path / "Long", _make) as made:
        yield made


def hear(desk: Desk, passage: int, word: int = 2) -> None:
    """The sound is at this word now, and passes."""
    if not desk.quiet.playing:
        desk.key(Key.Key_Space)
    desk.quiet.go(desk.page.transcript.words.passages[passage].words[word].start_ms + 10)


def checked(desk: Desk, story: int) -> list[int]:
    return [place for place, line in enumerate(desk.segments(story)) if line.checked]


def test_c_ticks_what_is_heard_and_a_second_time_takes_nothing_away(desk: Desk, story: int) -> None:
    desk.words(0, 0)
    hear(desk, FAR)
    desk.key(Key.Key_C)
    desk.key(Key.Key_C)
    assert checked(desk, story) == [FAR]
    assert desk.quiet.playing, "the sound goes on"
    hear(desk, FAR + 1)
    desk.key(Key.Key_C)
    assert checked(desk, story) == [FAR, FAR + 1]
    desk.key(Key.Key_C, SHIFT)
    assert checked(desk, story) == [FAR]


def test_ticks_far_away_survive_whatever_is_pressed_while_it_plays(desk: Desk, story: int) -> None:
    with desk.project.edit(Operation.CHECK) as edit:
        check(edit, [desk.page.transcript.words.passages[0].id], True)
    desk.words(0, 0, 0, 4)  # selected, and soon out of sight
    desk.key(Key.Key_Space)
    desk.key(Key.Key_Space)
    desk.page.playback.play_from(desk.page.transcript.words.passages[FAR].start_ms)
    hear(desk, FAR)
    desk.key(Key.Key_C)
    assert checked(desk, story) == [0, FAR]


def test_enter_corrects_the_word_that_is_heard(desk: Desk, story: int) -> None:
    before = [line.text for line in desk.segments(story)]
    desk.words(0, 0)
    hear(desk, FAR, 1)
    desk.key(Key.Key_Return)
    desk.type("nr")
    desk.key(Key.Key_Escape)
    after = [line.text for line in desk.segments(story)]
    assert [place for place in range(60) if before[place] != after[place]] == [FAR]
    assert after[FAR].startswith("Passage nr 40 says")


def test_a_flagged_passage_that_is_played_is_the_one_ticked_at_both_its_edges(desk: Desk, story: int) -> None:
    lines = desk.page.transcript.words.passages
    line = lines[FAR]
    for at in (line.start_ms - 200, line.end_ms + 200):
        desk.page.playback.play_passage(desk.page.passages.go_to_passage(FAR))
        desk.quiet.go(at)
        desk.key(Key.Key_C)
        assert checked(desk, story) == [FAR]
        desk.key(Key.Key_C, SHIFT)
        assert checked(desk, story) == []


def test_words_selected_in_sight_stay_meant_while_it_plays(desk: Desk, story: int) -> None:
    hear(desk, 3)
    desk.words(1, 0, 2, 1)
    desk.key(Key.Key_C)
    assert checked(desk, story) == [1, 2]


def test_out_of_sight_the_first_press_only_shows_where_it_is(desk: Desk, story: int) -> None:
    view = desk.page.transcript
    desk.words(0, 0)
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum())
    desk.key(Key.Key_C)
    assert checked(desk, story) == []
    assert view.reading.in_sight()
    assert "Press again" in desk.told()
    desk.key(Key.Key_C)
    assert checked(desk, story) == [0]


def test_delete_while_it_plays_spares_the_excerpt_that_is_out_of_sight(desk: Desk, story: int) -> None:
    desk.words(0, 0, 0, 3)
    desk.key(Key.Key_E)
    desk.words(0, 1)
    desk.workspace.choose_excerpt(None)
    hear(desk, FAR)
    desk.key(Key.Key_Delete)
    with desk.project.read() as session:
        assert len(excerpts_of(session, story)) == 1


@pytest.mark.parametrize("key", [Key.Key_C, Key.Key_E, Key.Key_W, Key.Key_A, Key.Key_Return, Key.Key_Delete, Key.Key_R])
def test_letters_do_nothing_where_no_words_are_read(desk: Desk, story: int, key: Key) -> None:
    desk.words(0, 0, 0, 3)
    desk.key(Key.Key_E)
    desk.words(0, 0, 0, 2)
    tabs = desk.page.view.tabs.tabBar()
    tabs.setFocus()
    before = desk.project.undo_text
    desk.key(key)
    assert checked(desk, story) == []
    assert not desk.page.transcript.correcting
    assert not desk.page.view.transport.loop.isChecked()
    assert desk.project.undo_text == before
    with desk.project.read() as session:
        assert len(excerpts_of(session, story)) == 1


def test_letters_work_on_the_waveform_and_the_others_everywhere(desk: Desk, story: int) -> None:
    desk.words(0, 0)
    desk.page.view.zoom.setFocus()
    desk.key(Key.Key_C)
    assert checked(desk, story) == [0]
    desk.page.view.tabs.tabBar().setFocus()
    desk.key(Key.Key_Return, CTRL)
    assert checked(desk, story) == [0, 1]


def test_the_menu_on_words_acts_on_those_words_while_other_ones_are_heard(desk: Desk, story: int) -> None:
    hear(desk, FAR)
    desk.words(2, 1)
    menu = QMenu()
    desk.page.transcript.menu_opened.emit(menu)
    next(action for action in menu.actions() if action.text() == "Checked, go to next\tC").trigger()
    desk.settle()
    assert checked(desk, story) == [2]


def test_the_menu_shows_the_letter_and_not_with_letters_off(desk: Desk) -> None:
    action = desk.window.commands.action("check", desk.page)
    assert action.text() == "Checked, go to next\tC"
    desk.workspace.settings.single_keys = False
    desk.window.commands.refresh()
    assert action.text() == "Checked, go to next\tCtrl Enter"
    desk.words(0, 0)
    target = QApplication.focusWidget()
    assert target is not None
    QTest.keyClick(target, Key.Key_C)
    assert checked(desk, desk.page.open_story.story.story_id if desk.page.open_story.story else 0) == []
