"""Words broken into lines, for what is painted and not laid out by Qt."""

from functools import lru_cache

from PySide6.QtGui import QFontMetrics, QTextLayout, QTextOption

from coproclip.ui.style.cut_text import one_line, that_fits
from coproclip.ui.style.fonts import font
from coproclip.ui.style.tokens import current

KNOWN = 20_000
"""More than all rows of a page: what a list of all of them forgets each time, it measures each time."""


@lru_cache(maxsize=KNOWN)
def _lines(text: str, role: str, width: int, limit: int, _scale: float) -> tuple[str, ...]:
    """`text` broken to `width` in the font of `role`; at most `limit` lines, the last ending in “…” if cut."""
    made = font(role)
    layout = QTextLayout(text, made)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    found: list[str] = []
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        start = line.textStart()
        if len(found) == limit - 1:
            rest = text[start:]
            found.append(one_line(rest, width, QFontMetrics(made)))
            break
        found.append(text[start : start + line.textLength()].rstrip())
    layout.endLayout()
    return tuple(found)


def wrapped(text: str, role: str, width: int, limit: int) -> tuple[str, ...]:
    """`text` as lines no wider than `width` px, at the text size in use."""
    wide = max(40, width)
    return _lines(that_fits(text, wide, limit), role, wide, limit, current().scale)
