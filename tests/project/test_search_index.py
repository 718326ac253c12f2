"""Damage in the search index: it is recognised, mended by name, and costs nobody a word."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from deeds import index_is_sound
from made_stories import made_project, make_story

from coproclip.cli.app import run
from coproclip.errors import ProjectDamaged
from coproclip.project.journal import Operation, Work
from coproclip.project.looking_after.inspection import inspect
from coproclip.project.project import Project
from coproclip.project.schema import Segment, Word
from coproclip.project.storage import word_index
from coproclip.project.storage.safe_reading import writing_inside
from coproclip.project.storage.schema_check import foreign_objects, known_versions
from coproclip.project.storage.storage_errors import INDEX_DAMAGED, INDEX_MEND
from coproclip.transcript.edits import correct_segment
from coproclip.transcript.search import search

# What SQLite itself does not see before it looks for a word.
DAMAGES = {
    "pages gone": "DELETE FROM segment_search_data WHERE id > 10",
    "every page gone": "DELETE FROM segment_search_data",
    "garbage in every page": "UPDATE segment_search_data SET block = randomblob(60)",
    "garbage in the pages": "UPDATE segment_search_data SET block = randomblob(60) WHERE id > 10",
    "garbage for a structure": "UPDATE segment_search_data SET block = x'00000000ffffff' WHERE id = 10",
    "garbage for the counts": "UPDATE segment_search_data SET block = x'ff' WHERE id = 1",
    "numbers for pages": "UPDATE segment_search_data SET block = 7",
    "no way to the pages": "DELETE FROM segment_search_idx",
    "a way to a page gone": "DELETE FROM segment_search_idx WHERE pgno = (SELECT max(pgno) FROM segment_search_idx)",
    "a wrong way to the pages": "UPDATE segment_search_idx SET pgno = 99999",
    "a text gone": "DELETE FROM segment_search_content WHERE id = 1",
    "every text gone": "DELETE FROM segment_search_content",
    "no text": "UPDATE segment_search_content SET c0 = NULL WHERE id = 1",
    "another text": "UPDATE segment_search_content SET c0 = 'planted' WHERE id = 1",
    "a row missing words": "UPDATE segment_search SET text = 'the' WHERE rowid = 1",
    "a row gone": "DELETE FROM segment_search WHERE rowid = 1",
    "another row": "UPDATE segment_search SET rowid = 9999 WHERE rowid = 1",
    "a row too many": "INSERT INTO segment_search (rowid, text) VALUES (9999, 'planted')",
    "sizes gone": "DELETE FROM segment_search_docsize",
    "garbage for sizes": "UPDATE segment_search_docsize SET sz = x'ffffffffffffffffffff'",
    "an older version": "UPDATE segment_search_config SET v = 3",
    "a newer version": "UPDATE segment_search_config SET v = 99",
    "garbage for a version": "UPDATE segment_search_config SET v = x'ff'",
    "no version": "DELETE FROM segment_search_config",
    "a foreign setting": "INSERT INTO segment_search_config VALUES ('rank', 'nonsense((')",
    "nothing left": "DELETE FROM segment_search_data; DELETE FROM segment_search_idx; "
    "DELETE FROM segment_search_content; DELETE FROM segment_search_docsize; DELETE FROM segment_search_config",
}
each_damage = pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)


def _long(project: Project) -> int:
    """A story so long that its index has several pages."""
    story = make_story(project)
    with project.edit(Work.TRANSCRIBE) as edit:
        for number in range(400):
            words = [Word(f"{sign}{number:03}", number * 1000 + 60_000, number * 1000 + 60_500) for sign in "uvwxyz"]
            said = " ".join(word.text for word in words)
            start, end = words[0].start_ms, words[-1].end_ms
            edit.session.add(Segment(story_id=story, start_ms=start, end_ms=end, text=said, words=words, flags=[]))
    return story


@pytest.fixture
def told(tmp_path: Path) -> Path:
    """The folder of a project with that story; nobody has it open."""
    return made_project(tmp_path / "Side by Side", _long)[0]


def harm(folder: Path, statements: str) -> None:
    with closing(sqlite3.connect(folder / "project.db", isolation_level=None)) as database:
        database.executescript(statements)


def is_right(project: Project) -> bool:
    with closing(sqlite3.connect(project.folder / "project.db")) as database:
        assert foreign_objects(database, known_versions()[0]) == []
    with project.read() as session:
        assert word_index.is_whole(session)
        assert len(search(session, "first day")) == 1
        assert len(search(session, "x399")) == 1
    return index_is_sound(project)


def test_what_is_not_damaged_is_whole(told: Path) -> None:
    assert run(["check-project", str(told)]) == 0


@each_damage
def test_damage_is_named_and_mended(damage: str, told: Path, capsys: pytest.CaptureFixture[str]) -> None:
    harm(told, damage)
    named = [one for one in inspect(told) if one.what == INDEX_DAMAGED]
    assert [one.mend for one in named] == [INDEX_MEND]
    assert run(["check-project", str(told), "--mend", "search-index"]) == 0
    assert "Everything is whole." in capsys.readouterr().out
    with Project.open(told) as again:
        assert is_right(again)


@each_damage
def test_a_correction_is_kept_and_can_be_undone(damage: str, told: Path) -> None:
    harm(told, damage)
    with Project.open(told) as again:
        with again.read() as session:
            before = session.get_one(Segment, 1).text
        with again.edit(Operation.CORRECT_WORDS) as edit:
            correct_segment(edit, 1, "Marmalade " + before)
        with again.read() as session:
            assert session.get_one(Segment, 1).text == "Marmalade " + before
        again.undo()
        with again.read() as session:
            assert session.get_one(Segment, 1).text == before


@each_damage
def test_a_search_finds_or_says_what_mends_it(damage: str, told: Path) -> None:
    # Damaged while another window has it open.
    with Project.open(told):
        harm(told, damage)
        said = None
        with Project.open(told) as again:
            try:
                with again.read() as session:
                    search(session, "x399")
            except ProjectDamaged as error:
                said = error.happened, error.next
        assert said in (None, (INDEX_DAMAGED, INDEX_MEND))


def test_damage_while_the_project_is_open(told: Path) -> None:
    with Project.open(told) as project:
        harm(told, DAMAGES["every page gone"])
        with project.edit(Operation.CORRECT_WORDS) as edit:
            correct_segment(edit, 1, "Marmalade on the first day")
        assert is_right(project)
        with project.read() as session:
            assert len(search(session, "marmalade")) == 1


@pytest.mark.parametrize("code", [sqlite3.SQLITE_BUSY, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR])
def test_a_disk_that_does_not_answer_is_no_damage(code: int) -> None:
    error = sqlite3.OperationalError("vtable constructor failed: segment_search")
    error.sqlite_errorcode = code
    assert not word_index.concerns(error)
    error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT_VTAB
    assert word_index.concerns(error)


def test_tables_inside_an_index_are_open_only_meanwhile() -> None:
    class Watched(sqlite3.Connection):
        def setconfig(self, option: int, on: bool) -> None:
            said.append((option, on))

    said: list[tuple[int, bool]] = []
    with closing(sqlite3.connect(":memory:", factory=Watched)) as connection, pytest.MonkeyPatch.context() as patch:
        patch.setattr(sqlite3, "SQLITE_DBCONFIG_DEFENSIVE", 1010, raising=False)
        with writing_inside(connection):
            assert said == [(1010, False)]
    assert said == [(1010, False), (1010, True)]


def test_a_newer_sqlite_that_looks_into_the_index_refuses_nothing() -> None:
    rows = [("malformed inverted index for FTS5 table main.segment_search",), ("row 3 missing from index x",), ("ok",)]
    assert word_index.faults_elsewhere(rows) == ["row 3 missing from index x"]
