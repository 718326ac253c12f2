"""What was noted in the room is found again later: on the stories page, in a story's details, and on the desk."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from desks import Desk, Key, desk_window, dialog, opened, when
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from coproclip.capture.sidecar import Stretch
from coproclip.excerpts.marking import excerpts_of, ranges_of
from coproclip.people.check_ins import due, set_check_in
from coproclip.people.consent import consent_of, note_consent
from coproclip.people.moments import add_moments
from coproclip.project.journal import Work
from coproclip.project.kinds import ConsentAbout, MomentKind
from coproclip.project.project import Project
from coproclip.project.rows import fetch
from coproclip.project.schema import Story
from coproclip.ui.dialogs.story_details import StoryDetails
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.label import Label

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "does not support raise")


@pytest.fixture
def told(project: Project, make_story: Callable[..., int]) -> int:
    """Kit's story with two marks, a starter, a yes that is heard, and a day to ask how Kit is."""
    story_id = make_story(project)
    with project.edit(Work.ADD_STORY) as edit:
        noted = [
            Stretch(MomentKind.SPOKEN_YES.value, 0, 400),
            Stretch(MomentKind.STARTER.value, 600, 600, "What was the best moment?"),
            Stretch(MomentKind.MARK.value, 4000, 4000, "the chairs"),
            Stretch(MomentKind.MARK.value, 9000, 9000),
            Stretch(MomentKind.OFF_RECORD.value, 7000, 7500),
        ]
        moments = add_moments(edit, story_id, noted)
        note_consent(edit, story_id, ConsentAbout.RECORDED, "yes", "Kit", "in the recording", moments[0].id)
        set_check_in(edit, story_id, "storyteller", date.today() + timedelta(days=1))
        set_check_in(edit, story_id, "reporter", date.today() + timedelta(days=3))
    return story_id


@pytest.fixture
def desk(project: Project, told: int, qtbot: QtBot) -> Iterator[Desk]:
    folder: Path = project.folder
    project.close()
    with desk_window(qtbot) as (window, workspace):
        yield opened(window, workspace, folder, qtbot)


def words(widget: QWidget) -> list[str]:
    return [label.whole_text() for label in widget.findChildren(Label) if label.isVisible()]


def test_whom_to_ask_stands_on_the_stories_page(desk: Desk) -> None:
    card = desk.stories.list.carry_on
    assert "Ask Kit how they are" in words(card)
    assert "tomorrow, after “Moving the chairs”" in words(card)
    assert not any("Amina" in text for text in words(card))
    button = next(
        child for child in card.findChildren(Button) if child.accessibleName() == "Done: Ask Kit how they are"
    )
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    desk.settle()
    desk.qtbot.waitUntil(lambda: "Ask Kit how they are" not in words(card))
    with desk.workspace.opened().read() as session:
        assert [one.who for one in due(session, date.today() + timedelta(days=9))] == ["reporter"]
    desk.workspace.undo()
    desk.qtbot.waitUntil(lambda: "Ask Kit how they are" in words(card))


def test_what_was_said_and_noted_is_in_the_details(desk: Desk, told: int) -> None:
    def _look(window: StoryDetails) -> None:
        [kit] = window.tellers.rows
        said = {about: field.currentText() for about, field in kit.said.fields.items()}
        assert said == {
            ConsentAbout.RECORDED: "Yes",
            ConsentAbout.TRANSCRIBED: "Not asked yet",
            ConsentAbout.SHARED: "Not asked yet",
        }
        (noted,) = [text for text in words(window) if "moments marked" in text]
        assert noted.startswith("2 moments marked, 1 starter asked, the yes is heard in it, ")
        field = kit.said.fields[ConsentAbout.SHARED]
        field.setCurrentIndex(field.findData("later"))
        window.private.setPlainText("Talk to Rosa")
        window._keep()

    desk.stories.list.table.setFocus()
    when(dialog, _look)
    desk.key(Key.Key_F2)
    project = desk.workspace.opened()
    with project.read() as session:
        known = consent_of(session, told)
        assert known[ConsentAbout.SHARED].answer == "later"
        assert known[ConsentAbout.RECORDED].moment_id is not None
        assert fetch(session, Story, told).private_note == "Talk to Rosa"
    desk.workspace.undo()
    with project.read() as session:
        assert ConsentAbout.SHARED not in consent_of(session, told)


def test_marks_lead_to_their_place_and_become_excerpts(desk: Desk, told: int) -> None:
    page = desk.open(told)
    page.view.tabs.setCurrentWidget(page.view.about)
    desk.settle()
    assert "the chairs" in words(page.view.about)
    go = {
        child.text(): child
        for child in page.view.about.findChildren(Button)
        if child.objectName().startswith("moment-")
    }
    assert list(go) == ["0:00", "0:04", "0:09"]
    go["0:04"].setFocus()
    desk.key(Key.Key_Return)
    assert page.playback.playhead == 4000
    assert page.transcript.hasFocus()
    made = next(
        child
        for child in page.view.about.findChildren(Button)
        if child.accessibleName() == "Make an excerpt of 0:04: the chairs"
    )
    QTest.mouseClick(made, Qt.MouseButton.LeftButton)
    desk.settle()
    with desk.workspace.opened().read() as session:
        (excerpt,) = excerpts_of(session)
        (span,) = ranges_of(session, excerpt.id)
    assert "We moved the chairs." in excerpt.quote
    assert span.start_ms <= 4000 <= span.end_ms
    assert desk.workspace.excerpt_id == excerpt.id
