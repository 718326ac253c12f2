"""What a speaker model is shown of a sound: how loud each band of pitch is, every 10 ms, as Kaldi counts it."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from coproclip.speech.engine import PER_MS, RATE, Sound

Frames = npt.NDArray[np.float32]
"""One row for every 10 ms, one column for every band."""

BANDS = 80
FRAME_MS = 10
HOP = FRAME_MS * PER_MS
LENGTH = 25 * PER_MS
POINTS = 512
LOWEST_HZ = 20.0
_LOUDEST = 32_768.0


@dataclass(frozen=True, slots=True)
class Bands:
    """One way of listening: 3D-Speaker’s models were taught with the “povey” `window`, WeSpeaker’s with “hamming”.

    `whole_numbers`: the sound is between -32768 and 32767 instead of -1 and 1.
    """

    window: str
    whole_numbers: bool = False

    def frames(self, sound: Sound) -> Frames:
        """The frames that lie wholly in `sound`; frame n begins n x 10 ms after its start."""
        count = (len(sound) - LENGTH) // HOP + 1
        if count < 1:
            return np.zeros((0, BANDS), np.float32)
        starts = np.arange(count)[:, np.newaxis] * HOP
        pieces = sound[starts + np.arange(LENGTH)].astype(np.float64) * (_LOUDEST if self.whole_numbers else 1.0)
        powers = np.abs(np.fft.rfft(_prepared(pieces) * _window(self.window), POINTS)) ** 2
        return np.log(np.maximum(powers @ _triangles().T, np.finfo(np.float32).eps)).astype(np.float32)


def _prepared(pieces: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    pieces = pieces - pieces.mean(axis=1, keepdims=True)
    before = np.concatenate([pieces[:, :1], pieces[:, :-1]], axis=1)
    return pieces - 0.97 * before


@cache
def _window(name: str) -> npt.NDArray[np.float64]:
    window: npt.NDArray[np.float64] = np.hanning(LENGTH) ** 0.85 if name == "povey" else np.hamming(LENGTH)
    return window


@cache
def _triangles() -> npt.NDArray[np.float64]:
    """Triangles of even width on the mel scale, from 20 Hz to the highest there is."""

    def mel(hertz: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        return 1127.0 * np.log1p(hertz / 700.0)

    low, high = mel(np.array([LOWEST_HZ, RATE / 2]))
    edges = np.linspace(low, high, BANDS + 2)
    low_edges, middle, high_edges = edges[:-2, np.newaxis], edges[1:-1, np.newaxis], edges[2:, np.newaxis]
    places = mel(np.arange(POINTS // 2 + 1) * RATE / POINTS)
    rising, falling = (places - low_edges) / (middle - low_edges), (high_edges - places) / (high_edges - middle)
    bands: npt.NDArray[np.float64] = np.maximum(0.0, np.minimum(rising, falling))
    bands[:, -1] = 0.0  # this way of listening leaves the very highest out
    return bands
