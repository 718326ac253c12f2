"""The themes page, driven by keys and mouse on a real project."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from consenting import allow_story
from desks import all_read
from fakes.playback import FakePlayback
from made_stories import made_project, make_story, new_project
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLabel, QMenu, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from coproclip.excerpts.approval import Approval, note_answer
from coproclip.excerpts.marking import delete_excerpt, mark, take_out
from coproclip.excerpts.meaning import set_meaning
from coproclip.excerpts.playlists import items, playlists
from coproclip.overview.themes import ThemesOverview, read_board
from coproclip.people.people import HoldingEntry, find_person, set_entry
from coproclip.people.stories import find_story
from coproclip.people.storytellers import change_storyteller, storytellers_of
from coproclip.project.journal import Operation, Work
from coproclip.project.kinds import ListKind
from coproclip.project.merging.bring_back import bring_back
from coproclip.project.merging.working_copy import make_copy
from coproclip.project.project import Project
from coproclip.settings import Settings, load_settings
from coproclip.themes.codebook import add_theme, excerpts_in, link, set_headline, themes
from coproclip.transcript.edits import passages
from coproclip.ui.commands.keys import KeyGuard
from coproclip.ui.dialogs.patterns.agreement import AgreementDialog
from coproclip.ui.dialogs.patterns.cell import CellDialog
from coproclip.ui.dialogs.patterns.dialog import PatternsDialog
from coproclip.ui.dialogs.patterns.phrases import PhrasesDialog
from coproclip.ui.dialogs.themes.chooser import ThemeChooser
from coproclip.ui.main_window import MainWindow
from coproclip.ui.pages.page import Page
from coproclip.ui.pages.themes.deleting import MoveExcerptsDialog
from coproclip.ui.pages.themes.details import ThemeDetails
from coproclip.ui.pages.themes.page import ThemesPage
from coproclip.ui.pages.themes.relating import RelationsDialog
from coproclip.ui.pages.themes.reshaping import MergeDialog, SplitDialog
from coproclip.ui.pages.themes.tree import EXCERPTS_MIME, WITHOUT
from coproclip.ui.pages.themes.words_dialog import ThemeWordsDialog
from coproclip.ui.style.look import apply_style
from coproclip.ui.widgets.message import Message
from coproclip.ui.widgets.theme_chip import ThemeChip
from coproclip.ui.workspace import Workspace

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

Key = Qt.Key
CTRL, ALT, SHIFT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
)


class Desk(Page):
    """Stands for the story desk."""

    key = "desk"
    icon = "audio-lines"


@dataclass
class Shown:
    """A window on a project of two stories: five excerpts, three themes."""

    window: MainWindow
    page: ThemesPage
    project: Project
    quiet: FakePlayback
    ids: dict[str, int]

    def board(self) -> ThemesOverview:
        with self.project.read() as session:
            return read_board(session)

    def names(self) -> list[tuple[str, int]]:
        return [(row.name, row.depth) for row in self.board().themes]

    def inside(self, name: str) -> list[int]:
        with self.project.read() as session:
            found = next(theme for theme in themes(session) if theme.name == name)
            return [excerpt.id for excerpt in excerpts_in(session, found.id)]

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.window.activateWindow()  # after a dialog a desktop does this by itself
        QApplication.processEvents()
        target = self.window.focusWidget()
        assert target is not None
        QTest.keyClick(target, key, modifier)
        all_read(self.window.workspace)

    def on(self, widget: QWidget) -> bool:
        return self.window.focusWidget() is widget and widget.isVisible()

    def choose(self, name: str) -> None:
        row = next(row for row in self.page.board.themes if row.name == name)
        self.page.tree.choose(row.theme_id)

    def cards(self) -> list[str]:
        return [face.card.quote for face in self.page.shelf.model.rows]

    def to_card(self, place: int) -> None:
        self.page.tree.setFocus()
        self.key(Key.Key_Return)
        assert self.on(self.page.shelf.cards)
        self.page.shelf.cards.choose(place)


def excerpts(project: Project, story: int) -> list[int]:
    with project.read() as session:
        told = [one for place, one in enumerate(passages(session, story)) if place in (1, 3, 4)]
    with project.edit(Operation.MARK_EXCERPT) as edit:
        return [mark(edit, story, one.start_ms, one.end_ms).id for one in told]


@pytest.fixture
def space(qapp: QApplication) -> Iterator[Workspace]:
    apply_style(qapp, "light", 100)
    if qapp.findChild(KeyGuard) is None:
        KeyGuard(qapp)
    made = Workspace(Settings())
    made.listening = FakePlayback()
    yield made
    made.close_project()
    apply_style(qapp, "light", 100)


def opened(space: Workspace, folder: Path, qtbot: QtBot, ids: dict[str, int]) -> Shown:
    page = ThemesPage(space)
    window = MainWindow(space, [page, Desk(space)])
    qtbot.addWidget(window)
    window.resize(1440, 900)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    project = space.use(Project.open(folder))
    assert isinstance(space.listening, FakePlayback)
    return Shown(window, page, project, space.listening, ids)


def filled(project: Project) -> dict[str, int]:
    """Two stories, five excerpts, two themes with some of them and one without."""
    one, two = make_story(project), make_story(project, title="The garden", storyteller="Rosa")
    a, b, c = excerpts(project, one)
    d, e, _f = excerpts(project, two)
    with project.edit(Operation.DELETE_EXCERPT) as edit:
        delete_excerpt(edit, _f)
    with project.edit(Operation.CHANGE_STORYTELLER) as edit:
        change_storyteller(edit, storytellers_of(edit.session, one)[0].id, description="Stubborn optimist")
    with project.edit(Operation.ADD_THEME) as edit:
        chairs = add_theme(edit, "Chairs", question="Who gets to decide?")
        asked = add_theme(edit, "Being asked")
        empty = add_theme(edit, "Empty so far")
        for excerpt_id in (a, b, d):
            link(edit, chairs.id, excerpt_id)
        link(edit, asked.id, b)
        set_headline(edit, chairs.id, a)
    with project.edit(Operation.NOTE_ANSWER) as edit:
        note_answer(edit, a, "yes", who="Kit", how="on the phone")
        set_meaning(edit, a, valence="positive")
    return {"a": a, "b": b, "c": c, "d": d, "e": e, "chairs": chairs.id, "asked": asked.id, "empty": empty.id}


@pytest.fixture
def shown(tmp_path: Path, space: Workspace, qtbot: QtBot) -> Shown:
    folder, ids = made_project(tmp_path / "Side by Side", filled)
    return opened(space, folder, qtbot, dict(ids))


def when(find: Callable[[], QWidget | None], do: Callable[[Any], object]) -> None:
    """Do this as soon as there is such a widget, however slow the machine is."""
    timer = QTimer(QApplication.instance())

    def _look() -> None:
        found = find()
        if found is not None and (found.isActiveWindow() or isinstance(found, QMenu)):
            timer.stop()
            timer.deleteLater()
            do(found)

    timer.timeout.connect(_look)
    timer.start(20)


def in_dialog(do: Callable[[Any], object]) -> list[QWidget]:
    """Do this in the dialog that comes up next; it is closed in any case. The dialogs met are kept."""
    met: list[QWidget] = []

    def _do(dialog: QDialog) -> None:
        met.append(dialog)
        try:
            do(dialog)
        finally:
            if dialog.isVisible():
                dialog.done(0)

    when(QApplication.activeModalWidget, _do)
    return met


def in_menu(words: str) -> list[str]:
    """Take the row that begins so in the menu that comes up next; all its rows are kept."""
    met: list[str] = []

    def _do(menu: QMenu) -> None:
        met.extend(action.text().split("\t")[0] for action in menu.actions())
        wanted = [action for action in menu.actions() if action.text().startswith(words)]
        menu.close()
        for action in wanted[:1]:
            action.trigger()

    when(QApplication.activePopupWidget, _do)
    return met


# ---- what is shown ----------------------------------------------------------------------------------------------


def test_the_tree_counts_stories_and_the_cards_say_how_they_stand(shown: Shown) -> None:
    page, tree = shown.page, shown.page.model
    spoken = [
        tree.index_of(shown.ids[name]).data(Qt.ItemDataRole.AccessibleTextRole) for name in ("chairs", "asked", "empty")
    ]
    # Whether it can be shared is looked at beside the window, and said once it is known.
    assert spoken[0].startswith("Chairs, Who gets to decide?, 2 of 2 stories, 3 excerpts")
    assert spoken[2].startswith("Empty so far, 0 of 2 stories")
    assert tree.index_of(WITHOUT).data(Qt.ItemDataRole.AccessibleTextRole) == "Without a theme, 2 excerpts"
    assert shown.on(page.tree)
    assert page.tree.chosen() == shown.ids["chairs"]
    assert page.summary.whole_text() == "3 themes, 5 excerpts, 2 without a theme yet"
    assert page.shelf.many.text() == "3 excerpts"
    assert page.shelf.summary.whole_text() == "from 2 stories"
    assert page.shelf.head.name.text() == "Chairs"
    assert page.shelf.head.quote.text().startswith("“We moved the chairs.")
    assert page.shelf.head.signed.text() == "Headline quote. Kit, “Stubborn optimist”"
    card = page.shelf.model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "Kit, Held back, positive, headline quote, " in card
    assert "also in Being asked" in page.shelf.model.index(1).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "Draft" in page.shelf.model.index(2).data(Qt.ItemDataRole.AccessibleTextRole)
    assert shown.window.sidebar.nav.model().rowCount() > 0
    assert page.count() == 3


def test_arrows_walk_the_tree_and_its_last_row_holds_what_has_no_theme(shown: Shown) -> None:
    page = shown.page
    shown.key(Key.Key_Down)
    assert page.shelf.head.name.text() == "Being asked"
    assert page.workspace.theme_id == shown.ids["asked"]
    shown.key(Key.Key_Down)
    assert not page.shelf.nothing.isHidden()
    assert "press E, then choose this theme" in page.shelf.empty.words.text()
    shown.key(Key.Key_Down)
    assert page.shelf.head.name.text() == "Without a theme"
    assert [face.card.excerpt_id for face in page.shelf.model.rows] == [shown.ids["c"], shown.ids["e"]]


def test_bars_turn_into_a_table_with_the_same_numbers(shown: Shown) -> None:
    side = shown.page.side
    assert side.chart.isVisible()
    assert "Chairs 2" in side.chart.accessibleDescription()
    shown.key(Key.Key_Y)
    assert side.table.isVisible()
    assert not side.chart.isVisible()
    model = side.table.model()
    assert [model.index(0, column).data() for column in range(3)] == ["Chairs", "2", "3"]
    assert [model.headerData(column, Qt.Orientation.Horizontal) for column in range(3)][1:] == ["Stories", "Excerpts"]
    QTest.mouseClick(
        side.table.viewport(),
        Qt.MouseButton.LeftButton,
        pos=side.table.visualRect(model.index(1, 0)).center(),
    )
    assert shown.page.tree.chosen() == shown.ids["asked"]
    shown.key(Key.Key_Y)
    assert side.chart.isVisible()
    row = side.chart.height() // 3
    QTest.mouseClick(side.chart, Qt.MouseButton.LeftButton, pos=QPoint(60, row * 2 + row // 2))
    assert shown.page.tree.chosen() == shown.ids["empty"]
    help_event = QHelpEvent(QEvent.Type.ToolTip, QPoint(60, row // 2), side.chart.mapToGlobal(QPoint(60, row // 2)))
    QApplication.sendEvent(side.chart, help_event)
    assert QToolTip.text() == "Chairs: 2 of 2 stories"
    QToolTip.hideText()


def test_a_project_without_anything_says_how_to_begin(tmp_path: Path, space: Workspace, qtbot: QtBot) -> None:
    with new_project(tmp_path / "New") as project:
        folder = project.folder
    shown = opened(space, folder, qtbot, {})
    page = shown.page
    assert page.stack.currentIndex() == 0
    assert page.empty.heading.text() == "No themes yet."
    assert shown.on(page.first)
    in_dialog(lambda dialog: (QTest.keyClicks(dialog.name, "Chairs"), QTest.keyClick(dialog.name, Key.Key_Return)))
    shown.key(Key.Key_A)
    assert shown.names() == [("Chairs", 0)]
    assert page.stack.currentIndex() == 1
    assert shown.on(page.tree)
    shown.key(Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: page.stack.currentIndex() == 0)
    assert shown.on(page.first)


def test_excerpts_without_any_theme_can_name_one(shown: Shown, qtbot: QtBot) -> None:
    for name in ("Chairs", "Being asked", "Empty so far"):
        if shown.inside(name):
            in_dialog(lambda dialog: dialog._on_delete())
        shown.choose(name)
        shown.key(Key.Key_Delete)
    assert shown.names() == []
    assert shown.page.shelf.head.name.text() == "Without a theme"
    assert shown.page.shelf.head.name_it.isVisible()
    assert len(shown.cards()) == 5


# ---- themes -----------------------------------------------------------------------------------------------------


def test_a_new_theme_by_key(shown: Shown) -> None:
    def _fill(dialog: ThemeDetails) -> None:
        QTest.keyClicks(dialog.name, "Growing things")
        assert dialog.letter.text() == "G"
        assert dialog.swatches.colour() == 3
        dialog.swatches._swatches[3].setFocus()
        QTest.keyClick(dialog.swatches._swatches[3], Key.Key_Right)
        QTest.keyClicks(dialog.question, "What grew?")
        dialog.description.setPlainText("Gardens too")
        QTest.keyClick(dialog.question, Key.Key_Return)

    in_dialog(_fill)
    shown.key(Key.Key_A)
    made = shown.board().themes[-1]
    assert (made.name, made.question, made.description) == ("Growing things", "What grew?", "Gardens too")
    assert (made.letter, made.colour) == ("G", 4)
    assert shown.page.tree.chosen() == made.theme_id
    assert shown.on(shown.page.tree)
    assert shown.project.undo_text == Operation.ADD_THEME.value


def test_a_name_that_is_taken_is_said_in_the_dialog(shown: Shown) -> None:
    said: list[str] = []

    def _fill(dialog: ThemeDetails) -> None:
        QTest.keyClicks(dialog.name, "chairs")
        QTest.keyClick(dialog.name, Key.Key_Return)
        assert dialog.isVisible()
        said.append(dialog.trouble.text())

    in_dialog(_fill)
    shown.key(Key.Key_A)
    assert said == ["There is a theme “Chairs” already."]
    assert len(shown.names()) == 3


def test_renaming_changes_the_quotes_with_the_words(shown: Shown) -> None:
    def _rename(name: str) -> Callable[[ThemeDetails], None]:
        def _fill(dialog: ThemeDetails) -> None:
            dialog.name.selectAll()
            QTest.keyClicks(dialog.name, name)
            dialog.letter.selectAll()
            QTest.keyClicks(dialog.letter, "x")
            QTest.keyClick(dialog.name, Key.Key_Return)

        return _fill

    in_dialog(_rename("Moved the chairs"))
    shown.key(Key.Key_F2)
    assert shown.page.shelf.head.name.text() == "“Moved the chairs”"
    assert shown.page.shelf.head.source.text() == "In their words: said by Kit and Rosa."
    assert shown.board().themes[0].letter == "X"
    in_dialog(_rename("Furniture"))
    shown.key(Key.Key_F2)
    assert shown.page.shelf.head.name.text() == "Furniture"
    assert not shown.page.shelf.head.theirs.isVisible()


def test_order_and_nesting_by_keys_and_back(shown: Shown) -> None:
    shown.choose("Being asked")
    shown.key(Key.Key_Up, ALT)
    assert shown.names() == [("Being asked", 0), ("Chairs", 0), ("Empty so far", 0)]
    shown.key(Key.Key_Down, ALT)
    shown.key(Key.Key_Right, ALT)
    assert shown.names() == [("Chairs", 0), ("Being asked", 1), ("Empty so far", 0)]
    assert shown.page.tree.chosen() == shown.ids["asked"]
    shown.key(Key.Key_Right, ALT)  # there is no theme above it
    assert shown.names()[1] == ("Being asked", 1)
    shown.choose("Empty so far")
    shown.key(Key.Key_Right, ALT)
    shown.key(Key.Key_Right, ALT)
    assert shown.names() == [("Chairs", 0), ("Being asked", 1), ("Empty so far", 2)]
    shown.key(Key.Key_Left)
    assert shown.page.tree.chosen() == shown.ids["asked"]
    shown.key(Key.Key_Right)
    shown.key(Key.Key_Left, ALT)
    assert shown.names() == [("Chairs", 0), ("Being asked", 1), ("Empty so far", 1)]
    shown.key(Key.Key_Left, ALT)
    assert shown.names() == [("Chairs", 0), ("Being asked", 1), ("Empty so far", 0)]
    for _step in range(7):
        shown.key(Key.Key_Z, CTRL)
    assert shown.names() == [("Chairs", 0), ("Being asked", 0), ("Empty so far", 0)]


def test_deleting_asks_where_the_excerpts_go(shown: Shown, qtbot: QtBot) -> None:
    def _put(dialog: MoveExcerptsDialog) -> None:
        dialog.put.setChecked(True)
        dialog.where.setCurrentIndex(dialog.where.findText("Empty so far"))
        dialog._on_delete()

    in_dialog(_put)
    shown.key(Key.Key_Delete)
    assert [name for name, _depth in shown.names()] == ["Being asked", "Empty so far"]
    assert shown.inside("Empty so far") == [shown.ids["a"], shown.ids["b"], shown.ids["d"]]
    assert shown.page.tree.chosen() == shown.ids["asked"]
    assert shown.on(shown.page.tree)
    assert shown.window.undo_bar.isVisible()
    QTest.mouseClick(shown.window.undo_bar.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(shown.page.board.themes) == 3)
    assert shown.inside("Chairs") == [shown.ids["a"], shown.ids["b"], shown.ids["d"]]
    assert shown.inside("Empty so far") == []
    in_dialog(lambda dialog: dialog.reject())
    shown.choose("Chairs")
    shown.page.tree.setFocus()
    shown.key(Key.Key_Delete)
    assert len(shown.names()) == 3


def test_the_menu_of_a_theme(shown: Shown) -> None:
    rows = in_menu("Move later")
    shown.key(Key.Key_F10, SHIFT)
    assert rows[:2] == ["Name and look of this theme…", "New theme under this one…"]
    assert rows[-1] == "Delete theme…"
    assert [name for name, _depth in shown.names()] == ["Being asked", "Chairs", "Empty so far"]
    in_menu("New theme under")
    in_dialog(lambda dialog: (QTest.keyClicks(dialog.name, "Legs"), dialog._keep()))
    QTest.mouseClick(shown.page.shelf.head.more, Qt.MouseButton.LeftButton)
    assert ("Legs", 1) in shown.names()


# ---- excerpts ---------------------------------------------------------------------------------------------------


def test_enter_goes_to_the_cards_and_then_to_the_story(shown: Shown, qtbot: QtBot) -> None:
    shown.to_card(2)
    with qtbot.waitSignal(shown.page.workspace.page_asked) as asked:
        shown.key(Key.Key_Return)
    assert asked.args == ["desk"]
    assert shown.page.workspace.excerpt_id == shown.ids["d"]
    card = shown.page.board.card(shown.ids["d"])
    assert card is not None
    assert shown.page.workspace.story_id == card.story_id
    assert shown.page.workspace.playhead_ms == card.spans[0].start_ms
    assert not shown.page.isVisible()
    shown.window.show_page("themes")
    assert shown.on(shown.page.shelf.cards)
    assert shown.page.shelf.excerpt_id() == shown.ids["d"]


def test_space_plays_the_spans_and_stops(shown: Shown, qtbot: QtBot) -> None:
    with shown.project.edit(Operation.TAKE_OUT) as edit:
        take_out(edit, shown.ids["b"], 9000, 9700)
    qtbot.waitUntil(lambda: len(shown.page.board.card(shown.ids["b"]).spans) == 2)  # type: ignore[union-attr]
    shown.to_card(1)
    shown.key(Key.Key_Space)
    card = shown.page.board.card(shown.ids["b"])
    assert card is not None
    sound, spans = shown.quiet.now.sound, shown.quiet.now.spans
    assert sound.is_file()
    assert tuple(spans) == card.spans
    index = shown.page.shelf.model.index(1)
    heard = Qt.ItemDataRole.UserRole + 1
    assert index.data(heard) == 0
    shown.quiet.moved.emit(card.spans[1].start_ms + 100)
    assert index.data(heard) == card.spans[0].duration_ms + 100
    shown.key(Key.Key_Space)
    assert not shown.quiet.playing
    assert index.data(heard) is None
    spot = shown.page.shelf.cards.part_rect(shown.page.shelf.model.index(2), "play").center()
    QTest.mouseClick(shown.page.shelf.cards.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert len(shown.quiet.heard) == 2
    shown.page.leave()
    assert not shown.quiet.playing


def test_in_the_tree_space_plays_the_headline_quote(shown: Shown) -> None:
    shown.key(Key.Key_Space)
    assert shown.page.shelf.head.play.accessibleName() == "Pause"
    card = shown.page.board.card(shown.ids["a"])
    assert card is not None
    assert shown.quiet.now.spans == list(card.spans)
    QTest.mouseClick(shown.page.shelf.head.play, Qt.MouseButton.LeftButton)
    assert shown.page.shelf.head.play.accessibleName() == "Play the headline quote"
    assert not shown.quiet.playing


def test_taking_out_goes_to_the_next_card_and_can_be_taken_back(shown: Shown, qtbot: QtBot) -> None:
    shown.to_card(0)
    shown.key(Key.Key_Delete)
    assert shown.inside("Chairs") == [shown.ids["b"], shown.ids["d"]]
    assert shown.page.shelf.excerpt_id() == shown.ids["b"]
    assert shown.on(shown.page.shelf.cards)
    assert not shown.page.shelf.head.quote_card.isVisible()  # it was the headline quote
    shown.key(Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: len(shown.cards()) == 3)
    assert shown.page.shelf.head.quote_card.isVisible()
    for _card in range(3):
        shown.key(Key.Key_Delete)
    assert shown.inside("Chairs") == []
    assert shown.on(shown.page.tree)


def test_moving_to_a_theme_found_by_typing(shown: Shown) -> None:
    def _type(dialog: ThemeChooser) -> None:
        assert dialog.model.rowCount() == 2  # not the one it leaves
        QTest.keyClicks(dialog.field, "empt")
        assert dialog.model.rowCount() == 2  # “Empty so far”, and a new one
        QTest.keyClick(dialog.field, Key.Key_Return)

    shown.to_card(2)
    in_dialog(_type)
    shown.key(Key.Key_T)
    assert shown.inside("Empty so far") == [shown.ids["d"]]
    assert shown.inside("Chairs") == [shown.ids["a"], shown.ids["b"]]
    assert shown.on(shown.page.shelf.cards)
    assert shown.page.shelf.excerpt_id() == shown.ids["b"]
    assert shown.project.undo_text == Operation.LINK_THEME.value


def test_moving_to_a_new_theme_in_their_words(shown: Shown) -> None:
    def _type(dialog: ThemeChooser) -> None:
        QTest.keyClicks(dialog.field, "People just talked")
        assert dialog.model.rowCount() == 1
        QTest.keyClick(dialog.field, Key.Key_Return)

    shown.to_card(0)
    in_dialog(_type)
    shown.key(Key.Key_T)
    made = shown.board().themes[-1]
    assert (made.name, made.in_their_words) == ("People just talked", True)
    assert shown.inside("People just talked") == [shown.ids["a"]]
    assert shown.inside("Chairs") == [shown.ids["b"], shown.ids["d"]]
    shown.project.undo()
    assert shown.inside("Chairs") == [shown.ids["a"], shown.ids["b"], shown.ids["d"]]


def test_also_adding_ticks_several_themes_each_its_own_step(shown: Shown) -> None:
    def _tick(dialog: ThemeChooser) -> None:
        words = Qt.ItemDataRole.AccessibleTextRole
        assert dialog.model.index(0).data(words) == "Chairs, ticked"
        assert dialog.model.index(1).data(words) == "Being asked, not ticked"
        QTest.keyClick(dialog.field, Key.Key_Down)
        QTest.keyClick(dialog.field, Key.Key_Return)
        assert dialog.model.index(1).data(words) == "Being asked, ticked"
        QTest.mouseClick(
            dialog.list.viewport(),
            Qt.MouseButton.LeftButton,
            pos=dialog.list.visualRect(dialog.model.index(0)).center(),
        )
        assert dialog.model.index(0).data(words) == "Chairs, not ticked"
        QTest.keyClicks(dialog.field, "Talking")
        QTest.keyClick(dialog.field, Key.Key_Return)
        assert dialog.field.text() == ""
        QTest.keyClick(dialog.field, Key.Key_Escape)
        assert not dialog.isVisible()

    shown.to_card(0)
    in_dialog(_tick)
    shown.key(Key.Key_T, SHIFT)
    assert shown.inside("Chairs") == [shown.ids["b"], shown.ids["d"]]
    assert shown.ids["a"] in shown.inside("Being asked")
    assert shown.inside("Talking") == [shown.ids["a"]]
    for step in (Operation.ADD_THEME, Operation.UNLINK_THEME, Operation.LINK_THEME):
        assert shown.project.undo() == step
    assert shown.inside("Chairs") == [shown.ids["a"], shown.ids["b"], shown.ids["d"]]


def test_the_chooser_for_several_excerpts_shows_half_ticks(shown: Shown) -> None:
    def _tick(dialog: ThemeChooser) -> None:
        words = Qt.ItemDataRole.AccessibleTextRole
        assert dialog.windowTitle() == "Themes of 2 excerpts"
        assert dialog.model.index(1).data(words) == "Being asked, ticked for some"
        QTest.keyClicks(dialog.field, "asked")
        dialog.list.setFocus()
        QTest.keyClick(dialog.list, Key.Key_Space)
        assert dialog.model.index(0).data(words) == "Being asked, ticked"

    met = in_dialog(_tick)
    assert ThemeChooser.choose(shown.page.workspace, [shown.ids["b"], shown.ids["c"]], shown.page)
    assert met
    assert shown.inside("Being asked") == [shown.ids["b"], shown.ids["c"]]
    assert shown.project.undo() == Operation.LINK_THEME
    in_dialog(lambda dialog: None)
    assert not ThemeChooser.choose(shown.page.workspace, [shown.ids["b"]], shown.page)


def test_the_chooser_says_what_is_wrong(shown: Shown, qtbot: QtBot) -> None:
    said: list[str] = []

    def _type(dialog: ThemeChooser) -> None:
        QTest.keyClicks(dialog.field, "Chairs")  # the theme it leaves is not in the list
        QTest.keyClick(dialog.field, Key.Key_Return)
        said.append(dialog.trouble.text())

    in_dialog(_type)
    target = ThemeChooser.choose_move(shown.page.workspace, {shown.ids["a"]: shown.ids["chairs"]}, shown.page)
    assert target is None
    assert said == ["There is a theme “Chairs” already."]
    with qtbot.waitSignal(shown.page.workspace.banner_shown):
        assert not ThemeChooser.choose(shown.page.workspace, [999], shown.page)


def test_the_headline_quote_by_key(shown: Shown) -> None:
    shown.to_card(2)
    shown.key(Key.Key_Q)
    assert shown.board().themes[0].headline_id == shown.ids["d"]
    assert shown.page.shelf.head.signed.text() == "Headline quote. Rosa"
    shown.key(Key.Key_Q)
    assert shown.board().themes[0].headline_id is None
    assert shown.page.shelf.head.hint.isVisible()


def test_a_note_is_kept_as_it_is_typed(shown: Shown, qtbot: QtBot) -> None:
    shown.to_card(1)
    shown.key(Key.Key_N)
    note = shown.page.side.excerpt.note
    assert shown.on(note)
    QTest.keyClicks(note, "Ask Tom")
    qtbot.waitUntil(lambda: shown.board().card(shown.ids["b"]).note == "Ask Tom")  # type: ignore[union-attr]
    QTest.keyClicks(note, "asz")
    shown.page.tree.setFocus()
    assert shown.board().card(shown.ids["b"]).note == "Ask Tomasz"  # type: ignore[union-attr]
    assert "has a note" in shown.page.shelf.model.index(1).data(Qt.ItemDataRole.AccessibleTextRole)
    shown.key(Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: note.toPlainText() == "")
    note.setFocus()
    QTest.keyClicks(note, "Half a w")
    shown.page.workspace.closing.emit()
    assert shown.board().card(shown.ids["b"]).note == "Half a w"  # type: ignore[union-attr]


def test_a_theme_is_taken_off_with_its_chip(shown: Shown, qtbot: QtBot) -> None:
    shown.to_card(1)
    qtbot.waitUntil(lambda: sum(chip.isVisible() for chip in shown.page.side.findChildren(ThemeChip)) == 2)
    chips = [chip for chip in shown.page.side.findChildren(ThemeChip) if chip.isVisible()]
    assert [chip.text() for chip in chips] == ["Chairs", "Being asked"]
    chips[1].setFocus()
    QTest.keyClick(chips[1], Key.Key_Delete)
    assert shown.inside("Being asked") == []
    assert shown.page.shelf.excerpt_id() == shown.ids["b"]


def test_naming_a_theme_with_words_of_an_excerpt(shown: Shown) -> None:
    def _pick(dialog: ThemeWordsDialog) -> None:
        assert not dialog.keep.isEnabled()
        quote = dialog.quote
        for _word in range(3):
            QTest.keyClick(quote, Key.Key_Right)
        QTest.keyClick(quote, Key.Key_Right, SHIFT)
        assert dialog.name.text() == "“The chairs”"
        QTest.keyClicks(dialog.question, "Who moves them?")
        QTest.keyClick(dialog.question, Key.Key_Return)

    shown.to_card(0)
    rows = in_menu("Name a theme")
    in_dialog(_pick)
    spot = shown.page.shelf.cards.part_rect(shown.page.shelf.model.index(0), "menu").center()
    QTest.mouseClick(shown.page.shelf.cards.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert rows[:2] == ["Play or stop", "Open in its story"]
    made = shown.board().themes[-1]
    assert (made.name, made.question, made.in_their_words) == ("The chairs", "Who moves them?", True)
    assert made.headline_id == shown.ids["a"]
    assert shown.page.shelf.head.name.text() == "“The chairs”"


def test_choosing_other_words_by_mouse(shown: Shown) -> None:
    def _pick(dialog: ThemeWordsDialog) -> None:
        quote = dialog.quote
        dialog.which.setCurrentIndex(2)
        cursor = quote.textCursor()
        spots = []
        for place in (1, quote.toPlainText().index("asked") + 2):
            cursor.setPosition(place)
            spots.append(quote.cursorRect(cursor).center())
        QTest.mousePress(quote.viewport(), Qt.MouseButton.LeftButton, pos=spots[1])
        QTest.mouseRelease(quote.viewport(), Qt.MouseButton.LeftButton, pos=spots[1])
        assert quote.words() == "Asked"
        QTest.mouseClick(quote.viewport(), Qt.MouseButton.LeftButton, SHIFT, spots[0])
        assert quote.words() == "Then somebody asked"
        dialog.keep.click()

    in_dialog(_pick)
    shown.page.shelf.head.words_asked.emit()
    assert shown.page.shelf.head.name.text() == "“Then somebody asked”"
    assert shown.project.undo_text == Operation.CHANGE_THEME.value


def test_adding_to_a_playlist(shown: Shown) -> None:
    shown.to_card(0)
    in_menu("New playlist “Chairs”")
    shown.key(Key.Key_P)
    shown.page.shelf.cards.choose(1)
    rows = in_menu("Chairs")
    shown.key(Key.Key_P)
    assert rows == ["Chairs"]
    with shown.project.read() as session:
        (made,) = playlists(session)
        assert [item.excerpt_id for item in items(session, made.id)] == [shown.ids["a"], shown.ids["b"]]


def test_several_cards_at_once(shown: Shown) -> None:
    shown.to_card(0)
    shown.key(Key.Key_Right, SHIFT)
    in_dialog(lambda dialog: (QTest.keyClicks(dialog.field, "empty"), QTest.keyClick(dialog.field, Key.Key_Return)))
    shown.key(Key.Key_T)
    assert shown.inside("Empty so far") == [shown.ids["a"], shown.ids["b"]]
    assert shown.inside("Chairs") == [shown.ids["d"]]


def test_the_order_of_the_cards(shown: Shown) -> None:
    shown.page.shelf.set_order("storyteller")
    assert [face.card.who for face in shown.page.shelf.model.rows] == ["Kit", "Kit", "Rosa"]
    shown.page.shelf.cards.choose(2)
    for order in ("sharing", "feeling"):
        shown.page.shelf.set_order(order)
        assert shown.page.shelf.model.rows[0].card.excerpt_id == shown.ids["a"]
        assert shown.page.shelf.excerpt_id() == shown.ids["d"]


# ---- dragging ---------------------------------------------------------------------------------------------------


def drag_onto(shown: Shown, data: QMimeData, theme_id: int, part: float, *, shift: bool = False) -> bool:
    """What Qt sends while something is dragged over a row of the tree (at `part` of its height) and dropped."""
    tree = shown.page.tree
    rect = tree.visualRect(tree.tree().index_of(theme_id))
    where = QPoint(rect.x() + 80, rect.y() + round(rect.height() * part))
    keys = SHIFT if shift else Qt.KeyboardModifier.NoModifier
    both = Qt.DropAction.CopyAction | Qt.DropAction.MoveAction
    enter = QDragEnterEvent(where, both, data, Qt.MouseButton.LeftButton, keys)
    QApplication.sendEvent(tree.viewport(), enter)
    move = QDragMoveEvent(where, both, data, Qt.MouseButton.LeftButton, keys)
    QApplication.sendEvent(tree.viewport(), move)
    if not move.isAccepted():
        return False
    tree.viewport().repaint()
    drop = QDropEvent(QPointF(where), both, data, Qt.MouseButton.LeftButton, keys)
    QApplication.sendEvent(tree.viewport(), drop)
    return drop.isAccepted()


def test_a_card_dragged_onto_a_theme_is_also_in_it(shown: Shown) -> None:
    shown.to_card(2)
    data = shown.page.shelf.model.mimeData([shown.page.shelf.model.index(2)])
    assert data.hasFormat(EXCERPTS_MIME)
    assert drag_onto(shown, data, shown.ids["empty"], 0.5)
    assert shown.inside("Empty so far") == [shown.ids["d"]]
    assert shown.ids["d"] in shown.inside("Chairs")
    assert drag_onto(shown, data, shown.ids["asked"], 0.1, shift=True)
    assert shown.inside("Being asked") == [shown.ids["b"], shown.ids["d"]]
    assert shown.ids["d"] not in shown.inside("Chairs")
    assert not drag_onto(shown, data, WITHOUT, 0.5)


def test_a_theme_dragged_between_and_onto_others(shown: Shown) -> None:
    tree = shown.page.model
    data = tree.mimeData([tree.index_of(shown.ids["empty"])])
    assert drag_onto(shown, data, shown.ids["chairs"], 0.1)
    assert [name for name, _depth in shown.names()] == ["Empty so far", "Chairs", "Being asked"]
    assert drag_onto(shown, data, shown.ids["chairs"], 0.5)
    assert shown.names() == [("Chairs", 0), ("Empty so far", 1), ("Being asked", 0)]
    assert shown.page.tree.chosen() == shown.ids["empty"]
    onto_child = tree.mimeData([tree.index_of(shown.ids["chairs"])])
    assert not drag_onto(shown, onto_child, shown.ids["empty"], 0.5)
    assert drag_onto(shown, data, shown.ids["asked"], 0.9)
    assert shown.names() == [("Chairs", 0), ("Being asked", 0), ("Empty so far", 0)]
    assert drag_onto(shown, tree.mimeData([tree.index_of(shown.ids["chairs"])]), WITHOUT, 0.5)
    assert shown.names()[-1] == ("Chairs", 0)


# ---- with others, and in little room ----------------------------------------------------------------------------


def test_what_another_page_changes_is_shown(shown: Shown, qtbot: QtBot) -> None:
    shown.to_card(1)
    with shown.project.edit(Operation.LINK_THEME) as edit:
        link(edit, shown.ids["chairs"], shown.ids["e"])
    qtbot.waitUntil(lambda: len(shown.cards()) == 4)
    assert shown.page.shelf.excerpt_id() == shown.ids["b"]
    with shown.project.edit(Operation.NOTE_ANSWER) as edit:
        note_answer(edit, shown.ids["b"], "no", who="Kit")
    spoken = Qt.ItemDataRole.AccessibleTextRole
    qtbot.waitUntil(lambda: "Declined" in shown.page.shelf.model.index(1).data(spoken))
    with shown.project.edit(Operation.DELETE_EXCERPT) as edit:
        delete_excerpt(edit, shown.ids["b"])
    qtbot.waitUntil(lambda: len(shown.cards()) == 3)
    assert shown.page.shelf.excerpt_id() == shown.ids["d"]


def test_in_a_narrow_window_the_counts_are_a_tab(shown: Shown, qtbot: QtBot) -> None:
    page = shown.page
    assert page.side.isVisible()
    assert not page.tabs.isVisible()
    assert page.shelf.cards.delegate.columns == 2
    shown.window.resize(1180, 740)
    qtbot.waitUntil(page.tabs.isVisible)
    assert not page.side.isVisible()
    shown.key(Key.Key_Y)
    assert page.side.isVisible()
    assert page.side.table.isVisible()
    shown.key(Key.Key_Return)
    assert shown.on(page.shelf.cards)
    shown.key(Key.Key_N)
    assert shown.on(page.side.excerpt.note)


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_twice_the_text_fits(shown: Shown, qtbot: QtBot, qapp: QApplication, mode: str) -> None:
    apply_style(qapp, mode, 200)
    shown.window.resize(1180, 740)
    qtbot.waitUntil(lambda: shown.page.shelf.cards.delegate.columns == 1)
    page = shown.page
    qtbot.waitUntil(lambda: page.left.width() + page.shelf.width() <= page.width())
    qtbot.waitUntil(lambda: not page.shelf.head.answer.isHidden())
    assert page.shelf.cards.height() > 3 * 200
    inside = page.shelf.widget()
    assert inside.minimumSizeHint().width() <= page.shelf.viewport().width()
    page.side.turn()
    page.tabs.setCurrentIndex(1)
    assert page.side.widget().minimumSizeHint().width() <= page.side.viewport().width()
    shown.window.grab()


def test_keys_do_not_clash(shown: Shown) -> None:
    assert shown.window.commands.clashes() == []
    named = [widget for widget in shown.page.findChildren(QWidget) if widget.focusPolicy() & Qt.FocusPolicy.TabFocus]
    missing = [widget for widget in named if widget.isVisible() and not widget.accessibleName()]
    assert [type(widget).__name__ for widget in missing] == []


# ---- many -----------------------------------------------------------------------------------------------------


def test_where_there_are_many_they_are_read_in_the_background(
    shown: Shown, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("coproclip.ui.excerpt_loading.FEW", 0)
    page = shown.page

    def _known() -> bool:
        return not page.shelf.model.rows or all(face.card.approval is not None for face in page.shelf.model.rows)

    page.reload()
    qtbot.waitUntil(lambda: len(page.board.themes) == 3 and _known())
    page.tree.choose(WITHOUT)
    qtbot.waitUntil(_known)
    loose = [face.card.excerpt_id for face in page.shelf.model.rows]
    assert loose
    page.tree.setFocus()
    page.sorting.drop(loose, shown.ids["chairs"], True)
    qtbot.waitUntil(lambda: not page.board.without())
    page.tree.choose(shown.ids["chairs"])
    qtbot.waitUntil(lambda: set(loose) <= {face.card.excerpt_id for face in page.shelf.model.rows} and _known())
    with shown.project.edit(Operation.NOTE_ANSWER) as edit:
        note_answer(edit, loose[0], "no", who="Kit", how="on the phone")
    face = lambda: page.shelf.model.rows[page.shelf.model.place_of(loose[0])]  # noqa: E731
    qtbot.waitUntil(lambda: face().card.approval is Approval.NO)


@pytest.fixture
def many(shown: Shown, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Shown:
    """As in a project with many excerpts: they are read in the background."""
    monkeypatch.setattr("coproclip.ui.excerpt_loading.FEW", 0)
    shown.page.reload()
    qtbot.waitUntil(lambda: len(shown.page.board.themes) == 3)
    return shown


def test_a_theme_that_just_got_excerpts_is_not_deleted_without_a_question(many: Shown, qtbot: QtBot) -> None:
    met = in_dialog(lambda dialog: dialog.reject())
    many.choose("Chairs")
    many.page.tree.setFocus()
    many.page.sorting.drop([many.ids["a"], many.ids["d"]], many.ids["empty"], True)
    many.choose("Empty so far")
    many.key(Key.Key_Delete)
    assert len(met) == 1
    assert many.inside("Empty so far") == [many.ids["a"], many.ids["d"]]
    qtbot.waitUntil(lambda: len(many.page.board.placed(many.ids["empty"])) == 2)
    in_dialog(lambda dialog: dialog._on_delete())
    many.key(Key.Key_Delete)
    said = "Theme “Empty so far” deleted. Its excerpts are still in their stories."
    assert said in [label.text() for label in many.window.undo_bar.findChildren(QLabel)]


def test_typing_right_behind_undo_is_on_what_undo_brought_back(many: Shown, qtbot: QtBot) -> None:
    said: list[object] = []
    many.page.workspace.banner_shown.connect(said.append)
    many.to_card(1)
    many.key(Key.Key_N)
    note = many.page.side.excerpt.note
    QTest.keyClicks(note, "Ask Tom")
    qtbot.waitUntil(lambda: many.board().card(many.ids["b"]).note == "Ask Tom")  # type: ignore[union-attr]
    many.page.workspace.undo()
    assert note.toPlainText() == ""
    QTest.keyClicks(note, "Ask Ann")
    qtbot.waitUntil(lambda: many.board().card(many.ids["b"]).note == "Ask Ann")  # type: ignore[union-attr]
    assert said == []


def test_a_theme_moves_as_often_as_the_key_is_pressed(many: Shown, qtbot: QtBot) -> None:
    many.choose("Chairs")
    many.page.tree.setFocus()
    for _press in range(2):
        QTest.keyClick(many.page.tree, Key.Key_Down, ALT)
    now = [("Being asked", 0), ("Empty so far", 0), ("Chairs", 0)]
    assert many.names() == now
    qtbot.waitUntil(lambda: [(row.name, row.depth) for row in many.page.board.themes] == now)
    assert many.page.tree.chosen() == many.ids["chairs"]


def test_so_many_cards_are_shown_as_one_looks_at(shown: Shown, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coproclip.ui.pages.themes.shelf.PAGE", 1)
    page = shown.page
    page.tree.choose(shown.ids["asked"])
    page.tree.choose(shown.ids["chairs"])
    there = len(page.board.placed(shown.ids["chairs"]))
    assert page.shelf.many.text().startswith(f"{there} excerpt")
    assert page.shelf.model.rowCount() <= there
    for place in range(there):
        page.shelf.cards.choose(place)
    assert page.shelf.model.rowCount() == there


def test_order_and_kind_of_counts_are_as_they_were_left(shown: Shown, qtbot: QtBot) -> None:
    shown.page.shelf.set_order("storyteller")
    shown.page.tree.setFocus()
    shown.key(Key.Key_Y)
    again = ThemesPage(Workspace(load_settings()))
    qtbot.addWidget(again)
    assert again.shelf.order.text() == "By storyteller"
    assert again.side.table.isVisibleTo(again.side)
    assert not again.side.chart.isVisibleTo(again.side)


# ---- what excerpts mean -----------------------------------------------------------------------------------------


def spoken(shown: Shown, place: int) -> str:
    return str(shown.page.shelf.model.index(place).data(Qt.ItemDataRole.AccessibleTextRole))


def test_an_excerpt_sees_its_theme_differently_by_key(shown: Shown) -> None:
    shown.to_card(1)
    shown.key(Key.Key_V)
    assert "sees it differently" in spoken(shown, 1)
    assert shown.page.shelf.summary.whole_text() == "from 2 stories, 1 sees it differently"
    assert "1 sees it differently" in shown.page.model.index_of(shown.ids["chairs"]).data(
        Qt.ItemDataRole.AccessibleTextRole
    )
    assert "sees it differently" not in spoken(shown, 0)
    shown.key(Key.Key_V)
    assert "sees it differently" not in spoken(shown, 1)
    shown.key(Key.Key_Z, CTRL)
    assert "sees it differently" in spoken(shown, 1)
    assert shown.page.side.counts.index(0, 3).data() == "1"


def test_kind_feeling_and_spotlight_by_keys(shown: Shown) -> None:
    shown.to_card(1)
    shown.key(Key.Key_S)
    assert "must be heard" in spoken(shown, 1)
    seen = in_menu("Difficult")
    shown.key(Key.Key_F, SHIFT)
    assert seen == ["Positive", "Difficult", "Mixed", "Neutral", "", "Not said"]
    assert "difficult" in spoken(shown, 1)
    in_menu("Metaphor")
    shown.key(Key.Key_K, SHIFT)
    assert "metaphor" in spoken(shown, 1)
    for _ in range(3):
        shown.key(Key.Key_Z, CTRL)
    assert not {"must be heard", "difficult", "metaphor"} & set(spoken(shown, 1).split(", "))


def test_only_some_excerpts_are_shown_with_their_number(shown: Shown, qtbot: QtBot) -> None:
    with shown.project.edit(Operation.SET_MEANING) as edit:
        set_meaning(edit, shown.ids["b"], valence="difficult", kind="idea")
    shown.to_card(0)
    qtbot.waitUntil(lambda: len(shown.page.shelf._filters()) == 4)
    words = [command.text for command in shown.page.shelf._filters()]
    assert words == ["All excerpts (3)", "Positive (1)", "Difficult (1)", "Idea (1)"]
    shown.page.shelf._filters()[2].run_here()
    assert [face.card.excerpt_id for face in shown.page.shelf.model.rows] == [shown.ids["b"]]
    assert shown.page.shelf.many.text() == "1 excerpt"
    shown.choose("Being asked")
    assert [face.card.excerpt_id for face in shown.page.shelf.model.rows] == [shown.ids["b"]]
    shown.choose("Empty so far")
    assert "Choose “All excerpts”" in shown.page.shelf.empty.words.text()
    shown.page.shelf.show_only("")
    shown.choose("Chairs")
    assert len(shown.cards()) == 3


def test_a_theme_that_is_seen_differently_is_chosen_from_a_menu(shown: Shown) -> None:
    shown.to_card(1)
    seen = in_menu("Sees “Being asked” differently")
    shown.key(Key.Key_V, SHIFT)
    assert seen == ["Sees “Chairs” differently", "Sees “Being asked” differently"]
    assert "sees it differently" not in spoken(shown, 1)
    shown.choose("Being asked")
    assert "sees it differently" in spoken(shown, 0)


def test_why_it_is_not_used_is_kept_as_it_is_typed(shown: Shown, qtbot: QtBot) -> None:
    shown.to_card(2)

    def _type(dialog: Any) -> None:
        QTest.keyClicks(dialog.focusWidget(), "too close to home")
        QTest.keyClick(dialog.focusWidget(), Key.Key_Return, CTRL)

    in_dialog(_type)
    shown.key(Key.Key_U)
    qtbot.waitUntil(lambda: "not used" in spoken(shown, 2))


# ---- themes that are worked with --------------------------------------------------------------------------------


def test_a_theme_is_merged_with_a_reason_and_comes_back(shown: Shown) -> None:
    def _merge(dialog: MergeDialog) -> None:
        dialog.where.setCurrentIndex(dialog.where.findData(shown.ids["asked"]))
        QTest.keyClicks(dialog.who, "Amina")
        QTest.keyClicks(dialog.why, "they say the same")
        QTest.keyClick(dialog.why, Key.Key_Return)

    in_dialog(_merge)
    shown.key(Key.Key_M)
    assert shown.names() == [("Being asked", 0), ("Empty so far", 0)]
    assert len(shown.inside("Being asked")) == 3
    assert shown.page.tree.chosen() == shown.ids["asked"]
    seen: list[str] = []
    in_dialog(lambda dialog: seen.extend(dialog.list.texts()))
    shown.key(Key.Key_H)
    assert seen[0].startswith("“Chairs” was merged into it, ")
    assert seen[0].endswith("Amina, they say the same")
    shown.key(Key.Key_Z, CTRL)
    assert shown.names()[0] == ("Chairs", 0)
    assert len(shown.inside("Chairs")) == 3


def test_the_chosen_excerpts_are_split_off(shown: Shown) -> None:
    shown.to_card(1)

    def _split(dialog: SplitDialog) -> None:
        QTest.keyClicks(dialog.name, "Bus stops")
        QTest.keyClick(dialog.name, Key.Key_Return)

    in_dialog(_split)
    shown.key(Key.Key_M, SHIFT)
    assert [name for name, _ in shown.names()] == ["Chairs", "Bus stops", "Being asked", "Empty so far"]
    assert shown.inside("Bus stops") == [shown.ids["b"]]
    assert shown.page.shelf.head.name.text() == "Bus stops"


def test_how_a_theme_belongs_to_others(shown: Shown) -> None:
    seen: list[str] = []

    def _relate(dialog: RelationsDialog) -> None:
        dialog.kind.setCurrentIndex(2)
        dialog.other.setCurrentIndex(dialog.other.findData(shown.ids["asked"]))
        QTest.keyClicks(dialog.words, "who gets the chair")
        dialog.add.click()
        seen.append(dialog.rows[0].accessibleName())
        dialog.accept()

    in_dialog(_relate)
    shown.key(Key.Key_R)
    assert seen == ["Take away: In tension with “Being asked”: who gets the chair"]
    shown.choose("Being asked")
    in_dialog(lambda dialog: (seen.append(dialog.rows[0].accessibleName()), dialog.rows[0].click()))
    shown.key(Key.Key_R)
    assert seen[1] == "Take away: In tension with “Chairs”: who gets the chair"
    in_dialog(lambda dialog: seen.append(str(len(dialog.rows))))
    shown.key(Key.Key_R)
    assert seen[2] == "0"


def test_a_heading_may_be_a_statement_and_says_who_suggested_it(shown: Shown) -> None:
    def _change(dialog: ThemeDetails) -> None:
        dialog.heading.setCurrentIndex(1)
        assert dialog.question.accessibleName() == "Statement"
        dialog.question.selectAll()
        QTest.keyClicks(dialog.question, "The trouble with tables")
        dialog.linking.setText("Next, what it costs.")
        [kit, *_] = dialog.suggested._choices()
        kit.run_here()
        assert dialog.suggested.people.text() == "Kit"
        QTest.keyClick(dialog.question, Key.Key_Return)

    in_dialog(_change)
    shown.key(Key.Key_F2)
    row = shown.board().themes[0]
    assert (row.heading_kind, row.question, row.linking) == (
        "statement",
        "The trouble with tables",
        "Next, what it costs.",
    )
    assert row.suggested_by == "storyteller"
    shown.key(Key.Key_Z, CTRL)
    row = shown.board().themes[0]
    assert (row.heading_kind, row.question, row.suggested_by) == ("", "Who gets to decide?", "")


def test_a_theme_whose_headline_has_no_yes_is_named(shown: Shown, qtbot: QtBot) -> None:
    page = shown.page
    qtbot.waitUntil(lambda: not page.side.headlines.isHidden())
    assert page.side.headlines.text() == "Needs a headline quote that can be shared: “Chairs”."
    assert page.shelf.head.answer.text().startswith("Not in anything that leaves yet: Held back")
    shown.to_card(0)
    shown.key(Key.Key_Q)
    qtbot.waitUntil(lambda: page.side.headlines.isHidden())


# ---- what stories say together ----------------------------------------------------------------------------------


def test_counts_roles_and_the_grid_are_a_key_away(shown: Shown, qtbot: QtBot) -> None:
    with shown.project.edit(Operation.CHANGE_PERSON) as edit:
        for who in ("Kit", "Rosa"):
            set_entry(edit, find_person(edit.session, who).id, HoldingEntry(ListKind.ROLE, "Carer", ""), holds=True)
        there = HoldingEntry(ListKind.PLACE, "Port Talbot", "")
        set_entry(edit, find_person(edit.session, "Kit").id, there, holds=True)
    seen: list[Any] = []

    def rows(dialog: PatternsDialog) -> list[tuple[str, ...]]:
        return [tuple(row.cells) for row in dialog.model.rows]

    def _look(dialog: PatternsDialog) -> None:
        qtbot.waitUntil(lambda: bool(dialog.model.rows))
        seen.append(rows(dialog))
        dialog.kind.choose("grid")
        dialog._show()
        seen.append((dialog.model.names(), rows(dialog)))
        dialog.kind.choose("role")
        dialog._show()
        seen.append(rows(dialog))
        dialog.where.setText("carers")
        QTest.keyClick(dialog.where, Key.Key_Return)
        seen.append(dialog.trouble.text())
        dialog.kind.choose("place")
        dialog._show()
        seen.append((list(dialog.model.names()), rows(dialog)[0]))
        dialog.where.setText("carer AND port talbot")
        QTest.keyClick(dialog.where, Key.Key_Return)
        qtbot.waitUntil(lambda: dialog.said.text().startswith("1 of"))
        dialog.where.setText("NOT carer")
        QTest.keyClick(dialog.where, Key.Key_Return)
        qtbot.waitUntil(lambda: dialog.said.text().startswith("0 of"))
        seen.append(dialog.said.text())

    in_dialog(_look)
    shown.key(Key.Key_G)
    assert seen[0][0] == ("Chairs", "2", "all", "3", "0", "0")
    assert seen[0][2] == ("Empty so far", "0", "none", "0", "0", "0")
    names, grid = seen[1]
    assert list(names) == ["Story", "Chairs", "Being asked", "Empty so far"]
    assert grid == [("Kit", "2 excerpts", "1 excerpt", ""), ("Rosa", "1 excerpt", "", "")]
    assert seen[2][0] == ("Chairs", "small number")
    assert "“carers” is in none of the project’s lists." in seen[3]
    assert seen[4] == (["Theme", "Port Talbot"], ("Chairs", "small number"))
    assert seen[5].startswith("0 of 2 stories.")


def test_the_grid_that_is_saved_has_only_what_the_team_may_have(
    shown: Shown, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    with shown.project.edit(Work.ADD_STORY) as edit:
        allow_story(edit, 1)
    file, said = tmp_path / "grid.csv", list[Message]()
    shown.page.workspace.banner_shown.connect(said.append)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(file), "CSV (*.csv)"))

    def _save(dialog: PatternsDialog) -> None:
        qtbot.waitUntil(lambda: bool(dialog.model.rows))
        dialog.kind.choose("grid")
        dialog._show()
        dialog._save()

    in_dialog(_save)
    shown.key(Key.Key_G)
    assert "Kit: Moving the chairs" in file.read_text("utf-8")
    assert "Rosa" not in file.read_text("utf-8")
    assert said[-1].happened.startswith("“The garden” is not in it. Nobody noted")


def test_a_summary_is_written_in_a_cell_of_the_grid(shown: Shown, qtbot: QtBot) -> None:
    seen: list[str] = []

    def _write(dialog: CellDialog) -> None:
        seen.extend(dialog.list.texts())
        QTest.keyClicks(dialog.summary, "They moved them.")
        dialog._keep()

    def _look(dialog: PatternsDialog) -> None:
        qtbot.waitUntil(lambda: bool(dialog.model.rows))
        dialog.kind.choose("grid")
        dialog._show()
        dialog.table.setCurrentIndex(dialog.model.index(0, 1))
        in_dialog(_write)
        dialog.table.setFocus()
        QTest.keyClick(dialog.table, Key.Key_Return)
        qtbot.waitUntil(lambda: dialog.model.rows[0].cells[1] != "2 excerpts")
        seen.append(dialog.model.rows[0].cells[1])

    in_dialog(_look)
    shown.key(Key.Key_G)
    assert len(seen) == 3
    assert seen[0].startswith("“We moved the chairs.")
    assert seen[-1] == "They moved them."
    assert shown.project.undo_text == Operation.CHANGE_SUMMARY.value


def test_a_phrase_is_found_heard_and_marked(shown: Shown, qtbot: QtBot) -> None:
    seen: list[Any] = []

    def _find(dialog: PhrasesDialog) -> None:
        QTest.keyClicks(dialog.forms, "the chair*")
        QTest.keyClick(dialog.forms, Key.Key_Return)
        qtbot.waitUntil(lambda: len(dialog.list.texts()) == 2)
        seen.extend([dialog.said.text(), dialog.list.texts()[0]])
        dialog.list.play()
        seen.append([(span.start_ms, span.end_ms) for span in shown.quiet.now.spans])
        assert dialog.hear.text() == "Stop"
        dialog.list.play()
        assert dialog.hear.text() == "Play"
        for _ in range(2):
            dialog.mark()
            seen.append(len(shown.board().cards or {}))
            seen.append(dialog.said.text())
        assert "marked" in dialog.list.texts()[0]
        assert "marked" not in dialog.list.texts()[1]

    in_dialog(_find)
    shown.key(Key.Key_L)
    assert seen[0] == "In 2 of 2 stories (all), 2 times."
    assert "[the chairs.]" in seen[1]
    assert seen[2]
    marked = "In 2 of 2 stories (all), 2 times. Excerpt marked. It is among those without a theme."
    assert seen[3:] == [6, marked, 6, "In 2 of 2 stories (all), 2 times. That is marked already."]


def test_where_people_differ_is_shown_first_and_then_the_numbers(shown: Shown, tmp_path: Path, qtbot: QtBot) -> None:
    """Here two passages of five are in “Chairs” and one in “Being asked”; Rosa puts another one into “Chairs”."""
    with shown.project.read() as session:
        story = find_story(session, "Moving the chairs").id
    folder = make_copy(shown.project, tmp_path, "Rosa")
    with Project.open(folder) as copy, copy.edit(Operation.LINK_THEME) as edit:
        line = passages(edit.session, story)[4]
        chairs = next(theme for theme in themes(edit.session) if theme.name == "Chairs")
        link(edit, chairs.id, mark(edit, story, line.start_ms, line.end_ms).id)
    bring_back(shown.project, folder)
    seen: list[Any] = []

    def _look(dialog: AgreementDialog) -> None:
        qtbot.waitUntil(lambda: dialog.said.text() != "Comparing…")
        seen.extend([dialog.said.text(), dialog.list.texts(), dialog.numbers.text()])
        seen.append([dialog.theme.itemText(place) for place in range(dialog.theme.count())])
        assert dialog.list.isVisible()
        assert dialog.focusWidget() is dialog.list
        QTest.keyClick(dialog.list, Key.Key_Space)
        seen.append(bool(shown.quiet.now.spans))
        dialog.theme.setCurrentIndex(dialog.theme.findText("Being asked"))
        dialog.theme.activated.emit(dialog.theme.currentIndex())
        qtbot.waitUntil(lambda: dialog.said.text() != seen[0])
        seen.append(dialog.numbers.text())

    in_dialog(_look)
    shown.key(Key.Key_D)
    said, places, numbers, offered, played, of_one = seen
    assert said == "People differ in 4 places."
    assert places[0].startswith("Chairs, Here: yes; Rosa: no, 0:02, Moving the chairs: “We moved the chairs.")
    assert places[3] == "Chairs, Rosa: yes; Here: no, 0:13, Moving the chairs: “I had never been asked before.”"
    # 0.6 the same; 0.3 · 0.1 + 0.7 · 0.9 = 0.66 by chance. Of 20 values 4 are yes: 1 − 19 · 8 / (2 · 4 · 16).
    assert numbers.split("\n")[:3] == [
        "5 passages, 2 themes, 1 story; n = 10. The same in 6 of 10 (60 %).",
        "Cohen’s κ, Here and Rosa: -0.176",
        "Krippendorff’s α, Here, Rosa: -0.188",
    ]
    assert offered == ["All themes", "Chairs", "Being asked"]
    assert played
    assert of_one.startswith("5 passages, 1 theme, 1 story; n = 5.")


def test_nobody_differs_before_a_copy_came_back(shown: Shown, qtbot: QtBot) -> None:
    seen: list[Any] = []

    def _look(dialog: AgreementDialog) -> None:
        qtbot.waitUntil(lambda: dialog.said.text() != "Comparing…")
        seen.extend([dialog.said.text(), dialog.list.isVisible(), dialog.hear.isEnabled()])

    in_dialog(_look)
    shown.key(Key.Key_D)
    assert seen[0].startswith("No story was marked by two people yet.")
    assert seen[1:] == [False, False]


def test_the_list_of_themes_goes_out_and_comes_in(
    shown: Shown, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    file = tmp_path / "Themes"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(file), "For other programs, REFI-QDA (*.qdc)"))
    shown.page.together.give_out()
    made = tmp_path / "Themes.qdc"
    assert b'name="Chairs"' in made.read_bytes()
    shown.choose("Empty so far")
    shown.key(Key.Key_Delete)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(made), ""))
    shown.page.together.bring_in()
    qtbot.waitUntil(lambda: len(shown.page.board.themes) == 3)
    assert [name for name, _ in shown.names()] == ["Chairs", "Being asked", "Empty so far"]
