"""Listening again to some lines: how, how far, old and new beside each other, and what was checked stays."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Semaphore

import pytest
from desks import CTRL, SHIFT, Desk, Key, desk_window, dialog, opened, when
from desks import story_on_desk as story_on_desk
from made_stories import new_project
from model_stand_in import write_model
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QRadioButton
from pytestqt.qtbot import QtBot

from coproclip.errors import TranscriptionError
from coproclip.jobs import CancelToken, Progress, Report, silent
from coproclip.project.journal import Operation
from coproclip.speech.client import WindowDone
from coproclip.speech.engine import SpeechOptions, SpokenSegment, SpokenWord
from coproclip.speech.models.installed import SpeechModel
from coproclip.speech.presets import BALANCED, CAREFUL
from coproclip.transcript.edits import check
from coproclip.ui.dialogs.retranscribe import RetranscribeDialog
from coproclip.ui.job_runner import Lane
from coproclip.ui.transcript.differences import as_html, difference, shortened

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

Make = Callable[..., int]
CLICK = Qt.MouseButton.LeftButton
HEARD = {"bus": "train", "stop.": "shop."}


@dataclass
class Listener:
    """Hears `HEARD` where other words stand, as soon as it is let."""

    words: list[SpokenWord] = field(default_factory=list)
    let: Semaphore = field(default_factory=lambda: Semaphore(0))
    asked: list[SpeechOptions] = field(default_factory=list)
    fails: bool = False

    def transcribe_file(
        self,
        sound: Path,
        model: SpeechModel,
        options: SpeechOptions,
        *,
        from_ms: int = 0,
        until_ms: int | None = None,
        report: Report = silent,
        cancel: CancelToken | None = None,
    ) -> Iterator[WindowDone]:
        assert cancel is not None
        assert until_ms is not None
        self.asked.append(options)
        report(Progress(1, 4, "Listening", 9))
        while not self.let.acquire(timeout=0.01):
            cancel.raise_if_cancelled()
        if self.fails:
            raise TranscriptionError("The speech engine stopped.", "The words are as they were.")
        inside = tuple(word for word in self.words if from_ms <= word.start_ms and word.end_ms <= until_ms)
        text = " ".join(word.text for word in inside)
        heard = SpokenSegment(inside[0].start_ms, inside[-1].end_ms, text, inside)
        yield WindowDone(from_ms, until_ms, (heard,), "en", True, "scripted 1")


@pytest.fixture
def listener() -> Listener:
    return Listener()


@pytest.fixture
def desk(tmp_path: Path, make_story: Make, listener: Listener, qtbot: QtBot) -> Iterator[Desk]:
    model = tmp_path / "quick"
    write_model(model)
    with new_project(tmp_path / "Side by Side") as project:
        story, folder = make_story(project), project.folder
    with desk_window(qtbot) as (window, workspace):
        made = opened(window, workspace, folder, qtbot)
        workspace.writer = listener
        made.open(story)
        listener.words += [
            SpokenWord(HEARD.get(word.text, word.text), word.start_ms, word.end_ms, 80)
            for line in made.page.transcript.words.passages
            for word in line.words
        ]
        made.model = str(model)  # type: ignore[attr-defined]
        yield made


def begin(desk: Desk, found: RetranscribeDialog) -> None:
    """Start, with the little speech model of these tests."""
    found.model.addItem("quick", desk.model)  # type: ignore[attr-defined]
    found.model.setCurrentIndex(found.model.count() - 1)
    QTest.mouseClick(found.start, CLICK)


def press(button: QRadioButton) -> None:
    QTest.mouseClick(button, CLICK, pos=QPoint(10, button.height() // 2))


def asked(do: Callable[[RetranscribeDialog], object]) -> None:
    """Do this in the window as soon as it is there; whatever happens, it is closed."""

    def _do(found: RetranscribeDialog) -> None:
        try:
            do(found)
        finally:
            found.reject()

    when(dialog, _do)


def through(desk: Desk, listener: Listener, choose: Callable[[RetranscribeDialog], object]) -> None:
    """The dialog from its first step to its last, by the key A."""

    def _begin(found: RetranscribeDialog) -> None:
        begin(desk, found)
        desk.qtbot.waitUntil(lambda: "25%, about" in found._far.text())
        listener.let.release()
        desk.qtbot.waitUntil(found.versions.isVisible)
        choose(found)

    asked(_begin)
    desk.key(Key.Key_A)


def test_old_and_new_are_beside_each_other_and_one_step(desk: Desk, story: int, listener: Listener) -> None:
    desk.words(3, 0, 3, 3)
    before = [line.text for line in desk.segments(story)]

    def _look(found: RetranscribeDialog) -> None:
        assert found.differences.text() == "2 words struck through go, 2 underlined come in."
        assert "line-through" in found.versions.old.toHtml()
        assert "underline" in found.versions.new.toHtml()
        assert "to the train shop." in found.versions.new.toPlainText()
        assert not found._asks.isVisible()
        QTest.keyClick(found, Key.Key_K)
        assert desk.quiet.playing
        assert [line.text for line in desk.segments(story)] == before, "nothing has changed yet"
        QTest.keyClick(found, Key.Key_Return)

    through(desk, listener, _look)
    assert listener.asked[0].preset == CAREFUL
    desk.settle()
    assert "to the train shop." in desk.segments(story)[3].text
    assert desk.told() == "The new words are in the story"
    assert not desk.quiet.playing
    assert desk.page.transcript.reading.word() == (3, 0), "what C checks next is what was listened to"
    desk.key(Key.Key_Z, CTRL)
    assert [line.text for line in desk.segments(story)] == before


def test_what_was_checked_is_asked_about(desk: Desk, story: int, listener: Listener) -> None:
    with desk.project.edit(Operation.CHECK) as edit:
        check(edit, [desk.segments(story)[3].id])
    desk.settle()
    desk.words(3, 0, 4, 2)

    def _leave(found: RetranscribeDialog) -> None:
        assert found._about_checked.text() == "One of these passages was checked or corrected."
        assert "Checked against the recording" in found.versions.old.toPlainText()
        assert not found.keep_new.isEnabled(), "it has to be said what happens to it"
        press(found.leave_checked)
        QTest.mouseClick(found.keep_new, CLICK)

    through(desk, listener, _leave)
    assert desk.page.retranscription.job.found is None, "it was chosen"
    assert "bus stop." in desk.segments(story)[3].text

    def _replace(found: RetranscribeDialog) -> None:
        press(found.replace_checked)
        QTest.mouseClick(found.keep_new, CLICK)

    desk.words(3, 0, 4, 2)
    through(desk, listener, _replace)
    assert any("train shop." in line.text and not line.checked for line in desk.segments(story))


def test_it_goes_on_without_the_window_and_says_when_it_is_done(desk: Desk, story: int, listener: Listener) -> None:
    def _work_on(found: RetranscribeDialog) -> None:
        found.preset.step(-1)
        begin(desk, found)
        desk.qtbot.waitUntil(found.stop.isVisible)
        QTest.keyClick(found, Key.Key_Escape)

    desk.words(3, 0)
    asked(_work_on)
    desk.key(Key.Key_Y, CTRL | SHIFT)
    desk.qtbot.waitUntil(lambda: bool(listener.asked))
    assert listener.asked[0].preset == BALANCED
    assert desk.page.retranscription.job.busy
    listener.let.release()
    desk.qtbot.waitUntil(lambda: any(words.startswith("Listened again to 0:") for words in desk.said()))
    strip = desk.window.messages.strips()[0]
    seen: list[str] = []

    def _keep_old(found: RetranscribeDialog) -> None:
        seen.append(found.differences.text())
        QTest.mouseClick(found.keep_old, CLICK)

    asked(_keep_old)
    QTest.mouseClick(strip.findChildren(type(desk.page.view.header.share))[0], CLICK)
    assert seen == ["2 words struck through go, 2 underlined come in."]
    assert "bus stop." in desk.segments(story)[3].text
    assert not desk.said()


def test_stopping_and_trouble_leave_everything_as_it_was(desk: Desk, story: int, listener: Listener) -> None:
    before = [line.text for line in desk.segments(story)]
    listener.fails = True

    def _fail(found: RetranscribeDialog) -> None:
        begin(desk, found)
        desk.qtbot.waitUntil(found.stop.isVisible)
        QTest.mouseClick(found.stop, CLICK)
        desk.qtbot.waitUntil(lambda: found.start.isVisible() and not desk.workspace.jobs.jobs(Lane.RETRANSCRIBE))
        QTest.mouseClick(found.start, CLICK)
        listener.let.release()
        desk.qtbot.waitUntil(found.trouble.isVisible)
        assert found.trouble.text().startswith("The speech engine stopped.")
        assert found.start.isVisible(), "it can be tried again"
        QTest.keyClick(found, Key.Key_Escape)

    desk.words(4, 0)
    asked(_fail)
    desk.key(Key.Key_A)
    assert [line.text for line in desk.segments(story)] == before
    assert not desk.said()


def test_by_mouse_it_is_in_the_bar_and_in_the_menu(desk: Desk) -> None:
    desk.words(4, 0)
    desk.key(Key.Key_Right, SHIFT)
    seen: list[str] = []
    when(dialog, lambda found: (seen.append(found.windowTitle()), found.reject()))
    QTest.mouseClick(desk.page.transcript.bar._again, CLICK)
    assert seen == ["Transcribe this bit again"]
    menu = QMenu()
    desk.page.transcript.menu_opened.emit(menu)
    assert "Transcribe this bit again…" in [action.text().split("\t")[0] for action in menu.actions()]


def test_differences_are_word_by_word() -> None:
    found = difference(["one two three", "four"], ["one 2 three four five"])
    assert (found.gone, found.fresh) == (1, 2)
    assert found.old == [[("one", False), ("two", True), ("three", False)], [("four", False)]]
    assert "<s " in as_html(found.old, "s")
    assert "&lt;b&gt;" in as_html([[("<b>", True)]], "u")


def test_what_is_compared_word_by_word_takes_no_longer_than_anybody_waits() -> None:
    """Two passages of the same few words over and over, and one of many more than anybody says in it."""
    old = " ".join("a" if at % 2 else "b" for at in range(20_000))
    new = " ".join("a" if at % 3 else "c" for at in range(20_000))
    before = time.process_time()
    found = difference([old], [new])
    assert time.process_time() - before < 5
    assert (len(found.old[0]), len(found.new[0])) == (20_000, 20_000)
    assert found.gone == found.fresh
    assert [word for word, other in found.old[0] if not other] == [word for word, other in found.new[0] if not other]
    assert [word for word, other in found.old[0] if not other].count("a") > 9_000

    many = [f"word{at}" for at in range(12_000)]
    changed = [*many[:100], "new", *many[100:9_000], *many[9_001:]]
    found = difference([" ".join(many)], [" ".join(changed)])
    assert (found.gone, found.fresh) == (1, 1)
    first = shortened(found, 102)
    assert ([len(one) for one in first.old], [len(one) for one in first.new]) == ([102], [102])
    assert [word for word, other in first.new[0] if other] == ["new"]
    assert (first.gone, first.fresh) == (1, 1), "how many differ is said of them all"
