"""From the window: a copy for a colleague, what comes back from it, and which of two versions stays."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from consenting import allow, answer
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from coproclip.excerpts import marking
from coproclip.excerpts.approval import Use, shareable
from coproclip.export.clips import export_clips
from coproclip.overview.kept_notes import kept_notes
from coproclip.people.consent import note_consent
from coproclip.people.stories import stories
from coproclip.project.journal import Operation
from coproclip.project.kinds import ConsentAbout, ListKind
from coproclip.project.merging.state import Keep
from coproclip.project.merging.working_copy import make_copy
from coproclip.project.project import Project
from coproclip.project.schema import ListEntry, Story
from coproclip.settings import Settings
from coproclip.ui.dialogs import working_copies
from coproclip.ui.dialogs.working_copies import MOST_SHOWN, BringBack, bring_back_from, make_a_copy
from coproclip.ui.job_runner import JobKind
from coproclip.ui.wait_for import WorkingDialog
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.label import Label
from coproclip.ui.widgets.message import Message
from coproclip.ui.workspace import Workspace

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


@pytest.fixture
def workspace(qtbot: QtBot, project: Project, story: int) -> Iterator[Workspace]:
    space = Workspace(Settings())
    space.use(project)
    yield space
    space.close_project()


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


def retitle(project: Project, story: int, title: str) -> None:
    with project.edit(Operation.CHANGE_STORY) as edit:
        edit.get(Story, story).title = title


def titles(workspace: Workspace) -> list[str]:
    with workspace.opened().read() as session:
        return [story.title for story in stories(session)]


def when_asked(kind: type[Dialog], do: Callable[[Any], None]) -> QTimer:
    """Do something with the first dialog of this kind, as soon as it is there; returns what waits for it."""
    clock = QTimer()

    def _look() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, kind) and not isinstance(dialog, WorkingDialog):
            clock.stop()
            do(dialog)

    clock.timeout.connect(_look)
    clock.start(20)
    return clock


def said_in(workspace: Workspace) -> list[str]:
    heard: list[str] = []
    workspace.banner_shown.connect(lambda message: heard.append(message.happened if message else ""))
    return heard


def test_a_copy_is_made_for_somebody(
    workspace: Workspace, window: QWidget, story: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What stays out of it, and why, is said."""
    monkeypatch.setattr(working_copies.QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    said = said_in(workspace)
    with workspace.opened().edit(Operation.NOTE_CONSENT) as edit:
        note_consent(edit, story, ConsentAbout.RECORDED, "later", who="Kit", how="on the phone")

    def _answer(dialog: Dialog) -> None:
        QTest.keyClicks(dialog.findChild(QLineEdit), "Rosa")
        QTest.keyClick(dialog, Qt.Key.Key_Return)

    waiting = when_asked(Dialog, _answer)
    make_a_copy(workspace, window)
    assert not waiting.isActive()
    assert (tmp_path / f"{workspace.opened().folder.stem} for Rosa.coproclip" / "project.db").is_file()
    assert said[-1].startswith("The copy for Rosa is “")
    assert "A story is not in it that nobody said no to, but a yes to it has run out, or is to be asked" in said[-1]


@pytest.mark.parametrize(("choice", "title"), [(0, "Ours"), (1, "Ours"), (2, "Theirs <b>really</b>")])
def test_what_both_changed_is_side_by_side_and_can_be_chosen(
    workspace: Workspace, window: QWidget, story: int, tmp_path: Path, choice: int, title: str
) -> None:
    folder = make_copy(workspace.opened(), tmp_path, "Rosa")
    with Project.open(folder) as copy:
        retitle(copy, story, "Theirs <b>really</b>")
    retitle(workspace.opened(), story, "Ours")
    shown: list[str] = []

    def _answer(dialog: BringBack) -> None:
        shown.extend(label.text() for label in dialog.findChildren(Label))
        [chooser] = dialog._choosers.values()
        assert chooser.accessibleName() == "Which stays: Ours · title of a story"
        chooser.setCurrentIndex(choice)
        QTest.mouseClick(dialog.bring, Qt.MouseButton.LeftButton)

    waiting = when_asked(BringBack, _answer)
    bring_back_from(workspace, window, folder)
    assert not waiting.isActive()
    assert {"Here: Ours", "Rosa: Theirs <b>really</b>", "One thing differs"} <= set(shown)
    assert titles(workspace) == [title]


def test_how_to_take_it_back_is_said_for_undo_does_not_reach_it(
    workspace: Workspace, window: QWidget, story: int, tmp_path: Path
) -> None:
    folder = make_copy(workspace.opened(), tmp_path, "Rosa")
    with Project.open(folder) as copy:
        retitle(copy, story, "Theirs")
    shown: list[Message | None] = []
    workspace.banner_shown.connect(shown.append)
    waiting = when_asked(BringBack, lambda dialog: QTest.mouseClick(dialog.bring, Qt.MouseButton.LeftButton))
    bring_back_from(workspace, window, folder)
    assert not waiting.isActive()
    assert not workspace.undo()
    assert titles(workspace) == ["Theirs"]
    assert shown[-1] is not None
    assert "Project, “Restore a backup…” takes all this back." in shown[-1].safe


def test_cancel_brings_nothing_in(workspace: Workspace, window: QWidget, story: int, tmp_path: Path) -> None:
    folder = make_copy(workspace.opened(), tmp_path, "Rosa")
    with Project.open(folder) as copy:
        retitle(copy, story, "Theirs")

    waiting = when_asked(BringBack, lambda dialog: QTest.keyClick(dialog, Qt.Key.Key_Escape))
    bring_back_from(workspace, window, folder)
    assert not waiting.isActive()
    assert titles(workspace) == ["Moving the chairs"]


def test_what_is_no_copy_is_said(workspace: Workspace, window: QWidget, tmp_path: Path) -> None:
    said = said_in(workspace)
    Project.create(tmp_path / "Other").close()
    bring_back_from(workspace, window, tmp_path / "Other.coproclip")
    assert "was not made as a copy" in said[-1]


@contextmanager
def held_up(workspace: Workspace) -> Iterator[Event]:
    """What is begun now waits, for this long or until the event is set."""
    may_go_on = Event()
    workspace.jobs.start(JobKind.FOR_GOOD, "", lambda _job: may_go_on.wait(60), subject="held up")
    try:
        yield may_go_on
    finally:
        may_go_on.set()


def when_working(do: Callable[[WorkingDialog], None]) -> QTimer:
    clock = QTimer()

    def _look() -> None:
        if isinstance(dialog := QApplication.activeModalWidget(), WorkingDialog):
            clock.stop()
            do(dialog)

    clock.timeout.connect(_look)
    clock.start(20)
    return clock


def test_reading_and_bringing_in_can_be_stopped(
    workspace: Workspace, window: QWidget, story: int, tmp_path: Path
) -> None:
    """So nothing stands over a recording that has to be stopped."""
    folder = make_copy(workspace.opened(), tmp_path, "Rosa")
    with Project.open(folder) as copy:
        retitle(copy, story, "Theirs")
    said, asked = said_in(workspace), when_asked(BringBack, lambda _dialog: None)
    with held_up(workspace):
        reading = when_working(lambda dialog: QTest.keyClick(dialog, Qt.Key.Key_Escape))
        bring_back_from(workspace, window, folder)
        assert not reading.isActive()
    assert asked.isActive(), "it is not asked any more"
    asked.stop()
    with ExitStack() as until_stopped:

        def _bring_in(dialog: BringBack) -> None:
            go_on = until_stopped.enter_context(held_up(workspace))

            def _stop(working: WorkingDialog) -> None:
                QTest.mouseClick(working.stop, Qt.MouseButton.LeftButton)
                go_on.set()

            stopping.append(when_working(_stop))
            QTest.mouseClick(dialog.bring, Qt.MouseButton.LeftButton)

        stopping: list[QTimer] = []
        waiting = when_asked(BringBack, _bring_in)
        bring_back_from(workspace, window, folder)
        assert not waiting.isActive()
        assert not stopping[0].isActive()
    assert titles(workspace) == ["Moving the chairs"]
    assert not said


def test_what_is_chosen_for_all_counts_for_those_that_are_out_of_sight_too(
    workspace: Workspace, window: QWidget, story: int, tmp_path: Path
) -> None:
    folder = make_copy(workspace.opened(), tmp_path, "Rosa")
    with Project.open(folder) as copy:
        retitle(copy, story, "Theirs")
        with copy.edit(Operation.CHANGE_LISTS) as edit:
            for place in range(MOST_SHOWN + 20):
                edit.add(ListEntry(kind=ListKind.KEPT_NAME, text=f"Name {place}", position=place))
    retitle(workspace.opened(), story, "Ours")
    shown: list[Message | None] = []
    workspace.banner_shown.connect(shown.append)

    def _answer(dialog: BringBack) -> None:
        texts = [label.text() for label in dialog.findChildren(Label)]
        assert any(text.startswith("And 21 more: what is chosen for all of them counts.") for text in texts)
        assert any(text.startswith("“Take theirs” for all of them leaves out what lets go of a no") for text in texts)
        for keep in (Keep.THEIRS, Keep.OURS):
            dialog.every.setCurrentIndex(dialog.every.findData(keep))
            chosen = {chooser.currentData() for chooser in dialog._choosers.values()}
            assert chosen == {Keep.BOTH if keep is Keep.THEIRS else Keep.OURS}
        QTest.mouseClick(dialog.bring, Qt.MouseButton.LeftButton)

    waiting = when_asked(BringBack, _answer)
    bring_back_from(workspace, window, folder)
    assert not waiting.isActive()
    assert titles(workspace) == ["Ours"]
    assert shown[-1] is not None
    assert "Kept from copies" not in shown[-1].next
    assert not workspace.read(kept_notes)


def test_what_may_not_be_out_any_more_is_named(
    workspace: Workspace, window: QWidget, story: int, tmp_path: Path
) -> None:
    project = workspace.opened()
    allow(project, story)
    with project.edit(Operation.MARK_EXCERPT) as edit:
        excerpt = marking.mark_quote(edit, story, "We moved the chairs.", title="Chairs").id
    answer(project, excerpt)
    granted = shareable(project, [excerpt], Use.SHARING).granted
    export_clips(granted, tmp_path / "out", format="wav", to_whom="Radio Doors")
    folder = make_copy(project, tmp_path, "Rosa")
    with Project.open(folder) as copy:
        answer(copy, excerpt, "no")
    shown: list[Message | None] = []
    workspace.banner_shown.connect(shown.append)
    waiting = when_asked(BringBack, lambda dialog: QTest.mouseClick(dialog.bring, Qt.MouseButton.LeftButton))
    bring_back_from(workspace, window, folder)
    assert not waiting.isActive()
    assert shown[-1] is not None
    assert "Still out there, and somebody said no since: “01 Chairs.srt”, “01 Chairs.txt”" in shown[-1].next
    assert "and “01 Chairs.wav”, of “Clips”, which went to Radio Doors" in shown[-1].next
