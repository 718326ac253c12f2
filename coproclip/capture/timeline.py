"""What is kept of the sound that comes in, and where in the file it lies.

A *place* counts every frame since the microphone was opened; a *file place* only those that are kept.
"""

import threading
from bisect import bisect_right
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Turn:
    """From `place` on the sound is kept or not; what is kept while `off` the record is kept as silence."""

    place: int
    file_place: int
    keep: bool
    off: bool


class Timeline:
    """Turned by whoever presses a button, asked by the thread that writes. Nothing is decided twice.

    What was claimed for writing stays as it is: a turn made later counts from there on.
    """

    def __init__(self, *, keep: bool) -> None:
        self._turns = [Turn(0, 0, keep, False)]
        self._claimed = 0
        self._one = threading.Lock()

    @property
    def now(self) -> Turn:
        """The last turn."""
        return self._turns[-1]

    def turn(self, place: int, *, keep: bool | None = None, off: bool | None = None) -> int:
        """Change what is named from `place` on, or from the first after it that can be; returns its file place."""
        with self._one:
            last = self._turns[-1]
            place = max(place, last.place, self._claimed)
            turn = Turn(
                place,
                self._file_place(place),
                last.keep if keep is None else keep,
                last.off if off is None else off,
            )
            self._turns.append(turn)
        return turn.file_place

    def claim(self, frames: int) -> list[tuple[int, bool, bool]]:
        """What is to be done with the next `frames` frames: so many each, whether kept, whether off the record."""
        done = []
        with self._one:
            at = self._at(self._claimed)
            until = self._claimed + frames
            while self._claimed < until:
                turn = self._turns[at]
                end = min(until, self._turns[at + 1].place) if at + 1 < len(self._turns) else until
                if end > self._claimed:
                    done.append((end - self._claimed, turn.keep, turn.off))
                    self._claimed = end
                at += 1
        return done

    def keeps(self, place: float) -> bool:
        """Whether the sound at `place` is kept."""
        with self._one:
            return self._turns[self._at(max(0, round(place)))].keep

    def file_place(self, place: float) -> int:
        """Where `place` lies in the file; what was not kept has the file place at which it would have come."""
        with self._one:
            return self._file_place(max(0, round(place)))

    def _at(self, place: int) -> int:
        return bisect_right(self._turns, place, key=lambda turn: turn.place) - 1

    def _file_place(self, place: int) -> int:
        turn = self._turns[self._at(place)]
        return turn.file_place + (place - turn.place if turn.keep else 0)
