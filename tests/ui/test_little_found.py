"""In the window, too, a transcript with no words, or hardly any, never looks like one that is finished."""

from collections.abc import Callable, Iterator

import pytest
from desks import Desk, desk_window, dialog, opened, when
from fakes.stepped_transcriber import SteppedTranscriber
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from coproclip.project.journal import Work
from coproclip.project.project import Project, now
from coproclip.project.schema import Recording, Segment, Transcription, Word
from coproclip.transcript.edits import passages
from coproclip.transcription.queue import TranscriptionRequest
from coproclip.ui.pages.stories.table import TRANSCRIPT
from coproclip.ui.transcription.transcribe_dialog import TranscribeDialog
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.label import Label

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

MINUTE = 60_000


@pytest.fixture
def ids(project: Project, make_story: Callable[..., int]) -> list[int]:
    """One story of 30 minutes with words in four of them, one without any, and one as it should be."""
    made = [make_story(project, title=title, storyteller="") for title in ("Four", "Nothing", "Whole")]
    with project.edit(Work.TRANSCRIBE) as edit:
        for story_id in made:
            edit.add(Transcription(story_id=story_id, engine="x", speech_model="x", state="done", started_at=now()))
        for recording in edit.session.query(Recording).where(Recording.story_id.in_(made[:2])):
            recording.duration_ms = 30 * MINUTE
        for segment in edit.session.query(Segment).where(Segment.story_id.in_(made[:2])):
            edit.session.delete(segment)
        words = [Word("yes", 2 * MINUTE, 6 * MINUTE, 90)]
        edit.add(Segment(story_id=1, start_ms=2 * MINUTE, end_ms=6 * MINUTE, text="yes", words=words, flags=[]))
    return made


@pytest.fixture
def desk(project: Project, ids: list[int], qtbot: QtBot) -> Iterator[Desk]:
    with desk_window(qtbot) as (window, workspace):
        yield opened(window, workspace, project.folder, qtbot)


def test_the_list_of_stories_says_so_instead_of_written_down(desk: Desk, ids: list[int]) -> None:
    model = desk.stories.list.model
    cells = {model.rows[at].title: model.index(at, TRANSCRIPT) for at in range(3)}
    assert {title: cell.data() for title, cell in cells.items()} == {
        "Four": "Words in 4 of 30 minutes",
        "Nothing": "Nothing was found",
        "Whole": "Transcribed",
    }
    assert cells["Four"].data(Qt.ItemDataRole.ToolTipRole) == "Words in 4 of 30 minutes"
    assert "Nothing was found" in model.index(model.place_of(ids[1]), 0).data(Qt.ItemDataRole.AccessibleTextRole)


def test_the_desk_says_so_and_offers_to_transcribe_again(desk: Desk, ids: list[int]) -> None:
    strip = desk.open(ids[1]).view.transcribing
    assert strip.isVisible()
    texts = [label.text() for label in strip.findChildren(Label) if label.isVisible()]
    assert texts[0] == "Nothing was found"
    assert strip.button.text() == "Transcribe again…"
    asked: list[type] = []
    when(dialog, lambda found: (asked.append(type(found)), found.reject()))
    strip.button.click()
    assert asked == [TranscribeDialog]
    assert desk.open(ids[0]).view.transcribing.findChildren(Label)[0].text() == "Words in 4 of 30 minutes"
    desk.page.view.tabs.setCurrentWidget(desk.page.view.about)
    desk.settle()
    assert "Words in 4 of 30 minutes" in [label.text() for label in desk.page.view.about.findChildren(Label)]
    assert not desk.open(ids[2]).view.transcribing.isVisible()


def test_what_to_carry_on_with_says_so_too(desk: Desk, ids: list[int]) -> None:
    desk.open(ids[1])
    desk.workspace.page_asked.emit("stories")
    desk.settle()
    texts = [label.text() for label in desk.stories.list.carry_on.findChildren(Label)]
    assert "Nothing was found" in texts
    assert "not transcribed yet" not in texts


def test_it_is_not_said_any_more_once_there_are_words(desk: Desk, ids: list[int]) -> None:
    page = desk.open(ids[1])
    with desk.project.edit(Work.TRANSCRIBE) as edit:
        words = [Word("so", 0, 20 * MINUTE, 90)]
        edit.add(Segment(story_id=ids[1], start_ms=0, end_ms=20 * MINUTE, text="so", words=words, flags=[]))
    desk.settle()
    assert not page.view.transcribing.isVisible()


def test_it_is_said_when_transcribing_ends(desk: Desk, ids: list[int]) -> None:
    with desk.project.edit(Work.TRANSCRIBE) as edit:
        edit.session.query(Transcription).where(Transcription.story_id == ids[2]).delete()
        for segment in passages(edit.session, ids[2]):
            edit.session.delete(segment)
    desk.workspace.writer = SteppedTranscriber(windows=0)
    desk.workspace.queue.join(ids[2], TranscriptionRequest(voices="off"))
    desk.qtbot.waitUntil(lambda: any(said.startswith("Whole: Nothing was found.") for said in desk.said()))
    [strip] = [strip for strip in desk.window.messages.strips() if strip.message.happened.startswith("Whole:")]
    assert strip.message.next == "Listen to it. If somebody speaks where there are no words, transcribe it again."
    [button] = [button for button in strip.findChildren(Button) if button.text() == "Open the story"]
    button.click()
    desk.qtbot.waitUntil(lambda: desk.page.view.transcribing.isVisible())
    QApplication.processEvents()
