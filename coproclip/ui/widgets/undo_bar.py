"""The bar after a change: what was done, and the way back."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from coproclip.ui.style.tokens import RADIUS_FLOAT, current
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.floating import AWAY, LOOKS_MS, calm_place, covers_work, float_over
from coproclip.ui.widgets.label import Label
from coproclip.ui.widgets.message import announce

SHOWN_MS = 10_000


class UndoBar(QFrame):
    """“Excerpt deleted” with Undo, for ten seconds or until the next change.

    It stands at the bottom of `room` (a part of its parent), or elsewhere in it where it would cover what a person is
    at work on or what is to be `clear`; `steps` counts the changes made so far.
    """

    def __init__(
        self,
        parent: QWidget,
        room: Callable[[], QRect] | None = None,
        steps: Callable[[], int] = lambda: 0,
        clear: Callable[[], Sequence[QRect]] = list,
    ) -> None:
        super().__init__(parent)
        self._room, self._steps, self._clear = room or parent.rect, steps, clear
        self._shown_at = self._covered = 0
        self._undo: Callable[[], object] | None = None
        self._before: QWidget | None = None
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 8, 8)
        row.setSpacing(12)
        self._words = Label("")
        self.button = Button(self.tr("Undo"), "undo-2", size="small")
        self.button.clicked.connect(self._on_undo)
        row.addWidget(self._words, 1)
        row.addWidget(self.button)
        float_over(self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SHOWN_MS)
        self._timer.timeout.connect(self._go)
        self._looks = QTimer(self)
        self._looks.setInterval(LOOKS_MS)
        self._looks.timeout.connect(self._step_out_of_the_way)
        parent.installEventFilter(self)
        self.hide()

    def tell(self, words: str, undo: Callable[[], object] | None = None) -> None:
        """Say `words`, with Undo if there is a way back."""
        self._undo, self._shown_at = undo, self._steps()
        if not self.button.hasFocus():
            self._before = QApplication.focusWidget()
        self._words.setText(words)
        self.button.setVisible(undo is not None)
        self._row.setContentsMargins(16, 8, 8 if undo is not None else 16, 8)
        self.button.setAccessibleName(self.tr("Undo: {what}").format(what=words))
        self.place()
        self.show()
        self.raise_()
        self._timer.start()
        self._looks.start()
        announce(self, words)

    def step_aside(self) -> None:
        """Go away if something was changed since: Undo would take back something else."""
        if self._steps() != self._shown_at:
            self._go()

    def _go(self) -> None:
        if self.button.hasFocus() and self._before is not None and isValid(self._before):
            self._before.setFocus()
        self.hide()

    def _on_undo(self) -> None:
        self._go()
        if self._undo is not None:
            self._undo()

    # ---- where it stands --------------------------------------------------------------------------------------

    def place(self) -> None:
        """Stand in the middle, where nothing is covered that matters now."""
        room, parent = self._room(), self.parentWidget()
        assert parent is not None
        self._measure(room.width() - 2 * AWAY)
        room.adjust(0, AWAY, 0, -AWAY)
        self.move(calm_place(self.size(), room, parent, self._work(), self._clear(), low=True))
        self._covered = self._covers()

    def _covers(self) -> int:
        """How much of what is to be clear it covers (square px)."""
        both = [self.geometry() & part for part in self._clear()]
        return sum(part.width() * part.height() for part in both)

    def _measure(self, widest: int) -> None:
        self._words.setWordWrap(False)
        self._row.activate()
        wide = self.sizeHint().width()
        if wide > widest:
            self._words.setWordWrap(True)
            wide = widest
        high = self._row.totalHeightForWidth(wide) if self._words.wordWrap() else self.sizeHint().height()
        self.resize(wide, high)

    def _work(self) -> QWidget | None:
        focus = QApplication.focusWidget()
        return self._before if focus is self.button else focus

    def _step_out_of_the_way(self) -> None:
        # Not from under the hand that is about to press Undo.
        busy = self.underMouse() or self.button.hasFocus()
        more = self._covers() > self._covered  # other parts are shown now
        if not busy and (more or covers_work(self.geometry(), self._work(), self.parentWidget())):
            self.place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in the middle."""
        if event.type() == QEvent.Type.Resize and watched is self.parentWidget():
            self.place()
        return False

    def hideEvent(self, event: object) -> None:
        """The ten seconds are over."""
        self._timer.stop()
        self._looks.stop()
        super().hideEvent(event)  # type: ignore[arg-type]

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paper and edge."""
        t = current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(t.line2, 1))
        painter.setBrush(t.surface)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS_FLOAT, RADIUS_FLOAT)
