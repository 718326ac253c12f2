"""Bringing a colleague's working copy back into the project that it was made from.

What was there before is kept as a backup first, which brings all of it back: this is no step of Undo, for answers that
came in may be a no, and nobody takes that back. The copy may have been changed by anybody: it is read as a stranger's.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from coproclip.errors import BadInput, ProjectDamaged
from coproclip.jobs import CancelToken, Progress, Report, silent
from coproclip.project.columns import row_ids
from coproclip.project.journal import Work
from coproclip.project.kinds import ListKind
from coproclip.project.merging.answers import settle_answers
from coproclip.project.merging.asked_words import ask_again
from coproclip.project.merging.joining import join_rows
from coproclip.project.merging.names_lost import keep_names_lost
from coproclip.project.merging.namesakes import set_apart
from coproclip.project.merging.notes import note_both
from coproclip.project.merging.numbers import number_rows
from coproclip.project.merging.passages import join_passages
from coproclip.project.merging.repairs import hold_together
from coproclip.project.merging.rows import STORY, Tables, read_tables, write_changes
from coproclip.project.merging.sound import Copied, copy_files
from coproclip.project.merging.state import Conflict, Keep, Known, State
from coproclip.project.merging.working_copy import WorkingCopy, is_known, own_uid, read_copy
from coproclip.project.project import Project, now
from coproclip.project.storage.backups import Backup, BackupReason
from coproclip.project.storage.database import Database
from coproclip.project.storage.places import DATABASE, is_plain_file, refuse_links
from coproclip.project.storage.too_many import MOST_ASKED

_STAGES = 5
_UNKNOWN = (
    "This project does not know what this copy was made from: it was changed there, or a backup was restored here. So"
    " whatever differs is for you to choose."
)


@dataclass(frozen=True, slots=True)
class BroughtBack:
    """What came in from a copy, or would come in.

    `counts` by table: new rows; with “ changed” or “ deleted” behind it those that were; `stories` are the titles of
    new ones. Of each of `conflicts` it is kept what was chosen. `left_out` are sentences, `missing` files of the copy.
    `backup` is the project as it was before; None where nothing was done.
    """

    whose: str
    counts: Mapping[str, int]
    stories: Sequence[str] = ()
    conflicts: Sequence[Conflict] = ()
    left_out: Sequence[str] = ()
    missing: Sequence[str] = ()
    backup: Backup | None = None

    @property
    def is_empty(self) -> bool:
        """Whether there was nothing that is not here already."""
        return not (self.counts or self.conflicts or self.left_out)


def look_into(
    project: Project, folder: Path, *, report: Report = silent, cancel: CancelToken | None = None
) -> BroughtBack:
    """What a working copy would bring in, and where both sides differ. Changes nothing; raises as `bring_back`."""
    cancel = cancel or CancelToken()
    with _their_tables(project, folder, report, cancel) as (copy, theirs):
        with project.read() as session:
            state = _joined(session.connection(), copy, theirs, {}, Keep.BOTH, report, cancel)
        return _summary(copy, state)


def bring_back(
    project: Project,
    folder: Path,
    choices: Mapping[str, Keep] | None = None,
    otherwise: Keep = Keep.BOTH,
    *,
    report: Report = silent,
    cancel: CancelToken | None = None,
) -> BroughtBack:
    """Join the working copy at `folder` with the open project that it was made from.

    `choices` say of conflicts (by their key) which version stays, `otherwise` of all others. Raises `BadInput` for what
    is no copy of this project, a `ProjectError` where it cannot be trusted or read, `StorageError`, `Cancelled`; then
    nothing is changed.
    """
    cancel = cancel or CancelToken()
    project.guard.may_write()
    with _their_tables(project, folder, report, cancel) as (copy, theirs):
        backup = project.back_up(BackupReason.MERGE)
        copied = Copied()
        try:
            with project.edit(Work.MERGE_COPY) as edit:
                connection = edit.session.connection()
                state = _joined(connection, copy, theirs, choices or {}, otherwise, report, cancel)
                report(Progress(3, _STAGES, "Copying the files"))
                copied = copy_files(state, project.folder, folder, cancel=cancel)
                report(Progress(4, _STAGES, "Writing what came in"))
                write_changes(connection, state.ours, state.result, cancel)
                _remember(connection, copy, state)
                cancel.raise_if_cancelled()
        except BaseException:
            copied.undo()
            raise
        return _summary(copy, state, copied, backup)


_DAMAGED = "This copy is damaged, so nothing of it was brought in."
_ANOTHER = "Ask your colleague for another copy: not all of this one may have arrived."


@contextmanager
def _their_tables(
    project: Project, folder: Path, report: Report, cancel: CancelToken
) -> Iterator[tuple[WorkingCopy, Tables]]:
    report(Progress(0, _STAGES, "Reading the copy"))
    if folder.resolve() == project.folder.resolve():
        raise BadInput("This is the project itself.", "Nothing was changed.", "Choose a colleague’s copy of it.")
    if not is_plain_file(folder / DATABASE):
        raise BadInput(f"There is no project at “{folder.name}”.", "Nothing was changed.", "Choose the copy’s folder.")
    refuse_links(folder)
    copy = read_copy(folder, lambda: cancel.cancelled)
    cancel.raise_if_cancelled()
    if copy.project != project.details.uid:
        raise BadInput(
            f"“{folder.name}” is a copy of another project.", "Nothing was changed.", "Open that project first."
        )
    if copy.made_from != own_uid(project.folder):
        raise BadInput(
            f"“{folder.name}” was made from another copy of this project.",
            "Nothing was changed.",
            "Bring it back there first, and then that copy here.",
        )
    try:
        database = Database(folder / DATABASE, folder, read_only=True)
    except ProjectDamaged as error:
        # It is the copy that cannot be read, and not the project that is open.
        raise ProjectDamaged(_DAMAGED, "Your own project is untouched.", _ANOTHER) from error
    try:
        cancel.raise_if_cancelled()
        if database.impossible or database.set_aside:
            raise ProjectDamaged(
                "Some entries in this copy make no sense, so nothing of it was brought in.",
                "Nothing was changed.",
                "Ask your colleague to run “coproclip check-project” on it, or for another copy.",
            )
        if database.faults():
            raise ProjectDamaged(_DAMAGED, "Your own project is untouched.", _ANOTHER)
        cancel.raise_if_cancelled()
        with database.readers.connect() as connection:
            uid = connection.exec_driver_sql("SELECT uid FROM project").scalar()
            if uid != project.details.uid:
                raise BadInput(f"“{folder.name}” is a copy of another project.", "Nothing was changed.")
            theirs = read_tables(connection, cancel)
        yield copy, theirs
    finally:
        database.close()


def _joined(
    connection: Connection,
    copy: WorkingCopy,
    theirs: Tables,
    choices: Mapping[str, Keep],
    otherwise: Keep,
    report: Report,
    cancel: CancelToken,
) -> State:
    report(Progress(1, _STAGES, "Reading the project"))
    ours = read_tables(connection, cancel)
    known, logged = _known(connection, copy.uid), _logged(connection)
    state = State(ours, theirs, copy.base, known, choices, otherwise, logged, is_known(connection, copy), cancel)
    if not state.is_base_known:
        state.left_out.append(_UNKNOWN)
    ever = connection.exec_driver_sql("SELECT name, last FROM used_number")
    state.begin_numbers({name: last for name, last in ever})
    report(Progress(2, _STAGES, "Comparing"))
    for step in (number_rows, join_rows, join_passages, keep_names_lost, hold_together):
        cancel.raise_if_cancelled()
        step(state)
    set_apart(state, copy.for_whom)
    ask_again(state)
    settle_answers(state)
    note_both(state, copy.for_whom, now())
    asked = sum(row["kind"] == ListKind.QUESTION for row in state.result["list_entry"].values())
    if asked > MOST_ASKED:
        raise BadInput("This copy has thousands of questions about consent, so nothing was brought in.")
    return state


def _known(connection: Connection, uid: str) -> dict[tuple[str, int], Known]:
    rows = connection.exec_driver_sql(
        "SELECT table_name, their_id, our_id, as_merged FROM merged_row WHERE copy_uid = ?", (uid,)
    )
    return {(table, theirs): Known(ours, print_) for table, theirs, ours, print_ in rows}


def _logged(connection: Connection) -> set[tuple[str, int]]:
    """The rows that something ordinary was done to: the log forgets what was deleted for good."""
    found: set[tuple[str, int]] = set()
    for operation, raw in connection.exec_driver_sql("SELECT operation, ids FROM change_log"):
        if operation != Work.ERASE.name.lower():
            found.update((table, row) for table, rows in (row_ids(raw) or {}).items() for row in rows)
    return found


def _remember(connection: Connection, copy: WorkingCopy, state: State) -> None:
    run = connection.exec_driver_sql
    again = [(copy.uid, table, theirs) for table, theirs in state.merged if (table, theirs) in state.known]
    if again:
        run("DELETE FROM merged_row WHERE copy_uid = ? AND table_name = ? AND their_id = ?", again)
    # What was added here too was not only brought in.
    from_copies = {(table, ours) for table, ours in run("SELECT table_name, our_id FROM merged_row")}
    also_here = [(table, number) for table, number in sorted(state.in_both) if (table, number) not in from_copies]
    first = int(run("SELECT ifnull(max(id), 0) FROM merged_row").scalar() or 0)
    rows = [
        (first + place, copy.uid, table, theirs, ours, copy.for_whom, as_merged)
        for place, ((table, theirs), (ours, as_merged)) in enumerate(sorted(state.merged.items()), 1)
    ]
    first += len(rows)
    rows += [(first + place, "", table, number, number, "", "") for place, (table, number) in enumerate(also_here, 1)]
    if rows:
        run(
            "INSERT INTO merged_row (id, copy_uid, table_name, their_id, our_id, whose, as_merged)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            rows,
        )


def _summary(
    copy: WorkingCopy, state: State, copied: Copied | None = None, backup: Backup | None = None
) -> BroughtBack:
    fresh = sorted(state.result[STORY].keys() - state.ours[STORY].keys())
    return BroughtBack(
        copy.for_whom,
        Counter({what: count for what, count in sorted(state.counts.items()) if count}),
        tuple(str(state.result[STORY][number]["title"]) for number in fresh),
        tuple(state.conflicts),
        tuple(dict.fromkeys(state.left_out)),
        tuple(copied.missing) if copied is not None else (),
        backup,
    )
