"""Quitting, and being ended: what was typed is in the project, or in a file that the person is told of."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from desks import Desk, Key, desk_window, dialog, opened, when
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QTextEdit
from pytestqt.qtbot import QtBot

from coproclip.errors import ProjectReadOnly, StorageError
from coproclip.excerpts.marking import excerpts_of, mark_quote
from coproclip.excerpts.playlists import add_playlist, playlists
from coproclip.people.stories import speakers_of
from coproclip.project.journal import Operation
from coproclip.project.project import Changes, Project
from coproclip.project.schema import Excerpt
from coproclip.settings import load_settings
from coproclip.ui.closing import NotSavedDialog
from coproclip.ui.dialogs.excerpt.dialog import ExcerptDialog
from coproclip.ui.pages.desk.speaker_name import SpeakerName
from coproclip.ui.pages.playlists.page import PlaylistsPage
from coproclip.ui.pages.themes.page import ThemesPage
from coproclip.ui.project_watch import FOUND, KEPT
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.label import Label
from coproclip.ui.widgets.message import Message, MessageStrip
from coproclip.ui.widgets.prompts import ask_line
from coproclip.ui.workspace import Workspace

CLICK = Qt.MouseButton.LeftButton
WORDS = "Ask Rose about the blue door"


@pytest.fixture
def folder(project: Project, story: int) -> Path:
    with project.edit(Operation.MARK_EXCERPT) as edit:
        mark_quote(edit, story, "After that there was no head of the table")
    project.close()
    return project.folder


@pytest.fixture
def desk(qtbot: QtBot, folder: Path, story: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DOCUMENTS_DIR", str(tmp_path / "Documents"))
    monkeypatch.setenv("COPROCLIP_HOME", str(tmp_path / "own"))
    with desk_window(qtbot) as (window, workspace):
        made = opened(window, workspace, folder, qtbot)
        made.open(story)
        yield made


def note_of(project: Project, excerpt_id: int) -> str:
    with project.read() as session:
        found = session.get(Excerpt, excerpt_id)
        assert found is not None
        return found.note


def disk_is_full(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def _full(*_args: object, **_more: object) -> object:
        raise StorageError("The disk is full.", "Everything saved before is safe.", "Free some space.")

    monkeypatch.setattr(desk.project, "edit", _full)


def write_a_note(desk: Desk, then: str = "accept") -> int:
    """By hand, in the dialog; the excerpt's number."""
    excerpt_id = desk.page.open_story.excerpts[0].excerpt_id

    def _type(asked: NotSavedDialog) -> None:
        field = asked.findChild(QPlainTextEdit)
        QTest.keyClicks(field, WORDS)
        if then:
            getattr(asked, then)()

    when(dialog, _type)
    desk.page.excerpts.edit_note(excerpt_id)
    return excerpt_id


def question(desk: Desk) -> NotSavedDialog | None:
    return next((child for child in desk.window.findChildren(NotSavedDialog) if child.isVisible()), None)


def kept_strip(desk: Desk, key: str = KEPT) -> MessageStrip | None:
    return next((strip for strip in desk.window.messages.strips() if strip.message.key == key), None)


# ---- quitting by hand -------------------------------------------------------------------------------------------


def test_quitting_asks_once_about_words_that_are_not_saved_and_staying_saves_them(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk_is_full(desk, monkeypatch)
    excerpt_id = write_a_note(desk)
    assert not desk.window.close(), "it is not closed over what somebody wrote"
    asked = question(desk)
    assert asked is not None
    assert asked.stay.hasFocus() or asked.focusWidget() is asked.stay, "Enter stays"
    desk.window.close()
    assert len([child for child in desk.window.findChildren(NotSavedDialog) if child.isVisible()]) == 1
    QTest.mouseClick(asked.stay, CLICK)
    assert question(desk) is None
    assert desk.workspace.project is desk.project, "nothing was closed"
    monkeypatch.undo()
    assert desk.window.close(), "now there is nothing to ask"
    with Project.open(desk.project.folder) as again:
        assert note_of(again, excerpt_id) == WORDS
    assert list(desk.project.folder.glob("Not saved*")) == []


def test_quitting_all_the_same_puts_them_in_a_file_that_is_said_at_the_next_opening(
    desk: Desk, folder: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as full:
        disk_is_full(desk, full)
        write_a_note(desk)
        desk.window.close()
        asked = question(desk)
        assert asked is not None
        QTest.mouseClick(asked.quit, CLICK)
    assert not desk.window.isVisible()
    assert desk.workspace.project is None
    (kept,) = folder.glob("Not saved *.txt")
    assert WORDS in kept.read_text("utf-8")
    assert load_settings().words_beside == [str(kept)]

    shown: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: shown.append(Path(url.toLocalFile())) or True)
    with desk_window(qtbot) as (window, workspace):
        workspace.settings = load_settings()
        again = opened(window, workspace, folder, qtbot)
        strip = kept_strip(again)
        assert strip is not None
        assert kept.name in strip.accessibleName()
        show = next(child for child in strip.findChildren(Button) if child.text() == "Show the folder")
        QTest.mouseClick(show, CLICK)
        assert shown == [folder], "a file out of a project is never opened"
        assert load_settings().words_beside == [], "it is said until somebody has seen it"
        assert kept.is_file()


def test_every_file_with_words_in_the_project_is_said_also_where_no_setting_knows_of_it(
    folder: Path, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = [f"Not saved 2026-05-{day} 10.00.00.txt" for day in range(13, 43)]
    for name in (*kept, "Not saved 2026-05-13 10.00.00.txt.bat"):
        (folder / name).write_text(WORDS, "utf-8")
    shown: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: shown.append(Path(url.toLocalFile())) or True)
    with desk_window(qtbot) as (window, workspace):
        desk = opened(window, workspace, folder, qtbot)
        assert kept_strip(desk) is None, "nobody here typed them"
        strip = kept_strip(desk, FOUND)
        assert strip is not None
        assert "“Not saved 2026-05-13 10.00.00.txt”, " in strip.accessibleName()
        assert "“Not saved 2026-05-15 10.00.00.txt” and 27 more in " in strip.accessibleName(), "more than is read"
        assert ".bat" not in strip.accessibleName()
        assert "not put there on this computer" in strip.accessibleName()
        QTest.mouseClick(strip.findChildren(Button)[0], CLICK)
        assert shown == [folder]
        workspace.watch.say(workspace.opened())
        strip = kept_strip(desk, FOUND)
        assert strip is None, "somebody has looked"


def test_however_many_such_files_there_are_a_message_is_as_long_as_somebody_reads(folder: Path, qtbot: QtBot) -> None:
    for n in range(300):
        (folder / f"Not saved 2026-05-13 10.00.00 ({n}) {'words and words ' * 11}.txt").touch()
    with desk_window(qtbot) as (window, workspace):
        desk = opened(window, workspace, folder, qtbot)
        strip = kept_strip(desk, FOUND)
        assert strip is not None
        assert len(strip.accessibleName()) < 2_000
        assert " and many more in " in strip.accessibleName()
        workspace.show_banner(Message("Words " * 100_000, "and " * 100_000, "more " * 100_000))
        [long] = [strip for strip in desk.window.messages.strips() if strip.message.happened.startswith("Words")]
        assert sum(len(label.text()) for label in long.findChildren(Label)) < 4_000


def test_a_project_is_opened_by_itself_once_all_that_is_said_at_opening_was_drawn(
    folder: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace, drawn = Workspace(load_settings()), list[str]()
    workspace.project_opened.connect(lambda: drawn.append(load_settings().last_project))
    workspace.use(Project.open(folder))
    assert [*drawn, load_settings().last_project] == ["", ""], "what hangs now is not opened again by itself"
    qtbot.waitUntil(lambda: load_settings().last_project == str(folder))
    workspace.use(Project.open(folder))
    assert load_settings().last_project == ""
    workspace.close_project()
    assert load_settings().last_project == str(folder), "it was closed by hand"


def test_where_staying_cannot_help_nothing_is_asked(desk: Desk, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    disk_is_full(desk, monkeypatch)
    write_a_note(desk)
    desk.project.guard.stop(ProjectReadOnly("Another window works in this project now.", "", ""))
    assert desk.window.close()
    (kept,) = folder.glob("Not saved *.txt")
    assert WORDS in kept.read_text("utf-8")


@pytest.mark.skipif(os.name == "nt", reason="there an open project cannot be taken away")
def test_where_there_is_no_folder_beside_the_file_lies_with_the_apps_own(desk: Desk, folder: Path) -> None:
    desk.workspace.watch.unsaved.append(lambda: [WORDS])
    shutil.rmtree(folder)
    desk.window.closing.end()
    (kept,) = map(Path, load_settings().words_beside)
    assert kept.is_relative_to(os.environ["COPROCLIP_HOME"])
    assert WORDS in kept.read_text("utf-8")


# ---- the name of a voice ----------------------------------------------------------------------------------------


def voices_of(project: Project, story_id: int) -> list[str]:
    with project.read() as session:
        return [voice.name for voice in speakers_of(session, story_id)]


def full_then_quit(desk: Desk, folder: Path, words: str) -> None:
    """The disk is full: what was typed stands in no project, and it is asked about and put in a file."""
    desk.window.save_now()
    assert desk.told() == "", "not everything is saved"
    assert not desk.window.close()
    asked = question(desk)
    assert asked is not None
    QTest.mouseClick(asked.quit, CLICK)
    (kept,) = folder.glob("Not saved *.txt")
    assert words in kept.read_text("utf-8")


def type_a_name(desk: Desk, words: str = "Rosalind Okafor-Price") -> SpeakerName:
    """By hand, in place of the first voice's, without Enter."""
    desk.page.view.tabs.setCurrentWidget(desk.page.view.about)
    name = desk.page.view.about.findChildren(SpeakerName)[0]
    name.setFocus()
    name.selectAll()
    desk.type(words)
    return name


@pytest.mark.parametrize("keep", ["save_now", "undo", "other", "end"])
def test_a_voices_name_is_in_its_own_project_before_enter(
    desk: Desk, story: int, folder: Path, tmp_path: Path, keep: str
) -> None:
    other = Path(shutil.copytree(folder, tmp_path / "Other.coproclip"))
    before = voices_of(desk.project, story)
    type_a_name(desk)
    if keep == "save_now":
        desk.window.save_now()
        assert voices_of(desk.project, story)[0] == "Rosalind Okafor-Price"
    elif keep == "undo":
        desk.workspace.undo()
        desk.settle()
        assert voices_of(desk.project, story) == before, "the name was the last step"
        assert desk.page.view.about.findChildren(SpeakerName)[0].text() == before[0]
        return
    elif keep == "other":
        desk.window.projects.open(other)
        desk.settle()
        desk.window.show_page("stories")
        desk.settle()
        assert voices_of(desk.workspace.opened(), story) == before, "what was typed is no word about this one"
        assert desk.page.view.about.findChildren(SpeakerName) == []
    desk.window.closing.end()
    with Project.open(folder) as again:
        assert voices_of(again, story)[0] == "Rosalind Okafor-Price"


def test_a_voices_name_is_kept_while_it_is_typed_and_the_typing_goes_on(desk: Desk, story: int) -> None:
    before = voices_of(desk.project, story)
    type_a_name(desk, "Rosa ")
    desk.qtbot.waitUntil(lambda: voices_of(desk.project, story)[0] == "Rosa")
    desk.settle()
    desk.type("Parks")
    desk.qtbot.waitUntil(lambda: voices_of(desk.project, story)[0] == "Rosa Parks")
    desk.settle()
    desk.workspace.undo()
    assert voices_of(desk.project, story) == before, "one step"


def test_a_voices_name_that_is_not_saved_is_asked_about(
    desk: Desk, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk_is_full(desk, monkeypatch)
    type_a_name(desk)
    full_then_quit(desk, folder, "Rosalind Okafor-Price")


# ---- other fields on a full disk --------------------------------------------------------------------------------


def type_introduction(desk: Desk) -> QTextEdit:
    """By hand, on the page of playlists."""
    with desk.project.edit(Operation.ADD_PLAYLIST) as edit:
        add_playlist(edit, "Doors that open", "Hear us out")
    desk.window.show_page("playlists")
    desk.settle()
    page = desk.window.pages["playlists"]
    assert isinstance(page, PlaylistsPage)
    return page.sheet.introduction.field


def type_theme_note(desk: Desk) -> QPlainTextEdit:
    """By hand, at the right of the page of themes."""
    desk.window.show_page("themes")
    desk.settle()
    page = desk.window.pages["themes"]
    assert isinstance(page, ThemesPage)
    page.go_to_cards()
    desk.key(Key.Key_Home)
    assert page.side.excerpt.isVisible()
    return page.side.excerpt.note


@pytest.mark.parametrize("find", [type_introduction, type_theme_note])
@pytest.mark.parametrize("again", [False, True])
def test_what_a_full_disk_refused_is_tried_again_and_asked_about(
    qtbot: QtBot,
    folder: Path,
    story: int,
    monkeypatch: pytest.MonkeyPatch,
    find: Callable[[Desk], QTextEdit | QPlainTextEdit],
    again: bool,
) -> None:
    with desk_window(qtbot, PlaylistsPage, ThemesPage) as (window, workspace):
        desk = opened(window, workspace, folder, qtbot)
        desk.open(story)
        field = find(desk)
        with monkeypatch.context() as full:
            disk_is_full(desk, full)
            field.setFocus()
            field.selectAll()
            QTest.keyClicks(field, WORDS)
            desk.qtbot.waitUntil(lambda: workspace.watch.not_saved() == [WORDS])
            workspace.changed.emit(Changes("change excerpt", {"playlist": {1}, "excerpt": {1}}))
            desk.settle(400)
            assert field.toPlainText() == WORDS, "it is not taken away from who typed it"
            if not again:
                full_then_quit(desk, folder, WORDS)
                return
        window.save_now()
        assert desk.told().startswith("Everything is saved")
        desk.settle(400)
        assert field.toPlainText() == WORDS
    with Project.open(folder) as project, project.read() as session:
        found = [one.note for one in excerpts_of(session, story)] + [one.introduction for one in playlists(session)]
        assert WORDS in found


def test_what_an_excerpt_is_signed_with_is_in_the_file(
    desk: Desk, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk_is_full(desk, monkeypatch)

    def _sign(asked: ExcerptDialog) -> None:
        field = asked.side.named.lineEdit()
        assert field is not None
        field.selectAll()
        QTest.keyClicks(field, "Rosalind of the harbour choir")
        asked.reject()

    when(dialog, _sign)
    desk.page.excerpts.open(desk.page.open_story.excerpts[0].excerpt_id)
    full_then_quit(desk, folder, "Rosalind of the harbour choir")


# ---- being ended ------------------------------------------------------------------------------------------------


def test_a_note_is_kept_while_it_is_typed_and_is_one_step(desk: Desk) -> None:
    seen: list[str] = []
    excerpt_id = desk.page.open_story.excerpts[0].excerpt_id

    def _type(asked: NotSavedDialog) -> None:
        field = asked.findChild(QPlainTextEdit)
        for words in ("Ask Rose ", "about the ", "blue door"):
            QTest.keyClicks(field, words)
            desk.qtbot.waitUntil(lambda: note_of(desk.project, excerpt_id) == field.toPlainText().strip())
        seen.append(note_of(desk.project, excerpt_id))
        asked.reject()

    when(dialog, _type)
    desk.page.excerpts.edit_note(excerpt_id)
    assert seen == [WORDS]
    assert desk.told() == "Note kept"
    desk.workspace.undo()
    assert note_of(desk.project, excerpt_id) == ""


def test_whatever_is_typed_in_a_dialog_is_in_a_file_when_the_program_is_ended(desk: Desk, folder: Path) -> None:
    def _end(asked: NotSavedDialog) -> None:
        QTest.keyClicks(asked.findChild(QLineEdit), "Doors and windows")
        desk.window.closing.end()
        asked.reject()

    when(dialog, _end)
    ask_line(desk.window, "Title of the new playlist", "Create", lambda _words: True)
    (kept,) = folder.glob("Not saved *.txt")
    assert "Title of the new playlist: Doors and windows" in kept.read_text("utf-8")


def test_logging_off_keeps_all_without_closing(desk: Desk, folder: Path) -> None:
    excerpt_id = desk.page.open_story.excerpts[0].excerpt_id

    def _log_off(asked: NotSavedDialog) -> None:
        QTest.keyClicks(asked.findChild(QPlainTextEdit), WORDS)
        desk.window.closing.keep_now()
        desk.window.closing.keep_now()
        assert note_of(desk.project, excerpt_id) == WORDS
        asked.reject()

    when(dialog, _log_off)
    desk.page.excerpts.edit_note(excerpt_id)
    assert desk.workspace.project is desk.project, "logging off may have been called off"
    assert list(folder.glob("Not saved*")) == [], "it is in the project, not beside it"


ENDED = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit
from coproclip.ui import app

def type_a_note():
    window = next(one for one in QApplication.topLevelWidgets() if hasattr(one, "workspace"))
    if window.workspace.project is None:  # a slow machine is not there yet
        QTimer.singleShot(100, type_a_note)
        return
    window.workspace.choose_story(int(sys.argv[2]))
    window.show_page("desk")
    desk = window.pages["desk"]
    QTimer.singleShot(300, typed)
    desk.excerpts.edit_note(desk.open_story.excerpts[0].excerpt_id)

def typed():
    asked = QApplication.activeModalWidget()
    if asked is None or not asked.isActiveWindow():
        QTimer.singleShot(100, typed)
        return
    QTest.keyClicks(asked.findChild(QPlainTextEdit), sys.argv[3])
    print("typed", flush=True)

made = QApplication([])
QTimer.singleShot(500, type_a_note)
sys.exit(app.run(Path(sys.argv[1])))
"""


@pytest.mark.skipif(os.name == "nt", reason="nothing asks a program there to end")
def test_a_program_that_is_told_to_end_keeps_the_note_that_is_being_typed(
    folder: Path, story: int, tmp_path: Path
) -> None:
    command = [sys.executable, "-c", ENDED, str(folder), str(story), WORDS]
    env = {**os.environ, "PYTHONPATH": os.getcwd(), "COPROCLIP_HOME": str(tmp_path), "HOME": str(tmp_path)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=env) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == b"typed\n"
        program.send_signal(signal.SIGTERM)
        assert program.wait(60) == 0
    with Project.open(folder) as project, project.read() as session:
        assert WORDS in [excerpt.note for excerpt in excerpts_of(session, story)]
