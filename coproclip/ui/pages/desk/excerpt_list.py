"""The excerpts of a story beside its transcript; the chosen one opens to its buttons."""

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from coproclip.overview.excerpts import ExcerptRow
from coproclip.timecode import clock, length
from coproclip.ui.lists.index import Index
from coproclip.ui.lists.row_model import ROW, RowModel
from coproclip.ui.style.focus import paint_row_ring
from coproclip.ui.style.fonts import font
from coproclip.ui.style.icons import paint_icon
from coproclip.ui.style.tokens import current
from coproclip.ui.widgets.badge import approval_word, badge_size, paint_badge
from coproclip.ui.widgets.label import paint_words
from coproclip.ui.widgets.theme_chip import paint_mark

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
            themes,
            clock(row.spans[0].start_ms),
            length(row.length_ms),
            row.quote,
        )
        return ", ".join(part for part in parts if part)

    def spoken(self, row: ExcerptRow, place: int) -> str:
        """The same."""
        return self.words_of(row)


class ExcerptDelegate(QStyledItemDelegate):
    """Paints an excerpt: mark, two lines of its words, play, time, length, sharing; three buttons when chosen."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.playing: int | None = None

    def buttons(self) -> tuple[tuple[str, str, str], ...]:
        """(part, picture, words) of the buttons of the chosen row."""
        return (
            ("trim", "scissors", self.tr("Trim…")),
            ("themes", "shapes", self.tr("Themes")),
            ("playlist", "list-plus", self.tr("Playlist")),
        )

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """The chosen row is higher."""
        view = option.widget
        chosen = isinstance(view, QListView) and view.currentIndex() == index
        return QSize(0, current().scaled(OPEN_HIGH if chosen else HIGH))

    def spots(self, rect: QRect, *, chosen: bool) -> dict[str, QRect]:
        """Where the parts of a row that can be pressed are."""
        t = current()
        base = rect.y() + t.scaled(54)
        found = {"play": QRect(rect.x() + t.scaled(12), base - t.scaled(2), t.scaled(28), t.scaled(28))}
        if chosen:
            wide = {part: t.scaled(16 + 6 + 16) + _advance(words) for part, _icon, words in self.buttons()}
            gap = t.scaled(6)
            room = rect.width() - sum(wide.values()) - gap * (len(wide) - 1) - t.scaled(12)
            x = rect.x() + min(t.scaled(46), max(t.scaled(8), room))
            for part, width in wide.items():
                found[part] = QRect(x, base + t.scaled(32), width, t.scaled(28))
                x += width + gap
        return found

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One excerpt."""
        t = current()
        rect = QRect(option.rect)
        row: ExcerptRow = index.data(ROW)
        view = option.widget
        chosen = isinstance(view, QListView) and view.currentIndex() == index
        painter.save()
        hover = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.fillRect(rect, t.surface if chosen else t.hover if hover else t.raised)
        painter.setPen(QPen(t.line, 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if chosen:
            painter.fillRect(QRect(rect.x(), rect.y(), 3, rect.height() - 1), t.accent)
        side = t.scaled(20)
        mark = QRect(rect.x() + t.scaled(16), rect.y() + t.scaled(12), side, side)
        for place, theme in enumerate(reversed(row.themes[:3])):
            paint_mark(
                painter,
                mark.translated(0, t.scaled(3) * (min(3, len(row.themes)) - 1 - place)),
                theme.letter,
                theme.colour,
            )
        if not row.themes:
            paint_icon(painter, mark.adjusted(1, 1, -1, -1), "quote", t.ink3)
        words = QRect(rect.x() + t.scaled(46), rect.y() + t.scaled(8), rect.width() - t.scaled(58), t.scaled(44))
        _paint_quote(painter, words, f"“{row.quote or row.title}”")
        self._line(painter, rect, row)
        if chosen:
            self._buttons(painter, rect)
        if chosen and option.state & QStyle.StateFlag.State_HasFocus:
            paint_row_ring(painter, rect.adjusted(2, 2, -2, -3))
        painter.restore()

    def _line(self, painter: QPainter, rect: QRect, row: ExcerptRow) -> None:
        t = current()
        spot = self.spots(rect, chosen=False)["play"]
        gap = t.scaled(6)
        paint_icon(
            painter, spot.adjusted(gap, gap, -gap, -gap), "pause" if self.playing == row.excerpt_id else "play", t.ink2
        )
        line = QRect(rect.x() + t.scaled(46), spot.y(), t.scaled(160), spot.height())
        used = paint_words(painter, line, clock(row.spans[0].start_ms), "small", "ink2")
        paint_words(painter, line.adjusted(used + t.scaled(8), 0, 0, 0), length(row.length_ms), "small", "ink2")
        size = badge_size(row.approval)
        paint_badge(
            painter,
            QRect(rect.right() - size.width() - t.scaled(12), spot.y(), size.width(), spot.height()),
            row.approval,
        )

    def _buttons(self, painter: QPainter, rect: QRect) -> None:
        t = current()
        spots = self.spots(rect, chosen=True)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
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


def _paint_quote(painter: QPainter, rect: QRect, text: str) -> None:
    """At most two lines, the second cut with “…”."""
    painter.setFont(font("body"))
    painter.setPen(current().ink)
    metrics = painter.fontMetrics()
    first, rest = text, ""
    if metrics.horizontalAdvance(text) > rect.width():
        fitting = ""
        for word in text.split(" "):
            longer = f"{fitting} {word}" if fitting else word
            if metrics.horizontalAdvance(longer) > rect.width():
                break
            fitting = longer
        first, rest = (fitting, text[len(fitting) :].strip()) if fitting else (text, "")
    high = rect.height() // 2
    flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
    for place, line in enumerate((first, rest)):
        cut = metrics.elidedText(line, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(QRect(rect.x(), rect.y() + place * high, rect.width(), high), flags, cut)


class ExcerptList(QListView):
    """The list; `part_pressed(excerpt_id, part)`: play, trim, themes or playlist; `opened(excerpt_id)`: Enter."""

    part_pressed = Signal(int, str)
    opened = Signal(int)
    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.rows = ExcerptModel(self)
        self.setModel(self.rows)
        self.delegate = ExcerptDelegate(self)
        self.setItemDelegate(self.delegate)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setAccessibleName(self.tr("Excerpts of this story"))
        self.setProperty("keeps", ["Return", "Enter"])
        self._passing = False
        self._pressed: int | None = None

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

    def choose(self, excerpt_id: int | None) -> None:
        """Put the cursor on an excerpt."""
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
        spots = self.delegate.spots(self.visualRect(self.currentIndex()), chosen=True)
        return self.viewport().mapToGlobal(spots[part].bottomLeft() + QPoint(0, 2))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the excerpt."""
        row = self.current()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and row is not None:
            self.opened.emit(row.excerpt_id)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Keep which excerpt was pressed: the list may change before the mouse is released."""
        row = self.rows.row_at(self.indexAt(event.position().toPoint()))
        self._pressed = None if row is None else row.excerpt_id
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A press on a part of a row."""
        where = event.position().toPoint()
        index = self.indexAt(where)
        was_chosen = index == self.currentIndex()
        super().mouseReleaseEvent(event)
        if not index.isValid() or event.button() != Qt.MouseButton.LeftButton:
            return
        row: ExcerptRow = index.data(ROW)
        if row.excerpt_id != self._pressed:
            return
        if self._passing:
            self._passing = False
            self.chosen.emit(row.excerpt_id)
        for part, spot in self.delegate.spots(self.visualRect(index), chosen=was_chosen).items():
            if spot.contains(where):
                self.part_pressed.emit(row.excerpt_id, part)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A double click opens the excerpt."""
        index = self.indexAt(event.position().toPoint())
        if index.isValid():
            self.opened.emit(index.data(ROW).excerpt_id)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self.scheduleDelayedItemsLayout()
