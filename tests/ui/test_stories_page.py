"""The stories page: bringing files in, finding words, what to carry on with, the bin, and the first run."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from consenting import allow_story
from desks import CTRL, SHIFT, Desk, Key, desk_window, dialog, menu, opened, when
from made_stories import made_project, make_story, new_project
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QAccessible, QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from coproclip.excerpts.approval import note_answer
from coproclip.excerpts.marking import mark_quote
from coproclip.excerpts.playlists import add_playlist, change_playlist
from coproclip.people.consent import consent_by, note_consent
from coproclip.people.stories import stories
from coproclip.people.storytellers import storytellers_of
from coproclip.project.journal import Operation, Work
from coproclip.project.kinds import ASKED_BEFORE, ConsentAbout
from coproclip.project.project import Project, now
from coproclip.project.rows import fetch
from coproclip.project.schema import Story, Transcription
from coproclip.project.storage.backups import backups
from coproclip.settings import load_settings
from coproclip.themes.codebook import add_theme
from coproclip.transcript.edits import check, passages
from coproclip.ui.dialogs.consent.dialog import ConsentDialog
from coproclip.ui.dialogs.story_details import StoryDetails
from coproclip.ui.dialogs.tellers import Teller
from coproclip.ui.job_runner import Lane
from coproclip.ui.lists.row_model import HEARD
from coproclip.ui.pages.stories.bin import DeleteForGood, StoriesBin
from coproclip.ui.pages.stories.page import StoriesPage
from coproclip.ui.pages.stories.table import CHECKED, DATE, EXCERPTS, LENGTH, MENU, SHARING, TRANSCRIPT, WHO
from coproclip.ui.style.look import apply_style
from coproclip.ui.wait_for import WorkingDialog
from coproclip.ui.widgets.button import Button
from coproclip.ui.workspace import Workspace

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

Make = Callable[..., int]
HEADLINE = "After that there was no head of the table"


def written(project: Project, story_id: int) -> None:
    with project.edit(Work.TRANSCRIBE) as edit:
        edit.add(Transcription(story_id=story_id, engine="x", speech_model="base", state="done", started_at=now()))


def filled(project: Project) -> None:
    """Three stories: Kit’s checked with a yes, June’s waiting for one, and Rosa’s with something to listen to."""
    kit = make_story(project)
    june = make_story(project, title="The 42 bus", storyteller="June")
    rosa = make_story(
        project, (("storyteller", "Nobody had asked me before that summer."),), title="Nursing", storyteller="Rosa"
    )
    for story in (kit, june):
        written(project, story)
    with project.edit(Operation.MARK_EXCERPT) as edit:
        allow_story(edit, kit)
        note_answer(edit, mark_quote(edit, kit, HEADLINE).id, "yes", who="Kit", how="on the phone")
        note_answer(edit, mark_quote(edit, june, HEADLINE).id, "asked")
        check(edit, [line.id for line in passages(edit.session, kit)])
        passages(edit.session, rosa)[0].flags = ["unsure"]
    project.remember_place(june, 2500)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return made_project(tmp_path / "Side by Side", filled)[0]


@pytest.fixture
def desk(folder: Path, qtbot: QtBot) -> Iterator[Desk]:
    with desk_window(qtbot) as (window, workspace):
        yield opened(window, workspace, folder, qtbot)


def names(desk: Desk) -> list[str]:
    return [row.who for row in desk.stories.list.model.rows]


def choose(desk: Desk, who: str) -> None:
    page = desk.stories
    page.list.choose(next(row.story_id for row in page.rows.rows if row.who == who))
    page.list.table.setFocus()


def cell(desk: Desk, who: str, column: int) -> str:
    model = desk.stories.list.model
    row = next(place for place, one in enumerate(model.rows) if one.who == who)
    return str(model.data(model.index(row, column)))


def click_cell(desk: Desk, row: int, column: int, *, right: bool = False) -> None:
    table = desk.stories.list.table
    rect = table.visualRect(desk.stories.list.model.index(row, column))
    where = rect.center()
    if right:
        where = QPoint(rect.right() - 20, rect.center().y())
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=where)


# ---- the table ------------------------------------------------------------------------------------------------


def test_each_story_says_how_far_it_is(desk: Desk) -> None:
    assert names(desk) == ["Rosa", "June", "Kit"], "newest first"
    assert cell(desk, "Kit", TRANSCRIPT) == "Transcribed"
    assert cell(desk, "Kit", CHECKED) == "All of it"
    assert cell(desk, "Kit", SHARING) == "Can be shared"
    assert cell(desk, "June", CHECKED) == "Not yet"
    assert cell(desk, "June", SHARING) == "Waiting for permission"
    assert cell(desk, "Rosa", TRANSCRIPT) == "Not transcribed yet"
    assert cell(desk, "Rosa", EXCERPTS) == "None yet"
    spoken = desk.stories.list.model.data(desk.stories.list.model.index(2, WHO), Qt.ItemDataRole.AccessibleTextRole)
    assert str(spoken).startswith("Kit, Moving the chairs, Can be shared, Transcribed")
    assert "100% checked against the recording, 5 ticked before it was noted how, 1 excerpt" in str(spoken)


def test_keys_go_through_the_stories_and_open_one(desk: Desk) -> None:
    page = desk.stories
    assert page.list.table.hasFocus()
    desk.key(Key.Key_End)
    assert page.list.row() is not None
    assert page.list.row().who == "Kit"  # type: ignore[union-attr]
    desk.key(Key.Key_Home)
    desk.type("j")
    assert page.list.row().who == "June", "letters jump to a name"  # type: ignore[union-attr]
    desk.key(Key.Key_Return)
    assert desk.page.isVisible()
    assert desk.page.open_story.story is not None
    assert desk.page.open_story.story.title == "The 42 bus"
    assert desk.page.playback.playhead == 2500, "where it was left"


def test_space_plays_from_where_it_was_left(desk: Desk) -> None:
    choose(desk, "June")
    desk.key(Key.Key_Space)
    spans = desk.quiet.now.spans
    assert spans[0].start_ms == 2500
    desk.key(Key.Key_Space)
    assert not desk.quiet.playing
    desk.key(Key.Key_Space)
    desk.workspace.page_asked.emit("desk")
    assert not desk.quiet.playing, "leaving the page is silent"


def test_the_order_can_be_chosen_and_asked_for_by_the_heads(desk: Desk) -> None:
    head = desk.stories.list.table.horizontalHeader()

    def _press(column: int) -> None:
        where = QPoint(head.sectionViewportPosition(column) + 20, head.height() // 2)
        QTest.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=where)

    _press(WHO)
    assert names(desk) == ["June", "Kit", "Rosa"]
    assert desk.stories.list.order_button.text() == "By name"
    _press(DATE)
    _press(DATE)
    assert names(desk) == ["Kit", "June", "Rosa"]
    assert desk.stories.list.order_button.text() == "Oldest first"
    _press(LENGTH)
    assert names(desk)[-1] == "Rosa"
    when(menu, lambda found: (found.actions()[0].trigger(), found.close()))
    QTest.mouseClick(desk.stories.list.order_button, Qt.MouseButton.LeftButton)
    assert names(desk) == ["Rosa", "June", "Kit"]
    desk.window.activateWindow()
    desk.qtbot.waitUntil(desk.stories.list.table.hasFocus)


def test_filters_count_and_show_their_stories(desk: Desk) -> None:
    page = desk.stories
    counts = {key: segment.choice.count for key, segment in page.list.filters._segments.items()}
    assert counts == {"all": 3, "transcribe": 1, "check": 1, "waiting": 1, "ready": 1}
    page.list.filters.setFocus(Qt.FocusReason.TabFocusReason)
    desk.key(Key.Key_Right)
    assert names(desk) == ["Rosa"], "to write down"
    desk.key(Key.Key_Right)
    desk.key(Key.Key_Right)
    assert names(desk) == ["June"], "waiting for a yes"
    with desk.project.edit(Operation.NOTE_ANSWER) as edit:
        note_answer(edit, desk.excerpts(page.list.model.rows[0].story_id)[0].id, "yes", who="Kit", how="on the phone")
    desk.qtbot.waitUntil(page.list.nothing.isVisible)
    assert page.list.nothing.heading.whole_text() == "No story is in this group"
    assert not page.list.table.isVisible()


def test_the_menu_of_a_row(desk: Desk) -> None:
    choose(desk, "June")
    seen: list[str] = []
    when(menu, lambda found: (seen.extend(action.text() for action in found.actions()), found.close()))
    desk.key(Key.Key_F10, SHIFT)
    assert seen[:2] == ["Open the story\tEnter", "About this story…\tF2"]
    when(menu, lambda found: found.close())
    click_cell(desk, 0, MENU)
    assert desk.stories.list.row().who == "Rosa"  # type: ignore[union-attr]


def test_order_and_group_are_those_of_last_time(desk: Desk, qtbot: QtBot) -> None:
    QTest.mouseClick(desk.stories.list.filters.findChildren(QToolButton)[1], Qt.MouseButton.LeftButton)
    when(menu, lambda found: (found.actions()[2].trigger(), found.close()))
    QTest.mouseClick(desk.stories.list.order_button, Qt.MouseButton.LeftButton)
    again = StoriesPage(Workspace(load_settings()))
    qtbot.addWidget(again)
    assert again.list.filters.key() == "transcribe"
    assert again.list.order_button.accessibleName() == "Order of the stories: By name"


# ---- carry on -------------------------------------------------------------------------------------------------


def cards(desk: Desk) -> list[str]:
    return [button.accessibleName() for button in desk.stories.list.carry_on.findChildren(Button) if button.isVisible()]


def test_the_last_place_is_known_after_a_restart(desk: Desk) -> None:
    assert cards(desk) == [
        "Open: Carry on with June, at 0:02",
        "Show: 1 passage to check",
        "Show: 1 excerpt waiting for permission",
    ]
    QTest.mouseClick(desk.stories.list.carry_on.findChildren(Button)[0], Qt.MouseButton.LeftButton)
    assert desk.page.isVisible()
    assert desk.page.playback.playhead == 2500
    desk.page.playback.seek(4000)
    desk.workspace.page_asked.emit("stories")
    desk.settle()
    desk.stories.list.carry_on.show_rows(desk.stories.rows.rows)
    assert cards(desk)[0] == "Open: Carry on with June, at 0:04"


def test_show_leads_to_what_waits(desk: Desk) -> None:
    QTest.mouseClick(desk.stories.list.carry_on.findChildren(Button)[1], Qt.MouseButton.LeftButton)
    assert desk.page.open_story.story is not None
    assert desk.page.open_story.story.title == "Nursing"
    desk.workspace.page_asked.emit("stories")
    QTest.mouseClick(desk.stories.list.carry_on.findChildren(Button)[2], Qt.MouseButton.LeftButton)
    assert desk.page.open_story.story.title == "The 42 bus"
    assert desk.page.open_story.excerpts[0].spans[0].contains(desk.page.playback.playhead)


def test_a_yes_that_is_to_be_asked_about_again_is_on_the_strip_until_it_was(desk: Desk) -> None:
    kit = next(row.story_id for row in desk.stories.rows.rows if row.who == "Kit")
    soon = (date.today() + timedelta(days=3)).isoformat()
    with desk.project.edit(Operation.NOTE_CONSENT) as edit:
        note_consent(edit, kit, ConsentAbout.ARCHIVED, "yes", "Kit", "in person", review_on=soon)
    desk.settle()
    desk.stories.list.carry_on.show_rows(desk.stories.rows.rows)
    look = "Look: Ask Kit again what they agree to"
    desk.qtbot.waitUntil(lambda: look in cards(desk))

    def _again(found: ConsentDialog) -> None:
        found.rows[ConsentAbout.ARCHIVED].choose("yes")
        found.how.who.setText("Kit")
        found.how.how.setEditText("on the phone")
        found.save.click()

    when(lambda: one if isinstance(one := dialog(), ConsentDialog) else None, _again)
    button = next(one for one in desk.stories.list.carry_on.findChildren(Button) if one.accessibleName() == look)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    desk.qtbot.waitUntil(lambda: look not in cards(desk))


def test_several_that_wait_are_shown_in_the_table(desk: Desk) -> None:
    kit = next(row.story_id for row in desk.stories.rows.rows if row.who == "Kit")
    with desk.project.edit(Operation.NOTE_ANSWER) as edit:
        note_answer(edit, desk.excerpts(kit)[0].id, "asked")
    desk.qtbot.waitUntil(lambda: "Show: 2 excerpts waiting for permission" in cards(desk))
    QTest.mouseClick(desk.stories.list.carry_on.findChildren(Button)[-1], Qt.MouseButton.LeftButton)
    assert names(desk) == ["June", "Kit"]
    assert desk.stories.list.filters.key() == "waiting"


# ---- finding --------------------------------------------------------------------------------------------------


def test_found_words_are_grouped_heard_and_opened(desk: Desk) -> None:
    page = desk.stories
    desk.key(Key.Key_F, CTRL)
    assert page.field.hasFocus()
    desk.type("never asked")
    desk.qtbot.waitUntil(page.results.hits.isVisible)
    assert page.results.count_line.text() == "2 passages, in 2 of 3 stories. Space plays, Enter opens."
    assert [hit.story_title for hit in page.results.hits.hits().rows] == ["Moving the chairs", "The 42 bus"]
    assert [hit.text[low:high] for hit in page.results.hits.hits().rows[:1] for low, high in hit.found] == [
        "never",
        "asked",
    ]
    desk.key(Key.Key_Down)
    desk.key(Key.Key_Space)
    hit = page.results.hits.chosen()
    assert hit is not None
    assert desk.quiet.now.spans[0].contains(hit.heard_ms)
    assert page.results.hits.currentIndex().data(HEARD) is not None
    desk.key(Key.Key_Down)
    desk.key(Key.Key_Return)
    assert desk.page.open_story.story is not None
    assert desk.page.open_story.story.title == "The 42 bus"
    assert not desk.quiet.playing


def test_every_passage_found_is_counted_and_more_come_as_one_scrolls(desk: Desk, make_story: Make) -> None:
    lines = [("storyteller", f"The river came up to the door, the {number}th time.") for number in range(200)]
    for title in ("By the river", "Upstream", "Downstream"):
        make_story(desk.project, lines, title=title, storyteller="Wren")
    desk.qtbot.waitUntil(lambda: len(desk.stories.rows.rows) == 6)
    found = desk.stories.results
    desk.key(Key.Key_F, CTRL)
    desk.type("river")
    desk.key(Key.Key_Return)
    desk.qtbot.waitUntil(found.hits.isVisible)
    assert found.count_line.text() == "600 passages, in 3 of 6 stories. Space plays, Enter opens."
    desk.key(Key.Key_Down)
    assert found.hits.model().rowCount() < 100, "not all of them are read at once"

    def _at_the_end() -> bool:
        desk.key(Key.Key_End)
        return found.hits.model().rowCount() == 600

    desk.qtbot.waitUntil(_at_the_end)
    desk.key(Key.Key_End)
    last = found.hits.chosen()
    assert last is not None
    assert (last.story_title, last.text) == ("Upstream", "The river came up to the door, the 199th time.")


def test_the_play_picture_of_a_found_passage(desk: Desk) -> None:
    page = desk.stories
    page.field.setText("asked")
    desk.qtbot.waitUntil(page.results.hits.isVisible)
    index = page.results.hits.hits().index(1)
    spot = page.results.hits.part_rect(1, "play")
    QTest.mouseClick(page.results.hits.viewport(), Qt.MouseButton.LeftButton, pos=spot.center())
    assert desk.quiet.playing
    assert page.results.hits.currentIndex() == index
    QTest.mouseClick(page.results.hits.viewport(), Qt.MouseButton.LeftButton, pos=spot.center())
    assert not desk.quiet.playing


def test_names_are_found_and_nothing_is_said_kindly(desk: Desk) -> None:
    page = desk.stories
    page.field.setFocus()
    desk.type("rosa")
    desk.qtbot.waitUntil(page.results.stories.isVisible)
    assert not page.results.nothing.isVisible()
    assert page.results.stories._buttons[0].text() == "Rosa: Nursing"
    page.field.setText("zeppelin")
    desk.qtbot.waitUntil(page.results.nothing.isVisible)
    assert page.results.nothing.heading.whole_text() == "No story has these words."
    desk.key(Key.Key_Escape)
    assert page.field.text() == ""
    assert page.list.table.hasFocus()
    page.field.setText("rosa")
    desk.qtbot.waitUntil(page.results.stories.isVisible)
    QTest.mouseClick(page.results.stories._buttons[0], Qt.MouseButton.LeftButton)
    assert desk.page.open_story.story is not None
    assert desk.page.open_story.story.title == "Nursing"


# ---- what is known of a story, and the bin --------------------------------------------------------------------


def test_details_are_one_step(desk: Desk) -> None:
    choose(desk, "June")

    def _fill(found: StoryDetails) -> None:
        QTest.mouseClick(found.tellers.add, Qt.MouseButton.LeftButton)
        found.tellers.rows[1].alias.setEditText("Joe")
        found.name.setText("The 43 bus")
        found.language.setCurrentIndex(found.language.findData("cy"))
        QTest.keyClick(found.name, Key.Key_Return)

    when(dialog, _fill)
    desk.key(Key.Key_F2)
    desk.qtbot.waitUntil(lambda: "June and Joe" in names(desk))
    assert desk.window.focusWidget() is desk.stories.list.table
    with desk.project.read() as session:
        story = next(one for one in stories(session) if one.title == "The 43 bus")
        assert story.language == "cy"
        assert {storyteller.alias for storyteller in storytellers_of(session, story.id)} == {"June", "Joe"}
    desk.key(Key.Key_Z, CTRL)
    desk.qtbot.waitUntil(lambda: names(desk) == ["Rosa", "June", "Kit"])


def _answers(row: Teller) -> dict[ConsentAbout, str]:
    return {about: field.currentText() for about, field in row.said.fields.items()}


def test_what_is_filled_in_without_a_name_is_not_dropped(desk: Desk) -> None:
    choose(desk, "June")

    def _fill(found: StoryDetails) -> None:
        QTest.mouseClick(found.tellers.add, Qt.MouseButton.LeftButton)
        QTest.keyClicks(found.tellers.rows[1].description, "her neighbour")
        _say(found.tellers.rows[1], ConsentAbout.SHARED, "no")
        QTest.keyClick(found.name, Key.Key_Return)
        assert found.isVisible()
        assert "Row 2 of the storytellers has no name." in found.trouble.text()
        found.tellers.rows[1].alias.setEditText("Joe")
        QTest.keyClick(found.name, Key.Key_Return)
        assert not found.isVisible()

    when(dialog, _fill)
    desk.key(Key.Key_F2)
    desk.settle()
    told = _consents(desk, desk.stories.list.row().title)
    assert ("Joe", ConsentAbout.SHARED, "no", "Joe") in told


def _say(row: Teller, about: ConsentAbout, answer: str) -> None:
    field = row.said.fields[about]
    field.setCurrentIndex(field.findData(answer))


def _consents(desk: Desk, title: str) -> list[tuple[str, ConsentAbout, str, str]]:
    with desk.project.read() as session:
        story = next(one.id for one in stories(session) if one.title == title)
        return [
            (teller.alias, about, said.answer, said.who)
            for teller in storytellers_of(session, story)
            for about, said in consent_by(session, story, teller.id).items()
        ]


def test_every_storyteller_answers_for_themselves(desk: Desk) -> None:
    choose(desk, "June")
    asked = {about: "Not asked yet" for about in ASKED_BEFORE}

    def _fill(found: StoryDetails) -> None:
        [june] = found.tellers.rows
        assert not june.away.isVisible(), "whoever is alone is not taken away by a button"
        _say(june, ConsentAbout.SHARED, "yes")
        QTest.mouseClick(found.tellers.add, Qt.MouseButton.LeftButton)
        joe = found.tellers.rows[1]
        assert joe.alias.hasFocus()
        joe.alias.setEditText("Joe")
        joe.description.setText("June’s neighbour")
        assert _answers(joe) == asked, "what June said is not what Joe said"
        _say(joe, ConsentAbout.RECORDED, "no")
        found._keep()

    when(dialog, _fill)
    desk.key(Key.Key_F2)
    title = desk.stories.list.row().title  # type: ignore[union-attr]
    assert _consents(desk, title) == [
        ("June", ConsentAbout.SHARED, "yes", "June"),
        ("Joe", ConsentAbout.RECORDED, "no", "Joe"),
    ]

    def _look(found: StoryDetails) -> None:
        june, joe = found.tellers.rows
        assert _answers(june)[ConsentAbout.SHARED] == "Yes"
        assert _answers(joe)[ConsentAbout.RECORDED] == "No"
        assert joe.description.text() == "June’s neighbour"
        # Another name is another person: nobody's yes goes with it.
        june.alias.setEditText("Sam")
        assert _answers(june) == asked
        june.alias.setEditText("june")
        assert _answers(june)[ConsentAbout.SHARED] == "Yes"
        for names in (("June", "june"), ("June, Sam", "Joe")):
            june.alias.setEditText(names[0])
            joe.alias.setEditText(names[1])
            found._keep()
            assert found.trouble.isVisible()
        QTest.mouseClick(june.away, Qt.MouseButton.LeftButton)
        assert found.tellers.rows == [joe]
        joe.alias.setEditText("June")
        found._keep()

    when(dialog, _look)
    desk.key(Key.Key_F2)
    assert _consents(desk, title) == [("June", ConsentAbout.SHARED, "yes", "June")]


def test_a_story_without_a_title_is_refused_in_the_window(desk: Desk) -> None:
    choose(desk, "June")

    def _empty(found: StoryDetails) -> None:
        found.name.clear()
        found._keep()
        assert found.trouble.isVisible()
        assert found.trouble.text() == "A story needs a title."
        found.done(0)

    when(dialog, _empty)
    desk.key(Key.Key_F2)
    assert cell(desk, "June", WHO) == "June"


def test_the_bin_and_the_ways_back(desk: Desk) -> None:
    page = desk.stories
    choose(desk, "June")
    desk.key(Key.Key_Delete)
    assert names(desk) == ["Rosa", "Kit"]
    assert desk.told() == "June is in the bin"
    assert page.list.table.hasFocus()
    assert page.list.row().who == "Kit", "the focus goes to the next story"  # type: ignore[union-attr]
    QTest.mouseClick(desk.window.undo_bar.button, Qt.MouseButton.LeftButton)
    desk.qtbot.waitUntil(lambda: names(desk) == ["Rosa", "June", "Kit"])
    assert not page.list.bin_button.isVisible()
    choose(desk, "June")
    desk.key(Key.Key_Delete)
    assert page.list.bin_button.text() == "In the bin: 1"

    def _take_out(found: StoriesBin) -> None:
        assert found.list.count() == 1
        assert found.list.item(0).text().startswith("June: The 42 bus")
        found.out.click()

    when(dialog, _take_out)
    QTest.mouseClick(page.list.bin_button, Qt.MouseButton.LeftButton)
    desk.qtbot.waitUntil(lambda: names(desk) == ["Rosa", "June", "Kit"])


def test_out_of_the_bin_for_good_is_asked_first_and_leaves_nothing(desk: Desk) -> None:
    page = desk.stories
    choose(desk, "June")
    desk.key(Key.Key_Delete)
    originals = set((desk.project.folder / "originals").iterdir())
    met: list[object] = []

    def _asking() -> DeleteForGood | None:
        found = dialog()
        return found if isinstance(found, DeleteForGood) else None

    def _say(asked: DeleteForGood) -> None:
        met.append((asked.storytellers.isChecked(), "June" in asked.storytellers.text(), asked.delete.hasFocus()))
        (asked.delete.click if len(met) > 1 else asked.reject)()

    found = StoriesBin(desk.workspace, desk.window)
    desk.qtbot.addWidget(found)
    found.show()
    for left in (1, 0):
        when(_asking, _say)
        found.delete.click()
        assert found.list.count() == left
    assert met == [(True, True, False)] * 2
    assert len(originals - set((desk.project.folder / "originals").iterdir())) == 1
    assert not desk.project.undo_text
    desk.qtbot.waitUntil(lambda: not page.list.bin_button.isVisible())


def test_while_a_story_is_deleted_the_window_lives_and_what_is_left_to_do_is_said(desk: Desk) -> None:
    with desk.project.edit(Operation.ADD_PLAYLIST) as edit:
        playlist = add_playlist(edit, "By the river", f"So: {HEADLINE.lower()}!").id
        add_theme(edit, HEADLINE, in_their_words=True)
    choose(desk, "Kit")
    desk.key(Key.Key_Delete)
    found = StoriesBin(desk.workspace, desk.window)
    desk.qtbot.addWidget(found)
    found.show()
    held = closing(sqlite3.connect(desk.project.folder / "project.db", isolation_level=None))
    seen: list[str] = []

    def _working() -> WorkingDialog | None:
        met = dialog()
        return met if isinstance(met, WorkingDialog) else None

    def _look(met: WorkingDialog) -> None:
        met.reject()
        seen.append(f"{met.isVisible()} {met.windowTitle()} · {met.activity.text()}")
        other.execute("COMMIT")

    with held as other:
        # Another program keeps the work from going on: only a window that lives can end that.
        other.execute("BEGIN IMMEDIATE")
        when(_working, _look)
        when(lambda: one if isinstance(one := dialog(), DeleteForGood) else None, lambda asked: asked.delete.click())
        found.delete.click()
    assert [one.startswith("True Deleting “Kit: Moving the chairs") for one in seen] == [True]
    found.close()
    said = " ".join(desk.said())
    assert "some of its words, or names taken out of it, are still in the playlist “By the river”" in said
    assert "head of the table" not in said
    assert "It is now called “Theme" in said
    with desk.project.edit(Operation.CHANGE_PLAYLIST) as edit:
        change_playlist(edit, playlist, introduction="")
    backup = backups(desk.project.folder)[0].path
    assert HEADLINE.lower().encode() in backup.read_bytes()
    next(child for child in desk.window.findChildren(Button) if child.text() == "Clear the backups").click()
    desk.qtbot.waitUntil(lambda: desk.told() == "The backups are cleared, and a fresh one is kept")
    assert not any(HEADLINE.lower().encode() in one.path.read_bytes() for one in backups(desk.project.folder))


@pytest.mark.parametrize(
    ("tellers", "words"),
    [
        (["June"], "June, who tells no other story"),
        (["Wren", "June"], "Wren and June, who tell no other story"),
        (["A", "B", "C"], "A, B and C, who tell no other story"),
    ],
)
def test_who_is_forgotten_with_a_story(tellers: list[str], words: str, desk: Desk) -> None:
    asking = DeleteForGood("The 42 bus", tellers, desk.window)
    desk.qtbot.addWidget(asking)
    assert asking.storytellers.text() == f"Also forget {words}"


# ---- bringing files in ----------------------------------------------------------------------------------------


def test_where_hundreds_of_people_take_part_no_story_is_read_while_the_window_waits(folder: Path, qtbot: QtBot) -> None:
    """However few stories there are: the names of all of them are looked for in each."""
    with closing(sqlite3.connect(folder / "project.db")) as database, database:
        values = [(f"Person {n}", "", "2026-01-01", "storyteller") for n in range(301)]
        into = "INSERT INTO storyteller (alias, description, created_at, part) VALUES (?, ?, ?, ?)"
        assert database.executemany(into, values)
    with desk_window(qtbot) as (_window, workspace):
        read, reading = workspace.read, list[str]()

        def _noted(query: Callable[..., object], *given: object) -> object:
            reading.append(query.__qualname__)
            return read(query, *given)

        workspace.read = _noted  # type: ignore[method-assign, assignment]
        desk = opened(_window, workspace, folder, qtbot)
        assert "story_overviews" not in reading
        assert not any("_read_states" in name for name in reading)
        qtbot.waitUntil(
            lambda: len(desk.stories.list.model.rows) == 3 and all(row.known for row in desk.stories.list.model.rows)
        )


@pytest.fixture
def files(tmp_path: Path, folder: Path) -> list[Path]:
    """A recording, the same again, one that is in the project, one that is broken and a letter."""
    there = sorted((folder / "originals").glob("*.wav"))
    new = tmp_path / "new talk.wav"
    data = bytearray(there[0].read_bytes())
    data[1000:1100] = bytes(100)
    new.write_bytes(bytes(data))
    same = tmp_path / "same.wav"
    shutil.copy(new, same)
    known = tmp_path / "known.wav"
    shutil.copy(there[0], known)
    broken, letter = tmp_path / "broken.mp3", tmp_path / "letter.txt"
    broken.write_bytes(bytes(range(256)) * 8)
    letter.write_text("Dear Kit")
    return [new, same, known, broken, letter]


def done(desk: Desk) -> bool:
    return not desk.workspace.jobs.jobs(Lane.IMPORT) and not desk.stories.importing._files


def drop(desk: Desk, files: list[Path], over: QWidget | None = None) -> Qt.DropAction:
    """As the system tells it, from a program that would rather move the files; what it is answered."""
    over = over or desk.stories
    mime, window = QMimeData(), over.window()
    mime.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    mime.setText("\n".join(map(str, files)))  # as file managers do
    both, none = Qt.DropAction.CopyAction | Qt.DropAction.MoveAction, Qt.KeyboardModifier.NoModifier
    where = over.mapTo(window, over.rect().center())
    enter = QDragEnterEvent(where, both, mime, Qt.MouseButton.LeftButton, none)
    QApplication.sendEvent(window.windowHandle(), enter)
    assert enter.isAccepted()
    let_go = QDropEvent(where, both, mime, Qt.MouseButton.LeftButton, none)
    let_go.setDropAction(Qt.DropAction.MoveAction)
    QApplication.sendEvent(window.windowHandle(), let_go)
    return let_go.dropAction()


def test_several_files_dropped_at_once(desk: Desk, files: list[Path]) -> None:
    drop(desk, files)
    desk.qtbot.waitUntil(lambda: len(desk.said()) == 3 and done(desk))
    desk.qtbot.waitUntil(lambda: len(desk.stories.rows.rows) == 4)
    assert any(words.startswith("Who tells “new talk.wav”") for words in desk.said())
    assert "New talk" in names(desk)
    refused = next(words for words in desk.said() if "could not" in words)
    assert "2 files could not be brought in." in refused
    assert "broken.mp3: This file cannot be read as sound." in refused
    assert "letter.txt: This file cannot be read as sound." in refused
    known = next(words for words in desk.said() if "already" in words)
    assert "2 files are in this project already." in known
    assert "same.wav" in known
    assert "known.wav" in known
    with desk.project.read() as session:
        assert len(stories(session)) == 4
    assert not list((desk.project.folder / "originals").glob("*broken*"))


def test_a_recording_let_go_on_a_field_is_brought_in_and_not_typed(desk: Desk, files: list[Path]) -> None:
    assert desk.stories.field.isVisible()
    assert drop(desk, files[:1], over=desk.stories.field) is Qt.DropAction.CopyAction
    desk.qtbot.waitUntil(lambda: "New talk" in names(desk) and done(desk))
    assert desk.stories.field.text() == ""


def test_a_recording_let_go_on_a_field_of_a_dialog_is_brought_in_behind_it(desk: Desk, files: list[Path]) -> None:
    story = desk.stories.rows.rows[0].story_id
    before = len(desk.stories.rows.rows)
    desk.open(story)

    def _drop(found: StoryDetails) -> None:
        try:
            title = found.findChildren(QLineEdit)[0]
            words = title.text()
            assert drop(desk, files[:1], over=title) is Qt.DropAction.CopyAction
            desk.qtbot.waitUntil(lambda: len(stories_in(desk)) == before + 1 and done(desk))
            assert title.text() == words
            assert desk.page.isVisible(), "the page that the dialog is about stays"
            folder = desk.project.folder.with_name("Another.coproclip")
            assert drop(desk, [folder], over=title) is Qt.DropAction.IgnoreAction
            assert title.text() == words
        finally:
            found.reject()

    when(dialog, _drop)
    desk.window.commands.action("story_details", desk.page).trigger()
    assert len(stories_in(desk)) == before + 1


def stories_in(desk: Desk) -> list[Story]:
    with desk.project.read() as session:
        return stories(session)


def test_one_file_that_is_there_leads_to_its_story(desk: Desk, files: list[Path]) -> None:
    desk.workspace.import_asked.emit([files[2]])
    desk.qtbot.waitUntil(lambda: len(desk.said()) == 1)
    assert desk.said() == ["known.wav is in this project already. It was not added a second time."]
    button = desk.window.messages.strips()[0].findChild(Button)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert desk.page.open_story.story is not None
    assert desk.page.isVisible()


def test_one_that_is_in_the_bin_can_be_taken_out_of_it(desk: Desk, files: list[Path]) -> None:
    desk.workspace.import_asked.emit([files[2]])
    desk.qtbot.waitUntil(lambda: len(desk.said()) == 1)
    there = next(iter(desk.stories.importing._there.values()))
    desk.stories.list.choose(there)
    desk.stories.list.table.setFocus()
    desk.key(Key.Key_Delete)
    desk.workspace.import_asked.emit([files[2]])
    desk.qtbot.waitUntil(lambda: desk.said() == ["known.wav is in this project already, in the bin."])
    QTest.mouseClick(desk.window.messages.strips()[0].findChild(Button), Qt.MouseButton.LeftButton)
    with desk.project.read() as session:
        assert fetch(session, Story, there).binned_at is None


def test_who_tells_it_and_what_they_agreed_to_is_asked_after_an_import_and_can_wait(
    desk: Desk, files: list[Path]
) -> None:
    desk.workspace.import_asked.emit(files[:1])
    asked = f"Who tells “{files[0].name}”, and what did they agree to?"
    desk.qtbot.waitUntil(lambda: any(said.startswith(asked) for said in desk.said()))
    strip = next(one for one in desk.window.messages.strips() if one.message.key == "import consent")
    now, later = [one for one in strip.findChildren(Button) if one.text() in ("Note it now…", "Later")]
    assert (now.text(), later.text()) == ("Note it now…", "Later")

    def _fill(found: StoryDetails) -> None:
        found.tellers.rows[0].alias.setEditText("Nia")
        when(lambda: one if isinstance(one := dialog(), ConsentDialog) else None, _agree)
        found.items.click()
        assert _answers(found.tellers.rows[0])[ConsentAbout.RECORDED] == "Yes"
        found.reject()

    def _agree(found: ConsentDialog) -> None:
        assert found.heading.whole_text().startswith("What Nia agreed to")
        found.rows[ConsentAbout.RECORDED].choose("yes")
        found.how.who.setText("Nia")
        found.how.how.setEditText("in person")
        found.save.click()

    when(dialog, _fill)
    QTest.mouseClick(now, Qt.MouseButton.LeftButton)
    newest = max(stories_in(desk), key=lambda one: one.id)
    assert _consents(desk, newest.title) == [("Nia", ConsentAbout.RECORDED, "yes", "Nia")]
    assert not any(said.startswith("Who tells") for said in desk.said())


def test_the_import_button_and_the_strip_ask_for_files(desk: Desk) -> None:
    asked: list[str] = []
    desk.workspace.command_asked.disconnect()
    desk.workspace.command_asked.connect(asked.append)
    for button in desk.stories.findChildren(Button):
        if button.isVisible() and button.text() in ("Import…", "Choose files…"):
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert asked == ["import_files", "import_files"]


# ---- the first run, and room ----------------------------------------------------------------------------------


def test_an_empty_project_offers_three_ways_to_begin(tmp_path: Path, make_story: Make, qtbot: QtBot) -> None:
    with new_project(tmp_path / "Empty") as project:
        folder = project.folder
    with desk_window(qtbot) as (window, workspace):
        desk = opened(window, workspace, folder, qtbot)
        page = desk.stories
        assert page.first.isVisible()
        assert not page.header.isVisible()
        assert page.first.record.hasFocus()
        assert page.count() is None
        make_story(desk.project)
        qtbot.waitUntil(page.list.table.isVisible)
        assert names(desk) == ["Kit"]


@pytest.mark.parametrize(
    ("width", "height", "size"), [(1440, 900, 100), (1180, 740, 100), (1440, 900, 200), (1180, 740, 200)]
)
def test_names_and_sharing_have_room_at_every_size(
    desk: Desk, qapp: QApplication, width: int, height: int, size: int
) -> None:
    desk.window.resize(width, height)
    apply_style(qapp, "light", size)
    desk.settle()
    table = desk.stories.list.table
    assert table.horizontalHeader().sectionSize(WHO) >= 180
    assert not table.isColumnHidden(SHARING)
    assert not table.isColumnHidden(TRANSCRIPT)
    used = sum(table.columnWidth(column) for column in range(MENU + 1) if not table.isColumnHidden(column))
    assert used <= table.viewport().width()
    assert table.viewport().height() >= table.rowHeight(0)
    title, field = desk.stories.header.title, desk.stories.field
    assert title.geometry().right() < field.geometry().left()
    assert table.delegate.length_with_date == table.isColumnHidden(LENGTH)


def test_words_written_elsewhere_do_not_trouble_a_hidden_page(desk: Desk) -> None:
    """Changes are noted while another page is shown, and read when this one is."""
    story = next(row.story_id for row in desk.stories.rows.rows if row.who == "June")
    page = desk.open(story)
    desk.hear()
    desk.words(3, 0)
    page.passages.check()
    desk.settle()
    assert cell(desk, "June", CHECKED) == "Not yet"
    desk.workspace.page_asked.emit("stories")
    assert cell(desk, "June", CHECKED).endswith("%")


def test_a_project_whose_stories_are_all_in_the_bin_leads_there(desk: Desk) -> None:
    page = desk.stories
    for _ in range(3):
        assert page.list.table.hasFocus()
        desk.key(Key.Key_Delete)
    assert not page.first.isVisible(), "it is no empty project"
    assert page.all_binned.show_bin.isVisible()
    assert page.header.isVisible(), "another one can be recorded or imported"
    assert page.all_binned.show_bin.hasFocus(), "the focus was in the table that went away"
    assert page.all_binned.show_bin.text() == "Show the bin"
    assert QAccessible.queryAccessibleInterface(page.all_binned.show_bin).text(QAccessible.Text.Name) == "Show the bin"
    button = desk.window.sidebar.project_button
    assert button.accessibleName() == "Project Side by Side, 3 stories in the bin"
    desk.workspace.page_asked.emit("themes")
    desk.workspace.page_asked.emit("stories")
    assert page.all_binned.show_bin.hasFocus()

    def _take_out(found: StoriesBin) -> None:
        assert found.list.count() == 3
        found.out.click()
        found.reject()

    when(dialog, _take_out)
    desk.key(Key.Key_Space)
    desk.qtbot.waitUntil(page.list.table.isVisible)
    assert len(page.rows.rows) == 1
    assert desk.window.focusWidget() is page.list.table
    desk.key(Key.Key_Delete)
    assert page.all_binned.show_bin.isVisible()
    QTest.mouseClick(desk.window.undo_bar.button, Qt.MouseButton.LeftButton)
    desk.qtbot.waitUntil(page.list.table.isVisible)


def test_a_damaged_search_index_is_said_and_stops_nobody(desk: Desk) -> None:
    page = desk.stories
    with closing(sqlite3.connect(desk.project.folder / "project.db")) as database, database:
        database.execute("DELETE FROM segment_search_data WHERE id > 10")
    page.field.setFocus()
    desk.type("head")
    desk.key(Key.Key_Return)
    desk.qtbot.waitUntil(lambda: "The search index is damaged" in str(desk.said()))
    assert "--mend search-index" in str(desk.said())
    assert not page.results.nothing.isVisible()
    desk.key(Key.Key_Escape)
    assert page.list.table.hasFocus()
