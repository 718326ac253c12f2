"""What is deleted for good is noted with the transaction in which its rows go, until nothing of it is left in any file.

Stopped in between, by a power cut or another program, the rest is done when the project is opened next: its sound, the
copies of the database that hold it, and what lies in free pages of the file. `check-project` names it until then.
"""

import logging
from collections.abc import Iterable, Mapping
from pathlib import Path

from sqlalchemy import Connection, Text, delete, select, type_coerce, update
from sqlalchemy.orm import Session

from coproclip.errors import CoProClipError, ProjectBusy
from coproclip.jobs import Progress, Report, silent
from coproclip.project import word_index
from coproclip.project.backups import BackupReason
from coproclip.project.columns import LARGEST_ID, row_ids
from coproclip.project.copies import Mark, database_copies, holding, plain_files
from coproclip.project.journal import Work
from coproclip.project.places import DATABASE_FILES
from coproclip.project.project import Edit, Project, now
from coproclip.project.schema import Base, Change, Consent, Person, Recording, Story, UnfinishedErasure

log = logging.getLogger(__name__)

STAGES = 4
Rows = Mapping[str, set[int]]
_MARKED = {kind.__tablename__: kind for kind in (Story, Person)}


def note_erasure(edit: Edit, files: Iterable[Path], marks: Iterable[Mark] = (), *, copies: bool = False) -> int:
    """Note with the rows that go now what has to go after them; the note's number, for `finish_erasure`.

    `files` lie in the project's folder, `marks` tell which copies of the database hold any of it; with `copies` all go.
    """
    folder = edit.project.folder
    row = UnfinishedErasure(
        created_at=now(),
        files=[path.relative_to(folder).as_posix() for path in files],
        marks=[f"{table} {number} {made}" for table, number, made in marks],
        copies=int(copies),
        rewritten=0,
    )
    return edit.add(row).id


def unfinished(session: Session) -> list[int]:
    """The numbers of what was begun to be deleted for good and is not all gone."""
    return list(session.scalars(select(UnfinishedErasure.id).order_by(UnfinishedErasure.id)))


def finish_erasures(project: Project, report: Report = silent) -> int:
    """Finish what was begun; how many were. Raises what `finish_erasure` raises."""
    with project.read() as session:
        numbers = unfinished(session)
    for number in numbers:
        finish_erasure(project, number, report)
    return len(numbers)


def finish_at_opening(project: Project) -> None:
    """The same where something may be written. No reason to stop anybody's work: what could not be done stays noted."""
    if project.read_only:
        return
    try:
        finish_erasures(project)
    except CoProClipError as error:
        log.warning("what was deleted for good is not all gone: %s", type(error).__name__)


def finish_erasure(project: Project, number: int, report: Report = silent, rows: Rows | None = None) -> list[Path]:
    """Take away the files, write the database anew and keep a fresh backup; returns the files that could not be taken.

    `rows` are the numbers that went, by table; without them they are those that the log says. What could not be taken
    away is tried again at the next opening. Raises a `ProjectError` or `StorageError`: `ProjectBusy` when another
    program still holds the file as it was.
    """
    with project.read() as session:
        row = session.get_one(UnfinishedErasure, number)
        marks = [mark for mark in map(_mark, row.marks) if mark is not None]
        # A copy that was made since may have it in free pages.
        since: Mark = (UnfinishedErasure.__tablename__, number, row.created_at)
        files = {*_named(project, session, row.files)}
        if rows is None:
            rows = _gone(session, marks)
    copies = database_copies(project.folder) if row.copies else holding(project.folder, [*marks, since])
    report(Progress(1, STAGES, "Deleting its files"))
    left = remove_files({*files, *copies})
    names_left = [path.relative_to(project.folder).as_posix() for path in left]
    if not row.rewritten:
        with project.edit(Work.ERASE) as edit:
            # What the edit before has noted: other windows know by now which rows are gone.
            forget_numbers(edit.session.connection(), rows)
            # A file may be called after the story.
            edit.get(UnfinishedErasure, number).files = names_left
        _compact(project, report)
    with project.edit(Work.ERASE) as edit:
        noted = edit.get(UnfinishedErasure, number)
        if left:
            noted.files, noted.rewritten = names_left, 1
        else:
            edit.session.delete(noted)
    project.database.bring_home()
    report(Progress(3, STAGES, "Keeping a fresh backup"))
    if not row.rewritten:
        project.back_up(BackupReason.ASKED)
    report(Progress(STAGES, STAGES))
    return left


def purge(project: Project, report: Report = silent) -> None:
    """After words were taken out of rows: take them out of the search index, undo and free space as well.

    Every copy of the database in the project's folder goes, and a fresh backup is kept.
    """
    report(Progress(0, STAGES, "Rebuilding the search index"))
    with project.edit(Work.ERASE) as edit:
        word_index.make_anew(edit.session)
        noted = edit.session.scalars(select(UnfinishedErasure.id).where(UnfinishedErasure.copies == 1)).first()
        number = noted or note_erasure(edit, (), copies=True)
    finish_erasure(project, number, report, {})


def _mark(text: str) -> Mark | None:
    table, number, made = (*text.split(" ", 2), "", "")[:3]
    return (table, int(number), made) if table in _MARKED and number.isdecimal() and len(number) < 15 else None


def _named(project: Project, session: Session, names: Iterable[str]) -> list[Path]:
    """The files that a note names, as far as they lie in the folder and nothing that is there now needs them."""
    needed = {
        path for one in session.execute(select(Recording.original, Recording.working, Recording.peaks)) for path in one
    }
    needed.update(session.scalars(select(Consent.paper)))
    wanted = {*names} - needed - {*DATABASE_FILES}
    return [path for where, path in plain_files(project.folder) if where in wanted]


def _gone(session: Session, marks: Iterable[Mark]) -> Rows:
    """The rows that deletions took away, as the log has them."""
    erased = select(Change.ids).where(Change.operation == Work.ERASE.name.lower())
    found: dict[str, set[int]] = {"story": set()}
    for ids in session.scalars(erased):
        for table, numbers in ids.items():
            if (kind := Base.metadata.tables.get(table)) is not None:
                there = set(session.scalars(select(kind.c.id)))
                found.setdefault(table, set()).update({*numbers} - there)
    found["story"].update(number for table, number, _ in marks if table == "story")
    return found


def forget_numbers(connection: Connection, rows: Rows) -> None:
    """The lasting log says that something was deleted, and of which story; no longer which rows it had.

    What was never written so by us tells nothing and may hold anything: it goes.
    """
    log = Base.metadata.tables[Change.__tablename__]
    # As they stand: `RowIds` reads what makes no sense as nothing.
    written = select(log.c.id, log.c.operation, type_coerce(log.c.ids, Text))
    for number, operation, raw in connection.execute(written).all():
        ids = row_ids(raw)
        if ids is None or not 0 < number <= LARGEST_ID:
            connection.execute(delete(log).where(log.c.id == number))
            continue
        kept = {table: [row for row in some if row not in rows.get(table, ())] for table, some in ids.items()}
        if kept != ids:
            which = {"story": sorted(rows.get("story", ()))} if operation == Work.ERASE.name.lower() else {}
            kept = {table: some for table, some in kept.items() if some} | which
            connection.execute(update(log).where(log.c.id == number).values(ids=kept))


def remove_files(files: Iterable[Path]) -> list[Path]:
    """Take files away; returns those that could not be."""
    left = []
    for path in files:
        try:
            path.unlink(missing_ok=True)
        except OSError:
            left.append(path)
    return left


def _compact(project: Project, report: Report) -> None:
    """Nothing deleted stays in free space, in the log, or in what undo kept."""
    report(Progress(2, STAGES, "Rewriting the project’s file"))
    with project.quiet():
        project.history.forget()
        emptied = project.database.compact()
    if not emptied:
        raise ProjectBusy(
            "It is deleted, but another program has this project open and still holds the file as it was.",
            "Nothing else was changed.",
            "Close the project there: it leaves the file as soon as nobody else has it open.",
        )
