"""“About this project” and whom to turn to: by keyboard, in one step, from anywhere."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from desks import dialog, when
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from coproclip.people.about_project import FIELDS, add_partner, change_project, project_facts
from coproclip.people.own_lists import find_or_add_entry
from coproclip.project.journal import Operation
from coproclip.project.kinds import ListKind
from coproclip.project.project import Project
from coproclip.settings import Settings
from coproclip.ui.commands.keys import KeyGuard
from coproclip.ui.dialogs.project.about import AboutProject
from coproclip.ui.dialogs.project.at_risk import AtRisk
from coproclip.ui.dialogs.settings import SettingsDialog
from coproclip.ui.main_window import MainWindow
from coproclip.ui.style.look import apply_style
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.label import Label
from coproclip.ui.workspace import Workspace

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
Key, SHIFT = Qt.Key, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def window(qapp: QApplication, qtbot: QtBot, project: Project) -> Iterator[MainWindow]:
    apply_style(qapp, "light", 100)
    if qapp.findChild(KeyGuard) is None:
        KeyGuard(qapp)
    workspace = Workspace(Settings())
    made = MainWindow(workspace, [])
    qtbot.addWidget(made)
    workspace.use(Project.open(project.folder))
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    yield made
    workspace.close_project()


def write(field: QLineEdit | QPlainTextEdit, words: str) -> None:
    field.setFocus()
    QTest.keyClicks(field, words)


def answer(kind: type[Dialog], do: Callable[[Any], object]) -> None:
    """Do this once such a dialog is in front; whatever happens, it does not stay open."""

    def _do(found: Dialog) -> None:
        try:
            do(found)
        finally:
            found.done(0)

    when(lambda: found if isinstance(found := dialog(), kind) else None, _do)


def words_of(card: AtRisk) -> str:
    return "\n".join(label.text() for label in card.findChildren(Label) if label.isVisible())


def test_places_of_the_projects_list_are_offered_while_one_is_typed(window: MainWindow) -> None:
    with window.workspace.opened().edit(Operation.CHANGE_LISTS) as edit:
        for place in ("Llanelli", "Port Talbot"):
            find_or_add_entry(edit, ListKind.PLACE, place)

    def _fill(page: AboutProject) -> None:
        field = page.fields["place"]
        assert isinstance(field, QLineEdit)
        write(field, "talb")
        offered = field.completer().popup()
        assert offered.isVisible()
        QTest.keyClick(offered, Key.Key_Down)
        QTest.keyClick(offered, Key.Key_Return)
        assert page.isVisible(), "Enter is for the list first"
        page.save.click()

    answer(AboutProject, _fill)
    window.commands.action("about_project").trigger()
    with window.workspace.opened().read() as session:
        assert project_facts(session).texts["place"] == "Port Talbot"


def test_everything_is_filled_in_by_keyboard_and_is_one_step(window: MainWindow) -> None:
    def _fill(page: AboutProject) -> None:
        assert page.fields["title"].hasFocus()
        assert set(page.fields) == set(FIELDS)
        write(page.fields["purpose"], "To be heard")
        write(page.fields["safeguarding"], "Ana, 01 234")
        page.partners.add.setFocus()
        QTest.keyClick(page.partners.add, Key.Key_Space)
        QTest.keyClicks(QApplication.focusWidget(), "Harbour Trust")
        QTest.keyClick(QApplication.focusWidget(), Key.Key_Tab)
        QTest.keyClicks(QApplication.focusWidget(), "a housing charity")
        word, share, _ = page.bands.rows[2]
        word.selectAll()
        write(word, "several")
        share.setFocus()
        share.selectAll()
        QTest.keyClicks(share, "30")
        page.save.setFocus()
        QTest.keyClick(page.save, Key.Key_Return)

    workspace = window.workspace
    before = workspace.read(project_facts)
    answer(AboutProject, _fill)
    window.commands.action("about_project").trigger()
    facts = workspace.read(project_facts)
    assert (facts.texts["purpose"], facts.texts["safeguarding"]) == ("To be heard", "Ana, 01 234")
    assert [(one.name, one.named_as) for one in facts.partners] == [("Harbour Trust", "a housing charity")]
    assert facts.bands["several"] == 30
    workspace.undo()
    assert workspace.read(project_facts) == before, "one step takes all of it back"


def test_partners_are_changed_and_taken_out(window: MainWindow) -> None:
    with window.workspace.opened().edit(Operation.CHANGE_PROJECT) as edit:
        add_partner(edit, "Harbour Trust")
        add_partner(edit, "Dock Homes")

    def _change(page: AboutProject) -> None:
        page.partners.rows[0].away.click()
        write(page.partners.rows[0].fields[2], "Quay Homes")
        page.save.click()

    answer(AboutProject, _change)
    window.commands.action("about_project").trigger()
    partners = window.workspace.read(project_facts).partners
    assert [(one.name, one.formerly) for one in partners] == [("Dock Homes", "Quay Homes")]


def test_what_makes_no_sense_is_said_and_nothing_is_changed(window: MainWindow) -> None:
    def _spoil(page: AboutProject) -> None:
        write(page.fields["purpose"], "To be heard")
        page.fields["title"].clear()
        page.save.click()
        assert "needs a title" in page.trouble.text()
        write(page.fields["title"], "Side by Side")
        page.bands.rows[1][1].setValue(0)
        page.save.click()
        assert "same share" in page.trouble.text()
        QTest.keyClick(page, Key.Key_Escape)
        assert page.isVisible(), "what was typed is not let go unasked"
        assert page.leaving is not None
        QTest.keyClick(page.leaving.leave_it, Key.Key_Space)
        assert not page.isVisible()

    answer(AboutProject, _spoil)
    window.commands.action("about_project").trigger()
    assert window.workspace.read(project_facts).texts["purpose"] == ""


def test_what_somebody_else_wrote_meanwhile_is_not_written_over(window: MainWindow, tmp_path: Path) -> None:
    def _both(page: AboutProject) -> None:
        with Project.open(window.workspace.opened().folder) as other, other.edit(Operation.CHANGE_PROJECT) as edit:
            change_project(edit, {"purpose": "Theirs"})
        write(page.fields["purpose"], "Mine")
        write(page.fields["place"], "Salford")
        page.save.click()

    answer(AboutProject, _both)
    window.commands.action("about_project").trigger()
    texts = window.workspace.read(project_facts).texts
    assert (texts["purpose"], texts["place"]) == ("Theirs", "Salford")
    assert window.workspace.typed.unsaved() == ["Mine"]


def test_whom_to_tell_is_one_key_away_also_over_a_dialog(window: MainWindow) -> None:
    with window.workspace.opened().edit(Operation.CHANGE_PROJECT) as edit:
        change_project(edit, {"safeguarding": "Ana Lopes\n0161 496 0123"})
    QTest.keyClick(window, Key.Key_F1, SHIFT)
    card = window.findChild(AtRisk)
    assert card is not None
    assert "Ana Lopes\n0161 496 0123" in words_of(card)
    assert not card.isModal(), "a recording can be steered beside it"
    QTest.keyClick(card, Key.Key_Escape)

    def _over(settings: SettingsDialog) -> None:
        QTest.keyClick(settings.text_size, Key.Key_F1, SHIFT)
        over = settings.findChild(AtRisk)
        assert over is not None
        assert "0161 496 0123" in words_of(over)
        settings.accept()

    answer(SettingsDialog, _over)
    window.show_settings()


def test_where_nobody_is_noted_it_says_where_to_write_it(window: MainWindow) -> None:
    QTest.keyClick(window, Key.Key_F1, SHIFT)
    card = window.findChild(AtRisk)
    assert card is not None
    assert "Nobody is noted yet" in words_of(card)
    begun: list[bool] = []
    answer(AboutProject, lambda page: begun.append(page.fields["safeguarding"].hasFocus()))
    card.change.click()
    assert begun == [True]
