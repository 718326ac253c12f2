"""Puts the look on: palette, style sheet, fonts and the few controls that a style sheet draws badly."""

import re
from dataclasses import replace

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from coproclip.settings import resource_path
from coproclip.ui.style import tokens as t
from coproclip.ui.style.focus import FocusRings
from coproclip.ui.style.fonts import font
from coproclip.ui.style.icons import refresh_icons
from coproclip.ui.style.proxy_style import CoProClipStyle
from coproclip.ui.style.responsive import walking

TEXT_SIZES = (90, 100, 110, 125, 150, 175, 200)


class Look(QObject):
    """Holds the appearance of one program and puts it on again when the person or the system changes it."""

    changed = Signal()

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app, self._mode, self._text_size = app, "system", 100
        self._wanted: tuple[t.Tokens, int] | None = None
        self._tokens_on: t.Tokens | None = None
        self._system_palette = QPalette(app.palette())
        self._rings = FocusRings(app)
        app.setStyle(CoProClipStyle())
        app.styleHints().colorSchemeChanged.connect(self._on_system_changed)

    def put_on(self, mode: str, text_size: int) -> None:
        """`mode` is system, light or dark; `text_size` in percent, 90–200."""
        self._mode, self._text_size = mode, min(200, max(90, text_size))
        wanted = (self._tokens(), self._text_size)
        if wanted == self._wanted and t.current() is self._tokens_on and self._app.styleSheet():
            return  # it is on: giving every control its look again takes long
        tokens = replace(wanted[0], scale=self._text_size / 100)
        self._wanted, self._tokens_on = wanted, tokens
        t.use(tokens)
        with walking():
            self._app.setPalette(palette_of(tokens))
            self._app.setFont(font("body"))
            self._app.setStyleSheet(style_sheet(tokens))
        refresh_icons()
        self.changed.emit()

    def _tokens(self) -> t.Tokens:
        hints = self._app.styleHints()
        contrast = getattr(hints, "accessibility", None)
        if contrast is not None and contrast().contrastPreference() == Qt.ContrastPreference.HighContrast:
            return t.from_palette(self._system_palette)
        if self._mode == "system":
            return t.DARK if hints.colorScheme() == Qt.ColorScheme.Dark else t.LIGHT
        return t.DARK if self._mode == "dark" else t.LIGHT

    def _on_system_changed(self) -> None:
        if self._mode == "system":
            self.put_on(self._mode, self._text_size)


def apply_style(app: QApplication, mode: str = "system", text_size: int = 100) -> Look:
    """Give `app` the look, now and again whenever `mode` or `text_size` change. Returns the one `Look` of `app`."""
    look = app.findChild(Look)
    if look is None:
        look = Look(app)
    look.put_on(mode, text_size)
    return look


def palette_of(tokens: t.Tokens) -> QPalette:
    """The `QPalette` of `tokens`."""
    role, group = QPalette.ColorRole, QPalette.ColorGroup
    palette = QPalette()
    pairs: dict[QPalette.ColorRole, QColor] = {
        role.Window: tokens.bg,
        role.Base: tokens.surface,
        role.AlternateBase: tokens.raised,
        role.Button: tokens.surface,
        role.Text: tokens.ink,
        role.WindowText: tokens.ink,
        role.ButtonText: tokens.ink,
        role.BrightText: tokens.on_accent,
        role.PlaceholderText: tokens.ink3,
        role.Highlight: tokens.textsel,
        role.HighlightedText: tokens.ink,
        role.Accent: tokens.accent,
        role.Link: tokens.accent,
        role.LinkVisited: tokens.accent_ink,
        role.Light: tokens.surface,
        role.Midlight: tokens.line,
        role.Mid: tokens.line,
        role.Dark: tokens.control,
        role.Shadow: tokens.line2,
        role.ToolTipBase: tokens.ink,
        role.ToolTipText: tokens.surface,
    }
    for name, colour in pairs.items():
        palette.setColor(name, colour)
    for name in (role.Text, role.WindowText, role.ButtonText, role.PlaceholderText, role.HighlightedText):
        palette.setColor(group.Disabled, name, tokens.inkoff)
    return palette


def style_sheet(tokens: t.Tokens) -> str:
    """The style sheet with the colours and lengths of `tokens` filled in."""
    text = resource_path("style.qss").read_text("utf-8")
    text = re.sub(r"@px\((\d+)\)", lambda m: f"{tokens.scaled(int(m[1]))}px", text)
    return re.sub(r"@([a-z][a-z0-9-]*)", lambda m: tokens.colour(m[1]).name(), text)
