"""How many stories speak to each theme, as bars with patterns and numbers."""

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from coproclip.overview.themes import ThemeRow, ThemesOverview
from coproclip.ui.style.painting import smooth_painter
from coproclip.ui.style.tokens import current, mix
from coproclip.ui.widgets.counting import of_stories
from coproclip.ui.widgets.label import paint_words
from coproclip.ui.widgets.theme_chip import paint_mark, pattern_brush
from coproclip.ui.widgets.tooltips import as_written

ROW = 27


class StoriesChart(QWidget):
    """A bar for each theme at the top of the tree; a click chooses the theme. The table says the same in words."""

    pressed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[ThemeRow] = []
        self._stories = 0
        self._chosen: int | None = None
        self._hovered = -1
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Stories in each theme, as bars"))

    def set_board(self, board: ThemesOverview) -> None:
        """Show these themes."""
        self._rows = [row for row in board.themes if row.parent_id is None]
        self._stories = board.stories
        counts = ", ".join(f"{row.name} {row.stories}" for row in self._rows)
        self.setAccessibleDescription(self.tr("Out of {all}: {counts}").format(all=board.stories, counts=counts))
        self.updateGeometry()
        self.update()

    def choose(self, theme_id: int | None) -> None:
        """Which theme is looked at."""
        self._chosen = theme_id
        self.update()

    def sizeHint(self) -> QSize:
        """A row for each theme."""
        return QSize(current().scaled(240), current().scaled(ROW) * len(self._rows))

    def minimumSizeHint(self) -> QSize:
        """All rows, however narrow."""
        return QSize(current().scaled(120), self.sizeHint().height())

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self.updateGeometry()

    def _row_at(self, y: float) -> int:
        row = int(y // current().scaled(ROW))
        return row if 0 <= row < len(self._rows) else -1

    def event(self, event: QEvent) -> bool:
        """Name the theme under the mouse."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            row = self._row_at(event.pos().y())
            words = ""
            if row >= 0:
                theme = self._rows[row]
                words = f"{theme.shown_name}: {of_stories(theme.stories, self._stories)}"
            QToolTip.showText(event.globalPos(), as_written(words), self)
            return True
        if event.type() == QEvent.Type.Leave:
            self._hovered = -1
            self.update()
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light up the row."""
        row = self._row_at(event.position().y())
        self.setCursor(Qt.CursorShape.PointingHandCursor if row >= 0 else Qt.CursorShape.ArrowCursor)
        if row != self._hovered:
            self._hovered = row
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose the theme."""
        row = self._row_at(event.position().y())
        if row >= 0:
            self.pressed.emit(self._rows[row].theme_id)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Mark, bar on its track, number."""
        t = current()
        painter = smooth_painter(self)
        high, side, bar_high = t.scaled(ROW), t.scaled(20), t.scaled(14)
        number_wide = t.scaled(30)
        for place, theme in enumerate(self._rows):
            row = QRect(0, place * high, self.width(), high)
            middle = row.center().y()
            paint_mark(painter, QRect(0, middle - side // 2, side, side), theme.letter, theme.colour)
            left = side + t.scaled(10)
            track = QRectF(left, middle - bar_high / 2 + 0.5, self.width() - left - number_wide, bar_high)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(mix(t.ink, t.raised, 0.16) if place == self._hovered else t.line)
            painter.drawRoundedRect(track, 2, 2)
            part = theme.stories / self._stories if self._stories else 0
            if part > 0:
                bar = QRectF(track)
                bar.setWidth(max(3.0, track.width() * min(1.0, part)))
                path = QPainterPath()
                path.addRoundedRect(bar, 2, 2)
                painter.setBrushOrigin(QPointF(bar.x(), bar.y()))
                painter.fillPath(path, pattern_brush(theme.colour, ratio=self.devicePixelRatioF()))
            chosen = theme.theme_id == self._chosen
            words = QRect(self.width() - number_wide, row.y(), number_wide, high)
            paint_words(painter, words, str(theme.stories), "strong" if chosen else "body", right=True)
