"""Words in a row, whatever their capitals and signs: whether one text has some of another in it.

Whatever is no letter and no figure parts words, a dash as well as a space. Where a script has no spaces, every sign
stands alone and counts as a third of a word.
"""

import re
from functools import lru_cache

from coproclip.transcript.alignment import plain
from coproclip.transcript.scripts import is_unspaced

RUN = 4
"""So many words in a row are somebody's words, wherever they stand."""
FEW = 3
"""What was refused is short: so many words are all of it."""
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_SIGNS_A_WORD = 3


@lru_cache(maxsize=8192)
def bare(text: str) -> str:
    """The words alone, with a space before and after each."""
    return f" {' '.join(_words(text))} "


def _words(text: str) -> list[str]:
    found: list[str] = []
    for word in map(plain, _WORD.findall(text)):
        start = 0
        for place, sign in enumerate(word):
            if is_unspaced(sign):
                found += [word[start:place], sign]
                start = place + 1
        found.append(word[start:])
    return [word for word in found if word]


def _thirds(word: str) -> int:
    return 1 if is_unspaced(word[0]) else _SIGNS_A_WORD


def length(text: str) -> int:
    """How many words there are in `text`, rounded down."""
    return sum(map(_thirds, bare(text).split())) // _SIGNS_A_WORD


def says(said: str, words: str) -> bool:
    """Whether `words` are said in `said`."""
    wanted = bare(words)
    return bool(wanted.strip()) and wanted in bare(said)


def runs(text: str, count: int = RUN) -> list[str]:
    """Every `count` words in a row of `text`."""
    words = bare(text).split()
    found, end, thirds = [], 0, 0
    for place, word in enumerate(words):
        while end < len(words) and thirds < count * _SIGNS_A_WORD:
            thirds += _thirds(words[end])
            end += 1
        if thirds < count * _SIGNS_A_WORD:
            break
        found.append(" ".join(words[place:end]))
        thirds -= _thirds(word)
    return found


@lru_cache(maxsize=512)
def run_index(text: str) -> frozenset[str]:
    """The same, to look in again and again: a whole story is long."""
    return frozenset(runs(text))
