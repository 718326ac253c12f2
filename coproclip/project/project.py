"""A project: the folder `Name.coproclip`, and the one door through which it changes."""

import logging
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import delete, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from coproclip.errors import BadInput, CoProClipError, ProjectError, StorageError, UndoRefused, storage_error
from coproclip.jobs import CancelToken
from coproclip.project import journal, names_lost, played
from coproclip.project.columns import LARGEST_ID
from coproclip.project.declined_words import keep_declined
from coproclip.project.history import History
from coproclip.project.journal import Entry, Operation, Step, Work
from coproclip.project.looking_after.leftovers import sweep, sweep_shells
from coproclip.project.rows import Row, fetch
from coproclip.project.schema import Change, Place, ProjectRow
from coproclip.project.seed_rows import make_folder, make_inner
from coproclip.project.storage import word_index
from coproclip.project.storage.backups import Backup, BackupReason, due_today, take
from coproclip.project.storage.database import Database
from coproclip.project.storage.guard import Guard
from coproclip.project.storage.places import place_of, refuse_links
from coproclip.project.storage.read_only import means_read_only, refused, why
from coproclip.project.storage.storage_errors import mapped_errors, to_project_error

log = logging.getLogger(__name__)
P = ParamSpec("P")
T = TypeVar("T")

SUFFIX = ".coproclip"
# Copying more than this on opening would be felt: whoever opens it then calls `back_up_daily` in the background.
SMALL_BYTES = 64 * 1024 * 1024


def now() -> str:
    """The time of an entry: UTC, to the second, as ISO 8601."""
    return datetime.now(UTC).isoformat(timespec="seconds")


@dataclass(frozen=True, slots=True)
class Changes:
    """What a commit changed: row ids by table. `origin` is whoever asked for it, or “elsewhere”."""

    operation: str
    ids: dict[str, set[int]]
    origin: object = None

    def touches(self, *tables: str) -> bool:
        """Whether any row of these tables changed."""
        return any(self.ids.get(table) for table in tables)


@dataclass
class Edit:
    """An open edit: stage functions work on its `session` and return rows that outlive it."""

    session: Session
    project: "Project"

    def get(self, kind: type[Row], row: int) -> Row:
        """The row with this id; raises `NotFound`."""
        return fetch(self.session, kind, row)

    def add(self, row: Row) -> Row:
        """Add a new row and give it its id."""
        self.session.add(row)
        self.session.flush()
        return row


class Project:
    """An open project: `edit` writes, `read` reads, `subscribe` tells of every change.

    Safe to use from several threads and beside other programs that have the same project open.
    """

    def __init__(self, folder: Path, database: Database, refusal: ProjectError | None = None) -> None:
        self.folder = folder
        self.database = database
        self.guard = Guard(database, refusal)
        self._lock = threading.RLock()
        self._editing = False
        self.history = History()
        self._names_aside: names_lost.Aside = {}
        self._listeners: list[Callable[[Changes], None]] = []
        self._own_changes: set[int] = set()
        self._change: int | None = None
        self._seen_version, self._seen_change = database.data_version(), database.newest_change()
        self.saved_at = time.time()
        self.no_backup: CoProClipError | None = None  # why the day's copy could not be taken the last time

    # ---- opening ----------------------------------------------------------------------------------------------

    @classmethod
    def create(cls, folder: Path, title: str = "") -> "Project":
        """Make a new project at `folder` (the suffix is added); raises `BadInput` if something is there already."""
        if folder == Path():
            raise BadInput("A project needs a name.")
        folder = Path(os.path.abspath(folder))
        folder = folder if folder.suffix == SUFFIX else folder.with_name(folder.name + SUFFIX)
        # A folder's name need not be Unicode, a title must.
        title = title or folder.stem.encode("utf-8", "replace").decode()
        if os.path.lexists(folder):
            raise BadInput(f"“{folder.name}” is there already.", "It was not touched.", "Choose another name.")
        sweep_shells(folder.parent)
        make_folder(folder, title, now())
        return cls.open(folder)

    @classmethod
    def open(cls, folder: Path, cancel: CancelToken | None = None) -> "Project":
        """Open the project at `folder`; raises a `ProjectError`, `StorageError` or `Cancelled`, unchanged.

        Where nothing may be written (a write-protected stick, an archive) it opens to be read: see `read_only`.
        """
        folder = Path(os.path.abspath(folder))
        folder = folder.parent if folder.name == "project.db" else folder
        if not os.path.isfile(path := folder / "project.db"):
            if not os.path.exists(folder) and os.path.isdir(folder.with_name(folder.name + SUFFIX)):
                return cls.open(folder.with_name(folder.name + SUFFIX), cancel)
            raise ProjectError(
                f"There is no project at “{folder.name}”.",
                next="Choose a folder whose name ends in .coproclip, or make a new project.",
            )
        refuse_links(folder)
        if not refused(folder):
            try:
                make_inner(folder)
                project = cls(folder, Database(path, cancel=cancel))
                with suppress(ProjectError, StorageError), project.read() as session:
                    sweep(folder, session)
                if not project.is_large:
                    project.back_up_daily()
                return project
            except CoProClipError as error:
                if not means_read_only(error):
                    raise
        return cls(folder, Database(path, read_only=True, cancel=cancel), why(folder))

    def close(self) -> None:
        """Let go of the project's files; what still comes afterwards is answered with `ProjectClosed`."""
        with self.database.patience.closing(self._lock):
            self._listeners.clear()
            self.history.close()
            self.guard.close()
            self.database.close()

    @property
    def read_only(self) -> bool:
        """Whether `edit` is refused now; `guard.refusal` says why."""
        return self.guard.refusal is not None

    def __enter__(self) -> "Project":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # ---- reading ----------------------------------------------------------------------------------------------

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that sees one unchanging state of the project; rows stay usable after it."""
        self.guard.may_read()
        with mapped_errors(self.folder), self.database.session(self.database.readers) as session:
            yield session

    def query(self, reader: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What `reader`, a function of a session and what else it wants, says of the project now; from any thread."""
        with self.read() as session:
            return reader(session, *args, **kwargs)

    @property
    def details(self) -> ProjectRow:
        """The project's own row: title, who asked for it …"""
        return self.query(fetch, ProjectRow, 1)

    def path(self, inside: str, *kinds: str) -> Path:
        """The file for a path kept in the database, in one of the folders `kinds` (any for media without).

        Raises `ProjectError` for anything else, see `places.place_of`. Who writes or deletes there names the kind.
        """
        return place_of(self.folder, inside, *kinds)

    # ---- writing ----------------------------------------------------------------------------------------------

    @contextmanager
    def edit(self, what: Operation | Work, *, merge: str = "", origin: object = None) -> Iterator[Edit]:
        """One transaction and, for an `Operation`, one undo step.

        Nothing is kept if the block raises. Consecutive operations of one kind with the same non-empty `merge` become
        one step. On leaving: commit, remember the step, tell the listeners.
        """
        with self.database.patience.turn(self._lock):
            if self._editing:
                raise RuntimeError("an edit inside an edit")
            self.guard.may_write()
            self._editing = True
            try:
                with self._transaction() as session:
                    yield Edit(session, self)
                    session.flush()
                    entries = self._after_change(session, what)
                self._committed()
            finally:
                self._editing = False
            if isinstance(what, Operation) and entries:
                self.history.record(Step(what, entries, merge, time.monotonic()))
        if entries:
            self._tell(Changes(what.value, journal.changed_ids(entries), origin))

    def quiet(self) -> AbstractContextManager[Any]:
        """Nothing is written through this project meanwhile."""
        return self._lock

    @contextmanager
    def _transaction(self) -> Iterator[Session]:
        session = self.database.session(self.database.writer)
        self._change = None
        self.database.note_changes()
        try:
            with session.begin():
                journal.clear(session.connection())
                yield session
        except DBAPIError as error:
            raise to_project_error(error, self.folder) from error
        finally:
            session.close()
            # A commit that failed (a missing parent row) leaves SQLite's transaction open.
            raw: Any = self.database.writer.connection.dbapi_connection
            if raw.in_transaction:
                raw.rollback()

    def _after_change(self, session: Session, what: Operation | Work) -> tuple[Entry, ...]:
        connection = session.connection()
        entries = journal.collect(connection)
        self.guard.writing(ledger=what is Work.HAND_OVER and not entries)
        if not entries:
            return entries
        ids = journal.changed_ids(entries)
        if keep_declined(session, ids):
            ids = journal.changed_ids(entries := journal.collect(connection))
        names_lost.keep(session, entries, self._names_aside)
        self.database.refuse_impossible(ids)
        if "segment" in ids:
            played.forget_changed(session, entries)
            word_index.keep_in_step(session, ids["segment"])
        change = Change(made_at=now(), operation=what.name.lower(), ids={t: sorted(ids[t]) for t in ids})
        self._change = Edit(session, self).add(change).id
        return entries

    def _committed(self) -> None:
        self.guard.refuse_lost()  # between the last look and the commit, and nobody would ever see it
        self.saved_at = time.time()
        self.guard.written(self._change or 0)
        self._own_changes.add(self._change or 0)

    # ---- undo -------------------------------------------------------------------------------------------------

    @property
    def undo_text(self) -> str:
        """What would be undone next, or empty."""
        return self.history.upcoming(back=True) or ""

    @property
    def redo_text(self) -> str:
        """What would be redone next, or empty."""
        return self.history.upcoming(back=False) or ""

    def undo(self, only: Callable[[Step], bool] | None = None) -> Operation | None:
        """Undo the last step; None if there is none, or it is not one that is wanted (`only`).

        Raises `UndoRefused` if that step was overtaken elsewhere; it is passed over, and the one before it is next.
        """
        return self._replay(only, back=True)

    def redo(self, only: Callable[[Step], bool] | None = None) -> Operation | None:
        """Redo the last undone step; None and raises as `undo`."""
        return self._replay(only, back=False)

    def _replay(self, only: Callable[[Step], bool] | None, *, back: bool) -> Operation | None:
        with self.database.patience.turn(self._lock):
            self.guard.may_write()
            step = self.history.take(back=back)
            if step is None or not (only is None or only(step)):
                return None
            try:
                with self._transaction() as session:
                    journal.apply(session.connection(), step.entries, back=back)
                    self._after_change(session, step.operation)
                self._committed()
            except (UndoRefused, BadInput) as error:
                raise self.history.refuse("what it changed was changed again elsewhere", back=back) from error
            except ProjectError as error:
                if type(error) is not ProjectError:  # busy or damaged: that says nothing about the step
                    raise
                raise self.history.refuse("something added since depends on it", back=back) from error
            self.history.moved(back=back)
        self._tell(Changes(step.operation.value, step.ids()))
        return step.operation

    # ---- telling ----------------------------------------------------------------------------------------------

    def subscribe(self, listener: Callable[[Changes], None]) -> Callable[[], None]:
        """Call `listener` after every change, on the thread that made it; returns the way to end that."""
        self._listeners.append(listener)

        def _end() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return _end

    def _tell(self, changes: Changes) -> None:
        for listener in list(self._listeners):
            listener(changes)

    def poll(self) -> Changes | None:
        """What another program changed since the last look (also told to the listeners), or None.

        To be called every second or so. Raises `ProjectGone` once when the file is no longer the one that was opened.
        """
        if not self._lock.acquire(blocking=False):
            return None
        try:
            if not self.guard.look():
                return None
            version = self.database.data_version()
            if version == self._seen_version:
                self.guard.rest()
                return None
            self._seen_version = version
            self.guard.written()
            ids: dict[str, set[int]] = {}
            with self.read() as session:
                later = select(Change).where(Change.id.between(self._seen_change + 1, LARGEST_ID))
                fresh = session.scalars(later.order_by(Change.id)).all()
            for change in fresh:
                self._seen_change = max(self._seen_change, change.id)
                if change.id in self._own_changes:
                    continue
                for table, rows in change.ids.items():
                    ids.setdefault(table, set()).update(rows)
        finally:
            self._lock.release()
        if not ids:
            return None
        self.history.reconsider()
        changes = Changes("elsewhere", ids, "elsewhere")
        self._tell(changes)
        return changes

    # ---- looking after ----------------------------------------------------------------------------------------

    def remember_place(self, story_id: int, position_ms: int) -> None:
        """Keep where somebody was in a story, if anything may be written."""
        if self.read_only:
            return
        with self.edit(Work.PLACE) as edit:
            edit.session.execute(delete(Place).where(Place.story_id == story_id))
            edit.session.add(Place(story_id=story_id, position_ms=position_ms))

    def place(self, story_id: int) -> int:
        """Where somebody was in a story (ms), 0 if never there."""
        return self.query(Session.scalar, select(Place.position_ms).where(Place.story_id == story_id)) or 0

    @property
    def is_large(self) -> bool:
        """Whether copying the database is better done in the background."""
        return self.database.path.stat().st_size > SMALL_BYTES

    def back_up(self, reason: BackupReason = BackupReason.ASKED) -> Backup:
        """Keep a whole copy of the database; raises a `ProjectError` or `StorageError` with a sentence."""
        self.guard.may_write()
        try:
            with mapped_errors(self.folder):
                return take(self.database.path, self.folder, reason)
        except OSError as error:
            raise storage_error(error, "keeping a backup") from error

    def back_up_daily(self) -> Backup | None:
        """Keep the day’s copy unless it is there, or nothing was ever done; `no_backup` says what stood against it."""
        self.no_backup = None
        due = not self.read_only and self._seen_change and due_today(self.folder)
        try:
            return self.back_up(BackupReason.DAILY) if due else None
        except (ProjectError, StorageError) as error:
            log.warning("the day's backup was not taken: %s", type(error).__name__)
            self.no_backup = error
            return None
