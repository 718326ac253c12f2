"""How loud it is: what the level meter and the rolling picture of the last half minute show."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

STEP_MS = 100
MEAN_MS = 1000
"""So much sound a level is the mean of."""
PICTURE_STEPS = 300
QUIETEST_DBFS = -96.0
_FULL_SCALE = 32768.0
# One sample at the rail may be chance, three in a row are flattened.
_RAIL, _FLAT_SAMPLES = 32_700, 3
_SILENCE_DBFS, _TOO_QUIET_DBFS, _A_BIT_QUIET_DBFS, _NEARLY_FULL_DBFS = -66.0, -45.0, -34.0, -1.0


class Loudness(StrEnum):
    """How loud the last second was, for somebody speaking."""

    NO_SOUND = "no sound"
    TOO_QUIET = "too quiet"
    A_BIT_QUIET = "a bit quiet"
    GOOD = "good"
    TOO_LOUD = "too loud"


@dataclass(frozen=True, slots=True)
class Level:
    """What the meter shows (dBFS, at most 0).

    `peak_dbfs` is the highest of the last tenth of a second, `rms_dbfs` the mean of the last second. `overload`: the
    sound was cut off at the top in the last second; `overloads` counts the tenths where it was, in the last ten
    seconds. `silent_ms`: for how long there has been no sound.
    """

    peak_dbfs: float = QUIETEST_DBFS
    rms_dbfs: float = QUIETEST_DBFS
    overload: bool = False
    overloads: int = 0
    silent_ms: int = 0

    @property
    def loudness(self) -> Loudness:
        """The word for it."""
        if self.overload or self.peak_dbfs > _NEARLY_FULL_DBFS:
            return Loudness.TOO_LOUD
        if self.rms_dbfs < _SILENCE_DBFS:
            return Loudness.NO_SOUND
        if self.rms_dbfs < _TOO_QUIET_DBFS:
            return Loudness.TOO_QUIET
        return Loudness.A_BIT_QUIET if self.rms_dbfs < _A_BIT_QUIET_DBFS else Loudness.GOOD


@dataclass(frozen=True, slots=True)
class _Step:
    peak: float
    mean_square: float
    overload: bool


def dbfs(amplitude: float) -> float:
    """Decibels below full scale of an amplitude between 0 and 1; never under −96."""
    return max(QUIETEST_DBFS, 20.0 * float(np.log10(amplitude))) if amplitude > 0 else QUIETEST_DBFS


def loudest_second(levels: Iterable[Level]) -> Level:
    """Of what was shown one after another the loudest second, with the highest peak and all overloads."""
    known = list(levels)
    best = max(known, key=lambda level: level.rms_dbfs)
    return replace(
        best,
        peak_dbfs=max(level.peak_dbfs for level in known),
        overload=any(level.overload for level in known),
        overloads=max(level.overloads for level in known),
    )


class Meter:
    """Fed by one thread with sound as it comes, read by another: what is read is replaced whole, never changed."""

    def __init__(self, sample_rate: int, channels: int) -> None:
        self._step_frames = max(1, sample_rate * STEP_MS // 1000)
        self._pending: list[NDArray[np.int16]] = []
        self._pending_frames = 0
        self._steps = [deque[_Step](maxlen=PICTURE_STEPS) for _ in range(channels)]
        self._silent_steps = [0] * channels
        self._levels = (Level(),) * channels
        self._pictures: tuple[tuple[float, ...], ...] = ((),) * channels

    @property
    def levels(self) -> tuple[Level, ...]:
        """One level a channel."""
        return self._levels

    @property
    def pictures(self) -> tuple[tuple[float, ...], ...]:
        """For each channel the peaks (0–1) of the last 30 s, one every 100 ms, oldest first."""
        return self._pictures

    def feed(self, block: NDArray[np.int16]) -> None:
        """Take the next frames in."""
        self._pending.append(block.copy())
        self._pending_frames += len(block)
        if self._pending_frames < self._step_frames:
            return
        sound = np.concatenate(self._pending)
        whole = len(sound) // self._step_frames * self._step_frames
        self._pending, self._pending_frames = [sound[whole:]], len(sound) - whole
        for step in sound[:whole].reshape(-1, self._step_frames, sound.shape[1]):
            for channel, steps in enumerate(self._steps):
                self._note(channel, steps, step[:, channel])
        self._levels = tuple(map(self._level, range(len(self._steps))))
        self._pictures = tuple(tuple(step.peak for step in steps) for steps in self._steps)

    def _note(self, channel: int, steps: deque[_Step], sound: NDArray[np.int16]) -> None:
        # In 32 bits: −32768 has no positive counterpart in 16.
        size = np.abs(sound.astype(np.int32))
        flat = np.convolve(size >= _RAIL, np.ones(_FLAT_SAMPLES, np.int32), "valid")
        mean_square = float(np.mean(np.square(sound.astype(np.float64)))) / _FULL_SCALE**2
        steps.append(_Step(float(size.max()) / _FULL_SCALE, mean_square, bool((flat >= _FLAT_SAMPLES).any())))
        silent = dbfs(mean_square**0.5) < _SILENCE_DBFS
        self._silent_steps[channel] = self._silent_steps[channel] + 1 if silent else 0

    def _level(self, channel: int) -> Level:
        steps = list(self._steps[channel])
        second = steps[-MEAN_MS // STEP_MS :]
        return Level(
            peak_dbfs=dbfs(steps[-1].peak),
            rms_dbfs=dbfs((sum(step.mean_square for step in second) / len(second)) ** 0.5),
            overload=any(step.overload for step in second),
            overloads=sum(step.overload for step in steps[-10_000 // STEP_MS :]),
            silent_ms=self._silent_steps[channel] * STEP_MS,
        )
