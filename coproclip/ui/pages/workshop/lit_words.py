"""The words of a card in large letters; the one that is heard is lit, what comes after it is lighter."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QSizePolicy, QWidget

from coproclip.excerpts.rules.grants import VoicedWord
from coproclip.ui.style.fonts import sized
from coproclip.ui.style.tokens import current

HUGE, LARGE, MIDDLE = 40, 28, 20
"""Sizes of the letters (px at 100 %): while listening, over the groups, and beside a note."""
LONG = 160
"""From so many letters on the smaller size is used: the whole quote has to be in sight."""


class LitWords(QWidget):
    """`words` with the one at a time lit. As high as the words need in its width."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words: Sequence[VoicedWord] = ()
        self._text, self._starts = "", list[int]()
        self._at = -1
        self._size = LARGE
        self.hidden_words = False
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_words(self, words: Sequence[VoicedWord], size: int) -> None:
        """Show these; none is lit."""
        self._words, self._at = words, -1
        self._text, self._starts = "“", []
        for place, word in enumerate(words):
            self._text += " " if place else ""
            self._starts.append(len(self._text))
            self._text += word.text
        self._text = f"{self._text}”" if words else ""
        self._size = min(size, LARGE if size == HUGE else MIDDLE) if len(self._text) > LONG else size
        self.setAccessibleName(self._text)
        self.updateGeometry()
        self.update()

    def text(self) -> str:
        """The words in quotes."""
        return self._text

    def lit(self) -> str:
        """The word that is lit, empty for none."""
        return self._words[self._at].text if 0 <= self._at < len(self._words) else ""

    def light(self, at_ms: int | None) -> None:
        """Light the word that is heard at a time (ms in the recording); None: no word."""
        place = -1
        if at_ms is not None:
            place = max((one for one, word in enumerate(self._words) if word.start_ms <= at_ms), default=-1)
        if place != self._at:
            self._at = place
            self.update()

    def set_hidden(self, hidden: bool) -> None:
        """Keep the words from sight: some listen better without."""
        self.hidden_words = hidden
        self.update()

    def _laid_out(self, width: int, looks: Sequence[QTextLayout.FormatRange] = ()) -> tuple[QTextLayout, float]:
        layout = QTextLayout(self._text, sized(self._size, 500))
        layout.setFormats(looks)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.beginLayout()
        y = 0.0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(40, width))
            line.setPosition(QPointF(0, y))
            y += line.height() * 1.16
        layout.endLayout()
        return layout, y

    def hasHeightForWidth(self) -> bool:
        """Narrower is higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """What the words need."""
        return round(self._laid_out(width)[1]) + 4

    def sizeHint(self) -> QSize:
        """A wide card."""
        wide = current().scaled(600)
        return QSize(wide, self.heightForWidth(wide))

    def minimumSizeHint(self) -> QSize:
        """One line of it."""
        return QSize(current().scaled(200), current().scaled(self._size + 8))

    def changeEvent(self, event: QEvent) -> None:
        """Another text size, another height."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self.updateGeometry()

    def _format(self, first: int, length: int, colour: str) -> QTextLayout.FormatRange:
        made = QTextLayout.FormatRange()
        look = QTextCharFormat()
        look.setForeground(current().colour(colour))
        made.start, made.length, made.format = first, length, look
        return made

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The words; a ground under the lit one."""
        if self.hidden_words:
            return
        t = current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        start, end = self._lit_place()
        # Formats of the words themselves: of several that are only given for drawing Qt leaves some out.
        looks = [
            self._format(first, last - first, colour)
            for first, last, colour in ((0, start, "ink"), (start, end, "on_now"), (end, len(self._text), "ink3"))
            if last > first
        ]
        layout, _high = self._laid_out(self.width(), looks)
        if end > start:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(t.now)
            line = layout.lineForTextPosition(start)
            left, right = line.cursorToX(start)[0], line.cursorToX(min(end, line.textStart() + line.textLength()))[0]  # type: ignore[index]
            box = QRectF(left, line.y(), right - left, line.height()).adjusted(-4, 0, 4, 0)
            painter.drawRoundedRect(box, 5, 5)
        layout.draw(painter, QPointF(0, 0))

    def _lit_place(self) -> tuple[int, int]:
        """Where the lit word begins and ends; with none lit all of the text is before it."""
        if not 0 <= self._at < len(self._words):
            return len(self._text), len(self._text)
        start = self._starts[self._at]
        return start, start + len(self._words[self._at].text)
