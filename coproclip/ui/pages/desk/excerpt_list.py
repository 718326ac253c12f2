"""The excerpts of a story beside its transcript; the chosen one opens to its buttons."""

from PySide6.QtCore import QModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFontMetrics, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QStyleOptionViewItem

from coproclip.overview.excerpts import ExcerptRow
from coproclip.timecode import clock, length
from coproclip.ui.lists.index import Index
from coproclip.ui.lists.parts import PartsList
from coproclip.ui.lists.row_delegate import RowDelegate
from coproclip.ui.lists.row_model import ROW, RowModel
from coproclip.ui.style.focus import paint_row_ring
from coproclip.ui.style.fonts import font
from coproclip.ui.style.icons import paint_icon
from coproclip.ui.style.tokens import current
from coproclip.ui.widgets.badge import CARE_ICON, approval_word, badge_size, care_said, paint_badge
from coproclip.ui.widgets.label import paint_words
from coproclip.ui.widgets.theme_chip import paint_mark
from coproclip.ui.widgets.wrapped_text import wrapped

HIGH, OPEN_HIGH = 88, 128


class ExcerptModel(RowModel[ExcerptRow]):
    """The excerpts, one a row."""

    def key_of(self, row: ExcerptRow) -> int:
        """The excerpt."""
        return row.excerpt_id

    def words_of(self, row: ExcerptRow) -> str:
        """Sharing first, then themes, then the words."""
        themes = ", ".join(theme.name for theme in row.themes)
        parts = (
            approval_word(row.approval),
            care_said(row.care),
            themes,
            clock(row.spans[0].start_ms),
            length(row.length_ms),
            row.quote,
        )
        return ", ".join(part for part in parts if part)

    def spoken(self, row: ExcerptRow, place: int) -> str:
        """The same."""
        return self.words_of(row)


class ExcerptDelegate(RowDelegate):
    """Paints an excerpt: mark, two lines of its words, play, time, length, sharing; three buttons when chosen."""

    def __init__(self) -> None:
        super().__init__()
        self.playing: int | None = None

    def buttons(self) -> tuple[tuple[str, str, str], ...]:
        """(part, picture, words) of the buttons of the chosen row."""
        return (
            ("trim", "scissors", self.tr("Trim…")),
            ("themes", "shapes", self.tr("Themes")),
            ("playlist", "list-plus", self.tr("Playlist")),
        )

    def is_chosen(self, option: QStyleOptionViewItem, index: Index) -> bool:
        """The row under the cursor."""
        return self._is_open(index)

    def _is_open(self, index: Index) -> bool:
        view = self.parent()
        return isinstance(view, ExcerptList) and view.currentIndex() == index

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """The chosen row is higher."""
        return QSize(0, current().scaled(OPEN_HIGH if self._is_open(index) else HIGH))

    def parts(self, index: Index, cell: QRect) -> dict[str, QRect]:
        """Play, and the buttons of the chosen row."""
        t = current()
        base = cell.y() + t.scaled(54)
        found = {"play": QRect(cell.x() + t.scaled(12), base - t.scaled(2), t.scaled(28), t.scaled(28))}
        if self._is_open(index):
            wide = {part: t.scaled(16 + 6 + 16) + _advance(words) for part, _icon, words in self.buttons()}
            gap = t.scaled(6)
            room = cell.width() - sum(wide.values()) - gap * (len(wide) - 1) - t.scaled(12)
            x = cell.x() + min(t.scaled(46), max(t.scaled(8), room))
            for part, width in wide.items():
                found[part] = QRect(x, base + t.scaled(32), width, t.scaled(28))
                x += width + gap
        return found

    def ground(self, index: Index, *, chosen: bool, hovered: bool) -> QColor:
        """The chosen one is raised out of the panel."""
        t = current()
        return t.surface if chosen else t.hover if hovered else t.raised

    def paint_ring(self, painter: QPainter, rect: QRect, index: Index) -> None:
        """Inside the row."""
        paint_row_ring(painter, rect.adjusted(2, 2, -2, -3))

    def paint_row(self, painter: QPainter, rect: QRect, index: Index, *, chosen: bool = False) -> None:
        """One excerpt."""
        t = current()
        row: ExcerptRow = index.data(ROW)
        if chosen:
            painter.fillRect(QRect(rect.x(), rect.y(), 3, rect.height() - 1), t.accent)
        side = t.scaled(20)
        mark = QRect(rect.x() + t.scaled(16), rect.y() + t.scaled(12), side, side)
        for place, theme in enumerate(reversed(row.themes[:3])):
            down = t.scaled(3) * (min(3, len(row.themes)) - 1 - place)
            paint_mark(painter, mark.translated(0, down), theme.letter, theme.colour)
        if not row.themes:
            paint_icon(painter, mark.adjusted(1, 1, -1, -1), "quote", t.ink3)
        words = QRect(rect.x() + t.scaled(46), rect.y() + t.scaled(8), rect.width() - t.scaled(58), t.scaled(44))
        for place, line in enumerate(wrapped(f"“{row.quote or row.title}”", "body", words.width(), 2)):
            high = words.height() // 2
            paint_words(painter, QRect(words.x(), words.y() + place * high, words.width(), high), line, "body", "ink")
        parts = self.parts(index, rect)
        self._line(painter, rect, parts["play"], row)
        if chosen:
            self._buttons(painter, parts)

    def _line(self, painter: QPainter, rect: QRect, spot: QRect, row: ExcerptRow) -> None:
        t = current()
        gap = t.scaled(6)
        paint_icon(
            painter, spot.adjusted(gap, gap, -gap, -gap), "pause" if self.playing == row.excerpt_id else "play", t.ink2
        )
        line = QRect(rect.x() + t.scaled(46), spot.y(), t.scaled(160), spot.height())
        used = paint_words(painter, line, clock(row.spans[0].start_ms), "small", "ink2")
        used += t.scaled(8)
        used += paint_words(painter, line.adjusted(used, 0, 0, 0), length(row.length_ms), "small", "ink2")
        if row.care:
            side = t.scaled(15)
            sign = QRect(line.x() + used + t.scaled(8), line.center().y() - side // 2, side, side)
            paint_icon(painter, sign, CARE_ICON, t.flag)
        size = badge_size(row.approval)
        paint_badge(
            painter,
            QRect(rect.right() - size.width() - t.scaled(12), spot.y(), size.width(), spot.height()),
            row.approval,
        )

    def _buttons(self, painter: QPainter, spots: dict[str, QRect]) -> None:
        t = current()
        for part, icon, words in self.buttons():
            spot = spots[part]
            painter.setPen(QPen(t.line2, 1))
            painter.setBrush(t.surface)
            painter.drawRoundedRect(spot, 6, 6)
            side = t.scaled(16)
            picture = QRect(spot.x() + t.scaled(8), spot.center().y() - side // 2, side, side)
            paint_icon(painter, picture, icon, t.ink2)
            paint_words(painter, spot.adjusted(side + t.scaled(14), 0, 0, 0), words, "small-medium", "ink")


def _advance(words: str) -> int:
    return QFontMetrics(font("small-medium")).horizontalAdvance(words)


class ExcerptList(PartsList):
    """The list; `chosen(excerpt_id)` tells that one was chosen."""

    chosen = Signal(object)
    buttons = frozenset({"play", "trim", "themes", "playlist"})

    def __init__(self) -> None:
        self.rows, self.delegate = ExcerptModel(), ExcerptDelegate()
        super().__init__(self.rows, self.delegate)
        self.rows.setParent(self)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setAccessibleName(self.tr("Excerpts of this story"))
        self.setProperty("keeps", ["Return", "Enter"])
        self._passing = False

    def part_words(self, index: QModelIndex, part: str) -> str:
        """What is to be known before hearing it: there is room only for a sign."""
        row = self.rows.row_at(index)
        return care_said(row.care) if row is not None and part not in self.buttons else ""

    def currentChanged(self, now: Index, before: Index) -> None:
        """The chosen row opens."""
        super().currentChanged(now, before)
        self.scheduleDelayedItemsLayout()
        self._passing = False
        row = now.data(ROW) if now.isValid() else None
        if row is not None:
            self.chosen.emit(row.excerpt_id)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keyboard is always on a row: where none was chosen on the first in sight, which is not chosen by that."""
        if event.reason() != Qt.FocusReason.MouseFocusReason:
            self._show_where()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """A row that was only passed by is not kept."""
        super().focusOutEvent(event)
        coming_back = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)
        if self._passing and event.reason() not in coming_back:
            self.setCurrentIndex(QModelIndex())

    def _show_where(self) -> None:
        if self.currentIndex().isValid() or not self.rows.rows:
            return
        first = self.indexAt(QPoint(1, 1))
        self.blockSignals(True)
        self.setCurrentIndex(first if first.isValid() else self.rows.index(0))
        self.blockSignals(False)
        self._passing = True

    def show_chosen(self, excerpt_id: int | None) -> None:
        """Put the cursor on an excerpt; None: on none."""
        place = self.rows.place_of(excerpt_id)
        if place >= 0:
            if self.currentIndex().row() != place:
                self.setCurrentIndex(self.rows.index(place))
                self.scrollTo(self.rows.index(place))
        elif self.hasFocus():
            self._show_where()
        elif excerpt_id is None:
            self.setCurrentIndex(QModelIndex())

    def set_playing(self, excerpt_id: int | None) -> None:
        """Whose play picture is a pause picture."""
        if excerpt_id != self.delegate.playing:
            self.delegate.playing = excerpt_id
            self.viewport().update()

    def current(self) -> ExcerptRow | None:
        """The excerpt under the cursor."""
        return self.rows.row_at(self.currentIndex())

    def below(self, part: str) -> QPoint:
        """Under a button of the chosen row, for its menu (on the screen)."""
        rect = self.part_rect(self.currentIndex(), part)
        return self.viewport().mapToGlobal(rect.bottomLeft() + QPoint(0, 2))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A row that was passed by and is clicked is chosen."""
        row = self.rows.row_at(self.indexAt(event.position().toPoint()))
        clicked = row is not None and row.excerpt_id == self._pressed_key
        if self._passing and row is not None and clicked and event.button() == Qt.MouseButton.LeftButton:
            self._passing = False
            self.chosen.emit(row.excerpt_id)
        super().mouseReleaseEvent(event)
