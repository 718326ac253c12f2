"""Looking at a project from outside: also one that is refused, that lies on a read-only stick, or that is not ours.

Nothing is changed. What mends something is named with it, and done only when asked for: see `MENDS`.
"""

import os
import sqlite3
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from coproclip.errors import BadInput, CoProClipError, ProjectBusy, ProjectDamaged, ProjectError, ProjectReadOnly
from coproclip.jobs import Progress, Report, silent
from coproclip.new_files import fresh_path, is_link
from coproclip.project.erasing.unfinished_erasure import finish_erasures
from coproclip.project.looking_after.integrity import (
    BACKUP_MEND,
    DETAILS_MEND,
    Finding,
    Severity,
    examined,
    rebuild_index,
)
from coproclip.project.project import Project, now
from coproclip.project.storage import schema_check, set_aside, word_index
from coproclip.project.storage.backups import BackupReason, copy_whole, is_backup_name, next_path, take
from coproclip.project.storage.copies import is_second_version, links_in
from coproclip.project.storage.database import APPLICATION_ID, Database
from coproclip.project.storage.fingerprints import DATABASE_SUM, MEDIA_SUMS, break_seal, is_as_left
from coproclip.project.storage.lock import LOCK, WISH
from coproclip.project.storage.places import (
    BACKUPS,
    DATABASE,
    DATABASE_FILES,
    FOLDERS,
    OF_THE_SYSTEM,
    VAULT,
    VAULT_COPY,
    WORKING_COPY,
    has_other_name,
    is_plain_file,
    refuse_links,
    refuse_other_names,
)
from coproclip.project.storage.read_only import LARGEST_BYTES, PrivateCopy, has_log
from coproclip.project.storage.replacing import as_it_lies, put_in_place
from coproclip.project.storage.safe_reading import open_guarded
from coproclip.project.storage.storage_errors import HALF_CHANGE_MEND, half_changed, mapped_errors, unsafe

_OURS = frozenset({*DATABASE_FILES, *FOLDERS, DATABASE_SUM, MEDIA_SUMS, LOCK, VAULT, VAULT_COPY, WORKING_COPY})
_MAY_BE_ANYTHING = frozenset({"trash"})

LOG, JOURNAL = f"{DATABASE}-wal", f"{DATABASE}-journal"
LOG_MEND = "Run “coproclip check-project PROJECT --mend log”: the log is put aside, into backups."
_JOURNAL_MARK = bytes.fromhex("d9d505f920a163d7")


def inspect(folder: Path, *, report: Report = silent) -> list[Finding]:
    """Everything that is wrong with the project at `folder`; an empty list when it is whole. Changes nothing.

    Raises `ProjectError` when there is no project at all.
    """
    folder = Path(os.path.abspath(folder))
    folder = folder.parent if folder.name == DATABASE else folder
    if not os.path.isdir(folder):
        raise ProjectError(
            f"There is no project at “{folder.name}”.", next="Choose a folder whose name ends in .coproclip."
        )
    report(Progress(0, 1, "Reading the project"))
    # First what may lead whatever mends something to somebody's own files.
    links = [_link(where) for where in links_in(folder) if where not in DATABASE_FILES]
    found = [*links, *_database(folder), *_folder(folder)]
    try:
        with looked_at(folder) as project:
            named = {one.where for one in found if is_second_version(one.where)} | {one.where for one in links}
            found += [one for one in examined(project, report=report) if one.where not in named]
    except CoProClipError as error:
        # What the file itself said about it is more exact.
        if not any(one.severity is Severity.ERROR and one.where.startswith(DATABASE) for one in found):
            found.append(Finding(error.happened, DATABASE, error.next or BACKUP_MEND))
    return list(dict.fromkeys(found))


@contextmanager
def looked_at(folder: Path) -> Iterator[Project]:
    """The project, opened so that nothing at all is written: no backup, no newer tables."""
    if not is_plain_file(folder / DATABASE):
        raise ProjectError(f"There is no project at “{folder.name}”.")
    refuse_links(folder, *DATABASE_FILES)
    only = ProjectReadOnly("The project is only looked at.")
    project = Project(folder, Database(folder / DATABASE, read_only=True), only)
    try:
        yield project
    finally:
        project.close()


def _database(folder: Path) -> list[Finding]:
    path = folder / DATABASE
    if not os.path.lexists(path):
        return [Finding("The project’s file project.db is not there.", DATABASE, BACKUP_MEND)]
    if strange := [
        name for name in DATABASE_FILES if os.path.lexists(folder / name) and not is_plain_file(folder / name)
    ]:
        # SQLite would follow it, or wait for ever for what comes out of it.
        return [
            Finding(
                f"{name} is {'a link to somewhere else' if _is_link(folder / name) else 'not a file'}.",
                name,
                BACKUP_MEND if name == DATABASE else "Move it out of the project.",
            )
            for name in strange
        ]
    found = []
    if has_other_name(path):
        found.append(
            Finding(
                "project.db is at the same time a file somewhere else: what is written here would change that too.",
                DATABASE,
                "Copy the whole folder to a new place and work on the copy.",
            )
        )
    if is_as_left(folder) is False:
        found.append(
            Finding(
                "project.db is not as CoProClip left it: another program or a fault of the disk changed it.",
                DATABASE,
                f"If nobody changed it on purpose: {BACKUP_MEND}",
            )
        )
    if _too_large(folder / LOG):
        return [*found, Finding("The log beside project.db is far larger than it can be.", LOG, LOG_MEND)]
    log = has_log(path)
    with_log = _look(path, alone=not (log or os.path.lexists(folder / JOURNAL)))
    if log and with_log and with_log[0].where != JOURNAL and not _look(path, alone=True):
        found.append(Finding("The log beside project.db does not belong to it or is damaged.", LOG, LOG_MEND))
    return found + with_log


def _look(path: Path, *, alone: bool) -> list[Finding]:
    """What is wrong inside the file, without (`alone`) or with the log beside it; nothing of what is in it is run."""
    try:
        with closing(open_guarded(path, alone=alone)) as connection:
            if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
                return [Finding("This is not a CoProClip project.", DATABASE)]
            version = schema_check.version_of(connection)
            if version is None or version not in schema_check.known_versions():
                return []  # opening says which it is: a newer one, or damage
            strange = schema_check.foreign_objects(connection, version)
            found = [Finding(unsafe(one).happened, f"{DATABASE}: {one.name}", BACKUP_MEND) for one in strange]
            if found:
                return found
            faults = word_index.faults_elsewhere(connection.execute("PRAGMA quick_check(20)"))
            found += [Finding(f"The project file has a fault: {fault}.", DATABASE, BACKUP_MEND) for fault in faults]
            if not faults and not connection.execute("SELECT 1 FROM project WHERE id = 1").fetchone():
                found.append(Finding("The project’s own details are missing.", DATABASE, DETAILS_MEND))
            return found
    except (sqlite3.Error, UnicodeDecodeError) as error:
        if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_READONLY_ROLLBACK:
            return [Finding(half_changed().happened, JOURNAL, HALF_CHANGE_MEND)]
        return [Finding("The project file is damaged.", DATABASE, BACKUP_MEND)]


def _too_large(path: Path) -> bool:
    return is_plain_file(path) and path.stat().st_size > LARGEST_BYTES


def _link(where: str) -> Finding:
    if where in FOLDERS:
        return Finding(f"The folder “{where}” is a link to somewhere else.", where, "Put a real folder in its place.")
    return Finding(
        f"“{where}” is a link to somewhere else; CoProClip makes none.",
        where,
        "Delete the link before anything else, unless you made it yourself.",
    )


def _folder(folder: Path) -> Iterator[Finding]:
    for where in _files(folder):
        name = where.rpartition("/")[2]
        if sentence := set_aside.sentence_about(where):
            yield Finding(sentence, where, "Look at it; when all is in its place again, delete it.", Severity.NOTE)
        elif is_second_version(where):
            yield Finding(
                f"“{where}” is a second version that a program for keeping folders in step has made.",
                where,
                "Look which of the two has what you need, and move the other one out of the project.",
                Severity.WARNING,
            )
        elif ("/" not in where or where.startswith(f"{BACKUPS}/")) and not name.endswith(".unfinished"):
            yield Finding(
                f"“{where}” is not of CoProClip’s making.", where, "Move it out of the project.", Severity.WARNING
            )


def _is_link(path: Path) -> bool:
    try:
        return is_link(path)
    except OSError:
        return False


def _files(folder: Path) -> Iterator[str]:
    """Names of what is in the project and may not belong there."""
    try:
        for name in sorted(os.listdir(folder)):
            a_wish = name.startswith(WISH) and is_plain_file(folder / name)
            if name not in _OURS and not a_wish and not _is_link(folder / name) and name.lower() not in OF_THE_SYSTEM:
                yield name
        for kind in FOLDERS:
            if kind in _MAY_BE_ANYTHING or _is_link(folder / kind) or not (folder / kind).is_dir():
                continue
            for name in sorted(os.listdir(folder / kind)):
                of_ours = kind == BACKUPS and is_backup_name(name.removesuffix("-wal").removesuffix("-journal"))
                if not of_ours and not _is_link(folder / kind / name) and name.lower() not in OF_THE_SYSTEM:
                    yield f"{kind}/{name}"
    except OSError:
        return


# ---- mending --------------------------------------------------------------------------------------------------


def mend(folder: Path, name: str) -> str:
    """Do what mends something, by the name that `inspect` gives; returns what was done as a sentence."""
    if name not in MENDS:
        raise BadInput(f"There is no mend called “{name}”.", next=f"Choose one of {', '.join(MENDS)}.")
    refuse_links(folder)
    refuse_other_names(folder, DATABASE)
    return MENDS[name](folder)


def _search_index(folder: Path) -> str:
    with Project.open(folder) as project:
        rebuild_index(project)
    return "The search index was rebuilt."


def _erasure(folder: Path) -> str:
    with Project.open(folder) as project:
        if not finish_erasures(project, elsewhere=True):
            raise BadInput("Nothing waits to be deleted for good.", "Nothing was changed.")
    return "What was left of it is deleted for good."


def _put_log_aside(folder: Path) -> str:
    path, log = folder / DATABASE, folder / LOG
    if not is_plain_file(log):
        raise BadInput("There is no log beside project.db.", "Nothing was changed.")
    if _look(path, alone=True) or not (_too_large(log) or _look(path, alone=False)):
        raise BadInput("The log beside project.db is needed, or taking it away would not help.", "Nothing was changed.")
    kept = next_path(folder, BackupReason.DAMAGED)
    os.replace(log, kept.with_name(f"{kept.name}-wal"))
    (folder / f"{DATABASE}-shm").unlink(missing_ok=True)
    return f"The log was put aside: {BACKUPS}/{kept.name}-wal."


def _take_back(folder: Path) -> str:
    path, part = folder / DATABASE, fresh_path(folder / BACKUPS)
    lay = as_it_lies(path)
    if not any(one.where == JOURNAL for one in _look(path, alone=False)):
        raise BadInput("No change of another program waits to be taken back.", "Nothing was changed.")
    # In a copy of our own, and never one that names yet another file: SQLite would delete that. Where it does not
    # belong to this file at all, what is there without it is whole.
    tried = ("", "-wal", "-journal"), ("", "-wal")
    with mapped_errors(folder):
        for endings in tried[_names_another(folder / JOURNAL) :]:
            with closing(PrivateCopy(path, endings)) as copy, suppress(sqlite3.Error):
                copy_whole(copy.path, part)
                if not _look(part, alone=True):
                    break
                part.unlink()
        else:
            raise ProjectDamaged("The project file is damaged.", "Nothing was changed.", BACKUP_MEND)
        if as_it_lies(path) != lay:
            part.unlink()
            raise ProjectBusy(
                "Another program has just changed this project.", "Nothing was changed here.", "Try again."
            )
        kept = put_in_place(part, path, folder)
    return (
        f"The half-written change was taken back. What was there before is kept: {BACKUPS}/{kept.name if kept else ''}."
    )


def _names_another(journal: Path) -> bool:
    """Whether a journal belongs to a change in several files at once: it ends with a mark, and before it their name."""
    with journal.open("rb") as file:
        file.seek(max(0, journal.stat().st_size - len(_JOURNAL_MARK)))
        return file.read() == _JOURNAL_MARK


def _details(folder: Path) -> str:
    """One entry for the project, under the number 1: its own that lost the number, or a new one; no other beside it."""
    path = folder / DATABASE
    if any(finding.mend != DETAILS_MEND for finding in _look(path, alone=False)):
        raise BadInput("The project file has other faults too.", "Nothing was changed.", "Mend those first.")
    with mapped_errors(folder):
        with closing(open_guarded(path)) as connection:
            there = [number for (number,) in connection.execute("SELECT id FROM project ORDER BY id")]
        if there == [1]:
            raise BadInput("The project’s own details are there.", "Nothing was changed.")
        take(path, folder, BackupReason.UPDATE)
        break_seal(folder)
        with closing(sqlite3.connect(path)) as connection, connection:
            if len(there) == 1:
                connection.execute("UPDATE project SET id = 1")
                return "The project’s details have their number again."
            connection.execute("DELETE FROM project WHERE id <> 1")
            if 1 in there:
                return "What stood beside the project’s own details was taken out."
            about = connection.execute("PRAGMA table_info(project)")
            columns = {name: "" for _, name, _, _, usual, _ in about if usual is None}
            title = folder.stem.encode("utf-8", "replace").decode()
            values = columns | {"id": 1, "uid": str(uuid.uuid4()), "title": title, "created_at": now()}
            marks = ", ".join("?" * len(values))
            names = ", ".join(f'"{name}"' for name in values)
            connection.execute(f"INSERT INTO project ({names}) VALUES ({marks})", tuple(values.values()))
    return "New details were put in; give the project its title again."


MENDS: dict[str, Callable[[Path], str]] = {
    "search-index": _search_index,
    "erasure": _erasure,
    "log": _put_log_aside,
    "journal": _take_back,
    "details": _details,
}
