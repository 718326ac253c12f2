"""Restoring a backup from the window: the list, the keys, what is said, and a project that cannot be opened."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from desks import dialog, when
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from coproclip.errors import CoProClipError
from coproclip.people.stories import stories
from coproclip.project.journal import Operation
from coproclip.project.project import Project
from coproclip.project.schema import Story
from coproclip.project.storage.backups import BackupReason, backups
from coproclip.settings import Settings
from coproclip.ui.projects import Projects
from coproclip.ui.restore_backup import RestoreDialog
from coproclip.ui.widgets.message import Message
from coproclip.ui.workspace import Workspace

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


@pytest.fixture
def spoilt(project: Project, story: int) -> Path:
    """A project with a backup, spoilt afterwards."""
    project.back_up(BackupReason.DAILY)
    with project.edit(Operation.CHANGE_STORY) as edit:
        edit.get(Story, story).title = "Spoilt"
    project.close()
    return project.folder


@pytest.fixture
def workspace(qtbot: QtBot) -> Iterator[Workspace]:
    space = Workspace(Settings())
    yield space
    space.close_project()


@pytest.fixture
def projects(workspace: Workspace, qtbot: QtBot) -> Projects:
    from PySide6.QtWidgets import QWidget

    window = QWidget()
    qtbot.addWidget(window)
    return Projects(workspace, window)


def answer_with(key: Qt.Key) -> None:
    def _press(asked: QDialog) -> None:
        assert isinstance(asked, RestoreDialog)
        QTest.keyClick(asked.list, key)

    when(dialog, _press)


def titles(workspace: Workspace) -> list[str]:
    with workspace.opened().read() as session:
        return [story.title for story in stories(session)]


def test_the_list_says_when_and_what(spoilt: Path, qtbot: QtBot) -> None:
    (spoilt / "backups" / "000002-20260102-daily.db").write_bytes(b"torn")
    dialog = RestoreDialog(spoilt)
    qtbot.addWidget(dialog)
    dialog.show()
    rows = [dialog.list.item(row).text() for row in range(dialog.list.count())]
    assert len(rows) == 2
    assert "damaged, cannot be restored" in rows[0]
    assert not dialog.restore.isEnabled()
    QTest.keyClick(dialog.list, Qt.Key.Key_Down)
    assert "daily · 1 story, 0 excerpts" in rows[1]
    assert dialog.restore.isEnabled()


def test_enter_restores_and_the_project_is_open_again(spoilt: Path, workspace: Workspace, projects: Projects) -> None:
    said: list[Message | CoProClipError] = []
    workspace.banner_shown.connect(said.append)
    assert projects.open(spoilt)
    assert titles(workspace) == ["Spoilt"]
    QTest.qWait(10)
    wanted = next(row for row, one in enumerate(backups(spoilt)) if one.number == 1)

    def _choose(asked: QDialog) -> None:
        assert isinstance(asked, RestoreDialog)
        asked.list.setCurrentRow(wanted)
        QTest.keyClick(asked.list, Qt.Key.Key_Return)

    when(dialog, _choose)
    projects.ask_restore()
    assert titles(workspace) == ["Moving the chairs"]
    assert any(isinstance(one, Message) and "how the project was in the backup" in one.happened for one in said)
    assert backups(spoilt)[0].reason == BackupReason.RESTORE


def test_escape_changes_nothing(spoilt: Path, workspace: Workspace, projects: Projects) -> None:
    projects.open(spoilt)
    answer_with(Qt.Key.Key_Escape)
    projects.ask_restore()
    assert titles(workspace) == ["Spoilt"]


def test_a_project_that_cannot_be_opened_offers_its_backups(
    spoilt: Path, workspace: Workspace, projects: Projects
) -> None:
    said: list[Message | CoProClipError] = []
    workspace.banner_shown.connect(said.append)
    with closing(sqlite3.connect(spoilt / "project.db")) as database:
        database.execute("CREATE TRIGGER t AFTER INSERT ON answer BEGIN DELETE FROM story; END")
    assert not projects.open(spoilt)
    [message] = said
    assert isinstance(message, Message)
    [offer] = message.answers
    answer_with(Qt.Key.Key_Return)
    offer.do()
    assert titles(workspace) == ["Moving the chairs"]


def test_what_is_left_out_is_said_once_it_is_open(spoilt: Path, workspace: Workspace, projects: Projects) -> None:
    said: list[Message | CoProClipError] = []
    workspace.banner_shown.connect(said.append)
    with closing(sqlite3.connect(spoilt / "project.db")) as database, database:
        database.execute("UPDATE segment SET start_ms = -1 WHERE id = 1")
    assert projects.open(spoilt)
    [message] = [one for one in said if isinstance(one, Message)]
    assert message.happened == "One entry in this project makes no sense and is left out."
    assert message.safe.startswith("Entry 1 of “segment”: “start ms” is impossible.")


def test_looking_at_another_backup_says_where_the_state_before_is(
    spoilt: Path, workspace: Workspace, projects: Projects
) -> None:
    said: list[Message | CoProClipError] = []
    workspace.banner_shown.connect(said.append)
    projects.open(spoilt)

    def _choose(asked: QDialog) -> None:
        assert isinstance(asked, RestoreDialog)
        asked.list.setCurrentRow(next(row for row, one in enumerate(backups(spoilt)) if one.number == 1))
        QTest.keyClick(asked.list, Qt.Key.Key_Return)

    for _again in range(2):
        when(dialog, _choose)
        projects.ask_restore()
    first, second = (one for one in said if isinstance(one, Message) and one.key == "restored")
    assert first.safe == "What was there before is kept as the newest backup."
    assert "What was there before is the backup of " in second.safe
    assert [one.reason for one in backups(spoilt)].count(BackupReason.RESTORE) == 1
