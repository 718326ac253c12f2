"""Two devices have two clocks. The second one's sound is read a little faster or slower, to keep step with the first's.

How fast is found by looking how far it is ahead, again and again, and counted in frames: what runs faster than time
(a test) comes out the same.
"""

import math
from dataclasses import dataclass
from functools import cache

import numpy as np

from coproclip.capture.pcm import Wave

# How far a reading reaches to either side (frames, where nothing has to be taken away at the top), and how finely the
# curve between two frames is bent.
_REACH, _BEND = 12, 5
_KAISER = 8.0

# How long (s) until a clock is followed, and how long what is seen is smoothed: blocks come when they like.
FOLLOW_S, SMOOTH_S = 40.0, 4.0
MOST_TRIM = 0.02
# So far apart (s), sound was lost without a word: that is not the clock's doing.
TORN_S = 0.5


@dataclass(frozen=True, slots=True)
class ClockMap:
    """Which place of the recording a device's frame belongs to: frame `index` to `place`, then `step` for each place.

    Never changed, only replaced: any thread may read one.
    """

    index: float
    place: float
    step: float

    def index_at(self, place: float) -> float:
        """The device's frame that belongs to `place`."""
        return self.index + (place - self.place) * self.step

    def place_of(self, index: float) -> float:
        """The place that the device's frame `index` belongs to."""
        return self.place + (index - self.index) / self.step


class ClockDrift:
    """How fast a device is to be read: `step` of its frames for each place of a recording of `rate` Hz."""

    def __init__(self, nominal: float, rate: int) -> None:
        self.step = self._nominal = nominal
        self._rate, self._ahead, self._drift = rate, 0.0, 0.0

    @property
    def drift_ppm(self) -> float:
        """How much faster (millionths) this device's clock runs than the other, as far as is known."""
        return self._drift * 1e6

    def see(self, ahead: float, places: float) -> float:
        """Take in by how many places the device is `ahead`, so many `places` after the last look.

        Returns how many places it is torn off (below 0: behind) once it is too far to be followed, else 0.
        """
        self._ahead += (ahead - self._ahead) * -math.expm1(-places / (SMOOTH_S * self._rate))
        if abs(self._ahead) > TORN_S * self._rate:
            torn, self._ahead = self._ahead, 0.0
            return torn
        bend = 1 / (FOLLOW_S * self._rate)
        self._drift = _within(self._drift + bend * bend * self._ahead * places)
        self.step = self._nominal * (1 + _within(self._drift + 2 * bend * self._ahead))
        return 0.0


def _within(trim: float) -> float:
    return min(MOST_TRIM, max(-MOST_TRIM, trim))


def reach(step: float) -> int:
    """How many frames to either side are needed to read at this step."""
    return math.ceil(_REACH * max(1.0, _tops(step)))


def read_between(wave: Wave, start: float, step: float, count: int) -> Wave:
    """`count` frames of `wave` from the (fractional) frame `start` on, `step` apart.

    `wave` must go on `reach` frames before the first and after the last. What the new rate cannot hold is taken away.
    """
    places = start + step * np.arange(count)
    whole = np.floor(places).astype(np.int64)
    curve = _curve(_tops(step))
    half = len(curve) // 2
    # For each place the frames around it, weighed by a curve that depends on how far it is from the frame before.
    around = np.lib.stride_tricks.sliding_window_view(wave, 2 * half, axis=0)[whole - half + 1]
    bent = around @ curve
    between = (places - whole)[:, None]
    found: Wave = bent[..., _BEND]
    for power in range(_BEND - 1, -1, -1):
        found = found * between + bent[..., power]
    return found


def _tops(step: float) -> float:
    # In tenths, so that following a clock does not mean another curve each time.
    return max(1.0, round(step * 10) / 10)


@cache
def _curve(tops: float) -> Wave:
    """The weights [frame around, power of the distance] of a windowed sinc that lets through one `tops`-th."""
    half = math.ceil(_REACH * tops)
    between = (1 - np.cos(np.pi * (np.arange(64) + 0.5) / 64)) / 2
    away = between[:, None] + half - 1 - np.arange(2 * half)
    window = np.i0(_KAISER * np.sqrt(np.maximum(0.0, 1 - (away / half) ** 2)))
    weights = np.sinc(away / tops) * window
    weights /= weights.sum(axis=1, keepdims=True)
    fitted = np.polynomial.polynomial.polyfit(between, weights, _BEND).T
    return np.ascontiguousarray(fitted, np.float64)
