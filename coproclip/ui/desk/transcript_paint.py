"""What is painted around the words of the transcript: tints under them, lines below them, the word being heard."""

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QTextBlock, QTextLayout

from coproclip.excerpts.approval import Approval
from coproclip.ui.desk.word_map import utf16_length
from coproclip.ui.tokens import current, mix

_TINT, _TINT_DARK, _CHOSEN, _CHOSEN_DARK = 0.16, 0.24, 0.30, 0.40


@dataclass(frozen=True, slots=True, eq=False)
class ExcerptTint:
    """An excerpt as the transcript shows it: its ms ranges, the colour and letter of its theme, what was answered."""

    excerpt_id: int
    spans: tuple[tuple[int, int], ...]
    colour: QColor
    letter: str
    approval: Approval
    length_ms: int
    selected: bool = False

    def soft(self) -> QColor:
        """The tint behind its words."""
        tokens = current()
        if self.selected:
            return mix(self.colour, tokens.surface, _CHOSEN_DARK if tokens.dark else _CHOSEN)
        return mix(self.colour, tokens.surface, _TINT_DARK if tokens.dark else _TINT)


@dataclass(frozen=True, slots=True, eq=False)
class ShownPassage:
    """A passage in sight: its place in the story, its laid-out text, and where that stands in the viewport (px)."""

    index: int
    layout: QTextLayout
    origin: QPointF
    height: float

    @classmethod
    def of(cls, block: QTextBlock, rect: QRectF, scrolled: float) -> "ShownPassage":
        """`block`, laid out at `rect` of the document, when the page is scrolled down by `scrolled` px."""
        return cls(block.blockNumber(), block.layout(), QPointF(rect.x(), rect.y() - scrolled), rect.height())

    def baseline(self, offset: int = 0) -> float:
        """Viewport y of the baseline of the line that character `offset` is on."""
        line = self.layout.lineForTextPosition(offset)
        if not line.isValid():
            line = self.layout.lineAt(0)
        return self.origin.y() + line.y() + line.ascent() if line.isValid() else self.origin.y()

    def rows(self, start: int, end: int) -> Iterator[QRectF]:
        """The rectangles of characters `start` … `end`, one a line, as high as the letters."""
        composed = utf16_length(self.layout.preeditAreaText())
        if composed:
            where = self.layout.preeditAreaPosition()
            start += composed * (start > where)
            end += composed * (end > where)
        text = self.layout.text()
        for nth in range(self.layout.lineCount()):
            line = self.layout.lineAt(nth)
            first = line.textStart()
            last = first + line.textLength()
            if last <= start or first >= end:
                continue
            if end >= last and first < last <= len(text) and text[last - 1] == " ":
                last -= 1
            left, right = _x(line.cursorToX(max(start, first))), _x(line.cursorToX(min(end, last)))
            top = self.origin.y() + line.y()
            yield QRectF(self.origin.x() + min(left, right), top, abs(right - left), line.height())


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
        box = QRectF(row.x() - 3, row.center().y() - tall / 2, row.width() + 6, tall)
        painter.drawRoundedRect(box, 4, 4)


def paint_underline(painter: QPainter, shown: ShownPassage, start: int, end: int, colour: QColor, dashes: int) -> None:
    """A line 2 px thick under characters `start` … `end`: dotted where `dashes` is 1, else dashes so many dots long."""
    thick = current().scaled(2)
    pen = QPen(colour, thick)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    pen.setDashPattern([float(dashes), 1.0 if dashes == 1 else 1.5])
    painter.setPen(pen)
    for row in shown.rows(start, end):
        y = round(row.center().y() + current().scaled(11)) + thick / 2
        painter.drawLine(QPointF(row.left(), y), QPointF(row.right(), y))
