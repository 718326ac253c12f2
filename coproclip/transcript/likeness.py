"""How much words are like one of the project's own: by their sounds and by their letters, beyond what chance makes."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import Indel, Levenshtein

from coproclip.speech.everyday_words import is_common
from coproclip.speech.sounds_like import joined, letters, sound_of_word, sounds

SOUND, LETTERS = 0.65, 0.35
# How alike a place must be, by how many sounds the listed word has: the shorter it is, the more is like it by chance.
ENOUGH = ((4, 0.92), (5, 0.86), (6, 0.82), (7, 0.78), (9, 0.75), (999, 0.70))
LEAST_SOUND = 0.55
# Everyday words are only taken for a listed one that is so long and so much like them.
LONG, MUCH_ALIKE, MUCH_ALIKE_SOUND = 9, 0.80, 0.85
# What a beginning that is no word by itself but begins the listed one adds: “copro” and “co-production”.
BEGINS, LEAST_BEGINNING = 0.06, 4

# Words of one stem begin with so many letters at least.
LEAST_STEM = 4

_BETWEEN = re.compile(r"[\s\-–]+")
_FORMS = re.compile(r"(?:e|ed|er|ers|es|s|d|r|rs|ing|ion|ions|tion|tions|ive|tive|or|ors|able|al|ly)?")


class Right:
    """What stands there rightly: a listed word as it is spelled, whatever its capitals, or one with an ending."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._spelled = {" ".join(text.split()).casefold().replace("’", "'") for text in texts}
        self._sizes = {text.count(" ") + 1 for text in self._spelled}
        self._first = {letters(text.split()[0]) for text in self._spelled if text}
        self._letters = {letters(text) for text in self._spelled}
        self._stems: dict[str, list[str]] = defaultdict(list)
        for text in self._letters:
            self._stems[text[:LEAST_STEM]].append(text)

    def holds(self, cores: Sequence[str], said: tuple[str, ...]) -> bool:
        """Whether the words spelled `cores`, with the letters `said`, are one of them."""
        if len(said) in self._sizes and said[0] in self._first:
            spelled = " ".join(cores).casefold().replace("’", "'")
            if spelled in self._spelled:
                return True
        if len(said) > 1 or said[0] in self._letters:
            return False
        return any(_same_stem(said[0], stem) for stem in self._stems.get(said[0][:LEAST_STEM], ()))


def alike(
    said: Iterable[tuple[str, ...]], wanted: Sequence[str], common: frozenset[str]
) -> Iterator[tuple[tuple[str, ...], float, str]]:
    """What of all that is `said` is like one of the `wanted` words, how much, and which it is most like.

    Words in `common` use are what they are.
    """
    sounding = [(key, text, letters(text)) for text in wanted for key in sounds(text)]
    by_length: dict[int, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
    for run in said:
        key = _key(run)
        by_length[len(key)].append((run, key))
    for size, runs in by_length.items():
        # Keys of very different length cannot be alike enough.
        near = [one for one in sounding if abs(len(one[0]) - size) <= (1 - LEAST_SOUND) * max(len(one[0]), size)]
        if not near or not size:
            continue
        likeness = process.cdist(
            [key for _, key in runs],
            [key for key, _, _ in near],
            scorer=Levenshtein.normalized_similarity,
            score_cutoff=LEAST_SOUND,
        )
        best: dict[int, tuple[float, str]] = {}
        for row, column in zip(*np.nonzero(likeness), strict=True):
            run, (key, text, spelled) = runs[row][0], near[column]
            whole = "".join(run)
            how = SOUND * float(likeness[row, column]) + LETTERS * Indel.normalized_similarity(whole, spelled)
            if len(run[0]) >= LEAST_BEGINNING and spelled.startswith(run[0]) and not is_common(run[0], common):
                how += BEGINS
            if how < max(_enough(len(key)), best.get(row, (0.0, ""))[0]) or _same_stem(whole, spelled):
                continue
            if whole == spelled or not all(is_common(word, common) for word in run) or _beyond_chance(run, text):
                best[row] = (how, text)
        for row, (how, text) in best.items():
            yield runs[row][0], how, text


def _enough(sounds_in_it: int) -> float:
    return next(least for most, least in ENOUGH if sounds_in_it <= most)


def _beyond_chance(run: Sequence[str], text: str) -> bool:
    """Whether everyday words are like a listed one beyond chance: alike over many sounds.

    What both have in common as whole words proves nothing: “no production” is not nearly “co-production”.
    """
    if len(run) == 1:
        return False
    said, parts = list(run), [letters(part) for part in _BETWEEN.split(text)]
    while said and parts and said[0] == parts[0]:
        del said[0], parts[0]
    while said and parts and said[-1] == parts[-1]:
        del said[-1], parts[-1]
    meant = _key(parts)
    sound = Levenshtein.normalized_similarity(_key(said), meant)
    how = SOUND * sound + LETTERS * Indel.normalized_similarity("".join(said), "".join(parts))
    return len(meant) >= LONG and sound >= MUCH_ALIKE_SOUND and how >= MUCH_ALIKE


def _key(words: Iterable[str]) -> str:
    return joined("".join(sound_of_word(word) for word in words))


def _same_stem(one: str, other: str) -> bool:
    """Whether two words differ in their endings alone: “coproduced” is no mishearing of “co-production”."""
    if one == other:
        return False
    size = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return size >= LEAST_STEM and bool(_FORMS.fullmatch(one[size:])) and bool(_FORMS.fullmatch(other[size:]))
