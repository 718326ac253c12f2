"""Names of a story are heard and decided about in one window, by keyboard alone."""

from collections.abc import Callable

import pytest
from made_stories import drafted
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from coproclip.overview.names import names_in
from coproclip.people.mentions import Found, add_names, decide, find_mention
from coproclip.project.journal import Operation
from coproclip.project.kinds import MentionDecision
from coproclip.project.project import Project
from coproclip.settings import Settings
from coproclip.transcript.edits import correct_segment, passages
from coproclip.ui.dialogs.names.dialog import NamesDialog
from coproclip.ui.dialogs.names.hide import HideName
from coproclip.ui.workspace import Workspace

Key = Qt.Key


@pytest.fixture
def dialog(qtbot: QtBot, project: Project, story: int) -> Callable[..., NamesDialog]:
    with project.edit(Operation.DECIDE_NAME) as edit:
        add_names(edit, story, [Found("chairs"), Found("bus stop"), Found("Helen")])
    workspace = Workspace(Settings())
    workspace.use(project)
    made = NamesDialog(workspace, story)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: not made.looking.text())
    return made


def decisions(project: Project, story: int) -> dict[str, str]:
    with project.read() as session:
        return {one.text: one.decision.value for one in names_in(session, story)}


def test_names_are_shown_with_their_places_and_decided_about_by_keys(
    dialog: NamesDialog, qtbot: QtBot, project: Project, story: int
) -> None:
    assert dialog.count.text() == "2 names to decide about"
    assert dialog.names.texts() == [
        "bus stop, not decided, said once, … how I get to the bus stop. Not how people do, how …",
        "chairs, not decided, said once, … day like? We moved the chairs. After that there was no …",
    ]
    assert dialog.by.text() == "Amina"
    assert dialog.said.text() == "Where “bus stop” is said"
    qtbot.keyClick(dialog.names, Key.Key_R)
    assert decisions(project, story) == {"bus stop": "remove", "chairs": ""}
    assert dialog.names.hasFocus()
    assert dialog.said.text() == "Where “chairs” is said"
    qtbot.keyClick(dialog.names, Key.Key_G)
    assert dialog.general.hasFocus()
    qtbot.keyClicks(dialog.general, "furniture")
    qtbot.keyClick(dialog.general, Key.Key_Return)
    assert decisions(project, story) == {"bus stop": "remove", "chairs": "make general"}
    assert dialog.count.text() == "All names are decided about."
    assert "“furniture” instead" in dialog.names.texts()[1]
    qtbot.keyClick(dialog.names, Key.Key_U)
    assert decisions(project, story)["chairs"] == ""
    qtbot.keyClick(dialog.names, Key.Key_A)
    assert "kept in all stories" in dialog.names.texts()[1]
    project.undo()
    assert decisions(project, story)["chairs"] == ""


def test_who_decided_is_asked_for(dialog: NamesDialog, qtbot: QtBot, project: Project, story: int) -> None:
    dialog.by.clear()
    dialog.names.setFocus()
    qtbot.keyClick(dialog.names, Key.Key_K)
    assert dialog.trouble.text().startswith("A decision needs who made it.")
    assert dialog.by.hasFocus()
    assert decisions(project, story)["bus stop"] == MentionDecision.OPEN.value


def test_what_is_half_typed_stays_with_its_own_name(
    dialog: NamesDialog, qtbot: QtBot, project: Project, story: int
) -> None:
    qtbot.keyClick(dialog.names, Key.Key_G)
    qtbot.keyClicks(dialog.general, "a place where one waits")
    there = dialog.names.visualRect(dialog.names.model().index(1, 0)).center()
    qtbot.mouseClick(dialog.names.viewport(), Qt.MouseButton.LeftButton, pos=there)
    assert dialog.said.text() == "Where “chairs” is said"
    assert dialog.general.text() == ""
    qtbot.keyClick(dialog.names, Key.Key_Up)
    assert dialog.general.text() == "a place where one waits"
    with project.edit(Operation.CORRECT_WORDS) as edit:
        line = next(one for one in passages(edit.session, story) if "bus stop" in one.text)
        correct_segment(edit, line.id, line.text.replace("bus stop", "halt"))
    qtbot.waitUntil(lambda: dialog.said.text() == "Where “chairs” is said")
    assert dialog.general.text() == "", "nobody else's words"


def test_what_is_half_typed_is_asked_about_however_it_is_closed(
    dialog: NamesDialog, qtbot: QtBot, project: Project, story: int
) -> None:
    qtbot.keyClick(dialog.names, Key.Key_G)
    qtbot.keyClicks(dialog.general, "a place where one waits")
    qtbot.keyClick(dialog.names, Key.Key_Down)
    assert dialog.said.text() == "Where “chairs” is said"
    dialog.accept()
    assert dialog.isVisible()
    assert dialog.unsaved_words() == ["bus stop: a place where one waits"]
    assert dialog.leaving is not None
    qtbot.keyClick(dialog.leaving.keep, Key.Key_Space)
    assert decisions(project, story)["bus stop"] == "make general"
    assert not dialog.isVisible(), "it is taken on the way out"
    dialog.show()
    dialog.names.choose(1)
    qtbot.keyClick(dialog.names, Key.Key_G)
    qtbot.keyClicks(dialog.general, "furniture")
    qtbot.keyClick(dialog.general, Key.Key_Escape)
    assert dialog.isVisible(), "Esc asks as well"
    assert dialog.leaving is not None
    qtbot.keyClick(dialog.leaving.leave_it, Key.Key_Space)
    assert not dialog.isVisible()
    assert decisions(project, story)["chairs"] == ""


def test_a_name_that_was_corrected_away_is_listed_and_called_misheard_by_key(
    dialog: NamesDialog, qtbot: QtBot, project: Project, story: int
) -> None:
    drafted(project, story)
    dialog.names.choose(1)
    qtbot.keyClick(dialog.names, Key.Key_R)
    assert not dialog.misheard.isVisible()
    with project.edit(Operation.CORRECT_WORDS) as edit:
        line = next(one for one in passages(edit.session, story) if "chairs" in one.text)
        correct_segment(edit, line.id, line.text.replace("chairs", "tables"))
    dialog.names.choose(next(place for place, one in enumerate(dialog.names.texts()) if one.startswith("chairs")))
    assert "heard, and corrected since" in dialog.places.texts()[0]
    assert dialog.misheard.isVisible()
    dialog.by.clear()
    qtbot.keyClick(dialog.names, Key.Key_M)
    assert "Say who says so" in dialog.trouble.text()
    dialog.by.setText("Amina")
    qtbot.keyClick(dialog.names, Key.Key_M)
    assert [one for one in dialog.names.texts() if one.startswith("chairs")] == []


def elsewhere(project: Project, story: int, name: str, decision: MentionDecision, general: str = "") -> None:
    """Another window decides so."""
    with Project.open(project.folder) as beside, beside.edit(Operation.DECIDE_NAME) as edit:
        decide(edit, find_mention(edit.session, story, name).id, decision, by="Ben", general=general)


def read_instead(project: Project, story: int) -> dict[str, str]:
    with project.read() as session:
        return {one.text: one.general for one in names_in(session, story)}


def test_what_somebody_else_decided_meanwhile_is_said_and_not_written_over(
    dialog: NamesDialog, qtbot: QtBot, project: Project, story: int
) -> None:
    qtbot.keyClick(dialog.names, Key.Key_G)
    qtbot.keyClicks(dialog.general, "the way home")
    elsewhere(project, story, "bus stop", MentionDecision.GENERAL, "a stop in town")
    qtbot.keyClick(dialog.general, Key.Key_Return)
    assert dialog.trouble.text() == (
        "Somebody else decided about “bus stop” meanwhile: “a stop in town” is read instead, decided by Ben. Nothing "
        "was changed; what you typed is still here. Decide once more if yours is to stand instead."
    )
    assert dialog.general.text() == "the way home"
    assert read_instead(project, story)["bus stop"] == "a stop in town"
    qtbot.keyClick(dialog.general, Key.Key_Return)
    assert not dialog.trouble.isVisible()
    assert read_instead(project, story)["bus stop"] == "the way home"

    assert dialog.said.text() == "Where “chairs” is said"
    elsewhere(project, story, "chairs", MentionDecision.REMOVE)
    qtbot.keyClick(dialog.names, Key.Key_K)
    assert "“chairs” meanwhile: it is taken out, decided by Ben." in dialog.trouble.text()
    assert decisions(project, story)["chairs"] == "remove"
    assert any(row.startswith("chairs, taken out") for row in dialog.names.texts())
    qtbot.keyClick(dialog.names, Key.Key_K)
    assert decisions(project, story)["chairs"] == "keep"


def test_a_name_is_not_hidden_over_what_somebody_else_decided_meanwhile(
    dialog: NamesDialog, qtbot: QtBot, project: Project, story: int
) -> None:
    hide = HideName(dialog._workspace, story, "chairs")
    qtbot.addWidget(hide)
    hide.show()
    hide.general.setText("furniture")
    elsewhere(project, story, "chairs", MentionDecision.GENERAL, "what we sat on")
    hide.hide_it.click()
    assert "“what we sat on” is read instead, decided by Ben." in hide.trouble.text()
    assert read_instead(project, story)["chairs"] == "what we sat on"
    hide.hide_it.click()
    assert not hide.isVisible()
    assert read_instead(project, story)["chairs"] == "furniture"
