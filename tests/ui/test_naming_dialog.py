"""How somebody is named in what leaves is chosen on the people page; words for too few people are warned of."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from desks import Desk, desk_on, dialog, when
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from coproclip.people.consent import note_consent
from coproclip.people.naming import add_label, find_label, labels, namings_of
from coproclip.people.people import HoldingEntry, change_person
from coproclip.project.journal import Operation
from coproclip.project.kinds import ConsentAbout, ListKind, NamedIn
from coproclip.project.project import Project
from coproclip.ui.dialogs.people.lists import ListsDialog
from coproclip.ui.dialogs.people.naming import NamingDialog
from coproclip.ui.pages.people.page import PeoplePage
from coproclip.ui.widgets.dialog import Dialog

Key = Qt.Key
FEW = "“One medical researcher” fits only one storyteller (medical researcher)."


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path, make_story: Callable[..., int]) -> Iterator[Desk]:
    """Four storytellers; Kit (1) is the only medical one of three researchers."""

    def _make(project: Project) -> int:
        made = [
            make_story(project, [("storyteller", f"Quite number {n}.")], title=f"Story {n}", storyteller=alias)
            for n, alias in enumerate(("Kit", "Rosa", "June", "Ada"))
        ]
        with project.edit(Operation.CHANGE_LISTS) as edit:
            for who in (1, 2, 3):
                roles = [HoldingEntry(ListKind.ROLE, "researcher")]
                roles += [HoldingEntry(ListKind.ROLE, "medical researcher")] if who == 1 else []
                change_person(edit, who, {}, roles)
            add_label(edit, "One neighbour")
        return made[0]

    with desk_on(qtbot, tmp_path / "Side by Side", _make, PeoplePage) as made:
        made.window.show_page("people")
        yield made


@pytest.fixture
def naming(desk: Desk, qtbot: QtBot) -> NamingDialog:
    made = NamingDialog(desk.workspace, 1, desk.window)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    return made


def choices(field: QComboBox) -> list[str]:
    return [text for place in range(field.count()) if (text := field.itemText(place))]


def named(desk: Desk) -> dict[NamedIn, str]:
    return desk.workspace.read(namings_of, 1)


def ask(who: str) -> None:
    """The next question for a name is answered so."""

    def _answer(question: Dialog) -> None:
        field = question.findChild(QLineEdit)
        assert field is not None
        QTest.keyClicks(field, who)
        QTest.keyClick(field, Key.Key_Return)

    when(lambda: found if (found := dialog()) and type(found).__name__ == "_Question" else None, _answer)


def test_they_are_named_in_clips_alone_by_keyboard_alone(desk: Desk) -> None:
    page = desk.window.pages["people"]
    assert isinstance(page, PeoplePage)
    assert page.people[page.list.place()].alias == "Ada", "by the alphabet"
    while page.list.chosen() != 1:
        QTest.keyClick(page.list, Key.Key_Down)

    def _fill(found: NamingDialog) -> None:
        first = found.fields[NamedIn.CLIPS].words.lineEdit()
        assert first is not None
        assert first.hasFocus()
        assert first.accessibleName() == "In clips and playlists"
        assert [field.words.currentText() for field in found.fields.values()] == ["One storyteller"] * 3
        QTest.keyClicks(first, "Kit")
        assert found.unsaved_words() == ["Kit"]
        QTest.keyClick(first, Key.Key_Return)

    when(lambda: found if isinstance(found := dialog(), NamingDialog) else None, _fill)
    desk.key(Key.Key_H)
    assert named(desk) == {NamedIn.CLIPS: "Kit"}
    assert desk.told() == "How Kit is named is changed"
    desk.workspace.undo()
    assert named(desk) == {}


def test_the_projects_words_stand_first_and_a_name_needs_a_yes(desk: Desk, naming: NamingDialog) -> None:
    field = naming.fields[NamedIn.CLIPS]
    assert choices(field.words) == ["One storyteller", "One contributor", "One person", "One neighbour", "Kit"]
    assert not field.note.isVisible()
    field.words.setEditText("Kit")
    assert field.note.whole_text() == (
        "This is a name: it needs a yes to being named, and nobody noted one for “Story 0”."
    )
    assert not field.add.isVisible(), "what somebody goes by never is one of the project's words"
    with desk.project.edit(Operation.NOTE_CONSENT) as edit:
        note_consent(edit, 1, ConsentAbout.NAMED, "yes", "Kit", "by letter", storyteller_id=1)
    again = NamingDialog(desk.workspace, 1, desk.window)
    again.fields[NamedIn.REPORT].words.setEditText("Kit")
    assert again.fields[NamedIn.REPORT].note.whole_text() == "This is a name. They said yes to being named."
    again.deleteLater()
    field.words.setEditText("One gardener")
    field.add.click()
    assert not field.note.isVisible()
    assert desk.workspace.read(find_label, "One gardener") is not None
    assert "One gardener" in choices(naming.fields[NamedIn.PAGE].words)
    field.words.setEditText("Old Kit")
    field.add.click()
    assert naming.trouble.whole_text().startswith("“Kit” is what somebody goes by: that is a name.")


def test_words_that_fit_only_one_are_warned_of_with_broader_ones(desk: Desk, naming: NamingDialog) -> None:
    with desk.project.edit(Operation.CHANGE_LISTS) as edit:
        add_label(edit, "One medical researcher")
        add_label(edit, "One researcher")
    desk.settle()
    field = naming.fields[NamedIn.REPORT]
    assert not field.broader.isVisible()
    field.words.setEditText("One medical researcher")
    assert field.note.whole_text() == f"{FEW} That may tell who it is. Broader: “One researcher”."
    field.broader.click()
    assert field.named == "One researcher"
    assert not field.note.isVisible()
    field.words.setEditText("One medical researcher")
    ask("Amina")
    field.keep.click()
    assert field.note.whole_text() == "Amina keeps it on purpose, although it fits only a few."
    assert not field.keep.isVisible()
    naming._save()
    assert named(desk) == {NamedIn.REPORT: "One medical researcher"}


def test_the_projects_words_are_a_list_like_the_others(desk: Desk, qtbot: QtBot) -> None:
    lists = ListsDialog(desk.workspace, desk.window, ListKind.LABEL)
    qtbot.addWidget(lists)
    with qtbot.waitExposed(lists):
        lists.show()
    usual = ["One storyteller, usual", "One contributor, usual", "One person, usual"]
    assert lists.list.texts() == [*usual, "One neighbour"]
    lists.list.choose(0)
    assert not lists.remove.isEnabled(), "the usual words stay"
    ask("One medical researcher")
    lists.add.click()
    assert lists.list.texts()[3] == f"One medical researcher, may tell who it is, {FEW} Broader: “One researcher”."
    lists.list.choose(3)
    ask("Amina")
    lists.keep.click()
    assert lists.list.texts()[3] == "One medical researcher, kept on purpose by Amina"
    lists.list.choose(3)
    lists.remove.click()
    assert lists.list.texts() == [*usual, "One neighbour"]
    said: list[str] = []

    def _refused(question: Dialog) -> None:
        field = question.findChild(QLineEdit)
        assert field is not None
        QTest.keyClicks(field, "Kit")
        QTest.keyClick(field, Key.Key_Return)
        said.extend([*(one.message.happened for one in question.messages.strips()), field.text()])
        field.clear()
        QTest.keyClick(field, Key.Key_Return)

    when(lambda: found if (found := dialog()) and type(found).__name__ == "_Question" else None, _refused)
    lists.add.click()
    assert said[0].startswith("“Kit” is what somebody goes by")
    assert said[1:] == ["Kit"], "it stays open, with what was typed"
    assert len(desk.workspace.read(labels)) == 4
    lists.which.setCurrentIndex(0)
    assert lists.list.texts() == ["medical researcher, 1 person", "researcher, 3 people"]
    assert lists.rename.isVisible()
    assert not lists.keep.isVisible()
