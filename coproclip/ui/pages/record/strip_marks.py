"""What stands on the rolling picture besides the sound: stretches that are not kept, flags, and names."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from coproclip.ui.style.fonts import font
from coproclip.ui.style.tokens import current


def paint_stretch(painter: QPainter, box: QRectF, shown: QRectF, lines: tuple[str, str]) -> None:
    """A dashed box over what is not kept, with two lines of words where they fit into what is `shown` of it."""
    t = current()
    if box.width() < 4:
        return
    painter.setPen(QPen(t.control, 1, Qt.PenStyle.DashLine))
    painter.setBrush(t.sunken)
    painter.drawRoundedRect(box, 4, 4)
    room = box & shown
    painter.setPen(t.ink2)
    for place, (words, role) in enumerate(zip(lines, ("small-strong", "small"), strict=True)):
        painter.setFont(font(role))
        high = painter.fontMetrics().height()
        if painter.fontMetrics().horizontalAdvance(words) + 8 > room.width() or 2 * high > room.height():
            return
        line = QRectF(room.left(), room.center().y() + (place - 1) * high, room.width(), high)
        painter.drawText(line, Qt.AlignmentFlag.AlignCenter, words)


def paint_flag(painter: QPainter, x: float, top: float, bottom: float) -> None:
    """A moment that was marked: a line with a small flag."""
    t = current()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(t.accent)
    painter.drawRect(QRectF(x - 0.75, top, 1.5, bottom - top))
    wide, high = t.scaled(12), t.scaled(12)
    cloth = [(0, 0), (wide, 0), (wide * 0.7, high / 2), (wide, high), (0, high)]
    painter.drawPolygon(QPolygonF([QPointF(x + dx, top + dy) for dx, dy in cloth]))


def paint_name(painter: QPainter, name: str, top: float) -> None:
    """Whose track it is, at the left end of it."""
    t = current()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(font("caption-strong"))
    metrics = painter.fontMetrics()
    wide, high = metrics.horizontalAdvance(name) + t.scaled(14), metrics.height() + t.scaled(4)
    box = QRectF(t.scaled(10), top + 2, wide, high)
    painter.setPen(QPen(t.line, 1))
    painter.setBrush(t.surface)
    painter.drawRoundedRect(box, 4, 4)
    painter.setPen(t.ink)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, name)
