"""A codebook made by keys alone: themes in order, marked words, headlines, different views, what came of it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from consenting import allow_story
from desks import CTRL, PLAIN, SHIFT, Desk, Key, desk_on, dialog, menu, when
from made_stories import make_story
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QLabel, QMenu, QPlainTextEdit
from pytestqt.qtbot import QtBot

from coproclip.overview.meaning import meaning_of
from coproclip.overview.workshop import read_room
from coproclip.project.journal import Operation
from coproclip.project.project import Project
from coproclip.themes.codebook import themes as codebook
from coproclip.themes.counts import theme_counts
from coproclip.themes.headings import headings
from coproclip.ui.pages.themes.page import ThemesPage
from coproclip.ui.pages.workshop.page import WorkshopPage

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
ALT = Qt.KeyboardModifier.AltModifier
SAID = ("We're all people", "control", "better funding is needed", "a tick box exercise", "opens up")


def _tell(project: Project) -> int:
    first = 0
    for number, lines in enumerate((SAID[:3], SAID[3:])):
        told = [("storyteller", words) for words in lines]
        story = make_story(project, told, title=f"Story {number + 1}", storyteller=f"Teller {number + 1}")
        with project.edit(Operation.NOTE_CONSENT) as edit:
            allow_story(edit, story)
        first = first or story
    return first


@pytest.fixture
def desk(tmp_path: Path, qtbot: QtBot) -> Iterator[Desk]:
    with desk_on(qtbot, tmp_path / "Seed", _tell, ThemesPage, WorkshopPage) as made:
        yield made


def fill(desk: Desk, press: Callable[[], None], *words: str, ends: tuple[Qt.Key, ...] = (Key.Key_Return,)) -> None:
    """Press, type into the fields of the dialog that comes, one after another, and end it."""

    def _type(asked: QDialog) -> None:
        for place, text in enumerate(words):
            field = asked.focusWidget()
            assert field is not None
            if isinstance(field, QComboBox):
                QTest.keyClick(field, Key.Key_Down if text else Key.Key_Home)
                text = ""
            for number, line in enumerate(text.split("\n")):
                if number:
                    QTest.keyClick(field, Key.Key_Return)
                QTest.keyClicks(field, line)
            if place + 1 < len(words):
                QTest.keyClick(field, Key.Key_Tab)
        for number, key in enumerate(ends):
            with_ctrl = number or isinstance(asked.focusWidget(), QPlainTextEdit)
            QTest.keyClick(asked.focusWidget() or asked, key, CTRL if with_ctrl else PLAIN)
        if asked.isVisible():
            wrong = [label.text() for label in asked.findChildren(QLabel)]
            asked.done(0)
            raise AssertionError(f"the dialog did not close: {wrong}")

    when(dialog, _type)
    press()
    desk.settle()


def test_a_codebook_is_made_by_keys_alone(desk: Desk, qtbot: QtBot) -> None:
    themes, workshops = desk.window.pages["themes"], desk.window.pages["workshop"]
    assert isinstance(themes, ThemesPage)
    assert isinstance(workshops, WorkshopPage)
    # Themes in their order, each with what stands after its headline; what is under one goes under it.
    desk.key(Key.Key_3, CTRL)
    qtbot.waitUntil(themes.isVisible)
    for name, after, asks in (
        ("Values", "", "What is it?"),
        ("Sharing power", "", ""),
        ("Challenges", "A statement", "What gets in the way"),
        ("Practical suggestions", "", ""),
        ("A different view", "", ""),
    ):
        fill(desk, lambda: desk.key(Key.Key_A), name, after, asks)
        if not asks:
            desk.key(Key.Key_Right, ALT)
    # Marked on the desk, and put into a theme at once.
    into = ("Sharing power", "Sharing power", "Practical suggestions")
    for story, lines in ((1, SAID[:3]), (2, SAID[3:])):
        desk.open(story)
        reading = desk.page.transcript.reading
        desk.page.transcript.setFocus()
        desk.key(Key.Key_Home, CTRL)
        for number, words in enumerate(lines):
            if number:
                desk.key(Key.Key_Down)
            while (at := reading.word()) is not None and at.word:
                desk.key(Key.Key_Left)
            for _ in words.split():
                desk.key(Key.Key_Right, SHIFT)
            desk.key(Key.Key_E)
            if story == 1:
                fill(desk, lambda: desk.key(Key.Key_T), into[number], ends=(Key.Key_Return, Key.Key_Return))
    assert [one.quote for story in (1, 2) for one in desk.excerpts(story)] == list(SAID)
    # What is in no theme yet goes into one, and the keyboard to the next of them.
    desk.key(Key.Key_3, CTRL)
    qtbot.waitUntil(lambda: len(themes.board.themes) == 5 and themes.isVisible())
    themes.tree.setFocus()
    desk.key(Key.Key_End)
    desk.key(Key.Key_Return)
    cards = themes.shelf.cards
    for words, theme in ((SAID[3], "A different view"), (SAID[4], "Values")):
        qtbot.waitUntil(lambda words=words: (at := cards.chosen()) is not None and at.card.quote == words)
        fill(desk, lambda: desk.key(Key.Key_T), theme)

    def _to(theme: str, words: str) -> None:
        themes.tree.setFocus()
        desk.key(Key.Key_Home)
        for _ in range([row.name for row in themes.board.themes].index(theme)):
            desk.key(Key.Key_Down)
        desk.key(Key.Key_Return)
        desk.key(Key.Key_Home)
        for _ in SAID:
            at = cards.chosen()
            if at is not None and at.card.quote == words:
                return
            desk.key(Key.Key_Right)
        raise AssertionError(words)

    def _suggestion(asked: QMenu) -> None:
        for _ in asked.actions():
            at = asked.activeAction()
            if at is not None and at.text().startswith("Suggestion"):
                break
            QTest.keyClick(asked, Key.Key_Down)
        QTest.keyClick(asked, Key.Key_Return)

    _to("A different view", SAID[3])
    desk.key(Key.Key_V)
    _to("Practical suggestions", SAID[2])
    when(menu, _suggestion)
    desk.key(Key.Key_K, SHIFT)
    desk.settle()
    for theme, words in (("Values", SAID[0]), ("Challenges", SAID[3])):
        _to(theme, words)
        desk.key(Key.Key_Q)
    # What came of it, and what stays open.
    desk.key(Key.Key_4, CTRL)
    qtbot.waitUntil(workshops.isVisible)
    fill(desk, lambda: desk.key(Key.Key_A), "Sense-making")
    sheet = "here Amina\noutput: A list of halls\nquestion: How do we share money?"
    fill(desk, workshops.paper.enter_results, sheet)

    with desk.project.read() as session:
        found = [(one.name, one.headline, one.after, one.kind.value) for one in headings(session)]
        in_order = [(one.name, one.parent_id) for one in codebook(session)]
        counts = theme_counts(session)
        counted = [(counts[one.id].stories, counts[one.id].differing) for one in codebook(session)]
        kinds = [meaning_of(session, [number]).kind for number in (1, 2, 3)]
        room = read_room(session, 1)
    assert in_order == [
        ("Values", None),
        ("Sharing power", 1),
        ("Challenges", None),
        ("Practical suggestions", 3),
        ("A different view", 3),
    ]
    assert [one for one in found if one[1]] == [
        ("Values", SAID[0], "What is it?", "question"),
        ("Challenges", SAID[3], "What gets in the way", "statement"),
    ]
    assert counted == [(2, 0), (1, 0), (2, 1), (1, 0), (1, 1)]
    assert kinds == ["", "", "suggestion"]
    assert [one.name for one in room.people] == ["Teller 1", "Teller 2", "Amina"]
    assert QApplication.activeModalWidget() is None
    assert [(one.kind.value, one.text) for one in room.notes] == [
        ("output", "A list of halls"),
        ("open question", "How do we share money?"),
    ]
