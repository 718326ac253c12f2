"""A table whose columns are those of what is counted: each cell a word or a number, also for screen readers."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import overload

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from coproclip.ui.lists.index import Index
from coproclip.ui.lists.row_delegate import RowDelegate
from coproclip.ui.lists.row_model import RowTable
from coproclip.ui.style.focus import paint_row_ring
from coproclip.ui.style.tokens import current
from coproclip.ui.widgets.label import paint_words
from coproclip.ui.widgets.tooltips import as_written

FIRST, OTHERS, HIGH = 240, 130, 34


@dataclass(frozen=True, slots=True)
class CountedRow:
    """A row: what it stands for, and its cells in words."""

    key: Hashable
    cells: Sequence[str]


class CellsWhenSeen(Sequence[str]):
    """Cells of a wide row: the words of each are made when it is asked for, since few of hundreds are ever seen."""

    def __init__(self, many: int, words: Callable[[int], str]) -> None:
        self._many, self._words = many, words

    def __len__(self) -> int:
        return self._many

    @overload
    def __getitem__(self, place: int) -> str: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[str]: ...

    def __getitem__(self, place: int | slice) -> str | Sequence[str]:
        if isinstance(place, slice):
            return [self._words(one) for one in range(self._many)[place]]
        return self._words(range(self._many)[place])


class CountedTable(RowTable[CountedRow]):
    """Rows under columns that are named when they are shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names: tuple[str, ...] = ("",)

    def show_table(self, names: Sequence[str], rows: Sequence[CountedRow]) -> None:
        """Show these columns and rows in place of those before."""
        self.beginResetModel()
        self._names, self.columns, self.rows = tuple(names), len(names), list(rows)
        self.endResetModel()

    def key_of(self, row: CountedRow) -> Hashable:
        """What it stands for."""
        return row.key

    def names(self) -> Sequence[str]:
        """The names of the columns."""
        return self._names

    def cell_words(self, row: CountedRow, column: int) -> str:
        """What stands in a cell; nothing is said to be nothing."""
        return row.cells[column] if column < len(row.cells) else ""

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The whole name where it may be cut."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.ToolTipRole:
            return as_written(self._names[section])
        return super().headerData(section, orientation, role)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The whole of a cell where it may be cut; a screen reader hears its column too."""
        if role == Qt.ItemDataRole.ToolTipRole:
            return as_written(str(index.data()))
        if role == Qt.ItemDataRole.AccessibleTextRole and index.column():
            words = str(index.data()) or self.tr("nothing")
            return f"{self._names[index.column()]}: {words}"
        return super().data(index, role)


class _CellDelegate(RowDelegate):
    def paint_row(self, painter: QPainter, rect: QRect, index: Index, *, chosen: bool = False) -> None:
        t = current()
        inner = rect.adjusted(t.scaled(8), 0, -t.scaled(8), 0)
        words = str(index.data() or "")
        if index.column():
            paint_words(painter, inner, words or "–", "body", "ink" if words else "ink3")
        else:
            paint_words(painter, inner, words, "medium")
        painter.setPen(t.line)
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())

    def paint_ring(self, painter: QPainter, rect: QRect, index: Index) -> None:
        paint_row_ring(painter, rect)


class CountedView(QTableView):
    """The table; arrows walk its cells, Enter or a double click opens one: `opened(row's key, column)`."""

    opened = Signal(object, object)

    def __init__(self, model: CountedTable, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setItemDelegate(_CellDelegate(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.verticalHeader().hide()
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setSectionsClickable(False)
        head.setTextElideMode(Qt.TextElideMode.ElideRight)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.activated.connect(lambda index: self.opened.emit(model.rows[index.row()].key, index.column()))
        model.modelReset.connect(self.fit)
        self.fit()

    def fit(self) -> None:
        """Widths and heights at the text size in use."""
        scaled, head = current().scaled, self.horizontalHeader()
        self.verticalHeader().setDefaultSectionSize(scaled(HIGH))
        columns = self.model().columnCount()
        head.setDefaultSectionSize(scaled(OTHERS))
        head.resizeSection(0, min(scaled(FIRST), max(scaled(OTHERS), self.viewport().width() * 2 // 5)))
        if columns > 1:
            head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        head.setStretchLastSection(columns < 7)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.fit()

    def minimumSizeHint(self) -> QSize:
        """A few rows."""
        return QSize(current().scaled(360), current().scaled(HIGH * 5))
