"""A list of excerpts to pick one from: its words, and whose they are."""

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter

from coproclip.overview.excerpts import ExcerptRow
from coproclip.ui.lists.index import Index
from coproclip.ui.lists.parts import PickList
from coproclip.ui.lists.row_delegate import RowDelegate
from coproclip.ui.lists.row_model import ROW, RowModel
from coproclip.ui.style.tokens import current
from coproclip.ui.widgets.label import paint_words

LINE = 20


class FoundQuotes(RowModel[ExcerptRow]):
    """Excerpts, known by their numbers."""

    def key_of(self, row: ExcerptRow) -> int:
        """Its number."""
        return row.excerpt_id

    def words_of(self, row: ExcerptRow) -> str:
        """What is said in it."""
        return row.quote

    def spoken(self, row: ExcerptRow, place: int) -> str:
        """Its words, and whose they are."""
        return f"“{row.quote}”, {row.who}, {row.story_title}"


class QuoteDelegate(RowDelegate):
    """Paints the beginning of its words, and below who said them in which story."""

    high = 2 * LINE + 12

    def paint_row(self, painter: QPainter, rect: QRect, index: Index, *, chosen: bool = False) -> None:
        """Two lines."""
        t = current()
        row: ExcerptRow = index.data(ROW)
        inner = rect.adjusted(t.scaled(10), t.scaled(5), -t.scaled(10), 0)
        first = QRect(inner.x(), inner.y(), inner.width(), t.scaled(LINE))
        paint_words(painter, first, f"“{row.quote}”", "medium", "ink")
        below = row.who if row.who == row.story_title else f"{row.who}: {row.story_title}"
        paint_words(painter, first.translated(0, t.scaled(LINE)), below, "small", "ink2")


class QuoteList(PickList):
    """The list of them."""

    def __init__(self, model: FoundQuotes) -> None:
        super().__init__(model, QuoteDelegate())
        self.setUniformItemSizes(True)
        self.setAccessibleName(self.tr("Excerpts"))
