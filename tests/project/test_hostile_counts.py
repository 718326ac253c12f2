"""Projects with so much of one kind that nobody wrote it: refused or set aside within seconds, and never loosened."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from everything import at_most, read_everything
from sqlalchemy import create_engine, select

from coproclip.errors import BadInput, ProjectDamaged, ProjectError
from coproclip.excerpts.approval import Use, shareable
from coproclip.excerpts.find_quotes import QuotePlace, mark_quotes
from coproclip.overview.handovers import went_out
from coproclip.people.people import add_person, change_person
from coproclip.people.people_table import MOST_NEW_ENTRIES, bring_in
from coproclip.people.sealed_file import SealedFile
from coproclip.people.vault import Vault
from coproclip.project.columns import MOST_DEEP, MOST_LETTERS, Json, Prose, RowIds, Words, loads, row_ids
from coproclip.project.journal import Operation
from coproclip.project.looking_after.inspection import inspect
from coproclip.project.project import Project
from coproclip.project.schema import Base, Mention, all_tables
from coproclip.project.storage import schema_check
from coproclip.project.storage.database import APPLICATION_ID, Database
from coproclip.project.storage.too_many import BOUNDS, IN_ALL, NEVER_READ_AS_A_WHOLE, Bound, bounds, most_in_all
from coproclip.themes.codebook import add_theme
from coproclip.timecode import TimeRange

LONGEST_S = 60
PASSPHRASE = "four words of mine"


def many(count: int, into: str, values: dict[str, str]) -> str:
    """Plants so many rows; `i` counts them. What is not given is empty or nought."""
    table = Base.metadata.tables[into]
    given = {
        column.name: values.get(column.name, "0" if column.type.python_type is int else "''")
        for column in table.columns
        if column.name != "id" and (column.name in values or not column.nullable)
    }
    names = ", ".join(f'"{name}"' for name in given)
    return (
        f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count}) "
        f'INSERT INTO "{into}" ({names}) SELECT {", ".join(given.values())} FROM n;'
    )


ROWS: dict[str, dict[str, str]] = {
    "mention": {"text": "'the q' || i"},
    "story_storyteller": {"storyteller_id": "1000 + i"},
    "speaker": {},
    "consent": {"about": "'being recorded'", "answer": "'yes'"},
    "moment": {"kind": "'mark'"},
    "answer": {"answer": "'no'", "covered": "'{}'"},
    "span": {},
    "theme_link": {"theme_id": "1000 + i"},
    "playlist_item": {"excerpt_id": "1"},
    "transcription": {"state": "'done'", "options": "'{}'"},
    "check_in": {"due_on": "'2026-01-01'"},
}


@pytest.mark.parametrize(
    "bound",
    [one for one in bounds() if one.table in ROWS and (one in BOUNDS or one.above == "story")],
    ids=lambda one: f"{one.table} {one.which}",
)
def test_what_has_far_more_than_anybody_wrote_is_set_aside_as_a_whole(
    bound: Bound, planted: Callable[[str], Path]
) -> None:
    values = {**ROWS[bound.table], bound.column: "1"}
    if bound.which:
        values["kind"] = "'refused'"
    folder = planted(many(bound.most + 1, bound.table, values))
    with at_most(LONGEST_S), Project.open(folder) as project:
        assert project.database.set_aside[bound.above][1] == bound.words
        read_everything(project)
        assert shareable(project, [1, 2, 3], Use.SHARING).granted == ()


@pytest.mark.parametrize("table", [*(one for one in IN_ALL if most_in_all(one) <= 5_000), "list_entry", "review_pack"])
def test_a_project_with_far_more_than_a_page_shows_is_refused(table: str, planted: Callable[[str], Path]) -> None:
    values = {"kind": "'role'"} if table == "list_entry" else {"uid": "'u' || i", "key": "'k' || i"}
    values |= {"uses": "'[]'", "patterns": "'[]'", "codes": "'{}'", "text": "'t' || i"}
    folder = planted(many(most_in_all(table) + 1, table, values))
    with at_most(LONGEST_S), pytest.raises(ProjectDamaged, match="nobody could look through them"):
        Project.open(folder)


def test_no_table_is_without_a_number_of_rows_that_it_may_have() -> None:
    """In all, and for each row that its own cannot be without."""
    large = {table.name for table in all_tables() if most_in_all(table.name) > 200_000}
    assert large == {"segment", "draft_segment", "merged_row"}
    assert {"change_log"} == NEVER_READ_AS_A_WHOLE
    bounded = {(bound.table, bound.column) for bound in bounds()}
    required = {
        (table.name, column.name)
        for table in all_tables()
        for column in table.columns
        if column.foreign_keys and not column.nullable
    }
    assert required - bounded == set()


def test_no_text_is_without_a_number_of_letters_that_it_may_have() -> None:
    """Only what may hold all that was said, or all that stands in a report, is longer than a note."""
    texts = [column for table in all_tables() for column in table.columns if column.type.python_type is not int]
    assert [str(one) for one in texts if not isinstance(one.type, (Prose, Words, Json, RowIds))] == []
    long = {str(one) for one in texts if isinstance(one.type, Prose) and one.type.most > 50_000}
    assert long == {
        *(f"story.{name}" for name in ("note", "private_note", "summary")),
        *("excerpt.note", "excerpt.quote", "segment.text", "segment.translation", "draft_segment.text", "moment.text"),
        *("report_section.body", "report_section.drafted", "consent_sheet.text", "handover.texts"),
        *("merged_row.as_merged", "recording.tracks"),
    }
    assert Prose().most == 1_000, "a column that says nothing else holds as much as a title"


def test_a_name_of_a_million_letters_is_looked_for_as_far_as_a_name_goes(planted: Callable[[str], Path]) -> None:
    letters = f"printf('%.*c', {MOST_LETTERS}, 'x')"
    folder = planted(many(1, "mention", {"story_id": "1", "text": f"'Ida ' || {letters}"}))
    with at_most(LONGEST_S), Project.open(folder) as project:
        read_everything(project)
        with project.read() as session:
            assert max(len(one.text) for one in session.scalars(select(Mention))) == 200
    assert any("“text” is far too long" in one.what for one in inspect(folder))


def test_no_more_is_written_than_the_next_opening_takes(planted: Callable[[str], Path]) -> None:
    with Project.open(planted(many(IN_ALL["theme"] - 3, "theme", {}))) as project:
        refused = pytest.raises(BadInput, match="2,000")
        with refused, project.edit(Operation.ADD_THEME) as edit:
            add_theme(edit, "One more")


def test_a_ledger_with_a_number_that_no_row_has_is_read(planted: Callable[[str], Path]) -> None:
    under = '{"consent":[1' + "0" * 30 + ",7]}"
    folder = planted(
        "INSERT INTO handover (id, made_at, use, title, to_whom) VALUES (900, '2026-01-01', 'sharing', 'x', 'y');"
        "INSERT INTO handover_file (handover_id, story_id, excerpt_id, name, sha256, under, taken_back_at) "
        f"VALUES (900, 1, 1, 'a.mp3', '', '{under}', '')"
    )
    assert row_ids(under) == {"consent": [7]}
    with Project.open(folder) as project:
        assert project.query(went_out)
        for use in Use:
            shareable(project, [1, 2, 3], use)


def test_what_is_nested_deep_is_refused_wherever_it_is_read() -> None:
    deep = "[" * (MOST_DEEP + 1) + "]" * (MOST_DEEP + 1)
    for broken in (deep, f'{{"a":{deep}}}', '["' + "[" * 60 + f'",{deep}]'):
        with pytest.raises(ValueError, match="deep"):
            loads(broken)
    assert loads('["' + "[" * 2000 + '"]') == ["[" * 2000]
    assert loads(json.dumps([[]] * 2000)) == [[]] * 2000


@pytest.mark.parametrize("depth", [100, 972, 980, 988])
def test_an_answer_that_is_nested_deep_takes_its_excerpt_along(depth: int, planted: Callable[[str], Path]) -> None:
    with Project.open(planted(f"UPDATE answer SET covered = '{{\"a\":{'[' * depth}{']' * depth}}}'")) as project:
        assert 1 in project.database.set_aside["excerpt"]
        read_everything(project)


def old_project(folder: Path, count: int) -> None:
    """A project of the third version with one story of `count` people, who all said yes."""
    folder.mkdir()
    for inner in ("originals", "working", "peaks", "recordings", "trash", "backups", "papers"):
        (folder / inner).mkdir()
    engine = create_engine(f"sqlite:///{folder / 'project.db'}")
    with engine.connect() as connection:
        command.upgrade(schema_check.migrations(connection), "0003")
        connection.commit()
    engine.dispose()
    n = f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count}) "
    with closing(sqlite3.connect(folder / "project.db", isolation_level=None)) as database:
        database.execute(f"PRAGMA application_id={APPLICATION_ID}")

        def _fill(table: str, once: bool = False, **values: str) -> None:
            columns = database.execute(f"PRAGMA table_info({table})").fetchall()
            given = {
                name: values.get(name, "''" if kind == "TEXT" else "0")
                for _, name, kind, needed, _, key in columns
                if name in values or (needed and not key)
            }
            into = f"INSERT INTO {table} ({', '.join(given)}) SELECT {', '.join(given.values())}"
            database.execute(into if once else f"{n} {into} FROM n")

        _fill("project", True, id="1", uid="'u'", title="'Old'", created_at="'2026-01-01'")
        _fill("story", True, id="1", title="'S'", created_at="'2026-01-01'")
        _fill("storyteller", id="i", alias="'p' || i", created_at="'2026-01-01'")
        _fill("story_storyteller", story_id="1", storyteller_id="i")
        _fill("consent", story_id="1", about="'sharing'", answer="'yes'", said_at="'2026'")


def test_an_old_project_of_thousands_is_brought_up_to_date(tmp_path: Path) -> None:
    old_project(tmp_path / "Old.coproclip", 4_000)
    with at_most(LONGEST_S), Project.open(tmp_path / "Old.coproclip") as project:
        assert 1 in project.database.set_aside["story"]


def test_bringing_up_to_date_ends_with_a_sentence_whatever_was_planted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old_project(tmp_path / "Old.coproclip", 20_000)
    before = (tmp_path / "Old.coproclip" / "project.db").read_bytes()
    monkeypatch.setattr("coproclip.project.storage.migrating.MOST_STEPS_OF_UPDATE", 400_000)
    with at_most(LONGEST_S), pytest.raises(ProjectError, match="took far too long"):
        Database(tmp_path / "Old.coproclip" / "project.db")
    with closing(sqlite3.connect(tmp_path / "Old.coproclip" / "project.db")) as database:
        assert database.execute("SELECT version_num FROM alembic_version").fetchone() == ("0003",)
    assert len(before) == (tmp_path / "Old.coproclip" / "project.db").stat().st_size


def test_a_vault_of_thousands_of_entries_of_one_number_opens(project: Project) -> None:
    file = SealedFile(project.folder / "people.vault")
    file.create(PASSPHRASE)
    entries = {str(n): {"number": 1, "since": str(n), "real_name": "A"} for n in range(1, 20_001)}
    file.write(json.dumps(entries).encode())
    file.close()
    with at_most(LONGEST_S):
        vault = Vault.open(project, PASSPHRASE)
    assert len(vault.people) == 20_000
    vault.lock()


def test_a_table_with_thousands_of_new_words_for_the_lists_brings_in_nothing(project: Project) -> None:
    rows = [";".join(f"r{row}-{place}" for place in range(40)) for row in range(100)]
    table = "\r\n".join(["Alias,Roles", *(f"P{row},{cell}" for row, cell in enumerate(rows))])
    with pytest.raises(BadInput, match=f"{MOST_NEW_ENTRIES:,} new"), project.edit(Operation.BRING_IN_PEOPLE) as edit:
        bring_in(edit, table.encode())


def test_nobody_goes_by_a_name_that_fills_a_page(project: Project) -> None:
    """Each part of it would be looked for in all that leaves."""
    table = f"Alias\r\n{'Helen Okafor ' * 80}"
    with project.edit(Operation.BRING_IN_PEOPLE) as edit:
        assert bring_in(edit, table.encode()).refused == ((2, "A name to go by has 200 letters at most."),)
    with project.edit(Operation.ADD_STORYTELLER) as edit:
        kit = add_person(edit, {"alias": "Kit"})
        with pytest.raises(BadInput, match="200 letters"):
            change_person(edit, kit, {"alias": "Kit " * 80})


def test_what_a_project_has_no_room_for_is_refused_before_any_of_it_is_written(planted: Callable[[str], Path]) -> None:
    """However much stands in a file: nobody waits for what cannot be."""

    def _never() -> None:
        raise AssertionError("something was about to be written")

    words = "Alias,Roles\n" + "".join(f"P{row},role {row}\n" for row in range(MOST_NEW_ENTRIES + 1))
    folder = planted(many(IN_ALL["storyteller"] - 10, "storyteller", {"alias": "'known ' || i"}))
    with at_most(LONGEST_S), Project.open(folder) as project:
        for table, said in (
            ("Alias\n" + "".join(f"P{n}\n" for n in range(4_900)), "5,000 entries in “people”"),
            (words, "new"),
        ):
            with pytest.raises(BadInput, match=said), project.edit(Operation.BRING_IN_PEOPLE) as edit:
                bring_in(edit, table.encode(), _never)
        with project.edit(Operation.BRING_IN_PEOPLE) as edit:
            assert bring_in(edit, b"Alias\nknown 1\nknown 2\nAmal\n").added == 1


def test_more_quotes_than_there_is_room_for_are_refused_before_one_is_marked(planted: Callable[[str], Path]) -> None:
    place = QuotePlace(1, "", "", (TimeRange(0, 1000),), "words", 100)
    with Project.open(planted(many(1, "theme", {}))) as project:
        refused = pytest.raises(BadInput, match="50,000 entries in “excerpt”")
        with refused, project.edit(Operation.MARK_QUOTES) as edit:
            mark_quotes(edit, [(1, place)] * (IN_ALL["excerpt"] + 1))


@pytest.mark.parametrize("text", ["," * 4_900_000, "a,b;c\td" * 700_000, "a,b;c\td\n" * 600_000])
def test_a_file_of_separators_is_no_table_and_soon_said_to_be_none(project: Project, text: str) -> None:
    with at_most(5), pytest.raises(BadInput), project.edit(Operation.BRING_IN_PEOPLE) as edit:
        bring_in(edit, text.encode())
