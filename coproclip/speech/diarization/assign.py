"""Whose word is whose: voice prints of stretches become voices of words.

A word on its own says little, so its neighbours count, each change of voice costing something: much within a sentence,
less where one ends, hardly anything in a pause. A short “yes” of somebody else is kept where its print is clear.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np

from coproclip.speech.diarization.clustering import Numbers, Places, find_groups
from coproclip.speech.diarization.embeddings import Prints
from coproclip.speech.diarization.windows import SpeakerWindow
from coproclip.speech.engine import SpokenWord
from coproclip.speech.messages import AtMost, Voices, WordSpeaker
from coproclip.speech.passages import ends_sentence

# What a print says: the more, the longer its word is.
WEIGHT = 20.0
USUAL_WORD_MS, LEAST_OF_A_WORD, MOST_OF_A_WORD = 300, 0.05, 1.5
# How far from a word a window still speaks for it: outside the window, and from its middle.
OUTSIDE_MS, NEAR_MS = 150, 600
# A change of voice has a chance of e^-4.5 within a sentence; a sentence’s end and a pause take from that.
CHANGE, AFTER_SENTENCE, IN_PAUSE, LEAST = 4.5, 2.0, 3.5, 0.7
PAUSE_MS = 500
AGAIN = 2
WHOLE_WINDOW_MS = 1_000
# A voice is heard anew from its words where these say so much.
ENOUGH = 20.0
# So sure at most is any word while the voices themselves are not plainly different.
UNCERTAIN = 75


def voices_of(
    words: Sequence[SpokenWord],
    windows: Sequence[SpeakerWindow],
    prints: Prints,
    voices: Voices,
    known: Mapping[int, int] | None = None,
) -> list[WordSpeaker]:
    """The voice of each of `words` (in order of time); `prints` are those of `windows` as `windows_of` made them.

    `voices` is how many there are (`AtMost` and None find that out). `known` says of some words (by their place) which
    voice they are, as a person said: 0 and up, without a gap. They keep it, and the others are found by them; without
    `known` voices are numbered as they begin to speak.
    """
    if not words:
        return []
    # A long story has a hundred thousand of them: half the digits are enough.
    vectors = np.asarray(prints, np.float32)
    whole = np.array([min(1.0, (window.end_ms - window.start_ms) / WHOLE_WINDOW_MS) for window in windows], np.float32)
    middles = np.array([window.middle_ms for window in windows], np.float32)
    known = known or {}
    seeds = _seeds(words, windows, known)
    if isinstance(voices, int):
        voices = max(voices, len(seeds))
    elif voices:
        voices = AtMost(max(voices.number, len(seeds)))
    groups = find_groups(vectors, whole, middles, voices, seeds)
    centres = groups.centres
    own = _of_words(words, windows, vectors, whole)
    lengths = np.array([word.end_ms - word.start_ms for word in words], np.float64)
    says = WEIGHT * np.clip(lengths / USUAL_WORD_MS, LEAST_OF_A_WORD, MOST_OF_A_WORD)
    changes = _chances(words)
    for turn in range(AGAIN + 1):
        evidence = says[:, np.newaxis] * (own @ centres.T)
        for place, voice in known.items():
            evidence[place] = np.where(np.arange(len(centres)) == voice, 0.0, -1e3)
        likely = _likely(evidence, changes)
        if turn < AGAIN:
            shares = likely * says[:, np.newaxis]
            fresh = shares.T.astype(np.float32) @ own
            fresh /= np.maximum(np.linalg.norm(fresh, axis=1, keepdims=True), 1e-9)
            centres = np.where((shares.sum(axis=0) > ENOUGH)[:, np.newaxis], fresh, centres)
    chosen, sure = likely.argmax(axis=1), np.round(100 * likely.max(axis=1)).astype(int)
    if not groups.certain:
        sure = np.minimum(sure, UNCERTAIN)
    first = range(len(seeds)) if seeds else ()
    numbers = {voice: number for number, voice in enumerate(dict.fromkeys([*first, *chosen.tolist()]))}
    return [
        WordSpeaker(numbers[voice], 100 if place in known else one)
        for place, (voice, one) in enumerate(zip(chosen.tolist(), sure.tolist(), strict=True))
    ]


def _seeds(
    words: Sequence[SpokenWord], windows: Sequence[SpeakerWindow], known: Mapping[int, int]
) -> dict[int, Places]:
    """For each voice that is known the windows in which it speaks and no other known one does."""
    whose: dict[int, set[int]] = {}
    starts = np.array([window.start_ms for window in windows])
    ends = np.array([window.end_ms for window in windows])
    for place, voice in known.items():
        word = words[place]
        for window in np.flatnonzero((starts < word.end_ms) & (ends > word.start_ms)).tolist():
            whose.setdefault(window, set()).add(voice)
    seeds: dict[int, list[int]] = {voice: [] for voice in sorted(set(known.values()))}
    for window, voices in sorted(whose.items()):
        if len(voices) == 1:
            seeds[next(iter(voices))].append(window)
    for voice, found in seeds.items():
        if not found:  # it never speaks alone: what is nearest is better than nothing
            found += [window for window, voices in whose.items() if voice in voices]
    return {voice: np.array(found, np.intp) for voice, found in seeds.items()}


def _of_words(
    words: Sequence[SpokenWord], windows: Sequence[SpeakerWindow], prints: Numbers, whole: Numbers
) -> Numbers:
    """The print of each word, of length 1: those of the windows that it is in or near, the nearest most."""
    starts = np.array([window.start_ms for window in windows], np.float64)
    ends = np.array([window.end_ms for window in windows], np.float64)
    middles = (starts + ends) / 2
    longest = float((ends - starts).max())
    reach = 4 * NEAR_MS + longest
    found = np.zeros((len(words), prints.shape[1]), np.float32)
    for place, word in enumerate(words):
        middle = (word.start_ms + word.end_ms) / 2
        first, last = np.searchsorted(starts, (middle - reach, middle + reach))
        if first == last:
            first, last = (first, first + 1) if first < len(starts) else (first - 1, first)
        gap = np.maximum(0.0, np.maximum(starts[first:last] - middle, middle - ends[first:last]))
        away = (gap / OUTSIDE_MS) ** 2 / 2 + ((middles[first:last] - middle) / NEAR_MS) ** 2
        counts = whole[first:last] * np.exp(-(away - away.min()))
        found[place] = counts @ prints[first:last]
    lengths = np.linalg.norm(found, axis=1, keepdims=True)
    unit: Numbers = found / np.maximum(lengths, 1e-9)
    return unit


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
