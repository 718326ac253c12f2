"""What protects somebody outlasts going back to a backup: a no, and what was off the record."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from coproclip.project.columns import LARGEST_ID, MomentKind, highest_id
from coproclip.project.database import open_beside_others

Row = dict[str, object]
_PROTECTS = (MomentKind.OFF_RECORD.value, MomentKind.REFUSED.value)


def carry_refusals(present: Path, restored: Path) -> None:
    """Add to the database `restored` every no of `present` that is still the last word, and what is off the record.

    Only for stories that are in both; of an excerpt that is in `present` alone, the stretch that was refused. A backup
    of an earlier version has fewer columns, and gets those.
    """
    with closing(open_beside_others(present)) as now, closing(sqlite3.connect(restored)) as then, then:
        for connection in (now, then):
            connection.row_factory = sqlite3.Row
        stretches: list[Row] = []
        for row in _last_words(now, "answer", ("excerpt_id", "storyteller_id")):
            if row["answer"] == "no" and _is_same(now, then, "excerpt", row["excerpt_id"]):
                _add(then, "answer", row)
            elif row["answer"] == "no":
                stretches += _refused_stretches(now, row["excerpt_id"])
        for row in _last_words(now, "consent", ("story_id", "storyteller_id", "about")):
            if row["answer"] != "yes" and _is_same(now, then, "story", row["story_id"]):
                _add(then, "consent", {**row, "moment_id": None})
        if "moment" in _tables(now) & _tables(then):
            kept = f"SELECT * FROM moment WHERE kind IN ({', '.join('?' * len(_PROTECTS))})"
            known = {_place(dict(one)) for one in then.execute(kept, _PROTECTS)}
            # The no came after every answer in the backup.
            latest = then.execute("SELECT ifnull(max(id), 0) + 1 FROM answer").fetchone()[0]
            for one in (*map(dict, now.execute(kept, _PROTECTS)), *stretches):
                if _place(one) not in known and _is_same(now, then, "story", one["story_id"]):
                    refused = one["kind"] == MomentKind.REFUSED.value
                    _add(then, "moment", {**one, "text": str(latest)} if refused else one)
                    known.add(_place(one))


def _place(moment: Row) -> tuple[object, ...]:
    return tuple(moment[name] for name in ("story_id", "kind", "start_ms", "end_ms"))


def _refused_stretches(connection: sqlite3.Connection, excerpt: object) -> list[Row]:
    query = "SELECT story_id, start_ms, end_ms FROM span JOIN excerpt ON excerpt.id = excerpt_id WHERE excerpt_id = ?"
    rows = connection.execute(query, (excerpt,)).fetchall()
    return [{"id": 0, "kind": MomentKind.REFUSED.value, "text": "", **dict(row)} for row in rows]


def _tables(connection: sqlite3.Connection) -> set[str]:
    return {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}


def _columns(connection: sqlite3.Connection, table: str) -> set[str]:
    return {row["name"] for row in connection.execute(f"PRAGMA table_info({table})")}


def _last_words(connection: sqlite3.Connection, table: str, whose: Sequence[str]) -> list[Row]:
    """The newest row for each; where it is only that somebody was asked again, the answer before it."""
    if table not in _tables(connection):
        return []
    found: dict[tuple[object, ...], Row] = {}
    for row in connection.execute(f"SELECT * FROM {table} WHERE answer <> 'asked' ORDER BY id"):
        one = dict(row)
        found[tuple(one.get(name) for name in whose)] = one
    return list(found.values())


def _is_same(now: sqlite3.Connection, then: sqlite3.Connection, table: str, row: object) -> bool:
    made = [one.execute(f"SELECT created_at FROM {table} WHERE id = ?", (row,)).fetchone() for one in (now, then)]
    return None not in made and made[0][0] == made[1][0]


def _add(then: sqlite3.Connection, table: str, row: Row) -> None:
    """As the newest row of its table; a storyteller unknown to the backup stays unnamed: that counts for all."""
    if table not in _tables(then):
        return
    kept = {name: value for name, value in row.items() if name in _columns(then, table)}
    teller = kept.get("storyteller_id")
    if teller is not None and then.execute("SELECT 1 FROM storyteller WHERE id = ?", (teller,)).fetchone() is None:
        kept["storyteller_id"] = None
    number = int(str(row["id"]))
    kept["id"] = max(then.execute(highest_id(table)).fetchone()[0], number if number < LARGEST_ID else 0) + 1
    names = ", ".join(kept)
    then.execute(f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(kept))})", tuple(kept.values()))
