"""What one gesture on the desk does to a real project: one step, asked about when it is large, times kept."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from desks import CTRL, SHIFT, Desk, Key, desk_on, dialog, when
from desks import story_on_desk as story_on_desk
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from coproclip.people.stories import speakers_of
from coproclip.project.journal import Operation, Work
from coproclip.project.project import now
from coproclip.project.schema import DraftSegment, Transcription, Word
from coproclip.transcript.edits import Correction, check, correct_segment
from coproclip.ui.dialogs.original import OriginalDialog
from coproclip.ui.transcript.confirm_erasing import EraseDialog
from coproclip.ui.transcript.confirm_joining import JoinDialog

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
LINES = [
    ("reporter" if number % 3 == 0 else "storyteller", f"Line number {number} is said here.") for number in range(30)
]


@pytest.fixture
def desk(tmp_path: Path, make_story: Callable[..., int], qtbot: QtBot) -> Iterator[Desk]:
    with desk_on(qtbot, tmp_path / "Gestures", lambda project: make_story(project, LINES)) as made:
        yield made


def texts(desk: Desk, story: int) -> list[str]:
    return [line.text for line in desk.segments(story)]


def heard(desk: Desk, story: int) -> list[list[tuple[str, int, int]]]:
    return [[(w.text, w.start_ms, w.end_ms) for w in line.words] for line in desk.segments(story)]


def test_select_all_and_delete_asks_and_is_one_step_back(desk: Desk, story: int) -> None:
    before = texts(desk, story)
    desk.page.transcript.setFocus()
    desk.page.transcript.set_correcting(True)
    desk.key(Key.Key_A, CTRL)
    seen: list[str] = []

    def _answer(yes: bool) -> None:
        when(dialog, lambda found: _look(found, yes))

    def _look(found: EraseDialog, yes: bool) -> None:
        seen.append(" ".join(label.text() for label in found.findChildren(QLabel)))
        found.accept() if yes else found.reject()

    _answer(False)
    desk.key(Key.Key_Delete)
    assert texts(desk, story) == before
    _answer(True)
    desk.key(Key.Key_Delete)
    assert texts(desk, story) == [""] * 30
    assert "30 passages" in seen[0]
    assert "undo" in seen[0]
    desk.key(Key.Key_Z, CTRL)
    assert texts(desk, story) == before
    assert desk.page.transcript.words.texts == before
    assert desk.project.undo_text == ""


def test_cut_and_paste_by_keys_keeps_times_and_voices(desk: Desk, story: int) -> None:
    before, voices = heard(desk, story), [line.speaker_id for line in desk.segments(story)]
    view = desk.page.transcript
    desk.words(2, 3, 2, 5)
    view.set_correcting(True)
    desk.key(Key.Key_X, CTRL)
    desk.settle()
    desk.key(Key.Key_Down)
    desk.key(Key.Key_Home)
    assert view.textCursor().blockNumber() == 3
    desk.key(Key.Key_V, CTRL)
    desk.settle()
    after = heard(desk, story)
    assert after[2] == before[2][:3]
    assert after[3] == [*before[2][3:], *before[3]]
    assert [line.speaker_id for line in desk.segments(story)] == voices
    assert view.words.texts == texts(desk, story)
    desk.key(Key.Key_Z, CTRL)
    desk.key(Key.Key_Z, CTRL)
    assert heard(desk, story) == before


@pytest.mark.parametrize("ticked", ["before", "after"])
def test_words_that_are_cut_carry_their_own_tick_and_not_that_of_the_rest(desk: Desk, story: int, ticked: str) -> None:
    third, fourth = (line.id for line in desk.segments(story)[2:4])

    def _tick(*passages: int) -> None:
        with desk.project.edit(Operation.CHECK) as edit:
            check(edit, passages)
        desk.settle()

    _tick(*((third, fourth) if ticked == "before" else (fourth,)))
    desk.words(2, 3, 2, 5)
    desk.page.transcript.set_correcting(True)
    desk.key(Key.Key_X, CTRL)
    desk.settle()
    _tick(third)
    desk.key(Key.Key_Down)
    desk.key(Key.Key_Home)
    desk.key(Key.Key_V, CTRL)
    desk.settle()
    assert [bool(line.checked) for line in desk.segments(story)[2:4]] == [True, ticked == "before"]


def test_joining_after_a_split_keeps_the_voice_of_the_next_passage_and_says_whose(desk: Desk, story: int) -> None:
    before = desk.segments(story)
    assert before[2].speaker_id != before[3].speaker_id
    desk.words(2, 4)
    desk.page.transcript.set_correcting(True)
    desk.key(Key.Key_Left)
    desk.key(Key.Key_Return)
    assert texts(desk, story)[3] == "said here."
    desk.page.transcript.reading.go_to(before[3].start_ms)
    desk.key(Key.Key_Home)
    desk.key(Key.Key_Backspace)
    after = desk.segments(story)
    assert after[3].text == "said here. Line number 3 is said here."
    assert after[3].speaker_id == before[3].speaker_id
    assert "Amina is speaking here" in desk.told()


def test_a_second_correction_after_going_elsewhere_is_undone_by_itself(desk: Desk, story: int) -> None:
    desk.words(4, 1)
    desk.page.transcript.set_correcting(True)
    desk.type("one ")
    desk.key(Key.Key_End)
    desk.type(" two")
    desk.page.transcript.set_correcting(False)
    desk.settle()
    desk.key(Key.Key_Z, CTRL)
    assert texts(desk, story)[4] == "Line one number 4 is said here."
    desk.key(Key.Key_Z, CTRL)
    assert texts(desk, story)[4] == LINES[4][1]


def test_what_cannot_be_kept_does_not_hold_up_what_comes_after(desk: Desk, story: int) -> None:
    """A passage that somebody else took away meanwhile: it is said, and the next correction is kept."""
    view = desk.page.transcript
    gone = view.words.passages[5].id
    view.passages_edited.emit((Correction(gone + 999, "nobody has this"),), 7)
    view.passages_edited.emit((Correction(gone, "kept all the same"),), 8)
    desk.settle()
    assert texts(desk, story)[5] == "kept all the same"
    assert desk.workspace.saving.wait()
    assert isinstance(desk.segments(story)[5].words[0], Word)


# ---- keys that were waiting already: nothing of the window's own is between one and the next -----------------------


def _at(desk: Desk, passage: int, word: int) -> None:
    """Correcting, the caret before this word."""
    desk.words(passage, word)
    desk.page.transcript.set_correcting(True)
    desk.settle()


def test_letters_right_behind_a_split_stand_in_the_new_passage(desk: Desk, story: int) -> None:
    _at(desk, 2, 3)
    QTest.keyClick(desk.page.transcript, Key.Key_Return)
    QTest.keyClicks(desk.page.transcript, "well ")
    desk.page.transcript.flush()
    desk.settle()
    assert texts(desk, story)[2:5] == ["Line number 2", "well is said here.", LINES[3][1]]
    assert desk.page.transcript.words.texts == texts(desk, story)
    assert desk.said() == []
    desk.key(Key.Key_Z, CTRL)
    desk.key(Key.Key_Z, CTRL)
    assert texts(desk, story) == [words for _voice, words in LINES]


def test_letters_right_behind_a_join_stand_at_the_seam(desk: Desk, story: int) -> None:
    _at(desk, 3, 0)
    QTest.keyClick(desk.page.transcript, Key.Key_Backspace)
    QTest.keyClicks(desk.page.transcript, "hm ")
    desk.page.transcript.flush()
    desk.settle()
    assert texts(desk, story)[2:4] == [f"{LINES[2][1]} hm {LINES[3][1]}", LINES[4][1]]
    assert desk.page.transcript.words.texts == texts(desk, story)
    assert desk.said() == []


def test_letters_right_behind_undo_build_on_what_undo_brought_back(desk: Desk, story: int) -> None:
    _at(desk, 2, 3)
    QTest.keyClicks(desk.page.transcript, "not ")
    desk.page.transcript.flush()
    desk.workspace.undo()
    assert desk.page.transcript.words.texts[2] == LINES[2][1]
    QTest.keyClick(desk.page.transcript, Key.Key_Home)
    QTest.keyClicks(desk.page.transcript, "Yes, ")
    desk.page.transcript.flush()
    desk.settle()
    assert texts(desk, story)[2] == f"Yes, {LINES[2][1]}"
    assert desk.page.transcript.words.texts == texts(desk, story)
    assert desk.said() == []


def _caret(desk: Desk) -> str:
    """The passage with a stroke where the caret is."""
    cursor = desk.page.transcript.textCursor()
    text, at = cursor.block().text(), cursor.positionInBlock()
    return f"{text[:at]}|{text[at:]}"


def test_after_undo_the_caret_is_where_the_undone_change_was(desk: Desk, story: int) -> None:
    view = desk.page.transcript
    _at(desk, 2, 3)
    QTest.keyClicks(view, "not ")
    desk.key(Key.Key_Z, CTRL)
    assert _caret(desk) == "Line number 2 |is said here."
    QTest.keyClick(view, Key.Key_Delete, CTRL)
    desk.key(Key.Key_Z, CTRL)
    assert _caret(desk) == "Line number 2 |is said here."
    QTest.keyClick(view, Key.Key_Return)
    assert _caret(desk) == "|is said here."
    desk.key(Key.Key_Z, CTRL)
    assert _caret(desk) == "Line number 2| is said here."
    _at(desk, 3, 0)
    QTest.keyClick(view, Key.Key_Backspace)
    desk.key(Key.Key_Z, CTRL)
    assert _caret(desk) == f"{LINES[2][1]}|"


@pytest.mark.parametrize("by", ["keys", "button"])
def test_the_first_thing_typed_in_a_session_can_be_undone_at_once(desk: Desk, story: int, by: str) -> None:
    view = desk.page.transcript
    _at(desk, 2, 3)
    assert not desk.page.view.header.undo.isEnabled()
    QTest.keyClicks(view, "abc ")
    if by == "keys":
        QTest.keyClick(view, Key.Key_Z, CTRL)
    else:
        QTest.mouseClick(desk.page.view.header.undo, Qt.MouseButton.LeftButton)
    desk.settle()
    assert texts(desk, story)[2] == view.words.texts[2] == LINES[2][1]
    assert "Undone" in desk.told()


def test_a_slow_disk_takes_no_words_off_the_page(desk: Desk, story: int) -> None:
    """The first words are kept and the page hears of it while the next are on their way already."""
    view = desk.page.transcript
    _at(desk, 2, 3)
    QTest.keyClicks(view, "one ")
    view.flush()
    desk.workspace.saving.wait()
    with desk.project.quiet():
        QTest.keyClicks(view, "two ")
        view.flush()
        QApplication.processEvents()
        assert view.words.texts[2] == "Line number 2 one two is said here."
        QTest.keyClicks(view, "three ")
        view.flush()
        QApplication.processEvents()
    desk.settle()
    assert texts(desk, story)[2] == view.words.texts[2] == "Line number 2 one two three is said here."
    assert desk.said() == []


# ---- what the computer first wrote ----------------------------------------------------------------------------


def _draft(desk: Desk, story: int) -> None:
    with desk.project.edit(Work.TRANSCRIBE) as edit:
        written = edit.add(
            Transcription(story_id=story, engine="x", speech_model="base", state="done", started_at=now())
        )
        for line in desk.segments(story):
            times = {"start_ms": line.start_ms, "end_ms": line.end_ms}
            edit.session.add(DraftSegment(transcription_id=written.id, text=line.text, words=line.words, **times))


def test_the_original_transcript_is_seen_and_brought_back_by_keys(desk: Desk, story: int) -> None:
    _draft(desk, story)
    before = texts(desk, story)
    with desk.project.edit(Operation.CORRECT_WORDS) as edit:
        for line in desk.segments(story)[4:7]:
            correct_segment(edit, line.id, "" if line.text == before[5] else "quite other words")
    desk.settle()
    desk.words(4, 0)
    seen: list[str] = []

    def _use(found: OriginalDialog) -> None:
        assert found.list.currentRow() == 4
        seen.append(found.differences.text())
        QTest.keyClick(found.list, Key.Key_Down, SHIFT)
        seen.append(found.differences.text())
        seen.append(found.versions.new.toPlainText())
        QTest.keyClick(found.list, Key.Key_Return)
        assert texts(desk, story)[4] == "quite other words", "Enter only goes to the button"
        assert found.back.hasFocus()
        QTest.keyClick(found.back, Key.Key_Space)
        seen.append(found.differences.text())
        found.reject()

    when(dialog, _use)
    command = next(one for one in desk.page.commands() if one.id == "original")
    assert command.text == "Show the original transcript…"
    command.run()
    desk.settle()
    assert seen[0].startswith("1 passage differs.")
    assert seen[1].startswith("2 passages differ.")
    assert before[5] in seen[2]
    assert texts(desk, story)[:6] == before[:6]
    assert texts(desk, story)[6] == "quite other words"
    assert desk.told() == "Brought back: 2 passages"
    desk.key(Key.Key_Z, CTRL)
    assert texts(desk, story)[4:6] == ["quite other words", ""]


def test_only_what_differs_can_be_shown(desk: Desk, story: int) -> None:
    _draft(desk, story)
    with desk.project.edit(Operation.CORRECT_WORDS) as edit:
        correct_segment(edit, desk.segments(story)[9].id, "other")
    found = OriginalDialog(desk.workspace, story, 0, desk.page)
    assert found.list.count() == 30
    assert not found.back.isEnabled()
    found.only_changed.setChecked(True)
    assert found.list.count() == 1
    assert found.back.isEnabled()
    found.deleteLater()


def test_words_that_another_voice_takes_over_are_said(desk: Desk, story: int) -> None:
    lines = desk.segments(story)
    assert lines[2].speaker_id != lines[3].speaker_id
    desk.words(2, 3, 2, 5)
    desk.page.transcript.set_correcting(True)
    desk.key(Key.Key_X, CTRL)
    desk.settle()
    desk.key(Key.Key_Down)
    desk.key(Key.Key_Home)
    desk.key(Key.Key_V, CTRL)
    desk.settle()
    assert desk.told().startswith("Amina is speaking the words you moved now")


@pytest.mark.parametrize("sure", [True, False])
def test_joining_what_two_storytellers_said_asks_first(desk: Desk, story: int, sure: bool) -> None:
    with desk.project.edit(Operation.CHANGE_SPEAKER) as edit:
        for speaker in speakers_of(edit.session, story):
            speaker.role = "storyteller"
    desk.settle(300)
    before, seen = desk.segments(story), list[str]()
    assert before[2].speaker_id != before[3].speaker_id

    def _answer(asked: JoinDialog) -> None:
        seen.extend(label.text() for label in asked.findChildren(QLabel))
        (asked.accept if sure else asked.reject)()

    desk.words(3, 0)
    desk.page.transcript.set_correcting(True)
    desk.key(Key.Key_Home)
    when(dialog, _answer)
    desk.key(Key.Key_Backspace)
    desk.settle()
    assert any("and Amina said?" in words or "Join what Amina and" in words for words in seen)
    assert len(desk.segments(story)) == len(before) - sure
