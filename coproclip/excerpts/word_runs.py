"""Words in a row, whatever their capitals and signs: whether one text has some of another in it."""

from functools import lru_cache

from coproclip.transcript.alignment import plain

RUN = 4
"""So many words in a row are somebody's words, wherever they stand."""
FEW = 3
"""What was refused is short: so many words are all of it."""


@lru_cache(maxsize=8192)
def bare(text: str) -> str:
    """The words alone, with a space before and after each."""
    return f" {' '.join(filter(None, map(plain, text.split())))} "


def says(said: str, words: str) -> bool:
    """Whether `words` are said in `said`."""
    wanted = bare(words)
    return bool(wanted.strip()) and wanted in bare(said)


def runs(text: str, length: int = RUN) -> list[str]:
    """Every so many words in a row of `text`."""
    words = bare(text).split()
    return [" ".join(words[place : place + length]) for place in range(len(words) - length + 1)]


@lru_cache(maxsize=512)
def run_index(text: str) -> frozenset[str]:
    """The same, to look in again and again: a whole story is long."""
    return frozenset(runs(text))
