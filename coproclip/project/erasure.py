"""Deleting for good: afterwards nothing of it is in any byte of the project's folder.

Not an `Operation`: it cannot be undone, so every step that could bring it back is forgotten, and every backup with it.
What belongs to a story is found by the tables' own references, so that a table added later is not forgotten here.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from sqlalchemy import Column, Connection, Table, delete, select, update

from coproclip.errors import NotFound, ProjectBusy, ProjectError, StorageError
from coproclip.project import word_index
from coproclip.project.backups import Reason
from coproclip.project.journal import Work
from coproclip.project.places import BACKUPS, ORIGINALS, PEAKS, RECORDINGS, TRASH, WORKING, is_plain_file
from coproclip.project.project import Project
from coproclip.project.schema import Base, Change, Recording, Story, Storyteller

_SOME = 500
_STEPS = 10_000_000
_KINDS = {"original": ORIGINALS, "working": WORKING, "peaks": PEAKS}

Rows = dict[str, set[int]]


@dataclass(frozen=True, slots=True)
class Erased:
    """What was deleted for good. `left` are files in the project's folder that could not be taken away."""

    stories: int
    storytellers: int
    files: int
    left: tuple[str, ...] = ()


def only_tellers(project: Project, stories: Collection[int]) -> list[str]:
    """The aliases of storytellers who tell these stories and nothing else in the project."""
    with project.read() as session:
        connection = session.connection()
        rows = _belonging(connection, {"story": set(stories)})
        tellers = _storytellers_of_only(connection, rows)
        return list(connection.scalars(select(Storyteller.alias).where(Storyteller.id.in_(tellers)))) if tellers else []


def erase_stories(project: Project, stories: Collection[int], *, storytellers: bool = True) -> Erased:
    """Delete stories with all that belongs to them; with `storytellers` also those who tell nothing else.

    Rows, drafts, quotes, answers, the queue, the search index, undo, the log's row numbers, sound, pictures, what lies
    in `recordings` and `trash`, and the backups that hold any of it go; then the database is written anew and a fresh
    backup is kept. Stopped half-way, it can be done again. Raises `NotFound`, a `ProjectError` or `StorageError`;
    `ProjectBusy` when all is deleted but another program still holds the file as it was.
    """
    wanted = set(stories)
    with project.edit(Work.ERASE) as edit:
        connection = edit.session.connection()
        known = set(connection.scalars(select(Story.id).where(Story.id.in_(wanted))))
        if known != wanted:
            raise NotFound(f"There is no story {min(wanted - known)} in this project.", "Nothing was deleted.")
        rows = _belonging(connection, {"story": wanted})
        tellers = _storytellers_of_only(connection, rows) if storytellers else set()
        if tellers:
            rows["storyteller"] = tellers
        marks = _marks(connection, rows)
        files = _files(project, connection, rows["recording"])
        _delete(connection, rows)
        word_index.make_anew(edit.session)
        # Before the rows are gone for certain: cut off here, the story is still in the list and can be deleted again.
        left = _remove(files)
    _forget_numbers(project, rows)
    left += _remove(_holding(project.folder, marks))
    _compact(project)
    names = tuple(path.relative_to(project.folder).as_posix() for path in left)
    return Erased(len(wanted), len(tellers), len(files) - len(left), names)


def purge(project: Project) -> None:
    """After words were taken out of rows: take them out of the search index, undo, backups and free space as well."""
    with project.edit(Work.ERASE) as edit:
        word_index.make_anew(edit.session)
    _remove(_database_copies(project.folder))
    _compact(project)


# ---- rows -----------------------------------------------------------------------------------------------------


def _references() -> Iterator[tuple[Table, Column[int], str]]:
    for table in Base.metadata.sorted_tables:
        for key in table.foreign_keys:
            yield table, key.parent, key.column.table.name


def _some(ids: Iterable[int]) -> Iterator[list[int]]:
    ordered = sorted(ids)
    for start in range(0, len(ordered), _SOME):
        yield ordered[start : start + _SOME]


def _pointing(connection: Connection, table: Table, column: Column[int], ids: Collection[int]) -> set[int]:
    found: set[int] = set()
    for some in _some(ids):
        found.update(connection.scalars(select(table.c.id).where(column.in_(some))))
    return found


def _belonging(connection: Connection, rows: Rows) -> defaultdict[str, set[int]]:
    """These rows and all that cannot be without them: rows by table."""
    belonging = defaultdict(set, rows)
    fresh = True
    while fresh:
        fresh = False
        for table, column, parent in _references():
            if not column.nullable and belonging.get(parent):
                more = _pointing(connection, table, column, belonging[parent]) - belonging[table.name]
                belonging[table.name] |= more
                fresh = fresh or bool(more)
    return belonging


def _storytellers_of_only(connection: Connection, rows: Rows) -> set[int]:
    links = Base.metadata.tables["story_storyteller"]
    tellers: set[int] = set()
    for some in _some(rows.get("story_storyteller", ())):
        tellers.update(connection.scalars(select(links.c.storyteller_id).where(links.c.id.in_(some))))
    for table, column, parent in _references():
        if parent == "storyteller":
            for teller in sorted(tellers):
                if _pointing(connection, table, column, {teller}) - rows.get(table.name, set()):
                    tellers.discard(teller)
    return tellers


def _delete(connection: Connection, rows: Rows) -> None:
    for table, column, parent in _references():
        if column.nullable:
            for some in _some(rows.get(parent, ())):
                connection.execute(update(table).where(column.in_(some)).values({column.name: None}))
    for table in reversed(Base.metadata.sorted_tables):
        for some in _some(rows.get(table.name, ())):
            connection.execute(delete(table).where(table.c.id.in_(some)))


def _forget_numbers(project: Project, rows: Rows) -> None:
    """The lasting log says that something was deleted, and of which story; no longer which rows it had."""
    with project.edit(Work.ERASE) as edit:
        for change in edit.session.scalars(select(Change)):
            kept = {
                table: [row for row in ids if row not in rows.get(table, ())]
                for table, ids in change.ids.items()
                if isinstance(ids, list)
            }
            if kept != change.ids:
                told = {"story": sorted(rows["story"])} if change.operation == Work.ERASE.name.lower() else {}
                change.ids = {table: ids for table, ids in kept.items() if ids} | told


# ---- files ----------------------------------------------------------------------------------------------------


def _files(project: Project, connection: Connection, recordings: Collection[int]) -> list[Path]:
    """The files of these recordings that no other recording needs, and what is called after them elsewhere."""
    table = Base.metadata.tables[Recording.__tablename__]
    mine, others = set[tuple[str, str]](), set[tuple[str, str]]()
    for row in connection.execute(select(table.c.id, *(table.c[column] for column in _KINDS))):
        (mine if row.id in recordings else others).update(
            (kind, str(getattr(row, column))) for column, kind in _KINDS.items() if getattr(row, column)
        )
    found: set[Path] = set()
    for kind, inside in mine - others:
        with suppress(ProjectError, StorageError):
            found.add(project.path(inside, kind))
    stems = {PurePosixPath(path).stem for _, path in mine - others} - {PurePosixPath(path).stem for _, path in others}
    for kind in (WORKING, PEAKS, RECORDINGS, TRASH):
        with suppress(OSError):
            found.update(path for path in (project.folder / kind).iterdir() if path.name.split(".")[0] in stems)
    return sorted(path for path in found if is_plain_file(path))


def _remove(files: Iterable[Path]) -> list[Path]:
    left = []
    for path in files:
        try:
            path.unlink(missing_ok=True)
        except OSError:
            left.append(path)
    return left


def _marks(connection: Connection, rows: Rows) -> list[tuple[str, int, str]]:
    """What tells these stories and storytellers in a copy of the database from others of the same number."""
    found = []
    for kind in (Story.__table__, Storyteller.__table__):
        for some in _some(rows.get(kind.name, ())):  # type: ignore[attr-defined]
            query = select(kind.c.id, kind.c.created_at).where(kind.c.id.in_(some))
            found += [(str(kind.name), row.id, row.created_at) for row in connection.execute(query)]  # type: ignore[attr-defined]
    return found


def _database_copies(folder: Path) -> list[Path]:
    with suppress(OSError):
        return sorted(path for path in (folder / BACKUPS).iterdir() if is_plain_file(path))
    return []


def _holding(folder: Path, marks: Iterable[tuple[str, int, str]]) -> list[Path]:
    """The copies of the database that hold any of it, and those that cannot be read: what is in them nobody knows."""
    return [path for path in _database_copies(folder) if _holds(path, marks)]


def _holds(copy: Path, marks: Iterable[tuple[str, int, str]]) -> bool:
    try:
        uri = f"{copy.resolve().as_uri()}?mode=ro&immutable=1"
        with closing(sqlite3.connect(uri, uri=True)) as connection:
            connection.execute("PRAGMA trusted_schema=OFF").close()
            # A copy may have been planted: one that answers too slowly counts as unreadable.
            connection.set_progress_handler(lambda: 1, _STEPS)
            return any(
                connection.execute(f"SELECT 1 FROM {table} WHERE id = ? AND created_at = ?", (row, made)).fetchone()
                for table, row, made in marks
            )
    except (sqlite3.Error, OSError, ValueError):
        return True


# ---- the database ---------------------------------------------------------------------------------------------


def _compact(project: Project) -> None:
    """Nothing deleted stays in free space, in the log, or in what undo kept."""
    with project.quiet():
        project.history.forget()
        emptied = project.database.compact()
    if not emptied:
        raise ProjectBusy(
            "It is deleted, but another program has this project open and still holds the file as it was.",
            "Nothing else was changed.",
            "Close the project there: it leaves the file as soon as nobody else has it open.",
        )
    project.back_up(Reason.ASKED)
