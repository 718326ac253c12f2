"""Whose words are whose, where everybody has a microphone of their own: the voice is louder in its own than in others.

“Louder” is meant between the two channels at one moment, so neither a quiet voice nor a microphone that is turned up
misleads: the difference between the channels falls into two heaps, one for each voice, and the border lies between.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from coproclip.audio.files import open_plain, read_frames, time_at
from coproclip.speech.engine import SpokenWord
from coproclip.speech.passages import ends_sentence

Powers = npt.NDArray[np.float64]

STEP_MS = 10
BLOCK_MS = 20_000
STRETCHES, STRETCH_MS = 24, 10_000
# Voices lie between about 300 Hz and 4 kHz; steps on the floor and the hum of a room below.
BAND_HZ = 8_000
FLOOR_PERCENT = 10
SPEAKING = 4.0  # times the noise
CLEAR_DB, CLEAR_RATIO = 5.0, 3.3
ONE_VOICE_DB = 6.0
MOST = 2.0
# How much a word has to gain before another voice is believed to begin with it.
CHANGE, CHANGE_IN_PAUSE, PAUSE_MS = 2.2, 0.7, 300


@dataclass(frozen=True, slots=True)
class _Border:
    """Where one voice ends and the other begins (dB of the first channel over the second), and how far they lie."""

    middle_db: float
    apart_db: float


class Channels:
    """The two channels of a plain WAV or FLAC file, one voice on each. Looks at four minutes of it at most.

    Raises `MediaError` or `StorageError` when it cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        with open_plain(path) as sound:
            self._total_ms = time_at(sound.frames, sound.samplerate)
            self._two = sound.channels == 2
        self._floor = np.zeros(2)
        self._border = self._listen() if self._two else None

    @property
    def can_tell(self) -> bool:
        """Whether the channels differ enough to say who is speaking."""
        return self._border is not None

    def heard_on(self, words: Sequence[SpokenWord]) -> list[int | None]:
        """For each of `words` (in order of time) the channel that its voice is on; None where that cannot be told.

        A word goes as a whole, and between two voices that are as likely it goes to the one before.
        """
        if self._border is None or not words:
            return [None] * len(words)
        scores = self._evidence(words, self._border)
        known = [place for place, one in enumerate(scores) if one is not None]
        found: list[int | None] = [None] * len(words)
        costs = [_cost(words[before], words[after]) for before, after in pairwise(known)]
        for place, channel in zip(known, _likeliest([scores[place] or 0.0 for place in known], costs), strict=True):
            found[place] = channel
        return found

    # ---- the whole file ---------------------------------------------------------------------------------------

    def _listen(self) -> _Border | None:
        parts = [self._powers(start, end) for start, end in self._stretches()]
        powers = np.concatenate(parts) if parts else np.zeros((0, 2))
        powers = powers[(powers > 0).all(axis=1)]  # a microphone that is off says nothing
        if len(powers) < 2:
            return None
        self._floor = np.percentile(powers, FLOOR_PERCENT, axis=0)
        apart, speaking = self._difference(powers)
        return _between(apart[speaking])

    def _stretches(self) -> Iterator[tuple[int, int]]:
        if self._total_ms <= STRETCHES * STRETCH_MS:
            yield from ((at, at + BLOCK_MS) for at in range(0, self._total_ms, BLOCK_MS))
            return
        for part in range(STRETCHES):
            start = (self._total_ms - STRETCH_MS) * part // (STRETCHES - 1)
            yield start, start + STRETCH_MS

    def _powers(self, start_ms: int, end_ms: int) -> Powers:
        """The power of both channels in the band of voices, every 10 ms; 0 only where a channel holds nothing."""
        samples, rate = read_frames(self._path, start_ms, end_ms)
        step = max(1, rate * STEP_MS // 1000)
        samples = samples[: len(samples) // step * step]
        sums = np.cumsum(samples, axis=0, dtype=np.float64)
        lag = max(1, rate // BAND_HZ)
        sums = np.concatenate([np.zeros((2 * lag, 2)), sums])
        band = (sums[2 * lag :] - 2 * sums[lag:-lag] + sums[: -2 * lag]) / lag
        powers: Powers = (band**2).reshape(-1, step, 2).mean(axis=1)
        there = (samples != 0).reshape(-1, step, 2).any(axis=1)
        return np.where(there, powers + 1e-12, 0.0)

    def _difference(self, powers: Powers) -> tuple[Powers, npt.NDArray[np.bool_]]:
        """How much louder (dB) the first channel is than the second, without their noise; and where anybody speaks."""
        voices = np.maximum(powers - self._floor, 0.1 * self._floor + 1e-12)
        apart: Powers = 10 * np.log10(voices[:, 0] / voices[:, 1])
        speaking = np.any(powers > SPEAKING * self._floor, axis=1)
        return apart, speaking

    # ---- word by word -----------------------------------------------------------------------------------------

    def _evidence(self, words: Sequence[SpokenWord], border: _Border) -> list[float | None]:
        """How much speaks for the first channel (above 0) or the second; None where a microphone was off."""
        scores: list[float | None] = []
        start, powers = 0, np.zeros((0, 2))
        for word in words:
            if not start <= word.start_ms <= word.end_ms <= start + len(powers) * STEP_MS:
                start = word.start_ms
                powers = self._powers(start, max(start + BLOCK_MS, word.end_ms + STEP_MS))
            first = (word.start_ms - start) // STEP_MS
            scores.append(self._weigh(powers[first : max(first + 1, (word.end_ms - start) // STEP_MS)], border))
        return scores

    def _weigh(self, powers: Powers, border: _Border) -> float | None:
        there = (powers > 0).all(axis=1)
        if 2 * there.sum() <= len(powers):
            return None
        powers = powers[there]
        apart, speaking = self._difference(powers)
        if not speaking.any():
            return 0.0
        votes = np.clip((apart - border.middle_db) / (border.apart_db / 4), -MOST, MOST)[speaking]
        # A word's edges belong half to its neighbours, and its loud middle says more than they do.
        weights = np.sqrt((powers / (self._floor + 1e-12)).max(axis=1))[speaking]
        surety = min(2.0, 0.5 + int(speaking.sum()) * STEP_MS / 200)
        return float(np.average(votes, weights=weights)) * surety


def _between(apart: Powers) -> _Border | None:
    """The border between two heaps of differences, or between one heap and the other side of 0."""
    if not len(apart):
        return None
    low, high = np.percentile(apart, [2, 98])
    for _ in range(30):
        right = apart > (low + high) / 2
        if not right.any() or right.all():
            break
        low, high = apart[~right].mean(), apart[right].mean()
    right = apart > (low + high) / 2
    if right.any() and not right.all():
        spread = np.sqrt((right.mean() * apart[right].var()) + ((~right).mean() * apart[~right].var()))
        if high - low >= max(CLEAR_DB, CLEAR_RATIO * spread):
            return _Border(float(low + high) / 2, float(high - low))
    middle = float(np.median(apart))
    # Only one of them speaks: in the own microphone louder than in the other.
    return _Border(0.0, 2 * abs(middle)) if abs(middle) >= ONE_VOICE_DB else None


def _cost(before: SpokenWord, word: SpokenWord) -> float:
    rests = word.start_ms - before.end_ms >= PAUSE_MS or ends_sentence(before.text)
    return CHANGE_IN_PAUSE if rests else CHANGE


def _likeliest(scores: Sequence[float], costs: Sequence[float]) -> list[int]:
    """The row of channels that has most for it, a change of voice costing what it does at that place."""
    if not scores:
        return []
    score = (scores[0], -scores[0])
    came: list[tuple[int, int]] = []
    for evidence, cost in zip(scores[1:], costs, strict=True):
        # Equal is not enough to change.
        from_zero = 1 if score[1] - cost > score[0] else 0
        from_one = 0 if score[0] - cost > score[1] else 1
        came.append((from_zero, from_one))
        score = (
            max(score[0], score[1] - cost) + evidence,
            max(score[1], score[0] - cost) - evidence,
        )
    row = [0 if score[0] >= score[1] else 1]
    for step in reversed(came):
        row.append(step[row[-1]])
    return row[::-1]
