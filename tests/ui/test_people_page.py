"""The people page: everybody, by keyboard alone; described in their own words first."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from desks import Desk, desk_on
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot
from sight import cut_words

from coproclip.excerpts.marking import mark_quote
from coproclip.overview.handovers import went_out
from coproclip.people.participants import parts_in, take_part
from coproclip.people.people import HoldingEntry, add_person, change_person, find_person
from coproclip.project.journal import Operation
from coproclip.project.kinds import ListKind, Part
from coproclip.project.project import Project
from coproclip.project.schema import Story
from coproclip.ui.dialogs.consent.dialog import ConsentDialog
from coproclip.ui.dialogs.consent.of_person import WhichStory
from coproclip.ui.dialogs.people.lists import ListsDialog
from coproclip.ui.dialogs.people.person import PersonDialog
from coproclip.ui.dialogs.people.table import PeopleTableDialog
from coproclip.ui.dialogs.reviews.together import SitTogether
from coproclip.ui.pages.people.page import PeoplePage
from coproclip.ui.style.look import apply_style
from coproclip.ui.wait_for import WorkingDialog
from coproclip.ui.widgets.label import Label

Key = Qt.Key


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path, make_story: Callable[..., int]) -> Iterator[Desk]:
    def _make(project: Project) -> None:
        make_story(project)

    with desk_on(qtbot, tmp_path / "Side by Side", _make, PeoplePage) as made:
        made.window.show_page("people")
        yield made


def page_of(desk: Desk) -> PeoplePage:
    page = desk.window.pages["people"]
    assert isinstance(page, PeoplePage)
    return page


def in_dialog(monkeypatch: pytest.MonkeyPatch, kind: type[QWidget], do: Callable[..., None]) -> list[QWidget]:
    """The next dialog of this kind is answered so."""
    met: list[QWidget] = []

    def _exec(dialog: PersonDialog) -> int:
        dialog.show()
        met.append(dialog)
        do(dialog)
        return dialog.result()

    monkeypatch.setattr(kind, "exec", _exec)
    return met


def where(inside: QWidget) -> QWidget:
    """Where the keyboard is in a window."""
    focus = inside.window().focusWidget()
    assert focus is not None
    return focus


def press(inside: QWidget, *keys: Key) -> None:
    for key in keys:
        QTest.keyClick(where(inside), key)


def type_(inside: QWidget, words: str) -> None:
    QTest.keyClicks(where(inside), words)


def test_somebody_is_added_by_keyboard_alone(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    page, workspace = page_of(desk), desk.window.workspace

    def _fill(dialog: PersonDialog) -> None:
        assert where(dialog).accessibleName() == "How would you like to be described?", (
            "no title, no job: their own words"
        )
        type_(dialog, "I love walls")
        press(dialog, Key.Key_Tab)
        type_(dialog, "Ana")
        press(dialog, Key.Key_Tab)
        type_(dialog, "Int")
        assert isinstance(where(dialog), QComboBox)
        dialog.entries[0].another.setFocus()
        type_(dialog, "carer")
        press(dialog, Key.Key_Return)
        type_(dialog, "artist")
        press(dialog, Key.Key_Return)
        assert dialog.isVisible(), "Enter adds an entry and keeps the form"
        assert [line.text for line in dialog.entries[0].lines] == ["artist", "carer"]
        dialog.entries[0].lines[1].note.setText("since 2019")
        type_(dialog, "typed, not added")
        dialog.fields["alias"].setFocus()
        press(dialog, Key.Key_Return)

    in_dialog(monkeypatch, PersonDialog, _fill)
    press(page, Key.Key_A)
    ana = workspace.read(find_person, "Ana")
    assert (ana.texts["description"], ana.texts["part"]) == ("I love walls", "interpreter")
    assert [(one.text, one.note) for one in ana.entries] == [
        ("artist", ""),
        ("carer", "since 2019"),
        ("typed, not added", ""),
    ]
    assert page.list.texts()[0] == "Ana, Interpreter, I love walls · artist, carer, typed, not added"
    assert page.list.chosen() == ana.id
    assert page.count() == 2
    workspace.undo()
    assert page.count() == 1


def test_what_is_changed_is_one_step_and_trouble_is_said_in_the_form(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, workspace = page_of(desk), desk.window.workspace
    with workspace.opened().edit(Operation.ADD_PERSON) as edit:
        add_person(edit, {"alias": "Ana", "access_needs": "A break every hour"})

    def _clash(dialog: PersonDialog) -> None:
        alias, needs, part = dialog.fields["alias"], dialog.fields["access_needs"], dialog.other_part
        assert isinstance(alias, QLineEdit)
        assert isinstance(needs, QPlainTextEdit)
        assert needs.toPlainText() == "A break every hour"
        alias.setText("kit")
        press(dialog, Key.Key_Return)
        assert dialog.trouble.isVisible()
        assert "goes by “kit”" in dialog.trouble.text()
        alias.setText("Anna")
        needs.setPlainText("")
        dialog.other_story.setCurrentIndex(1)
        part.setCurrentIndex(part.findData("supporter"))
        alias.setFocus()
        press(dialog, Key.Key_Return)

    in_dialog(monkeypatch, PersonDialog, _clash)
    page.list.choose(0)
    assert "access needs noted" in page.list.texts()[0]
    press(page, Key.Key_Return)
    assert workspace.read(find_person, "Anna").texts["access_needs"] == ""
    assert Part.SUPPORTER in workspace.read(parts_in, 1).values()
    assert page.list.texts()[0] == "Anna, Storyteller, 1 story"
    workspace.undo()
    assert workspace.read(find_person, "Ana").stories == ()

    def _off(dialog: PersonDialog) -> None:
        field = dialog.parts[1]
        field.setCurrentIndex(field.findText("Not any more"))
        dialog.fields["alias"].setFocus()
        press(dialog, Key.Key_Return)

    with workspace.opened().edit(Operation.TAKE_PART) as edit:
        take_part(edit, 1, find_person(edit.session, "Ana").id, Part.INTERPRETER)
    in_dialog(monkeypatch, PersonDialog, _off)
    press(page, Key.Key_Return)
    assert workspace.read(find_person, "Ana").stories == ()


def test_what_somebody_else_wrote_meanwhile_is_not_lost(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    page, workspace = page_of(desk), desk.window.workspace

    def _fill(dialog: PersonDialog) -> None:
        thanks = dialog.fields["thanks"]
        assert isinstance(thanks, QPlainTextEdit)
        thanks.setPlainText("A book")
        assert [words.endswith(": A book") for words in dialog.unsaved_words()] == [True]
        with workspace.opened().edit(Operation.CHANGE_PERSON) as edit:
            change_person(edit, find_person(edit.session, "Kit").id, {"thanks": "A cake"})
        dialog.fields["alias"].setFocus()
        press(dialog, Key.Key_Return)

    in_dialog(monkeypatch, PersonDialog, _fill)
    page.open_person()
    assert workspace.read(find_person, "Kit").texts["thanks"] == "A cake"
    assert desk.window.messages.isVisible(), "both are there to choose from"


def test_who_takes_part_stays_and_others_can_go(desk: Desk) -> None:
    page, workspace = page_of(desk), desk.window.workspace
    press(page, Key.Key_Delete)
    assert page.count() == 1, "Kit tells a story"
    assert desk.window.messages.isVisible()
    with workspace.opened().edit(Operation.ADD_PERSON) as edit:
        add_person(edit, {"alias": "Ana"})
    page.list.choose(0)
    press(page, Key.Key_Delete)
    assert page.list.texts() == ["Kit, Storyteller, 1 story"]


def test_a_table_is_brought_in(desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    page, workspace = page_of(desk), desk.window.workspace
    table = tmp_path / "people.csv"
    table.write_text("Name,Roles,Shoes\nAna,carer; artist,42\n,x,\n")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(table), ""))
    page.bring_in()
    assert page.count() == 2
    assert [one.text for one in workspace.read(find_person, "Ana").entries_of(ListKind.ROLE)] == ["artist", "carer"]
    assert desk.window.messages.isVisible(), "row 3 and the column of shoes are named"


def test_a_table_is_saved_after_it_was_said_what_is_not_in_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    page, workspace = page_of(desk), desk.window.workspace
    with workspace.opened().edit(Operation.CHANGE_PERSON) as edit:
        kit = find_person(edit.session, "Kit").id
        change_person(edit, kit, {"description": "I mend doors", "pronouns": "canary/canary", "access_needs": "canary"})
    theirs = tmp_path / "theirs.csv"
    theirs.write_text("somebody else’s")
    asked = iter([str(tmp_path / "theirs"), str(tmp_path / "people")])
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (next(asked), ""))

    def _save(dialog: PeopleTableDialog) -> None:
        shown = " ".join(label.text() for label in dialog.findChildren(Label) if label.isVisible())
        assert "Pronouns, access needs, guardians, thanks and notes are not in it" in shown
        assert "nobody agreed to be in it" in shown
        type_(dialog, "Amina")
        press(dialog, Key.Key_Return)
        assert "“theirs.csv” is there already." in dialog.trouble.text()
        assert dialog.isVisible()
        press(dialog, Key.Key_Return)

    in_dialog(monkeypatch, PeopleTableDialog, _save)
    page.save.click()
    assert theirs.read_text() == "somebody else’s"
    table = (tmp_path / "people.csv").read_text()
    assert "I mend doors" in table
    assert "canary" not in table
    [entry] = workspace.read(went_out)
    assert (entry.title, entry.to_whom, entry.purpose) == ("People", "Amina", "for the team")


def test_bringing_in_a_table_can_be_stopped(desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    page = page_of(desk)
    table = tmp_path / "people.csv"
    table.write_text("Name,Roles\n" + "".join(f"Person {n},role {n}\n" for n in range(4000)))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(table), ""))
    in_dialog(monkeypatch, WorkingDialog, lambda dialog: dialog.reject())
    page.bring_in()
    desk.qtbot.waitUntil(lambda: not desk.window.workspace.jobs.jobs())
    page.load()
    assert page.count() == 1, "nothing of it stays"


def test_the_lists_are_the_projects_own(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    page, workspace = page_of(desk), desk.window.workspace
    with workspace.opened().edit(Operation.ADD_PERSON) as edit:
        add_person(edit, {"alias": "Ana"}, [HoldingEntry(ListKind.ROLE, "nurse")])

    def _change(dialog: ListsDialog) -> None:
        assert dialog.list.texts() == ["nurse, 1 person"]

        def _call(_over: QWidget, _title: str, _button: str, keep: Callable[[str], bool], before: str) -> bool:
            return before == "nurse" and keep("works in care")

        monkeypatch.setattr("coproclip.ui.dialogs.people.lists.ask_line", _call)
        dialog.rename.click()
        assert dialog.list.texts() == ["works in care, 1 person"]
        dialog.list.choose(0)
        dialog.list.setFocus()
        dialog.remove.click()
        assert dialog.list.texts() == []

    in_dialog(monkeypatch, ListsDialog, _change)
    page.show_lists()
    assert workspace.read(find_person, "Ana").entries == ()


def test_the_sidebar_counts_people_whom_nobody_looks_at_and_they_are_there_once_the_page_is_shown(desk: Desk) -> None:
    page = page_of(desk)
    desk.window.show_page("stories")
    with desk.project.edit(Operation.ADD_PERSON) as edit:
        add_person(edit, {"alias": "Zora"})
    desk.settle()
    assert page.count() == 2
    assert len(page.list.texts()) == 1
    desk.window.show_page("people")
    assert [words.partition(",")[0] for words in page.list.texts()] == ["Kit", "Zora"]


def test_nobody_yet(qtbot: QtBot, tmp_path: Path) -> None:
    with desk_on(qtbot, tmp_path / "Empty", lambda _project: None, PeoplePage) as made:
        made.window.show_page("people")
        page = page_of(made)
        assert page.first.isVisible()
        assert QApplication.focusWidget() is page.first


def test_what_somebody_agreed_to_is_shown_of_the_story_that_is_meant(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = page_of(desk)
    seen = in_dialog(monkeypatch, ConsentDialog, lambda found: found.reject())
    consent = desk.window.commands.action("person_consent", page)
    consent.trigger()
    assert [found.heading.whole_text() for found in seen if isinstance(found, ConsentDialog)] == [
        "What Kit agreed to in “Moving the chairs”"
    ]
    with desk.project.edit(Operation.CHANGE_STORY) as edit:
        other = Story(title="The garden", created_at="2026-05-12")
        edit.add(other)
        take_part(edit, other.id, find_person(edit.session, "Kit").id, Part.STORYTELLER)
    desk.settle()
    page.load()

    def _choose(found: WhichStory) -> None:
        found.story.setCurrentIndex(found.story.findText("The garden"))
        found.accept()

    in_dialog(monkeypatch, WhichStory, _choose)
    consent.trigger()
    last = seen[-1]
    assert isinstance(last, ConsentDialog)
    assert last.heading.whole_text() == "What Kit agreed to in “The garden”"


def test_somebody_is_asked_about_what_is_theirs(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    page = page_of(desk)
    with desk.project.edit(Operation.MARK_EXCERPT) as edit:
        mark_quote(edit, 1, "We moved the chairs.")
    desk.settle()
    page.load()
    seen = in_dialog(monkeypatch, SitTogether, lambda found: found.reject())
    desk.window.commands.action("sit_together", page).trigger()
    assert [found.whom.whose.currentText() for found in seen if isinstance(found, SitTogether)] == ["Kit, 1 excerpt"]


def test_with_large_text_tables_are_in_the_menu_alone(desk: Desk, qapp: QApplication) -> None:
    page = page_of(desk)
    assert page.bring.isVisible()
    assert page.save.isVisible()
    apply_style(qapp, "light", 200)
    desk.settle()
    assert not page.bring.isVisible()
    assert cut_words(page.header) == []
    assert {"bring_in_people", "people_table"} <= {command.id for command in page.commands()}
    apply_style(qapp, "light", 100)
    desk.settle()
    assert page.save.isVisible()
