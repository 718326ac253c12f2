"""Esc, Cancel and the cross lose nothing unasked that was typed or chosen, in any kind of dialog."""

import ast
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from consenting import allow_story
from desks import Desk, desk_on, when
from made_stories import make_story, new_project
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from coproclip import ui
from coproclip.excerpts.marking import mark_quote
from coproclip.overview.care import CareEntry, care_log
from coproclip.overview.names import names_in
from coproclip.overview.theme_details import theme_facts
from coproclip.overview.themes import read_board, theme_rows
from coproclip.people.about_project import project_facts
from coproclip.people.mentions import Found, add_names
from coproclip.people.people import find_person
from coproclip.project.journal import Operation
from coproclip.project.project import Project
from coproclip.themes.codebook import add_theme
from coproclip.transcript.word_list import listed
from coproclip.ui.dialogs.care_log import CareEntryDialog
from coproclip.ui.dialogs.consent.dialog import ConsentDialog
from coproclip.ui.dialogs.consent.own_question import QuestionDialog
from coproclip.ui.dialogs.excerpt.answer import AnswerDialog
from coproclip.ui.dialogs.excerpt.dialog import ExcerptDialog
from coproclip.ui.dialogs.excerpt.translate import TranslateDialog
from coproclip.ui.dialogs.learned import LearnedEntryDialog
from coproclip.ui.dialogs.meaning.link import LinkDialog
from coproclip.ui.dialogs.names.dialog import NamesDialog
from coproclip.ui.dialogs.names.hide import HideName
from coproclip.ui.dialogs.people.person import PersonDialog
from coproclip.ui.dialogs.project.about import AboutProject
from coproclip.ui.dialogs.reviews.read_in import ReadAnswers
from coproclip.ui.dialogs.sheets import SheetsDialog
from coproclip.ui.dialogs.story_details import StoryDetails
from coproclip.ui.dialogs.voices.dialog import VoicesDialog
from coproclip.ui.dialogs.words.dialog import WordsDialog
from coproclip.ui.pages.playlists.titles import TitleDialog
from coproclip.ui.pages.record.starters_dialog import StartersDialog
from coproclip.ui.pages.report.quote_dialog import QuoteDialog
from coproclip.ui.pages.themes.details import ThemeDetails
from coproclip.ui.pages.themes.relating import RelationsDialog
from coproclip.ui.pages.themes.reshaping import MergeDialog
from coproclip.ui.pages.workshop.asking import AskDialog, Blank
from coproclip.ui.widgets.dialog import Dialog, LeavingDialog

Key = Qt.Key
EXCERPT = 1


def _build(project: Project) -> int:
    story = make_story(project)
    with project.edit(Operation.MARK_EXCERPT) as edit:
        allow_story(edit, story)
        mark_quote(edit, story, "We moved the chairs.")
    with project.edit(Operation.DECIDE_NAME) as edit:
        add_names(edit, story, [Found("chairs"), Found("bus stop")])
    return story


@pytest.fixture
def desk(tmp_path: Path, qtbot: QtBot) -> Iterator[Desk]:
    with desk_on(qtbot, tmp_path / "Group", _build) as made:
        yield made


def shown(desk: Desk, make: Callable[[Desk], Dialog]) -> Dialog:
    dialog = make(desk)
    dialog.open()
    in_front(desk, dialog)
    return dialog


def in_front(desk: Desk, dialog: Dialog) -> None:
    """Until it has the keyboard."""
    dialog.activateWindow()
    desk.qtbot.waitUntil(dialog.isActiveWindow)


def question(desk: Desk, dialog: Dialog) -> LeavingDialog:
    """What is asked before this dialog is left."""
    assert dialog.leaving is not None, "nothing is asked"
    in_front(desk, dialog.leaving)
    return dialog.leaving


def leave(desk: Desk, dialog: Dialog) -> LeavingDialog:
    """Esc, and what is asked then."""
    in_front(desk, dialog)
    press(dialog, Key.Key_Escape)
    return question(desk, dialog)


def where(dialog: QWidget) -> QWidget:
    found = dialog.focusWidget()
    assert found is not None
    return found


def press(dialog: QWidget, *keys: Key) -> None:
    for key in keys:
        QTest.keyClick(where(dialog), key)


def words_typed(dialog: Dialog) -> None:
    QTest.keyClicks(where(dialog), "walls")


def person_of(desk: Desk) -> int:
    return desk.workspace.read(find_person, "Kit").id


def theme(desk: Desk) -> Dialog:
    return ThemeDetails(desk.workspace, desk.workspace.read(read_board), parent=desk.window)


def merged(desk: Desk) -> Dialog:
    if not desk.workspace.read(theme_rows):
        with desk.project.edit(Operation.ADD_THEME) as edit:
            add_theme(edit, "Chairs")
            add_theme(edit, "Tables")
    rows = desk.workspace.read(theme_rows)
    dialog = MergeDialog(desk.workspace, rows, rows[0], desk.window)
    dialog.why.setFocus()
    return dialog


def a_quote(dialog: Dialog) -> None:
    assert isinstance(dialog, QuoteDialog)
    press(dialog.field, Key.Key_Return)
    press(dialog.words, Key.Key_Space)


def link_words(dialog: Dialog) -> None:
    assert isinstance(dialog, LinkDialog)
    dialog.how.setFocus()
    words_typed(dialog)


def letters(dialog: Dialog) -> None:
    assert isinstance(dialog, ReadAnswers)
    dialog.letters.setFocus()
    QTest.keyClicks(dialog.letters, "K7PF")


def care(dialog: Dialog) -> None:
    assert isinstance(dialog, StoryDetails)
    dialog.care.setFocus()
    words_typed(dialog)


def sensitive(dialog: Dialog) -> None:
    assert isinstance(dialog, StoryDetails)
    QTest.keyClick(dialog.sensitive, Key.Key_Space)


def part(dialog: Dialog) -> None:
    assert isinstance(dialog, PersonDialog)
    QTest.keyClick(dialog.fields["part"], Key.Key_Down)


def general_words(dialog: Dialog) -> None:
    press(dialog, Key.Key_G)
    words_typed(dialog)


def a_yes(dialog: Dialog) -> None:
    press(dialog, Key.Key_Space)


def a_starter(dialog: Dialog) -> None:
    assert isinstance(dialog, StartersDialog)
    dialog.remove()


def partner(dialog: Dialog) -> None:
    assert isinstance(dialog, AboutProject)
    QTest.keyClick(dialog.partners.add, Key.Key_Space)
    words_typed(dialog)


def a_person(dialog: Dialog) -> None:
    assert isinstance(dialog, CareEntryDialog)
    dialog.text.setPlainText("A worry")
    dialog.person.setCurrentIndex(1)


def a_line(dialog: Dialog) -> None:
    assert isinstance(dialog, TranslateDialog)
    QTest.keyClicks(dialog.lines[0], "Fe symudon")


def care_note(desk: Desk) -> Dialog:
    return CareEntryDialog(desk.workspace, None, CareEntry(by="Ann"), desk.workspace.read(care_log), desk.window)


KINDS: dict[str, tuple[Callable[[Desk], Dialog], Callable[[Dialog], None], bool]] = {
    "person": (lambda d: PersonDialog(d.workspace, person_of(d), d.window), words_typed, True),
    "somebody new, a choice": (lambda d: PersonDialog(d.workspace, None, d.window), part, True),
    "consent": (lambda d: ConsentDialog(d.workspace, 1, None, d.window), a_yes, False),
    "question": (lambda d: QuestionDialog(d.workspace, d.window), words_typed, True),
    "project": (lambda d: AboutProject(d.workspace, d.window), words_typed, True),
    "partner": (lambda d: AboutProject(d.workspace, d.window), partner, True),
    "story": (lambda d: StoryDetails(d.workspace, 1, d.window), words_typed, True),
    "care": (lambda d: StoryDetails(d.workspace, 1, d.window), care, True),
    "sensitive": (lambda d: StoryDetails(d.workspace, 1, d.window), sensitive, True),
    "theme": (theme, words_typed, True),
    "merged theme": (merged, words_typed, True),
    "linked excerpt": (lambda d: LinkDialog(d.workspace, EXCERPT, d.window), link_words, False),
    "quote": (lambda d: QuoteDialog(d.workspace, d.window, lambda _chosen: True), a_quote, True),
    "title": (lambda d: TitleDialog("New playlist", "Create", lambda _: True, parent=d.window), words_typed, True),
    "answer": (lambda d: AnswerDialog(d.workspace, [EXCERPT], d.window), a_yes, False),
    "another language": (lambda d: TranslateDialog(d.workspace, EXCERPT, d.window), a_line, True),
    "hidden name": (lambda d: HideName(d.workspace, 1, "bus stop", d.window), words_typed, True),
    "names": (lambda d: NamesDialog(d.workspace, 1, d.window), general_words, True),
    "words": (lambda d: WordsDialog(d.workspace, d.window), words_typed, True),
    "review": (lambda d: ReadAnswers(d.workspace, d.window), letters, False),
    "care note": (care_note, a_person, True),
    "workshop": (
        lambda d: AskDialog("Note", "Note it", [Blank("text", "Words", long=True)], lambda _: True, parent=d.window),
        words_typed,
        True,
    ),
    "learned": (lambda d: LearnedEntryDialog(d.workspace, None, d.window), words_typed, True),
    "starters": (lambda _: StartersDialog(["Who was there?", "And then?"]), a_starter, True),
}


@pytest.mark.parametrize("kind", KINDS)
def test_esc_asks_where_something_would_be_lost_and_only_there(desk: Desk, kind: str) -> None:
    make, change, may_be_kept = KINDS[kind]
    dialog = shown(desk, make)
    press(dialog, Key.Key_Escape)
    assert not dialog.isVisible(), "nothing was changed, nothing is asked"
    steps = desk.workspace.steps
    dialog = shown(desk, make)
    change(dialog)
    asked = leave(desk, dialog)
    assert asked.isVisible()
    assert asked.keep.isVisible() is may_be_kept, "what is not complete cannot be saved"
    before = dialog.unsaved_words()
    press(asked, Key.Key_Escape)
    assert dialog.leaving is None
    assert dialog.isVisible()
    assert dialog.unsaved_words() == before, "all stands there as it was"
    dialog.close()
    press(question(desk, dialog), Key.Key_Return)
    assert dialog.isVisible(), "the window's cross asks too, and Enter goes on"
    asked = leave(desk, dialog)
    QTest.keyClick(asked.leave_it, Key.Key_Space)
    assert not dialog.isVisible()
    assert desk.workspace.steps == steps, "nothing of it was saved"


def _kept_on_the_way(desk: Desk, kind: str) -> None:
    make, change, _ = KINDS[kind]
    dialog = shown(desk, make)
    change(dialog)
    asked = leave(desk, dialog)
    QTest.keyClick(asked.keep, Key.Key_Space)
    desk.settle()
    assert not dialog.isVisible()


def test_it_is_kept_on_the_way_out(desk: Desk) -> None:
    workspace = desk.workspace
    _kept_on_the_way(desk, "person")
    assert "walls" in workspace.read(find_person, "Kit").texts["description"]
    _kept_on_the_way(desk, "project")
    assert "walls" in workspace.read(project_facts).texts["title"]
    _kept_on_the_way(desk, "names")
    with desk.project.read() as session:
        assert {one.general for one in names_in(session, 1)} == {"", "walls"}
    _kept_on_the_way(desk, "words")
    assert workspace.read(listed) == ["walls"]


def test_what_cannot_be_saved_holds_the_dialog(desk: Desk) -> None:
    dialog = shown(desk, lambda d: AboutProject(d.workspace, d.window))
    assert isinstance(dialog, AboutProject)
    dialog.fields["title"].clear()
    asked = leave(desk, dialog)
    QTest.keyClick(asked.keep, Key.Key_Space)
    assert dialog.isVisible()
    assert "needs a title" in dialog.trouble.whole_text()


def test_done_asks_too_where_words_were_typed_and_not_taken(desk: Desk) -> None:
    for kind in ("names", "words"):
        make, change, _ = KINDS[kind]
        dialog = shown(desk, make)
        change(dialog)
        dialog.accept()
        QTest.keyClick(question(desk, dialog).leave_it, Key.Key_Space)
        assert not dialog.isVisible()


def test_how_a_theme_belongs_is_not_half_said(desk: Desk) -> None:
    merged(desk)
    board = desk.workspace.read(read_board)
    first, second = board.themes
    dialog = shown(desk, lambda d: RelationsDialog(d.workspace, board, first, d.window))
    assert isinstance(dialog, RelationsDialog)
    QTest.keyClicks(dialog.words, "because nobody was listened to")
    dialog.add.click()
    dialog.add.click()
    QTest.keyClicks(dialog.words, "and it hurts")
    dialog.accept()
    press(question(desk, dialog), Key.Key_Escape)
    assert dialog.isVisible()
    [relation] = desk.workspace.read(theme_facts, first.theme_id).relations
    assert (relation.name, relation.words) == (second.name, "because nobody was listened to")
    dialog.accept()
    QTest.keyClick(question(desk, dialog).keep, Key.Key_Space)
    assert not dialog.isVisible()
    assert [one.words for one in desk.workspace.read(theme_facts, first.theme_id).relations] == ["and it hurts"]


def test_a_name_that_the_project_refused_holds_the_window_of_voices(desk: Desk) -> None:
    dialog = shown(desk, lambda d: VoicesDialog(d.workspace, 1, d.page.speakers, d.window))
    assert isinstance(dialog, VoicesDialog)
    line, _words = dialog._names[dialog.speakers[0].id]
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, "Grandmother Rose")
    with closing(sqlite3.connect(desk.project.folder / "project.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        QTest.mouseClick(dialog.done_button, Qt.MouseButton.LeftButton)
        press(question(desk, dialog), Key.Key_Return)
        other.execute("ROLLBACK")
    assert dialog.isVisible()
    assert line.text() == "Grandmother Rose"
    assert not any("work are safe" in words for words in desk.said()), "what is refused is not safe"
    QTest.mouseClick(dialog.done_button, Qt.MouseButton.LeftButton)
    assert not dialog.isVisible()
    desk.settle()
    assert dialog.leaving is None, "what is saved is not asked about"
    assert "Grandmother Rose" in [line.speaker for line in desk.page.transcript.words.passages]


def test_what_keeps_by_itself_asks_nothing(desk: Desk) -> None:
    window = shown(desk, lambda d: ExcerptDialog(d.workspace, EXCERPT, d.window))
    assert isinstance(window, ExcerptDialog)
    window.side.note.setFocus()
    words_typed(window)
    press(window, Key.Key_Escape)
    assert not window.isVisible()
    assert desk.excerpts(1)[0].note == "walls"
    sheets = shown(desk, lambda d: SheetsDialog(d.workspace, d.window))
    assert isinstance(sheets, SheetsDialog)
    sheets.views.step(1)
    QTest.keyClicks(sheets.text, "walls")
    press(sheets, Key.Key_Escape)
    assert not sheets.isVisible()


def test_another_project_is_opened_only_once_nothing_is_lost(desk: Desk, tmp_path: Path) -> None:
    with new_project(tmp_path / "Other") as project:
        other = project.folder
    dialog = shown(desk, KINDS["person"][0])
    words_typed(dialog)

    when(lambda: dialog.leaving, lambda found: QTest.keyClick(found.go_on, Key.Key_Space))
    assert not desk.window.projects.open(other)
    assert desk.workspace.project is desk.project
    assert dialog.isVisible()
    when(lambda: dialog.leaving, lambda found: QTest.keyClick(found.leave_it, Key.Key_Space))
    assert desk.window.projects.open(other)
    assert not dialog.isVisible()
    assert desk.workspace.opened().folder == other


def test_no_dialog_outlives_the_project_it_is_about(desk: Desk, tmp_path: Path) -> None:
    dialog = shown(desk, KINDS["person"][0])
    words_typed(dialog)
    folder = desk.project.folder
    with new_project(tmp_path / "Other") as project:
        other = project.folder
    desk.workspace.use(Project.open(other))
    assert not dialog.isVisible(), "what is typed in it is meant for nobody in the other project"
    [kept] = [*folder.glob("Not saved*.txt"), *folder.parent.glob("Not saved*.txt")]
    assert "walls" in kept.read_text("utf-8"), "and is in a file"
    assert QApplication.activeModalWidget() is None


def test_every_dialog_with_a_button_that_saves_asks_before_it_is_left() -> None:
    saving = set[str]()
    for path in sorted(Path(ui.__file__).parent.rglob("*.py")):
        for one in ast.parse(path.read_text("utf-8")).body:
            words = ast.unparse(one)
            if isinstance(one, ast.ClassDef) and "(Dialog)" in words and "Button(self.tr('Save')" in words:
                saving.add(one.name)
                assert "self.ask_before_leaving(" in words, one.name
    assert {"LogEntryDialog", "PersonDialog", "StoryDetails", "NamingDialog"} <= saving
