"""Two channels made one, so that nobody is lost: opposite phases do not cancel, a dead channel does not halve.

What to do is decided once for a whole file, from stretches all over it, so that recogniser and clips agree.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np
from av.audio.resampler import AudioResampler

from coproclip.audio.decode import Samples, as_float, as_frame
from coproclip.audio.files import open_plain, read_frames, stream_frames, time_at
from coproclip.audio.voice_activity import RATE, SPEAKING, speech_chances

STRETCHES = 40
STRETCH_MS = 5_000
DEAD_BELOW = 0.01  # of the other channel's energy: 20 dB
OPPOSITE_BELOW = -0.3  # correlation of the two channels
ENOUGH = 0.8  # of what is said on either channel has to be heard in the usual mix
LEAST_STEPS = 32  # a second of speech: less says nothing
CLEARLY = 1.3  # times as much has to be heard in another


class Mix(StrEnum):
    """How two channels become one."""

    MEAN = "mean"
    LEFT = "left"
    RIGHT = "right"
    DIFFERENCE = "difference"


def mix_of(path: Path, check: Callable[[], None] = lambda: None) -> Mix:
    """How the two channels of a plain WAV or FLAC file become one; `Mix.MEAN` for one channel.

    The mix in which what is said can be heard: a hum on one channel is never laid over the voice on the other. Looks
    at some minutes spread over the file, so a long one costs no more than a short one. `check` may raise to stop.
    """
    return _judged(path, check).mix


def about_channels(path: Path, check: Callable[[], None] = lambda: None) -> str:
    """What a person should know of `mix_of`: that one of two channels is left out for what is heard on it, or empty.

    A channel on which there is nothing at all needs no words.
    """
    found = _judged(path, check)
    if found.usual is found.mix or found.mix not in (Mix.LEFT, Mix.RIGHT):
        return ""
    other = Mix.RIGHT if found.mix is Mix.LEFT else Mix.LEFT
    nobody = "hardly anybody" if found.steps[other] >= LEAST_STEPS else "nobody"
    return f"Only the {found.mix} channel is transcribed: {nobody} could be heard on the {other} one."


@dataclass(frozen=True, slots=True)
class _Judged:
    # What was chosen, what loudness alone would say, and in how many steps of 32 ms somebody is heard in each mix.
    mix: Mix
    usual: Mix
    steps: dict[Mix, int]


def _judged(path: Path, check: Callable[[], None]) -> _Judged:
    with open_plain(path) as sound:
        if sound.channels < 2:
            return _Judged(Mix.MEAN, Mix.MEAN, {})
        total_ms = time_at(sound.frames, sound.samplerate)
    energy = np.zeros(3)
    heard: list[Samples] = []
    stretches = min(STRETCHES, 1 + total_ms // STRETCH_MS)
    for part in range(stretches):
        check()
        start = max(0, total_ms - STRETCH_MS) * part // max(1, stretches - 1)
        samples, rate = read_frames(path, start, start + STRETCH_MS)
        if not len(samples):
            continue
        samples = samples - samples.mean(axis=0, keepdims=True)
        left, right = samples[:, 0], samples[:, 1]
        energy += (float(left @ left), float(right @ right), float(left @ right))
        heard.append(_at_rate(samples, rate))
    usual = _by_energy(*energy)
    chances = {mix: [speech_chances(to_mono(samples, mix)) >= SPEAKING for samples in heard] for mix in Mix}
    said = sum(int((one | other).sum()) for one, other in zip(chances[Mix.LEFT], chances[Mix.RIGHT], strict=True))
    found = {mix: sum(int(one.sum()) for one in parts) for mix, parts in chances.items()}
    best = max(Mix, key=lambda mix: found[mix] / (CLEARLY if mix is Mix.DIFFERENCE else 1))
    enough = said < LEAST_STEPS or found[usual] >= said * ENOUGH or found[best] < found[usual] * CLEARLY
    return _Judged(usual if enough else best, usual, found)


def _by_energy(left: float, right: float, both: float) -> Mix:
    if right <= left * DEAD_BELOW:
        return Mix.LEFT if left > 0 else Mix.MEAN
    if left <= right * DEAD_BELOW:
        return Mix.RIGHT
    return Mix.DIFFERENCE if both < OPPOSITE_BELOW * (left * right) ** 0.5 else Mix.MEAN


def _at_rate(samples: Samples, rate: int) -> Samples:
    channels = [list(_resampled(iter([samples[:, place]]), rate, RATE)) for place in range(2)]
    return np.stack([np.concatenate(pieces) for pieces in channels], axis=1) if rate != RATE else samples


def to_mono(samples: Samples, mix: Mix = Mix.MEAN) -> Samples:
    """`samples` [frames, channels] as [frames]."""
    if samples.shape[1] == 1:
        return samples[:, 0]
    left, right = samples[:, 0], samples[:, 1]
    if mix is Mix.LEFT:
        return left
    if mix is Mix.RIGHT:
        return right
    half = np.float32(0.5)
    return (left - right) * half if mix is Mix.DIFFERENCE else (left + right) * half


def stream_mono(
    path: Path, rate: int = 16_000, start_ms: int = 0, end_ms: int | None = None, mix: Mix | None = None
) -> Iterator[Samples]:
    """One channel of `path` (plain WAV or FLAC) at `rate` Hz, as float32 [frames] in blocks of a few seconds at most.

    From `start_ms` to `end_ms` or the end; memory stays flat. `mix` is found out unless given.
    """
    if mix is None:
        mix = mix_of(path)
    with open_plain(path) as sound:
        original = int(sound.samplerate)
    blocks = (to_mono(block, mix) for block in stream_frames(path, start_ms, end_ms))
    return blocks if original == rate else _resampled(blocks, original, rate)


def _resampled(blocks: Iterator[Samples], original: int, rate: int) -> Iterator[Samples]:
    resampler = AudioResampler(format="fltp", layout="mono", rate=rate)
    for block in blocks:
        for frame in resampler.resample(as_frame(block[:, np.newaxis], original)):
            yield as_float(frame)[:, 0]
    for frame in resampler.resample(None):
        yield as_float(frame)[:, 0]
