"""What a colleague had made of what both had changed is where the window says it is, until somebody is done with it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from made_stories import make_story, new_project
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from coproclip.excerpts.playlists import add_playlist, change_playlist
from coproclip.people.people import change_person
from coproclip.project.journal import Operation
from coproclip.project.merging.bring_back import bring_back
from coproclip.project.merging.working_copy import make_copy
from coproclip.project.project import Project
from coproclip.sensemaking.read_back import set_read_back
from coproclip.sensemaking.sessions import start_session
from coproclip.settings import Settings
from coproclip.themes.codebook import add_theme, change_theme
from coproclip.ui.app import pages
from coproclip.ui.dialogs.kept_from_copies import KeptFromCopies
from coproclip.ui.main_window import MainWindow
from coproclip.ui.workspace import Workspace

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "This plugin does not support")
ABOUT = ("theme", "playlist", "person", "page")


def write(project: Project, whose: str) -> None:
    with project.edit(Operation.CHANGE_THEME) as edit:
        change_theme(edit, 1, description=f"{whose} words on the theme")
        change_playlist(edit, 1, introduction=f"{whose} words on the playlist")
        change_person(edit, 1, {"description": f"{whose} words on the person"})
        set_read_back(edit, 1, f"{whose} words on the page")


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    made = Workspace(Settings())
    project = made.use(new_project(tmp_path / "Doors"))
    make_story(project)
    with project.edit(Operation.ADD_THEME) as edit:
        add_theme(edit, "Buses")
        add_playlist(edit, "Doors")
        start_session(edit, "First")
    folder = make_copy(project, tmp_path, "Rosa")
    write(project, "My")
    with Project.open(folder) as copy:
        write(copy, "Rosas")
    bring_back(project, folder)
    yield made
    made.close_project()


def texts(dialog: KeptFromCopies) -> str:
    return "\n".join(label.text() for label in dialog.findChildren(QLabel) if label.isVisibleTo(dialog))


def test_what_was_kept_of_a_copy_is_in_its_list_until_it_is_done(workspace: Workspace, qtbot: QtBot) -> None:
    dialog = KeptFromCopies(workspace)
    qtbot.addWidget(dialog)
    for about in ABOUT:
        assert f"Rosas words on the {about}" in texts(dialog)
    assert "Theme “Buses”" in texts(dialog)
    assert "From Rosa" in texts(dialog)
    button = next(one for one in dialog.findChildren(QPushButton) if "on the theme" in one.accessibleName())
    button.click()
    assert "Rosas words on the theme" not in texts(dialog)
    assert "Rosas words on the person" in texts(dialog)
    dialog.all.setChecked(True)
    assert "Rosas words on the theme" in texts(dialog)
    dialog.all.setChecked(False)
    workspace.undo()
    dialog.renew()
    assert "Rosas words on the theme" in texts(dialog)


def test_the_list_is_in_the_menu(workspace: Workspace, qtbot: QtBot) -> None:
    window = MainWindow(workspace, pages(workspace))
    qtbot.addWidget(window)
    [project] = [one.menu() for one in window.menuBar().actions() if one.text().replace("&", "") == "Project"]
    assert "Kept from copies…" in [one.text().split("\t")[0] for one in project.actions()]  # type: ignore[union-attr]
