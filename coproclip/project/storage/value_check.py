"""Values that no part of the program ever writes: found when a project is opened, and set aside row by row.

A row that is set aside stays in the file, and is shown nowhere and exported nowhere; `check-project` names it. What
goes along with it is said in `left_out`. A row with a text that is far too long stays in sight: only the beginning is
read (see `Prose`).

The same is asked of every row that is about to be kept, so that nothing is written that the next opening sets aside.
"""

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Column, Integer, Table

from coproclip.project.columns import (
    LARGEST_ID,
    MOST_LETTERS,
    MOST_LETTERS_OF_WORD,
    MOST_LETTERS_OF_WORDS,
    ROOM,
    Json,
    Prose,
    RowIds,
    Words,
    loads,
    row_ids,
)
from coproclip.project.kinds import ListKind, MomentKind, SpeakerRole, TranscriptionState
from coproclip.project.schema import all_tables
from coproclip.project.storage.too_many import too_many_in_all, with_too_many

LONGEST_MS = 1000 * 3600 * 1000
"""1,000 hours: no recording, and no place in one, is longer."""
MOST_NESTED = 200
"""Nobody puts so many themes under each other."""
MOST_SET_ASIDE = 2_000
"""More than these in one table are no slip of a disk: the project is refused."""

_NUMBERS = {
    "size_bytes": (0, 1 << 50),
    "sample_rate": (1, 10_000_000),
    "channels": (1, 1024),
    "channel": (0, 1024),
    "colour": (0, 10_000),
    "checked": (0, 1),
    "held": (0, 1),
    "wanted": (0, 1),
    "in_their_words": (0, 1),
    "sensitive": (0, 1),
    "spotlight": (0, 1),
    "differs": (0, 1),
    "dots": (0, 1000),
    "dots_hidden": (0, 1),
    "shown": (0, 1),
    "done": (0, 1),
    "chosen": (0, 1),
    "signed": (0, 1),
    "decorative": (0, 1),
    "photo": (0, 1),
    "left_out": (0, 1),
    "spoken": (0, 1),
    "drafts": (0, 1_000_000),
    "step": (0, 1000),
    "number": (0, LARGEST_ID),
    "card": (0, LARGEST_ID),
    "their_id": (1, LARGEST_ID),
    "our_id": (1, LARGEST_ID),
    "excerpt_id": (0, LARGEST_ID),
    "last": (0, LARGEST_ID - ROOM),
}
_ONE_OF = {
    ("speaker", "role"): tuple(SpeakerRole),
    ("moment", "kind"): tuple(MomentKind),
    ("transcription", "state"): tuple(TranscriptionState),
    ("list_entry", "kind"): tuple(ListKind),
}
"""Answers and consents are not here: what is no plain yes counts as a no, and must stay in sight to do so."""
_DAYS = frozenset({("check_in", "due_on")})
"""Days (ISO dates) that something is reminded of by; other days are only shown."""

# As `Words` and `RowIds` write it; what is written another way is read in full.
_WORDS = re.compile(
    rb'\[(?:\["(?:[^"\\\x00-\x1f]++|\\.)*+",\d{1,10}+,\d{1,10}+(?:,\d{1,3}+)?+\](?:,(?=\[)|(?=\])))*+\]'
)
_ROW_IDS = re.compile(rb'\{(?:"[a-z_]++":\[(?:\d{1,16}+(?:,(?=\d)|(?=\])))*+\](?:,(?=")|(?=\})))*+\}')


@dataclass(frozen=True, slots=True)
class Rule:
    """A condition in SQL that holds for a value that makes no sense, and what is wrong then in plain words.

    `hides`: the row is set aside for it. `most`: how many letters the value may have, where it has too many.
    """

    broken: str
    words: str
    hides: bool = True
    most: int = 0


Impossible = dict[str, dict[int, Rule]]
"""By table, the ids of rows with a value that makes no sense, and which rule it breaks."""


def rules_of(table: Table) -> list[Rule]:
    """What must hold for every row of a table, told from its columns."""
    rules = [rule for column in table.columns for rule in _rules_for(table.name, column)]
    if {"start_ms", "end_ms"} <= set(table.columns.keys()):
        rules.append(Rule("end_ms < start_ms", "it ends before it starts"))
    if table.name == "project":
        rules.append(Rule("id <> 1", "there is more than one entry for the project itself"))
    return sorted(rules, key=lambda rule: not rule.hides)  # the first one that is broken is told


def _rules_for(table: str, column: Column[Any]) -> Iterator[Rule]:
    name = f'"{column.name}"'
    plain = column.name.replace("_", " ")
    if not column.nullable and not column.primary_key:
        yield Rule(f"{name} IS NULL", f"“{plain}” is empty")
    if isinstance(column.type, Integer):
        yield Rule(f"typeof({name}) NOT IN ('integer', 'null')", f"“{plain}” is no number")
        bounds = (0, LONGEST_MS) if column.name.endswith("_ms") else _NUMBERS.get(column.name)
        if column.name == "position":
            bounds = (-(1 << 31), 1 << 31)
        if column.primary_key or column.foreign_keys:
            bounds = (1, LARGEST_ID)
        if bounds:
            yield Rule(f"{name} NOT BETWEEN {bounds[0]} AND {bounds[1]}", f"“{plain}” is impossible")
        return
    if isinstance(column.type, Words):
        yield Rule(f"length({name}) > {MOST_LETTERS_OF_WORDS}", f"“{plain}” is far too long")
        # Only what is long at all is looked into a second time.
        most = MOST_LETTERS_OF_WORD
        long = f"length({name}) > {most} AND has_long_word(CAST({name} AS BLOB))"
        yield Rule(long, f"a word in “{plain}” is far too long", most=most)
        yield Rule(f"NOT words_hold(CAST({name} AS BLOB))", f"“{plain}” cannot be read")
    elif isinstance(column.type, RowIds):
        yield Rule(f"length({name}) > {MOST_LETTERS_OF_WORDS}", f"“{plain}” is far too long")
        yield Rule(f"NOT row_ids_hold(CAST({name} AS BLOB))", f"“{plain}” cannot be read")
    elif isinstance(column.type, Json):
        kind = "list" if column.type.kind is list else "dict"
        usual = "[]" if kind == "list" else "{}"
        yield Rule(f"length({name}) > {MOST_LETTERS}", f"“{plain}” is far too long")
        yield Rule(
            f"{name} <> '{usual}' AND NOT json_holds(CAST({name} AS BLOB), '{kind}')", f"“{plain}” cannot be read"
        )
    else:
        yield Rule(f"typeof({name}) NOT IN ('text', 'null')", f"“{plain}” is no text")
        most = column.type.most if isinstance(column.type, Prose) else MOST_LETTERS
        yield Rule(f"length({name}) > {most}", f"“{plain}” is far too long", hides=False, most=most)
        if (table, column.name) in _DAYS:
            yield Rule(f"date({name}, '+0 days') IS NOT {name}", f"“{plain}” is no day")
        if known := _ONE_OF.get((table, column.name)):
            listed = ", ".join("'" + word.replace("'", "''") + "'" for word in known)
            yield Rule(f"{name} NOT IN ({listed})", f"“{plain}” is nothing that CoProClip knows")


def _words_hold(raw: bytes | None) -> bool:
    if raw is None or _WORDS.fullmatch(raw):
        return True
    try:
        Words().process_result_value(raw.decode(), _NO_DIALECT)
    except Exception:
        return False
    return True


def _has_long_word(raw: bytes) -> bool:
    # Between two quotation marks stands no more than a word; one that is written with a mark in it is read in full.
    if b"\\" not in raw and len(max(raw.split(b'"'), key=len)) <= MOST_LETTERS_OF_WORD:
        return False
    try:
        return any(len(str(row[0])) > MOST_LETTERS_OF_WORD for row in json.loads(raw))
    except (ValueError, RecursionError, TypeError, LookupError):
        return False  # what cannot be read is said by the next rule


def _row_ids_hold(raw: bytes | None) -> bool:
    return raw is None or _ROW_IDS.fullmatch(raw) is not None or row_ids(raw) is not None


def _json_holds(raw: bytes | None, kind: str) -> bool:
    try:
        found = loads(raw or b"")
    except (ValueError, RecursionError):
        return False
    if kind == "dict":
        return isinstance(found, dict)
    return isinstance(found, list) and all(isinstance(entry, str) for entry in found)


_NO_DIALECT: Any = None


def teach(connection: sqlite3.Connection) -> None:
    """Let a connection tell whether words, numbers and lists can be read."""
    connection.create_function("words_hold", 1, _words_hold, deterministic=True)
    connection.create_function("has_long_word", 1, _has_long_word, deterministic=True)
    connection.create_function("row_ids_hold", 1, _row_ids_hold, deterministic=True)
    connection.create_function("json_holds", 2, _json_holds, deterministic=True)


def impossible_values(connection: sqlite3.Connection) -> Impossible:
    """Every row with a value that makes no sense, and what is wrong with it. `connection` is a guarded one."""
    teach(connection)
    found = {table.name: rows for table in _with_rows(connection) if (rows := _broken(connection, table, ""))}
    for theme, why in _nested_wrongly(connection).items():
        found.setdefault("theme", {}).setdefault(theme, Rule("", why))
    for table, row, why in with_too_many(connection):
        found.setdefault(table, {}).setdefault(row, Rule("", why))
    return found


def impossible_among(connection: sqlite3.Connection, ids: Mapping[str, Iterable[int]]) -> Impossible:
    """The same for some rows (ids by table). `connection` is one that was taught."""
    among = {table: json.dumps(sorted(rows)) for table, rows in ids.items()}
    looked_at = [table for table in all_tables() if table.name in among]
    where = "WHERE id IN (SELECT value FROM json_each(?))"
    found = {table.name: rows for table in looked_at if (rows := _broken(connection, table, where, among[table.name]))}
    for table, row, why in with_too_many(connection, among):
        found.setdefault(table, {}).setdefault(row, Rule("", why))
    if why := too_many_in_all(connection, among):
        found.setdefault("project", {}).setdefault(1, Rule("", why))
    return found


def _with_rows(connection: sqlite3.Connection) -> list[Table]:
    # Most tables of most projects are empty, and making sense of a question takes SQLite longer than looking into one.
    tables = list(all_tables())
    looks = ", ".join(f'EXISTS (SELECT 1 FROM "{table.name}")' for table in tables)
    there = connection.execute(f"SELECT {looks}").fetchone()
    return [table for table, holds in zip(tables, there, strict=True) if holds]


def _broken(connection: sqlite3.Connection, table: Table, where: str, *values: str) -> dict[int, Rule]:
    rules, query = _question(table, where)
    return {row: rules[why] for row, why in connection.execute(query, values)}


@cache
def _question(table: Table, where: str) -> tuple[list[Rule], str]:
    # The drafts' words are looked at when they are read: nothing but “Compare with the draft” stands on them.
    skipped = "words_hold" if table.name == "draft_segment" else "\0"
    rules = [rule for rule in rules_of(table) if skipped not in rule.broken]
    cases = " ".join(f"WHEN {rule.broken} THEN {number}" for number, rule in enumerate(rules))
    query = f'SELECT id, CASE {cases} END AS why FROM "{table.name}" {where}'
    return rules, f"SELECT id, why FROM ({query}) WHERE why IS NOT NULL LIMIT {MOST_SET_ASIDE + 1}"


def _nested_wrongly(connection: sqlite3.Connection) -> dict[int, str]:
    """The themes that are part of themselves, or stand below more others than any list could show."""
    above = dict(connection.execute("SELECT id, parent_id FROM theme WHERE parent_id IS NOT NULL").fetchall())
    wrong: dict[int, str] = {}
    depths: dict[int, int] = {}
    for theme in above:
        way: dict[int, None] = {}
        while theme in above and theme not in depths and theme not in way:
            way[theme] = None
            theme = above[theme]
        if theme in way:
            passed = list(way)
            wrong.update(dict.fromkeys(passed[passed.index(theme) :], "it is part of itself"))
        depth = depths.get(theme, 0)
        for one in reversed(way):
            depth = depths[one] = depth + 1
    return {theme: "it is under far too many others" for theme in depths if depths[theme] > MOST_NESTED} | wrong
