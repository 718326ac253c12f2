"""How many stories speak to each theme, as a table: what the bars say, in words and numbers."""

from PySide6.QtCore import QEvent, QModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from coproclip.overview.themes import ThemeRow
from coproclip.ui.lists.index import Index
from coproclip.ui.lists.row_delegate import RowDelegate
from coproclip.ui.lists.row_model import ROW, RowTable
from coproclip.ui.style.focus import paint_row_ring
from coproclip.ui.style.tokens import current
from coproclip.ui.widgets.label import paint_words
from coproclip.ui.widgets.theme_chip import paint_mark
from coproclip.ui.widgets.tooltips import as_written

NAME, STORIES, EXCERPTS, DIFFER, DOTS = range(5)
_WIDE = {STORIES: 56, EXCERPTS: 66, DIFFER: 48, DOTS: 42}


class CountTable(RowTable[ThemeRow]):
    """Theme, stories, excerpts, how many see it differently, the group's dots; sub-themes too."""

    columns = 5

    def key_of(self, row: ThemeRow) -> int:
        """The theme."""
        return row.theme_id

    def names(self) -> tuple[str, ...]:
        """The names of the columns."""
        return (self.tr("Theme"), self.tr("Stories"), self.tr("Excerpts"), self.tr("Differ"), self.tr("Dots"))

    def cell_words(self, row: ThemeRow, column: int) -> str:
        """Names and numbers."""
        numbers = (row.stories, row.excerpts, row.differing or "", row.dots or "")
        return row.shown_name if column == NAME else str(numbers[column - 1])

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The whole name where it may be cut."""
        if role == Qt.ItemDataRole.ToolTipRole and index.column() == NAME:
            return as_written(str(index.data()))
        return super().data(index, role)


class _CountDelegate(RowDelegate):
    def ground(self, index: Index, *, chosen: bool, hovered: bool) -> QColor:
        return current().accent_soft if chosen else current().raised

    def paint_row(self, painter: QPainter, rect: QRect, index: Index, *, chosen: bool = False) -> None:
        t, theme = current(), index.data(ROW)
        inner = rect.adjusted(t.scaled(4), 0, -t.scaled(8), 0)
        if index.column() == NAME:
            side = t.scaled(18)
            x = inner.x() + t.scaled(16) * theme.depth
            paint_mark(painter, QRect(x, inner.center().y() - side // 2, side, side), theme.letter, theme.colour)
            inner.setLeft(x + side + t.scaled(8))
            paint_words(painter, inner, theme.shown_name, "body")
        else:
            role = "strong" if index.column() == STORIES else "body"
            paint_words(painter, inner, str(index.data()), role, "ink" if role == "strong" else "ink2", right=True)

    def paint_ring(self, painter: QPainter, rect: QRect, index: Index) -> None:
        paint_row_ring(painter, rect)


class _Head(QHeaderView):
    """The names of the columns on the panel's own ground."""

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        t = current()
        painter.save()
        painter.fillRect(rect, t.raised)
        painter.setPen(t.line2)
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        words = str(self.model().headerData(section, Qt.Orientation.Horizontal))
        inner = rect.adjusted(t.scaled(4), 0, -t.scaled(8), 0)
        paint_words(painter, inner, words, "caption-strong", "ink2", right=section != NAME)
        painter.restore()


class CountView(QTableView):
    """The table of counts, as high as its rows; Enter or a click chooses the theme."""

    pressed = Signal(object)

    def __init__(self, model: CountTable, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setHorizontalHeader(_Head(Qt.Orientation.Horizontal))
        self.setModel(model)
        self.setItemDelegate(_CountDelegate(self))
        self.setProperty("role", "panel")
        self.setAccessibleName(self.tr("Stories in each theme, as a table"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.verticalHeader().hide()
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setSectionsClickable(False)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        self.activated.connect(self._on_activated)
        self.clicked.connect(self._on_activated)
        for rows in (model.modelReset, model.rowsInserted):
            rows.connect(self.fit)
        self.fit()

    def _on_activated(self, index: QModelIndex) -> None:
        self.pressed.emit(index.data(ROW).theme_id)

    def fit(self) -> None:
        """Take the text size in use."""
        scaled = current().scaled
        head = self.horizontalHeader()
        self.verticalHeader().setDefaultSectionSize(scaled(32))
        for column, wide in _WIDE.items():
            head.resizeSection(column, scaled(wide))
        self.setFixedHeight(head.sizeHint().height() + scaled(32) * self.model().rowCount() + 2)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange) and self.model() is not None:
            self.fit()
