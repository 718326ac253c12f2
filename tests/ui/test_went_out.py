"""“What went out” in the window: who has what, what is still there after a no, and noting that it is gone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from consenting import allow, answer
from made_stories import make_story, new_project
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from coproclip.excerpts import marking
from coproclip.excerpts.approval import Use, shareable
from coproclip.export.clips import export_clips
from coproclip.people.consent import consent_of, note_consent
from coproclip.people.mentions import Found, add_names, decide
from coproclip.people.people import find_person
from coproclip.project.journal import Operation
from coproclip.project.kinds import ConsentAbout, MentionDecision
from coproclip.settings import Settings
from coproclip.ui.dialogs.went_out import LetterDialog, WentOutDialog
from coproclip.ui.workspace import Workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    made = Workspace(Settings())
    project = made.use(new_project(tmp_path / "Doors"))
    for teller in ("Kit", "June"):
        story = make_story(project, title=f"Of {teller}", storyteller=teller)
        allow(project, story)
        with project.edit(Operation.MARK_EXCERPT) as edit:
            excerpt = marking.mark_quote(edit, story, "We moved the chairs.").id
        answer(project, excerpt)
        granted = shareable(project, [excerpt], Use.SHARING).granted
        export_clips(granted, tmp_path / teller, format="wav", to_whom=f"{teller}’s sister")
    yield made
    made.close_project()


def _texts(dialog: WentOutDialog) -> str:
    return "\n".join(label.text() for label in dialog.findChildren(QLabel) if not label.isHidden())


def _buttons(dialog: WentOutDialog, words: str) -> list[QPushButton]:
    return [button for button in dialog.findChildren(QPushButton) if button.text() == words and not button.isHidden()]


def test_after_a_day_that_is_past_nobody_is_said_to_have_said_no(workspace: Workspace, qtbot: QtBot) -> None:
    with workspace.opened().edit(Operation.NOTE_CONSENT) as edit:
        consent_of(edit.session, 1)[ConsentAbout.AUDIO].expires_on = "2020-01-01"
    dialog = WentOutDialog(workspace)
    qtbot.addWidget(dialog)
    over = "Still out there, and no yes to it holds any more, though nobody said no: 01 We moved the chairs"
    assert over in _texts(dialog)
    assert "somebody said no" not in _texts(dialog)
    with workspace.opened().edit(Operation.NOTE_CONSENT) as edit:
        note_consent(edit, 1, ConsentAbout.AUDIO, "no", who="Kit", how="on the phone")
    dialog.renew()
    qtbot.waitUntil(lambda: over not in _texts(dialog))
    assert "Still out there, and somebody said no since: 01 We moved the chairs" in _texts(dialog)


def test_it_names_what_is_out_after_a_no_and_notes_that_it_is_gone(workspace: Workspace, qtbot: QtBot) -> None:
    answer(workspace.opened(), 1, "no")
    dialog = WentOutDialog(workspace)
    qtbot.addWidget(dialog)
    dialog.show()
    assert "Clips, to Kit’s sister" in _texts(dialog)
    assert "Still out there, and somebody said no since: 01 We moved the chairs" in _texts(dialog)
    dialog.whose.setCurrentIndex(dialog.whose.findText("Kit"))
    dialog.whose.activated.emit(dialog.whose.currentIndex())
    qtbot.waitUntil(lambda: "June’s sister" not in _texts(dialog))
    [gone] = _buttons(dialog, "It is gone there")
    gone.click()
    qtbot.waitUntil(lambda: "Still out there" not in _texts(dialog))
    assert "Kit’s sister may have a copy" in _texts(dialog)


def test_it_names_what_is_out_with_a_bit_that_was_taken_out_since(workspace: Workspace, qtbot: QtBot) -> None:
    with workspace.opened().edit(Operation.DECIDE_NAME) as edit:
        [name] = add_names(edit, 2, [Found("chairs")])
        decide(edit, name.id, MentionDecision.REMOVE, by="Ann")
    dialog = WentOutDialog(workspace)
    qtbot.addWidget(dialog)
    dialog.show()
    since = "Still out there, and a name or a bit of what was said was taken out since: 01 We moved the chairs"
    assert _texts(dialog).count("Still out there") == _texts(dialog).count(since) == 1
    assert _texts(dialog).index("Clips, to June’s sister") < _texts(dialog).index(since)


def test_of_an_excerpt_only_what_it_is_in_is_listed(workspace: Workspace, qtbot: QtBot) -> None:
    dialog = WentOutDialog(workspace, excerpt=(2, "We moved the chairs"))
    qtbot.addWidget(dialog)
    dialog.show()
    assert "“We moved the chairs”" in _texts(dialog)
    assert "Clips, to June’s sister" in _texts(dialog)
    assert "Kit" not in _texts(dialog)
    assert "to share" in _texts(dialog)
    assert not dialog.whose.isVisible()
    with workspace.opened().edit(Operation.MARK_EXCERPT) as edit:
        marking.mark_quote(edit, 1, "We moved")
    nothing = WentOutDialog(workspace, excerpt=(3, "We moved"))
    qtbot.addWidget(nothing)
    nothing.show()
    assert "Nothing of it went out." in _texts(nothing)


def test_of_a_storyteller_it_opens_on_what_is_theirs(workspace: Workspace, qtbot: QtBot) -> None:
    june = workspace.read(find_person, "June").id
    dialog = WentOutDialog(workspace, storyteller_id=june)
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.whose.currentText() == "June"
    assert "Clips, to June’s sister" in _texts(dialog)
    assert "Kit’s sister" not in _texts(dialog)


def test_the_letter_can_be_read_and_copied(workspace: Workspace, qtbot: QtBot) -> None:
    dialog = LetterDialog(workspace, "Dear friend")
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.text.toPlainText() == "Dear friend"
    assert [button.text() for button in dialog.findChildren(QPushButton)] == ["Close", "Copy", "Print…"]
