"""What can be taken hold of on a waveform: edges of an excerpt, the playhead, the box on the strip.

Each is a `QSlider`, so that keyboard and screen reader know it without more; only its looks are its own.
"""

from PySide6.QtCore import QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSlider, QWidget

from coproclip.timecode import clock
from coproclip.ui.style.focus import GAP, WIDTH
from coproclip.ui.style.painting import smooth_painter
from coproclip.ui.style.tokens import current

_KEEPS = ["Left", "Right", "Shift+Left", "Shift+Right", "Ctrl+Left", "Ctrl+Right", "Return", "Enter", "Esc"]
CATCH = 28
SLIDER_MS = 10
"""What one step of a slider stands for: so fine is Shift with an arrow."""
LARGEST = 2**31 - 1


def _steps(ms: int) -> int:
    return max(0, min(ms // SLIDER_MS, LARGEST))


class TimeHandle(QSlider):
    """A place in time that arrows move: 0.1 s, with Shift 0.01 s, with Ctrl a word.

    Enter hears it, Escape puts it back. `time` is where it stands (ms). `moved` comes with every step (`done` False
    while it is being dragged).
    """

    moved = Signal(object, bool)
    heard = Signal()
    word_asked = Signal(object)
    left_alone = Signal()

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setAccessibleName(name)
        self.setProperty("ring", "none")
        self.setProperty("keeps", _KEEPS)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.SizeHorCursor)
        self.setMouseTracking(True)
        # A slider counts in 32 bits, and a story may have more milliseconds.
        self.setRange(0, LARGEST)
        self.setSingleStep(100 // SLIDER_MS)
        self.setPageStep(1000 // SLIDER_MS)
        self.time = self._before = 0
        self._grabbed = False

    @property
    def grabbed(self) -> bool:
        """Whether the mouse holds it."""
        return self._grabbed

    def set_time(self, ms: int) -> None:
        """Stand at `ms`, without telling."""
        if not self._grabbed and ms != self.time:
            self.follow(ms)

    def follow(self, ms: int) -> None:
        """Stand at `ms` even while it is held."""
        self.time = ms
        self.blockSignals(True)
        self.setValue(_steps(ms))
        self.blockSignals(False)
        self.setAccessibleDescription(clock(ms, tenths=True))

    def step_to(self, ms: int, *, done: bool = True) -> None:
        """Ask for `ms`, as a key or the mouse does."""
        self.moved.emit(ms, done)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys of a handle."""
        ways = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        way = ways.get(Qt.Key(event.key()))
        modifiers = event.modifiers()
        if way is not None and modifiers & Qt.KeyboardModifier.ControlModifier:
            self.word_asked.emit(way)
        elif way is not None:
            fine = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
            self.step_to(self.time + way * (10 if fine else 100))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.heard.emit()
        elif event.key() == Qt.Key.Key_Escape:
            if self.time != self._before:
                self.step_to(self._before)
            self.left_alone.emit()
        else:
            event.ignore()

    def focusInEvent(self, event: object) -> None:
        """Remember where it stood, for Escape."""
        self._before = self.time
        super().focusInEvent(event)  # type: ignore[arg-type]
        self.raise_()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._grabbed, self._before = True, self.time
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            event.accept()
        else:
            event.ignore()

    def _time_under(self, event: QMouseEvent) -> int:
        view = self.parentWidget()
        x = view.mapFromGlobal(event.globalPosition()).x() if view is not None else 0.0
        return int(view.time_at(x)) if view is not None and hasattr(view, "time_at") else self.time

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag."""
        if self._grabbed:
            self.moved.emit(self._time_under(event), False)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        if self._grabbed:
            self.moved.emit(self._time_under(event), True)
            self._grabbed = False

    def wheelEvent(self, event: object) -> None:
        """The wheel is for the view."""
        event.ignore()  # type: ignore[attr-defined]


def _paint_ring(painter: QPainter, box: QRectF, radius: float) -> None:
    reach = GAP + WIDTH / 2
    painter.setPen(QPen(current().focus, WIDTH))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box.adjusted(-reach, -reach, reach, reach), radius + GAP, radius + GAP)


class EdgeHandle(TimeHandle):
    """The start or the end of one stretch of an excerpt; drawn 13 px wide, caught within 28."""

    def __init__(self, excerpt_id: int, span: int, side: str, name: str, parent: QWidget) -> None:
        super().__init__(name, parent)
        self.excerpt_id, self.span, self.side = excerpt_id, span, side
        self.colour_index = 0

    def place(self, x: float, middle: int) -> None:
        """Stand at `x`, in the middle of the bars."""
        scaled = current().scaled
        wide, high = scaled(CATCH), scaled(40)
        self.setGeometry(QRect(round(x) - wide // 2, middle - high // 2, wide, high))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The grip."""
        t = current()
        painter = smooth_painter(self)
        wide, high = t.scaled(12), t.scaled(26)
        box = QRectF((self.width() - wide) / 2, (self.height() - high) / 2, wide, high)
        mark = t.theme(self.colour_index).mark
        painter.setPen(QPen(mark, 2))
        painter.setBrush(t.surface)
        painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 4, 4)
        painter.setPen(QPen(mark, 1.2))
        for shift in (-1.6, 1.6):
            x = box.center().x() + shift
            painter.drawLine(QPointF(x, box.center().y() - high * 0.18), QPointF(x, box.center().y() + high * 0.18))
        if self.hasFocus():
            _paint_ring(painter, box, 4)


class PlayheadHandle(TimeHandle):
    """The head of the playhead, on the ruler."""

    def place(self, x: float) -> None:
        """Stand at `x`."""
        scaled = current().scaled
        wide = scaled(CATCH)
        self.setGeometry(QRect(round(x) - wide // 2, 0, wide, scaled(20)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A square that ends in a point."""
        t = current()
        painter = smooth_painter(self)
        x, half, top = self.width() / 2, t.scaled(6), 0.0
        waist, tip = t.scaled(6), t.scaled(12)
        shape = [(-half, top), (half, top), (half, waist), (0, tip), (-half, waist)]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(t.playhead)
        painter.drawPolygon(QPolygonF([QPointF(x + a, b) for a, b in shape]))
        painter.fillRect(QRectF(x - 1, waist, 2, self.height()), t.playhead)
        if self.hasFocus():
            painter.setPen(QPen(t.focus, WIDTH))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(x - half - 3, 1, 2 * half + 6, tip + 4), 4, 4)


class BoxHandle(TimeHandle):
    """The part that is zoomed, as a box on the strip; arrows move it by a tenth of itself."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(name, parent)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self._grip = 0
        self._story = self._shown = 0

    def set_lengths(self, story_ms: int, shown_ms: int) -> None:
        """How long the story is, and the part of it in the box."""
        self._story, self._shown = story_ms, shown_ms
        self.setMaximum(_steps(story_ms))
        self.setPageStep(_steps(shown_ms))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and Right a tenth, Page Up and Page Down a whole box, Home and End."""
        length = self._shown
        by = {
            Qt.Key.Key_Left: -length // 10,
            Qt.Key.Key_Right: length // 10,
            Qt.Key.Key_PageUp: -length,
            Qt.Key.Key_PageDown: length,
            Qt.Key.Key_Home: -self._story,
            Qt.Key.Key_End: self._story,
        }.get(Qt.Key(event.key()))
        if by is None:
            super().keyPressEvent(event)
        else:
            self.step_to(self.time + by)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember where in the box it was taken."""
        super().mousePressEvent(event)
        self._grip = self._time_under(event) - self.time

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the box by that point."""
        if self.grabbed:
            self.moved.emit(self._time_under(event) - self._grip, False)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        if self.grabbed:
            self.moved.emit(self._time_under(event) - self._grip, True)
            self._grabbed = False

    def place(self, left: float, right: float, height: int) -> None:
        """Lie from `left` to `right`; never narrower than can be taken hold of."""
        wide = max(right - left, current().scaled(16))
        centre = (left + right) / 2
        self.setGeometry(QRect(round(centre - wide / 2) - 3, 0, round(wide) + 6, height))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The box, which lets the bars shine through."""
        t = current()
        painter = smooth_painter(self)
        box = QRectF(self.rect()).adjusted(4, 2, -4, -2)
        tint = QColor(t.accent)
        tint.setAlphaF(0.16)
        painter.setPen(QPen(t.accent, 2))
        painter.setBrush(tint)
        painter.drawRoundedRect(box, 4, 4)
        if self.hasFocus():
            painter.setPen(QPen(t.focus, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(-2, -1, 2, 1), 6, 6)
