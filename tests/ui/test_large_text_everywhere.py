"""Every page and dialog at every text size, with long names: nothing is cut, overlaps, is pushed out or nameless."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from desks import Desk, all_read, desk_on, when
from fakes.microphones import Microphones
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot
from sight import cut_words, troubles

from coproclip.excerpts.marking import mark_quote
from coproclip.excerpts.playlists import add_playlist, add_to_playlist
from coproclip.project.journal import Operation, Work
from coproclip.project.project import Project
from coproclip.project.schema import Story
from coproclip.themes.codebook import add_theme, link
from coproclip.ui.pages.page import Page
from coproclip.ui.pages.people.page import PeoplePage
from coproclip.ui.pages.playlists.page import PlaylistsPage
from coproclip.ui.pages.record.page import RecordPage
from coproclip.ui.pages.themes.page import ThemesPage
from coproclip.ui.style.look import apply_style
from coproclip.ui.widgets.floating import worked_on
from coproclip.ui.widgets.message import Message, MessageAction
from coproclip.ui.workspace import Workspace

pytestmark = [pytest.mark.slow, pytest.mark.qt_log_ignore("This plugin does not support")]

Make = Callable[..., int]
LONG = "Übungsgespräch über das Älterwerden, die Straßenbahn und alles, was dazwischenkam: Łódź, Ærøskøbing"
THEME = "Getting together across all of the streets that never used to speak"
FILE_GONE = Message(
    "The recording file is not where it was.",
    "Words, excerpts and themes are safe.",
    "Find it again, or carry on without the sound.",
    "caution",
    (MessageAction("Find it…"), MessageAction("Later")),
)
DIALOGS = {
    "stories": (
        "settings", "speech_models", "help_keys", "find_command", "transcription_queue", "about_project", "vault",
        "print", "at_risk", "went_out", "read_answers", "care_log",
        "kept_from_copies", "make_timeline", "make_research_file",
        "make_conversation_pack", "make_cards", "make_story_index",
    ),
    "desk": (
        "go_to_time", "story_details", "write_how", "voices", "original", "forget_old", "own_words", "note",
        "open_excerpt", "choose_theme", "export", "names", "hide_name",
    ),
    "people": ("add_person", "open_person", "person_consent", "people_lists", "sit_together", "make_review"),
    "record": ("change_starters", "risk_note", "recording_settings"),
    "themes": ("new_theme", "edit_theme", "delete_theme", "words_theme"),
    "playlists": ("new_playlist", "rename", "add_excerpts", "move_to", "note_answer", "open_excerpt"),
}  # fmt: skip


@pytest.fixture
def desk(tmp_path: Path, make_story: Make, qtbot: QtBot) -> Iterator[Desk]:
    def _make(project: Project) -> int:
        story = make_story(project)
        with project.edit(Work.ADD_STORY) as edit:
            row = edit.session.get(Story, story)
            assert row is not None
            row.title = LONG
        with project.edit(Operation.MARK_EXCERPT) as edit:
            first = mark_quote(edit, story, "After that there was no head of the table")
            second = mark_quote(edit, story, "Then somebody asked me")
            first.title = LONG
            link(edit, add_theme(edit, THEME).id, first.id)
            add_to_playlist(edit, add_playlist(edit, LONG).id, [first.id, second.id])
        return story

    def _record(workspace: Workspace) -> Page:
        microphones = Microphones()
        return RecordPage(workspace, open_source=microphones.open, find_devices=microphones.list)

    with desk_on(qtbot, tmp_path / "Side by Side", _make, _record, PeoplePage, ThemesPage, PlaylistsPage) as made:
        yield made
        page = made.window.pages["record"]
        assert isinstance(page, RecordPage)
        page.microphones.forget_trial()
        page.recording_session.shut()


def put_on(text_size: int, *, dark: bool = False) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    apply_style(app, "dark" if dark else "light", text_size)
    settle()


def settle() -> None:
    for _time in range(6):
        QApplication.processEvents()


def show(desk: Desk, key: str) -> Page:
    if key == "desk":
        assert desk.workspace.story_id is not None
        desk.open(desk.workspace.story_id)
    else:
        desk.window.show_page(key)
    all_read(desk.workspace)
    desk.qtbot.wait(150)
    settle()
    return desk.window.pages[key]


@pytest.mark.parametrize(("text_size", "size"), [(100, (1280, 720)), (150, (1440, 900)), (200, (1280, 720))])
def test_every_page_is_whole(desk: Desk, text_size: int, size: tuple[int, int]) -> None:
    put_on(text_size, dark=text_size == 150)
    desk.window.resize(*size)
    for key in ("stories", "desk", "record", "people", "themes", "playlists"):
        page = show(desk, key)
        assert troubles(desk.window) == {}, key
        for words in ("A file is here", "The disk is full."):
            desk.workspace.show_banner(Message(words))
        settle()
        assert cut_words(desk.window.messages) == []
        for strip in desk.window.messages.strips():
            strip.close_button.click()
        assert page.isVisible()


@pytest.mark.parametrize("text_size", [100, 200])
def test_every_dialog_is_whole(desk: Desk, text_size: int) -> None:
    put_on(text_size)
    for key in DIALOGS:
        _every_dialog_of(desk, key)


def _every_dialog_of(desk: Desk, key: str) -> None:
    page = show(desk, key)
    if key == "desk":
        desk.words(1, 0)
        desk.workspace.choose_excerpt(desk.page.open_story.excerpts[0].excerpt_id)
        settle()
    seen: list[str] = []

    def _look(found: QWidget) -> None:
        settle()
        if isinstance(found, QDialog):
            seen.append(name)
            # What is read in the background may come in meanwhile and be set once more.
            wrong = next((some for some in (_after(50, found) for _time in range(20)) if not some), troubles(found))
            found.reject()
            assert wrong == {}, name
        else:
            found.close()

    for name in DIALOGS[key]:
        command = next(command for command in desk.window.commands.available() if command.id == name)
        assert command.possible, name
        when(_front, _look)
        command.run()
        desk.qtbot.waitUntil(lambda name=name: name in seen)
        desk.qtbot.waitUntil(lambda: _front() is None)
        desk.window.activateWindow()
        desk.qtbot.waitUntil(desk.window.isActiveWindow)
    assert page.isVisible()


def _after(ms: int, top: QWidget) -> dict[str, list[object]]:
    some = troubles(top)
    if some:
        QTest.qWait(ms)
    return some


def _front() -> QWidget | None:
    shown = [top for top in QApplication.topLevelWidgets() if isinstance(top, QDialog) and top.isVisible()]
    return QApplication.activeModalWidget() or (shown[0] if shown else None)


# ---- what lies over a page --------------------------------------------------------------------------------------


def place_of(part: QWidget, desk: Desk) -> QRect:
    """Where a part of the window is, in the part that messages lie over."""
    over = desk.window.messages.parentWidget()
    assert over is not None
    return QRect(over.mapFromGlobal(part.mapToGlobal(QPoint(0, 0))), part.size())


@pytest.mark.parametrize("text_size", [100, 150, 200])
def test_a_message_leaves_the_field_in_sight_that_is_typed_in(desk: Desk, text_size: int) -> None:
    put_on(text_size)
    desk.window.resize(1280, 720)
    page = show(desk, "record")
    desk.window.activateWindow()
    desk.qtbot.waitUntil(desk.window.isActiveWindow)
    desk.workspace.show_banner(FILE_GONE)
    messages = desk.window.messages
    over = messages.parentWidget()
    assert over is not None
    seen: list[QWidget] = []
    for _press in range(12):
        focus = QApplication.focusWidget()
        if focus is not None and page.isAncestorOf(focus) and focus not in seen:
            seen.append(focus)
            desk.qtbot.waitUntil(lambda at=focus: not messages.geometry().intersects(worked_on(at, over)))
            shown = focus.visibleRegion().boundingRect()
            assert shown.height() >= focus.fontMetrics().height(), "it was not scrolled out of sight either"
            assert cut_words(messages) == []
            assert messages.verticalScrollBar().maximum() == 0, "the message is whole"
        QTest.keyClick(focus or page, Qt.Key.Key_Tab)
        settle()
    assert len(seen) > 3


@pytest.mark.parametrize(("text_size", "size"), [(100, (1280, 720)), (100, (1440, 900)), (150, (1440, 900))])
def test_nothing_that_is_said_lies_over_the_waveform(desk: Desk, text_size: int, size: tuple[int, int]) -> None:
    put_on(text_size)
    desk.window.resize(*size)
    show(desk, "desk")
    view = desk.page.view
    for passage in (0, len(desk.page.transcript.words.passages) - 1):
        desk.words(passage, 0)
        desk.workspace.show_banner(FILE_GONE)
        desk.workspace.show_toast("It is in the playlist now")
        desk.qtbot.wait(300)
        for over in (desk.window.messages, desk.window.undo_bar):
            for part in (view.strip, view.zoom, view.tabs.tabBar()):
                assert not part.isVisible() or not over.geometry().intersects(place_of(part, desk)), passage
            assert not over.geometry().intersects(worked_on(desk.page.transcript, desk.window.messages.parentWidget()))
        for strip in desk.window.messages.strips():
            strip.close_button.click()
