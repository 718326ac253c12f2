"""What is painted around the words of the transcript: tints under them, lines below them, the word being heard."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from operator import itemgetter

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QTextBlock, QTextLine

from coproclip.excerpts.approval import Approval
from coproclip.ui.style.tokens import current, mix
from coproclip.ui.transcript.word_map import utf16_length

_TINT, _TINT_DARK, _CHOSEN, _CHOSEN_DARK = 0.16, 0.24, 0.30, 0.40


@dataclass(frozen=True, slots=True, eq=False)
class ExcerptTint:
    """An excerpt as the transcript shows it: its ms ranges, the colour and letter of its theme, what was answered.

    `colour` is the theme's place in the palette (it follows the appearance), or any colour.
    """

    excerpt_id: int
    spans: tuple[tuple[int, int], ...]
    colour: QColor | int
    letter: str
    approval: Approval
    length_ms: int
    selected: bool = False

    def mark(self) -> QColor:
        """The colour of its mark."""
        return current().theme(self.colour).mark if isinstance(self.colour, int) else self.colour

    def letter_colour(self) -> QColor:
        """The colour of the letter on its mark."""
        if isinstance(self.colour, int):
            return current().theme(self.colour).letter
        bright = 0.299 * self.colour.redF() + 0.587 * self.colour.greenF() + 0.114 * self.colour.blueF() > 0.5
        return QColor("#16181B") if bright else QColor("#FFFFFF")

    def soft(self) -> QColor:
        """The tint behind its words."""
        tokens = current()
        if self.selected:
            return mix(self.mark(), tokens.surface, _CHOSEN_DARK if tokens.dark else _CHOSEN)
        return mix(self.mark(), tokens.surface, _TINT_DARK if tokens.dark else _TINT)


_Line = tuple[int, int, QRectF, QTextLine]


class ShownPassage:
    """A passage in sight: its place in the story, and where its laid-out text stands in the viewport (px).

    Good for one look: it is made anew for each painting. With `sight`, the height of the viewport, only the lines in it
    have rectangles.
    """

    __slots__ = ("_block", "_lines", "_sight", "height", "index", "origin")

    def __init__(self, block: QTextBlock, rect: QRectF, scrolled: float, sight: float | None = None) -> None:
        self._block = block
        self._sight = sight
        self._lines: list[_Line] | None = None
        self.index = block.blockNumber()
        self.origin = QPointF(rect.x(), rect.y() - scrolled)
        self.height = rect.height()

    def baseline(self, offset: int = 0) -> float:
        """Viewport y of the baseline of the line that character `offset` is on."""
        layout = self._block.layout()
        line = layout.lineForTextPosition(offset)
        if not line.isValid():
            line = layout.lineAt(0)
        return self.origin.y() + line.y() + line.ascent() if line.isValid() else self.origin.y()

    def _laid_out(self) -> list[_Line]:
        if self._lines is None:
            layout = self._block.layout()
            numbers = range(layout.lineCount())
            if self._sight is not None:
                top, bottom = -self.origin.y(), self._sight - self.origin.y()
                first = bisect_left(numbers, top, key=lambda nth: layout.lineAt(nth).rect().bottom())
                numbers = numbers[
                    max(0, first - 1) : bisect_right(numbers, bottom, key=lambda nth: layout.lineAt(nth).y()) + 1
                ]
            lines = (layout.lineAt(nth) for nth in numbers)
            self._lines = [(line.textStart(), line.textLength(), line.naturalTextRect(), line) for line in lines]
        return self._lines

    def letters(self) -> tuple[int, int]:
        """Outside of these characters nothing has a rectangle."""
        lines = self._laid_out()
        composed = utf16_length(self._block.layout().preeditAreaText())
        return (lines[0][0] - composed, lines[-1][0] + lines[-1][1]) if lines else (0, 0)

    def rows(self, start: int, end: int) -> Iterator[QRectF]:
        """The rectangles of characters `start` … `end`, one a line, as high as the letters."""
        composed = self._block.layout().preeditAreaText()
        if composed:
            where, more = self._block.layout().preeditAreaPosition(), utf16_length(composed)
            start += more * (start > where)
            end += more * (end > where)
        lines = self._laid_out()
        for first, length, written, line in lines[max(0, bisect_right(lines, start, key=itemgetter(0)) - 1) :]:
            if first >= end:
                return
            if first + length > start:
                a, b = _x(line.cursorToX(max(start, first))), _x(line.cursorToX(min(end, first + length)))
                # The space that a line ends with hangs over its edge.
                left, right = max(min(a, b), written.left()), min(max(a, b), written.right())
                yield QRectF(left, line.y(), right - left, line.height()).translated(self.origin)


def _x(at: object) -> float:
    # The binding hands back the place together with the position it settled on.
    return float(at[0]) if isinstance(at, tuple) else float(at)  # type: ignore[arg-type]


def paint_tint(painter: QPainter, shown: ShownPassage, start: int, end: int, colour: QColor) -> None:
    """A rounded tint behind characters `start` … `end`."""
    tokens = current()
    tall, radius = tokens.scaled(24), tokens.scaled(4)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    for row in shown.rows(start, end):
        middle = row.center().y()
        painter.drawRoundedRect(QRectF(row.x() - 2, middle - tall / 2, row.width() + 4, tall), radius, radius)


def paint_ring(painter: QPainter, shown: ShownPassage, start: int, end: int, colour: QColor) -> None:
    """An outline around characters `start` … `end`: the reading cursor."""
    tall = current().scaled(24)
    painter.setPen(QPen(colour, 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for row in shown.rows(start, end):
        box = QRectF(row.x() - 2.5, row.center().y() - tall / 2, row.width() + 5, tall)
        painter.drawRoundedRect(box, 4, 4)


def paint_struck(painter: QPainter, shown: ShownPassage, spans: Iterable[tuple[int, int]], colour: QColor) -> None:
    """A line through the characters of `spans`."""
    lines = [
        QLineF(row.left(), row.center().y(), row.right(), row.center().y())
        for start, end in spans
        for row in shown.rows(start, end)
    ]
    if lines:
        painter.setPen(QPen(colour, current().scaled(2)))
        painter.drawLines(lines)


def paint_underlines(
    painter: QPainter, shown: ShownPassage, spans: Iterable[tuple[int, int]], colour: QColor, dashes: int
) -> None:
    """Lines 2 px thick under the characters of `spans`: dotted where `dashes` is 1, else dashes so many dots long."""
    tokens = current()
    thick, down = tokens.scaled(2), tokens.scaled(11)
    lines = []
    for start, end in spans:
        for row in shown.rows(start, end):
            y = round(row.center().y() + down) + thick / 2
            lines.append(QLineF(row.left(), y, row.right(), y))
    if lines:
        pen = QPen(colour, thick)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        pen.setDashPattern([float(dashes), 1.0 if dashes == 1 else 1.5])
        painter.setPen(pen)
        painter.drawLines(lines)
