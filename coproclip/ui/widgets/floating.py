"""What lies over a page: its shadow, and where it covers nothing that a person is at work on."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QGraphicsDropShadowEffect,
    QPlainTextEdit,
    QScrollArea,
    QTextEdit,
    QWidget,
)
from shiboken6 import isValid

AWAY = 12
"""So far (px) it stays from what it may not cover."""
LOOKS_MS = 250
"""So often what lies over a page looks whether it is in the way."""


def float_over(widget: QWidget) -> None:
    """Give `widget` the shadow of what lies over a page."""
    shadow = QGraphicsDropShadowEffect(widget)
    shadow.setBlurRadius(24)
    shadow.setOffset(0, 4)
    shadow.setColor(QColor(0, 0, 0, 70))
    widget.setGraphicsEffect(shadow)


def worked_on(focus: QWidget, over: QWidget) -> QRect:
    """Where in `over` a person is at work: the row, the passage with the caret, or the control in `focus`."""
    seen: QWidget = focus
    if isinstance(focus, QAbstractItemView):
        seen, rect = focus.viewport(), focus.visualRect(focus.currentIndex())
        rect.setX(0)
        rect.setWidth(seen.width())
    elif isinstance(focus, QTextEdit | QPlainTextEdit):
        seen, rect = focus.viewport(), focus.cursorRect()
        if isinstance(focus, QTextEdit):
            block = focus.document().documentLayout().blockBoundingRect(focus.textCursor().block()).toRect()
            block.translate(0, -focus.verticalScrollBar().value())
            rect = rect | block if block.height() < seen.height() // 2 else rect
        # The margins beside the words belong to them.
        left = seen.mapFrom(focus, QPoint(0, 0)).x()
        rect = QRect(left, rect.y(), focus.width(), rect.height())
    else:
        rect = focus.rect() if focus.height() < over.height() // 3 else QRect()
    visible = rect & seen.rect().adjusted(-focus.width(), 0, focus.width(), 0)
    return QRect(over.mapFromGlobal(seen.mapToGlobal(visible.topLeft())), visible.size())


def covers_work(place: QRect, focus: QWidget | None, over: QWidget | None) -> bool:
    """Whether `place` in `over` is where the person works whose keyboard is in `focus`, in the same window."""
    if over is None or focus is None or not isValid(focus) or not focus.isVisible():
        return False
    if not over.window().isAncestorOf(focus):
        return False
    work = worked_on(focus, over)
    return work.isValid() and place.adjusted(-AWAY, -AWAY, AWAY, AWAY).intersects(work)


def calm_place(
    size: QSize, room: QRect, over: QWidget, focus: QWidget | None, clear: Sequence[QRect], *, low: bool = False
) -> QPoint:
    """Where in `room` (a part of `over`) something of this `size` covers least, in the middle of its width.

    First of all not what is worked on in `focus`, then as little as can be of what is to be `clear`; at the top (or
    `low`) where it is all the same.
    """
    left = room.left() + (room.width() - size.width()) // 2
    top, bottom = room.top(), max(room.top(), room.bottom() + 1 - size.height())
    ends = (bottom, top) if low else (top, bottom)
    parts = list(clear)
    if focus is not None and isValid(focus) and over.window().isAncestorOf(focus):
        parts.append(worked_on(focus, over).adjusted(0, -AWAY, 0, AWAY))
    beside = [y for part in parts for y in (part.bottom() + 1, part.top() - size.height()) if top < y < bottom]

    def _harm(place: QPoint) -> tuple[bool, int]:
        mine = QRect(place, size)
        both = [mine & part for part in clear]
        return covers_work(mine, focus, over), sum(part.width() * part.height() for part in both)

    return min((QPoint(left, y) for y in (*ends, *beside)), key=_harm)


def scroll_clear(focus: QWidget | None, place: QRect, over: QWidget) -> None:
    """Scroll what is worked on in `focus` out from under `place` in `over`, as far as what it stands in can go."""
    if focus is None or not covers_work(place, focus, over):
        return
    around = focus.parentWidget()
    while around is not None and not isinstance(around, QScrollArea):
        around = around.parentWidget()
    if around is None:
        return
    work, bar = worked_on(focus, over), around.verticalScrollBar()
    up, down = work.bottom() + AWAY + 1 - place.top(), place.bottom() + AWAY + 1 - work.top()
    seen = QRect(over.mapFromGlobal(around.viewport().mapToGlobal(QPoint(0, 0))), around.viewport().size())
    if bar.maximum() - bar.value() >= up and work.top() - up >= seen.top():
        bar.setValue(bar.value() + up)
    elif bar.value() >= down and work.bottom() + down <= seen.bottom():
        bar.setValue(bar.value() - down)
