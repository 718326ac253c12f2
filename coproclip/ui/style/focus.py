"""Where the keyboard is: the ring round a focused control, and the ring inside a focused row."""

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QMenuBar,
    QScrollArea,
    QTabBar,
    QWidget,
)
from shiboken6 import isValid

from coproclip.ui.style.painting import smooth_painter
from coproclip.ui.style.tokens import RADIUS, RADIUS_MARK, current

BY_KEY = "by key"
"""The property of the app that says whether a key was the last thing pressed."""

SWALLOWS = "swallows"
"""The property of what lets no typing through to the shortcuts while nothing can be typed in it."""

GAP, WIDTH = 2, 2


def paint_row_ring(painter: QPainter, rect: QRect, radius: float = RADIUS_MARK) -> None:
    """The focus ring just inside `rect`; delegates call it on `State_HasFocus`."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(current().focus, WIDTH))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(QRectF(rect).adjusted(2, 2, -2, -2), radius, radius)
    painter.restore()


class FocusRing(QWidget):
    """Lies over one window and rings whichever control in it has the keyboard.

    A widget may say `setProperty("ring", "none")` when it shows focus itself, `"inside"`, or a corner radius in px.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("focus-ring")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._target: QWidget | None = None
        self._watched: list[QWidget] = []
        self._radius = float(RADIUS + GAP)
        self.hide()

    def follow(self, target: QWidget | None) -> None:
        """Ring `target`, or nothing."""
        for widget in self._watched:
            if isValid(widget):
                widget.removeEventFilter(self)
        self._target, self._watched = target, []
        window = self.parentWidget()
        # Whatever holds it may move as well: a message pushes the whole page down.
        while target is not None and target is not window:
            self._watched.append(target)
            target.installEventFilter(self)
            target = target.parentWidget()
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep up with the ringed control."""
        kinds = (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.EnabledChange)
        if event.type() in kinds:
            self._place()
        elif event.type() == QEvent.Type.ParentChange:
            self.follow(self._target)
        elif event.type() == QEvent.Type.Destroy:
            self.follow(None)
        return False

    def _place(self) -> None:
        target, window = self._target, self.parentWidget()
        if (
            target is None
            or window is None
            or not isValid(target)
            or not target.isVisible()
            or target.window() is not window
        ):
            self.hide()
            return
        ring = target.property("ring")
        reach = -1 if ring == "inside" else GAP + WIDTH
        corner = float(ring) if isinstance(ring, int | float) else float(RADIUS)
        self._radius = corner if ring == "inside" else corner + GAP
        rect = QRect(target.mapTo(window, QPoint(0, 0)), target.size()).adjusted(-reach, -reach, reach, reach)
        self.setGeometry(rect & self._open_to(target, window))
        self._shown = rect.translated(-self.geometry().topLeft())
        self.raise_()
        self.show()
        self.update()

    @staticmethod
    def _open_to(target: QWidget, window: QWidget) -> QRect:
        # Inside a scrolling area the ring must not spill over what lies around it.
        free = window.rect()
        parent = target.parentWidget() if target is not window else None  # a menu hangs on a button of another window
        while parent is not None and parent is not window:
            if isinstance(parent.parentWidget(), QScrollArea):
                free = free & QRect(parent.mapTo(window, QPoint(0, 0)), parent.size())
            parent = parent.parentWidget()
        return free

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The ring itself."""
        painter = smooth_painter(self)
        painter.setPen(QPen(current().focus, WIDTH))
        half = WIDTH / 2
        painter.drawRoundedRect(QRectF(self._shown).adjusted(half, half, -half, -half), self._radius, self._radius)


class FocusRings(QObject):
    """One ring a window, moved as the focus moves. Keep a reference for as long as the program runs."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        app.focusChanged.connect(self._on_focus_changed)
        self._last: FocusRing | None = None

    def _on_focus_changed(self, _old: QWidget | None, new: QWidget | None) -> None:
        if self._last is not None:
            if isValid(self._last):  # its window may be gone
                self._last.follow(None)
            self._last = None
        if new is not None and _by_key():
            _bring_into_sight(new)
        if new is None or not _wants_ring(new):
            return
        window = new.window()
        ring = window.findChild(FocusRing, "focus-ring", Qt.FindChildOption.FindDirectChildrenOnly)
        self._last = ring if ring is not None else FocusRing(window)
        self._last.follow(new)


def _by_key() -> bool:
    app = QApplication.instance()
    return app is not None and bool(app.property(BY_KEY))


def _bring_into_sight(widget: QWidget) -> None:
    """Scroll to `widget`: Qt does so only where the keyboard was in the same scrolling area before."""
    around = widget.parentWidget()
    while around is not None:
        if isinstance(around, QScrollArea) and widget.height() < around.viewport().height():
            around.ensureWidgetVisible(widget, GAP + WIDTH, GAP + WIDTH)
        around = around.parentWidget()


def _wants_ring(widget: QWidget) -> bool:
    if widget.property("ring") == "none" or isinstance(widget, QMenuBar):
        return False
    if isinstance(widget, QAbstractItemView):
        return widget.model() is None or widget.model().rowCount() == 0
    if isinstance(widget, QAbstractScrollArea) and widget.property("role") == "page":
        return False
    if isinstance(widget, QAbstractButton | QTabBar):
        # A button that was clicked needs no ring; one that got the keyboard after a key does, whoever gave it.
        return _by_key() or widget.window().testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)
    return True
