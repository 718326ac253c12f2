"""What protects somebody here is not loosened by a copy that alone was changed, until a person takes just that."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from loosened import LOOSENED, protect
from made_stories import opened_copy
from sqlalchemy import select

from coproclip.excerpts import marking
from coproclip.people.people import add_person
from coproclip.project.journal import Operation
from coproclip.project.kinds import ListKind, MomentKind, NamedIn
from coproclip.project.merging.bring_back import bring_back, look_into
from coproclip.project.merging.policy import LOOSER
from coproclip.project.merging.state import Keep
from coproclip.project.merging.working_copy import make_copy
from coproclip.project.project import Project
from coproclip.project.schema import Base, Mention, Moment, Recording
from coproclip.project.storage.fingerprints import sha256_of


@pytest.fixture
def protected(tmp_path: Path) -> Iterator[Project]:
    """A story with something of every kind that holds back or protects."""
    with opened_copy(tmp_path / "Side by Side", protect) as (project, _):
        yield project


OTHERWISE = {
    "made general": "UPDATE mention SET decision = 'make general', general = 'Tommy' WHERE text = 'Tom'",
    "no longer off the record": "UPDATE moment SET kind = 'mark'",
    "in a bit that is not used": "UPDATE moment SET kind = 'not to be used'",
    "nobody to ask": "DELETE FROM story_storyteller",
    "no question": "DELETE FROM list_entry",
    "a name that may be said": f"INSERT INTO list_entry (id, kind, position, text, uses) "
    f"VALUES (900, '{ListKind.KEPT_NAME.value}', 0, 'Tom', '[]')",
    "a name that is said to be nobody’s": f"INSERT INTO list_entry (id, kind, position, text, uses) "
    f"VALUES (900, '{ListKind.LABEL.value}', 0, 'Kit Marsh', '[]')",
    "a part of a name": "INSERT INTO mention (id, story_id, kind, text, decision, general, decided_by, decided_at) "
    "SELECT 900, story_id, '', 'Lovell', 'keep', '', 'Kit', '' FROM mention WHERE text = 'Tom'",
    "a name that is open": "UPDATE mention SET decision = 'keep' WHERE text = 'Mary'",
    "somebody is named elsewhere": "INSERT INTO naming (id, person_id, named_in, label) "
    f"SELECT 900, person_id, '{NamedIn.PAGE.value}', 'Kit Marsh' FROM naming",
    "an excerpt is signed": "UPDATE excerpt SET attribution = 'Kit Marsh' WHERE attribution = ''",
}
IGNORED = {
    "the name is another": "UPDATE mention SET text = 'Xxx'",
    "the name is of nothing": "DELETE FROM mention",
    "somebody else is named so": "UPDATE naming SET person_id = (SELECT max(id) FROM storyteller)",
    "another file went out": "UPDATE handover_file SET sha256 = '1', name = 'x.mp3'",
    "nothing went out": "DELETE FROM handover_file; DELETE FROM handover",
    "another sum": "UPDATE recording SET sha256 = '1', size_bytes = 1",
    "no sound": "DELETE FROM recording",
    "another image": "UPDATE report_image SET file = 'images/b.jpg', key = 'k2'",
}


def rows(project: Project) -> dict[str, list[Any]]:
    with project.read() as session:
        tables = {table for table, _ in LOOSENED} | {"recording", "handover"}
        return {
            name: [tuple(row) for row in session.execute(select(Base.metadata.tables[name]))]
            for name in sorted(tables - {"moment"})
        } | {"moment": [tuple(row) for row in session.execute(select(Base.metadata.tables["moment"]).where(
            Base.metadata.tables["moment"].c.kind != "mark"))]}  # fmt: skip


def changed_copy(project: Project, tmp_path: Path, statements: str) -> Path:
    folder = make_copy(project, tmp_path, "Rosa")
    with closing(sqlite3.connect(folder / "project.db")) as database:
        before = database.total_changes
        database.executescript(statements)
        assert database.total_changes > before
    return folder


def test_everything_that_may_be_loosened_is_looked_at() -> None:
    assert set(LOOSENED) == set(LOOSER)


@pytest.mark.parametrize("statements", [*LOOSENED.values(), *OTHERWISE.values()])
def test_what_a_copy_alone_loosens_is_for_a_person(protected: Project, tmp_path: Path, statements: str) -> None:
    folder = changed_copy(protected, tmp_path, statements)
    before = rows(protected)  # that a copy went out is noted as well
    found = look_into(protected, folder)
    assert found.conflicts
    assert all(one.is_chosen_alone for one in found.conflicts)
    assert all(one.ours for one in found.conflicts)
    bring_back(protected, folder, otherwise=Keep.THEIRS)
    assert rows(protected) == before, "not along with everything else"
    assert bring_back(protected, folder).is_empty


@pytest.mark.parametrize("statements", [*LOOSENED.values(), *OTHERWISE.values()])
def test_a_person_may_take_what_is_loosened(protected: Project, tmp_path: Path, statements: str) -> None:
    folder = changed_copy(protected, tmp_path, statements)
    before = rows(protected)  # that a copy went out is noted as well
    found = look_into(protected, folder)
    bring_back(protected, folder, {one.key: Keep.THEIRS for one in found.conflicts})
    assert rows(protected) != before
    assert protected.database.faults() == []


@pytest.mark.parametrize("statements", IGNORED.values(), ids=IGNORED.keys())
def test_what_a_thing_is_about_and_what_went_out_stays(protected: Project, tmp_path: Path, statements: str) -> None:
    with protected.edit(Operation.CHANGE_STORY) as edit:
        add_person(edit, {"alias": "Ada"})
    folder = changed_copy(protected, tmp_path, statements)
    before = rows(protected)  # that a copy went out is noted as well
    bring_back(protected, folder, otherwise=Keep.THEIRS)
    assert rows(protected) == before


@pytest.mark.parametrize(
    ("statements", "table"),
    [
        ("UPDATE mention SET decision = 'remove'; UPDATE story SET sensitive = 1", "mention"),
        ("UPDATE storyteller SET age_band = 'under 16'", "storyteller"),
        ("UPDATE moment SET end_ms = 4000", "moment"),
        ("UPDATE excerpt SET care = 'Ask first.'", "excerpt"),
    ],
)
def test_what_a_copy_alone_makes_stricter_comes_in(
    project: Project, story: int, tmp_path: Path, statements: str, table: str
) -> None:
    with project.edit(Operation.CHANGE_STORY) as edit:
        edit.add(Mention(story_id=story, text="Tom"))
        edit.add(Moment(story_id=story, kind=MomentKind.OFF_RECORD.value, start_ms=1000, end_ms=3000))
        marking.mark(edit, story, 0, 900)
    folder = changed_copy(project, tmp_path, statements)
    before = rows(project)
    assert bring_back(project, folder).conflicts == ()
    assert rows(project)[table] != before[table]


@pytest.mark.parametrize("how", ["changed", "a second one", "in its place"])
def test_no_copy_swaps_the_sound_of_a_story(project: Project, story: int, tmp_path: Path, how: str) -> None:
    folder = make_copy(project, tmp_path, "Rosa")
    with project.read() as session:
        recording = session.scalars(select(Recording).where(Recording.story_id == story)).one()
    sound, rate = soundfile.read(folder / recording.original)
    other = folder / "originals" / "ffffffffffffffff.wav"
    soundfile.write(other, np.flip(sound), rate)
    soundfile.write(folder / "working" / "ffffffffffffffff.flac", np.flip(sound), rate)
    names = {
        "original": f"originals/{other.name}",
        "working": "working/ffffffffffffffff.flac",
        "sha256": sha256_of(other),
        "size_bytes": other.stat().st_size,
    }
    with closing(sqlite3.connect(folder / "project.db")) as database, database:
        if how != "changed":
            columns = ", ".join(column.name for column in Recording.__table__.columns if column.name != "id")
            database.execute(f"INSERT INTO recording (id, {columns}) SELECT 900, {columns} FROM recording")
        which = 900 if how != "changed" else recording.id
        sets = ", ".join(f"{name} = ?" for name in names)
        database.execute(f"UPDATE recording SET {sets} WHERE id = ?", (*names.values(), which))
        if how == "in its place":
            database.execute("DELETE FROM recording WHERE id != 900")
    files = sorted(path.name for path in project.folder.glob("[ow]*/*"))
    bring_back(project, folder, otherwise=Keep.THEIRS)
    with project.read() as session:
        known = [(one.original, one.working, one.sha256) for one in session.scalars(select(Recording))]
    assert known == [(recording.original, recording.working, recording.sha256)]
    assert sorted(path.name for path in project.folder.glob("[ow]*/*")) == files
