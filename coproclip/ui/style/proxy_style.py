"""The controls that a style sheet draws badly: ticks, choices, drop-downs, number fields, progress, focus in rows."""

from typing import Any

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QMenu,
    QMenuBar,
    QProxyStyle,
    QStyle,
    QStyleHintReturn,
    QStyleOption,
    QStyleOptionComboBox,
    QStyleOptionComplex,
    QStyleOptionProgressBar,
    QStyleOptionSpinBox,
    QWidget,
)

from coproclip.ui.style.cut_text import one_line
from coproclip.ui.style.drop_down import DropDownRows
from coproclip.ui.style.focus import paint_row_ring
from coproclip.ui.style.icons import pixmap
from coproclip.ui.style.tokens import NORMAL, RADIUS, RADIUS_MARK, current

_State = QStyle.StateFlag
WIDEST = 380
"""So wide (px at 100 % text) a drop-down wants to be at most; longer words are cut, the open list shows more."""


class CoProClipStyle(QProxyStyle):
    """Fusion underneath; what is drawn here follows the tokens in use."""

    def __init__(self) -> None:
        super().__init__("Fusion")

    def polish(self, what: Any) -> Any:
        """The lists of drop-downs are given their rows."""
        made = super().polish(what)
        if isinstance(what, QComboBox):
            DropDownRows.give(what)
        return made

    def drawPrimitive(
        self,
        element: QStyle.PrimitiveElement,
        option: QStyleOption,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        """Ticks, choices, field edges and the ring of a focused row."""
        kind = QStyle.PrimitiveElement
        if element in (kind.PE_IndicatorMenuCheckMark, kind.PE_IndicatorArrowRight) and isinstance(widget, QMenu):
            _menu_sign(painter, option, "check" if element == kind.PE_IndicatorMenuCheckMark else "chevron-right")
        elif element == kind.PE_FrameFocusRect:
            if widget is not None and widget.property("rows"):
                paint_row_ring(painter, option.rect)
        elif element in (kind.PE_IndicatorCheckBox, kind.PE_IndicatorItemViewItemCheck):
            paint_tick(painter, option.rect, option.state)
        elif element == kind.PE_IndicatorRadioButton:
            paint_choice(painter, option.rect, option.state)
        elif element == kind.PE_PanelLineEdit:
            if widget is None or not (widget.property("bare") or _in_number_field(widget)):
                error = bool(widget is not None and widget.property("error"))
                paint_field(painter, option.rect, option.state, error=error)
        else:
            super().drawPrimitive(element, option, painter, widget)

    def drawControl(
        self,
        element: QStyle.ControlElement,
        option: QStyleOption,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        """Progress bars, and the words of a drop-down, cut with “…” where they are too long."""
        parts = QStyle.ControlElement
        if element == parts.CE_ComboBoxLabel and isinstance(option, QStyleOptionComboBox):
            kind, field = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxEditField
            room = self.subControlRect(kind, option, field)
            icon = 0 if option.currentIcon.isNull() else option.iconSize.width() + 4
            cut = QStyleOptionComboBox(option)
            cut.currentText = one_line(option.currentText, room.width() - icon, option.fontMetrics)
            option = cut
        if element in (parts.CE_ProgressBarGroove, parts.CE_ProgressBarLabel):
            return
        if element in (parts.CE_ProgressBar, parts.CE_ProgressBarContents):
            if isinstance(option, QStyleOptionProgressBar):
                _progress(painter, option, widget)
            return
        super().drawControl(element, option, painter, widget)

    def drawComplexControl(
        self,
        control: QStyle.ComplexControl,
        option: QStyleOptionComplex,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        """Drop-downs and number fields."""
        tokens = current()
        if control == QStyle.ComplexControl.CC_ComboBox and isinstance(option, QStyleOptionComboBox):
            paint_field(painter, option.rect, option.state, error=bool(widget and widget.property("error")), sign=False)
            _arrow(painter, self._arrow_place(option.rect), "chevron-down", option.state)
        elif control == QStyle.ComplexControl.CC_SpinBox and isinstance(option, QStyleOptionSpinBox):
            paint_field(painter, option.rect, option.state, error=bool(widget and widget.property("error")), sign=False)
            up = self.subControlRect(control, option, QStyle.SubControl.SC_SpinBoxUp, widget)
            down = self.subControlRect(control, option, QStyle.SubControl.SC_SpinBoxDown, widget)
            painter.setPen(tokens.line)
            painter.drawLine(up.left(), option.rect.top() + 2, up.left(), option.rect.bottom() - 2)
            _arrow(painter, up, "chevron-up", option.state)
            _arrow(painter, down, "chevron-down", option.state)
        else:
            super().drawComplexControl(control, option, painter, widget)

    @staticmethod
    def _arrow_place(rect: QRect) -> QRect:
        wide = current().scaled(28)
        return QRect(rect.right() - wide, rect.top(), wide, rect.height())

    def subControlRect(
        self,
        control: QStyle.ComplexControl,
        option: QStyleOptionComplex,
        sub: QStyle.SubControl,
        widget: QWidget | None = None,
    ) -> QRect:
        """Room for our own arrows."""
        rect, wide = option.rect, current().scaled(22)
        if control == QStyle.ComplexControl.CC_SpinBox:
            half = rect.height() // 2
            if sub == QStyle.SubControl.SC_SpinBoxUp:
                return QRect(rect.right() - wide, rect.top() + 1, wide, half - 1)
            if sub == QStyle.SubControl.SC_SpinBoxDown:
                return QRect(rect.right() - wide, rect.top() + half, wide, half - 1)
            if sub == QStyle.SubControl.SC_SpinBoxEditField:
                return rect.adjusted(6, 2, -wide - 2, -2)
        if control == QStyle.ComplexControl.CC_ComboBox:
            if sub == QStyle.SubControl.SC_ComboBoxArrow:
                return self._arrow_place(rect)
            if sub == QStyle.SubControl.SC_ComboBoxEditField:
                return rect.adjusted(current().scaled(10), 2, -current().scaled(28), -2)
        return super().subControlRect(control, option, sub, widget)  # type: ignore[arg-type]

    def subElementRect(self, element: QStyle.SubElement, option: QStyleOption, widget: QWidget | None = None) -> QRect:
        """Room between the edge of a field and its words."""
        if element == QStyle.SubElement.SE_LineEditContents:
            if widget is not None and (widget.property("bare") or _in_number_field(widget)):
                return option.rect.adjusted(2, 0, -2, 0)
            pad = current().scaled(8)
            icon = current().scaled(20) if widget is not None and widget.property("error") else 0
            return option.rect.adjusted(pad, 1, -pad - icon, -1)
        return super().subElementRect(element, option, widget)  # type: ignore[arg-type]

    def sizeFromContents(
        self,
        kind: QStyle.ContentsType,
        option: QStyleOption,
        size: QSize,
        widget: QWidget | None = None,
    ) -> QSize:
        """Fields and drop-downs are as high as buttons."""
        made = super().sizeFromContents(kind, option, size, widget)  # type: ignore[arg-type]
        types = QStyle.ContentsType
        if kind in (types.CT_LineEdit, types.CT_ComboBox, types.CT_SpinBox):
            bare = widget is not None and widget.property("bare")
            wide = made.width()
            if kind == types.CT_ComboBox:
                scaled = current().scaled
                wide = min(max(wide + scaled(12), size.width() + scaled(40)), scaled(WIDEST))
            made = QSize(wide, made.height() if bare else max(made.height(), current().scaled(NORMAL)))
        return made

    def pixelMetric(
        self,
        metric: QStyle.PixelMetric,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
    ) -> int:
        """Sizes that follow the text."""
        known = QStyle.PixelMetric
        scaled = current().scaled
        if metric in (known.PM_IndicatorWidth, known.PM_IndicatorHeight):
            return scaled(18)
        if metric in (known.PM_ExclusiveIndicatorWidth, known.PM_ExclusiveIndicatorHeight):
            return scaled(18)
        if metric in (known.PM_CheckBoxLabelSpacing, known.PM_RadioButtonLabelSpacing):
            return scaled(8)
        if metric in (known.PM_SmallIconSize, known.PM_ButtonIconSize):
            return scaled(16)
        if metric == known.PM_SplitterWidth:
            return 5
        if metric in (known.PM_ButtonShiftHorizontal, known.PM_ButtonShiftVertical):
            return 0
        return super().pixelMetric(metric, option, widget)

    def styleHint(
        self,
        hint: QStyle.StyleHint,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
        data: QStyleHintReturn | None = None,
    ) -> int:
        """Small habits of controls."""
        known = QStyle.StyleHint
        if hint in (known.SH_EtchDisabledText, known.SH_DitherDisabledText):
            return 0
        if hint == known.SH_Menu_Scrollable:
            return 1  # else a menu higher than the screen gets columns, which large text pushes over its edge
        if hint == known.SH_UnderlineShortcut:
            # The letters of menus are underlined while Alt is held, and while the menu bar has the keyboard.
            alt = bool(QApplication.keyboardModifiers() & Qt.KeyboardModifier.AltModifier)
            return int(alt or isinstance(QApplication.focusWidget(), QMenuBar))
        if hint == known.SH_ComboBox_Popup:
            return 0
        if hint == known.SH_Slider_AbsoluteSetButtons:
            return int(Qt.MouseButton.LeftButton.value)
        return super().styleHint(hint, option, widget, data)


def _progress(painter: QPainter, option: QStyleOptionProgressBar, widget: QWidget | None) -> None:
    whole = option.maximum - option.minimum
    part = (option.progress - option.minimum) / whole if whole > 0 else 0.0
    paused = bool(widget is not None and widget.property("paused"))
    done = bool(widget is not None and widget.property("done"))
    paint_bar(painter, widget.rect() if widget is not None else option.rect, part, paused=paused, done=done)


def paint_field(
    painter: QPainter, rect: QRect, state: QStyle.StateFlag, *, error: bool = False, sign: bool = True
) -> None:
    """The edge and paper of a field; the error edge is 2 px and red, with a sign at its end."""
    tokens = current()
    on = bool(state & _State.State_Enabled)
    edge = tokens.stop if error else tokens.control if on else tokens.line
    width = 2 if error else 1
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(edge, width))
    painter.setBrush(tokens.surface)
    inset = width / 2
    painter.drawRoundedRect(QRectF(rect).adjusted(inset, inset, -inset, -inset), RADIUS, RADIUS)
    if error and sign:
        side = tokens.scaled(15)
        picture = pixmap("circle-alert", tokens.stop, side, ratio=painter.device().devicePixelRatio())
        painter.drawPixmap(rect.right() - side - tokens.scaled(8), rect.center().y() - side // 2 + 1, picture)
    painter.restore()


def _in_number_field(widget: QWidget) -> bool:
    parent = widget.parentWidget()
    return parent is not None and (parent.inherits("QAbstractSpinBox") or parent.inherits("QComboBox"))


def _arrow(painter: QPainter, rect: QRect, name: str, state: QStyle.StateFlag) -> None:
    tokens = current()
    size = min(tokens.scaled(15), max(8, rect.height() - 1))
    colour = tokens.ink2 if state & _State.State_Enabled else tokens.inkoff
    picture = pixmap(name, colour, size, ratio=painter.device().devicePixelRatio())
    painter.drawPixmap(rect.center().x() - size // 2 + 1, rect.center().y() - size // 2 + 1, picture)


def _menu_sign(painter: QPainter, option: QStyleOption, name: str) -> None:
    tokens = current()
    if name == "check" and not option.state & _State.State_On:
        return
    colour = tokens.on_accent if option.state & _State.State_Selected else tokens.ink
    if not option.state & _State.State_Enabled:
        colour = tokens.inkoff
    size = min(option.rect.width(), option.rect.height())
    picture = pixmap(name, colour, size, ratio=painter.device().devicePixelRatio())
    place = QRect(0, 0, size, size)
    place.moveCenter(option.rect.center())
    painter.drawPixmap(place.topLeft(), picture)


def paint_tick(painter: QPainter, rect: QRect, state: QStyle.StateFlag) -> None:
    """A tick box: empty, ticked, or half (a dash)."""
    tokens, on = current(), bool(state & _State.State_Enabled)
    ticked, half = bool(state & _State.State_On), bool(state & _State.State_NoChange)
    side = min(rect.width(), rect.height())
    box = QRectF(rect.x() + 0.5, rect.center().y() - side / 2 + 1.5, side - 1, side - 1)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if ticked or half:
        fill = tokens.accent if on else tokens.inkoff
        painter.setPen(QPen(fill, 1))
        painter.setBrush(fill)
        painter.drawRoundedRect(box, RADIUS_MARK, RADIUS_MARK)
        painter.setPen(QPen(tokens.on_accent, max(1.8, side / 9), Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        x, y, s = box.x(), box.y(), box.width()
        points = [(0.24, 0.53), (0.43, 0.71), (0.77, 0.32)] if ticked else [(0.27, 0.5), (0.73, 0.5)]
        painter.drawPolyline(QPolygonF([QPointF(x + s * a, y + s * b) for a, b in points]))
    else:
        painter.setPen(QPen(tokens.control if on else tokens.line2, 1.2))
        painter.setBrush(tokens.surface)
        painter.drawRoundedRect(box, RADIUS_MARK, RADIUS_MARK)
    painter.restore()


def paint_choice(painter: QPainter, rect: QRect, state: QStyle.StateFlag) -> None:
    """One of a group of choices: a ring, with a dot when chosen."""
    tokens, on = current(), bool(state & _State.State_Enabled)
    side = min(rect.width(), rect.height())
    ring = QRectF(rect.x() + 1, rect.center().y() - side / 2 + 2, side - 2, side - 2)
    chosen = bool(state & _State.State_On)
    colour = (tokens.accent if chosen else tokens.control) if on else tokens.inkoff
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colour, 1.6 if chosen else 1.2))
    painter.setBrush(tokens.surface)
    painter.drawEllipse(ring)
    if chosen:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        inset = ring.width() * 0.24
        painter.drawEllipse(ring.adjusted(inset, inset, -inset, -inset))
    painter.restore()


def paint_bar(painter: QPainter, rect: QRect, fraction: float, *, paused: bool = False, done: bool = False) -> None:
    """A slim progress bar in the middle of `rect`: accent while it works, grey when paused, green when done."""
    tokens = current()
    high = min(rect.height(), tokens.scaled(6))
    bar = QRectF(rect.x(), rect.center().y() - high / 2 + 0.5, rect.width(), high)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tokens.sel)
    painter.drawRoundedRect(bar, high / 2, high / 2)
    part = min(1.0, max(0.0, fraction))
    if part > 0:
        painter.setBrush(tokens.ink3 if paused else tokens.ok if done else tokens.accent)
        filled = QRectF(bar)
        filled.setWidth(max(high, bar.width() * part))
        painter.drawRoundedRect(filled, high / 2, high / 2)
    painter.restore()
