"""Bringing a colleague's copy back: whatever holds an excerpt back on either side, holds it back afterwards."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from consenting import SAID, allow, answer
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_stories import make_story
from sqlalchemy import delete, select
from test_going_back_frees_nothing import BUS, HOLDS, reasons

from coproclip.excerpts import marking
from coproclip.excerpts.approval import Use, shareable
from coproclip.excerpts.noting import note_answer
from coproclip.excerpts.rules.policy import Condition
from coproclip.people.consent import note_consent
from coproclip.people.mentions import Found, add_names, decide, find_mention
from coproclip.people.people import add_person
from coproclip.people.storytellers import storytellers_of
from coproclip.project.journal import Operation
from coproclip.project.kinds import ConsentAbout, MentionDecision, MomentKind
from coproclip.project.merging.bring_back import bring_back, look_into
from coproclip.project.merging.state import Keep
from coproclip.project.merging.working_copy import make_copy
from coproclip.project.project import Edit, Project
from coproclip.project.schema import Answer, Consent, Excerpt, Mention, Moment
from coproclip.themes.codebook import add_theme, link
from coproclip.transcript.edits import passages

Act = Callable[[Edit], object]


@pytest.fixture
def agreed(project: Project, story: int) -> int:
    """“Then somebody asked me how I get to the bus stop …”, to which everybody agreed; a friend is known too."""
    allow(project, story)
    with project.edit(Operation.MARK_EXCERPT) as edit:
        add_person(edit, {"alias": "Ada"})
        place = passages(edit.session, story)[BUS]
        made = marking.mark(edit, story, place.start_ms, place.end_ms).id
    answer(project, made, uses=list(Use))
    return made


def act(folder: Path, what: Act) -> None:
    with Project.open(folder) as copy, copy.edit(Operation.NOTE_ANSWER) as edit:
        what(edit)


def both(project: Project, to: Path, here: Act | None, there: Act | None) -> None:
    """Make a copy, do something on either side, and bring it back."""
    folder = make_copy(project, to, "Rosa")
    if there is not None:
        act(folder, there)
    if here is not None:
        with project.edit(Operation.NOTE_ANSWER) as edit:
            here(edit)
    bring_back(project, folder)
    assert project.database.faults() == []


@pytest.mark.parametrize("side", ["here", "there"])
@pytest.mark.parametrize("condition", list(HOLDS), ids=lambda condition: condition.name.lower())
def test_what_holds_back_on_one_side_holds_back(
    project: Project, story: int, agreed: int, tmp_path: Path, condition: Condition, side: str
) -> None:
    if condition is Condition.OTHERS_WORDS:
        with project.edit(Operation.ADD_THEME) as edit:
            theme = add_theme(edit, "no head of the table").id
            other = marking.mark(edit, story, *_times(edit, story, 1)).id
            link(edit, theme, other)
            link(edit, theme, agreed)
        answer(project, other, uses=list(Use))
        answer(project, agreed, uses=list(Use))

    def _hold(edit: Edit) -> None:
        HOLDS[condition](edit, story, agreed)

    def _yes(edit: Edit) -> None:
        """Meanwhile somebody noted on the other side that they agree once more, and ticked all of it."""
        kit = storytellers_of(edit.session, story)[0].id
        note_answer(edit, agreed, "yes", **SAID, storyteller_id=kit, uses=list(Use))

    both(project, tmp_path, _yes if side == "there" else _hold, _hold if side == "there" else _yes)
    assert not shareable(project, [agreed], Use.SHARING).granted
    assert reasons(project, agreed)


def _times(edit: Edit, story: int, line: int) -> tuple[int, int]:
    place = passages(edit.session, story)[line]
    return place.start_ms, place.end_ms


SAYINGS = st.lists(st.sampled_from(["yes", "a narrow yes", "no", "asked"]), max_size=3)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=SAYINGS, here=SAYINGS, there=SAYINGS, whose=st.tuples(*[st.booleans()] * 3))
def test_a_yes_never_comes_out_where_either_side_says_no(
    project: Project,
    tmp_path_factory: pytest.TempPathFactory,
    before: list[str],
    here: list[str],
    there: list[str],
    whose: tuple[bool, bool, bool],
) -> None:
    with project.read() as session:
        known = session.scalar(select(Excerpt.story_id))
    story = known or make_story(project)
    if known is None:
        allow(project, story)
    with project.edit(Operation.MARK_EXCERPT) as edit:
        excerpt = marking.mark(edit, story, *_times(edit, story, BUS)).id
        kit = storytellers_of(edit.session, story)[0].id
        _note(edit, excerpt, before, kit if whose[0] else None)
    both(
        project,
        tmp_path_factory.mktemp("copies"),
        lambda edit: _note(edit, excerpt, here, kit if whose[1] else None),
        lambda edit: _note(edit, excerpt, there, kit if whose[2] else None),
    )
    says_no = [said for said in (here, there) if _is_refused(said)]
    if says_no or (_is_refused(before) and not any("yes" in one for one in here)):
        assert not shareable(project, [excerpt], Use.SHARING).granted
    if "a narrow yes" in (*here[-1:], *there[-1:]):
        assert not shareable(project, [excerpt], Use.PAGE).granted
    with project.read() as session:
        kept = [one.answer for one in session.scalars(select(Answer).where(Answer.excerpt_id == excerpt))]
    assert len(kept) >= len(before) + len(here) + len(there), "every answer is kept"


def _is_refused(said: list[str]) -> bool:
    return "no" in said and not any("yes" in one for one in said[said.index("no") :])


def _note(edit: Edit, excerpt: int, said: list[str], kit: int | None) -> None:
    for one in said:
        uses = [Use.SHARING] if one == "a narrow yes" else list(Use)
        note_answer(edit, excerpt, one.split()[-1], **SAID, storyteller_id=kit, uses=uses)  # type: ignore[arg-type]


def test_a_change_of_mind_in_the_copy_is_a_conflict_and_can_be_taken(
    project: Project, story: int, agreed: int, tmp_path: Path
) -> None:
    kit_id = 0
    with project.edit(Operation.NOTE_ANSWER) as edit:
        kit_id = storytellers_of(edit.session, story)[0].id
        note_answer(edit, agreed, "no", **SAID, storyteller_id=kit_id)
    folder = make_copy(project, tmp_path, "Rosa")
    act(folder, lambda edit: note_answer(edit, agreed, "yes", **SAID, storyteller_id=kit_id, uses=list(Use)))
    told = bring_back(project, folder)
    assert [(one.what, one.ours, one.theirs) for one in told.conflicts] == [
        ("answer", "no · Kit · on the phone", "yes · Kit · on the phone")
    ]
    assert not shareable(project, [agreed], Use.SHARING).granted
    other = make_copy(project, tmp_path, "June")
    act(other, lambda edit: note_answer(edit, agreed, "yes", **SAID, storyteller_id=kit_id, uses=list(Use)))
    [conflict] = look_into(project, other).conflicts
    again = make_copy(project, tmp_path, "Sam")
    act(again, lambda edit: note_answer(edit, agreed, "yes", **SAID, storyteller_id=kit_id, uses=list(Use)))
    bring_back(project, again, otherwise=Keep.THEIRS)
    assert not shareable(project, [agreed], Use.SHARING).granted, "only where that very answer was looked at"
    bring_back(project, other, {conflict.key: Keep.THEIRS})
    assert shareable(project, [agreed], Use.SHARING).granted


@pytest.mark.parametrize(
    ("here", "there", "holds"),
    [
        (MentionDecision.KEEP, MentionDecision.REMOVE, MentionDecision.REMOVE),
        (MentionDecision.REMOVE, MentionDecision.KEEP, MentionDecision.REMOVE),
        (MentionDecision.KEEP, MentionDecision.GENERAL, MentionDecision.GENERAL),
        (None, MentionDecision.KEEP, MentionDecision.OPEN),
        (None, MentionDecision.REMOVE, MentionDecision.REMOVE),
        (MentionDecision.GENERAL, MentionDecision.REMOVE, MentionDecision.REMOVE),
    ],
)
def test_of_two_decisions_about_a_name_the_stricter_holds(
    project: Project,
    story: int,
    tmp_path: Path,
    here: MentionDecision | None,
    there: MentionDecision,
    holds: MentionDecision,
) -> None:
    with project.edit(Operation.DECIDE_NAME) as edit:
        add_names(edit, story, [Found("bus")])

    def _to(decision: MentionDecision) -> Act:
        def _decide(edit: Edit) -> None:
            name = find_mention(edit.session, story, "bus")
            decide(edit, name.id, decision, by="Kit", general="a way to go")

        return _decide

    both(project, tmp_path, _to(here) if here is not None else None, _to(there))
    with project.read() as session:
        assert session.scalars(select(Mention.decision)).all() == [holds.value]


def test_a_no_to_the_whole_story_there_is_not_turned_by_a_yes_here(
    project: Project, story: int, agreed: int, tmp_path: Path
) -> None:
    def _say(answer: str) -> Act:
        def _note(edit: Edit) -> None:
            kit = storytellers_of(edit.session, story)[0].id
            note_consent(edit, story, ConsentAbout.SHARED, answer, **SAID, storyteller_id=kit)

        return _note

    both(project, tmp_path, _say("yes"), _say("no"))
    assert not shareable(project, [agreed], Use.SHARING).granted


TURNED_IN_PLACE = {
    "an answer": "UPDATE answer SET answer = 'yes'",
    "a consent": "UPDATE consent SET answer = 'yes'",
    "both, deleted": "DELETE FROM answer; DELETE FROM consent",
    "the excerpt, deleted": "DELETE FROM answer; DELETE FROM span; DELETE FROM excerpt",
    "what was declined": "UPDATE moment SET kind = 'mark', text = ''",
    "what was declined, deleted": "DELETE FROM moment",
}


@pytest.mark.parametrize("about", ["excerpt", "story"])
@pytest.mark.parametrize("statements", TURNED_IN_PLACE.values(), ids=TURNED_IN_PLACE.keys())
def test_no_copy_turns_a_no_where_it_stands(
    project: Project, story: int, agreed: int, tmp_path: Path, statements: str, about: str
) -> None:
    with project.edit(Operation.NOTE_ANSWER) as edit:
        kit = storytellers_of(edit.session, story)[0].id
        if about == "excerpt":
            note_answer(edit, agreed, "no", **SAID, storyteller_id=kit)
        else:
            note_consent(edit, story, ConsentAbout.SHARED, "no", **SAID, storyteller_id=kit)
    folder = make_copy(project, tmp_path, "Rosa")
    with closing(sqlite3.connect(folder / "project.db")) as database:
        database.executescript(statements)
    bring_back(project, folder, otherwise=Keep.THEIRS)
    assert not shareable(project, [agreed], Use.SHARING).granted
    with project.read() as session:
        said = [*session.scalars(select(Answer.answer)), *session.scalars(select(Consent.answer))]
        declined = [kind for kind in session.scalars(select(Moment.kind)) if kind == MomentKind.DECLINED]
    assert "no" in said
    assert declined or about == "excerpt"


def test_what_is_off_the_record_stays_so_unless_a_person_takes_that(
    project: Project, story: int, tmp_path: Path
) -> None:
    with project.edit(Operation.CHANGE_MOMENT) as edit:
        edit.add(Moment(story_id=story, kind=MomentKind.OFF_RECORD.value, start_ms=1000, end_ms=3000))
    folder = make_copy(project, tmp_path, "Rosa")
    act(folder, lambda edit: edit.session.execute(delete(Moment)))
    [conflict] = bring_back(project, folder).conflicts
    assert conflict.what == "deleted"
    with project.read() as session:
        assert MomentKind.OFF_RECORD in session.scalars(select(Moment.kind)).all()


@pytest.mark.parametrize("side", ["here", "there"])
def test_who_wants_another_voice_on_either_side_is_not_heard(
    project: Project, story: int, agreed: int, tmp_path: Path, side: str
) -> None:
    def _say(answer: str) -> Act:
        def _note(edit: Edit) -> None:
            kit = storytellers_of(edit.session, story)[0].id
            note_consent(edit, story, ConsentAbout.ALTERED, answer, **SAID, storyteller_id=kit)

        return _note

    act_here, act_there = ("yes", "no") if side == "here" else ("no", "yes")
    both(project, tmp_path, _say(act_here), _say(act_there))
    assert not shareable(project, [agreed], Use.SHARING).granted


def test_every_condition_of_the_policy_is_looked_at() -> None:
    # What is introduced is held back as itself, and its introduction with it.
    others = {Condition.NAMED_AS_AGREED, Condition.INTRODUCES, Condition.ALL_HERE}
    assert set(HOLDS) | others == set(Condition)
