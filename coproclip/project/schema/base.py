"""What every table has in common."""

from typing import Any

from sqlalchemy import ForeignKey, Integer, MetaData
from sqlalchemy.orm import DeclarativeBase, mapped_column


class Base(DeclarativeBase):
    """All mapped rows; SQLite keeps to the declared types (STRICT), so that a damaged value is found on opening."""

    __table_args__: Any = {"sqlite_strict": True}
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def reference(target: str, *, index: bool = True, null: bool = False) -> Any:
    """A column that holds the number of a row of another table (`target` is “table.column”)."""
    # Deferred, so that undo may put rows back in any order within its one transaction.
    key = ForeignKey(target, deferrable=True, initially="DEFERRED")
    return mapped_column(Integer, key, index=index, nullable=null)
