"""The project as it is and a backup of it, side by side: which rows are the same in both, and adding to the backup."""

import json
import sqlite3
from collections.abc import Iterable

from coproclip.project.columns import LARGEST_ID, TELLERS, highest_id, kept_tellers

Row = dict[str, object]


def covered_by(answer: Row) -> Row:
    """What an answer covers; empty where that cannot be read."""
    try:
        found = json.loads(str(answer.get("covered")))
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def strings(raw: object) -> list[str]:
    """The texts that a column keeps as a list; those that are none are left out."""
    try:
        found = json.loads(str(raw))
    except (ValueError, RecursionError):
        return []
    return [one for one in found if isinstance(one, str)] if isinstance(found, list) else []


def tables(connection: sqlite3.Connection) -> set[str]:
    """The names of its tables."""
    return {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}


def columns(connection: sqlite3.Connection, table: str) -> set[str]:
    """The names of a table's columns."""
    return {row["name"] for row in connection.execute(f"PRAGMA table_info({table})")}


def is_same(now: sqlite3.Connection, then: sqlite3.Connection, table: str, row: object) -> bool:
    """Whether a row that says when it was made is in both."""
    made = [one.execute(f"SELECT created_at FROM {table} WHERE id = ?", (row,)).fetchone() for one in (now, then)]
    return None not in made and made[0][0] == made[1][0]


def add_row(then: sqlite3.Connection, table: str, row: Row) -> int:
    """Add a row as the newest of its table; returns its number, which is 0 where there is no such table."""
    if table not in tables(then):
        return 0
    known = columns(then, table)
    kept = {name: value for name, value in row.items() if name in known}
    number = int(str(row["id"]))
    made = max(then.execute(highest_id(table)).fetchone()[0], number if number <= LARGEST_ID else 0) + 1
    kept["id"] = made
    names = ", ".join(kept)
    then.execute(f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(kept))})", tuple(kept.values()))
    return int(made)


class Storytellers:
    """Whoever says something in `now`, as they are known in `then`: added there if nobody knew them yet."""

    def __init__(self, now: sqlite3.Connection, then: sqlite3.Connection) -> None:
        self._now, self._then = now, then
        self._known: dict[object, int | None] = {}

    def of_row(self, row: Row) -> Row:
        """An answer or a consent with the storytellers of `then`."""
        row = {**row, "storyteller_id": self.found(row.get("storyteller_id"))}
        if tellers := kept_tellers(covered_by(row)):
            row["covered"] = json.dumps({**covered_by(row), TELLERS: [self.found(teller) for teller in tellers]})
        return row

    def known(self, number: object) -> int | None:
        """The same without adding anybody; None where the backup does not know them."""
        if number not in self._known:
            one = self._now.execute("SELECT * FROM storyteller WHERE id = ?", (number,)).fetchone()
            return None if one is None else self._same(one)
        return self._known[number]

    def found(self, number: object) -> int | None:
        """The number in `then` of a storyteller of `now`; None where there is no such storyteller in either."""
        if number not in self._known:
            self._known[number] = self._find(number)
        return self._known[number]

    def _find(self, number: object) -> int | None:
        one = self._now.execute("SELECT * FROM storyteller WHERE id = ?", (number,)).fetchone()
        if one is None:
            return None
        same = self._same(one)
        if same is not None:
            return same
        # Somebody else may be called so there, and nobody's yes is another one's.
        taken = FreeNames(str(alias) for (alias,) in self._then.execute("SELECT alias FROM storyteller"))
        return add_row(self._then, "storyteller", {**dict(one), "alias": taken.take(str(one["alias"]))})

    def _same(self, one: sqlite3.Row) -> int | None:
        # Somebody is the same by when they were added, and not by what they are called.
        mine = (one["id"], one["created_at"])
        found = self._then.execute("SELECT id FROM storyteller WHERE id = ? AND created_at IS ?", mine).fetchone()
        return None if found is None else int(found["id"])


class FreeNames:
    """What somebody may be called whom nobody must take for another one; `taken` are the names of others."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = {name.casefold() for name in taken}
        self._numbers: dict[str, int] = {}

    def take(self, name: str, whose: str = "") -> str:
        """“Maria”, or “Maria (Ben)”, “Maria (2)”, which is taken then; `whose` copy they were added in."""
        if not name:
            return name  # of whom no name is left
        found = name
        if found.casefold() in self._taken and whose:
            found = f"{name} ({whose})"
        while found.casefold() in self._taken:
            number = self._numbers[name] = self._numbers.get(name, 1) + 1
            found = f"{name} ({number})"
        self._taken.add(found.casefold())
        return found


class Both:
    """The project (`now`, only read) and the copy of a backup that is written to (`then`)."""

    def __init__(self, now: sqlite3.Connection, then: sqlite3.Connection) -> None:
        for connection in (now, then):
            connection.row_factory = sqlite3.Row
        self.now, self.then = now, then
        self.whose = Storytellers(now, then)
        self.questions: dict[str, str] = {}
        """What an answer to an own question is about there, where that has another number."""
        self.named_since: set[tuple[object, int]] = set()
        """Who (their number there) came to be asked about which story since."""
        self.said_no_more: list[str] = []
        """What the backup said of the work, and the project says otherwise or no more: names, places, addresses."""

    def rows(self, table: str) -> list[Row]:
        """The rows of the project; none where it is of a version that had no such table."""
        return self._rows(self.now, table)

    def rows_then(self, table: str) -> list[Row]:
        """The rows of the backup."""
        return self._rows(self.then, table)

    def shared(self, table: str) -> list[tuple[Row, Row]]:
        """The rows that say when they were made and are in both: as they are, and as they were."""
        before = {(row["id"], row["created_at"]): row for row in self.rows_then(table)}
        pairs = [(row, before.get((row["id"], row["created_at"]))) for row in self.rows(table)]
        return [(row, was) for row, was in pairs if was is not None]

    def has(self, table: str) -> bool:
        """Whether the project is of a version that has this table."""
        return table in tables(self.now)

    def insert(self, table: str, row: Row) -> None:
        """Add a row to the backup under the number that it has."""
        known = columns(self.then, table)
        kept = {name: value for name, value in row.items() if name in known}
        places = ", ".join("?" * len(kept))
        self.then.execute(f"INSERT INTO {table} ({', '.join(kept)}) VALUES ({places})", tuple(kept.values()))

    def set(self, table: str, number: object, **values: object) -> None:
        """Change a row of the backup."""
        names = ", ".join(f"{name} = ?" for name in values)
        self.then.execute(f"UPDATE {table} SET {names} WHERE id = ?", (*values.values(), number))

    def remove(self, table: str, number: object) -> None:
        """Take a row out of the backup."""
        self.then.execute(f"DELETE FROM {table} WHERE id = ?", (number,))

    @staticmethod
    def _rows(connection: sqlite3.Connection, table: str) -> list[Row]:
        if table not in tables(connection):
            return []
        return [dict(row) for row in connection.execute(f"SELECT * FROM {table} ORDER BY id")]
