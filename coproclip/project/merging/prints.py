"""Fingerprints of rows: how a copy remembers the state it was made from, without a word of it.

Of each row a salted sum of the whole and one of each column. So it is known which cells were changed since, on either
side; what was deleted for good meanwhile cannot be read out of them.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from coproclip.project.merging.rows import Row, Tables, columns_of
from coproclip.project.schema import Base

_WHOLE, _CELL = 16, 8
"""How many hexadecimal digits each has."""
_EMPTY = (None, "", 0, "[]", "{}")


@dataclass(frozen=True, slots=True)
class Prints:
    """The fingerprints of all rows of a state: `columns` by table, `rows` by table and number."""

    salt: bytes
    columns: Mapping[str, Sequence[str]]
    rows: Mapping[str, Mapping[int, str]]

    @classmethod
    def of(cls, tables: Tables, salt: bytes) -> "Prints":
        """Those of the rows that `tables` holds."""
        columns = {table: columns_of(table) for table in tables}
        rows = {
            table: {number: print_of(salt, columns[table], row) for number, row in some.items()}
            for table, some in tables.items()
        }
        return cls(salt, columns, rows)

    def changed(self, table: str, row: Row, before: str, columns: Sequence[str] = ()) -> frozenset[str]:
        """The columns in which `row` is other than the row that the print `before` is of."""
        columns = columns or self.columns.get(table, ())
        if before[:_WHOLE] == _sum(self.salt, [row.get(name) for name in columns], _WHOLE):
            known = frozenset(columns)
            return frozenset(
                name for name in columns_of(table) if name not in known and not _is_usual(table, name, row)
            )
        there = before[_WHOLE:]
        cells = {name: there[place * _CELL : (place + 1) * _CELL] for place, name in enumerate(columns)}
        return frozenset(
            name
            for name in columns_of(table)
            if (
                cells[name] != _sum(self.salt, row.get(name), _CELL)
                if cells.get(name)
                else not _is_usual(table, name, row)
            )
        )


def _is_usual(table: str, name: str, row: Row) -> bool:
    """Whether a column that did not exist then holds what every row got when it was added."""
    column = Base.metadata.tables[table].columns.get(name)
    usual = getattr(column.default, "arg", None) if column is not None and column.default is not None else None
    return row.get(name) in _EMPTY or row.get(name) == usual


def print_of(salt: bytes, columns: Sequence[str], row: Row) -> str:
    """The sum of a row, and behind it those of its columns."""
    values = [row.get(name) for name in columns]
    return _sum(salt, values, _WHOLE) + "".join(_sum(salt, value, _CELL) for value in values)


def _sum(salt: bytes, value: object, digits: int) -> str:
    return blake2b(json.dumps(value).encode("ascii"), digest_size=digits // 2, key=salt).hexdigest()
