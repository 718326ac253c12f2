"""Whether what is noted of a parent or guardian says that they agreed."""

import re

_DENIES = re.compile(
    "no|not|none|nobody|never|without|nein|non|nicht|na|tba|tbc|tbd|todo|unknown|pending|ask|asking|waiting|later|yet|"
    "missing|refused|refuses|declined|declines|withdrew|withdrawn|don|doesn|didn|hasn|haven|isn|wasn|won|cannot"
)
"""Words of somebody who has not agreed, or was not asked; “don’t” without what follows its apostrophe."""


def guardian_agreed(noted: str) -> bool:
    """Whether it names who agreed: a dash names nobody, and “not asked yet” or “refused” says that they have not.

    Rather asked once too often: of a sentence with such a word in it nobody knows.
    """
    plain = noted.casefold()
    words = re.findall(r"[^\W_]+", plain) + re.findall(r"[^\W_]+", plain.replace(".", "").replace("/", ""))
    return bool(words) and "?" not in noted and not any(map(_DENIES.fullmatch, words))
