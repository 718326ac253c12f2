"""Buttons and key caps."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from coproclip.ui.style.fonts import font, sized
from coproclip.ui.style.icons import paint_icon
from coproclip.ui.style.painting import smooth_painter
from coproclip.ui.style.tokens import HUGE, LARGE, NORMAL, RADIUS, RADIUS_MARK, SMALL, Tokens, current, mix
from coproclip.ui.widgets.timers import every
from coproclip.ui.widgets.tooltips import as_written

KINDS = ("plain", "main", "soft", "quiet", "link", "icon", "danger", "record")
HEIGHTS = {"small": SMALL, "normal": NORMAL, "large": LARGE, "huge": HUGE}


@dataclass(frozen=True)
class _Paint:
    fill: QColor | None
    edge: QColor | None
    text: QColor
    icon: QColor


def _paint_of(kind: str, t: Tokens, *, on: bool, hover: bool, down: bool, checked: bool) -> _Paint:
    if not on:
        fill = t.sel if kind == "main" else t.surface if kind == "plain" else None
        return _Paint(fill, t.line if kind == "plain" else None, t.inkoff, t.inkoff)
    if kind == "main":
        return _Paint(t.accent_press if down else t.accent_hover if hover else t.accent, None, t.on_accent, t.on_accent)
    if kind == "record":
        return _Paint(mix(t.ink, t.rec, 0.14) if hover or down else t.rec, None, t.on_rec, t.on_rec)
    if kind == "soft" or checked:
        fill = mix(t.accent, t.accent_soft, 0.18) if down else mix(t.accent, t.accent_soft, 0.09)
        return _Paint(fill if hover or down else t.accent_soft, None, t.accent_ink, t.accent_ink)
    quiet = t.sel if down else t.hover if hover else None
    if kind == "danger":
        return _Paint(t.stop_soft if hover or down else None, None, t.stop, t.stop)
    if kind == "link":
        return _Paint(quiet, None, t.accent, t.accent)
    if kind == "plain":
        return _Paint(quiet or t.surface, t.line2, t.ink, t.ink2)
    return _Paint(quiet, None, t.ink, t.ink2)


class Button(QPushButton):
    """A push button of one `kind`.

    plain (edge), main (one a view), soft (tinted), quiet (no edge), link (accent words), icon (a square with a picture
    alone), danger, record. `size` is small 28, normal 32, large 40 or huge 56 px high. `key` is shown as a key cap.
    With a menu set, a small arrow is drawn. Give icon-only buttons a `name`: it is spoken and is the tooltip.
    """

    def __init__(
        self,
        text: str = "",
        icon: str = "",
        kind: str = "plain",
        *,
        size: str = "normal",
        key: str = "",
        name: str = "",
        tooltip: str = "",
        on_click: Callable[[], object] | None = None,
        icon_after: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        assert kind in KINDS
        self._icon_after = icon_after
        self._icon, self._kind, self._size, self._key = icon, kind, size, key
        self._filled = False
        self._busy_text, self._turn = "", 0
        self._spin = every(self, self._on_spin, 80)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        if name or text:
            self.setAccessibleName(name or text.replace("&", ""))
        if tooltip or (name and not text):
            self.setToolTip(as_written(tooltip or name))
        if on_click is not None:
            self.clicked.connect(lambda _checked=False: on_click())

    def set_look(self, icon: str | None = None, kind: str | None = None, *, filled: bool | None = None) -> None:
        """Change the picture, the kind, or whether play and pause are drawn filled."""
        self._icon = self._icon if icon is None else icon
        self._kind = self._kind if kind is None else kind
        self._filled = self._filled if filled is None else filled
        self.updateGeometry()
        self.update()

    def set_busy(self, text: str = "") -> None:
        """Say `text` (“Saving…”) with a turning ring, at the same size, until called with nothing."""
        if text and not self._busy_text:
            room = QFontMetrics(font(self._font_role())).horizontalAdvance(text) + current().scaled(50)
            self.setMinimumWidth(max(self.sizeHint().width(), room))
        elif not text:
            self.setMinimumWidth(0)
        self._busy_text = text
        self.setEnabled(not text)
        self._spin.start() if text else self._spin.stop()
        self.update()

    def _on_spin(self) -> None:
        self._turn = (self._turn + 1) % 12
        self.update()

    def _font_role(self) -> str:
        return {"small": "small-medium", "normal": "medium", "large": "medium", "huge": "read-strong"}[self._size]

    def _measures(self) -> tuple[int, int, int, int, int]:
        """Height, padding, icon side, gap and arrow width."""
        scaled = current().scaled
        side = scaled({"small": 16, "normal": 18, "large": 18, "huge": 22}[self._size])
        pad = scaled({"small": 9, "normal": 12, "large": 16, "huge": 18}[self._size])
        return scaled(HEIGHTS[self._size]), pad, side, scaled(8), scaled(20) if self.menu() else 0

    def sizeHint(self) -> QSize:
        """Room for picture, words and key cap."""
        high, pad, side, gap, arrow = self._measures()
        text = self.text().replace("&", "")
        if not text:
            return QSize(high + arrow, high)
        wide = QFontMetrics(font(self._font_role())).horizontalAdvance(text)
        wide += side + gap if self._icon else 0
        wide += key_size(self._key).width() + gap if self._key else 0
        return QSize(wide + 2 * pad + arrow, high)

    def minimumSizeHint(self) -> QSize:
        """Words are never cut."""
        return self.sizeHint()

    def event(self, event: QEvent) -> bool:
        """Measure again when the text size changes."""
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self.updateGeometry()
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paper, edge, picture, words, key cap, arrow."""
        t = current()
        on = self.isEnabled() or bool(self._busy_text)
        look = _paint_of(self._kind, t, on=on, hover=self.underMouse(), down=self.isDown(), checked=self.isChecked())
        painter = smooth_painter(self)
        painter.setPen(QPen(look.edge, 1) if look.edge else Qt.PenStyle.NoPen)
        painter.setBrush(look.fill if look.fill else Qt.BrushStyle.NoBrush)
        if look.fill or look.edge:
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
        _high, pad, side, gap, arrow = self._measures()
        text = self._busy_text or self.text().replace("&", "")
        inside = self.rect().adjusted(pad if text else 0, 0, -arrow - (pad if text else 0), 0)
        painter.setFont(font(self._font_role()))
        wide = painter.fontMetrics().horizontalAdvance(text)
        cap = key_size(self._key) if self._key and not self._busy_text else QSize()
        icon_wide = (side + (gap if text else 0)) if self._icon or self._busy_text else 0
        whole = icon_wide + wide + (cap.width() + gap if cap.isValid() and cap.width() > 0 else 0)
        x = inside.x() + max(0, (inside.width() - whole) // 2)
        picture = QRect(x + (wide + gap if self._icon_after else 0), (self.height() - side) // 2, side, side)
        if self._busy_text:
            paint_spinner(painter, picture, self._turn)
        elif self._icon:
            paint_icon(painter, picture, self._icon, look.icon, filled=self._filled)
        x += 0 if self._icon_after else icon_wide
        painter.setPen(look.text)
        painter.drawText(QRect(x, 0, wide + 2, self.height()), Qt.AlignmentFlag.AlignVCenter, text)
        if cap.isValid() and cap.width() > 0:
            place = QRect(x + wide + gap, (self.height() - cap.height()) // 2, cap.width(), cap.height())
            paint_key(painter, place, self._key, on_main=on and self._kind in ("main", "record"))
        if arrow:
            small = t.scaled(15)
            place = QRect(self.width() - arrow - (pad // 3 if text else 0), (self.height() - small) // 2, small, small)
            paint_icon(painter, place, "chevron-down", look.icon)


def paint_spinner(painter: QPainter, rect: QRect, turn: int) -> None:
    """A ring with a bright quarter, at the `turn`-th of twelve places."""
    t = current()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    ring = QRectF(rect).adjusted(2.5, 2.5, -2.5, -2.5)
    painter.setPen(QPen(t.line2, 2.2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(ring)
    painter.setPen(QPen(t.accent, 2.2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawArc(ring, (90 - turn * 30) * 16, -100 * 16)
    painter.restore()


def key_size(key: str) -> QSize:
    """How large the cap of `key` is drawn."""
    if not key:
        return QSize(0, 0)
    t = current()
    wide = QFontMetrics(sized(12)).horizontalAdvance(key) + t.scaled(10)
    return QSize(max(wide, t.scaled(20)), t.scaled(20))


def paint_key(painter: QPainter, rect: QRect, key: str, *, on_main: bool = False) -> None:
    """A key cap with `key` on it; `on_main` for one on a main button."""
    t = current()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(sized(12))
    ink = t.on_accent if on_main else t.ink2
    painter.setPen(Qt.PenStyle.NoPen if on_main else QPen(t.line2, 1))
    painter.setBrush(mix(t.ink, t.accent, 0.28) if on_main and not t.dark else t.accent_press if on_main else t.raised)
    painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS_MARK, RADIUS_MARK)
    painter.setPen(ink)
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, key)
    painter.restore()


class KeyCap(QWidget):
    """A key shown in running text."""

    def __init__(self, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key = key
        self.setAccessibleName(key)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """As large as the cap."""
        return key_size(self._key)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The cap."""
        paint_key(QPainter(self), self.rect(), self._key)


class RoundButton(QPushButton):
    """The round play button: filled accent, white picture. `set_playing` swaps play and pause and the spoken name."""

    def __init__(self, diameter: int = 44, *, edge: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._diameter, self._edge, self._picture, self._kind = diameter, edge, "play", "main"
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setProperty("ring", diameter / 2)
        self.set_playing(False)

    def set_playing(self, playing: bool, name: str = "") -> None:
        """Show pause while `playing`; `name` replaces the spoken “Play” or “Pause”."""
        self.set_picture("pause" if playing else "play", name or (self.tr("Pause") if playing else self.tr("Play")))

    def set_picture(self, icon: str, name: str, kind: str = "main") -> None:
        """Any picture and name; `kind` main or record."""
        self._picture, self._kind = icon, kind
        self.setAccessibleName(name)
        self.setToolTip(as_written(name))
        self.update()

    def sizeHint(self) -> QSize:
        """A circle."""
        side = current().scaled(self._diameter)
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        """Always round."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Circle and picture."""
        t = current()
        painter = smooth_painter(self)
        circle = QRectF(self.rect()).adjusted(0.75, 0.75, -0.75, -0.75)
        if self._edge:
            painter.setPen(QPen(t.line2, 1))
            painter.setBrush(t.hover if self.underMouse() else t.surface)
            ink = t.ink2
        else:
            look = _paint_of(
                self._kind, t, on=self.isEnabled(), hover=self.underMouse(), down=self.isDown(), checked=False
            )
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.fill or t.sel)
            ink = look.icon
        painter.drawEllipse(circle)
        side = round(self.width() * 0.46)
        place = QRect((self.width() - side) // 2, (self.height() - side) // 2, side, side)
        if self._picture == "play":
            place.translate(max(1, side // 14), 0)
        paint_icon(painter, place, self._picture, ink, filled=self._picture in ("play", "pause", "square"))
