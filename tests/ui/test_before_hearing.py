"""Listening through a playlist pauses before what is marked, with its note and one press to go on."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from consenting import allow, answer
from desks import FakePlayback
from made_stories import make_story, new_project
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from coproclip.excerpts import marking, playlists
from coproclip.overview.playlists import PlaylistRow, read_playlist
from coproclip.overview.stories import story_overviews
from coproclip.people.care import CareMark
from coproclip.people.check_ins import planned, set_check_in
from coproclip.people.stories import change_story
from coproclip.project.journal import Operation
from coproclip.settings import Settings
from coproclip.ui.dialogs.care import BeforeHearing
from coproclip.ui.dialogs.share.panel import SharePanel
from coproclip.ui.dialogs.story_details import StoryDetails
from coproclip.ui.pages.playlists.playback import PlaylistPlayback
from coproclip.ui.pages.stories.carry_on import CarryOn
from coproclip.ui.widgets.badge import care_word
from coproclip.ui.workspace import Workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    made = Workspace(Settings())
    made.listening = FakePlayback()
    project = made.use(new_project(tmp_path / "Doors"))
    story = make_story(project)
    allow(project, story)
    with project.edit(Operation.MARK_EXCERPT) as edit:
        ids = [marking.mark_quote(edit, story, words).id for words in ("We moved the chairs.", "And then?")]
        marking.change_excerpt(edit, ids[0], care="About a loss")
        playlist = playlists.add_playlist(edit, "Doors").id
        playlists.add_to_playlist(edit, playlist, ids)
    yield made
    made.close_project()


def test_a_marked_excerpt_is_asked_about_and_may_be_skipped(workspace: Workspace, qtbot: QtBot) -> None:
    project, parent = workspace.opened(), QObject()
    rows = workspace.read(read_playlist, project, 1).rows
    assert [row.care for row in rows] == [CareMark("About a loss"), CareMark()]
    asked: list[str] = []
    answers = [False, True]

    def _ask(row: PlaylistRow) -> bool:
        asked.append(row.care.note)
        return answers.pop(0)

    playback = PlaylistPlayback(workspace, parent, _ask)
    playback.set_rows(rows)
    playback.listen()
    assert asked == ["About a loss"]
    assert playback.item() == rows[1].item_id, "skipped"
    playback.listen()
    assert playback.item() == rows[0].item_id
    playback.stop()
    playback.press(rows[0])
    assert len(asked) == 2, "whoever plays one for themselves is not asked"
    playback.stop()


def test_the_question_says_the_note(qtbot: QtBot) -> None:
    dialog = BeforeHearing("Chairs", CareMark("About a loss", True))
    qtbot.addWidget(dialog)
    dialog.show()
    assert [label.text() for label in dialog.findChildren(QLabel)] == [
        "Next: Chairs",
        "About a loss",
        "It holds sensitive things.",
    ]
    assert dialog.go_on.isDefault()


def test_about_this_story_keeps_the_note_and_the_mark(workspace: Workspace, qtbot: QtBot) -> None:
    dialog = StoryDetails(workspace, 1)
    qtbot.addWidget(dialog)
    dialog.care.setText("About a death")
    dialog.sensitive.setChecked(True)
    dialog._keep()
    [row] = workspace.read(story_overviews)
    assert row.care == CareMark("About a death", True)
    assert care_word(row.care) == "Sensitive"
    workspace.undo()
    assert not workspace.read(story_overviews)[0].care
    with workspace.opened().edit(Operation.CHANGE_STORY) as edit:
        change_story(edit, 1, care="Only a note")
    assert care_word(workspace.read(story_overviews)[0].care) == "Note before hearing"


def test_sensitive_things_are_exported_once_the_stored_yes_was_looked_at(workspace: Workspace, qtbot: QtBot) -> None:
    answer(workspace.opened(), 1)
    panel = SharePanel(workspace)
    qtbot.addWidget(panel)
    panel.show()
    panel.show_excerpts([1], "Excerpts")
    assert panel.export.isEnabled()
    with workspace.opened().edit(Operation.CHANGE_EXCERPT) as edit:
        marking.change_excerpt(edit, 1, sensitive=True)
    panel.renew()
    assert not panel.export.isEnabled()
    assert panel.foot.activity.text() == "Sensitive things are in it: look at the stored yes first."
    panel.foot.confirm.setChecked(True)
    assert panel.export.isEnabled()


def test_a_story_that_was_brought_in_gets_days_to_ask_how_they_are(workspace: Workspace, qtbot: QtBot) -> None:
    dialog = StoryDetails(workspace, 1)
    qtbot.addWidget(dialog)
    field, today = dialog.check_ins.fields["storyteller"], date.today()
    assert field.currentText() == "Not planned"
    assert field.accessibleName() == "When to ask Kit how they are"
    field.setCurrentIndex(field.findData(1))
    dialog._keep()
    assert workspace.read(planned, 1) == {"storyteller": today + timedelta(days=1)}
    asked = CarryOn(workspace)
    qtbot.addWidget(asked)
    asked.show_rows(workspace.read(story_overviews))
    qtbot.waitUntil(lambda: "Ask Kit how they are" in [label.text() for label in asked.findChildren(QLabel)])
    again = StoryDetails(workspace, 1)
    qtbot.addWidget(again)
    assert again.check_ins.fields["storyteller"].currentText().startswith("Tomorrow, ")
    again.check_ins.fields["storyteller"].setCurrentIndex(0)
    again._keep()
    assert not workspace.read(planned, 1)
    workspace.undo()
    assert workspace.read(planned, 1)


def test_a_day_that_is_not_offered_is_shown_as_it_is(workspace: Workspace, qtbot: QtBot) -> None:
    long_ago = date.today() - timedelta(days=40)
    with workspace.opened().edit(Operation.CHANGE_CHECK_IN) as edit:
        set_check_in(edit, 1, "reporter", long_ago)
    dialog = StoryDetails(workspace, 1)
    qtbot.addWidget(dialog)
    field = dialog.check_ins.fields["reporter"]
    assert field.currentText() == f"{long_ago:%A} {long_ago.day} {long_ago:%B}"
    dialog._keep()
    assert workspace.read(planned, 1) == {"reporter": long_ago}
