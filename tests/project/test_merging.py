"""A colleague's copy is made, worked in, and joined again: nothing is lost, nothing is there twice."""

import json
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from itertools import permutations
from pathlib import Path
from random import Random
from shutil import copytree, rmtree
from time import process_time
from typing import Any

import pytest
from deeds import do, furnish
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_stories import make_story, opened_copy
from merged_picture import picture
from sqlalchemy import select

from coproclip.cli.app import run
from coproclip.errors import BadInput, Cancelled, CoProClipError
from coproclip.excerpts import marking
from coproclip.excerpts.marking import excerpts_of, ranges_of
from coproclip.jobs import CancelToken
from coproclip.people import care
from coproclip.people.consent import note_consent
from coproclip.people.stories import restore_story, stories
from coproclip.people.storytellers import add_storyteller, storytellers_of
from coproclip.project.erasing.erasure import erase_stories
from coproclip.project.going_back.restoring import restore
from coproclip.project.journal import Operation, Work
from coproclip.project.kinds import ConsentAbout, ListKind, MomentKind, NoteKind, TakingPart
from coproclip.project.looking_after.inspection import inspect
from coproclip.project.looking_after.paper_file import LARGEST_PAPER
from coproclip.project.merging import working_copy
from coproclip.project.merging.bring_back import bring_back, look_into
from coproclip.project.merging.prints import Prints
from coproclip.project.merging.rows import read_tables
from coproclip.project.merging.state import Keep
from coproclip.project.merging.working_copy import make_copy, read_copy
from coproclip.project.project import Edit, Project
from coproclip.project.schema import (
    Attendee,
    Card,
    CareNote,
    Consent,
    Dot,
    Excerpt,
    GroupNote,
    ListEntry,
    Mention,
    Moment,
    Person,
    Recording,
    Segment,
    Story,
    Theme,
    ThemeLink,
    WorkshopSession,
)
from coproclip.project.storage.backups import BackupReason, backups
from coproclip.project.storage.places import WORKING_COPY
from coproclip.report import sections as report
from coproclip.report.markup import parse
from coproclip.sensemaking import dots
from coproclip.sensemaking.attendees import add_attendee, change_attendee
from coproclip.sensemaking.cards import put_cards
from coproclip.sensemaking.notes import add_note
from coproclip.sensemaking.sessions import change_session, start_session
from coproclip.themes import codebook, reshaping
from coproclip.transcript import edits
from coproclip.transcript.edits import passages


def _furnished(project: Project) -> None:
    titles = (("Moving the chairs", "Kit"), ("The garden", "Rosa"), ("Thrown away", "Sam"))
    furnish(project, [make_story(project, title=title, storyteller=who) for title, who in titles])


@pytest.fixture
def furnished(tmp_path: Path) -> Iterator[Project]:
    """Three stories with something of every kind."""
    with opened_copy(tmp_path / "Side by Side", _furnished) as (project, _):
        yield project


@contextmanager
def at_work(folder: Path) -> Iterator[Edit]:
    """Something a colleague does in a copy."""
    with Project.open(folder) as copy, copy.edit(Operation.CHANGE_STORY) as edit:
        yield edit


def there(project: Project, kind: Any, *where: Any) -> list[Any]:
    with project.read() as session:
        return list(session.scalars(select(kind).where(*where).order_by(kind.id)))


def test_a_copy_opens_and_nothing_that_was_not_changed_comes_back(furnished: Project, tmp_path: Path) -> None:
    folder = make_copy(furnished, tmp_path, "Rosa")
    assert folder.name == f"{furnished.folder.stem} for Rosa.coproclip"
    with Project.open(folder) as copy:
        assert [story.title for story in there(copy, Story)] == ["Moving the chairs", "The garden"]
    found = bring_back(furnished, folder)
    assert found.is_empty
    assert found.whose == "Rosa"


def test_what_was_done_in_a_copy_comes_back_and_only_once(furnished: Project, tmp_path: Path) -> None:
    folder = make_copy(furnished, tmp_path, "Rosa")
    with Project.open(folder) as copy:
        fresh = make_story(copy, title="By the sea", storyteller="Ada")
        with copy.edit(Operation.MARK_EXCERPT) as edit:
            line = passages(edit.session, 1)[0]
            edits.correct_segment(edit, line.id, "What was the very first day like?")
            made = marking.mark(edit, fresh, 500, 2500)
            theme = codebook.add_theme(edit, "Water")
            codebook.link(edit, theme.id, made.id)
            codebook.link(edit, 1, made.id)
    # Meanwhile here, with the same numbers.
    with furnished.edit(Operation.ADD_THEME) as edit:
        codebook.add_theme(edit, "Fire")
        mine = marking.mark(edit, 1, 3000, 5000)
        codebook.link(edit, 2, mine.id)
    told = look_into(furnished, folder)
    assert told.stories == ("By the sea",)
    assert "By the sea" not in [one.title for one in there(furnished, Story)]
    for _ in range(2):
        bring_back(furnished, folder)
        assert [one.title for one in there(furnished, Story)][3:] == ["By the sea"]
        names = [one.name for one in there(furnished, Theme)]
        assert sorted(names) == ["Belonging", "Chairs", "Fire", "Tables", "Water"]
        assert len(there(furnished, Excerpt)) == 5
        with furnished.read() as session:
            assert passages(session, 1)[0].text == "What was the very first day like?"
            [story] = [one for one in stories(session) if one.title == "By the sea"]
            [excerpt] = excerpts_of(session, story.id)
            assert [(one.start_ms, one.end_ms) for one in ranges_of(session, excerpt.id)]
            assert {one.name for one in codebook.themes_of(session, excerpt.id)} == {"Water", "Belonging"}
            assert [one.alias for one in storytellers_of(session, story.id)] == ["Ada"]
            recording = session.scalar(select(Recording).where(Recording.story_id == story.id))
        assert furnished.path(recording.original).is_file()
    assert furnished.database.faults() == []
    assert BackupReason.MERGE in {one.reason for one in backups(furnished.folder)}


def test_words_changed_on_both_sides_are_both_kept(furnished: Project, tmp_path: Path) -> None:
    folder = make_copy(furnished, tmp_path, "Rosa")
    with at_work(folder) as edit:
        line = passages(edit.session, 1)[0]
        edits.correct_segment(edit, line.id, "What was the last day like?")
        edit.get(Story, 1).title = "Chairs and tables"
        edit.get(Story, 2).title = "Our garden"
    with furnished.edit(Operation.CORRECT_WORDS) as edit:
        edits.correct_segment(edit, line.id, "What was my first day like?")
        edit.get(Story, 1).title = "The chairs"
    told = look_into(furnished, folder)
    assert [(one.what, one.ours, one.theirs) for one in told.conflicts] == [
        ("title", "The chairs", "Chairs and tables"),
        ("words", "What was my first day like?", "What was the last day like?"),
    ]
    for _ in range(2):
        bring_back(furnished, folder)
        titles = [one.title for one in there(furnished, Story)]
        assert titles == ["The chairs", "Our garden", "Thrown away"]
        noted = [one for one in there(furnished, Moment, Moment.kind == MomentKind.MARK.value) if "Rosa" in one.text]
        assert [(one.story_id, one.start_ms, one.text) for one in noted] == [
            (1, 0, "Rosa’s copy, title of a story “The chairs”: Chairs and tables"),
            (1, line.start_ms, "Rosa’s copy, words of the transcript: What was the last day like?"),
        ]
        with furnished.read() as session:
            assert passages(session, 1)[0].text == "What was my first day like?"


def test_a_copy_that_says_it_was_made_from_what_is_here_now_hides_no_difference(
    furnished: Project, tmp_path: Path
) -> None:
    folder = make_copy(furnished, tmp_path, "Rosa")
    with at_work(folder) as edit:
        line = passages(edit.session, 1)[0]
        edits.correct_segment(edit, line.id, "What was the last day like?")
        edit.get(Story, 1).title = "Chairs and tables"
    with furnished.edit(Operation.CORRECT_WORDS) as edit:
        edits.correct_segment(edit, line.id, "What was my first day like?")
        edit.get(Story, 1).title = "The chairs"
        codebook.add_theme(edit, "Smoke")
    kept = json.loads((folder / WORKING_COPY).read_text())
    with furnished.read() as session:
        now = Prints.of(read_tables(session.connection()), bytes.fromhex(kept["salt"]))
    kept["tables"] = {name: {"columns": list(now.columns[name]), "rows": dict(now.rows[name])} for name in now.rows}
    (folder / WORKING_COPY).write_text(json.dumps(kept))
    told = look_into(furnished, folder)
    assert {("title", "The chairs", "Chairs and tables"), ("deleted", "Smoke", "")} <= {
        (one.what, one.ours, one.theirs) for one in told.conflicts
    }
    assert ("words", "What was my first day like?") in [(one.what, one.ours) for one in told.conflicts]
    assert any("does not know what this copy was made from" in one for one in told.left_out)
    bring_back(furnished, folder)
    assert there(furnished, Story)[0].title == "The chairs"
    assert "Smoke" in [one.name for one in there(furnished, Theme)]
    with furnished.read() as session:
        assert passages(session, 1)[0].text == "What was my first day like?"


@pytest.mark.parametrize("keep", [Keep.OURS, Keep.THEIRS])
def test_a_person_chooses_which_version_stays(furnished: Project, tmp_path: Path, keep: Keep) -> None:
    folder = make_copy(furnished, tmp_path, "Rosa")
    with at_work(folder) as edit:
        edit.get(Story, 1).title = "Chairs and tables"
        edits.correct_segment(edit, passages(edit.session, 1)[0].id, "What was the last day like?")
    with furnished.edit(Operation.CORRECT_WORDS) as edit:
        edit.get(Story, 1).title = "The chairs"
        edits.correct_segment(edit, passages(edit.session, 1)[0].id, "What was my first day like?")
    before = len(there(furnished, Moment))
    bring_back(furnished, folder, {one.key: keep for one in look_into(furnished, folder).conflicts})
    title, words = there(furnished, Story)[0].title, there(furnished, Segment)[0].text
    if keep is Keep.OURS:
        assert (title, words) == ("The chairs", "What was my first day like?")
    else:
        assert (title, words) == ("Chairs and tables", "What was the last day like?")
    assert len(there(furnished, Moment)) == before


def test_what_stays_here_is_in_no_byte_of_a_copy(furnished: Project, tmp_path: Path) -> None:
    with furnished.edit(Operation.NOTE_CARE) as edit:
        care.add_care_note(edit, "Qqworryqq at home", kind=care.KINDS[0], story_id=1)
        edit.get(Story, 1).private_note = "Qqprivateqq"
        edit.get(Person, 1).access_needs, edit.get(Person, 1).guardian = "Qqneedsqq", "Qqguardianqq"
        add_attendee(edit, 1, "Bo", needs="Qqseatqq by the door")
    (furnished.folder / "people.vault").write_bytes(b"Qqvaultqq")
    (furnished.folder / "papers" / f"{'0' * 16}.pdf").write_bytes(b"Qqpaperqq")
    furnished.back_up()
    folder = make_copy(furnished, tmp_path, "Rosa")
    for path in folder.rglob("*"):
        assert not path.is_file() or b"qq" not in path.read_bytes().lower(), path.name
    with at_work(folder) as edit:
        edit.get(Story, 1).title = "Chairs"
    bring_back(furnished, folder)
    [story] = there(furnished, Story, Story.id == 1)
    assert (story.title, story.private_note) == ("Chairs", "Qqprivateqq")
    assert [one.text for one in there(furnished, CareNote)] == ["Qqworryqq at home"]
    assert [one.needs for one in there(furnished, Attendee, Attendee.name == "Bo")] == ["Qqseatqq by the door"]


def test_going_back_to_the_backup_and_bringing_it_in_again(furnished: Project, tmp_path: Path) -> None:
    folder = make_copy(furnished, tmp_path, "Rosa")
    with Project.open(folder) as copy:
        make_story(copy, title="By the sea", storyteller="Ada")
    before = picture(furnished)
    backup = bring_back(furnished, folder).backup
    after = picture(furnished)
    furnished.close()
    assert backup is not None
    restore(furnished.folder, backup)
    with Project.open(furnished.folder) as again:
        assert picture(again) == before
        bring_back(again, folder)
        assert {table: len(rows) for table, rows in picture(again).items()} == {
            table: len(rows) for table, rows in after.items()
        }
        assert again.database.faults() == []


@pytest.mark.parametrize("name", ["../../up", "Rosa\u200b\n<b>", "x" * 900, "CON", "Zoë / Æ: “?”"])
def test_a_copy_is_for_anybody(furnished: Project, tmp_path: Path, name: str) -> None:
    to = tmp_path / "stick"
    to.mkdir()
    folder = make_copy(furnished, to, name)
    assert [path.name for path in to.iterdir()] == [folder.name]
    assert bring_back(furnished, folder).is_empty


def test_a_copy_does_not_lie_in_the_project(furnished: Project) -> None:
    with pytest.raises(CoProClipError, match="inside the project"):
        make_copy(furnished, furnished.folder / "papers", "Rosa")
    assert list((furnished.folder / "papers").iterdir()) == []


def test_a_copy_that_was_looked_over_is_whole(furnished: Project, tmp_path: Path) -> None:
    assert inspect(make_copy(furnished, tmp_path, "Rosa")) == []


def test_a_story_deleted_for_good_here_does_not_come_back(furnished: Project, tmp_path: Path) -> None:
    folder = make_copy(furnished, tmp_path, "Rosa")
    with at_work(folder) as edit:
        edit.get(Story, 2).title = "Our garden"
        marking.mark(edit, 2, 500, 2500)
        edits.correct_segment(edit, passages(edit.session, 2)[0].id, "Qqnewqq words")
    erase_stories(furnished, [2])
    told = bring_back(furnished, folder)
    assert not told.conflicts
    assert [one.id for one in there(furnished, Story)] == [1, 3]
    assert all(one.story_id != 2 for one in there(furnished, Segment))
    assert furnished.database.faults() == []


def test_a_story_deleted_for_good_there_is_in_the_bin_here(furnished: Project, tmp_path: Path) -> None:
    folder = make_copy(furnished, tmp_path, "Rosa")
    with Project.open(folder) as copy:
        erase_stories(copy, [2])
    told = bring_back(furnished, folder)
    assert "deleted for good in the copy" in told.left_out[0]
    assert [bool(one.binned_at) for one in there(furnished, Story)] == [False, True, True]
    assert len(there(furnished, Segment, Segment.story_id == 2)) == 5
    with furnished.edit(Operation.RESTORE_STORY) as edit:
        restore_story(edit, 2)
    assert bring_back(furnished, folder).is_empty, "once is enough"


def test_dots_placed_on_both_sides_are_as_many_as_everybody_has(furnished: Project, tmp_path: Path) -> None:
    def place(edit: Edit, wanted: int) -> int:
        workshop = edit.session.scalars(select(WorkshopSession).order_by(WorkshopSession.id)).first()
        person = edit.session.scalars(select(Attendee).where(Attendee.session_id == workshop.id)).first()
        card = edit.session.scalars(select(Card).where(Card.session_id == workshop.id)).first()
        for dot in dots.dots(edit.session, workshop.id):
            edit.session.delete(dot)
        edit.session.flush()
        change_attendee(edit, person.id, name="Kit", level=TakingPart.TALK)
        change_session(edit, workshop.id, dots=5)
        for _ in range(wanted):
            dots.place_dot(edit, workshop.id, person.id, card_id=card.id)
        return person.id

    with furnished.edit(Operation.PLACE_DOT) as edit:
        kit = place(edit, 1)
    copy = make_copy(furnished, tmp_path, "Amina")

    def more(edit: Edit, some: int) -> None:
        first = edit.session.scalars(select(Dot)).first()
        for _ in range(some):
            dots.place_dot(edit, first.session_id, kit, card_id=first.card_id)

    with at_work(copy) as edit:
        more(edit, 3)
    with furnished.edit(Operation.PLACE_DOT) as edit:
        more(edit, 2)
    told = bring_back(furnished, copy)
    assert len(there(furnished, Dot, Dot.attendee_id == kit)) == 5
    (sentence,) = told.left_out
    assert sentence.startswith("Kit placed 6 dots")
    assert "The last 1 from the copy was left out (card" in sentence
    assert told.counts["dot"] == 2
    assert not bring_back(furnished, copy).counts.get("dot")
    assert len(there(furnished, Dot, Dot.attendee_id == kit)) == 5


def test_who_is_called_alike_in_a_workshop_on_both_sides_may_be_two(furnished: Project, tmp_path: Path) -> None:
    """As people are: with dots and notes of their own; nobody is there twice because a copy comes back twice."""
    copy = make_copy(furnished, tmp_path, "Rosa")

    def came(edit: Edit, name: str) -> None:
        card = edit.session.scalars(select(Card)).first()
        somebody = add_attendee(edit, 1, name)
        dots.place_dot(edit, 1, somebody.id, card_id=card.id)
        add_note(edit, 1, NoteKind.MEMO, f"{name} was here", attendee_id=somebody.id)

    with at_work(copy) as edit:
        came(edit, "jo")
        came(edit, "Cass")
    with furnished.edit(Operation.CHANGE_PRESENT) as edit:
        came(edit, "Jo")
    told = bring_back(furnished, copy)
    names = ["Kit", "Rosa", "Jo", "jo (Rosa)", "Cass"]
    assert [one.name for one in there(furnished, Attendee)] == names
    assert told.left_out == (
        "“jo” was added to “First meeting” here and in the copy, and nobody knows whether they are the same person, so "
        "they stay two: the one of the copy is called “jo (Rosa)”. If they are one, take one of them out of the "
        "workshop.",
    )
    for one in there(furnished, Attendee, Attendee.name.in_(("Jo", "jo (Rosa)"))):
        assert len(there(furnished, Dot, Dot.attendee_id == one.id)) == 1
        assert len(there(furnished, GroupNote, GroupNote.attendee_id == one.id)) == 1
    assert bring_back(furnished, copy).is_empty
    later = make_copy(furnished, tmp_path, "June")
    with at_work(later) as edit:
        change_attendee(edit, there(furnished, Attendee)[3].id, level=TakingPart.TYPE)
    bring_back(furnished, later)
    assert [one.name for one in there(furnished, Attendee)] == names


def test_who_was_added_to_a_workshop_on_both_sides_is_there_once(furnished: Project, tmp_path: Path) -> None:
    """Where both know which person of the project it is, with the dots and notes of both; only where they differ in how
    much they take part somebody is asked.
    """
    with furnished.edit(Operation.ADD_STORYTELLER) as edit:
        teller = add_storyteller(edit, "Jo Brand").id
    copy = make_copy(furnished, tmp_path, "Rosa")

    def came(edit: Edit, name: str, words: str, level: TakingPart, needs: str) -> None:
        workshop, card = (
            edit.session.scalars(select(WorkshopSession)).first(),
            edit.session.scalars(select(Card)).first(),
        )
        jo = add_attendee(edit, workshop.id, name, level=level, needs=needs, person_id=teller)
        dots.place_dot(edit, workshop.id, jo.id, card_id=card.id)
        add_note(edit, workshop.id, NoteKind.MEMO, words, attendee_id=jo.id)

    with at_work(copy) as edit:
        came(edit, "Jo", "The stairs", TakingPart.TYPE, "Large print")
        add_attendee(edit, 1, "Cass")
    with furnished.edit(Operation.CHANGE_PRESENT) as edit:
        came(edit, "Jo", "The bus", TakingPart.TALK, "")
        add_attendee(edit, 1, "Bo")
    told = bring_back(furnished, copy)
    assert [one.name for one in there(furnished, Attendee)] == ["Kit", "Rosa", "Jo", "Bo", "Cass"]
    [jo] = there(furnished, Attendee, Attendee.name == "Jo")
    assert (jo.level, jo.needs) == (TakingPart.TALK, "Large print")
    assert len(there(furnished, Dot, Dot.attendee_id == jo.id)) == 2
    noted = there(furnished, GroupNote, GroupNote.attendee_id == jo.id)
    assert [note.text for note in noted] == ["The bus", "The stairs"]
    [asked] = told.conflicts
    assert (asked.about, asked.where, asked.ours, asked.theirs) == (
        "how much somebody takes part in a workshop",
        "Jo",
        "talk",
        "type",
    )
    assert bring_back(furnished, copy).is_empty


def test_cards_drawn_on_both_sides_are_there_once_and_each_has_its_number(furnished: Project, tmp_path: Path) -> None:
    with furnished.edit(Operation.MARK_EXCERPT) as edit:
        line = passages(edit.session, 1)[0]
        fresh = [marking.mark(edit, 1, line.start_ms + 250 * place, line.end_ms).id for place in range(3)]
    copy = make_copy(furnished, tmp_path, "Rosa")
    with at_work(copy) as edit:
        put_cards(edit, 1, [fresh[0], fresh[1]])
    with furnished.edit(Operation.DRAW_CARDS) as edit:
        put_cards(edit, 1, [fresh[0], fresh[2]])
    before = {card.excerpt_id: card.number for card in there(furnished, Card)}
    told = bring_back(furnished, copy)
    numbers = {card.excerpt_id: card.number for card in there(furnished, Card)}
    last = max(before.values())
    assert numbers == before | {fresh[1]: last + 1}, "what is printed here keeps its number"
    assert told.left_out == (
        f"Card {last} of the copy is card {last + 1} of “First meeting” here: there was one already.",
    )
    assert bring_back(furnished, copy).is_empty


def test_what_was_deleted_here_and_changed_there_is_not_lost(furnished: Project, tmp_path: Path) -> None:
    folder = make_copy(furnished, tmp_path, "Rosa")
    with at_work(folder) as edit:
        edit.get(Theme, 2).description = "Where we sit"
        edit.get(Excerpt, 3).note = "Listen to this"
    with furnished.edit(Operation.DELETE_THEME) as edit:
        codebook.delete_theme(edit, 2)
        marking.delete_excerpt(edit, 3)
    told = bring_back(furnished, folder)
    assert {(one.table, one.what, one.ours) for one in told.conflicts} == {
        ("theme", "deleted", ""),
        ("excerpt", "deleted", ""),
    }
    assert [one.description for one in there(furnished, Theme, Theme.id == 2)] == ["Where we sit"]
    assert [one.note for one in there(furnished, Excerpt, Excerpt.id == 3)] == ["Listen to this"]
    assert len(there(furnished, ThemeLink, ThemeLink.theme_id == 2)) == 3
    assert furnished.database.faults() == []


def test_what_was_only_moved_there_stays_deleted_here(furnished: Project, tmp_path: Path) -> None:
    with furnished.edit(Operation.ADD_THEME) as edit:
        for name in ("Fire", "Water"):
            codebook.add_theme(edit, name)
    copies = [make_copy(furnished, tmp_path, name) for name in ("Rosa", "June")]
    with at_work(copies[0]) as edit:
        reshaping.merge(edit, [codebook.find_theme(edit.session, "Fire").id], 1)
    with at_work(copies[1]) as edit:
        codebook.move_theme(edit, codebook.find_theme(edit.session, "Water").id, None, 0)
    furnished.database.bring_home()
    for order in permutations(copies):
        folder = copytree(furnished.folder, tmp_path / "Project.coproclip")
        with Project.open(folder) as project:
            assert [bring_back(project, copy).conflicts for copy in order] == [(), ()], "nobody differs"
            assert "Fire" not in [one.name for one in there(project, Theme)]
        rmtree(folder)


def test_what_was_deleted_on_one_side_and_is_needed_on_the_other_is_kept_and_named(
    furnished: Project, tmp_path: Path
) -> None:
    with furnished.edit(Operation.ADD_THEME) as edit:
        fire = codebook.add_theme(edit, "Fire").id
    copies = [make_copy(furnished, tmp_path, name) for name in ("Rosa", "June")]
    with at_work(copies[0]) as edit:
        reshaping.merge(edit, [fire], 1)
    with at_work(copies[1]) as edit:
        workshop = start_session(edit, "By the fire")
        add_note(edit, workshop.id, NoteKind.DIFFERENTLY, "It was smoke", theme_id=fire)
    furnished.database.bring_home()
    for order in permutations(copies):
        folder = copytree(furnished.folder, tmp_path / "Project.coproclip")
        with Project.open(folder) as project:
            said = [sentence for copy in order for sentence in bring_back(project, copy).left_out]
            assert [one.split(" was deleted")[0] for one in said] == ["“Fire”"], order
            [note] = there(project, GroupNote, GroupNote.text == "It was smoke")
            assert [one.name for one in there(project, Theme, Theme.id == note.theme_id)] == ["Fire"]
            assert all(bring_back(project, copy).is_empty for copy in order)
        rmtree(folder)


def test_what_went_wrong_changes_nothing(furnished: Project, tmp_path: Path) -> None:
    folder = make_copy(furnished, tmp_path, "Rosa")
    with Project.open(folder) as copy:
        make_story(copy, title="By the sea", storyteller="Ada")
        with copy.edit(Operation.CHANGE_STORY) as edit:
            edit.get(Story, 1).title = "Changed"
    sound = next(folder.glob("originals/By-the-sea*"))
    sound.write_bytes(sound.read_bytes()[:-2] + b"!!")
    told = bring_back(furnished, folder)
    assert told.missing == (f"originals/{sound.name}",), "another file than was imported is not taken"
    [recording] = there(furnished, Recording, Recording.story_id == 4)
    assert not furnished.path(recording.original).exists()


# ---- a copy from a stranger -----------------------------------------------------------------------------------------


def _other_project(folder: Path, _: Path) -> None:
    with closing(sqlite3.connect(folder / "project.db")) as database, database:
        database.execute("UPDATE project SET uid = 'another'")


def _planted_trigger(folder: Path, _: Path) -> None:
    with closing(sqlite3.connect(folder / "project.db")) as database:
        database.execute("CREATE TRIGGER t AFTER INSERT ON change_log BEGIN DELETE FROM story; END")


def _impossible(folder: Path, _: Path) -> None:
    with closing(sqlite3.connect(folder / "project.db")) as database, database:
        database.execute("UPDATE segment SET start_ms = -5 WHERE id = 1")


def _no_memory(folder: Path, _: Path) -> None:
    (folder / WORKING_COPY).unlink()


def _odd_memory(folder: Path, _: Path) -> None:
    (folder / WORKING_COPY).write_text("[" * 100_000)


def _far_too_many(folder: Path, _: Path) -> None:
    (folder / WORKING_COPY).write_bytes(b'{"x":[' + b"[]," * working_copy._MOST_VALUES + b"0]}")


def _odd_prints(folder: Path, _: Path) -> None:
    kept = json.loads((folder / WORKING_COPY).read_text())
    kept["salt"] = "00" * 5000
    (folder / WORKING_COPY).write_text(json.dumps(kept))


def _link_to_a_diary(folder: Path, diary: Path) -> None:
    (folder / WORKING_COPY).unlink()
    (folder / WORKING_COPY).symlink_to(diary)


def _linked_folder(folder: Path, diary: Path) -> None:
    (folder / "originals").rename(folder / "elsewhere")
    (folder / "originals").symlink_to(diary.parent)


@pytest.mark.parametrize(
    "plant",
    [
        _other_project,
        _planted_trigger,
        _impossible,
        _no_memory,
        _odd_memory,
        _far_too_many,
        _odd_prints,
        _link_to_a_diary,
        _linked_folder,
    ],
    ids=lambda plant: plant.__name__.strip("_"),
)
def test_a_copy_that_cannot_be_trusted_is_refused(
    furnished: Project, tmp_path: Path, plant: Callable[[Path, Path], None]
) -> None:
    folder = make_copy(furnished, tmp_path, "Rosa")
    diary = tmp_path / "diary" / "diary.txt"
    diary.parent.mkdir()
    diary.write_text("secret")
    plant(folder, diary)
    before = picture(furnished)
    for look in (look_into, bring_back):
        with pytest.raises(CoProClipError) as refused:
            look(furnished, folder)
        assert "nothing was changed" in str(refused.value).lower()
    assert picture(furnished) == before
    assert diary.read_text() == "secret"


def test_what_a_large_copy_says_of_itself_is_read_in_a_process_of_its_own(
    furnished: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = make_copy(furnished, tmp_path, "Ada")
    here = read_copy(copy)
    monkeypatch.setattr(working_copy, "_READ_HERE", 0)
    assert read_copy(copy) == here
    monkeypatch.setattr(working_copy, "_read", lambda _found: pytest.fail("read in this process"))
    assert read_copy(copy) == here


def test_what_a_copy_says_of_itself_is_no_larger_than_its_database_allows(
    furnished: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = make_copy(furnished, tmp_path, "Ada")
    monkeypatch.setattr(working_copy, "_ALWAYS", 0)
    assert read_copy(copy)
    (copy / "project.db").write_bytes(b"")
    with pytest.raises(BadInput, match="cannot be read"):
        read_copy(copy)


@pytest.mark.parametrize("inside", ["../../diary.txt", "originals/../../diary.txt", "project.db", "/etc/passwd"])
def test_no_file_from_outside_a_copy_comes_in(furnished: Project, tmp_path: Path, inside: str) -> None:
    folder = make_copy(furnished, tmp_path, "Rosa")
    (tmp_path / "diary.txt").write_text("secret")
    with Project.open(folder) as copy:
        make_story(copy, title="By the sea")
        with copy.edit(Work.MEDIA) as edit:
            edit.get(Recording, 4).original = edit.get(Recording, 4).working = inside
    before = {path.name for path in furnished.folder.rglob("*")}
    told = bring_back(furnished, folder)
    assert inside in told.missing
    new = {path.name for path in furnished.folder.rglob("*")} - before
    assert all(name.endswith((".db", "before-merge.db")) or "project.db" in name for name in new), new


def test_no_program_comes_in_as_a_scan_or_as_sound(
    furnished: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = make_copy(furnished, tmp_path, "Rosa")
    papers = {"a program.exe": b"MZ\x90", "sheet.pdf": b"<script>", "a sheet.exe": b"%PDF-1.7", "huge.pdf": b"%PDF-"}
    (folder / "papers").mkdir(exist_ok=True)
    for name, content in papers.items():
        (folder / "papers" / name).write_bytes(content)
    os.truncate(folder / "papers/huge.pdf", LARGEST_PAPER + 1)
    with Project.open(folder) as copy:
        make_story(copy, title="By the sea")
        with copy.edit(Work.MEDIA) as edit:
            sound = edit.get(Recording, 4)
            Path(folder / sound.original).rename(folder / "originals/sound.exe")
            sound.original = "originals/sound.exe"
        for name in papers:
            with copy.edit(Operation.NOTE_CONSENT) as edit:
                note_consent(edit, 4, ConsentAbout.QUOTED, "yes", "Ada", "on paper", paper=f"papers/{name}")
    before = {path for path in furnished.folder.rglob("*.*")}
    assert run(["merge", str(furnished.folder), str(folder)]) == 0
    outside = capsys.readouterr().err
    for name in ("a program.exe", "sheet.pdf", "huge.pdf"):
        assert f"“papers/{name}” is not in the copy, or is not what it is said to be." in outside
    [kept] = [said.paper for said in there(furnished, Consent, Consent.story_id == 4) if said.paper]
    assert kept.endswith(".pdf"), "called as what it is"
    assert (furnished.folder / kept).read_bytes() == papers["a sheet.exe"]
    new = {path.suffix for path in furnished.folder.rglob("*.*")} - {path.suffix for path in before}
    assert new <= {".pdf"}
    [recording] = there(furnished, Recording, Recording.story_id == 4)
    assert furnished.path(recording.original).is_file()


def test_the_project_itself_and_a_copy_of_a_copy_are_refused(furnished: Project, tmp_path: Path) -> None:
    with pytest.raises(CoProClipError, match="itself"):
        bring_back(furnished, furnished.folder)
    first = make_copy(furnished, tmp_path, "Rosa")
    with Project.open(first) as copy:
        second = make_copy(copy, tmp_path, "June")
        with at_work(second) as edit:
            edit.get(Story, 1).title = "From June"
        with pytest.raises(CoProClipError, match="from another copy"):
            bring_back(furnished, second)
        bring_back(copy, second)
    bring_back(furnished, first)
    assert there(furnished, Story)[0].title == "From June"


# ---- by the command line --------------------------------------------------------------------------------------------


def test_the_contract(furnished: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = str(furnished.folder)
    assert run(["pack", folder, "--to", str(tmp_path), "--for", "Rosa", "--json"]) == 0
    made = Path(json.loads(capsys.readouterr().out)["copy"])
    with at_work(made) as edit:
        edit.get(Story, 1).title = "Theirs"
        edit.get(Story, 2).summary = "A garden"
    with furnished.edit(Operation.CHANGE_STORY) as edit:
        edit.get(Story, 1).title = "Ours"
    assert run(["merge", folder, str(made), "--dry-run", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["conflicts"] == [
        {"key": "story:1:title", "what": "title", "where": "Ours", "ours": "Ours", "theirs": "Theirs"}
    ]
    assert told["backup"] is None
    assert [one.summary for one in there(furnished, Story)] == ["", "", ""]
    assert run(["merge", folder, str(made), "--keep", "story:1:title=theirs"]) == 0
    shown = capsys.readouterr()
    assert "here   Ours" in shown.out
    assert "is kept as" in shown.err
    furnished.poll()
    assert [one.title for one in there(furnished, Story)][:2] == ["Theirs", "The garden"]
    assert run(["merge", folder, str(made)]) == 0
    assert "nothing in Rosa’s copy that is not here already" in capsys.readouterr().out
    assert run(["merge", folder, folder]) == 1
    assert run(["pack", folder, "--to", str(tmp_path), "--for", "Rosa"]) == 1


# ---- stopped in the middle, and much at once ------------------------------------------------------------------------


class Impatient(CancelToken):
    """Somebody who has had enough at the look of this number (0: never); `longest_s` is the longest between two."""

    def __init__(self, stop_at: int = 0) -> None:
        super().__init__()
        self.looks, self.longest_s, self._stop_at, self._last = 0, 0.0, stop_at, process_time()

    def raise_if_cancelled(self) -> None:
        self.looks += 1
        self.longest_s = max(self.longest_s, process_time() - self._last)
        if self.looks == self._stop_at:
            self.cancel()
        super().raise_if_cancelled()
        self._last = process_time()


def test_bringing_back_can_be_stopped_at_any_moment_and_nothing_came_in_then(
    furnished: Project, tmp_path: Path
) -> None:
    copy = make_copy(furnished, tmp_path, "Rosa")
    with Project.open(copy) as theirs:
        make_story(theirs, title="Theirs", storyteller="Ada")
        with theirs.edit(Operation.CHANGE_STORY) as edit:
            edit.get(Story, 1).title = "Chairs"
    files = sorted(furnished.folder.glob("originals/*"))
    before, read = picture(furnished), Impatient()
    look_into(furnished, copy, cancel=read)
    furnished.database.bring_home()
    with Project.open(copytree(furnished.folder, tmp_path / "Trial.coproclip")) as trial:
        bring_back(trial, copy, cancel=(whole := Impatient()))
    for stop_at in {1, read.looks // 2, read.looks}:
        with pytest.raises(Cancelled):
            look_into(furnished, copy, cancel=Impatient(stop_at))
    for stop_at in {1, read.looks // 2, read.looks, (read.looks + whole.looks) // 2, whole.looks}:
        with pytest.raises(Cancelled):
            bring_back(furnished, copy, cancel=Impatient(stop_at))
        assert picture(furnished) == before
        assert sorted(furnished.folder.glob("originals/*")) == files
    bring_back(furnished, copy)
    assert there(furnished, Story)[0].title == "Chairs"


def test_thousands_of_planted_rows_keep_nobody_waiting(furnished: Project, tmp_path: Path) -> None:
    """Each kind was once looked up among all others: minutes, in which nobody could stop anything."""
    many, taken_out = 3_000, [f"Ada Number{number} Lovelace" for number in range(400)]
    with furnished.edit(Operation.DECIDE_NAME) as edit:
        for name in taken_out:
            edit.add(Mention(story_id=2, kind="person", text=name, decision="remove", general=""))
    copy = make_copy(furnished, tmp_path, "Rosa")
    with closing(sqlite3.connect(copy / "project.db")) as planted, planted:
        run = planted.executemany
        columns = "story_id,kind,text,decision,general,decided_by,decided_at"
        mention = f"INSERT INTO mention({columns}) VALUES (1,'person',?,'keep','','','')"
        run(mention, [(name,) for name in (*taken_out, *(f"N{number} of many" for number in range(many)))])
        entry = "INSERT INTO list_entry(position,kind,text,uses) VALUES (?,'name that may be said',?,'[]')"
        run(entry, [(5_000 + number, f"Name{number}") for number in range(many)])
        columns = ",".join(row[1] for row in planted.execute("PRAGMA table_info(storyteller)") if row[1] != "id")
        person = f"INSERT INTO storyteller({columns}) SELECT {columns} FROM storyteller WHERE id = ?"
        run(person, [(1,)] * many)
        columns = ",".join(row[1] for row in planted.execute("PRAGMA table_info(segment)") if row[1] != "id")
        taken = columns.replace("start_ms", "?").replace("end_ms", "?")
        passage = f"INSERT INTO segment({columns}) SELECT {taken} FROM segment WHERE id = 1"
        run(passage, [(0, 36_000_000), *((at * 100, at * 100 + 90) for at in range(many))])
    (copy / "project.db.sha256").unlink(missing_ok=True)
    begun, patient = process_time(), Impatient()
    found = look_into(furnished, copy, cancel=patient)
    assert process_time() - begun < 20
    assert patient.longest_s < 4
    assert len(found.conflicts) >= many + len(taken_out)


def test_what_is_chosen_for_all_counts_for_each_and_lets_nothing_go(furnished: Project, tmp_path: Path) -> None:
    copy = make_copy(furnished, tmp_path, "Rosa")
    with at_work(copy) as edit:
        edit.get(Story, 1).title = "Theirs"
        for place in range(3):
            edit.add(ListEntry(kind=ListKind.KEPT_NAME, text=f"Name {place}", position=9 + place))
    with furnished.edit(Operation.CHANGE_STORY) as edit:
        edit.get(Story, 1).title = "Ours"
    for keep, title, noted in ((Keep.OURS, "Ours", 0), (Keep.THEIRS, "Theirs", 3), (Keep.BOTH, "Ours", 4)):
        furnished.database.bring_home()
        with Project.open(copytree(furnished.folder, tmp_path / keep / furnished.folder.name)) as here:
            done = bring_back(here, copy, otherwise=keep)
            assert len(done.conflicts) == 4
            assert there(here, Story)[0].title == title, keep
            assert not there(here, ListEntry, ListEntry.text.like("Name %")), "never without that very name"
            marks = [one for one in there(here, Moment) if one.text.startswith("Rosa’s copy")]
            marks += [one for one in there(here, GroupNote) if one.text.startswith("Rosa’s copy")]
            assert len(marks) == noted, keep


# ---- in any order ---------------------------------------------------------------------------------------------------


@pytest.mark.slow
@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 1 << 30))
def test_copies_edited_apart_come_together_in_every_order(
    seed: int, furnished: Project, tmp_path_factory: pytest.TempPathFactory
) -> None:
    tmp_path, chance = tmp_path_factory.mktemp("order"), Random(seed)
    copies = [make_copy(furnished, tmp_path, name) for name in ("Rosa", "June", "Sam")]
    furnished.database.bring_home()
    for folder in copies:
        with Project.open(folder) as copy:
            for _ in range(8):
                with suppress(CoProClipError):
                    do(copy, chance.choice(list(Operation)), chance)
    pictures, conflicts = [], False
    for order in permutations(copies):
        folder = copytree(furnished.folder, tmp_path / "Project.coproclip")
        with Project.open(folder) as project:
            for copy in order:
                conflicts |= bool(bring_back(project, copy).conflicts)
            assert project.database.faults() == []
            pictures.append(picture(project))
            assert all(bring_back(project, copy).is_empty for copy in order), "a second time brings nothing"
            assert pictures[-1] == picture(project)
        with Project.open(folder) as project:
            assert not project.database.impossible
        rmtree(folder)
    if not conflicts:
        assert all(one == pictures[0] for one in pictures)


def test_a_text_that_stays_has_the_quotes_that_it_names(furnished: Project, tmp_path: Path) -> None:
    def text(edit: Edit, words: str, *keys: str) -> None:
        report.set_body(edit, section, parse(" ".join([words, *(f"{{quote {key}}}" for key in keys)])))

    with furnished.edit(Operation.WRITE_REPORT) as edit:
        section = report.add_section(edit, title="Chairs").id
        first, second = (report.add_quote(edit, section, one.id).key for one in excerpts_of(edit.session)[:2])
        text(edit, "They said", first, second)
    for keep, left in ((Keep.OURS, {first, second}), (Keep.THEIRS, {first}), (Keep.BOTH, {first, second})):
        home = copytree(furnished.folder, tmp_path / keep / furnished.folder.name)
        with Project.open(home) as here:
            folder = make_copy(here, tmp_path / keep, "Rosa")
            with at_work(folder) as edit:
                text(edit, "Rosa wrote", first)
            with here.edit(Operation.WRITE_REPORT) as edit:
                text(edit, "We wrote", first, second)
            bring_back(here, folder, otherwise=keep)
            with here.read() as session:
                assert left <= report.quotes_of(session, section).keys(), keep
