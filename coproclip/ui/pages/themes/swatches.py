"""The ten colours of themes, to choose one of."""

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QSizePolicy, QWidget

from coproclip.themes.codebook import COLOURS
from coproclip.ui.style.icons import paint_icon
from coproclip.ui.style.painting import smooth_painter
from coproclip.ui.style.tokens import RADIUS, RADIUS_MARK, current
from coproclip.ui.widgets.boxes import NONE, hbox
from coproclip.ui.widgets.theme_chip import pattern_brush
from coproclip.ui.widgets.tooltips import as_written


class _Swatch(QAbstractButton):
    def __init__(self, colour: int, name: str, parent: "Swatches") -> None:
        super().__init__(parent)
        self._colour = colour
        self.setCheckable(True)
        self.setAccessibleName(name)
        self.setToolTip(as_written(name))
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        side = current().scaled(34)
        return QSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        t, chosen = current(), self.isChecked()
        painter = smooth_painter(self)
        if chosen or self.underMouse():
            painter.setPen(QPen(t.ink if chosen else t.line2, 2 if chosen else 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), RADIUS, RADIUS)
        inset = 4
        box = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        path = QPainterPath()
        path.addRoundedRect(box, RADIUS_MARK, RADIUS_MARK)
        painter.setBrushOrigin(QPointF(box.x(), box.y()))
        painter.fillPath(path, pattern_brush(self._colour, ratio=self.devicePixelRatioF()))
        if chosen:
            side = t.scaled(18)
            spot = QRect((self.width() - side) // 2, (self.height() - side) // 2, side, side)
            shades = t.theme(self._colour)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(shades.mark)
            painter.drawEllipse(spot.adjusted(-1, -1, 1, 1))
            paint_icon(painter, spot, "check", shades.letter)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and Right choose the neighbour."""
        row = self.parentWidget()
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if Qt.Key(event.key()) in steps and isinstance(row, Swatches):
            row.step(steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)


class Swatches(QWidget):
    """One of the ten colours, each with its pattern. Left and Right move the choice."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Colour"))
        self.names = (
            self.tr("Blue, plain"),
            self.tr("Olive, rising lines"),
            self.tr("Green, dots"),
            self.tr("Crimson, falling lines"),
            self.tr("Turquoise, level lines"),
            self.tr("Sand, upright lines"),
            self.tr("Violet, crossed lines"),
            self.tr("Moss, dashes"),
            self.tr("Pink, grid"),
            self.tr("Brown, zigzag"),
        )
        row = hbox(self, NONE, 4)
        self._group = QButtonGroup(self)
        self._swatches = [_Swatch(colour, self.names[colour], self) for colour in range(COLOURS)]
        for colour, swatch in enumerate(self._swatches):
            self._group.addButton(swatch, colour)
            row.addWidget(swatch)
        row.addStretch(1)
        self._group.idClicked.connect(self._on_clicked)
        self.choose(0)

    def colour(self) -> int:
        """The chosen place in the palette."""
        return max(0, self._group.checkedId())

    def choose(self, colour: int) -> None:
        """Show `colour` as chosen, without telling."""
        for place, swatch in enumerate(self._swatches):
            swatch.setChecked(place == colour % COLOURS)
            swatch.setFocusPolicy(Qt.FocusPolicy.StrongFocus if swatch.isChecked() else Qt.FocusPolicy.ClickFocus)
            swatch.update()

    def step(self, by: int) -> None:
        """The neighbour, as Left and Right do."""
        place = self.colour() + by
        if 0 <= place < COLOURS:
            self._on_clicked(place)
            self._swatches[place].setFocus(Qt.FocusReason.TabFocusReason)

    def _on_clicked(self, colour: int) -> None:
        self.choose(colour)
        self.chosen.emit(colour)
