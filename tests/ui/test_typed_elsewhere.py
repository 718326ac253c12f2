"""Titles, notes and names that another program changed since the window showed them: nothing is written over unseen."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from desks import Desk, desk_window, dialog, opened, when
from made_stories import made_project, make_story
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QTextEdit,
)
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from coproclip.errors import StorageError
from coproclip.excerpts.marking import delete_excerpt, mark
from coproclip.excerpts.playlists import add_playlist, add_to_playlist, delete_playlist
from coproclip.people.storytellers import storytellers_of
from coproclip.project.journal import Operation
from coproclip.project.project import Project
from coproclip.project.rows import fetch
from coproclip.project.schema import Base, Excerpt, Person, Playlist, Speaker, Story, Theme
from coproclip.themes.codebook import add_theme, link
from coproclip.transcript.edits import add_speaker, passages
from coproclip.ui.dialogs.excerpt.dialog import ExcerptDialog
from coproclip.ui.dialogs.story_details import StoryDetails
from coproclip.ui.pages.desk.about import AboutPanel
from coproclip.ui.pages.page import Page
from coproclip.ui.pages.playlists.page import PlaylistsPage
from coproclip.ui.pages.themes.details import ThemeDetails
from coproclip.ui.pages.themes.page import ThemesPage
from coproclip.ui.typed_texts import TextOf, TypedText
from coproclip.ui.widgets.message import MessageStrip

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "does not support raise", "This plugin does not support")

Make = Callable[..., int]
Field = QLineEdit | QPlainTextEdit | QTextEdit | QComboBox


@dataclass
class Both:
    """A window, and what it and another program write in."""

    desk: Desk
    ids: dict[type[Base], int]
    meanwhile: Callable[[], object] = lambda: None
    """What another program does after the window showed a text, before it is typed over."""

    def there(self, kind: type[Base], column: str) -> str:
        with self.desk.project.read() as session:
            return str(getattr(fetch(session, kind, self.ids[kind]), column))

    def elsewhere(self, kind: type[Base], column: str, text: str | None) -> None:
        """Another program writes this; None removes the row."""
        with Project.open(self.desk.project.folder) as beside, beside.edit(Operation.CHANGE_PROJECT) as edit:
            row = edit.get(kind, self.ids[kind])
            if text is None:
                edit.session.delete(row)
            else:
                setattr(row, column, text)

    def page(self, key: str) -> Page:
        self.desk.workspace.page_asked.emit(key)
        self.desk.settle()
        return self.desk.window.pages[key]

    def type(self, field: Field, words: str) -> None:
        """Make `words` of what stands in the field, as a person would."""
        line = field.lineEdit() if isinstance(field, QComboBox) else field
        assert line is not None
        line.setFocus()
        line.selectAll()
        self.meanwhile()
        QTest.keyClicks(line, words)

    def strips(self) -> list[MessageStrip]:
        return [one for one in self.desk.window.messages.strips() if one.message.key.startswith("refused:")]

    def choose(self, words: str) -> None:
        (strip,) = self.strips()
        next(one for one in strip.findChildren(QPushButton) if one.text() == words).click()
        self.desk.settle()


def filled(project: Project) -> dict[type[Base], int]:
    """A story with an excerpt in a theme and in a playlist: what each of them is numbered."""
    story = make_story(project)
    with project.edit(Operation.MARK_EXCERPT) as edit:
        line = passages(edit.session, story)[1]
        excerpt = mark(edit, story, line.start_ms, line.end_ms).id
        theme = add_theme(edit, "Chairs", question="Who decides?").id
        link(edit, theme, excerpt)
        playlist = add_playlist(edit, "Doors that open", "Hear us out").id
        add_to_playlist(edit, playlist, [excerpt])
        voice = edit.session.scalars(select(Speaker).where(Speaker.story_id == story)).first()
        teller = storytellers_of(edit.session, story)[0].id
    assert voice is not None
    ids: dict[type[Base], int] = {Story: story, Excerpt: excerpt, Theme: theme, Playlist: playlist}
    return ids | {Speaker: voice.id, Person: teller}


@pytest.fixture
def both(qtbot: QtBot, tmp_path: Path) -> Iterator[Both]:
    folder, ids = made_project(tmp_path / "Side by Side", filled)
    with desk_window(qtbot, ThemesPage, PlaylistsPage) as (window, workspace):
        made = Both(opened(window, workspace, folder, qtbot), dict(ids))
        made.desk.open(ids[Story])
        yield made


# ---- every place where a text is typed --------------------------------------------------------------------------


def press_keep(asked: QDialog) -> None:
    next(one for one in asked.findChildren(QPushButton) if one.isDefault()).click()


def in_excerpt_window(field: str) -> Callable[[Both, str], None]:
    def _type(both: Both, words: str) -> None:
        shown = ExcerptDialog(both.desk.workspace, both.ids[Excerpt], both.desk.window)
        shown.show()
        both.type(getattr(shown.side, field), words)
        shown.side.keep()
        both.desk.settle()
        assert both.strips() == [], "the excerpt's window is in front"
        shown.reject()
        shown.deleteLater()

    return _type


def in_story(find: Callable[[StoryDetails], Field]) -> Callable[[Both, str], None]:
    def _type(both: Both, words: str) -> None:
        shown = StoryDetails(both.desk.workspace, both.ids[Story], both.desk.window)
        both.type(find(shown), words)
        press_keep(shown)
        shown.deleteLater()

    return _type


def in_theme(field: str) -> Callable[[Both, str], None]:
    def _type(both: Both, words: str) -> None:
        page = both.page("themes")
        assert isinstance(page, ThemesPage)
        theme = page.board.theme(both.ids[Theme])
        shown = ThemeDetails(both.desk.workspace, page.board, theme, None, page)
        both.type(getattr(shown, field), words)
        press_keep(shown)
        shown.deleteLater()

    return _type


def note_on_the_desk(both: Both, words: str) -> None:
    def _answer(asked: QDialog) -> None:
        field = asked.findChild(QPlainTextEdit)
        assert isinstance(field, QPlainTextEdit)
        both.type(field, words)
        asked.accept()

    when(dialog, _answer)
    both.desk.page.excerpts.edit_note(both.ids[Excerpt])


def note_beside_the_themes(both: Both, words: str) -> None:
    page = both.page("themes")
    assert isinstance(page, ThemesPage)
    page.tree.choose(both.ids[Theme])
    page.shelf.cards.setFocus()
    both.desk.qtbot.waitUntil(page.side.excerpt.isVisible)
    both.type(page.side.excerpt.note, words)
    page.side.excerpt.note_text.keep()


def introduction(both: Both, words: str) -> None:
    page = both.page("playlists")
    assert isinstance(page, PlaylistsPage)
    both.type(page.sheet.introduction.field, words)
    page.sheet.introduction.text.keep()


def playlist_title(both: Both, words: str) -> None:
    page = both.page("playlists")
    assert isinstance(page, PlaylistsPage)

    def _answer(asked: QDialog) -> None:
        field = asked.findChild(QLineEdit)
        assert isinstance(field, QLineEdit)
        both.type(field, words)
        press_keep(asked)

    when(dialog, _answer)
    page.editing.rename()


def voice(both: Both, words: str) -> None:
    panel = both.desk.page.findChild(AboutPanel)
    assert isinstance(panel, AboutPanel)
    panel.show()
    both.desk.settle()
    field = panel.findChild(QLineEdit, f"name-{both.ids[Speaker]}")
    assert isinstance(field, QLineEdit)
    both.type(field, words)
    field.editingFinished.emit()


PLACES: dict[str, tuple[type[Base], str, Callable[[Both, str], None]]] = {
    "excerpt title": (Excerpt, "title", in_excerpt_window("title")),
    "excerpt note": (Excerpt, "note", in_excerpt_window("note")),
    "excerpt named as": (Excerpt, "attribution", in_excerpt_window("named")),
    "note on the desk": (Excerpt, "note", note_on_the_desk),
    "note beside the themes": (Excerpt, "note", note_beside_the_themes),
    "story title": (Story, "title", in_story(lambda shown: shown.name)),
    "reporter": (Story, "reporter", in_story(lambda shown: shown.reporter)),
    "story note": (Story, "note", in_story(lambda shown: shown.note)),
    "private note": (Story, "private_note", in_story(lambda shown: shown.private)),
    "storyteller": (Person, "description", in_story(lambda shown: shown.tellers.rows[0].description)),
    "theme name": (Theme, "name", in_theme("name")),
    "guiding question": (Theme, "question", in_theme("question")),
    "theme description": (Theme, "description", in_theme("description")),
    "playlist title": (Playlist, "title", playlist_title),
    "introduction": (Playlist, "introduction", introduction),
    "voice": (Speaker, "name", voice),
}


@pytest.mark.parametrize("place", PLACES)
def test_alone_it_is_kept_and_where_somebody_else_wrote_a_person_chooses(both: Both, place: str) -> None:
    kind, column, write = PLACES[place]
    for alone in ("Written here", "Written anew"):
        write(both, alone)
        both.desk.settle()
        assert both.there(kind, column) == alone
    assert both.strips() == []
    for answer, mine, theirs in (
        ("Keep mine", "Written by me", "Written there"),
        ("Keep theirs", "Written by me again", "Written there again"),
    ):
        both.meanwhile = partial(both.elsewhere, kind, column, theirs)
        write(both, mine)
        both.desk.settle()
        both.desk.qtbot.waitUntil(lambda: len(both.strips()) == 1)
        assert both.there(kind, column) == theirs, "nothing is written before somebody chose"
        words = both.strips()[0].accessibleName()
        assert "Somebody else changed this" in words
        assert f"Yours: “{mine}”" in words
        assert f"Theirs: “{theirs}”" in words
        assert both.desk.workspace.typed.unsaved() == [mine]
        both.choose(answer)
        assert both.there(kind, column) == (mine if answer == "Keep mine" else theirs)
        assert both.strips() == []
        assert both.desk.workspace.typed.unsaved() == []


# ---- more of it -------------------------------------------------------------------------------------------------


def test_other_fields_of_the_same_dialog_are_not_written_over(both: Both) -> None:
    both.meanwhile = lambda: both.elsewhere(Theme, "description", "Written there")
    in_theme("question")(both, "Who sits where?")
    both.meanwhile = lambda: both.elsewhere(Excerpt, "note", "Written there")
    in_excerpt_window("title")(both, "The chairs")
    both.desk.settle()
    assert (both.there(Theme, "question"), both.there(Theme, "description")) == ("Who sits where?", "Written there")
    assert (both.there(Excerpt, "title"), both.there(Excerpt, "note")) == ("The chairs", "Written there")
    assert both.strips() == []


def test_two_fields_are_asked_about_one_by_one(both: Both) -> None:
    def _both_change() -> None:
        both.elsewhere(Excerpt, "note", "Their note")
        both.elsewhere(Excerpt, "title", "Their title")
        both.meanwhile = lambda: None

    both.meanwhile = _both_change
    shown = ExcerptDialog(both.desk.workspace, both.ids[Excerpt], both.desk.window)
    shown.show()
    both.type(shown.side.title, "My title")
    both.type(shown.side.note, "My note")
    shown.side.keep()
    both.desk.settle()
    assert len(shown.messages.strips()) == 2
    assert both.strips() == [], "it is asked in front"
    assert (shown.side.title.text(), shown.side.note.toPlainText()) == ("Their title", "Their note")
    note = next(one for one in shown.messages.strips() if "this note" in one.message.happened)
    next(one for one in note.findChildren(QPushButton) if one.text() == "Keep mine").click()
    both.desk.settle()
    assert (both.there(Excerpt, "title"), both.there(Excerpt, "note")) == ("Their title", "My note")
    assert len(shown.messages.strips()) == 1
    shown.reject()
    assert len(both.strips()) == 1, "what nobody answered goes on to the window"
    shown.deleteLater()


def test_a_field_nobody_types_in_shows_what_others_write(both: Both) -> None:
    page = both.page("playlists")
    assert isinstance(page, PlaylistsPage)
    shown = ExcerptDialog(both.desk.workspace, both.ids[Excerpt], both.desk.window)
    shown.show()
    both.elsewhere(Playlist, "introduction", "Written there")
    both.elsewhere(Excerpt, "title", "Their title")
    both.desk.project.poll()
    both.desk.qtbot.waitUntil(lambda: page.sheet.introduction.field.toPlainText() == "Written there")
    both.desk.qtbot.waitUntil(lambda: shown.side.title.text() == "Their title")
    shown.reject()
    shown.deleteLater()
    assert both.strips() == []


def test_what_is_removed_meanwhile_can_be_copied(both: Both) -> None:
    page = both.page("playlists")
    assert isinstance(page, PlaylistsPage)
    QTest.keyClicks(page.sheet.introduction.field, "Mine. ")
    with Project.open(both.desk.project.folder) as beside, beside.edit(Operation.DELETE_PLAYLIST) as edit:
        delete_playlist(edit, both.ids[Playlist])
    page.sheet.introduction.text.keep()
    both.desk.settle()
    assert "Somebody else removed this introduction" in both.strips()[0].message.happened
    both.choose("Copy mine")
    assert QGuiApplication.clipboard().text() == "Mine. Hear us out"
    assert both.desk.workspace.typed.unsaved() == []


def type_on(both: Both, words: str) -> None:
    """Type as a person does who sees nothing of what happens meanwhile: wherever the keyboard is."""
    for letter in words:
        target = QApplication.focusWidget() or both.desk.window
        QTest.keyClick(target, letter)
        both.desk.settle(40)


def test_an_introduction_typed_while_its_playlist_goes_is_not_the_next_ones(both: Both) -> None:
    with both.desk.project.edit(Operation.ADD_PLAYLIST) as edit:
        other = add_playlist(edit, "Windows", "Look out").id
    page = both.page("playlists")
    assert isinstance(page, PlaylistsPage)
    page.sheet.introduction.field.setFocus()
    type_on(both, "Mine, ")
    with Project.open(both.desk.project.folder) as beside, beside.edit(Operation.DELETE_PLAYLIST) as edit:
        delete_playlist(edit, both.ids[Playlist])
    both.desk.project.poll()
    type_on(both, "made at a table in the kitchen")
    both.desk.settle()
    with both.desk.project.read() as session:
        assert fetch(session, Playlist, other).introduction == "Look out"
    assert page.sheet.introduction.field.toPlainText() == "Look out"
    (strip,) = both.strips()
    assert "Somebody else removed this introduction" in strip.message.happened
    assert "Yours: “Mine, " in strip.accessibleName()
    assert QApplication.activeModalWidget() is None, "no letter became a command"
    page.sheet.introduction.field.setFocus()
    type_on(both, "!")
    assert page.sheet.introduction.field.toPlainText() == "!Look out"


def test_with_the_last_playlist_gone_letters_mean_nothing(both: Both) -> None:
    page = both.page("playlists")
    assert isinstance(page, PlaylistsPage)
    page.sheet.introduction.field.setFocus()
    type_on(both, "Mine")
    with Project.open(both.desk.project.folder) as beside, beside.edit(Operation.DELETE_PLAYLIST) as edit:
        delete_playlist(edit, both.ids[Playlist])
    both.desk.project.poll()
    type_on(both, " at a table")
    assert "Yours: “Mine" in both.strips()[0].accessibleName()
    assert QApplication.activeModalWidget() is None


@pytest.mark.parametrize("left", [True, False])
def test_a_note_typed_while_its_excerpt_goes_is_not_the_next_ones(both: Both, left: bool) -> None:
    with both.desk.project.edit(Operation.MARK_EXCERPT) as edit:
        line = passages(edit.session, both.ids[Story])[0]
        other = mark(edit, both.ids[Story], line.start_ms, line.end_ms).id
        if left:
            link(edit, both.ids[Theme], other)
    page = both.page("themes")
    assert isinstance(page, ThemesPage)
    page.tree.choose(both.ids[Theme])
    page.shelf.cards.choose(next(at for at, row in enumerate(page.shelf.model.rows) if row.card.excerpt_id != other))
    page.side.excerpt.note.setFocus()
    type_on(both, "Kit ")
    with Project.open(both.desk.project.folder) as beside, beside.edit(Operation.DELETE_EXCERPT) as edit:
        delete_excerpt(edit, both.ids[Excerpt])
    both.desk.project.poll()
    type_on(both, "asked us not to name the school")
    both.desk.settle()
    with both.desk.project.read() as session:
        assert fetch(session, Excerpt, other).note == ""
    (strip,) = both.strips()
    assert "Somebody else removed this note" in strip.message.happened
    assert "Yours: “Kit" in strip.accessibleName()
    assert QApplication.activeModalWidget() is None


def test_what_the_disk_refused_is_no_quarrel_with_oneself(both: Both) -> None:
    project, typed, real = both.desk.project, both.desk.workspace.typed, both.desk.project.edit

    def _full(*_args: object, **_more: object) -> object:
        raise StorageError("The disk is full.")

    project.edit = _full  # type: ignore[assignment, method-assign]
    first = TypedText(TextOf.EXCERPT, both.ids[Excerpt], "note", "", "One")
    assert not typed.keep([first])
    assert not typed.keep([TypedText(TextOf.EXCERPT, both.ids[Excerpt], "note", "One", "One, two")])
    assert not typed.keep([TypedText(TextOf.EXCERPT, both.ids[Excerpt], "title", "", "Chairs")])
    assert sorted(typed.unsaved()) == ["Chairs", "One, two"]
    project.edit = real  # type: ignore[method-assign]
    assert both.desk.workspace.keep_all()
    QApplication.processEvents()
    assert (both.there(Excerpt, "title"), both.there(Excerpt, "note")) == ("Chairs", "One, two")
    assert both.strips() == []
    assert typed.unsaved() == []


def test_undo_takes_back_nothing_older_while_typed_words_wait_for_the_disk(both: Both) -> None:
    workspace, project, real = both.desk.workspace, both.desk.project, both.desk.project.edit

    def _full(*_args: object, **_more: object) -> object:
        raise StorageError("The disk is full.")

    assert workspace.typed.keep([TypedText(TextOf.EXCERPT, both.ids[Excerpt], "title", "", "The chairs")])
    project.edit = _full  # type: ignore[assignment, method-assign]
    introduction(both, "Half typed")
    workspace.undo()
    assert both.there(Excerpt, "title") == "The chairs"
    said = [strip.message.happened for strip in both.desk.window.messages.strips()]
    assert "What you typed last is not saved, so nothing was undone or redone." in said
    project.edit = real  # type: ignore[method-assign]
    workspace.undo()
    assert both.there(Playlist, "introduction") == "Hear us out"
    assert both.there(Excerpt, "title") == "The chairs"
    workspace.undo()
    assert both.there(Excerpt, "title") == ""


def test_what_makes_no_sense_is_given_up_and_undo_goes_on(both: Both) -> None:
    workspace = both.desk.workspace
    assert workspace.typed.keep([TypedText(TextOf.EXCERPT, both.ids[Excerpt], "note", "", "Ask Kit")])
    assert not workspace.typed.keep([TypedText(TextOf.PLAYLIST, both.ids[Playlist], "title", "Doors that open", "")])
    workspace.undo()
    assert both.there(Excerpt, "note") == ""


def test_what_the_project_does_not_take_stays_in_its_field_until_it_is_put_right(both: Both) -> None:
    """And beside the project, when that is closed before."""
    workspace, long = both.desk.workspace, "chairs " * 200
    for _ in range(2):
        shown = ExcerptDialog(workspace, both.ids[Excerpt], both.desk.window)
        shown.show()
        both.desk.settle()
        if shown.side.title.text() != long:
            shown.side.title.setText(long)
            shown.side.keep()
            both.desk.settle()
        with both.desk.project.edit(Operation.CHANGE_EXCERPT) as edit:
            edit.get(Excerpt, both.ids[Excerpt]).spotlight ^= 1
        both.desk.settle()
        assert shown.side.title.text() == long
        assert both.there(Excerpt, "title") == ""
        shown.reject()
        shown.deleteLater()
    said = [(strip.message.happened, strip.message.safe) for strip in both.desk.window.messages.strips()]
    assert any(one.startswith("The title was not kept.") and "field" in safe for one, safe in said), said
    assert workspace.typed.unsaved() == [long]
    assert workspace.typed.keep([TypedText(TextOf.EXCERPT, both.ids[Excerpt], "title", long, "Chairs")])
    assert both.there(Excerpt, "title") == "Chairs"
    assert workspace.typed.unsaved() == []


def test_what_nobody_chose_lies_beside_the_project_after_closing(both: Both) -> None:
    both.meanwhile = lambda: both.elsewhere(Playlist, "introduction", "Written there")
    introduction(both, "Written here")
    both.desk.settle()
    folder = both.desk.project.folder
    both.desk.workspace.close_project()
    (kept,) = folder.glob("Not saved*.txt")
    assert "Written here" in kept.read_text(encoding="utf-8")
    assert both.strips() == []


@pytest.mark.parametrize("place", ["note beside the themes", "introduction"])
def test_letters_right_behind_undo_build_on_what_undo_brought_back(both: Both, place: str) -> None:
    kind, column, write = PLACES[place]
    first = both.there(kind, column)
    write(both, "Not this")
    both.desk.settle(200)
    both.meanwhile = both.desk.workspace.undo
    write(both, "Written anew")
    both.desk.settle()
    assert both.strips() == []
    assert both.there(kind, column) == f"Written anew{first}"
    both.desk.workspace.undo()
    assert both.there(kind, column) == first


def test_a_blank_at_the_end_stays_while_typing_on(both: Both) -> None:
    page = both.page("playlists")
    assert isinstance(page, PlaylistsPage)
    both.type(page.sheet.introduction.field, "Hear ")
    page.sheet.introduction.text.keep()
    both.desk.settle(50)
    QTest.keyClicks(page.sheet.introduction.field, "them")
    QTest.keyClick(page.sheet.introduction.field, Qt.Key.Key_Escape)
    page.sheet.introduction.text.keep()
    both.desk.settle()
    assert both.there(Playlist, "introduction") == "Hear them"
    assert both.strips() == []


def test_a_voice_named_while_it_goes_is_not_typed_elsewhere(both: Both) -> None:
    with both.desk.project.edit(Operation.CHANGE_SPEAKER) as edit:
        both.ids[Speaker] = add_speaker(edit, both.ids[Story], "Voice 9").id
    both.desk.open(both.ids[Story])
    about = both.desk.window.findChild(AboutPanel)
    assert about is not None
    about.show()
    both.desk.settle()
    field = about.findChild(QLineEdit, f"name-{both.ids[Speaker]}")
    assert field is not None
    field.setFocus()
    field.selectAll()
    type_on(both, "Kit")
    with both.desk.project.read() as session:
        before = (
            [one.text for one in passages(session, both.ids[Story])],
            [one.name for one in session.scalars(select(Speaker)) if one.id != both.ids[Speaker]],
        )
    both.elsewhere(Speaker, "name", None)
    both.desk.project.poll()
    type_on(both, "ty of the kitchen tables")
    both.desk.settle()
    with both.desk.project.read() as session:
        after = (
            [one.text for one in passages(session, both.ids[Story])],
            [one.name for one in session.scalars(select(Speaker))],
        )
    assert after == before
    assert "Yours: “Kit" in both.strips()[0].accessibleName()
    assert QApplication.activeModalWidget() is None
