"""A yes on both sides: after a merge it allows what both allow, to the words that were asked, of whom it was said."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from consenting import SAID, allow, allow_story, answer
from made_stories import make_story
from sqlalchemy import delete, select

from coproclip.errors import ProjectDamaged
from coproclip.excerpts import marking
from coproclip.excerpts.approval import Use, shareable
from coproclip.excerpts.noting import note_answer
from coproclip.people.consent import consent_by, note_consent
from coproclip.people.own_questions import add_question, change_question, own_questions
from coproclip.people.stories import speakers_of
from coproclip.people.storytellers import add_storyteller, storytellers_of, tell
from coproclip.project.columns import NOT_VOICES, STRETCHES, VOICE
from coproclip.project.journal import Operation
from coproclip.project.kinds import ConsentAbout, SpeakerRole
from coproclip.project.merging.bring_back import bring_back, look_into
from coproclip.project.merging.state import Keep
from coproclip.project.merging.working_copy import make_copy
from coproclip.project.project import Edit, Project
from coproclip.project.schema import Answer, Participant, Person

Act = Callable[[Edit], object]
SIDES = {"ours is narrower": ([1], [1, 2]), "theirs is narrower": ([1, 2], [1]), "each has its own": ([1, 2], [1, 3])}
PARTS: dict[str, list[Any]] = {
    "uses": [Use.SHARING.value, Use.PAGE.value, Use.REPORT.value],
    "themes": ["a", "b", "c"],
    "playlists": ["a", "b", "c"],
    NOT_VOICES: [7, 8, 9],
}


def act(folder: Path | Project, *what: Act) -> None:
    if isinstance(folder, Path):
        with Project.open(folder) as copy:
            act(copy, *what)
    else:
        with folder.edit(Operation.NOTE_ANSWER) as edit:
            for one in what:
                one(edit)


def marked(project: Project, story: int) -> int:
    allow(project, story)
    with project.edit(Operation.MARK_EXCERPT) as edit:
        made = marking.mark(edit, story, 0, 60_000).id
    answer(project, made)
    return made


def granted(project: Project, excerpt: int, use: Use = Use.SHARING) -> bool:
    return bool(shareable(project, [excerpt], use).granted)


def say_yes(excerpt: int, **covering: Sequence[Any]) -> Act:
    def _note(edit: Edit) -> None:
        said = note_answer(edit, excerpt, "yes", **SAID, uses=list(Use))
        said.covered = {**said.covered, **covering}

    return _note


def agree(story: int, about: str, said: str = "yes", nobody: bool = False, **days: str) -> Act:
    def _note(edit: Edit) -> None:
        for one in [None] if nobody else storytellers_of(edit.session, story):
            note_consent(edit, story, about, said, **SAID, storyteller_id=one and one.id, **days)

    return _note


@pytest.mark.parametrize("order", ["home and a copy", "narrow copy first", "wide copy first"])
def test_of_two_yeses_what_both_allow_holds_for_each_part_of_it(
    project: Project, story: int, tmp_path: Path, order: str
) -> None:
    marked(project, story)
    cases: dict[int, tuple[str, list[Any], list[Any]]] = {}
    with project.edit(Operation.MARK_EXCERPT) as edit:
        for part, kinds in PARTS.items():
            for ours, theirs in SIDES.values():
                excerpt = marking.mark(edit, story, 0, 60_000 - len(cases)).id
                cases[excerpt] = (part, [kinds[one - 1] for one in ours], [kinds[one - 1] for one in theirs])
    theirs = [say_yes(excerpt, **{part: there}) for excerpt, (part, _, there) in cases.items()]
    ours = [say_yes(excerpt, **{part: here}) for excerpt, (part, here, _) in cases.items()]
    rosa, june = make_copy(project, tmp_path, "Rosa"), make_copy(project, tmp_path, "June")
    act(rosa, *theirs)
    act(project if order == "home and a copy" else june, *ours)
    for folder in {"home and a copy": [rosa], "narrow copy first": [june, rosa]}.get(order, [rosa, june]):
        assert not bring_back(project, folder).conflicts
    assert bring_back(project, rosa).is_empty
    for excerpt, (part, here, there) in cases.items():
        with project.read() as session:
            last = session.scalars(
                select(Answer).where(Answer.excerpt_id == excerpt).order_by(Answer.id.desc())
            ).first()
            assert last is not None
            assert last.answer == "yes"
            assert sorted(last.covered[part]) == sorted({*here} & {*there}), (part, here, there)
        if part == "uses":
            assert granted(project, excerpt)
            assert not granted(project, excerpt, Use.PAGE)


@pytest.mark.parametrize("name", ["expires_on", "review_on"])
def test_of_two_yeses_the_day_that_comes_first_holds(project: Project, story: int, tmp_path: Path, name: str) -> None:
    soon, late = ((date.today() + timedelta(days=days)).isoformat() for days in (3, 9))
    cases = {
        ConsentAbout.AUDIO: (soon, ""),
        ConsentAbout.PUBLIC: ("", soon),
        ConsentAbout.QUOTED: (soon, late),
        ConsentAbout.SHARED: (late, soon),
    }
    marked(project, story)
    folder = make_copy(project, tmp_path, "Rosa")
    act(folder, *(agree(story, about, **{name: there}) for about, (_, there) in cases.items()))
    act(project, *(agree(story, about, **{name: here}) for about, (here, _) in cases.items()))
    assert not bring_back(project, folder).conflicts
    with project.read() as session:
        [kit] = storytellers_of(session, story)
        counts = consent_by(session, story, kit.id)
        assert {about: getattr(counts[about], name) for about in cases} == dict.fromkeys(cases, soon)
        assert {counts[about].answer for about in cases} == {"yes"}


def unnamed(edit: Edit, story: int) -> None:
    edit.session.execute(delete(Participant))
    for voice in speakers_of(edit.session, story):
        voice.storyteller_id = None


def named(story: int) -> Act:
    def _name(edit: Edit) -> None:
        tell(edit, story, number := add_storyteller(edit, "Ada").id)
        for voice in speakers_of(edit.session, story):
            if voice.role == SpeakerRole.STORYTELLER:
                voice.storyteller_id = number

    return _name


@pytest.mark.parametrize(
    ("said", "who"),
    [
        *((said, "two are named") for said in ("later", "no")),
        *((said, "named in the copy") for said in ("later", "no", "asked", "a narrower yes")),
    ],
)
def test_what_was_said_here_of_nobody_in_particular_holds_whoever_agrees_in_the_copy(
    project: Project, tmp_path: Path, said: str, who: str
) -> None:
    story = make_story(project)
    with project.edit(Operation.CHANGE_STORY) as edit:
        if who == "two are named":
            tell(edit, story, add_storyteller(edit, "Ada").id)
        else:
            unnamed(edit, story)
    excerpt = marked(project, story)
    assert granted(project, excerpt)
    folder = make_copy(project, tmp_path, "Rosa")
    with Project.open(folder) as copy:
        if who == "named in the copy":
            act(copy, named(story))
        allow(copy, story)
        answer(copy, excerpt, uses=list(Use))
        assert granted(copy, excerpt)
    if said in ("later", "no"):
        act(project, agree(story, ConsentAbout.AUDIO, said, nobody=True))
    elif said == "asked":
        act(project, lambda edit: note_answer(edit, excerpt, "asked"))
    else:
        act(project, lambda edit: note_answer(edit, excerpt, "yes", **SAID, uses=[Use.REPORT]))
    assert not granted(project, excerpt)
    bring_back(project, folder)
    assert not granted(project, excerpt)
    assert project.database.faults() == []


@pytest.mark.parametrize("said", ["later", "no"])
def test_what_was_said_there_of_nobody_in_particular_after_a_yes_holds_too(
    project: Project, story: int, tmp_path: Path, said: str
) -> None:
    with project.edit(Operation.CHANGE_STORY) as edit:
        tell(edit, story, add_storyteller(edit, "Ada").id)
    excerpt = marked(project, story)
    folder = make_copy(project, tmp_path, "Rosa")
    act(folder, agree(story, ConsentAbout.AUDIO), agree(story, ConsentAbout.AUDIO, said, nobody=True))
    act(project, agree(story, ConsentAbout.AUDIO, expires_on="2999-01-01"))
    assert granted(project, excerpt)
    bring_back(project, folder)
    assert not granted(project, excerpt)


@pytest.mark.parametrize("asked", ["here", "there"])
def test_who_was_asked_on_either_side_is_waited_for(project: Project, story: int, tmp_path: Path, asked: str) -> None:
    excerpt = marked(project, story)
    with project.edit(Operation.CHANGE_STORY) as edit:
        tell(edit, story, ada := add_storyteller(edit, "Ada").id)
    allow(project, story)
    folder = make_copy(project, tmp_path, "Rosa")

    def ask(edit: Edit) -> None:
        waiting = note_answer(edit, excerpt, "asked", storyteller_id=ada)
        waiting.covered = {**waiting.covered, VOICE: waiting.covered[STRETCHES]}  # they were heard in it then

    act(folder, say_yes(excerpt, **{NOT_VOICES: [ada]}), *([ask] if asked == "there" else []))
    if asked == "here":
        act(project, ask)
    else:
        act(project, say_yes(excerpt, uses=["sharing"], **{NOT_VOICES: [ada]}))
        assert granted(project, excerpt)
    bring_back(project, folder)
    assert not granted(project, excerpt)


def test_who_agreed_here_after_it_was_put_off_is_not_asked_again(project: Project, tmp_path: Path) -> None:
    story = make_story(project)
    excerpt = marked(project, story)
    folder = make_copy(project, tmp_path, "Rosa")
    act(folder, agree(story, ConsentAbout.AUDIO))
    act(project, agree(story, ConsentAbout.AUDIO, "later"), agree(story, ConsentAbout.AUDIO))
    bring_back(project, folder)
    assert granted(project, excerpt)


MEETING, RADIO = "May it be played in our own meeting?", "May it be played on the radio?"


def reword(edit: Edit) -> None:
    change_question(edit, own_questions(edit.session)[0].id, RADIO, ["sharing"])


@pytest.mark.parametrize("agreed", ["here", "there"])
@pytest.mark.parametrize(
    ("reworded", "keep"),
    [("here", Keep.BOTH), ("there", Keep.BOTH), ("there", Keep.THEIRS), ("in capitals there", Keep.THEIRS)],
)
def test_a_yes_is_one_to_the_words_that_were_asked(
    project: Project, story: int, tmp_path: Path, reworded: str, agreed: str, keep: Keep
) -> None:
    excerpt = marked(project, story)
    with project.edit(Operation.CHANGE_QUESTIONS) as edit:
        number = add_question(edit, MEETING, ["sharing"]).id
    folder = make_copy(project, tmp_path, "Rosa")
    if reworded == "in capitals there":
        act(folder, lambda edit: change_question(edit, number, MEETING.upper(), ["sharing"]))
    else:
        act(project if reworded == "here" else folder, reword)
    act(project if agreed == "here" else folder, agree(story, f"own {number}"))
    choices = {one.key: keep for one in look_into(project, folder).conflicts}
    brought = bring_back(project, folder, choices)
    with project.read() as session:
        stands = own_questions(session)[0].text
    asked = RADIO if reworded == agreed else MEETING
    holds = stands.casefold() == asked.casefold() or reworded == "in capitals there"
    assert granted(project, excerpt) == holds
    again = [one for one in brought.left_out if "asked again" in one]
    assert bool(again) != holds
    if again:
        assert again == [
            f"“{asked}” reads “{stands}” here now. A yes is one to the words that were asked: 1 yes to it is"
            " to be asked again."
        ]
    act(project, agree(story, f"own {number}"))
    assert granted(project, excerpt), "asked again, and answered"
    assert not [one for one in bring_back(project, folder).left_out if "asked again" in one]
    assert granted(project, excerpt), "once is enough"


def test_two_people_who_were_called_alike_apart_stay_two(project: Project, story: int, tmp_path: Path) -> None:
    act(project, lambda edit: unnamed(edit, story))
    excerpt = marked(project, story)
    ann, ben = (make_copy(project, tmp_path, who) for who in ("Ann", "Ben"))
    for copy in (ann, ben):
        act(copy, named(story))
    act(ann, lambda edit: allow_story(edit, story), say_yes(excerpt))
    for copy in (ann, ben, ben):
        bring_back(project, copy, otherwise=Keep.BOTH)
    with project.read() as session:
        people = [one.alias for one in session.scalars(select(Person).order_by(Person.id))]
    assert people[-2:] == ["Ada", "Ada (Ben)"]
    assert not granted(project, excerpt), "nobody asked the second one"


def test_a_copy_that_is_damaged_is_not_taken_for_the_project(project: Project, tmp_path: Path) -> None:
    copy = make_copy(project, tmp_path, "Rosa")
    file = copy / "project.db"
    raw = bytearray(file.read_bytes())
    raw[4096:44_096] = bytes(40_000)
    file.write_bytes(raw)
    with pytest.raises(ProjectDamaged) as said:
        look_into(project, copy)
    assert "This copy is damaged" in str(said.value)
    assert "Your own project is untouched" in str(said.value)
