"""How a name is compared, wherever it is looked for."""

import re
import unicodedata
from functools import lru_cache

from coproclip.project.comparing.name_index import parts_of
from coproclip.project.comparing.word_runs import with_apostrophes

Key = tuple[str, ...]
EDGES = " .,;:!?\"'“”‘’„«»()[]…–—-"
GENITIVE = re.compile(r"['’]s$", re.I)

_SHORT = 4
"""So short a name is an everyday word more often than not, where it is written without a capital: “may”, “rose”."""


@lru_cache(maxsize=20_000)
def key_of(text: str) -> Key:
    """A name as it is compared: its words without capitals, accents, marks, and an “'s” at the end."""
    return parts_of(GENITIVE.sub("", plainly(text)))


def plainly(text: str) -> str:
    """Without signs that nobody sees, and with the usual apostrophe, so that its end can be seen."""
    if not text.isprintable():
        text = "".join(sign for sign in text if unicodedata.category(sign) not in ("Cf", "Cc") or sign.isspace())
    return with_apostrophes(text).strip(EDGES)


def is_written_as_name(written: str, *, is_form: bool = False) -> bool:
    """Whether what stands somewhere is taken for the name: “May”, “Grace” and “grace”, and not “may”."""
    plain = written.strip(EDGES)
    return not plain.islower() or (not is_form and len(plain) > _SHORT)
