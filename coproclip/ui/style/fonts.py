"""The system's own font in the few sizes and weights of the look, with figures of equal width."""

from functools import cache

from PySide6.QtGui import QFont, QFontDatabase

from coproclip.ui.style.tokens import current

SIZES = {
    "caption": (12, 400),
    "caption-strong": (12, 600),
    "small": (13, 400),
    "small-strong": (13, 600),
    "small-medium": (13, 500),
    "body": (14, 400),
    "medium": (14, 500),
    "strong": (14, 600),
    "read": (16, 400),
    "read-strong": (16, 600),
    "head": (18, 600),
    "title": (22, 600),
    "big": (28, 600),
    "quote": (28, 500),
    "clock": (112, 600),
}
"""Role -> (px at 100 %, weight)."""


def font(role: str = "body") -> QFont:
    """The font of a role of `SIZES` at the chosen text size; every figure is equally wide."""
    return sized(*SIZES[role])


def sized(px: float, weight: int = 400) -> QFont:
    """The system font at `px` (of the drawings, before the text size)."""
    # A copy: whoever asks may go on to change it.
    return QFont(_made(current().scaled(px), weight))


@cache
def _made(px: int, weight: int) -> QFont:
    made = QFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont))
    made.setPixelSize(px)
    made.setWeight(QFont.Weight(weight))
    made.setFeature(QFont.Tag("tnum"), 1)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return made
