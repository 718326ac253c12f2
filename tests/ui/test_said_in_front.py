"""What is said stands in the dialog in front, and what was typed in answer to a question stays until it is kept."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from consenting import allow
from desks import Desk, desk_on, when
from desks import dialog as front
from made_stories import make_story
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from coproclip.errors import ProjectReadOnly, StorageError
from coproclip.excerpts.marking import change_excerpt, mark_quote
from coproclip.overview.care import care_log
from coproclip.people.care import add_care_note, change_care_note
from coproclip.project.journal import Operation
from coproclip.project.project import Project
from coproclip.project.schema import Excerpt
from coproclip.ui.dialogs.care_log import CareEntryDialog
from coproclip.ui.dialogs.reviews.together import SitTogether
from coproclip.ui.widgets.dialog import Dialog

Key = Qt.Key
WISH = "Please take out my sister and the street"
ELSEWHERE = "Another window works in this project now."


def _build(project: Project) -> int:
    story = make_story(project)
    allow(project, story)
    with project.edit(Operation.MARK_EXCERPT) as edit:
        mark_quote(edit, story, "We moved the chairs.")
        mark_quote(edit, story, "I had never been asked before.")
    return story


@pytest.fixture
def desk(tmp_path: Path, qtbot: QtBot) -> Iterator[Desk]:
    with desk_on(qtbot, tmp_path / "Side by side", _build) as made:
        yield made


def keys(desk: Desk, dialog: Dialog, *some: Key) -> None:
    dialog.activateWindow()
    desk.settle(20)
    for one in some:
        QTest.keyClick(dialog.focusWidget() or dialog, one)
        desk.settle()


@pytest.fixture
def together(desk: Desk) -> SitTogether:
    dialog = SitTogether(desk.workspace, parent=desk.window)
    desk.qtbot.addWidget(dialog)
    dialog.open()
    keys(desk, dialog, Key.Key_Tab, Key.Key_Tab)
    QTest.keyClicks(dialog.focusWidget(), "in person")
    keys(desk, dialog, Key.Key_Return)
    return dialog


def said_in(dialog: Dialog) -> list[str]:
    return [strip.accessibleName() for strip in dialog.messages.strips()]


def test_a_wish_stays_in_its_field_until_it_is_kept(
    desk: Desk, together: SitTogether, monkeypatch: pytest.MonkeyPatch
) -> None:
    def _refuse(*_args: object, **_more: object) -> None:
        raise StorageError("The disk is full.", "Everything saved before is safe.", "Free some space.")

    met: list[str] = []

    def _wish(asked: Dialog) -> None:
        field = asked.findChild(QLineEdit)
        assert field is not None
        with monkeypatch.context() as full:
            full.setattr(desk.project, "edit", _refuse)
            QTest.keyClicks(field, WISH)
            QTest.keyClick(field, Key.Key_Return)
            QApplication.processEvents()
            met.extend([field.text(), str(asked.isVisible()), *said_in(asked)])
        QTest.keyClick(field, Key.Key_Return)
        asked.done(0)

    when(lambda: None if front() is together else front(), _wish)
    keys(desk, together, Key.Key_C)
    assert met[:2] == [WISH, "True"]
    assert len(met) == 3
    with desk.project.read() as session:
        assert WISH in session.get_one(Excerpt, 1).note
    assert said_in(together) == met[2:]  # it was not closed there, so it still stands where it can be read


def test_a_wish_is_kept_though_the_excerpt_was_changed_elsewhere_while_it_was_typed(
    desk: Desk, together: SitTogether
) -> None:
    def _wish(asked: Dialog) -> None:
        with Project.open(desk.project.folder) as beside, beside.edit(Operation.CHANGE_EXCERPT) as edit:
            change_excerpt(edit, 1, title="Another title")
        field = asked.findChild(QLineEdit)
        assert field is not None
        QTest.keyClicks(field, WISH)
        for _again in range(2):
            if asked.isVisible():
                QTest.keyClick(field, Key.Key_Return)
        asked.done(0)

    when(lambda: None if front() is together else front(), _wish)
    keys(desk, together, Key.Key_C)
    with desk.project.read() as session:
        assert WISH in session.get_one(Excerpt, 1).note


def test_a_project_that_was_taken_over_is_said_in_the_open_dialog(desk: Desk, together: SitTogether) -> None:
    desk.project.guard.stop(ProjectReadOnly(ELSEWHERE, "", ""))
    keys(desk, together, Key.Key_Y)
    (sentence,) = said_in(together)
    assert ELSEWHERE in sentence
    assert not desk.window.messages.strips()
    together.done(0)
    desk.settle()
    assert [strip.accessibleName() for strip in desk.window.messages.strips()] == [sentence]


def test_both_texts_of_a_care_note_stand_in_the_open_dialog(desk: Desk) -> None:
    with desk.project.edit(Operation.NOTE_CARE) as edit:
        note = add_care_note(edit, "A worry", by="Ann").id
        add_care_note(edit, "Another worry", by="Ann")
    log = desk.workspace.read(care_log)
    line = next(one for one in log.lines if one.number == note)
    behind = SitTogether(desk.workspace, parent=desk.window)
    behind.open()
    dialog = CareEntryDialog(desk.workspace, note, line.entry, log, behind)
    dialog.open()
    desk.settle(20)
    with Project.open(desk.project.folder) as beside, beside.edit(Operation.NOTE_CARE) as edit:
        change_care_note(edit, note, text="Theirs")
    dialog.text.setPlainText("Mine")
    dialog.save.click()
    desk.workspace.saving.wait()
    desk.settle(50)
    assert not dialog.isVisible()
    (strip,) = behind.messages.strips()
    assert "Theirs" in strip.accessibleName()
    next(one for one in strip.findChildren(QPushButton) if one.text() == "Keep mine").click()
    desk.workspace.saving.wait()
    desk.settle(50)
    assert not behind.messages.strips()
    assert [one.entry.text for one in desk.workspace.read(care_log).lines if one.number == note] == ["Mine"]
    behind.done(0)
