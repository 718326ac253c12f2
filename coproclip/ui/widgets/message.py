"""What is said to people: the strip at the top of a page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QWidget

from coproclip.errors import CoProClipError
from coproclip.ui.style.cut_text import beginning
from coproclip.ui.style.icons import paint_icon
from coproclip.ui.style.painting import smooth_painter
from coproclip.ui.style.responsive import Fitting
from coproclip.ui.style.tokens import RADIUS_CARD, current
from coproclip.ui.widgets.boxes import hbox, vbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.label import Label
from coproclip.ui.widgets.scroll_column import ScrollColumn


@dataclass(frozen=True)
class MessageAction:
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
    answers: tuple[MessageAction, ...] = ()
    icon: str = ""
    key: str = ""
    closed: Callable[[], object] = lambda: None
    """Called when a person closed it or pressed one of its buttons."""
    lasting: bool = False
    """Whether it stays when another page is shown, though it asks nothing."""

    @classmethod
    def of(cls, error: CoProClipError, answers: Sequence[MessageAction] = ()) -> "Message":
        """The message for an expected trouble."""
        return cls(error.happened, error.safe, error.next, "error", tuple(answers))


MOST_OF_WINDOW = (0.3, 0.6)
"""How much of the window's height several messages may take, and one that needs more."""

MOST_LETTERS = 1_000
"""So many letters each of the three parts of a message has: what it names may come from a stranger's project."""

ICONS = {"error": "circle-alert", "caution": "triangle-alert", "info": "info"}


_hushed = False


def hush(*, on: bool) -> None:
    """Let screen readers announce nothing by themselves: whatever comes out of the loudspeaker would be recorded."""
    global _hushed
    _hushed = on


def announce(widget: QWidget, words: str, *, asked: bool = False) -> None:
    """Let a screen reader say `words`; while all is hushed, only what a person `asked` for."""
    if _hushed and not asked:
        return
    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, words))


def _same(one: Message, other: Message) -> bool:
    """Whether they tell of the same thing: keys say it, and the words where one has no key."""
    return one.key == other.key if one.key and other.key else one.happened == other.happened


class MessageStrip(QFrame):
    """One message; it stays until one of its buttons or the cross is pressed. `going` is told before it goes."""

    going = Signal()

    def __init__(self, message: Message, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = hbox(self, (current().scaled(22) + 30, 14, 12, 14), 12)
        words = vbox(spacing=4)
        self._happened, self._rest = Label(message.happened, "strong", wrap=True), Label("", "muted", wrap=True)
        words.addWidget(self._happened)
        words.addWidget(self._rest)
        if message.answers:
            buttons = hbox(margins=(0, 6, 0, 0), spacing=8)
            for place, answer in enumerate(message.answers):
                button = Button(answer.text, kind="plain" if place else "main", size="small")
                button.clicked.connect(lambda _checked=False, answer=answer: self._on_answered(answer))
                buttons.addWidget(button)
            buttons.addStretch(1)
            words.addLayout(buttons)
        row.addLayout(words, 1)
        # Only now: a label without a parent would become a window.
        self.reword(message)
        self.close_button = Button(icon="x", kind="icon", size="small", name=self.tr("Close this message"))
        self.close_button.clicked.connect(self._close)
        row.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)

    def reword(self, message: Message) -> None:
        """Say `message` with the buttons that are there: the same trouble, its numbers have changed."""
        self.message = message
        happened, *others = (beginning(part, MOST_LETTERS) for part in (message.happened, message.safe, message.next))
        rest = " ".join(filter(None, others))
        self.setAccessibleName(" ".join(filter(None, (happened, rest))))
        for label, text in ((self._happened, happened), (self._rest, rest)):
            if label.text() != text:
                label.setText(text)
        self._rest.setVisible(bool(rest))

    def _on_answered(self, answer: MessageAction) -> None:
        self._close()
        answer.do()

    def _close(self) -> None:
        self.message.closed()
        self.take_away()

    def take_away(self) -> None:
        """Go, without an answer."""
        self.going.emit()
        self.hide()
        self.deleteLater()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paper, edge, the coloured bar at the left and the picture."""
        t, kind = current(), self.message.kind
        ink = {"error": t.stop, "caution": t.flag, "info": t.accent}[kind]
        painter = smooth_painter(self)
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


class MessageArea(ScrollColumn):
    """The place where messages stand, one under the other; many are scrolled. `going` tells of each before it goes."""

    going = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._inner = QWidget()
        self._column = vbox(self._inner, (24, 12, 24, 0), 8)
        self.setWidget(self._inner)
        self._inner.installEventFilter(self)
        Fitting(self, self._fit)
        self.hide()

    def _fit(self) -> None:
        """As high as the messages, but the page keeps most of the window; one message is whole."""
        # A small dialog grows with what is said in it.
        wide, window = self.width(), max(self.window().height(), self.screen().availableGeometry().height() // 2)
        around = self._column.contentsMargins()
        inside = wide - around.left() - around.right()
        one = max((strip.heightForWidth(inside) for strip in self.strips()), default=0) + around.top() + around.bottom()
        several, most = (round(window * part) for part in MOST_OF_WINDOW)
        self.setFixedHeight(max(1, min(self._column.totalHeightForWidth(wide), max(several, min(one, most)))))

    def show_message(self, message: Message | CoProClipError) -> MessageStrip:
        """Put `message`, or an expected trouble, up; one with the same words or key is replaced."""
        message = Message.of(message) if isinstance(message, CoProClipError) else message
        for strip in self.strips():
            if _same(strip.message, message):
                strip.take_away()
        strip = MessageStrip(message, self._inner)
        self._put(strip)
        announce(self, strip.accessibleName())
        return strip

    def _put(self, strip: MessageStrip) -> None:
        self._column.addWidget(strip)
        strip.installEventFilter(self)
        strip.going.connect(lambda: self.going.emit(strip))
        self.show()
        strip.show()
        self._fit()
        self.ensureWidgetVisible(strip)

    def show_error(self, error: CoProClipError, answers: Sequence[MessageAction] = ()) -> MessageStrip:
        """Put an expected trouble up."""
        return self.show_message(Message.of(error, answers))

    def take_away(self, key: str) -> None:
        """What the message with this `key` said is over."""
        for strip in self.strips():
            if strip.message.key == key:
                strip.take_away()

    def strips(self) -> list[MessageStrip]:
        """The messages that are up."""
        kids = self._inner.findChildren(MessageStrip, options=Qt.FindChildOption.FindDirectChildrenOnly)
        return [strip for strip in kids if not strip.isHidden()]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Give the room back after the last message."""
        if event.type() == QEvent.Type.Hide and watched is not self._inner and not self.strips():
            self.hide()
        elif event.type() == QEvent.Type.LayoutRequest and watched is self._inner:
            self._fit()
        return False
