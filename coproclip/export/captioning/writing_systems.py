"""How words of different scripts stand beside one another: spaces, width, direction."""

import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from coproclip.project.comparing.scripts import is_unspaced

# About sixteen wide signs are read as easily as a line of thirty-seven letters.
WIDE = 2.3
# Marks that may not begin a line, or end one, where every other sign may.
_NOT_FIRST = frozenset(
    "、。，．・：；？！）］｝〉》」』】〕ー々ゝゞヽヾぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ…‥’”,.!?;:)"
)
_NOT_LAST = frozenset("（［｛〈《「『【〔‘“(")
_RIGHT_TO_LEFT = frozenset({"R", "AL"})
_FIRST_STRONG_ISOLATE, _RIGHT_TO_LEFT_ISOLATE, _POP = "\u2068", "\u2067", "\u2069"


def space_between(before: str, after: str) -> str:
    """What stands between two words: a space, or nothing in a script that is written without."""
    if not before or not after:
        return ""
    mark = after[0] in _NOT_FIRST and not after[0].isascii() and after[0] not in "…’”"
    bare = (is_unspaced(before[-1]) and is_unspaced(after[0])) or (mark and is_unspaced(after[0]))
    return "" if bare else " "


def joined(words: Iterable[str]) -> str:
    """Words as running text."""
    text = ""
    for word in words:
        text += space_between(text, word) + word
    return text


def width(text: str) -> float:
    """How much room `text` takes on a line, in letters: accents none, wide signs more than two."""
    if text.isascii():
        return len(text)
    return sum(_width(character) for character in text)


@lru_cache(maxsize=4096)
def _width(character: str) -> float:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return WIDE if unicodedata.east_asian_width(character) in "WF" else 1


def may_break(before: str, after: str) -> bool:
    """Whether a line may end between two words of a script without spaces."""
    return not (before and after) or not (after[0] in _NOT_FIRST or before[-1] in _NOT_LAST)


def signs(text: str) -> list[str]:
    """The parts of a run of wide signs that a line may end between; a text of another kind is one part."""
    if not all(is_unspaced(character) and _width(character) != 1 for character in text):
        return [text]
    parts: list[str] = []
    for character in text:
        if parts and not (may_break(parts[-1], character) and _width(character)):
            parts[-1] += character
        else:
            parts.append(character)
    return parts


def is_right_to_left(text: str) -> bool:
    """Whether the first letter of `text` that has a direction runs from right to left."""
    if text.isascii():
        return False
    strong = (unicodedata.bidirectional(character) for character in text)
    return next((kind in _RIGHT_TO_LEFT for kind in strong if kind in ("L", "R", "AL")), False)


def isolated(text: str) -> str:
    """`text` so that its marks and brackets stand on their own side whatever is around; plain where it is all alike."""
    if not any(unicodedata.bidirectional(character) in _RIGHT_TO_LEFT for character in text):
        return text
    return f"{_RIGHT_TO_LEFT_ISOLATE if is_right_to_left(text) else _FIRST_STRONG_ISOLATE}{text}{_POP}"
