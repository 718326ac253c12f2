"""Words typed on pages, above all in the workshop room: none is lost, and none goes where it was not meant."""

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fakes.playback import FakePlayback
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QTextEdit, QWidget
from pytestqt.qtbot import QtBot
from rooms import tell_stories

from coproclip.excerpts.playlists import add_playlist, add_to_playlist
from coproclip.project.journal import Operation
from coproclip.project.kinds import StepKind
from coproclip.project.project import Project
from coproclip.project.schema import Excerpt, GroupNote
from coproclip.sensemaking.attendees import add_attendee, remove_attendee
from coproclip.sensemaking.cards import draw_cards
from coproclip.sensemaking.sessions import start_session
from coproclip.settings import Settings
from coproclip.themes.codebook import add_theme, link
from coproclip.ui.app import pages
from coproclip.ui.main_window import MainWindow
from coproclip.ui.pages.workshop.page import WorkshopPage
from coproclip.ui.widgets.field_values import LOOKS_FOR
from coproclip.ui.workspace import Workspace

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
Key, CTRL = Qt.Key, Qt.KeyboardModifier.ControlModifier


def held_workshops(folder: Path) -> Path:
    """Two workshops with two people and four cards in each."""
    with Project.create(folder) as project:
        tell_stories(project, 4)
        with project.edit(Operation.START_WORKSHOP) as edit:
            for title in ("First", "Second"):
                session = start_session(edit, title).id
                for name in ("Amina", "Bo"):
                    add_attendee(edit, session, name)
                draw_cards(edit, session)
        return project.folder


class InTheRoom:
    def __init__(self, folder: Path, qtbot: QtBot) -> None:
        self.space, self.qtbot = Workspace(Settings()), qtbot
        self.space.listening = FakePlayback()
        self.window = MainWindow(self.space, pages(self.space))
        qtbot.addWidget(self.window)
        self.window.resize(1600, 1000)
        self.window.show()
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow)
        page = self.window.pages["workshop"]
        assert isinstance(page, WorkshopPage)
        self.page = page
        self.space.use(Project.open(folder))
        self.space.page_asked.emit("workshop")

    def go_to(self, kind: StepKind, session: int = 1) -> None:
        if self.page.session_id != session:
            self.page.open(session)
        room = self.page.room.room
        assert room is not None
        self.page.control.go_to_step([step.kind for step in room.steps].index(kind))
        self.qtbot.wait(10)

    def think(self, words: str) -> None:
        field = self.page.room.notice.text
        field.setFocus()
        QTest.keyClicks(field, words)

    def keep(self) -> None:
        field = self.page.room.notice.text
        field.setFocus()
        QTest.keyClick(field, Key.Key_Return, CTRL)

    def thoughts(self) -> list[tuple[str, int | None, int | None]]:
        with self.space.opened().read() as session:
            return [(one.text, one.attendee_id, one.excerpt_id) for one in session.query(GroupNote)]

    def elsewhere(self, change: Callable[..., object]) -> None:
        with Project.open(self.space.opened().folder) as beside, beside.edit(Operation.CHANGE_PRESENT) as edit:
            change(edit)
        self.space.watch.look()
        self.space.opened().poll()


@pytest.fixture
def there(tmp_path: Path, qtbot: QtBot) -> Iterator[InTheRoom]:
    made = InTheRoom(held_workshops(tmp_path / "Chairs"), qtbot)
    yield made
    made.space.presenting.emit(False)
    made.space.close_project()
    made.window.hide()


def words_beside(folder: Path) -> str:
    files = [*folder.parent.glob("*.txt"), *folder.rglob("*.txt")]
    return "\n".join(file.read_text("utf-8") for file in files)


def test_a_half_typed_thought_is_not_saved_until_it_is_kept_and_lies_beside_the_project_after_an_end(
    there: InTheRoom,
) -> None:
    there.go_to(StepKind.NOTICE)
    there.think("About my health")
    assert there.space.watch.not_saved() == ["About my health"]
    folder = there.space.opened().folder
    there.window.closing.end()
    there.space.close_project()
    assert "About my health" in words_beside(folder)


def test_a_half_typed_thought_stays_in_its_workshop_and_goes_into_no_other_project(
    there: InTheRoom, tmp_path: Path
) -> None:
    there.go_to(StepKind.NOTICE)
    there.think("About my health")
    there.go_to(StepKind.NOTICE, 2)
    field = there.page.room.notice.text
    assert field.toPlainText() == ""
    there.keep()
    assert there.thoughts() == []
    assert there.space.watch.not_saved() == ["About my health"]
    there.go_to(StepKind.NOTICE, 1)
    assert field.toPlainText() == "About my health"
    folder = there.space.opened().folder
    there.space.use(Project.open(held_workshops(tmp_path / "Kettles")))
    assert "About my health" in words_beside(folder)
    there.go_to(StepKind.NOTICE)
    assert field.toPlainText() == ""
    there.keep()
    assert there.thoughts() == []
    assert there.space.watch.not_saved() == []


def test_a_thought_is_about_the_card_it_was_begun_at(there: InTheRoom) -> None:
    there.go_to(StepKind.NOTICE)
    first, second = there.page.room.cards()[:2]
    there.page.control.go_to_card(first.card_id)
    there.think("It is the chairs again")
    there.page.control.go_to_card(second.card_id)
    assert f"card {first.number}" in there.page.room.notice.waiting.text()
    there.keep()
    assert [excerpt for _, _, excerpt in there.thoughts()] == [first.excerpt_id]
    there.think("And this one")
    there.keep()
    assert [excerpt for _, _, excerpt in there.thoughts()] == [first.excerpt_id, second.excerpt_id]


def test_whose_thought_it_is_does_not_change_unasked(there: InTheRoom) -> None:
    there.go_to(StepKind.NOTICE)
    notice = there.page.room.notice
    amina = notice.who.currentData()
    there.think("Mine alone")
    there.elsewhere(lambda edit: remove_attendee(edit, amina))
    there.qtbot.waitUntil(lambda: notice.who.count() == 2)
    assert notice.who.currentText() == ""
    there.keep()
    assert there.thoughts() == []
    assert notice.text.toPlainText() == "Mine alone"
    assert "Say who is noting" in notice.waiting.text()
    notice.who.setCurrentText("Bo")
    there.keep()
    assert [(text, who) for text, who, _ in there.thoughts()] == [("Mine alone", notice.who.itemData(1))]


TEXT_FIELDS = (QLineEdit, QPlainTextEdit, QTextEdit)


def typed_into(page: QWidget) -> Iterator[tuple[str, str]]:
    """Types words of its own into each field that is seen and takes words; the name of each field, and its words."""
    for field in page.findChildren(QWidget):
        box = field.parent()
        looks = field.property(LOOKS_FOR) or (isinstance(box, QComboBox) and box.property(LOOKS_FOR))
        if not isinstance(field, TEXT_FIELDS) or field.isReadOnly() or looks or not field.isVisible():
            continue
        field.setFocus()
        if field.isReadOnly():
            continue
        words = f"Wordsof{len(words_seen):03}"
        words_seen.append(words)
        QTest.keyClicks(field, words)
        yield f"{field.accessibleName() or (isinstance(box, QWidget) and box.accessibleName())}", words


words_seen: list[str] = []
SHORT = {
    "record: Reporter: who asks": "a name that is chosen anew for each recording",
    "playlists: To whom it goes": "a name that counts for one export, just before it",
}
"""Fields that nobody misses, and why."""


def everything_in(folder: Path) -> str:
    with sqlite3.connect(f"file:{folder / 'project.db'}?mode=ro", uri=True) as database:
        rows = [*database.iterdump()]
    return "\n".join([*rows, *(note.read_text("utf-8") for note in folder.rglob("*.json"))])


def test_what_is_typed_in_any_field_of_a_page_is_kept_on_closing_or_known_not_to_be(there: InTheRoom) -> None:
    typed: dict[str, str] = {}
    with there.space.opened().edit(Operation.ADD_THEME) as edit:
        theme, excerpt = add_theme(edit, "Chairs").id, edit.session.query(Excerpt).first()
        assert excerpt is not None
        link(edit, theme, excerpt.id)
        playlist = add_playlist(edit, "Doors").id
        add_to_playlist(edit, playlist, [excerpt.id])
        story, number = excerpt.story_id, excerpt.id
    there.space.choose_story(story, number)
    there.space.choose_theme(theme)
    there.space.choose_playlist(playlist)
    for key in there.window.pages:
        there.space.page_asked.emit(key)
        there.qtbot.wait(50)
        steps = [step for step in StepKind if step is not StepKind.OWN]
        for place in steps if key == "workshop" else [None]:
            if place is not None:
                there.go_to(place)
            for name, words in typed_into(there.window.pages[key]):
                typed[f"{key}: {name}"] = words
    assert len(typed) > 4, typed
    there.space.keep_all()
    known = everything_in(there.space.opened().folder) + "\n".join(there.space.watch.not_saved())
    lost = {field: words for field, words in typed.items() if words not in known and field not in SHORT}
    assert lost == {}
