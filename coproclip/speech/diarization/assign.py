"""Whose word is whose: voice prints of stretches become voices of words.

A word on its own says little, so its neighbours count, each change of voice costing something: much within a sentence,
less where one ends, hardly anything in a pause. A short “yes” of somebody else is kept where its print is clear.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from coproclip.speech.diarization.clustering import Numbers, distances, find_groups
from coproclip.speech.diarization.embeddings import Prints
from coproclip.speech.diarization.windows import SpeakerWindow, runs_of
from coproclip.speech.engine import SpokenWord
from coproclip.speech.messages import WordSpeaker
from coproclip.speech.passages import ends_sentence

# What a print says: the more, the longer its word is.
WEIGHT = 10.0
USUAL_WORD_MS, MOST_OF_A_WORD = 300, 1.5
NEAR_MS = 300
BESIDE = 3
# A change of voice has a chance of e^-4.5 within a sentence; a sentence’s end and a pause take from that.
CHANGE, AFTER_SENTENCE, IN_PAUSE, LEAST = 4.5, 2.0, 3.5, 0.7
PAUSE_MS = 500
AGAIN = 1
WHOLE_WINDOW_MS = 800


def voices_of(
    words: Sequence[SpokenWord], windows: Sequence[SpeakerWindow], prints: Prints, voices: int | None
) -> list[WordSpeaker]:
    """The voice of each of `words` (in order of time); `prints` are those of `windows` as `windows_of` made them.

    `voices` is how many there are at most; None finds that out.
    """
    if not words:
        return []
    # A long story has a hundred thousand of them: half the digits are enough.
    vectors = np.asarray(prints, np.float32)
    whole = np.array([min(1.0, (window.end_ms - window.start_ms) / WHOLE_WINDOW_MS) for window in windows], np.float32)
    centres = find_groups(_smoothed(windows, vectors, whole), whole, voices).centres
    own = _of_words(words, windows, vectors, whole)
    lengths = np.array([word.end_ms - word.start_ms for word in words], np.float64)
    says = WEIGHT * np.clip(lengths / USUAL_WORD_MS, 0.05, MOST_OF_A_WORD)
    changes = _chances(words)
    for _ in range(AGAIN):
        shares = _likely(-says[:, np.newaxis] * distances(own, centres), changes) * says[:, np.newaxis]
        enough = shares.sum(axis=0) > WEIGHT
        fresh = shares.T.astype(np.float32) @ own / np.maximum(shares.sum(axis=0), 1e-9)[:, np.newaxis]
        centres = np.where(enough[:, np.newaxis], fresh, centres)
    evidence = -says[:, np.newaxis] * distances(own, centres)
    likely = _likely(evidence, changes)
    chosen, sure = likely.argmax(axis=1), likely.max(axis=1)
    numbers = {voice: number for number, voice in enumerate(dict.fromkeys(chosen.tolist()))}
    return [WordSpeaker(numbers[voice], round(100 * one)) for voice, one in zip(chosen.tolist(), sure, strict=True)]


def _smoothed(windows: Sequence[SpeakerWindow], prints: Numbers, whole: Numbers) -> Numbers:
    """Each print with a part of those beside it in the same talk: what is said differs, the voice does not."""
    middles = np.array([window.middle_ms for window in windows], np.float64)
    runs = np.array([window.run for window in windows])
    total, counts = whole[:, np.newaxis] * prints, whole.copy()
    for step in range(1, min(BESIDE, len(windows) - 1) + 1):
        near = np.exp(-(((middles[step:] - middles[:-step]) / NEAR_MS) ** 2) / 2) * (runs[step:] == runs[:-step])
        for here, there in ((slice(step, None), slice(None, -step)), (slice(None, -step), slice(step, None))):
            share = (near * whole[there]).astype(np.float32)
            total[here] += share[:, np.newaxis] * prints[there]
            counts[here] += share
    smoothed: Numbers = total / counts[:, np.newaxis]
    return smoothed


def _of_words(
    words: Sequence[SpokenWord], windows: Sequence[SpeakerWindow], prints: Numbers, whole: Numbers
) -> Numbers:
    """The print of each word: those of the windows near it in the same talk, the nearest most."""
    middles = np.array([window.middle_ms for window in windows], np.float64)
    runs = np.array([window.run for window in windows])
    found = np.zeros((len(words), prints.shape[1]), np.float32)
    for place, (word, run) in enumerate(zip(words, runs_of(words), strict=True)):
        first, last = np.searchsorted(runs, (run, run + 1))
        near = (middles[first:last] - (word.start_ms + word.end_ms) / 2) / NEAR_MS
        counts = whole[first:last] * np.exp(-(near**2) / 2) + 1e-9
        found[place] = counts @ prints[first:last] / counts.sum()
    return found


def _chances(words: Sequence[SpokenWord]) -> Numbers:
    """For each word how likely another voice begins with it."""
    costs = [0.0]
    for before, word in pairwise(words):
        pause = min(1.0, max(0, word.start_ms - before.end_ms) / PAUSE_MS)
        costs.append(max(LEAST, CHANGE - AFTER_SENTENCE * ends_sentence(before.text) - IN_PAUSE * pause))
    chances: Numbers = np.exp(-np.array(costs))
    return chances


def _likely(evidence: Numbers, changes: Numbers) -> Numbers:
    """How likely each word is each voice’s, everything before and after it considered."""
    count, voices = evidence.shape
    if voices == 1:
        return np.ones((count, 1))
    says = np.exp(evidence - evidence.max(axis=1, keepdims=True))
    until = np.zeros((count, voices))
    state: Numbers = np.full(voices, 1.0 / voices)
    for place in range(count):
        if place:
            state = _moved(state, changes[place])
        state = state * says[place]
        state /= state.sum()
        until[place] = state
    after: Numbers = np.ones(voices)
    for place in range(count - 2, -1, -1):
        after = _moved(says[place + 1] * after, changes[place + 1])
        after /= after.sum()
        until[place] *= after
    likely: Numbers = until / until.sum(axis=1, keepdims=True)
    return likely


def _moved(state: Numbers, change: float) -> Numbers:
    """Where the voice is one word on: it stays, or changes to any other."""
    moved: Numbers = state * (1.0 - change) + (state.sum() - state) * (change / (len(state) - 1))
    return moved
