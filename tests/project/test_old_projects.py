"""A project made with any released version opens, reads and can be worked on."""

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path
from shutil import copytree

import pytest
from examining import examine

from coproclip.capture.sidecar import Stretch
from coproclip.errors import Cancelled
from coproclip.excerpts.approval import ReasonKind, Use, shareable
from coproclip.excerpts.marking import excerpts_of
from coproclip.jobs import CancelToken
from coproclip.people.check_ins import due, set_check_in
from coproclip.people.consent import consent_of, note_consent
from coproclip.people.moments import DEFAULT_STARTERS, add_moments, moments_of, set_starters, starters
from coproclip.people.stories import speakers_of, stories, storyteller_names
from coproclip.project.going_back.restoring import restore
from coproclip.project.journal import Operation
from coproclip.project.kinds import ConsentAbout
from coproclip.project.project import Project
from coproclip.project.schema import Base, Story
from coproclip.project.storage.backups import BackupReason, backups
from coproclip.themes.codebook import themes
from coproclip.transcript.edits import correct_segment, passages
from coproclip.transcript.search import search

KEPT = Path(__file__).parents[1] / "data" / "projects"


def test_the_kept_projects_are_small_and_whole_on_disk() -> None:
    for folder in KEPT.glob("*.coproclip"):
        files = [path for path in folder.rglob("*") if path.is_file()]
        assert sum(path.stat().st_size for path in files) < 350_000
        assert not [path.name for path in files if path.name.endswith(("-wal", "-shm", ".part"))]


@pytest.mark.parametrize("kept", sorted(KEPT.glob("*.coproclip")), ids=lambda folder: folder.stem)
def test_a_project_of_every_released_version_opens_and_reads(kept: Path, tmp_path: Path) -> None:
    folder = copytree(kept, tmp_path / kept.name)
    with Project.open(folder) as project:
        assert examine(project) == []
        with project.read() as session:
            assert [story.title for story in stories(session)] == ["The garden", "Moving the chairs"]
            assert [story.title for story in stories(session, binned=True)] == ["Thrown away"]
            assert storyteller_names(session, 1) == "Kit"
            assert passages(session, 1)[0].text == "Was it like that?"
            assert [theme.name for theme in themes(session)] == ["Belonging", "Chairs", "Tables"]
            assert {hit.story_title for hit in search(session, "chairs")} == {"The garden", "Moving the chairs"}
            excerpts = [excerpt.id for excerpt in excerpts_of(session)]
        sharing = shareable(project, excerpts, Use.SHARING)
        assert sharing.granted == (), "what was noted then does not say enough to be a yes now"
        assert len(sharing.refused) == 3
        agreed = next(one for one in sharing.refused if one.title == "No head of the table")
        assert {reason.code for reason in agreed.reasons} >= {ReasonKind.CONSENT}
        assert project.place(1) == 2500
        with project.edit(Operation.CORRECT_WORDS) as edit:
            correct_segment(edit, 1, "Was it really like that?")
        assert project.undo() is Operation.CORRECT_WORDS


class StopsLater(CancelToken):
    """A person who has had enough after so many looks."""

    def __init__(self, looks: int) -> None:
        super().__init__()
        self._left = looks

    def raise_if_cancelled(self) -> None:
        self._left -= 1
        if self._left <= 0:
            self.cancel()
        super().raise_if_cancelled()


def dump(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as database:
        return list(database.iterdump())


@pytest.mark.parametrize("looks", [1, 2, 30, 90])
def test_opening_an_old_project_is_stopped_in_the_middle_and_it_is_as_it_was(looks: int, tmp_path: Path) -> None:
    kept = sorted(KEPT.glob("*.coproclip"))[0]
    folder = copytree(kept, tmp_path / kept.name)
    before = dump(folder / "project.db")
    with pytest.raises(Cancelled):
        Project.open(folder, StopsLater(looks))
    assert dump(folder / "project.db") == before
    with Project.open(folder) as project:
        assert examine(project) == []


def test_restoring_an_old_backup_is_stopped_in_the_middle_and_all_is_as_it_was(tmp_path: Path) -> None:
    kept = sorted(KEPT.glob("*.coproclip"))[0]
    folder = copytree(kept, tmp_path / kept.name)
    with Project.open(folder):
        pass
    old = next(one for one in backups(folder) if one.reason == BackupReason.UPDATE)
    before, there = dump(folder / "project.db"), backups(folder)
    for looks in (1, 20):
        with pytest.raises(Cancelled):
            restore(folder, old, StopsLater(looks))
    assert dump(folder / "project.db") == before
    assert backups(folder) == there
    assert not [path for path in (folder / "backups").iterdir() if path.name.endswith(".unfinished")]


def test_the_first_version_is_among_them() -> None:
    assert (KEPT / "0.1.0.coproclip" / "project.db").is_file()


def test_a_project_from_before_the_recorder_gets_what_came_with_it(tmp_path: Path) -> None:
    folder = copytree(KEPT / "0.1.0.coproclip", tmp_path / "Old.coproclip")
    with Project.open(folder) as project:
        assert [backup.reason for backup in backups(folder)][-1] == BackupReason.UPDATE, (
            "it is copied before it is changed"
        )
        with project.read() as session:
            assert tuple(starter.text for starter in starters(session)) == DEFAULT_STARTERS
            assert session.get_one(Story, 1).private_note == ""
            assert {voice.channel for voice in speakers_of(session, 1)} == {None}
            assert (moments_of(session, 1), consent_of(session, 1), due(session, date(2999, 1, 1))) == ([], {}, [])
        with project.edit(Operation.CHANGE_MOMENT) as edit:
            [heard] = add_moments(edit, 1, [Stretch("spoken yes", 100, 900)])
            note_consent(edit, 1, ConsentAbout.SHARED, "later", who="Kit", moment_id=heard.id)
            set_check_in(edit, 1, "reporter", date(2026, 5, 1))
            set_starters(edit, [])
        assert project.undo() is Operation.CHANGE_MOMENT
        assert project.redo() is Operation.CHANGE_MOMENT
    with Project.open(folder) as project:
        assert examine(project) == []
        with project.read() as session:
            assert starters(session) == [], "what a person took away does not come back"
            assert consent_of(session, 1)[ConsentAbout.SHARED].answer == "later"


def test_an_old_project_has_the_tables_of_a_new_one(tmp_path: Path) -> None:
    """Column by column: what is kept by undo and by checks is the same in both."""
    folder = copytree(KEPT / "0.1.0.coproclip", tmp_path / "Old.coproclip")
    with Project.open(folder) as old, Project.create(tmp_path / "New") as new:
        tables = [_tables(project) for project in (old, new)]
    assert tables[0] == tables[1]
    assert set(Base.metadata.tables) <= set(tables[0])


def _tables(project: Project) -> dict[str, list[tuple[str, str, int]]]:
    with project.database.readers.connect() as connection:
        names = [row[0] for row in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            name: [(row[1], row[2], row[3]) for row in connection.exec_driver_sql(f"PRAGMA table_info({name})")]
            for name in names
        }
