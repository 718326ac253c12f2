"""What was said before recording: three questions, three answers, and the last one counts."""

from collections.abc import Callable

import pytest

from coproclip.capture.sidecar import Stretch
from coproclip.errors import BadInput, NotFound
from coproclip.people.consent import consent_of, note_consent
from coproclip.people.moments import add_moments
from coproclip.project.journal import Operation
from coproclip.project.kinds import ConsentAbout
from coproclip.project.project import Project
from coproclip.project.schema import Consent


def said(project: Project, story: int) -> dict[ConsentAbout, str]:
    with project.read() as session:
        return {about: one.answer for about, one in consent_of(session, story).items()}


def test_nobody_has_said_anything_before_they_were_asked(project: Project, story: int) -> None:
    assert said(project, story) == {}


def test_the_last_answer_counts_and_the_earlier_ones_stay(project: Project, story: int) -> None:
    for answer in ("later", "yes", "no"):
        with project.edit(Operation.NOTE_CONSENT) as edit:
            note_consent(edit, story, ConsentAbout.SHARED, answer, who=" Kit ", how="on the phone")
    with project.edit(Operation.NOTE_CONSENT) as edit:
        note_consent(edit, story, "being recorded", "yes")
    assert said(project, story) == {ConsentAbout.SHARED: "no", ConsentAbout.RECORDED: "yes"}
    with project.read() as session:
        rows = session.query(Consent).order_by(Consent.id).all()
    assert [row.answer for row in rows] == ["later", "yes", "no", "yes"]
    assert (rows[0].who, rows[0].how, bool(rows[0].said_at)) == ("Kit", "on the phone", True)
    project.undo()
    project.undo()
    assert said(project, story) == {ConsentAbout.SHARED: "no"}, "a no is not undone, what was said beside it is"


@pytest.mark.parametrize(("about", "answer"), [("being filmed", "yes"), ("sharing", "perhaps"), ("sharing", "")])
def test_no_other_question_and_no_other_answer(project: Project, story: int, about: str, answer: str) -> None:
    with pytest.raises(BadInput), project.edit(Operation.NOTE_CONSENT) as edit:
        note_consent(edit, story, about, answer)
    assert said(project, story) == {}


def test_a_yes_is_heard_in_its_own_story_only(project: Project, make_story: Callable[..., int]) -> None:
    one, two = make_story(project), make_story(project, title="Another")
    with project.edit(Operation.CHANGE_MOMENT) as edit:
        [yes] = add_moments(edit, one, [Stretch("spoken yes", 0, 900)])
    with project.edit(Operation.NOTE_CONSENT) as edit:
        note_consent(edit, one, ConsentAbout.RECORDED, "yes", moment_id=yes.id)
    with pytest.raises(BadInput, match="another story"), project.edit(Operation.NOTE_CONSENT) as edit:
        note_consent(edit, two, ConsentAbout.RECORDED, "yes", moment_id=yes.id)
    with pytest.raises(NotFound), project.edit(Operation.NOTE_CONSENT) as edit:
        note_consent(edit, 99, ConsentAbout.RECORDED, "yes")
    assert (said(project, one), said(project, two)) == ({ConsentAbout.RECORDED: "yes"}, {})
