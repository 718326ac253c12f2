"""How a word sounds, roughly and to English ears, so that “Moreen” and “Maureen” are near each other.

A key has one sign for each sound that tells words apart, and `*` for any vowels in a row.
"""

import re
import unicodedata
from functools import lru_cache

_VOWEL = "*"
# In this order; what stands for a sound of its own is a capital, so that later rules leave it alone.
_RULES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"(?:t|s|c)i(?:o|a)n", "shun"),
        (r"ture\b", "chur"),
        (r"\b(?:kn|gn|pn)", "n"),
        (r"\bps", "s"),
        (r"\bwr", "r"),
        (r"\bwh", "w"),
        (r"mb\b", "m"),
        (r"(?:ough|augh)(?=t)", "o"),
        (r"(?<=[aeiou])gh", ""),
        (r"gh", "g"),
        (r"ph", "f"),
        (r"sch|sk", "sK"),
        (r"tch|ch", "C"),
        (r"sh", "X"),
        (r"th", "T"),
        (r"dge?(?=[eiy]|\b)(?<=g|e)", "J"),
        (r"ck|qu?(?![aeiou])", "K"),
        (r"qu", "Kw"),
        (r"x", "Ks"),
        (r"c(?=[eiyéè])", "s"),
        (r"[ck]", "K"),
        (r"j", "J"),
        (r"z", "s"),
        (r"(?<=[^aeiouy])e\b", ""),
        (r"(?<=[aeiouy])r(?![aeiouy])", ""),
        (r"(?<=.)h", ""),
        (r"(?<=[aeiouy])w(?![aeiouy])", ""),
        (r"\by(?=[aeiou])", "Y"),
        (r"[aeiouy]+", _VOWEL),
    )
)
_TWICE = re.compile(r"(.)\1+")
_LONGEST_AGAIN = 24
_AGAIN = re.compile(rf"(.{{2,{_LONGEST_AGAIN}}})\1")
_WELSH = {"ll": "thl", "dd": "th"}
_LETTERS = re.compile(r"[^\w]|_")


def letters(text: str) -> str:
    """The letters and digits of `text`, small and without accents, as one word."""
    bare = "".join(one for one in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(one))
    return _LETTERS.sub("", bare)


@lru_cache(maxsize=50_000)
def sound_of_word(word: str) -> str:
    """The key of one word, given as its `letters`."""
    for pattern, sound in _RULES:
        word = pattern.sub(sound, word)
    return _TWICE.sub(r"\1", word)


def joined(keys: str) -> str:
    """Keys of words said one after the other, as the key of one; a syllable or word said twice counts once."""
    return _AGAIN.sub(r"\1", _TWICE.sub(r"\1", keys))


def sounds(text: str) -> set[str]:
    """The keys that `text` may have: an “ll” or “dd” may be Welsh, an l with a hiss before it and a soft th."""
    found, welsh = set(), text.casefold()
    for letter, sound in _WELSH.items():
        welsh = welsh.replace(letter, sound)
    for spelled in {text, welsh}:
        parts = [letters(part) for part in re.split(r"[\s\-–]+", spelled)]
        found.add(joined("".join(sound_of_word(part) for part in parts if part)))
        found.add(joined(sound_of_word(letters(spelled))))
    return found - {""}
