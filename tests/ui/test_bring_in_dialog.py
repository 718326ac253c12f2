"""Bringing in a transcript, in the window: what is in the file, what it replaces, how far it is, and one step back."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from threading import Event, Semaphore, Thread
from typing import Any

import pytest
from desks import Desk, desk_on, dialog, when
from made_stories import LINES, make_story
from model_stand_in import write_model
from never_read import never_read
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from coproclip.elsewhere.process import read_elsewhere
from coproclip.jobs import CancelToken, Progress
from coproclip.project.journal import Operation
from coproclip.speech.client import WindowDone
from coproclip.speech.engine import SpokenWord, passage
from coproclip.speech.models.trust import remember_here
from coproclip.transcript.edits import check
from coproclip.transcript.files.reading import read_transcript
from coproclip.ui.dialogs.bring_in_transcript import BringInTranscript
from coproclip.ui.wait_for import WorkingDialog, read_while_shown
from coproclip.ui.widgets.label import Label

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
TEXT = "\n".join(f"{'Amina' if who == 'reporter' else 'Kit'}: {text}" for who, text in LINES).replace(
    "bus stop", "tram"
)


@dataclass
class Ears:
    """Hears the story as it is, as soon as it is let."""

    words: list[SpokenWord] = field(default_factory=list)
    let: Semaphore = field(default_factory=lambda: Semaphore(0))

    def transcribe_file(
        self, sound: Path, *_: Any, report: Any = None, cancel: CancelToken | None = None, **__: Any
    ) -> Iterator[WindowDone]:
        assert cancel is not None
        report(Progress(1, 4, "Listening", 9))
        while not self.let.acquire(timeout=0.01):
            cancel.raise_if_cancelled()
        yield WindowDone(0, self.words[-1].end_ms, (passage(self.words),), "en", True, "scripted 1")


@pytest.fixture
def ears() -> Ears:
    return Ears()


@pytest.fixture
def desk(tmp_path: Path, ears: Ears, qtbot: QtBot) -> Iterator[Desk]:
    write_model(tmp_path / "quick")
    remember_here(tmp_path / "quick")
    with desk_on(qtbot, tmp_path / "Side by Side", make_story) as made:
        made.workspace.settings.speech_model = str(tmp_path / "quick")
        made.workspace.writer = ears
        lines = made.page.transcript.words.passages
        ears.words += [SpokenWord(w.text, w.start_ms, w.end_ms, 80) for line in lines for w in line.words]
        yield made


def bring(desk: Desk, path: Path, monkeypatch: pytest.MonkeyPatch, do: Callable[[BringInTranscript], object]) -> None:
    """By the menu, with this file; `do` is done in the dialog."""
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))

    def _do(found: BringInTranscript) -> None:
        try:
            do(found)
        finally:
            if found.isVisible():
                found.reject()

    when(lambda: met if isinstance(met := dialog(), BringInTranscript) else None, _do)
    [command] = [one for one in desk.page.commands() if one.id == "bring_in_transcript"]
    assert command.slot is not None
    command.slot()


def texts(desk: Desk) -> str:
    return " ".join(one.text for one in desk.segments(1))


def test_it_says_what_of_the_file_does_not_come_in_and_what_may_be_a_voice(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = ["start,text,loud"] + [
        f"0:0{n},{one},yes" for n, one in enumerate(("Kit: So.", "Kit: On.", "x", "Khan: Y."))
    ]
    (tmp_path / "a.csv").write_text("\n".join([*rows, "0:05,and,", "0:06,on,"]), "utf-8")

    def _in_it(found: BringInTranscript) -> None:
        said = [one.whole_text() for one in found.findChildren(Label)]
        assert "Not brought in: the column “loud”." in said
        assert "“Khan:”: once before the words, and left there, as it may be no voice." in said

    bring(desk, tmp_path / "a.csv", monkeypatch, _in_it)


def test_it_says_what_is_in_the_file_and_replaces_the_words_in_one_step(
    desk: Desk, ears: Ears, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = texts(desk)
    with desk.project.edit(Operation.CHECK) as edit:
        check(edit, [desk.segments(1)[0].id])
    (tmp_path / "talk.txt").write_text(TEXT.replace("What was", "How was"), "utf-8")

    def _in_it(found: BringInTranscript) -> None:
        assert found.head.whole_text() == "“talk.txt”: text, 5 passages"
        assert "This replaces the current transcript of 5 passages." in found.replaces.whole_text()
        assert "Kept as they are: 1 passage that was checked" in found.replaces.whole_text()
        assert found.leave_checked.isChecked()
        assert not found.listen.isVisible(), "without times there is nothing to choose"
        QTest.keyClick(found.start, Qt.Key.Key_Return)
        desk.qtbot.waitUntil(lambda: found._far.text().startswith("25%"))
        assert texts(desk) == before, "until all of it is found the words stay"
        ears.let.release()
        desk.qtbot.waitUntil(lambda: not found.isVisible())

    bring(desk, tmp_path / "talk.txt", monkeypatch, _in_it)
    desk.settle()
    assert "tram" in texts(desk)
    assert texts(desk).startswith("What was"), "what was checked stays"
    assert desk.told().startswith("Brought in: ")
    [said] = [words for words in desk.said() if "Yours stays" in words]
    assert "1 passage differs in the file. Yours stays, because it was checked." in said
    assert "yours “What was the first …”, in the file “How was the first …”." in said
    assert "bring it in again and choose “Replace that too”" in said
    desk.workspace.undo()
    assert texts(desk) == before
    with desk.project.edit(Operation.CHECK) as edit:
        check(edit, [one.id for one in desk.segments(1)])
    (tmp_path / "talk.txt").write_text(TEXT.replace("chairs", "benches"), "utf-8")
    bring(desk, tmp_path / "talk.txt", monkeypatch, lambda found: (found._start(), ears.let.release()))
    desk.qtbot.waitUntil(lambda: desk.told() == "Nothing was taken from the file")
    assert any("Nothing was taken from “talk.txt”." in words for words in desk.said())
    assert not any("is a guess" in words for words in desk.said()), "none of its times was taken"
    assert texts(desk) == before


def test_closed_meanwhile_it_goes_on_and_stopped_it_changes_nothing(
    desk: Desk, ears: Ears, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = texts(desk)
    (tmp_path / "talk.txt").write_text(f"A heading that nobody says here\n\n{TEXT}", "utf-8")

    def _stop(found: BringInTranscript) -> None:
        found._start()
        desk.qtbot.waitUntil(lambda: found.stop.isVisible())
        QTest.keyClick(found.stop, Qt.Key.Key_Space)
        assert found.start.isVisible()

    bring(desk, tmp_path / "talk.txt", monkeypatch, _stop)
    assert texts(desk) == before
    bring(desk, tmp_path / "talk.txt", monkeypatch, lambda found: found._start())
    desk.settle()
    ears.let.release(2)
    desk.qtbot.waitUntil(lambda: "tram" in texts(desk))
    desk.settle()
    assert any("“talk.txt” was brought in." in words and "A heading that nobody" in words for words in desk.said())


def test_while_its_words_are_written_the_window_goes_on_and_stopped_nothing_is_changed(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, step = texts(desk), desk.project.undo_text
    lines = [f"00:00:0{at}.000 --> 00:00:0{at}.900\nWords of the file, line {at}" for at in range(5)]
    (tmp_path / "talk.vtt").write_text("WEBVTT\n\n" + "\n\n".join(lines), "utf-8")
    moved: list[int] = []
    beat = QTimer()
    beat.timeout.connect(lambda: moved.append(1))
    asked, over = Event(), Event()

    def _long() -> None:  # something else is written first, so that it lasts
        with desk.project.quiet():
            asked.set()
            over.wait(60)

    def _stop(met: WorkingDialog) -> None:
        assert met.windowTitle() == "Bringing in “talk.vtt”"
        far = len(moved)
        desk.qtbot.waitUntil(lambda: len(moved) > far + 5)
        QTest.mouseClick(met.stop, Qt.MouseButton.LeftButton)
        desk.qtbot.waitUntil(lambda: met.activity.text() == "Stopping")
        over.set()

    def _in_it(found: BringInTranscript) -> None:
        found.listen.setChecked(False)
        writer.start()
        asked.wait()
        when(lambda: met if isinstance(met := dialog(), WorkingDialog) else None, _stop)
        found._start()
        desk.qtbot.waitUntil(over.is_set)
        desk.qtbot.waitUntil(found.start.isVisible)

    writer = Thread(target=_long)
    beat.start(10)
    bring(desk, tmp_path / "talk.vtt", monkeypatch, _in_it)
    beat.stop()
    writer.join()
    desk.settle()
    assert (texts(desk), desk.project.undo_text) == (before, step)

    bring(desk, tmp_path / "talk.vtt", monkeypatch, lambda found: (found.listen.setChecked(False), found._start()))
    desk.qtbot.waitUntil(lambda: "Words of the file, line 4" in texts(desk))
    desk.workspace.undo()
    assert texts(desk) == before


def test_a_file_that_is_none_and_one_of_another_story_are_said(
    desk: Desk, ears: Ears, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7")
    desk.page.story_actions.read_transcript(tmp_path / "a.pdf")
    assert any("“a.pdf” is a PDF, which cannot be read here." in words for words in desk.said())
    (tmp_path / "b.txt").write_text("Rain over the sea and much more rain tomorrow in all the places north of here.")

    def _in_it(found: BringInTranscript) -> None:
        found._start()
        ears.let.release()
        desk.qtbot.waitUntil(found.trouble.isVisible)
        assert "were heard in this story" in found.trouble.whole_text()
        assert found.start.isVisible()

    bring(desk, tmp_path / "b.txt", monkeypatch, _in_it)


def test_a_file_that_is_read_for_ever_is_left_by_cancel_and_the_window_goes_on(desk: Desk, tmp_path: Path) -> None:
    moved: list[int] = []

    def _cancel(met: WorkingDialog) -> None:
        before = len(moved)
        desk.qtbot.waitUntil(lambda: len(moved) > before + 5)
        QTest.mouseClick(met.stop, Qt.MouseButton.LeftButton)

    when(lambda: met if isinstance(met := dialog(), WorkingDialog) else None, _cancel)
    beat = QTimer()
    beat.timeout.connect(lambda: moved.append(1))
    beat.start(10)
    read = partial(read_elsewhere, never_read, tmp_path / "a.txt")
    assert read_while_shown(desk.workspace, "Reading “a.txt”", read, desk.window) is None
    assert dialog() is None, "who has had enough is not told more"
    beat.stop()
    # The next file is read as if nothing had been.
    (tmp_path / "b.txt").write_text(TEXT, "utf-8")
    again = partial(read_transcript, tmp_path / "b.txt")
    assert read_while_shown(desk.workspace, "Reading “b.txt”", again, desk.window) is not None
