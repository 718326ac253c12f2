"""The story desk: hearing, correcting, checking, marking and finding, by keys and by mouse, on a real project."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from desks import CTRL, SHIFT, Desk, Key, desk_on, dialog, drag, menu, when
from desks import story_on_desk as story_on_desk
from made_stories import play_all
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from coproclip.errors import StorageError
from coproclip.excerpts.approval import note_answer
from coproclip.excerpts.marking import delete_excerpt as delete_marked
from coproclip.excerpts.marking import mark, mark_quote
from coproclip.excerpts.playlists import items, playlists
from coproclip.people.stories import last_place, speakers_of
from coproclip.project.journal import Operation, Work
from coproclip.project.project import Project, now
from coproclip.project.schema import Answer, Excerpt, Transcription
from coproclip.settings import load_settings
from coproclip.themes.codebook import add_theme, themes_of
from coproclip.timecode import TimeRange, clock
from coproclip.transcript.edits import correct_segment, passages, set_speaker
from coproclip.ui.dialogs.excerpt.dialog import ExcerptDialog
from coproclip.ui.lists.row_model import ROW
from coproclip.ui.operations.excerpts import delete as delete_excerpt
from coproclip.ui.operations.excerpts import mark as mark_range
from coproclip.ui.pages.desk.page import DeskPage
from coproclip.ui.style.look import apply_style
from coproclip.ui.style.tokens import NO_THEME
from coproclip.ui.widgets.button import Button
from coproclip.ui.workspace import Workspace

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

Make = Callable[..., int]
HEADLINE = "After that there was no head of the table"
CLICK = Qt.MouseButton.LeftButton


@pytest.fixture
def desk(tmp_path: Path, make_story: Make, qtbot: QtBot) -> Iterator[Desk]:
    def _make(project: Project) -> int:
        story = make_story(project)
        with project.edit(Work.TRANSCRIBE) as edit:
            edit.add(Transcription(story_id=story, engine="x", speech_model="base", state="done", started_at=now()))
            passages(edit.session, story)[3].flags = ["repeated"]
            passages(edit.session, story)[4].flags = ["unsure"]
        with project.edit(Operation.MARK_EXCERPT) as edit:
            mark_quote(edit, story, HEADLINE)
            add_theme(edit, "Chairs")
            add_theme(edit, "Being asked")
        play_all(project, story)
        return story

    with desk_on(qtbot, tmp_path / "Side by Side", _make) as made:
        yield made


def texts(desk: Desk, story: int) -> list[str]:
    return [line.text for line in desk.segments(story)]


def last(desk: Desk) -> list[tuple[int, int]]:
    return [(span.start_ms, span.end_ms) for span in desk.quiet.now.spans]


def reading(desk: Desk) -> tuple[int, int] | None:
    place = desk.page.transcript.reading.word()
    return (place.passage, place.word) if place is not None else None


# ---- hearing --------------------------------------------------------------------------------------------------


def test_a_press_on_a_word_is_heard_and_followed(desk: Desk) -> None:
    page, word = desk.page, desk.page.transcript.words.passages[1].words[3]
    desk.click_word(1, 3)
    assert last(desk)[0][0] == word.start_ms
    desk.quiet.go(word.start_ms + 10)
    assert page.transcript.marks.playing == (1, 3), "the word that is heard is lit"
    assert page.view.transport.now.text() == clock(word.start_ms + 10, tenths=True)
    assert page.view.zoom.scene.playhead == page.view.strip.scene.playhead == word.start_ms + 10
    desk.key(Key.Key_Space)
    assert not desk.quiet.playing
    assert page.transcript.marks.playing is None


def test_where_a_story_falls_silent_the_reading_cursor_is(desk: Desk) -> None:
    desk.click_word(0, 0)
    desk.quiet.go(desk.page.transcript.words.passages[1].words[5].start_ms + 20)
    assert reading(desk) == (0, 0), "while it plays neither cursor moves the other"
    at = desk.page.playback.playhead
    desk.key(Key.Key_K)
    assert reading(desk) == (1, 5)
    assert desk.page.playback.playhead == at, "and the sound goes on where it stopped"
    desk.key(Key.Key_Space)
    assert last(desk)[0][0] == at


def test_selected_words_are_played_and_stay_selected(desk: Desk) -> None:
    lines = desk.page.transcript.words.passages
    desk.words(1, 0, 1, 3)
    desk.key(Key.Key_Space)
    assert last(desk) == [(lines[1].words[0].start_ms, lines[1].words[3].end_ms)]
    desk.quiet.pause()
    assert desk.page.transcript.reading.selected_range() is not None


def test_steps_speed_and_loop(desk: Desk) -> None:
    page = desk.page
    desk.words(3, 0)
    desk.key(Key.Key_J)
    assert page.playback.playhead == page.transcript.words.passages[3].start_ms - 3000
    desk.key(Key.Key_L)
    assert page.playback.playhead == page.transcript.words.passages[3].start_ms
    desk.key(Key.Key_J, SHIFT)
    desk.key(Key.Key_J, SHIFT)
    assert desk.quiet.speed == 80
    assert page.view.transport.speed.currentText() == "0.8× speed"
    desk.key(Key.Key_L, CTRL | SHIFT)
    assert desk.quiet.speed == 90
    desk.key(Key.Key_R)
    desk.key(Key.Key_Space)
    line = page.transcript.words.passages[3]
    assert desk.quiet.now.spans == [TimeRange(line.start_ms, line.end_ms)], "this passage"
    assert desk.quiet.now.loop, "again and again"


def test_a_jump_inside_an_excerpt_stays_in_it(desk: Desk, story: int) -> None:
    page, excerpt = desk.page, desk.excerpts(story)[0]
    (start, end), *_ = desk.spans(excerpt.id)
    page.playback.play_excerpt(page.open_story.excerpts[0])
    desk.quiet.go(start + 600)
    page.playback.seek(start + 100)
    assert last(desk) == [(start, end)]
    assert desk.quiet.now.from_ms == start + 100
    assert page.view.excerpts.delegate.playing == excerpt.id
    page.playback.seek(0)
    assert last(desk)[0][0] == 0
    assert page.view.excerpts.delegate.playing is None, "outside it the story is heard"


def test_scrolling_by_hand_pauses_following_until_play(desk: Desk) -> None:
    page = desk.page
    desk.click_word(0, 0)
    assert page.transcript.heard.followed
    page.transcript._follow.by_hand()
    assert not page.view.transport.follow.isChecked()
    desk.key(Key.Key_Space)
    desk.key(Key.Key_Space)
    assert page.view.transport.follow.isChecked(), "Play follows again"
    assert page.transcript.heard.followed
    desk.key(Key.Key_F)
    desk.key(Key.Key_Space)
    desk.key(Key.Key_Space)
    assert not page.transcript.heard.followed, "unless it was switched off"


def test_going_to_the_time_beside_a_passage_goes_to_that_passage(desk: Desk) -> None:
    line = desk.page.transcript.words.passages[1]
    assert line.start_ms % 1000
    assert line.start_ms // 1000 == 2

    def _type(found: QDialog) -> None:
        field = found.findChild(QLineEdit)
        field.setText(clock(line.start_ms))
        QTest.keyClick(field, Key.Key_Return)

    when(dialog, _type)
    desk.key(Key.Key_G)
    assert desk.page.playback.playhead == line.start_ms
    assert reading(desk) == (1, 0)


def test_going_to_a_time(desk: Desk) -> None:
    def _wrong_then_right(found: QDialog) -> None:
        field = found.findChild(QLineEdit)
        field.setText("1:75")
        QTest.keyClick(field, Key.Key_Return)
        assert found.isVisible()
        field.setText("0:05.2")
        QTest.keyClick(field, Key.Key_Return)

    when(dialog, _wrong_then_right)
    desk.key(Key.Key_G)
    assert desk.page.playback.playhead == 5200
    assert desk.page.view.transport.now.text() == "0:05.2"


def test_the_place_is_kept_when_it_falls_silent(desk: Desk, story: int) -> None:
    desk.click_word(2, 0)
    desk.quiet.go(9000)
    desk.key(Key.Key_Space)
    with desk.project.read() as session:
        assert last_place(session) == (story, 9000), "also for after a crash"


# ---- correcting -----------------------------------------------------------------------------------------------


def test_a_correction_is_saved_after_a_pause_and_undone(desk: Desk, story: int) -> None:
    page = desk.page
    desk.words(4, 4)
    desk.key(Key.Key_Return)
    assert page.view.document_bar.modes.key() == "correct"
    desk.key(Key.Key_Left)  # before the word, instead of over it
    desk.type("really ")
    assert "really" not in texts(desk, story)[4]
    desk.qtbot.waitUntil(lambda: texts(desk, story)[4] == "I had never been really asked before.")
    desk.settle()
    caret = page.transcript.textCursor().positionInBlock()
    desk.type("truly ")
    desk.settle(500)
    assert page.transcript.textCursor().positionInBlock() == caret + 6, "saving leaves the caret where it is"
    assert [word.start_ms for word in desk.segments(story)[4].words][:4] == [
        word.start_ms for word in page.transcript.words.passages[4].words
    ][:4]
    desk.key(Key.Key_Z, CTRL)
    assert texts(desk, story)[4] == "I had never been asked before.", "typing in one passage is one step"
    assert page.transcript.words.texts[4] == "I had never been asked before."
    assert desk.told() == "Undone: correction"
    desk.key(Key.Key_Z, CTRL | SHIFT)
    assert "really truly" in page.transcript.words.texts[4]
    desk.key(Key.Key_Escape)
    assert page.view.document_bar.modes.key() == "listen"


def test_typing_is_never_lost_however_one_leaves(desk: Desk, story: int) -> None:
    page = desk.page
    ways: list[Callable[[], object]] = [
        lambda: desk.workspace.page_asked.emit("stories"),
        desk.window.save_now,
        lambda: page.transcript.set_correcting(False),
        lambda: mark_range(desk.workspace, story, 500, 900),
    ]
    for number, leave in enumerate(ways):
        desk.open(story)
        desk.words(4, 1)
        page.transcript.set_correcting(True)
        desk.type(f"w{number} ")
        leave()
        desk.workspace.saving.wait()
        assert f"w{number} " in texts(desk, story)[4]


def test_split_and_join_by_key(desk: Desk, story: int) -> None:
    page = desk.page
    desk.words(1, 4)
    desk.key(Key.Key_Return)
    desk.key(Key.Key_Left)
    desk.type("so ")
    desk.key(Key.Key_Return)
    assert texts(desk, story)[1:3] == [
        "We moved the chairs. so",
        "After that there was no head of the table, so people just talked.",
    ]
    assert reading(desk) == (2, 0), "the caret is at the seam"
    assert page.transcript.correcting
    desk.key(Key.Key_Backspace)
    assert texts(desk, story)[1].startswith("We moved the chairs. so After that")
    assert len(page.transcript.words) == 5


def test_a_correction_under_a_yes_asks_for_a_new_one(desk: Desk, story: int) -> None:
    page, excerpt = desk.page, desk.excerpts(story)[0]
    with desk.project.edit(Operation.NOTE_ANSWER) as edit:
        note_answer(edit, excerpt.id, "yes", who="Kit", how="on the phone")
    desk.settle()
    assert page.view.header.badge.accessibleName() == "Held back", "nobody checked the words"
    desk.words(1, 9)
    desk.key(Key.Key_Return)
    desk.key(Key.Key_Left)
    desk.type("real ")
    desk.key(Key.Key_Escape)
    desk.qtbot.waitUntil(
        lambda: desk.told() == "“After that there was no real head of the table” changed: ask again before it is shared"
    )
    assert page.view.header.badge.accessibleName() == "Ask again"
    assert [row.approval.value for row in page.open_story.excerpts] == ["needs a new yes"]


def test_what_cannot_be_saved_is_said_and_saved_later(desk: Desk, story: int) -> None:
    """A full disk: the words stay on the page, and go to the disk as soon as it takes them."""
    page, full = desk.page, [True]

    def _write() -> None:
        if full[0]:
            raise StorageError("The disk is full.", "Everything saved before is safe.", "Free some space.")

    desk.workspace.saving.put("other", _write)
    desk.qtbot.waitUntil(lambda: any("The disk is full." in words for words in desk.said()))
    desk.window._on_second()
    assert desk.window.sidebar.saved_line.saved_words().startswith("Not saved since")
    assert not desk.workspace.keep_all()
    full[0] = False
    desk.words(4, 1)
    page.transcript.set_correcting(True)
    desk.type("x ")
    assert desk.workspace.keep_all(), "the same is tried again"
    assert "x " in texts(desk, story)[4]


# ---- who, checked ---------------------------------------------------------------------------------------------


def test_who_is_speaking_by_key_for_several_passages(desk: Desk, story: int) -> None:
    desk.words(1, 0, 2, 1)
    seen: list[tuple[str, bool]] = []

    def _second(found: object) -> None:
        seen.extend((action.text(), action.isChecked()) for action in found.actions() if action.text())  # type: ignore[attr-defined]
        QTest.keyClick(found, Key.Key_2)  # type: ignore[call-overload]

    when(menu, _second)
    desk.key(Key.Key_W)
    assert [words for words, _ in seen] == [
        "&1  Kit, storyteller",
        "&2  Amina, reporter",
        "&0  Not sure",
        "&Change speaker from here…",
        "&Swap the two voices",
        "&Join two voices…",
        "All &voices…",
        "&Another voice",
    ]
    assert not any(checked for _, checked in seen), "two voices were chosen"
    desk.settle()
    assert [line.speaker for line in desk.page.transcript.words.passages[:4]] == ["Amina", "Amina", "Amina", "Kit"]
    assert not desk.page.open_story.excerpts[0].themes, "the key was the menu’s alone"
    with desk.project.read() as session:
        roles = {voice.id: voice.role for voice in speakers_of(session, story)}
    assert [roles[line.speaker_id or 0] for line in desk.segments(story)[1:3]] == ["reporter", "reporter"]


def test_another_voice_and_its_name(desk: Desk, story: int) -> None:
    page = desk.page
    desk.words(4, 0)
    when(menu, lambda found: (found.actions()[-1].trigger(), found.close()))
    desk.key(Key.Key_W)
    assert page.transcript.words.passages[4].speaker == "Voice 3"
    page.view.tabs.setCurrentWidget(page.view.about)
    name = page.view.about.findChildren(QLineEdit)[2]
    assert name.text() == "Voice 3"
    name.setFocus()
    name.selectAll()
    desk.type("Rosa")
    desk.key(Key.Key_Tab)
    assert page.transcript.words.passages[4].speaker == "Rosa"
    focus = desk.window.focusWidget()
    assert isinstance(focus, QComboBox), "the focus goes on although the panel was made anew"
    assert focus.accessibleName() == "What Rosa is"


def test_checked_by_ear_goes_on_to_the_next(desk: Desk, story: int) -> None:
    page = desk.page
    assert page.view.document_bar._flags.accessibleName() == "2 places to check, about 6 seconds of listening"
    desk.words(0, 0)
    desk.key(Key.Key_C)
    assert desk.segments(story)[0].checked
    assert reading(desk) == (1, 0)
    desk.words(2, 0, 3, 2)
    desk.key(Key.Key_Return, CTRL)
    assert [bool(line.checked) for line in desk.segments(story)] == [True, False, True, True, False]
    assert page.view.document_bar._flags.accessibleName() == "1 place to check, about 1 second of listening"
    desk.words(0, 0)
    desk.key(Key.Key_C)
    assert desk.segments(story)[0].checked, "a second time only goes on"
    assert reading(desk) == (1, 0)
    desk.words(0, 0)
    desk.key(Key.Key_C, SHIFT)
    assert not desk.segments(story)[0].checked
    action = desk.window.commands.action("check_all", page)
    action.trigger()
    desk.settle()
    assert all(line.checked for line in desk.segments(story))
    assert page.view.document_bar._checked.text() == "All ticked, not all heard"
    assert not page.view.document_bar._doubts.isVisible()
    assert desk.told().startswith("The whole story is marked as checked, all at once")
    QTest.mouseClick(desk.window.undo_bar.button, CLICK)
    desk.settle()
    assert not all(line.checked for line in desk.segments(story))


def test_the_next_thing_to_check(desk: Desk) -> None:
    desk.words(0, 0)
    desk.key(Key.Key_F4)
    assert reading(desk) == (3, 0)
    desk.key(Key.Key_F4)
    assert reading(desk) == (4, 0)
    desk.key(Key.Key_F4)
    assert reading(desk) == (3, 0), "it goes round"
    desk.key(Key.Key_F4, SHIFT)
    assert reading(desk) == (4, 0)


# ---- excerpts -------------------------------------------------------------------------------------------------


def test_marking_by_keys_with_theme_note_and_playlist(desk: Desk, story: int) -> None:
    page = desk.page
    desk.words(3, 0)
    for _ in range(4):
        desk.key(Key.Key_Right, SHIFT)
    assert page.transcript.bar.open()
    desk.key(Key.Key_E)
    made = desk.excerpts(story)[-1]
    assert made.quote == "Then somebody asked me"
    assert desk.told() == "Excerpt marked"
    assert page.view.tabs.tabText(0) == "Excerpts 2"
    assert page.workspace.excerpt_id == made.id
    assert page.view.zoom.scene.bands[-1].colour_index == NO_THEME, "no theme, no theme’s colour"
    desk.key(Key.Key_2)
    assert desk.told() == "Put in “Being asked”"
    with desk.project.read() as session:
        assert [theme.name for theme in themes_of(session, made.id)] == ["Being asked"]
    desk.key(Key.Key_2)
    assert desk.told() == "Taken out of “Being asked”"

    def _note(found: QDialog) -> None:
        field = found.findChild(QPlainTextEdit)
        QTest.keyClicks(field, "ask again")
        QTest.keyClick(field, Key.Key_Escape)

    when(dialog, _note)
    desk.key(Key.Key_N)
    assert desk.excerpts(story)[-1].note == "ask again", "closing keeps what was typed"

    def _title(found: QDialog) -> None:
        field = found.findChild(QLineEdit)
        QTest.keyClicks(field, "Doors")
        QTest.keyClick(field, Key.Key_Return)

    def _new(found: object) -> None:
        when(dialog, _title)
        found.actions()[-1].trigger()  # type: ignore[attr-defined]
        found.close()  # type: ignore[attr-defined]

    when(menu, _new)
    desk.key(Key.Key_P)
    with desk.project.read() as session:
        assert [
            (playlist.title, [item.excerpt_id for item in items(session, playlist.id)])
            for playlist in playlists(session)
        ] == [("Doors", [made.id])]
    desk.words(3, 1)
    desk.key(Key.Key_Delete)
    assert [excerpt.id for excerpt in desk.excerpts(story)] != [made.id]
    assert desk.told() == "Excerpt deleted"
    QTest.mouseClick(desk.window.undo_bar.button, CLICK)
    desk.settle()
    assert made.id in [excerpt.id for excerpt in desk.excerpts(story)]


def test_start_here_and_end_here(desk: Desk, story: int) -> None:
    desk.words(3, 1)
    desk.key(Key.Key_I)
    assert desk.told().startswith("Starts at 0:0")
    desk.words(3, 3)
    desk.key(Key.Key_O)
    assert desk.page.transcript.bar.open()
    desk.key(Key.Key_E, CTRL)
    assert desk.excerpts(story)[-1].quote == "somebody asked me"


def test_marking_with_the_mouse(desk: Desk, story: int) -> None:
    page, view = desk.page, desk.page.transcript
    spans = view.words.spans[4]
    row = next(view.sight.at(4).rows(spans[0][0], spans[3][1]))
    drag(
        view.viewport(),
        QPoint(round(row.left()) + 1, round(row.center().y())),
        QPoint(round(row.center().x()), round(row.center().y())),
        QPoint(round(row.right()) - 4, round(row.center().y())),
    )
    assert view.bar.open()
    assert not desk.quiet.heard, "selecting plays nothing"
    QTest.mouseClick(view.bar._themes[0], CLICK)
    desk.settle()
    made = desk.excerpts(story)[-1]
    assert made.quote == "I had never been"
    assert [theme.name for theme in page.open_story.excerpts[-1].themes] == ["Chairs"]


def test_drawing_on_the_waveform_selects_words(desk: Desk) -> None:
    page = desk.page
    scale, line = page.view.zoom._scale(), page.transcript.words.passages[3]
    middle = page.view.zoom.height() // 2
    drag(
        page.view.zoom,
        QPoint(round(scale.x(line.start_ms)), middle),
        QPoint(round(scale.x(line.start_ms + 400)), middle),
        QPoint(round(scale.x(line.words[3].end_ms)), middle),
    )
    assert page.transcript.reading.selected_range() == (line.start_ms, line.words[3].end_ms)
    assert page.transcript.bar.open()


def test_edges_by_drag_and_by_key(desk: Desk, story: int) -> None:
    page, excerpt = desk.page, desk.excerpts(story)[0]
    desk.workspace.choose_excerpt(excerpt.id)
    desk.settle()
    start, end = page.view.zoom.edge_handles()
    words = page.transcript.words.passages[1].words
    before = desk.spans(excerpt.id)[0]
    scale = page.view.zoom._scale()
    QTest.mousePress(end, CLICK, pos=end.rect().center())
    for ms in (words[13].start_ms, words[14].end_ms):
        to = end.mapFrom(page.view.zoom, QPoint(round(scale.x(ms)), page.view.zoom.height() // 2))
        QTest.mouseMove(end, to)
        QApplication.processEvents()
    QTest.mouseRelease(end, CLICK, pos=end.rect().center())
    desk.settle()
    assert desk.spans(excerpt.id) == [(before[0], words[14].end_ms)]
    assert desk.excerpts(story)[0].quote.endswith("so people")
    start.setFocus(Qt.FocusReason.TabFocusReason)
    desk.key(Key.Key_Right, CTRL)
    assert desk.spans(excerpt.id)[0][0] == words[5].start_ms, "a word later"
    start = page.view.zoom.edge_handles()[0]
    start.setFocus(Qt.FocusReason.TabFocusReason)
    desk.key(Key.Key_Return)
    assert last(desk)[0][0] == words[5].start_ms, "Enter lets the edge be heard"
    desk.key(Key.Key_Z, CTRL)
    desk.key(Key.Key_Z, CTRL)
    assert desk.spans(excerpt.id) == [before]


def test_the_list_of_excerpts_is_driven_by_keys(desk: Desk, story: int) -> None:
    page = desk.page
    first = mark_range(desk.workspace, story, 500, 900)
    desk.settle()
    page.view.excerpts.setFocus()
    page.view.excerpts.show_chosen(first)
    desk.key(Key.Key_Down)
    second = desk.excerpts(story)[1]
    assert desk.workspace.excerpt_id == second.id
    desk.key(Key.Key_Space)
    assert last(desk) == desk.spans(second.id)
    desk.key(Key.Key_Space)
    when(dialog, lambda found: found.accept())
    desk.key(Key.Key_Return)
    assert not page.transcript.correcting, "Enter opens the excerpt"
    page.view.excerpts.setFocus()
    desk.key(Key.Key_Delete)
    assert [excerpt.id for excerpt in desk.excerpts(story)] == [first]
    assert page.view.excerpts.current() is not None
    assert page.view.excerpts.current().excerpt_id == first  # type: ignore[union-attr]


def test_a_press_never_goes_to_the_excerpt_that_slides_under_the_mouse(desk: Desk, story: int) -> None:
    view = desk.page.view.excerpts
    first = mark_range(desk.workspace, story, 500, 900)
    desk.settle()
    view.show_chosen(first)
    spot = view.part_rect(view.currentIndex(), "play").center()
    QTest.mousePress(view.viewport(), CLICK, pos=spot)
    with desk.project.edit(Operation.DELETE_EXCERPT) as edit:
        delete_marked(edit, first)
    desk.settle()
    assert len(view.rows.rows) == 1
    view.setCurrentIndex(view.rows.index(0))
    QTest.mouseRelease(view.viewport(), CLICK, pos=spot)
    assert not desk.quiet.playing


def test_buttons_of_the_chosen_row(desk: Desk) -> None:
    page = desk.page
    index = page.view.excerpts.rows.index(0)
    page.view.excerpts.setCurrentIndex(index)
    desk.settle()
    parts = ("play", "trim", "themes", "playlist")
    spots = {part: page.view.excerpts.part_rect(index, part) for part in parts}
    assert all(page.view.excerpts.viewport().rect().contains(spot) for spot in spots.values())
    QTest.mouseClick(page.view.excerpts.viewport(), CLICK, pos=spots["play"].center())
    assert desk.quiet.playing
    opened_windows: list[QDialog] = []
    when(dialog, lambda found: (opened_windows.append(found), found.reject()))
    QTest.mouseClick(page.view.excerpts.viewport(), CLICK, pos=spots["trim"].center())
    assert isinstance(opened_windows[0], ExcerptDialog)
    assert not desk.quiet.playing


def test_letters_with_nothing_to_act_on_say_what_to_do(desk: Desk, story: int) -> None:
    delete_excerpt(desk.workspace, desk.excerpts(story)[0].id, None)
    desk.settle()
    assert desk.page.view.none_yet.isVisible()
    desk.words(4, 0)
    desk.key(Key.Key_E)
    assert desk.told() == "Select some words first: hold Shift and press the arrows, or drag."
    desk.key(Key.Key_T)
    assert desk.told() == "Select some words first, or choose an excerpt."
    desk.key(Key.Key_9)
    assert desk.told() == "There is no theme 9 yet."


# ---- finding, regions, room -----------------------------------------------------------------------------------


def test_finding_here(desk: Desk) -> None:
    page = desk.page
    desk.words(0, 0)
    desk.key(Key.Key_F, CTRL)
    assert page.view.find_bar.field.hasFocus()
    desk.type("the")
    assert page.view.find_bar._count.text() == "7 places"
    first = page.transcript.textCursor().selectionStart()
    desk.key(Key.Key_Return)
    second = page.transcript.textCursor().selectionStart()
    assert second > first
    desk.key(Key.Key_F3, SHIFT)
    assert page.transcript.textCursor().selectionStart() == first
    page.view.find_bar.field.setText("zeppelin")
    assert page.view.find_bar._count.text() == "Not in this story"
    desk.key(Key.Key_Escape)
    assert not page.view.find_bar.isVisible()
    assert desk.window.focusWidget() is page.transcript
    assert page.transcript.marks.pattern is None, "nothing stays tinted"


def test_the_regions_in_their_order(desk: Desk) -> None:
    page = desk.page
    page.transcript.setFocus()
    places = []
    for _ in range(6):
        desk.key(Key.Key_F6)
        focus = desk.window.focusWidget()
        regions = [desk.window.sidebar.nav, *page.regions()]
        places.append(next(n for n, one in enumerate(regions) if one is focus or one.isAncestorOf(focus)))
    assert places == [4, 5, 0, 1, 2, 3]
    desk.key(Key.Key_F6)
    assert page.view.excerpts.hasFocus(), "the excerpts themselves, not their tab"


def test_the_undo_bar_leaves_play_free_and_goes_when_overtaken(desk: Desk, story: int) -> None:
    page, bar = desk.page, desk.window.undo_bar
    desk.words(4, 0, 4, 2)
    desk.key(Key.Key_E)
    top = page.view.transport.play.mapTo(desk.window, QPoint(0, 0)).y()
    assert bar.isVisible()
    assert bar.mapTo(desk.window, QPoint(0, bar.height())).y() < top
    page.passages.check()
    desk.settle()
    assert not bar.isVisible(), "its Undo would take back something else now"


def test_esc_goes_back_step_by_step(desk: Desk) -> None:
    view = desk.page.transcript
    desk.words(4, 0, 4, 2)
    desk.key(Key.Key_Left, SHIFT)
    assert view.bar.open()
    desk.key(Key.Key_Escape)
    assert not view.bar.open()
    assert view.reading.selected_range() is not None
    desk.key(Key.Key_Escape)
    assert view.reading.selected_range() is None


def test_zooming_by_key(desk: Desk) -> None:
    zoom = desk.page.view.zoom
    before = zoom.shown_range()
    desk.key(Key.Key_Plus)
    after = zoom.shown_range()
    assert after[1] - after[0] < before[1] - before[0]
    desk.key(Key.Key_Minus)
    assert zoom.shown_range()[1] - zoom.shown_range()[0] > after[1] - after[0]
    assert desk.page.view.strip.shown_range() == zoom.shown_range()


@pytest.mark.parametrize(
    ("width", "height", "size"), [(1440, 900, 100), (1180, 740, 100), (1440, 900, 200), (1180, 740, 200)]
)
def test_words_and_play_have_room_at_every_size(
    desk: Desk, qapp: QApplication, width: int, height: int, size: int
) -> None:
    desk.window.resize(width, height)
    apply_style(qapp, "light", size)
    desk.settle()
    page = desk.page
    assert page.width() <= width
    assert page.transcript.viewport().height() >= 60
    assert page.transcript.viewport().width() >= 300
    for part in (page.view.transport.play, page.view.transport.speed, page.view.header.share):
        corner = part.mapTo(desk.window, part.rect().bottomRight())
        assert part.isVisible()
        assert desk.window.rect().contains(corner)
    narrow = size == 200
    assert (page.view.tabs.indexOf(page.view.words) == 0) is narrow, (
        "without room beside the words the panel becomes tabs"
    )


# ---- what others do -------------------------------------------------------------------------------------------


def test_changes_from_elsewhere_appear(desk: Desk, story: int) -> None:
    page = desk.page
    with Project.open(desk.project.folder) as other:
        ids = [line.id for line in desk.segments(story)]
        with other.edit(Operation.SET_SPEAKER) as edit:
            set_speaker(edit, ids[:1], None)
        with other.edit(Operation.NOTE_ANSWER) as edit:
            note_answer(edit, desk.excerpts(story)[0].id, "yes", who="Kit", how="on the phone")
    desk.qtbot.waitUntil(lambda: page.transcript.words.passages[0].speaker == "")
    desk.qtbot.waitUntil(lambda: page.view.header.badge.accessibleName() == "Held back")
    with desk.project.read() as session:
        assert session.query(Answer).count() == 1
        assert session.query(Excerpt).count() == 1


def test_a_story_whose_sound_is_gone_can_still_be_read(desk: Desk, story: int) -> None:
    for sound in (desk.project.folder / "originals").iterdir():
        sound.unlink()
    desk.page.reload()
    desk.open(story)
    assert any("The recording is not where it was." in words for words in desk.said())
    assert not desk.page.view.transport.play.isEnabled()
    desk.key(Key.Key_Space)
    assert not desk.quiet.heard
    assert len(desk.page.transcript.words) == 5


def test_a_new_story_begins_where_it_was_left_not_where_the_other_was(desk: Desk, make_story: Make) -> None:
    other = make_story(desk.project, title="The garden", storyteller="Rosa")
    desk.project.remember_place(other, 2600)
    desk.page.playback.seek(7000)
    desk.workspace.choose_story(other)
    desk.workspace.page_asked.emit("desk")
    assert desk.page.playback.playhead == 2600
    assert [button.text() for button in desk.page.view.header.findChildren(Button) if button.text()] == ["Share…"]


def test_keys_are_heard_while_a_long_story_comes_and_it_is_shown_where_it_was_left(
    desk: Desk, make_story: Make
) -> None:
    long = make_story(desk.project, [("storyteller", f"word{number}") for number in range(400)], title="All day")
    with desk.project.read() as session:
        at = passages(session, long)[350].start_ms
    desk.settle()
    came, later = list[int](), QTimer(desk.window)
    later.timeout.connect(lambda: came.append(len(desk.page.transcript.words)))
    later.start(0)
    page = desk.open(long, at_ms=at + 50)
    later.stop()
    assert set(came) - {0, 400}
    assert page.transcript.words.texts == [f"word{number}" for number in range(400)]
    assert page.transcript.document().toPlainText() == page.transcript.words.whole_text()
    assert page.transcript.updatesEnabled()
    assert page.transcript.sight.has(350)


def test_old_words_are_forgotten_only_after_a_red_button(desk: Desk, story: int) -> None:
    desk.words(0, 0)
    desk.key(Key.Key_Return)
    desk.type("Gwendolyn ")
    desk.key(Key.Key_Escape)
    desk.words(0, 0)
    desk.key(Key.Key_Return)
    desk.type("Somebody ")
    desk.key(Key.Key_Escape)
    forget = desk.window.commands.action("forget_old", desk.page)
    when(dialog, lambda asked: QTest.keyClick(asked, Key.Key_Return))
    forget.trigger()
    assert desk.project.undo_text, "Enter keeps everything"
    when(dialog, lambda asked: QTest.mouseClick(asked.delete, CLICK))
    forget.trigger()
    desk.settle()
    assert desk.told() == "The old words are forgotten"
    assert desk.project.undo_text == ""
    texts = {path: path.read_bytes() for path in desk.project.folder.rglob("*") if path.is_file()}
    assert [path.name for path, held in texts.items() if b"Gwendolyn" in held] == []


def test_what_still_has_the_old_words_is_named_once_they_are_forgotten(desk: Desk, story: int) -> None:
    with desk.project.edit(Operation.CORRECT_WORDS) as edit:
        mark_quote(edit, story, "no head of the table")
        add_theme(edit, "No head of the table")
        correct_segment(edit, passages(edit.session, story)[1].id, "We moved the chairs.")
    when(dialog, lambda asked: QTest.mouseClick(asked.delete, CLICK))
    desk.window.commands.action("forget_old", desk.page).trigger()
    desk.settle()
    assert "some of them are still in the theme “No head of the table”." in " ".join(desk.said())


def test_a_note_that_could_not_be_saved_is_not_called_kept_and_is_tried_again(desk: Desk, story: int) -> None:
    page, project = desk.page, desk.project
    row = page.open_story.excerpts[0]
    desk.workspace.choose_excerpt(row.excerpt_id)
    page.transcript.setFocus()
    real = project.edit

    def _full(*_args: object, **_more: object) -> object:
        raise StorageError("The disk is full.")

    project.edit = _full  # type: ignore[assignment, method-assign]
    when(dialog, lambda asked: (asked.findChild(QPlainTextEdit).setPlainText("About the table"), asked.accept()))
    page.excerpts.edit_note(row.excerpt_id)
    assert "Note kept" not in desk.told()
    assert "About the table" in [text for tell in desk.workspace.watch.unsaved for text in tell()]
    delete_excerpt(desk.workspace, row.excerpt_id, None)
    assert "Excerpt deleted" not in desk.told()
    project.edit = real  # type: ignore[method-assign]
    assert desk.workspace.keep_all()
    with project.read() as session:
        assert session.get(Excerpt, row.excerpt_id).note == "About the table"  # type: ignore[union-attr]
    assert [text for tell in desk.workspace.watch.unsaved for text in tell()] == []


def test_steady_typing_is_saved_without_a_pause_and_is_one_step(desk: Desk, story: int) -> None:
    desk.words(0, 0)
    before = texts(desk, story)
    desk.key(Key.Key_Return)
    target = QApplication.focusWidget()
    assert target is not None
    for letter in "steadily " * 5:
        QTest.keyClicks(target, letter)
        QTest.qWait(60)
    desk.workspace.saving.wait()
    assert texts(desk, story)[0].startswith("steadily steadily"), "nobody paused"
    desk.key(Key.Key_Escape)
    desk.project.undo()
    assert texts(desk, story) == before


def test_how_it_is_played_and_shown_is_kept_for_the_next_start(desk: Desk) -> None:
    bar = desk.page.view.transport
    bar.step_speed(-1)
    bar.volume.setValue(40)
    desk.page.transcript.setFocus()
    desk.key(Key.Key_F)
    assert not bar.follow.isChecked()
    again = DeskPage(Workspace(load_settings()))
    assert again.view.transport.speed.currentText() == "0.9× speed"
    assert again.view.transport.volume.value() == 40
    assert not again.view.transport.follow.isChecked()
    again.deleteLater()


def test_a_long_story_opens_at_the_excerpt_that_was_chosen(desk: Desk, story: int, make_story: Make) -> None:
    lines = [("storyteller", f"word {number}") for number in range(250)]
    long = make_story(desk.project, lines, title="A long one")
    with desk.project.edit(Operation.MARK_EXCERPT) as edit:
        heard = passages(edit.session, long)[200]
        chosen = mark(edit, long, heard.start_ms, heard.end_ms).id
        few = [mark(edit, long, one.start_ms, one.end_ms).id for one in passages(edit.session, long)[10:30]]
    desk.workspace.choose_story(long, chosen)
    desk.workspace.page_asked.emit("desk")
    view = desk.page.view
    assert "A long one" in f"{view.header.title.text()} {view.header.below.text()}"
    desk.settle()
    assert len(view.transcript.words.passages) == 250
    assert view.transcript.toPlainText().count("word") == 250
    assert view.excerpts.rows.rowCount() == len(few) + 1
    row = view.excerpts.currentIndex().data(ROW)
    assert (row.excerpt_id, row.quote) == (chosen, "word 200")
    assert desk.page.playback.playhead == heard.start_ms
    desk.open(story)
    assert HEADLINE.split()[0] in view.transcript.toPlainText()
    assert view.excerpts.rows.rowCount() == 1
