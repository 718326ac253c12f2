"""A query is put into SQL once while the program runs, not once for every connection pool of every project."""

import sqlite3
from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine, create_engine
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.pool import Pool
from sqlalchemy.util import LRUCache


class AnyFile(SQLiteDialect_pysqlite):
    """SQLite as it is for every file: what was put into SQL for one of them is right for all."""

    supports_statement_cache = True

    def __eq__(self, other: object) -> bool:
        return isinstance(other, AnyFile)

    def __hash__(self) -> int:
        return hash(AnyFile)


registry.register("sqlite.any_file", __name__, AnyFile.__name__)

_COMPILED: LRUCache[Any, Any] = LRUCache(1000)
"""Queries and what their parameters are called; the least used go."""


def make_engine(creator: Callable[[], sqlite3.Connection], pool: type[Pool], **options: Any) -> Engine:
    """An engine for the file that `creator` connects to; `options` are those of `pool`."""
    keeping = {"compiled_cache": _COMPILED}
    return create_engine("sqlite+any_file://", creator=creator, poolclass=pool, execution_options=keeping, **options)
