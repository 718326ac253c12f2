"""Scripts that are written without spaces between words."""

from bisect import bisect_right
from functools import lru_cache

# Han, kana, full-width marks, and scripts of South East Asia are written without spaces between words.
UNSPACED = (
    (0x0E00, 0x0EFF),
    (0x1000, 0x109F),
    (0x1780, 0x17FF),
    (0x2E80, 0x303F),
    (0x3040, 0x30FF),
    (0x31F0, 0x31FF),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0xFF01, 0xFF65),
    (0x20000, 0x3FFFF),
)
_EDGES = [edge for first, last in UNSPACED for edge in (first, last + 1)]


@lru_cache(maxsize=1 << 16)
def is_unspaced(character: str) -> bool:
    """Whether words of this sign's script stand together without spaces."""
    return bisect_right(_EDGES, ord(character)) % 2 == 1
