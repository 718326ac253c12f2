"""The vault in the window: made, opened, locked again; and nothing of it anywhere else."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from desks import dialog, when
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sight import troubles

from coproclip.people import sealed_file
from coproclip.people.stories import add_story
from coproclip.people.vault import VAULT_FILE, Contact, Vault
from coproclip.project.journal import Operation, Work
from coproclip.project.project import Project
from coproclip.settings import Settings
from coproclip.transcript.edits import correct_segment, passages
from coproclip.ui.dialogs.vault.dialog import VaultDialog
from coproclip.ui.dialogs.vault.passphrase import NewPassphrase
from coproclip.ui.style.look import apply_style
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.half_typed import typed_in_dialogs
from coproclip.ui.widgets.prompts import ForGoodDialog
from coproclip.ui.workspace import Workspace

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
SAID, OTHER = "seven quiet lamps walk", "green anchors never sing"


@pytest.fixture
def workspace(qapp: QApplication, project: Project, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    monkeypatch.setattr(sealed_file, "_COST", 1 << 4)
    apply_style(qapp, "light", 100)
    with project.edit(Work.ADD_STORY) as edit:
        add_story(edit, "Moving the chairs", storytellers=("Kit", "Bo"))
    made = Workspace(Settings())
    made.use(Project.open(project.folder))
    yield made
    made.close_project()


@pytest.fixture
def shown(workspace: Workspace, qtbot: QtBot) -> Callable[[], VaultDialog]:
    def _show() -> VaultDialog:
        made = VaultDialog(workspace)
        qtbot.addWidget(made)
        with qtbot.waitExposed(made):
            made.show()
        made.activateWindow()
        return made

    return _show


def unlock(vault: VaultDialog, *passphrases: str) -> None:
    for field, words in zip(vault.form.fields, passphrases, strict=True):
        field.setFocus()
        QTest.keyClicks(field, words)
    QTest.keyClick(vault.form.fields[-1], Qt.Key.Key_Return)


def answer(kind: type[Dialog], do: Callable[[Any], object]) -> None:
    when(lambda: found if isinstance(found := dialog(), kind) else None, do)


def kept(workspace: Workspace, passphrase: str = SAID) -> dict[int, Contact]:
    return dict(Vault.open(workspace.opened(), passphrase).people)


def test_it_is_made_filled_in_and_opened_again(shown: Callable[[], VaultDialog], workspace: Workspace) -> None:
    vault = shown()
    unlock(vault, SAID, OTHER)
    assert "not the same" in vault.form.trouble.text()
    unlock(vault, "short", "short")
    assert "at least 12" in vault.form.trouble.text()
    vault.form.begin()
    unlock(vault, SAID, SAID)
    assert [vault.contacts.list.item(row).text() for row in range(2)] == [
        "Bo\nMoving the chairs",
        "Kit\nMoving the chairs",
    ]
    assert vault.contacts.fields["real_name"].hasFocus()
    QTest.keyClicks(vault.contacts.fields["real_name"], "Bogdan Vaultcanary")
    vault.contacts.list.setCurrentRow(1)
    QTest.keyClicks(vault.contacts.fields["real_name"], "Kit Lopes")
    assert typed_in_dialogs() == [], "nothing of it is put beside the project when the program must end"
    vault.accept()
    assert not vault.isVisible()
    assert {contact.real_name for contact in kept(workspace).values()} == {"Bogdan Vaultcanary", "Kit Lopes"}

    again = shown()
    unlock(again, OTHER)
    assert "not the passphrase" in again.form.trouble.text()
    again.form.begin()
    unlock(again, SAID)
    assert "“Kit” is a real name" in again.contacts.warning.text()
    assert again.contacts.fields["real_name"].text() == "Bogdan Vaultcanary"
    again.reject()


def test_nothing_of_it_is_cut_in_large_text(shown: Callable[[], VaultDialog], qapp: QApplication) -> None:
    apply_style(qapp, "light", 200)
    vault = shown()
    unlock(vault, SAID, SAID)
    QTest.keyClicks(vault.contacts.fields["real_name"], "Bo Vaultcanary")
    vault.contacts.list.setCurrentRow(1)
    QApplication.processEvents()
    assert "“Bo” is a real name, and it stands in the alias “Bo”" in vault.contacts.warning.text()
    assert troubles(vault) == {}
    vault.accept()
    apply_style(qapp, "light", 100)


def test_it_locks_itself_and_keeps_what_was_filled_in(
    shown: Callable[[], VaultDialog], workspace: Workspace, qtbot: QtBot
) -> None:
    vault = shown()
    vault._idle.setInterval(300)
    unlock(vault, SAID, SAID)
    QTest.keyClicks(vault.contacts.fields["phone"], "0161")
    qtbot.waitUntil(vault.locked.isVisible)
    assert "locked itself" in vault.words.text()
    assert vault.contacts.fields["phone"].text() == ""
    assert [contact.phone for contact in kept(workspace).values()] == ["0161"]
    unlock(vault, SAID)
    assert vault.contacts.fields["phone"].text() == "0161"
    vault.accept()


def test_what_is_copied_is_marked_and_taken_off_the_clipboard(shown: Callable[[], VaultDialog]) -> None:
    vault = shown()
    unlock(vault, SAID, SAID)
    for name in ("email", "note"):
        field = vault.contacts.fields[name]
        field.setFocus()
        QTest.keyClicks(field, "kit@example.org")
        field.selectAll()
        QTest.keyClick(field, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
        copied = QGuiApplication.clipboard().mimeData()
        assert copied.text() == "kit@example.org"
        assert copied.data("x-kde-passwordManagerHint").data() == b"secret"
    vault.lock.click()
    assert QGuiApplication.clipboard().text() == ""
    vault.reject()


def test_a_person_is_deleted_and_the_passphrase_changed(shown: Callable[[], VaultDialog], workspace: Workspace) -> None:
    vault = shown()
    unlock(vault, SAID, SAID)
    QTest.keyClicks(vault.contacts.fields["real_name"], "Bogdan")
    vault.contacts.list.setCurrentRow(1)
    vault.contacts.list.setCurrentRow(0)
    answer(ForGoodDialog, lambda asking: asking.delete.click())
    vault.contacts.remove.click()
    assert vault.contacts.fields["real_name"].text() == ""
    assert kept(workspace) == {}

    def _change(asking: NewPassphrase) -> None:
        for field in asking.form.fields:
            QTest.keyClicks(field, OTHER)
        asking.form.go()

    answer(NewPassphrase, _change)
    vault.change.click()
    vault.accept()
    assert kept(workspace, OTHER) == {}


def test_its_names_are_looked_for_in_the_stories(
    shown: Callable[[], VaultDialog], workspace: Workspace, story: int
) -> None:
    with workspace.opened().edit(Operation.CORRECT_WORDS) as edit:
        correct_segment(edit, passages(edit.session, story)[0].id, "so Bogdana came in")
    vault = shown()
    unlock(vault, SAID, SAID)
    QTest.keyClicks(vault.contacts.fields["real_name"], "Bogdana")
    vault.contacts.look.click()
    assert "1 name is to be decided about, in 1 story" in vault.contacts.warning.text()
    vault.contacts.look.click()
    assert "No name was found" in vault.contacts.warning.text()
    vault.accept()


def test_what_cannot_be_kept_is_said_before_it_is_let_go(
    shown: Callable[[], VaultDialog], workspace: Workspace
) -> None:
    vault = shown()
    unlock(vault, SAID, SAID)
    QTest.keyClicks(vault.contacts.fields["phone"], "0161")
    file = workspace.opened().folder / VAULT_FILE
    Vault.open(workspace.opened(), SAID).set(2, {"phone": "elsewhere"})
    before = file.read_bytes()
    vault.accept()
    assert vault.isVisible()
    assert "changed by another" in vault.trouble.text()
    vault.accept()
    assert not vault.isVisible()
    assert file.read_bytes() == before


def test_it_locks_itself_behind_no_open_question(
    shown: Callable[[], VaultDialog], workspace: Workspace, qtbot: QtBot
) -> None:
    vault = shown()
    vault._idle.setInterval(300)
    for asks, kind in ((vault.change, NewPassphrase), (vault.contacts.remove, ForGoodDialog)):
        unlock(vault, *[SAID] * len(vault.form.fields))
        QTest.keyClicks(vault.contacts.fields["phone"], "0161")
        vault._keep()
        vault.contacts.list.setCurrentRow(1)
        vault.contacts.list.setCurrentRow(0)
        seen = []
        answer(kind, seen.append)
        asks.click()  # the question goes by itself
        assert len(seen) == 1
        qtbot.waitUntil(vault.locked.isVisible)
        assert not seen[0].isVisible()
    assert {contact.phone[:4] for contact in kept(workspace).values()} == {"0161"}
    vault.reject()


def test_what_is_shortened_after_it_was_refused_is_kept(shown: Callable[[], VaultDialog], workspace: Workspace) -> None:
    vault = shown()
    unlock(vault, SAID, SAID)
    QTest.keyClicks(vault.contacts.fields["real_name"], "Bogdan Vaultcanary")
    vault.contacts.fields["note"].insertPlainText("x" * 10_001)
    vault.go.click()
    assert vault.isVisible()
    assert "too long" in vault.trouble.text()
    for _ in range(3):
        QTest.keyClick(vault.contacts.fields["note"], Qt.Key.Key_Backspace)
    vault.go.click()
    assert not vault.isVisible()
    assert [contact.real_name for contact in kept(workspace).values()] == ["Bogdan Vaultcanary"]


def test_another_version_put_in_its_place_is_kept_and_said(
    shown: Callable[[], VaultDialog], workspace: Workspace
) -> None:
    file = workspace.opened().folder / "people.vault"
    Vault.create(workspace.opened(), SAID).lock()
    old = file.read_bytes()
    Vault.open(workspace.opened(), SAID).set(1, {"phone": "222"})
    file.write_bytes(old)
    vault = shown()
    unlock(vault, SAID)
    (other,) = file.parent.glob("people.vault.other *")
    assert other.read_bytes() == old
    assert f"“{other.name}”" in vault.trouble.text()
    assert kept(workspace)[1].phone == "222"
