"""Lucide pictures, tinted from the tokens, sharp on every screen."""

from functools import cache, lru_cache

from lucide import lucide_icon
from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QAction, QColor, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from coproclip.ui.style.tokens import Tokens, current

_NAMES = {
    "smile": "face-slightly-smiling",
    "frown": "face-slightly-frowning",
    "trash-2": "trash",
    "history": "rotate-ccw-clock",
}
"""Names of the drawings that Lucide has since changed."""

_FILLED = {"play", "pause", "square"}
_cache: dict[tuple[str, str, int, float, bool], QPixmap] = {}


@cache
def _picture(name: str) -> str:
    svg = str(lucide_icon(_NAMES.get(name, name)))
    if "data-missing-icon" in svg:
        raise KeyError(f"no Lucide picture is called “{name}”")
    return svg


def _svg(name: str, colour: QColor, size: int, filled: bool) -> bytes:
    # Thin strokes vanish when small: 2 up to 15 px, 1.75 above.
    stroke = "2" if size <= 15 else "1.75"
    svg = _picture(name).replace("currentColor", colour.name()).replace('stroke-width="2"', f'stroke-width="{stroke}"')
    if filled and name in _FILLED:
        svg = svg.replace('fill="none"', f'fill="{colour.name()}"', 1)
    return svg.encode()


def pixmap(name: str, colour: QColor, size: int, *, ratio: float | None = None, filled: bool = False) -> QPixmap:
    """The picture `name` in `colour`, `size` px square (already scaled), for a screen of `ratio` device pixels."""
    if ratio is None:
        app = QGuiApplication.instance()
        ratio = app.devicePixelRatio() if isinstance(app, QGuiApplication) else 1.0
    key = (name, colour.name(QColor.NameFormat.HexArgb), size, ratio, filled)
    if key not in _cache:
        # Read before painting begins: an error while a painter is open would take the program down.
        renderer = QSvgRenderer(QByteArray(_svg(name, colour, size, filled)))
        made = QPixmap(QSize(size, size) * ratio)
        made.fill(Qt.GlobalColor.transparent)
        painter = QPainter(made)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        renderer.render(painter, QRectF(0, 0, size * ratio, size * ratio))
        painter.end()
        made.setDevicePixelRatio(ratio)
        if len(_cache) > 2000:
            _cache.clear()
        _cache[key] = made
    return _cache[key]


def paint_icon(painter: QPainter, rect: QRect, name: str, colour: QColor, *, filled: bool = False) -> None:
    """Paint `name` in the middle of `rect`, as large as the shorter side."""
    size = min(rect.width(), rect.height())
    picture = pixmap(name, colour, size, ratio=painter.device().devicePixelRatio(), filled=filled)
    painter.drawPixmap(rect.center().x() - (size - 1) // 2, rect.center().y() - (size - 1) // 2, picture)


def icon(name: str, colour: str = "ink2", *, on: str = "", filled: bool = False) -> QIcon:
    """A `QIcon` of `name` in the token `colour` (`on` when checked); disabled is `inkoff`. Not refreshed by itself."""
    return QIcon(_drawn(current(), name, colour, on, filled))


@lru_cache(maxsize=500)
def _drawn(tokens: Tokens, name: str, colour: str, on: str, filled: bool) -> QIcon:
    made, off = QIcon(), QIcon.State.Off
    for size in sorted({tokens.scaled(s) for s in (15, 16, 18, 20, 22, 24)}):
        for ratio in (1.0, 2.0):
            made.addPixmap(
                pixmap(name, tokens.colour(colour), size, ratio=ratio, filled=filled), QIcon.Mode.Normal, off
            )
            grey = pixmap(name, tokens.inkoff, size, ratio=ratio, filled=filled)
            made.addPixmap(grey, QIcon.Mode.Disabled, off)
            if on:
                lit = pixmap(name, tokens.colour(on), size, ratio=ratio, filled=filled)
                made.addPixmap(lit, QIcon.Mode.Normal, QIcon.State.On)
    return made


def set_icon(target: QAbstractButton | QAction, name: str, colour: str = "ink2", *, on: str = "") -> None:
    """Give `target` the picture `name`; it follows the appearance from then on. An empty name takes it away."""
    target.setProperty("lucide", [name, colour, on] if name else None)
    target.setIcon(icon(name, colour, on=on) if name else QIcon())


def _refresh(target: QAbstractButton | QAction) -> None:
    wanted = target.property("lucide")
    if wanted:
        target.setIcon(icon(wanted[0], wanted[1], on=wanted[2]))


def refresh_icons() -> None:
    """Tint every picture given with `set_icon` again; the style calls this when the appearance changes."""
    for widget in QApplication.allWidgets():
        if isinstance(widget, QAbstractButton):
            _refresh(widget)
        if isinstance(widget, QWidget):
            for action in widget.actions():
                _refresh(action)
