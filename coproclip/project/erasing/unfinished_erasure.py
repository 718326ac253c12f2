"""What is deleted for good is noted with the transaction in which its rows go, until nothing of it is left in any file.

Stopped in between, by a power cut or another program, the rest is done when the project is opened next: its sound, the
copies of the database that hold it, and what lies in free pages of the file. `check-project` names it until then.

A note that this computer did not write is a claim of whoever made the project: it is named, and only a person who asks
for it has it finished, with far less than one of our own may take (`erasures_here`).
"""

import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

from sqlalchemy import Connection, Text, delete, select, type_coerce, update
from sqlalchemy.orm import Session

from coproclip.errors import CoProClipError, ProjectBusy
from coproclip.jobs import CancelToken, Progress, Report, silent
from coproclip.project.columns import LARGEST_ID, row_ids
from coproclip.project.erasing.erasures_here import forget_here, is_noted_here, note_here
from coproclip.project.journal import Work
from coproclip.project.project import Edit, Project, now
from coproclip.project.schema import Base, Change, Person, Story, UnfinishedErasure
from coproclip.project.storage import word_index
from coproclip.project.storage.backups import BackupReason, is_backup_name
from coproclip.project.storage.copies import Mark, database_copies, holding, plain_files
from coproclip.project.storage.fingerprints import DATABASE_SUM, MEDIA_SUMS
from coproclip.project.storage.lock import LOCK
from coproclip.project.storage.named_files import NAMING, named_files
from coproclip.project.storage.places import BACKUPS, DATABASE_FILES

log = logging.getLogger(__name__)

STAGES = 4
Rows = Mapping[str, set[int]]
MOST_NOTES = 1_000
"""So many are looked at, at once."""
_MARKED = {kind.__tablename__: kind for kind in (Story, Person)}
_NEVER = frozenset({*DATABASE_FILES, DATABASE_SUM, MEDIA_SUMS, LOCK})
_OF_STRANGERS = frozenset(kind for columns in NAMING.values() for kind in columns.values())
"""Where a note that this computer did not write may have files taken away: not what is just being recorded."""


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
    edit.add(row)
    note_here(edit.project.details.uid, row)
    return row.id


def unfinished(project: Project, *, here: bool) -> list[int]:
    """The numbers of what was begun to be deleted for good, on this computer or (not `here`) elsewhere, and is left."""
    uid = project.details.uid
    with project.read() as session:
        rows = session.scalars(select(UnfinishedErasure).order_by(UnfinishedErasure.id).limit(MOST_NOTES))
        return [row.id for row in rows if is_noted_here(uid, row) is here]


def finish_erasures(project: Project, report: Report = silent, *, elsewhere: bool = False) -> int:
    """Finish what was begun on this computer, and `elsewhere` if asked; how many. Raises what `finish_erasure` does."""
    numbers = unfinished(project, here=True)
    for number in numbers:
        finish_erasure(project, number, report)
    strange = unfinished(project, here=False) if elsewhere else []
    if strange:
        _finish(project, strange, report, None, ours=False)
    return len(numbers) + len(strange)


def finish_at_opening(project: Project, cancel: CancelToken | None = None) -> None:
    """The same where something may be written. No reason to stop anybody's work: what could not be done stays noted.

    Only what was begun on this computer. Between two steps it ends when somebody had enough.
    """

    def _go_on(_: Progress) -> None:
        if cancel is not None:
            cancel.raise_if_cancelled()

    if project.read_only:
        return
    try:
        finish_erasures(project, _go_on)
    except CoProClipError as error:
        log.warning("what was deleted for good is not all gone: %s", type(error).__name__)


def finish_erasure(project: Project, number: int, report: Report = silent, rows: Rows | None = None) -> list[Path]:
    """Take away the files, write the database anew and keep a fresh backup; returns the files that could not be taken.

    `rows` are the numbers that went, by table; without them they are those that the log says. What could not be taken
    away is tried again at the next opening. Raises a `ProjectError` or `StorageError`: `ProjectBusy` when another
    program still holds the file as it was.
    """
    return _finish(project, [number], report, rows, ours=True)


def _finish(project: Project, numbers: Sequence[int], report: Report, rows: Rows | None, *, ours: bool) -> list[Path]:
    uid = project.details.uid
    with project.read() as session:
        noted = [session.get_one(UnfinishedErasure, number) for number in numbers]
        marks = _gone_marks(session, {mark for row in noted for mark in map(_mark, row.marks) if mark is not None})
        files = {*_named(project, session, {name for row in noted for name in row.files}, ours=ours)}
        if rows is None:
            rows = _gone(session, marks)
    if not ours:
        copies = [path for path in holding(project.folder, marks, unreadable=False) if _is_backup(project, path)]
    elif any(row.copies for row in noted):
        copies = database_copies(project.folder)
    else:
        # A copy that was made since may have it in free pages.
        since: list[Mark] = [(UnfinishedErasure.__tablename__, row.id, row.created_at) for row in noted]
        copies = holding(project.folder, [*marks, *since])
    report(Progress(1, STAGES, "Deleting its files"))
    left = remove_files({*files, *copies})
    names_left = [path.relative_to(project.folder).as_posix() for path in left]
    rewritten = all(row.rewritten for row in noted)
    if not rewritten:
        with project.edit(Work.ERASE) as edit:
            # What the edit before has noted: other windows know by now which rows are gone.
            forget_numbers(edit.session.connection(), rows)
            # A file may be called after the story.
            for number in numbers:
                _note_again(edit, uid, number, names_left, ours=ours)
        _compact(project, report)
    with project.edit(Work.ERASE) as edit:
        for number in numbers:
            if left:
                _note_again(edit, uid, number, names_left, rewritten=1, ours=ours)
            else:
                row = edit.get(UnfinishedErasure, number)
                forget_here(uid, row)
                edit.session.delete(row)
    project.database.bring_home()
    report(Progress(3, STAGES, "Keeping a fresh backup"))
    if not rewritten:
        project.back_up(BackupReason.ASKED)
    report(Progress(STAGES, STAGES))
    return left


def _note_again(edit: Edit, uid: str, number: int, files: list[str], *, rewritten: int = 0, ours: bool) -> None:
    row = edit.get(UnfinishedErasure, number)
    before = rewritten or row.rewritten
    if ours:
        forget_here(uid, row)
    row.files, row.rewritten = files, before
    if ours:
        note_here(uid, row)


def _is_backup(project: Project, path: Path) -> bool:
    return path.parent == project.folder / BACKUPS and is_backup_name(path.name)


def purge(project: Project, report: Report = silent) -> None:
    """After words were taken out of rows: take them out of the search index, undo and free space as well.

    Every copy of the database in the project's folder goes, and a fresh backup is kept.
    """
    report(Progress(0, STAGES, "Rebuilding the search index"))
    with project.edit(Work.ERASE) as edit:
        word_index.make_anew(edit.session)
        uid = project.details.uid
        noted = edit.session.scalars(select(UnfinishedErasure).where(UnfinishedErasure.copies == 1).limit(MOST_NOTES))
        number = next((row.id for row in noted if is_noted_here(uid, row)), 0) or note_erasure(edit, (), copies=True)
    finish_erasure(project, number, report, {})


def _mark(text: str) -> Mark | None:
    table, number, made = (*text.split(" ", 2), "", "")[:3]
    return (table, int(number), made) if table in _MARKED and number.isdecimal() and len(number) < 15 else None


def _gone_marks(session: Session, marks: Iterable[Mark]) -> list[Mark]:
    """Those marks whose row is really gone: nothing of what is still there, set aside or not, was deleted for good."""
    connection, found = session.connection(), list[Mark]()
    for name in _MARKED:
        there = set(connection.scalars(select(Base.metadata.tables[name].c.id)))
        found += [mark for mark in marks if mark[0] == name and mark[1] not in there]
    return found


def _named(project: Project, session: Session, names: Collection[str], *, ours: bool) -> list[Path]:
    """The files that a note names, as far as they lie in the folder and nothing that is there now needs them."""
    # By the connection, which knows of what is set aside too.
    needed = _NEVER | {inside for _, _, _, inside in named_files(session.connection())}
    wanted = {name for name in names if name not in needed and (ours or name.partition("/")[0] in _OF_STRANGERS)}
    return [path for where, path in plain_files(project.folder) if where in wanted] if wanted else []


def _gone(session: Session, marks: Iterable[Mark]) -> Rows:
    """The rows that deletions took away, as the log has them."""
    erased = select(Change.ids).where(Change.operation == Work.ERASE.name.lower())
    found: dict[str, set[int]] = {"story": set()}
    for ids in session.scalars(erased):
        for table, numbers in ids.items():
            if table in Base.metadata.tables:
                found.setdefault(table, set()).update(numbers)
    for table, gone in found.items():
        gone -= {*session.connection().scalars(select(Base.metadata.tables[table].c.id))}
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
