"""Tooltips say what was written, letter by letter."""

from html import escape

from coproclip.ui.style.cut_text import beginning

MOST_LETTERS = 3_000
"""More than is read in a tooltip."""


def as_written(words: str | None) -> str:
    """`words` for a tooltip, safe from being taken for markup, whose pictures and addresses Qt would open."""
    words = beginning(words or "", MOST_LETTERS)
    # Qt guesses from the first tag it meets. Without one it keeps line breaks as they are.
    return escape(words).replace("\n", "<br>") if "<" in words else words
