"""Large text and small windows: words keep their room, nothing lies over anything, dialogs fit the screen."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from desks import Desk, Key, desk_on
from made_stories import new_project
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QListWidget, QWidget
from pytestqt.qtbot import QtBot

from coproclip.excerpts.approval import Approval
from coproclip.jobs import JobState, Progress
from coproclip.overview.story_details import story_facts
from coproclip.people.mentions import Found, add_names
from coproclip.project.journal import Operation, Work
from coproclip.project.project import Project
from coproclip.settings import Settings
from coproclip.speech.engine import SpokenSegment
from coproclip.timecode import TimeRange
from coproclip.transcription.queue import TranscriptionRequest, enqueue, set_paused
from coproclip.transcription.retranscribe_passage import OldPassage, Proposal
from coproclip.ui.dialogs.consent.dialog import ConsentDialog
from coproclip.ui.dialogs.models.dialog import SpeechModelsDialog
from coproclip.ui.dialogs.names.dialog import NamesDialog
from coproclip.ui.dialogs.names.hide import HideName
from coproclip.ui.dialogs.project.about import AboutProject
from coproclip.ui.dialogs.retranscribe import RetranscribeDialog
from coproclip.ui.dialogs.settings import SettingsDialog
from coproclip.ui.dialogs.story_details import StoryDetails
from coproclip.ui.dialogs.vault.dialog import VaultDialog
from coproclip.ui.dialogs.voices.dialog import VoicesDialog
from coproclip.ui.dialogs.voices.two_voices import TwoVoices
from coproclip.ui.dialogs.words.dialog import WordsDialog
from coproclip.ui.job_runner import JobHandle, JobKind
from coproclip.ui.pages.page import Page
from coproclip.ui.pages.playlists.titles import TitleDialog
from coproclip.ui.pages.stories.bin import StoriesBin
from coproclip.ui.pages.stories.first_run import FirstRun
from coproclip.ui.sidebar import Sidebar
from coproclip.ui.style.choices import LookChoices
from coproclip.ui.style.fonts import font
from coproclip.ui.style.look import apply_style
from coproclip.ui.style.tokens import current
from coproclip.ui.transcript.margins import GAP, PADDING, margins_for
from coproclip.ui.transcription.queue_dialog import QueueDialog
from coproclip.ui.transcription.transcribe_dialog import TranscribeDialog
from coproclip.ui.welcome import Welcome
from coproclip.ui.widgets.badge import approval_margin_word
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.dialog import TITLE_BAR, Dialog
from coproclip.ui.widgets.floating import worked_on
from coproclip.ui.widgets.label import Label
from coproclip.ui.widgets.start_cards import StartCards
from coproclip.ui.widgets.undo_bar import UndoBar
from coproclip.ui.workspace import Workspace

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

SIZES = [(1180, 740), (1440, 900)]
Make = Callable[..., int]


def put_on(text_size: int) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    if current().scale != text_size / 100 or current().dark:
        apply_style(app, "light", text_size)
        QApplication.processEvents()
        QApplication.processEvents()


@pytest.fixture(autouse=True)
def _usual_look(qapp: QApplication) -> Iterator[None]:
    yield
    put_on(100)


def shown(widget: QWidget, qtbot: QtBot, wide: int, high: int) -> None:
    qtbot.addWidget(widget)
    widget.resize(wide, high)
    with qtbot.waitExposed(widget):
        widget.show()
    settle()


def settle() -> None:
    for _time in range(4):
        QApplication.processEvents()


def lying_over(parts: list[QWidget]) -> list[tuple[str, str]]:
    """Parts of one window that share a place, by what they are."""
    places = [QRect(part.mapTo(part.window(), QPoint(0, 0)), part.size()) for part in parts if part.isVisible()]
    names = [f"{type(part).__name__} {part.accessibleName()}" for part in parts if part.isVisible()]
    return [(names[a], names[b]) for a, b in combinations(range(len(places)), 2) if places[a].intersects(places[b])]


def cut(widget: QWidget) -> list[str]:
    """Words that are not whole on the screen."""
    short = []
    for label in widget.findChildren(QLabel):
        if label.isVisible() and label.text() and not getattr(label, "_elide", False):
            wraps = label.wordWrap()
            high = label.heightForWidth(label.width()) if wraps else label.sizeHint().height()
            if label.height() < high or (not wraps and label.width() < label.sizeHint().width()):
                short.append(label.text())
    for button in widget.findChildren(Button):
        if button.isVisible() and (
            button.height() < button.sizeHint().height() or button.width() < button.sizeHint().width()
        ):
            short.append(button.text() or button.accessibleName())
    return short


# ---- the desk -------------------------------------------------------------------------------------------------


@pytest.fixture
def desk(tmp_path: Path, make_story: Make, qtbot: QtBot) -> Iterator[Desk]:
    with desk_on(qtbot, tmp_path / "Side by Side", make_story) as made:
        yield made


def parts_of(desk: Desk) -> list[QWidget]:
    page = desk.page
    parts: list[QWidget] = [
        page.view.header,
        page.view.strip,
        page.view.zoom,
        page.view.tabs.tabBar(),
        page.view.document_bar,
    ]
    return [*parts, page.transcript, page.view.transport]


def lines_in_sight(desk: Desk) -> float:
    return desk.page.transcript.viewport().height() / (desk.page.transcript.fontMetrics().height() * 1.2)


@pytest.mark.parametrize("size", SIZES)
def test_large_text_leaves_the_words_their_room(desk: Desk, size: tuple[int, int]) -> None:
    desk.window.resize(*size)
    put_on(200)
    settle()
    assert desk.window.size().toTuple() == size
    assert lines_in_sight(desk) >= 5
    assert lying_over(parts_of(desk)) == []
    assert desk.page.view.zoom.isVisible() == (size[1] > 800)
    page = desk.page.rect()
    for part in parts_of(desk):
        if part.isVisible():
            assert page.contains(QRect(part.mapTo(desk.page, QPoint(0, 0)), part.size())), type(part).__name__
    assert desk.page.view.document_bar.height() >= desk.page.view.document_bar.modes.sizeHint().height()


def test_a_small_screen_holds_all_of_the_window(desk: Desk) -> None:
    """1024×600, less a title bar."""
    desk.window.resize(1024, 568)
    settle()
    assert (desk.window.width(), desk.window.height()) == (1024, 568)
    bar = desk.page.view.transport
    assert bar.visibleRegion().boundingRect().height() == bar.height()


def test_a_menu_higher_than_the_screen_stays_one_column_on_it(desk: Desk) -> None:
    put_on(200)
    menu = desk.window.commands.menu("Story")
    menu.popup(QPoint(0, 0))
    settle()
    free = menu.screen().availableGeometry()
    tall = sum(menu.actionGeometry(action).height() for action in menu.actions())
    assert tall > free.height()
    assert menu.height() <= free.height()
    assert len({menu.actionGeometry(action).x() for action in menu.actions() if action.isVisible()}) == 1
    assert "Next thing to check\tF4" in [action.text() for action in menu.actions()]
    QTest.keyClick(menu, Key.Key_Down)
    QTest.keyClick(menu, Key.Key_Up)
    last = menu.activeAction()
    place = menu.actionGeometry(last)
    assert place.top() >= 0
    assert place.bottom() < menu.height()
    menu.close()


@pytest.mark.parametrize("text_size", [100, 200])
def test_no_switch_stands_in_the_bar_without_its_words(desk: Desk, text_size: int) -> None:
    put_on(text_size)
    for wide in (1366, 1024):
        desk.window.resize(wide, 768)
        settle()
        follow = desk.page.view.transport.follow
        assert follow.isHidden() or follow.text() == "Follow the words"


@pytest.mark.parametrize("text_size", [100, 200])
def test_beside_the_words_nothing_is_cut(desk: Desk, text_size: int) -> None:
    put_on(text_size)
    words, names = QFontMetrics(font("small")), QFontMetrics(font("strong"))
    for width in (600, 700, 900):
        left, right = (current().scaled(side) for side in margins_for(width))
        assert names.horizontalAdvance("Reporter") <= left - current().scaled(PADDING) - 8
        for state in Approval:
            mark = current().scaled(GAP + 18 + 6)
            assert mark + words.horizontalAdvance(approval_margin_word(state)) <= right


def test_at_the_usual_size_all_of_the_desk_is_there(desk: Desk) -> None:
    for size in SIZES:
        desk.window.resize(*size)
        settle()
        assert desk.page.view.zoom.isVisible()
        assert desk.page.view.header.below.isVisible()
        assert (desk.page.view.header.height(), desk.page.view.document_bar.height()) == (60, 44)
        assert lines_in_sight(desk) >= 9
        assert lying_over(parts_of(desk)) == []


# ---- ways to begin --------------------------------------------------------------------------------------------


def beginnings(qtbot: QtBot) -> Iterator[StartCards]:
    workspace = Workspace(Settings())
    yield FirstRun(workspace)
    welcome = Welcome(lambda: None, lambda: None, lambda: None, lambda _folder: None)
    welcome.show_recent([Path("/tmp/Side by Side.coproclip")])
    yield welcome


@pytest.mark.parametrize("size", SIZES)
def test_large_text_stacks_the_ways_to_begin(qtbot: QtBot, size: tuple[int, int]) -> None:
    put_on(200)
    for page in beginnings(qtbot):
        shown(page, qtbot, size[0] - 152, size[1] - 60)
        assert cut(page) == []
        assert lying_over([*page.cards, *page.promises]) == []
        for card in page.cards:
            assert lying_over([card.icon, card.words, card.button]) == []
            assert card.icon.width() == card.icon.height() == 112
        assert page.horizontalScrollBar().maximum() == 0
        page.ensureWidgetVisible(page.promises[-1])
        seen = page.promises[-1].mapTo(page.viewport(), QPoint(0, 0))
        assert page.viewport().rect().contains(QRect(seen, page.promises[-1].size()))


def test_ways_to_begin_are_equally_wide_and_follow_the_text_size(qtbot: QtBot) -> None:
    put_on(200)
    pages = list(beginnings(qtbot))
    for page in pages:
        shown(page, qtbot, 1228, 860)
    put_on(100)
    settle()
    for page in pages:
        assert len({card.y() for card in page.cards}) == 1
        widths = [card.width() for card in page.cards]
        assert max(widths) - min(widths) <= 1
        assert {card.icon.size().toTuple() for card in page.cards} == {(56, 56)}
        assert cut(page) == []
        assert page.verticalScrollBar().maximum() == 0


# ---- the sidebar ----------------------------------------------------------------------------------------------


class Place(Page):
    icon = "mic"

    def __init__(self, workspace: Workspace, key: str) -> None:
        super().__init__(workspace)
        self.key = key


def sidebar(qtbot: QtBot) -> Sidebar:
    workspace = Workspace(Settings())
    pages = [Place(workspace, key) for key in ("Stories", "Record", "Themes", "Workshop", "Playlists", "Report")]
    for page in pages:
        qtbot.addWidget(page)
    made = Sidebar()
    made.nav.set_pages([("Gather", pages[:2]), ("Make sense", pages[2:4]), ("Share", pages[4:])])
    made.nav.light("Report")
    return made


@pytest.mark.parametrize(("high", "text_size"), [(680, 200), (840, 200), (680, 100)])
def test_nothing_lies_over_the_places(qtbot: QtBot, high: int, text_size: int) -> None:
    put_on(text_size)
    side = sidebar(qtbot)
    jobs = [JobHandle(JobKind.TRANSLATE, f"Putting {name} into English", lambda job: None) for name in ("June", "Wren")]
    for job in jobs:
        job.state, job.progress = JobState.RUNNING, Progress(62, 100, "", 540)
    for rail in (True, False):
        side.set_rail(rail)
        for running in ([], jobs):
            side.show_jobs(running)
            side.setFixedHeight(high)
            if not side.isVisible():
                shown(side, qtbot, side.width(), high)
            settle()
            parts = [side.project_button, side.nav, side._cards_box, side._saved_box, side._rail_state]
            assert lying_over(parts) == []
            assert all(side.rect().contains(part.geometry()) for part in parts if part.isVisible())
            row = side.nav.visualRect(side.nav.currentIndex())
            assert side.nav.viewport().rect().contains(row.adjusted(0, 0, 0, -1))
            assert text_size > 100 or side.nav.verticalScrollBar().maximum() == 0


@pytest.mark.parametrize(("high", "text_size"), [(1400, 100), (1400, 200), (680, 200)])
def test_the_mark_of_where_we_are_touches_no_word_in_the_rail(qtbot: QtBot, high: int, text_size: int) -> None:
    put_on(text_size)
    side = sidebar(qtbot)
    side.set_rail(True)
    shown(side, qtbot, side.width(), high)
    model = side.nav.model()
    for row in range(model.rowCount()):
        key = model.index(row, 0).data()
        side.nav.light(key)
        side.nav.scrollTo(model.index(row, 0))
        settle()
        place = side.nav.visualRect(model.index(row, 0))
        if place.isEmpty():
            continue  # the head of a group has no row of its own in the rail
        place.moveTopLeft(side.nav.viewport().mapTo(side, place.topLeft()))
        picture = side.grab(place).toImage()
        seen = {(x, y): picture.pixelColor(x, y) for x in range(picture.width()) for y in range(picture.height())}
        bar = {x for (x, _y), colour in seen.items() if colour == current().accent and x < place.width() // 5}
        field = {x for (x, _y), colour in seen.items() if colour == current().sel}
        words = {x for (x, _y), colour in seen.items() if colour.lightness() < current().ink.lightness() + 15}
        if key == "Workshop":
            assert bar
            assert words
        if bar:
            assert min(words) > max(bar) + 1, key
            assert min(field) < min(words), key
            assert max(field) > max(words), key


def test_the_rail_says_when_something_is_not_saved(qtbot: QtBot) -> None:
    side = sidebar(qtbot)
    shown(side, qtbot, 76, 680)
    side.set_rail(True)
    side.show_saved(0.0)
    assert side._rail_state.accessibleName() == "Saved"
    side.show_saved(0.0, 1.0)
    assert side._rail_state.accessibleName() == "Not saved"


# ---- dialogs --------------------------------------------------------------------------------------------------


def fits_the_screen(dialog: Dialog) -> None:
    free = dialog.screen().availableGeometry()
    assert dialog.height() <= free.height() - TITLE_BAR
    assert dialog.width() <= free.width()
    for button in dialog.findChildren(Button):
        if button.isVisible() and button.parent() is dialog:
            assert dialog.rect().contains(button.geometry()), button.text()


def jumps_back(dialog: Dialog) -> list[tuple[str, str]]:
    """Where Tab goes up again inside it: from a control to one that stands above it in the same column."""
    stops, stop = [], dialog.nextInFocusChain()
    while stop is not dialog:
        inside = dialog.body.isAncestorOf(stop)
        if inside and stop.isVisible() and stop.isEnabled() and stop.focusPolicy() & Qt.FocusPolicy.TabFocus:
            stops.append((QRect(stop.mapTo(dialog, QPoint()), stop.size()), stop.accessibleName() or str(stop)))
        stop = stop.nextInFocusChain()
    return [
        (name, following)
        for (place, name), (beyond, following) in pairwise(stops)
        if beyond.bottom() < place.top() and beyond.left() <= place.right() and place.left() <= beyond.right()
    ]


@pytest.mark.parametrize("text_size", [100, 200])
def test_dialogs_fit_the_screen(qtbot: QtBot, make_story: Make, tmp_path: Path, text_size: int) -> None:
    put_on(text_size)
    settings = Settings()
    models = SpeechModelsDialog(Workspace(settings))
    with new_project(tmp_path / "Side by Side") as project:
        story, folder = make_story(project), project.folder
    workspace = Workspace(settings)
    workspace.use(Project.open(folder))
    details, away = StoryDetails(workspace, story), StoriesBin(workspace)
    details.tellers.add.click()
    agreed = ConsentDialog(workspace, story)
    with workspace.opened().edit(Work.TRANSCRIBE) as edit:
        enqueue(edit, story, TranscriptionRequest())
        set_paused(edit, story)
    workspace.queue.begin()
    how, waiting = TranscribeDialog(workspace, story), QueueDialog(workspace)
    choices = SettingsDialog(settings, LookChoices(settings), lambda: None)
    dialogs: list[Dialog] = [models, choices, details, away, TitleDialog("New playlist", "Create", lambda _title: 0)]
    dialogs += [how, waiting, agreed, AboutProject(workspace), VaultDialog(workspace)]
    for dialog in dialogs:
        qtbot.addWidget(dialog)
        with qtbot.waitExposed(dialog):
            dialog.show()
        settle()
        fits_the_screen(dialog)
        assert cut(dialog) == []
        assert jumps_back(dialog) == []
        if dialog is details:
            assert dialog.findChildren(Label)[0].text() == workspace.read(story_facts, story).title
        assert dialog.body.minimumSizeHint().width() <= 1280, "a small laptop shows it without scrolling sideways"
    assert models.list.viewport().height() >= 2 * models.list.sizeHintForRow(0)
    workspace.close_project()


@pytest.mark.parametrize("text_size", [100, 200])
def test_the_desks_dialogs_fit_the_screen(desk: Desk, qtbot: QtBot, text_size: int) -> None:
    put_on(text_size)
    page, space, over = desk.page, desk.workspace, desk.window
    assert page.open_story.story is not None
    lines = page.transcript.words.passages
    time = TimeRange(lines[1].start_ms, lines[3].end_ms)
    old = [OldPassage(line.id, line.text, line.checked, None, line.start_ms, line.end_ms) for line in lines[1:4]]
    new = [SpokenSegment(line.start_ms, line.end_ms, line.text.replace("bus", "train"), ()) for line in lines[1:4]]
    asking = RetranscribeDialog(space, page.retranscription.job, page.open_story.story, time, over)
    with desk.project.edit(Operation.DECIDE_NAME) as edit:
        add_names(edit, page.open_story.story.story_id, [Found("chairs"), Found("bus stop")])
    voices = VoicesDialog(space, page.open_story.story.story_id, page.speakers, over)
    dialogs: list[Dialog] = [
        asking,
        voices,
        WordsDialog(space, over),
        NamesDialog(space, page.open_story.story.story_id, over),
        HideName(space, page.open_story.story.story_id, "bus stop", over),
        TwoVoices("join", page.open_story.story.speakers, over),
    ]
    for dialog in dialogs:
        with qtbot.waitExposed(dialog):
            dialog.show()
        settle()
        fits_the_screen(dialog)
        assert cut(dialog) == []
        assert jumps_back(dialog) == []
    page.retranscription.job.found = Proposal(
        page.open_story.story.story_id, time, tuple(old), tuple(new), "careful", "base", "en"
    )
    page.retranscription.job.changed.emit()
    settle()
    assert asking.versions.isVisible()
    fits_the_screen(asking)
    assert cut(asking) == []
    page.retranscription.job.forget()
    for dialog in dialogs:
        dialog.close()
        dialog.deleteLater()
    qtbot.waitUntil(lambda: not space.jobs.jobs())


def test_a_dialog_follows_the_text_size_and_the_hand(qtbot: QtBot) -> None:
    settings = Settings()
    dialog = SettingsDialog(settings, LookChoices(settings), lambda: None)
    qtbot.addWidget(dialog)
    with qtbot.waitExposed(dialog):
        dialog.show()
    usual = dialog.size()
    put_on(150)
    settle()
    assert dialog.width() > usual.width()
    assert dialog.height() > usual.height()
    assert cut(dialog) == []
    put_on(100)
    settle()
    assert dialog.size() == usual
    dialog.resize(usual.width() + 120, usual.height() + 90)
    settle()
    dialog.resize(usual.width() + 120, usual.height() + 90)
    settle()
    assert dialog.width() == usual.width() + 120
    assert dialog.height() == usual.height() + 90


def test_a_dialog_grows_with_its_words_and_then_scrolls(qtbot: QtBot) -> None:
    dialog = Dialog("Asking", wide=400)
    words = Label("Did they hear it?", wrap=True)
    dialog.column.addWidget(words)
    dialog.foot.addWidget(Button("Keep", on_click=dialog.accept))
    qtbot.addWidget(dialog)
    with qtbot.waitExposed(dialog):
        dialog.show()
    before = dialog.height()
    words.setText("No answer counts as a no. " * 20)
    qtbot.waitUntil(lambda: dialog.height() > before)
    assert cut(dialog) == []
    words.setText("No answer counts as a no. " * 800)
    qtbot.wait(50)
    fits_the_screen(dialog)
    free = dialog.screen().availableGeometry()
    assert dialog.frameGeometry().bottom() <= free.bottom()
    assert cut(dialog) == []  # it scrolls


# ---- what is told after a change ------------------------------------------------------------------------------


def test_what_is_told_stands_above_the_bar_and_not_on_the_row_at_work(qtbot: QtBot) -> None:
    window = QWidget()
    rows = QListWidget(window)
    rows.addItems([f"row {n}" for n in range(200)])
    rows.setGeometry(0, 60, 800, 480)
    bar = UndoBar(window, lambda: QRect(0, 60, 800, 480))
    shown(window, qtbot, 800, 600)
    window.activateWindow()
    rows.setFocus()
    rows.setCurrentRow(0)
    bar.tell("Excerpt deleted", lambda: None)
    assert bar.geometry().bottom() < 540
    assert bar.y() > 400
    QTest.keyClick(rows, Key.Key_PageDown)
    work = worked_on(rows, window)
    assert bar.geometry().intersects(work)
    qtbot.waitUntil(lambda: not bar.geometry().intersects(work))
    assert 60 <= bar.y() < 120


def test_what_is_told_is_never_wider_than_the_window(qtbot: QtBot) -> None:
    put_on(200)
    window = QWidget()
    bar = UndoBar(window)
    shown(window, qtbot, 700, 400)
    bar.tell(
        "“She did not bring a plan. She brought a flask of tea” changed: ask again before it is shared", lambda: None
    )
    settle()
    assert window.rect().contains(bar.geometry())
    assert cut(bar) == []


def test_a_corrected_passage_is_not_covered(desk: Desk) -> None:
    desk.window.resize(1440, 640)
    settle()
    desk.words(4, 0)
    desk.key(Key.Key_Return)
    desk.workspace.show_toast("Changed: ask again before it is shared")
    bar, right = desk.window.undo_bar, desk.window._right
    assert not bar.geometry().intersects(worked_on(desk.page.transcript, right))
    footer = desk.page.view.transport
    assert not bar.geometry().intersects(QRect(footer.mapTo(right, QPoint(0, 0)), footer.size()))


def test_the_place_to_drop_files_stays_free(desk: Desk) -> None:
    desk.window.show_page("stories")
    desk.workspace.show_toast("interview.opus is in the project")
    settle()
    strip = desk.stories.list.drop_strip
    assert strip.isVisible()
    place = QRect(strip.mapTo(desk.window._right, QPoint(0, 0)), strip.size())
    assert not desk.window.undo_bar.geometry().intersects(place)


def line_at_the_top(desk: Desk) -> str:
    view = desk.page.transcript
    cursor = view.cursorForPosition(QPoint(0, 0))
    cursor.movePosition(cursor.MoveOperation.WordRight, cursor.MoveMode.KeepAnchor, 2)
    return f"{cursor.blockNumber()}: {cursor.selectedText()}"


@pytest.mark.parametrize("text_size", [125, 150, 200])
def test_another_text_size_leaves_the_passage_one_reads_at_the_top(desk: Desk, qtbot: QtBot, text_size: int) -> None:
    shown(desk.window, qtbot, 1440, 900)
    view = desk.page.transcript
    few = list(view.words.passages)
    view.load(replace(few[n % 5], id=n + 1, start_ms=n * 4000, end_ms=n * 4000 + 3000) for n in range(60))
    view.verticalScrollBar().setValue(view.sight.at(17).origin.toPoint().y())
    before = line_at_the_top(desk)
    assert before.startswith("17: ")
    put_on(text_size)
    assert line_at_the_top(desk) == before
    put_on(100)
    assert line_at_the_top(desk) == before


@pytest.mark.parametrize(("text_size", "wide"), [(150, 1440), (150, 1180), (125, 1180), (200, 1440)])
def test_listen_and_correct_are_never_cut(desk: Desk, qtbot: QtBot, text_size: int, wide: int) -> None:
    put_on(text_size)
    shown(desk.window, qtbot, wide, 900)
    modes = desk.page.view.document_bar.modes
    assert modes.width() >= modes.sizeHint().width()


def test_a_very_wide_window_uses_its_room(desk: Desk, qtbot: QtBot) -> None:
    shown(desk.window, qtbot, 2560, 1300)
    view, page = desk.page.view, desk.page.transcript
    assert view.about.isVisible()
    assert view.excerpts.isVisible() or view.none_yet.isVisible()
    assert view.about.width() + view.tabs.width() >= 900
    words, beside = page.viewport(), page.mapTo(view, QPoint(0, 0)).x()
    left = beside + page.speakers.x()
    right = page.width() - page.notes.geometry().right()
    assert abs(left - right) < 40, "the words stand in the middle of their part"
    assert words.width() <= 640, "and are no wider than can be read"
    shown(desk.window, qtbot, 1440, 900)
    assert view.tabs.indexOf(view.about) == 1
