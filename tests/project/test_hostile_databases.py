"""Projects that somebody prepared: what is not of our making is refused, what makes no sense is set aside."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from everything import at_most, is_a_sentence, read_everything
from sqlalchemy import func, select, text, update

from coproclip.errors import BadInput, CoProClipError, ProjectDamaged, ProjectError, ProjectUnsafe
from coproclip.excerpts.approval import Use, shareable
from coproclip.excerpts.marking import excerpts_of
from coproclip.excerpts.rules.public_texts import PUBLIC
from coproclip.people.mentions import Found, add_names, mentions_of
from coproclip.people.stories import change_story, stories
from coproclip.project.columns import MOST_LETTERS, Prose
from coproclip.project.erasing.erasure import erase_stories
from coproclip.project.journal import Operation
from coproclip.project.looking_after.inspection import inspect
from coproclip.project.project import Edit, Project
from coproclip.project.schema import Excerpt, Person, ProjectRow, Segment, Starter, Story, Theme
from coproclip.project.storage.database import APPLICATION_ID
from coproclip.project.storage.too_many import MOST_NAMES
from coproclip.themes.codebook import add_theme, themes
from coproclip.transcript.edits import correct_segment, passages

LONGEST_S = 60
ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"

Plant = Callable[[sqlite3.Connection], object]


def rewritten(table: str, old: str, new: str) -> str:
    return f"UPDATE sqlite_schema SET sql = replace(sql, '{old}', '{new}') WHERE name = '{table}'"


FOREIGN = {
    "an answer turned to yes": "CREATE TRIGGER t AFTER INSERT ON answer BEGIN UPDATE answer SET answer = 'yes'; END",
    "a trigger of a harmless name": "CREATE TRIGGER ix_story AFTER UPDATE ON story BEGIN DELETE FROM consent; END",
    "a trigger that never ends": f"CREATE TRIGGER t AFTER INSERT ON place BEGIN {'SELECT 1;'} END",
    "a trigger on the versions": "CREATE TRIGGER t AFTER DELETE ON alembic_version BEGIN DELETE FROM story; END",
    "a view": "CREATE VIEW everything AS SELECT * FROM story",
    "a view that never ends": f"CREATE VIEW v AS {ENDLESS} SELECT i FROM n",
    "a view for a table": f"DROP TABLE place; CREATE VIEW place AS {ENDLESS} "
    "SELECT i AS id, 1 AS story_id, 1 AS position_ms FROM n",
    "a view for the stories": "ALTER TABLE story RENAME TO s; CREATE VIEW story AS SELECT * FROM s",
    "a view for the version": f"DROP TABLE alembic_version; CREATE VIEW alembic_version AS {ENDLESS} "
    "SELECT '0001' AS version_num FROM n",
    "another search index": "CREATE VIRTUAL TABLE more USING fts5(text)",
    "a search index of another make": "DROP TABLE segment_search; CREATE VIRTUAL TABLE segment_search USING fts5(text)",
    "a search index that looks elsewhere": "DROP TABLE segment_search; "
    "CREATE VIRTUAL TABLE segment_search USING fts5(text, content='answer', content_rowid='id')",
    "a place index": "CREATE VIRTUAL TABLE places USING rtree(id, a, b)",
    "a plain table for the search index": "DROP TABLE segment_search; CREATE TABLE segment_search (text)",
    "a computed column": "ALTER TABLE answer ADD COLUMN more TEXT AS (answer || 'yes')",
    "a computed answer": "DROP TABLE answer; CREATE TABLE answer (id INTEGER PRIMARY KEY, excerpt_id INTEGER, "
    "answer TEXT AS ('yes') STORED)",
    "an index of somebody else": "CREATE INDEX mine ON story (title)",
    "an index with an expression": "CREATE INDEX mine ON segment (length(hex(zeroblob(100000000))))",
    "a part index": "CREATE UNIQUE INDEX mine ON answer (answer) WHERE answer = 'no'",
    "another table": "CREATE TABLE mine (id INTEGER)",
    "a table called like one of SQLite's": "CREATE TABLE s (id INTEGER PRIMARY KEY AUTOINCREMENT); "
    "INSERT INTO s VALUES (9223372036854775807)",
    "statistics": "ANALYZE",
    "another column": "ALTER TABLE story ADD COLUMN more TEXT",
    "a column of another name": "ALTER TABLE story RENAME COLUMN private_note TO note2",
    "a default that is an expression": "CREATE TABLE mine (id INTEGER DEFAULT (abs(-9223372036854775808)))",
    "a check that hangs": rewritten("place", "PRIMARY KEY", "CHECK (hex(zeroblob(400000000)) > 1), PRIMARY KEY"),
    "a changed check": rewritten("answer", "fingerprint TEXT NOT NULL", "fingerprint TEXT NOT NULL CHECK (answer)"),
    "a changed default": rewritten("waiting", "held INTEGER NOT NULL", "held INTEGER NOT NULL DEFAULT 1"),
    "a table that takes any type": rewritten("segment", "STRICT", ""),
    "no foreign keys": rewritten("span", "REFERENCES excerpt", "REFERENCES story"),
    "a key that deletes": rewritten("answer", "REFERENCES excerpt (id)", "REFERENCES excerpt (id) ON DELETE CASCADE"),
    "a letter case": rewritten("story", "title TEXT", "title TEXT COLLATE NOCASE"),
    "a lost table": "DROP TABLE consent",
    "a lost index": "DROP INDEX ix_answer_excerpt_id",
    "a thousand tables": ";".join(f"CREATE TABLE t{number} (a)" for number in range(1000)),
}


@pytest.mark.parametrize("statements", FOREIGN.values(), ids=FOREIGN.keys())
def test_what_we_did_not_make_is_refused_and_nothing_is_run(statements: str, planted: Callable[[str], Path]) -> None:
    folder = planted(statements)
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    with at_most(LONGEST_S), pytest.raises((ProjectUnsafe, ProjectDamaged)) as refused:
        Project.open(folder)
    is_a_sentence(refused.value)
    assert {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()} == before


def test_the_sentence_says_what_it_is(planted: Callable[[str], Path]) -> None:
    folder = planted(FOREIGN["an answer turned to yes"])
    with pytest.raises(ProjectUnsafe, match=r"holds a trigger that CoProClip did not make.*Nothing in it was run"):
        Project.open(folder)


def test_a_trigger_that_only_the_log_beside_the_file_holds_is_found(planted: Callable[[str], Path]) -> None:
    folder = planted("")
    database = sqlite3.connect(folder / "project.db")
    database.execute("CREATE VIEW v AS SELECT 1")
    database.commit()
    kept = {path: path.read_bytes() for path in folder.glob("project.db*") if not path.name.endswith("-shm")}
    database.close()
    for path, data in kept.items():
        path.write_bytes(data)
    assert (folder / "project.db-wal").is_file()
    with pytest.raises(ProjectUnsafe, match="a view"):
        Project.open(folder)
    assert (folder / "project.db-wal").read_bytes() == kept[folder / "project.db-wal"]


WORDS = "UPDATE segment SET words = {} WHERE id = 1"
TRANSCRIPTION = (
    "INSERT INTO transcription (story_id, engine, speech_model, asked_language, language, options, state, done_ms, "
    "speech_ms, wordless_ms, notice, started_at, ended_at) VALUES (1, '', '', '', '', {}, {}, 0, 0, 0, '', '', '')"
)
IMPOSSIBLE = {
    "a time before the start": ("UPDATE segment SET start_ms = -5000 WHERE id = 1", "segment"),
    "a passage backwards": ("UPDATE segment SET start_ms = 90000, end_ms = 10 WHERE id = 1", "segment"),
    "a passage of ages": ("UPDATE segment SET end_ms = 9223372036854775807 WHERE id = 1", "segment"),
    "checked twice": ("UPDATE segment SET checked = 7 WHERE id = 1", "segment"),
    "words without end": (WORDS.format("printf('%.*c', 200000, '[')"), "segment"),
    "a word without end": (WORDS.format("""'[["' || printf('%.*c', 200000, 'x') || '",5,10,90]]'"""), "segment"),
    "a word without end, in bits": (
        WORDS.format("""'[["' || replace(printf('%.*c', 2000, 'x'), 'x', 'aaaa\\"') || '",5,10,90]]'"""),
        "segment",
    ),
    "names without end": (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 6000) INSERT INTO mention "
        "(story_id, kind, text, decision, general, decided_by, decided_at) "
        "SELECT 2, 'person', 'the q' || i, 'general', 'somebody', 'A', '2026-01-01T00:00:00+00:00' FROM n",
        "story",
    ),
    "words before the start": (WORDS.format("""'[["a",-5,10,90]]'"""), "segment"),
    "words at the end of time": (WORDS.format("""'[["a",5,99999999999999999999,90]]'"""), "segment"),
    "words that are none": (WORDS.format("""'[["a","b",{},90]]'"""), "segment"),
    "flags without end": ("UPDATE segment SET flags = printf('%.*c', 200000, '[') WHERE id = 1", "segment"),
    "flags of another kind": ("UPDATE segment SET flags = '[1, {}]' WHERE id = 1", "segment"),
    "options that are a list": (TRANSCRIPTION.format("'[]'", "'done'"), "transcription"),
    "an unknown state": (TRANSCRIPTION.format("'{}'", "'exploded'"), "transcription"),
    "an unknown role": ("UPDATE speaker SET role = 'spy' WHERE id = 1", "speaker"),
    "no channels": ("UPDATE recording SET channels = 0 WHERE id = 2", "recording"),
    "a channel below none": ("UPDATE speaker SET channel = -1 WHERE id = 1", "speaker"),
    "no rate": ("UPDATE recording SET sample_rate = 0 WHERE id = 2", "recording"),
    "a rate beyond everything": ("UPDATE recording SET sample_rate = 4000000000 WHERE id = 2", "recording"),
    "a length below nothing": ("UPDATE recording SET duration_ms = -1 WHERE id = 2", "recording"),
    "a size below nothing": ("UPDATE recording SET size_bytes = -1 WHERE id = 2", "recording"),
    "a colour from nowhere": ("UPDATE theme SET colour = -40 WHERE id = 1", "theme"),
    "a theme under itself": ("UPDATE theme SET parent_id = id WHERE id = 1", "theme"),
    "themes in a circle": ("UPDATE theme SET parent_id = 3 - id WHERE id IN (1, 2)", "theme"),
    "a theme under nothing": ("UPDATE theme SET parent_id = 77 WHERE id = 1", "theme"),
    "a lead-in below nothing": ("UPDATE excerpt SET lead_in_ms = -9 WHERE id = 1", "excerpt"),
    "a span backwards": ("UPDATE span SET start_ms = 9000, end_ms = 1 WHERE excerpt_id = 1", "excerpt"),
    "a passage of no story": ("UPDATE segment SET story_id = 77 WHERE id = 1", "segment"),
    "a place of a bad story": ("UPDATE story SET id = -5 WHERE id = 2", "story"),
    "an unknown moment": (
        "INSERT INTO moment (story_id, kind, start_ms, end_ms, text) VALUES (2, 'of the record', 0, 9, '')",
        "story",
    ),
    "off the record backwards": (
        "INSERT INTO moment (story_id, kind, start_ms, end_ms, text) VALUES (2, 'off the record', 9, 0, '')",
        "story",
    ),
    "a second project": (
        "INSERT INTO project (id, uid, title, strapline, month, asked_by, gathered_by, purpose, method_note, contact, "
        "created_at) SELECT 2, uid, title, strapline, month, asked_by, gathered_by, purpose, method_note, "
        "contact, created_at FROM project",
        "project",
    ),
}


@pytest.mark.parametrize(("statements", "table"), IMPOSSIBLE.values(), ids=IMPOSSIBLE.keys())
def test_a_row_that_makes_no_sense_is_named_and_stops_nothing(
    statements: str, table: str, planted: Callable[[str], Path]
) -> None:
    folder = planted(statements)
    count = f"SELECT count(*) FROM {table}"
    with closing(sqlite3.connect(folder / "project.db")) as database:
        there = database.execute(count).fetchone()
    with at_most(LONGEST_S), Project.open(folder) as project:
        assert project.database.set_aside[table]
        read_everything(project)
        with project.read() as session:
            assert "The garden" in [story.title for story in stories(session)] or table == "story"
            for story in stories(session):
                passages(session, story.id)
            for excerpt in excerpts_of(session):
                assert excerpt.id not in project.database.set_aside.get("excerpt", {})
            themes(session)
        shareable(project, [1, 2, 3, 4], Use.SHARING)
        with project.edit(Operation.ADD_THEME) as edit:
            add_theme(edit, "Still working")
    with closing(sqlite3.connect(folder / "project.db")) as database:
        assert database.execute(count).fetchone()[0] >= there[0], "what is set aside is not deleted"


def _a_passage(project: Project) -> int:
    with project.read() as session:
        return session.scalars(select(Segment.id)).all()[0]


def test_a_word_that_is_far_too_long_is_not_kept_and_one_as_long_as_any_is_named(
    planted: Callable[[str], Path],
) -> None:
    with Project.open(planted("")) as project:
        with pytest.raises(BadInput, match="a word in “words” is far too long") as refused:  # noqa: SIM117
            with project.edit(Operation.CORRECT_WORDS) as edit:
                correct_segment(edit, _a_passage(project), "x" * 2001)
        assert "2,000 letters" in str(refused.value)
        with project.edit(Operation.CORRECT_WORDS) as edit:
            correct_segment(edit, _a_passage(project), "é" * 2000)
    with Project.open(project.folder) as project:
        assert not project.database.set_aside
    folder = planted(WORDS.format("""'[["' || printf('%.*c', 2001, 'x') || '",5,10,90]]'"""))
    assert any("a word in “words” is far too long" in one.what for one in inspect(folder))


def test_no_more_names_are_kept_than_the_next_opening_takes(planted: Callable[[str], Path]) -> None:
    with Project.open(planted("")) as project:
        names = [Found(f"Name {number}") for number in range(MOST_NAMES + 1)]
        with pytest.raises(BadInput, match="far more names"), project.edit(Operation.DECIDE_NAME) as edit:
            add_names(edit, 2, names)
        with project.read() as session:
            assert mentions_of(session, 2) == []


LONG = {
    "a note": "UPDATE story SET note = printf('%.*c', 3000000, 'x') WHERE id = 2",
    "a title": "UPDATE story SET title = 'The garden' || printf('%.*c', 3000000, 'x') WHERE id = 2",
    "words off the record": "INSERT INTO moment (story_id, kind, start_ms, end_ms, text) "
    "VALUES (2, 'off the record', 0, 9, printf('%.*c', 3000000, 'x'))",
    "a name": "UPDATE storyteller SET alias = printf('%.*c', 3000000, 'x')",
    "the project's title": "UPDATE project SET title = printf('%.*c', 3000000, 'x')",
}


@pytest.mark.parametrize("statement", LONG.values(), ids=LONG.keys())
def test_a_text_of_far_too_many_letters_is_cut_and_named_and_its_story_stays(
    statement: str, planted: Callable[[str], Path]
) -> None:
    folder = planted(statement)
    with at_most(LONGEST_S), Project.open(folder) as project:
        assert not project.database.set_aside
        read_everything(project)
        with project.read() as session:
            assert any(one.title.startswith("The garden") for one in stories(session))
            assert max(len(one.title + one.note) for one in stories(session)) < MOST_LETTERS + 100
        with project.edit(Operation.CHANGE_STORY) as edit:
            change_story(edit, 2, reporter="Ida")
    found, *_ = [one for one in inspect(folder) if "far too long" in one.what]
    assert "Only its beginning is shown; all of it is still in the file." in found.mend


def test_of_a_title_that_fills_a_page_only_the_beginning_is_shown(planted: Callable[[str], Path]) -> None:
    folder = planted("UPDATE story SET title = 'The garden' || printf('%.*c', 200000, 'x') WHERE id = 2")
    with Project.open(folder) as project:
        with project.read() as session:
            (title,) = [one.title for one in stories(session) if one.title.startswith("The garden")]
        assert len(title) == 1_000
        with project.edit(Operation.CHANGE_STORY) as edit:
            change_story(edit, 2, reporter="Ida")
    assert any("far too long" in one.what for one in inspect(folder))


TOO_LONG = "x" * (MOST_LETTERS + 1)
WRITTEN: dict[str, Callable[[Edit], object]] = {
    "private note": lambda edit: change_story(edit, 1, private_note=TOO_LONG),
    "title": lambda edit: change_story(edit, 1, title=TOO_LONG),
    "alias": lambda edit: edit.session.execute(update(Person).values(alias=TOO_LONG)),
    "name": lambda edit: add_theme(edit, TOO_LONG),
    "text": lambda edit: edit.add(Starter(position=1, text=TOO_LONG)),
    "take down": lambda edit: edit.session.execute(update(ProjectRow).values(take_down=TOO_LONG)),
    "note": lambda edit: edit.session.execute(update(Excerpt).values(note=TOO_LONG)),
}


@pytest.mark.parametrize("column", WRITTEN)
def test_nothing_is_written_that_the_next_opening_would_not_show(column: str, planted: Callable[[str], Path]) -> None:
    folder = planted("SELECT 1")
    with Project.open(folder) as project:
        refused = pytest.raises(BadInput, match=f"“{column}” is far too long. Nothing was changed.")
        with refused as error, project.edit(Operation.CHANGE_STORY) as edit:
            WRITTEN[column](edit)
        most = {**dict.fromkeys(("title", "name"), "1,000"), "alias": "200", "text": "50,000", "take down": "50,000"}
        assert f"It may have no more than {most.get(column, '1,000,000')} letters." in str(error.value)
        with project.edit(Operation.CHANGE_STORY) as edit:
            change_story(edit, 1, private_note=TOO_LONG[1:])
    with Project.open(folder) as project, project.read() as session:
        assert not project.database.impossible
        assert len(stories(session)) == 2


def test_every_text_that_leaves_is_bounded() -> None:
    kinds = {what: getattr(place.rows, place.column).type for what, place in PUBLIC.items()}
    assert [what for what, kind in kinds.items() if not isinstance(kind, Prose) or kind.most > 50_000] == []


def test_no_number_is_written_that_the_next_opening_would_not_show(planted: Callable[[str], Path]) -> None:
    folder = planted("SELECT 1")
    with Project.open(folder) as project:
        for changed in ({"start_ms": 9, "end_ms": 3}, {"end_ms": 1 << 50}, {"checked": 7}):
            with pytest.raises(BadInput, match="cannot be kept"), project.edit(Operation.CORRECT_WORDS) as edit:
                edit.session.execute(update(Segment).where(Segment.id == 1).values(**changed))
        with project.edit(Operation.CORRECT_WORDS) as edit:
            edit.session.execute(update(Segment).where(Segment.id == 1).values(checked=1))
        assert project.undo() is Operation.CORRECT_WORDS


def test_what_made_no_sense_before_can_still_be_deleted_and_changed(planted: Callable[[str], Path]) -> None:
    folder = planted(IMPOSSIBLE["checked twice"][0] + ";" + LONG["a note"])
    with Project.open(folder) as project:
        with project.edit(Operation.CHANGE_STORY) as edit:
            change_story(edit, 2, title="The garden again")
            edit.session.execute(update(Segment).values(translation="said otherwise"))
        erase_stories(project, [1])
    with Project.open(folder) as project, project.read() as session:
        assert "The garden again" in [one.title for one in stories(session)]


def test_what_is_set_aside_is_in_no_count_and_by_no_number(planted: Callable[[str], Path]) -> None:
    with Project.open(planted("UPDATE excerpt SET lead_out_ms = -1 WHERE id = 1")) as project:
        with project.read() as session:
            assert session.get(Excerpt, 1) is None
            assert session.scalar(select(func.count()).select_from(Excerpt).where(Excerpt.id == 1)) == 0
            assert 1 not in session.scalars(select(Excerpt.id)).all()
        with project.edit(Operation.CHANGE_EXCERPT) as edit, pytest.raises(CoProClipError):
            edit.get(Excerpt, 1)


def test_a_damaged_answer_takes_its_excerpt_along_and_never_counts_as_an_older_yes(
    planted: Callable[[str], Path],
) -> None:
    folder = planted(
        "INSERT INTO answer (excerpt_id, answer, who, how, fingerprint, answered_at) "
        "SELECT excerpt_id, printf('%.*c', 2000000, 'n'), '', '', '', '' FROM answer WHERE answer = 'yes'"
    )
    with Project.open(folder) as project:
        assert shareable(project, [1, 2, 3, 4], Use.SHARING).granted == ()


@pytest.mark.parametrize(
    ("letters", "shown"),
    [("4d7920ff73746f7279", "My �story"), ("4d79007468696e67", "My�thing"), ("4d791b5b316d", "My�[1m")],
)
def test_bad_letters_in_a_title_are_one_bad_title(letters: str, shown: str, planted: Callable[[str], Path]) -> None:
    with Project.open(planted(f"UPDATE story SET title = CAST(x'{letters}' AS TEXT) WHERE id = 1")) as project:
        assert project.database.set_aside == {}
        with project.read() as session:
            assert sorted(story.title for story in stories(session)) == sorted([shown, "The garden"])
        read_everything(project)
        with project.edit(Operation.CHANGE_STORY) as edit:
            edit.get(Story, 1).note = "still to be changed"
        project.undo()


def test_words_with_control_signs_or_backwards_are_made_plain(planted: Callable[[str], Path]) -> None:
    words = """'[["a\\u0000b",500,400,90]]'"""
    with Project.open(planted(WORDS.format(words))) as project, project.read() as session:
        [word] = session.get_one(Segment, 1).words
        assert (word.text, word.start_ms, word.end_ms) == ("a�b", 500, 500)


def test_a_project_without_its_own_details_says_the_way_back(planted: Callable[[str], Path]) -> None:
    with pytest.raises(ProjectDamaged, match=r"own details are missing.*coproclip check-project"):
        Project.open(planted("DELETE FROM project"))


def test_more_damage_than_a_slip_is_refused(planted: Callable[[str], Path]) -> None:
    many = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) "
    with at_most(LONGEST_S), pytest.raises(ProjectError):
        Project.open(
            planted(
                f"INSERT INTO theme (position, name, letter, colour, question, description, "
                f"in_their_words, created_at) {many} SELECT 0, '', '', -1, '', '', 0, '' FROM n"
            )
        )


def test_no_query_goes_on_for_ever(planted: Callable[[str], Path]) -> None:
    with Project.open(planted("")) as project, at_most(120):
        with pytest.raises(ProjectError, match="far too long"), project.read() as session:
            session.execute(text(f"{ENDLESS} SELECT count(*) FROM n")).all()
        with project.read() as session:
            assert session.scalar(select(func.count()).select_from(Theme)) == 3


def test_a_file_with_texts_in_another_encoding_is_refused_and_named(planted: Callable[[str], Path]) -> None:
    folder = planted("")
    path, other = folder / "project.db", folder / "other.db"
    with closing(sqlite3.connect(path)) as ours, closing(sqlite3.connect(other, isolation_level=None)) as made:
        made.execute("PRAGMA encoding='UTF-16le'")
        made.execute(f"PRAGMA application_id={APPLICATION_ID}")
        query = (
            "SELECT sql FROM sqlite_schema WHERE sql NOT NULL AND name NOT LIKE 'segment_search_%' ORDER BY type DESC"
        )
        for (sql,) in ours.execute(query).fetchall():
            made.execute(sql)
        for table in ("project", "alembic_version", "story"):
            rows = ours.execute(f"SELECT * FROM {table}").fetchall()
            made.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)
    other.replace(path)
    with pytest.raises(ProjectUnsafe, match="UTF-16"):
        Project.open(folder)
    assert any("UTF-16" in finding.what for finding in inspect(folder))


def chain_of_themes(length: int) -> str:
    return (
        f"WITH RECURSIVE n(i) AS (SELECT 1001 UNION ALL SELECT i + 1 FROM n WHERE i < {1000 + length}) "
        "INSERT INTO theme (id, parent_id, position, name, letter, colour, question, description, in_their_words, "
        "created_at) SELECT i, nullif(i - 1, 1000), 0, 'T' || i, 'T', 0, '', '', 0, '' FROM n"
    )


def test_themes_under_each_other_without_end_stop_nothing(planted: Callable[[str], Path]) -> None:
    folder = planted(chain_of_themes(1500))
    with at_most(LONGEST_S), Project.open(folder) as project:
        read_everything(project)
        with project.read() as session:
            shown = [theme.id for theme in themes(session) if theme.id > 1000]
        assert shown == list(range(1001, 1001 + len(shown)))
        assert 100 < len(shown) < 300
        assert 2500 in project.database.impossible["theme"]


def test_far_more_themes_under_each_other_are_refused(planted: Callable[[str], Path]) -> None:
    folder = planted(chain_of_themes(30_000))
    with at_most(LONGEST_S), pytest.raises(ProjectDamaged):
        Project.open(folder)


HELD_BACK = {
    "a refusal of a number without end": "INSERT INTO moment (story_id, kind, start_ms, end_ms, text) "
    "VALUES (1, 'refused', 0, 2000, printf('%.*c', 5000, '9'))",
    "a refusal of a number beyond all": "INSERT INTO moment (story_id, kind, start_ms, end_ms, text) "
    "VALUES (1, 'refused', 0, 2000, '99999999999999999999999')",
    "heard for ever": "UPDATE answer SET covered = json_set(covered, '$.heard', json('[[1e999, 5]]')) "
    "WHERE json_valid(covered)",
}


@pytest.mark.parametrize("statement", HELD_BACK.values(), ids=HELD_BACK.keys())
def test_a_planted_answer_is_held_back_and_crashes_nothing(statement: str, planted: Callable[[str], Path]) -> None:
    folder = planted(statement)
    with at_most(LONGEST_S), Project.open(folder) as project:
        read_everything(project)
        for use in Use:
            shareable(project, [1, 2, 3, 4], use)
