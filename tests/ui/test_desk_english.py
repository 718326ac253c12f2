"""A story in English, beside its words: made in the background, following the sound, never in the words' place."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Semaphore

import pytest
from desks import SHIFT, Desk, Key, desk_window, opened
from made_stories import new_project
from model_stand_in import write_model
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from coproclip.jobs import CancelToken, Report, silent
from coproclip.people.stories import change_story
from coproclip.project.journal import Operation
from coproclip.speech.models.installed import SpeechModel
from coproclip.timecode import TimeRange

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

Make = Callable[..., int]
CLICK = Qt.MouseButton.LeftButton


@dataclass
class Translator:
    """Says “English 0”, “English 1” …, each when it is let."""

    let: Semaphore = field(default_factory=lambda: Semaphore(0))

    def translate_file(
        self,
        sound: Path,
        model: SpeechModel,
        spans: Sequence[TimeRange],
        language: str,
        *,
        report: Report = silent,
        cancel: CancelToken | None = None,
    ) -> Iterator[tuple[int, str]]:
        assert cancel is not None
        for place, span in enumerate(spans):
            while not self.let.acquire(timeout=0.01):
                cancel.raise_if_cancelled()
            yield place, f"English from {span.start_ms}"


@pytest.fixture
def desk(tmp_path: Path, make_story: Make, qtbot: QtBot) -> Iterator[Desk]:
    model = tmp_path / "quick"
    write_model(model)
    with new_project(tmp_path / "Side by Side") as project:
        story = make_story(project)
        with project.edit(Operation.CHANGE_STORY) as edit:
            change_story(edit, story, language="cy")
        folder = project.folder
    with desk_window(qtbot) as (window, workspace):
        made = opened(window, workspace, folder, qtbot)
        workspace.settings.speech_model = str(model)
        made.page.translation.translator = Translator()
        made.open(story)
        yield made


def translate(desk: Desk, passages: int) -> None:
    desk.window.commands.action("translate", desk.page).trigger()
    assert isinstance(desk.page.translation.translator, Translator)
    desk.page.translation.translator.let.release(passages)


def english(desk: Desk) -> list[str]:
    return desk.page.view.english.passages.toPlainText().splitlines()


def test_the_english_stands_beside_the_words_and_follows_the_sound(desk: Desk) -> None:
    page = desk.page
    before = list(page.transcript.words.texts)
    translate(desk, 5)
    assert page.view.tabs.currentWidget() is page.view.english
    desk.qtbot.waitUntil(lambda: len(english(desk)) == 5)
    assert english(desk)[0] == "0:00  English from 500"
    desk.qtbot.waitUntil(lambda: page.view.english.far.text().startswith("Put by a machine"))
    assert page.transcript.words.texts == before
    line = page.transcript.words.passages[3]
    desk.click_word(3, 0)
    desk.quiet.go(line.start_ms + 10)
    assert page.view.english.passages.extraSelections()[0].cursor.blockNumber() == 3
    desk.quiet.pause()
    page.view.english.passages.setFocus()
    cursor = page.view.english.passages.textCursor()
    cursor.setPosition(page.view.english.passages.document().findBlockByNumber(4).position())
    page.view.english.passages.setTextCursor(cursor)
    desk.key(Key.Key_Return)
    assert desk.quiet.now.spans[0].start_ms == page.transcript.words.passages[4].start_ms


def test_it_is_stopped_gone_on_with_and_hidden(desk: Desk) -> None:
    page = desk.page
    assert not page.translation.is_shown()
    translate(desk, 2)
    desk.qtbot.waitUntil(lambda: page.translation.running)
    assert page.view.english.button.text() == "Stop"
    desk.qtbot.waitUntil(lambda: page.view.english.bar.value() >= 400)
    QTest.mouseClick(page.view.english.button, CLICK)
    desk.qtbot.waitUntil(lambda: page.view.english.far.text() == "2 of 5 passages are in English.")
    QTest.mouseClick(page.view.english.button, CLICK)
    assert isinstance(page.translation.translator, Translator)
    page.translation.translator.let.release(3)
    desk.qtbot.waitUntil(lambda: len(english(desk)) == 5)
    page.transcript.setFocus()
    desk.key(Key.Key_E, SHIFT)
    assert not page.translation.is_shown()
    desk.key(Key.Key_E, SHIFT)
    assert page.view.tabs.currentWidget() is page.view.english


def test_a_story_in_english_is_not_translated_but_said_so(desk: Desk) -> None:
    assert desk.workspace.story_id is not None
    with desk.project.edit(Operation.CHANGE_STORY) as edit:
        change_story(edit, desk.workspace.story_id, language="en")
    translate(desk, 1)
    desk.qtbot.waitUntil(lambda: any("in English already" in words for words in desk.said()))
    assert not desk.page.translation.is_shown()
