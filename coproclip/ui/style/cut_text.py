"""Words cut to the room they have, before anything is measured: measuring takes as long as the text is.

A text of a project may be of hundreds of thousands of letters, of which any number may take no room at all.
"""

from itertools import accumulate

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics

CUT = "…"
_FIRST_LETTERS = 40
_PICTURE, _JOINER = 20, "\u200d"
_LETTER_PX = 2
"""No writing has more letters to a line, with all its marks."""


def beginning(text: str, most: int) -> str:
    """The first letters of a text, `most` of them, with “…” where there are more."""
    return text if len(text) <= most else text[:most] + CUT


def laid_out_soon(text: str, most: int) -> str:
    """The first letters of a text that is shown in whole: `most` of them, fewer where they are pictures (emoji).

    Those take many times as long to be laid out, and no text that people write is full of them.
    """
    if len(text) * _PICTURE <= most:
        return text
    weights = accumulate(_PICTURE if sign > "\uffff" or sign == _JOINER else 1 for sign in text[:most])
    return beginning(text, next((place for place, weight in enumerate(weights) if weight > most), most))


def that_fits(text: str, width: int, lines: int = 1) -> str:
    """What of a text can stand in so many lines of `width` px, and some more: the rest need not be measured."""
    return beginning(text, _FIRST_LETTERS + lines * max(0, width) // _LETTER_PX)


def one_line(text: str, width: int, metrics: QFontMetrics, cut: Qt.TextElideMode = Qt.TextElideMode.ElideRight) -> str:
    """A text as one line of at most `width` px, with “…” where it is cut."""
    return metrics.elidedText(that_fits(text, width), cut, width)
