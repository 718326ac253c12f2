"""What is said to people: the strip at the top of a page and the bar after a change."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QFrame, QGraphicsDropShadowEffect, QHBoxLayout, QLabel, QVBoxLayout, QWidget
from shiboken6 import isValid

from coproclip.errors import CoProClipError
from coproclip.ui.components.buttons import Button
from coproclip.ui.components.labels import Label
from coproclip.ui.icons import paint_icon
from coproclip.ui.tokens import RADIUS_CARD, RADIUS_FLOAT, current


@dataclass(frozen=True)
class Answer:
    """A button on a message: its words and what it does. The first one is the main one."""

    text: str
    do: Callable[[], object] = lambda: None


@dataclass(frozen=True)
class Message:
    """What happened, what is safe, what to do next. `kind` is error, caution or info; `key` replaces one like it."""

    happened: str
    safe: str = ""
    next: str = ""
    kind: str = "info"
    answers: tuple[Answer, ...] = ()
    icon: str = ""
    key: str = ""

    @classmethod
    def of(cls, error: CoProClipError, answers: Sequence[Answer] = ()) -> "Message":
        """The message for an expected trouble."""
        return cls(error.happened, error.safe, error.next, "error", tuple(answers))


ICONS = {"error": "circle-alert", "caution": "triangle-alert", "info": "info"}


def announce(widget: QWidget, words: str) -> None:
    """Let a screen reader say `words`."""
    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, words))


class MessageStrip(QFrame):
    """One message; it stays until one of its buttons or the cross is pressed."""

    def __init__(self, message: Message, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.message = message
        self.setAccessibleName(" ".join(part for part in (message.happened, message.safe, message.next) if part))
        row = QHBoxLayout(self)
        row.setContentsMargins(current().scaled(22) + 30, 14, 12, 14)
        row.setSpacing(12)
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(Label(message.happened, "strong", wrap=True))
        rest = " ".join(part for part in (message.safe, message.next) if part)
        if rest:
            words.addWidget(Label(rest, "muted", wrap=True))
        if message.answers:
            buttons = QHBoxLayout()
            buttons.setContentsMargins(0, 6, 0, 0)
            buttons.setSpacing(8)
            for place, answer in enumerate(message.answers):
                button = Button(answer.text, kind="plain" if place else "main", size="small")
                button.clicked.connect(lambda _checked=False, answer=answer: self._on_answered(answer))
                buttons.addWidget(button)
            buttons.addStretch(1)
            words.addLayout(buttons)
        row.addLayout(words, 1)
        self.close_button = Button(icon="x", kind="icon", size="small", name=self.tr("Close this message"))
        self.close_button.clicked.connect(self._close)
        row.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)

    def _on_answered(self, answer: Answer) -> None:
        self._close()
        answer.do()

    def _close(self) -> None:
        self.hide()
        self.deleteLater()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paper, edge, the coloured bar at the left and the picture."""
        t, kind = current(), self.message.kind
        ink = {"error": t.stop, "caution": t.flag, "info": t.accent}[kind]
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(t.line2, 1))
        painter.setBrush(t.raised)
        painter.drawRoundedRect(box, RADIUS_CARD, RADIUS_CARD)
        painter.save()
        painter.setClipRect(QRectF(0, 0, 4, self.height()))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        painter.drawRoundedRect(QRectF(self.rect()), RADIUS_CARD, RADIUS_CARD)
        painter.restore()
        side = t.scaled(22)
        paint_icon(painter, QRectF(18, 14, side, side).toRect(), self.message.icon or ICONS[kind], ink)


class MessageArea(QWidget):
    """The place at the top of a page where messages stand, one under the other."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(24, 12, 24, 0)
        self._column.setSpacing(8)
        self.hide()

    def show_message(self, message: Message | CoProClipError) -> MessageStrip:
        """Put `message`, or an expected trouble, up; one with the same words or key is replaced."""
        message = Message.of(message) if isinstance(message, CoProClipError) else message
        for strip in self.strips():
            same = (message.key and strip.message.key == message.key) or strip.message.happened == message.happened
            if same:
                strip.hide()
                strip.deleteLater()
        strip = MessageStrip(message, self)
        self._column.addWidget(strip)
        strip.installEventFilter(self)
        self.show()
        strip.show()
        announce(self, strip.accessibleName())
        return strip

    def show_error(self, error: CoProClipError, answers: Sequence[Answer] = ()) -> MessageStrip:
        """Put an expected trouble up."""
        return self.show_message(Message.of(error, answers))

    def strips(self) -> list[MessageStrip]:
        """The messages that are up."""
        kids = self.findChildren(MessageStrip, options=Qt.FindChildOption.FindDirectChildrenOnly)
        return [strip for strip in kids if not strip.isHidden()]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Give the room back after the last message."""
        if event.type() == QEvent.Type.Hide and not self.strips():
            self.hide()
        return False


class UndoBar(QFrame):
    """“Excerpt deleted” with Undo, at the bottom, for ten seconds or until the next change.

    It stands above what is `kept_free` (px); `steps` counts the changes made so far.
    """

    def __init__(
        self, parent: QWidget, kept_free: Callable[[], int] = lambda: 0, steps: Callable[[], int] = lambda: 0
    ) -> None:
        super().__init__(parent)
        self._kept_free, self._steps = kept_free, steps
        self._told_at = 0
        self._undo: Callable[[], object] | None = None
        self._before: QWidget | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 8, 8)
        row.setSpacing(12)
        self._words = QLabel(self)
        self._words.setProperty("role", "body")
        self.button = Button(self.tr("Undo"), "undo-2", size="small")
        self.button.clicked.connect(self._on_undo)
        row.addWidget(self._words)
        row.addWidget(self.button)
        shadow = QGraphicsDropShadowEffect(self)
        shadow.setBlurRadius(24)
        shadow.setOffset(0, 4)
        shadow.setColor(QColor(0, 0, 0, 70))
        self.setGraphicsEffect(shadow)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(10_000)
        self._timer.timeout.connect(self._go)
        parent.installEventFilter(self)
        self.hide()

    def tell(self, words: str, undo: Callable[[], object] | None = None) -> None:
        """Say `words`, with Undo if there is a way back."""
        self._undo, self._told_at = undo, self._steps()
        if not self.button.hasFocus():
            self._before = QApplication.focusWidget()
        self._words.setText(words)
        self.button.setVisible(undo is not None)
        self.button.setAccessibleName(self.tr("Undo: {what}").format(what=words))
        self.adjustSize()
        self.place()
        self.show()
        self.raise_()
        self._timer.start()
        announce(self, words)

    def step_aside(self) -> None:
        """Go away if something was changed since: Undo would take back something else."""
        if self._steps() != self._told_at:
            self._go()

    def _go(self) -> None:
        if self.button.hasFocus() and self._before is not None and isValid(self._before):
            self._before.setFocus()
        self.hide()

    def _on_undo(self) -> None:
        self._go()
        if self._undo is not None:
            self._undo()

    def place(self) -> None:
        """Stand in the middle, above what must not be covered."""
        parent = self.parentWidget()
        if parent is not None:
            below = max(24, self._kept_free() + 12)
            self.move((parent.width() - self.width()) // 2, parent.height() - self.height() - below)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in the middle."""
        if event.type() == QEvent.Type.Resize and watched is self.parentWidget():
            self.place()
        return False

    def hideEvent(self, event: object) -> None:
        """The ten seconds are over."""
        self._timer.stop()
        super().hideEvent(event)  # type: ignore[arg-type]

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paper and edge."""
        t = current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(t.line2, 1))
        painter.setBrush(t.surface)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS_FLOAT, RADIUS_FLOAT)
