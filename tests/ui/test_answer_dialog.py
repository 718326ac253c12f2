"""An answer is noted for what the person saw, and for nothing that became of it meanwhile."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from consenting import SAID, allow_story
from desks import Desk, desk_on
from made_stories import make_story
from pytestqt.qtbot import QtBot

from coproclip.excerpts import marking
from coproclip.excerpts.approval import Use, answers, note_answer, shareable
from coproclip.people.consent import note_consent
from coproclip.people.stories import change_story, speakers_of
from coproclip.project.journal import Operation
from coproclip.project.kinds import ConsentAbout
from coproclip.project.project import Project
from coproclip.transcript.edits import passages, set_speaker
from coproclip.ui.dialogs.excerpt.answer import AnswerDialog

EXCERPT = 1


def _build(project: Project) -> int:
    story = make_story(project)
    with project.edit(Operation.MARK_EXCERPT) as edit:
        allow_story(edit, story)
        line = passages(edit.session, story)[1]
        marking.mark(edit, story, line.start_ms, line.end_ms, title="Chairs")
    return story


@pytest.fixture
def desk(tmp_path: Path, qtbot: QtBot) -> Iterator[Desk]:
    with desk_on(qtbot, tmp_path / "Group", _build) as made:
        yield made


def opened(desk: Desk) -> AnswerDialog:
    dialog = AnswerDialog(desk.workspace, [EXCERPT], desk.window)
    dialog.show()
    dialog.choices.button(0).setChecked(True)
    dialog.who.setText("Kit")
    dialog.how.setEditText("on the phone")
    return dialog


def noted(desk: Desk) -> list[str]:
    with desk.project.read() as session:
        return [one.answer for one in answers(session, EXCERPT)]


def call(desk: Desk, title: str) -> None:
    with desk.project.edit(Operation.CHANGE_EXCERPT) as edit:
        marking.change_excerpt(edit, EXCERPT, title=title)


def test_an_answer_to_something_that_changed_meanwhile_is_not_noted(desk: Desk) -> None:
    dialog = opened(desk)
    assert dialog.about.text() == "“Chairs”"
    call(desk, "Kit the liar")
    dialog.keep.click()
    assert dialog.isVisible()
    assert dialog.missing.text().startswith("It was changed while this window was open. Nothing was saved.")
    assert dialog.about.text() == "“Kit the liar”", "it is shown as it is now"
    assert noted(desk) == []
    dialog.keep.click()
    assert not dialog.isVisible(), "and then it can be answered"
    assert noted(desk) == ["yes"]


def test_what_changed_since_they_were_asked_is_said(desk: Desk) -> None:
    with desk.project.edit(Operation.NOTE_ANSWER) as edit:
        note_answer(edit, EXCERPT, "asked", **SAID)
    dialog = opened(desk)
    assert not dialog.changed.isVisible()
    dialog.reject()
    call(desk, "Moving")
    dialog = opened(desk)
    assert dialog.changed.isVisible()
    assert dialog.changed.text() == "It changed since they were asked: its title."
    dialog.choices.button(2).click()
    assert not dialog.changed.isVisible(), "a no is a no to all of it"
    dialog.reject()


@pytest.mark.parametrize("ticked", [True, False])
def test_that_it_is_not_the_voice_of_who_said_no_is_said_with_the_yes(desk: Desk, ticked: bool) -> None:
    with desk.project.edit(Operation.CHANGE_STORY) as edit:
        kit = passages(edit.session, 1)[1].speaker_id
        change_story(edit, 1, storytellers=("Kit", "June"))
        june = next(voice for voice in speakers_of(edit.session, 1) if voice.name == "June")
        set_speaker(edit, [passages(edit.session, 1)[1].id], june.id)
    with desk.project.edit(Operation.NOTE_CONSENT) as edit:
        allow_story(edit, 1)
        said = {"who": "June", "how": "on the phone", "storyteller_id": june.storyteller_id}
        note_consent(edit, 1, ConsentAbout.SHARED, "no", **said)
    with desk.project.edit(Operation.SET_SPEAKER) as edit:
        set_speaker(edit, [passages(edit.session, 1)[1].id], kit)
    dialog = opened(desk)
    dialog.whose.setCurrentText("Kit")
    assert dialog.not_voice.isVisible()
    assert dialog.not_voice.text() == "It is not June’s voice"
    assert not dialog.not_voice.isChecked()
    dialog.not_voice.setChecked(ticked)
    dialog.keep.click()
    assert noted(desk) == ["yes"]
    assert bool(shareable(desk.project, [EXCERPT], Use.SHARING).granted) is ticked
