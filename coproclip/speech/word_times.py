"""Words put where they are heard: the engine's rough times moved to where the sound begins and ends.

An engine knows the words and about where they are; the sound knows where somebody falls silent, but not which word it
is. One search over all edges of a stretch of words weighs both, and how long a word of so many letters usually takes.
The few numbers were chosen on all the aligned speech that `tests/bench/bench_word_times.py` measures, so other
recordings may do a little worse.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from coproclip.speech.engine import PER_MS, Sound, SpokenWord
from coproclip.timecode import TimeRange

STEP_MS = 10
EARLIEST, LATEST = -25, 70
"""An edge may be moved by so many steps."""
SHORTEST = 3
"""No word and no pause is shorter than so many steps."""
AROUND_MS = 1_500
FAR_TOO_LONG, BESIDES_MS, SOME_SILENCE = 2.0, 100, 0.2
LOUDNESS_MS = 25
# What it costs: a second before and after the engine's time, a step of silence in a word, a step of sound in a pause,
# a pause, and a word that is not as long as expected (times the square of the natural logarithm of the ratio).
EARLIER, LATER, SILENCE, SPOKEN, PAUSE, LENGTH = 30.0, 20.0, 0.7, 1.0, 2.0, 2.0
# Engines hear words about so much too early (s).
EARLY_S = 0.015
# This share of the way from the quiet (dB) to the loud moments lies the border of silence, and so soft it is.
BORDER, SOFT_DB, LEAST_RANGE_DB = 0.4, 4.5, 12.0
QUIET_PERCENT, LOUD_PERCENT = 8, 95
# Speech is noticed that much too late and lost that much too early.
SPEECH_EDGE_STEPS = 8
# A word of no letters would still take as long as two.
MORE_LETTERS = 2

Numbers = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]


def settle(words: Sequence[SpokenWord], sound: Sound, speech: Sequence[TimeRange]) -> list[SpokenWord]:
    """`words` (in order) with the times (ms of `sound`) at which they are heard; `speech` is what was found there.

    The first word after a silence begins where its sound does, and none reaches over a silence. Words for which there
    is no room stay as they are.
    """
    if not words:
        return []
    first = max(0, min(word.start_ms for word in words) - AROUND_MS) // STEP_MS
    last = min(len(sound) // PER_MS, max(word.end_ms for word in words) + AROUND_MS) // STEP_MS
    if last - first <= SHORTEST * len(words):
        return list(words)
    quiet = _quiet(sound, first, last, speech)
    expected = _expected(words)
    rough = [_Rough(word, first) for word in _not_over_pauses(words, expected, quiet, first)]
    edges = _search(rough, quiet, expected)
    if edges is None:
        return list(words)
    return [
        replace(word, start_ms=(first + start) * STEP_MS, end_ms=(first + end) * STEP_MS)
        for word, (start, end) in zip(words, edges, strict=True)
    ]


def _not_over_pauses(words: Sequence[SpokenWord], expected: Numbers, quiet: Numbers, first: int) -> list[SpokenWord]:
    """`words` with those that take far too long beginning later: where a word ends is what an engine knows better.

    A word that is drawn out without a silence in it stays as long as it is.
    """
    times = []
    for word, steps in zip(words, expected, strict=True):
        start = max(word.start_ms, round(word.end_ms - FAR_TOO_LONG * steps * STEP_MS) - BESIDES_MS)
        before = quiet[max(0, word.start_ms // STEP_MS - first) : max(0, start // STEP_MS - first)]
        silent = len(before) and before.mean() > SOME_SILENCE
        times.append(replace(word, start_ms=start) if silent else word)
    return times


class _Rough:
    """The steps at which a word may begin and end, and what each costs."""

    def __init__(self, word: SpokenWord, first: int) -> None:
        reach = np.arange(EARLIEST, LATEST + 1)
        start, end = (round(time / STEP_MS) - first for time in (word.start_ms, word.end_ms))
        self.starts, self.ends = start + reach, end + reach
        away = reach * STEP_MS / 1000 - EARLY_S
        self.cost: Numbers = np.where(away > 0, LATER * away, -EARLIER * away)

    def within(self, steps: int) -> tuple[Places, Places, Numbers, Numbers]:
        """Starts, ends, and the cost of each, for sound of so many steps; what lies outside cannot be."""
        start_cost, end_cost = (
            np.where((edges < 0) | (edges > steps), np.inf, self.cost) for edges in (self.starts, self.ends)
        )
        return self.starts.clip(0, steps), self.ends.clip(0, steps), start_cost, end_cost


@dataclass(frozen=True, slots=True)
class _Chosen:
    """For each start the end before it, for each end the start of its word that is cheapest."""

    starts: Places
    ends: Places
    before: Places
    start_of: Places


def _search(rough: Sequence[_Rough], quiet: Numbers, expected: Numbers) -> list[tuple[int, int]] | None:
    """The cheapest edges of all words, in steps."""
    silence = np.concatenate([[0.0], np.cumsum(SILENCE * quiet)])
    spoken = np.concatenate([[0.0], np.cumsum(SPOKEN * (1 - quiet))])
    table: list[_Chosen] = []
    total, last_ends = np.zeros(0), np.zeros(0, np.int64)
    for word, steps in zip(rough, expected, strict=True):
        starts, ends, start_cost, end_cost = word.within(len(quiet))
        before = np.zeros(len(starts), np.int64)
        if table:
            pause = starts[None, :] - last_ends[:, None]
            cost = np.where(pause >= SHORTEST, PAUSE + spoken[starts][None, :] - spoken[last_ends][:, None], np.inf)
            cost = total[:, None] + np.where(pause == 0, 0.0, cost)
            before = cost.argmin(axis=0)
            start_cost = start_cost + cost[before, np.arange(len(starts))]
        length = ends[None, :] - starts[:, None]
        unusual = np.log(np.maximum(length, 1) / steps)
        cost = silence[ends][None, :] - silence[starts][:, None] + LENGTH * unusual**2
        cost = start_cost[:, None] + np.where(length >= SHORTEST, cost, np.inf)
        start_of = cost.argmin(axis=0)
        total, last_ends = cost[start_of, np.arange(len(ends))] + end_cost, ends
        table.append(_Chosen(starts, ends, before, start_of))
    place = int(total.argmin())
    if not np.isfinite(total[place]):
        return None
    edges: list[tuple[int, int]] = []
    for chosen in reversed(table):
        start = int(chosen.start_of[place])
        edges.append((int(chosen.starts[start]), int(chosen.ends[place])))
        place = int(chosen.before[start])
    return edges[::-1]


def _expected(words: Sequence[SpokenWord]) -> Numbers:
    """How many steps each word would take if all of them were spoken equally fast."""
    letters = np.array([MORE_LETTERS + max(1, sum(map(str.isalnum, word.text))) for word in words], np.float64)
    lengths = np.array([word.end_ms - word.start_ms for word in words]) / STEP_MS
    return np.maximum(SHORTEST, float(np.median(lengths / letters)) * letters)


def _quiet(sound: Sound, first: int, last: int, speech: Sequence[TimeRange]) -> Numbers:
    """How silent each step from `first` to `last` is, from 0 to 1: by its loudness, and where nobody was found."""
    loud = _loudness(sound, first, last)
    low, high = np.percentile(loud, [QUIET_PERCENT, LOUD_PERCENT])
    border = low + BORDER * max(LEAST_RANGE_DB, high - low)
    quiet: Numbers = 1 / (1 + np.exp(np.clip((loud - border) / SOFT_DB, -20, 20)))
    nobody = np.ones(last - first)
    for one in speech:
        start, end = one.start_ms // STEP_MS - SPEECH_EDGE_STEPS, one.end_ms // STEP_MS + SPEECH_EDGE_STEPS
        nobody[max(0, start - first) : max(0, end - first)] = 0
    return np.maximum(quiet, nobody)


def _loudness(sound: Sound, first: int, last: int) -> Numbers:
    """The loudness (dB) around each step; the deep hum that a room has is taken out."""
    start = max(0, first * STEP_MS * PER_MS - 1)
    part = sound[start : last * STEP_MS * PER_MS].astype(np.float64)
    bright = np.diff(part) + 0.03 * part[:-1] if start else np.concatenate([part[:1], np.diff(part) + 0.03 * part[:-1]])
    power = np.concatenate(
        [[0.0], np.cumsum((bright[: len(bright) // PER_MS * PER_MS].reshape(-1, PER_MS) ** 2).sum(axis=1))]
    )
    middles = np.arange(last - first) * STEP_MS + STEP_MS // 2
    before, after = (np.clip(middles + half, 0, len(power) - 1) for half in (-(LOUDNESS_MS // 2), -(-LOUDNESS_MS // 2)))
    loud: Numbers = 10 * np.log10((power[after] - power[before]) / LOUDNESS_MS + 1e-9)
    return loud
