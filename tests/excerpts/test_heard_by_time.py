"""Who speaks, and what is checked, is kept by time when copies are merged and backups restored.

Passages are split and joined on either side meanwhile. Nothing leaves that was held back on one of them.
"""

import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest
from consenting import SAID, allow_story, answer
from hypothesis import given, settings
from hypothesis import strategies as st
from made_stories import made_project, make_story

from coproclip.errors import BadInput
from coproclip.excerpts import marking
from coproclip.excerpts.approval import Use, shareable
from coproclip.excerpts.noting import note_answer
from coproclip.people.consent import note_consent
from coproclip.people.participants import take_part
from coproclip.people.people import add_person
from coproclip.people.stories import speakers_of
from coproclip.people.storytellers import storytellers_of
from coproclip.project.going_back.restoring import restore
from coproclip.project.journal import Operation
from coproclip.project.kinds import ConsentAbout, Part
from coproclip.project.merging.bring_back import BroughtBack, bring_back, look_into
from coproclip.project.merging.state import Keep
from coproclip.project.merging.working_copy import make_copy
from coproclip.project.project import Edit, Project
from coproclip.project.schema import Segment
from coproclip.transcript.edits import (
    add_speaker,
    check,
    correct_segment,
    merge_segments,
    passages,
    set_speaker,
    split_segment,
)

Act = Callable[[Edit], object]
BUS = 3
"""“Then somebody asked me how I get to the bus stop. Not how people do, how I do.”, from 0."""
HALF = 10
"""So many words of it are its first half."""


class Made(NamedTuple):
    story: int
    excerpts: tuple[int, ...]


def furnish(project: Project) -> Made:
    """Kit and Bea agreed to everything about a story that Kit tells, Kit to its excerpts; Mia is somebody else."""
    story = make_story(project)
    with project.edit(Operation.MARK_EXCERPT) as edit:
        take_part(edit, story, add_person(edit, {"alias": "Bea"}), Part.STORYTELLER)
        add_speaker(edit, story, "Mia")
        allow_story(edit, story)
        lines = passages(edit.session, story)
        words = lines[BUS].words
        stretches = [(lines[one].start_ms, lines[one].end_ms) for one in (1, BUS, 4)]
        stretches += [(words[0].start_ms, words[HALF - 1].end_ms), (words[HALF].start_ms, words[-1].end_ms)]
        made = tuple(marking.mark(edit, story, *stretch).id for stretch in stretches)
    for excerpt in made:
        answer(project, excerpt, uses=list(Use))
    return Made(story, made)


class Sides:
    """A project and the copy of it that a colleague has."""

    def __init__(self, to: Path) -> None:
        folder, self.made = made_project(to / "Home", furnish)
        self.home = Project.open(folder)
        self.copy = make_copy(self.home, to, "Rosa")

    def __enter__(self) -> "Sides":
        return self

    def __exit__(self, *_: object) -> None:
        self.home.close()

    def do(self, here: Iterable[Act] = (), there: Iterable[Act] = ()) -> None:
        act(self.home, here)
        with Project.open(self.copy) as copy:
            act(copy, there)

    def merge(self, *, take: Keep = Keep.BOTH) -> BroughtBack:
        choices = {one.key: take for one in look_into(self.home, self.copy).conflicts}
        done = bring_back(self.home, self.copy, choices)
        assert self.home.database.faults() == []
        return done

    def shared(self) -> list[bool]:
        return shared(self.home, self.made)


def act(project: Project, what: Iterable[Act]) -> None:
    with project.edit(Operation.NOTE_ANSWER) as edit:
        for one in what:
            one(edit)


def shared(project: Project, made: Made) -> list[bool]:
    return [bool(shareable(project, [excerpt], Use.SHARING).granted) for excerpt in made.excerpts]


def line(edit: Edit, number: int) -> Segment:
    lines = passages(edit.session, 1)
    return lines[number % len(lines)]


def said_by(name: str | None, number: int = BUS) -> Act:
    def _say(edit: Edit) -> None:
        voices = {one.name: one.id for one in speakers_of(edit.session, 1)}
        set_speaker(edit, [line(edit, number).id], voices[name] if name else None)

    return _say


def split(number: int = BUS, at: int = HALF) -> Act:
    def _split(edit: Edit) -> None:
        one = line(edit, number)
        if len(one.words) > 1:
            split_segment(edit, one.id, 1 + (at - 1) % (len(one.words) - 1))

    return _split


def join(number: int = BUS) -> Act:
    """With the passage that follows, if there is one."""

    def _join(edit: Edit) -> None:
        lines = passages(edit.session, 1)
        place = number % len(lines)
        if place + 1 < len(lines):
            try:
                merge_segments(edit, lines[place].id, lines[place + 1].id)
            except BadInput:
                return

    return _join


def ticked(checked: bool, number: int = BUS) -> Act:
    return lambda edit: check(edit, [line(edit, number).id], checked)


def refused(who: int, about: int | None) -> Act:
    """Somebody's no to sharing the story, or to one of its excerpts (by its place)."""

    def _refuse(edit: Edit) -> None:
        person = storytellers_of(edit.session, 1)[who].id
        if about is None:
            note_consent(edit, 1, ConsentAbout.SHARED, "no", **SAID, storyteller_id=person)
        else:
            note_answer(edit, about + 1, "no", **SAID, storyteller_id=person)

    return _refuse


SECOND_HALF = BUS + 1
CASES: dict[str, tuple[list[Act], list[Act]]] = {
    "joined there": ([said_by("Bea")], [join(BUS)]),
    "split there": ([said_by("Bea")], [split()]),
    "split on both sides": ([split(), said_by("Bea", SECOND_HALF)], [split()]),
    "two voices said": ([said_by("Bea")], [said_by("Kit")]),
    "somebody else, and joined": ([said_by("Mia")], [join(BUS)]),
    "nobody, and split": ([said_by(None)], [split()]),
    "the check taken off, and joined": ([ticked(False)], [join(BUS)]),
    "the check taken off a half": ([split(), ticked(False, SECOND_HALF)], [split(at=3)]),
    "the check taken off, and corrected": (
        [ticked(False)],
        [lambda edit: correct_segment(edit, line(edit, BUS).id, line(edit, BUS).text.replace("Then", "And"))],
    ),
}


@pytest.mark.parametrize("swapped", [False, True], ids=["here", "there"])
@pytest.mark.parametrize("case", CASES)
def test_what_one_side_holds_back_holds_back_however_its_passages_were_parted(
    tmp_path: Path, case: str, swapped: bool
) -> None:
    here, there = CASES[case]
    with Sides(tmp_path) as sides:
        sides.do(*((there, here) if swapped else (here, there)))
        with Project.open(sides.copy) as copy:
            before = [one and other for one, other in zip(sides.shared(), shared(copy, sides.made), strict=True)]
        assert not all(before)
        assert not sides.merge().is_empty
        assert not [one for one, was in zip(sides.shared(), before, strict=True) if one and not was]


def test_of_two_voices_a_person_chooses(tmp_path: Path) -> None:
    def names(project: Project) -> object:
        with project.read() as session:
            voices = {one.id: one.name for one in speakers_of(session, 1)}
            return voices.get(passages(session, 1)[BUS].speaker_id or 0)

    with Sides(tmp_path) as sides:
        sides.do(there=[said_by("Bea")])
        [conflict] = look_into(sides.home, sides.copy).conflicts
        assert (conflict.about, conflict.ours, conflict.theirs) == ("who is speaking", "Kit", "Bea")
        assert conflict.is_chosen_alone, "not along with everything else"
        sides.merge(take=Keep.THEIRS)
        assert names(sides.home) == "Bea"
        assert bring_back(sides.home, sides.copy).is_empty
        sides.do(here=[said_by("Kit")], there=[said_by("Mia")])
        sides.merge(take=Keep.OURS)
        assert names(sides.home) == "Kit"


def test_whoever_corrects_and_whoever_says_who_speaks_both_get_what_they_did(tmp_path: Path) -> None:
    with Sides(tmp_path) as sides:
        words = "Then somebody asked me how I got to the bus stop. Not how people do, how I do it."
        sides.do([said_by("Bea")], [lambda edit: correct_segment(edit, line(edit, BUS).id, words)])
        assert sides.merge().conflicts == ()
        with sides.home.read() as session:
            found = passages(session, 1)[BUS]
            names = {one.id: one.name for one in speakers_of(session, 1)}
            assert (found.text, names[found.speaker_id or 0]) == (words, "Bea")


def test_checking_by_ear_comes_in_also_of_passages_that_were_joined(tmp_path: Path) -> None:
    with Sides(tmp_path) as sides:
        sides.do([ticked(False)])
        sides.copy = make_copy(sides.home, tmp_path, "June")
        sides.do(there=[join(BUS), ticked(True)])
        assert sides.merge().conflicts == ()
        assert all(sides.shared())
        sides.do([ticked(False)], [ticked(False), ticked(True), said_by("Kit")])
        sides.merge()
        assert not all(sides.shared())


def test_a_voice_that_is_another_persons_in_a_copy_is_nobodys_until_a_person_chooses(tmp_path: Path) -> None:
    for take, left in ((Keep.BOTH, None), (Keep.THEIRS, 2), (Keep.OURS, 1)):
        to = tmp_path / take
        to.mkdir()
        with Sides(to) as sides:
            with closing(sqlite3.connect(sides.copy / "project.db")) as database, database:
                database.execute("UPDATE speaker SET storyteller_id = 2 WHERE name = 'Kit'")
            [conflict] = look_into(sides.home, sides.copy).conflicts
            assert (conflict.about, conflict.ours, conflict.theirs) == ("whose voice it is", "Kit", "Bea")
            sides.merge(take=take)
            with sides.home.read() as session:
                assert {one.name: one.storyteller_id for one in speakers_of(session, 1)}["Kit"] == left
            assert take is Keep.OURS or not any(sides.shared())


# ---- whatever was done ----------------------------------------------------------------------------------------------

LINE = st.integers(0, 7)
NAMES = st.sampled_from(["Kit", "Bea", "Mia", None])
ACTS = st.lists(
    st.one_of(
        st.builds(split, LINE, st.integers(1, 16)),
        st.builds(join, LINE),
        st.builds(said_by, NAMES, LINE),
        st.builds(said_by, NAMES, st.just(BUS)),
        st.builds(ticked, st.booleans(), LINE),
        st.builds(refused, st.integers(0, 1), st.sampled_from([None, 0, 1, 2, 3, 4])),
    ),
    max_size=4,
)
Heard = dict[int, tuple[int | None, int]]


def heard(project: Project) -> tuple[str, Heard]:
    """All words of the story; and who says each and whether it is checked, by its middle (ms)."""
    with project.read() as session:
        lines = passages(session, 1)
        found = {
            (word.start_ms + word.end_ms) // 2: (one.speaker_id, one.checked) for one in lines for word in one.words
        }
        return " ".join(one.text for one in lines), found


@settings(max_examples=8, deadline=None)
@given(here=ACTS, there=ACTS)
def test_nothing_held_back_on_either_side_is_freed_and_nothing_is_lost(
    tmp_path_factory: pytest.TempPathFactory, here: list[Act], there: list[Act]
) -> None:
    with Sides(tmp_path_factory.mktemp("sides")) as sides:
        words, base = heard(sides.home)
        sides.do(here, there)
        mine, before = heard(sides.home)[1], sides.shared()
        with Project.open(sides.copy) as copy:
            theirs = heard(copy)[1]
            before = [one and other for one, other in zip(before, shared(copy, sides.made), strict=True)]
        done = sides.merge()
        assert not [one for one, was in zip(sides.shared(), before, strict=True) if one and not was]
        text, found = heard(sides.home)
        assert text == words
        disputed = any(one.what == "voice" for one in done.conflicts)
        for place, (voice, checked) in found.items():
            assert checked == min(mine[place][1], theirs[place][1]) or not checked
            for side in (mine, theirs):
                assert voice in (side[place][0], None) or side[place][0] == base[place][0] or disputed
        if done.is_empty:
            assert all(theirs[place] in (base[place], found[place]) for place in found)
        assert bring_back(sides.home, sides.copy).is_empty


@settings(max_examples=5, deadline=None)
@given(since=ACTS)
def test_nothing_held_back_since_is_freed_by_going_back(
    tmp_path_factory: pytest.TempPathFactory, since: list[Act]
) -> None:
    folder, made = made_project(tmp_path_factory.mktemp("back") / "Home", furnish)
    with Project.open(folder) as project:
        backup = project.back_up()
        act(project, since)
        before = shared(project, made)
    restore(folder, backup)
    with Project.open(folder) as again:
        assert not [one for one, was in zip(shared(again, made), before, strict=True) if one and not was]


def test_a_story_that_was_written_down_anew_takes_no_check_off_a_backup(tmp_path: Path) -> None:
    folder, made = made_project(tmp_path / "Home", furnish)
    with Project.open(folder) as project:
        backup = project.back_up()
        with project.edit(Operation.NOTE_ANSWER) as edit:
            for one in passages(edit.session, made.story):
                values = {name: getattr(one, name) for name in ("speaker_id", "start_ms", "end_ms", "text", "words")}
                edit.session.delete(one)
                edit.session.flush()
                edit.add(Segment(story_id=made.story, **values))
    restore(folder, backup)
    with Project.open(folder) as again:
        assert all(shared(again, made))
