"""How well a caption or a line may end between two words."""

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SENTENCE_END = re.compile(r"[.!?…。？！]+[\"'’”»)\]]*$")
_CLAUSE_END = re.compile(r"(?:[,;:—–]|--)[\"'’”»)\]]*$")

_SHORTENED = _words("mr. mrs. ms. dr. prof. st. e.g. i.e. vs. no.")

# English only; in other languages punctuation, pauses and the length of a word have to do.
_OPENS_A_PART = _words(
    "and but or so because although though while when where which who that if as than then until after before "
    "since unless whether nor yet"
)
_PREPOSITIONS = _words(
    "in on at by for with from to of about into over under between through during without within against "
    "around near off onto across behind beyond"
)
_CLINGS_TO_NEXT = _words(
    "a an the my your his her its our their this these those no some any every each "
    "i you he she it we they who i'm you're he's she's it's we're they're i've we've they've "
    "am is are was were be been being have has had do does did will would shall should can could may might must "
    "don't didn't can't couldn't won't wouldn't isn't wasn't not very really mr mrs ms dr"
)


def break_cost(before: str, after: str, gap_ms: int, *, cut: bool = False) -> float:
    """What a break between the words `before` and `after` costs: 0 after a sentence, up to 45 inside a phrase.

    A pause of `gap_ms` makes it cheaper; a place where sound was taken out (`cut`) is free.
    """
    if cut or (_SENTENCE_END.search(before) and before.lower() not in _SHORTENED):
        return 0.0
    pause = 12 * min(max(gap_ms, 0), 600) / 600
    if _CLAUSE_END.search(before):
        return max(1.0, 8 - pause)
    ending, opening = _bare(before), _bare(after)
    if ending in _CLINGS_TO_NEXT or ending in _PREPOSITIONS or ending in _OPENS_A_PART:
        cost = 45.0
    elif opening in _OPENS_A_PART:
        cost = 16.0
    elif opening in _PREPOSITIONS:
        cost = 20.0
    else:
        # Articles and prepositions are short in most languages written with spaces.
        cost = 34.0 if len(ending) <= 3 else 26.0
    return cost - pause


def _bare(word: str) -> str:
    return word.strip("\"'“”‘’«»()[]-—–").replace("’", "'").lower()
