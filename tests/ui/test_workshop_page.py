"""A workshop of nine people over twelve short stories, start to close, by keyboard alone; killed in the middle."""

from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from consenting import SAID, allow_story
from desks import all_read
from fakes.playback import FakePlayback
from PySide6.QtCore import QMimeData, QPoint, QPointF, QRect, Qt, QTimer
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QFileDialog,
    QLabel,
    QMenu,
    QPlainTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot
from rooms import SAYINGS, tell_stories
from sqlalchemy import select

from coproclip.excerpts.marking import change_excerpt
from coproclip.overview.meaning import meaning_of
from coproclip.overview.playlists import playlist_titles, read_playlist
from coproclip.overview.workshop import Room, read_room, workshop_rows
from coproclip.people.consent import note_consent
from coproclip.people.storytellers import storytellers_of
from coproclip.project.half_typed import half_typed, typed_in
from coproclip.project.journal import Operation
from coproclip.project.kinds import ChoiceKind, ConsentAbout, NoteKind
from coproclip.project.project import Edit, Project
from coproclip.project.schema import Excerpt, Story, WorkshopSession
from coproclip.sensemaking.attendees import attendees, remove_attendee
from coproclip.sensemaking.choices import choose
from coproclip.settings import Settings
from coproclip.themes.codebook import add_theme, themes
from coproclip.ui.app import pages
from coproclip.ui.commands.keys import KeyGuard
from coproclip.ui.dialogs.care import BeforeHearing
from coproclip.ui.dialogs.meaning.link import LinkDialog
from coproclip.ui.main_window import MainWindow
from coproclip.ui.pages.workshop.asking import AskDialog
from coproclip.ui.pages.workshop.board import ColumnFace, Tile, TileDelegate
from coproclip.ui.pages.workshop.page import WorkshopPage
from coproclip.ui.presenting import Presenting
from coproclip.ui.style.look import apply_style
from coproclip.ui.style.tokens import current
from coproclip.ui.workspace import Workspace

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
Key = Qt.Key
NONE = Qt.KeyboardModifier.NoModifier
SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
PEOPLE = ("Amina", "Bo", "Cass", "Dee", "Ebo", "Fern", "Gita", "Hal", "Ines")


@pytest.fixture(scope="module")
def _told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    with Project.create(tmp_path_factory.mktemp("told") / "Side by Side") as project:
        tell_stories(project)
        return project.folder


class Seen:
    """A window on the project, and the keyboard."""

    def __init__(self, folder: Path, qtbot: QtBot) -> None:
        self.space = Workspace(Settings())
        self.space.listening = FakePlayback()
        self.window = MainWindow(self.space, pages(self.space))
        self.presenting = Presenting(self.window)
        qtbot.addWidget(self.window)
        self.window.resize(1920, 1080)
        with qtbot.waitExposed(self.window):
            self.window.show()
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow)
        self.project = self.space.use(Project.open(folder))
        page = self.window.pages["workshop"]
        assert isinstance(page, WorkshopPage)
        self.page = page

    @property
    def quiet(self) -> FakePlayback:
        assert isinstance(self.space.listening, FakePlayback)
        return self.space.listening

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE, times: int = 1) -> None:
        for _ in range(times):
            self.window.activateWindow()
            QApplication.processEvents()
            target = self.window.focusWidget() or self.window
            QTest.keyClick(target, key, modifier)
            all_read(self.space)

    def number(self, number: int) -> None:
        for digit in str(number):
            self.key(Qt.Key(Key.Key_0.value + int(digit)))
        self.key(Key.Key_Return)

    def fill(self, press: Callable[[], None], *words: str) -> None:
        """Press, then type into the fields of the form that comes up, one after another, and Ctrl Enter."""

        def _type(dialog: QWidget) -> None:
            for place, text in enumerate(words):
                field = dialog.focusWidget()
                assert field is not None
                if isinstance(field, QComboBox):
                    QTest.keyClicks(field, text)
                else:
                    QTest.keyClick(field, Key.Key_A, CTRL)
                    for number, line in enumerate(text.splitlines()):
                        if number:
                            QTest.keyClick(field, Key.Key_Return)
                        QTest.keyClicks(field, line)
                if place + 1 < len(words):
                    QTest.keyClick(field, Key.Key_Tab)
            QTest.keyClick(dialog.focusWidget() or dialog, Key.Key_Return, CTRL)
            if dialog.isVisible():
                wrong = [label.text() for label in dialog.findChildren(QLabel)]
                dialog.done(0)  # type: ignore[attr-defined]
                raise AssertionError(f"the form did not close: {wrong}")

        when(QApplication.activeModalWidget, _type)
        press()
        all_read(self.space)

    def pick(self, press: Callable[[], None], row: str) -> None:
        """Press, then take the entry of the menu by arrow keys."""

        def _walk(menu: QMenu) -> None:
            for _ in range(len(menu.actions()) + 1):
                action = menu.activeAction()
                if action is not None and action.text().split("\t")[0] == row:
                    break
                QTest.keyClick(menu, Key.Key_Down)
            QTest.keyClick(menu, Key.Key_Return)

        when(QApplication.activePopupWidget, _walk)
        press()
        all_read(self.space)

    def room(self) -> Room:
        with self.project.read() as session:
            return read_room(session, self.page.session_id or 0)

    def card_saying(self, words: str) -> int:
        faces = self.page.room.faces.faces
        card_id = next(one for one, face in faces.items() if words in face.quote)
        return next(card.number for card in self.room().cards if card.card_id == card_id)


def when(find: Callable[[], Any], do: Callable[[Any], object]) -> None:
    timer = QTimer(QApplication.instance())

    def _look() -> None:
        found = find()
        if found is not None and (found.isActiveWindow() or isinstance(found, QMenu)):
            timer.stop()
            timer.deleteLater()
            do(found)

    timer.timeout.connect(_look)
    timer.start(20)


@pytest.fixture
def see(qapp: QApplication, qtbot: QtBot) -> Iterator[Callable[[Path], Seen]]:
    apply_style(qapp, "light", 100)
    if qapp.findChild(KeyGuard) is None:
        KeyGuard(qapp)
    made: list[Seen] = []

    def _see(folder: Path) -> Seen:
        made.append(Seen(folder, qtbot))
        return made[-1]

    yield _see
    for one in made:
        one.space.presenting.emit(False)
        QApplication.processEvents()
        one.space.close_project()
        one.window.hide()
    apply_style(qapp, "light", 100)


@pytest.fixture
def folder(tmp_path: Path, _told: Path) -> Path:
    return Path(copytree(_told, tmp_path / _told.name))


def started(seen: Seen, dots: str = "3") -> None:
    """Ctrl 4, A, a name: the room."""
    seen.key(Key.Key_4, CTRL)
    seen.fill(lambda: seen.key(Key.Key_A), "First meeting", dots)


def test_one_person_without_cards_sees_what_to_do(see: Callable[[Path], Seen], folder: Path) -> None:
    with Project.open(folder) as project, project.edit(Operation.NOTE_CONSENT) as edit:
        for story in edit.session.scalars(select(Story)):
            note_consent(edit, story.id, ConsentAbout.GROUP, "later", **SAID)
    seen = see(folder)
    started(seen)
    for attendee in seen.room().people[1:]:
        with seen.project.edit(Operation.CHANGE_PRESENT) as edit:
            remove_attendee(edit, attendee.attendee_id)
    all_read(seen.space)
    assert seen.page.room.rail.about.text() == "1 person, 0 cards"
    seen.key(Key.Key_PageDown)
    said: list[str] = []
    seen.space.toast_shown.connect(lambda words, _undo: said.append(words))
    card = seen.page.room.card
    assert card.none.isVisible()
    assert card.none.text().startswith("No cards yet. Draw some, or ask")
    assert not card.play.isVisible()
    assert not card.menu.isVisible()
    card.draw.click()
    all_read(seen.space)
    assert said == ["No more cards: there is nothing else that the group may hear"]
    with seen.project.edit(Operation.NOTE_CONSENT) as edit:
        for story in edit.session.scalars(select(Story)):
            allow_story(edit, story.id)
    card.draw.click()
    all_read(seen.space)
    assert card.play.isVisible()
    assert not card.none.isVisible()


def test_what_a_card_means_is_said_by_key_in_the_room(folder: Path, see: Callable[[Path], Seen]) -> None:
    seen = see(folder)
    started(seen)
    seen.number(3)
    row = seen.page.room.current()
    assert row is not None

    def said() -> tuple[str | None, str | None, bool, bool]:
        now = seen.space.read(meaning_of, [row.excerpt_id])
        return now.kind, now.valence, now.spotlight, now.sensitive

    seen.key(Key.Key_S)
    seen.key(Key.Key_S, SHIFT)
    seen.pick(lambda: seen.key(Key.Key_K, SHIFT), "Metaphor")
    seen.pick(lambda: seen.key(Key.Key_F, SHIFT), "Difficult")
    assert said() == ("metaphor", "difficult", True, True)
    offered: list[int] = []

    def _look(dialog: LinkDialog) -> None:
        offered.append(dialog.model.rowCount())
        dialog.reject()

    when(QApplication.activeModalWidget, _look)
    seen.key(Key.Key_B, SHIFT)
    assert offered == [10], "not the one that the group may not hear"
    for _ in range(4):
        assert seen.project.undo() is Operation.SET_MEANING
    assert said() == ("", "", False, False)


def test_nine_people_and_twelve_stories_start_to_close_by_keyboard_alone(
    see: Callable[[Path], Seen], folder: Path, qtbot: QtBot
) -> None:
    seen = see(folder)
    started(seen)
    room, view = seen.room(), seen.page.room
    # Full screen for a room: no menus, no sidebar, nothing under 18 px.
    assert seen.window.isFullScreen()
    assert not seen.window.menuBar().isVisible()
    assert not seen.window.sidebar.isVisible()
    assert current().scaled(12) == 18
    assert all(
        label.font().pixelSize() >= 18 for label in view.findChildren(QLabel) if label.isVisible() and label.text()
    )
    assert len(room.cards) == 11
    assert (room.there, len(room.people)) == (12, 12)  # everybody who told a story is on the list
    with seen.project.edit(Operation.CHANGE_PRESENT) as edit:  # nine others are there today
        for one in attendees(edit.session, room.session_id):
            remove_attendee(edit, one.id)
    # Settle: the agreement, the people.
    view.settle.change_agreement.setFocus()
    seen.fill(lambda: seen.key(Key.Key_Space), "One at a time. Everybody can pass.")
    view.settle.add.setFocus()
    for name in PEOPLE:
        seen.fill(lambda: seen.key(Key.Key_Space), name, {"Hal": "l", "Ines": "n"}.get(name, "t"))
    assert [person.left for person in seen.room().people] == [3] * 7 + [None, None]
    assert "One at a time" in view.settle.agreement.text()
    # Listen: every card, the words light up.
    seen.key(Key.Key_PageDown)
    assert view.question.text() == "What do we hear?"
    for place in range(11):
        seen.key(Key.Key_Space)
        face = view.face()
        assert face is not None
        seen.quiet.go(face.words[1].start_ms + 10)
        assert view.card.words.lit() == face.words[1].text
        seen.quiet.end()
        if place < 10:
            seen.key(Key.Key_Right)
    assert all(card.heard for card in seen.room().cards)
    # Notice, alone: hidden until it is shown.
    seen.key(Key.Key_PageDown)
    view.notice.text.setFocus()
    for name in ("Amina", "Bo", "Cass"):
        assert view.notice.who.currentText() == name
        QTest.keyClicks(view.notice.text, f"What {name} noted")
        QTest.keyClick(view.notice.text, Key.Key_Return, CTRL)
        QApplication.processEvents()
    assert (seen.room().notes, seen.room().hidden_notes) == ((), 3)
    # Share and group: shown, numbers typed, groups by key and menu.
    seen.key(Key.Key_PageDown, CTRL)  # typing keeps PgDn by itself
    view.show_notes.setFocus()
    seen.key(Key.Key_Space)
    assert {note.who for note in seen.room().notes} == {"Amina", "Bo", "Cass"}
    view.card.setFocus()
    biscuits, fare, cry = (seen.card_saying(words) for words in ("biscuits", "bus fare", "good cry"))
    seen.number(biscuits)
    assert view.card.number.text() == f"Card {biscuits}"
    seen.key(Key.Key_A)
    seen.number(fare)
    seen.pick(lambda: seen.key(Key.Key_G), "Group 1")
    seen.number(cry)
    seen.pick(lambda: seen.key(Key.Key_G), "A new group")
    assert [len(group.inside) for group in seen.room().groups] == [2, 1]
    # Name it in their words, and make it a theme.
    seen.key(Key.Key_PageDown)
    seen.number(biscuits)
    seen.fill(lambda: seen.key(Key.Key_F2), "Paid in biscuits")
    seen.fill(lambda: seen.key(Key.Key_M), "What is fair?")
    assert seen.room().groups[0].shown == "“Paid in biscuits”"
    with seen.project.read() as session:
        assert [(theme.name, theme.question) for theme in themes(session)] == [("Paid in biscuits", "What is fair?")]
    # Look for difference.
    seen.key(Key.Key_PageDown)
    seen.number(fare)
    seen.key(Key.Key_V)
    seen.fill(lambda: seen.key(Key.Key_N), "A fare is not a wage")
    assert [(note.kind, note.group) for note in seen.room().notes][-1] == (
        NoteKind.DIFFERENTLY,
        seen.room().groups[0].group_id,
    )
    # Weigh: nobody places one more.
    seen.key(Key.Key_PageDown)
    seen.number(biscuits)
    for _ in range(7):
        seen.key(Key.Key_D, times=4)
        seen.key(Key.Key_P)
    assert (seen.room().placed, view.count.text()) == (21, "21 of 21")
    seen.key(Key.Key_D, SHIFT)
    assert seen.room().placed == 20
    seen.key(Key.Key_Z, CTRL)
    assert seen.room().placed == 21
    # Choose, with a reason.
    seen.key(Key.Key_PageDown)
    seen.fill(lambda: seen.key(Key.Key_K), "Everybody laughed")
    seen.number(cry)
    seen.fill(lambda: seen.key(Key.Key_L), "It is too near")
    assert [(one.chosen, one.reason) for one in seen.room().choices] == [
        (True, "Everybody laughed"),
        (False, "It is too near"),
    ]
    with seen.project.read() as session:  # it is in the playlist that the Playlists page shows
        ((playlist, title),) = playlist_titles(session)
        (row,) = read_playlist(session, seen.project, playlist).rows
    assert (title, "biscuits" in row.quote) == ("Chosen at “First meeting”", True)
    # Close: drafted, agreed, closed.
    seen.key(Key.Key_PageDown)
    assert not view.close_pane.agree.isEnabled()
    seen.key(Key.Key_Space)  # draft
    assert "Everybody laughed" in view.close_pane.page.toPlainText()
    qtbot.waitUntil(lambda: "Kept back: 1" in view.close_pane.state.text())
    seen.key(Key.Key_Tab)
    seen.key(Key.Key_Space)
    assert seen.room().agreed
    seen.key(Key.Key_Tab)
    seen.key(Key.Key_Space)
    assert seen.room().closed
    # A window again.
    seen.key(Key.Key_Escape)
    assert seen.window.menuBar().isVisible()
    assert current().scaled(12) == 12
    seen.key(Key.Key_Escape)
    assert seen.page.list.isVisible()


def test_what_another_window_says_while_a_form_is_open_is_not_written_over(
    folder: Path, see: Callable[[Path], Seen]
) -> None:
    seen = see(folder)
    started(seen)
    seen.number(3)
    row = seen.page.room.current()
    assert row is not None
    session_id = seen.room().session_id
    seen.key(Key.Key_A)
    seen.fill(lambda: seen.key(Key.Key_F2), "Fairness")
    told: list[str] = []

    def _over(field: str, words: str, do: Callable[[Edit], object]) -> Callable[[AskDialog], None]:
        def _keep(dialog: AskDialog) -> None:
            typed = dialog.fields[field]
            QTest.keyClicks(typed, words)
            with Project.open(folder) as beside, beside.edit(Operation.CHOOSE) as edit:
                do(edit)
            dialog.button.click()
            told.append(dialog.trouble.text())
            assert dialog.isVisible()
            assert dialog.value(field) == words, "what was typed is still there"
            dialog.button.click()
            assert not dialog.isVisible()

        return _keep

    def _choose(edit: Edit) -> None:
        choose(edit, session_id, ChoiceKind.PLAYLIST, "It made us laugh", card_id=row.card_id)

    when(QApplication.activeModalWidget, _over("reason", "It is short", _choose))
    seen.key(Key.Key_K)
    assert told[-1].startswith("Somebody else chose this card meanwhile: “It made us laugh” Nothing was changed;")
    assert [(one.chosen, one.reason) for one in seen.room().choices] == [(True, "It is short")]

    def _ask(edit: Edit) -> None:
        add_theme(edit, "Fairness", question="Who gets what?")

    when(QApplication.activeModalWidget, _over("question", "What is fair?", _ask))
    seen.key(Key.Key_M)
    assert told[-1].startswith("The theme “Fairness” asks something else by now: “Who gets what?” Nothing was changed;")
    with seen.project.read() as session:
        assert [theme.question for theme in themes(session)] == ["What is fair?"]


def test_a_kill_in_the_middle_goes_on_at_the_same_step_and_card(see: Callable[[Path], Seen], folder: Path) -> None:
    seen = see(folder)
    started(seen)
    seen.key(Key.Key_PageDown, times=2)
    seen.page.room.card.setFocus()
    seen.number(7)
    # Nothing is closed: what a second program sees now is what is left after a kill.
    again = see(folder)
    again.key(Key.Key_4, CTRL)
    with again.project.read() as session:
        assert [row.step for row in workshop_rows(session)] == ["Notice, alone"]
    again.key(Key.Key_Return)
    assert again.page.room.question.text().startswith("What stood out?")
    assert again.page.room.card.number.text() == "Card 7"


def test_what_is_marked_pauses_first_and_what_was_taken_back_is_gone(see: Callable[[Path], Seen], folder: Path) -> None:
    seen = see(folder)
    started(seen)
    seen.key(Key.Key_PageDown)
    row = seen.page.room.current()
    assert row is not None
    with seen.project.edit(Operation.NOTE_CARE) as edit:
        change_excerpt(edit, row.excerpt_id, care="It is about a death.", sensitive=True)
    QApplication.processEvents()
    assert "pauses first" in seen.page.room.card.who.whole_text()
    asked: list[str] = []

    def _skip(dialog: BeforeHearing) -> None:
        asked.extend(label.text() for label in dialog.findChildren(QLabel))
        dialog.skip.click()

    when(QApplication.activeModalWidget, _skip)
    seen.key(Key.Key_Space)
    assert "It is about a death." in asked
    assert seen.quiet.heard == []
    when(QApplication.activeModalWidget, lambda dialog: dialog.go_on.click())
    seen.key(Key.Key_Space)
    assert len(seen.quiet.heard) == 1
    words = seen.page.room.card.words.text()
    with seen.project.edit(Operation.NOTE_CONSENT) as edit:
        story = edit.get(Excerpt, row.excerpt_id).story_id
        [teller] = storytellers_of(edit.session, story)
        note_consent(edit, story, ConsentAbout.GROUP, "no", **SAID, storyteller_id=teller.id)
    QApplication.processEvents()
    assert seen.page.room.card.words.text() == ""
    assert "kept back" in seen.page.room.card.who.whole_text()
    assert len(seen.page.room.cards()) == 10
    assert words not in [tile.text for column in seen.page.room.board.columns for tile in column.model.rows]


def test_by_keyboard_alone_nothing_is_in_the_way(see: Callable[[Path], Seen], folder: Path, qtbot: QtBot) -> None:
    """Enter is for the person or the card that is meant, and what is meant is in sight."""
    seen = see(folder)
    started(seen)
    view = seen.page.room
    assert seen.window.focusWidget() is view.settle.people
    seen.fill(lambda: seen.key(Key.Key_Return), "Ada", "t")
    assert seen.room().people[0].name == "Ada"
    # Alone: N is for the note that nobody sees yet.
    seen.key(Key.Key_PageDown, times=2)
    seen.key(Key.Key_N)
    assert seen.window.focusWidget() is view.notice.text
    QTest.keyClicks(view.notice.text, "The stairs")
    QTest.keyClick(view.notice.text, Key.Key_Return, CTRL)
    # Shown, the notes are in sight, and have the keyboard.
    seen.key(Key.Key_PageDown, CTRL)
    view.show_notes.setFocus()
    seen.key(Key.Key_Space)
    tile = view.board.tile_here()
    assert tile is not None
    assert (tile.is_card, tile.text) == (False, "The stairs")
    assert view.board.shown()[0].below.text() == "11 cards, 1 note"
    # A number is the card's, whatever button had the keyboard; Enter on a card of the board is that card.
    view.new_group.setFocus()
    seen.number(7)
    assert view.card.number.text() == "Card 7"
    assert not seen.room().groups
    view.board.shown()[0].list.setFocus()
    view.board.shown()[0].list.choose(1)
    seen.key(Key.Key_Return)
    assert view.card.number.text() == "Card 2"
    # Five groups: the one of the card is in sight, and none is cut at the left.
    for number in (2, 3, 4, 5, 6):
        seen.number(number)
        seen.key(Key.Key_A)
    for number in (11, 2, 6):
        seen.number(number)
        column = next(one for one in view.board.shown() if any(tile.chosen for tile in one.model.rows))
        qtbot.waitUntil(lambda one=column: _wholly_in_sight(one, view.board.area.viewport()))
        assert all(
            one.visibleRegion().isEmpty() or _wholly_in_sight(one, view.board.area.viewport())
            for one in view.board.shown()
        )
    # Naming begins with a card of a group.
    seen.number(11)
    seen.key(Key.Key_PageDown)
    assert view.card.number.text() == "Card 2"
    assert view.name_group.isEnabled()


def _wholly_in_sight(part: QWidget, area: QWidget) -> bool:
    return area.rect().contains(QRect(part.mapTo(area, QPoint(0, 0)), part.size()))


def test_the_lit_word_can_be_read(see: Callable[[Path], Seen], folder: Path) -> None:
    seen = see(folder)
    started(seen)
    seen.key(Key.Key_PageDown)
    face, words = seen.page.room.face(), seen.page.room.card.words
    assert face is not None
    for at, first_is in ((face.words[0].start_ms, "lit"), (face.words[2].start_ms, "heard")):
        words.light(at + 10)
        picture = words.grab().toImage()
        colours = {picture.pixelColor(x, y).name() for x in range(picture.width()) for y in range(picture.height())}
        t = current()
        assert {t.now.name(), t.on_now.name(), t.ink3.name()} <= colours, first_is


def test_no_dot_left_is_said_for_a_moment(see: Callable[[Path], Seen], folder: Path) -> None:
    """What stood over the names of groups, and over the page that was read back, had to be put away by somebody."""
    seen = see(folder)
    started(seen)
    seen.key(Key.Key_PageDown, times=6)
    said: list[str] = []
    seen.space.toast_shown.connect(lambda words, _undo: said.append(words))
    seen.key(Key.Key_D, times=4)
    assert said[-1] == "Teller 0 has placed all 3 dots. Take one back to place it elsewhere."
    assert seen.room().placed == 3
    assert not seen.window.messages.strips()


def test_cards_are_grouped_by_dragging_too(see: Callable[[Path], Seen], folder: Path) -> None:
    seen = see(folder)
    started(seen)
    seen.key(Key.Key_PageDown, times=3)
    seen.page.room.card.setFocus()
    seen.key(Key.Key_A)
    board = seen.page.room.board
    alone = next(column for column in board.shown() if column.group_id == 0)
    group = next(column for column in board.shown() if column.group_id != 0)
    kept = alone.model.mimeData([alone.model.index(0, 0)])
    assert isinstance(kept, QMimeData)
    drop = QDropEvent(
        QPointF(20, 20), Qt.DropAction.MoveAction, kept, Qt.MouseButton.LeftButton, NONE, QDropEvent.Type.Drop
    )
    group.dropEvent(drop)
    QApplication.processEvents()
    assert [len(one.inside) for one in seen.room().groups] == [2]
    assert seen.project.undo() is Operation.GROUP_CARDS
    assert [len(one.inside) for one in seen.room().groups] == [1]


def test_everything_in_the_room_has_a_name_and_nothing_is_cut_at_twice_the_size(
    see: Callable[[Path], Seen], folder: Path
) -> None:
    seen = see(folder)
    with seen.space.settings.change():
        seen.space.settings.text_size = 200
    started(seen)
    QTest.qWait(50)
    for _step in range(9):
        for part in seen.page.room.findChildren(QWidget):
            if part.isVisible() and part.focusPolicy() & Qt.FocusPolicy.TabFocus and not part.objectName():
                assert part.accessibleName() or isinstance(part, QPlainTextEdit) or part.children(), part
        for label in seen.page.room.findChildren(QLabel):
            if label.isVisible() and label.wordWrap() and label.text():
                assert label.height() >= label.heightForWidth(label.width()) - 2, label.text()
        seen.key(Key.Key_PageDown, CTRL)
        QTest.qWait(30)


def test_in_a_smaller_window_every_step_shows_all_it_has_and_where_the_group_is(
    see: Callable[[Path], Seen], folder: Path, qtbot: QtBot
) -> None:
    seen = see(folder)
    started(seen)
    seen.fill(seen.page.paper.enter_results, "here Jo, Kit\nstood out Jo 1: The pen\ngroup A: 1 2\ngroup B: 3 4")
    for wide, high, text_size in ((1440, 900, 100), (1180, 740, 100), (1440, 900, 200)):
        seen.window.showNormal()
        with seen.space.settings.change():
            seen.space.settings.text_size = text_size
        seen.window.resize(wide, high)
        for step, of_step in enumerate(seen.room().steps):
            seen.page.control.go_to_step(step)
            qtbot.waitUntil(lambda: not seen.page.room.rail.visibleRegion().isEmpty())
            QApplication.processEvents()
            QApplication.processEvents()
            view = seen.page.room
            stage = QRect(view.mapToGlobal(QPoint()), view.size())
            beyond = [
                part.accessibleName() or str(part)
                for part in view.findChildren(QWidget)
                if part.isVisible()
                and not view.board.isAncestorOf(part)  # its columns are gone through
                and QRect(part.mapToGlobal(QPoint()), part.size()).right() > stage.right()
            ]
            here = view.rail.buttons[step]
            assert (beyond, here.visibleRegion().boundingRect().height()) == ([], here.height()), of_step.title


def test_nothing_below_the_words_of_a_card_is_cut_in_a_room(see: Callable[[Path], Seen], folder: Path) -> None:
    """Six dots and what it was chosen for, in one of four columns of a screen of 1920 px."""
    seen = see(folder)
    started(seen)
    foot = "●●●●●● 6 · sees it differently · playlist"
    tile = Tile(True, 1, 1, "You could feel the room breathe out.", foot)
    faces = [ColumnFace(number, f"Group {number}", "", (tile,)) for number in range(1, 5)]
    board = seen.page.room.board
    board.show_columns(faces)
    QApplication.processEvents()
    for column in board.columns:
        delegate = column.list.itemDelegate()
        assert isinstance(delegate, TileDelegate)
        lines = delegate.foot_lines(tile, column.list.viewport().width())
        assert " ".join(lines) == foot
        assert column.list.sizeHintForRow(0) >= (len(lines) + 1) * current().scaled(22)


def test_the_screen_can_be_blanked_and_the_timer_ends_nothing(see: Callable[[Path], Seen], folder: Path) -> None:
    seen = see(folder)
    started(seen)
    seen.key(Key.Key_PageDown)
    seen.key(Key.Key_B)
    assert seen.page.room.blank.isVisible()
    seen.key(Key.Key_B)
    assert not seen.page.room.blank.isVisible()
    assert not seen.page.room.rail.timer.isChecked()
    seen.key(Key.Key_T)
    assert seen.page.room.rail.clock.text() == "0 of 30 min in this step"
    seen.key(Key.Key_C)
    assert seen.page.room.card.words.hidden_words
    assert len(SAYINGS) == 12


def test_paper_and_away_from_the_window(
    see: Callable[[Path], Seen], folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    seen = see(folder)
    started(seen)
    seen.key(Key.Key_Escape, times=2)
    out = tmp_path / "out"
    out.mkdir()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(out))
    seen.page.paper.print_papers()
    qtbot.waitUntil(lambda: bool(seen.window.messages.strips()))
    assert "11 cards" in seen.window.messages.strips()[0].message.happened
    assert (out / "First meeting (papers)" / "cards.pdf").is_file()
    seen.window.messages.strips()[0].close_button.click()
    with seen.project.edit(Operation.NOTE_CONSENT) as edit:
        [teller] = storytellers_of(edit.session, 1)
        note_consent(edit, 1, ConsentAbout.QUOTED, "no", **SAID, storyteller_id=teller.id)
    seen.page.paper.print_papers()
    qtbot.waitUntil(lambda: bool(seen.window.messages.strips()))
    said = seen.window.messages.strips()[0].message
    assert "10 cards" in said.happened
    assert "Kept back, because the group may not be given them: 1." in said.safe
    assert "said no to being quoted" in said.safe
    wrong: list[tuple[str, str]] = []

    def _put_right(dialog: AskDialog) -> None:
        field = dialog.fields["lines"]
        assert isinstance(field, QPlainTextEdit)
        QTest.keyClicks(field, "group Chairs: 1 and 2")
        QTest.keyClick(field, Key.Key_Return)
        QTest.keyClicks(field, "biscuits")
        QTest.keyClick(field, Key.Key_Return, CTRL)
        wrong.append((dialog.trouble.text(), field.textCursor().selectedText()))
        seen.space.closing.emit()
        assert "biscuits" in half_typed(typed_in(seen.project), form).text, "it would outlast the program"
        QTest.keyClicks(field, "question: Who pays?")  # what is wrong is chosen, so that one types over it
        QTest.keyClick(field, Key.Key_Return, CTRL)

    with seen.project.read() as session:
        form = f"results {session.get_one(WorkshopSession, 1).uid}/lines"
    when(QApplication.activeModalWidget, _put_right)
    seen.page.paper.enter_results()
    assert wrong[0][0].startswith("Line 2: “biscuits” is none of here, group")
    assert wrong[0][1] == "biscuits"
    assert half_typed(typed_in(seen.project), form).text == ""
    with seen.project.read() as session:
        [row] = workshop_rows(session)
        assert [group.name for group in read_room(session, row.session_id).groups] == ["Chairs"]
    offered: list[tuple[str, list[str]]] = []

    def _type_again(dialog: AskDialog) -> None:
        field = dialog.fields["lines"]
        assert isinstance(field, QPlainTextEdit)
        QTest.keyClicks(field, "question: Who pays?")
        QTest.keyClick(field, Key.Key_Return)
        QTest.keyClicks(field, "memo: Tea")
        QTest.keyClick(field, Key.Key_Return, CTRL)
        offered.append((dialog.trouble.text(), [way.text() for way in dialog.ways]))
        QTest.keyClick(dialog.focusWidget(), Key.Key_Space)

    when(QApplication.activeModalWidget, _type_again)
    seen.page.paper.enter_results()
    assert offered[0][0].startswith("Line 1 was typed in already on ")
    assert offered[0][1] == ["Keep only what is new", "Keep everything again"]
    with seen.project.read() as session:
        [row] = workshop_rows(session)
        assert [note.text for note in read_room(session, row.session_id).notes] == ["Who pays?", "Tea"]
    assert seen.project.undo() is Operation.ENTER_RESULTS
    assert seen.project.undo() is Operation.ENTER_RESULTS
