"""Where to cut beside a word: where recognised times and the sound agree best.

Times of words are some ten to a hundred milliseconds off. Where the next word follows at once, the cut goes to the
quietest instant near the edge, so that as little as possible of the other word is heard; where there is a pause, the
sound around a clip goes on only as long as it is quiet. `tests/bench/bench_cuts.py` measures what that gains.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.float32]

_STEP_MS = 5
_WINDOW_MS = 10
# How far inside the word that stays the cut may go: at a place where something was taken out, and at a clip's ends.
INWARD_JOIN_MS, INWARD_END_MS = 80, 40
_INWARD_PART = 0.35
# A pause of this length beside the edge needs no search inside the word.
_TIGHT_MS = 80
# How far outside the quietest instant is looked for, and how many dB it must be quieter for each 10 ms it is away.
_OUTWARD_MS = 120
_DB_PER_10_MS = 1.5
# Quiet is what is no louder than this over the room itself, or over the instant of the cut.
_ABOVE_ROOM_DB, _ABOVE_CUT_DB = 6.0, 2.0
_AROUND_MS = 1500


@dataclass(frozen=True, slots=True)
class Levels:
    """How loud a recording is around a place: dB, one value every 5 ms from `start_ms`."""

    start_ms: int
    values: npt.NDArray[np.float64]

    def at(self, time_ms: float) -> float:
        """The level at `time_ms`; that of the nearest end outside."""
        place = int((time_ms - self.start_ms) // _STEP_MS)
        return float(self.values[min(max(place, 0), len(self.values) - 1)])

    @property
    def room(self) -> float:
        """The level of the quietest tenth: what is heard when nobody speaks, if there is such a moment."""
        return float(np.percentile(self.values, 10))


def levels_around(read: Callable[[int, int], Samples], rate: int, edge_ms: int, reach_ms: int) -> Levels:
    """The levels around an edge; `read(first, frames)` gives samples of the recording [n, channels]."""
    first = max(0, (edge_ms - _AROUND_MS - reach_ms) * rate // 1000)
    samples = read(first, (2 * _AROUND_MS + 2 * reach_ms) * rate // 1000)
    step = max(1, rate * _STEP_MS // 1000)
    whole = len(samples) // step
    if not whole:
        return Levels(edge_ms, np.full(1, -90.0))
    energy = np.square(samples[: whole * step], dtype=np.float64).reshape(whole, -1).mean(axis=1)
    wide = max(1, _WINDOW_MS // _STEP_MS)
    energy = np.convolve(energy, np.full(wide, 1 / wide), "same")
    return Levels(first * 1000 // rate, 10 * np.log10(energy + 1e-9))


def cut_point(levels: Levels, edge_ms: int, direction: int, word_ms: int, inward_ms: int, outward_ms: int) -> int:
    """Where (ms) to cut at an edge beside the word that stays.

    `direction` is 1 at a word's end and -1 at its beginning; the cut is at most `inward_ms` (and a third of the word's
    `word_ms`) inside it, and at most `outward_ms` outside.
    """
    inside = min(inward_ms, int(word_ms * _INWARD_PART)) if outward_ms < _TIGHT_MS else 0
    best, cost = 0, np.inf
    for away in range(-inside, min(outward_ms, _OUTWARD_MS) + 1, _STEP_MS):
        here = levels.at(edge_ms + direction * away) + _DB_PER_10_MS * abs(away) / 10
        if here < cost:
            best, cost = away, here
    return edge_ms + direction * _extended(levels, edge_ms, direction, best, outward_ms)


def _extended(levels: Levels, edge_ms: int, direction: int, begin: int, outward_ms: int) -> int:
    """How far from the edge the sound may go on, from `begin` to `outward_ms`: only while it is quiet."""
    quiet = max(levels.room + _ABOVE_ROOM_DB, levels.at(edge_ms + direction * begin) + _ABOVE_CUT_DB)
    away = begin
    while away < outward_ms and levels.at(edge_ms + direction * (away + _STEP_MS)) <= quiet:
        away = min(away + _STEP_MS, outward_ms)
    return away
