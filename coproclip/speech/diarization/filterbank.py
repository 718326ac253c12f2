"""What a speaker model is shown of a sound: how loud each band of pitch is, every 10 ms."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from coproclip.speech.engine import PER_MS, RATE, Sound

Frames = npt.NDArray[np.float32]
"""One row for every 10 ms, one column for every band."""

FRAME_MS = 10
HOP = FRAME_MS * PER_MS
LENGTH = 25 * PER_MS
POINTS = 512
_LOUDEST = 32_768.0


@dataclass(frozen=True, slots=True)
class Bands:
    """One way of listening. `kaldi`: as the WeSpeaker and 3D-Speaker families do; otherwise as the d-vector does.

    `whole_numbers`: the sound is between -32768 and 32767 instead of -1 and 1.
    """

    number: int
    kaldi: bool
    whole_numbers: bool = False

    def frames(self, sound: Sound) -> Frames:
        """The frames that lie wholly in `sound`; frame n begins n x 10 ms after its start."""
        count = (len(sound) - self._taken) // HOP + 1
        if count < 1:
            return np.zeros((0, self.number), np.float32)
        starts = np.arange(count)[:, np.newaxis] * HOP
        pieces = sound[starts + np.arange(self._taken)].astype(np.float64)
        if self.kaldi:
            pieces = _prepared(pieces * (_LOUDEST if self.whole_numbers else 1.0))
        powers = np.abs(np.fft.rfft(pieces * _window(self.kaldi), POINTS)) ** 2
        energies = powers @ (_kaldi_bands(self.number) if self.kaldi else _slaney_bands(self.number)).T
        if self.kaldi:
            return np.log(np.maximum(energies, np.finfo(np.float32).eps)).astype(np.float32)
        return np.log10(energies + 1e-10).astype(np.float32)

    @property
    def _taken(self) -> int:
        """How many samples one frame takes; the d-vector's 25 ms lie in the middle of 32."""
        return LENGTH if self.kaldi else POINTS


def _prepared(pieces: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    pieces = pieces - pieces.mean(axis=1, keepdims=True)
    before = np.concatenate([pieces[:, :1], pieces[:, :-1]], axis=1)
    return pieces - 0.97 * before


@cache
def _window(kaldi: bool) -> npt.NDArray[np.float64]:
    if kaldi:
        return np.hamming(LENGTH)
    around = (POINTS - LENGTH) // 2
    return np.pad(0.54 - 0.46 * np.cos(2 * np.pi * np.arange(LENGTH) / LENGTH), around)


@cache
def _kaldi_bands(number: int) -> npt.NDArray[np.float64]:
    """Triangles of even width on the mel scale, from 20 Hz to the highest there is."""

    def mel(hertz: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        return 1127.0 * np.log1p(hertz / 700.0)

    low, high = mel(np.array([20.0, RATE / 2]))
    edges = np.linspace(low, high, number + 2)
    bands = _triangles(mel(np.arange(POINTS // 2 + 1) * RATE / POINTS), edges)
    bands[:, -1] = 0.0  # this way of listening leaves the very highest out
    return bands


@cache
def _slaney_bands(number: int) -> npt.NDArray[np.float64]:
    """Triangles even up to 1 kHz and ever wider above, each with the same area."""
    top = 15.0 + 27.0 * np.log(RATE / 2 / 1000.0) / np.log(6.4)
    mels = np.linspace(0.0, top, number + 2)
    edges = np.where(mels < 15.0, mels * 200.0 / 3.0, 1000.0 * 6.4 ** ((mels - 15.0) / 27.0))
    bands = _triangles(np.arange(POINTS // 2 + 1) * RATE / POINTS, edges)
    return bands * (2.0 / (edges[2:] - edges[:-2]))[:, np.newaxis]


def _triangles(places: npt.NDArray[np.float64], edges: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    low, middle, high = edges[:-2, np.newaxis], edges[1:-1, np.newaxis], edges[2:, np.newaxis]
    rising, falling = (places - low) / (middle - low), (high - places) / (high - middle)
    return np.maximum(0.0, np.minimum(rising, falling))
