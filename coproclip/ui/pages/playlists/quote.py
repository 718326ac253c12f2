"""The words of an excerpt in a row: two lines of them, below them its themes and whose they are."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter

from coproclip.overview.excerpts import ThemeSign
from coproclip.ui.style.fonts import font
from coproclip.ui.style.tokens import current
from coproclip.ui.widgets.label import paint_words
from coproclip.ui.widgets.theme_chip import paint_mark
from coproclip.ui.widgets.wrapped_text import wrapped

MARKS = 3
"""So many themes have room."""


def paint_quote(
    painter: QPainter, rect: QRect, quote: str, themes: Sequence[ThemeSign], below: str, colour: str
) -> None:
    """Paint at most two lines of `quote` in `rect`, and `below` under them."""
    t = current()
    lines = wrapped(f"“{quote}”", "body", rect.width(), 2)
    high, low, side = t.scaled(19), t.scaled(20), t.scaled(18)
    y = rect.y() + (rect.height() - high * len(lines) - low) // 2
    painter.setFont(font("body"))
    painter.setPen(t.colour(colour))
    for line in lines:
        painter.drawText(QRect(rect.x(), y, rect.width() + 4, high), Qt.AlignmentFlag.AlignVCenter, line)
        y += high
    x = rect.x()
    for theme in themes[:MARKS]:
        paint_mark(painter, QRect(x, y + (low - side) // 2 + 1, side, side), theme.letter, theme.colour)
        x += side + t.scaled(3)
    x += t.scaled(4) if themes else 0
    paint_words(painter, QRect(x, y + 1, rect.right() - x, low), below, "small", "ink2")
