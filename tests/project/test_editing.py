"""The one door for writing: one transaction, one undo step, one message."""

import os
import re
import shutil
import sqlite3
import threading
import time
from collections.abc import Callable
from random import Random

import pytest
from deeds import DEEDS, do, furnish, picture
from sqlalchemy import select

from coproclip.errors import (
    BadInput,
    CoProClipError,
    NotFound,
    ProjectBusy,
    ProjectError,
    ProjectGone,
    StorageError,
    UndoRefused,
)
from coproclip.excerpts.approval import note_answer
from coproclip.excerpts.marking import mark_quote
from coproclip.people.stories import find_story
from coproclip.project.journal import Operation
from coproclip.project.looking_after.integrity import rebuild_index
from coproclip.project.project import Changes, Project, Work
from coproclip.project.schema import Base, Change, Segment, Story, Theme
from coproclip.themes.codebook import add_theme, change_theme, delete_theme, link, themes
from coproclip.transcript.edits import correct_segment, passages
from coproclip.transcript.search import search


def first_passage(project: Project, story: int) -> Segment:
    with project.read() as session:
        return passages(session, story)[0]


def type_text(project: Project, segment: int, text: str, merge: str = "") -> None:
    with project.edit(Operation.CORRECT_WORDS, merge=merge) as edit:
        correct_segment(edit, segment, text)


def theme_names(project: Project) -> list[str]:
    with project.read() as session:
        return [theme.name for theme in themes(session)]


def new_theme(project: Project, name: str) -> int:
    with project.edit(Operation.ADD_THEME) as edit:
        return add_theme(edit, name).id


# ---- steps ----------------------------------------------------------------------------------------------------


def test_typing_on_in_one_passage_is_one_step_back(project: Project, story: int) -> None:
    before = first_passage(project, story)
    for text in ("What was", "What was the very", "What was the very first day like?"):
        type_text(project, before.id, text, merge=f"passage {before.id}")
    assert project.undo() is Operation.CORRECT_WORDS
    now = first_passage(project, story)
    assert (now.text, now.words) == (before.text, before.words)
    assert project.undo() is None
    project.redo()
    assert first_passage(project, story).text == "What was the very first day like?"


def test_typing_in_another_passage_is_another_step(project: Project, story: int) -> None:
    with project.read() as session:
        one, two = [segment.id for segment in passages(session, story)][:2]
    for segment, text in ((one, "One."), (two, "Two."), (one, "One again.")):
        type_text(project, segment, text, merge=f"passage {segment}")
    undone = 0
    while project.undo():
        undone += 1
    assert undone == 3


def test_typing_after_something_else_or_after_an_undo_is_a_step_of_its_own(project: Project, story: int) -> None:
    segment = first_passage(project, story).id
    type_text(project, segment, "One.", merge="here")
    new_theme(project, "Chairs")
    type_text(project, segment, "One two.", merge="here")
    project.undo()
    project.redo()
    type_text(project, segment, "One two three.", merge="here")
    project.undo()
    assert first_passage(project, story).text == "One two."


def test_typing_after_a_long_pause_is_a_step_of_its_own(project: Project, story: int) -> None:
    segment = first_passage(project, story).id
    type_text(project, segment, "One.", merge="here")
    project.history.merge_within_s = 0.0
    type_text(project, segment, "One two.", merge="here")
    project.undo()
    assert first_passage(project, story).text == "One."


def test_typing_that_comes_back_to_where_it_began_leaves_no_step(project: Project, story: int) -> None:
    before = first_passage(project, story)
    type_text(project, before.id, "What was", merge="here")
    with project.edit(Operation.CORRECT_WORDS, merge="here") as edit:
        segment = edit.get(Segment, before.id)
        segment.words, segment.text = before.words, before.text
    assert project.undo_text == ""
    assert project.undo() is None


def test_what_changes_nothing_is_no_step_and_tells_nobody(project: Project, story: int) -> None:
    told: list[Changes] = []
    project.subscribe(told.append)
    segment = first_passage(project, story)
    type_text(project, segment.id, f"  {segment.text}\n")
    assert told == []
    assert project.undo_text == ""


def test_what_the_program_writes_is_no_step(project: Project, story: int) -> None:
    with project.edit(Work.TRANSCRIBE) as edit:
        edit.get(Story, story).language = "de"
    project.remember_place(story, 4200)
    assert project.place(story) == 4200
    assert project.undo() is None


def test_a_new_step_ends_redo(project: Project) -> None:
    new_theme(project, "Chairs")
    project.undo()
    assert project.redo_text == Operation.ADD_THEME.value
    new_theme(project, "Tables")
    assert project.redo_text == ""
    assert project.redo() is None
    assert theme_names(project) == ["Tables"]


@pytest.mark.parametrize(
    "name", ["\0 zero \x01", "“”", "日本語 🎙", "'; DROP TABLE theme; --", "\u202e right", "long " * 9_000]
)
def test_undo_keeps_every_letter(project: Project, name: str) -> None:
    theme = new_theme(project, "Chairs")
    with project.edit(Operation.CHANGE_THEME) as edit:
        edit.get(Theme, theme).description = name
    with project.edit(Operation.DELETE_THEME) as edit:
        delete_theme(edit, theme)
    project.undo()
    with project.read() as session:
        shown = name.translate({0: "\N{REPLACEMENT CHARACTER}", 1: "\N{REPLACEMENT CHARACTER}"})
        assert session.get_one(Theme, theme).description == shown, "a sign that is no letter is shown as that"


# ---- refusing -------------------------------------------------------------------------------------------------


def test_a_fault_in_an_edit_leaves_nothing(project: Project, story: int) -> None:
    before = picture(project)
    segment = first_passage(project, story).id

    def _fail_in_the_middle() -> None:
        with project.edit(Operation.ADD_THEME) as edit:
            add_theme(edit, "Chairs")
            correct_segment(edit, segment, "Gone")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        _fail_in_the_middle()
    assert picture(project) == before
    assert project.undo_text == ""
    assert new_theme(project, "Tables")


def test_an_edit_inside_an_edit_is_refused_and_the_outer_one_goes_on(project: Project) -> None:
    with project.edit(Operation.ADD_THEME) as edit:
        with pytest.raises(RuntimeError, match="edit inside an edit"), project.edit(Operation.ADD_THEME):
            pass
        add_theme(edit, "Chairs")
    assert theme_names(project) == ["Chairs"]


def test_undo_is_refused_when_somebody_else_changed_the_same_since(project: Project) -> None:
    theme = new_theme(project, "Chairs")
    with Project.open(project.folder) as beside, beside.edit(Operation.CHANGE_THEME) as edit:
        change_theme(edit, theme, name="Their chairs")
    with pytest.raises(UndoRefused, match="changed again elsewhere"):
        project.undo()
    assert theme_names(project) == ["Their chairs"]
    assert new_theme(project, "Tables")
    assert project.undo() is Operation.ADD_THEME


def test_undo_is_refused_when_somebody_else_built_on_it(project: Project, story: int) -> None:
    with project.edit(Operation.MARK_EXCERPT) as edit:
        excerpt = mark_quote(edit, story, "We moved the chairs.").id
    with Project.open(project.folder) as beside, beside.edit(Operation.NOTE_ANSWER) as edit:
        note_answer(edit, excerpt, "yes", who="Kit", how="on the phone")
    before = picture(project)
    with pytest.raises(UndoRefused, match="depends on it"):
        project.undo()
    assert picture(project) == before


def test_redo_is_refused_when_somebody_else_changed_the_same_since(project: Project) -> None:
    theme = new_theme(project, "Chairs")
    with project.edit(Operation.CHANGE_THEME) as edit:
        change_theme(edit, theme, name="Our chairs")
    project.undo()
    with Project.open(project.folder) as beside, beside.edit(Operation.CHANGE_THEME) as edit:
        change_theme(edit, theme, name="Their chairs")
    with pytest.raises(UndoRefused):
        project.redo()
    assert theme_names(project) == ["Their chairs"]


def test_a_busy_project_says_so_and_the_step_can_still_be_taken_back(project: Project) -> None:
    new_theme(project, "Chairs")
    project.database.patience.hurry()
    other = sqlite3.connect(project.folder / "project.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    began = time.monotonic()
    for attempt in (project.undo, lambda: new_theme(project, "Tables")):
        with pytest.raises(ProjectBusy, match="Another program is writing"):
            attempt()
    assert time.monotonic() - began < 6, "the second time it is not waited for as long"
    other.execute("ROLLBACK")
    other.close()
    assert theme_names(project) == ["Chairs"]
    assert project.undo() is Operation.ADD_THEME


def test_a_full_disk_is_a_sentence_and_keeps_what_was_there(project: Project, story: int) -> None:
    new_theme(project, "Chairs")
    before = picture(project)
    raw = project.database.writer.connection.dbapi_connection
    pages = raw.execute("PRAGMA page_count").fetchone()[0]  # type: ignore[union-attr]
    raw.execute(f"PRAGMA max_page_count={pages}")  # type: ignore[union-attr]
    with pytest.raises(StorageError, match="The disk is full"):
        type_text(project, first_passage(project, story).id, "more and more words " * 20_000)
    assert picture(project) == before
    raw.execute("PRAGMA max_page_count=1000000")  # type: ignore[union-attr]
    assert project.undo() is Operation.ADD_THEME
    assert new_theme(project, "Tables")
    assert project.database.faults() == []


def test_numbers_and_letters_that_cannot_be_kept_are_refused_in_words(project: Project, story: int) -> None:
    with pytest.raises(BadInput, match="letters cannot be kept"):
        new_theme(project, "half an emoji \ud83d")
    with project.read() as session:
        with pytest.raises(BadInput, match="number is too large"):
            session.get(Story, 10**30)
        for wanted in ("9" * 30, "9" * 5000, 10**30, "\ud83d", ""):
            with pytest.raises(NotFound):
                find_story(session, wanted)
    with pytest.raises(NotFound, match="There is no theme 77"), project.edit(Operation.CHANGE_THEME) as edit:
        change_theme(edit, 77, name="Chairs")


def test_what_hangs_on_something_missing_is_refused(project: Project, story: int) -> None:
    with pytest.raises(ProjectError, match="still needs this"):
        project.remember_place(9999, 0)
    project.remember_place(story, 7)
    assert project.place(story) == 7


# ---- telling --------------------------------------------------------------------------------------------------


def test_listeners_hear_what_changed_and_who_asked(project: Project, story: int) -> None:
    told: list[Changes] = []
    end = project.subscribe(told.append)
    segment = first_passage(project, story).id
    me = object()
    with project.edit(Operation.CORRECT_WORDS, origin=me) as edit:
        correct_segment(edit, segment, "What was it like?")
    project.undo()
    end()
    project.redo()
    assert [changes.ids for changes in told] == [{"segment": {segment}}] * 2
    assert told[0].origin is me
    assert told[0].touches("theme", "segment")
    assert not told[0].touches("theme")


def test_a_listener_may_itself_edit(project: Project) -> None:
    def _answer(changes: Changes) -> None:
        if len(theme_names(project)) < 3:
            new_theme(project, f"Theme {len(theme_names(project))}")

    project.subscribe(_answer)
    new_theme(project, "Theme 0")
    assert theme_names(project) == ["Theme 0", "Theme 1", "Theme 2"]


# ---- what stays in the file -----------------------------------------------------------------------------------


def test_the_lasting_log_says_what_and_which_but_no_words(project: Project, make_story: Callable[..., int]) -> None:
    names = [("Moving the chairs", "Kit"), ("The garden", "Rosa"), ("Thrown away", "Sam")]
    furnish(project, [make_story(project, title=title, storyteller=who) for title, who in names])
    rng = Random(5)
    for operation in DEEDS:
        for _ in range(3):
            try:
                do(project, operation, rng)
            except CoProClipError:
                continue
    new_theme(project, "Zanzibar")
    with project.read() as session:
        log = list(session.scalars(select(Change).order_by(Change.id)))
    assert log[-1].operation == "add_theme"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", log[-1].made_at)
    tables = set(Base.metadata.tables)
    for change in log:
        assert change.operation.upper() in Operation.__members__ | Work.__members__
        assert set(change.ids) <= tables
        assert all(type(row) is int for rows in change.ids.values() for row in rows)


def test_the_file_keeps_no_triggers_no_undo_log_and_no_side_files(project: Project, story: int) -> None:
    new_theme(project, "Chairs")
    project.close()
    assert sorted(path.name for path in project.folder.iterdir() if path.is_file()) == [
        "project.db",
        "project.db.sha256",
    ]
    with sqlite3.connect(project.folder / "project.db") as connection:
        kinds = {row[0] for row in connection.execute("SELECT type FROM sqlite_master")}
        names = " ".join(row[0] for row in connection.execute("SELECT name FROM sqlite_master"))
    connection.close()
    assert kinds == {"table", "index"}
    assert "journal" not in names


def test_words_taken_away_are_wiped_from_the_file(project: Project, story: int) -> None:
    segment = first_passage(project, story)
    secret = "zanzibarian"
    type_text(project, segment.id, f"My real name is {secret}.")
    with project.edit(Operation.CHANGE_STORY) as edit:
        edit.get(Story, story).note = f"{secret} " * 3000
    with project.edit(Operation.CHANGE_STORY) as edit:
        edit.get(Story, story).note = ""
    type_text(project, segment.id, segment.text)
    rebuild_index(project)
    with project.read() as session:
        assert len(search(session, "chairs")) == 1
    project.close()
    assert secret.encode() not in (project.folder / "project.db").read_bytes()


def test_many_threads_may_read_and_write_one_project(project: Project, story: int) -> None:
    failed: list[Exception] = []

    def _work(number: int) -> None:
        try:
            for turn in range(8):
                new_theme(project, f"Theme {number}.{turn}")
                with project.read() as session:
                    assert len(passages(session, story)) == 5
                    assert search(session, "chairs")
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=_work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    assert len(theme_names(project)) == 48


def test_a_reading_sees_one_state_while_others_write(project: Project, story: int) -> None:
    with project.read() as session:
        assert themes(session) == []
        new_theme(project, "Chairs")
        session.expire_all()
        assert themes(session) == []
    assert theme_names(project) == ["Chairs"]


def test_rows_are_of_use_after_the_edit(project: Project, story: int) -> None:
    with project.edit(Operation.MARK_EXCERPT) as edit:
        excerpt = mark_quote(edit, story, "moved the chairs")
        theme = add_theme(edit, "Chairs")
        link(edit, theme.id, excerpt.id)
    assert (excerpt.quote, theme.letter) == ("moved the chairs.", "C")


@pytest.mark.skipif(os.name == "nt", reason="there an open file cannot be taken away")
def test_what_reaches_a_file_that_was_replaced_in_between_is_not_said_to_be_saved(project: Project, story: int) -> None:
    file = project.folder / "project.db"
    saved_at = project.saved_at

    def _write() -> None:
        with project.edit(Operation.CHANGE_STORY) as edit:
            edit.get(Story, story).title = "Lost otherwise"
            os.replace(shutil.copy(file, file.with_name("other")), file)

    with pytest.raises(ProjectGone):
        _write()
    assert project.saved_at == saved_at
    assert project.undo_text == ""
    assert isinstance(project.guard.refusal, ProjectGone)
