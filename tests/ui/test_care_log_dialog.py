"""The private log of care in the window: it says that it leaves in no file; lines are added, changed, deleted."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from made_stories import made_project, make_story
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from coproclip.overview.care import CareEntry, care_log
from coproclip.people.care import add_care_note
from coproclip.project.journal import Operation
from coproclip.project.project import Project
from coproclip.settings import Settings
from coproclip.ui.dialogs import log as module
from coproclip.ui.dialogs.care_log import CareEntryDialog, CareLogDialog
from coproclip.ui.workspace import Workspace

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    made = Workspace(Settings())
    made.use(Project.open(made_project(tmp_path / "Doors", make_story)[0]))
    yield made
    made.close_project()


@pytest.fixture
def shown(workspace: Workspace, qtbot: QtBot) -> CareLogDialog:
    dialog = CareLogDialog(workspace)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def test_it_says_that_it_is_in_no_export_and_begins_empty(shown: CareLogDialog) -> None:
    words = " ".join(label.text() for label in shown.findChildren(QLabel) if label.isVisible())
    assert "This log is in no export" in words
    assert "Nothing is noted yet." in words
    assert [button.isEnabled() for button in (shown.change, shown.delete)] == [False, False]


def test_a_line_is_added_changed_and_deleted(
    workspace: Workspace, shown: CareLogDialog, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled_in: list[str] = []

    def _fill_in(dialog: CareEntryDialog) -> bool:
        dialog.save.click()  # nothing is typed yet
        filled_in.append(dialog.trouble.text())
        dialog.text.setPlainText(texts.pop(0))
        dialog.by.setText("Amina")
        dialog.story.setCurrentIndex(1)
        dialog.save.click()
        return dialog.kept is not None

    monkeypatch.setattr(module, "run_dialog", _fill_in)
    texts = ["Was upset afterwards", "Was upset, and is better"]
    shown.add.click()
    assert filled_in == ["A care note says something. Nothing was changed."]
    [said] = shown.list.texts()
    assert [words in said for words in ("A worry", "Was upset afterwards", "Amina")] == [True] * 3
    shown.change.click()
    [line] = workspace.read(care_log).lines
    assert line.entry == CareEntry("Was upset, and is better", "worry", "Amina", 1, None)
    shown.delete.click()
    assert not shown.list.texts()
    workspace.undo()
    assert "is better" in shown.list.texts()[0]


def test_the_next_line_is_by_who_wrote_the_last(
    workspace: Workspace, shown: CareLogDialog, monkeypatch: pytest.MonkeyPatch
) -> None:
    with workspace.opened().edit(Operation.NOTE_CARE) as edit:
        add_care_note(edit, "Rang them", kind="done", by="Bo")
    shown._show()
    seen: list[str] = []
    monkeypatch.setattr(module, "run_dialog", lambda dialog: seen.append(dialog.by.text()))
    shown.add.click()
    assert seen == ["Bo"]
