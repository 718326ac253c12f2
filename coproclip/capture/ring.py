"""The place between the sound card's callback and the writer: one thread puts, one takes, neither waits."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from coproclip.audio.devices import Pcm


@dataclass(frozen=True, slots=True)
class Overrun:
    """Sound that could not be taken: where it is missing and how much (frames; 0 where the driver could not say)."""

    at: int
    lost: int


class Ring:
    """Room for `capacity` frames of 16- or 24-bit sound, made once.

    Places are counted in frames since the beginning, lost ones included, so that times hold: what was lost comes out
    as silence. `put` belongs to one thread, `take` to another; each counter is written by one side only.
    """

    def __init__(self, capacity: int, channels: int, bits: int = 16) -> None:
        self._room: Pcm = np.zeros((capacity, channels), np.int16 if bits == 16 else np.int32)
        self._capacity = capacity
        self._put = 0
        self._taken = 0
        self._lost = 0
        self._gaps: list[Overrun] = []
        self._gaps_given = 0
        self._silence_given = 0

    @property
    def arrived(self) -> int:
        """Frames that came in so far, lost ones included."""
        return self._put + self._lost

    @property
    def overruns(self) -> tuple[Overrun, ...]:
        """Every place where sound was lost."""
        return tuple(self._gaps)

    def put(self, block: Pcm, lost_before: bool = False) -> None:
        """Copy `block` in. What finds no room is counted, never waited for."""
        if lost_before:
            self._gaps.append(Overrun(self.arrived, 0))
        fits = min(len(block), self._capacity - (self._put - self._taken))
        place = self._put % self._capacity
        first = min(fits, self._capacity - place)
        self._room[place : place + first] = block[:first]
        self._room[: fits - first] = block[first:fits]
        self._put += fits
        missing = len(block) - fits
        if missing:
            self._gaps.append(Overrun(self.arrived, missing))
            self._lost += missing

    def take(self) -> Iterator[tuple[Pcm, Overrun | None]]:
        """Everything that is there, in order, in pieces that may be written over once the next one is asked for.

        A piece that stands for lost sound comes with its `Overrun`.
        """
        while True:
            # Read before the gaps: a gap that is noted meanwhile can only lie at or after this place.
            until = self._put
            gap = self._gaps[self._gaps_given] if self._gaps_given < len(self._gaps) else None
            if gap is not None:
                until = gap.at - self._silence_given
            if self._taken < until:
                place = self._taken % self._capacity
                size = min(until - self._taken, self._capacity - place)
                yield self._room[place : place + size], None
                self._taken += size
            elif gap is not None:
                self._gaps_given += 1
                self._silence_given += gap.lost
                # In one piece however long: nobody stays away from the ring for hours.
                yield np.zeros((gap.lost, self._room.shape[1]), self._room.dtype), gap
            else:
                return
