"""Forms over what another window wrote since they were opened: it is said, and stays unless a person says otherwise."""

from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from coproclip.excerpts.marking import mark_quote
from coproclip.excerpts.meaning import how_linked, link_excerpts
from coproclip.overview.themes import read_board
from coproclip.project.journal import Operation
from coproclip.project.project import Edit, Project
from coproclip.settings import Settings
from coproclip.themes.codebook import add_theme
from coproclip.themes.relations import how_related, relate
from coproclip.ui.dialogs.meaning.link import LinkDialog
from coproclip.ui.pages.themes.relating import RelationsDialog
from coproclip.ui.workspace import Workspace

MEANWHILE = (
    "Somebody else wrote there meanwhile: “{words}” Nothing was changed; what you typed is still here. "
    "Press the button once more if yours is to stand instead."
)


@pytest.fixture
def space(qtbot: QtBot, project: Project) -> Iterator[Workspace]:
    made = Workspace(Settings())
    made.use(project)
    yield made
    made.close_project()


def elsewhere(project: Project, operation: Operation, do: Callable[[Edit], object]) -> None:
    """Another window does so."""
    with Project.open(project.folder) as beside, beside.edit(operation) as edit:
        do(edit)


def test_how_two_excerpts_belong_together(space: Workspace, qtbot: QtBot, project: Project, story: int) -> None:
    with project.edit(Operation.MARK_EXCERPT) as edit:
        one, other = (mark_quote(edit, story, words).id for words in ("We moved the chairs.", "how people do"))
    dialog = LinkDialog(space, one)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.how.setText("both are about sitting")
    elsewhere(project, Operation.LINK_EXCERPTS, lambda edit: link_excerpts(edit, other, one, "the same day"))
    dialog.keep.click()
    assert dialog.trouble.text() == MEANWHILE.format(words="the same day")
    assert space.read(how_linked, one, other) == "the same day"
    assert dialog.how.text() == "both are about sitting"
    dialog.keep.click()
    assert not dialog.isVisible()
    assert space.read(how_linked, one, other) == "both are about sitting"


def test_how_a_theme_belongs_to_another(space: Workspace, qtbot: QtBot, project: Project) -> None:
    with project.edit(Operation.ADD_THEME) as edit:
        one, other = (add_theme(edit, name).id for name in ("Chairs", "Trust"))
    board = space.read(read_board)
    dialog = RelationsDialog(space, board, next(row for row in board.themes if row.theme_id == one))
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.kind.setCurrentIndex(dialog.kind.findData("see also"))
    dialog.words.setText("who sits where")
    elsewhere(project, Operation.RELATE_THEMES, lambda edit: relate(edit, other, one, "see also", "trust takes a seat"))
    dialog.add.click()
    assert dialog.trouble.text() == MEANWHILE.format(words="trust takes a seat")
    assert dialog.rows[0].accessibleName() == "Take away: See also “Trust”: trust takes a seat"
    assert dialog.words.text() == "who sits where"
    dialog.add.click()
    assert space.read(how_related, one, other, "see also") == "who sits where"
    dialog.reject()
