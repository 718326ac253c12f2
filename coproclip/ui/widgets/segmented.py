"""One of a few choices in a row."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFontMetrics, QKeyEvent, QPaintEvent, QPen
from PySide6.QtWidgets import QButtonGroup, QSizePolicy, QToolButton, QWidget

from coproclip.ui.style.cut_text import one_line
from coproclip.ui.style.fonts import font
from coproclip.ui.style.icons import paint_icon
from coproclip.ui.style.painting import smooth_painter
from coproclip.ui.style.tokens import RADIUS, current
from coproclip.ui.widgets.boxes import hbox


@dataclass(frozen=True)
class Choice:
    """One choice of a `Segmented`: its key, words, picture and an optional count."""

    key: str
    text: str
    icon: str = ""
    count: int | None = None


class _Segment(QToolButton):
    def __init__(self, choice: Choice, parent: QWidget) -> None:
        super().__init__(parent)
        self.choice = choice
        self.setCheckable(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def _count(self) -> str:
        return "" if self.choice.count is None else str(self.choice.count)

    def sizeHint(self) -> QSize:
        scaled = current().scaled
        bold = QFontMetrics(font("small-strong"))
        wide = bold.horizontalAdvance(self.choice.text) + scaled(20)
        if self.choice.icon:
            wide += scaled(16) + (scaled(7) if self.choice.text else 0)
        if self._count():
            wide += bold.horizontalAdvance(self._count()) + scaled(7)
        return QSize(wide, scaled(26))

    def minimumSizeHint(self) -> QSize:
        return QSize(current().scaled(40), self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        t, chosen = current(), self.isChecked()
        painter = smooth_painter(self)
        if chosen:
            painter.setPen(QPen(t.line2, 1))
            painter.setBrush(t.sel if t.dark else t.surface)
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(t.hover if self.underMouse() and self.isEnabled() else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
        ink = t.inkoff if not self.isEnabled() else t.ink if chosen else t.ink2
        side, gap = t.scaled(16), t.scaled(7)
        painter.setFont(font("small-strong" if chosen else "small"))
        metrics = painter.fontMetrics()
        wide = metrics.horizontalAdvance(self.choice.text)
        before = (side + (gap if wide else 0)) if self.choice.icon else 0
        after = metrics.horizontalAdvance(self._count()) + gap if self._count() else 0
        if before + wide + after > self.width():
            after = 0  # without room the number goes first, then the words are cut
        text = one_line(self.choice.text, self.width() - before - after, metrics)
        wide = metrics.horizontalAdvance(text)
        x = max(0, (self.width() - before - wide - after) // 2)
        if self.choice.icon:
            paint_icon(painter, QRect(x, (self.height() - side) // 2, side, side), self.choice.icon, ink)
            x += side + gap
        painter.setPen(ink)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRect(x, 0, wide + 2, self.height()), middle, text)
        if after:
            painter.setFont(font("small"))
            painter.setPen(t.ink3 if self.isEnabled() else t.inkoff)
            painter.drawText(QRect(x + wide + gap, 0, self.width(), self.height()), middle, self._count())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and Right move the choice; Tab leaves."""
        parent = self.parentWidget()
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right) and isinstance(parent, Segmented):
            parent.step(-1 if event.key() == Qt.Key.Key_Left else 1)
        else:
            super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Hover."""
        self.update()
        super().enterEvent(event)


class Segmented(QWidget):
    """One of a few choices in a row (Listen or Correct, filters with counts). Left and Right move it."""

    chosen = Signal(str)

    def __init__(self, choices: Sequence[Choice], name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._group = QButtonGroup(self)
        self._row = hbox(self, (3, 3, 3, 3), 2)
        self._segments: dict[str, _Segment] = {}
        for choice in choices:
            segment = _Segment(choice, self)
            self._segments[choice.key] = segment
            self._group.addButton(segment)
            self._row.addWidget(segment)
            segment.clicked.connect(lambda _checked=False, key=choice.key: self._on_clicked(key))
            self._say(segment)
        if choices:
            self.choose(choices[0].key)

    def key(self) -> str:
        """The key of the choice."""
        return next((key for key, segment in self._segments.items() if segment.isChecked()), "")

    def words(self) -> str:
        """What the choice is called; empty where nothing is chosen yet."""
        return next((segment.choice.text for segment in self._segments.values() if segment.isChecked()), "")

    def choose(self, key: str) -> None:
        """Show `key` as chosen, without telling; empty: nothing is chosen yet."""
        stop = key if key in self._segments else next(iter(self._segments))
        self.setFocusProxy(self._segments[stop])
        self._group.setExclusive(bool(key))
        for other, segment in self._segments.items():
            segment.setChecked(other == key)
            segment.setFocusPolicy(Qt.FocusPolicy.StrongFocus if other == stop else Qt.FocusPolicy.ClickFocus)
            segment.update()

    def set_count(self, key: str, count: int | None) -> None:
        """Change the number behind a choice."""
        segment = self._segments[key]
        segment.choice = Choice(key, segment.choice.text, segment.choice.icon, count)
        self._say(segment)
        segment.updateGeometry()
        segment.update()

    def step(self, by: int) -> None:
        """Choose the next or the one before, as Left and Right do."""
        keys = [key for key, segment in self._segments.items() if segment.isEnabled()]
        place = keys.index(self.key()) + by if self.key() else 0
        if 0 <= place < len(keys):
            self._on_clicked(keys[place])
            self._segments[keys[place]].setFocus(Qt.FocusReason.TabFocusReason)

    @staticmethod
    def _say(segment: _Segment) -> None:
        choice = segment.choice
        segment.setAccessibleName(choice.text if choice.count is None else f"{choice.text}, {choice.count}")

    def _on_clicked(self, key: str) -> None:
        self.choose(key)
        self.chosen.emit(key)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The well the choices lie in."""
        t = current()
        painter = smooth_painter(self)
        painter.setPen(QPen(t.line, 1))
        painter.setBrush(t.sunken)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS + 1, RADIUS + 1)
