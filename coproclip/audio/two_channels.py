"""How two channels become one, so that nobody is lost: neither the quiet voice on one of them, nor a voice under a hum.

Opposite phases do not cancel, a dead channel does not halve, a channel with nothing but noise is left out, and where a
person speaks on each channel the quieter one is raised until it is a little below the other: engines pass over the
quieter of two voices, but the louder one has to be understood where both speak. Decided once for a whole file: the
levels of all of it are looked at, and speech is looked for in stretches all over it and where a channel stands out
most from the other.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from coproclip.audio.decode import Samples
from coproclip.audio.files import open_plain, read_frames, stream_frames
from coproclip.audio.mix import Mix, resampled, to_mono
from coproclip.audio.voice_activity import RATE, SPEAKING, STEP, speech_chances

STEP_MS = STEP * 1000 // RATE
STRETCH_STEPS = 156  # about five seconds
STRETCHES, BEST_PLACES = 16, 12  # all over the file, and for each channel
DEAD_BELOW = 0.01  # of the other channel's energy: 20 dB
OPPOSITE_BELOW = -0.3  # correlation of the two channels
ENOUGH = 0.8  # of what each person says has to be heard in the usual mix
LEAST_STEPS = 32  # a second of speech: less says nothing
CLEARLY = 1.3  # times as much has to be heard in another
# Voices lie between about 300 Hz and 4 kHz; steps on the floor and the hum of a room below.
BAND_HZ = 8_000
FLOOR_PERCENT, ABOVE_FLOOR = 10, 4.0
# A voice is a channel's own where the other is silent for so long around it, or where the difference (dB) between the
# channels falls into two heaps, this far and by so many times their width apart.
SILENT_STEPS, APART_DB, APART_RATIO = 8, 9.0, 3.3
# No voice is raised to less than this (dB) below the other, none by more, nor its noise to less than this below the
# other voice.
VOICE_BELOW_DB, MOST_DB, NOISE_BELOW_DB = 9.0, 40.0, 10.0
# What is said on both channels is taken from one where it is so little (dB) above the noise on the other.
NOISY_DB, CLEARER_DB = 15.0, 6.0
QUIETEST = 1e-12

Powers = npt.NDArray[np.float64]
Steps = npt.NDArray[np.bool_]


def mix_of(path: Path, check: Callable[[], None] = lambda: None) -> Mix:
    """How the two channels of a plain WAV or FLAC file become one; `Mix.MEAN` for one channel. `check` may raise."""
    return _judged(path, check).mix


def about_channels(path: Path, check: Callable[[], None] = lambda: None) -> str:
    """What a person should know of `mix_of`: that one of two channels is left out for what is heard on it, or empty.

    A channel on which there is nothing at all needs no words.
    """
    found = _judged(path, check)
    if found.usual == found.mix or found.mix not in (Mix.LEFT, Mix.RIGHT):
        return ""
    taken, other = ("left", "right") if found.mix is Mix.LEFT else ("right", "left")
    if found.people == 2:
        return f"Only the {taken} channel is transcribed: somebody speaks on the {other} one too, but under a noise."
    if found.steps[other] < LEAST_STEPS:
        return f"Only the {taken} channel is transcribed: nobody could be heard on the {other} one."
    return f"Only the {taken} channel is transcribed: what is said on the {other} one is heard more clearly on it."


@dataclass(frozen=True, slots=True)
class _Judged:
    # What was chosen; what would be without looking at what is heard in it; in how many steps somebody is heard on
    # each channel, and on how many of them is a voice of its own.
    mix: Mix
    usual: Mix
    steps: dict[str, int]
    people: int


def _judged(path: Path, check: Callable[[], None]) -> _Judged:
    with open_plain(path) as sound:
        if sound.channels < 2:
            return _Judged(Mix.MEAN, Mix.MEAN, {}, 0)
    energy, starts_ms = _looked_over(path, check)
    blocks: list[Samples] = []
    for start_ms in starts_ms:
        check()
        samples, rate = read_frames(path, start_ms, start_ms + STRETCH_STEPS * STEP_MS)
        if len(samples) * RATE >= STEP * rate:
            blocks.append(_at_rate(samples - samples.mean(axis=0, keepdims=True), rate))
    if not blocks:
        return _Judged(Mix.MEAN, Mix.MEAN, {}, 0)
    active = np.stack([_active(blocks, side) for side in (Mix.LEFT, Mix.RIGHT)], axis=1)
    own = _own(active, np.concatenate([_powers(block, RATE, STEP) for block in blocks]))
    loudness = np.concatenate([_in_steps(block, STEP) for block in blocks])
    people = own if own.sum(axis=0).min() >= LEAST_STEPS else active.max(axis=1, keepdims=True)
    usual = _by_energy(*energy) if people is not own else _levelled(own, loudness, energy)
    said = int(people.any(axis=1).sum())
    steps = dict(zip(("left", "right"), map(int, active.sum(axis=0)), strict=True))

    def found(mix: Mix) -> Steps:
        return people & _active(blocks, mix)[:, np.newaxis]

    in_usual = found(usual)
    mix = usual if people is own else _clearer(active, loudness) or usual
    if mix is usual and said >= LEAST_STEPS and (in_usual.sum(axis=0) < people.sum(axis=0) * ENOUGH).any():
        others = {one: int(found(one).any(axis=1).sum()) for one in (Mix.MEAN, Mix.LEFT, Mix.RIGHT, Mix.DIFFERENCE)}
        best = max(others, key=lambda one: others[one] / (CLEARLY if one is Mix.DIFFERENCE else 1))
        mix = best if others[best] >= int(in_usual.any(axis=1).sum()) * CLEARLY else usual
    return _Judged(mix, usual, steps, people.shape[1])


def _looked_over(path: Path, check: Callable[[], None]) -> tuple[tuple[float, float, float], list[int]]:
    """The energy of left, right and both together in the whole file, and where (ms) to look for speech."""
    with open_plain(path) as sound:
        rate = int(sound.samplerate)
    step = rate * STEP_MS // 1000
    left = right = both = 0.0
    parts = [np.zeros((0, 2))]
    for block in stream_frames(path, block=step * STRETCH_STEPS):
        check()
        middle = block - block.mean(axis=0, keepdims=True)
        left += float(middle[:, 0] @ middle[:, 0])
        right += float(middle[:, 1] @ middle[:, 1])
        both += float(middle[:, 0] @ middle[:, 1])
        parts.append(_powers(middle, rate, step))
    powers = np.concatenate(parts)
    count = -(-len(powers) // STRETCH_STEPS)
    chosen = set(range(count))
    if count > STRETCHES + 2 * BEST_PLACES:
        chosen = {(count - 1) * part // (STRETCHES - 1) for part in range(STRETCHES)}
        chosen.update(*(_best_places(powers[:, [one, 1 - one]]) for one in (0, 1)))
    return (left, right, both), [part * STRETCH_STEPS * step * 1000 // rate for part in sorted(chosen)]


def _best_places(powers: Powers) -> set[int]:
    """The stretches in which the first channel rises most above the other, compared with how it usually does."""
    mine = powers[:, 0] > ABOVE_FLOOR * np.percentile(powers[:, 0], FLOOR_PERCENT) + QUIETEST
    above = 10 * np.log10((powers[:, 0] + QUIETEST) / (powers[:, 1] + QUIETEST))
    score = np.where(mine, np.clip(above - np.median(above[mine]) if mine.any() else above, 0, 20), 0)
    score = np.concatenate([score, np.zeros(-len(score) % STRETCH_STEPS)]).reshape(-1, STRETCH_STEPS).sum(axis=1)
    best = np.argsort(score, kind="stable")[::-1][:BEST_PLACES]
    return {int(one) for one in best if score[one] > 0}


def _powers(samples: Samples, rate: int, step: int) -> Powers:
    """The power of both channels in the band of voices in each whole step."""
    lag = max(1, rate // BAND_HZ)
    before = np.concatenate([np.zeros((2 * lag, 2), np.float32), samples])
    band = before[2 * lag :] - 2 * before[lag:-lag] + before[: -2 * lag]
    return _in_steps(band, step)


def _in_steps(samples: Samples, step: int) -> Powers:
    """The power of both channels in each whole step."""
    whole = samples[: len(samples) // step * step].astype(np.float64)
    powers: Powers = np.square(whole).reshape(-1, step, 2).mean(axis=1)
    return powers


def _active(blocks: Sequence[Samples], mix: Mix) -> Steps:
    speaking = [speech_chances(to_mono(block, mix)) >= SPEAKING for block in blocks]
    return np.concatenate([np.zeros(0, np.bool_), *speaking])


def _voices(powers: Powers) -> tuple[Powers, Powers]:
    """What is left of `powers` without the noise, and the noise."""
    floor = np.percentile(powers, FLOOR_PERCENT, axis=0) if len(powers) else np.zeros(2)
    return np.maximum(powers - floor, 0.1 * floor + QUIETEST), floor + QUIETEST


def _own(active: Steps, powers: Powers) -> Steps:
    """Where somebody speaks on a channel who is not only heard across from the other."""
    around = np.ones(2 * SILENT_STEPS + 1)
    near = [np.convolve(active[:, side], around)[SILENT_STEPS : SILENT_STEPS + len(active)] > 0 for side in (0, 1)]
    own = active & ~np.stack(near[::-1], axis=1)
    voices, floor = _voices(powers)
    apart = 10 * np.log10(voices[:, 0] / voices[:, 1])
    # Down in the noise of a channel the difference tells of the noise, so only what rises above it is counted.
    above = active.any(axis=1, keepdims=True) & (powers > ABOVE_FLOOR * floor)
    for border in (_border(apart[above[:, side]]) for side in (0, 1)):
        if border is not None:
            own |= active & above & np.stack([apart > border, apart < border], axis=1)
    return own


def _border(apart: Powers) -> float | None:
    """What parts two heaps of differences; None where there are not two."""
    if len(apart) < 2 * LEAST_STEPS:
        return None
    low, high = np.percentile(apart, [2, 98])
    for _ in range(30):
        right = apart > (low + high) / 2
        if right.all() or not right.any():
            return None
        low, high = apart[~right].mean(), apart[right].mean()
    width = np.sqrt(right.mean() * apart[right].var() + (~right).mean() * apart[~right].var())
    return float(low + high) / 2 if high - low >= max(APART_DB, APART_RATIO * width) else None


def _clearer(active: Steps, power: Powers) -> Mix | None:
    """The channel to take alone for all that is said, because the other has much noise and hardly anything else."""
    speaking = active.any(axis=1)
    if min(int(speaking.sum()), int((~speaking).sum())) < LEAST_STEPS // 2:
        return None
    ratio = 10 * np.log10((power[speaking].mean(axis=0) + QUIETEST) / (power[~speaking].mean(axis=0) + QUIETEST))
    worse = int(np.argmin(ratio))
    if ratio[worse] >= NOISY_DB or ratio[1 - worse] - ratio[worse] < CLEARER_DB:
        return None
    return Mix.LEFT if worse else Mix.RIGHT


def _levelled(own: Steps, powers: Powers, energy: tuple[float, float, float]) -> Mix:
    """Both channels, the quieter voice raised to a little below the other as far as the noise allows.

    `powers` are those of all that is heard: a band would make one voice quieter than another that is as loud.
    """
    voices, floor = _voices(powers)
    level = [10 * np.log10(voices[own[:, side], side].mean()) for side in (0, 1)]
    quiet = 0 if level[0] < level[1] else 1
    most = level[1 - quiet] - level[quiet] - VOICE_BELOW_DB
    room = level[1 - quiet] - NOISE_BELOW_DB - 10 * np.log10(floor[quiet])
    raise_db = min(most, MOST_DB, room)
    left, right, both = energy
    sign = -1 if both < OPPOSITE_BELOW * (left * right) ** 0.5 else 1
    if raise_db <= 0:
        return Mix.DIFFERENCE if sign < 0 else Mix.MEAN
    more = float(1 / (1 + 10 ** (-raise_db / 20)))
    return Mix(1 - more, sign * more) if quiet else Mix(more, sign * (1 - more))


def _by_energy(left: float, right: float, both: float) -> Mix:
    if right <= left * DEAD_BELOW:
        return Mix.LEFT if left > 0 else Mix.MEAN
    if left <= right * DEAD_BELOW:
        return Mix.RIGHT
    return Mix.DIFFERENCE if both < OPPOSITE_BELOW * (left * right) ** 0.5 else Mix.MEAN


def _at_rate(samples: Samples, rate: int) -> Samples:
    channels = [list(resampled(iter([samples[:, place]]), rate, RATE)) for place in range(2)]
    return np.stack([np.concatenate(pieces) for pieces in channels], axis=1) if rate != RATE else samples
