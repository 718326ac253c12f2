"""The quietest place of a stretch of sound: where it may be cut when nobody makes a pause."""

import numpy as np

from coproclip.speech.engine import PER_MS, Sound

STEP_MS = 10
WIDTH_MS = 120


def quietest(sound: Sound, from_ms: int, to_ms: int) -> int:
    """The time (ms, a multiple of 10) between `from_ms` and `to_ms` around which 120 ms of `sound` are quietest."""
    first = -(-from_ms // STEP_MS)
    last = min(to_ms, len(sound) // PER_MS) // STEP_MS
    if last - first < 2:
        return first * STEP_MS
    step = STEP_MS * PER_MS
    steps = sound[first * step : last * step].reshape(-1, step).astype(np.float64)
    power = (steps**2).mean(axis=1)
    width = min(WIDTH_MS // STEP_MS, len(power))
    around = np.convolve(power, np.ones(width), mode="valid")
    return (first + int(np.argmin(around)) + width // 2) * STEP_MS
