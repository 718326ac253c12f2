"""Where the keyboard is can always be seen, and what was typed or asked for is never lost without a word."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from desks import CTRL, SHIFT, Desk, Key, desk_on, desk_window, dialog, opened, when
from made_stories import new_project
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from coproclip.excerpts.marking import mark_quote
from coproclip.excerpts.playlists import add_playlist, add_to_playlist
from coproclip.project.journal import Operation
from coproclip.project.project import Project
from coproclip.themes.codebook import add_theme, link, themes_of
from coproclip.ui.dialogs.excerpt.dialog import ExcerptDialog
from coproclip.ui.dialogs.share.clips_dialog import ClipsDialog
from coproclip.ui.dialogs.themes.chooser import ThemeChooser
from coproclip.ui.pages.playlists.page import PlaylistsPage
from coproclip.ui.pages.themes.page import ThemesPage
from coproclip.ui.style.focus import FocusRing
from coproclip.ui.widgets.floating import worked_on
from coproclip.ui.widgets.message import Message, MessageAction

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

Make = Callable[..., int]
CLICK = Qt.MouseButton.LeftButton


@pytest.fixture
def desk(tmp_path: Path, make_story: Make, qtbot: QtBot) -> Iterator[Desk]:
    def _make(project: Project) -> int:
        story = make_story(project)
        with project.edit(Operation.MARK_EXCERPT) as edit:
            first = mark_quote(edit, story, "After that there was no head of the table")
            mark_quote(edit, story, "Then somebody asked me")
            link(edit, add_theme(edit, "Chairs").id, first.id)
            add_to_playlist(edit, add_playlist(edit, "Doors that open").id, [first.id])
        return story

    with desk_on(qtbot, tmp_path / "Side by Side", _make, PlaylistsPage, ThemesPage) as made:
        yield made


def ringed(window: QWidget) -> QWidget | None:
    """The control in this window that has the ring."""
    ring = window.findChild(FocusRing, "focus-ring")
    return ring._target if ring is not None and ring.isVisible() else None


def press(widget: QWidget) -> None:
    QTest.mouseClick(widget, CLICK)


# ---- where the keyboard is --------------------------------------------------------------------------------------


def test_f6_shows_where_it_leads(desk: Desk) -> None:
    page, window = desk.page, desk.window
    page.transcript.setFocus()
    desk.key(Key.Key_F6)
    assert page.view.excerpts.hasFocus()
    assert page.view.excerpts.currentIndex().row() == 0, "the list draws its ring round a row"
    assert desk.workspace.excerpt_id is None, "going by chooses nothing"
    desk.key(Key.Key_F6)
    assert page.view.transport.isAncestorOf(window.focusWidget())
    assert ringed(window) is window.focusWidget()
    assert not page.view.excerpts.currentIndex().isValid()
    desk.key(Key.Key_F6)
    assert window.focusWidget() is window.sidebar.nav
    desk.key(Key.Key_F6)
    assert page.view.header.isAncestorOf(window.focusWidget())
    assert ringed(window) is window.focusWidget()


def test_a_row_that_was_only_passed_by_can_be_acted_on(desk: Desk) -> None:
    page = desk.page
    page.transcript.setFocus()
    desk.key(Key.Key_F6)
    assert page.excerpts.here() == page.open_story.excerpts[0].excerpt_id
    desk.key(Key.Key_Down)
    assert desk.workspace.excerpt_id == page.open_story.excerpts[1].excerpt_id
    desk.key(Key.Key_F6)
    assert page.view.excerpts.currentIndex().row() == 1, "what was chosen stays"


def test_a_click_on_the_row_that_was_passed_by_chooses_it(desk: Desk) -> None:
    page = desk.page
    page.transcript.setFocus()
    desk.key(Key.Key_F6)
    index = page.view.excerpts.currentIndex()
    where = page.view.excerpts.visualRect(index).topLeft() + QPoint(60, 8)
    QTest.mouseClick(page.view.excerpts.viewport(), CLICK, pos=where)
    assert desk.workspace.excerpt_id == page.open_story.excerpts[0].excerpt_id


def test_what_a_key_opens_shows_its_ring_and_what_the_mouse_opens_does_not(desk: Desk) -> None:
    seen: list[object] = []

    def _look(found: ClipsDialog) -> None:
        QApplication.processEvents()
        focus = found.focusWidget()
        seen.append(isinstance(focus, QAbstractButton) and ringed(found) is focus)
        found.reject()

    desk.page.transcript.setFocus()
    when(dialog, _look)
    desk.key(Key.Key_E, CTRL | SHIFT)
    desk.window.activateWindow()
    desk.qtbot.waitUntil(desk.window.isActiveWindow)
    when(dialog, _look)
    press(desk.page.view.header.share)
    assert seen == [True, False]


def test_export_by_key_has_a_ring_in_the_playlist(desk: Desk) -> None:
    page = desk.window.pages["playlists"]
    assert isinstance(page, PlaylistsPage)
    desk.key(Key.Key_5, CTRL)
    desk.key(Key.Key_E, CTRL | SHIFT)
    focus = desk.window.focusWidget()
    assert page.panel.isAncestorOf(focus)
    assert ringed(desk.window) is focus


# ---- messages ---------------------------------------------------------------------------------------------------


def test_f6_reaches_a_message_and_esc_closes_it(desk: Desk) -> None:
    window, page = desk.window, desk.page
    desk.workspace.show_banner(Message("It is here already.", answers=(MessageAction("Open it"),)))
    desk.workspace.show_banner(Message("The disk is full.", kind="error"))
    page.transcript.setFocus()
    while not window.messages.isAncestorOf(window.focusWidget()):
        desk.key(Key.Key_F6)
    focus = window.focusWidget()
    assert isinstance(focus, QPushButton)
    assert focus.text() == "Open it"
    assert ringed(window) is focus
    desk.key(Key.Key_Escape)
    assert desk.said() == ["The disk is full."]
    assert not window.messages.isAncestorOf(window.focusWidget())
    assert window.focusWidget() is window.sidebar.nav, "where it was before"


def test_a_message_moves_nothing_and_gives_the_keyboard_back(desk: Desk) -> None:
    window, page = desk.window, desk.page
    page.view.setFocus()
    before = page.mapTo(window, QPoint(0, 0)), page.size()
    desk.workspace.show_banner(
        Message("The disk is full.", "All is safe.", kind="error", answers=(MessageAction("Try again"),))
    )
    desk.settle()
    assert (page.mapTo(window, QPoint(0, 0)), page.size()) == before
    strip = window.messages.strips()[0]
    room = window.messages.geometry()
    top = page.mapTo(window._right, page.free_room().topLeft()).y()
    assert room.top() >= top, "the bar of the page stays free"
    QTest.mouseClick(strip.close_button, CLICK)
    assert desk.said() == []
    assert window.focusWidget() is page.view


def test_a_message_that_goes_by_itself_gives_the_keyboard_back(desk: Desk) -> None:
    window, page = desk.window, desk.page
    page.view.setFocus()
    desk.workspace.show_banner(Message("Still transcribing.", answers=(MessageAction("Pause"),), key="going on"))
    window.messages.strips()[0].findChild(QPushButton).setFocus()
    desk.workspace.banner_over.emit("going on")
    assert desk.said() == []
    assert window.focusWidget() is page.view


def test_a_message_is_not_where_one_works(desk: Desk) -> None:
    window, page = desk.window, desk.page
    page.view.setFocus()
    desk.key(Key.Key_Home, CTRL)
    desk.workspace.show_banner(Message("The disk is full.", kind="error"))
    desk.settle()
    work = worked_on(page.view, window._right)
    assert not window.messages.geometry().intersects(work)
    desk.workspace.show_toast("Excerpt deleted")
    assert not window.messages.geometry().intersects(window.undo_bar.geometry())


def test_a_message_is_not_over_what_can_be_shared(desk: Desk) -> None:
    window, page = desk.window, desk.window.pages["playlists"]
    assert isinstance(page, PlaylistsPage)
    window.resize(1280, 720)
    window.show_page("playlists")
    desk.qtbot.waitUntil(page.panel.not_ready_label.isVisible)
    desk.workspace.show_banner(Message("The disk is full.", "All is safe. " * 12, kind="error"))
    desk.settle()
    for part in (page.panel.not_ready_label, page.panel.uses):
        place = QRect(part.mapTo(window._right, QPoint(0, 0)), part.size())
        assert not window.messages.geometry().intersects(place)


def test_what_was_only_told_goes_with_its_page(desk: Desk) -> None:
    desk.workspace.show_banner(Message("It was made yesterday."))
    desk.workspace.show_banner(Message("It is here already.", answers=(MessageAction("Open it"),)))
    desk.workspace.show_banner(Message("The disk is full.", kind="error"))
    desk.workspace.page_asked.emit("desk")
    assert len(desk.said()) == 3, "still the same page"
    desk.workspace.page_asked.emit("stories")
    assert desk.said() == ["It is here already.", "The disk is full."], "what asks something stays"


# ---- excerpts ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", [Key.Key_Return, Key.Key_Space])
def test_where_there_is_no_excerpt_that_is_said(desk: Desk, key: Key) -> None:
    desk.words(4, 1)
    desk.key(key, SHIFT)
    assert desk.told() == "No excerpt here. Select some words and press E."


def test_the_menu_of_playlists_opens_under_its_button(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    lst = desk.page.view.excerpts
    desk.workspace.choose_excerpt(desk.page.open_story.excerpts[0].excerpt_id)
    desk.settle()
    spot = lst.part_rect(lst.currentIndex(), "playlist")
    places: list[QPoint] = []
    monkeypatch.setattr(
        "coproclip.ui.pages.desk.excerpt_actions.open_menu", lambda _menu, at, **_more: places.append(at)
    )
    QTest.mouseClick(lst.viewport(), CLICK, pos=spot.center())
    lst.setFocus()
    desk.key(Key.Key_P)
    assert len(places) == 2
    for place in map(lst.viewport().mapFromGlobal, places):
        assert place.x() == spot.left()
        assert 0 < place.y() - spot.bottom() <= 4


def test_the_excerpt_window_names_the_story_where_nobody_is_named(
    desk: Desk, make_story: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("coproclip.overview.excerpts.storyteller_names", lambda _session, _story: "")
    window = ExcerptDialog(desk.workspace, desk.page.open_story.excerpts[0].excerpt_id)
    assert desk.page.open_story.story is not None
    assert window.windowTitle().startswith(f"Excerpt, {desk.page.open_story.story.title}, 0:")
    window.deleteLater()


# ---- correcting -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", [Key.Key_Return, Key.Key_F2])
def test_the_corrected_word_takes_the_place_of_the_wrong_one(desk: Desk, key: Key) -> None:
    page = desk.page
    before = page.transcript.words.texts[4]
    wrong = before.split()[2]
    desk.words(4, 2)
    desk.key(key)
    assert page.transcript.correcting
    assert page.transcript.textCursor().selectedText() == wrong
    assert page.transcript.reading.selected_range() is None, "typing replaces it, but nobody chose it for an excerpt"
    desk.type("neighbour")
    assert page.transcript.words.texts[4] == before.replace(wrong, "neighbour")
    desk.key(Key.Key_Escape)
    assert desk.workspace.story_id is not None
    assert desk.segments(desk.workspace.story_id)[4].text == before.replace(wrong, "neighbour")


def test_the_offered_word_is_let_go(desk: Desk) -> None:
    view = desk.page.transcript
    desk.words(4, 2)
    start = view.textCursor().position()
    desk.key(Key.Key_Return)
    desk.key(Key.Key_Escape)
    assert not view.textCursor().hasSelection()
    assert view.textCursor().position() == start
    desk.key(Key.Key_Return)
    desk.key(Key.Key_Right)
    assert not view.textCursor().hasSelection()
    assert view.textCursor().position() > start


# ---- themes -----------------------------------------------------------------------------------------------------


def chosen_by(desk: Desk, do: Callable[[ThemeChooser], object]) -> list[str]:
    """The themes of the first excerpt after this was done in the window that asks for them."""
    excerpt_id = desk.page.open_story.excerpts[0].excerpt_id
    when(dialog, do)
    ThemeChooser.choose(desk.workspace, [excerpt_id], desk.window)
    with desk.project.read() as session:
        return [theme.name for theme in themes_of(session, excerpt_id)]


def done(found: ThemeChooser) -> QPushButton:
    return next(button for button in found.findChildren(QPushButton) if button.text() == "Done")


def test_done_makes_the_theme_that_was_typed(desk: Desk) -> None:
    def _type(found: ThemeChooser) -> None:
        QTest.keyClicks(found.field, "Asked, not told")
        press(done(found))
        assert not found.isVisible()

    assert chosen_by(desk, _type) == ["Chairs", "Asked, not told"]


def test_ctrl_enter_is_done(desk: Desk) -> None:
    def _type(found: ThemeChooser) -> None:
        QTest.keyClicks(found.field, "Asked, not told")
        QTest.keyClick(found.field, Key.Key_Return, CTRL)
        assert not found.isVisible()

    assert chosen_by(desk, _type) == ["Chairs", "Asked, not told"]


def test_esc_makes_nothing_and_keeps_the_ticks(desk: Desk) -> None:
    def _type(found: ThemeChooser) -> None:
        QTest.keyClicks(found.field, "Asked, not told")
        QTest.keyClick(found.field, Key.Key_Return)
        QTest.keyClicks(found.field, "Half a thought")
        QTest.keyClick(found.field, Key.Key_Escape)
        assert not found.isVisible()

    assert chosen_by(desk, _type) == ["Chairs", "Asked, not told"]


def test_what_may_have_been_typed_to_find_is_not_made_without_asking(desk: Desk) -> None:
    def _type(found: ThemeChooser) -> None:
        QTest.keyClicks(found.field, "cha")
        press(done(found))
        assert found.isVisible()
        assert found.trouble.text() == "There is no theme “cha” yet. Done makes it, Esc leaves it."
        press(done(found))
        assert not found.isVisible()

    assert chosen_by(desk, _type) == ["Chairs", "cha"]


def test_done_after_a_tick_makes_nothing_of_what_it_was_found_by(desk: Desk) -> None:
    def _type(found: ThemeChooser) -> None:
        QTest.keyClicks(found.field, "cha")
        QTest.keyClick(found.field, Key.Key_Return)
        press(done(found))
        assert not found.isVisible()

    assert chosen_by(desk, _type) == []


def test_done_never_takes_a_known_theme_off(desk: Desk) -> None:
    def _type(found: ThemeChooser) -> None:
        QTest.keyClicks(found.field, "chairs")
        press(done(found))
        assert not found.isVisible()

    assert chosen_by(desk, _type) == ["Chairs"]


# ---- numbers in sentences ---------------------------------------------------------------------------------------


def test_one_is_not_several(desk: Desk) -> None:
    page = desk.window.pages["themes"]
    assert isinstance(page, ThemesPage)
    desk.key(Key.Key_3, CTRL)
    assert page.summary.whole_text() == "1 theme, 2 excerpts, 1 without a theme yet"
    assert page.side.said.text().startswith("Out of 1 story. ")
    spoken = page.model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Chairs, 1 of 1 story, 1 excerpt"
    stories = desk.stories
    desk.key(Key.Key_1, CTRL)
    stories.field.setText("asked")
    desk.qtbot.waitUntil(stories.results.count_line.isVisible)
    assert stories.results.count_line.text() == "2 passages, in 1 story. Space plays, Enter opens."


# ---- the first story --------------------------------------------------------------------------------------------


def test_after_the_first_import_the_keyboard_is_on_the_new_story(
    tmp_path: Path, make_story: Make, qtbot: QtBot
) -> None:
    with new_project(tmp_path / "New") as project:
        folder = project.folder
    with desk_window(qtbot) as (window, workspace):
        desk = opened(window, workspace, folder, qtbot)
        assert desk.stories.first.isAncestorOf(window.focusWidget())
        make_story(desk.project)
        qtbot.waitUntil(lambda: bool(desk.stories.rows.rows))
        assert window.focusWidget() is desk.stories.list.table
        assert desk.stories.list.table.currentIndex().row() == 0
