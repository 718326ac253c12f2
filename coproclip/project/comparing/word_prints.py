"""What was refused outlasts its words: salted fingerprints of its runs, kept with the no, tell them again elsewhere.

They are of two words to `RUN` words in a row; one word alone could be guessed from its fingerprint.
"""

from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b
from secrets import token_hex

from coproclip.project.comparing.word_runs import RUN, length, readings, runs

_WHOLE = "= "


def prints_of(text: str) -> str:
    """The salt, then a fingerprint of each run of `text` and, where it is shorter than one, of all of it."""
    salt = token_hex(8)
    found = {run for count in range(2, RUN + 1) for run in runs(text, count)}
    if length(text) < RUN:
        found |= {_WHOLE + one.strip() for one in readings(text)}
    return " ".join([salt, *sorted(_print(salt, run) for run in found)])


def more_prints(prints: str, texts: Iterable[str]) -> str:
    """`prints` with those of every `RUN` words in a row of these texts; as they are where nothing is new.

    For what is long: so much has every two or three words in it somewhere.
    """
    salt, *known = prints.split() or [token_hex(8)]
    found = {_print(salt, run) for text in texts for run in runs(text)}.difference(known)
    return " ".join([salt, *known, *sorted(found)]) if found else prints


def has_run(prints: str, run: str) -> bool:
    """Whether these two to `RUN` words, as `runs` gives them, stood in a row in what the fingerprints are of."""
    salt, known = _parsed(prints)
    return bool(known) and _print(salt, run) in known


def is_whole(prints: str, words: str) -> bool:
    """Whether these few words were all that the fingerprints are of."""
    return has_run(prints, _WHOLE + words)


@lru_cache(maxsize=256)
def _parsed(prints: str) -> tuple[str, frozenset[str]]:
    salt, *known = prints.split() or [""]
    return salt, frozenset(known)


def _print(salt: str, run: str) -> str:
    return blake2b(f"{salt} {run}".encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()
