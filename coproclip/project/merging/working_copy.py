"""A working copy of a project for a colleague: a whole project that remembers which state it was made from."""

import errno
import json
import os
import re
import secrets
import shutil
import sqlite3
import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, select
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

from coproclip.elsewhere.process import never, read_elsewhere
from coproclip.errors import BadInput, ProjectError, storage_error
from coproclip.jobs import CancelToken, Progress, Report, silent
from coproclip.new_files import copy_new, load_json, read_plain, write_whole
from coproclip.project.journal import Work
from coproclip.project.merging.prints import Prints
from coproclip.project.merging.rows import SPAN, merged_tables, read_tables
from coproclip.project.merging.staying_here import Parted, leave_out, note_staying, part_stories, stayed_at_home
from coproclip.project.project import SUFFIX, Project, now
from coproclip.project.schema import MergedRow
from coproclip.project.storage.backups import copy_whole
from coproclip.project.storage.fingerprints import sha256_of
from coproclip.project.storage.fresh_ids import never_twice
from coproclip.project.storage.named_files import named_files
from coproclip.project.storage.places import (
    DATABASE,
    FOLDERS,
    PRIVATE_FOLDER,
    WORKING_COPY,
    is_plain_file,
    is_plain_name,
)
from coproclip.project.storage.safe_reading import harden
from coproclip.project.storage.storage_errors import mapped_errors

_FORMAT = 1
_LARGEST, _ALWAYS, _TIMES_DATABASE = 512 << 20, 16 << 20, 16
"""Of so many bytes is what a copy says of itself at most: so many always, and so many for each of its database."""
_MOST_VALUES = 3_000_000
_READ_HERE = 1 << 20
"""What is larger is read in a process of its own: nothing else goes on meanwhile in the process that reads it."""
_HEX = re.compile("[0-9a-f]*")
_MOST_LETTERS = 200
_STAYS_HERE = {
    "story": ("private_note",),
    "storyteller": ("access_needs", "thanks", "guardian"),
    "person_entry": ("note",),
    "attendee": ("needs",),
    "consent": ("paper",),
}
"""What leaves the project in no file, a colleague's copy neither; nor do real names, scans and the private log."""
_NOT_IN_A_COPY = (
    "care_note",
    "played",
    "place",
    "workshop_place",
    "waiting",
    "unfinished_erasure",
    "merged_row",
    "review_pack",
)


@dataclass(frozen=True, slots=True)
class WorkingCopy:
    """What a working copy knows of itself: of which project, for whom, and the state it was made from.

    `uid` is its own; `made_from` that of the copy it was made from, empty for the project itself; `sha256` that of the
    file in which it says all this, for anybody may have written that anew: see `is_known`.
    """

    project: str
    uid: str
    made_from: str
    for_whom: str
    made_at: str
    base: Prints
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Leaving:
    """A copy that is about to be put in its place: its name, the SHA-256 of its database, and what is (not) in it."""

    name: str
    sha256: str
    stories: Parted


def is_copy(folder: Path) -> bool:
    """Whether the project at `folder` is a working copy of another one."""
    return is_plain_file(folder / WORKING_COPY)


def make_copy(
    project: Project,
    to: Path,
    for_whom: str = "",
    *,
    own: Collection[str] = (),
    leaving: Callable[[Leaving], object] = lambda _leaving: None,
    report: Report = silent,
    cancel: CancelToken | None = None,
) -> Path:
    """Make a working copy of an open project in the folder `to`; returns where it lies.

    Stories in the bin, and those that the team may not have, are not in it (`staying_here`); `own` are those of the
    project's own questions (items) that it needs a yes to. `leaving` hears of it before it is put in its place, and may
    refuse: see `export.working_copies`, which knows those questions, and notes it.

    Raises `BadInput` where something of that name is there, a `ProjectError` or `StorageError`; then nothing is left.
    """
    for_whom = " ".join("".join(sign if sign.isprintable() else " " for sign in for_whom).split())[:_MOST_LETTERS]
    if to.resolve().is_relative_to(project.folder.resolve()):
        raise BadInput("A copy cannot lie inside the project itself.", "Nothing was made.", "Choose another folder.")
    name = f"{project.folder.stem} {f'for {for_whom}' if for_whom else 'copy'}{SUFFIX}"
    target = to / (name if is_plain_name(name) else f"{project.folder.stem} copy{SUFFIX}")
    if os.path.lexists(target):
        raise BadInput(f"“{target.name}” is there already.", "It was not touched.", "Choose another folder or name.")
    with project.edit(Work.MAKE_COPY) as edit:
        # A number names the same row in both from now on.
        never_twice(edit.session, [SPAN, *(table.name for table in merged_tables())])
        made_from = own_uid(project.folder)
    half = to / f".{uuid.uuid4().hex[:8]}.new"
    try:
        half.mkdir(mode=PRIVATE_FOLDER)
        for inner in FOLDERS:
            (half / inner).mkdir(mode=PRIVATE_FOLDER)
        with mapped_errors(project.folder):
            copy_whole(project.database.path, half / DATABASE)
            base, stories, files = _strip(half / DATABASE, own)
        _copy_files(project, half, files, report, cancel)
        copy = WorkingCopy(project.details.uid, str(uuid.uuid4()), made_from, for_whom, now(), base)
        write_whole(half / WORKING_COPY, written := _written(copy))
        with project.edit(Work.MAKE_COPY) as edit:
            edit.add(_memory(copy, sha256(written).hexdigest()))
        leaving(Leaving(target.name, sha256_of(half / DATABASE), stories))
        os.rename(half, target)
    except OSError as error:
        shutil.rmtree(half, ignore_errors=True)
        raise storage_error(error, "making the copy") from error
    except BaseException:
        shutil.rmtree(half, ignore_errors=True)
        raise
    return target


def _strip(path: Path, own: Collection[str]) -> tuple[Prints, Parted, list[tuple[str, str]]]:
    """Take out of a copied database what stays here; returns the fingerprints of what is left, and what it needs.

    That is: prints, stories, and the files that its rows name (the folder where they lie, and the path).
    """
    engine = create_engine("sqlite://", creator=lambda: sqlite3.connect(path), poolclass=StaticPool)
    try:
        with engine.connect() as connection:
            raw: Any = connection.connection.dbapi_connection
            harden(raw)
            stories = part_stories(Session(connection), own)
            staying = [number for some in stories.staying.values() for number in some]
            incomplete = bool(staying) or stayed_at_home(Session(connection))
            for table in _NOT_IN_A_COPY:
                raw.execute(f"DELETE FROM {table}")
            for table, columns in _STAYS_HERE.items():
                sets = ", ".join(f"{column} = ''" for column in columns)
                raw.execute(f"UPDATE {table} SET {sets}")
            sections, texts = leave_out(connection, staying)
            stories = replace(stories, sections=sections, texts=texts)
            if incomplete:
                note_staying(connection)
            connection.commit()
            raw.commit()
            raw.execute("VACUUM")  # nothing of it stays in free space
            files = sorted({(kind, inside) for _, _, kind, inside in named_files(connection)})
            return Prints.of(read_tables(connection), secrets.token_bytes(16)), stories, files
    finally:
        engine.dispose()


def _copy_files(
    project: Project, half: Path, files: list[tuple[str, str]], report: Report, cancel: CancelToken | None
) -> None:
    for place, (kind, inside) in enumerate(files):
        if cancel is not None:
            cancel.raise_if_cancelled()
        report(Progress(place, len(files), "Copying the files"))
        try:
            source = project.path(inside, kind)
        except ProjectError:
            continue  # a path that makes no sense is none here either
        if is_plain_file(source):
            if shutil.disk_usage(half).free < source.stat().st_size:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            copy_new(source, half / inside, cancel.raise_if_cancelled if cancel is not None else lambda: None)


def _memory(copy: WorkingCopy, sha256_of_it: str) -> MergedRow:
    """What the project keeps of a copy, in a row that is of no table: the sum of what the copy says of itself."""
    return MergedRow(
        copy_uid=copy.uid, table_name="", their_id=1, our_id=1, whose=copy.for_whom, as_merged=sha256_of_it
    )


def is_known(connection: Connection, copy: WorkingCopy) -> bool:
    """Whether a copy says of itself what this project wrote when it was made."""
    kept = select(MergedRow.as_merged).where(MergedRow.copy_uid == copy.uid, MergedRow.table_name == "")
    return bool(copy.sha256) and copy.sha256 in set(connection.scalars(kept))


def _written(copy: WorkingCopy) -> bytes:
    base = copy.base
    tables: dict[str, Any] = {
        table: {"columns": list(base.columns[table]), "rows": dict(rows)} for table, rows in base.rows.items()
    }
    return json.dumps(
        {
            "format": _FORMAT,
            "project": copy.project,
            "copy": copy.uid,
            "made from": copy.made_from,
            "for": copy.for_whom,
            "made": copy.made_at,
            "salt": base.salt.hex(),
            "tables": tables,
        },
        separators=(",", ":"),
    ).encode("ascii")


def read_copy(folder: Path, stops: Callable[[], bool] = never) -> WorkingCopy:
    """What the working copy at `folder` knows of itself; raises `BadInput` where it is none, or makes no sense, and
    `Cancelled` when it `stops`.
    """
    if not is_copy(folder):
        raise BadInput(
            f"“{folder.name}” was not made as a copy for a colleague, so nobody knows what was changed in it.",
            "Nothing was changed.",
            "Make a copy for a colleague from your project, and let them work in that.",
        )
    path = folder / WORKING_COPY
    try:
        if path.stat().st_size <= _READ_HERE:
            return _read_file(path)
        return read_elsewhere(_read_file, path, stops)
    except (ValueError, TypeError, LookupError, AttributeError, BadInput) as error:
        raise BadInput(
            "What this copy says about where it comes from cannot be read.",
            "Nothing was changed.",
            "Ask your colleague for the whole folder once more.",
        ) from error
    except OSError as error:
        raise storage_error(error, "reading the copy") from error


def _read_file(path: Path) -> WorkingCopy:
    database = path.with_name(DATABASE)
    size = database.stat().st_size if is_plain_file(database) else 0
    raw = read_plain(path, min(_LARGEST, _ALWAYS + _TIMES_DATABASE * size), "reading the copy")
    return replace(_read(load_json(raw, _MOST_VALUES)), sha256=sha256(raw).hexdigest())


def _read(found: object) -> WorkingCopy:
    if not isinstance(found, dict) or found.get("format") != _FORMAT:
        raise ValueError("format")
    texts = [found[key] for key in ("project", "copy", "made from", "for", "made", "salt")]
    if not all(isinstance(text, str) and len(text) <= _MOST_LETTERS and text.isprintable() for text in texts):
        raise ValueError("texts")
    project, uid, made_from, for_whom, made_at, salt = texts
    if not uid or not 0 < len(salt) <= 64:
        raise ValueError("no number")
    columns, rows = {}, {}
    for table, kept in found["tables"].items():
        columns[table] = [str(name) for name in kept["columns"]]
        rows[table] = {int(number): str(text) for number, text in kept["rows"].items()}
        if not all(_HEX.fullmatch(text) for text in rows[table].values()):
            raise ValueError("prints")
    return WorkingCopy(project, uid, made_from, for_whom, made_at, Prints(bytes.fromhex(salt), columns, rows))


def own_uid(folder: Path) -> str:
    """Which working copy the project at `folder` is; empty where it is none."""
    return read_copy(folder).uid if is_copy(folder) else ""
