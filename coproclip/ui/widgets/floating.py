"""What lies over a page: its shadow, and whether it covers what a person is at work on."""

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractItemView, QGraphicsDropShadowEffect, QPlainTextEdit, QTextEdit, QWidget
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
