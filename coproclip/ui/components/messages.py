"""What is said to people: the strip at the top of a page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from coproclip.errors import CoProClipError
from coproclip.ui.components.buttons import Button
from coproclip.ui.components.labels import Label
from coproclip.ui.icons import paint_icon
from coproclip.ui.tokens import RADIUS_CARD, current


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
