"""When what was heard with a hint is to be preferred to what was heard without one.

Measured with the base speech model: told of words that nobody says, it hears some of them all the same (a tenth more
errors with twenty names). So a piece is read without hints too, and the reading with hints counts only where it has a
hinted word in the place of words that sound like it, or is surer of itself.
"""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from rapidfuzz.distance import Levenshtein

from coproclip.speech.sounds_like import joined, letters, sound_of_word, sounds

_LETTERS = re.compile(r"[^\W_]+")
# Thai to Burmese, and Chinese and Japanese: scripts without spaces between words.
_UNSPACED = re.compile("[\u0e00-\u109f\u3040-\u30ff\u3400-\u9fff]")
# A reading that is so much longer has the hints themselves in it; one so much less sure was talked into them.
LONGER, LESS_SURE = 1.4, 0.3
# One that is so much surer is right, however little the other sounds like it: “the two star”, and “Zarathustra”.
SURER = 0.05
# So much alike must the sounds be of what a hinted word replaces.
ALIKE, MORE_WORDS = 0.6, 2


def hints_heard(text: str, hints: Sequence[str]) -> int:
    """How many times any of `hints` stands in `text`, whatever the capitals and signs."""
    said = _words(text)
    spaced = sum(len(list(_places(said, hint))) for hint in {tuple(_words(hint)) for hint in hints} - {()})
    return spaced + sum(text.count(hint) for hint in set(hints) if _UNSPACED.search(hint))


def prefers_hinted(
    plain: str, hinted: str, hints: Sequence[str], plain_surety: float = 0.0, hinted_surety: float = 0.0
) -> bool:
    """Whether the `hinted` reading of a piece is the better one; sureties are mean log-probabilities."""
    if hinted_surety < plain_surety - LESS_SURE or len(hinted.split()) > LONGER * len(plain.split()) + 2:
        return False
    if hints_heard(hinted, hints) <= hints_heard(plain, hints):
        return False
    surer = hinted_surety > plain_surety + SURER
    return surer or all(_in_place(_words(plain), _words(hinted), hint) for hint in hints)


def _words(text: str) -> list[str]:
    return _LETTERS.findall(text.casefold())


def _places(said: Sequence[str], hint: tuple[str, ...]) -> Iterator[int]:
    return (at for at in range(len(said) - len(hint) + 1) if tuple(said[at : at + len(hint)]) == hint)


def _in_place(plain: Sequence[str], hinted: Sequence[str], hint: str) -> bool:
    """Whether `hint` stands among the `hinted` words only where the `plain` ones are it, or sound like it."""
    wanted = tuple(_words(hint))
    steps = SequenceMatcher(None, plain, hinted, autojunk=False).get_opcodes()
    for at in _places(hinted, wanted) if wanted else ():
        here = [(i1, i2) for _, i1, i2, j1, j2 in steps if j1 < at + len(wanted) and at < j2]
        replaced = plain[here[0][0] : here[-1][1]]
        runs = (
            replaced[first:last]
            for first in range(len(replaced))
            for last in range(first + 1, min(len(replaced), first + len(wanted) + MORE_WORDS) + 1)
        )
        if not any(_alike(run, hint) for run in runs):
            return False
    return True


def _alike(run: Sequence[str], hint: str) -> bool:
    sounded = joined("".join(sound_of_word(letters(word)) for word in run))
    return any(Levenshtein.normalized_similarity(sounded, meant) >= ALIKE for meant in sounds(hint))
