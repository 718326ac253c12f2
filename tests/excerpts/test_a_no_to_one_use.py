"""A no to one use (being heard in clips, a public page, a question of the project's own) stays with the voice it was
said in, whatever that voice is called afterwards.
"""

import sqlite3
from collections.abc import Callable
from contextlib import closing

import pytest
from consenting import AGREED, SAID
from made_stories import make_story

from coproclip.excerpts import marking
from coproclip.excerpts.approval import Use, note_answer, shareable
from coproclip.excerpts.rules.policy import ANSWERED_USES, ASKED_TOGETHER, NEVER_PASSED_OVER, POLICY, Condition
from coproclip.people.consent import note_consent
from coproclip.people.moments import mark_not_used
from coproclip.people.own_questions import add_question, own_questions
from coproclip.people.participants import take_part
from coproclip.people.stories import speakers_of
from coproclip.people.storytellers import add_storyteller
from coproclip.project.going_back.restoring import restore
from coproclip.project.journal import Operation
from coproclip.project.kinds import STOPS_A_USE, ConsentAbout, Part
from coproclip.project.project import Edit, Project
from coproclip.project.schema import Person
from coproclip.project.storage.schema_check import expected
from coproclip.transcript import speakers
from coproclip.transcript.edits import check_story, passages, set_speaker

LINES = [
    ("storyteller", "We moved the chairs and my husband drank again that night."),
    ("storyteller", "And in the morning the milk was gone from the step."),
]
ADA, BEA = 1, 2
STOPPED = [
    (ConsentAbout.SHARED, Use.SHARING),
    (ConsentAbout.AUDIO, Use.SHARING),
    (ConsentAbout.QUOTED, Use.REPORT),
    (ConsentAbout.PUBLIC, Use.PAGE),
    (ConsentAbout.ARCHIVED, Use.ARCHIVE),
    ("own", Use.SHARING),
    (ConsentAbout.GUARDIAN, Use.SHARING),
    (ConsentAbout.GUARDIAN, Use.REPORT),
]


@pytest.fixture
def excerpt(project: Project) -> int:
    """What Ada says in a story that Bea tells too; both agreed to everything, but for voices that are altered."""
    story = make_story(project, LINES, storyteller="Ada")
    with project.edit(Operation.TAKE_PART) as edit:
        bea = add_storyteller(edit, "Bea").id
        take_part(edit, story, bea, Part.STORYTELLER)
        check_story(edit, story)
    assert bea == BEA
    with project.edit(Operation.NOTE_CONSENT) as edit:
        own = add_question(edit, "May a student hear it?", [Use.SHARING]).item
        for who in (ADA, BEA):
            for about in (*AGREED, ConsentAbout.ALTERED, own):
                said = "no" if about is ConsentAbout.ALTERED else "yes"
                note_consent(edit, story, about, said, **SAID, storyteller_id=who)
    with project.edit(Operation.MARK_EXCERPT) as edit:
        line = passages(edit.session, story)[0]
        return marking.mark(edit, story, line.start_ms, line.end_ms).id


def item_of(project: Project, about: str) -> str:
    with project.read() as session:
        return own_questions(session)[0].item if about == "own" else about


def consent(project: Project, about: str, said: str) -> None:
    item = item_of(project, about)
    with project.edit(Operation.NOTE_CONSENT) as edit:
        note_consent(edit, 1, item, said, **SAID, storyteller_id=ADA)


def answers(project: Project, excerpt: int, who: int, *uses: Use) -> None:
    with project.edit(Operation.NOTE_ANSWER) as edit:
        note_answer(edit, excerpt, "yes", **SAID, storyteller_id=who, uses=uses or ANSWERED_USES)


def _voices(edit: Edit) -> dict[int | None, int]:
    return {voice.storyteller_id: voice.id for voice in speakers_of(edit.session, 1)}


def _set(edit: Edit) -> None:
    set_speaker(edit, [passages(edit.session, 1)[0].id], _voices(edit)[BEA])


def _merge(edit: Edit) -> None:
    speakers.merge_voices(edit, _voices(edit)[ADA], _voices(edit)[BEA])


def _swap(edit: Edit) -> None:
    speakers.swap_voices(edit, 1, _voices(edit)[ADA], _voices(edit)[BEA])


def _from_here(edit: Edit) -> None:
    speakers.from_here(edit, passages(edit.session, 1)[0].id, 0, _voices(edit)[BEA])


WAYS = [_set, _merge, _swap, _from_here]


def give_away(project: Project, way: Callable[[Edit], object] = _set) -> None:
    with project.edit(Operation.SET_SPEAKER) as edit:
        way(edit)


def leaves(project: Project, excerpt: int, use: Use) -> bool:
    return bool(shareable(project, [excerpt], use).granted)


def test_every_item_whose_no_stops_a_use_is_remembered() -> None:
    needed = {item for needs in POLICY.values() for item in needs.items}
    asked = {item for use in POLICY for item in NEVER_PASSED_OVER[use]}
    # A translation asks for this, beside whatever it stands.
    needed.add(ConsentAbout.TRANSLATED)
    assert needed | asked | set(ASKED_TOGETHER.values()) == set(STOPS_A_USE)
    assert all(Condition.REFUSAL in POLICY[use].conditions for use in ANSWERED_USES)


@pytest.mark.parametrize(
    ("about", "use", "way"), [*((*one, _set) for one in STOPPED), *((*STOPPED[1], way) for way in WAYS[1:])]
)
def test_a_no_to_one_use_stays_with_the_voice(
    project: Project, excerpt: int, about: str, use: Use, way: Callable[[Edit], object]
) -> None:
    consent(project, about, "no")
    give_away(project, way)
    answers(project, excerpt, BEA)
    sharing = shareable(project, [excerpt], use)
    assert not sharing.granted
    assert "Ada said no, and a voice in it was Ada’s then." in sharing.refused[0].reason


@pytest.mark.parametrize(("about", "use"), STOPPED)
def test_it_stops_that_use_alone(project: Project, excerpt: int, about: str, use: Use) -> None:
    answers(project, excerpt, ADA)
    consent(project, about, "no")
    before = [leaves(project, excerpt, one) for one in ANSWERED_USES]
    give_away(project)
    answers(project, excerpt, BEA)
    assert [leaves(project, excerpt, one) for one in ANSWERED_USES] == before


def test_also_where_the_voice_had_another_name_before_and_they_said_yes_before(project: Project, excerpt: int) -> None:
    consent(project, ConsentAbout.SHARED, "no")
    consent(project, ConsentAbout.SHARED, "yes")
    answers(project, excerpt, ADA)
    assert leaves(project, excerpt, Use.SHARING)
    consent(project, ConsentAbout.AUDIO, "no")
    give_away(project)
    answers(project, excerpt, BEA)
    assert not leaves(project, excerpt, Use.SHARING)
    assert leaves(project, excerpt, Use.REPORT)


def test_their_own_yes_to_it_counts_for_what_it_is_for(project: Project, excerpt: int) -> None:
    consent(project, ConsentAbout.PUBLIC, "no")
    give_away(project)
    answers(project, excerpt, BEA)
    answers(project, excerpt, ADA, Use.SHARING)
    assert not leaves(project, excerpt, Use.PAGE)
    answers(project, excerpt, ADA, Use.PAGE)
    assert leaves(project, excerpt, Use.PAGE)


def test_a_yes_instead_of_the_no_lets_it_go_again(project: Project, excerpt: int) -> None:
    consent(project, ConsentAbout.AUDIO, "no")
    give_away(project)
    answers(project, excerpt, BEA)
    consent(project, ConsentAbout.AUDIO, "yes")
    assert leaves(project, excerpt, Use.SHARING)


def test_lead_in_and_tail_stop_at_a_bit_that_nobody_wants_used(project: Project, excerpt: int) -> None:
    answers(project, excerpt, ADA)
    with project.edit(Operation.CHANGE_EXCERPT) as edit:
        line, following = passages(edit.session, 1)[:2]
        marking.change_excerpt(edit, excerpt, lead_out_ms=2000)
    answers(project, excerpt, ADA)
    [before] = shareable(project, [excerpt], Use.SHARING).granted
    assert before.room[0].end_ms > line.end_ms + 200
    with project.edit(Operation.CHANGE_MOMENT) as edit:
        mark_not_used(edit, 1, line.end_ms + 100, following.start_ms)
    [after] = shareable(project, [excerpt], Use.SHARING).granted
    assert after.room[0].end_ms <= line.end_ms + 100


def test_who_wants_another_voice_is_heard_by_nobody_and_may_be_quoted(project: Project, excerpt: int) -> None:
    answers(project, excerpt, ADA)
    consent(project, ConsentAbout.ALTERED, "yes")
    for use in (Use.SHARING, Use.PAGE, Use.ARCHIVE):
        sentence = "Ada wants their voice altered before it is shared, and CoProClip cannot alter a voice."
        [refusal] = shareable(project, [excerpt], use).refused
        assert [one.sentence for one in refusal.reasons] == [sentence]
    assert leaves(project, excerpt, Use.QUOTE)
    assert leaves(project, excerpt, Use.REPORT)
    copy = project.back_up()
    give_away(project)
    answers(project, excerpt, BEA)
    assert not leaves(project, excerpt, Use.SHARING), "it is Ada’s voice still"
    assert leaves(project, excerpt, Use.REPORT)
    consent(project, ConsentAbout.ALTERED, "no")
    assert leaves(project, excerpt, Use.SHARING)
    folder = project.folder
    project.close()
    restore(folder, copy)
    with Project.open(folder) as again:
        assert not leaves(again, excerpt, Use.SHARING)


def test_that_outlasts_going_back_to_before_it(project: Project, excerpt: int) -> None:
    answers(project, excerpt, ADA)
    copy, folder = project.back_up(), project.folder
    consent(project, ConsentAbout.ALTERED, "yes")
    project.close()
    restore(folder, copy)
    with Project.open(folder) as again:
        assert not leaves(again, excerpt, Use.SHARING)
        assert leaves(again, excerpt, Use.REPORT)


@pytest.mark.parametrize("noted", ["", "form sent home", "mum disagreed", "she objects", "Rosa, her mother, agreed"])
def test_what_is_written_of_a_guardian_is_no_answer_of_theirs(project: Project, excerpt: int, noted: str) -> None:
    answers(project, excerpt, ADA)
    with project.edit(Operation.CHANGE_PERSON) as edit:
        ada = edit.get(Person, ADA)
        ada.age_band, ada.guardian = "under 16", noted
    assert not leaves(project, excerpt, Use.SHARING)
    [refused] = shareable(project, [excerpt], Use.SHARING).refused
    assert "what is written under “People” is no answer" in refused.reason
    guardian(project, "yes")
    assert leaves(project, excerpt, Use.SHARING)


@pytest.mark.parametrize("said", ["no", "later"])
def test_a_child_is_shared_only_while_their_guardian_says_yes(project: Project, excerpt: int, said: str) -> None:
    answers(project, excerpt, ADA)
    with project.edit(Operation.CHANGE_PERSON) as edit:
        edit.get(Person, ADA).age_band = "under 16"
    guardian(project, "yes", who="")
    assert not leaves(project, excerpt, Use.SHARING)
    guardian(project, "yes")
    assert leaves(project, excerpt, Use.SHARING)
    guardian(project, said)
    assert not leaves(project, excerpt, Use.SHARING)


def guardian(project: Project, said: str, who: str = "Rosa, her mother") -> None:
    with project.edit(Operation.NOTE_CONSENT) as edit:
        note_consent(edit, 1, ConsentAbout.GUARDIAN, said, who, "by phone", storyteller_id=ADA)


def test_a_guardians_no_stays_when_the_child_is_called_older_and_keeps_it_from_the_group(
    project: Project, excerpt: int
) -> None:
    answers(project, excerpt, ADA)
    assert leaves(project, excerpt, Use.GROUP)
    guardian(project, "no")
    for age in ("under 16", ""):
        with project.edit(Operation.CHANGE_PERSON) as edit:
            edit.get(Person, ADA).age_band = age
        for use in (*ANSWERED_USES, Use.PAPER, Use.TAKE_AWAY, Use.GROUP):
            [refused] = shareable(project, [excerpt], use).refused
            assert "A parent or guardian of Ada said no." in refused.reason
    guardian(project, "yes")
    assert leaves(project, excerpt, Use.GROUP)
    assert leaves(project, excerpt, Use.SHARING)


def test_a_child_cannot_turn_the_no_of_their_guardian(project: Project, excerpt: int) -> None:
    guardian(project, "no")
    give_away(project)
    answers(project, excerpt, ADA)
    answers(project, excerpt, BEA)
    [refused] = shareable(project, [excerpt], Use.SHARING).refused
    assert "A parent or guardian of Ada said no, and a voice in it was Ada’s then." in refused.reason
    guardian(project, "yes")
    assert leaves(project, excerpt, Use.SHARING)


@pytest.mark.parametrize("about", [ConsentAbout.PUBLIC, ConsentAbout.GUARDIAN])
def test_a_no_from_an_older_version_holds_from_the_first_opening(
    project: Project, excerpt: int, about: ConsentAbout
) -> None:
    answers(project, excerpt, ADA)
    consent(project, about, "no")
    folder = project.folder
    project.close()
    with closing(sqlite3.connect(folder / "project.db")) as older, older:
        older.execute("DELETE FROM moment WHERE kind = 'declined'")
        older.execute("UPDATE alembic_version SET version_num = '0010'")
        for (table,) in older.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall():
            if ("table", table) not in expected("0010"):
                older.execute(f'DROP TABLE "{table}"')
                continue
            for (column,) in older.execute("SELECT name FROM pragma_table_info(?)", [table]).fetchall():
                if column not in expected("0010")["table", table][1]:
                    older.execute(f'ALTER TABLE "{table}" DROP COLUMN "{column}"')
    with Project.open(folder) as opened:
        give_away(opened)
        answers(opened, excerpt, BEA)
        [refused] = shareable(opened, [excerpt], Use.PAGE).refused
        assert "Ada said no, and a voice in it was Ada’s then." in refused.reason
        assert opened.undo() is Operation.NOTE_ANSWER
