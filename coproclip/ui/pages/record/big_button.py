"""The two buttons beside the round one: a picture, a word, a smaller line, and the key."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from coproclip.ui.style.cut_text import one_line
from coproclip.ui.style.fonts import font
from coproclip.ui.style.icons import paint_icon
from coproclip.ui.style.painting import smooth_painter
from coproclip.ui.style.tokens import HUGE, RADIUS, Tokens, current, mix
from coproclip.ui.widgets.button import key_size, paint_key
from coproclip.ui.widgets.tooltips import as_written


class BigButton(QPushButton):
    """56 px high; `kind` is plain, main or priv.

    Where there is no room for them, the smaller line and the key go, and `short` stands for the words.
    """

    def __init__(
        self,
        icon: str,
        text: str,
        below: str,
        key: str,
        kind: str = "plain",
        *,
        short: str = "",
        parent: QWidget | None = None,
    ):
        super().__init__(text, parent)
        self._icon, self._below, self._key, self._kind, self._short = icon, below, key, kind, short
        self._key_shown = True
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._say()

    def show_words(self, text: str, below: str, kind: str, short: str) -> None:
        """Other words and another kind."""
        self._below, self._kind, self._short = below, kind, short
        self.setText(text)
        self._say()
        self.update()

    def show_key(self, *, on: bool) -> None:
        """Whether its letter is a key."""
        self._key_shown = on
        self.update()

    def _say(self) -> None:
        self.setAccessibleName(f"{self.text()}: {self._below}" if self._below else self.text())
        self.setToolTip(as_written(self._below))

    def _pad(self) -> int:
        return current().scaled(16)

    def sizeHint(self) -> QSize:
        """Room for everything."""
        scaled = current().scaled
        words = QFontMetrics(font("read-strong")).horizontalAdvance(self.text())
        below = QFontMetrics(font("small")).horizontalAdvance(self._below)
        wide = 2 * self._pad() + scaled(22 + 12) + max(words, below) + scaled(14) + key_size(self._key).width()
        return QSize(wide, scaled(HUGE))

    def minimumSizeHint(self) -> QSize:
        """Room for picture and word."""
        words = QFontMetrics(font("read-strong")).horizontalAdvance(self._short or self.text())
        return QSize(2 * current().scaled(12) + current().scaled(22 + 10) + words, current().scaled(HUGE))

    def _colours(self, t: Tokens) -> tuple[QColor, QColor | None, QColor, QColor]:
        """Fill, edge, ink of the word and of the line below."""
        hover, down = self.underMouse(), self.isDown()
        if not self.isEnabled():
            return t.surface, t.line, t.inkoff, t.inkoff
        if self._kind == "main":
            return (t.accent_press if down else t.accent_hover if hover else t.accent), None, t.on_accent, t.on_accent
        if self._kind == "priv":
            return mix(t.priv, t.priv_soft, 0.12) if hover or down else t.priv_soft, t.priv, t.priv, t.priv
        return t.sel if down else t.hover if hover else t.surface, t.line2, t.ink, t.ink2

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paper, edge, picture, two lines, key cap."""
        t = current()
        fill, edge, ink, low_ink = self._colours(t)
        painter = smooth_painter(self)
        painter.setPen(QPen(edge, 1) if edge else Qt.PenStyle.NoPen)
        painter.setBrush(fill)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
        tight = self.width() < self.sizeHint().width()
        pad, side = current().scaled(12) if tight else self._pad(), t.scaled(22)
        paint_icon(painter, QRect(pad, (self.height() - side) // 2, side, side), self._icon, ink)
        left = pad + side + t.scaled(10 if tight else 12)
        cap = key_size(self._key)
        text, metrics = self.text(), QFontMetrics(font("read-strong"))
        if self._short and left + metrics.horizontalAdvance(text) + pad > self.width():
            text = self._short
        words = metrics.horizontalAdvance(text)
        with_key = self._key_shown and left + words + cap.width() + t.scaled(8) + pad <= self.width()
        room = self.width() - left - pad - (cap.width() + t.scaled(8) if with_key else 0)
        below = QFontMetrics(font("small")).horizontalAdvance(self._below) <= room and bool(self._below)
        upper = QRect(left, self.height() // 2 - (t.scaled(20) if below else t.scaled(12)), room, t.scaled(24))
        self._write(painter, upper, text, "read-strong", ink)
        if below:
            self._write(painter, upper.translated(0, t.scaled(19)), self._below, "small", low_ink)
        if with_key:
            x, y = self.width() - pad - cap.width(), (self.height() - cap.height()) // 2
            paint_key(painter, QRect(x, y, cap.width(), cap.height()), self._key, on_main=self._kind == "main")

    @staticmethod
    def _write(painter: QPainter, place: QRect, words: str, role: str, ink: QColor) -> None:
        painter.setFont(font(role))
        painter.setPen(ink)
        shown = one_line(words, place.width() + 1, painter.fontMetrics())
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
