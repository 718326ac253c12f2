"""Is the schema in a file exactly the one that our migrations make? Anything else could run when it is read."""

import re
import sqlite3
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import StaticPool

VERSIONS = "alembic_version"
MOST_OBJECTS = 500

Objects = dict[tuple[str, str], tuple[str, str]]

_OURS: dict[str, str] = {}


@dataclass(frozen=True, slots=True)
class ForeignObject:
    """Something in the schema that is not as we make it: `kind` in plain words, and the name it goes by."""

    kind: str
    name: str
    missing: bool = False


def migrations(connection: Connection | None = None) -> Config:
    """Where the migrations are, to be run on `connection`."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parents[1] / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


@cache
def known_versions() -> tuple[str, ...]:
    """Every version of the schema that there was, newest first."""
    return tuple(script.revision for script in ScriptDirectory.from_config(migrations()).walk_revisions())


@cache
def expected(version: str) -> Objects:
    """What our migrations make up to `version`."""
    engine = create_engine("sqlite://", poolclass=StaticPool)
    try:
        with engine.connect() as connection:
            command.upgrade(migrations(connection), version)
            raw: Any = connection.connection.dbapi_connection
            _OURS.update((sql, _in_one_way(sql)) for (sql,) in raw.execute("SELECT sql FROM sqlite_schema") if sql)
            return objects(raw)
    finally:
        engine.dispose()


def objects(connection: sqlite3.Connection) -> Objects:
    """Everything in the schema, by kind and name, with the statement that makes it in one way of writing."""
    return _objects(connection)


def _objects(connection: sqlite3.Connection, where: str = "") -> Objects:
    query = f"SELECT type, name, tbl_name, ifnull(sql, '') FROM sqlite_schema {where} LIMIT {MOST_OBJECTS}"
    rows = connection.execute(query).fetchall()
    return {(str(kind), str(name)): (str(table), _plain(str(sql))) for kind, name, table, sql in rows}


def _plain(sql: str) -> str:
    # Nearly every statement in nearly every file is one of ours, sign for sign.
    return _OURS.get(sql) or _in_one_way(sql)


def _in_one_way(sql: str) -> str:
    # Versions of SQLite differ in spaces when they change a table; everything else has a meaning.
    return re.sub(r"\s*([(),])\s*", r"\1", re.sub(r"\s+", " ", sql)).strip()


def version_of(connection: sqlite3.Connection) -> str | None:
    """The version that a file says it has; None where that cannot be told. Reads from no view and no odd table."""
    found = _objects(connection, f"WHERE name = '{VERSIONS}'")
    if found.get(("table", VERSIONS)) != expected(known_versions()[0])[("table", VERSIONS)]:
        return None
    rows = connection.execute(f"SELECT version_num FROM {VERSIONS} LIMIT 2").fetchall()
    return str(rows[0][0]) if len(rows) == 1 else None


def foreign_objects(connection: sqlite3.Connection, version: str) -> list[ForeignObject]:
    """What in the schema is not as our migrations make it for `version`: added, changed or missing."""
    found, ours = objects(connection), expected(version)
    strange = [_named(*key, found[key][1]) for key in found if found[key] != ours.get(key)]
    strange += [ForeignObject(key[0], key[1], missing=True) for key in ours if key not in found]
    # What is asked about the bytes of a text would be answered wrongly.
    if (encoding := str(connection.execute("PRAGMA encoding").fetchone()[0])) != "UTF-8":
        strange.append(ForeignObject(f"text in {encoding}", "encoding"))
    return strange


def _named(kind: str, name: str, sql: str) -> ForeignObject:
    words = {"trigger": "a trigger", "view": "a view", "index": "an index"}.get(kind, "a table")
    if kind == "table":
        if re.match(r"CREATE VIRTUAL", sql, re.IGNORECASE):
            words = "a virtual table"
        elif name.startswith("sqlite_"):
            words = "a table of statistics"
        elif re.search(r"\bGENERATED ALWAYS\b|\bAS \(", sql, re.IGNORECASE):
            words = "a table with a computed column"
    return ForeignObject(words, name)
