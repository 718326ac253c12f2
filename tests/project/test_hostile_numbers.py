"""Numbers of rows that somebody planted: they stop no edit, and what people add is still there at the next opening."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select

from coproclip.errors import CoProClipError, ProjectDamaged, StorageError
from coproclip.excerpts.marking import mark
from coproclip.project.columns import LARGEST_ID, ROOM
from coproclip.project.erasing.erasure import erase_stories
from coproclip.project.journal import Operation
from coproclip.project.project import Project
from coproclip.project.schema import Base, Excerpt, Recording, Story, Theme
from coproclip.themes.codebook import add_theme, themes

LAST = [LARGEST_ID + 1, (1 << 53) - 1, 1 << 53, (1 << 63) - 1]
LOG = "INSERT INTO change_log VALUES ({}, '2026-01-01', 'x', '{{}}')"
# The last one of these counts, so that none may be above those to come.
ORDERED = frozenset({"answer", "consent"})
TABLES = sorted(set(Base.metadata.tables) - ORDERED - {"project", "change_log"})


def planted_as(table: str, number: int) -> str:
    columns = Base.metadata.tables[table].columns
    others = ", ".join(f'"{column.name}"' for column in columns if column.name != "id")
    if table in ("used_number", "story_storyteller", "theme_link"):  # no two of these are the same
        return f'UPDATE "{table}" SET id = {number} WHERE id = (SELECT max(id) FROM "{table}")'
    return f'INSERT INTO "{table}" (id, {others}) SELECT {number}, {others} FROM "{table}" LIMIT 1'


def all_kinds(folder: Path) -> dict[str, int]:
    with Project.open(folder) as project, project.read() as session:
        return {
            mapper.class_.__tablename__: session.scalar(select(func.count(mapper.class_.id))) or 0
            for mapper in Base.registry.mappers
        }


def add_some(project: Project) -> None:
    with project.edit(Operation.ADD_THEME) as edit:
        for name in ("One more", "And one more"):
            add_theme(edit, name)
        edit.session.add_all([Theme(position=9, name=name, letter="X", colour=1, created_at="") for name in "ab"])
    with project.edit(Operation.MARK_EXCERPT) as edit:
        mark(edit, 2, 0, 2000, title="Marked now")


def test_no_number_in_the_log_stops_an_edit(planted: Callable[[str], Path]) -> None:
    folder = planted(";".join(LOG.format(number) for number in LAST))
    for number in range(3):
        with Project.open(folder) as project:
            for _ in range(2):
                with project.edit(Operation.CHANGE_STORY) as edit:
                    edit.get(Story, 1).title += str(number)
            assert project.undo() is not None


def test_what_is_added_beside_planted_rows_is_still_there_afterwards(planted: Callable[[str], Path]) -> None:
    folder = planted(";".join(planted_as(table, number) for table in TABLES for number in LAST))
    before = all_kinds(folder)
    with Project.open(folder) as project:
        add_some(project)
    after = all_kinds(folder)
    assert after["theme"] == before["theme"] + 4
    assert after["excerpt"] == before["excerpt"] + 1
    with Project.open(folder) as project, project.read() as session:
        assert {"One more", "And one more"} <= {theme.name for theme in themes(session)}
        assert 0 < (session.scalar(select(func.max(Excerpt.id))) or 0) < 1000


@pytest.mark.parametrize("last", [LARGEST_ID - ROOM + 1, (1 << 63) - 1, -5])
def test_a_planted_last_number_counts_for_nothing(last: int, planted: Callable[[str], Path]) -> None:
    folder = planted(f"UPDATE used_number SET last = {last}")
    for _ in range(2):
        with Project.open(folder) as project, project.edit(Operation.MARK_EXCERPT) as edit:
            assert mark(edit, 1, 0, 2000).id < 1000


@pytest.mark.parametrize("table", ["theme", "segment", "answer", "consent", "change_log"])
def test_rows_that_leave_no_room_above_them_are_refused(table: str, planted: Callable[[str], Path]) -> None:
    folder = planted(planted_as(table, LARGEST_ID))
    with pytest.raises(ProjectDamaged, match="numbers"):
        Project.open(folder)


def test_thousands_of_questions_about_consent_are_refused(planted: Callable[[str], Path]) -> None:
    """None of them may be left out, and all are looked at for every excerpt."""
    folder = planted(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)"
        " INSERT INTO list_entry (kind, position, text, uses)"
        " SELECT 'question of consent', i, 'May ' || i || '?', '[]' FROM n"
    )
    with pytest.raises(ProjectDamaged, match="questions about consent"):
        Project.open(folder)


@pytest.mark.parametrize("table", ["answer", "consent"])
@pytest.mark.parametrize("number", [LAST[0], LAST[-1]])
def test_no_planted_yes_stands_above_every_no_to_come(table: str, number: int, planted: Callable[[str], Path]) -> None:
    folder = planted(planted_as(table, number))
    with pytest.raises(ProjectDamaged, match="numbers"):
        Project.open(folder)


def test_files_stay_while_their_rows_stay(
    project: Project, make_story: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    story = make_story(project, title="Stays")

    def _full(*_: object) -> None:
        raise StorageError("The disk is full.", "Nothing was changed.")

    monkeypatch.setattr(project, "_after_change", _full)
    with pytest.raises(CoProClipError):
        erase_stories(project, [story])
    with project.read() as session:
        recording = session.scalars(select(Recording).where(Recording.story_id == story)).one()
    assert (project.folder / recording.original).is_file()


def test_a_file_that_cannot_be_deleted_is_said(
    project: Project, make_story: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    story = make_story(project, title="Goes")
    deleting = Path.unlink

    def refused(path: Path, missing_ok: bool = False) -> None:
        if path.parent.name == "originals":
            raise PermissionError(13, "somebody else has it open")
        deleting(path, missing_ok)

    monkeypatch.setattr(Path, "unlink", refused)
    done = erase_stories(project, [story])
    assert not done.complete
    assert any(name.startswith("originals/") for name in done.left)
    with project.read() as session:
        assert session.get(Story, story) is None
