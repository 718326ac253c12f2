"""Short codes for an answer, to type or to say on the phone: “K7PF YM” is one excerpt, one answer and a check letter.

One letter that was misheard, or two that changed places, make another check letter.
"""

import secrets
from collections.abc import Collection
from enum import StrEnum

from coproclip.errors import BadInput

ALPHABET = "234679ACDEFHJKMNPRTUWXY"
"""No two that look the same; a prime number of them, so that each mistake of one letter is noticed."""
LENGTH = 4
_WEIGHTS = (1, 2, 3, 4, 5)
_READ_AS = str.maketrans("", "", " -–.·\t\n")
LONGEST = 40
_TRIES = 1000


class ReviewAnswer(StrEnum):
    """What a storyteller can say to an excerpt that they are asked about."""

    YES = "yes"
    CHANGE = "change"
    NO = "no"


LETTERS = {ReviewAnswer.YES: "Y", ReviewAnswer.CHANGE: "C", ReviewAnswer.NO: "N"}


def fresh_code(taken: Collection[str]) -> str:
    """A code for an excerpt that is not `taken`. Raises `BadInput` where hardly any is free."""
    for _ in range(_TRIES):
        code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        if code not in taken:
            return code
    raise BadInput("Too many reviews were made of this project, so there is no room for another.", "Nothing was made.")


def answer_code(code: str, answer: ReviewAnswer) -> str:
    """The code of an excerpt with an answer, as it is shown: “K7PF YM”."""
    letter = LETTERS[answer]
    return f"{code} {letter}{_check(code + letter)}"


def read_answer_code(text: str) -> tuple[str, ReviewAnswer]:
    """The code of an excerpt, and the answer that was given with it. Raises `BadInput` for what is none."""
    read = text[:LONGEST].upper().translate(_READ_AS)
    answers = {letter: answer for answer, letter in LETTERS.items()}
    code, letter, check = read[:LENGTH], read[LENGTH : LENGTH + 1], read[LENGTH + 1 :]
    if len(text) > LONGEST or not set(read) <= set(ALPHABET) or letter not in answers or len(check) != 1:
        raise BadInput(
            f"“{text[:LONGEST]}” stands beside no answer of a review.",
            "Nothing was noted.",
            "Type the six letters and numbers beside the answer, such as “K7PF YM”.",
        )
    if _check(code + letter) != check:
        raise BadInput(
            f"A letter of “{text}” is not right.", "Nothing was noted.", "Read it out again, letter by letter."
        )
    return code, answers[letter]


def _check(text: str) -> str:
    weighed = zip(_WEIGHTS, map(ALPHABET.index, text), strict=True)
    return ALPHABET[sum(weight * value for weight, value in weighed) % len(ALPHABET)]
