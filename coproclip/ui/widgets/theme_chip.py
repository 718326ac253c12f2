"""Theme marks, chips and the pattern that goes with each colour."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QFontMetrics, QPainter, QPaintEvent, QPen, QPixmap, QTransform
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from coproclip.ui.style.cut_text import one_line
from coproclip.ui.style.fonts import font, sized
from coproclip.ui.style.icons import paint_icon
from coproclip.ui.style.painting import smooth_painter
from coproclip.ui.style.tokens import NO_THEME, RADIUS, RADIUS_MARK, current, mix
from coproclip.ui.widgets.boxes import NONE, vbox
from coproclip.ui.widgets.label import Label
from coproclip.ui.widgets.tooltips import as_written

TILE = 8
_brushes: dict[tuple[int, str, str, float], QBrush] = {}


def _draw_tile(painter: QPainter, pattern: int) -> None:
    """The lines of one 8×8 tile; the pen is set."""
    line, dot = painter.drawLine, painter.drawEllipse
    if pattern == 1:
        for shift in (-8, 0, 8):
            line(QPointF(shift, 8), QPointF(shift + 8, 0))
    elif pattern == 2:
        painter.setBrush(painter.pen().color())
        painter.setPen(Qt.PenStyle.NoPen)
        dot(QPointF(2, 2), 1.2, 1.2)
        dot(QPointF(6, 6), 1.2, 1.2)
    elif pattern == 3:
        for shift in (-8, 0, 8):
            line(QPointF(shift, 0), QPointF(shift + 8, 8))
    elif pattern == 4:
        for y in (2, 6):
            line(QPointF(0, y), QPointF(8, y))
    elif pattern == 5:
        for x in (1, 5):
            line(QPointF(x + 0.5, 0), QPointF(x + 0.5, 8))
    elif pattern == 6:
        line(QPointF(0, 0), QPointF(8, 8))
        line(QPointF(0, 8), QPointF(8, 0))
    elif pattern == 7:
        line(QPointF(1, 2), QPointF(5, 2))
        line(QPointF(5, 6), QPointF(9, 6))
        line(QPointF(-3, 6), QPointF(1, 6))
    elif pattern == 8:
        line(QPointF(0, 4), QPointF(8, 4))
        line(QPointF(4, 0), QPointF(4, 8))
    elif pattern == 9:
        painter.drawPolyline([QPointF(-2, 6), QPointF(2, 2), QPointF(6, 6), QPointF(10, 2)])


def pattern_of(colour_index: int) -> int:
    """Which pattern (0 solid … 9 zigzag) goes with a theme's place in the palette."""
    if colour_index == NO_THEME:
        return 0
    return (colour_index + 3 * (colour_index // 10)) % 10


def pattern_brush(colour_index: int, colour: QColor | None = None, ratio: float = 1.0) -> QBrush:
    """The theme's colour with its pattern over it, as a brush for a screen of `ratio` device pixels.

    `colour` replaces the mark colour. The texture starts at the painter's brush origin.
    """
    t = current()
    shades = t.theme(colour_index)
    fill = colour or shades.mark
    pattern = pattern_of(colour_index)
    if pattern == 0:
        return QBrush(fill)
    key = (colour_index, fill.name(), shades.letter.name(), ratio)
    if key not in _brushes:
        # Drawn three tiles wide and cut from the middle, so that slanted lines meet without a seam.
        side = round(TILE * ratio)
        tile = QPixmap(side, side)
        tile.fill(fill)
        painter = QPainter(tile)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(side / TILE, side / TILE)
        strength = 0.62 if shades.letter.lightness() > 128 else 0.55
        painter.setPen(QPen(mix(shades.letter, fill, strength), 1.4))
        _draw_tile(painter, pattern)
        painter.end()
        brush = QBrush(tile)
        brush.setTransform(QTransform.fromScale(TILE / side, TILE / side))
        if len(_brushes) > 200:
            _brushes.clear()
        _brushes[key] = brush
    return QBrush(_brushes[key])


def paint_mark(painter: QPainter, rect: QRect, letter: str, colour_index: int, *, edge: bool = False) -> None:
    """The theme's square with its letter; `edge` puts the paper's colour round it, for marks that overlap."""
    t = current()
    shades = t.theme(colour_index)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(t.surface, 1.5) if edge else Qt.PenStyle.NoPen)
    painter.setBrush(shades.mark)
    radius = RADIUS_MARK if rect.width() < t.scaled(26) else RADIUS
    painter.drawRoundedRect(QRectF(rect), radius, radius)
    made = sized(1)
    made.setPixelSize(max(9, round(rect.height() * (0.62 if rect.height() < 24 else 0.52))))
    made.setWeight(made.Weight.DemiBold)
    painter.setFont(made)
    painter.setPen(shades.letter)
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, letter[:2])
    painter.restore()


class ThemeMark(QWidget):
    """A theme's letter square, 18, 20, 28 or 44 px."""

    def __init__(
        self, letter: str, colour_index: int, name: str, size: int = 20, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._letter, self._colour, self._side = letter, colour_index, size
        self.setAccessibleName(name)
        self.setToolTip(as_written(name))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_theme(self, letter: str, colour_index: int, name: str) -> None:
        """Show another theme."""
        self._letter, self._colour = letter, colour_index
        self.setAccessibleName(name)
        self.setToolTip(as_written(name))
        self.update()

    def sizeHint(self) -> QSize:
        """A square."""
        side = current().scaled(self._side)
        return QSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The mark."""
        paint_mark(QPainter(self), self.rect(), self._letter, self._colour)


class ThemeChip(QAbstractButton):
    """A theme's mark and name in a box. Checkable: the chosen one has an accent edge and a tick.

    With `removable`, a cross at its end (also Delete) emits `removed`.
    """

    removed = Signal()

    def __init__(
        self,
        letter: str,
        colour_index: int,
        name: str,
        *,
        checkable: bool = False,
        removable: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._letter, self._colour, self._removable = letter, colour_index, removable
        self.setText(name)
        self.setCheckable(checkable)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Theme {name}").format(name=name))
        if removable:
            self.setToolTip(self.tr("Take this theme off with the cross or Delete"))

    def sizeHint(self) -> QSize:
        """Room for mark, name and sign."""
        scaled = current().scaled
        wide = QFontMetrics(font("small")).horizontalAdvance(self.text()) + scaled(20 + 3 + 7 + 9)
        sign = self._removable or self.isCheckable()
        return QSize(min(wide + (scaled(22) if sign else 0), scaled(260)), scaled(28))

    def minimumSizeHint(self) -> QSize:
        """The name may be cut when there is no room."""
        return QSize(current().scaled(64), self.sizeHint().height())

    def event(self, event: QEvent) -> bool:
        """Delete takes it off; the text size changes its size."""
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self.updateGeometry()
        if event.type() == QEvent.Type.KeyPress and self._removable:
            key = event.key()  # type: ignore[attr-defined]
            if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
                self.removed.emit()
                return True
        return super().event(event)

    def _sign_place(self) -> QRect:
        side = current().scaled(15)
        return QRect(self.width() - side - current().scaled(8), (self.height() - side) // 2, side, side)

    def hitButton(self, pos: object) -> bool:
        """The whole chip."""
        return True

    def nextCheckState(self) -> None:
        """A click on the cross takes the theme off instead."""
        super().nextCheckState()

    def mouseReleaseEvent(self, event: object) -> None:
        """The cross or the chip."""
        where = event.position().toPoint()  # type: ignore[attr-defined]
        if self._removable and self._sign_place().adjusted(-7, -7, 7, 7).contains(where):
            self.setDown(False)
            self.removed.emit()
            return
        super().mouseReleaseEvent(event)  # type: ignore[arg-type]

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Box, mark, name, tick or cross."""
        t, chosen = current(), self.isChecked()
        painter = smooth_painter(self)
        painter.setPen(QPen(t.accent if chosen else t.line2, 1))
        hover = self.underMouse() and self.isEnabled()
        painter.setBrush(t.accent_soft if chosen else t.hover if hover else t.surface)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS_MARK, RADIUS_MARK)
        side, pad = t.scaled(20), t.scaled(3) + 1
        paint_mark(painter, QRect(pad, (self.height() - side) // 2, side, side), self._letter, self._colour)
        painter.setFont(font("small"))
        painter.setPen(t.ink if self.isEnabled() else t.inkoff)
        x = pad + side + t.scaled(7)
        sign = self._removable or self.isCheckable()
        room = self.width() - x - t.scaled(9) - (t.scaled(20) if sign else 0)
        words = one_line(self.text(), room + 2, painter.fontMetrics())
        painter.drawText(QRect(x, 0, room + 4, self.height()), Qt.AlignmentFlag.AlignVCenter, words)
        if self._removable:
            paint_icon(painter, self._sign_place(), "x", t.ink2)
        elif chosen:
            paint_icon(painter, self._sign_place(), "check", t.accent_ink)


@dataclass(frozen=True)
class ChipTheme:
    """What a chip shows of a theme."""

    theme_id: int
    letter: str
    colour: int
    name: str


class ThemeChips(QWidget):
    """Themes one under the other; `removed(theme_id)` when one is to be taken off. Tab goes through them.

    `nothing` is said where there are none.
    """

    removed = Signal(object)

    def __init__(self, nothing: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes: list[ChipTheme] = []
        self.chips: list[ThemeChip] = []
        self._column = vbox(self, NONE, 6)
        self._nothing = Label(nothing, "small")
        self._column.addWidget(self._nothing)
        self._nothing.setVisible(bool(nothing))

    def set_themes(self, themes: Sequence[ChipTheme]) -> None:
        """Show these; the keyboard stays at its place, or goes on behind the last one that was taken off."""
        if list(themes) == self._themes:
            return
        old, self._themes = self.chips, list(themes)
        focused = next((place for place, chip in enumerate(old) if chip.hasFocus()), None)
        for chip in old:
            self._column.removeWidget(chip)
        self.chips = [self._chip(theme) for theme in themes]
        # What is made later than its neighbours would come last.
        for before, chip in zip([self._stop_before(), *self.chips], self.chips, strict=False):
            QWidget.setTabOrder(before, chip)
        if focused is not None and self.chips:
            self.chips[min(focused, len(self.chips) - 1)].setFocus()
        elif focused is not None:
            self.focusNextChild()
        for chip in old:
            chip.hide()
            chip.deleteLater()
        self._nothing.setVisible(bool(self._nothing.text()) and not self.chips)

    def _stop_before(self) -> QWidget:
        widget = self.previousInFocusChain()
        while widget is not None and widget is not self:
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not self.isAncestorOf(widget):
                return widget
            widget = widget.previousInFocusChain()
        return self

    def _chip(self, theme: ChipTheme) -> ThemeChip:
        chip = ThemeChip(theme.letter, theme.colour, theme.name, removable=True, parent=self)
        chip.setProperty("keeps", ["Delete", "Backspace"])  # here they mean this theme, not what is chosen elsewhere
        chip.removed.connect(lambda: self.removed.emit(theme.theme_id))
        self._column.addWidget(chip, 0, Qt.AlignmentFlag.AlignLeft)
        chip.show()  # at once: it may be given the keyboard
        return chip
