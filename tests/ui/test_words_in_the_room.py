"""Words typed on pages, above all in the workshop room: none is lost, and none goes where it was not meant."""

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import copytree

import pytest
from desks import all_read
from fakes.playback import FakePlayback
from made_stories import made_project
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QTextEdit, QWidget
from pytestqt.qtbot import QtBot
from rooms import tell_stories

from coproclip.excerpts.playlists import add_playlist, add_to_playlist
from coproclip.project.half_typed import all_half_typed, typed_in
from coproclip.project.journal import Operation
from coproclip.project.kinds import StepKind
from coproclip.project.project import Project
from coproclip.project.rows import fetch
from coproclip.project.schema import Excerpt, GroupNote, WorkshopSession
from coproclip.sensemaking.attendees import add_attendee, remove_attendee
from coproclip.sensemaking.cards import draw_cards
from coproclip.sensemaking.read_back import set_read_back
from coproclip.sensemaking.sessions import start_session
from coproclip.settings import Settings, data_folder, documents_folder
from coproclip.themes.codebook import add_theme, link
from coproclip.ui.app import pages
from coproclip.ui.main_window import MainWindow
from coproclip.ui.pages.workshop.page import WorkshopPage
from coproclip.ui.widgets.field_values import LOOKS_FOR
from coproclip.ui.widgets.message import MessageStrip
from coproclip.ui.workspace import Workspace

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
Key, CTRL = Qt.Key, Qt.KeyboardModifier.ControlModifier


def filled(project: Project) -> None:
    """Two workshops with two people and four cards in each."""
    tell_stories(project, 4)
    with project.edit(Operation.START_WORKSHOP) as edit:
        for title in ("First", "Second"):
            session = start_session(edit, title).id
            for name in ("Amina", "Bo"):
                add_attendee(edit, session, name)
            draw_cards(edit, session)


def held_workshops(folder: Path) -> Path:
    return made_project(folder, filled)[0]


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
        all_read(self.space)

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
    files = [*folder.rglob("*.txt"), *documents_folder().glob("*.txt"), *data_folder().glob("*.txt")]
    return "\n".join(file.read_text("utf-8") for file in files)


def test_a_half_typed_thought_outlasts_the_program(there: InTheRoom) -> None:
    there.go_to(StepKind.NOTICE)
    there.page.room.notice.who.setCurrentText("Bo")
    card = there.page.room.cards()[1]
    there.page.control.go_to_card(card.card_id)
    there.think("About my health")
    assert there.space.watch.not_saved() == ["About my health"]
    # A moment later it would outlast being ended without a warning.
    there.qtbot.waitUntil(lambda: there.space.watch.not_saved() == [])
    folder = there.space.opened().folder
    there.space.use(Project.open(folder))
    there.go_to(StepKind.NOTICE)
    notice = there.page.room.notice
    assert (notice.text.toPlainText(), notice.who.currentText()) == ("About my health", "Bo")
    assert f"card {card.number}" in notice.waiting.text()
    notice.keep.click()
    assert there.thoughts() == [("About my health", notice.who.itemData(2), card.excerpt_id)]
    there.space.use(Project.open(folder))
    there.go_to(StepKind.NOTICE)
    assert there.page.room.notice.text.toPlainText() == "", "it was kept"


def test_what_this_computer_cannot_note_lies_beside_the_project_after_an_end(
    there: InTheRoom, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    there.go_to(StepKind.NOTICE)
    there.think("About my health")
    no_folder = tmp_path / "a file"
    no_folder.write_bytes(b"")
    monkeypatch.setenv("COPROCLIP_HOME", str(no_folder))
    there.space.closing.emit()
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
    there.go_to(StepKind.NOTICE, 1)
    assert field.toPlainText() == "About my health"
    folder = there.space.opened().folder
    there.space.use(Project.open(held_workshops(tmp_path / "Kettles")))
    there.go_to(StepKind.NOTICE)
    assert field.toPlainText() == ""
    there.keep()
    assert there.thoughts() == []
    there.space.use(Project.open(folder))
    there.go_to(StepKind.NOTICE)
    assert field.toPlainText() == "About my health"


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
        all_read(there.space)
        steps = [step for step in StepKind if step is not StepKind.OWN]
        for place in steps if key == "workshop" else [None]:
            if place is not None:
                there.go_to(place)
            for name, words in typed_into(there.window.pages[key]):
                typed[f"{key}: {name}"] = words
    assert len(typed) > 4, typed
    there.space.keep_all()
    begun = [one.text for one in all_half_typed(typed_in(there.space.opened())).values()]
    known = "\n".join([everything_in(there.space.opened().folder), *there.space.watch.not_saved(), *begun])
    lost = {field: words for field, words in typed.items() if words not in known and field not in SHORT}
    assert lost == {}


# ---- the page on what was decided -------------------------------------------------------------------------------


def page_there(there: InTheRoom) -> tuple[str, bool]:
    with there.space.opened().read() as session:
        found = fetch(session, WorkshopSession, 1)
        return found.read_back, bool(found.agreed_at)


def write_page_elsewhere(there: InTheRoom, words: str) -> None:
    there.elsewhere(lambda edit: set_read_back(edit, 1, words))


@pytest.fixture
def page(there: InTheRoom) -> QPlainTextEdit:
    there.go_to(StepKind.CLOSE)
    field = there.page.room.close_pane.page
    field.setFocus()
    QTest.keyClicks(field, "We decided A.")
    there.space.keep_all()
    assert page_there(there) == ("We decided A.", False)
    return field


def asked(there: InTheRoom) -> list[MessageStrip]:
    return [one for one in there.window.messages.strips() if one.message.key.startswith("refused:")]


def test_a_page_that_is_not_on_the_disk_yet_is_tried_again_and_not_agreed_on(
    there: InTheRoom, page: QPlainTextEdit
) -> None:
    close, folder = there.page.room.close_pane, there.space.opened().folder
    close.agree.click()
    there.qtbot.waitUntil(lambda: "agrees on this page" in close.state.text())
    page.setFocus()
    other = sqlite3.connect(folder / "project.db", timeout=5)
    other.execute("BEGIN IMMEDIATE")
    QTest.keyClicks(page, " B")
    assert "agrees" not in close.state.text()
    close.agree.click()
    assert page.toPlainText() == "We decided A. B"
    typed = page.toPlainText().strip()
    assert there.space.watch.not_saved() == [page.toPlainText()]
    assert "agrees" not in close.state.text()
    other.rollback()
    other.close()
    there.space.keep_all()
    assert page_there(there) == (typed, False)
    close.agree.click()
    assert page_there(there) == (typed, True)


def test_a_page_that_others_wrote_meanwhile_is_not_written_over_unseen(there: InTheRoom, page: QPlainTextEdit) -> None:
    write_page_elsewhere(there, "The others wrote a long page")
    assert page.toPlainText() == "The others wrote a long page"
    with Project.open(there.space.opened().folder) as beside, beside.edit(Operation.READ_BACK) as edit:
        set_read_back(edit, 1, "And changed it")
    QTest.keyClicks(page, "!")
    typed = page.toPlainText()
    there.space.keep_all()
    there.qtbot.waitUntil(lambda: bool(asked(there)))
    assert page_there(there)[0] == "And changed it"
    assert page.toPlainText() == "And changed it"
    [strip] = asked(there)
    next(one for one in strip.message.answers if one.text == "Keep mine").do()
    there.space.saving.wait()
    assert page_there(there)[0] == typed


def test_what_is_agreed_on_and_drafted_over_is_what_is_shown(there: InTheRoom, page: QPlainTextEdit) -> None:
    close = there.page.room.close_pane
    for press in (close.agree, close.draft):
        words = f"Others: {press.text()}"
        with Project.open(there.space.opened().folder) as beside, beside.edit(Operation.READ_BACK) as edit:
            set_read_back(edit, 1, words)
        press.click()
        assert page_there(there) == (words, False)
        there.elsewhere(lambda _edit: None)


def test_undo_shows_the_page_as_it_was_and_typing_on_writes_nothing_back(
    there: InTheRoom, page: QPlainTextEdit
) -> None:
    close = there.page.room.close_pane
    close.draft.click()
    there.qtbot.waitUntil(lambda: "cards to listen to" in page.toPlainText())
    page.setFocus()
    there.space.undo()
    assert page.toPlainText() == "We decided A."
    page.moveCursor(page.textCursor().MoveOperation.End)
    QTest.keyClicks(page, "!")
    there.space.keep_all()
    assert page_there(there)[0] == "We decided A.!"


@pytest.mark.parametrize("away", ["renamed", "replaced"])
def test_words_of_a_page_whose_project_is_gone_lie_beside_it(
    there: InTheRoom, page: QPlainTextEdit, away: str, tmp_path: Path
) -> None:
    folder = there.space.opened().folder
    before = copytree(folder, tmp_path / "before")
    folder.rename(tmp_path / "moved")
    if away == "replaced":
        copytree(before, folder)
    page.setFocus()
    QTest.keyClicks(page, "Typed after. ")
    there.space.keep_all()
    there.space.watch.look()
    there.space.close_project()
    assert "Typed after." in words_beside(folder)


def test_a_page_stays_in_its_workshop(there: InTheRoom, page: QPlainTextEdit) -> None:
    QTest.keyClicks(page, " More")
    typed = page.toPlainText()
    there.go_to(StepKind.CLOSE, 2)
    assert page.toPlainText() == ""
    there.space.keep_all()
    assert page_there(there)[0] == typed.strip()
    with there.space.opened().read() as session:
        assert fetch(session, WorkshopSession, 2).read_back == ""
