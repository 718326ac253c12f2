"""Undo is a journal of rows, not inverse commands.

TEMP triggers on the one writing connection log JSON images of every changed row; a `Step` keeps, for each row, how it
was before and how it is after. “Do, undo: the database is identical. Redo: it is identical to after.” The project file
keeps no triggers and no log. A row that somebody else changed since is never overwritten: the step is refused.
"""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import Connection

from coproclip.errors import UndoRefused
from coproclip.project.kinds import AnswerKind, MomentKind
from coproclip.project.schema import Base, journaled_tables


class Operation(StrEnum):
    """What a person can do and take back. The value ends the sentence “Undo …”."""

    CHANGE_PROJECT = "change of the project’s details"
    CHANGE_STORY = "change of the story’s details"
    BIN_STORY = "moving a story to the bin"
    RESTORE_STORY = "taking a story out of the bin"
    ADD_STORYTELLER = "new storyteller"
    CHANGE_STORYTELLER = "change of a storyteller"
    ADD_PERSON = "new person"
    CHANGE_PERSON = "change of what is known of a person"
    REMOVE_PERSON = "removing a person"
    BRING_IN_PEOPLE = "people brought in from a table"
    TAKE_PART = "who takes part in a story"
    CHANGE_LISTS = "change of the project’s lists"
    CORRECT_WORDS = "correction"
    SPLIT_SEGMENT = "splitting a passage"
    MERGE_SEGMENTS = "joining passages"
    SET_SPEAKER = "who is speaking"
    CHANGE_SPEAKER = "change of a voice"
    FROM_HERE = "who is speaking from here"
    SWAP_VOICES = "swapping two voices"
    MERGE_VOICES = "joining two voices"
    LISTEN_AGAIN = "transcribing a passage again"
    TRANSCRIBE_AGAIN = "transcribing again"
    BRING_IN_TRANSCRIPT = "transcript brought in"
    BRING_BACK = "bringing back the original words"
    PUT_RIGHT = "correction of a name"
    CHANGE_WORDS = "change of the word list"
    CHECK = "checked against the recording"
    MARK_EXCERPT = "new excerpt"
    MARK_QUOTES = "excerpts from a list of quotes"
    CHANGE_EXCERPT = "change of an excerpt"
    SET_MEANING = "what an excerpt means"
    LINK_EXCERPTS = "linking excerpts"
    MOVE_EDGE = "trim"
    TAKE_OUT = "taking out words"
    PUT_BACK = "putting back words"
    DELETE_EXCERPT = "deleting an excerpt"
    NOTE_ANSWER = "the storyteller’s answer"
    NOTE_CONSENT = "what a storyteller agreed to"
    CHANGE_QUESTIONS = "change of the questions of consent"
    DECIDE_NAME = "what is done with a name"
    CHANGE_SHEET = "change of a sheet"
    CHANGE_MOMENT = "change of a marked moment"
    NOTE_CARE = "care note"
    TRANSLATE_EXCERPT = "translation of an excerpt"
    CHANGE_CHECK_IN = "change of a check-in"
    CHANGE_STARTERS = "change of the conversation starters"
    ADD_THEME = "new theme"
    CHANGE_THEME = "theme change"
    MOVE_THEME = "moving a theme"
    DELETE_THEME = "deleting a theme"
    MERGE_THEMES = "merging themes"
    SPLIT_THEME = "splitting a theme"
    BRING_IN_THEMES = "themes brought in"
    RELATE_THEMES = "how themes belong together"
    LINK_THEME = "adding to a theme"
    UNLINK_THEME = "taking out of a theme"
    CHANGE_SUMMARY = "change of a summary"
    CHANGE_PHRASES = "change of the phrases"
    DIFFER = "seeing a theme differently"
    ADD_PLAYLIST = "new playlist"
    CHANGE_PLAYLIST = "change of a playlist"
    DELETE_PLAYLIST = "deleting a playlist"
    ADD_TO_PLAYLIST = "adding to a playlist"
    MOVE_IN_PLAYLIST = "moving in a playlist"
    CHANGE_IN_PLAYLIST = "introductions in a playlist"
    ORDER_PLAYLIST = "order of a playlist"
    TAKE_FROM_PLAYLIST = "taking out of a playlist"
    START_WORKSHOP = "new workshop"
    CHANGE_WORKSHOP = "change of a workshop"
    DELETE_WORKSHOP = "deleting a workshop"
    AGREE = "change of the group agreement"
    CHANGE_PRESENT = "who is in the workshop"
    DRAW_CARDS = "cards of the workshop"
    NOTE_THOUGHT = "note of the group"
    SHOW_THOUGHTS = "showing what was noted alone"
    GROUP_CARDS = "grouping"
    NAME_GROUP = "theme from a group"
    PLACE_DOT = "dot"
    CHOOSE = "choice of the group"
    READ_BACK = "read-back of the workshop"
    ENTER_RESULTS = "results from paper"
    TAKE_IN_NOTES = "notes that came back"
    DRAFT_REPORT = "draft of the report"
    WRITE_REPORT = "change of the report"
    ARRANGE_REPORT = "order of the report"
    KEEP_FINDING = "keeping it as it is"


class Work(StrEnum):
    """What the program writes for a person while it works; there is nothing to take back."""

    ADD_STORY = "story added"
    TRANSCRIBE = "transcript"
    FIND_SPEAKERS = "speakers found"
    FIND_NAMES = "names found"
    MEDIA = "sound file change"
    PLACE = "place remembered"
    KEEP_SHEET = "sheet given out"
    HAND_OVER = "noted what went out"  # the ledger alone: see `Guard.writing`
    PLAYED = "noted what was played"
    ERASE = "deleted for good"
    REVIEW_PACK = "review pack made"
    WORKSHOP_PLACE = "place in the workshop remembered"
    MAKE_COPY = "copy made for a colleague"
    MERGE_COPY = "a colleague’s copy brought back"


# What storytellers said: a no among it is nothing that Undo may take back.
REFUSALS = frozenset({"answer", "consent"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One row's JSON image before and after; None where there was no row."""

    table: str
    row: int
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Step:
    """What one operation changed, net. `merge` names what consecutive steps of a kind may grow together on."""

    operation: Operation
    entries: tuple[Entry, ...]
    merge: str = ""
    at: float = 0.0

    def ids(self) -> dict[str, set[int]]:
        """The changed rows by table."""
        return changed_ids(self.entries)

    def concerns(self, table: str, row: int) -> bool:
        """Whether it changed this row, or one that refers or referred to it."""
        for entry in self.entries:
            if (entry.table, entry.row) == (table, row):
                return True
            named = _referring(entry.table, table)
            images = [json.loads(image) for image in (entry.before, entry.after) if image and named]
            if any(image[column] == row for image in images for column in named):
                return True
        return False


@cache
def _referring(table: str, to: str) -> list[str]:
    columns = Base.metadata.tables[table].columns
    return [one.name for one in columns if any(key.column.table.name == to for key in one.foreign_keys)]


def changed_ids(entries: Iterable[Entry]) -> dict[str, set[int]]:
    """The changed rows by table."""
    found: dict[str, set[int]] = defaultdict(set)
    for entry in entries:
        found[entry.table].add(entry.row)
    return dict(found)


def _columns(table: str) -> list[str]:
    return [column.name for column in Base.metadata.tables[table].columns]


@cache
def _image(table: str, row: str) -> str:
    fields = ", ".join(f"'{name}', {row}\"{name}\"" for name in _columns(table))
    return f"json_object({fields})"


def install(connection: Connection) -> None:
    """Put the log and its triggers on this connection; they end with it."""
    raw: Any = connection.connection.dbapi_connection
    for statement in _statements():
        raw.execute(statement).close()


@cache
def _statements() -> tuple[str, ...]:
    made = [
        "CREATE TEMP TABLE IF NOT EXISTS journal_log "
        "(seq INTEGER PRIMARY KEY, tbl TEXT, row INTEGER, before TEXT, after TEXT)"
    ]
    for table in journaled_tables():
        for event, row, before, after in (
            ("INSERT", "NEW", "NULL", _image(table, "NEW.")),
            ("UPDATE", "NEW", _image(table, "OLD."), _image(table, "NEW.")),
            ("DELETE", "OLD", _image(table, "OLD."), "NULL"),
        ):
            note = "INSERT INTO journal_log (tbl, row, before, after)"
            made.append(
                f"CREATE TEMP TRIGGER IF NOT EXISTS journal_{table}_{event} AFTER {event} ON main.{table} "
                f"BEGIN {note} VALUES ('{table}', {row}.id, {before}, {after}); END"
            )
    return tuple(made)


def clear(connection: Connection) -> None:
    """Forget what was logged before."""
    connection.exec_driver_sql("DELETE FROM journal_log")


def collect(connection: Connection) -> tuple[Entry, ...]:
    """The net change of every row touched since `clear`, in the order they were first touched."""
    rows = connection.exec_driver_sql("SELECT tbl, row, before, after FROM journal_log ORDER BY seq")
    return net(Entry(*row) for row in rows)


def net(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Several changes of one row become one; those that come to nothing go."""
    merged: dict[tuple[str, int], Entry] = {}
    for entry in entries:
        key = (entry.table, entry.row)
        first = merged.get(key)
        merged[key] = Entry(*key, first.before, entry.after) if first else entry
    return tuple(entry for entry in merged.values() if entry.before != entry.after)


def takes_back_no(entry: Entry) -> bool:
    """Whether undoing this would take back that somebody said no."""
    if entry.after is None or entry.table not in (*REFUSALS, "moment"):
        return False
    row = json.loads(entry.after)
    return bool(row["kind"] == MomentKind.DECLINED if entry.table == "moment" else row["answer"] == AnswerKind.NO)


def _now(connection: Connection, table: str, rows: list[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for start in range(0, len(rows), 500):
        some = ", ".join(str(int(row)) for row in rows[start : start + 500])
        query = f"SELECT id, {_image(table, '')} FROM main.{table} WHERE id IN ({some})"
        found.update((row[0], row[1]) for row in connection.exec_driver_sql(query))
    return found


def apply(connection: Connection, entries: Iterable[Entry], *, back: bool) -> None:
    """Bring every row to how it was before (`back`) or after.

    Raises `UndoRefused`, with nothing changed, when a row is no longer as the step left it.
    """
    wanted: dict[str, list[tuple[int, str | None, str | None]]] = defaultdict(list)
    for entry in entries:
        old, new = (entry.after, entry.before) if back else (entry.before, entry.after)
        wanted[entry.table].append((entry.row, old, new))
    present = {table: _now(connection, table, [row for row, _, _ in rows]) for table, rows in wanted.items()}
    if any(present[table].get(row) != old for table, rows in wanted.items() for row, old, _ in rows):
        raise UndoRefused("What this step changed was changed again elsewhere.", "Nothing was changed.")
    # Deleting first frees unique values that an insert may want back.
    for table, rows in wanted.items():
        gone = [(row,) for row, _, new in rows if new is None]
        if gone:
            connection.exec_driver_sql(f"DELETE FROM main.{table} WHERE id = ?", gone)
    for table, rows in wanted.items():
        columns = _columns(table)
        updates = [json.loads(new) for _, old, new in rows if new is not None and old is not None]
        inserts = [json.loads(new) for _, old, new in rows if new is not None and old is None]
        if updates:
            sets = ", ".join(f'"{name}" = ?' for name in columns)
            values = [(*(image[name] for name in columns), image["id"]) for image in updates]
            connection.exec_driver_sql(f"UPDATE main.{table} SET {sets} WHERE id = ?", values)
        if inserts:
            names, marks = ", ".join(f'"{name}"' for name in columns), ", ".join("?" * len(columns))
            values = [tuple(image[name] for name in columns) for image in inserts]
            connection.exec_driver_sql(f"INSERT INTO main.{table} ({names}) VALUES ({marks})", values)
