"""Which words around others are known to be said at their time: read once, however often it is asked."""

from collections.abc import Sequence
from functools import cached_property


class KnownWords:
    """Words in order by whether each is known (`at`); each of these has a number for every word."""

    def __init__(self, at: Sequence[bool]) -> None:
        self.at = at

    @cached_property
    def before(self) -> list[int]:
        """The number of the last known word up to each one, which may be itself; -1 where there is none."""
        found, last = list[int](), -1
        for number, known in enumerate(self.at):
            last = number if known else last
            found.append(last)
        return found

    @cached_property
    def after(self) -> list[int]:
        """The number of the first known word from each one on, which may be itself; how many words if there is none."""
        found, first = list[int](), len(self.at)
        for number in range(len(self.at) - 1, -1, -1):
            first = number if self.at[number] else first
            found.append(first)
        return found[::-1]
