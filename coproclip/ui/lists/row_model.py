"""A list of rows that are values: it stays as it is where only their content changed, and knows which one is heard."""

from collections.abc import Hashable, Iterable, Sequence
from typing import TYPE_CHECKING, Generic, TypeVar

from PySide6.QtCore import QAbstractListModel, QAbstractTableModel, QModelIndex, QObject, Qt

from coproclip.ui.lists.index import Index

T = TypeVar("T")
ROW = Qt.ItemDataRole.UserRole
"""The row itself."""
HEARD = Qt.ItemDataRole.UserRole + 1
"""How much of it was heard (ms) while it plays; None otherwise."""
if TYPE_CHECKING:
    from PySide6.QtCore import QAbstractItemModel as _Model
else:

    class _Model:
        """Stands for the model that a list or a table adds: Qt lets no class have two."""


class _Rows(_Model, Generic[T]):
    """What lists and tables of rows share."""

    columns = 1

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: Sequence[T] = ()
        self._heard: tuple[Hashable, int] | None = None

    def key_of(self, row: T) -> Hashable:
        """What a row is known by: the number of its excerpt, its name."""
        raise NotImplementedError

    def words_of(self, row: T) -> str:
        """What is found by typing its beginning."""
        raise NotImplementedError

    def spoken(self, row: T, place: int) -> str:
        """What a screen reader says of the row at `place`."""
        raise NotImplementedError

    def other(self, row: T, role: int) -> object:
        """What a row has in a role of its own."""
        return None

    # ---- changing ---------------------------------------------------------------------------------------------

    def set_rows(self, rows: Sequence[T]) -> None:
        """Show these; cursor and place stay where they are the same ones in the same order, or more come after them."""
        before, now = ([self.key_of(row) for row in some] for some in (self.rows, rows))
        if not before or now[: len(before)] != before:
            self.beginResetModel()
            self.rows = rows
            self.endResetModel()
            return
        old = self.rows
        if len(now) > len(before):
            self.beginInsertRows(QModelIndex(), len(before), len(now) - 1)
            self.rows = rows
            self.endInsertRows()
        self.rows = rows
        for place, row in enumerate(old):
            if row != rows[place]:
                self._renewed(place, place)

    def renew(self, rows: Iterable[T]) -> None:
        """Show these in the places where they are, as they were read meanwhile."""
        new = {self.key_of(row): row for row in rows}
        places = [place for place, row in enumerate(self.rows) if self.key_of(row) in new]
        if places:
            self.rows = [new.get(self.key_of(row), row) for row in self.rows]
            self._renewed(places[0], places[-1])

    def all_changed(self) -> None:
        """Every row is to be drawn anew."""
        if self.rows:
            self._renewed(0, len(self.rows) - 1)

    def _renewed(self, first: int, last: int) -> None:
        self.dataChanged.emit(self.index(first, 0), self.index(last, self.columns - 1))

    def set_heard(self, key: Hashable | None, heard_ms: int = 0) -> None:
        """Which row is playing (None: none), and how much of it was heard (ms)."""
        before = self._heard
        self._heard = None if key is None else (key, heard_ms)
        for touched in {one[0] for one in (before, self._heard) if one is not None and before != self._heard}:
            index = self.index(self.place_of(touched), 0)
            self.dataChanged.emit(index, index, [HEARD])

    # ---- asking -----------------------------------------------------------------------------------------------

    def place_of(self, key: Hashable | None) -> int:
        """The place of the row that is known by `key`, -1 if it is not there."""
        return next((place for place, row in enumerate(self.rows) if self.key_of(row) == key), -1)

    def row_at(self, index: Index) -> T | None:
        """The row at an index; None where there is none."""
        return self.rows[index.row()] if index.isValid() and index.row() < len(self.rows) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """How many."""
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The row, what was heard of it, its words for the eye and for screen readers."""
        row = self.row_at(index)
        if row is None:
            return None
        if role == ROW:
            return row
        if role == HEARD:
            return self._heard[1] if self._heard is not None and self._heard[0] == self.key_of(row) else None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.words_of(row)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.spoken(row, index.row())
        return self.other(row, role)


class RowModel(_Rows[T], QAbstractListModel):
    """`rows` in their order. A subclass says what a row is known by, its words, and what is spoken of it."""


class RowTable(_Rows[T], QAbstractTableModel):
    """The same with `columns`: Qt lets only a table model have several, and screen readers read a table cell by cell.

    A subclass names the columns and says what stands in a cell.
    """

    def names(self) -> Sequence[str]:
        """The names of the columns."""
        raise NotImplementedError

    def cell_words(self, row: T, column: int) -> str:
        """What stands in a column of a row."""
        raise NotImplementedError

    def words_of(self, row: T) -> str:
        """The first column."""
        return self.cell_words(row, 0)

    def spoken(self, row: T, place: int) -> str:
        """Each cell for itself."""
        return self.words_of(row)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Always the same."""
        return 0 if parent.isValid() else self.columns

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The names of the columns."""
        named = orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole
        return self.names()[section] if named else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The row, and the words of its cell."""
        row = self.row_at(index)
        words = role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
        if row is not None and index.column() and words:
            return self.cell_words(row, index.column())
        return super().data(index, role)
