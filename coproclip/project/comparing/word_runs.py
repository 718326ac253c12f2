"""Words in a row, whatever their capitals, accents and signs: whether one text has some of another in it.

“What reads the same is the same”: nobody sees a soft hyphen, or that a letter is of another script.

Whatever is no letter and no figure parts words, a dash as well as a space. Where a script has no spaces, every sign
stands alone and counts as part of a word: two or three signs of Chinese are a word, of kana some more.

A name is compared sign by sign, as what is joined to it may be written in one word with it: see `part_readings`.
"""

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import lru_cache
from urllib.parse import unquote

from coproclip.project.comparing.scripts import UNSPACED, is_unspaced

RUN = 4
"""So many words in a row are somebody's words, wherever they stand."""
FEW = 3
"""What was refused is short: so many words are all of it."""
_WORD, _HAN, _KANA, _UNSPACED = 6, 4, 2, 3
"""What a word counts, and a sign of scripts without spaces, in sixths of a word."""
_APOSTROPHES = dict.fromkeys(map(ord, "’‘‛ʼʻʽʹˈ′´`＇ꞌ"), "'")
_THIN = dict.fromkeys(map(ord, "-‐‑\u2006\u2008\u2009\u200a\u202f\u205f"))
"""What stands in a word and is hardly a gap."""
_FILLERS = "\u115f\u1160\u17b4\u17b5\u2065\u3164\uffa0"
_CAPITALS = str.maketrans("ΝΗΥΜ", "NHYM")
"""Those that look like another letter than their small one does."""
_STRETCH = "ـ"
"""Makes a word of Arabic letters longer and says nothing."""
_ALIKE = str.maketrans(
    "авсԁеғһніјкӏмортԛгѕуѵԝхαβγειηκμνορστυχωζօոսհցզյıɑɡɩłøđ01" + "یىېۍکڪہھەةۃٱں",
    "abcdefhhijklmoptqrsyvwxabyeinkuvopotuxwzonuhgqjiagilodol" + "ييييككهههههان",
    _STRETCH,
)
"""Letters of other scripts by the Latin ones that they are taken for, both figures in a word only; and the letters of
Persian and Urdu keyboards by the Arabic ones.
"""
_ESCAPED = re.compile(r"%[0-9A-Fa-f]{2}|&#?\w+;|\bxn--", re.I)
_ASCII_HOST = re.compile(r"\bxn--[a-z0-9-]+", re.I)
_DEEP = 3
"""So often what stands for other signs may itself be written so."""
_BETWEEN_LETTERS = re.compile(r"(?<=[^\W\d_])[01]+(?=[^\W\d_])")
_ALONE = "".join(f"{chr(first)}-{chr(last)}" for first, last in UNSPACED if not 0xFF00 < first < 0x10000)
_SIGNS_ALONE = re.compile(rf"[\s.,;:!?()\"“”…·，！？：；（）{_ALONE}]*")
"""Of signs that each stand alone, and are taken for no other: there is one way to read it."""
_NO_NAME = re.compile(
    r"\b((?:do|does|did|ca|could|wo|would|sha|should|is|are|was|were|has|have|had|must|need|might|ai|ought)n't)(?!\w)",
    re.I,
)
"""What an apostrophe does not part: “don’t” does not say “Don”."""
NOT = "n't"
"""The one sign that stands for its end."""


def as_shown(piece: str) -> str:
    """What is written for other signs in addresses and pages as what people are shown: “Jos%C3%A9”, “O&#39;Brien”."""
    for _ in range(_DEEP):
        if not _ESCAPED.search(piece):
            break
        piece = _ASCII_HOST.sub(_host, html.unescape(unquote(piece)))
    return piece


def _host(found: re.Match[str]) -> str:
    with suppress(UnicodeError):
        return found[0].encode().decode("idna")
    return found[0]


def with_apostrophes(text: str) -> str:
    """The same with one sign for all that people take for an apostrophe."""
    return text.translate(_APOSTROPHES)


@lru_cache(maxsize=8192)
def bare(text: str) -> str:
    """The words alone, with a space before and after each."""
    return _joined(_words(text))


@lru_cache(maxsize=8192)
def readings(text: str) -> tuple[str, ...]:
    """`text` as `bare` gives it, and every other way in which somebody may read the same words there.

    Without apostrophes; by the letters they see, whatever script they are of; a word with hyphens or narrow gaps in it
    as one; and WordsWrittenLikeThis.
    """
    if _SIGNS_ALONE.fullmatch(text):
        return (bare(text),)
    seen = text.translate(_CAPITALS)
    others = (seen, seen.translate(_THIN), _apart(seen))
    return tuple(dict.fromkeys((bare(text), *(_joined(map(_alike, _words(one))) for one in others))))


def _joined(words: Iterable[str]) -> str:
    return f" {' '.join(words)} "


def _apart(text: str) -> str:
    pairs = zip(f" {text}", text, strict=False)
    return "".join(f" {sign}" if sign.isupper() and before.islower() else sign for before, sign in pairs)


def _alike(word: str) -> str:
    return word if word.isdecimal() else word.replace("'", "").translate(_ALIKE)


def _words(text: str) -> list[str]:
    """Each word without capitals, accents and what nobody sees."""
    return [word for piece in text.split() for word in _words_in(piece)]


@lru_cache(maxsize=32768)
def _words_in(piece: str) -> tuple[str, ...]:
    """The words of something without spaces; the vowel signs of Indian scripts are letters of their word."""
    found: list[str] = []
    word = ""
    for sign in unicodedata.normalize("NFKD", with_apostrophes(as_shown(piece))).casefold():
        category = unicodedata.category(sign)
        if category in ("Cf", "Cc") or sign in _FILLERS:
            continue
        if category.startswith("M"):
            before = word or (found[-1] if found and found[-1] and is_unspaced(found[-1][0]) else "")
            if before and not _is_accent(sign) and _belongs(sign, before[-1]):
                if word:
                    word += sign
                else:
                    found[-1] += sign
        elif not (sign.isalnum() or (word and sign == "'")):
            found.append(word)
            word = ""
        elif is_unspaced(sign):
            found += [word, sign]
            word = ""
        else:
            word += sign
    stripped = (one.rstrip("'") for one in (*found, word))
    return tuple(unicodedata.normalize("NFC", one) for one in stripped if one)


@lru_cache(maxsize=32768)
def part_readings(piece: str) -> tuple[tuple[tuple[str, ...], ...], tuple[tuple[str, ...], ...]]:
    """The parts of something without spaces as they are written, and by the letters that people see; each its signs.

    A part begins wherever a name may: behind an apostrophe, an underscore or any other mark, at a capital after a small
    letter, and between letters and figures. Each sign of a script without spaces is a part.
    """
    if piece.isascii() and piece.isalpha() and (piece.islower() or piece[1:].islower()):
        return ((tuple(piece.casefold()),),) * 2  # as nearly all are
    unseen = (*_FILLERS, _STRETCH)
    piece = "".join(
        sign for sign in as_shown(piece) if unicodedata.category(sign) not in ("Cf", "Cc") and sign not in unseen
    )
    piece = unicodedata.normalize("NFC", with_apostrophes(piece))
    written = tuple(_parts(piece))
    return written, written if piece.isascii() and not _BETWEEN_LETTERS.search(piece) else tuple(_seen_parts(piece))


def _seen_parts(piece: str) -> Iterator[tuple[str, ...]]:
    between = _BETWEEN_LETTERS.sub(lambda found: found[0].translate(_ALIKE), piece.translate(_CAPITALS))
    return (tuple(sign if sign.isdecimal() else sign.translate(_ALIKE) for sign in part) for part in _parts(between))


def _parts(piece: str) -> Iterator[tuple[str, ...]]:
    for place, written in enumerate(_NO_NAME.split(piece)):
        if place % 2:
            yield (*written[:-3].casefold(), NOT)
            continue
        for word in (one for part in _apart(written.replace("'", " ")).split() for one in _words_in(part)):
            if is_unspaced(word[0]):
                yield (word,)
            else:
                yield from _letters_and_figures(word)


def _letters_and_figures(word: str) -> Iterator[tuple[str, ...]]:
    part: list[str] = []
    for sign in word:
        if part and sign.isdecimal() != part[-1].isdecimal():
            yield tuple(part)
            part = []
        part.append(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign)
    yield tuple(part)


def _belongs(mark: str, letter: str) -> bool:
    """Whether it is a letter's own mark: one of another script, or one that chooses its looks, says nothing."""
    script = unicodedata.name(mark, "").split(" ")[0]
    return "\u3099" <= mark <= "\u309a" or script == unicodedata.name(letter, "").split(" ")[0]


def _is_accent(mark: str) -> bool:
    """Whether people write a word with this mark or without: of Latin, Greek, Cyrillic, Hebrew and Arabic letters."""
    return "\u0300" <= mark <= "\u036f" or "\u0591" <= mark <= "\u05c7" or "\u0610" <= mark <= "\u06ed"


def _sixths(word: str) -> int:
    if not is_unspaced(word[0]):
        return _WORD
    return _KANA if "\u3040" <= word[0] <= "\u30ff" else _HAN if word[0] >= "\u2e80" else _UNSPACED


@lru_cache(maxsize=256)
def length(text: str) -> int:
    """How many words there are in `text`, rounded down."""
    return max(sum(map(_sixths, one.split())) for one in readings(text)) // _WORD


def says(said: str, words: str) -> bool:
    """Whether `words` are said in `said`."""
    return any(one.strip() and one in other for one in readings(words) for other in readings(said))


def same(text: str, other: str) -> bool:
    """Whether both are the same words."""
    return not set(readings(text)).isdisjoint(readings(other))


def runs(text: str, count: int = RUN) -> list[str]:
    """Every `count` words in a row of `text`, however they may be read."""
    return list(dict.fromkeys(run for one in readings(text) for run in _runs(one.split(), count)))


def runs_as_written(text: str, count: int = RUN) -> list[str]:
    """Every `count` words in a row of `text` as `bare` gives it."""
    return list(_runs(bare(text).split(), count))


def _runs(words: list[str], count: int) -> Iterator[str]:
    end, sixths = 0, 0
    for place, word in enumerate(words):
        while end < len(words) and sixths < count * _WORD:
            sixths += _sixths(words[end])
            end += 1
        if sixths < count * _WORD:
            break
        yield " ".join(words[place:end])
        sixths -= _sixths(word)


@lru_cache(maxsize=512)
def run_index(text: str) -> frozenset[str]:
    """The same, to look in again and again: a whole story is long."""
    return frozenset(runs(text))
