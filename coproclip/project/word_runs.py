"""Words in a row, whatever their capitals, accents and signs: whether one text has some of another in it.

Whatever is no letter and no figure parts words, a dash as well as a space. Where a script has no spaces, every sign
stands alone and counts as part of a word: two or three signs of Chinese are a word, of kana some more.
"""

import unicodedata
from functools import lru_cache

from coproclip.project.scripts import is_unspaced

RUN = 4
"""So many words in a row are somebody's words, wherever they stand."""
FEW = 3
"""What was refused is short: so many words are all of it."""
_WORD, _HAN, _KANA, _UNSPACED = 6, 4, 2, 3
"""What a word counts, and a sign of scripts without spaces, in sixths of a word."""
_APOSTROPHES = "'’"


@lru_cache(maxsize=8192)
def bare(text: str) -> str:
    """The words alone, with a space before and after each."""
    return f" {' '.join(_words(text))} "


def _words(text: str) -> list[str]:
    """Each word without capitals and accents; the vowel signs of Indian scripts are letters of their word."""
    found: list[str] = []
    word = ""
    for sign in unicodedata.normalize("NFKD", text).casefold():
        if unicodedata.category(sign).startswith("M"):
            if not _is_accent(sign):
                if word:
                    word += sign
                elif found and is_unspaced(found[-1][0]):
                    found[-1] += sign
        elif not (sign.isalnum() or (word and sign in _APOSTROPHES)):
            found.append(word)
            word = ""
        elif is_unspaced(sign):
            found += [word, sign]
            word = ""
        else:
            word += "'" if sign in _APOSTROPHES else sign
    stripped = (one.rstrip("'") for one in (*found, word))
    return [unicodedata.normalize("NFC", one) for one in stripped if one]


def _is_accent(mark: str) -> bool:
    """Whether people write a word with this mark or without: of Latin, Greek, Cyrillic, Hebrew and Arabic letters."""
    return "\u0300" <= mark <= "\u036f" or "\u0591" <= mark <= "\u05c7" or "\u0610" <= mark <= "\u06ed"


def _sixths(word: str) -> int:
    if not is_unspaced(word[0]):
        return _WORD
    return _KANA if "\u3040" <= word[0] <= "\u30ff" else _HAN if word[0] >= "\u2e80" else _UNSPACED


def length(text: str) -> int:
    """How many words there are in `text`, rounded down."""
    return sum(map(_sixths, bare(text).split())) // _WORD


def says(said: str, words: str) -> bool:
    """Whether `words` are said in `said`."""
    wanted = bare(words)
    return bool(wanted.strip()) and wanted in bare(said)


def runs(text: str, count: int = RUN) -> list[str]:
    """Every `count` words in a row of `text`."""
    words = bare(text).split()
    found, end, sixths = [], 0, 0
    for place, word in enumerate(words):
        while end < len(words) and sixths < count * _WORD:
            sixths += _sixths(words[end])
            end += 1
        if sixths < count * _WORD:
            break
        found.append(" ".join(words[place:end]))
        sixths -= _sixths(word)
    return found


@lru_cache(maxsize=512)
def run_index(text: str) -> frozenset[str]:
    """The same, to look in again and again: a whole story is long."""
    return frozenset(runs(text))
