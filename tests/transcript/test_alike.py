"""What two rows have in common: as people see it where that is quick, and in a moment whatever stands in them."""

import random
from difflib import SequenceMatcher

import pytest

from coproclip.transcript.alike import steps


@pytest.mark.parametrize("seed", range(20))
def test_short_rows_are_compared_as_people_see_them(seed: int) -> None:
    some = random.Random(seed)
    old, new = (some.choices("abcdefgh", k=some.randrange(40)) for _ in range(2))
    assert [*steps(old, new)] == SequenceMatcher(None, old, new, autojunk=False).get_opcodes()


@pytest.mark.parametrize("many", [3_000, 12_000])
def test_rows_of_thousands_of_the_same_are_compared_in_a_moment(many: int) -> None:
    """Compared as people see them it would be hours."""
    old, new = ["x"] * many, ["x" if number % 2 else f"y{number}" for number in range(many)]
    made: list[str] = []
    for kind, first, end, start, stop in steps(old, new):
        made += new[start:stop] if kind != "equal" else old[first:end]
    assert made == new
