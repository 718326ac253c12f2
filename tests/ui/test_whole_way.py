"""The whole way once in the real window, by keyboard: open, correct, mark, theme, approve, export."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from consenting import allow
from desks import all_read, when
from desks import dialog as asking
from made_stories import LINES, play_all
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QApplication,
    QComboBox,
    QDialog,
    QLineEdit,
    QScrollBar,
)
from pytestqt.qtbot import QtBot

from coproclip.excerpts.approval import Approval
from coproclip.excerpts.marking import excerpts_of, ranges_of
from coproclip.private_log import LOG_NAME, log_to_file
from coproclip.project.journal import Operation
from coproclip.project.project import Project
from coproclip.project.schema import Segment
from coproclip.settings import Settings
from coproclip.themes.codebook import add_theme, themes
from coproclip.transcript.edits import Correction, passages
from coproclip.ui.app import make_window
from coproclip.ui.dialogs.excerpt.answer import AnswerDialog
from coproclip.ui.dialogs.excerpt.dialog import ExcerptDialog
from coproclip.ui.dialogs.share.clips_dialog import ClipsDialog
from coproclip.ui.main_window import MainWindow
from coproclip.ui.pages.desk.page import DeskPage
from coproclip.ui.pages.stories.page import StoriesPage
from coproclip.ui.style.look import apply_style
from coproclip.ui.workspace import Workspace

Key, Shift, Ctrl = Qt.Key, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture(autouse=True)
def log_file(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Whatever is done here: the log holds no words of the story, no names and no folders."""
    folder = tmp_path_factory.mktemp("log")
    handler = log_to_file(folder)
    assert handler is not None
    logging.getLogger("coproclip").info("the way begins")
    yield folder / LOG_NAME
    logging.getLogger("coproclip").removeHandler(handler)
    handler.close()
    written = "".join(path.read_text("utf-8") for path in folder.iterdir())
    assert "the way begins" in written
    words = {word.strip(".,?") for _, line in LINES for word in line.split() if len(word) > 6}
    for canary in (*words, "Kit", "Moving the chairs", str(project.folder), project.folder.name):
        assert canary not in written


@pytest.fixture
def window(qtbot: QtBot, project: Project, story: int) -> Iterator[MainWindow]:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    workspace = Workspace(Settings())
    made = make_window(app, workspace)
    qtbot.addWidget(made)
    made.resize(1440, 900)
    made.show()
    workspace.use(Project.open(project.folder))
    all_read(workspace)
    yield made
    made.close()


def stories(window: MainWindow) -> StoriesPage:
    page = window.pages["stories"]
    assert isinstance(page, StoriesPage)
    return page


@pytest.fixture
def desk(window: MainWindow, qtbot: QtBot, story: int) -> DeskPage:
    QTest.keyClick(stories(window).list.table, Key.Key_Return)
    page = window.pages["desk"]
    assert isinstance(page, DeskPage)
    qtbot.waitUntil(lambda: page.isVisible() and len(page.transcript.words) == 5)
    return page


def select(desk: DeskPage, first: int, words: int) -> None:
    """Put the reading cursor on a passage and select some words of it by keys."""
    desk.transcript.reading.go_to(desk.transcript.words.passages[first].start_ms)
    for _ in range(words):
        QTest.keyClick(desk.transcript, Key.Key_Right, Shift)


def mark(desk: DeskPage, qtbot: QtBot) -> int:
    """Mark three words of the second passage; the excerpt's number."""
    select(desk, 1, 3)
    desk.excerpts.mark()
    qtbot.waitUntil(lambda: len(desk.open_story.excerpts) == 1)
    return desk.open_story.excerpts[0].excerpt_id


def test_the_story_stands_in_the_list_with_how_far_it_is(window: MainWindow) -> None:
    row = stories(window).rows.rows[0]
    assert (row.who, row.title, row.excerpts) == ("Kit", "Moving the chairs", 0)


def test_search_finds_a_word_of_any_story_and_opens_it_there(window: MainWindow, qtbot: QtBot) -> None:
    page = stories(window)
    QTest.keyClicks(page.field, "bus stop")
    QTest.keyClick(page.field, Key.Key_Return)
    qtbot.waitUntil(page.results.hits.isVisible)
    assert [hit.text for hit in page.results.hits.hits().rows] == [
        "Then somebody asked me how I get to the bus stop. Not how people do, how I do."
    ]
    QTest.keyClick(page.results.hits, Key.Key_Return)
    opened = window.pages["desk"]
    assert isinstance(opened, DeskPage)
    qtbot.waitUntil(opened.isVisible)
    assert opened.playback.playhead == page.results.hits.hits().rows[0].heard_ms


def test_a_correction_is_saved_by_itself_keeps_its_times_and_can_be_taken_back(
    desk: DeskPage, qtbot: QtBot, project: Project, story: int
) -> None:
    before = desk.transcript.words.passages[2].words
    desk.transcript.reading.go_to(desk.transcript.words.passages[2].start_ms)
    desk.transcript.set_correcting(True)
    QTest.keyClicks(desk.transcript, "Well ")
    desk.transcript.flush()

    def _text() -> str:
        with project.read() as session:
            return passages(session, story)[2].text

    qtbot.waitUntil(lambda: _text() == "Well And then?")
    with project.read() as session:
        words = passages(session, story)[2].words
    assert [(word.text, word.start_ms, word.end_ms) for word in words[1:]] == [
        (word.text, word.start_ms, word.end_ms) for word in before
    ] or words[-1].end_ms == before[-1].end_ms
    desk.workspace.undo()
    assert _text() == "And then?"


def test_marked_words_become_an_excerpt_with_their_edges(desk: DeskPage, qtbot: QtBot) -> None:
    made = mark(desk, qtbot)
    with desk.workspace.opened().read() as session:
        excerpt = excerpts_of(session)[0]
        span = ranges_of(session, made)[0]
    first = desk.transcript.words.passages[1].words
    assert excerpt.quote.startswith("We moved the")
    assert span.start_ms == first[0].start_ms
    assert span.end_ms in {word.end_ms for word in first}


def test_checked_by_ear_is_ticked_passage_by_passage(
    desk: DeskPage, qtbot: QtBot, project: Project, story: int
) -> None:
    play_all(project, story)
    desk.transcript.reading.go_to(desk.transcript.words.passages[0].start_ms)
    desk.passages.check()
    qtbot.waitUntil(lambda: desk.transcript.words.passages[0].checked)
    assert desk.transcript.reading.word() is not None
    assert not desk.transcript.words.passages[1].checked
    desk.passages.check_all()
    qtbot.waitUntil(lambda: all(line.checked for line in desk.transcript.words.passages))


def test_split_and_join_keep_every_word(desk: DeskPage, qtbot: QtBot, project: Project, story: int) -> None:
    whole = desk.transcript.words.passages[1].text
    desk.transcript.split_asked.emit(desk.transcript.words.passages[1].id, 4)
    qtbot.waitUntil(lambda: len(desk.transcript.words.passages) == 6)
    assert [line.text for line in desk.transcript.words.passages[1:3]] == [
        "We moved the chairs.",
        "After that there was no head of the table, so people just talked.",
    ]
    desk.transcript.join_asked.emit(desk.transcript.words.passages[2].id)
    qtbot.waitUntil(lambda: len(desk.transcript.words.passages) == 5)
    assert desk.transcript.words.passages[1].text == whole


def test_who_is_speaking_is_set_for_the_chosen_passages(desk: DeskPage, qtbot: QtBot, project: Project) -> None:
    assert desk.open_story.story is not None
    reporter = next(voice for voice in desk.open_story.story.speakers if voice.role == "reporter")
    line = desk.transcript.words.passages[4]
    desk.passages.set_speaker([line.id], reporter.id)
    qtbot.waitUntil(lambda: desk.transcript.words.passages[4].speaker == "Amina")
    with project.read() as session:
        kept = session.get(Segment, line.id)
    assert kept is not None
    assert kept.speaker_id == reporter.id


def test_excerpt_window_moves_edges_takes_out_and_notes_the_answer(
    desk: DeskPage, qtbot: QtBot, project: Project
) -> None:
    made = mark(desk, qtbot)
    dialog = ExcerptDialog(desk.workspace, made, desk)
    qtbot.addWidget(dialog)
    dialog.show()
    end = dialog.row.spans[-1].end_ms if dialog.row else 0
    dialog.sheet.end_card.word_asked.emit(1)
    dialog.sheet.end_card.word_asked.emit(1)
    qtbot.waitUntil(lambda: dialog.row is not None and dialog.row.spans[-1].end_ms > end)
    cursor = dialog.sheet.words.textCursor()
    place = dialog.sheet.words.toPlainText().index("moved")
    cursor.setPosition(place)
    cursor.setPosition(place + 5, cursor.MoveMode.KeepAnchor)
    dialog.sheet.words.setTextCursor(cursor)
    dialog.take_out()
    qtbot.waitUntil(lambda: dialog.row is not None and len(dialog.row.spans) == 2)
    assert "taken out" in dialog.sheet.words.toPlainText()
    dialog.side.title.setText("Moving")
    dialog.side.keep()

    def _answer(asked: QDialog) -> None:
        assert isinstance(asked, AnswerDialog)
        asked.choices.button(0).click()
        asked.who.setText("Kit")
        asked.how.setEditText("in person")
        asked._keep()

    when(asking, _answer)
    dialog.side.answer.click()
    qtbot.waitUntil(lambda: dialog.row is not None and dialog.row.approval is Approval.WITHHELD)
    dialog.accept()
    qtbot.waitUntil(lambda: desk.open_story.excerpts[0].approval is Approval.WITHHELD)
    assert desk.open_story.excerpts[0].title == "Moving"


def test_a_changed_word_asks_for_a_new_yes_and_export_says_why(
    desk: DeskPage, qtbot: QtBot, tmp_path: Path, project: Project
) -> None:
    made = mark(desk, qtbot)
    dialog = AnswerDialog(desk.workspace, [made], desk)
    qtbot.addWidget(dialog)
    assert not dialog.keep.isEnabled(), "nobody says yes for them"
    dialog.choices.button(0).click()
    dialog.how.setEditText("in person")
    assert dialog.keep.isEnabled()
    dialog.keep.click()
    qtbot.waitUntil(lambda: desk.open_story.excerpts[0].approval is Approval.WITHHELD)
    allow(desk.workspace.opened())
    qtbot.waitUntil(lambda: desk.open_story.excerpts[0].approval is Approval.YES)
    desk.workspace.settings.export_folder = str(tmp_path)
    share = ClipsDialog(desk.workspace, [made], "Moving the chairs", desk)
    qtbot.addWidget(share)
    share.show()
    assert share.panel.export.isEnabled()
    changed = Correction(desk.transcript.words.passages[1].id, "We shifted the chairs. After that no head.")
    desk.transcript.passages_edited.emit((changed,), 0)
    qtbot.waitUntil(lambda: desk.open_story.excerpts[0].approval is Approval.AGAIN)
    share.panel.renew()
    assert not share.panel.export.isEnabled()
    assert not list(tmp_path.glob("**/*.mp3"))


def test_a_theme_by_its_number_key_and_delete_with_undo(desk: DeskPage, qtbot: QtBot, project: Project) -> None:
    with desk.workspace.opened().edit(Operation.ADD_THEME) as edit:
        add_theme(edit, "Move the chairs")
    made = mark(desk, qtbot)
    qtbot.waitUntil(lambda: len(desk.open_story.themes) == 1)
    desk.workspace.choose_excerpt(made)
    desk.excerpts.toggle_theme(0)
    qtbot.waitUntil(lambda: [theme.name for theme in desk.open_story.excerpts[0].themes] == ["Move the chairs"])
    with project.read() as session:
        assert [theme.name for theme in themes(session)] == ["Move the chairs"]
    desk.excerpts.delete()
    qtbot.waitUntil(lambda: not desk.open_story.excerpts)
    desk.workspace.undo()
    qtbot.waitUntil(lambda: len(desk.open_story.excerpts) == 1)


def test_every_control_of_the_desk_has_a_name(desk: DeskPage) -> None:
    nameless = [
        type(control).__name__
        for kind in (QAbstractButton, QAbstractSlider, QComboBox, QLineEdit)
        for control in desk.findChildren(kind)
        if control.isVisible()
        and not isinstance(control, QScrollBar)
        and not (control.accessibleName() or (isinstance(control, QAbstractButton) and control.text()))
        and not isinstance(control.parent(), QComboBox)
        and control.focusPolicy() != Qt.FocusPolicy.NoFocus
    ]
    assert nameless == []


def test_text_size_can_change_on_every_page(window: MainWindow, qtbot: QtBot, qapp: QApplication) -> None:
    # Parts that were moved while Qt was still restyling all of them took the program down.
    window.resize(1180, 740)
    for size, key in zip((200, 90, 200, 90, 200), ("stories", "desk", "record", "themes", "playlists"), strict=True):
        window.show_page(key)
        apply_style(qapp, "light" if size == 200 else "dark", size)
        qtbot.wait(1)
        assert window.width() == 1180
        assert window.pages[key].width() <= 1180
