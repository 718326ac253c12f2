"""How loud a sound is to ears: the energy of each tenth of a second as ITU-R BS.1770 weighs it, and all of it gated.

What was measured once need not be measured again where nothing but the gain changed.
"""

import math
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from coproclip.audio.decode import Samples

Energies = npt.NDArray[np.float64]

STEPS_A_S, BLOCK = 10, 4
"""Energies are of steps, a block is so many of them and begins at each."""
_AT_ONCE, _SETTLING = 100, 3
_FLOOR_LUFS, _BELOW_LU, _OFFSET = -70.0, 10.0, -0.691


def energies(samples: Samples, rate: int, first: int = 0, last: int | None = None) -> Energies:
    """Of the steps from `first` up to `last` (all of them) of [frames, channels]: the mean square, channels added."""
    from scipy.signal import sosfilt  # not needed to start

    every = steps_in(len(samples), rate)
    last = every if last is None else min(last, every)
    found: list[Energies] = []
    sections, place = _sections(rate), max(0, first - _SETTLING) * rate // STEPS_A_S
    state = np.zeros((len(sections), 2, samples.shape[1]))
    for begin in range(first, last, _AT_ONCE):
        edges = np.minimum(np.arange(begin, min(last, begin + _AT_ONCE) + 1) * rate // STEPS_A_S, len(samples))
        weighed, state = sosfilt(sections, samples[place : edges[-1]].astype(np.float64), axis=0, zi=state)
        square = np.einsum("fc,fc->f", weighed, weighed)
        found.append(np.add.reduceat(square, edges[:-1] - place) * (STEPS_A_S / rate))
        place = int(edges[-1])
    return np.concatenate([*found, np.zeros(0)])


def steps_in(frames: int, rate: int) -> int:
    """How many steps there are, the last of which may be shorter."""
    return -(-frames * STEPS_A_S // rate)


def gated(steps: Energies, seconds: float) -> float:
    """Integrated loudness (LUFS) of so many `seconds` with these energies; −inf for silence."""
    blocks = max(0, round(seconds * STEPS_A_S - BLOCK) + 1)
    padded = np.concatenate([steps, np.zeros(max(0, blocks + BLOCK - 1 - len(steps)))])
    mean = np.convolve(padded, np.full(BLOCK, 1 / BLOCK), "valid")[:blocks]
    loud = mean[_lufs(mean) >= _FLOOR_LUFS]
    if not len(loud):
        return -math.inf
    loud = loud[_lufs(loud) > float(_lufs(loud.mean())) - _BELOW_LU]
    return float(_lufs(loud.mean())) if len(loud) else -math.inf


def _lufs(energy: Any) -> Any:
    with np.errstate(divide="ignore"):
        return _OFFSET + 10 * np.log10(energy)


@lru_cache(maxsize=8)
def _sections(rate: int) -> npt.NDArray[np.float64]:
    # Not at the top: it brings all of SciPy, which would double the time the window takes to open.
    from pyloudnorm import IIRfilter

    shelf = IIRfilter(4.0, 1 / math.sqrt(2), 1500.0, rate, "high_shelf")
    low = IIRfilter(0.0, 0.5, 38.0, rate, "high_pass")
    return np.array([[*(one.b / one.a[0]), *(one.a / one.a[0])] for one in (shelf, low)])
