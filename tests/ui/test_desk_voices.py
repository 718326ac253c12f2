"""Who is speaking on the desk: from here on, swapped, joined, named after a listen, found again."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from desks import CTRL, SHIFT, Desk, Key, desk_on, dialog, menu, when
from desks import story_on_desk as story_on_desk
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QDialog, QLineEdit
from pytestqt.qtbot import QtBot

from coproclip.errors import TranscriptionError
from coproclip.jobs import Progress
from coproclip.project.journal import Operation, Work
from coproclip.project.project import Changes, Project
from coproclip.speech.messages import WordSpeaker
from coproclip.transcript.edits import add_speaker, passages, set_speaker
from coproclip.transcription.diarize import DiarizationResult, separate
from coproclip.ui.dialogs.voices.dialog import VoicesDialog
from coproclip.ui.dialogs.voices.two_voices import TwoVoices
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.prompts import run_dialog

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

Make = Callable[..., int]
CLICK = Qt.MouseButton.LeftButton


@pytest.fixture
def desk(tmp_path: Path, make_story: Make, qtbot: QtBot) -> Iterator[Desk]:
    with desk_on(qtbot, tmp_path / "Side by Side", make_story) as made:
        yield made


def speaking(desk: Desk) -> list[str]:
    desk.settle()
    return [line.speaker for line in desk.page.transcript.words.passages]


def found_voices(desk: Desk, story: int) -> None:
    """As if the program had found two voices: Kit's lines are Voice 1's."""
    with desk.project.edit(Operation.SET_SPEAKER) as edit:
        first, second = add_speaker(edit, story, "Voice 1", ""), add_speaker(edit, story, "Voice 2", "")
        lines = [line.id for line in passages(edit.session, story)]
        set_speaker(edit, [lines[1], lines[3], lines[4]], first.id)
        set_speaker(edit, [lines[0], lines[2]], second.id)
    desk.settle()


def part(found: VoicesDialog, kind: type[Any], name: str) -> Any:
    made = found.findChild(kind, name)
    assert made is not None
    return made


def in_window(desk: Desk, do: Callable[[VoicesDialog], object], **more: Any) -> None:
    """Do this in the window of voices; whatever happens, it is closed."""

    def _do(found: VoicesDialog) -> None:
        try:
            do(found)
        finally:
            found.done(0)

    when(dialog, _do)
    if more:
        story_id = desk.workspace.story_id
        assert story_id is not None
        run_dialog(VoicesDialog(desk.workspace, story_id, desk.page.speakers, desk.window, **more))
    else:
        desk.key(Key.Key_V)


def test_from_here_it_is_somebody_else_by_two_keys(desk: Desk) -> None:
    desk.words(1, 4)
    when(menu, lambda found: QTest.keyClick(found, Key.Key_2))
    desk.key(Key.Key_W, SHIFT)
    assert speaking(desk)[:4] == ["Amina", "Kit", "Amina", "Amina"]
    lines = desk.page.transcript.words.passages
    assert lines[1].text == "We moved the chairs."
    assert lines[2].text.startswith("After that ")
    desk.key(Key.Key_Z, CTRL)
    assert len(desk.page.transcript.words.passages) == 5, "one step takes it back"


def test_two_voices_are_swapped_from_the_menu(desk: Desk) -> None:
    desk.words(0, 0)
    when(menu, lambda found: QTest.keyClick(found, Key.Key_S))
    desk.key(Key.Key_W)
    assert speaking(desk) == ["Kit", "Amina", "Kit", "Amina", "Amina"]
    assert desk.told() == "Kit and Amina are swapped"
    desk.key(Key.Key_Z, CTRL)
    assert speaking(desk) == ["Amina", "Kit", "Amina", "Kit", "Kit"]


def test_of_three_the_two_that_speak_are_swapped_at_once(desk: Desk, story: int) -> None:
    with desk.project.edit(Operation.SET_SPEAKER) as edit:
        add_speaker(edit, story, "Nobody yet")
    desk.settle()
    desk.words(0, 0)
    when(menu, lambda found: QTest.keyClick(found, Key.Key_S))
    desk.key(Key.Key_W)
    assert speaking(desk) == ["Kit", "Amina", "Kit", "Amina", "Amina"]


def test_one_person_taken_for_two_is_joined(desk: Desk, story: int) -> None:
    found_voices(desk, story)

    def _join(asked: QDialog) -> None:
        assert isinstance(asked, TwoVoices)
        assert (asked.one.currentText(), asked.other.currentText()) == ("Voice 2", "Voice 1")
        asked.other.setCurrentIndex(asked.one.currentIndex())
        assert not asked.main.isEnabled(), "a voice is not joined to itself"
        asked.other.setCurrentText("Amina")
        QTest.keyClick(asked, Key.Key_Return)

    when(dialog, _join)
    desk.window.commands.action("join_voices", desk.page).trigger()
    assert speaking(desk) == ["Amina", "Voice 1", "Amina", "Voice 1", "Voice 1"]
    assert desk.told() == "Voice 2 is Amina now"


def test_a_voice_is_heard_and_becomes_the_person_it_is(desk: Desk, story: int) -> None:
    found_voices(desk, story)

    def _name(found: VoicesDialog) -> None:
        assert not part(found, Button, f"hear-{found.speakers[0].id}").isEnabled(), "Kit says nothing yet"
        voice = found.speakers[2]
        hear, name = part(found, Button, f"hear-{voice.id}"), part(found, QComboBox, f"name-{voice.id}")
        assert hear.accessibleName() == "Hear ten seconds of Voice 1"
        hear.setFocus()
        QTest.keyClick(hear, Key.Key_Space)
        spans = desk.quiet.now.spans
        lines = desk.page.transcript.words.passages
        assert [span.start_ms for span in spans] == [lines[n].start_ms for n in (1, 3, 4)]
        assert [name.itemText(n) for n in range(name.count())] == ["Voice 1", "Kit", "Amina"]
        name.setFocus()
        QTest.keyClick(name, Key.Key_Down)
        QTest.keyClick(name, Key.Key_Tab)
        desk.qtbot.waitUntil(lambda: [one.name for one in found.speakers] == ["Kit", "Amina", "Voice 2"])

    in_window(desk, _name)
    assert speaking(desk) == ["Voice 2", "Kit", "Voice 2", "Kit", "Kit"]
    assert not desk.quiet.playing, "closing the window is silence"


def test_a_voice_is_renamed_everywhere_and_gets_a_part(desk: Desk, story: int) -> None:
    def _rename(found: VoicesDialog) -> None:
        name = part(found, QLineEdit, f"name-{found.speakers[0].id}")
        name.setFocus()
        name.selectAll()
        QTest.keyClicks(name, "Rosa")
        QTest.keyClick(name, Key.Key_Tab)
        desk.qtbot.waitUntil(lambda: found.speakers[0].name == "Rosa")
        role = found.focusWidget()
        assert isinstance(role, QComboBox)
        assert role.accessibleName() == "What Rosa is"

    in_window(desk, _rename)
    assert speaking(desk) == ["Amina", "Rosa", "Amina", "Rosa", "Rosa"]


def test_a_name_that_is_being_typed_stays_while_words_come_in(desk: Desk, story: int) -> None:
    found_voices(desk, story)
    kept: list[Changes] = []

    def _type(found: VoicesDialog) -> None:
        named, numbered = found.speakers[0], found.speakers[2]
        desk.project.subscribe(kept.append)
        for speaker, kind, begun, rest in ((named, QLineEdit, "Ros", "a"), (numbered, QComboBox, "Mil", "ly")):
            field = part(found, kind, f"name-{speaker.id}")
            line = field.lineEdit() if isinstance(field, QComboBox) else field
            line.setFocus()
            line.selectAll()
            QTest.keyClicks(line, begun)
            with desk.project.edit(Work.TRANSCRIBE) as edit:  # words come in
                set_speaker(edit, [passages(edit.session, story)[0].id], named.id)
            with desk.project.edit(Operation.SET_SPEAKER) as edit:  # and one more voice
                add_speaker(edit, story, f"Voice {len(found.speakers) + 1}", "")
            desk.settle()
            assert len([changes for changes in kept if "speaker" in changes.ids]) == 1, "no name is kept yet"
            field = part(found, kind, f"name-{speaker.id}")
            line = field.lineEdit() if isinstance(field, QComboBox) else field
            assert line.text() == begun
            assert found.focusWidget() in (field, line)
            QTest.keyClicks(line, rest)
            QTest.keyClick(line, Key.Key_Tab)
            desk.settle()
            kept.clear()
        assert [one.name for one in found.speakers][:3] == ["Rosa", "Amina", "Milly"]

    in_window(desk, _type)


def test_voices_are_found_again_with_the_number_that_was_chosen(desk: Desk) -> None:
    asked: list[tuple[int | None, bool]] = []

    def _find(
        _project: Project, _story_id: int, voices: int | None, *, all_voices: bool, **more: Any
    ) -> DiarizationResult:
        report = more["report"]
        asked.append((voices, all_voices))
        report(Progress(1, 2, "Listening"))
        if voices is None:
            raise TranscriptionError("The speaker model could not be used.", "Everything is as it was.")
        return DiarizationResult(voices, 40, 3)

    def _again(found: VoicesDialog) -> None:
        assert found.number.currentText() == "2 voices"
        QTest.mouseClick(found.find_again, CLICK)
        desk.qtbot.waitUntil(lambda: found.progress.text().startswith("2 voices found."))
        assert found.progress.text() == "2 voices found. In 3 places it is not sure: F4 walks through them."
        found.number.setCurrentText("Find out how many")
        found.afresh.click()
        QTest.mouseClick(found.find_again, CLICK)
        desk.qtbot.waitUntil(found.trouble.isVisible)
        assert found.trouble.text().startswith("The speaker model could not be used.")

    in_window(desk, _again, find=_find)
    assert asked == [(2, False), (None, True)]
    assert not desk.said(), "the window itself said it"


def test_the_rest_is_found_by_what_was_said_of_one_passage(
    desk: Desk, story: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One word leads: the voice that was told by a person is looked for everywhere else."""
    asked: list[dict[int, int]] = []

    def teller(
        _sound: Path, words: Any, voices: int | None, *, known: dict[int, int], **_more: Any
    ) -> list[WordSpeaker]:
        asked.append(known)
        first = min(known)
        return [WordSpeaker(int(place < first), 99) for place in range(len(words))]

    monkeypatch.setattr("coproclip.ui.dialogs.voices.edits.separate", partial(separate, teller=teller))
    monkeypatch.setattr("coproclip.ui.dialogs.voices.edits.find_speaker_model", lambda: "one")
    with desk.project.edit(Work.FIND_SPEAKERS) as edit:
        voice = add_speaker(edit, story, "Voice 1", "").id
        for line in passages(edit.session, story):
            line.speaker_id, line.voice_said = voice, 0
    desk.settle()
    find_rest = desk.window.commands.action("find_rest", desk.page)
    assert not desk.page.speakers.can_find_rest(), "nobody said anything yet"
    desk.words(2, 0)
    when(menu, lambda found: QTest.keyClick(found, Key.Key_1))
    desk.key(Key.Key_W)
    kit = speaking(desk)[2]
    assert kit != "Voice 1"
    assert desk.page.speakers.can_find_rest()
    find_rest.trigger()
    desk.qtbot.waitUntil(lambda: not desk.workspace.jobs.jobs())
    assert set(asked[0].values()) == {0}
    assert speaking(desk) == ["Voice 1", "Voice 1", kit, kit, kit]
    assert "2 voices found" in desk.window.undo_bar._words.text()
