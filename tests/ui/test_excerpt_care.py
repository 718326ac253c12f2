"""Care in the window of an excerpt: note and mark before hearing, bits not to be used, how it was checked."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from desks import FakePlayback
from made_stories import make_story, new_project
from PySide6.QtGui import QTextCursor
from pytestqt.qtbot import QtBot

from coproclip.excerpts import marking, playlists
from coproclip.excerpts.rules.reasons import in_words
from coproclip.overview.excerpt_details import excerpt_details
from coproclip.overview.playlists import read_playlist
from coproclip.people.care import CareMark
from coproclip.people.stories import change_story
from coproclip.project.journal import Operation
from coproclip.project.kinds import CheckedHow
from coproclip.project.schema import Segment
from coproclip.settings import Settings
from coproclip.transcript import edits
from coproclip.ui.dialogs.excerpt.dialog import ExcerptDialog
from coproclip.ui.pages.desk.excerpt_list import ExcerptModel
from coproclip.ui.pages.playlists.list_view import PlaylistList
from coproclip.ui.pages.playlists.rows import PlaylistRows
from coproclip.ui.workspace import Workspace

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

WORDS = "We moved the chairs."


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    made = Workspace(Settings())
    made.listening = FakePlayback()
    project = made.use(new_project(tmp_path / "Doors"))
    story = make_story(project)
    with project.edit(Operation.MARK_EXCERPT) as edit:
        excerpt = marking.mark_quote(edit, story, WORDS).id
        playlist = playlists.add_playlist(edit, "Doors").id
        playlists.add_to_playlist(edit, playlist, [excerpt])
    yield made
    made.close_project()


@pytest.fixture
def window(workspace: Workspace, qtbot: QtBot) -> Iterator[ExcerptDialog]:
    made = ExcerptDialog(workspace, 1)
    qtbot.addWidget(made)
    made.show()
    yield made
    made.reject()


def test_a_note_before_hearing_is_typed_and_is_one_step(
    workspace: Workspace, window: ExcerptDialog, qtbot: QtBot
) -> None:
    care = window.side.care
    assert not care.sign.isVisible()
    care.note.setText("About a loss")
    window.side.keep()
    assert workspace.read(excerpt_details, 1).care == CareMark("About a loss")
    qtbot.waitUntil(care.sign.isVisible)
    workspace.undo()
    qtbot.waitUntil(lambda: care.note.text() == "")
    assert care.note.accessibleName() == "What somebody should know before hearing it"


def test_the_mark_and_what_comes_from_the_story(workspace: Workspace, window: ExcerptDialog) -> None:
    care = window.side.care
    care.sensitive.click()
    assert workspace.read(excerpt_details, 1).care.sensitive
    care.sensitive.click()
    assert not workspace.read(excerpt_details, 1).care.sensitive
    with workspace.opened().edit(Operation.CHANGE_STORY) as edit:
        change_story(edit, 1, care="About a war", sensitive=True)
    assert care.of_story.text() == "Its story says: “About a war”. A note here is shown in its place."
    assert (care.sensitive.isChecked(), care.sensitive.isEnabled()) == (True, False)
    assert care.sensitive.text() == "Its story holds sensitive things"


def test_selected_words_are_not_to_be_used_and_may_be_again(workspace: Workspace, window: ExcerptDialog) -> None:
    words, care = window.sheet.words, window.side.care
    window.dont_use()
    assert [strip.accessibleName() for strip in window.messages.strips()] == [
        "Select the words that are not to be used first."
    ]
    place = words.toPlainText().index("the chairs")
    cursor = words.textCursor()
    cursor.setPosition(place)
    cursor.setPosition(place + len("the chairs"), QTextCursor.MoveMode.KeepAnchor)
    words.setTextCursor(cursor)
    window.sheet.dont_use.click()
    [bit] = workspace.read(excerpt_details, 1).not_used
    assert bit.words == "the chairs."
    assert care.rows[0].accessibleName().endswith("“the chairs.”")
    cursor.setPosition(place + 1)
    assert cursor.charFormat().fontStrikeOut()
    cursor.setPosition(1)
    assert not cursor.charFormat().fontStrikeOut()
    against = in_words(workspace.read(excerpt_details, 1).reasons)
    assert "A bit of it is marked “Don’t use this bit”." in against
    care.rows[0].click()
    assert not workspace.read(excerpt_details, 1).not_used
    assert not care.rows


def _tick(workspace: Workspace, how: CheckedHow) -> None:
    with workspace.opened().edit(Operation.CHECK) as edit:
        edits.check(edit, [one.id for one in edit.session.query(Segment)], how=how)


def test_how_it_was_checked_is_said(workspace: Workspace, window: ExcerptDialog, qtbot: QtBot) -> None:
    model = PlaylistRows()
    rows = PlaylistList(model)
    qtbot.addWidget(rows)

    def _said() -> tuple[str, str]:
        model.set_rows(workspace.read(read_playlist, workspace.opened(), 1).rows)
        return rows.part_words(model.index(0), "captions"), model.spoken(model.rows[0], 0)

    assert window.sheet.checked.text() == "Not checked against the recording"
    assert _said()[0] == "Words checked against the recording: Not checked"
    _tick(workspace, CheckedHow.PLAYED)
    assert window.sheet.checked.whole_text() == "Checked: 1 heard here"
    assert _said()[0] == "Words checked against the recording: Checked (1 heard here)"
    _tick(workspace, CheckedHow.ALL_AT_ONCE)
    assert window.sheet.checked.whole_text() == "Checked: 1 ticked all at once"
    tooltip, spoken = _said()
    assert tooltip == "Words checked against the recording: All at once"
    assert "Captions: All at once," in spoken


def test_lists_say_the_note(workspace: Workspace, window: ExcerptDialog) -> None:
    with workspace.opened().edit(Operation.CHANGE_EXCERPT) as edit:
        marking.change_excerpt(edit, 1, care="About a loss", sensitive=True)
    row = workspace.read(excerpt_details, 1).row
    assert "Sensitive, About a loss" in ExcerptModel().words_of(row)
