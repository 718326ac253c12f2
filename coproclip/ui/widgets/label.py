"""Words in the roles of the type scale, hairlines, monograms, page headers and empty places."""

import re
from collections.abc import Callable

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

from coproclip.ui.style.cut_text import laid_out_soon, one_line
from coproclip.ui.style.fonts import font, sized
from coproclip.ui.style.icons import pixmap
from coproclip.ui.style.painting import smooth_painter
from coproclip.ui.style.tokens import MARGIN, RADIUS_CARD, current
from coproclip.ui.widgets.boxes import hbox, vbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.tooltips import as_written

BREAK = "\u200b"
"""A place to break a line at that nobody sees."""
MOST_LETTERS = 100_000
"""So much of a text is shown in a label: two hours of talk."""
LONG_WORD = re.compile(r"[^\s\u200b-]{25,}")


def _breakable(text: str) -> str:
    """`text` with places to break in words that are too long for a narrow column."""
    return LONG_WORD.sub(lambda word: re.sub(r"([_./\\])|(\w{16})(?=\w)", rf"\g<0>{BREAK}", word[0]), text)


class Label(QLabel):
    """Plain words in a `role` of the style sheet (caption, small, hint, body, muted, strong, head, title …).

    With `elide`, one line that is cut with “…” and shown whole in the tooltip; with `wrap`, as many lines as needed,
    broken inside a word only where it is long and has no place to break (the name of a file).
    """

    def __init__(
        self,
        text: str = "",
        role: str = "body",
        *,
        wrap: bool = False,
        elide: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._whole, self._elide = text, elide
        self.setProperty("role", role)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        if elide:
            self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setText(text)

    def setText(self, text: str) -> None:
        """Show `text`."""
        self._whole = text
        if self._elide:
            self._cut()
        else:
            shown = laid_out_soon(text, MOST_LETTERS)
            super().setText(_breakable(shown) if self.wordWrap() else shown)

    def text(self) -> str:
        """The words as they are shown, without the places to break at."""
        return super().text().replace(BREAK, "")

    def whole_text(self) -> str:
        """The words, uncut."""
        return self._whole

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut again."""
        super().resizeEvent(event)
        if self._elide:
            self._cut()

    def _cut(self) -> None:
        room = self.contentsRect().width()
        words = one_line(self._whole, room, self.fontMetrics())
        if words != self.text():
            super().setText(words)
        self.setToolTip(as_written(self._whole if words != self._whole else ""))
        self.setAccessibleName(self._whole)

    def minimumSizeHint(self) -> QSize:
        """Cut words may become very short."""
        size = super().minimumSizeHint()
        return QSize(24, size.height()) if self._elide else size

    def set_role(self, role: str) -> None:
        """Change the role."""
        if self.property("role") != role:
            self.setProperty("role", role)
            self.style().unpolish(self)
            self.style().polish(self)


class Hairline(QFrame):
    """A line 1 px thin across its layout."""

    def __init__(self, *, upright: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "upright" if upright else "line")
        fixed, free = QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding
        self.setSizePolicy(fixed if upright else free, free if upright else fixed)


class IconLabel(QWidget):
    """A picture alone, in a token colour."""

    def __init__(self, name: str, colour: str = "ink2", size: int = 18, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._colour, self._side = name, colour, size
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_icon(self, name: str, colour: str = "") -> None:
        """Show another picture."""
        self._name, self._colour = name, colour or self._colour
        self.update()

    def sizeHint(self) -> QSize:
        """A square."""
        side = current().scaled(self._side)
        return QSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The picture."""
        if self._name:
            t = current()
            picture = pixmap(self._name, t.colour(self._colour), t.scaled(self._side), ratio=self.devicePixelRatioF())
            QPainter(self).drawPixmap(0, 0, picture)


def paint_monogram(painter: QPainter, rect: QRect, letter: str, *, on_selected: bool = False) -> None:
    """A storyteller's initial in a circle."""
    t = current()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(t.surface if on_selected else t.sel)
    painter.drawEllipse(rect)
    made = sized(1)
    made.setPixelSize(max(10, round(rect.height() * 0.42)))
    made.setWeight(made.Weight.DemiBold)
    painter.setFont(made)
    painter.setPen(t.ink)
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, letter[:1].upper())
    painter.restore()


class Monogram(QWidget):
    """A storyteller's initial in a circle, as a widget."""

    def __init__(self, name: str = "", size: int = 36, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._letter, self._side = name[:1], size
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_name(self, name: str) -> None:
        """Show the initial of `name`."""
        self._letter = name[:1]
        self.update()

    def sizeHint(self) -> QSize:
        """A square."""
        side = current().scaled(self._side)
        return QSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The circle."""
        paint_monogram(QPainter(self), self.rect(), self._letter)


class PageHeader(QFrame):
    """The strip at the top of a page, 60 px high: title left, `row` for what stands right of it, main button last."""

    def __init__(self, title: str, *, line: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "header" if line else "surface")
        self.row = hbox(self, (MARGIN, 0, MARGIN, 0), 10)
        self.title = Label(title, "title")
        self.title.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.row.addWidget(self.title)
        self.row.addStretch(1)
        self._fit()

    def _fit(self) -> None:
        self.setFixedHeight(current().scaled(60))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            high = current().scaled(60)
            if self.height() != high:
                self._fit()


class DashedFrame(QFrame):
    """A dashed frame, for empty places and places to drop files on; `set_over` while something hovers there."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._over = False

    def set_over(self, over: bool) -> None:
        """Light up while files hover above."""
        self._over = over
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Dashes round a corner of 8 px."""
        t = current()
        painter = smooth_painter(self)
        pen = QPen(t.accent if self._over else t.control, 2 if self._over else 1)
        pen.setDashPattern([4, 3])
        painter.setPen(pen)
        painter.setBrush(t.accent_soft if self._over else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), RADIUS_CARD, RADIUS_CARD)


class EmptyState(DashedFrame):
    """What stands where there is nothing yet: a heading, a sentence and buttons, in a dashed frame."""

    def __init__(self, heading: str, words: str = "", *, icon: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = vbox(self, (20, 18, 20, 18), 6)
        if icon:
            column.addWidget(IconLabel(icon, "ink3", 24))
        self.heading = Label(heading, "strong", wrap=True)
        self.words = Label(words, "small", wrap=True)
        column.addWidget(self.heading)
        column.addWidget(self.words)
        self.words.setVisible(bool(words))
        self._buttons = hbox(margins=(0, 8, 0, 0), spacing=8)
        self._buttons.addStretch(1)
        column.addLayout(self._buttons)

    def add_button(self, text: str, do: Callable[[], object], *, icon: str = "", kind: str = "plain") -> Button:
        """Offer something to do about it."""
        return self.add(Button(text, icon, kind, on_click=do))

    def add(self, button: Button) -> Button:
        """The same with a button that is there."""
        self._buttons.insertWidget(self._buttons.count() - 1, button)
        return button


def paint_words(
    painter: QPainter, rect: QRect, text: str, role: str = "body", colour: str = "ink", *, right: bool = False
) -> int:
    """Paint one line in the middle of `rect`'s height, cut with “…” if need be; returns its width. For delegates."""
    painter.setFont(font(role))
    painter.setPen(current().colour(colour))
    words = one_line(text, rect.width(), painter.fontMetrics())
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | side, words)
    return painter.fontMetrics().horizontalAdvance(words)
