"""The bar under selected words: mark them, give them a theme, play them, note something."""

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QEasingCurve, QPoint, QPropertyAnimation, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QFrame, QGraphicsOpacityEffect, QWidget

from coproclip.ui.style.tokens import RADIUS_FLOAT, SMALL, current
from coproclip.ui.widgets.boxes import hbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.label import Hairline
from coproclip.ui.widgets.theme_chip import paint_mark
from coproclip.ui.widgets.tooltips import as_written

GAP = 8
"""Between the selected words and the bar, px at 100 %."""
MOST_THEMES = 4
_SHADOW = 10
_FADE_IN, _FADE_OUT = 120, 80


@dataclass(frozen=True, slots=True)
class RecentTheme:
    """A theme offered with one press."""

    theme_id: int
    letter: str
    colour_index: int
    name: str


class _ThemeButton(QAbstractButton):
    """A theme's mark that can be pressed."""

    def __init__(self, theme: RecentTheme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme
        name = self.tr("Theme {name}").format(name=theme.name)
        self.setAccessibleName(name)
        self.setToolTip(as_written(name))
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def sizeHint(self) -> QSize:
        """A square that is easy to hit."""
        side = current().scaled(SMALL)
        return QSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The mark, on a tint under the mouse."""
        tokens, painter = current(), QPainter(self)
        if self.underMouse() or self.isDown():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tokens.sel if self.isDown() else tokens.hover)
            painter.drawRoundedRect(self.rect(), 6, 6)
        side = tokens.scaled(20)
        box = QRect((self.width() - side) // 2, (self.height() - side) // 2, side, side)
        paint_mark(painter, box, self.theme.letter, self.theme.colour_index)


class FloatingBar(QFrame):
    """Lies over the transcript, 8 px under the selected words, or above them where there is no room below.

    `mark_asked()`, `theme_asked()` (any theme), `theme_chosen(theme_id)`, `play_asked()`, `note_asked()`,
    `again_asked()` (listen again). It never
    takes the keyboard by itself; Tab and `take_focus()` reach it.
    """

    mark_asked = Signal()
    theme_asked = Signal()
    theme_chosen = Signal(object)
    play_asked = Signal()
    note_asked = Signal()
    again_asked = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.calm = False
        self.setObjectName("floating-bar")
        self.setAccessibleName(self.tr("Selected words"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self._themes: list[_ThemeButton] = []
        self._mark = Button(self.tr("Mark excerpt"), "quote", "main", key="E", on_click=self.mark_asked.emit)
        self._theme = Button(self.tr("Theme…"), kind="quiet", key="T", on_click=self.theme_asked.emit)
        words = self.tr("Play the selected words")
        self._play = Button(icon="play", kind="icon", name=words, on_click=self.play_asked.emit)
        words = self.tr("Note on the selected words")
        self._note = Button(icon="message-square-plus", kind="icon", name=words, on_click=self.note_asked.emit)
        words = self.tr("Transcribe this bit again")
        self._again = Button(icon="ear", kind="icon", name=words, on_click=self.again_asked.emit)
        self._row = hbox(self, spacing=4)
        first, second = Hairline(upright=True), Hairline(upright=True)
        for part in (self._mark, first, self._theme, second, self._play, self._note, self._again):
            if isinstance(part, Button):
                part.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self._row.addWidget(part)
        self._fade: QPropertyAnimation | None = None
        self._leaving = False
        self.restyle()
        self.hide()

    def restyle(self) -> None:
        """Take the text size in use now."""
        inside = _SHADOW + current().scaled(6)
        self._row.setContentsMargins(inside, inside, inside, inside)
        self.adjustSize()

    def set_themes(self, themes: Iterable[RecentTheme]) -> None:
        """Offer these themes (the first four)."""
        for button in self._themes:
            self._row.removeWidget(button)
            button.deleteLater()
        self._themes = [_ThemeButton(theme, self) for theme in list(themes)[:MOST_THEMES]]
        for nth, button in enumerate(self._themes):
            button.clicked.connect(self._on_theme_clicked)
            self._row.insertWidget(2 + nth, button)
            button.show()
        self.adjustSize()

    def _on_theme_clicked(self) -> None:
        button = self.sender()
        if isinstance(button, _ThemeButton):
            self.theme_chosen.emit(button.theme.theme_id)

    def take_focus(self) -> bool:
        """Bring the keyboard here, if the bar is there."""
        if self.open():
            self._mark.setFocus(Qt.FocusReason.TabFocusReason)
        return self.open()

    def open(self) -> bool:
        """Whether it is there, and not just fading away."""
        return not self.isHidden() and not self._leaving

    def place(self, words: QRect, page: QRect, room: int) -> None:
        """Stand under `words` (in the parent's px), or above them, inside `page`; `room` px are free on its right."""
        self.adjustSize()
        gap = current().scaled(GAP) - _SHADOW
        y = words.bottom() + 1 + gap
        if y + self.height() - _SHADOW > page.bottom():
            above = words.top() - gap - self.height()
            y = above if above + _SHADOW >= page.top() else page.bottom() - self.height() + _SHADOW
        x = min(page.left() - _SHADOW, page.right() + room - self.width())
        self.move(QPoint(max(-_SHADOW, x), y))

    def appear(self) -> None:
        """Come up, gently unless calm."""
        if self.open():
            self.raise_()
            return
        self.show()
        self.raise_()
        self._fade_to(1.0, _FADE_IN)

    def vanish(self, *, at_once: bool = False) -> None:
        """Go away."""
        if self.isHidden():
            return
        if at_once:
            self._end_fade()
            self.hide()
        elif not self._leaving:
            self._fade_to(0.0, _FADE_OUT)

    def _fade_to(self, opacity: float, ms: int) -> None:
        self._end_fade()
        self._leaving = opacity == 0
        if self.calm or not self.isVisible():
            self._on_faded()
            return
        effect = QGraphicsOpacityEffect(self)
        effect.setOpacity(1 - opacity)
        self.setGraphicsEffect(effect)
        self._fade = QPropertyAnimation(effect, b"opacity", self)
        self._fade.setDuration(ms)
        self._fade.setEndValue(opacity)
        self._fade.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._fade.finished.connect(self._on_faded)
        self._fade.start()

    def _on_faded(self) -> None:
        leaving = self._leaving
        self._end_fade()
        if leaving:
            self.hide()

    def _end_fade(self) -> None:
        if self._fade is not None:
            self._fade.stop()
            self._fade.deleteLater()
            self._fade = None
            self.setGraphicsEffect(None)  # type: ignore[arg-type]
        self._leaving = False

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paper with a soft shadow; drawn here because only one effect can lie on a widget."""
        tokens, painter = current(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paper = QRectF(self.rect()).adjusted(_SHADOW, _SHADOW, -_SHADOW, -_SHADOW)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(0, 0, 0, 16 if tokens.dark else 4))
        for reach in range(1, _SHADOW):
            painter.drawRoundedRect(
                paper.adjusted(-reach, -reach + 3, reach, reach), RADIUS_FLOAT + reach, RADIUS_FLOAT + reach
            )
        painter.setPen(QPen(tokens.line2, 1))
        painter.setBrush(tokens.surface)
        painter.drawRoundedRect(paper.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS_FLOAT, RADIUS_FLOAT)
