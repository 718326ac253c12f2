"""Whether somebody's words stand in another text, whatever their capitals and signs."""

import re
import unicodedata
from collections.abc import Iterable

RUN = 4
"""So many words in a row are somebody's words, wherever they stand."""
_WORD = re.compile(r"\w+(?:['’]\w+)*")


class SaidWords:
    """What was said, as texts that follow each other; a run of words may reach from one into the next."""

    def __init__(self) -> None:
        self._runs: set[tuple[str, ...]] = set()
        self._whole: list[str] = []

    def add(self, texts: Iterable[str]) -> None:
        """These were said one after another."""
        words = [word for text in texts for word in _words(text)]
        self._runs.update(_runs(words))
        self._whole.append(f" {' '.join(words)} ")

    def says(self, text: str) -> bool:
        """Whether the whole of `text` was said, be it one word."""
        wanted = " ".join(_words(text))
        return bool(wanted) and any(f" {wanted} " in whole for whole in self._whole)

    def stand_in(self, text: str) -> bool:
        """Whether `RUN` words in a row of what was said stand anywhere in `text`."""
        return any(run in self._runs for run in _runs(_words(text)))


def _words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFC", text).casefold().replace("’", "'"))


def _runs(words: list[str]) -> Iterable[tuple[str, ...]]:
    return zip(*(words[start:] for start in range(RUN)), strict=False)
